"""Pieces of one garment, where they are sewn together."""

from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.blending.seams import joined, sew_together
from tryon_desktop.engine.blending.warp import Sprite

CLOTH, ROOM = (90, 120, 50), (230, 230, 230)
WIDTH = 240.0
"""Between the shoulders, so that slits of up to six pixels are closed."""


def piece(box, *, without=None) -> Sprite:
    """A rectangle of cloth, but for `without`, a box in its own pixels."""
    bgra = np.zeros((box[3] - box[1], box[2] - box[0], 4), np.uint8)
    bgra[..., :3], bgra[..., 3] = CLOTH, 255
    if without is not None:
        x0, y0, x1, y1 = without
        bgra[y0:y1, x0:x1] = 0
    return Sprite(box, bgra)


def sewn(one: Sprite, other: Sprite, *, slits: bool, free: int = 255, strength: float = 1.0) -> np.ndarray:
    canvas = np.full((120, 160, 3), ROOM, np.uint8)
    for sprite in (one, other):
        x0, y0, x1, y1 = sprite.box
        cloth = sprite.bgra[..., 3] > 0
        canvas[y0:y1, x0:x1][cloth] = CLOTH
    for first, second, area in joined([one, other], legs=slits):
        x0, y0, x1, y1 = area
        part = canvas[y0:y1, x0:x1]
        sew_together(part, np.full(part.shape[:2], free, np.uint8), (first, second), area, WIDTH,
                     slits=slits, strength=strength)  # fmt: skip
    return canvas


def bright(canvas: np.ndarray) -> int:
    """Pixels through which the room is seen."""
    return int((canvas > 180).all(-1).sum())


def torn() -> tuple[Sprite, Sprite]:
    """A torso and a sleeve that both lack the same corner, with cloth all round it."""
    return piece((10, 10, 100, 110), without=(82, 40, 88, 48)), piece((90, 10, 150, 110), without=(2, 40, 8, 48))


def test_a_hole_at_an_armhole_is_mended():
    whole = piece((10, 10, 100, 110)), piece((90, 10, 150, 110))
    assert bright(sewn(*torn(), slits=False)) == bright(sewn(*whole, slits=False))


@pytest.mark.parametrize(("gap", "closed"), [(4, True), (30, False)])
def test_a_slit_between_legs_is_closed_and_a_gap_is_not(gap, closed):
    """Down from a crotch at 30 the right leg ends at 86, and the left one begins `gap` pixels beside it."""
    right = piece((10, 10, 140, 110), without=(76, 20, 130, 100))
    left = piece((60, 10, 150, 110), without=(0, 20, 26 + gap, 100))
    open_ = bright(sewn(right, left, slits=True, strength=0.0)) - bright(sewn(right, left, slits=True))
    assert (open_ > 0.9 * gap * 80) == closed


def test_an_armpit_stays_open():
    torso, sleeve = piece((10, 10, 100, 110), without=(84, 30, 90, 100)), piece((94, 10, 150, 110))
    before = bright(sewn(torso, sleeve, slits=False, strength=0.0))
    assert bright(sewn(torso, sleeve, slits=False)) == before


def test_what_lies_before_the_garment_stays_and_who_is_not_there_wears_nothing():
    mended = bright(sewn(*torn(), slits=False))
    assert bright(sewn(*torn(), slits=False, free=0)) == mended + 6 * 8
    assert bright(sewn(*torn(), slits=False, strength=0.0)) == mended + 6 * 8
