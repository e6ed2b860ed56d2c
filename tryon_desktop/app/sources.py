"""What the mirror shows: one source at a time, the way back from one that cannot be shown, the newest picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tryon_desktop.app.engine import Engine
from tryon_desktop.app.loader import DEMO
from tryon_desktop.app.notices import notice
from tryon_desktop.app.session import Session, SessionEvents
from tryon_desktop.app.settings import Settings
from tryon_desktop.app.stats import ShownStats
from tryon_desktop.app.threads import Fault, FaultKind, Rendered
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.pipeline import Look
from tryon_desktop.ui.ports import Notice, Shown, SourceChoice, SourceKind, SourceState, Stats, Tone

VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv"})


def choice_of(path: Path) -> SourceChoice:
    """A file as a source, by its ending."""
    kind = SourceKind.VIDEO if path.suffix.lower() in VIDEO_SUFFIXES else SourceKind.IMAGE
    return SourceChoice(kind, str(path), path.name)


class Sources(QObject):
    """Owns the sessions. Used from the window's thread, but for `prepare`.

    look: the newest look, called from the mirror's thread. chosen: what was named at the start; a camera that was
    not gives way to the demo subject when it cannot be opened.
    """

    frame_ready = Signal()
    changed = Signal()
    noticed = Signal(Notice)

    _state = Signal(object, SourceState)
    _fault = Signal(object, Fault)

    def __init__(
        self,
        settings: Settings,
        look: Callable[[], Look],
        *,
        chosen: SourceChoice | None,
        backoff_s: tuple[float, ...],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._look, self._backoff_s = settings, look, backoff_s
        self._chosen = chosen
        self.choice, self.state = chosen or DEMO, SourceState.OPENING
        self._way_back: SourceChoice | None = None
        self._engine: Engine | None = None
        self._session: Session | None = None
        self._retired: list[Session] = []
        self._pending = self._was_live = False
        self._stats = ShownStats()
        self._state.connect(self._source_is)
        self._fault.connect(self._report)

    def start(self, engine: Engine, first: SourceChoice) -> None:
        """Open the first source."""
        self._engine = engine
        self._open(first)

    def stop(self, timeout_s: float) -> bool:
        """End every session's threads; whether they ended in time."""
        sessions = [*self._retired, *([self._session] if self._session else [])]
        for session in sessions:
            session.stop()
        ended = [session.join(timeout_s) for session in sessions]
        self._session, self._retired = None, []
        return all(ended)

    def open(self, choice: SourceChoice) -> None:
        """Change to another source; the picture stays until the new one gives its first."""
        if self._engine is None:
            return
        self._chosen = choice
        if choice.kind is SourceKind.CAMERA:
            self._settings["camera"] = choice.label
        self._open(choice)

    def nudge(self) -> None:
        """The look changed: dress the last frame again if no new one is on its way."""
        if self._session is not None:
            self._session.nudge()

    def prepare(self, garment: Garment) -> None:
        """Take a garment apart for the stream of now. From any thread. Raises GarmentError."""
        session = self._session
        if session is not None:
            session.prepare(garment)

    @property
    def newest(self) -> Rendered | None:
        """The newest picture, taken or not."""
        return self._session.newest if self._session else None

    def take(self) -> Shown | None:
        """The newest picture not taken yet; the moment it is shown counts in the statistics."""
        self._pending = False
        rendered = self._session.take() if self._session else None
        if rendered is None:
            return None
        self._stats.shown(rendered.since, rendered.picture.stages_ms)
        return Shown(rendered.picture.bgr, rendered.picture.body is not None)

    def stats(self) -> Stats:
        """The figures now."""
        self._retired = [session for session in self._retired if session.alive]
        return self._stats.read(self._session.dropped if self._session else 0)

    def _open(self, choice: SourceChoice) -> None:
        engine, old = self._engine, self._session
        if engine is None:
            return
        if self._was_live:
            self._way_back = self.choice
        if old is not None:
            old.stop()
            self._retired.append(old)
        self._retired = [session for session in self._retired if session.alive]
        self._was_live = False
        self._stats.reset()
        session = Session(
            lambda: engine.source(choice),
            lambda: engine.dress(choice.kind is SourceKind.IMAGE),
            self._look,
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
        self._session, self.choice = session, choice
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
        if state is SourceState.LIVE and self.state is SourceState.LOST and self._was_live:
            self.noticed.emit(notice(Tone.INFO, "source_back", name=self.choice.label))
        self._was_live = self._was_live or state is SourceState.LIVE
        self.state = state
        self.changed.emit()

    def _report(self, session: Session, fault: Fault) -> None:
        if session is not self._session:
            return
        if fault.kind is FaultKind.PIPELINE:
            self.noticed.emit(notice(Tone.ERROR, "pipeline_fault", reason=fault.message))
        elif not self._was_live and self._chosen is None and self.choice.kind is SourceKind.CAMERA:
            self.noticed.emit(notice(Tone.INFO, "camera_to_demo", name=self.choice.label))
            self._open(DEMO)
        else:
            self.noticed.emit(notice(Tone.ERROR, "error", reason=fault.message))
            if not fault.retries:  # a file that cannot be shown: back to what was there
                self._open(self._way_back if self._way_back and self._way_back != self.choice else DEMO)
