"""Everything that must happen before the mirror starts, on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tryon_desktop.app.engine import Engine
from tryon_desktop.engine.errors import TryonError
from tryon_desktop.engine.garments.spec import Category, read_spec
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.ui.ports import Progress, SourceChoice, SourceKind

_log = logging.getLogger(__name__)

Report = Callable[[Progress], None]
Load = Callable[[Report], Engine]

BREATH_S = 0.02
"""A pause after every step. Creating an ONNX session holds the interpreter: this is when the window paints."""

FIRST_CHOICE = (Category.SHIRT, Category.JACKET, Category.SWEATER, Category.HOODIE, Category.TEE)
"""What one wears at the very first start, from the catalog's first entry of these."""

DEMO = SourceChoice(SourceKind.DEMO)


class _Stopped(Exception):  # noqa: N818 - not an error
    """The program closes while it is still loading."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What the mirror starts with."""

    engine: Engine
    outfit: Outfit
    source: SourceChoice


class LoaderThread(threading.Thread):
    """Loads the engine, draws the first outfit and chooses the first source. engine: once loaded, whatever follows."""

    def __init__(
        self,
        load: Load,
        *,
        outfit: list[str | dict[str, Any]] | None,
        source: SourceChoice | None,
        camera: str,
        report: Report,
        done: Callable[[Loaded], None],
        failed: Callable[[str], None],
    ) -> None:
        super().__init__(name="loader", daemon=True)
        self._load, self._outfit, self._source, self._camera = load, outfit, source, camera
        self._tell, self._done, self._failed = report, done, failed
        self._halted = threading.Event()
        self.engine: Engine | None = None

    def stop(self) -> None:
        """Ask it to end at the next step; returns at once."""
        self._halted.set()

    def run(self) -> None:
        """Load; then call `done` or `failed`, unless stopped."""
        try:
            engine = self.engine = self._load(self._report)
            self._report(Progress("loading_outfit", 0.92))
            outfit = self._first_outfit(engine)
            self._report(Progress("loading_camera", 0.97))
            source = self._source or first_source(engine, self._camera)
            self._report(Progress("loading_done", 1.0))
        except _Stopped:
            return
        except Exception as error:  # noqa: BLE001 - the thread's boundary
            _log.error("loading failed", exc_info=error)
            self._failed(str(error) if isinstance(error, TryonError) else f"{type(error).__name__}: {error}")
        else:
            self._done(Loaded(engine, outfit, source))

    def _report(self, progress: Progress) -> None:
        if self._halted.is_set():
            raise _Stopped
        self._tell(progress)
        time.sleep(BREATH_S)

    def _first_outfit(self, engine: Engine) -> Outfit:
        outfit = Outfit()
        for garment in first_garments(engine) if self._outfit is None else self._outfit:
            try:
                if isinstance(garment, dict):  # a design that was worn and not kept
                    garment = engine.wardrobe.add_spec(read_spec(garment), keep=False).id
                outfit = outfit.put_on(engine.wardrobe.garment(garment))
            except TryonError as error:  # it may have been removed since
                _log.warning("not worn: %s", error)
        return outfit


def first_garments(engine: Engine) -> list[str]:
    """What to wear when nothing was chosen yet: one garment, or none from an empty catalog."""
    entries = engine.wardrobe.entries()
    for category in FIRST_CHOICE:
        for entry in entries:
            if entry.category is category:
                return [entry.id]
    return [entry.id for entry in entries[:1]]


def first_source(engine: Engine, camera: str) -> SourceChoice:
    """The camera used last, else the first one, else the demo subject."""
    cameras = engine.cameras()
    return next((choice for choice in cameras if choice.label == camera), cameras[0] if cameras else DEMO)
