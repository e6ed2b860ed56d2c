"""Frame in, Body out: the one entrance to this room."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body, Keypoint
from tryon_desktop.engine.vision.detector import FACE_DETECTOR, POSE_DETECTOR, Detection, Detector
from tryon_desktop.engine.vision.face import OVAL, FaceTracker
from tryon_desktop.engine.vision.following import Follower, followed_size
from tryon_desktop.engine.vision.matte import Matte
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.parse import Parser, label_size
from tryon_desktop.engine.vision.pose import PoseLandmarks, PoseSample
from tryon_desktop.engine.vision.smoothing import OneEuro, VisibilityFilter
from tryon_desktop.engine.vision.tracker import Tracker

_FADE_IN_S = 0.2
_BLINK_S = 0.1
"""So long a person may be missed before anything shows it."""
_FADE_OUT_S = 0.2
_GAP_S = 2.0
"""Seconds without a frame after which nothing is known of who is there."""
_FIRST_PRESENCE = 0.15
_SAME_PX = 0.05
_RESTING = 2
"""Frames in a row that do without the pose network while no joint moves by itself."""
_LIMBS = (*range(Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_WRIST + 1), *range(Keypoint.LEFT_HIP, Keypoint.RIGHT_ANKLE + 1))
"""The joints that garments hang on."""


class Vision:
    """Turns frames of one stream into bodies. Not thread-safe: one stream, one caller.

    Nothing of a frame's own memory is kept from one call to the next.

    still: every frame is a picture of its own: detected anew, not smoothed, its matte at full resolution, presence 1.
    fades: presence grows over the first fifth of a second, so that nothing springs up before a live camera; False: it
    is 1 whenever somebody is followed, so that no first frame of a clip shows the clothes beneath.
    (A second landmark pass was tried on stills and left out: it moved points by 6-30 px, and no nearer to the joints.)
    `stages_ms` holds the milliseconds of the last call: "detect", "pose", "face", "matte", "parse".
    """

    def __init__(self, sessions: Sessions, *, still: bool = False, fades: bool = True) -> None:
        self._still, self._fades = still, fades
        self._detector = Detector(sessions.pose_detector, POSE_DETECTOR)
        self._tracker = Tracker(self._detect, PoseLandmarks(sessions.pose_landmarks))
        self._matte = Matte(sessions.selfie_square, sessions.selfie_landscape, still=still)
        self._face = FaceTracker(Detector(sessions.face_detector, FACE_DETECTOR), sessions.face_mesh)
        self._parser = Parser()
        self._follower = Follower(_LIMBS)
        self._motion: F32 | None = None
        # The pose network runs in this frame and did not in the one before: what else can wait a frame does, so that
        # no frame takes twice as long as the next, which whoever dresses them would have to wait for.
        self._costly = False
        self._labels_carried = self._matte_carried = False
        # MediaPipe's own settings for world landmarks, in metres a second.
        self._world_filter = OneEuro(min_cutoff_hz=0.1, beta=40.0)
        self._visibility_filter = VisibilityFilter()
        self.stages_ms: dict[str, float] = {}
        self._body: Body | None = None
        self._time = -math.inf
        self._seen_at = -math.inf
        self._faded_at = -math.inf

    def reset(self) -> None:
        """Forget the person: after a seek, or when the source changes."""
        self._tracker.reset()
        self._parser.reset()
        self._forget()
        self._body = None
        self._time = self._seen_at = self._faded_at = -math.inf

    def __call__(self, frame: Frame) -> Body | None:
        """The person in `frame`; None when nobody is there.

        A person missed for a tenth of a second is still there; one missed for longer fades out over a fifth.

        While fading, the keypoints, matte and labels are the last good ones.
        """
        self.stages_ms = {}
        other_size = self._body is not None and self._body.size != frame.size
        if self._still or other_size or not 0 <= frame.time - self._time < _GAP_S:
            self.reset()
        elapsed = frame.time - self._time
        self._time = frame.time
        track_before, carried_before = self._tracker.track_id, self._tracker.is_carried
        with self._stage("pose"):
            sample = self._pose(frame)
        self.stages_ms["pose"] -= self.stages_ms.get("detect", 0.0)
        if sample is None:
            return self._fade(frame)
        if self._tracker.track_id != track_before:
            self._forget()
            self._parser.reset()
            self._body = None
        self._costly = carried_before and not self._tracker.is_carried
        self._body = self._measure(frame, sample, self._presence(elapsed))
        self._seen_at = frame.time
        return self._body

    def _detect(self, bgr: U8) -> list[Detection]:
        with self._stage("detect"):
            return self._detector(bgr)

    def _pose(self, frame: Frame) -> PoseSample | None:
        """The pose: after a frame in which the network saw it, of a person who keeps calm, as the picture carries it.

        A blink carries the keypoints too, so that they lie right when it is over.
        """
        if self._still:
            return self._tracker(frame.bgr, frame.time)
        matte = None if self._body is None else self._body.matte
        motion = self._motion = self._follower.look(frame.reduced(followed_size(frame.size)), matte, frame.size)
        if motion is not None and self._follower.may_carry():
            frames = _RESTING if self._follower.rests() else 1
            if self._tracker.may_carry(frame.time, frames=frames):
                return self._tracker.carried(motion, frame.time)
        sample = self._tracker(frame.bgr, frame.time)
        if sample is None and motion is not None and self._body is not None:
            self._follower.carried()
        return sample

    def _measure(self, frame: Frame, sample: PoseSample, presence: float) -> Body:
        keypoints, visibility, world = self._smoothed(frame, sample)
        with self._stage("face"):
            face = self._face(frame.bgr, sample.keypoints_xy, anew=self._tracker.is_carried)
        with self._stage("matte"):
            matte = self._carried_matte()
            self._matte_carried = matte is not None
            if matte is None:
                matte = self._matte(frame, sample)
            if face is not None:
                # The selfie network sometimes bites into a cheek that shares the wall's colour.
                oval = np.round(face.landmarks_xy[list(OVAL)] * 16).astype(np.int32)
                cv2.fillPoly(matte, [oval], 255, cv2.LINE_AA, shift=4)
        with self._stage("parse"):
            label_map = self._carried_labels()
            self._labels_carried = label_map is not None
            if label_map is None:
                label_map = self._parser(frame.reduced(label_size(frame.size)), matte, face, keypoints, visibility)
        return Body(
            frame_id=frame.id,
            size=frame.size,
            track_id=self._tracker.track_id,
            presence=presence,
            keypoints_xy=keypoints,
            visibility=visibility,
            world=world,
            matte=matte,
            label_map=label_map,
            face=face,
            persons=max(1, self._tracker.persons),
        )

    def _carried_labels(self) -> U8 | None:
        """The labels of the frame before where the picture has carried them; None when they must be found anew."""
        if self._body is None or self._body.label_map is None or self._labels_carried or not self._may_wait():
            return None
        assert self._motion is not None, "asked by _may_wait"
        labels = self._body.label_map
        scale = f32([labels.shape[1] / self._body.size[0], labels.shape[0] / self._body.size[1]])
        linear, shift = self._motion[:, :2] * scale[:, None] / scale, self._motion[:, 2] * scale
        there = np.column_stack([linear, shift + (linear @ f32([0.5, 0.5]) - 0.5)])
        return np.asarray(cv2.warpAffine(labels, f32(there), labels.shape[1::-1], flags=cv2.INTER_NEAREST), np.uint8)

    def _carried_matte(self) -> U8 | None:
        """The matte of the frame before where the picture has carried it; None when it must be found anew."""
        if self._body is None or self._matte_carried or not self._may_wait():
            return None
        assert self._motion is not None, "asked by _may_wait"
        # Seen a twentieth of a pixel off it is the same, and not even softer.
        still = np.abs(self._motion - f32([[1, 0, 0], [0, 1, 0]])).max(0) @ f32([*self._body.size, 1]) < _SAME_PX
        if still:
            return self._body.matte.copy()
        return np.asarray(cv2.warpAffine(self._body.matte, self._motion, self._body.size), np.uint8)

    def _may_wait(self) -> bool:
        """Whether this frame costs enough, and the person keeps still enough, for all else to be the frame's before."""
        return self._costly and self._motion is not None and self._follower.rests()

    def _smoothed(self, frame: Frame, sample: PoseSample) -> tuple[F32, F32, F32]:
        width, height = frame.size
        x, y = sample.keypoints_xy.T
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        if self._still:
            return sample.keypoints_xy, np.where(inside, sample.visibility, 0).astype(np.float32), sample.world
        seen = np.where(inside, sample.visibility, 0).astype(np.float32)
        if self._tracker.is_carried and self._body is not None:
            # Depth and visibility are the network's alone: they wait for its next word.
            return self._follower.carried(), self._body.visibility, self._body.world
        keypoints = self._follower.corrected(sample.keypoints_xy, seen, sample.roi.side)
        world = self._world_filter(sample.world, frame.time, 1.0)
        visibility = self._visibility_filter(sample.visibility, frame.time)
        return keypoints, np.where(inside, visibility, 0).astype(np.float32), world

    def _presence(self, elapsed: float) -> float:
        if self._still or not self._fades:
            return 1.0
        if self._body is None:
            return _FIRST_PRESENCE
        return min(1.0, self._body.presence + elapsed / _FADE_IN_S)

    def _fade(self, frame: Frame) -> Body | None:
        """The last good body, from which a blink takes nothing; what was learnt of it is kept until it is gone."""
        if self._body is None:
            return None
        fading = frame.time - max(self._faded_at, self._seen_at + _BLINK_S)
        if fading > 0:
            self._faded_at = frame.time
        presence = self._body.presence - max(fading, 0.0) / _FADE_OUT_S
        if presence <= 0:
            self._forget()
            self._body = None
            return None
        self._body = replace(self._body, frame_id=frame.id, presence=presence)
        return self._body

    def _forget(self) -> None:
        self._follower.reset()
        self._world_filter.reset()
        self._visibility_filter.reset()
        self._matte.reset()
        self._face.reset()

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.stages_ms[name] = (perf_counter() - start) * 1e3
