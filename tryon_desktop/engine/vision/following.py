"""Keypoints that neither tremble nor trail: carried along by what the picture itself does, corrected by the network.

Between two frames the person's own texture is followed by optical flow, and the one similarity that most of it agrees
on predicts where the keypoints have gone. The network's new keypoints then correct the prediction. Where the picture
has done nothing but that similarity, nothing moved by itself: what the network says otherwise is its tremble, of which
only the mean over seconds counts. Where the picture changed besides, a limb moves, and the network is believed at once.
Between two calls of the network that prediction, with each limb's own motion added, stands alone for a frame.

Lucas and Kanade 1981 (pyramidal, Bouguet 2000); Shi and Tomasi 1994; a complementary filter.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32, u8
from tryon_desktop.engine.reducing import shrink

_SIDE = 480
"""Longest side, in pixels, of the picture in which flow is followed."""
_FEATURES, _FEWEST = 70, 12
_RENEW_EVERY = 6
_TREMBLE, _MOVED = 0.004, 0.022
"""Difference between network and prediction, in ROI sides, up to which it is noise, and from which it is motion."""
_SAMPLES = 12
"""So many of the network's keypoints are averaged before a joint is at rest."""
_AT_REST = 0.008
"""Share of the network's correction that is taken at rest: it wins over seconds."""
_ADRIFT = 0.08
"""The same for a joint that the network has long been putting elsewhere."""
_UNSEEN = 0.3
"""How far a guess at what is not seen counts."""
_MEMORY = 0.12
"""Weight of a new frame in what is known of a joint's tremble."""
_MOVING = 0.3
"""Least share of the correction for a joint about which the picture changes."""
_PATCH = 0.03
"""How far about a joint the picture is looked at, in ROI sides."""
_LEVELS_CHANGED = 3.5
_FAST = 0.016
"""ROI sides a frame of its own motion from which a joint is looked at in every frame."""
_SETTLING = 30
"""So many of the network's keypoints come first: what is carried is only as good as what they settled on."""
_SETS_OUT, _WATCHED = 0.5, 0.4
"""Share of change about a joint at rest at which it may be setting out; visibility from which joints are watched."""
_CHANGED = (0.03, 0.15)
"""Share of a joint's patch up to which a change is chance, and from which the joint moves."""
_WINDOW, _LEVELS = (15, 15), 2
_PRECISION = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.02)


