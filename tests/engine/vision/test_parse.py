from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.vision.body import Region
from tryon_desktop.engine.vision.colour import ColourHistogram, ShadedColour
from tryon_desktop.engine.vision.parse import LONG_SIDE, Parser, label_size

RNG = np.random.default_rng(7)
SKIN = {"slack": (80.0, 9.0, 9.0), "shades": (0.45, 1.15), "memory": 0.8}


def around(colour, count=400, spread=3):
    return np.clip(RNG.normal(colour, spread, (count, 3)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("size", "expected"), [
    ((1280, 720), (320, 180)), ((720, 1280), (180, 320)), ((640, 480), (320, 240)), ((4000, 3), (320, 1)),
])
def test_label_size(size, expected):
    assert label_size(size) == expected
    assert max(label_size(size)) == LONG_SIDE


def test_skin_is_known_in_the_shade_but_not_other_colours():
    skin = ShadedColour(**SKIN)
    skin.learn(around((170, 148, 150)))
    lit, shaded, blue, grey = (np.array([c], np.uint8) for c in ((170, 148, 150), (100, 140, 141), (120, 130, 90),
                                                                 (170, 128, 128)))
    assert skin.distance(lit)[0] < 2
    assert skin.distance(shaded)[0] < 6
    assert skin.distance(blue)[0] > 50
    assert skin.distance(grey)[0] > 20


def test_a_spot_of_another_colour_does_not_spoil_the_model():
    skin = ShadedColour(**SKIN)
    skin.learn(np.concatenate([around((170, 148, 150), 400), around((30, 128, 128), 60)]))
    assert skin.distance(np.array([[170, 148, 150]], np.uint8))[0] < 1


def test_too_few_samples_teach_nothing():
    skin, cloth = ShadedColour(**SKIN), ColourHistogram(0.9)
    skin.learn(around((170, 148, 150), 5))
    cloth.learn(around((170, 148, 150), 5))
    assert not skin.known
    assert not cloth.known


def test_clothes_keep_both_colours_of_a_stripe():
    cloth = ColourHistogram(memory=0.9)
    cloth.learn(np.concatenate([around((40, 128, 128)), around((230, 128, 128))]))
    dark, light, between = (cloth.log_density(np.array([[v, 128, 128]], np.uint8))[0] for v in (40, 230, 135))
    assert min(dark, light) > between + 3
    assert between <= cloth.log_density(np.array([[0, 255, 0]], np.uint8))[0] + 1e-3


def test_the_density_integrates_to_one():
    cloth = ColourHistogram(memory=0.9)
    cloth.learn(around((128, 128, 128), 5000, spread=10))
    lightness, a, b = np.meshgrid(np.arange(8, 256, 16), np.arange(4, 256, 8), np.arange(4, 256, 8), indexing="ij")
    centres = np.stack([lightness, a, b], axis=-1).reshape(-1, 3).astype(np.uint8)
    density = np.exp(cloth.log_density(centres))
    seen = density > 1.01 * density.min()
    assert density[seen].sum() * 16 * 8 * 8 == pytest.approx(1, abs=0.03)


def test_without_a_face_hands_come_from_the_pose_and_nothing_is_skin():
    bgr = np.full((480, 640, 3), 90, np.uint8)
    matte = np.zeros((480, 640), np.uint8)
    matte[60:480, 180:460] = 255
    points = np.full((33, 2), (320, 100), np.float32)
    points[11], points[12], points[23], points[24] = (390, 180), (250, 180), (370, 380), (270, 380)
    points[[13, 15, 17, 19, 21]] = [(410, 260), (340, 280), (310, 285), (310, 275), (320, 265)]
    visibility = np.zeros(33, np.float32)
    visibility[[0, 11, 12, 13, 15, 17, 19, 21, 23, 24]] = 1
    labels = Parser()(bgr, matte, None, points, visibility)
    assert labels.shape == (240, 320)
    assert labels[140, 158] == Region.HAND
    assert labels[50, 160] == Region.HAIR
    assert labels[200, 150] == Region.CLOTHES
    assert labels[10, 10] == Region.BACKGROUND
    assert Region.SKIN not in labels
    hands = np.argwhere(labels == Region.HAND)
    assert np.abs(hands - (140, 158)).max() < 40


def test_an_empty_matte_has_no_labels():
    labels = Parser()(np.zeros((48, 64, 3), np.uint8), np.zeros((48, 64), np.uint8), None,
                      np.zeros((33, 2), np.float32), np.zeros(33, np.float32))
    assert labels.max() == Region.BACKGROUND


def person_at(x):
    bgr = np.full((240, 320, 3), 90, np.uint8)
    matte = np.zeros((240, 320), np.uint8)
    matte[60:240, x : x + 80] = 255
    points = np.full((33, 2), (x + 40, 80), np.float32)
    points[11], points[12], points[23], points[24] = (x + 60, 110), (x + 20, 110), (x + 55, 200), (x + 25, 200)
    return bgr, matte, None, points, np.zeros(33, np.float32)


def test_labels_never_trail_behind_the_person():
    parser = Parser()
    parser(*person_at(40))
    labels = parser(*person_at(160))
    assert (labels[:, :159] == Region.BACKGROUND).all()
    assert (labels[70:, 161:239] != Region.BACKGROUND).all()


def test_a_part_named_once_where_nothing_moved_is_not_believed():
    parser = Parser()
    bgr, matte, face, points, visibility = person_at(100)
    steady = [parser(bgr, matte, face, points, visibility) for _ in range(2)]
    jumped = points.copy()
    jumped[:11] += (0, 40)
    np.testing.assert_array_equal(parser(bgr, matte, face, jumped, visibility), steady[-1])
    settled = parser(bgr, matte, face, jumped, visibility)
    assert (settled != steady[-1]).any()
