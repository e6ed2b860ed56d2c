"""Made-up requests for the joint network: words made from garments, and how well each garment answers them.

Nothing of a benchmark or of the tests is read: the words are those that the garments' own descriptions use, names of
colours, and the concepts' descriptions. How well a garment answers is told by what the words were made from, not by
what the parser reads in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec, Occasion, Season, Style
from tryon_desktop.engine.style.colours import Language, colours, name_of
from tryon_desktop.engine.style.describe import caption, describe, spoken
from tryon_desktop.engine.style.matching import match
from tryon_desktop.engine.style.request import Want
from tryon_desktop.engine.style.vibes import Vibe
from tryon_desktop.training.specs import random_spec

_SAID = ("colour", "pattern", "fabric", "sleeve", "neckline", "length", "closure", "fit", "season", "occasion", "style")
_CHANGED = ("colour", "fabric", "pattern", "colour")
_DULL = frozenset(("none", "solid", "regular", "straight"))
_LIKE = ("category", "colour", "pattern", "fabric", "sleeve", "neckline", "length", "fit")
_ASKS = {
    "en": ("{}", "a {}", "show me a {}", "I need a {}", "do you have a {}?", "looking for a {} please"),
    "zh": ("{}", "我想要{}", "有没有{}", "找一件{}", "给我看看{}", "想买{}"),
}
_EDITS = {
    "en": ("make it {}", "this one but {}", "the same in {}", "I would rather have it {}"),
    "zh": ("换成{}的", "这件要{}的", "改成{}", "同款{}的"),
}
_NOTS = {"en": ("{}, not {}", "{} without {}", "{} but no {}"), "zh": ("{}，不要{}", "{}，别{}的", "{}但不要{}")}
_MOODS = {
    "en": ("something for {}", "{}", "dress me for {}", "what to wear: {}"),
    "zh": ("适合{}的衣服", "{}", "{}穿什么", "要有{}的感觉"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. wants, refused: what its words were made from; kind: how; concept: the vibe it speaks of.

    worn: the garment that it changes. pictured: whether that garment is a picture instead. liked: a history.
    """

    kind: str
    language: Language
    text: str
    wants: tuple[Want, ...]
    refused: tuple[Want, ...] = ()
    worn: GarmentSpec | None = None
    pictured: bool = False
    liked: tuple[GarmentSpec, ...] = ()
    concept: Vibe | None = None


def garments(count: int, rng: np.random.Generator) -> list[GarmentSpec]:
    """Random garments with occasions, seasons and styles as a shop would tag them, some without."""
    return [_tagged(random_spec(rng), rng) for _ in range(count)]


def ask(specs: Sequence[GarmentSpec], concepts: Sequence[Vibe], rng: np.random.Generator) -> Asked:
    """One made-up request that `specs` may answer."""
    language: Language = "en" if rng.random() < 0.5 else "zh"
    draw = rng.random()
    if draw < 0.3:
        asked = _mood(concepts, language, rng)
    elif draw < 0.5:
        asked = _edit(specs, language, rng)
    else:
        asked = _find(specs, language, rng, refuse=draw > 0.8)
    if rng.random() < 0.2:
        first = specs[int(rng.integers(len(specs)))]
        alike = [one for one in specs if one.category is first.category][:4]
        asked = replace(asked, liked=tuple(alike))
    return replace(asked, kind="typo", text=noisy(asked.text, rng)) if rng.random() < 0.2 else asked


def grades(asked: Asked, specs: Sequence[GarmentSpec]) -> F32:
    """(n,) 0..1: how well each garment answers what the request was made from."""
    whole = []
    for spec in specs:
        values = [(_weight(want), match(want, spec)) for want in asked.wants]
        grade = sum(w * value for w, value in values) / max(sum(w for w, _ in values), 1e-9) if values else 0.7
        if any(want.field == "category" and value < 0.5 for want, (_, value) in zip(asked.wants, values, strict=True)):
            grade *= 0.5 if asked.concept is None else 1.0
        refused = any(match(want, spec) > 0.5 for want in asked.refused)
        whole.append(0.0 if refused else grade)
    return np.array(whole, np.float32)


