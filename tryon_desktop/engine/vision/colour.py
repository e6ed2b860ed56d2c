"""What this person's skin, hair and clothes look like, learnt from the places where there is no doubt.

Colours are OpenCV's 8-bit Lab. Densities are per unit of that space, so that they can be compared with each other.
"""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8

_BINS = (16, 32, 32)
_SHIFTS = (4, 3, 3)
_BIN_VOLUME = 16.0 * 8.0 * 8.0
_OUTLIER_DENSITY = 2e-7
_MIN_SAMPLES = 24


class ShadedColour:
    """The colour of one material under light and shade: hair or skin.

    In the shade a colour moves towards black: its chroma shrinks with its lightness. The distance is therefore taken
    from the mean colour shaded to the lightness of the pixel, and only chroma counts within `shades`.
    """

    def __init__(self, *, slack: tuple[float, float, float], shades: tuple[float, float], memory: float) -> None:
        """slack: variance of L, a, b added for what was not sampled. shades: lightness allowed, relative to the mean.
        memory: weight of the past at every update.
        """
        self._slack, self._shades, self._memory = np.diag(np.asarray(slack, np.float32)), shades, memory
        self.reset()

    def reset(self) -> None:
        """Forget the material."""
        self.known = False
        self._mean, self._covariance = np.zeros(3), np.eye(3)
        self._inverse, self._log_peak = np.linalg.inv(np.eye(3) + self._slack).astype(np.float32), -np.inf

    def learn(self, samples: U8) -> None:
        """Take in (N, 3) Lab samples, without their outliers. Too few samples change nothing."""
        if len(samples) < _MIN_SAMPLES:
            return
        colours = samples.astype(np.float32)
        median = np.median(colours, axis=0)
        spread = np.median(np.abs(colours - median), axis=0)
        core = colours[(np.abs(colours - median) <= 3.5 * spread + 3).all(axis=1)]
        if len(core) < _MIN_SAMPLES:
            return
        mean, covariance = core.mean(0), np.cov(core.T)
        if self.known:
            mean = self._memory * self._mean + (1 - self._memory) * mean
            covariance = self._memory * self._covariance + (1 - self._memory) * covariance
        self._mean, self._covariance, self.known = mean, covariance, True
        loose = covariance + self._slack
        self._inverse = np.linalg.inv(loose).astype(np.float32)
        reach = (self._shades[1] - self._shades[0]) * float(mean[0]) + float(np.sqrt(loose[0, 0]))
        self._log_peak = -float(np.log(2 * np.pi * np.sqrt(np.linalg.det(loose[1:, 1:])) * reach))

    def distance(self, colours: U8) -> F32:
        """(N,) squared Mahalanobis distance of (N, 3) Lab colours from the mean in the best allowed shade."""
        lightness = max(float(self._mean[0]), 1.0)
        shade = np.clip(colours[:, 0] / np.float32(lightness), *self._shades)
        offset = np.empty(colours.shape, np.float32)
        offset[:, 0] = colours[:, 0] - shade * np.float32(lightness)
        for channel in (1, 2):
            offset[:, channel] = colours[:, channel] - (128 + shade * np.float32(self._mean[channel] - 128))
        return np.asarray(((offset @ self._inverse) * offset).sum(1), np.float32)

    def log_density(self, distance: F32) -> F32:
        """(N,) log density at squared distances from `distance`."""
        return np.asarray(self._log_peak - 0.5 * distance, np.float32)


class ColourHistogram:
    """A colour of many: the prints, stripes and folds of clothes."""

    def __init__(self, memory: float) -> None:
        """memory: weight of what was counted before, at every update. What a hand hides now must not be forgotten."""
        self._memory = memory
        self.reset()

    def reset(self) -> None:
        """Forget the clothes."""
        self.known = False
        self._counts = np.zeros(int(np.prod(_BINS)), np.float32)

    def learn(self, samples: U8) -> None:
        """Take in (N, 3) Lab samples. Too few samples change nothing."""
        if len(samples) < _MIN_SAMPLES:
            return
        self._counts *= self._memory
        self._counts += np.bincount(_bin(samples), minlength=self._counts.size)
        counts = self._counts.reshape(_BINS[0], -1)
        planes = cv2.GaussianBlur(self._counts.reshape(_BINS[0] * _BINS[1], _BINS[2]), (3, 1), 0.8)
        planes = cv2.GaussianBlur(planes, (1, 3), 0.8)
        smooth = cv2.GaussianBlur(planes.reshape(counts.shape), (1, 3), 0.8).reshape(-1)
        self._log_density = np.log(np.maximum(smooth / (float(self._counts.sum()) * _BIN_VOLUME), _OUTLIER_DENSITY))
        self.known = True

    def log_density(self, colours: U8) -> F32:
        """(N,) log density of (N, 3) Lab colours; never below that of an outlier."""
        return np.asarray(self._log_density[_bin(colours)], np.float32)


def _bin(colours: U8) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    lightness, a, b = (colours[:, i].astype(np.intp) >> _SHIFTS[i] for i in range(3))
    return np.asarray((lightness * _BINS[1] + a) * _BINS[2] + b, np.intp)
