"""From what a request was understood to mean to what is worn next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tryon_desktop.app.engine import Wardrobe, Words
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.engine.style.colours import Colour, Language, Tone, colours, tones
from tryon_desktop.engine.style.describe import word
from tryon_desktop.engine.style.request import VALUES, Intent, StyleReply
from tryon_desktop.ui.ports import Reply


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A request, read. on: garments to put on, inner layers first. off: slots to empty. undo: one step back.

    added: the catalog has new entries.
    """

    reply: Reply
    on: tuple[Garment, ...] = ()
    off: tuple[Slot, ...] = ()
    undo: bool = False
    added: bool = False

    def changed(self, outfit: Outfit) -> Outfit:
        """`outfit` as this wish wants it."""
        for garment in outfit:
            if garment.slot in self.off:
                outfit = outfit.without(garment.id)
        for garment in self.on:
            outfit = outfit.put_on(garment)
        return outfit


def fulfil(text: str, words: Words, wardrobe: Wardrobe, outfit: Outfit) -> Wish:
    """Read `text`, and find or draw what it asks for. Runs on the pool. Raises GarmentError."""
    current = outfit.garments[-1].spec if outfit.garments else None
    answer = words.answer(text, wardrobe.entries(), current=current)
    pieces = answer.outfit or (answer,)
    wear = answer.intent not in (Intent.REMOVE, Intent.UNDO, Intent.UNCLEAR)
    return Wish(
        reply_of(text, answer),
        on=tuple(garment for piece in pieces if (garment := _garment(piece, wardrobe))) if wear else (),
        off=tuple(answer.removed),
        undo=answer.intent is Intent.UNDO,
        added=any(piece.designed for piece in pieces),
    )


def _garment(piece: StyleReply, wardrobe: Wardrobe) -> Garment | None:
    """The garment of one piece: newly sewn when it is in no catalog, else the best that the catalog has."""
    if piece.designed and piece.spec is not None:
        return wardrobe.garment(wardrobe.add_spec(piece.spec, keep=False).id)
    return wardrobe.garment(piece.results[0].id) if piece.results else None


def reply_of(text: str, answer: StyleReply) -> Reply:
    """What the window shows of an answer, in both languages."""
    pieces = answer.outfit or (answer,)
    read: dict[str, tuple[str, ...]] = {}
    ruled_out: dict[str, tuple[str, ...]] = {}
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        read[language] = tuple(dict.fromkeys(said for piece in pieces for said in _said(piece.attributes, language)))
        ruled_out[language] = tuple(dict.fromkeys(_said(answer.excluded, language)))
    return Reply(text, answer.says_en, answer.says_zh, read, ruled_out, tuple(answer.unread))


def _said(attributes: Mapping[str, tuple[str, ...]], language: Language) -> Iterator[str]:
    """The values of a request in words."""
    for field, values in attributes.items():
        for value in values:
            kind = VALUES.get(field)
            if kind is not None and value in list(kind):
                yield word(kind(value), language)
            else:
                yield _colour_words().get(value, {}).get(language, value.replace("_", " "))


@cache
def _colour_words() -> dict[str, dict[Language, str]]:
    """English name of a colour or tone -> how each language says it."""
    named: list[Colour | Tone] = [*colours(), *tones()]
    return {said.name("en"): {"en": said.name("en"), "zh": said.name("zh")} for said in named}
