"""Figures of merit, in NumPy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32, Bool
from tryon_desktop.engine.style.image_encoder import softmax

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Of one classifier. confusion: (classes, classes) counts, true by predicted; recall etc. by class, NaN unseen."""

    accuracy: float
    precision: F32
    recall: F32
    f1: F32
    confusion: Ints

    @property
    def macro(self) -> dict[str, float]:
        """Means over the classes that occur."""
        seen = self.confusion.sum(1) > 0
        return {name: float(np.mean(getattr(self, name)[seen])) for name in ("precision", "recall", "f1")}


def classification(true: Ints, predicted: Ints, classes: int) -> Scores:
    """Scores of predictions against truth, both (N,) class numbers. A class never predicted has precision 0."""
    confusion = np.zeros((classes, classes), np.int64)
    np.add.at(confusion, (true, predicted), 1)
    hits = np.diagonal(confusion).astype(np.float32)
    seen, said = confusion.sum(1), confusion.sum(0)
    precision = hits / np.maximum(said, 1)
    recall = np.where(seen > 0, hits / np.maximum(seen, 1), np.nan)
    f1 = np.where(seen > 0, 2 * hits / np.maximum(seen + said, 1), np.nan)
    return Scores(
        float(hits.sum() / max(len(true), 1)),
        precision.astype(np.float32), recall.astype(np.float32), f1.astype(np.float32), confusion,
    )  # fmt: skip


def retrieval(queries: F32, gallery: F32, relevant: Bool) -> dict[str, float]:
    """R@1, R@5 and mean reciprocal rank of the first relevant row. relevant: (queries, gallery) bool."""
    likeness = queries @ gallery.T
    best = np.where(relevant, likeness, -np.inf).max(1, keepdims=True)
    ranks = 1 + (np.where(relevant, -np.inf, likeness) >= best).sum(1)
    return {
        "r@1": float((ranks <= 1).mean()), "r@5": float((ranks <= 5).mean()), "mrr": float((1 / ranks).mean()),
    }  # fmt: skip


def calibration_error(confidence: F32, correct: Bool, bins: int = 15) -> float:
    """Expected calibration error: 0 when 80 % sure is right 80 %. Guo et al. 2017, https://arxiv.org/abs/1706.04599"""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[place == one].mean()) - float(correct[place == one].mean())) * float((place == one).mean())
        for one in np.unique(place)
    ]
    return float(sum(gaps))


def best_temperature(logits: F32, allowed: Bool, grid: Sequence[float] | None = None) -> float:
    """What to divide `logits` (N, C) by so that the allowed classes' probability is likeliest; 1 without evidence."""
    told = ~allowed.all(1)
    if not told.any():
        return 1.0
    grid = np.exp(np.linspace(-1.2, 1.2, 49)).tolist() if grid is None else list(grid)

    def loss(temperature: float) -> float:
        scores = softmax(logits[told] / temperature)
        return -float(np.log(np.maximum((scores * allowed[told]).sum(1), 1e-12)).mean())

    return float(min(grid, key=loss))
