"""Pictures of garments for the wardrobe, one at a time: first those that are in sight, at leisure the rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from tryon_desktop.app.engine import Wardrobe
from tryon_desktop.app.jobs import Jobs

_log = logging.getLogger(__name__)

_URGENT = 1_000_000
_LEISURE = -1
HOLD_S = 5.0
"""For how long a change of clothes may hold up what is drawn at leisure."""
REST, REST_SEEN = 3.0, 0.8
"""Rest after a picture, in times of what it took: drawing takes a core from the mirror. Longer after one that nobody
waits for, and none after one that is worn."""


class Thumbnails(QObject):
    """One worker, so that drawing many of them leaves a core to the mirror. Used from the window's thread."""

    ready = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(threads=1, parent=self)
        self._asked: set[str] = set()
        self._sent: set[str] = set()
        self._wanted, self._stopped = threading.Event(), threading.Event()
        self._free = threading.Event()
        self._free.set()
        self._rested = 0.0
        self._round = 0
        self._in_round = False

    def ask(self, wardrobe: Wardrobe, garment_id: str, *, urgent: bool = False) -> None:
        """`ready` follows. Asking again while it is on its way, or after it could not be had, does nothing."""
        if garment_id in self._asked:
            return
        self._asked.add(garment_id)
        self._wanted.set()
        if not self._in_round:  # what is asked for in one go is one round; the latest round comes first
            self._in_round = True
            self._round += 1
            QTimer.singleShot(0, self, self._end_round)
        self._start(wardrobe, garment_id, priority=_URGENT if urgent else self._round)

    def fill(self, wardrobe: Wardrobe, garment_ids: Iterable[str]) -> None:
        """Draw what nobody has asked for yet, so that scrolling finds it ready; whatever is asked for comes before."""
        for garment_id in garment_ids:
            self._start(wardrobe, garment_id, priority=_LEISURE)

    def hold(self, on: bool) -> None:
        """Draw nothing at leisure while a garment is on its way to the mirror."""
        (self._free.clear if on else self._free.set)()

    def _start(self, wardrobe: Wardrobe, garment_id: str, *, priority: int) -> None:
        def work(_: threading.Event) -> QImage | None:
            self._rest(priority)
            if priority == _LEISURE and garment_id in self._sent:
                return None
            start = time.monotonic()
            image = QImage(str(wardrobe.thumbnail(garment_id)))
            took = time.monotonic() - start
            self._rested = time.monotonic() + took * (REST if priority == _LEISURE else REST_SEEN)
            return image

        def done(image: QImage | None) -> None:
            if image is not None:
                self._asked.discard(garment_id)
                self._sent.add(garment_id)
                self.ready.emit(garment_id, image)

        self._jobs.start(
            work,
            done,
            lambda error: _log.warning("no thumbnail of %s: %s", garment_id, error),
            priority=priority,
        )

    def _rest(self, priority: int) -> None:
        """Leave the mirror its cores for a while after the picture before; whoever is urgent or asks now, goes on."""
        if priority == _URGENT:
            return
        if priority == _LEISURE:
            self._wanted.clear()
            self._wanted.wait(max(0.0, self._rested - time.monotonic()))
            self._free.wait(HOLD_S)
        else:
            self._stopped.wait(max(0.0, self._rested - time.monotonic()))

    def stop(self, timeout_s: float) -> bool:
        """Forget what was asked for; whether the worker ended in time."""
        self._wanted.set()
        self._stopped.set()
        self._free.set()
        return self._jobs.stop(timeout_s)

    def _end_round(self) -> None:
        self._in_round = False
