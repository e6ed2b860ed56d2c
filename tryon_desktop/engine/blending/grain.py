"""The camera's grain: what is drawn must be as noisy as what the camera sees, or it looks stuck on."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, f32, u8
from tryon_desktop.engine.blending.raster import Box

_TILE = 512
_STEP = 4
"""Every how many-th row of blocks the noise is estimated on."""
_BLOCK = 8
_QUIETEST = 0.25
"""Share of blocks, the smoothest, that show noise alone."""
_FAINT, _MOST = 0.6, 7.0
_SETTLE, _EVERY = 0.2, 8
_SPREAD = 32
_GOLDEN = 2654435769


def noise_level(frame_bgr: U8) -> float:
    """The standard deviation of a camera's noise in grey levels, on the smoothest parts of `frame_bgr` (H, W, 3) uint8.

    After Immerkaer, "Fast noise variance estimation", 1996, block by block: texture makes most blocks too rough.
    """
    rows = frame_bgr.shape[0] // (_BLOCK * _STEP)
    if rows < 1 or frame_bgr.shape[1] < 4 * _BLOCK:
        return 0.0
    strips = np.concatenate([frame_bgr[y * _BLOCK * _STEP : y * _BLOCK * _STEP + _BLOCK] for y in range(rows)])
    grey = cv2.cvtColor(strips, cv2.COLOR_BGR2GRAY)
    kernel = f32([[1, -2, 1], [-2, 4, -2], [1, -2, 1]])
    rough = np.abs(cv2.filter2D(grey, cv2.CV_32F, kernel))
    width = grey.shape[1] // _BLOCK * _BLOCK
    inner = rough[:, :width].reshape(rows, _BLOCK, width)[:, 1:-1].reshape(-1, width)
    blocks, light = (
        cv2.resize(values, (width // _BLOCK, rows), interpolation=cv2.INTER_AREA)
        for values in (inner, grey[:, :width].astype(np.float32))
    )
    # What is burnt out or black shows no noise although the camera has it.
    usable = blocks[(light > 20) & (light < 235)]
    if len(usable) < 8:
        return 0.0
    return float(np.quantile(usable, _QUIETEST)) * float(np.sqrt(np.pi / 2)) / 6


@cache
def _noise() -> U8:
    """A tile of noise about 128 with a spread of _SPREAD, a little smooth as a webcam's is; (n, n, 3) uint8."""
    rng = np.random.default_rng(20)
    grey = cv2.GaussianBlur(rng.standard_normal((_TILE, _TILE)), (0, 0), 0.6)
    tint = cv2.GaussianBlur(rng.standard_normal((_TILE, _TILE, 3)), (0, 0), 1.2)
    noise = grey[..., None] / grey.std() + 0.4 * tint / tint.std()
    return u8(np.clip(128 + _SPREAD * noise / noise.std(), 0, 255))


class Grain:
    """Adds one stream's grain to what is painted into it. One for each stream: it settles the level over time."""

    def __init__(self) -> None:
        self._tile = _noise()
        self._level: float | None = None
        self._shift = (0, 0)

    def learn(self, frame_bgr: U8, frame_id: int) -> None:
        """Take the level from one more frame, and shake the grain: that of one frame is not that of the next."""
        level = noise_level(frame_bgr) if self._level is None or frame_id % _EVERY == 0 else self._level
        self._level = level if self._level is None else self._level + (level - self._level) * _SETTLE
        needed = [-(-side // _TILE) + 1 for side in frame_bgr.shape[:2]]
        if any(have < want * _TILE for have, want in zip(self._tile.shape[:2], needed, strict=True)):
            self._tile = np.tile(self._tile[:_TILE, :_TILE], (*needed, 1))
        # The digits of a multiple of the golden section: no two frames near each other are alike (Knuth, TAOCP 3, 6.4).
        digits = abs(frame_id) * _GOLDEN
        self._shift = (digits >> 8) % _TILE, (digits >> 20) % _TILE

    def add(self, painted: U8, box: Box, least: float = 0.0) -> U8:
        """`painted` (h, w, 3) uint8, which lies over `box` of the frame, with the camera's grain, at least `least`."""
        strength = max(min(self._level or 0.0, _MOST), least) / _SPREAD
        if strength * _SPREAD < _FAINT:
            return painted
        x, y = self._shift
        noise = self._tile[box[1] + y : box[3] + y, box[0] + x : box[2] + x]
        return u8(cv2.addWeighted(painted, 1.0, noise, strength, -128 * strength))
