"""What the window says to a request: one or two sentences in each language, from what was understood and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import Language, name_of
from tryon_desktop.engine.style.describe import describe, spoken, trimmed
from tryon_desktop.engine.style.guesses import guessed
from tryon_desktop.engine.style.request import Intent, Request, Want, values_of

_MANY = 4
_REPEATED = 4
_LONGEST_WORD, _LONGEST_MOOD = 24, 48
_ANY = {
    "pattern": ("prints", "图案"), "sleeve": ("sleeves", "袖子"), "neckline": ("collar", "领子"),
    "detail": ("pockets", "口袋"), "category": ("garment", "衣服"),
}  # fmt: skip
_USUAL = {
    ("fit", "regular"): ("regular fit", "常规版型"), ("closure", "none"): ("no fastening", "套头无扣"),
    ("length", "none"): ("usual length", "常规长度"), ("neckline", "none"): ("no collar", "无领"),
    ("shape", "straight"): ("straight", "直筒"), ("scale", "small"): ("small print", "小花纹"),
    ("scale", "medium"): ("print of the usual size", "常规大小的花纹"), ("scale", "large"): ("large print", "大花纹"),
}  # fmt: skip
"""What goes without saying in a garment's name and is said where it has changed."""
_FITTED = (
    " Sizes make no difference here: what you try on is fitted to your picture.",
    "这里不分尺码：试穿时会按你的画面来合身。",
)
_LANGUAGES: tuple[Language, Language] = ("en", "zh")
_SLOT_ZH = {Slot.BOTTOM: "下装", Slot.TOP: "上衣", Slot.FULL: "连衣裙", Slot.OUTER: "外套"}
_SLOT_EN = {Slot.BOTTOM: "the bottoms", Slot.TOP: "the top", Slot.FULL: "the dress", Slot.OUTER: "the outer layer"}


@dataclass(frozen=True, slots=True)
class Said:
    """What was done. before: the garment that was changed.

    instead: sewn because the catalog has no such thing; thought: the mood that was guessed, in both languages. meant:
    the change, or some of it, was taken from the whole request.
    """

    specs: tuple[GarmentSpec, ...] = ()
    sewn: int = 0
    instead: bool = False
    thought: tuple[str, str] | None = None
    before: GarmentSpec | None = None
    meant: bool = False


def say(request: Request, said: Said) -> tuple[str, str]:
    """The sentences in English and in Chinese."""
    english, chinese = _MAKERS[request.intent](request, said)
    if request.size:
        if request.intent is Intent.UNCLEAR and not request.unread:
            return _FITTED[0].strip(), _FITTED[1]
        english, chinese = english + _FITTED[0], chinese + _FITTED[1]
    unread = _unread(request)
    if unread and said.thought is None and not said.meant and request.intent is not Intent.UNCLEAR:
        english += f" I did not understand: {', '.join(unread)}."
        chinese += f"没看懂：{'、'.join(unread)}。"
    changed = said.before is None or said.before != said.specs[0]
    took = guessed(request) if request.intent in _TELLS and changed else ("", "")
    return english + took[0], chinese + took[1]


def _unread(request: Request) -> list[str]:
    """Words that were not read and are short enough to be repeated."""
    return [one for one in request.unread[:_REPEATED] if len(one) <= _LONGEST_WORD]


def _together(words: Sequence[str]) -> str:
    """Chinese words without spaces between them."""
    return (" " if any(word.isascii() for word in words) else "").join(words)


def _find(request: Request, said: Said) -> tuple[str, str]:
    names = _names(said)
    refused = _refused(request, "en"), _refused(request, "zh")
    without = (f"; left out: {refused[0]}" if refused[0] else "", f"，避开了：{refused[1]}" if refused[1] else "")
    if said.thought is None:
        return f"{_upper(names[0])}{without[0]}.", f"{names[1]}{without[1]}。"
    words = [request.gist] if request.share == 0 and len(request.gist) <= _LONGEST_MOOD else _unread(request)
    if not words or (request.share == 0 and len(request.gist) > _LONGEST_MOOD):
        english = f"That made me think of {said.thought[0]}: {names[0]}{without[0]}."
        return english, f"让我想到“{said.thought[1]}”：{names[1]}{without[1]}。"
    if " ".join(words) in (said.thought[0].strip('"'), said.thought[1]):
        return f'For "{" ".join(words)}": {names[0]}{without[0]}.', f"“{_together(words)}”：{names[1]}{without[1]}。"
    english = f'I took "{" ".join(words)}" as {said.thought[0]}: {names[0]}{without[0]}.'
    return english, f"我把“{_together(words)}”理解成“{said.thought[1]}”：{names[1]}{without[1]}。"


def _edit(request: Request, said: Said) -> tuple[str, str]:
    names = _names(said)
    changes = [_changed(said.before, said.specs[0], language) for language in _LANGUAGES] if said.before else ["", ""]
    if said.before == said.specs[0]:
        return "That would leave it as it is.", "这样改和现在一样。"
    if said.meant:
        return f"I took that to mean: {changes[0]}. Now {names[0]}.", f"我理解为：{changes[1]}。现在是{names[1]}。"
    return f"Changed ({changes[0]}): {names[0]}.", f"改好了（{changes[1]}）：{names[1]}。"


def _design(request: Request, said: Said) -> tuple[str, str]:
    names = _names(said)
    if not said.instead:
        return f"Sewn for you: {names[0]}.", f"为你做了一件：{names[1]}。"
    asked = _asked(request, "en"), _asked(request, "zh")
    return f"No {asked[0]} here, so I sewed one: {names[0]}.", f"衣橱里没有{asked[1]}，所以为你做了一件：{names[1]}。"


