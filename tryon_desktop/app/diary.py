"""What the person wears, saves, dismisses and asks for, noted on this computer; and what that recommends to them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from tryon_desktop.app.engine import Engine
from tryon_desktop.app.jobs import Jobs
from tryon_desktop.app.settings import Settings
from tryon_desktop.engine.errors import TryonError
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.engine.person import person_of
from tryon_desktop.engine.pipeline import Seen
from tryon_desktop.engine.style.history import GLANCE_S, Moment, about_garment, about_request, read_history
from tryon_desktop.engine.style.recommend import Recommendation, recommend
from tryon_desktop.engine.style.request import StyleReply
from tryon_desktop.ui.ports import Suggestion

SETTLE_MS = 800
"""How long after the last note recommendations are made anew."""

LIKED = 12
"""So many of the garments last liked weigh on a request."""

_LANE = "suggestions"


@dataclass(frozen=True, slots=True)
class _On:
    """A garment being worn. since: None for what was on when the program began: nobody chose it today."""

    garment: Garment
    since: float | None


@dataclass(slots=True)
class _Dismissal:
    """Where the note of it stands; read and written under the lock of the writing. void: taken back, maybe before."""

    written: bool = False
    void: bool = False


class Diary(QObject):
    """Keeps the history while the setting "recommendations" is on. Used from the window's thread.

    trouble: told what a job raised. seen: the frame shown last, and who is in it.
    clock: monotonic seconds; now: seconds since the epoch.
    """

    changed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        settings: Settings,
        trouble: Callable[[Exception], None],
        *,
        seen: Callable[[], Seen | None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._settings, self._trouble = jobs, settings, trouble
        self._seen, self._clock, self._now = seen, clock, now
        self._engine: Engine | None = None
        self._on: dict[str, _On] = {}
        self._moments: tuple[Moment, ...] = ()
        self._dismissals: dict[str, _Dismissal] = {}
        self._writing, self._erased = threading.Lock(), 0
        self.suggestions: tuple[Suggestion, ...] = ()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)

    @property
    def enabled(self) -> bool:
        """Whether a history is kept."""
        return self._engine is not None and bool(self._settings["recommendations"])

    @property
    def moments(self) -> Sequence[Moment]:
        """The history as of the last refresh; nothing while it is switched off."""
        return self._moments if self.enabled else ()

    @property
    def liked(self) -> tuple[GarmentSpec, ...]:
        """The garments saved or worn last."""
        chosen = (
            moment.spec
            for moment in self.moments
            if moment.spec is not None and (moment.event is Event.SAVED or moment.seconds >= GLANCE_S)
        )
        return tuple(dict.fromkeys(chosen))[:LIKED]

    def start(self, engine: Engine, outfit: Outfit) -> None:
        """Begin: `outfit` is worn already."""
        self._engine = engine
        self._on = {garment.id: _On(garment, None) for garment in outfit}
        self.refresh()

    def stop(self) -> None:
        """Note what is still worn; at once, for no job runs any more."""
        self._settle.stop()
        for one in self._on.values():
            self._note_worn(one, wait=True)
        self._on = {}

    def wears(self, outfit: Outfit) -> None:
        """The outfit changed: note for how long was worn what is taken off."""
        before, self._on = self._on, {}
        for garment in outfit:
            was = before.pop(garment.id) if garment.id in before else None
            self._on[garment.id] = was or _On(garment, self._clock())
        for one in before.values():
            self._note_worn(one)

    def saved(self, worn: Sequence[str]) -> None:
        """A picture was saved that shows these garments."""
        for garment_id in worn:
            if (one := self._on.get(garment_id)) is not None:
                self._note(garment_id, Event.SAVED, about=about_garment(one.garment.spec))

    def kept(self, garment_id: str, spec: GarmentSpec) -> None:
        """A design was kept: as good as a saved picture."""
        self._note(garment_id, Event.SAVED, about=about_garment(spec))

    def asked(self, reply: StyleReply) -> None:
        """A request was understood. Its words are not kept."""
        if about := about_request(reply):
            self._note("", Event.ASKED, about=about)

    def dismiss(self, garment_id: str, spec: GarmentSpec) -> None:
        """Never recommend a garment again."""
        dismissal = self._dismissals[garment_id] = _Dismissal()
        self._note(garment_id, Event.DISMISSED, about=about_garment(spec), dismissal=dismissal)
        self.suggestions = tuple(one for one in self.suggestions if one.id != garment_id)
        self.changed.emit()

    def forgive(self, garment_id: str) -> None:
        """The last dismissal of a garment since the program began was taken back: it may be recommended again."""
        if (dismissal := self._dismissals.pop(garment_id, None)) is None or self._engine is None:
            return
        wardrobe, age = self._engine.wardrobe, self._erased

        def work() -> None:
            with self._writing:
                dismissal.void = True
                if dismissal.written and age == self._erased:
                    wardrobe.take_back(garment_id, Event.DISMISSED)

        self._jobs.start(lambda _: work(), lambda _: self._settle.start(), self._trouble)

    def switch(self, on: bool) -> None:
        """Whether to keep a history and to recommend; what there is stays until it is erased."""
        self._settings["recommendations"] = on
        self._restart()
        self.refresh()

    def gone(self, garment_id: str) -> None:
        """A garment was removed for good, and its history with it."""
        self._on.pop(garment_id, None)
        self._settle.start()

    def erase(self, delete: Callable[[], None], done: Callable[[], None]) -> None:
        """Run `delete`, which empties the history, then `done`. No note that is on its way survives it.

        What is worn now counts for nothing until it is put on again.
        """
        self._erased += 1
        self._settle.stop()
        self._restart()

        def work() -> None:
            with self._writing:
                delete()

        def finished(_: object) -> None:
            self._moments = ()
            self._show(())
            done()

        self._jobs.cancel(_LANE)
        self._jobs.start(lambda _: work(), finished, self._trouble)

    def refresh(self) -> None:
        """Read the history and recommend anew, on the pool."""
        engine = self._engine
        if engine is None or not self.enabled:
            self._show(())
            return
        worn, now = tuple(self._on), self._now()
        seen = self._seen() if self._settings["person"] else None

        def work() -> tuple[tuple[Moment, ...], tuple[Recommendation, ...]]:
            moments = tuple(read_history(engine.wardrobe.history()))
            entries, vectors = engine.wardrobe.entries(), engine.words.vectors()
            person = None if seen is None else person_of(seen.frame.bgr, seen.body)
            return moments, recommend(moments, entries, now=now, worn=worn, vectors=vectors, person=person)

        def done(found: tuple[tuple[Moment, ...], tuple[Recommendation, ...]]) -> None:
            self._moments = found[0]
            self._show(tuple(Suggestion(one.id, {"en": one.why("en"), "zh": one.why("zh")}) for one in found[1]))

        self._jobs.start(lambda _: work(), done, self._trouble, lane=_LANE)

    def _show(self, suggestions: tuple[Suggestion, ...]) -> None:
        if suggestions != self.suggestions:
            self.suggestions = suggestions
            self.changed.emit()

    def _restart(self) -> None:
        self._on = {garment_id: _On(one.garment, None) for garment_id, one in self._on.items()}

    def _note_worn(self, one: _On, *, wait: bool = False) -> None:
        if one.since is not None and (seconds := self._clock() - one.since) >= GLANCE_S:
            about = about_garment(one.garment.spec)
            self._note(one.garment.id, Event.WORN, seconds=round(seconds, 1), about=about, wait=wait)

    def _note(
        self, garment_id: str, event: Event, *, seconds: float = 0.0, about: str = "", wait: bool = False,
        dismissal: _Dismissal | None = None,
    ) -> None:  # fmt: skip
        if self._engine is None or not self.enabled:
            return
        wardrobe, age = self._engine.wardrobe, self._erased

        def write() -> None:
            with self._writing:
                if age == self._erased and not (dismissal is not None and dismissal.void):
                    wardrobe.record(garment_id, event, seconds=seconds, about=about)
                    if dismissal is not None:
                        dismissal.written = True

        if not wait:
            self._jobs.start(lambda _: write(), lambda _: self._settle.start(), self._trouble)
            return
        try:
            write()
        except TryonError as error:
            self._trouble(error)
