"""Draws draped parts: their textures carried to the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2, sqrt

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.mesh_map import CoarseMap, Mesh, coarse_maps, full_map
from tryon_desktop.engine.blending.raster import Box, bounds
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


def _extent(points: F32) -> tuple[float, float]:
    """Breadth and height of `points` (N, 2)."""
    width, height = points.max(0) - points.min(0)
    return float(width), float(height)


def _level(part: DrapedPart) -> int:
    """The texture size nearest to the size on screen, never the coarser by more than a third."""
    source, target = _extent(part.piece.source_xy), _extent(part.target_xy)
    shrink = sqrt(source[0] * source[1] / max(target[0] * target[1], 1.0))
    return min(max(int(log2(max(shrink, 1.0)) + 0.4), 0), len(part.piece.levels) - 1)


def _mesh(part: DrapedPart, level: int, box: Box) -> Mesh:
    """`part` as a mesh over its texture of `level`."""
    bind, piece = part.piece.bind, part.piece
    folds = isinstance(bind, Sewn) and bind.root is not None
    across = float(min(_extent(part.target_xy)))
    cells, coarsest = (_FOLDED_CELLS, _FOLDED_STEP) if folds else (_SMOOTH_CELLS, _SMOOTH_STEP)
    (height, width), full = piece.levels[level].shape[:2], piece.levels[0].shape
    source = piece.source_xy
    if level:
        source = f32((source + 0.5) * f32([width / full[1], height / full[0]]) - 0.5)
    step = min(max(int(across / cells), 1), coarsest)
    return Mesh(part.target_xy, source, part.triangles, box, step, piece.rim, piece.cloth, (width, height))


def warps(parts: Sequence[DrapedPart], size: tuple[int, int]) -> list[Sprite | None]:
    """Carry each of `parts` into a frame of `size` (width, height); None for what lies wholly outside."""
    boxes = [bounds(part.target_xy, size, _SHADOW_ROOM) for part in parts]
    seen = [(part, _level(part), box) for part, box in zip(parts, boxes, strict=True) if box is not None]
    meshes = [_mesh(*one) for one in seen]
    made = (
        _carried(part, part.piece.levels[level], mesh, coarse)
        for (part, level, _), mesh, coarse in zip(seen, meshes, coarse_maps(meshes), strict=True)
    )
    return [None if box is None else next(made) for box in boxes]


def _carried(part: DrapedPart, texture: U8, mesh: Mesh, coarse: CoarseMap) -> Sprite | None:
    if coarse.held is None:
        return None
    # The mesh reaches beyond the cloth on all sides; what is outside need not be carried over.
    step, spare, box = mesh.step, _SHADOW_ROOM // mesh.step, mesh.box
    left, top = max(coarse.held[0] - spare, 0), max(coarse.held[1] - spare, 0)
    right, bottom = coarse.held[2] + spare, coarse.held[3] + spare
    within = (
        box[0] + left * step, box[1] + top * step,
        min(box[0] + right * step, box[2]), min(box[1] + bottom * step, box[3]),
    )  # fmt: skip
    grid = full_map(coarse.uv[top:bottom, left:right], within, step)
    bgra = cv2.remap(texture, grid, _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return Sprite(within, u8(bgra), part.seam_xy)


class Warps:
    """`warps` over a stream: what lies where it lay is not carried over again.

    Most of the time somebody before a mirror keeps most of themselves still.
    """

    def __init__(self) -> None:
        self._last: dict[int, tuple[DrapedPart, tuple[int, int], Sprite | None]] = {}

    def __call__(self, parts: Sequence[DrapedPart], size: tuple[int, int]) -> list[Sprite | None]:
        """As `warps`, to within `_STILL` pixels."""
        moved = [part for part in parts if not self._lies(part, size)]
        if len(self._last) + len(moved) > _KEPT:
            self._last.clear()
            moved = list(parts)
        for part, sprite in zip(moved, warps(moved, size), strict=True):
            self._last[id(part.piece)] = (part, size, sprite)
        found = [self._last[id(part.piece)][2] for part in parts]
        return [
            sprite if sprite is None else replace(sprite, seam_xy=part.seam_xy)
            for part, sprite in zip(parts, found, strict=True)
        ]

    def _lies(self, part: DrapedPart, size: tuple[int, int]) -> bool:
        """Whether `part` lies where it lay when it was last carried over."""
        known = self._last.get(id(part.piece))
        if known is None or known[1] != size or known[0].piece is not part.piece:
            return False
        before = known[0].target_xy
        return before.shape == part.target_xy.shape and bool(np.abs(part.target_xy - before).max() < _STILL)
