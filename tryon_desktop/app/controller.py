"""The program behind the window: puts its parts together and implements `ui.ports.Mirror` with them.

Lives in the window's thread. What comes from other threads arrives here through private signals.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from tryon_desktop.app.crash import delete_reports
from tryon_desktop.app.diary import Diary
from tryon_desktop.app.dressing import Dressing
from tryon_desktop.app.engine import Engine
from tryon_desktop.app.jobs import Jobs
from tryon_desktop.app.loader import Load, Loaded, LoaderThread
from tryon_desktop.app.notices import notice, trouble
from tryon_desktop.app.settings import Settings, pictures_folder
from tryon_desktop.app.sources import Sources, choice_of
from tryon_desktop.app.threads import BACKOFF_S
from tryon_desktop.app.thumbnails import Thumbnails
from tryon_desktop.app.wishes import Past
from tryon_desktop.engine import folders
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.pipeline import Seen
from tryon_desktop.engine.style.fusion import FusionKind
from tryon_desktop.ui.ports import (
    Card,
    Device,
    Notice,
    Progress,
    Shown,
    SourceChoice,
    SourceState,
    Stats,
    Suggestion,
    Tone,
)

_log = logging.getLogger(__name__)

STATS_MS = 500
STOP_S = 5.0


class Controller(QObject):
    """See `ui.ports.Mirror` for the signals and methods that the window uses."""

    progressed = Signal(Progress)
    ready = Signal()
    failed = Signal(str)
    frame_ready = Signal()
    catalog_changed = Signal()
    outfit_changed = Signal()
    busy_changed = Signal()
    thumbnail_ready = Signal(str, QImage)
    source_changed = Signal()
    cameras_found = Signal(list)
    stats_changed = Signal(Stats)
    replied = Signal(object)
    glimpsed = Signal(object)
    suggestions_changed = Signal()
    noticed = Signal(Notice)

    _loaded = Signal(object)

    def __init__(
        self,
        load: Load,
        settings: Settings,
        *,
        source: SourceChoice | None = None,
        backoff_s: tuple[float, ...] = BACKOFF_S,
        now: Callable[[], datetime.datetime] = datetime.datetime.now,
        parent: QObject | None = None,
    ) -> None:
        """source: what to open first; None: a camera if there is one, else the demo subject."""
        super().__init__(parent)
        self._settings, self._now = settings, now
        self._engine: Engine | None = None
        self._jobs = Jobs(parent=self)
        self._sources = Sources(settings, lambda: self._dressing.look, chosen=source, backoff_s=backoff_s, parent=self)
        self._diary = Diary(self._jobs, settings, self._trouble, seen=self._seen, parent=self)
        self._dressing = Dressing(self._jobs, settings, self._sources.prepare, self._past, self._seen, parent=self)
        self._thumbnails = Thumbnails(parent=self)
        self._timer = QTimer(self, interval=STATS_MS)
        self._timer.timeout.connect(lambda: self.stats_changed.emit(self._sources.stats()))
        self._connect()
        self._loader = LoaderThread(
            load,
            outfit=settings["outfit"],
            source=source,
            camera=settings["camera"],
            report=self.progressed.emit,
            done=self._loaded.emit,
            failed=self.failed.emit,
        )

    def _connect(self) -> None:
        dressing, sources = self._dressing, self._sources
        dressing.look_changed.connect(sources.nudge)
        dressing.outfit_changed.connect(self.outfit_changed)
        dressing.catalog_changed.connect(self.catalog_changed)
        dressing.busy_changed.connect(self.busy_changed)
        dressing.busy_changed.connect(lambda: self._thumbnails.hold(bool(dressing.busy)))
        dressing.replied.connect(self.replied)
        dressing.glimpsed.connect(self.glimpsed)
        dressing.noticed.connect(self.noticed)
        diary = self._diary
        dressing.outfit_changed.connect(lambda: diary.wears(dressing.history.now))
        dressing.answered.connect(diary.asked)
        dressing.disliked.connect(self._disliked)
        dressing.forgiven.connect(lambda garment: diary.forgive(garment.id))
        dressing.removed.connect(diary.gone)
        dressing.kept.connect(lambda garment_id: self._about(garment_id, diary.kept))
        diary.changed.connect(self.suggestions_changed)
        sources.frame_ready.connect(self.frame_ready)
        sources.changed.connect(self.source_changed)
        sources.noticed.connect(self.noticed)
        self._thumbnails.ready.connect(self.thumbnail_ready)
        self._loaded.connect(self._begin)

    # -- life

    def start(self) -> None:
        """Begin to load; `ready` or `failed` follows."""
        self._loader.start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """End every thread; whether all ended in time. Nothing is emitted afterwards by those that did."""
        self._timer.stop()
        self._dressing.tell()
        self._diary.stop()
        self._loader.stop()
        ended = [self._sources.stop(timeout_s)]
        if self._loader.is_alive():
            self._loader.join(timeout_s)
        ended += [self._jobs.stop(timeout_s), self._thumbnails.stop(timeout_s), not self._loader.is_alive()]
        if self._loader.engine is not None:  # which may be loaded and not yet begun with
            self._loader.engine.close()
        if not all(ended):
            _log.error("a thread did not end in %.1f s", timeout_s)
        return all(ended)

    def _begin(self, loaded: Loaded) -> None:
        self._engine = loaded.engine
        self._dressing.start(loaded.engine, loaded.outfit)
        self._diary.start(loaded.engine, loaded.outfit)
        if self._settings["fusion"]:
            self.fuse(self._settings["fusion"])
        self._timer.start()
        self.ready.emit()
        self._sources.start(loaded.engine, loaded.source)
        self._thumbnails.fill(loaded.engine.wardrobe, [card.id for card in self.cards()])
        self._jobs.start(loaded.engine.warm_up, lambda _: None, self._trouble)
        if self._settings.trouble:
            self.noticed.emit(notice(Tone.ERROR, "settings_broken", path=self._settings.trouble))

    # -- the source

    @property
    def source(self) -> SourceChoice:
        """The chosen source."""
        return self._sources.choice

    @property
    def source_state(self) -> SourceState:
        """How it is doing."""
        return self._sources.state

    @property
    def device(self) -> Device:
        """What runs the networks."""
        return self._engine.device if self._engine else Device()

    def take_picture(self) -> Shown | None:
        """The newest picture not taken yet; the moment it is shown counts in the statistics."""
        return self._sources.take()

    def find_cameras(self) -> None:
        """List the cameras; `cameras_found` follows."""
        if self._engine is not None:
            cameras = self._engine.cameras
            self._jobs.start(lambda _: cameras(), self.cameras_found.emit, self._trouble, lane="cameras")

    def open_file(self, path: Path) -> None:
        """Open a clip or a picture as the source."""
        self.open_source(choice_of(path))

    def open_source(self, choice: SourceChoice) -> None:
        """Change to another source; the picture stays until the new one gives its first."""
        self._sources.open(choice)

    # -- the outfit

    @property
    def busy(self) -> str:
        """The id of the garment being drawn, "*" while a request is read, "" when idle."""
        return self._dressing.busy

    @property
    def can_undo(self) -> bool:
        """Whether there is an outfit to go back to."""
        return self._dressing.history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back that can be worn again."""
        return self._dressing.history.can_redo

    def cards(self) -> Sequence[Card]:
        """The catalog."""
        return self._dressing.cards

    def worn(self) -> tuple[str, ...]:
        """Ids of what is worn, the last put on at the end."""
        return self._dressing.history.now.ids

    def thumbnail(self, garment_id: str) -> None:
        """Read a thumbnail, that of a worn garment first; `thumbnail_ready` follows."""
        if self._engine is not None:
            self._thumbnails.ask(self._engine.wardrobe, garment_id, urgent=garment_id in self.worn())

    def wear(self, garment_id: str) -> None:
        """Put a garment on, once it is drawn."""
        self._dressing.wear(garment_id)

    def request(self, text: str, reference: Path | None = None) -> None:
        """Read a request in words, or by a picture of its like, and do what it asks; `replied` follows."""
        self._dressing.request(text, reference)

    def look_at(self, path: Path) -> None:
        """Read a reference picture; `glimpsed` follows."""
        self._dressing.look_at(path)

    def describe(self) -> None:
        """Say what is worn; `replied` follows."""
        self._dressing.describe()

    def add_photo(self, path: Path) -> None:
        """Cut a garment out of a photograph, add it to the catalog and put it on."""
        self._dressing.add_photo(path)

    def take_off(self, garment_id: str) -> None:
        """Take a garment off."""
        self._dressing.take_off(garment_id)

    def undo(self) -> None:
        """Go back to the outfit before."""
        self._dressing.undo()

    def redo(self) -> None:
        """Take the last undo back."""
        self._dressing.redo()

    def keep(self, garment_id: str) -> None:
        """Keep a designed garment beyond the end of the program."""
        self._dressing.keep(garment_id)

    def remove(self, garment_id: str) -> None:
        """Delete one of the user's own garments for good."""
        self._dressing.remove(garment_id)

    def before(self, on: bool) -> None:
        """Show the person as they came (True) or dressed (False)."""
        self._dressing.before(on)

    @property
    def snapshot_folder(self) -> Path:
        """Where snapshots go."""
        return pictures_folder(self._settings)

    # -- the person's history

    @property
    def fusions(self) -> tuple[str, ...]:
        """The ways of weighing words, picture and history; the default first."""
        return tuple(str(kind) for kind in self._engine.fusions) if self._engine else ()

    def fuse(self, kind: str) -> None:
        """Weigh words, picture and history in one of the ways of `fusions`."""
        self._settings["fusion"] = kind
        if self._engine is not None and kind in self._engine.fusions:
            words = self._engine.words
            self._jobs.start(lambda _: words.fuse(FusionKind(kind)), lambda _: None, self._trouble, lane="fusion")

    def suggestions(self) -> Sequence[Suggestion]:
        """What is recommended."""
        return self._diary.suggestions

    def dismiss(self, garment_id: str) -> None:
        """Never recommend a garment again."""
        self._about(garment_id, self._diary.dismiss)
        self.noticed.emit(notice(Tone.INFO, "dismissed"))

    def _disliked(self, garment: Garment) -> None:
        """Who says of a garment that they do not like it need not dismiss it besides."""
        if self._diary.enabled:
            self._diary.dismiss(garment.id, garment.spec)
            self.noticed.emit(notice(Tone.INFO, "dismissed"))

    def recommend(self, on: bool) -> None:
        """Whether to keep a history and to recommend from it."""
        self._diary.switch(on)

    def erase_history(self) -> None:
        """Delete the history for good; `noticed` follows."""
        if self._engine is not None:
            told = notice(Tone.INFO, "history_erased")
            self._diary.erase(self._engine.wardrobe.erase_history, lambda: self.noticed.emit(told))

    def erase_everything(self) -> None:
        """Delete for good the history, one's own garments, the settings and the reports of faults; `noticed` follows.

        The window's language stays: whoever pressed the button must be able to read the answer.
        """
        if self._engine is None:
            return
        wardrobe, words, language = self._engine.wardrobe, self._engine.words, self._settings["language"]

        def delete() -> None:
            wardrobe.erase_everything()
            words.forget()
            delete_reports(folders.logs())

        def done() -> None:
            self._settings.forget()
            self._settings["language"] = language
            self._dressing.start_over()
            self.noticed.emit(notice(Tone.INFO, "everything_erased"))

        self._diary.erase(delete, done)

    def _seen(self) -> Seen | None:
        rendered = self._sources.newest
        return rendered.seen if rendered is not None else None

    def _past(self) -> Past:
        return Past(self._diary.moments, self._diary.liked, time.time())

    def _about(self, garment_id: str, tell: Callable[[str, GarmentSpec], None]) -> None:
        """Tell of a garment of the catalog what it is."""
        if self._engine is not None:
            entries = self._engine.wardrobe.entries()
            for entry in entries:
                if entry.id == garment_id:
                    tell(garment_id, entry.spec)

    # -- snapshots, notices

    def snapshot(self) -> None:
        """Save the newest picture at the frame's own resolution, not mirrored."""
        rendered = self._sources.newest
        if rendered is None or self._engine is None:
            self.noticed.emit(notice(Tone.INFO, "snapshot_nothing"))
            return
        save, picture = self._engine.save, rendered.picture
        folder = pictures_folder(self._settings)
        path = folder / f"Tryon {self._now():%Y-%m-%d %H.%M.%S.%f}"[:-3]

        def work(_: object) -> Path:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"cannot write to {folder}: {error.strerror}") from error
            return save(picture.bgr, path.with_name(path.name + ".png"), picture.worn)

        def done(saved: Path) -> None:
            self._diary.saved(picture.worn)
            self._saved(saved)

        self._jobs.start(work, done, self._trouble)

    def tell_crash(self, reason: str, log: Path) -> None:
        """Tell of something unforeseen, from any thread; the program goes on."""
        self.noticed.emit(notice(Tone.ERROR, "crashed", reason=reason, path=log))

    def _saved(self, path: Path) -> None:
        self.noticed.emit(notice(Tone.SAVED, "snapshot_saved", path=path))

    def _trouble(self, error: Exception) -> None:
        self.noticed.emit(trouble(error))
