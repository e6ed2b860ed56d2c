"""One source on its way to the screen: its threads, the mailboxes between them, and the newest picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tryon_desktop.app.engine import Dresser
from tryon_desktop.app.threads import (
    BACKOFF_S,
    Captured,
    CaptureThread,
    Fault,
    MirrorThread,
    Noticed,
    Rendered,
    VisionThread,
)
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.frame import Mailbox
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.pipeline import Look
from tryon_desktop.ui.ports import SourceState


@dataclass(frozen=True, slots=True)
class SessionEvents:
    """Called from the session's threads: hand on and return."""

    picture: Callable[[], None]
    state: Callable[[SourceState], None]
    fault: Callable[[Fault], None]


class Session:
    """Runs from `start` to `stop`; not started twice."""

    def __init__(
        self,
        source: Callable[[], FrameSource],
        dress: Callable[[], Dresser],
        look: Callable[[], Look],
        events: SessionEvents,
        *,
        retries: bool,
        still: bool,
        after: Session | None = None,
        backoff_s: tuple[float, ...] = BACKOFF_S,
    ) -> None:
        self._frames: Mailbox[Captured] = Mailbox()
        self._noticed: Mailbox[Noticed] = Mailbox()
        self._pictures: Mailbox[Rendered] = Mailbox()
        self._events = events
        self._make, self._making = dress, threading.Lock()
        self._made: Dresser | None = None
        self.newest: Rendered | None = None
        self._capture: CaptureThread = CaptureThread(
            source,
            self._frames,
            retries=retries,
            still=still,
            on_state=events.state,
            on_fault=events.fault,
            after=after._capture if after else None,  # noqa: SLF001 - its own kind
            backoff_s=backoff_s,
        )
        self._vision: VisionThread = VisionThread(
            self._frames,
            self._noticed,
            self._dresser,
            on_fault=events.fault,
            after=after._mirror if after else None,  # noqa: SLF001 - its own kind
        )
        self._mirror: MirrorThread = MirrorThread(self._noticed, look, on_picture=self._publish, on_fault=events.fault)

    def start(self) -> None:
        """Start the threads."""
        self._mirror.start()
        self._vision.start()
        self._capture.start()

    def take(self) -> Rendered | None:
        """The newest picture that was not taken yet."""
        return self._pictures.take(0)

    def nudge(self) -> None:
        """The look changed: dress the last frame again if no new one is on its way."""
        self._capture.nudge()

    def prepare(self, garment: Garment) -> None:
        """Take a garment apart for this stream, so that no frame waits for it. From any thread. Raises GarmentError."""
        self._dresser().prepare(garment)

    @property
    def dropped(self) -> int:
        """Frames that were skipped because a newer one came first."""
        return self._frames.dropped + self._noticed.dropped

    def stop(self) -> None:
        """Ask the threads to end; returns at once."""
        self._capture.stop()
        self._frames.close()
        self._pictures.close()

    def join(self, timeout_s: float) -> bool:
        """Wait until all threads have ended; whether they did in time."""
        deadline = time.monotonic() + timeout_s
        for thread in (self._capture, self._vision, self._mirror):
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))
        return not self.alive

    @property
    def alive(self) -> bool:
        """Whether a thread is still running."""
        return any(thread.is_alive() for thread in (self._capture, self._vision, self._mirror))

    def _dresser(self) -> Dresser:
        """The stream's pipeline; whoever needs it first makes it."""
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _publish(self, rendered: Rendered) -> None:
        self.newest = rendered
        self._pictures.put(rendered)
        self._events.picture()
