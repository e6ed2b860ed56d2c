from __future__ import annotations

import cv2
import numpy as np
import pytest
from figure import Figure
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.blending.light import NEUTRAL, exposure, shading

WHO = Figure(arms=((40, 30), (40, 30)))
COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


def plain(colour):
    return np.full((*WHO.size[::-1], 3), colour, np.uint8)


def shaded(bgr):
    """The shade map at the frame's own size."""
    return cv2.resize(shading(bgr, WHO.body(), WHO.scale), WHO.size)


def chest(level):
    """A pixel (row, column) on the torso's axis."""
    return round(WHO.origin[1] + level * 1.42 * WHO.scale), round(WHO.origin[0])


@settings(max_examples=20)
@given(COLOUR)
def test_even_light_shows_the_bodys_roundness_and_nothing_else(colour):
    shade = shaded(plain(colour)).astype(int)
    inside = cv2.distanceTransform((WHO.body().matte > 128).astype(np.uint8), cv2.DIST_L2, 3)
    assert np.abs(shade[inside > 0.45 * WHO.scale] - NEUTRAL).max() <= 3
    assert np.abs(shade[inside == 0] - NEUTRAL).mean() < 6
    row, column = chest(0.5)
    edge = column + int(np.flatnonzero(inside[row, column:] > 2)[-1])
    assert 0.7 * NEUTRAL < shade[row, edge] < 0.97 * NEUTRAL, "it turns away from the light at its side"


def band(colour, depth, centre, spread=0.10):
    """Cloth of one colour with a soft dark band across the torso at level `centre`."""
    rows = np.arange(WHO.size[1], dtype=np.float32)
    dark = 1 - depth * np.exp(-0.5 * ((rows - chest(centre)[0]) / (spread * WHO.scale)) ** 2)
    return np.clip(plain(colour) * dark[:, None, None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("colour", [(230, 230, 230), (120, 80, 60), (60, 60, 160)])
def test_a_fold_darkens_where_it_lies(colour):
    shade = shaded(band(colour, 0.2, 0.5))
    assert shade[chest(0.5)] < NEUTRAL * 0.95
    for level in (0.1, 0.9):
        assert NEUTRAL - 3 <= shade[chest(level)] <= NEUTRAL * 1.06


def test_deeper_folds_are_darker():
    faint, deep = (shaded(band((180, 180, 180), depth, 0.5))[chest(0.5)] for depth in (0.08, 0.2))
    assert deep < faint < NEUTRAL


def test_bright_folds_brighten():
    assert shaded(band((120, 120, 120), -0.2, 0.5))[chest(0.5)] > NEUTRAL * 1.04


def test_the_room_behind_casts_nothing_on_the_cloth():
    """A white or a black wall gives the same shade within the body."""
    body = WHO.body()
    inside = cv2.erode(body.matte, np.ones((15, 15), np.uint8)) > 250
    shades = []
    for wall in (0, 255):
        bgr = band((120, 90, 80), 0.15, 0.5)
        bgr[body.matte < 128] = wall
        shades.append(shaded(bgr)[inside].astype(int))
    assert np.abs(shades[0] - shades[1]).mean() < 3


@pytest.mark.parametrize("value", [0, 1, 254, 255])
def test_extreme_pictures_are_survived(value):
    assert shading(plain(value), WHO.body(), WHO.scale).dtype == np.uint8
    assert np.isfinite(exposure(plain(value))).all()


def test_white_light_leaves_the_garment_and_dim_light_dims_it():
    assert exposure(plain(228)) == pytest.approx([0.93, 0.93, 0.93], abs=0.03)
    bright, dim, dark = (float(exposure(plain(level)).mean()) for level in (228, 140, 60))
    assert bright > dim > dark > 0.45


def test_warm_light_warms():
    blue, green, red = exposure(plain((160, 200, 235)))
    assert blue < green < red


@settings(max_examples=30)
@given(COLOUR)
def test_gains_stay_within_reason(colour):
    gains = exposure(plain(colour))
    assert gains.shape == (3,)
    assert ((gains > 0.45) & (gains < 1.15)).all()


def test_a_shirt_of_another_colour_in_an_open_front_is_no_light():
    who = WHO.but(face=True)
    bgr = plain((150, 110, 80))
    row, column = chest(0.5)
    half = round(0.12 * WHO.scale)
    bgr[:, column - half : column + half] = (235, 235, 240)
    shade = cv2.resize(shading(bgr, who.body(), WHO.scale), WHO.size).astype(int)
    beside = shade[row, column - 2 * half]
    assert abs(shade[row, column] - beside) <= 4
