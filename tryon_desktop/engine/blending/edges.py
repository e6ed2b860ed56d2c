"""Masks that end where the picture does: a coarse label's edge is carried to the edge of hand, hair or chin."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, Image, cut, padded, within

_RADIUS = 3
"""Reduced pixels round each in which mask and picture are compared."""
_NOISE = 40.0
"""Variance, in grey levels squared, below which a picture says nothing about a mask."""
_CONTRAST = 1.35
"""A filtered edge is softer than a lens makes it."""
_MOST_ISLANDS = 8
"""More parts of a mask than these are seen as one."""
_CONTEXT = 2 * _RADIUS
"""Reduced pixels about a part of a mask that tell something of it: a mean of means reaches so far."""


class Guide:
    """One frame's brightness over `box`, along which masks are refined: a fast guided filter.

    Source: He, Sun, "Fast Guided Filter", 2015 (arXiv:1505.00996). Made once a frame, for masks that cover all of it.
    """

    def __init__(self, half_bgr: U8, small: U8, box: Box) -> None:
        """half_bgr: (h, w, 3) uint8, the frame at half its size: a pixel more or less of softness is not seen, and it
        costs a quarter. small: it reduced further, or itself; with that masks are compared. box: in frame pixels.
        """
        self._box = box
        self._frame = (half_bgr.shape[1], half_bgr.shape[0])
        ends = (min(-(-box[2] // 2), self._frame[0]), min(-(-box[3] // 2), self._frame[1]))
        self._half = (min(box[0] // 2, ends[0] - 1), min(box[1] // 2, ends[1] - 1), *ends)
        self._fine = u8(cv2.cvtColor(cut(half_bgr, self._half), cv2.COLOR_BGR2GRAY))
        self._small = u8(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))

    def refined(self, mask: U8) -> U8:
        """`mask` (h, w) uint8, at a reduced size, at full size over the box and ending at the picture's own edges."""
        size = (self._small.shape[1], self._small.shape[0])
        if size != (mask.shape[1], mask.shape[0]):
            mask = u8(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST))
        half = np.zeros(self._fine.shape, np.uint8)
        for island in _islands(mask):
            box = self._shown(island)
            if box is None:
                continue
            x0, y0, x1, y1 = padded(island, _CONTEXT, size)
            line, bounds = _fitted(self._small[y0:y1, x0:x1], mask[y0:y1, x0:x1])
            slope, offset = (self._over(part, (x0, y0), box) for part in line)
            least, most = (self._over(part, (x0, y0), box) for part in bounds)
            moved = within(box, self._half)
            alpha = cv2.add(cv2.multiply(slope, cut(self._fine, moved), dtype=cv2.CV_32F), offset)
            edge = cv2.convertScaleAbs(np.maximum(alpha, 0))
            cut(half, moved)[:] = cv2.min(cv2.max(edge, least), most)
        return self._whole(half)

    def _shown(self, island: Box) -> Box | None:
        """The box of the halved frame that shows `island`, a box of the small one, as far as it is looked at."""
        fx, fy = self._frame[0] / self._small.shape[1], self._frame[1] / self._small.shape[0]
        x0, y0, x1, y1 = int(island[0] * fx), int(island[1] * fy), int(island[2] * fx) + 1, int(island[3] * fy) + 1
        low, high = (max(x0, self._half[0]), max(y0, self._half[1])), (min(x1, self._half[2]), min(y1, self._half[3]))
        return (*low, *high) if low[0] < high[0] and low[1] < high[1] else None

    def _over(self, part: Image, corner: tuple[int, int], box: Box) -> Image:
        """`part` of the small picture, which begins at `corner`, over `box` of the halved frame."""
        fx, fy = self._small.shape[1] / self._frame[0], self._small.shape[0] / self._frame[1]
        start = ((box[0] + 0.5) * fx - 0.5 - corner[0], (box[1] + 0.5) * fy - 0.5 - corner[1])
        return cv2.warpAffine(  # type: ignore[return-value]
            part, f32([[fx, 0, start[0]], [0, fy, start[1]]]), (box[2] - box[0], box[3] - box[1]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip

    def _whole(self, half: U8) -> U8:
        """`half`, which lies over the halved box, over the box itself."""
        large = cv2.resize(half, (2 * half.shape[1], 2 * half.shape[0]), interpolation=cv2.INTER_LINEAR)
        x, y = self._box[0] - 2 * self._half[0], self._box[1] - 2 * self._half[1]
        width, height = self._box[2] - self._box[0], self._box[3] - self._box[1]
        part = large[y : y + height, x : x + width]
        below, right = height - part.shape[0], width - part.shape[1]
        return u8(cv2.copyMakeBorder(part, 0, below, 0, right, cv2.BORDER_REPLICATE) if below or right else part)


def _islands(mask: U8) -> list[Box]:
    """Boxes that hold all of `mask` and the pixels about it: head and hands are far apart."""
    grown = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    outlines = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    few = len(outlines) <= _MOST_ISLANDS
    found = [cv2.boundingRect(outline) for outline in (outlines if few else [grown])]
    size = (mask.shape[1], mask.shape[0])
    return [padded((x, y, x + width, y + height), 1, size) for x, y, width, height in found]


def _fitted(grey: U8, mask: U8) -> tuple[tuple[F32, F32], tuple[U8, U8]]:
    """Slope and offset with which `mask` follows `grey`, and the least and the most that it may be; all (h, w)."""
    values, light = mask.astype(np.float32), grey.astype(np.float32)
    mean, level = _mean(values), _mean(light)
    variance = _mean(f32(light * light)) - level * level
    slope = f32((_mean(f32(light * values)) - level * mean) / (variance + _NOISE))
    offset = f32(mean - slope * level)
    # A pixel within the label's border is sure, and none lies far beyond it.
    least, most = (
        _rounded(u8(change(mask, np.ones((side, side), np.uint8))))
        for change, side in ((cv2.erode, 3), (cv2.dilate, 5))
    )
    line = f32(_mean(slope) * _CONTRAST), f32((_mean(offset) - 127.5) * _CONTRAST + 127.5)
    return line, (least, most)


def _rounded(mask: U8) -> U8:
    """`mask` without the steps of its pixels."""
    return u8(cv2.convertScaleAbs(cv2.blur(mask, (3, 3)), alpha=2.3))


def _mean(values: F32) -> F32:
    side = 2 * _RADIUS + 1
    return f32(cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE))
