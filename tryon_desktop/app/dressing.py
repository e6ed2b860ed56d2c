"""What is worn and how it comes to be: picked, asked for in words, cut out of a photograph, taken back."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tryon_desktop.app.dislikes import Dislikes
from tryon_desktop.app.engine import Engine, Wardrobe
from tryon_desktop.app.history import History
from tryon_desktop.app.jobs import Jobs
from tryon_desktop.app.notices import notice, trouble
from tryon_desktop.app.references import References, glimpse_of
from tryon_desktop.app.settings import Settings
from tryon_desktop.app.wishes import Past, Wish, description, fulfil
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import SLOT_OF, Slot
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.engine.person import person_of
from tryon_desktop.engine.pipeline import Look, Seen
from tryon_desktop.engine.style.wearing import asks_what_is_worn
from tryon_desktop.engine.vision.framing import Framing, framing_of
from tryon_desktop.ui.ports import Card, Glimpse, Notice, Tone

_log = logging.getLogger(__name__)

MAX_REQUEST = 2000
LANE = "style"
"""One change of clothes at a time: a newer wish lets go of the one before."""
_TELL_MS = 50
"""How long after a request's garment was given to the mirror the window tells of it: laying out the answer and the list
of what is worn takes the interpreter as long as dressing a frame, which people wait for.
"""
_AFTERWARDS_MS = 300
"""How long after a change its garments are written down and read: the mirror shows them first."""


class Dressing(QObject):
    """Owns the outfit, its history and the cards of the catalog. Used from the window's thread.

    prepare: takes a garment apart for the running stream; called on the pool, before the look that wears it is shown.
    past: what the person's history adds to a request. seen: the frame shown last, and who is in it.
    `answered` carries the StyleReply, `replied` what is shown of it. `disliked` and `forgiven` carry a Garment that was
    said not to be liked, and one of which that was taken back.
    `look` is replaced, never changed: another thread may read it at any time.
    """

    look_changed = Signal()
    outfit_changed = Signal()
    catalog_changed = Signal()
    busy_changed = Signal()
    replied = Signal(object)
    answered = Signal(object)
    disliked = Signal(object)
    forgiven = Signal(object)
    glimpsed = Signal(object)
    kept = Signal(str)
    removed = Signal(str)
    noticed = Signal(Notice)

    def __init__(
        self,
        jobs: Jobs,
        settings: Settings,
        prepare: Callable[[Garment], None],
        past: Callable[[], Past],
        seen: Callable[[], Seen | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._settings, self._prepare, self._past, self._seen = jobs, settings, prepare, past, seen
        self._references = References()
        self._engine: Engine | None = None
        self._afterwards = QTimer(self, singleShot=True, interval=_AFTERWARDS_MS)
        self._afterwards.timeout.connect(self._tidy_up)
        self._untold: deque[Callable[[], None]] = deque()
        self._telling = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._telling.timeout.connect(self.tell)
        self.history = History()
        self._dislikes = Dislikes()
        self.look = Look(garments=(), generation=0, worn=True)
        self.cards: Sequence[Card] = ()
        self.busy = ""

    def start(self, engine: Engine, outfit: Outfit) -> None:
        """Begin with `outfit`."""
        self._engine = engine
        self.history.start(outfit)
        self._list_cards()
        self._dress()

    def wear(self, garment_id: str) -> None:
        """Put a garment on, once it is drawn and taken apart."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe

        def done(garment: Garment) -> None:
            self._put_on(garment)
            if self._out_of_sight((garment,)):
                self.noticed.emit(notice(Tone.INFO, "legs_unseen"))

        self._work(garment_id, lambda: self._prepared(wardrobe.quick(garment_id)), done)

    def request(self, text: str, picture: Path | None = None) -> None:
        """Read a request in words, or by a picture of something like it, and do what it asks; `replied` follows."""
        text = " ".join(text.split())
        if (not text and picture is None) or self._engine is None:
            self.noticed.emit(notice(Tone.INFO, "request_empty"))
            return
        if len(text) > MAX_REQUEST:
            self.noticed.emit(notice(Tone.ERROR, "request_long", limit=str(MAX_REQUEST)))
            return
        if picture is None and asks_what_is_worn(text):
            self.describe()
            return
        engine, outfit, past = self._engine, self.history.now, self._past()
        seen = self._seen() if self._settings["person"] else None

        def work() -> Wish:
            reference = None if picture is None else self._references.read(picture, engine.look_at)
            person = None if seen is None else person_of(seen.frame.bgr, seen.body)
            wish = fulfil(text, engine.words, engine.wardrobe, outfit, reference=reference, past=past, person=person)
            for garment in wish.on:
                self._prepare(garment)
            return wish

        self._work("*", work, self._grant)

    def look_at(self, path: Path) -> None:
        """Read a reference picture; `glimpsed` follows, with nothing to say where it shows no garment."""
        if self._engine is None:
            return
        look_at = self._engine.look_at

        def failed(error: Exception) -> None:
            self.glimpsed.emit(Glimpse(path, {}))
            self._trouble(error)

        self._jobs.start(
            lambda _: glimpse_of(path, self._references.read(path, look_at)), self.glimpsed.emit, failed, lane="picture"
        )

    def describe(self) -> None:
        """Say what is worn; `replied` follows."""
        self.replied.emit(description(self.history.now))

    def start_over(self) -> None:
        """Everything of the user's own is gone: wear nothing, with nothing to go back to."""
        self.tell()
        self._dislikes.forget()
        self.history.start(Outfit())
        self._references = References()
        self._list_cards()
        self._dress()

    def add_photo(self, path: Path) -> None:
        """Cut a garment out of a photograph, add it to the catalog and put it on."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe

        def done(garment: Garment) -> None:
            self._list_cards()
            self._put_on(garment)
            self.noticed.emit(notice(Tone.INFO, "photo_added"))

        self._work("*", lambda: self._prepared(wardrobe.garment(wardrobe.add_photo(path).id)), done)

    def take_off(self, garment_id: str) -> None:
        """Take a garment off."""
        self._change(self.history.now.without(garment_id))

    def undo(self) -> None:
        """Go back to the outfit before."""
        self._let_go()
        if self.history.undo():
            self._dress()
            for garment in self._dislikes.undone(self.history):
                self.forgiven.emit(garment)

    def redo(self) -> None:
        """Take the last undo back."""
        self._let_go()
        if self.history.redo():
            self._dress()
            for garment in self._dislikes.redone(self.history):
                self.disliked.emit(garment)

    def keep(self, garment_id: str) -> None:
        """Keep a designed garment beyond the end of the program."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe

        def done(_: object) -> None:
            self._list_cards()
            self._remember()
            self.kept.emit(garment_id)
            self.noticed.emit(notice(Tone.INFO, "kept"))

        self._jobs.start(lambda _: wardrobe.keep(garment_id), done, self._trouble)

    def remove(self, garment_id: str) -> None:
        """Delete one of the user's own garments for good; it is taken off, and no undo brings it back."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe

        def done(_: object) -> None:
            self.removed.emit(garment_id)
            self._dislikes.forget()
            if self.history.forget(garment_id):
                self._dress()
            else:
                self.outfit_changed.emit()  # what can be undone may have changed
            self._list_cards()
            self.noticed.emit(notice(Tone.INFO, "removed"))

        self._jobs.start(lambda _: wardrobe.remove(garment_id), done, self._trouble)

    def tell(self) -> None:
        """Tell at once of what waits for the mirror to show it first."""
        self._telling.stop()
        while self._untold:
            self._untold.popleft()()

    def before(self, on: bool) -> None:
        """Show the person as they came (True) or dressed (False)."""
        self._show(Look(garments=self.look.garments, generation=self.look.generation + 1, worn=not on))

    def _prepared(self, garment: Garment) -> Garment:
        self._prepare(garment)
        return garment

    def _work(self, busy: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        def finished(result: object) -> None:
            self._set_busy("")
            done(result)

        def failed(error: Exception) -> None:
            self._set_busy("")
            self._trouble(error)

        self._set_busy(busy)
        self._jobs.start(lambda _: work(), finished, failed, lane=LANE)

    def _let_go(self) -> None:
        self.tell()
        self._jobs.cancel(LANE)
        self._set_busy("")

    def _grant(self, wish: Wish) -> None:
        self.tell()
        if wish.added:
            self._list_cards()
        changed = False
        if wish.undo:
            self.undo()
        else:
            if wish.disliked is not None:
                self._dislikes.say(wish.disliked, self.history)
            changed = self._changes(wish.changed(self.history.now))
            if changed:
                self._show_outfit()

        def tell() -> None:
            if changed:
                self._tell_outfit()
            if wish.disliked is not None:
                self.disliked.emit(wish.disliked)
            if wish.answer is not None:
                self.answered.emit(wish.answer)
            self.replied.emit(replace(wish.reply, unseen=self._out_of_sight(wish.on)))

        if changed:
            self._untold.append(tell)
            self._telling.start()
        else:
            tell()

    def _out_of_sight(self, garments: Sequence[Garment]) -> bool:
        """Whether something was put on legs that are not in the picture."""
        seen = self._seen()
        if seen is None or seen.body is None or all(garment.slot is not Slot.BOTTOM for garment in garments):
            return False
        return framing_of(seen.body) is Framing.BUST

    def _put_on(self, garment: Garment) -> None:
        self._change(self.history.now.put_on(garment))

    def _changes(self, outfit: Outfit) -> bool:
        """Whether wearing `outfit` is a change; then it is one to go back from."""
        changed = self.history.change(outfit)
        if changed:
            self._dislikes.changed()
        return changed

    def _change(self, outfit: Outfit) -> None:
        if self._changes(outfit):
            self._dress()

    def _dress(self) -> None:
        """Show the outfit of now, and tell of it."""
        self._show_outfit()
        self._tell_outfit()

    def _show_outfit(self) -> None:
        garments = self.history.now.garments
        self._show(Look(garments=garments, generation=self.look.generation + 1, worn=self.look.worn))

    def _tell_outfit(self) -> None:
        self._remember()
        self.outfit_changed.emit()
        self._afterwards.start()

    def _tidy_up(self) -> None:
        """What the next request or the next start would wait for, once nothing else is asked for."""
        if self._engine is None:
            return
        if self.busy:
            self._afterwards.start()
            return
        wardrobe, words = self._engine.wardrobe, self._engine.words
        self._refine(wardrobe)

        def work() -> None:
            wardrobe.write_drawn()
            words.prepare([entry for entry in wardrobe.entries() if not entry.kept])

        self._jobs.start(lambda _: work(), lambda _: None, self._trouble)

    def _refine(self, wardrobe: Wardrobe) -> None:
        """Wear whole what is worn coarsely, without a step to go back."""
        coarse = [garment.id for garment in self.history.now if garment.coarse]

        def done(garments: list[Garment]) -> None:
            if self.history.refine(garments):
                self._show_outfit()

        def failed(error: Exception) -> None:
            _log.warning("worn coarsely: %s", error)  # it is worn all the same, or was deleted meanwhile

        if coarse:
            self._jobs.start(
                lambda _: [self._prepared(wardrobe.garment(one)) for one in coarse], done, failed, lane="refine"
            )

    def _remember(self) -> None:
        """Wear the same next time: a design that is not kept is remembered by what it looks like."""
        passing = {card.id for card in self.cards if not card.kept}
        self._settings["outfit"] = [
            garment.spec.model_dump(mode="json", exclude_defaults=True) if garment.id in passing else garment.id
            for garment in self.history.now
        ]

    def _trouble(self, error: Exception) -> None:
        self.noticed.emit(trouble(error))

    def _show(self, look: Look) -> None:
        self.look = look
        self.look_changed.emit()

    def _set_busy(self, busy: str) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()

    def _list_cards(self) -> None:
        if self._engine is None:
            return
        self.cards = tuple(
            Card(
                entry.id,
                entry.name_en,
                entry.name_zh,
                entry.category,
                SLOT_OF[entry.category],
                entry.origin,
                own=entry.own,
                kept=entry.kept,
            )
            for entry in self._engine.wardrobe.entries()
        )
        self.catalog_changed.emit()
