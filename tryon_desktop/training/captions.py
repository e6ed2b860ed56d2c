"""Captions as vectors of the text encoder: what pictures are to be near to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.style.encoder import DIMENSIONS, TextEncoder

_STEP = 32


def embed_captions(
    texts: Sequence[str], encoder: TextEncoder, cache: Path, tick: Callable[[int], None] = lambda _: None
) -> F32:
    """(len(texts), 384) passages. What `cache` holds is not computed again. tick is called with how many are done."""
    known = _load(cache)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    for start in range(0, len(new), _STEP):
        some = new[start : start + _STEP]
        known |= dict(zip(some, encoder.encode(some, "passage"), strict=True))
        tick(len(some))
    if new:
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_name(cache.name + ".part")
        with part.open("wb") as file:
            np.savez(file, texts=np.array(list(known)), vectors=np.array(list(known.values()), np.float32))
        os.replace(part, cache)
    return np.array([known[text] for text in texts], np.float32).reshape(-1, DIMENSIONS)


def _load(path: Path) -> dict[str, F32]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(zip(map(str, file["texts"]), np.asarray(file["vectors"], np.float32), strict=True))
    except (OSError, ValueError, KeyError):
        return {}
