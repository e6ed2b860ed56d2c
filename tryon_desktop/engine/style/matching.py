"""How well a garment answers one want, by the field that it speaks of."""

from __future__ import annotations

import tomllib
from collections.abc import Hashable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.garments.spec import SLOT_OF, Category, GarmentSpec, Pattern
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import likeness, tones
from tryon_desktop.engine.style.request import TAGS, VALUES, Want, values_of

WEIGHT: Mapping[str, float] = {
    "category": 4.0, "colour": 2.5, "pattern": 2.0, "fabric": 1.8, "detail": 1.4, "tone": 1.2, "neckline": 1.2,
    "sleeve": 1.2, "length": 1.2, "shape": 1.2, "closure": 1.2, "fit": 0.8, "occasion": 1.0, "season": 0.8,
    "style": 0.8, "wearer": 1.2, "motif": 2.0, "text": 2.0,
    "ink": 1.5, "trim": 1.5, "scale": 1.0,
}  # fmt: skip
"""How much each field counts."""
_NEAR = 0.5
SAME_SLOT = 0.25
_STEP_APART = 0.45
ORDERED = frozenset(("sleeve", "length", "fit"))
TAGGED = TAGS - {"wearer"}
"""When, where and in what style a garment is worn; a garment may say nothing of it."""
_UNTAGGED = 0.35
_PRINT_SHARE = 0.7
_TRIM_SHARE = 0.3


def match(want: Want, spec: GarmentSpec) -> float:
    """How well a garment answers one want, 0..1."""
    if want.field == "colour":
        return _colour_match(want.values, spec.colours, spec.pattern is Pattern.SOLID)
    if want.field == "scale":
        return float(spec.scale in want.values or _SCALES.get(spec.pattern) in want.values)
    if want.field == "ink":
        return _inked(want.values, spec)
    if want.field == "trim":
        return max(_trimmed(value, spec) for value in want.values)
    if want.field == "tone":
        tone = next(one for one in tones() if one.name_en == want.values[0])
        return 1.0 if tone.holds(spec.colour) else 0.0
    return _answered(want.field, want.values, values_of(spec, want.field))


def matches(wants: Sequence[Want], specs: Sequence[GarmentSpec]) -> F32:
    """(wants, specs) float32: `match` of each with each. What wants and garments have in common is asked once."""
    rows: dict[str, _Rows] = {}
    found = np.empty((len(wants), len(specs)), np.float32)
    for at, want in enumerate(wants):
        if want.field not in rows:
            rows[want.field] = _Rows(want.field, specs)
        found[at] = rows[want.field](want)
    return found


class _Rows:
    """One field of some garments, matched value by value."""

    def __init__(self, field: str, specs: Sequence[GarmentSpec]) -> None:
        first: dict[Hashable, int] = {}
        self._places = [first.setdefault(_present(field, spec), len(first)) for spec in specs]
        self._distinct = [specs[self._places.index(place)] for place in range(len(first))]
        self._several = np.array([len(spec.colours) > 1 for spec in self._distinct])
        self._known: dict[str, tuple[F32, F32]] = {}

    def __call__(self, want: Want) -> F32:
        """(specs,) the matches of one want."""
        if want.field == "colour":
            row = self._colours(want.values)
        elif want.field in _BY_VALUE:
            row = f32(np.max([self._value(want, value)[0] for value in want.values], axis=0))
        else:
            row = f32([match(want, spec) for spec in self._distinct])
        return row[self._places]

    def _value(self, want: Want, value: str) -> tuple[F32, F32]:
        if value not in self._known:
            only = Want(want.field, (value,), "")
            near = f32([match(only, spec) for spec in self._distinct])
            anywhere = near
            if want.field == "colour":
                anywhere = f32([max(likeness(value, one) for one in spec.colours) for spec in self._distinct])
            self._known[value] = near, anywhere
        return self._known[value]

    def _colours(self, values: Sequence[str]) -> F32:
        near, anywhere = (f32(rows) for rows in zip(*(self._value(_COLOUR, value) for value in values), strict=True))
        best: F32 = f32(near.max(0))
        if len(values) == 1:
            return best
        both = np.sort(anywhere, axis=0)[-2:].mean(0)
        return f32(np.where(self._several, np.maximum(best, both), best))


