"""What the answer says of words that were taken for something else: garments that cannot be drawn, and bodies.

What they are taken for is a table (`assets/style/wardrobes.toml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import Language, name_of
from tryon_desktop.engine.style.describe import spoken
from tryon_desktop.engine.style.matching import match
from tryon_desktop.engine.style.request import Guess, Request, Taken, Want, values_of

_SAID = {
    (Guess.NEAREST, "en"): ' I took "{said}" as {what}, the nearest that I can draw.',
    (Guess.NEAREST, "zh"): "我把“{said}”当作{what}，这是我能画的最接近的。",
    (Guess.PHYSIQUE, "en"): " For {whom} I went for {what}.",
    (Guess.PHYSIQUE, "zh"): "照顾到{whom}，选了{what}。",
}
_MOST = 2
_SUITS = {"en": "{}: for {}", "zh": "{}，照顾到{}"}
_PLAIN = frozenset(("none", "regular", "straight", "solid"))
"""What goes without saying."""
_NEAR_ENOUGH = 0.8
_OF_TOPS = frozenset(("sleeve", "neckline"))


def guessed(request: Request) -> tuple[str, str]:
    """The sentences that own to it, English and Chinese; empty where every word was taken for what it is."""
    once = {(taken.guess, taken.as_en): taken for taken in request.taken}.values()
    english = "".join(_SAID[one.guess, "en"].format(said=one.said, what=one.as_en, whom=one.whom_en) for one in once)
    chinese = "".join(_SAID[one.guess, "zh"].format(said=one.said, what=one.as_zh, whom=one.whom_zh) for one in once)
    return english, chinese


def physique_reasons(taken: Sequence[Taken], spec: GarmentSpec, language: Language) -> tuple[str, ...]:
    """What of a garment suits the physiques that were spoken of: "relaxed, A-line: for a fuller figure"."""
    lines = []
    for one in taken:
        met = list(_met(one.wants, spec, language))[:_MOST] if one.guess is Guess.PHYSIQUE else []
        if met:
            whom = one.whom_en if language == "en" else one.whom_zh
            lines.append(_SUITS[language].format(("、" if language == "zh" else ", ").join(met), whom))
    return tuple(lines)


def _met(wants: Sequence[Want], spec: GarmentSpec, language: Language) -> Iterator[str]:
    """What a garment has of it, in words."""
    for want in wants:
        if match(want, spec) < 1 or (spec.slot is Slot.BOTTOM and want.field in _OF_TOPS):
            continue
        if want.field == "tone":
            yield name_of(spec.colour, language)
            continue
        present = next((value for value in values_of(spec, want.field) if value in want.values), "")
        said = spoken(want.field, present, language) if present and present not in _PLAIN else ""
        if said:
            yield said


def far_from(taken: Sequence[Taken], spec: GarmentSpec) -> bool:
    """Whether a garment lacks too much of what one that cannot be drawn was taken for, so that it is better sewn."""
    nearest = [want for one in taken if one.guess is Guess.NEAREST for want in one.wants]
    return bool(nearest) and sum(match(want, spec) for want in nearest) / len(nearest) < _NEAR_ENOUGH
