"""What the window shows and whom it talks to.

The window knows the program behind it only as a `Mirror`; the application implements it, tests implement it with
fakes. Everything here is an immutable value or a protocol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.spec import Category, Slot


class SourceKind(StrEnum):
    """Where the picture comes from."""

    CAMERA = "camera"
    VIDEO = "video"
    IMAGE = "image"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """One source. value: the camera's index, or a path; empty for the demo. label: a name to show."""

    kind: SourceKind
    value: str = ""
    label: str = ""


class SourceState(StrEnum):
    """How the chosen source is doing."""

    OPENING = "opening"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Card:
    """One garment of the catalog, as the panel shows it. own: it can be removed. kept: it outlives the program."""

    id: str
    name_en: str
    name_zh: str
    category: Category
    slot: Slot
    origin: Origin
    own: bool = False
    kept: bool = True

    def name(self, language: str) -> str:
        """Its name in the interface language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Result:
    """One garment that answers a request. reasons: why, in the language of the request.

    parts: source ("words", "picture", "history", ...) -> the share of its score that comes from there, largest first.
    history: language -> what of the person's own history speaks for it.
    """

    id: str
    reasons: tuple[str, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """How a request was understood.

    read, excluded: language -> what was read and what was ruled out, word by word. unread: words of `text` not used.
    results: what answers it, the best first. unseen: it was put on legs that are not in the picture.
    """

    text: str
    says_en: str
    says_zh: str
    read: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    unseen: bool = False

    def says(self, language: str) -> str:
        """The answer in the interface language."""
        return self.says_zh if language == "zh" else self.says_en


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A garment for this person, and why: language -> reasons, the strongest first."""

    id: str
    why: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a reference picture shows, in words. language -> words; empty where it shows no garment."""

    path: Path
    shows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of the last two seconds. latency_ms: capture to shown, median; None when nothing moved.

    dropped: camera frames skipped since the source was opened, so that the newest is always the one shown.
    """

    fps: float = 0.0
    latency_ms: float | None = None
    dropped: int = 0
    stages_ms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """What runs the networks, and why that and not another."""

    provider: str = ""
    why: str = ""


class Tone(StrEnum):
    """How a notice is meant."""

    INFO = "info"
    SAVED = "saved"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the user. key: a string of the table, filled with `values`. path: the file it is about."""

    tone: Tone
    key: str
    values: dict[str, str] = field(default_factory=dict)
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far loading is. key: a string of the table; done: 0-1."""

    key: str
    done: float
    detail: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The newest picture. bgr: (H, W, 3) uint8, read-only, not mirrored. somebody: whether a person was seen."""

    bgr: U8
    somebody: bool


class Preferences(Protocol):
    """Settings by name; a change is stored by whoever keeps them."""

    def __getitem__(self, name: str) -> Any: ...
    def __setitem__(self, name: str, value: Any) -> None: ...


class Mirror(Protocol):
    """The program behind the window; every method returns at once, every answer comes as a signal."""

    @property
    def progressed(self) -> SignalInstance:
        """(Progress): loading went on."""

    @property
    def ready(self) -> SignalInstance:
        """(): everything is loaded, the mirror starts."""

    @property
    def failed(self) -> SignalInstance:
        """(str): loading failed for good, with the reason."""

    @property
    def frame_ready(self) -> SignalInstance:
        """(): a newer picture lies ready to be taken; coalesced."""

    @property
    def catalog_changed(self) -> SignalInstance:
        """(): `cards` changed."""

    @property
    def outfit_changed(self) -> SignalInstance:
        """(): `worn` changed."""

    @property
    def busy_changed(self) -> SignalInstance:
        """(): `busy` changed."""

    @property
    def thumbnail_ready(self) -> SignalInstance:
        """(str, QImage): the thumbnail of a garment was read."""

    @property
    def source_changed(self) -> SignalInstance:
        """(): `source` or `source_state` changed."""

    @property
    def cameras_found(self) -> SignalInstance:
        """(list[SourceChoice]): the answer to `find_cameras`."""

    @property
    def stats_changed(self) -> SignalInstance:
        """(Stats)."""

    @property
    def replied(self) -> SignalInstance:
        """(Reply): how a request was understood."""

    @property
    def glimpsed(self) -> SignalInstance:
        """(Glimpse): the answer to `look_at`."""

    @property
    def suggestions_changed(self) -> SignalInstance:
        """(): `suggestions` changed."""

    @property
    def noticed(self) -> SignalInstance:
        """(Notice): something to tell the user."""

    @property
    def source(self) -> SourceChoice:
        """What is shown."""

    @property
    def source_state(self) -> SourceState:
        """How it is doing."""

    @property
    def device(self) -> Device:
        """What runs the networks."""

    @property
    def busy(self) -> str:
        """The id of the garment being drawn, "*" while a request is being read, "" when idle."""

    @property
    def can_undo(self) -> bool:
        """Whether there is an outfit to go back to."""

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back that can be worn again."""

    @property
    def snapshot_folder(self) -> Path:
        """Where snapshots go."""

    @property
    def fusions(self) -> tuple[str, ...]:
        """The ways of weighing words, picture and history that there are; the default first."""

    def cards(self) -> Sequence[Card]:
        """The catalog."""

    def suggestions(self) -> Sequence[Suggestion]:
        """What is recommended to this person; empty where their history says too little, or it is switched off."""

    def worn(self) -> tuple[str, ...]:
        """Ids of what is worn, the last put on at the end."""

    def take_picture(self) -> Shown | None:
        """The newest picture not taken yet; taking it counts it as shown."""

    def thumbnail(self, garment_id: str) -> None:
        """Read a thumbnail; `thumbnail_ready` follows."""

    def wear(self, garment_id: str) -> None:
        """Put a garment on."""

    def take_off(self, garment_id: str) -> None:
        """Take a garment off."""

    def undo(self) -> None:
        """Go back to the outfit before."""

    def redo(self) -> None:
        """Take the last undo back."""

    def keep(self, garment_id: str) -> None:
        """Keep a designed garment beyond the end of the program."""

    def remove(self, garment_id: str) -> None:
        """Delete one of the user's own garments for good."""

    def request(self, text: str, reference: Path | None = None) -> None:
        """Do what is asked in words, and by a picture of something like it; `replied` follows."""

    def look_at(self, path: Path) -> None:
        """Read a reference picture; `glimpsed` follows."""

    def describe(self) -> None:
        """Say what is worn; `replied` follows."""

    def dismiss(self, garment_id: str) -> None:
        """Never recommend a garment again."""

    def recommend(self, on: bool) -> None:
        """Whether to keep a history and to recommend from it."""

    def fuse(self, kind: str) -> None:
        """Weigh words, picture and history in one of the ways of `fusions`."""

    def erase_history(self) -> None:
        """Delete for good what was worn, saved, dismissed and asked for; `noticed` follows."""

    def erase_everything(self) -> None:
        """Delete for good the history, one's own garments, the settings and the reports of faults."""

    def before(self, on: bool) -> None:
        """Show the person as they came, or dressed."""

    def snapshot(self) -> None:
        """Save the picture; `noticed` follows."""

    def find_cameras(self) -> None:
        """List the cameras; `cameras_found` follows."""

    def open_source(self, choice: SourceChoice) -> None:
        """Show another source."""

    def open_file(self, path: Path) -> None:
        """Show a clip or a picture."""

    def add_photo(self, path: Path) -> None:
        """Cut a garment out of a photograph, add it, put it on."""
