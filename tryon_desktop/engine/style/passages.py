"""Embeddings of passages kept on disk: captions and concepts stay the same from one start to the next."""

from __future__ import annotations

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import InputError

_LIMIT = 16384


class PassageStore:
    """Text -> embedding, in one .npz file that may be deleted at any time.

    A file that cannot be read counts as empty, one that cannot be written is done without: it is only a cache. When
    it holds more than 16384 passages it starts anew. shipped: what is known from the start, by `key_of`; it is neither
    written nor erased.
    """

    def __init__(self, path: Path, width: int, shipped: Mapping[str, F32] | None = None) -> None:
        self._path = path
        self._width = width
        self._shipped = {} if shipped is None else shipped
        self._rows = read_passages(path, width)

    def get(self, text: str) -> F32 | None:
        """The embedding, (width,) float32, if it is known."""
        key = key_of(text)
        return self._rows.get(key, self._shipped.get(key))

    def add(self, texts: Sequence[str], vectors: F32) -> None:
        """Keep embeddings, (n, width), and write the file (temp file and replace)."""
        if len(self._rows) + len(texts) > _LIMIT:
            self._rows.clear()
        self._rows |= {key_of(text): vector for text, vector in zip(texts, vectors, strict=True)}
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                np.savez(file, keys=np.array(list(self._rows)), vectors=np.array(list(self._rows.values())))
            part.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()

    def erase(self) -> None:
        """Forget everything and delete the file. Raises InputError."""
        self._rows.clear()
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self._path}: cannot be deleted ({error.strerror or error})") from error


def key_of(text: str) -> str:
    """What a passage goes by."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def read_passages(path: Path, width: int) -> dict[str, F32]:
    """Embeddings by `key_of` from an .npz of keys and vectors, (n, width) float32 or float16; none if it is no such."""
    try:
        with np.load(path, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    fits = vectors.dtype in (np.float32, np.float16) and vectors.shape == (len(keys), width)
    if not (fits and bool(np.isfinite(vectors).all())):
        return {}
    whole = vectors.astype(np.float32)
    return {str(key): vector for key, vector in zip(keys, whole, strict=True)}
