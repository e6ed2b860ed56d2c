"""What stays in front of the garment: face, hair, hands, and arms held before the torso."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.vision.face import OVAL
from tryon_desktop.engine.vision.body import Body, Keypoint, Region


def _soft(mask: U8, size: tuple[int, int], radius: float) -> U8:
    """Enlarge a small mask to frame `size` with an edge about `radius` frame pixels wide."""
    large = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR)
    side = max(3, round(radius)) | 1
    return np.asarray(cv2.blur(large, (side, side)), np.uint8)


_JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
"""Face mesh landmarks along the lower jaw, from the person's right to their left."""


def throat(body: Body, measures: Measures) -> F32:
    """The throat as a polygon (N, 2) float32 in frame pixels, from the jaw to the pit between the collar bones."""
    foot = measures.necks + measures.down * np.float32(0.02 * measures.shoulder_width)
    pit = foot.mean(0) + measures.down * np.float32(0.16 * measures.shoulder_width)
    if body.face is not None:
        jaw = body.face.landmarks_xy[list(_JAW)]
    else:
        ears = body.keypoints_xy[[Keypoint.RIGHT_EAR, Keypoint.LEFT_EAR]]
        jaw = ears + measures.down * np.float32(0.12 * measures.shoulder_width)
    inward = (foot[1] - foot[0]) * np.float32(0.12)
    right, left = foot[0] + inward, foot[1] - inward
    return np.concatenate([jaw, left[None], pit[None], right[None]]).astype(np.float32)


def neck(body: Body, measures: Measures) -> U8:
    """Mask of the throat; (H, W) uint8, 0 or 255 with a smoothed edge.

    Geometry and not colour: it holds under a beard's shadow and in a polo neck.
    """
    mask = np.zeros((body.size[1], body.size[0]), np.uint8)
    cv2.fillPoly(mask, [np.round(throat(body, measures) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask


def face_guard(body: Body) -> U8:
    """The face itself, which no garment may cover whatever the labels say; (H, W) uint8."""
    mask = np.zeros((body.size[1], body.size[0]), np.uint8)
    if body.face is not None:
        cv2.fillPoly(mask, [np.round(body.face.landmarks_xy[list(OVAL)] * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask


def in_front(body: Body, measures: Measures, *regions: Region) -> U8:
    """Alpha of everything of `regions` that stays before a garment; (H, W) uint8 at frame resolution."""
    if body.label_map is None:
        return np.zeros((body.size[1], body.size[0]), np.uint8)
    mask = np.isin(body.label_map, regions).astype(np.uint8) * 255
    soft = _soft(mask, body.size, 0.03 * measures.shoulder_width)
    return np.asarray(cv2.min(soft, body.matte), np.uint8)
