"""Boxes of a frame, and reduced pictures seen through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8

Image = TypeVar("Image", U8, F32)
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in frame pixels, x1 and y1 exclusive."""


def bounds(points: F32, size: tuple[int, int], pad: int = 2) -> Box | None:
    """The box of `points` (N, 2) within a frame of `size` (width, height); None when nothing of it is inside."""
    x0, y0 = np.floor(points.min(0)).astype(int) - pad
    x1, y1 = np.ceil(points.max(0)).astype(int) + pad + 1
    x0, y0, x1, y1 = max(int(x0), 0), max(int(y0), 0), min(int(x1), size[0]), min(int(y1), size[1])
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around `boxes`, of which there is at least one."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def overlap(one: Box, other: Box) -> Box | None:
    """What two boxes have in common; None where that is nothing."""
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def padded(box: Box, pad: int, size: tuple[int, int]) -> Box:
    """`box` with `pad` pixels more on every side, within a frame of `size` (width, height)."""
    return max(box[0] - pad, 0), max(box[1] - pad, 0), min(box[2] + pad, size[0]), min(box[3] + pad, size[1])


def within(box: Box, outer: Box) -> Box:
    """`box` in the pixels of a picture that lies over `outer`."""
    x, y = outer[:2]
    return box[0] - x, box[1] - y, box[2] - x, box[3] - y


def cut(image: U8, box: Box) -> U8:
    """A view of `image` (H, W, ...) over `box`."""
    return image[box[1] : box[3], box[0] : box[2]]


def enlarged(small: Image, size: tuple[int, int], box: Box) -> Image:
    """What `small`, a reduced picture of a frame of `size` (width, height), shows over `box`, at full size."""
    step = size[0] // small.shape[1]
    if size == (small.shape[1] * step, small.shape[0] * step):
        # A whole factor, as with all usual cameras: resizing the part is several times as fast as a general warp.
        x0, y0 = max(box[0] // step - 1, 0), max(box[1] // step - 1, 0)
        part = small[y0 : -(-box[3] // step) + 1, x0 : -(-box[2] // step) + 1]
        large = cv2.resize(part, (part.shape[1] * step, part.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        left, top = box[0] - x0 * step, box[1] - y0 * step
        return large[top : top + box[3] - box[1], left : left + box[2] - box[0]]  # type: ignore[return-value]
    fx, fy = small.shape[1] / size[0], small.shape[0] / size[1]
    corner = ((box[0] + 0.5) * fx - 0.5, (box[1] + 0.5) * fy - 0.5)
    matrix = np.array([[fx, 0, corner[0]], [0, fy, corner[1]]], np.float32)
    shape = (box[2] - box[0], box[3] - box[1])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(  # type: ignore[return-value]
        small, matrix, shape, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def blend(under: U8, over: U8, alpha: U8, shade: U8 | None = None) -> None:
    """Lay `over` (h, w, 3) on `under`, in place, as opaque as `alpha` (h, w) uint8 says.

    shade: (h, w) uint8, how much light is left to what lies beneath, 255 all. In whole numbers, which is twice as fast
    as OpenCV's blending and off by a grey level at most.
    """
    kept = cv2.bitwise_not(alpha)
    if shade is not None:
        kept = cv2.multiply(kept, shade, scale=1 / 255)
    beneath = cv2.multiply(under, cv2.cvtColor(kept, cv2.COLOR_GRAY2BGR), scale=1 / 255)
    cv2.add(beneath, cv2.multiply(over, cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR), scale=1 / 255), dst=under)
