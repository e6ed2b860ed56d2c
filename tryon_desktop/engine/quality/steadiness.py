"""Whether a garment stands still on a still person and goes along with a moving one.

Everything is measured on the drape's vertices, (T, N, 2) float32 frame pixels over T frames.
"""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32
from tryon_desktop.engine.quality.webcam import FPS, Movement, carried

_LAGS = np.arange(-2.0, 8.5, 0.5)
"""Lags that are tried, in frames, before the neighbourhood of the best."""
_FINER = np.arange(-0.5, 0.55, 0.05)
_GRAIN = 0.02
"""Width over which grain is averaged away before flicker is measured, in shoulder widths."""


def visible(vertices: F32, size: tuple[int, int]) -> Bool:
    """(N,) which vertices lie, on average, in a frame of `size` (width, height): nobody sees the others swim."""
    mean = vertices.mean(0)
    return np.asarray(((mean >= 0) & (mean < np.array(size))).all(-1), np.bool_)


def stillness(vertices: F32, shoulder_width: float) -> float:
    """RMS distance of the vertices from where they are on average, in shoulder widths."""
    away = vertices - vertices.mean(0)
    return float(np.sqrt((away**2).sum(-1).mean()) / shoulder_width)


def step_motion(vertices: F32, shoulder_width: float) -> float:
    """RMS way of the vertices from frame to frame, in shoulder widths."""
    if len(vertices) < 2 or not vertices.shape[1]:
        return 0.0
    return float(np.sqrt((np.diff(vertices, axis=0) ** 2).sum(-1).mean()) / shoulder_width)


def expected_path(resting: F32, movement: Movement, count: int, lag: float = 0.0) -> F32:
    """Where vertices that rest at `resting` (N, 2) should be in `count` frames of `movement`, `lag` frames late."""
    return np.stack([carried(resting, movement(max((index - lag) / FPS, 0.0))) for index in range(count)])


def follow_error(vertices: F32, resting: F32, movement: Movement, shoulder_width: float) -> float:
    """Mean distance between where the vertices are and where they should be, in shoulder widths."""
    gap = vertices - expected_path(resting, movement, len(vertices))
    return float(np.linalg.norm(gap, axis=-1).mean() / shoulder_width)


def lag_frames(paths: list[tuple[F32, F32, Movement]]) -> float:
    """By how many frames the vertices come late, over all of `paths` (vertices, resting, movement): the best shift."""

    def cost(lag: float) -> float:
        gaps = (
            vertices - expected_path(resting, movement, len(vertices), lag) for vertices, resting, movement in paths
        )
        return sum(float((gap**2).sum()) for gap in gaps)

    coarse = float(_LAGS[np.argmin([cost(lag) for lag in _LAGS.tolist()])])
    finer = (coarse + _FINER).tolist()
    return round(float(finer[np.argmin([cost(lag) for lag in finer])]), 2)


class Flicker:
    """Mean change of the garment's light that comes and goes within three frames, in grey levels of 255.

    A frame's luminance less the mean of the frames before and after it: steady motion and slow light cancel out, and
    so does the camera's grain, which is averaged over a small patch first.
    """

    def __init__(self) -> None:
        self._last: list[F32] = []
        self._sum, self._count = 0.0, 0

    def add(self, bgr: U8, cloth: Bool, shoulder_width: float) -> None:
        """One frame (H, W, 3) uint8 and where its garment is, (H, W) bool."""
        grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
        self._last.append(f32(cv2.GaussianBlur(grey, (0, 0), max(_GRAIN * shoulder_width, 1.0))))
        if len(self._last) < 3:
            return
        before, now, after = self._last
        self._last = self._last[1:]
        if cloth.any():
            self._sum += float(np.abs(now - (before + after) / 2)[cloth].mean())
            self._count += 1

    @property
    def value(self) -> float:
        """0 before the third frame."""
        return self._sum / self._count if self._count else 0.0
