"""Regular meshes over parts of a garment's picture."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32, I32, Bool


def grid_triangles(rows: int, columns: int) -> I32:
    """(2 * (rows-1) * (columns-1), 3) int32 vertex indices of a row-major grid."""
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1)
    upper = np.stack([corner, corner + 1, corner + columns], 1)
    lower = np.stack([corner + 1, corner + columns + 1, corner + columns], 1)
    return np.stack([upper, lower], 1).reshape(-1, 3).astype(np.int32)


def grid_vertices(x0: float, y0: float, x1: float, y1: float, rows: int, columns: int) -> F32:
    """(rows * columns, 2) float32, row-major, evenly over the rectangle."""
    x, y = np.meshgrid(np.linspace(x0, x1, columns), np.linspace(y0, y1, rows))
    return np.stack([x, y], -1).reshape(-1, 2).astype(np.float32)


def rim(triangles: I32) -> Bool:
    """Which of `triangles` (M, 3) have an edge that no other one shares; (M,) bool."""
    if not len(triangles):
        return np.zeros(0, bool)
    edges = triangles[:, [[0, 1], [1, 2], [2, 0]]]
    # A number for each edge, whichever way round it runs: counting numbers is quicker than comparing rows.
    number = edges.min(-1).astype(np.int64) * (int(triangles.max()) + 1) + edges.max(-1)
    single: Bool = (np.bincount(number.ravel())[number] == 1).any(1)
    return single


def follow(knots: F32, points: F32, at: F32) -> F32:
    """Piecewise linear curve through `points` (K, 2) at ascending `knots` (K,), at parameters `at` (N,); (N, 2).

    Beyond the ends it goes straight on.
    """
    index = np.clip(np.searchsorted(knots, at) - 1, 0, len(knots) - 2)
    share = (at - knots[index]) / (knots[index + 1] - knots[index])
    out: F32 = (points[index] + (points[index + 1] - points[index]) * share[:, None]).astype(np.float32)
    return out


def strip_vertices(outer: F32, inner: F32, across: F32) -> F32:
    """Vertices of a strip between two border curves.

    outer, inner: (R, 2) border points row by row. across: (C,) positions, 0 on the outer border and 1 on the inner;
    values outside [0, 1] lie beyond. Returns (R * C, 2) float32, row-major.
    """
    out = outer[:, None, :] + (inner - outer)[:, None, :] * across[None, :, None]
    return out.reshape(-1, 2).astype(np.float32)
