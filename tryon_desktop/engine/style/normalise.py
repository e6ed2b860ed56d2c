"""A request's text as the tables have it: one script, one case, one kind of gap, and no letter held down."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache

from tryon_desktop.engine.resources import assets

LONGEST = 400
"""Characters of a request that are read."""

_ASIDE = re.compile(r"\s[-–—]+\s|——+|--+")
"""A dash that parts what is said, not one that joins two words."""
_LONE_T = re.compile(r"(?<=[\u3400-\u9fff])t(?![a-z0-9恤衫血旭叙台])")
"""How a T-shirt is called for short: 白T."""
_UNMARKED = re.compile(r"\b(isn|aren|don|doesn|didn|won|can|couldn|wouldn|shouldn|wasn|weren|hasn|haven)t\b")
"""Contractions as thumbs write them: "isnt"."""
_RUN = re.compile(r"([a-z])\1{2,}")
"""A letter held down: "baggyyy"."""


def normalise(text: str) -> str:
    """Lower-case NFKC text in simplified characters with single spaces, cut to `LONGEST` characters (on a word's border
    where it can be).
    """
    text = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).lower().translate(_simplified())
    text = _ASIDE.sub(" , ", text.replace("\n", " , "))
    text = re.sub(r"[\s'’‘`´\-‐‑–—_/]+", " ", text).strip()
    text = _LONE_T.sub("t恤", text)
    text = _RUN.sub(r"\1", _UNMARKED.sub(r"\1 t", text))
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    return cut.rsplit(" ", 1)[0] if " " in cut else cut


@cache
def _simplified() -> dict[int, str]:
    table = tomllib.loads((assets() / "style" / "traditional.toml").read_text(encoding="utf-8"))
    return {ord(old): new for old, new in zip(table["traditional"], table["simplified"], strict=True)}
