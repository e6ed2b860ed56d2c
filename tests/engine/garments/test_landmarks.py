import numpy as np
import pytest
from drawn_photographs import LONG_SLEEVED, SHORTS, SKIRT, TANK, TEE, TROUSERS, mask_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.garments.garment import (
    SKIRT_LANDMARKS,
    SLEEVE_LANDMARKS,
    TROUSER_LANDMARKS,
    UPPER_LANDMARKS,
    Part,
)
from tryon_desktop.engine.garments.landmarks import find_landmarks
from tryon_desktop.engine.garments.parts import split_parts
from tryon_desktop.engine.garments.silhouette import read_silhouette


def marks_of(shape, **placed):
    silhouette = read_silhouette(mask_of(moved(shape, **placed)))
    return silhouette, find_landmarks(silhouette, silhouette.build)


def moved(shape, dx=0.0, dy=0.0, scale=1.0):
    points = np.float32(shape)
    centre = np.float32([256, 270])
    return (points - centre) * scale + centre + np.float32([dx, dy])


@pytest.mark.parametrize(
    ("shape", "build"),
    [(TEE, "upper"), (LONG_SLEEVED, "upper"), (TANK, "upper"), (TROUSERS, "legs"), (SHORTS, "legs"), (SKIRT, "skirt")],
    ids=["tee", "long", "tank", "trousers", "shorts", "skirt"],
)
def test_build(shape, build):
    assert read_silhouette(mask_of(shape)).build == build


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (TEE, {"armpit_r": (160, 226), "armpit_l": (352, 226), "cuff_r_outer": (62, 250), "cuff_r_inner": (120, 286),
               "cuff_l_outer": (450, 250), "shoulder_r": (140, 118), "shoulder_l": (372, 118), "hem_r": (160, 470),
               "hem_l": (352, 470), "neck_r": (240, 78), "neck_l": (272, 78)}),
        (LONG_SLEEVED, {"armpit_r": (160, 226), "cuff_r_outer": (50, 430), "cuff_r_inner": (102, 446),
                        "shoulder_l": (372, 118), "hem_l": (352, 470)}),
        (TROUSERS, {"waist_r": (180, 50), "waist_l": (332, 50), "crotch": (256, 206), "hem_r_outer": (156, 480),
                    "hem_r_inner": (228, 480), "hem_l_outer": (356, 480), "hem_l_inner": (284, 480)}),
        (SKIRT, {"waist_r": (190, 100), "waist_l": (322, 100), "hem_r": (112, 430), "hem_l": (400, 430)}),
    ],
    ids=["tee", "long", "trousers", "skirt"],
)  # fmt: skip
def test_landmarks_lie_on_the_drawn_corners(shape, expected):
    _, marks = marks_of(shape)
    for name, point in expected.items():
        assert np.hypot(*np.subtract(marks[name], point)) < 22, name


def test_every_landmark_of_the_table_is_there():
    _, tee = marks_of(TEE)
    assert set(UPPER_LANDMARKS) <= set(tee)
    assert {f"cuff_{side}_{edge}" for side in "rl" for edge in ("inner", "outer")} <= set(tee)
    _, long_sleeved = marks_of(LONG_SLEEVED)
    assert {name.format(s=side) for side in "rl" for name in SLEEVE_LANDMARKS} <= set(long_sleeved)
    _, trousers = marks_of(TROUSERS)
    assert set(trousers) == set(TROUSER_LANDMARKS)
    _, skirt = marks_of(SKIRT)
    assert set(skirt) == set(SKIRT_LANDMARKS)


def test_no_knees_on_shorts_and_no_cuffs_on_a_tank():
    _, shorts = marks_of(SHORTS)
    assert not any(name.startswith("knee") for name in shorts)
    _, tank = marks_of(TANK)
    assert set(UPPER_LANDMARKS) <= set(tank)
    assert not any(name.startswith("cuff") for name in tank)


@settings(max_examples=12)
@given(dx=st.floats(-30, 30), dy=st.floats(-20, 20), scale=st.floats(0.6, 1.0))
def test_landmarks_move_with_the_garment(dx, dy, scale):
    _, still = marks_of(TEE)
    _, found = marks_of(TEE, dx=dx, dy=dy, scale=scale)
    for name in ("armpit_r", "shoulder_l", "cuff_r_outer", "hem_l"):
        wanted = moved([still[name]], dx, dy, scale)[0]
        assert np.hypot(*np.subtract(found[name], wanted)) < 26, name


@pytest.mark.parametrize("shape", [TEE, LONG_SLEEVED, TANK, TROUSERS, SKIRT])
def test_right_is_on_the_pictures_left(shape):
    _, marks = marks_of(shape)
    for name, point in marks.items():
        if "_r" in name and name.replace("_r", "_l") in marks:
            assert point[0] < marks[name.replace("_r", "_l")][0], name


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        (TEE, {Part.TORSO, Part.RIGHT_SLEEVE, Part.LEFT_SLEEVE}),
        (TANK, {Part.TORSO}),
        (TROUSERS, {Part.RIGHT_LEG, Part.LEFT_LEG}),
        (SKIRT, {Part.SKIRT}),
    ],
)
def test_every_pixel_has_a_part(shape, parts):
    silhouette, marks = marks_of(shape)
    masks = split_parts(silhouette, marks, silhouette.build)
    assert set(masks) == parts
    assert (np.max(list(masks.values()), axis=0) == 255).all()


def test_a_dress_is_split_at_the_waist():
    silhouette, marks = marks_of(TEE)
    masks = split_parts(silhouette, marks, "upper", skirted=True)
    assert masks[Part.TORSO][int(marks["armpit_r"][1]), 256] == 255
    assert masks[Part.TORSO][450, 256] == 0
    assert masks[Part.SKIRT][450, 256] == 255


def test_sleeves_end_at_the_line_from_shoulder_to_armpit():
    silhouette, marks = marks_of(TEE)
    masks = split_parts(silhouette, marks, "upper")
    assert masks[Part.RIGHT_SLEEVE][240, 95] == 255
    assert masks[Part.TORSO][240, 95] == 0
    assert masks[Part.RIGHT_SLEEVE][300, 256] == 0
