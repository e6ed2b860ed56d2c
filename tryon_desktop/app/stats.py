"""Figures of what was shown in the last seconds. Used from the window's thread alone."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Mapping

from tryon_desktop.ui.ports import Stats

WINDOW_S = 2.0


class ShownStats:
    """Counts the pictures that reached the screen and how old each was."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown: deque[tuple[float, float | None]] = deque()
        self._stages: Mapping[str, float] = {}

    def shown(self, since: float | None, stages_ms: Mapping[str, float]) -> None:
        """A picture was shown now; its frame was captured at `since` (None: an old frame, shown again)."""
        now = self._clock()
        self._shown.append((now, None if since is None else (now - since) * 1000))
        self._stages = stages_ms

    def reset(self) -> None:
        """Begin anew, with a new source."""
        self._shown.clear()
        self._stages = {}

    def read(self, dropped: int) -> Stats:
        """The figures now."""
        now = self._clock()
        while self._shown and now - self._shown[0][0] > WINDOW_S:
            self._shown.popleft()
        if not self._shown:
            return Stats(dropped=dropped)
        span = max(now - self._shown[0][0], self._shown[-1][0] - self._shown[0][0])
        ages = [age for _, age in self._shown if age is not None]
        return Stats(
            fps=(len(self._shown) - 1) / span if span > 0 else 0.0,
            latency_ms=statistics.median(ages) if ages else None,
            dropped=dropped,
            stages_ms=tuple(self._stages.items()),
        )