def followed_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the picture in which a frame of `size` is followed."""
    factor = max(1, round(max(size) / _SIDE))
    return max(1, size[0] // factor), max(1, size[1] // factor)


class Follower:
    """Filters the keypoints of one followed person. Not thread-safe.

    Each frame is first looked at, then its keypoints are either `corrected` by the network's or `carried` without them.
    """

    def __init__(self, watched: Sequence[int] | None = None) -> None:
        """watched: indices of the joints whose motion decides whether keypoints may be carried; None: all."""
        self._watched = slice(None) if watched is None else list(watched)
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next keypoints pass as they are."""
        self._grey: U8 | None = None
        self._inside: U8 | None = None
        self._features: F32 | None = None
        self._joints: _Joints | None = None
        self._step: _Step | None = None
        self._here: F32 | None = None
        self._side = 1.0
        self._age = 0

    def look(self, bgr: U8, matte: U8 | None, size: tuple[int, int] | None = None) -> F32 | None:
        """See what the picture did since the last frame; (2, 3) float32, the similarity in frame pixels, or None.

        bgr: the frame, or with its `size` (width, height) a reduced picture of it no smaller than `followed_size`.
        matte: (H, W) uint8 of the person in the frame before, whose texture is followed; None follows nothing yet.
        """
        full = (bgr.shape[1], bgr.shape[0]) if size is None else size
        small = followed_size(full)
        grey = u8(cv2.cvtColor(shrink(bgr, small), cv2.COLOR_BGR2GRAY))
        scale = f32([small[0] / full[0], small[1] / full[1]])
        self._look_at(matte, grey)
        motion = self._motion(grey)
        self._step, self._here = None, None
        if motion is not None and self._grey is not None and self._inside is not None:
            self._step = _Step(self._grey, grey, self._inside, motion, scale)
        self._age += 1
        self._grey = grey
        self._renew(grey)
        return None if self._step is None else self._step.in_frame()

    def corrected(self, keypoints: F32, visibility: F32, side: float) -> F32:
        """(N, 2) float32 keypoints in frame pixels, followed.

        keypoints: (N, 2) the network's own. visibility: (N,) 0-1; what is not seen is only guessed, and corrects
        little. side: of the pose's ROI in pixels, the scale of the network's noise.
        """
        self._side = side
        if self._joints is None:
            self._joints = _Joints(keypoints)
            return self._joints.points.copy()
        predicted = self._joints.points
        alone = np.ones(len(keypoints), np.float32)
        if self._step is None:
            # Another scene, or one that cannot be followed: what was known of the joints is worth nothing here.
            self._joints.measured = 0
        else:
            predicted = self._step.carry(predicted)
            here, there = self._changed_here(), self._step.changed(keypoints, side)
            # Where no person was, in or out of the picture, nothing can be said against the network.
            alone = f32(np.where(np.isnan(here) & np.isnan(there), 1, np.fmax(here, there)))
        self._joints.correct(predicted, keypoints, visibility, side, alone)
        return self._joints.points.copy()

    def may_carry(self) -> bool:
        """Whether this frame's keypoints can be told without the network: no watched joint is fast, or sets out."""
        if self._joints is None or self._step is None or self._joints.measured < _SETTLING:
            return False
        speed = self._joints.speed(self._side)
        sets_out = (np.nan_to_num(self._changed_here()) > _SETS_OUT) & (speed < _TREMBLE)
        return not self._any_watched(sets_out | (speed > _FAST))

    def rests(self) -> bool:
        """Whether no watched joint moves by itself."""
        return self._joints is not None and not self._any_watched(self._joints.speed(self._side) > _TREMBLE)

    def carried(self) -> F32:
        """(N, 2) float32 keypoints in frame pixels: those of the frame before, moved as the picture and they do."""
        assert self._joints is not None, "ask `may_carry` first"
        assert self._step is not None, "ask `may_carry` first"
        alone = np.nan_to_num(self._changed_here())
        self._joints.carry(self._step.carry(self._joints.points), alone)
        return self._joints.points.copy()

    def _changed_here(self) -> F32:
        """`_Step.changed` about the joints of the frame before; looked up once a frame."""
        assert self._joints is not None, "nobody is followed"
        assert self._step is not None, "nothing is known of the picture"
        if self._here is None:
            self._here = self._step.changed(self._joints.points, self._side)
        return self._here

    def _any_watched(self, which: Bool) -> bool:
        assert self._joints is not None, "nobody is followed"
        return bool((which & (self._joints.seen > _WATCHED))[self._watched].any())

    def _look_at(self, matte: U8 | None, grey: U8) -> None:
        """Note where the person was in the frame before, without the rim."""
        self._inside = None
        if matte is None:
            return
        small = cv2.resize(matte, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
        sure = cv2.inRange(small, 200, 255)
        self._inside = u8(cv2.erode(sure, np.ones((7, 7), np.uint8)))

    def _motion(self, grey: U8) -> F32 | None:
        """(2, 3) similarity of the person's texture from the last frame to this one, in small pixels, or None."""
        before, features = self._grey, self._features
        if before is None or features is None or before.shape != grey.shape:
            return None
        if len(features) < _FEWEST:
            self._features = None
            return None
        after, found, _ = cv2.calcOpticalFlowPyrLK(
            before, grey, features, np.empty(0, np.float32), winSize=_WINDOW, maxLevel=_LEVELS, criteria=_PRECISION
        )
        kept = found.reshape(-1) > 0
        if kept.sum() < _FEWEST:
            self._features = None
            return None
        source, target = features[kept], f32(after)[kept]
        matrix, inliers = cv2.estimateAffinePartial2D(
            source, target, method=cv2.RANSAC, ransacReprojThreshold=0.6, maxIters=200, refineIters=5
        )
        if matrix is None or inliers is None or inliers.sum() < max(_FEWEST, 0.35 * len(source)):
            self._features = None
            return None
        self._features = target[inliers.reshape(-1) > 0]
        return f32(matrix)

    def _renew(self, grey: U8) -> None:
        """Choose features on the person anew every few frames, and when too few are left."""
        enough = self._features is not None and len(self._features) >= 2 * _FEWEST
        if self._inside is None or (enough and self._age % _RENEW_EVERY):
            return
        found = cv2.goodFeaturesToTrack(grey, _FEATURES, 0.01, 7, mask=self._inside)
        self._features = None if found is None else f32(found).reshape(-1, 2)


class _Joints:
    """Where the joints are, and what is known of how the network trembles about them, in ROI sides.

    samples: of how many frames a joint's place is the mean. bias, tremble: running mean of the network's offset, and of
    its distance from that. velocity: (N, 2) pixels a frame that joints move by themselves. seen: (N,) 0-1.
    measured: how often the network was heard.
    """

    def __init__(self, points: F32) -> None:
        self.points = f32(points)
        self._samples = np.ones(len(points), np.float32)
        self._bias = np.zeros_like(self.points)
        self._tremble = np.full(len(points), _TREMBLE / 2, np.float32)
        self.velocity = np.zeros_like(self.points)
        self.seen = np.zeros(len(points), np.float32)
        self.measured = 1
        self._forget_carried()

    def _forget_carried(self) -> None:
        """Begin to count anew what is carried between two words of the network."""
        self._added, self._alone, self._frames = np.zeros_like(self.points), np.zeros(len(self.points), np.float32), 1

    def speed(self, side: float) -> F32:
        """(N,) ROI sides a frame that joints move by themselves; side: of the ROI in pixels."""
        return f32(np.linalg.norm(self.velocity, axis=1) / max(side, 1e-6))

    def carry(self, predicted: F32, alone: F32) -> None:
        """Take `predicted` (N, 2) px, moved on by each joint's own velocity. alone: as in `correct`."""
        # Nothing is known of how long it goes on.
        ahead = self.velocity / self._frames
        self.points = f32(predicted + ahead)
        self._added += ahead
        self._alone = np.maximum(self._alone, alone)
        self._frames += 1

    def correct(self, predicted: F32, measured: F32, visibility: F32, side: float, alone: F32) -> None:
        """Take `predicted` (N, 2) px, moved towards `measured`. alone: (N,) 0-1, whether the joint moves by itself."""
        # What was added to carry a joint on was a guess: if it was wrong nothing else would take it back.
        predicted = f32(predicted - self._added)
        alone = np.maximum(alone, self._alone)
        offset = (measured - predicted) / np.float32(max(side, 1e-6))
        apart = np.linalg.norm(offset, axis=1)
        seen = np.clip(visibility * 2, 0, 1) ** 2
        moved = _smooth((apart - _TREMBLE) / (_MOVED - _TREMBLE)) * alone * seen
        # However far off, one bad frame is one bad frame.
        held = np.clip(offset, -_MOVED, _MOVED)
        self._bias += np.float32(_MEMORY) * (held - self._bias)
        strange = np.linalg.norm(held - self._bias, axis=1)
        self._tremble += np.float32(_MEMORY) * (strange - self._tremble)
        # The mean of so few frames is itself off by a part of the tremble.
        allowed = _TREMBLE / 2 + 0.7 * self._tremble
        adrift = _smooth(np.linalg.norm(self._bias, axis=1) / allowed - 1)
        slow = (_AT_REST + (_ADRIFT - _AT_REST) * adrift) * np.maximum(seen, _UNSEEN)
        at_rest = np.where(self._samples < _SAMPLES, 1 / (self._samples + 1), slow)
        weight = np.maximum(at_rest, _MOVING * alone * seen)
        weight = f32(weight + (1 - weight) * moved)
        self._samples = f32((self._samples + 1) * (1 - moved))
        self._bias *= (1 - weight)[:, None]
        own = (measured - predicted) * weight[:, None]
        self.points = f32(predicted + own)
        self.velocity = f32(own / self._frames * moved[:, None])
        self.seen = visibility
        self.measured += 1
        self._forget_carried()


def _smooth(share: F32) -> F32:
    held = np.clip(share, 0, 1)
    return f32(held * held * (3 - 2 * held))


class _Step:
    """What the picture did from one frame to the next: `motion`, (2, 3) in reduced pixels, and what else changed."""

    def __init__(self, before: U8, now: U8, inside: U8, motion: F32, scale: F32) -> None:
        self._pictures, self._motion, self._scale = (before, now, inside), motion, scale
        self._tables: tuple[F32, F32] | None = None

    def in_frame(self) -> F32:
        """(2, 3) float32: the similarity in frame pixels."""
        linear = self._motion[:, :2] * self._scale / self._scale[:, None]
        return f32(np.column_stack([linear, self._motion[:, 2] / self._scale]))

    def carry(self, points: F32) -> F32:
        """Where `points` (N, 2), frame pixels, have gone with the person."""
        return f32(((points * self._scale) @ self._motion[:, :2].T + self._motion[:, 2]) / self._scale)

    def changed(self, points: F32, side: float) -> F32:
        """(N,) 0-1, how surely the picture did something else about `points` (N, 2); NaN where nothing is known.

        side: of the pose's ROI in pixels.
        """
        if self._tables is None:
            self._tables = _changes(*self._pictures, self._motion)
        radius = max(2, round(_PATCH * side * float(self._scale[0])))
        return _share_of(*self._tables, f32(points * self._scale), radius)


def _changes(before: U8, now: U8, inside: U8, motion: F32) -> tuple[F32, F32]:
    """Integral pictures of where the person's texture did something else than `motion`, and of where it was at all.

    before, now: (h, w) uint8 grey. inside: (h, w) uint8, 255 where the person was.
    """
    size = (now.shape[1], now.shape[0])
    carried = cv2.warpAffine(before, motion, size, flags=cv2.INTER_LINEAR)
    person = cv2.warpAffine(inside, motion, size, flags=cv2.INTER_NEAREST)
    change = cv2.blur(cv2.subtract(now, carried, dtype=cv2.CV_16S), (5, 5))
    # The camera's exposure changes everything alike.
    common = float(cv2.mean(change, person)[0])
    changed = cv2.inRange(change, common - _LEVELS_CHANGED, common + _LEVELS_CHANGED)
    changed = cv2.bitwise_and(cv2.bitwise_not(changed), person)
    return f32(cv2.integral(changed, sdepth=cv2.CV_32F)), f32(cv2.integral(person, sdepth=cv2.CV_32F))


def _share_of(changed: F32, person: F32, points: F32, radius: int) -> F32:
    """(N,) 0-1, how surely the picture changes about each point; NaN where nothing is known of it."""
    height, width = person.shape[0] - 1, person.shape[1] - 1
    low = np.clip(np.floor(points) - radius, 0, (width, height)).astype(np.intp)
    high = np.clip(np.floor(points) + radius + 1, 0, (width, height)).astype(np.intp)
    (x0, y0), (x1, y1) = low.T, high.T
    sums = [table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0] for table in (changed, person)]
    known = sums[1] > 0.1 * 255 * (2 * radius + 1) ** 2
    share = sums[0] / np.maximum(sums[1], 1)
    return f32(np.where(known, _smooth(f32((share - _CHANGED[0]) / (_CHANGED[1] - _CHANGED[0]))), np.nan))
