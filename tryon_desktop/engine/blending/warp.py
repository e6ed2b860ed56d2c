"""Draws one draped part: its texture carried to the frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, bounds, coarse_map, full_map
from tryon_desktop.engine.fitting.drape import DrapedPart

_STEP = 8


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A warped part over `box` of the frame. bgra: (h, w, 4) uint8, straight alpha."""

    box: Box
    bgra: U8


def _level(part: DrapedPart) -> int:
    """The texture size nearest to the size on screen, never the coarser by more than a third."""
    source = np.ptp(part.piece.source_xy, axis=0)
    target = np.ptp(part.target_xy, axis=0)
    shrink = float(np.sqrt(source.prod() / max(target.prod(), 1.0)))
    return int(np.clip(np.floor(np.log2(max(shrink, 1.0)) + 0.4), 0, len(part.piece.levels) - 1))


def warp(part: DrapedPart, size: tuple[int, int]) -> Sprite | None:
    """Carry `part` into a frame of `size` (width, height); None when it lies wholly outside."""
    box = bounds(part.target_xy, size)
    if box is None:
        return None
    level = _level(part)
    texture = part.piece.levels[level]
    full = part.piece.levels[0].shape
    scale = f32([texture.shape[1] / full[1], texture.shape[0] / full[0]])
    source = (part.piece.source_xy + 0.5) * scale - 0.5
    coarse = coarse_map(part.target_xy, source.astype(np.float32), part.triangles, box, _STEP)
    grid = full_map(coarse, box, _STEP)
    bgra = cv2.remap(texture, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return Sprite(box, u8(bgra))
