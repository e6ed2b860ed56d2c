"""Curves of a pattern draft. Coordinates are centimetres: x to the picture's right from the centre line, y down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.numeric import f32

Point = tuple[float, float]
Curve = F32
"""(N, 2) float32 points along a line or around an outline."""


def curve(*points: Point, steps: int = 16) -> Curve:
    """A centripetal-free Catmull-Rom spline through `points`, ends included; two points give a straight line."""
    p = np.asarray(points, np.float32)
    if len(p) == 2:
        t = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
        return f32(p[0] * (1 - t) + p[1] * t)
    padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )
    return np.vstack([*pieces, p[-1:]]).astype(np.float32)


def bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 28) -> Curve:
    """A cubic Bezier curve from `a` to `d`."""
    t = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    p = [np.asarray(q, np.float32) for q in (a, b, c, d)]
    out = p[0] * (1 - t) ** 3 + 3 * p[1] * (1 - t) ** 2 * t + 3 * p[2] * (1 - t) * t**2 + p[3] * t**3
    return np.asarray(out, np.float32)


def mirror(line: Curve) -> Curve:
    """The same line on the other side of the centre, in reverse so that halves join to an outline."""
    return f32((line * f32([-1, 1]))[::-1])


def flip(line: Curve) -> Curve:
    """The same line on the other side of the centre, in the same direction."""
    return f32(line * f32([-1, 1]))


def join(*lines: Curve) -> Curve:
    """One line or outline from consecutive pieces."""
    return np.vstack(lines).astype(np.float32)


def symmetric(half: Curve) -> Curve:
    """A closed outline from its right-hand half (which runs from top centre to bottom centre)."""
    return join(half, mirror(half))


def resample(line: Curve, spacing: float) -> Curve:
    """Points `spacing` cm apart along `line`."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.linspace(0, length[-1], max(2, int(length[-1] / spacing) + 1))
    return np.stack([np.interp(at, length, line[:, 0]), np.interp(at, length, line[:, 1])], 1).astype(np.float32)


def at(line: Curve, share: float) -> Point:
    """The point at `share` (0-1) of the line's length."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    where = share * length[-1]
    return float(np.interp(where, length, line[:, 0])), float(np.interp(where, length, line[:, 1]))


def between(line: Curve, start: float, end: float) -> Curve:
    """The piece of `line` from share `start` to share `end` of its length."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    where = np.linspace(start, end, max(8, int(len(line) * abs(end - start)))) * length[-1]
    return np.stack([np.interp(where, length, line[:, 0]), np.interp(where, length, line[:, 1])], 1).astype(np.float32)


def offset(line: Curve, distance: float) -> Curve:
    """`line` moved sideways by `distance` cm; positive is to the right of its direction as seen with y down."""
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-6)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1)
    return (line + normal * distance).astype(np.float32)


def band(line: Curve, width: float) -> Curve:
    """The outline of a strip `width` cm wide along one side of `line` (see `offset`)."""
    return join(line, offset(line, width)[::-1])


def x_at(line: Curve, y: float) -> float:
    """The x of a line that runs monotonically in y."""
    order = np.argsort(line[:, 1])
    return float(np.interp(y, line[order, 1], line[order, 0]))


def polar(start: Point, length: float, degrees: float) -> Point:
    """The point `length` away from `start`, `degrees` off straight down, positive to the picture's right."""
    angle = np.deg2rad(degrees)
    return float(start[0] + length * np.sin(angle)), float(start[1] + length * np.cos(angle))


def box(x0: float, y0: float, x1: float, y1: float) -> Curve:
    """A rectangle's outline."""
    return f32([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def polygon(points: Sequence[Point]) -> Curve:
    """An outline with corners."""
    return np.asarray(points, np.float32)
