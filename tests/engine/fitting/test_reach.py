from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.fitting.silhouette import Capsules, reach

SIDE = 200


def disc(centre, radius):
    image = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(image, (round(centre[0] * 16), round(centre[1] * 16)), round(radius * 16), 255, -1, cv2.LINE_AA, 4)
    return image


def unit(angle):
    return np.array([[np.cos(angle), np.sin(angle)]], np.float32)


@settings(max_examples=60)
@given(st.floats(60, 140), st.floats(60, 140), st.floats(15, 55), st.floats(0, 2 * np.pi), st.floats(0, 0.8))
def test_rays_inside_a_disc_end_on_its_rim(x, y, radius, angle, off):
    start = np.array([[x + off * radius * np.cos(angle + 1), y + off * radius * np.sin(angle + 1)]], np.float32)
    far = 2.2 * radius
    found = reach(disc((x, y), radius), start, unit(angle), far)[0]
    to_centre = start[0] - (x, y)
    along = float(to_centre @ unit(angle)[0])
    rim = -along + np.sqrt(along**2 + radius**2 - to_centre @ to_centre)
    assert found == pytest.approx(rim, abs=far / 48 + 1.6)


def test_no_edge_within_reach_is_all_of_it():
    matte = np.full((SIDE, SIDE), 255, np.uint8)
    assert reach(matte, np.array([[100, 100]], np.float32), unit(0.3), 40.0)[0] == 40


def test_beyond_the_frame_nothing_is_known():
    matte = np.full((SIDE, SIDE), 255, np.uint8)
    matte[:, 150:] = 0
    start = np.array([[20, 100], [20, 100], [-30, 100]], np.float32)
    found = reach(matte, start, np.concatenate([unit(np.pi), unit(0), unit(0)]), 300.0)
    assert found[0] == 300, "the picture's border is no edge of the body"
    assert found[1:] == pytest.approx([130, 180], abs=300 / 48 + 1)


@pytest.mark.parametrize("far", [0.0, -5.0, 0.2])
def test_a_reach_of_nothing_is_finite(far):
    assert np.isfinite(reach(disc((100, 100), 40), np.array([[100, 100]], np.float32), unit(0), far)).all()


def test_capsules_hold_what_lies_round_their_bones():
    joints = np.array([[0, 0], [100, 0], [100, 100]], np.float32)
    arm = Capsules.of([(joints, np.array([20, 10, 10], np.float32))])
    inside = np.array([[0, 19], [50, 14], [100, -9], [91, 50], [-19, 0], [100, 109]], np.float32)
    outside = np.array([[0, 21], [50, 16], [100, -11], [88, 50], [-21, 0], [100, 111]], np.float32)
    assert arm.contain(inside).all()
    assert not arm.contain(outside).any()
    assert not Capsules.of([]).contain(inside).any()
