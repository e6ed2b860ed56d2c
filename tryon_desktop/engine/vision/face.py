"""The face mesh, followed from frame to frame; the face detector only when it is lost.

Kartynnik et al. 2019, "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs".
"""

from __future__ import annotations

import math

import numpy as np

from tryon_desktop.engine.arrays import F32, U8, frozen
from tryon_desktop.engine.vision.body import FaceMesh, Keypoint
from tryon_desktop.engine.vision.detector import Detection, Detector
from tryon_desktop.engine.vision.geometry import Roi, network_input, sigmoid, transform, warp
from tryon_desktop.engine.vision.networks import Network

CROP = 192
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Mesh indices of the face's outline, clockwise on the screen from the top of the forehead."""

_RIGHT_EYE_OUTER, _LEFT_EYE_OUTER = 33, 263
_ROI_SCALE = 1.5
_MIN_SCORE = 0.5
_KEPT_STILL = 0.008
_HEAD = slice(Keypoint.NOSE, Keypoint.MOUTH_RIGHT + 1)


class FaceTracker:
    """Finds the followed person's face. One a stream. A head that keeps still is measured every second frame."""

    def __init__(self, detector: Detector, mesh: Network) -> None:
        self._detector, self._mesh = detector, mesh
        self.reset()

    def reset(self) -> None:
        """Forget where the face was."""
        self._roi: Roi | None = None
        self._head: Roi | None = None
        self._fresh: tuple[FaceMesh, Roi] | None = None

    def __call__(self, bgr: U8, keypoints_xy: F32, *, anew: bool = False) -> FaceMesh | None:
        """The mesh of the face at the head of `keypoints_xy` (33, 2), or None when no face is seen there.

        anew: measure it, though it were measured in the frame before and kept still.
        """
        head = head_roi(keypoints_xy)
        fresh, self._fresh = self._fresh, None
        if fresh is not None and not anew:
            mesh, there = fresh
            if math.hypot(there.x - head.x, there.y - head.y) < _KEPT_STILL * head.side:
                return mesh
        face = self._follow(bgr, head)
        if face is not None:
            self._fresh = (face, head)
        return face

    def _follow(self, bgr: U8, head: Roi) -> FaceMesh | None:
        last, self._head = self._head, head
        if self._roi is not None and last is not None:
            # The pose sees this frame's head; the mesh's own square is as old as the last frame.
            moved = Roi(self._roi.x + head.x - last.x, self._roi.y + head.y - last.y, self._roi.side, self._roi.angle)
            if math.hypot(moved.x - head.x, moved.y - head.y) < head.side / 4:
                face = self._measure(bgr, moved)
                if face is not None:
                    return face
        self._roi = None
        found = self._detect(bgr, head)
        return None if found is None else self._measure(bgr, found)

    def _measure(self, bgr: U8, roi: Roi) -> FaceMesh | None:
        landmarks, flag = self._mesh(network_input(roi.crop(bgr, CROP)))
        score = float(sigmoid(flag.reshape(-1))[0])
        if score < _MIN_SCORE:
            self._roi = None
            return None
        xy = transform(roi.to_frame(CROP), landmarks.reshape(468, 3)[:, :2])
        self._roi = roi_from_mesh(xy)
        return FaceMesh(frozen(xy), score)

    def _detect(self, bgr: U8, head: Roi) -> Roi | None:
        """The face nearest the middle of the head, in frame pixels."""
        size = 128
        crop = warp(bgr, head.to_crop(size), (size, size))
        faces = self._detector(crop)
        if not faces:
            return None
        middle = np.array([size / 2, size / 2], np.float32)
        nearest = min(faces, key=lambda face: float(np.hypot(*(face.points.mean(0) - middle))))
        to_frame = head.to_frame(size)
        box = transform(to_frame, nearest.box.reshape(2, 2))
        return roi_from_face(Detection(nearest.score, box.reshape(4), transform(to_frame, nearest.points)))


def head_roi(keypoints_xy: F32) -> Roi:
    """An upright square round the head, as wide as two heads and a half."""
    head = keypoints_xy[_HEAD]
    centre = head.mean(0)
    spread = float(np.ptp(head, axis=0).max())
    shoulders = float(np.hypot(*(keypoints_xy[Keypoint.LEFT_SHOULDER] - keypoints_xy[Keypoint.RIGHT_SHOULDER])))
    return Roi(float(centre[0]), float(centre[1]), 3.0 * max(spread, 0.35 * shoulders, 4.0))


def roi_from_face(face: Detection) -> Roi:
    """The mesh's square from a face detection: its box, turned by the eyes (points 0 and 1)."""
    (x0, y0, x1, y1), (dx, dy) = face.box, face.points[1] - face.points[0]
    side = float(max(x1 - x0, y1 - y0)) * _ROI_SCALE
    return Roi(float(x0 + x1) / 2, float(y0 + y1) / 2, max(side, 1.0), math.atan2(float(dy), float(dx)))


def roi_from_mesh(xy: F32) -> Roi:
    """The mesh's next square: the box of the landmarks, turned by the eyes."""
    low, high = xy.min(0), xy.max(0)
    dx, dy = xy[_LEFT_EYE_OUTER] - xy[_RIGHT_EYE_OUTER]
    centre = (low + high) / 2
    side = float((high - low).max()) * _ROI_SCALE
    return Roi(float(centre[0]), float(centre[1]), max(side, 1.0), math.atan2(float(dy), float(dx)))
