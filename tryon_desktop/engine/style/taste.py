"""A person's taste, attribute by attribute, from what they wore, saved, dismissed and asked for.

Each field of a garment is scored by how much likelier its value is among what the person chose than in the catalog:
the log of a ratio of two shares, both smoothed towards the catalog (the naive Bayes of Pazzani and Billsus, "Learning
and revising user profiles", 1997). Colours have no values to count: their shares are densities in OKLab. Old evidence
counts less: half after `HALF_LIFE_S`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import colours, distance, same_colour
from tryon_desktop.engine.style.history import GLANCE_S, Moment
from tryon_desktop.engine.style.request import values_of

HALF_LIFE_S = 45 * 86_400.0
_WEIGHT: Mapping[str, float] = {
    "colour": 1.0, "category": 1.0, "pattern": 0.9, "fabric": 0.8, "style": 0.5, "occasion": 0.4, "neckline": 0.4,
    "sleeve": 0.4, "fit": 0.4, "detail": 0.3, "length": 0.3, "shape": 0.3, "season": 0.3, "closure": 0.3,
    "wearer": 0.8,
}  # fmt: skip
FIELDS = tuple(_WEIGHT)
_MASS = {Event.SAVED: 3.0, Event.ASKED: 1.5, Event.DISMISSED: 1.0}
_LONGEST_MINUTES = 15.0
_PRIOR = 5.0
"""Evidence that it takes to be heard over the catalog, in masses of `_MASS`."""
_DISLIKE = 0.5
"""A refusal says less than a choice: of a garment with ten attributes one may have been the reason."""
_NEAR = 0.11
"""Distance in OKLab at which two colours are still much the same to a taste."""
_SENSE = 0.5


class Because(StrEnum):
    """What a liking comes from."""

    SAVED = "saved"
    WORN = "worn"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Liking:
    """One attribute that speaks for a garment. field, value: as in a request, colours as #rrggbb.

    because: where most of it comes from; count: how many garments were saved or worn, or how often it was asked for.
    """

    field: str
    value: str
    strength: float
    because: Because
    count: int


@dataclass(frozen=True, slots=True)
class _Evidence:
    """mass: above 0 liked, below 0 refused. values: field -> values. key: tells garments apart in a count."""

    mass: float
    values: Mapping[str, tuple[str, ...]]
    because: Because
    key: object
    spec: GarmentSpec | None


class Taste:
    """Scores garments of one catalog. moments: the history; now: seconds since the epoch; specs: the whole catalog.

    vectors: embeddings of garments, of length 1; where a garment has none, its attributes alone count.
    """

    def __init__(
        self,
        moments: Sequence[Moment],
        specs: Sequence[GarmentSpec],
        *,
        now: float,
        vectors: Mapping[GarmentSpec, F32] | None = None,
    ) -> None:
        self._evidence = [one for moment in moments for one in _read(moment, now)]
        self._base = _Shares([(1.0, _values(spec)) for spec in specs])
        self._likes = _Shares([(one.mass, one.values) for one in self._evidence if one.mass > 0])
        self._dislikes = _Shares([(-one.mass, one.values) for one in self._evidence if one.mass < 0])
        self._vectors = vectors or {}
        self._mean = _mean(self._vectors)
        self._heart = self._liked_direction()
        self._spread = self._usual_spread()

    @property
    def mass(self) -> float:
        """How much speaks for anything at all; a saved picture is 3."""
        return sum(one.mass for one in self._evidence if one.mass > 0)

    def score(self, spec: GarmentSpec) -> float:
        """How much a garment is to this taste: 0 for any garment, above for what was liked."""
        total = sum(self._field(field, values) for field, values in _values(spec).items())
        if self._heart is not None and spec in self._vectors:
            total += _SENSE * float((self._vectors[spec] - self._mean) @ self._heart) / self._spread
        return total

    def likings(self, spec: GarmentSpec) -> Iterator[Liking]:
        """The attributes that speak for a garment, the strongest first; only those that a deed stands behind.

        One by one: to find the deeds takes longer than all the rest, and few likings are ever said.
        """
        strengths = [
            (_WEIGHT[field] * self._lift(self._likes, field, value), field, value)
            for field, values in _values(spec).items()
            for value in values
        ]
        for strength, field, value in sorted(strengths, key=lambda one: (-one[0], FIELDS.index(one[1]), one[2])):
            if strength > 0 and (behind := self._behind(field, value, spec)) is not None:
                yield Liking(field, value, strength, *behind)

    def _field(self, field: str, values: tuple[str, ...]) -> float:
        lifts = [
            self._lift(self._likes, field, value) - _DISLIKE * self._lift(self._dislikes, field, value)
            for value in values
        ]
        return _WEIGHT[field] * sum(lifts) / len(lifts) if lifts else 0.0

    def _lift(self, shares: _Shares, field: str, value: str) -> float:
        mass = shares.total(field)
        if mass <= 0:
            return 0.0
        usual = self._base.mass(field, value) / max(self._base.total(field), 1.0) + 1e-3
        there = (shares.mass(field, value) + _PRIOR * usual) / (mass + _PRIOR)
        return math.log(there / usual)

    def _behind(self, field: str, value: str, spec: GarmentSpec) -> tuple[Because, int] | None:
        """Which deeds the liking of a value comes from, and how many garments or requests they are."""
        masses: dict[Because, float] = {}
        keys: dict[Because, set[object]] = {}
        for one in self._evidence:
            # Specs last: comparing two takes longer than all the rest.
            if one.mass > 0 and any(_same(field, value, v) for v in one.values.get(field, ())) and one.spec != spec:
                masses[one.because] = masses.get(one.because, 0.0) + one.mass
                keys.setdefault(one.because, set()).add(one.key)
        if not masses:
            return None
        because = max(Because, key=lambda kind: masses.get(kind, 0.0))
        return because, len(keys[because])

    def _liked_direction(self) -> F32 | None:
        total = np.zeros_like(self._mean)
        for one in self._evidence:
            if one.spec is not None and one.spec in self._vectors:
                total += (one.mass if one.mass > 0 else _DISLIKE * one.mass) * (self._vectors[one.spec] - self._mean)
        length = float(np.linalg.norm(total)) if total.size else 0.0
        return np.asarray(total / length, np.float32) if length > 1e-6 else None


    def _usual_spread(self) -> float:
        """How far the catalog's garments lie apart along the liked direction."""
        if self._heart is None:
            return 1.0
        return max(float(np.std(np.stack(list(self._vectors.values())) @ self._heart)), 1e-6)


