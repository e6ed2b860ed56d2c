"""Masks that end where the picture does: a coarse label's edge is carried to the edge of hand, hair or chin."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, cut, enlarged

_RADIUS = 3
"""Reduced pixels round each in which mask and picture are compared."""
_NOISE = 40.0
"""Variance, in grey levels squared, below which a picture says nothing about a mask."""
_CONTRAST = 1.35
"""A filtered edge is softer than a lens makes it."""


class Guide:
    """One frame's brightness over `box`, along which masks are refined: a fast guided filter.

    Source: He, Sun, "Fast Guided Filter", 2015 (arXiv:1505.00996). Made once a frame, for masks of one `size` (width,
    height), which cover the whole frame.
    """

    def __init__(self, frame_bgr: U8, box: Box, size: tuple[int, int]) -> None:
        self._frame = (frame_bgr.shape[1], frame_bgr.shape[0])
        self._box = box
        self._fine = cv2.cvtColor(cut(frame_bgr, box), cv2.COLOR_BGR2GRAY)
        small = cv2.resize(frame_bgr, size, interpolation=cv2.INTER_AREA)
        self._small = f32(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32))
        self._mean = _mean(self._small)
        self._variance = f32(_mean(f32(self._small * self._small)) - self._mean * self._mean)

    def refined(self, mask: U8) -> U8:
        """`mask` (h, w) uint8 at the reduced size, at full size over the box and ending at the picture's own edges."""
        values = mask.astype(np.float32)
        mean = _mean(values)
        slope = f32((_mean(f32(self._small * values)) - self._mean * mean) / (self._variance + _NOISE))
        offset = f32(mean - slope * self._mean)
        slope, offset = f32(_mean(slope) * _CONTRAST), f32((_mean(offset) - 127.5) * _CONTRAST + 127.5)
        slope, offset = (enlarged(part, self._frame, self._box) for part in (slope, offset))
        alpha = cv2.add(cv2.multiply(slope, self._fine, dtype=cv2.CV_32F), offset)
        edge = cv2.convertScaleAbs(np.maximum(alpha, 0))
        # A pixel within the label's border is sure, and none lies far beyond it.
        least, most = (
            enlarged(u8(cv2.blur(change(mask, np.ones((side, side), np.uint8)), (3, 3))), self._frame, self._box)
            for change, side in ((cv2.erode, 3), (cv2.dilate, 5))
        )
        return u8(cv2.min(cv2.max(edge, least), most))


def _mean(values: F32) -> F32:
    side = 2 * _RADIUS + 1
    return f32(cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE))
