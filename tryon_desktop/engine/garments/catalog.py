"""The wardrobe: garments that come with the program and the user's own, drawn or cut out when first asked for."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from tryon_desktop.engine import resources
from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.database import Database, Event, Happening, OwnGarment
from tryon_desktop.engine.garments.entry import Entry, entry_of, own_entry
from tryon_desktop.engine.garments.garment import Garment, Origin
from tryon_desktop.engine.garments.guess import Recognise
from tryon_desktop.engine.garments.photo import garment_from_photo, read_photo
from tryon_desktop.engine.garments.shelf import Shelf
from tryon_desktop.engine.garments.shipped import read_shipped
from tryon_desktop.engine.garments.spec import Category, GarmentSpec
from tryon_desktop.engine.garments.store import is_png, read_garment, thumbnail_of, write_garment, write_whole

_NAME_LIMIT = 80
_SMALL = 384
"""Pixels on the longer side of a garment that is drawn for its thumbnail alone."""
_COARSE = 512
"""Of one that is drawn to be worn until the whole one is there."""
_ORDER = {category: place for place, category in enumerate(Category)}


class Sew(Protocol):
    """The tailor's function: draws a garment from its specification."""

    def __call__(self, spec: GarmentSpec, *, garment_id: str, size: int = 1024) -> Garment:
        """A garment with that id, `spec` drawn, `size` px on its longer side."""
        ...


@dataclass(frozen=True, slots=True)
class _Source:
    """How to make an entry's garment: from `photo`, or by the tailor when None."""

    entry: Entry
    photo: Path | None


