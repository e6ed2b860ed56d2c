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

COARSE = 4.0
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

    Creases are drawn with tapering strength and blurred to their width, in three widths. They also say where the
    cloth pulls: soft folds and fine wrinkles run along them, and with gravity elsewhere.
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
    # Slow waves are longer down than across: cloth hangs.
    cells = (shape[0] / COARSE / 44, shape[1] / COARSE / 10.5)
    height += undulation * cloth.drape * 0.62 * smooth(shape, cells, seed, 2)
    pull, strain = _pull(shape, origin, creases)
    broad = _streaks(shape, pull, cloth.fold_width * 0.48, 6.5, seed + 2)
    height += cloth.drape * 0.24 * (0.45 + 0.7 * strain) * broad
    if cloth.wrinkle:
        fine = _streaks(shape, pull, 0.34, 2.2, seed + 3)
        patchy = np.clip(0.5 + 0.7 * smooth(shape, (shape[0] / COARSE / 14, shape[1] / COARSE / 14), seed + 1, 2), 0, 2)
        # Sharp crests between shallow hollows: what pressing and wearing leave in a crisp cloth.
        height += cloth.wrinkle * 0.9 * (0.3 + strain) * patchy * (0.7 - np.abs(fine))
    return height


def _pull(
    shape: tuple[int, int], origin: tuple[float, float], creases: Sequence[Crease]
) -> tuple[tuple[F32, F32], F32]:
    """(unit direction x, y in which folds run; strain 0-1: how near the cloth is to where it pulls)."""
    rough = (max(4, shape[0] // 4), max(4, shape[1] // 4))
    scale = f32([rough[1] / shape[1], rough[0] / shape[0]])
    twice = np.zeros((*rough, 2), np.float32)
    weight = np.zeros(rough, np.float32)
    for crease in creases:
        step = crease.line[-1] - crease.line[0]
        angle = 2 * float(np.arctan2(step[1], step[0]))
        points = np.round((resample(crease.line, 1.0) - f32(origin)) * COARSE * scale * 16).astype(np.int32)
        for layer, value in ((twice[..., 0], np.cos(angle)), (twice[..., 1], np.sin(angle)), (weight, 1.0)):
            drawn = np.zeros(rough, np.float32)
            cv2.polylines(drawn, [points], False, abs(crease.height), 1, cv2.LINE_8, 4)
            layer += drawn * np.float32(value)
    sigma = 3.0 * COARSE * float(scale[0])
    twice, weight = f32(cv2.GaussianBlur(twice, (0, 0), sigma)), f32(cv2.GaussianBlur(weight, (0, 0), sigma))
    strain = weight / max(float(weight.max()), 1e-6)
    # Gravity: straight down is an angle of 90 degrees, twice that is (-1, 0).
    twice[..., 0] -= max(0.18 * float(weight.max()), 1e-3)
    twice = f32(cv2.resize(twice, shape[::-1]))
    turn = np.arctan2(twice[..., 1], twice[..., 0]) / 2
    return (f32(np.cos(turn)), f32(np.sin(turn))), f32(cv2.resize(strain, shape[::-1]))


def _streaks(shape: tuple[int, int], pull: tuple[F32, F32], width: float, length: float, seed: int) -> F32:
    """Noise of unit deviation drawn out along `pull`: `width` and `length` in cm."""
    rng = np.random.default_rng(seed)
    value: F32 = rng.standard_normal(shape, dtype=np.float32)
    value = f32(cv2.GaussianBlur(value, (0, 0), max(0.7, width * COARSE)))
    x, y = np.meshgrid(np.arange(shape[1], dtype=np.float32), np.arange(shape[0], dtype=np.float32))
    step = 0.8
    while step < length * COARSE:
        dx, dy = pull[0] * np.float32(step), pull[1] * np.float32(step)
        ahead = cv2.remap(value, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        behind = cv2.remap(value, x - dx, y - dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        value = f32((value + ahead + behind) / 3)
        step *= 1.8
    return f32(value / max(float(value.std()), 1e-6))


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
