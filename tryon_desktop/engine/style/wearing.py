"""What somebody wears, in a sentence or two: image to text for a whole outfit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import Language
from tryon_desktop.engine.style.describe import caption, describe

_OVER = {"en": ("You are wearing ", " over ", " with ", "."), "zh": ("你穿着", "，里面是", "，配", "。")}
_NOTHING = {"en": "You are wearing your own clothes.", "zh": "你穿着自己的衣服。"}
_ASKS = re.compile(
    r"(so )?what('s| is)? (am i|do i|have i|i'm|i am) (got |have )?(wearing|wear|on)( now| today| right now)?"
    r"|(我)?(现在|今天|身上)*(我)?穿(的|着|了)?(都)?(是)?(什么|啥|哪件)(衣服)?(呢|啊)?",
    re.IGNORECASE,
)


def asks_what_is_worn(text: str) -> bool:
    """Whether a request is nothing but the question what one is wearing, in English or Chinese."""
    return _ASKS.fullmatch(text.strip().rstrip("?？。.!！ ")) is not None


def wearing(specs: Sequence[GarmentSpec], language: Language) -> str:
    """The garments of an outfit from the outside in, then what goes with them; of a single one, all that it is."""
    order = list(Slot)
    worn = sorted(specs, key=lambda spec: -order.index(spec.slot))
    if not worn:
        return _NOTHING[language]
    if len(worn) == 1:
        return caption(worn[0], language)
    begin, over, along, end = _OVER[language]
    outer = worn[0].slot is Slot.OUTER
    text = begin + _named(worn[0], language)
    for place, spec in enumerate(worn[1:]):
        under = outer and place == 0 and spec.slot is not Slot.BOTTOM
        text += (over if under else along) + _named(spec, language)
    return text + end


def _named(spec: GarmentSpec, language: Language) -> str:
    name = describe(spec, language)
    if language == "zh":
        return name
    if spec.slot is Slot.BOTTOM and spec.category != "skirt":
        return name[:1].lower() + name[1:]
    article = "an" if name[:1].lower() in "aeio" else "a"
    return f"{article} {name[:1].lower() + name[1:] if not name.startswith(('T-', 'V-', 'A-')) else name}"
