"""The person's soft outline: selfie segmentation on a box round the person, kept to the person that pose follows.

MediaPipe Selfie Segmentation model card; He and Sun 2015, "Fast Guided Filter".
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.reducing import shrink
from tryon_desktop.engine.vision.geometry import compose, network_input, warp
from tryon_desktop.engine.vision.networks import Network
from tryon_desktop.engine.vision.pose import CROP, PoseSample

SQUARE = (256, 256)
LANDSCAPE = (256, 144)
_MARGIN = 0.14
_GROW = 0.06
_POSE_WEIGHT = 0.6
_SURE = 0.018
_STILL = 0.25
_EPS = 1e-3
_EDGE = 2
_STRETCH = (0.15, 0.85)
_LIVE_SIDE = 320
"""Least longest side, in pixels, of a halved picture in which the person is looked at in place of the frame itself."""
_ON_GRID = 4
"""A box ends at every fourth pixel only, so that it can be halved."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box in whole frame pixels, x1 and y1 excluded."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.y1 - self.y0

    def to_grid(self, size: tuple[int, int]) -> F32:
        """(2, 3) float32: frame pixels to the pixels of a (width, height) picture of this box."""
        sx, sy = size[0] / self.width, size[1] / self.height
        return np.array([[sx, 0, -self.x0 * sx], [0, sy, -self.y0 * sy]], np.float32)

    def to_frame(self, size: tuple[int, int]) -> F32:
        """(2, 3) float32: the inverse of `to_grid`."""
        sx, sy = self.width / size[0], self.height / size[1]
        return np.array([[sx, 0, self.x0], [0, sy, self.y0]], np.float32)


class Matte:
    """Makes the alpha of the followed person. Holds the last alpha to keep still edges still."""

    def __init__(self, square: Network, landscape: Network, *, still: bool = False) -> None:
        self._square, self._landscape, self._still = square, landscape, still
        self.reset()

    def reset(self) -> None:
        """Forget the last frame."""
        self._box: Box | None = None
        self._alpha: F32 | None = None

    def __call__(self, frame: Frame, sample: PoseSample) -> U8:
        """(H, W) uint8 alpha of the person of `sample`; 0 where pose sees no part of them."""
        width, height = frame.size
        matte = np.zeros((height, width), np.uint8)
        wanted = person_box(sample, (width, height))
        if wanted is None:
            self.reset()
            return matte
        last = self._box
        box = wanted if last is None or self._still or _strayed(last, wanted) else last
        wide = box.width > 1.2 * box.height
        size, network = (LANDSCAPE, self._landscape) if wide else (SQUARE, self._square)
        crop = frame.bgr[box.y0 : box.y1, box.x0 : box.x1] if self._still else _looked_at(frame, box)
        small = shrink(crop, size)
        alpha = fuse(network(network_input(small))[0][0, :, :, 0], pose_mask(sample, box, size))
        alpha = self._steadied(alpha, box, size)
        guide = np.multiply(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32(1 / 255), dtype=np.float32)
        fine = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
        edges = guided_upsample(alpha, guide, fine)
        if edges.shape != (box.height, box.width):
            edges = np.asarray(cv2.resize(edges, (box.width, box.height), interpolation=cv2.INTER_LINEAR), np.uint8)
        matte[box.y0 : box.y1, box.x0 : box.x1] = edges
        return matte

    def _steadied(self, alpha: F32, box: Box, size: tuple[int, int]) -> F32:
        """Blend with the last alpha where it changed little: what flickers is held, what moves is not."""
        last, last_box = self._alpha, self._box
        self._box = box
        if self._still:
            return alpha
        if last is not None and last_box is not None:
            if last.shape != alpha.shape or last_box != box:
                back = compose(box.to_grid(size), last_box.to_frame((last.shape[1], last.shape[0])))
                last = np.asarray(cv2.warpAffine(last, back, size, flags=cv2.INTER_LINEAR), np.float32)
            change = cv2.blur(np.abs(alpha - last), (3, 3))
            hold = np.clip(1 - change / _STILL, 0, 1) * 0.7
            alpha = alpha + hold * (last - alpha)
        self._alpha = alpha
        return alpha


