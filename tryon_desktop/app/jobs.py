"""Short jobs off the window's thread: reading a request, drawing a garment, thumbnails, saving a picture."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

_log = logging.getLogger(__name__)

Work = Callable[[threading.Event], Any]
"""A job's work; it may look at the event and give up early when it is set."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    lane: str
    cancelled: threading.Event
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Jobs(QObject):
    """A small pool. `start` in a lane cancels and disconnects the lane's job before, and does not wait for its end.

    Jobs without a lane know nothing of each other.
    Callbacks run in the thread that this object lives in. Used from that thread only.
    """

    _over = Signal(int, object, object)

    def __init__(self, threads: int = 4, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._tickets: dict[int, _Ticket] = {}
        self._numbers = itertools.count()
        self._over.connect(self._finish)

    def start(
        self,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        lane: str = "",
        priority: int = 0,
    ) -> None:
        """Run `work` on the pool, then `done` with its result or `failed` with what it raised."""
        if lane:
            self.cancel(lane)
        number, cancelled = next(self._numbers), threading.Event()
        self._tickets[number] = _Ticket(lane, cancelled, done, failed)

        def run() -> None:
            result: Any = None
            error: Exception | None = None
            if cancelled.is_set():
                return
            try:
                result = work(cancelled)
            except Exception as raised:  # noqa: BLE001 - the thread's boundary
                error = raised
            if not cancelled.is_set():
                self._over.emit(number, result, error)

        self._pool.start(run, priority)

    def cancel(self, lane: str) -> None:
        """Forget the lane's job: its callbacks will not run."""
        for number in [number for number, ticket in self._tickets.items() if ticket.lane == lane]:
            self._tickets.pop(number).cancelled.set()

    def stop(self, timeout_s: float) -> bool:
        """Cancel everything and wait for what is running; whether it ended in time."""
        for ticket in self._tickets.values():
            ticket.cancelled.set()
        self._tickets.clear()
        self._pool.clear()
        return self._pool.waitForDone(int(timeout_s * 1000))

    def _finish(self, number: int, result: Any, error: Exception | None) -> None:
        ticket = self._tickets.pop(number, None)
        if ticket is None:
            return
        if error is not None:
            ticket.failed(error)
        else:
            ticket.done(result)
