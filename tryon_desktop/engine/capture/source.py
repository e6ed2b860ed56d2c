"""FrameSource: the one protocol of everything that gives frames, and the clock that paces those without their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from tryon_desktop.engine.frame import Frame

Clock = Callable[[], float]
"""Seconds on a monotonic clock."""

Sleep = Callable[[float], None]
"""Waits for some seconds."""


class FrameSource(Protocol):
    """A camera, clip, picture or the demo subject. Used from one thread; `open` before `read`; `close` is idempotent.

    name: what the window shows. live: True for camera and demo, which never end. fps: nominal frames per second.
    """

    @property
    def name(self) -> str:
        """What the window shows."""
        ...

    @property
    def live(self) -> bool:
        """True: a camera or the demo subject. False: a file, which may end."""
        ...

    @property
    def fps(self) -> float:
        """Nominal frames per second; known once open."""
        ...

    def open(self) -> None:
        """Acquire the device or file. Raises SourceError."""
        ...

    def read(self) -> Frame | None:
        """The next frame, waiting for it where the source has a pace; None at the end. Raises SourceError when lost."""
        ...

    def close(self) -> None:
        """Release the device or file; harmless when not open."""
        ...


class Pacer:
    """Lets frames out no sooner than they are due. `clock` and `sleep` are injected so that tests need not wait."""

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = time.sleep, *, patience: float = 0.5) -> None:
        """`patience`: seconds of lateness after which the schedule is moved instead of caught up with."""
        self._clock = clock
        self._sleep = sleep
        self._patience = patience
        self._origin = clock()

    def restart(self, at: float = 0.0) -> None:
        """Make media time `at` (seconds) due now."""
        self._origin = self._clock() - at

    def wait(self, due: float) -> float:
        """Sleep until media time `due` (seconds); return the monotonic time then."""
        now = self._clock()
        ahead = self._origin + due - now
        if ahead > 0:
            self._sleep(ahead)
            return self._clock()
        if ahead < -self._patience:
            self._origin = now - due
        return now

    @property
    def elapsed(self) -> float:
        """Media time that is due now, seconds."""
        return self._clock() - self._origin
