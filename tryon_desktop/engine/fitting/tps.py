"""Thin-plate spline whose source side never changes, so that placing it is one matrix product.

Source: F. L. Bookstein, "Principal Warps", IEEE PAMI 11(6), 1989.
"""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32


def _radial(points: F32, centres: F32) -> np.ndarray:
    squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(-1).astype(np.float64)
    return np.asarray(squared * np.log(squared + 1e-12))


def spline_basis(source_xy: F32, vertices_xy: F32, stiffness: float = 1e-3) -> F32:
    """Weights that carry control points' targets to the vertices' targets.

    source_xy: (K, 2) control points, K >= 3, not on one line. vertices_xy: (N, 2). Both in the same pixels.
    stiffness: 0 interpolates exactly; more bends less. Returns (N, K) float32 `basis`, rows summing to 1, such that
    `basis @ target_xy` is the spline through (source_xy -> target_xy) at the vertices.
    Raises ValueError when the control points do not span the plane.
    """
    count = len(source_xy)
    if count < 3:
        raise ValueError(f"spline_basis: expected at least 3 control points, got {count}")
    centre, spread = source_xy.mean(0), float(np.ptp(source_xy, axis=0).max())
    control = ((source_xy - centre) / spread).astype(np.float32)
    points = ((vertices_xy - centre) / spread).astype(np.float32)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _radial(control, control) + stiffness * np.eye(count)
    system[:count, count] = system[count, :count] = 1.0
    system[:count, count + 1 :] = control
    system[count + 1 :, :count] = control.T
    if np.linalg.cond(system) > 1e9:
        raise ValueError("spline_basis: the control points lie on one line")
    evaluate = np.hstack([_radial(points, control), np.ones((len(points), 1)), points])
    solved: F32 = (evaluate @ np.linalg.inv(system)[:, :count]).astype(np.float32)
    return solved
