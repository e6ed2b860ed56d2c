from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.vision.detector import FACE_DETECTOR, POSE_DETECTOR, ssd_anchors, suppress
from tryon_desktop.engine.vision.geometry import Roi, compose, network_input, transform
from tryon_desktop.engine.vision.pose import refine, roi_from_alignment

rois = st.builds(
    Roi, st.floats(-500, 2500), st.floats(-500, 2500), st.floats(20, 3000), st.floats(-math.pi, math.pi)
)


@given(rois, st.sampled_from([128, 192, 256]))
def test_crop_and_back_is_the_identity(roi, size):
    points = np.array([[0, 0], [size, 0], [size / 2, size / 2], [3, 200]], np.float32)
    back = transform(roi.to_crop(size), transform(roi.to_frame(size), points))
    np.testing.assert_allclose(back, points, atol=0.05)


@given(rois)
def test_composition_is_application_in_turn(roi):
    points = np.array([[0, 0], [128, 30]], np.float32)
    there, back = roi.to_frame(128), roi.scaled(1.5).to_crop(256)
    np.testing.assert_allclose(transform(compose(back, there), points), transform(back, transform(there, points)),
                               atol=0.1)


@given(rois)
def test_the_alignment_points_give_the_square_they_came_from(roi):
    radius = roi.side / 2 / 1.25
    rim = np.array([roi.x + radius * math.sin(roi.angle), roi.y - radius * math.cos(roi.angle)])
    again = roi_from_alignment(np.array([roi.x, roi.y]), rim)
    assert again.side == pytest.approx(roi.side, rel=1e-3)
    assert math.cos(again.angle - roi.angle) == pytest.approx(1, abs=1e-6)


def test_crop_shows_the_square():
    image = np.zeros((100, 100, 3), np.uint8)
    image[40:60, 40:60] = 255
    assert Roi(50, 50, 18).crop(image, 32).min() == 255
    assert Roi(500, 500, 18).crop(image, 32).max() == 0


def test_network_input_is_rgb_in_range():
    bgr = np.zeros((4, 6, 3), np.uint8)
    bgr[..., 0] = 255
    batch = network_input(bgr, -1.0, 1.0)
    assert batch.shape == (1, 4, 6, 3)
    np.testing.assert_allclose(batch[0, 0, 0], [-1, -1, 1])


@pytest.mark.parametrize(("spec", "count"), [(POSE_DETECTOR, 2254), (FACE_DETECTOR, 896)])
def test_anchor_counts(spec, count):
    anchors = ssd_anchors(spec.size, spec.strides)
    assert anchors.shape == (count, 2)
    assert anchors.min() > 0
    assert anchors.max() < 1


def test_suppression_merges_one_cluster_and_keeps_the_other():
    scores = np.array([0.6, 0.9, 0.8], np.float32)
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]], np.float32)
    found = suppress(scores, boxes, np.zeros((3, 2, 2), np.float32))
    assert [round(d.score, 2) for d in found] == [0.9, 0.8]
    assert found[0].box[0] == pytest.approx(0.6, abs=1e-3)
    assert suppress(scores[:0], boxes[:0], np.zeros((0, 2, 2), np.float32)) == []


def test_refinement_moves_to_a_confident_peak_only():
    heat = np.full((64, 64, 2), -9.0, np.float32)
    heat[20, 31, 0] = 9.0
    xy = refine(np.array([[120.0, 82.0], [120.0, 82.0]], np.float32), heat)
    np.testing.assert_allclose(xy[0], [124, 80], atol=1.0)
    np.testing.assert_allclose(xy[1], [120, 82])
    outside = np.array([[-400.0, 900.0], [300.0, 10.0]], np.float32)
    np.testing.assert_array_equal(refine(outside, heat), outside)
