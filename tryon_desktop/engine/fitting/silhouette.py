"""Distances from points inside a body to the edge of its silhouette, and to its own arms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32

_SAMPLES = 48


def _along(points: F32, directions: F32, far: F32 | float, samples: int = _SAMPLES) -> tuple[F32, F32, F32]:
    """(N, S) x and y of sample points on each ray up to `far` pixels, and their (N, S) distances."""
    each = np.broadcast_to(np.maximum(f32(far), 1), (len(points),))
    distance = each[:, None] * ((np.arange(samples, dtype=np.float32) + 0.5) / np.float32(samples))
    x, y = (points[:, axis, None] + directions[:, axis, None] * distance for axis in (0, 1))
    return x, y, distance


def _first(hit: Bool, distance: F32, far: F32 | float) -> F32:
    """(N,) distance, (N, S), of the first True in each row; `far` where there is none."""
    first = hit.argmax(1)
    row = np.arange(len(hit))
    return f32(np.where(hit[row, first], distance[row, first], f32(far)))


def reach(matte: U8, points: F32, directions: F32, far: F32 | float, stops: Bool | None = None) -> F32:
    """How far each ray runs inside the silhouette.

    matte: (H, W) uint8. points, directions: (N, 2) float32, frame pixels and unit vectors. far: pixels at most, (N,) or
    one for all. stops: (h, w) bool over the same frame, where rays end besides. Returns (N,) float32 pixels. Outside
    the frame counts as inside, since nothing is known there.
    """
    sample_x, sample_y, distance = _along(points, directions, far)
    height, width = matte.shape
    x, y = np.rint(sample_x).astype(np.int32), np.rint(sample_y).astype(np.int32)
    known = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    x, y = np.where(known, x, 0), np.where(known, y, 0)
    outside = matte[y, x] < 128
    if stops is not None:
        outside |= stops[y * stops.shape[0] // height, x * stops.shape[1] // width]
    return _first(known & outside, distance, far)


@dataclass(frozen=True, slots=True, eq=False)
class Capsules:
    """Segments with a radius at either end. starts, ends: (C, 2) float32; radii: (C, 2) float32, pixels."""

    starts: F32
    ends: F32
    radii: F32

    @classmethod
    def of(cls, limbs: list[tuple[F32, F32]]) -> Self:
        """From limbs of (3, 2) joints and (3,) radii: two capsules each."""
        if not limbs:
            empty = np.zeros((0, 2), np.float32)
            return cls(empty, empty, empty)
        starts = np.concatenate([joints[:-1] for joints, _ in limbs])
        ends = np.concatenate([joints[1:] for joints, _ in limbs])
        radii = np.concatenate([np.stack([radius[:-1], radius[1:]], 1) for _, radius in limbs])
        return cls(starts, ends, radii)

    def contain(self, points: F32) -> Bool:
        """Which of `points` (N, 2) lie in any capsule; (N,) bool."""
        span = self.ends - self.starts
        length = np.maximum((span**2).sum(1), 1e-6)
        offset = points[:, None, :] - self.starts
        share = np.clip((offset * span).sum(-1) / length, 0, 1)
        gap = np.linalg.norm(offset - share[..., None] * span, axis=-1)
        inside: Bool = (gap < self.radii[:, 0] + (self.radii[:, 1] - self.radii[:, 0]) * share).any(-1)
        return inside

    def entered(self, points: F32, directions: F32, far: float) -> F32:
        """How far each ray runs before it enters a capsule; `far` where it meets none.

        points, directions: (N, 2) float32, pixels and unit vectors. Returns (N,) float32 pixels.
        """
        x, y, distance = _along(points, directions, far, _SAMPLES // 3)
        return _first(self.contain(np.stack([x, y], -1).reshape(-1, 2)).reshape(x.shape), distance, far)
