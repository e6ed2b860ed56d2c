"""BlazePose landmarks: 33 keypoints, metric coordinates and the person's own mask from one turned square.

Bazarevsky et al. 2020, "BlazePose: On-device Real-time Body Pose Tracking"; GHUM Holistic model card.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.vision.detector import Detection
from tryon_desktop.engine.vision.geometry import Roi, network_input, sigmoid, transform
from tryon_desktop.engine.vision.networks import Network

CROP = 256
_POINTS = 33
_HEAT_RADIUS = 3
_HEAT_MIN = 0.5
_ROI_SCALE = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class PoseSample:
    """What the network says of one crop, not smoothed.

    score: 0-1, a person is here. keypoints_xy: (33, 2) float32 frame px. visibility: (33,) 0-1, not hidden and
    present. world: (33, 3) metres. mask: (256, 256) uint8 of the person, in the crop of `roi`. next_roi: where the
    person will be sought in the next frame.
    """

    score: float
    keypoints_xy: F32
    visibility: F32
    world: F32
    mask: U8
    roi: Roi
    next_roi: Roi


def roi_from_alignment(centre: F32, rim: F32) -> Roi:
    """The square round a circle of `centre` whose upward radius ends at `rim`: BlazePose's two alignment points."""
    dx, dy = float(rim[0] - centre[0]), float(rim[1] - centre[1])
    angle = math.remainder(math.pi / 2 - math.atan2(-dy, dx), math.tau)
    return Roi(float(centre[0]), float(centre[1]), max(2 * math.hypot(dx, dy) * _ROI_SCALE, 1.0), angle)


def roi_from_detection(detection: Detection) -> Roi:
    """The whole-body square of a pose detection (its first two points: mid-hip and full-body circle)."""
    return roi_from_alignment(detection.points[0], detection.points[1])


class PoseLandmarks:
    """The landmark network on a region of interest."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __call__(self, bgr: U8, roi: Roi) -> PoseSample:
        """Measure the person inside `roi`. The score says whether there is one."""
        landmarks, flag, mask, heat, world = self._network(network_input(roi.crop(bgr, CROP)))
        raw = landmarks.reshape(-1, 5)
        xy = refine(raw[:, :2], heat[0])
        to_frame = roi.to_frame(CROP)
        xy_frame = transform(to_frame, xy)
        return PoseSample(
            score=float(flag.reshape(-1)[0]),
            keypoints_xy=xy_frame[:_POINTS],
            visibility=sigmoid(raw[:_POINTS, 3]) * sigmoid(raw[:_POINTS, 4]),
            world=_turned(world.reshape(-1, 3)[:_POINTS], roi.angle),
            mask=_mask(mask[0, :, :, 0]),
            roi=roi,
            next_roi=roi_from_alignment(xy_frame[_POINTS], xy_frame[_POINTS + 1]),
        )


def refine(xy: F32, heat: F32) -> F32:
    """Move each crop keypoint to the centroid of its heat map in a 7x7 window, where the map is confident.

    xy: (N, 2) crop px. heat: (64, 64, >=N) logits. Returns (N, 2) float32.
    """
    rows, columns = heat.shape[:2]
    refined = xy.astype(np.float32).copy()
    scale = CROP / columns
    reach = np.arange(-_HEAT_RADIUS, _HEAT_RADIUS + 1)
    column = np.trunc(xy[:, 0] / scale).astype(np.intp)
    row = np.trunc(xy[:, 1] / scale).astype(np.intp)
    x, y = column[:, None] + reach, row[:, None] + reach
    inside = ((y >= 0) & (y < rows))[:, :, None] & ((x >= 0) & (x < columns))[:, None, :]
    logits = heat[
        np.clip(y, 0, rows - 1)[:, :, None], np.clip(x, 0, columns - 1)[:, None, :], np.arange(len(xy))[:, None, None]
    ]
    weights = sigmoid(logits) * inside
    total = weights.sum((1, 2))
    sure = (weights.max((1, 2)) >= _HEAT_MIN) & (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    total = np.where(sure, total, 1.0)
    centroid = np.stack([(weights.sum(1) * x).sum(1) / total, (weights.sum(2) * y).sum(1) / total], axis=1)
    refined[sure] = (centroid * scale)[sure]
    return refined


def _turned(world: F32, angle: float) -> F32:
    """World coordinates of an upright crop turned back into the frame's axes."""
    cos, sin = math.cos(angle), math.sin(angle)
    turned = world.astype(np.float32).copy()
    turned[:, 0] = world[:, 0] * cos - world[:, 1] * sin
    turned[:, 1] = world[:, 0] * sin + world[:, 1] * cos
    return turned


def _mask(logits: F32) -> U8:
    """The logistic of mask logits as uint8, by OpenCV because NumPy takes five times as long."""
    odds = cv2.exp(-np.clip(logits, -20, 20))
    return np.asarray(cv2.convertScaleAbs(cv2.divide(255.0, odds + 1.0)), np.uint8)