def _outfit(request: Request, said: Said) -> tuple[str, str]:
    english = ", ".join(_lower(describe(spec, "en")) for spec in reversed(said.specs))
    chinese = "、".join(describe(spec, "zh") for spec in reversed(said.specs))
    sewn = (f" ({said.sewn} newly sewn)", f"（其中{said.sewn}件是新做的）") if said.sewn else ("", "")
    return f"An outfit: {english}{sewn[0]}.", f"搭配：{chinese}{sewn[1]}。"


def _remove(request: Request, said: Said) -> tuple[str, str]:
    if len(request.removed) == len(Slot):
        return "Taken everything off.", "全部脱下了。"
    english = " and ".join(_SLOT_EN[slot] for slot in request.removed)
    return f"Taken off: {english}.", f"脱下了{'和'.join(_SLOT_ZH[slot] for slot in request.removed)}。"


def _undo(request: Request, said: Said) -> tuple[str, str]:
    return "Back to what you wore before.", "换回之前那件了。"


def _other(request: Request, said: Said) -> tuple[str, str]:
    names = _names(said)
    return f"How about this instead: {names[0]}.", f"换一件试试：{names[1]}。"


def _unclear(request: Request, said: Said) -> tuple[str, str]:
    return (
        'I could not tell what to wear from that. Try a garment, a colour or a place: "a navy knit", "for the beach".',
        "没看懂想穿什么。可以说衣服、颜色或场合，比如“藏青色毛衣”“去海边”。",
    )


_MAKERS = {
    Intent.FIND: _find, Intent.EDIT: _edit, Intent.DESIGN: _design, Intent.OUTFIT: _outfit, Intent.REMOVE: _remove,
    Intent.OTHER: _other, Intent.UNDO: _undo, Intent.UNCLEAR: _unclear,
}  # fmt: skip


_TELLS = frozenset((Intent.FIND, Intent.EDIT, Intent.DESIGN, Intent.OUTFIT))


def _changed(before: GarmentSpec, after: GarmentSpec, language: Language) -> str:
    """What differs: the new values, and the details that are gone."""
    parts = [name_of(after.colour, language)] if before.colour != after.colour else []
    for field in ("category", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure",
                  "motif", "text", "scale"):  # fmt: skip
        if getattr(before, field) != getattr(after, field):
            value = getattr(after, field)
            said = (
                _USUAL[field, value][language == "zh"] if (field, value) in _USUAL else spoken(field, value, language)
            )
            parts.append(_lower(said) if language == "en" and field != "text" else said)
    inks = [values_of(spec, "ink") for spec in (before, after)]
    if before.pattern == after.pattern and inks[1] and inks[0][:1] != inks[1][:1]:
        parts.append(name_of(inks[1][0], language))
    parts += [trimmed(one, language, after) for one in values_of(after, "trim") if one not in values_of(before, "trim")]
    trims = {part.value for part, _ in after.trims}
    gone, come = (("no {}", "{}"), ("无{}", "有{}"))[language == "zh"]
    for form, these, others in ((gone, before.details, after.details), (come, after.details, before.details)):
        parts += [form.format(spoken("detail", detail, language)) for detail in these
                  if detail not in others and detail.value not in trims]  # fmt: skip
    return ("、" if language == "zh" else ", ").join(parts)


def _names(said: Said) -> tuple[str, str]:
    spec = said.specs[0]
    return _lower(describe(spec, "en")), describe(spec, "zh")


def _asked(request: Request, language: Language) -> str:
    """The garment that was asked for and is not there, in the order one says it."""
    order = ("tone", "colour", "ink", "scale", "pattern", "sleeve", "fabric", "shape", "neckline", "closure", "motif",
             "text", "category", "trim")  # fmt: skip
    hard = (w for w in request.wants if w.field in order and w.hard and w.values != ("motif",))
    wants = sorted(hard, key=lambda w: order.index(w.field))
    named = any(want.field == "category" for want in wants)
    printed = any(want.field == "colour" for want in wants)
    joint = ("and {}", "配{}")[language == "zh"] if printed else "{}"
    words = [joint.format(_value(want, language)) if want.field == "ink" else _value(want, language)
             for want in wants if want.field != "trim"]  # fmt: skip
    trims = [_value(want, language) for want in wants if want.field == "trim"]
    if language == "zh":
        said = "".join([*([] if len(wants) > 1 else ["这样的"]), *words, *([] if named else ["衣服"])])
        return f"{said}（{'、'.join(trims)}）" if trims else said
    said = " ".join([*words, *([] if named else ["garment"]), *([] if len(wants) > 1 else ["quite like that"])])
    return f"{said} with {' and '.join(trims)}" if trims else said


def _refused(request: Request, language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(_value(want, language) for want in request.excluded)


def _value(want: Want, language: Language) -> str:
    if want.field == "colour":
        return name_of(want.values[0], language)
    if len(want.values) > _MANY and want.field in _ANY:
        return _ANY[want.field][language == "zh"]
    if want.field == "tone":
        return want.said
    said = spoken(want.field, want.values[0], language)
    return said if want.field == "text" else _lower(said) if language == "en" else said


def _lower(name: str) -> str:
    return name if name.startswith(("T-", "Fair Isle", "Breton", "V-", "A-", "Peter")) else name[:1].lower() + name[1:]


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
