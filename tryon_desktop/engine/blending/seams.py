"""Where pieces of one garment meet: sewn together without a gap, or one before the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, blend, cut, overlap, padded, within
from tryon_desktop.engine.blending.shadow import cast
from tryon_desktop.engine.blending.warp import Sprite
from tryon_desktop.engine.fitting.measure import Measures

_HOLE, _SLIT = 0.045, 0.028
"""Breadth up to which a hole, and a slit, between two pieces is a gap in the cloth, in shoulder widths."""
_OPEN = 96
"""Alpha that is lacking, from which on cloth is open."""
_LEG_SHADE, _CROTCH = 0.12, (1.35, 1.8)
"""How far the shadow of one trouser leg on the other spreads, and between which levels of the torso it begins."""


def alpha_over(sprites: Sequence[Sprite], box: Box) -> U8:
    """The cloth of `sprites` over `box`; (h, w) uint8."""
    cloth = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    for sprite in sprites:
        common = overlap(sprite.box, box)
        if common is not None:
            part = cut(cloth, within(common, box))
            np.maximum(part, cut(sprite.bgra, within(common, sprite.box))[..., 3], out=part)
    return cloth


def joined(sprites: Sequence[Sprite], *, legs: bool) -> Iterator[tuple[Sprite, Sprite, Box]]:
    """The pairs of a garment's outer pieces that are sewn together, and the box that both lie in.

    legs: they are trouser legs, and not a torso and its sleeves.
    """
    if len(sprites) < 2:
        return
    first = sprites[0] if legs else max(sprites, key=lambda sprite: sprite.bgra.size)
    for sprite in sprites[1:2] if legs else sprites:
        common = overlap(first.box, sprite.box)
        if sprite is not first and common is not None:
            yield first, sprite, common


def sew_together(
    canvas: U8, free: U8, pair: Sequence[Sprite], area: Box, width: float, *, slits: bool, strength: float
) -> None:
    """Close what is open between two pieces, in `canvas` (h, w, 3) uint8 BGR of `area`, in place.

    Each has a soft edge, and through both of them shines what is behind: a bright line down the fly. And where an arm
    turns a sleeve away from its armhole, neither may reach into a corner. free: (h, w) uint8, where nothing is before
    them. width: the shoulders', pixels. slits: whether slits that are open below are closed, or holes with cloth all
    round.
    """
    breadth = max(round((_SLIT if slits else _HOLE) * width), 5)
    one, other = (u8(cv2.bitwise_not(alpha_over([piece], area))) for piece in pair)
    bare = u8(cv2.multiply(one, other, scale=1 / 255))
    narrow = _slits(bare, breadth) if slits else _holes(bare, breadth)
    x, y, across, down = cv2.boundingRect(cv2.min(bare, narrow))
    if not across:
        return
    rows, columns = slice(y, y + down), slice(max(x - breadth, 0), x + across + breadth)
    gap = u8(cv2.multiply(cv2.min(bare, narrow)[rows, columns], free[rows, columns], scale=strength / 255))
    weight, view = f32(255 - bare[rows, columns]), canvas[rows, columns]
    side = (2 * breadth + 1, 3)
    colour = cv2.blur(view * weight[..., None], side) / np.maximum(cv2.blur(weight, side), 1)[..., None]
    blend(view, u8(np.clip(colour, 0, 255)), gap)


def _slits(bare: U8, breadth: int) -> U8:
    """Where cloth lies to both sides within `breadth` pixels; (h, w) uint8, 0 or 255."""
    cloth = u8(cv2.bitwise_not(bare))
    closed = cv2.morphologyEx(cloth, cv2.MORPH_CLOSE, np.ones((1, breadth), np.uint8))
    return np.where(cv2.subtract(closed, cloth) > 16, np.uint8(255), np.uint8(0))


def _holes(bare: U8, breadth: int) -> U8:
    """Where cloth lies all round a place no larger than `breadth` square; (h, w) uint8, 0 or 255."""
    half = cv2.threshold(bare[::2, ::2], _OPEN, 255, cv2.THRESH_BINARY)[1]
    _, parts, stats, _ = cv2.connectedComponentsWithStats(half, connectivity=4)
    rows, columns = half.shape
    x, y, width, height, size = stats.T
    inside = (x > 0) & (y > 0) & (x + width < columns) & (y + height < rows) & (4 * size < breadth * breadth)
    inside[0] = False
    if not inside.any():
        return np.zeros_like(bare)
    holes = cv2.dilate(inside[parts].astype(np.uint8) * np.uint8(255), np.ones((3, 3), np.uint8))
    return u8(cv2.resize(holes, bare.shape[::-1], interpolation=cv2.INTER_NEAREST))


def shade_leg_behind(
    canvas: U8, behind: Sequence[Sprite], leg: Sprite, measures: Measures, strength: float
) -> None:
    """Let a trouser leg, not laid yet, throw its shadow on those `behind` it, in `canvas` (H, W, 3) uint8, in place.

    Without that two legs of one cloth are one where they cross. Down to the crotch they are sewn together, and below
    it they are still one another's light.
    """
    spread = _LEG_SHADE * measures.shoulder_width
    first, last = (float(measures.axis_at(level)[1]) for level in _CROTCH)
    area = padded(leg.box, round(2 * spread), (canvas.shape[1], canvas.shape[0]))
    for other in behind:
        common = overlap(other.box, area)
        if common is None or common[3] <= first or last <= first:
            continue
        rows = np.arange(common[1], common[3], dtype=np.float32)
        below = np.clip((rows - np.float32(first)) / np.float32(last - first), 0, 1) * np.float32(strength)
        far = u8(alpha_over([other], common) * below[:, None])
        cast(cut(canvas, common), alpha_over([leg], common), far, spread)
