"""Moods, places and roles ("like a lighthouse keeper", "去露营") to attributes, by the nearness of their embeddings.

The concepts are a table that a person can extend (`assets/style/vibes.toml`). E5's cosines crowd together, so a
request's similarities are compared with one another: standardised over the concepts, within each language of
description, then turned into weights by a softmax.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import Language, colours
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.request import Want

_SHARPNESS = 2.5
_NEAREST = 4
_SURE = 2.2
_STANDS_OUT = 0.032
"""Cosine by which the nearest concept must be nearer than concepts are on the average. Random letters are as far from
all of them, and standardising makes one stand out all the same. Found on one half of `tests/engine/style/moods.json`.
"""


@dataclass(frozen=True, slots=True)
class Vibe:
    """A concept: its name, its descriptions and the attributes that it pulls."""

    name_en: str
    name_zh: str
    says_en: str
    says_zh: str
    pulls: tuple[Want, ...]

    def name(self, language: Language) -> str:
        """What it is called."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Mood:
    """The concepts that a request is near to, with weights that sum to 1.

    surety: how far the first stands out, in standard deviations; margin: how far, as a cosine.
    """

    vibes: tuple[tuple[Vibe, float], ...]
    surety: float
    margin: float

    def agreeing(self, wants: Sequence[Want]) -> Mood:
        """Without the concepts that pull elsewhere than the season that was named ("warm": no heatwave)."""
        said = {want.field: set(want.values) for want in wants if want.field == "season"}
        kept = [
            (vibe, weight) for vibe, weight in self.vibes
            if all(set(pull.values) & said.get(pull.field, set(pull.values)) for pull in vibe.pulls)
        ]  # fmt: skip
        total = sum(weight for _, weight in kept)
        return Mood(tuple((vibe, weight / total) for vibe, weight in kept), self.surety, self.margin) if kept else self

    @property
    def sure(self) -> bool:
        """Whether the first concept stands out enough to speak of it."""
        return self.surety >= _SURE and self.says_something

    @property
    def says_something(self) -> bool:
        """Whether the request is nearer to some concept than nonsense is to any."""
        return self.margin >= _STANDS_OUT


@cache
def vibes() -> tuple[Vibe, ...]:
    """The table of concepts."""
    with (assets() / "style" / "vibes.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["vibe"]
    return tuple(
        Vibe(row["name"], row["zh"], row["en_says"], row["zh_says"], _pulls(row["pulls"], row["name"])) for row in rows
    )


class VibeReader:
    """Compares requests with the concepts. The concepts are encoded once, on construction."""

    def __init__(self, encoder: TextEncoder, table: Sequence[Vibe] | None = None) -> None:
        self._vibes = tuple(vibes() if table is None else table)
        self._en = encoder.encode([vibe.says_en for vibe in self._vibes], "passage")
        self._zh = encoder.encode([vibe.says_zh for vibe in self._vibes], "passage")

    def __call__(self, query: F32) -> Mood:
        """query: (384,) unit vector of the request."""
        near_en, near_zh = self._en @ query, self._zh @ query
        scores = (_standardised(near_en) + _standardised(near_zh)) / 2
        both = (near_en + near_zh) / 2
        order = np.argsort(scores)[::-1][:_NEAREST]
        weights = np.exp(_SHARPNESS * (scores[order] - scores[order[0]]))
        weights /= weights.sum()
        pairs = tuple((self._vibes[i], float(weight)) for i, weight in zip(order, weights, strict=True))
        return Mood(pairs, float(scores[order[0]]), float(both.max() - both.mean()))


def _standardised(values: F32) -> F32:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else values * 0


def _pulls(text: str, name: str) -> tuple[Want, ...]:
    """`field=a|b` pairs; a colour's name may hold spaces ("sky blue"), so pairs are cut before each `field=`."""
    wants: list[Want] = []
    for piece in text.split():
        if "=" in piece:
            field, values = piece.split("=")
            wants.append(Want(field, (values,), name, hard=False))
        else:
            last = wants[-1]
            wants[-1] = Want(last.field, (f"{last.values[0]} {piece}",), name, hard=False)
    hexes = {word: colour.hex for colour in colours() for word in colour.en}
    split = ((want.field, want.values[0].split("|")) for want in wants)
    return tuple(
        Want(field, tuple(hexes[value] for value in values) if field == "colour" else tuple(values), name, hard=False)
        for field, values in split
    )
