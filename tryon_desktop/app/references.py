"""Pictures that requests point at: "something like this, but teal"."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.fusion import Reference
from tryon_desktop.ui.ports import Glimpse


class References:
    """The picture read last, so that the request that follows need not read it again. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: object = None
        self._reference: Reference | None = None

    def read(self, path: Path, look_at: Callable[[Path], Reference]) -> Reference:
        """The garment of a picture. Raises GarmentError, InputError."""
        key = path, path.stat().st_mtime_ns if path.is_file() else None
        with self._lock:
            if self._reference is None or self._key != key:
                self._reference = None
                self._reference = look_at(path)
                self._key = key
            return self._reference


def glimpse_of(path: Path, reference: Reference) -> Glimpse:
    """What the picture shows, in words."""
    return Glimpse(path, {"en": describe(reference.spec, "en"), "zh": describe(reference.spec, "zh")})
