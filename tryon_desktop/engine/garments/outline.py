"""Geometry of a garment's outline: one closed contour, walked in order, and the corners and notches on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, Bool

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Notch:
    """A bay in the outline. index: of its deepest point in the contour; start, end: of the hull edge across it.

    depth: of the deepest point below that edge, in pixels.
    """

    index: int
    start: int
    end: int
    depth: float


def outline_of(mask: Bool) -> F32:
    """The largest outer contour as (N, 2) float32 x, y; as OpenCV gives it, counter-clockwise on the screen."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(1.0, max(mask.shape) / 400))
    contours, _ = cv2.findContours((soft > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.ascontiguousarray(max(contours, key=cv2.contourArea)[:, 0], np.float32)


def notches(outline: F32, least: float) -> list[Notch]:
    """Bays deeper than `least` pixels, the deepest first."""
    points = np.ascontiguousarray(outline, np.int32)
    hull = cv2.convexHull(points, returnPoints=False)
    hull = np.sort(hull[:, 0])[::-1].reshape(-1, 1)
    defects = cv2.convexityDefects(points, np.ascontiguousarray(hull))
    if defects is None:
        return []
    found = [Notch(int(far), int(start), int(end), depth / 256) for start, end, far, depth in defects[:, 0]]
    return sorted((notch for notch in found if notch.depth >= least), key=lambda notch: -notch.depth)


def path(outline: F32, start: int, end: int) -> F32:
    """The points from index `start` on to index `end`, in the contour's own order, both included."""
    count = len(outline)
    return outline[np.arange(start, start + (end - start) % count + 1) % count]


def between(outline: F32, start: int, end: int, *, through: Point) -> F32:
    """Of the two paths between two indices the one that passes closer to `through`, from `start` to `end`."""
    one, other = path(outline, start, end), path(outline, end, start)[::-1]
    target = np.asarray(through, np.float32)
    nearer = np.linalg.norm(one - target, axis=1).min() <= np.linalg.norm(other - target, axis=1).min()
    return one if nearer else other


def corners(points: F32, count: int, samples: int = 44) -> list[int]:
    """Indices of the `count` points that, with both ends, enclose the largest polygon: the path's corners."""
    picks = np.unique(np.linspace(0, len(points) - 1, min(samples, len(points))).round().astype(int))
    inner = picks[1:-1]
    if len(inner) < count:
        return [len(points) // 2] * count
    sets = np.array(list(combinations(range(len(inner)), count)))
    chosen = points[inner[sets]]
    ends = np.broadcast_to(points[[0, -1]], (len(sets), 2, 2))
    polygon = np.concatenate([ends[:, :1], chosen, ends[:, 1:]], axis=1)
    following = np.roll(polygon, -1, axis=1)
    area = np.abs(np.sum(polygon[..., 0] * following[..., 1] - polygon[..., 1] * following[..., 0], axis=1))
    best = inner[sets[int(area.argmax())]]
    return _sharpened(points, [int(i) for i in best], max(2, len(points) // samples))


def _sharpened(points: F32, found: list[int], reach: int) -> list[int]:
    """Move each corner to the point, within `reach`, that enlarges the polygon most."""
    result = list(found)
    for place, index in enumerate(result):
        before = points[result[place - 1]] if place else points[0]
        after = points[result[place + 1]] if place + 1 < len(result) else points[-1]
        low, high = max(1, index - reach), min(len(points) - 2, index + reach)
        if high <= low:
            continue
        result[place] = low + int(np.abs(offsets(points[low : high + 1], before, after)).argmax())
    return result


def offsets(points: F32, start: F32, end: F32) -> F32:
    """Signed distances in pixels of `points` (N, 2) from the line start-end; positive on its right on the screen."""
    along = end - start
    length = max(float(np.hypot(*along)), 1e-6)
    return np.asarray((along[0] * (points[:, 1] - start[1]) - along[1] * (points[:, 0] - start[0])) / length)


def nearest(points: F32, target: F32 | Point) -> int:
    """Index of the point of `points` (N, 2) closest to `target`."""
    return int(np.linalg.norm(points - np.asarray(target, np.float32), axis=1).argmin())


def halfway(points: F32, share: float) -> int:
    """Index of the point at `share` (0-1) of the path's length."""
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return int(np.abs(steps - share * steps[-1]).argmin())


def run_at(mask: Bool, row: float, column: float) -> tuple[int, int] | None:
    """First and last column of the run of `mask` on `row` that holds, or lies nearest to, `column`."""
    height = mask.shape[0]
    line = mask[int(np.clip(round(row), 0, height - 1))]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return None
    gaps = np.maximum(np.maximum(runs[:, 0] - column, column - runs[:, 1] + 1), 0)
    left, right = runs[int(gaps.argmin())]
    return int(left), int(right) - 1
