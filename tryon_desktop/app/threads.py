"""The three loops behind the mirror: one takes frames from the source, one looks who is in them, one dresses them.

Between them lie one-slot mailboxes, so that the frame shown is always the newest. A loop never dies of what it
runs: an exception becomes a `Fault`, the last good picture stays, and the loop goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tryon_desktop.app.engine import Dresser
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.errors import SourceError, TryonError
from tryon_desktop.engine.frame import Frame, Mailbox
from tryon_desktop.engine.pipeline import Look, Picture, Seen
from tryon_desktop.ui.ports import SourceState

_log = logging.getLogger(__name__)

BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
HANDOVER_S = 3.0
"""How long a new loop waits for the one that it takes over from: a camera opens for one reader only."""


class FaultKind(StrEnum):
    """Which part failed."""

    SOURCE = "source"
    PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something failed in a loop, which goes on. message: one line. retries: whether it is tried again."""

    kind: FaultKind
    message: str
    retries: bool


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A frame with the moment from which its latency counts; None for a frame shown again."""

    frame: Frame
    since: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A finished picture, the moment from which its latency counts, and the frame that it was made from."""

    picture: Picture
    since: float | None
    seen: Seen


def fault_of(kind: FaultKind, error: BaseException, *, retries: bool) -> Fault:
    """One line for the user, and the whole story in the log unless it was an expected error."""
    if isinstance(error, TryonError):
        _log.warning("%s: %s", kind, error)
        return Fault(kind, str(error), retries)
    _log.error("%s failed", kind, exc_info=error)
    return Fault(kind, f"{type(error).__name__}: {error}", retries)


