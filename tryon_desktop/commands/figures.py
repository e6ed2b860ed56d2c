"""Figures of a run: times gathered frame by frame, and what is reported of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import click
import numpy as np


def spread(values: Iterable[float]) -> dict[str, float]:
    """{"median", "p95"} of some milliseconds, to a hundredth; zeros for none."""
    sample = np.fromiter(values, float)
    if not sample.size:
        return {"median": 0.0, "p95": 0.0}
    return {"median": round(float(np.median(sample)), 2), "p95": round(float(np.percentile(sample, 95)), 2)}


class StageTimes:
    """Milliseconds of every stage over many frames. A stage that a frame did not need has no value for it."""

    def __init__(self) -> None:
        self._values: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, stages_ms: Mapping[str, float]) -> None:
        """One frame's stages."""
        for name, value in stages_ms.items():
            self._values[name].append(value)

    def report(self) -> dict[str, dict[str, float]]:
        """By name {"median", "p95"}, in the order in which the stages were first seen."""
        return {name: spread(values) for name, values in self._values.items()}


def echo_json(value: Any) -> None:
    """Write `value` to stdout as JSON, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
