"""Moods, places and roles ("like a lighthouse keeper", "去露营") to attributes, by the nearness of their embeddings.

The concepts are a table that a person can extend (`assets/style/vibes`). A request is compared with a concept's
whole description and with pieces of it: a skate park is one thing among ten that belong to skaters. E5's cosines crowd
together, so a request's similarities are compared with one another: standardised over the concepts, within each
language of description, then turned into weights by a softmax.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import Language, colours
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.moods import MoodMemory, Recollection
from tryon_desktop.engine.style.request import Want

_PIECE = 3
"""Phrases in a piece of a description."""
_BEST, _BY_PIECES = 2, 0.5
"""How many of a concept's nearest pieces count, and their share beside the whole description."""
_SHARPNESS = 2.5
_NEAREST = 4
_SURE = 2.2
_LIKE = 0.3
"""Weight from which on a remembered mood is much like the request."""
SENSE = 0.4
"""How surely a text must be a mood, where that was learnt."""
_STANDS_OUT = 0.035
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

    def says(self, language: Language) -> str:
        """What belongs to it."""
        return self.says_en if language == "en" else self.says_zh


@dataclass(frozen=True, slots=True)
class Mood:
    """The concepts that a request is near to, with weights that sum to 1.

    surety: how far the first stands out, in standard deviations; margin: how far, as a cosine. recalled: remembered
    moods that are like it, with weights that sum to 1. sense: how surely it is a mood at all, where that was learnt.
    """

    vibes: tuple[tuple[Vibe, float], ...]
    surety: float
    margin: float
    recalled: tuple[tuple[Recollection, float], ...] = ()
    sense: float | None = None

    def agreeing(self, wants: Sequence[Want]) -> Mood:
        """Without the concepts that pull elsewhere than the season that was named ("warm": no heatwave)."""
        said = {want.field: set(want.values) for want in wants if want.field == "season"}
        kept = [(vibe, weight) for vibe, weight in self.vibes if _agrees(vibe.pulls, said)]
        total = sum(weight for _, weight in kept)
        recalled = tuple(pair for pair in self.recalled if _agrees(pair[0].pulls, said))
        vibes = tuple((vibe, weight / total) for vibe, weight in kept) if kept else self.vibes
        return replace(self, vibes=vibes, recalled=recalled)

    @property
    def sure(self) -> bool:
        """Whether it is known what to wear for it: moods like it are remembered, or a concept stands out."""
        return self.says_something and (bool(self.recalled) or self.stands_out)

    @property
    def stands_out(self) -> bool:
        """Whether the first concept stands out enough to speak of it."""
        return self.surety >= _SURE

    def name(self, language: Language) -> str:
        """What it was taken for: the remembered mood or the concept that answers most of it."""
        if self.recalled and (self.recalled[0][1] >= _LIKE or not self.stands_out):
            said = self.recalled[0][0].says(language)[0]
            return f'"{said}"' if language == "en" else said
        return self.vibes[0][0].name(language)

    @property
    def says_something(self) -> bool:
        """Whether the request is a mood at all; where that was not learnt, whether it is nearer to some concept than
        nonsense is to any.
        """
        return self.margin >= _STANDS_OUT if self.sense is None else self.sense >= SENSE


def _agrees(pulls: Sequence[Want], said: Mapping[str, set[str]]) -> bool:
    return all(set(pull.values) & said.get(pull.field, set(pull.values)) for pull in pulls)


@cache
def vibes() -> tuple[Vibe, ...]:
    """The table of concepts: every file of `assets/style/vibes`."""
    rows: list[dict[str, Any]] = []
    for path in sorted((assets() / "style" / "vibes").glob("*.toml")):
        rows += tomllib.loads(path.read_text(encoding="utf-8"))["vibe"]
    return tuple(
        Vibe(row["name"], row["zh"], row["en_says"], row["zh_says"], _pulls(row["pulls"], row["name"])) for row in rows
    )


class VibeReader:
    """Compares requests with the concepts, which are encoded once, on construction, and with the remembered moods."""

    def __init__(
        self, encoder: TextEncoder, table: Sequence[Vibe] | None = None, memory: MoodMemory | None = None
    ) -> None:
        self._vibes = tuple(vibes() if table is None else table)
        self._memory = memory
        self._says = [_Says(encoder, [vibe.says(language) for vibe in self._vibes]) for language in ("en", "zh")]

    def __call__(self, query: F32) -> Mood:
        """query: (384,) unit vector of the request."""
        nears = [says(query) for says in self._says]
        scores = f32(np.mean([
            (1 - _BY_PIECES) * _standardised(whole) + _BY_PIECES * _standardised(pieces) for whole, pieces in nears
        ], axis=0))  # fmt: skip
        both = np.mean([whole for whole, _ in nears], axis=0)
        order = np.argsort(scores)[::-1][:_NEAREST]
        weights = np.exp(_SHARPNESS * (scores[order] - scores[order[0]]))
        weights /= weights.sum()
        pairs = tuple((self._vibes[i], float(weight)) for i, weight in zip(order, weights, strict=True))
        mood = Mood(pairs, float(scores[order[0]]), float(both.max() - both.mean()))
        memory = self._memory
        return mood if memory is None else replace(mood, recalled=memory(query), sense=memory.senses(query))


class _Says:
    """The descriptions of all concepts in one language, whole and in pieces."""

    def __init__(self, encoder: TextEncoder, descriptions: Sequence[str]) -> None:
        cut = [pieces_of(one) for one in descriptions]
        self._whole = encoder.encode(descriptions, "passage")
        self._parts = encoder.encode([piece for pieces in cut for piece in pieces], "passage")
        most = max((len(pieces) for pieces in cut), default=0)
        self._places = np.full((len(cut), max(most, _BEST)), -1)
        first = 0
        for row, pieces in enumerate(cut):
            self._places[row, : len(pieces)] = np.arange(first, first + len(pieces))
            first += len(pieces)

    def __call__(self, query: F32) -> tuple[F32, F32]:
        """(n,) cosines of each concept's description with the query, and of its nearest pieces."""
        near = np.append(self._parts @ query, np.float32(np.nan))
        best = np.sort(near[self._places], axis=1)  # what is no piece comes last
        held = np.isfinite(best).sum(1)
        rows = np.arange(len(best))[:, None]
        nearest = best[rows, np.maximum(held[:, None] - 1 - np.arange(_BEST), 0)]
        return f32(self._whole @ query), f32(nearest.mean(1))


def pieces_of(description: str) -> list[str]:
    """A concept's description, a few phrases at a time."""
    mark = "、" if "、" in description else ", "
    phrases = description.split(mark)
    return [mark.join(phrases[at : at + _PIECE]) for at in range(0, len(phrases), _PIECE)]


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
