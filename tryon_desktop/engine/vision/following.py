"""Keypoints that neither tremble nor trail: carried along by what the picture itself does, corrected by the network.

Between two frames the person's own texture is followed by optical flow, and the one similarity that most of it agrees
on predicts where the keypoints have gone. The network's new keypoints then correct the prediction: little while they
differ by no more than they always tremble, wholly once a limb has really moved. A person at rest is at rest, and one
who sways or walks is followed without delay, since the prediction moves with the frame.

Lucas and Kanade 1981 (pyramidal, Bouguet 2000); Shi and Tomasi 1994; a complementary filter.
"""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8

_SIDE = 480
"""Longest side, in pixels, of the picture in which flow is followed."""
_FEATURES, _FEWEST = 70, 12
_RENEW_EVERY = 6
_TREMBLE, _MOVED = 0.006, 0.022
"""Difference between network and prediction, in ROI sides, up to which it is noise, and from which it is motion."""
_AT_REST = 0.035
"""Share of the network's correction that is taken while it is noise."""
_WINDOW, _LEVELS = (15, 15), 2
_PRECISION = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.02)


class Follower:
    """Filters the keypoints of one followed person. Not thread-safe."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next keypoints pass as they are."""
        self._grey: U8 | None = None
        self._features: F32 | None = None
        self._points: F32 | None = None
        self._age = 0

    def __call__(self, bgr: U8, keypoints: F32, visibility: F32, side: float, matte: U8 | None) -> F32:
        """(N, 2) float32 keypoints in frame pixels, followed.

        bgr: the frame. keypoints: (N, 2) the network's own. visibility: (N,) 0-1; what is not seen is only guessed, and
        corrects little. side: of the pose's ROI in pixels, the scale of the network's noise. matte: (H, W) uint8 of the
        person in the frame before, whose texture is followed; None follows nothing yet.
        """
        shrink = max(1, round(max(bgr.shape[:2]) / _SIDE))
        grey = u8(cv2.cvtColor(np.ascontiguousarray(bgr[::shrink, ::shrink]), cv2.COLOR_BGR2GRAY))
        motion = self._motion(grey)
        self._age += 1
        if self._points is None:
            points = keypoints
        else:
            predicted = self._points
            if motion is not None:
                predicted = (self._points / shrink) @ motion[:, :2].T + motion[:, 2]
                predicted = predicted * np.float32(shrink)
            # The first frames are averaged, so that a poor first guess is left at once and not slowly.
            at_rest = max(_AT_REST, 1 / (self._age + 1))
            points = _corrected(f32(predicted), keypoints, visibility, side, at_rest)
        self._points, self._grey = f32(points), grey
        self._renew(grey, matte, shrink)
        return self._points.copy()

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

    def _renew(self, grey: U8, matte: U8 | None, shrink: int) -> None:
        """Choose features on the person anew every few frames, and when too few are left."""
        enough = self._features is not None and len(self._features) >= 2 * _FEWEST
        if matte is None or (enough and self._age % _RENEW_EVERY):
            return
        small = np.ascontiguousarray(matte[::shrink, ::shrink])
        if small.shape != grey.shape:
            return
        inside = cv2.erode(u8(cv2.threshold(small, 200, 255, cv2.THRESH_BINARY)[1]), np.ones((7, 7), np.uint8))
        found = cv2.goodFeaturesToTrack(grey, _FEATURES, 0.01, 7, mask=inside)
        self._features = None if found is None else f32(found).reshape(-1, 2)


def _corrected(predicted: F32, measured: F32, visibility: F32, side: float, at_rest: float) -> F32:
    """The prediction moved towards the measurement, by how far they are apart in ROI sides."""
    apart = np.linalg.norm(measured - predicted, axis=1, keepdims=True) / max(side, 1e-6)
    share = np.clip((apart - _TREMBLE) / (_MOVED - _TREMBLE), 0, 1)
    share = share * share * (3 - 2 * share) * np.clip(visibility * 2, 0, 1)[:, None]
    weight = at_rest + (1 - at_rest) * share
    return f32(predicted + (measured - predicted) * weight)
