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
        self._box = box
        # At half the frame's size: a pixel more or less of softness is not seen, and it costs a quarter.
        self._frame = (max(frame_bgr.shape[1] // 2, 1), max(frame_bgr.shape[0] // 2, 1))
        ends = (min(-(-box[2] // 2), self._frame[0]), min(-(-box[3] // 2), self._frame[1]))
        self._half = (min(box[0] // 2, ends[0] - 1), min(box[1] // 2, ends[1] - 1), *ends)
        x0, y0, x1, y1 = (2 * edge for edge in self._half)
        grey = cv2.cvtColor(cut(frame_bgr, (x0, y0, x1, y1)), cv2.COLOR_BGR2GRAY)
        self._fine = cv2.resize(grey, (ends[0] - x0 // 2, ends[1] - y0 // 2), interpolation=cv2.INTER_AREA)
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
        slope, offset = (enlarged(part, self._frame, self._half) for part in (slope, offset))
        alpha = cv2.add(cv2.multiply(slope, self._fine, dtype=cv2.CV_32F), offset)
        edge = cv2.convertScaleAbs(np.maximum(alpha, 0))
        # A pixel within the label's border is sure, and none lies far beyond it.
        least, most = (
            enlarged(_rounded(u8(change(mask, np.ones((side, side), np.uint8)))), self._frame, self._half)
            for change, side in ((cv2.erode, 3), (cv2.dilate, 5))
        )
        return self._whole(u8(cv2.min(cv2.max(edge, least), most)))

    def _whole(self, half: U8) -> U8:
        """`half`, which lies over the halved box, over the box itself."""
        large = cv2.resize(half, (2 * half.shape[1], 2 * half.shape[0]), interpolation=cv2.INTER_LINEAR)
        x, y = self._box[0] - 2 * self._half[0], self._box[1] - 2 * self._half[1]
        width, height = self._box[2] - self._box[0], self._box[3] - self._box[1]
        part = large[y : y + height, x : x + width]
        below, right = height - part.shape[0], width - part.shape[1]
        return u8(cv2.copyMakeBorder(part, 0, below, 0, right, cv2.BORDER_REPLICATE) if below or right else part)


def _rounded(mask: U8) -> U8:
    """`mask` without the steps of its pixels."""
    return u8(cv2.convertScaleAbs(cv2.blur(mask, (3, 3)), alpha=2.3))


def _mean(values: F32) -> F32:
    side = 2 * _RADIUS + 1
    return f32(cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE))
