"""Painted skin and what of the neck is taken for the person's own."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.blending.background import spread
from tryon_desktop.engine.blending.collar import own_skin
from tryon_desktop.engine.blending.skin import skin_field, unlike_skin

TONE = np.array([110, 140, 190], np.float32)
SIZE = (80, 100)


def patch(rows: slice, columns: slice) -> np.ndarray:
    mask = np.zeros(SIZE, np.float32)
    mask[rows, columns] = 1
    return mask


def test_paint_continues_the_skin_beside_it():
    here = np.array([100, 128, 170], np.float32)
    own = patch(slice(10, 30), slice(40, 60))
    small = np.where(own[..., None] > 0, here, 20).astype(np.uint8)
    field = skin_field(small, own, unlike_skin(small, TONE), TONE, SIZE[1])
    assert np.abs(field[33, 50] - here).max() < 8
    assert field[75, 95].mean() > here.mean(), "far away it is as bright as the face"


def test_without_skin_in_sight_the_tone_is_all_there_is():
    small = np.full((*SIZE, 3), 60, np.uint8)
    assert np.allclose(skin_field(small, np.zeros(SIZE, np.float32), unlike_skin(small, TONE), TONE, SIZE[1]), TONE)


def test_a_shadow_beneath_the_chin_does_not_darken_the_chest():
    own = patch(slice(10, 30), slice(40, 60))
    small = np.where(own[..., None] > 0, TONE, 20).astype(np.uint8)
    small[10:16, 40:60] = (0.5 * TONE).astype(np.uint8)
    assert np.abs(skin_field(small, own, unlike_skin(small, TONE), TONE, SIZE[1])[32, 50] - TONE).max() < 12


def test_spread_keeps_what_is_known_and_fills_the_rest_from_nearby():
    known = patch(slice(0, 80), slice(0, 20)) + patch(slice(0, 80), slice(80, 100))
    colour = np.where(np.arange(100)[None, :, None] < 50, np.float32([200, 0, 0]), np.float32([0, 0, 200]))
    colour = np.broadcast_to(colour, (*SIZE, 3)).astype(np.float32)
    filled = spread(colour * known[..., None], known)
    assert np.abs(filled - colour)[known > 0].max() < 1e-3
    assert filled[40, 28, 0] > 120 > filled[40, 28, 2]
    assert filled[40, 72, 2] > 120 > filled[40, 72, 0]


def test_a_hood_of_the_skins_colour_is_not_skin():
    """It is parted from the throat by the shadow along its edge."""
    small = np.broadcast_to(TONE, (*SIZE, 3)).astype(np.uint8).copy()
    cv2.line(small, (62, 20), (62, 79), (0.45 * TONE).tolist(), 2)
    throat, skin = patch(slice(20, 60), slice(35, 62)), patch(slice(20, 75), slice(30, 90))
    own = own_skin(small, skin, unlike_skin(small, TONE), throat, TONE, shoulder_width=70)
    assert own[30:50, 38:58].all()
    assert not own[30:70, 68:88].any()


def test_too_small_to_see_edges_the_labels_are_believed():
    small = np.zeros((*SIZE, 3), np.uint8)
    skin = patch(slice(20, 40), slice(40, 60))
    assert np.array_equal(own_skin(small, skin, unlike_skin(small, TONE), skin, TONE, shoulder_width=20), skin)
