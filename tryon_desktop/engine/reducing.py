"""Smaller pictures, by halves: OpenCV averages 2x2 blocks several times faster than areas of any other size."""

from __future__ import annotations

import cv2

from tryon_desktop.engine.arrays import U8, u8


def halves(image: U8, least: tuple[int, int]) -> bool:
    """Whether half of `image` (h, w, ...) is still no smaller than `least` (width, height)."""
    height, width = image.shape[:2]
    return bool(width >= 2 * least[0] and height >= 2 * least[1])


def halved(image: U8) -> U8:
    """`image` (h, w, ...) uint8 at half its size, each pixel the mean of four."""
    size = (max(image.shape[1] // 2, 1), max(image.shape[0] // 2, 1))
    return u8(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))


def shrink(image: U8, size: tuple[int, int]) -> U8:
    """(h, w, ...) uint8 `image` at a smaller (width, height), averaged; itself when that is its size."""
    while halves(image, size):
        image = halved(image)
    if size == (image.shape[1], image.shape[0]):
        return image
    return u8(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