def _looked_at(frame: Frame, box: Box) -> U8:
    """The picture of `box`, halved as often as it stays no smaller than `_LIVE_SIDE`: edges are softer than that."""
    factor = 1
    while max(box.width, box.height) >= 2 * factor * _LIVE_SIDE:
        factor *= 2
    picture = frame.reduced((frame.size[0] // factor, frame.size[1] // factor))
    return picture[box.y0 // factor : box.y1 // factor, box.x0 // factor : box.x1 // factor]


def pose_mask(sample: PoseSample, box: Box, size: tuple[int, int]) -> U8:
    """(h, w) uint8: the pose network's own mask seen in `box` at `size`."""
    to_grid = compose(box.to_grid(size), sample.roi.to_frame(CROP))
    return np.asarray(warp(sample.mask, to_grid, size), np.uint8)


def fuse(selfie: F32, pose: U8) -> F32:
    """One alpha from both networks: selfie knows edges, pose knows fingers and whose limb it is. float32 0-1.

    Their log-odds add up, and nothing is kept further than a few pixels from what pose sees of this person.
    selfie: (h, w) float32 0-1. pose: (h, w) uint8.
    """
    odds = _odds(selfie) * cv2.LUT(pose, _POSE_ODDS)
    reach = max(3, int(_GROW * max(pose.shape)) | 1)
    grown = cv2.dilate(pose, np.ones((reach, reach), np.uint8))
    gate = np.multiply(cv2.blur(grown, (5, 5)), np.float32(2 / 255), dtype=np.float32)
    return np.asarray(np.minimum(odds / (1 + odds), np.minimum(gate, 1)), np.float32)


def _odds(probability: F32) -> F32:
    held = np.clip(probability, _SURE, 1 - _SURE)
    return np.asarray(held / (1 - held), np.float32)


_POSE_ODDS = np.power(_odds(f32(np.arange(256) / 255)), np.float32(_POSE_WEIGHT))
"""What each grey of pose's mask adds to the odds."""


def person_box(sample: PoseSample, size: tuple[int, int]) -> Box | None:
    """The upright box round pose's mask, widened and kept inside the frame; None when it is empty."""
    ys, xs = np.nonzero(sample.mask[::4, ::4] > 100)
    if xs.size < 8:
        return None
    to_frame = sample.roi.to_frame(CROP)
    corners = np.stack([xs, ys], axis=1).astype(np.float32) * 4 + 2
    xy = corners @ to_frame[:, :2].T + to_frame[:, 2]
    low, high = xy.min(0), xy.max(0)
    low, high = np.maximum(low, 0), np.minimum(high, size)
    extent = np.maximum(high - low, 1)
    margin = _MARGIN * (extent + extent[::-1]) / 2
    x0, y0 = np.maximum(low - margin, 0).astype(int) // _ON_GRID * _ON_GRID
    x1, y1 = np.minimum(-(-(high + margin) // _ON_GRID) * _ON_GRID, size).astype(int)
    if x1 - x0 < 8 or y1 - y0 < 8:
        return None
    return Box(int(x0), int(y0), int(x1), int(y1))


def _strayed(last: Box, wanted: Box) -> bool:
    """Whether the box must move: an edge went further than a third of the margin."""
    slack = 0.05 * max(last.width, last.height)
    edges = zip((last.x0, last.y0, last.x1, last.y1), (wanted.x0, wanted.y0, wanted.x1, wanted.y1), strict=True)
    return any(abs(a - b) > slack for a, b in edges)


def guided_upsample(alpha: F32, guide: F32, fine: U8) -> U8:
    """Bring a small alpha to the resolution of `fine`, its edges drawn along those of the picture.

    alpha, guide: (h, w) float32 0-1. fine: (H, W) uint8 grey of the same view. Returns (H, W) uint8. The filter may
    move an edge by a pixel or two of the small picture and no further: where person and ground share a grey it
    would otherwise leave a haze.
    """
    window = (2 * _EDGE + 1, 2 * _EDGE + 1)
    mean_i, mean_p = cv2.blur(guide, window), cv2.blur(alpha, window)
    variance = cv2.blur(guide * guide, window) - mean_i * mean_i
    covariance = cv2.blur(guide * alpha, window) - mean_i * mean_p
    slope = covariance / (variance + _EPS)
    base = mean_p - slope * mean_i
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, window)
    low, high = _STRETCH
    gain = 255 / (high - low)
    lower, upper = (
        np.clip((edge - low) * gain, 0, 255).astype(np.uint8)
        for edge in (cv2.erode(alpha, kernel), cv2.dilate(alpha, kernel))
    )
    size = (fine.shape[1], fine.shape[0])
    slope_fine = cv2.resize(cv2.blur(slope, window) * (gain / 255), size, interpolation=cv2.INTER_LINEAR)
    base_fine = cv2.resize((cv2.blur(base, window) - low) * gain, size, interpolation=cv2.INTER_LINEAR)
    out = cv2.add(cv2.multiply(slope_fine, fine, dtype=cv2.CV_32F), base_fine, dtype=cv2.CV_8U)
    out = cv2.max(out, cv2.resize(lower, size, interpolation=cv2.INTER_LINEAR))
    return np.asarray(cv2.min(out, cv2.resize(upper, size, interpolation=cv2.INTER_LINEAR)), np.uint8)
