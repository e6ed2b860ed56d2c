"""From what a request was understood to mean to what is worn next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tryon_desktop.app.engine import Wardrobe, Words
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.engine.style.colours import Colour, Language, Tone, colours, tones
from tryon_desktop.engine.style.describe import trimmed, word
from tryon_desktop.engine.style.fusion import Reference
from tryon_desktop.engine.style.history import Moment
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.recommend import say_liking, worth_saying
from tryon_desktop.engine.style.request import VALUES, Intent, StyleReply
from tryon_desktop.engine.style.taste import Liking, Taste
from tryon_desktop.engine.style.wearing import wearing
from tryon_desktop.ui.ports import Reply, Result

_TOGETHER = 2
_LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A request, read. answer: the stylist's own. on: garments to put on, inner layers first. off: slots to empty.

    undo: one step back. disliked: the garment that was spoken of, where it is not liked.

    added: the catalog has new entries.
    """

    reply: Reply
    answer: StyleReply | None = None
    on: tuple[Garment, ...] = ()
    off: tuple[Slot, ...] = ()
    undo: bool = False
    disliked: Garment | None = None
    added: bool = False

    def changed(self, outfit: Outfit) -> Outfit:
        """`outfit` as this wish wants it."""
        for garment in outfit:
            if garment.slot in self.off:
                outfit = outfit.without(garment.id)
        for garment in self.on:
            outfit = outfit.put_on(garment)
        return outfit


@dataclass(frozen=True, slots=True)
class Past:
    """What the person's history adds to a request. moments: all of it; liked: the garments of it that were liked last.

    now: seconds since the epoch.
    """

    moments: Sequence[Moment] = ()
    liked: Sequence[GarmentSpec] = ()
    now: float = 0.0


NO_PAST = Past()


def fulfil(
    text: str,
    words: Words,
    wardrobe: Wardrobe,
    outfit: Outfit,
    *,
    reference: Reference | None = None,
    past: Past = NO_PAST,
    person: Person | None = None,
) -> Wish:
    """Read `text`, and find or draw what it asks for, coarsely where that is quicker. Runs on the pool.

    Raises GarmentError.

    reference: the picture that the words speak of, in place of what is worn. person: who is in the mirror.
    """
    current = outfit.garments[-1].spec if outfit.garments else None
    entries = wardrobe.entries()
    answer = words.answer(text, entries, current=current, reference=reference, liked=past.liked, person=person)
    pieces = answer.outfit or (answer,)
    wear = answer.intent not in (Intent.REMOVE, Intent.UNDO, Intent.UNCLEAR)
    reply = replace(reply_of(text, answer), results=_results(answer, entries, past))
    return Wish(
        reply,
        answer,
        on=tuple(garment for piece in pieces if (garment := _garment(piece, wardrobe))) if wear else (),
        off=tuple(answer.removed),
        undo=answer.intent is Intent.UNDO,
        disliked=outfit.garments[-1] if answer.disliked and outfit.garments and reference is None else None,
        added=any(piece.designed for piece in pieces),
    )


def _garment(piece: StyleReply, wardrobe: Wardrobe) -> Garment | None:
    """The garment of one piece: newly sewn when it is in no catalog, else the best that the catalog has."""
    if piece.designed and piece.spec is not None:
        return wardrobe.quick(wardrobe.add_spec(piece.spec, keep=False).id)
    return wardrobe.quick(piece.results[0].id) if piece.results else None


def description(outfit: Outfit) -> Reply:
    """What is worn, in both languages."""
    specs = [garment.spec for garment in outfit]
    return Reply("", wearing(specs, "en"), wearing(specs, "zh"))


def _results(answer: StyleReply, entries: Sequence[Any], past: Past) -> tuple[Result, ...]:
    """The garments that answer, with what moved each of them."""
    specs = {entry.id: entry.spec for entry in entries}
    taste: Taste | None = None
    found = []
    for ranked in answer.results:
        whole = sum(abs(part) for _, part in ranked.parts)
        parts = tuple((name, part / whole) for name, part in ranked.parts if whole > 0)
        likings: Sequence[Liking] = ()
        if past.moments and ranked.id in specs and any(name == "history" and part > 0 for name, part in parts):
            # Made of the whole catalog and the whole history, which takes a while: only where it is spoken of.
            taste = taste or Taste(past.moments, list(specs.values()), now=past.now)
            likings = worth_saying(taste.likings(specs[ranked.id]), most=1)
        history: dict[str, tuple[str, ...]] = {}
        for language in _LANGUAGES:
            history[language] = tuple(say_liking(one, language) for one in likings)
        found.append(Result(ranked.id, tuple(ranked.reasons), parts, history))
    return tuple(found)


def reply_of(text: str, answer: StyleReply) -> Reply:
    """What the window shows of an answer, in both languages."""
    pieces = answer.outfit or (answer,)
    read: dict[str, tuple[str, ...]] = {}
    ruled_out: dict[str, tuple[str, ...]] = {}
    for language in _LANGUAGES:
        read[language] = tuple(dict.fromkeys(said for piece in pieces
                                            for said in _said(piece.attributes, language, piece.spec)))  # fmt: skip
        ruled_out[language] = tuple(dict.fromkeys(_said(answer.excluded, language)))
    unread = () if answer.guessed else tuple(answer.unread)
    return Reply(text, answer.says_en, answer.says_zh, read, ruled_out, unread)


def _said(
    attributes: Mapping[str, tuple[str, ...]], language: Language, spec: GarmentSpec | None = None
) -> Iterator[str]:
    """The values of a request in words: those of one field together, of many the first two. spec: what came of it."""
    for field, values in attributes.items():
        words = list(dict.fromkeys(_worded(field, value, language, spec) for value in values))
        yield " / ".join([*words[:_TOGETHER], *(["…"] if len(words) > _TOGETHER else [])])


def _worded(field: str, value: str, language: Language, spec: GarmentSpec | None) -> str:
    if field == "trim":
        return trimmed(value, language, spec)
    kind = VALUES.get(field)
    if kind is not None and value in list(kind):
        return word(kind(value), language)
    return _colour_words().get(value, {}).get(language, value.replace("_", " "))


@cache
def _colour_words() -> dict[str, dict[Language, str]]:
    """English name of a colour or tone -> how each language says it."""
    named: list[Colour | Tone] = [*colours(), *tones()]
    return {said.name("en"): {"en": said.name("en"), "zh": said.name("zh")} for said in named}
