"""Softening at a cost that does not grow with the radius."""

from __future__ import annotations

from math import sqrt

import cv2

from tryon_desktop.engine.blending.raster import Image


def box_side(sigma: float) -> int:
    """Side in pixels of the box that, applied twice, has the variance of a Gaussian of `sigma` pixels, or more: odd."""
    return max(1, round(sqrt(6 * sigma * sigma + 1))) | 1


def soft(image: Image, sigma: float) -> Image:
    """`image` (h, w, ...) after two box filters: as smooth as a Gaussian of `sigma` pixels, several times as fast."""
    size = (box_side(sigma),) * 2
    return cv2.blur(cv2.blur(image, size), size)  # type: ignore[return-value]
