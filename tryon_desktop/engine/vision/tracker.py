"""Which person is followed: detector when nobody is, the pose network's own next square while somebody is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.vision.detector import Detection
from tryon_desktop.engine.vision.geometry import Roi, transform
from tryon_desktop.engine.vision.pose import PoseLandmarks, PoseSample, roi_from_detection

_MIN_SCORE = 0.5
_SURE_SCORE = 0.8
_COUNT_EVERY_S = 2.0
_DOUBT_EVERY_S = 0.5
_SAME_PERSON_S = 1.0
_CARRIED_S = 0.09
"""Seconds after the network's last word within which a frame may do without one."""


class Tracker:
    """Follows one person through a stream.

    `track_id` and `persons` are of the last call; `carried_for` counts the frames since the network's last word.
    """

    def __init__(self, detector: Callable[[U8], list[Detection]], landmarks: PoseLandmarks) -> None:
        self._detector, self._landmarks = detector, landmarks
        self.track_id = 0
        self.persons = 0
        self.reset()

    def reset(self) -> None:
        """Forget the person; the next one gets a new track."""
        self._roi: Roi | None = None
        self._sample: PoseSample | None = None
        self.carried_for = 0
        self._measured_at = -math.inf
        self._last: Roi | None = None
        self._last_seen = -math.inf
        self._last_count = -math.inf

    def __call__(self, bgr: U8, time: float) -> PoseSample | None:
        """The pose of the followed person, or of whoever is chosen when nobody was; None when nobody is found."""
        sample = None if self._roi is None else self._follow(bgr, self._roi, time)
        return sample if sample is not None else self._find(bgr, time)

    @property
    def is_carried(self) -> bool:
        """Whether the last sample was carried, not measured."""
        return self.carried_for > 0

    def may_carry(self, time: float, *, frames: int = 1) -> bool:
        """Whether the network may be left out at `time`: it has just found a person in whom it has no doubt.

        frames: for how many in a row at most.
        """
        sure = self._sample is not None and self._sample.score >= _SURE_SCORE
        return sure and self.carried_for < frames and 0 < time - self._measured_at < _CARRIED_S

    def carried(self, motion: F32, time: float) -> PoseSample:
        """The last sample where `motion`, (2, 3) a similarity in frame pixels, takes it. Ask `may_carry` first."""
        assert self._sample is not None, "ask `may_carry` first"
        last = self._sample
        keypoints, roi = transform(motion, last.keypoints_xy), last.roi.moved(motion)
        sample = replace(last, keypoints_xy=keypoints, roi=roi, next_roi=last.next_roi.moved(motion))
        self.carried_for += 1
        self._sample, self._roi, self._last = sample, sample.next_roi, sample.next_roi
        self._last_seen = time
        return sample

    def _follow(self, bgr: U8, roi: Roi, time: float) -> PoseSample | None:
        """The pose at `roi`. Now and then, and sooner when it is doubtful, the detector looks who else is there."""
        sample = self._landmarks(bgr, roi)
        if sample.score < _MIN_SCORE:
            return None
        doubtful = sample.score < _SURE_SCORE
        if time - self._last_count > (_DOUBT_EVERY_S if doubtful else _COUNT_EVERY_S):
            candidates = self._detect(bgr, time)
            if doubtful and candidates and not any(_near(found, roi) for found in candidates):
                self._last_seen = -math.inf  # what was followed is no person: do not look for it again
                return None
            self.persons = max(1, len(candidates))
        return self._keep(sample, time)

    def _find(self, bgr: U8, time: float) -> PoseSample | None:
        """The pose of whoever was followed a moment ago, else of the most prominent person."""
        self._roi, self._sample = None, None
        candidates = self._detect(bgr, time)
        self.persons = len(candidates)
        if not candidates:
            return None
        lately = self._last if time - self._last_seen < _SAME_PERSON_S else None
        roi = choose(candidates, (bgr.shape[1], bgr.shape[0]), lately)
        sample = self._landmarks(bgr, roi)
        if sample.score < _MIN_SCORE:
            return None
        if lately is None or not _near(roi, lately):
            self.track_id += 1
        return self._keep(sample, time)

    def _keep(self, sample: PoseSample, time: float) -> PoseSample:
        self._sample, self.carried_for = sample, 0
        self._roi = self._last = sample.next_roi
        self._last_seen = self._measured_at = time
        return sample

    def _detect(self, bgr: U8, time: float) -> list[Roi]:
        self._last_count = time
        return [roi_from_detection(found) for found in self._detector(bgr)]


def choose(candidates: Sequence[Roi], size: tuple[int, int], lately: Roi | None) -> Roi:
    """Whoever was followed `lately`, else the nearest (largest) and most central. `candidates` is not empty."""
    if lately is not None:
        closest = min(candidates, key=lambda roi: math.hypot(roi.x - lately.x, roi.y - lately.y))
        if _near(closest, lately):
            return closest
    width, height = size

    def prominence(roi: Roi) -> float:
        off_centre = abs(roi.x - width / 2) / (width / 2)
        return roi.side / max(width, height) * (1 - 0.5 * min(off_centre, 1.0))

    return max(candidates, key=prominence)


def _near(a: Roi, b: Roi) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < 0.35 * b.side and 0.5 < a.side / b.side < 2.0
