"""The real engine behind the application's protocols."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tryon_desktop.app.engine import Engine
from tryon_desktop.app.late_words import LateWords
from tryon_desktop.engine import assembly
from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.capture import (
    CameraSource,
    DemoSource,
    FrameSource,
    StillSource,
    VideoSource,
    list_cameras,
)
from tryon_desktop.engine.capture.camera import find_camera
from tryon_desktop.engine.errors import TryonError
from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.looks import save_snapshot
from tryon_desktop.engine.style.encoder import TextEncoder, load_text_encoder
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.fusions import available_fusions
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.request import StyleReply
from tryon_desktop.engine.style.stylist import Stylist, taste_of
from tryon_desktop.ui.ports import Device, Progress, SourceChoice, SourceKind

_log = logging.getLogger(__name__)

DRAW_REST_S, DRAW_SHARE = 1.0, 4.0
"""Rest between two garments drawn at leisure: seconds at least, and in times of what the last one took."""


def load_engine(report: Callable[[Progress], None]) -> Engine:
    """Load everything, step by step. Raises TryonError. Runs on the loader's thread."""
    report(Progress("loading_start", 0.02))
    begun = assembly.begin_vision()
    try:
        report(Progress("loading_words", 0.05))
        encoder = load_text_encoder()
        words = LateWords(lambda: StylistWords(encoder), lambda words, some: words.prepare(some))
        report(Progress("loading_catalog", 0.3))
        catalog = assembly.build_catalog(lambda: sight, writes_later=True)
    except BaseException:
        if begun is not None:
            begun.close()
        raise
    sight = assembly.sight_beside(
        begun, lambda name, done: report(Progress("loading_models", 0.5 + 0.4 * done, name.replace("_", " ")))
    )

    def warm_up(stopped: threading.Event) -> None:
        words.warm_up(catalog.entries(), stopped)
        if not stopped.is_set():
            catalog.tidy()
        draw_at_leisure(catalog, words, stopped)

    return Engine(
        wardrobe=catalog,
        words=words,
        warm_up=warm_up,
        dress=lambda still: assembly.build_pipeline(sight, still=still),
        source=source_of,
        cameras=cameras,
        save=_save,
        look_at=assembly.read_reference,
        fusions=available_fusions(),
        device=Device(sight.provider, sight.why),
        close=sight.close,
    )


def draw_at_leisure(catalog: Catalog, words: LateWords, stopped: threading.Event) -> None:
    """Draw what was never worn, so that a request finds it drawn: once for every version of the drawing code."""
    pause = DRAW_REST_S
    for entry in catalog.entries():
        if not words.leisure(stopped, pause):
            return
        start = time.monotonic()
        try:
            drawn = catalog.draw(entry.id)
        except TryonError as error:
            _log.warning("%s was not drawn: %s", entry.id, error)
            continue
        pause = max(DRAW_REST_S, DRAW_SHARE * (time.monotonic() - start)) if drawn else 0.0


class StylistWords:
    """`engine.style.Stylist` as the application's `Words`: what the person liked becomes a vector once. One thread."""

    def __init__(self, encoder: TextEncoder | None) -> None:
        self._encoder, self._stylist = encoder, Stylist(encoder, patient=False)
        self._liked: tuple[GarmentSpec, ...] = ()
        self._taste: F32 | None = None

    def prepare(self, entries: Sequence[Any]) -> None:
        """Read garments, so that a request need not wait."""
        self._stylist.prepare(entries)

    def forget(self) -> None:
        """Delete the embeddings on disk. Raises InputError."""
        if self._encoder is not None:
            self._encoder.forget()

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
        """What is asked for, and what of `entries` fits."""
        if self._encoder is not None and tuple(liked) != self._liked:
            self._liked, self._taste = tuple(liked), taste_of(self._encoder, liked)
        return self._stylist.answer(
            text, entries, current=current, reference=reference, person=person, taste=self._taste
        )

    def fuse(self, kind: FusionKind) -> None:
        """Weigh the sources in another way. Raises ModelError."""
        self._stylist.fuse(kind)

    def vectors(self) -> Mapping[GarmentSpec, F32]:
        """The embeddings of the garments read so far."""
        return dict(self._stylist.embeddings)


def source_of(choice: SourceChoice) -> FrameSource:
    """A source for the window: paced, clips begin again at their end. Not yet opened. Raises SourceError."""
    match choice.kind:
        case SourceKind.CAMERA:
            return CameraSource(find_camera(choice.value, list_cameras()))
        case SourceKind.VIDEO:
            return VideoSource(choice.value)
        case SourceKind.IMAGE:
            return StillSource(choice.value)
        case SourceKind.DEMO:
            return DemoSource()


def cameras() -> list[SourceChoice]:
    """The cameras of this machine, by name."""
    return [SourceChoice(SourceKind.CAMERA, str(info.index), info.name) for info in list_cameras()]


def _save(bgr: U8, path: Path, worn: tuple[str, ...]) -> Path:
    return save_snapshot(bgr, path, worn=worn)
