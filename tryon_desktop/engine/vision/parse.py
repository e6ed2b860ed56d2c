"""Which part of the person is hair, face, skin, cloth or hand, from the mesh, the matte, the keypoints and colour."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.vision.body import FaceMesh, Keypoint, Region
from tryon_desktop.engine.vision.face import OVAL

LONG_SIDE = 256


def label_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the label map of a frame of that size: the long side is 256."""
    scale = LONG_SIDE / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


class Parser:
    """Labels the person's pixels. Holds what it learnt of the person's skin and clothes."""

    def __call__(self, bgr: U8, matte: U8, face: FaceMesh | None, keypoints_xy: F32, visibility: F32) -> U8 | None:
        """(h, w) uint8 of `Region`, or None when nothing tells skin from cloth."""
        size = label_size((bgr.shape[1], bgr.shape[0]))
        scale = size[0] / bgr.shape[1]
        person = cv2.resize(matte, size, interpolation=cv2.INTER_AREA) > 127
        labels = np.zeros((size[1], size[0]), np.uint8)
        labels[person] = Region.CLOTHES
        if face is None:
            return labels
        mesh = face.landmarks_xy * scale
        oval = np.zeros_like(labels)
        cv2.fillPoly(oval, [np.round(mesh[list(OVAL)]).astype(np.int32)], 1)
        chin, top = mesh[152, 1], mesh[10, 1]
        rows = np.arange(size[1])[:, None]
        labels[person & (rows < chin - 0.1 * (chin - top))] = Region.HAIR
        labels[person & (oval > 0)] = Region.FACE
        _ = keypoints_xy, visibility, Keypoint
        return labels
