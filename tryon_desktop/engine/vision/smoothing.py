"""Filters over time for keypoints and their visibility.

Casiez, Roussel and Vogel 2012, "1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input".
"""

from __future__ import annotations

import math

import numpy as np

from tryon_desktop.engine.arrays import F32, Bool

_MIN_DT = 1e-4


def smoothing_factor(dt: float, cutoff_hz: F32 | float) -> F32:
    """The weight of a new sample in an exponential filter of the given cutoff after `dt` seconds."""
    rate = 2 * math.pi * np.asarray(cutoff_hz, np.float32) * dt
    return np.asarray(rate / (rate + 1), np.float32)


class OneEuro:
    """A One Euro filter over an (N, D) array of points that share a scale.

    Speeds are taken relative to `scale` (the size of the body, in the unit of the points), so that a person far away
    is filtered as one who stands near. min_cutoff_hz: smoothing at rest. beta: cutoff gained per scale a second.
    """

    def __init__(self, min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float = 1.0) -> None:
        self._min_cutoff, self._beta, self._derivative_cutoff = min_cutoff_hz, beta, derivative_cutoff_hz
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next points pass as they are."""
        self._time = 0.0
        self._points: F32 | None = None
        self._velocity: F32 | None = None

    def __call__(self, points: F32, time: float, scale: float) -> F32:
        """(N, D) float32 filtered points. time: seconds, monotonic. scale: > 0. Out-of-order times pass unfiltered."""
        if self._points is None or self._velocity is None or time < self._time:
            self._points, self._velocity = points.astype(np.float32), np.zeros_like(points, np.float32)
            self._time = time
            return self._points.copy()
        dt = max(time - self._time, _MIN_DT)
        velocity = (points - self._points) / (dt * max(scale, 1e-6))
        self._velocity = self._velocity + smoothing_factor(dt, self._derivative_cutoff) * (velocity - self._velocity)
        speed = np.linalg.norm(self._velocity, axis=1, keepdims=True)
        weight = smoothing_factor(dt, self._min_cutoff + self._beta * speed)
        self._points = (self._points + weight * (points - self._points)).astype(np.float32)
        self._time = time
        return self._points.copy()


class VisibilityFilter:
    """Visibility that neither flickers nor lingers: an exponential mean, with hysteresis about one half.

    A keypoint that was seen stays at 0.5 or more until its mean falls below `leave`; one that was not stays below
    0.5 until the mean exceeds `enter`.
    """

    def __init__(self, time_constant_s: float = 0.08, enter: float = 0.6, leave: float = 0.4) -> None:
        self._tau, self._enter, self._leave = time_constant_s, enter, leave
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next values pass as they are."""
        self._mean: F32 | None = None
        self._seen: Bool | None = None
        self._time = 0.0

    def __call__(self, visibility: F32, time: float) -> F32:
        """(N,) float32, 0-1."""
        if self._mean is None or self._seen is None:
            self._mean, self._seen = visibility.astype(np.float32), visibility >= 0.5
        else:
            weight = 1 - math.exp(-max(time - self._time, 0.0) / self._tau)
            self._mean = (self._mean + weight * (visibility - self._mean)).astype(np.float32)
            self._seen = np.where(self._seen, self._mean > self._leave, self._mean > self._enter)
        self._time = time
        held = np.where(self._seen, np.maximum(self._mean, 0.5), np.minimum(self._mean, 0.49))
        return held.astype(np.float32)
