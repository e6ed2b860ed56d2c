"""Puckers: the small waves that a row of stitches draws into the cloth on both its sides."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.canvas import Frame
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.geometry import Curve
from tryon_desktop.engine.tailor.noise import noise
from tryon_desktop.engine.tailor.numeric import f32

_SCALE = 7.0
"""Samples a cm."""

_TILE = 448


class Puckers:
    """Gathers the seams that stay in sight while pieces are laid, then gives the relief that they cause."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        scale = _SCALE / frame.density
        shape = (max(8, round(frame.height * scale)), max(8, round(frame.width * scale)))
        self._steep: F32 = np.zeros(shape, np.float32)
        self._level: F32 = np.zeros(shape, np.float32)

    def cover(self, outline: Curve) -> None:
        """A panel was laid over whatever seams are there."""
        corners = self._fixed(outline)
        for mask in (self._steep, self._level):
            cv2.fillPoly(mask, [corners], 0.0, cv2.LINE_8, 4)

    def sew(self, line: Curve) -> None:
        """A seam or a row of stitches."""
        dx, dy = np.abs(np.diff(line, axis=0)).sum(0)
        share = float(dy / max(dx + dy, 1e-6))
        for mask, strength in ((self._steep, share), (self._level, 1 - share)):
            drawn = np.zeros_like(mask)
            cv2.polylines(drawn, [self._fixed(line)], False, 1.0, 2, cv2.LINE_8, 4)
            np.maximum(mask, drawn * np.float32(strength), out=mask)

    def relief(self, cloth: Cloth) -> F32:
        """(H, W) float32 heights in cm over the whole picture."""
        reach = cloth.pucker_reach * _SCALE
        total = np.zeros_like(self._steep)
        for mask, (across, along) in ((self._steep, (1.3, 0.34)), (self._level, (0.34, 1.3))):
            if mask.any():
                band = cv2.GaussianBlur(mask, (0, 0), reach) * np.float32(2.2 * reach / 2)
                total += np.minimum(band, 1) * _waves(mask.shape, across * reach, along * reach)
        size = (self._frame.width, self._frame.height)
        return f32(cv2.resize(total * np.float32(cloth.pucker), size, interpolation=cv2.INTER_CUBIC))

    def _fixed(self, line: Curve) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        return np.round((line - f32(self._frame.origin)) * (_SCALE * 16)).astype(np.int32)


def _waves(shape: tuple[int, ...], sigma_x: float, sigma_y: float) -> F32:
    tile = _wave_tile(round(sigma_x, 2), round(sigma_y, 2))
    repeats = (-(-shape[0] // _TILE), -(-shape[1] // _TILE))
    return np.tile(tile, repeats)[: shape[0], : shape[1]]


@lru_cache(maxsize=8)
def _wave_tile(sigma_x: float, sigma_y: float) -> F32:
    return noise((_TILE, _TILE), sigma_x, sigma_y, 311)
