"""The program behind the window: owns the threads, the outfit and the source; implements `ui.ports.Mirror`.

Lives in the window's thread. What comes from other threads arrives here through private signals.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from tryon_desktop.app.engine import Engine
from tryon_desktop.app.jobs import Jobs
from tryon_desktop.app.loader import DEMO, Load, Loaded, LoaderThread
from tryon_desktop.app.outfit import History, Outfit
from tryon_desktop.app.session import Session, SessionEvents
from tryon_desktop.app.settings import Settings, pictures_folder
from tryon_desktop.app.stats import ShownStats
from tryon_desktop.app.threads import BACKOFF_S, Fault, FaultKind
from tryon_desktop.app.thumbnails import Thumbnails
from tryon_desktop.app.wishes import Wish, fulfil
from tryon_desktop.engine.errors import InputError, TryonError
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import SLOT_OF
from tryon_desktop.engine.pipeline import Look
from tryon_desktop.ui.ports import (
    Card,
    Device,
    Notice,
    Progress,
    Shown,
    SourceChoice,
    SourceKind,
    SourceState,
    Stats,
    Tone,
)

_log = logging.getLogger(__name__)

STATS_MS = 500
STOP_S = 5.0
MAX_REQUEST = 2000
VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv"})


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
    noticed = Signal(Notice)

    _loaded = Signal(object)
    _state = Signal(object, SourceState)
    _fault = Signal(object, Fault)

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
        self._settings, self._backoff_s, self._now = settings, backoff_s, now
        self._chosen = source
        self._source, self._source_state = source or DEMO, SourceState.OPENING
        self._way_back: SourceChoice | None = None
        self._engine: Engine | None = None
        self._session: Session | None = None
        self._retired: list[Session] = []
        self._history = History()
        self._look = Look(garments=(), generation=0, worn=True)
        self._cards: tuple[Card, ...] = ()
        self._busy = ""
        self._pending = self._was_live = False
        self._stats = ShownStats()
        self._jobs = Jobs(parent=self)
        self._thumbnails = Thumbnails(parent=self)
        self._thumbnails.ready.connect(self.thumbnail_ready)
        self._timer = QTimer(self, interval=STATS_MS)
        self._timer.timeout.connect(self._tell_stats)
        self._loaded.connect(self._begin)
        self._state.connect(self._source_is)
        self._fault.connect(self._report)
        self._loader = LoaderThread(
            load,
            outfit=settings["outfit"],
            source=source,
            camera=settings["camera"],
            report=self.progressed.emit,
            done=self._loaded.emit,
            failed=self.failed.emit,
        )

    # -- life

    def start(self) -> None:
        """Begin to load; `ready` or `failed` follows."""
        self._loader.start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """End every thread; whether all ended in time. Nothing is emitted afterwards by those that did."""
        self._timer.stop()
        self._loader.stop()
        sessions = [*self._retired, *([self._session] if self._session else [])]
        for session in sessions:
            session.stop()
        ended = [session.join(timeout_s) for session in sessions]
        if self._loader.is_alive():
            self._loader.join(timeout_s)
        ended += [self._jobs.stop(timeout_s), self._thumbnails.stop(timeout_s), not self._loader.is_alive()]
        self._session, self._retired = None, []
        if not all(ended):
            _log.error("a thread did not end in %.1f s", timeout_s)
        return all(ended)

    def _begin(self, loaded: Loaded) -> None:
        self._engine = loaded.engine
        self._history.start(loaded.outfit)
        self._list_cards()
        self._dress()
        self._timer.start()
        self.ready.emit()
        self._open(loaded.source)
        self._jobs.start(loaded.engine.warm_up, lambda _: None, self._trouble)
        if self._settings.trouble:
            self._tell(Tone.ERROR, "settings_broken", path=self._settings.trouble)

    # -- what the window reads

    @property
    def source(self) -> SourceChoice:
        """The chosen source."""
        return self._source

    @property
    def source_state(self) -> SourceState:
        """How it is doing."""
        return self._source_state

    @property
    def device(self) -> Device:
        """What runs the networks."""
        return self._engine.device if self._engine else Device()

    @property
    def busy(self) -> str:
        """The id of the garment being drawn, "*" while a request is read, "" when idle."""
        return self._busy

    @property
    def can_undo(self) -> bool:
        """Whether there is an outfit to go back to."""
        return self._history.can_undo

    def cards(self) -> Sequence[Card]:
        """The catalog."""
        return self._cards

    def worn(self) -> tuple[str, ...]:
        """Ids of what is worn, the last put on at the end."""
        return self._history.now.ids

    def take_picture(self) -> Shown | None:
        """The newest picture not taken yet; the moment it is shown counts in the statistics."""
        self._pending = False
        rendered = self._session.take() if self._session else None
        if rendered is None:
            return None
        self._stats.shown(rendered.since, rendered.picture.stages_ms)
        return Shown(rendered.picture.bgr, rendered.picture.body is not None)

    def thumbnail(self, garment_id: str) -> None:
        """Read a thumbnail, that of a worn garment first; `thumbnail_ready` follows."""
        if self._engine is not None:
            self._thumbnails.ask(self._engine.wardrobe, garment_id, urgent=garment_id in self.worn())

    # -- the outfit

    def wear(self, garment_id: str) -> None:
        """Put a garment on, once it is drawn."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe
        self._start_style(garment_id, lambda: wardrobe.garment(garment_id), self._put_on)

    def request(self, text: str) -> None:
        """Read a request in words and do what it asks; `replied` follows."""
        text = " ".join(text.split())
        if not text or self._engine is None:
            self._tell(Tone.INFO, "request_empty")
            return
        if len(text) > MAX_REQUEST:
            self._tell(Tone.ERROR, "request_long", limit=str(MAX_REQUEST))
            return
        engine, outfit = self._engine, self._history.now
        self._start_style("*", lambda: fulfil(text, engine.words, engine.wardrobe, outfit), self._grant)

    def take_off(self, garment_id: str) -> None:
        """Take a garment off."""
        self._change(self._history.now.without(garment_id))

    def undo(self) -> None:
        """Go back to the outfit before."""
        self._jobs.cancel("style")
        self._set_busy("")
        if self._history.undo():
            self._dress()

    def before(self, on: bool) -> None:
        """Show the person as they came (True) or dressed (False)."""
        self._show(Look(garments=self._look.garments, generation=self._look.generation + 1, worn=not on))

    def _start_style(self, busy: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        def finished(result: object) -> None:
            self._set_busy("")
            done(result)

        def failed(error: Exception) -> None:
            self._set_busy("")
            self._trouble(error)

        self._set_busy(busy)
        self._jobs.start(lambda _: work(), finished, failed, lane="style")

    def _grant(self, wish: Wish) -> None:
        if wish.added:
            self._list_cards()
        if wish.undo:
            self.undo()
        else:
            self._change(wish.changed(self._history.now))
        self.replied.emit(wish.reply)

    def _put_on(self, garment: Garment) -> None:
        self._change(self._history.now.put_on(garment))

    def _change(self, outfit: Outfit) -> None:
        if self._history.change(outfit):
            self._dress()

    def _dress(self) -> None:
        """Show the outfit of now."""
        outfit = self._history.now
        self._show(Look(garments=outfit.garments, generation=self._look.generation + 1, worn=self._look.worn))
        self._settings["outfit"] = list(outfit.ids)
        self.outfit_changed.emit()

    def _show(self, look: Look) -> None:
        self._look = look
        if self._session is not None:
            self._session.nudge()

    def _set_busy(self, busy: str) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit()

    def _list_cards(self) -> None:
        if self._engine is None:
            return
        self._cards = tuple(
            Card(entry.id, entry.name_en, entry.name_zh, entry.category, SLOT_OF[entry.category], entry.origin)
            for entry in self._engine.wardrobe.entries()
        )
        self.catalog_changed.emit()

    def add_photo(self, path: Path) -> None:
        """Cut a garment out of a photograph, add it to the catalog and put it on."""
        if self._engine is None:
            return
        wardrobe = self._engine.wardrobe

        def done(garment: Garment) -> None:
            self._list_cards()
            self._put_on(garment)
            self._tell(Tone.INFO, "photo_added")

        self._start_style("*", lambda: wardrobe.garment(wardrobe.add_photo(path).id), done)

    # -- the source

    def find_cameras(self) -> None:
        """List the cameras; `cameras_found` follows."""
        if self._engine is not None:
            cameras = self._engine.cameras
            self._jobs.start(lambda _: cameras(), self.cameras_found.emit, self._trouble, lane="cameras")

    def open_file(self, path: Path) -> None:
        """Open a clip or a picture as the source."""
        kind = SourceKind.VIDEO if path.suffix.lower() in VIDEO_SUFFIXES else SourceKind.IMAGE
        self.open_source(SourceChoice(kind, str(path), path.name))

    def open_source(self, choice: SourceChoice) -> None:
        """Change to another source; the picture stays until the new one gives its first."""
        if self._engine is None:
            return
        self._chosen = choice
        if choice.kind is SourceKind.CAMERA:
            self._settings["camera"] = choice.label
        self._open(choice)

    def _open(self, choice: SourceChoice) -> None:
        engine, old = self._engine, self._session
        if engine is None:
            return
        if self._was_live:
            self._way_back = self._source
        if old is not None:
            old.stop()
            self._retired.append(old)
        self._retired = [session for session in self._retired if session.alive]
        self._was_live = False
        self._stats.reset()
        session = Session(
            lambda: engine.source(choice),
            lambda: engine.dress(choice.kind is SourceKind.IMAGE),
            lambda: self._look,
            SessionEvents(
                picture=self._picture_came,
                state=lambda state: self._state.emit(session, state),
                fault=lambda fault: self._fault.emit(session, fault),
            ),
            retries=choice.kind in (SourceKind.CAMERA, SourceKind.DEMO),
            still=choice.kind is SourceKind.IMAGE,
            after=old,
            backoff_s=self._backoff_s,
        )
        self._session, self._source = session, choice
        self._source_is(session, SourceState.OPENING)
        session.start()

    def _picture_came(self) -> None:
        """On the mirror's thread. One signal on its way is enough, whoever takes finds the newest."""
        if not self._pending:
            self._pending = True
            self.frame_ready.emit()

    def _source_is(self, session: Session, state: SourceState) -> None:
        if session is not self._session:
            return
        if state is SourceState.LIVE and self._source_state is SourceState.LOST and self._was_live:
            self._tell(Tone.INFO, "source_back", name=self._source.label)
        self._was_live = self._was_live or state is SourceState.LIVE
        self._source_state = state
        self.source_changed.emit()

    def _report(self, session: Session, fault: Fault) -> None:
        if session is not self._session:
            return
        if fault.kind is FaultKind.PIPELINE:
            self._tell(Tone.ERROR, "pipeline_fault", reason=fault.message)
        elif not self._was_live and self._chosen is None and self._source.kind is SourceKind.CAMERA:
            self._tell(Tone.INFO, "camera_to_demo", name=self._source.label)
            self._open(DEMO)
        else:
            self._tell(Tone.ERROR, "error", reason=fault.message)
            if not fault.retries:  # a file that cannot be shown: back to what was there
                self._open(self._way_back if self._way_back and self._way_back != self._source else DEMO)

    # -- snapshots, figures, notices

    def snapshot(self) -> None:
        """Save the newest picture at the frame's own resolution, not mirrored."""
        rendered = self._session.newest if self._session else None
        if rendered is None or self._engine is None:
            self._tell(Tone.INFO, "snapshot_nothing")
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

        self._jobs.start(work, lambda saved: self._tell(Tone.SAVED, "snapshot_saved", path=saved), self._trouble)

    def tell_crash(self, reason: str, log: Path) -> None:
        """Tell of something unforeseen, from any thread; the program goes on."""
        self.noticed.emit(Notice(Tone.ERROR, "crashed", {"reason": reason}, log))

    def _tell_stats(self) -> None:
        self._retired = [session for session in self._retired if session.alive]
        self.stats_changed.emit(self._stats.read(self._session.dropped if self._session else 0))

    def _trouble(self, error: Exception) -> None:
        if not isinstance(error, TryonError):
            _log.error("a job failed", exc_info=error)
        reason = str(error) if isinstance(error, TryonError) else f"{type(error).__name__}: {error}"
        self._tell(Tone.ERROR, "error", reason=reason)

    def _tell(self, tone: Tone, key: str, *, path: Path | str | None = None, **values: str) -> None:
        self.noticed.emit(Notice(tone, key, values, Path(path) if path else None))
