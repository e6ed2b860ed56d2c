"""What the application needs of the engine, as protocols: the real one and the tests' fakes both fit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.database import Event, Happening
from tryon_desktop.engine.garments.garment import Garment, Origin
from tryon_desktop.engine.garments.spec import Category, GarmentSpec
from tryon_desktop.engine.pipeline import Look, Picture, Seen
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.request import StyleReply
from tryon_desktop.ui.ports import Device, SourceChoice


class Entry(Protocol):
    """An entry of the catalog."""

    @property
    def id(self) -> str:
        """Unique in the catalog."""
        ...

    @property
    def name_en(self) -> str:
        """English name."""
        ...

    @property
    def name_zh(self) -> str:
        """Chinese name."""
        ...

    @property
    def category(self) -> Category:
        """What kind it is."""
        ...

    @property
    def origin(self) -> Origin:
        """Where it came from."""
        ...

    @property
    def spec(self) -> GarmentSpec:
        """What it looks like."""
        ...

    @property
    def own(self) -> bool:
        """Whether the user added it."""
        ...

    @property
    def kept(self) -> bool:
        """Whether it outlives the program."""
        ...


class Wardrobe(Protocol):
    """`engine.garments.Catalog`; called from the threads of the job pool."""

    def entries(self, category: Category | None = None) -> Sequence[Any]:
        """All garments, or those of a category."""
        ...

    def garment(self, garment_id: str) -> Garment:
        """Drawn or loaded. Raises GarmentError."""
        ...

    def quick(self, garment_id: str) -> Garment:
        """As `garment`, or a coarse one where that takes long. Raises GarmentError."""
        ...

    def write_drawn(self) -> None:
        """Write to disk what was drawn for the first time. Raises InputError."""
        ...

    def thumbnail(self, garment_id: str) -> Path:
        """A small picture of it, as a file."""
        ...

    def add_photo(self, path: Path) -> Entry:
        """Raises GarmentError, InputError."""
        ...

    def add_spec(self, spec: GarmentSpec, *, keep: bool = True) -> Entry:
        """A garment yet to be drawn. keep: False: only until the program ends."""
        ...

    def keep(self, garment_id: str) -> Entry:
        """Keep such a garment for good."""
        ...

    def remove(self, garment_id: str) -> None:
        """Delete one of the user's own. Raises GarmentError for any other."""
        ...

    def record(self, garment_id: str, event: Event, *, seconds: float = 0.0, about: str = "") -> None:
        """Add a line to the history."""
        ...

    def take_back(self, garment_id: str, event: Event) -> None:
        """Delete the latest such line of a garment."""
        ...

    def history(self, limit: int = 1000) -> Sequence[Happening]:
        """The latest lines of the history, the newest first."""
        ...

    def erase_history(self) -> None:
        """Delete every line of the history for good."""
        ...

    def erase_everything(self) -> None:
        """Delete the history and the user's own garments for good."""
        ...


class Words(Protocol):
    """`engine.style.Stylist`."""

    def answer(
        self,
        text: str,
        entries: Sequence[Any],
        *,
        current: GarmentSpec | None = None,
        reference: Reference | None = None,
        liked: Sequence[GarmentSpec] = (),
        person: Person | None = None,
    ) -> StyleReply:
        """What is asked for, and what of `entries` fits. liked: garments that the person liked, for what is open.

        person: who is in the mirror.
        """
        ...

    def prepare(self, entries: Sequence[Any]) -> None:
        """Read garments, so that the next request need not wait for it."""
        ...

    def forget(self) -> None:
        """Delete what is kept on disk of the garments read. Raises InputError."""
        ...

    def fuse(self, kind: FusionKind) -> None:
        """Weigh the sources in another way from now on. Raises ModelError."""
        ...

    def vectors(self) -> Mapping[GarmentSpec, F32]:
        """The embeddings of the garments read so far."""
        ...


class Dresser(Protocol):
    """`engine.pipeline.Pipeline`: one a stream. Its two halves are called from one thread each."""

    def see(self, frame: Frame) -> Seen:
        """Who is in the frame."""
        ...

    def dress(self, seen: Seen, look: Look) -> Picture:
        """The look on who was seen."""
        ...

    def prepare(self, garment: Garment) -> None:
        """Take a garment apart before its first frame. From any thread. Raises GarmentError."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The loaded engine.

    dress(still): a new pipeline for one stream. source(choice): a source, not yet opened. cameras(): those of this
    machine. save(bgr, path, worn): a snapshot. warm_up(stopped): what can be made ready once the mirror runs.
    look_at(path): the garment of a picture; raises GarmentError, InputError. fusions: the default first. close: ends
    what runs beside this process, once the streams are stopped.
    """

    wardrobe: Wardrobe
    words: Words
    dress: Callable[[bool], Dresser]
    source: Callable[[SourceChoice], FrameSource]
    cameras: Callable[[], list[SourceChoice]]
    save: Callable[[U8, Path, tuple[str, ...]], Path]
    device: Device
    warm_up: Callable[[threading.Event], None]
    look_at: Callable[[Path], Reference]
    fusions: tuple[FusionKind, ...] = (FusionKind.DECISION,)
    close: Callable[[], None] = lambda: None