_BY_VALUE = frozenset(VALUES) - {"wearer", "scale"}
"""Fields of which several values are matched as well as the best of them."""
_COLOUR = Want("colour", (), "")


def _present(field: str, spec: GarmentSpec) -> Hashable:
    """What of a garment `match` looks at for a field."""
    if field == "colour":
        return spec.colours, spec.pattern is Pattern.SOLID
    if field in ("ink", "trim"):
        return spec.colours, spec.pattern, spec.trims, spec.category
    if field == "scale":
        return spec.scale, spec.pattern
    return spec.colour if field == "tone" else values_of(spec, field)


def _inked(wanted: Sequence[str], spec: GarmentSpec) -> float:
    """How well the colours of a print, apart from its ground, are those that are wanted."""
    inks = values_of(spec, "ink")
    return max((likeness(value, ink) for value in wanted for ink in inks), default=0.0)


def _trimmed(wanted: str, spec: GarmentSpec) -> float:
    """How near a garment's part comes to `collar=#rrggbb`; ribs of a second colour are its collar and cuffs."""
    part, _, colour = wanted.partition("=")
    own: dict[str, str] = dict(spec.trims)
    if part in _RIBS and spec.pattern is Pattern.SOLID and len(spec.colours) > 1 and spec.category in _RIBBED:
        own.setdefault(part, spec.colours[1])
    if part not in own:
        return 0.0
    return 1.0 if colour == "contrast" else likeness(colour, own[part])


_SCALES = {Pattern.PINSTRIPE: "small", Pattern.BUFFALO: "large"}
"""Patterns that are small or large by themselves."""
_RIBS = frozenset(("collar", "cuffs"))
_RIBBED = frozenset(("tee", "polo", "sweatshirt", "hoodie", "sweater", "cardigan"))


@lru_cache(maxsize=1 << 15)
def _answered(field: str, wanted: tuple[str, ...], present: tuple[str, ...]) -> float:
    """How well a field's `present` values answer the `wanted` ones, 0..1."""
    if any(value in wanted for value in present):
        return 1.0
    if field == "wearer":
        # What is for everybody is as much for men, or for women, as what is for them alone.
        return float("unisex" in (*present, *wanted))
    if field in TAGGED and not present:
        return _UNTAGGED
    return max((nearness(field, value, other) for value in wanted for other in present), default=0.0)


@lru_cache(maxsize=1 << 15)
def _colour_match(wanted: tuple[str, ...], colours: tuple[str, ...], plain: bool) -> float:
    """The cloth's own colour counts in full, a print's at seven tenths; two colours asked of a print are averaged.

    On plain cloth the other colours are trim and lettering: nobody calls a white shirt with a red collar red.
    """
    share = _TRIM_SHARE if plain else _PRINT_SHARE
    best = [
        max(likeness(value, colours[0]), share * max((likeness(value, c) for c in colours[1:]), default=0.0))
        for value in wanted
    ]
    if len(best) > 1 and len(colours) > 1:
        firsts = sorted((max(likeness(value, c) for c in colours) for value in wanted), reverse=True)
        return max(max(best), (firsts[0] + firsts[1]) / 2)
    return max(best)


def nearness(field: str, wanted: str, present: str) -> float:
    """How near two different values of a field are, 0..1: steps of an order, pairs of the table, the same slot."""
    if field in ORDERED:
        order = [str(value) for value in VALUES[field]]
        return max(0.0, 1 - _STEP_APART * abs(order.index(wanted) - order.index(present)))
    if (field, *sorted((wanted, present))) in _near():
        return _NEAR
    if field == "category" and SLOT_OF[Category(wanted)] is SLOT_OF[Category(present)]:
        return SAME_SLOT
    return 0.0


@cache
def _near() -> frozenset[tuple[str, ...]]:
    with (assets() / "style" / "lexicon.toml").open("rb") as file:
        rows = tomllib.load(file)["near"]
    return frozenset((field, *sorted(pair)) for field, values in rows for pair in combinations(values.split("|"), 2))
