"""How well a garment answers a request: attributes, refusals, mood and the encoder's sense, fused into one score.

Decision-level fusion: the words that the lexicon read are answered by attributes, the share that it could not read by
the concepts and by the embedding. Refusals are attributes only: an encoder ranks wool first for "not wool".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec, Pattern
from tryon_desktop.engine.style.colours import Language, name_of, same_colour
from tryon_desktop.engine.style.describe import spoken
from tryon_desktop.engine.style.matching import ORDERED, SAME_SLOT, WEIGHT, match
from tryon_desktop.engine.style.request import Request, Want, values_of
from tryon_desktop.engine.style.suited import suited
from tryon_desktop.engine.style.vibes import Mood

_SUGGESTED = 0.35
REFUSED = 0.5
"""Match from which on a refused attribute counts as present."""
PENALTY = 0.001
"""What a score is multiplied by for every refused attribute that the garment has."""
_UNASKED_PRINT = 0.02
"""What a print costs that nobody asked for: who says "a white shirt" has a plain one in mind."""
_SECOND_CHOICE = 0.01
"""What a garment costs that a word means only in the second place: 衬衫 is a shirt, and a blouse too."""
_PRINTS = frozenset(("pattern", "motif", "text"))
_MOOD_SHARE, _SURE_SHARE = 0.7, 1.0
"""How far the concepts answer what was not read, the nearness of words to captions the rest. Where the nearest concept
stands out, that nearness does not count: a caption tells a garment's make, which says next to nothing of a mood.
"""
_TIE_BREAK = 0.03
_REASONS = 5
_GOES_WITHOUT_SAYING = frozenset(("none", "straight", "regular", "unisex"))
HARD = frozenset(
    ("category", "colour", "pattern", "fabric", "sleeve", "neckline", "shape", "closure", "detail", "motif", "text",
     "ink", "trim", "scale")
)  # fmt: skip
"""Fields whose miss means that the catalog does not have what was asked for."""
MISSED = 0.45
_LOST_CATEGORY = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """One garment's score 0..1 and its parts; `missed`: hard wants that it does not answer; `refused`: what it has."""

    total: float
    wants: tuple[tuple[Want, float], ...]
    missed: tuple[Want, ...]
    refused: tuple[Want, ...]
    mood: float
    sense: float


def score_all(
    request: Request, specs: Sequence[GarmentSpec], *, mood: Mood | None = None, senses: F32 | None = None
) -> list[Score]:
    """Score garments for a request. senses: (n,) cosines of request and garments, compared with one another."""
    sense = _calibrated(senses) if senses is not None and len(specs) else np.full(len(specs), 0.5, np.float32)
    moods = suited(mood, specs)
    share = request.share if mood is not None or senses is not None else 1.0
    by_mood = 0.0 if mood is None else _SURE_SHARE if mood.sure else _MOOD_SHARE
    return [
        _score(request, spec, share, mood_score, float(one), by_mood)
        for spec, mood_score, one in zip(specs, moods, sense, strict=True)
    ]


def reasons(score: Score, spec: GarmentSpec, language: Language, mood: Mood | None, share: float) -> tuple[str, ...]:
    """Why a garment stands where it stands, in plain words."""
    lines = [_because(want, value, spec, language) for want, value in score.wants if want.hard]
    lines = [line for line in lines if line][:_REASONS]
    clash = "有你不要的：{}" if language == "zh" else "has what you refused: {}"
    lines += [clash.format(want.said) for want in score.refused]
    if mood is not None and mood.sure and share < 1 and score.mood > 0.4:
        suits = "适合“{}”" if language == "zh" else "suits {}"
        lines.append(suits.format(mood.name(language)))
    if share < 1 and score.sense > 0.75:
        lines.append("与你的描述意思相近" if language == "zh" else "close in meaning to your words")
    return tuple(lines)


def _score(request: Request, spec: GarmentSpec, share: float, mood: float, sense: float, by_mood: float) -> Score:
    wants = tuple((want, match(want, spec)) for want in request.wants)
    weights = [WEIGHT[want.field] * (1.0 if want.hard else _SUGGESTED) for want, _ in wants]
    read = sum(w * value for w, (_, value) in zip(weights, wants, strict=True)) / sum(weights) if weights else 0.5
    guess = by_mood * mood + (1 - by_mood) * sense
    trust = share if weights or not request.unread else 0.0
    # Captions say next to nothing of a mood: between two garments that suit one they are no judge.
    ties = _TIE_BREAK * (1 - by_mood * (1 - trust))
    total = (1 - ties) * (trust * read + (1 - trust) * guess) + ties * sense
    if request.wants and spec.pattern is not Pattern.SOLID and not any(w.field in _PRINTS for w in request.wants):
        total *= 1 - _UNASKED_PRINT * trust
    if any(want.field == "category" and spec.category != want.values[0] for want in request.wants):
        total *= 1 - _SECOND_CHOICE * trust
    refused = tuple(want for want in request.excluded if _has_refused(want, spec))
    missed = tuple(want for want, value in wants if want.hard and want.field in HARD and value < _enough(want))
    if any(want.field == "category" and value <= SAME_SLOT for want, value in wants if want.hard):
        total *= _LOST_CATEGORY
    return Score(total * PENALTY ** len(refused), wants, missed, refused, mood, sense)


def _has_refused(want: Want, spec: GarmentSpec) -> bool:
    """Navy is near to black and still not refused with it: of colours the family counts as well."""
    if want.field in ORDERED:
        # A sleeveless dress is near to one with short sleeves, and has none all the same.
        return getattr(spec, want.field) in want.values
    if want.field != "colour":
        return match(want, spec) > REFUSED
    return any(same_colour(value, spec.colour) for value in want.values)


def _enough(want: Want) -> float:
    """A sweatshirt is near to a hoodie, but who asks for a hoodie wants one."""
    return 1.0 if want.field == "category" else MISSED


def _calibrated(cosines: F32) -> F32:
    """Cosines of E5 crowd between 0.7 and 0.9: standardise over the catalog and squash to 0..1."""
    spread = float(cosines.std())
    standard = (cosines - cosines.mean()) / spread if spread > 1e-6 else cosines * 0
    return np.asarray(1 / (1 + np.exp(-1.5 * standard)), np.float32)


def _because(want: Want, value: float, spec: GarmentSpec, language: Language) -> str:
    """Such as "mustard, as asked" or "navy instead of mustard"."""
    if not want.said:
        return ""
    if want.field == "colour":
        present, asked = name_of(spec.colour, language), name_of(want.values[0], language)
    elif want.field == "ink":
        inks = values_of(spec, "ink")
        present, asked = name_of(inks[0], language) if inks else "", name_of(want.values[0], language)
    elif want.field == "tone":
        present = asked = name_of(spec.colour, language)
    else:
        found = [one for one in values_of(spec, want.field) if one in want.values] or list(values_of(spec, want.field))
        present = spoken(want.field, found[0], language) if found else ""
        asked = spoken(want.field, want.values[0], language)
        if value == 1.0 and want.values[0] in _GOES_WITHOUT_SAYING:
            return ""
    if value >= 0.8:
        return f"{present}，符合要求" if language == "zh" else f"{present}, as asked"
    if not present or present == asked:
        return f"缺少：{asked}" if language == "zh" else f"lacks: {asked}"
    return f"是{present}，不是{asked}" if language == "zh" else f"{present} instead of {asked}"