def noisy(text: str, rng: np.random.Generator) -> str:
    """One or two letters dropped, doubled, swapped or replaced; of Chinese a character is dropped."""
    letters = list(text)
    for _ in range(1 + int(len(letters) > 14)):
        at = int(rng.integers(max(len(letters) - 1, 1)))
        if not letters or not letters[at].isalpha():
            continue
        if not letters[at].isascii():
            if len(letters) > 5:
                del letters[at]
            continue
        match int(rng.integers(4)):
            case 0:
                del letters[at]
            case 1:
                letters.insert(at, letters[at])
            case 2:
                letters[at : at + 2] = letters[at : at + 2][::-1]
            case _:
                letters[at] = "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))]
    return "".join(letters)


def _weight(want: Want) -> float:
    return {"category": 2.5, "colour": 1.5}.get(want.field, 1.0)


def _tagged(spec: GarmentSpec, rng: np.random.Generator) -> GarmentSpec:
    tags = {
        field: [tuple(kind)[int(rng.integers(len(kind)))]] if rng.random() < 0.8 else []
        for field, kind in (("season", Season), ("occasion", Occasion), ("style", Style))
    }
    return spec.model_copy(update={field: tuple(values) for field, values in tags.items()})


def _say(want: Want, language: Language) -> str:
    return name_of(want.values[0], language) if want.field == "colour" else spoken(want.field, want.values[0], language)


def _traits(spec: GarmentSpec) -> list[Want]:
    """What may be said of a garment besides what it is."""
    traits = []
    for field in _SAID:
        value = getattr(spec, field)
        for one in value if isinstance(value, tuple) else (value,):
            if str(one) not in _DULL:
                traits.append(Want(field, (str(one),), ""))
    return traits


def _find(specs: Sequence[GarmentSpec], language: Language, rng: np.random.Generator, *, refuse: bool) -> Asked:
    spec = specs[int(rng.integers(len(specs)))]
    traits = _traits(spec)
    count = min(len(traits), 1 + int(rng.integers(3)))
    chosen = [traits[i] for i in sorted(rng.choice(len(traits), count, replace=False))] if traits else []
    kind = Want("category", (spec.category.value,), "")
    draw = rng.random()
    if draw < 0.25 and not refuse:
        return Asked("described", language, describe(spec, language), tuple(_all_of(spec)))
    if draw < 0.32 and not refuse:
        return Asked("described", language, caption(spec, language), tuple(_all_of(spec)))
    words = [_say(want, language) for want in chosen] + [_say(kind, language)]
    text = ("" if language == "zh" else " ").join(words)
    wants = (*chosen, kind)
    refused: tuple[Want, ...] = ()
    if refuse:
        other = specs[int(rng.integers(len(specs)))]
        fields = {want.field for want in wants}
        # What the words ask for cannot be refused in the same breath.
        options = [want for want in _traits(other) if want.field in ("colour", "pattern", "fabric") and
                   want.field not in fields]  # fmt: skip
        if options:
            refused = (options[int(rng.integers(len(options)))],)
            text = _one_of(_NOTS[language], rng).format(text, _say(refused[0], language))
    return Asked("not" if refused else "find", language, _one_of(_ASKS[language], rng).format(text), wants, refused)


def _all_of(spec: GarmentSpec) -> list[Want]:
    return [Want(field, (str(getattr(spec, field)),), "") for field in _LIKE]


def _edit(specs: Sequence[GarmentSpec], language: Language, rng: np.random.Generator) -> Asked:
    worn, other = (specs[int(rng.integers(len(specs)))] for _ in range(2))
    field = _one_of(_CHANGED, rng)
    value = colours()[int(rng.integers(len(colours())))].hex if field == "colour" else str(getattr(other, field))
    change = Want(field, (value,), "")
    wants = tuple(want for want in _all_of(worn) if want.field != field)
    text = _one_of(_EDITS[language], rng).format(_say(change, language))
    # The change counts as much as the garment itself.
    return Asked("edit", language, text, (*wants, change, change), worn=worn, pictured=rng.random() < 0.3)


def _mood(concepts: Sequence[Vibe], language: Language, rng: np.random.Generator) -> Asked:
    concept = concepts[int(rng.integers(len(concepts)))]
    says, mark = (concept.says_en, ", ") if language == "en" else (concept.says_zh, "、")
    pieces = says.split(mark)
    count = 1 + int(rng.integers(2))
    some = [pieces[i] for i in rng.choice(len(pieces), min(count, len(pieces)), replace=False)]
    text = concept.name(language) if rng.random() < 0.2 else mark.join(some)
    return Asked("mood", language, _one_of(_MOODS[language], rng).format(text), concept.pulls, concept=concept)


def _one_of(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.integers(len(options)))]
