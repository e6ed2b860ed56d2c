"""Why a product stands where it stands: the words and attributes that moved it, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.style.colours import Language, name_of
from tryon_desktop.engine.style.describe import word
from tryon_desktop.engine.style.request import VALUES, Request, Want
from tryon_desktop.engine.style.shop.items import Item
from tryon_desktop.engine.style.shop.match import has_refused, step
from tryon_desktop.engine.style.vibes import Mood

_MOST = 6
_ANSWERED = 0.75
_PARTLY = 0.4
_CLOSE = 0.75
_SAYS = {
    "as_asked": ("{}, as asked", "{}，符合要求"), "instead": ("{} instead of {}", "是{}，不是{}"),
    "unsaid": ("does not say whether {}", "没有说明是否{}"), "lacks": ("no {}", "没有{}"),
    "refused": ("has what you refused: {}", "有你不要的：{}"), "free": ("free of {}", "没有{}"),
    "suits": ("suits {}", "适合“{}”"), "close": ("its description is close to your words", "描述与你说的意思相近"),
    "kept": ("like the one you wear: {}", "和身上这件一样：{}"), "unread": ("not understood: {}", "没看懂：{}"),
    "says": ("says “{}”", "提到“{}”"),
}  # fmt: skip
_STEPS = {
    ("lightness", -1): ("darker", "更深"), ("lightness", 1): ("lighter", "更浅"),
    ("chroma", 1): ("brighter", "更鲜艳"), ("chroma", -1): ("softer in colour", "更柔和"),
    ("length", 1): ("longer", "更长"), ("length", -1): ("shorter", "更短"),
    ("sleeve", 1): ("longer sleeves", "袖子更长"), ("sleeve", -1): ("shorter sleeves", "袖子更短"),
    ("fit", 1): ("looser", "更宽松"), ("fit", -1): ("closer fitting", "更修身"), ("warmth", 1): ("warmer", "更暖"),
    ("warmth", -1): ("cooler", "更凉快"), ("formality", 1): ("more formal", "更正式"),
    ("formality", -1): ("more casual", "更休闲"), ("depth", 1): ("lower at the neck", "领口更低"),
    ("depth", -1): ("higher at the neck", "领口更高"), ("scale", 1): ("larger in print", "花纹更大"),
    ("scale", -1): ("smaller in print", "花纹更小"),
}  # fmt: skip
_JOINT = {"en": ", ", "zh": "、"}


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a request's ranking went by. told: each want and its match with every product, (n,) 0..1.

    sense: (n,) nearness to the encoder. worn: the garment that is to be changed. lost: words that nothing could read.
    """

    request: Request
    told: Sequence[tuple[Want, F32]]
    sense: F32
    mood: Mood | None
    worn: Item | None
    lost: tuple[str, ...]


def why(evidence: Evidence, item: Item, at: int, language: Language) -> tuple[str, ...]:
    """The reasons of one product, the strongest first, what was not understood last."""
    request = evidence.request
    heads = {want.said: (want, values) for want, values in reversed(evidence.told) if want.hard}
    lines = [_line(want, values[at], item, language) for want, values in reversed(heads.values())]
    lines += _stepped(evidence, item, language)
    lines += [_say("refused" if has_refused(want, item) else "free", language, want.said) for want in request.excluded]
    found = [said for said in request.unread if said not in request.unread_refused and item.says(said)]
    lines += [_say("says", language, said) for said in found]
    if evidence.worn is not None and (kept := _kept(item, evidence.worn, language)):
        lines.append(_say("kept", language, _JOINT[language].join(kept)))
    if evidence.mood is not None and evidence.mood.sure and request.share < 1 and evidence.worn is None:
        lines.append(_say("suits", language, evidence.mood.name(language)))
    if request.share < 1 and evidence.sense[at] > _CLOSE:
        lines.append(_say("close", language))
    lost = [_say("unread", language, _JOINT[language].join(evidence.lost[:4]))] if evidence.lost else []
    return (*list(dict.fromkeys(line for line in lines if line))[:_MOST], *lost)


def _line(want: Want, value: float, item: Item, language: Language) -> str:
    if not want.said:
        return ""
    present = _present(want.field, item, language)
    if value >= _ANSWERED:
        exact = want.field == "word" or item.says(want.said)
        return _say("as_asked", language, want.said if exact or not present else present)
    if not present:
        return _say("unsaid" if value > 0 else "lacks", language, want.said)
    if present.lower() in want.said.lower():
        return _say("as_asked", language, want.said) if value >= _PARTLY else ""
    return _say("instead", language, present, want.said)


def _present(field: str, item: Item, language: Language) -> str:
    """The shop's own word for it where it is in the asker's language, else ours."""
    own = item.named.get(field, "")
    if own and own.isascii() == (language == "en"):
        return own
    values = item.has.get(field, ())[:1]
    if field in ("colour", "tone"):
        return "".join(name_of(value, language) for value in item.has.get("colour", ())[:1])
    said = "".join(word(VALUES[field](value), language) for value in values) if field in VALUES else ""
    return said.lower() if language == "en" else said


def _stepped(evidence: Evidence, item: Item, language: Language) -> list[str]:
    if evidence.worn is None:
        return []
    reached = [shift for shift in evidence.request.shifts if step(shift, item, evidence.worn) > _PARTLY]
    return [_STEPS[shift.dimension, 1 if shift.step > 0 else -1][language == "zh"] for shift in reached]


def _kept(item: Item, worn: Item, language: Language) -> list[str]:
    fields = ("category", "colour", "pattern", "fabric")
    both = [field for field in fields if set(item.has.get(field, ())[:1]) & set(worn.has.get(field, ())[:1])]
    return [_present(field, item, language) for field in both]


def _say(kind: str, language: Language, *what: str) -> str:
    return _SAYS[kind][language == "zh"].format(*what)