class _Shares:
    """Masses by field and value; of colours, by nearness."""

    def __init__(self, weighted: Sequence[tuple[float, Mapping[str, tuple[str, ...]]]]) -> None:
        self._counts: dict[tuple[str, str], float] = {}
        self._totals: dict[str, float] = {}
        self._colours: dict[str, float] = {}
        self._densities: dict[str, float] = {}
        for mass, values in weighted:
            for field, some in values.items():
                if some:
                    self._totals[field] = self._totals.get(field, 0.0) + mass
                for value in some:
                    share = mass / len(some)
                    if field == "colour":
                        self._colours[value] = self._colours.get(value, 0.0) + share
                    else:
                        self._counts[field, value] = self._counts.get((field, value), 0.0) + share

    def total(self, field: str) -> float:
        return self._totals.get(field, 0.0)

    def mass(self, field: str, value: str) -> float:
        if field != "colour":
            return self._counts.get((field, value), 0.0)
        if value not in self._densities:
            self._densities[value] = sum(
                mass * math.exp(-((distance(value, other) / _NEAR) ** 2)) for other, mass in self._colours.items()
            )
        return self._densities[value]


def _read(moment: Moment, now: float) -> list[_Evidence]:
    fresh = 0.5 ** (max(0.0, now - moment.time) / HALF_LIFE_S)
    if moment.event is Event.ASKED:
        mass = fresh * _MASS[Event.ASKED]
        tables = ((mass, moment.wanted), (-mass, moment.unwanted))
        return [
            _Evidence(one, asked, Because.ASKED, moment.time, None)
            for one, table in tables
            if (asked := _asked(table))
        ]
    if moment.spec is None:
        return []
    values, spec = _values(moment.spec), moment.spec
    match moment.event:
        case Event.SAVED:
            return [_Evidence(fresh * _MASS[Event.SAVED], values, Because.SAVED, spec, spec)]
        case Event.DISMISSED:
            return [_Evidence(-fresh * _MASS[Event.DISMISSED], values, Because.SAVED, spec, spec)]
        case Event.WORN if moment.seconds >= GLANCE_S:
            minutes = min(moment.seconds / 60, _LONGEST_MINUTES)
            return [_Evidence(fresh * math.log2(1 + minutes), values, Because.WORN, spec, spec)]
    return []


@lru_cache(maxsize=4096)
def _values(spec: GarmentSpec) -> Mapping[str, tuple[str, ...]]:
    """Field -> values of a garment, without what says nothing: no sleeves on trousers, no pattern's trim colours."""
    bottom = spec.slot is Slot.BOTTOM
    skipped = {"sleeve", "neckline"} if bottom else {"shape"} if spec.slot is not Slot.FULL else set()
    found = {field: values_of(spec, field) for field in FIELDS if field not in skipped}
    found["colour"] = (spec.colour,)
    return {field: tuple(str(value) for value in values) for field, values in found.items() if values}


@cache
def _named() -> Mapping[str, str]:
    """Every colour's English name -> #rrggbb."""
    return {colour.name("en"): colour.hex for colour in colours()}


def _asked(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    named = _named()
    found = {field: values for field, values in table.items() if field in _WEIGHT}
    found["colour"] = tuple(named[value] for value in table.get("colour", ()) if value in named)
    return {field: values for field, values in found.items() if values}


def _same(field: str, value: str, other: str) -> bool:
    """Whether a person would call both by one word."""
    return same_colour(value, other) if field == "colour" else value == other


def _mean(vectors: Mapping[GarmentSpec, F32]) -> F32:
    if not vectors:
        return np.zeros(0, np.float32)
    return np.asarray(np.mean(list(vectors.values()), axis=0), np.float32)
