"""The stylist, made ready while the mirror already runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tryon_desktop.app.engine import Words
from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.request import StyleReply

PAUSE_S = 0.1
"""Between two helpings: captions are encoded on the cores that the mirror needs too."""

QUIET_S = 1.5
"""After a request nothing is read at leisure: its garment is being drawn."""

HELPING = 4
"""Garments at a time."""


class LateWords:
    """`Words` that are built when they are first needed, or by `warm_up` before. Used from any thread.

    build: makes the stylist; seconds of work. prepare: has it read some garments, so that a request need not wait.
    """

    def __init__(self, build: Callable[[], Words], prepare: Callable[[Any, Sequence[Any]], None]) -> None:
        self._build, self._prepare = build, prepare
        self._building, self._turn = threading.Lock(), threading.Lock()
        self._built: Words | None = None
        self._asked = -QUIET_S

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
        """What is asked for, and what of `entries` fits. One request at a time."""
        self._asked = time.monotonic()
        words = self._words()
        with self._turn:
            return words.answer(text, entries, current=current, reference=reference, liked=liked, person=person)

    def prepare(self, entries: Sequence[Any]) -> None:
        """Read garments that are new, between two requests."""
        words = self._words()
        with self._turn:
            self._prepare(words, entries)

    def forget(self) -> None:
        """Delete what is kept on disk of the garments read. Raises InputError."""
        words = self._words()
        with self._turn:
            words.forget()

    def fuse(self, kind: FusionKind) -> None:
        """Weigh the sources in another way from the next request on. Raises ModelError."""
        words = self._words()
        with self._turn:
            words.fuse(kind)

    def vectors(self) -> Mapping[GarmentSpec, F32]:
        """The embeddings of the garments read so far; none before the words are built."""
        return {} if self._built is None else self._built.vectors()

    def warm_up(self, entries: Sequence[Any], stopped: threading.Event) -> None:
        """Build, then read the catalog, a helping at a time, until `stopped`."""
        words = self._words()
        for first in range(0, len(entries), HELPING):
            if not self.leisure(stopped, PAUSE_S):
                return
            self._prepare(words, entries[first : first + HELPING])

    def leisure(self, stopped: threading.Event, pause: float) -> bool:
        """Wait for `pause` seconds, and longer while a request is fresh; False once `stopped`."""
        while pause > 0:
            if stopped.wait(pause):
                return False
            pause = self._asked + QUIET_S - time.monotonic()
        return not stopped.is_set()

    def _words(self) -> Words:
        with self._building:
            if self._built is None:
                self._built = self._build()
            return self._built