class Catalog:
    """Garments by id; usable from any thread.

    folder: where the user's garments, drawn pictures and thumbnails are kept; made when missing. sew: the tailor;
    shipped, models: folders of the shipped specifications and of the sample photographs. shows_person: told a picture
    in BGR, whether somebody is on it; such photographs are refused. recognise: told a photograph, what it may be of.
    writes_later: what is drawn is not written at once, which takes as long as drawing it, but by `write_drawn`.
    `warnings` holds a line for every shipped file or table that could not be read. Raises InputError where the folder
    cannot be written.

    A garment is drawn once and then read from `folder`/cache; its file's name holds a hash of its specification, of
    its photograph and of the program's own drawing code, so that none outlives a change; damaged files are redrawn.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sew: Sew | None = None,
        shipped: Path | None = None,
        models: Path | None = None,
        shows_person: Callable[[U8], bool] | None = None,
        recognise: Recognise | None = None,
        writes_later: bool = False,
    ) -> None:
        self._folder, self._cache, self._photos = folder, folder / "cache", folder / "photos"
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._photos.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from error
        self._sew, self._shows_person, self._recognise = sew, shows_person, recognise
        self._database = Database(folder / "catalog.sqlite3")
        shipped_garments, warnings = read_shipped(
            shipped or resources.assets() / "catalog", models or resources.models()
        )
        self.warnings: tuple[str, ...] = (*self._database.warnings, *warnings)
        sources = [_Source(entry_of(garment), garment.photo) for garment in shipped_garments]
        self._shipped = sorted(sources, key=lambda source: _ORDER[source.entry.category])
        self._lock = threading.RLock()
        self._busy: dict[str, threading.Lock] = {}
        self._shelf = Shelf()
        self._writes_later = writes_later
        self._unwritten: dict[str, Garment] = {}
        self._passing: list[_Source] = []
        self._own = self._read_own()

    def entries(self, category: Category | None = None) -> list[Entry]:
        """The user's own garments, the newest first, then the shipped ones; all, or those of one category."""
        return [source.entry for source in self._sources() if category in (None, source.entry.category)]

    def entry(self, garment_id: str) -> Entry:
        """The entry of that id. Raises GarmentError naming the nearest id where there is none."""
        return self._source(garment_id).entry

    def garment(self, garment_id: str) -> Garment:
        """The garment of that id, from memory, from disk, or made now. Raises GarmentError."""
        source = self._source(garment_id)
        key = self._key(source)
        with self._lock:
            known = self._shelf.get(key)
            if known is not None:
                return known
            busy = self._busy.setdefault(key, threading.Lock())
        with busy:
            with self._lock:
                garment = self._shelf.get(key) or self._unwritten.get(key)
            path = self._cache / f"{key}.garment"
            garment = garment or read_garment(path)
            if garment is None or garment.id != garment_id:
                garment = self._made(source)
                if self._writes_later:
                    with self._lock:
                        self._unwritten[key] = garment
                else:
                    write_garment(path, garment)
            with self._lock:
                self._shelf.put(key, garment)
                self._busy.pop(key, None)
            return garment

    def quick(self, garment_id: str) -> Garment:
        """As `garment`, or where that would take long a coarse one, to be worn until `garment` has the whole one.

        Raises GarmentError.
        """
        source = self._source(garment_id)
        key = self._key(source)
        with self._lock:
            known = self._unwritten.get(key) or self._shelf.get(key, coarse=True)
        if known is not None:
            return known
        garment = read_garment(self._cache / f"{key}.garment", coarse=True)
        if garment is None or garment.id != garment_id:
            if source.photo is not None:
                return self.garment(garment_id)
            drawn = self._tailor()(source.entry.spec, garment_id=garment_id, size=_COARSE)
            garment = replace(drawn, coarse=True)
        with self._lock:
            self._shelf.put(key, garment)
        return garment

    def draw(self, garment_id: str) -> bool:
        """Draw a garment for later, on disk alone; False where it is there already. Raises GarmentError, InputError."""
        source = self._source(garment_id)
        path = self._cache / f"{self._key(source)}.garment"
        if path.is_file():
            return False
        write_garment(path, self._made(source))
        if source not in self._sources():  # deleted meanwhile
            path.unlink(missing_ok=True)
        return True

    def write_drawn(self) -> None:
        """Write what was drawn since the last time, for the next start. Raises InputError."""
        while True:
            with self._lock:
                if not self._unwritten:
                    return
                key, garment = next(iter(self._unwritten.items()))
            path = self._cache / f"{key}.garment"
            write_garment(path, garment)
            with self._lock:
                if self._unwritten.pop(key, None) is None:  # deleted meanwhile
                    path.unlink(missing_ok=True)

    def thumbnail(self, garment_id: str) -> Path:
        """Path of a PNG of 256x256 px on transparent ground; made when missing. Raises GarmentError."""
        source = self._source(garment_id)
        path = self._cache / f"{self._key(source)}.png"
        if not is_png(path):
            write_whole(path, thumbnail_of(self._for_thumbnail(source)))
        return path

    def add_photo(self, path: Path | str, *, spec: GarmentSpec | None = None, name: str | None = None) -> Entry:
        """Add the garment on a photograph; the picture is copied without its metadata.

        spec: what it is; guessed when None. The same photograph twice is one garment. Raises InputError where the
        file cannot be read, GarmentError where there is no garment to be seen; then nothing is added.
        """
        picture = read_photo(Path(path))
        if self._shows_person is not None and self._shows_person(np.ascontiguousarray(picture[:, :, :3])):
            raise GarmentError(f"{Path(path).name} shows a person: a garment is photographed by itself, laid flat")
        encoded = cv2.imencode(".png", picture)[1].tobytes()
        garment_id = f"photo-{hashlib.sha256(encoded).hexdigest()[:10]}"
        garment = garment_from_photo(picture, garment_id=garment_id, spec=spec, recognise=self._recognise)
        file = self._photos / f"{garment_id}.png"
        write_whole(file, encoded)
        own = OwnGarment(garment_id, garment.spec, _clean(name), Origin.PHOTO, file.name)
        return self._add(own, garment)

    def add_spec(self, spec: GarmentSpec, *, name: str | None = None, keep: bool = True) -> Entry:
        """Add a designed garment; the same specification twice is one garment.

        keep: False: only until the program ends, unless `keep` is called.
        """
        own = OwnGarment(f"design-{_digest(spec.model_dump_json())[:10]}", spec, _clean(name), Origin.TAILOR, None)
        if keep:
            return self._add(own, None)
        with self._lock:
            if not any(source.entry.id == own.id for source in self._sources()):
                self._passing.insert(0, _Source(own_entry(own, kept=False), None))
        return self.entry(own.id)

    def keep(self, garment_id: str) -> Entry:
        """Keep a design beyond the end of the program. Raises GarmentError for an unknown id."""
        entry = self.entry(garment_id)
        if entry.kept:
            return entry
        return self._add(OwnGarment(entry.id, entry.spec, None, Origin.TAILOR, None), None)

    def remove(self, garment_id: str) -> None:
        """Delete one of the user's own garments with all its files. Raises GarmentError for a shipped one."""
        source = self._source(garment_id)
        if not source.entry.own:
            raise GarmentError(f"{garment_id} comes with the program and cannot be removed")
        key = self._key(source)
        self._database.remove(garment_id)
        with self._lock:
            self._own = [other for other in self._own if other.entry.id != garment_id]
            self._passing = [other for other in self._passing if other.entry.id != garment_id]
            self._shelf.drop(key)
            self._unwritten.pop(key, None)
        leftovers = [self._cache / f"{key}.garment", self._cache / f"{key}.png"]
        for path in [*leftovers, *([source.photo] if source.photo else [])]:
            path.unlink(missing_ok=True)

    def tidy(self, older_than_s: float = 86_400.0) -> None:
        """Delete drawn pictures that belong to no entry: of designs not kept, and of older drawing code."""
        wanted = {self._key(source) for source in self._sources()}
        before = time.time() - older_than_s
        for path in self._cache.iterdir():
            if path.stem not in wanted and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def record(self, garment_id: str, event: Event, *, seconds: float = 0.0, about: str = "") -> None:
        """Remember that a garment was worn (for `seconds`), saved or dismissed, or which attributes were asked for."""
        self._database.record(garment_id, event, seconds=seconds, about=about)

    def take_back(self, garment_id: str, event: Event) -> None:
        """Forget the latest such event of a garment."""
        self._database.take_back(garment_id, event)

    def history(self, limit: int = 1000) -> list[Happening]:
        """What was remembered, the newest first."""
        return self._database.history(limit)

    def erase_history(self) -> None:
        """Forget what was worn, saved, dismissed and asked for; keep the garments."""
        self._database.erase_history()

    def erase_everything(self) -> None:
        """Forget the history and delete the user's own garments, their photographs and every drawn picture."""
        self._database.erase_everything()
        with self._lock:
            self._own, self._passing = [], []
            self._shelf.clear()
            self._unwritten.clear()
        for folder in (self._photos, self._cache):
            for path in folder.iterdir():
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the database; the catalog may not be used afterwards."""
        self._database.close()

    def _sources(self) -> list[_Source]:
        with self._lock:
            return [*self._passing, *self._own, *self._shipped]

    def _source(self, garment_id: str) -> _Source:
        for source in self._sources():
            if source.entry.id == garment_id:
                return source
        raise GarmentError(f"unknown garment: {garment_id[:60]!r}; `catalog list` shows every id")

    def _key(self, source: _Source) -> str:
        photo = "" if source.photo is None else _file_digest(source.photo)
        parts = (source.entry.id, source.entry.spec.model_dump_json(), photo, drawing_version())
        return f"{source.entry.id[:40]}-{_digest(*parts)[:20]}"

    def _made(self, source: _Source) -> Garment:
        entry = source.entry
        if source.photo is not None:
            picture = read_photo(source.photo)
            return garment_from_photo(picture, garment_id=entry.id, spec=entry.spec, origin=entry.origin)
        return self._tailor()(entry.spec, garment_id=entry.id)

    def _for_thumbnail(self, source: _Source) -> Garment:
        """The garment as it is worn where it was drawn before; else drawn small: a third of the work."""
        key = self._key(source)
        with self._lock:
            there = key in self._shelf
        if there or source.photo is not None or (self._cache / f"{key}.garment").is_file():
            return self.garment(source.entry.id)
        return self._tailor()(source.entry.spec, garment_id=source.entry.id, size=_SMALL)

    def _tailor(self) -> Sew:
        if self._sew is None:
            from tryon_desktop.engine.tailor import sew

            self._sew = sew
        return self._sew

    def _add(self, own: OwnGarment, garment: Garment | None) -> Entry:
        self._database.add(own)
        with self._lock:
            self._own = self._read_own()
            self._passing = [source for source in self._passing if source.entry.id != own.id]
        source = self._source(own.id)
        if garment is not None:
            write_garment(self._cache / f"{self._key(source)}.garment", garment)
        return source.entry

    def _read_own(self) -> list[_Source]:
        sources = []
        for own in self._database.garments():
            photo = None if own.picture is None else self._photos / own.picture
            if photo is None or photo.is_file():
                sources.append(_Source(own_entry(own), photo))
        return sources


@cache
def drawing_version() -> str:
    """A hash of the code that draws and cuts out: pictures drawn by other code are drawn anew."""
    here = Path(__file__).parent
    files = [*here.glob("*.py"), *here.parent.joinpath("tailor").glob("*.py")]
    return _digest(*(file.read_text(encoding="utf-8") for file in sorted(files)))[:16]


def _clean(name: str | None) -> str | None:
    """One line without control characters, of at most 80; None where nothing is left."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", name or "").strip()[:_NAME_LIMIT] or None


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    """Of the file's size and time of change, which is enough to tell that it was replaced."""
    try:
        state = path.stat()
    except OSError as error:
        raise GarmentError(f"{path.name}: the photograph is gone") from error
    return f"{state.st_size}-{state.st_mtime_ns}"
