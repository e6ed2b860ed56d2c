"""Garments for a person, from their own history, of several kinds, each with the reason why.

Pure: the same history, catalog and time give the same answer. Nothing is recommended without a deed that speaks for
it, nothing that was dismissed, nothing that is worn now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import Language, likeness, name_of
from tryon_desktop.engine.style.describe import word
from tryon_desktop.engine.style.history import GLANCE_S, Moment
from tryon_desktop.engine.style.person import Person, person_reasons, shown, suits
from tryon_desktop.engine.style.request import VALUES, Intent, Request
from tryon_desktop.engine.style.taste import Because, Liking, Taste

TOP = 9
ENOUGH = 1.0
"""Evidence below which nothing is recommended: one garment worn for a minute."""
_SAMENESS = 0.55
"""What a garment loses that is the same as one already recommended."""
_SHARE_OF_A_KIND = 3
"""At most one in so many may be of one category, rounded up."""
_REASONS = 3
_LOOKS, _UNSEEN = 0.04, 0.3
"""Share of a score that skin and hair may move, and that a garment loses which is not in the picture at all."""
_ANYTHING = Request(Intent.FIND)
_SILENT = {
    "sleeve": ("none",), "fit": ("regular",), "pattern": ("solid",),
    "closure": ("none",), "shape": ("straight",), "length": ("hip", "waist"),
}  # fmt: skip
"""Values that are no reason to anybody, however much they count."""
_TAGS = frozenset(("wearer", "season", "occasion"))
"""They count, but nobody likes a coat for being one for autumn."""
_CAPITAL = ("T-", "V-", "A-", "Breton", "Fair Isle")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS_ZH = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九")


class Entry(Protocol):
    """What is read of a catalog entry."""

    @property
    def id(self) -> str:
        """The garment's id."""
        ...

    @property
    def spec(self) -> GarmentSpec:
        """What it is."""
        ...


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A garment, how much it is to the person's taste (0 for any garment), and why, the strongest reason first.

    in_the_mirror: language -> what the person in the mirror adds to that.
    """

    id: str
    score: float
    likings: tuple[Liking, ...]
    in_the_mirror: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)

    def why(self, language: Language) -> tuple[str, ...]:
        """The reasons in words: "olive, like the three you saved"."""
        return tuple(say_liking(liking, language) for liking in self.likings) + self.in_the_mirror.get(language, ())


def recommend(
    moments: Sequence[Moment],
    entries: Sequence[Entry],
    *,
    now: float,
    worn: Collection[str] = (),
    top: int = TOP,
    vectors: Mapping[GarmentSpec, F32] | None = None,
    person: Person | None = None,
) -> tuple[Recommendation, ...]:
    """Up to `top` garments, best first. moments: the history; now: seconds since the epoch; worn: ids worn now.

    vectors: embeddings of garments, where there are any. person: who is in the mirror; moves the order a little.
    Empty where the history says too little.
    """
    taste = Taste(moments, [entry.spec for entry in entries], now=now, vectors=vectors)
    if taste.mass < ENOUGH:
        return ()
    dismissed = {(one.garment_id, one.spec) for one in moments if one.event is Event.DISMISSED}
    ids, specs = {garment_id for garment_id, _ in dismissed}, {spec for _, spec in dismissed}
    on = {entry.spec for entry in entries if entry.id in worn}
    free = [
        entry
        for entry in entries
        if entry.id not in ids and entry.spec not in specs and entry.id not in worn and entry.spec not in on
    ]
    known = {moment.spec for moment in moments if moment.seconds >= GLANCE_S or moment.event is Event.SAVED}
    scores = {entry.id: taste.score(entry.spec) * _fits(person, entry.spec) for entry in free}
    pools = [[entry for entry in free if (entry.spec in known) is familiar] for familiar in (False, True)]
    return tuple(
        Recommendation(entry.id, round(scores[entry.id], 4), reasons, _in_the_mirror(person, entry.spec))
        for entry, reasons in _several(pools, scores, taste, top)
    )


def _fits(person: Person | None, spec: GarmentSpec) -> float:
    """What the mirror does to a score: skin and hair a tie, legs that are out of the picture more."""
    if person is None:
        return 1.0
    return 1 + _LOOKS * (suits(person, spec) - 0.5) - _UNSEEN * (1 - shown(person, spec))


def _in_the_mirror(person: Person | None, spec: GarmentSpec) -> dict[Language, tuple[str, ...]]:
    languages: tuple[Language, ...] = ("en", "zh")
    return {language: person_reasons(person, _ANYTHING, spec, language) for language in languages}


def say_liking(liking: Liking, language: Language) -> str:
    """One reason in words."""
    if liking.field == "colour":
        value = name_of(liking.value, language)
    else:
        value = word(VALUES[liking.field](liking.value), language)
    if language == "zh":
        many = _NUMBERS_ZH[liking.count] if liking.count < len(_NUMBERS_ZH) else str(liking.count)
        deed = {
            Because.SAVED: f"和你保存过的{many}件一样",
            Because.WORN: f"和你常穿的{many}件一样" if liking.count > 1 else "和你穿了很久的那件一样",
            Because.ASKED: f"你找过{many}次" if liking.count > 1 else "你找过",
        }[liking.because]
        return f"{value}，{deed}"
    many = _NUMBERS[liking.count] if liking.count < len(_NUMBERS) else str(liking.count)
    deed = {
        Because.SAVED: f"like the {many} you saved",
        Because.WORN: f"like the {many} you wore long",
        Because.ASKED: {1: "as you asked for", 2: "as you asked for twice"}.get(
            liking.count, f"as you asked for {many} times"
        ),
    }[liking.because]
    return f"{value if value.startswith(_CAPITAL) else value[:1].lower() + value[1:]}, {deed}"


def _several(
    pools: Sequence[Sequence[Entry]], scores: Mapping[str, float], taste: Taste, top: int
) -> list[tuple[Entry, tuple[Liking, ...]]]:
    """The best, one after another, each as unlike those before as its score allows (Carbonell and Goldstein, 1998).

    pools: those of the first before any of the next.
    """
    most = -(-top // _SHARE_OF_A_KIND)
    chosen: list[tuple[Entry, tuple[Liking, ...]]] = []
    kinds: dict[str, int] = {}
    for pool in pools:
        left = sorted((entry for entry in pool if scores[entry.id] > 0), key=lambda entry: -scores[entry.id])
        sameness = {
            entry.id: max((_alike(entry.spec, before.spec) for before, _ in chosen), default=0.0) for entry in left
        }
        while left and len(chosen) < top:
            worth = [scores[entry.id] * (1 - _SAMENESS * sameness[entry.id]) for entry in left]
            best = left.pop(worth.index(max(worth)))
            if kinds.get(best.spec.category, 0) >= most or not (reasons := worth_saying(taste.likings(best.spec))):
                continue
            kinds[best.spec.category] = kinds.get(best.spec.category, 0) + 1
            chosen.append((best, reasons))
            for entry in left:
                sameness[entry.id] = max(sameness[entry.id], _alike(entry.spec, best.spec))
    return chosen


def worth_saying(likings: Iterable[Liking], most: int = _REASONS) -> tuple[Liking, ...]:
    """The first likings that are a reason to somebody, at `most`: not that it is plain, or of hip length."""
    said = (one for one in likings if one.field not in _TAGS and one.value not in _SILENT.get(one.field, ()))
    return tuple(islice(said, most))


def _alike(one: GarmentSpec, other: GarmentSpec) -> float:
    """0-1: how much two garments are the same to somebody who looks for something else."""
    same = (0.45 * (one.category == other.category), 0.15 * (one.pattern == other.pattern),
            0.1 * (one.fabric == other.fabric))  # fmt: skip
    return sum(same) + 0.3 * likeness(one.colour, other.colour)
