"""Draws one draped part: its texture carried to the frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32, u8
from tryon_desktop.engine.blending.raster import Box, bounds, coarse_map, full_map
from tryon_desktop.engine.fitting.drape import DrapedPart
from tryon_desktop.engine.fitting.pieces import Sewn

_SMOOTH_STEP, _FOLDED_STEP = 12, 5
"""Pixels between the mesh's samples: sleeves fold at the armpit, and the fold's edge is as fine as that."""
_SMOOTH_CELLS, _FOLDED_CELLS = 12, 32
"""Samples across a mesh at the least: somebody far away has narrow sleeves."""
_SHADOW_ROOM = 16
"""Pixels about the cloth into which it casts its shadow; a smaller sprite would cut that off straight."""
_STILL = 0.2
"""Pixels that a mesh may move and still be drawn as it was: less than is seen."""
_KEPT = 64
_NO_SECOND_MAP = np.empty(0, np.float32)
"""Both coordinates are in the first map; given apart, each would be copied first."""


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A warped part over `box` of the frame. bgra: (h, w, 4) uint8, straight alpha. seam_xy: as in `DrapedPart`."""

    box: Box
    bgra: U8
    seam_xy: F32 | None = None


def _level(part: DrapedPart) -> int:
    """The texture size nearest to the size on screen, never the coarser by more than a third."""
    source = np.ptp(part.piece.source_xy, axis=0)
    target = np.ptp(part.target_xy, axis=0)
    shrink = float(np.sqrt(source.prod() / max(target.prod(), 1.0)))
    return int(np.clip(np.floor(np.log2(max(shrink, 1.0)) + 0.4), 0, len(part.piece.levels) - 1))


def _on_cloth(uv: F32, cloth: Bool, shape: tuple[int, ...]) -> Bool:
    """Which texture coordinates (..., 2) of a texture of `shape` lie on cloth; those outside do not."""
    place = (uv * f32([cloth.shape[1] / shape[1], cloth.shape[0] / shape[0]])).astype(np.int32)
    x, y = place[..., 0], place[..., 1]
    known = (x >= 0) & (x < cloth.shape[1]) & (y >= 0) & (y < cloth.shape[0])
    on: Bool = known & cloth[np.clip(y, 0, cloth.shape[0] - 1), np.clip(x, 0, cloth.shape[1] - 1)]
    return on


def _around(held: Bool, spare: int) -> tuple[slice, slice] | None:
    """The rows and columns of a coarse map that hold anything, with `spare` about them; None when nothing does."""
    rows, columns = np.flatnonzero(held.any(1)), np.flatnonzero(held.any(0))
    if not len(rows):
        return None
    around = (slice(max(int(at[0]) - spare, 0), int(at[-1]) + 1 + spare) for at in (rows, columns))
    return next(around), next(around)


def warp(part: DrapedPart, size: tuple[int, int]) -> Sprite | None:
    """Carry `part` into a frame of `size` (width, height); None when it lies wholly outside."""
    box = bounds(part.target_xy, size, _SHADOW_ROOM)
    if box is None:
        return None
    bind = part.piece.bind
    folds = isinstance(bind, Sewn) and bind.root is not None
    across = float(np.ptp(part.target_xy, axis=0).min())
    cells, coarsest = (_FOLDED_CELLS, _FOLDED_STEP) if folds else (_SMOOTH_CELLS, _SMOOTH_STEP)
    step = int(np.clip(across / cells, 1, coarsest))
    texture, cloth = part.piece.levels[_level(part)], part.piece.cloth
    full = part.piece.levels[0].shape
    scale = f32([texture.shape[1] / full[1], texture.shape[0] / full[0]])
    source = f32((part.piece.source_xy + 0.5) * scale - 0.5)
    coarse = coarse_map(
        part.target_xy,
        source,
        part.triangles,
        box,
        step,
        rim=part.piece.rim,
        filled=lambda uv: _on_cloth(uv, cloth, texture.shape),
    )
    # The mesh reaches beyond the cloth on all sides; what is outside need not be carried over.
    worth = _around(_on_cloth(coarse, cloth, texture.shape), _SHADOW_ROOM // step)
    if worth is None:
        return None
    rows, columns = worth
    x0, y0 = box[0] + columns.start * step, box[1] + rows.start * step
    box = (x0, y0, min(box[0] + columns.stop * step, box[2]), min(box[1] + rows.stop * step, box[3]))
    grid = full_map(coarse[rows, columns], box, step)
    bgra = cv2.remap(texture, grid, _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return Sprite(box, u8(bgra), part.seam_xy)


class Warps:
    """`warp` over a stream: what lies where it lay is not carried over again.

    Most of the time somebody before a mirror keeps most of themselves still.
    """

    def __init__(self) -> None:
        self._last: dict[int, tuple[DrapedPart, tuple[int, int], Sprite | None]] = {}

    def __call__(self, part: DrapedPart, size: tuple[int, int]) -> Sprite | None:
        """As `warp`, to within `_STILL` pixels."""
        known = self._last.get(id(part.piece))
        if known is not None:
            before, of, sprite = known
            if of == size and before.piece is part.piece and _as_before(part.target_xy, before.target_xy):
                return sprite if sprite is None else replace(sprite, seam_xy=part.seam_xy)
        if len(self._last) >= _KEPT:
            self._last.clear()
        made = warp(part, size)
        self._last[id(part.piece)] = (part, size, made)
        return made


def _as_before(target: F32, before: F32) -> bool:
    return target.shape == before.shape and bool(np.abs(target - before).max() < _STILL)
