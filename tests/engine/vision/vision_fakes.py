"""Networks that answer what a test tells them, and count how often they were asked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.detector import FACE_DETECTOR, POSE_DETECTOR, DetectorSpec, ssd_anchors
from tryon_desktop.engine.vision.networks import Sessions

SIDE = 448
FPS = 30


@dataclass
class Stage:
    """What the networks see. people: (x, y, side) of whole-body squares in frame pixels of a SIDE x SIDE frame."""

    people: list[tuple[float, float, float]] = field(default_factory=list)
    score: float = 0.99
    drift: float = 0.0
    face_score: float = 6.0
    calls: dict[str, int] = field(default_factory=dict)

    def counted(self, name, answer):
        def network(batch):
            self.calls[name] = self.calls.get(name, 0) + 1
            assert batch.dtype == np.float32
            assert batch.ndim == 4
            assert batch.shape[-1] == 3
            return answer(batch)

        return network

    def sessions(self) -> Sessions:
        return Sessions(
            pose_detector=self.counted("pose_detector", self._detect_people),
            pose_landmarks=self.counted("pose_landmarks", self._landmarks),
            selfie_square=self.counted("selfie_square", _selfie),
            selfie_landscape=self.counted("selfie_landscape", _selfie),
            face_detector=self.counted("face_detector", self._detect_face),
            face_mesh=self.counted("face_mesh", self._mesh),
        )

    def _detect_people(self, batch):
        radius = 1 / 2 / 1.25  # of the body circle, in sides of its square
        return _answer(POSE_DETECTOR, 12, [
            ((x / SIDE, y / SIDE), [(0, 0), (0, -side / SIDE * radius), (0, 0), (0, 0)]) for x, y, side in self.people
        ])

    def _landmarks(self, batch):
        raw = np.zeros((39, 5), np.float32)
        raw[:, :2] = _CROP_POINTS
        raw[:, 3:] = 8.0
        raw[33, 0] += self.drift
        raw[34, 0] += self.drift
        ys, xs = np.mgrid[:256, :256]
        mask = np.where(np.hypot(xs - 128, ys - 128) < 110, 9.0, -9.0).astype(np.float32)
        return [
            raw.reshape(1, 195), np.full((1, 1), self.score, np.float32), mask[None, :, :, None],
            np.full((1, 64, 64, 39), -9, np.float32), np.zeros((1, 117), np.float32),
        ]

    def _detect_face(self, batch):
        eyes = [(-0.1, -0.1), (0.1, -0.1), (0, 0), (0, 0.1), (-0.2, 0), (0.2, 0)]
        return _answer(FACE_DETECTOR, 16, [((0.5, 0.5), eyes)] if self.face_score > 0 else [])

    def _mesh(self, batch):
        angles = np.linspace(0, 2 * math.pi, 468, endpoint=False)
        xyz = np.stack([96 + 60 * np.cos(angles), 96 + 60 * np.sin(angles), 0 * angles], axis=1)
        xyz[33, :2], xyz[263, :2] = (70, 80), (122, 80)
        return [xyz.astype(np.float32).reshape(1, 1, 1, 1404), np.full((1, 1, 1, 1), self.face_score, np.float32)]


def _body_points():
    points = np.full((39, 2), 128.0, np.float32)
    points[:11] = (128, 50)
    points[7], points[8] = (140, 50), (116, 50)
    points[[11, 13, 15, 17, 19, 21]] = [(156, 90), (170, 125), (175, 160), (178, 170), (175, 172), (170, 170)]
    points[[12, 14, 16, 18, 20, 22]] = [(100, 90), (86, 125), (81, 160), (78, 170), (81, 172), (86, 170)]
    points[[23, 25, 27, 29, 31]] = [(145, 150), (146, 190), (146, 225), (146, 232), (148, 236)]
    points[[24, 26, 28, 30, 32]] = [(111, 150), (110, 190), (110, 225), (110, 232), (108, 236)]
    points[33], points[34] = (128, 128), (128, 128 - 128 / 1.25)  # the next square is this one
    return points


_CROP_POINTS = _body_points()


def _selfie(batch):
    _, height, width, _ = batch.shape
    return [np.full((1, height, width, 1), 0.99, np.float32)]


def _answer(spec: DetectorSpec, width, found):
    """Detector outputs that decode to `found`: centres in 0-1, and offsets of the keypoints from them."""
    anchors = ssd_anchors(spec.size, spec.strides)
    regressors = np.zeros((1, len(anchors), width), np.float32)
    logits = np.full((1, len(anchors), 1), -50, np.float32)
    for centre, offsets in found:
        index = int(np.argmin(np.hypot(*(anchors - centre).T)))
        shift = np.asarray(centre) - anchors[index]
        regressors[0, index, 0:2] = shift * spec.size
        regressors[0, index, 2:4] = 0.3 * spec.size
        regressors[0, index, 4:] = ((np.asarray(offsets) + shift) * spec.size).reshape(-1)
        logits[0, index] = 5.0
    return [regressors, logits]


def frame(index, size=(SIDE, SIDE), seconds=None):
    """A grey frame of (width, height)."""
    return Frame(index, index / FPS if seconds is None else seconds, np.full((size[1], size[0], 3), 120, np.uint8))
