"""Single-shot detectors of the BlazeFace family: anchors, decoding and weighted suppression.

Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs"; MediaPipe model cards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.vision.geometry import network_input, sigmoid, warp
from tryon_desktop.engine.vision.networks import Network


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """score: 0-1. box: (4,) float32 x0 y0 x1 y1. points: (K, 2) float32. Both in pixels of the picture given."""

    score: float
    box: F32
    points: F32


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """Shape of a detector. size: input edge. strides: of its layers. low, high: input range. min_score: 0-1."""

    size: int
    strides: tuple[int, ...]
    low: float
    high: float
    min_score: float


POSE_DETECTOR = DetectorSpec(224, (8, 16, 32, 32, 32), -1.0, 1.0, 0.5)
FACE_DETECTOR = DetectorSpec(128, (8, 16, 16, 16), -1.0, 1.0, 0.5)
_OVERLAP = 0.3


def ssd_anchors(size: int, strides: tuple[int, ...]) -> F32:
    """(N, 2) float32 anchor centres in 0-1. Two anchors a cell and layer; layers of equal stride share a grid."""
    anchors = []
    for stride, layers in groupby(strides):
        per_cell = 2 * len(list(layers))
        cells = math.ceil(size / stride)
        centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        anchors.append(np.repeat(grid, per_cell, axis=0))
    return np.concatenate(anchors)


class Detector:
    """Finds boxes with keypoints in a BGR picture of any size."""

    def __init__(self, network: Network, spec: DetectorSpec) -> None:
        self._network, self._spec = network, spec
        self._anchors = ssd_anchors(spec.size, spec.strides)

    def __call__(self, bgr: U8) -> list[Detection]:
        """Detections by falling score; empty when there is none above the threshold."""
        height, width = bgr.shape[:2]
        size, scale = self._spec.size, self._spec.size / max(width, height)
        offset = np.array([(size - width * scale) / 2, (size - height * scale) / 2], np.float32)
        affine = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]], np.float32)
        small = warp(bgr, affine, (size, size))
        regressors, logits = self._network(network_input(small, self._spec.low, self._spec.high))
        scores = sigmoid(logits[0, :, 0])
        chosen = np.flatnonzero(scores >= self._spec.min_score)
        if not chosen.size:
            return []
        points = regressors[0][chosen].reshape(chosen.size, -1, 2) / size
        anchors = self._anchors[chosen]
        centres, extents = points[:, 0] + anchors, points[:, 1]
        boxes = np.concatenate([centres - extents / 2, centres + extents / 2], axis=1)
        keypoints = points[:, 2:] + anchors[:, None]
        found = suppress(scores[chosen], boxes, keypoints)
        return [
            Detection(
                d.score,
                ((d.box.reshape(2, 2) * size - offset) / scale).reshape(4).astype(np.float32),
                ((d.points * size - offset) / scale).astype(np.float32),
            )
            for d in found
        ]


def suppress(scores: F32, boxes: F32, points: F32) -> list[Detection]:
    """Weighted non-maximum suppression: every cluster becomes the score-weighted mean of its members."""
    order = np.argsort(-scores, kind="stable")
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    found = []
    while order.size:
        best, rest = order[0], boxes[order]
        width = np.minimum(rest[:, 2], boxes[best, 2]) - np.maximum(rest[:, 0], boxes[best, 0])
        height = np.minimum(rest[:, 3], boxes[best, 3]) - np.maximum(rest[:, 1], boxes[best, 1])
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        cluster = shared / np.maximum(areas[order] + areas[best] - shared, 1e-9) > _OVERLAP
        cluster[0] = True
        members = order[cluster]
        weights = (scores[members] / scores[members].sum()).astype(np.float32)
        found.append(Detection(
            float(scores[best]), weights @ boxes[members], np.tensordot(weights, points[members], axes=1)
        ))
        order = order[~cluster]
    return found
