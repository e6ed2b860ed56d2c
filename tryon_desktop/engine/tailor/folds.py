"""Folds as a height field: volume, drape and tension lines, and the fine wrinkles of the cloth, at a coarse scale."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.draft import Crease
from tryon_desktop.engine.tailor.geometry import Curve, resample
from tryon_desktop.engine.tailor.noise import smooth
from tryon_desktop.engine.tailor.numeric import f32

COARSE = 3.2
"""Samples per centimetre of the fold field."""


def tension(start: tuple[float, float], degrees: Sequence[float], length: float, height: float, width: float,
            rng: np.random.Generator, *, reach: float = 0.0) -> list[Crease]:  # fmt: skip
    """Folds that radiate from a point under tension (armpit, crotch, knee), bowed a little by gravity."""
    folds = []
    for angle in degrees:
        angle = angle + rng.uniform(-5, 5)
        long = length * rng.uniform(0.7, 1.15)
        a = np.deg2rad(angle)
        bow = rng.uniform(0.02, 0.12) * long
        s = np.linspace(reach, 1, 14)
        x = start[0] + np.sin(a) * long * s
        y = start[1] + np.cos(a) * long * s + bow * s * s
        line = np.stack([x, y], 1).astype(np.float32)
        folds.append(Crease(line, height * rng.uniform(0.6, 1.1), width * rng.uniform(0.8, 1.25)))
    return folds


def drape(left: Curve, right: Curve, count: int, height: float, width: float, rng: np.random.Generator,
          *, start: tuple[float, float] = (0.35, 0.75), end: float = 1.02) -> list[Crease]:  # fmt: skip
    """Folds that fall between two side edges (both running down) and deepen toward the hem."""
    folds = []
    a, b = resample(left, 1.0), resample(right, 1.0)
    n = min(len(a), len(b))
    a, b = a[np.linspace(0, len(a) - 1, n).astype(int)], b[np.linspace(0, len(b) - 1, n).astype(int)]
    for place in (np.arange(count) + rng.uniform(0.2, 0.8, count)) / count:
        first = int(rng.uniform(*start) * (n - 1))
        last = min(n, int(end * n))
        share = place + rng.uniform(-0.03, 0.03) * np.linspace(-1, 1, last - first)
        line = a[first:last] * (1 - share[:, None]) + b[first:last] * share[:, None]
        if len(line) > 3:
            sign = 1 if rng.random() < 0.75 else -0.7
            folds.append(
                Crease(line.astype(np.float32), sign * height * rng.uniform(0.5, 1.1), width * rng.uniform(0.8, 1.5),
                       taper=(True, False))
            )  # fmt: skip
    return folds


def field(shape: tuple[int, int], origin: tuple[float, float], creases: Sequence[Crease], cloth: Cloth,
          seed: int, *, undulation: float = 1.0) -> F32:  # fmt: skip
    """(h, w) float32 heights in cm at COARSE samples a cm, `origin` cm at the first sample.

    Creases are drawn with tapering strength and blurred to their width, in three widths; a slow undulation and
    the cloth's wrinkles are added.
    """
    height = np.zeros(shape, np.float32)
    for low, high in ((0.0, 1.4), (1.4, 2.8), (2.8, 99.0)):
        chosen = [c for c in creases if low <= c.width < high]
        if not chosen:
            continue
        layer = np.zeros(shape, np.float32)
        for crease in chosen:
            _draw(layer, crease, origin)
        sigma = float(np.median([c.width for c in chosen])) * COARSE * 0.36
        # A line of weight 1 spreads to a ridge of height 1 / (sigma sqrt(2 pi)): undo that.
        height += cv2.GaussianBlur(layer, (0, 0), sigma) * (sigma * 2.507)
    cells = (shape[0] / COARSE / 26, shape[1] / COARSE / 13)
    height += undulation * cloth.drape * 0.50 * smooth(shape, cells, seed, 2)
    if cloth.wrinkle:
        fine = smooth(shape, (shape[0] / COARSE / 9, shape[1] / COARSE / 5), seed + 1, 2)
        height += cloth.wrinkle * 1.5 * fine
    return height


def _draw(layer: F32, crease: Crease, origin: tuple[float, float]) -> None:
    points = (resample(crease.line, 0.8) - f32(origin)) * COARSE
    n = len(points) - 1
    s = (np.arange(n) + 0.5) / n
    weight = np.ones(n)
    if crease.taper[0]:
        weight *= np.clip(s / 0.45, 0, 1) ** 1.3
    if crease.taper[1]:
        weight *= np.clip((1 - s) / 0.45, 0, 1) ** 1.3
    fixed = np.round(points * 16).astype(np.int32)
    for i in range(n):
        value = float(crease.height * weight[i])
        cv2.line(layer, fixed[i].tolist(), fixed[i + 1].tolist(), value, 1, cv2.LINE_8, 4)
