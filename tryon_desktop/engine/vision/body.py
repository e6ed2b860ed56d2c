"""The one value that vision publishes for each frame: who stands there, where, and what covers what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from tryon_desktop.engine.arrays import F32, U8, check_array


class Keypoint(IntEnum):
    """BlazePose's 33 keypoints. LEFT and RIGHT are the person's own (right is on the image's left, facing us)."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


class Region(IntEnum):
    """Labels of `Body.label_map`."""

    BACKGROUND = 0
    HAIR = 1
    FACE = 2
    SKIN = 3
    CLOTHES = 4
    HAND = 5


@dataclass(frozen=True, slots=True, eq=False)
class FaceMesh:
    """MediaPipe's face mesh. landmarks_xy: (468, 2) float32 frame pixels. score: 0-1, how surely it is a face."""

    landmarks_xy: F32
    score: float

    def __post_init__(self) -> None:
        check_array("FaceMesh.landmarks_xy", self.landmarks_xy, (468, 2), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The worn person in one frame; immutable, arrays read-only.

    frame_id: the frame that all of this was measured on. size: (width, height) of that frame in pixels.
    track_id: stays the same while the same person is followed. presence: 0-1, for fading in and out.
    keypoints_xy: (33, 2) float32, frame pixels (may lie outside the frame), smoothed.
    visibility: (33,) float32, 0-1: whether the keypoint is in the picture and not hidden; 0 outside the frame.
    world: (33, 3) float32, metres, origin between the hips, x to the image's right, y down, z away from the camera.
    matte: (H, W) uint8, alpha of this person at frame resolution (others in the picture are left out).
    label_map: (h, w) uint8 of `Region`, the whole frame at reduced resolution (scale = w / W); None when no
        face is seen well enough to tell skin from cloth.
    face: the mesh, or None when no face is seen.
    persons: how many people the detector saw last.
    """

    frame_id: int
    size: tuple[int, int]
    track_id: int
    presence: float
    keypoints_xy: F32
    visibility: F32
    world: F32
    matte: U8
    label_map: U8 | None = None
    face: FaceMesh | None = None
    persons: int = 1

    def __post_init__(self) -> None:
        width, height = self.size
        check_array("Body.keypoints_xy", self.keypoints_xy, (33, 2), np.float32)
        check_array("Body.visibility", self.visibility, (33,), np.float32)
        check_array("Body.world", self.world, (33, 3), np.float32)
        check_array("Body.matte", self.matte, (height, width), np.uint8)
        if self.label_map is not None:
            check_array("Body.label_map", self.label_map, (None, None), np.uint8)
        for array in (self.keypoints_xy, self.visibility, self.world, self.matte, self.label_map):
            if array is not None:
                array.flags.writeable = False

    def xy(self, point: Keypoint) -> F32:
        """(2,) float32 frame pixels of one keypoint."""
        xy: F32 = self.keypoints_xy[point]
        return xy

    def sees(self, *points: Keypoint, at_least: float = 0.5) -> bool:
        """Whether every one of `points` is visible."""
        return bool((self.visibility[list(points)] >= at_least).all())
