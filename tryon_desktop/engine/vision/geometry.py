"""Square regions of interest that turn with the person, and the affine maps between them and the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8


@dataclass(frozen=True, slots=True)
class Roi:
    """A square in frame pixels. x, y: centre. side: edge length. angle: radians, clockwise on the screen."""

    x: float
    y: float
    side: float
    angle: float = 0.0

    def to_crop(self, size: int) -> F32:
        """(2, 3) float32: frame pixels to the pixels of a `size` x `size` crop."""
        scale = size / self.side
        cos, sin = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        turn = np.array([[cos, sin], [-sin, cos]], np.float64)
        shift = size / 2 - turn @ (self.x, self.y)
        return np.hstack([turn, shift[:, None]]).astype(np.float32)

    def to_frame(self, size: int) -> F32:
        """(2, 3) float32: the inverse of `to_crop`."""
        scale = self.side / size
        cos, sin = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        turn = np.array([[cos, -sin], [sin, cos]], np.float64)
        shift = np.array((self.x, self.y)) - turn @ (size / 2, size / 2)
        return np.hstack([turn, shift[:, None]]).astype(np.float32)

    def crop(self, image: U8, size: int) -> U8:
        """(size, size, C) uint8 sample of `image`. Outside the frame its border is repeated, as the networks learnt."""
        return warp(image, self.to_crop(size), (size, size), cv2.BORDER_REPLICATE)

    def moved(self, similarity: F32) -> Roi:
        """The square where `similarity`, (2, 3) in frame pixels, takes it."""
        (cos, _, _), (sin, _, _) = similarity
        x, y = similarity[:, :2] @ (self.x, self.y) + similarity[:, 2]
        return Roi(float(x), float(y), self.side * math.hypot(cos, sin), self.angle + math.atan2(sin, cos))

    def scaled(self, factor: float) -> Roi:
        """The same square with its side multiplied by `factor`."""
        return Roi(self.x, self.y, self.side * factor, self.angle)


def warp(image: U8, affine: F32, size: tuple[int, int], border: int = cv2.BORDER_CONSTANT) -> U8:
    """(h, w[, C]) uint8 sample of `image` at (width, height); `affine` maps image pixels to those of the result."""
    return np.asarray(cv2.warpAffine(image, affine, size, flags=cv2.INTER_LINEAR, borderMode=border), np.uint8)


def transform(affine: F32, points: F32) -> F32:
    """Apply a (2, 3) affine to (N, 2) points; returns (N, 2) float32."""
    return (points @ affine[:, :2].T + affine[:, 2]).astype(np.float32)


def compose(outer: F32, inner: F32) -> F32:
    """(2, 3) float32: `outer` after `inner`."""
    linear = outer[:, :2] @ inner[:, :2]
    shift = outer[:, :2] @ inner[:, 2] + outer[:, 2]
    return np.hstack([linear, shift[:, None]]).astype(np.float32)


def network_input(bgr: U8, low: float = 0.0, high: float = 1.0) -> F32:
    """(1, H, W, 3) float32 RGB in [low, high] of an (H, W, 3) uint8 BGR picture: what the networks take."""
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    scaled = np.multiply(rgb, np.float32((high - low) / 255.0), dtype=np.float32)
    if low != 0.0:
        scaled += np.float32(low)
    return scaled[None]


def sigmoid(logits: F32) -> F32:
    """The logistic function, elementwise; float32."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0))), np.float32)