class CaptureThread(threading.Thread):
    """Reads a source into a mailbox until told to stop. The source keeps its own pace and begins again at its end.

    retries: a source that is lost is opened again, with growing pauses, for as long as it takes.
    still: one frame is enough; it is given again at every `nudge`, as is the last frame of a camera that is away.
    """

    def __init__(
        self,
        make: Callable[[], FrameSource],
        out: Mailbox[Captured],
        *,
        retries: bool,
        still: bool,
        on_state: Callable[[SourceState], None],
        on_fault: Callable[[Fault], None],
        after: threading.Thread | None = None,
        backoff_s: tuple[float, ...] = BACKOFF_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(name="capture", daemon=True)
        self._make, self._out, self._retries, self._still = make, out, retries, still
        self._on_state, self._on_fault = on_state, on_fault
        self._after, self._backoff_s, self._clock = after, backoff_s, clock
        self._wake = threading.Condition()
        self._halted = self._nudged = False
        self._last: Frame | None = None

    def stop(self) -> None:
        """Ask the loop to end; returns at once."""
        with self._wake:
            self._halted = True
            self._wake.notify_all()

    def nudge(self) -> None:
        """Give the last frame again if no new one is on its way."""
        with self._wake:
            self._nudged = True
            self._wake.notify_all()

    def run(self) -> None:
        """The loop; ends when stopped."""
        if self._after is not None:
            self._after.join(HANDOVER_S)
        attempt = 0
        while not self._halted:
            before = self._last
            try:
                self._stream()
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                attempt = attempt if self._last is before else 0
                if attempt == 0:  # a loss is told once, not at every attempt
                    self._on_fault(fault_of(FaultKind.SOURCE, error, retries=self._retries))
                self._on_state(SourceState.LOST)
                self._hold(self._backoff_s[min(attempt, len(self._backoff_s) - 1)] if self._retries else None)
                attempt += 1
            else:
                self._hold(None)

    def _stream(self) -> None:
        """Read one opening of the source: until stopped, or, of a still one, its frame. Raises when it is lost."""
        source = self._make()
        live = False
        try:
            source.open()
            while not self._halted:
                frame = source.read()
                if frame is None:
                    raise SourceError(f"{source.name} gives no more frames")
                self._last = frame
                self._out.put(Captured(frame, frame.time))
                if not live:
                    live = True
                    self._on_state(SourceState.LIVE)
                if self._still:
                    return
        finally:
            source.close()

    def _hold(self, seconds: float | None) -> None:
        """Wait, giving the last frame again at every nudge."""
        deadline = None if seconds is None else self._clock() + seconds
        while not self._halted:
            with self._wake:
                left = None if deadline is None else deadline - self._clock()
                if left is not None and left <= 0:
                    return
                self._wake.wait_for(lambda: self._halted or self._nudged, left)
                again, self._nudged = self._nudged and not self._halted, False
            if again and self._last is not None:
                self._out.put(Captured(self._last, None))


@dataclass(frozen=True, slots=True, eq=False)
class Noticed:
    """A frame that was looked at, the pipeline that did and that is to dress it, and what its latency counts from."""

    pipeline: Dresser
    seen: Seen
    since: float | None


class VisionThread(threading.Thread):
    """Takes the newest frame and looks who is in it, while the mirror dresses the one before."""

    def __init__(
        self,
        frames: Mailbox[Captured],
        out: Mailbox[Noticed],
        make: Callable[[], Dresser],
        *,
        on_fault: Callable[[Fault], None],
        after: threading.Thread | None = None,
    ) -> None:
        super().__init__(name="vision", daemon=True)
        self._frames, self._out, self._make = frames, out, make
        self._on_fault, self._after = on_fault, after

    def run(self) -> None:
        """The loop; ends when the mailbox of frames is closed, and closes the one that it fills."""
        if self._after is not None:
            self._after.join(HANDOVER_S)
        pipeline: Dresser | None = None
        seen: Seen | None = None
        faults = _Repeats(self._on_fault)
        try:
            while (captured := self._frames.take()) is not None:
                try:
                    pipeline = pipeline or self._make()
                    # A frame that is given again for another look shows whom it showed before.
                    if seen is None or seen.frame is not captured.frame:
                        seen = pipeline.see(captured.frame)
                    noticed = Noticed(pipeline, seen, captured.since)
                except Exception as error:  # noqa: BLE001 - the thread's boundary
                    faults.tell(error)
                else:
                    faults.over()
                    self._out.put(noticed)
        finally:
            self._out.close()


class _Repeats:
    """Tells a fault of the pipeline once, however many frames it spoils."""

    def __init__(self, on_fault: Callable[[Fault], None]) -> None:
        self._on_fault = on_fault
        self._told: str | None = None

    def tell(self, error: Exception) -> None:
        """`error` happened at this frame."""
        if repr(error) != self._told:
            self._on_fault(fault_of(FaultKind.PIPELINE, error, retries=True))
        self._told = repr(error)

    def over(self) -> None:
        """A frame went well."""
        self._told = None


class MirrorThread(threading.Thread):
    """Takes the newest frame that was looked at, dresses it with the newest look, publishes the picture."""

    def __init__(
        self,
        noticed: Mailbox[Noticed],
        look: Callable[[], Look],
        *,
        on_picture: Callable[[Rendered], None],
        on_fault: Callable[[Fault], None],
    ) -> None:
        super().__init__(name="mirror", daemon=True)
        self._noticed, self._look = noticed, look
        self._on_picture, self._on_fault = on_picture, on_fault

    def run(self) -> None:
        """The loop; ends when the mailbox is closed."""
        faults = _Repeats(self._on_fault)
        shown = False
        while (noticed := self._noticed.take()) is not None:
            try:
                picture = noticed.pipeline.dress(noticed.seen, self._look())
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                faults.tell(error)
                if shown:
                    continue
                # There is no good picture yet to leave standing: the mirror shows the person as they are.
                picture = Picture(noticed.seen.frame.id, noticed.seen.frame.time, noticed.seen.frame.bgr)
            else:
                faults.over()
            shown = True
            self._on_picture(Rendered(picture, noticed.since, noticed.seen))
