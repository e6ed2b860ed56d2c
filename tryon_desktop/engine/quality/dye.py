"""Garments dyed in two colours that no room has: what differs between the two renders is garment, whatever drew it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.arrays import U8, Bool, u8
from tryon_desktop.engine.garments.garment import Garment

Renderer = Callable[[Garment], U8]

MAGENTA = (255, 0, 255)
GREEN = (0, 255, 0)
_PAINTED = 40
"""Grey levels between the two renders from which a pixel counts as cloth: about a fifth opaque in a dim room."""


def dyed(garment: Garment, bgr: tuple[int, int, int]) -> Garment:
    """`garment` in one flat colour, `bgr` 0-255: the same outline, parts and landmarks, without folds or print."""
    inner = None if garment.inner is None else _filled(garment.inner, bgr)
    return replace(garment, image=_filled(garment.image, bgr), inner=inner)


def _filled(bgra: U8, bgr: tuple[int, int, int]) -> U8:
    flat = np.empty_like(bgra)
    flat[..., :3] = bgr
    flat[..., 3] = bgra[..., 3]
    return flat


def difference(one: U8, other: U8) -> U8:
    """The largest difference of any channel at each pixel of two (H, W, 3) uint8 pictures; (H, W) uint8."""
    return u8(np.abs(one.astype(np.int16) - other.astype(np.int16)).max(-1))


def painted(magenta: U8, green: U8) -> Bool:
    """Where the garment was drawn, (H, W) bool, from the renders of it in both colours, (H, W, 3) uint8 BGR.

    Skin, room and shadows are the same in both, so that only cloth remains.
    """
    return np.asarray(difference(magenta, green) >= _PAINTED, np.bool_)
