"""Wants put together: one a field, and cut into the garments of an outfit.

Modifiers come before their noun in both languages, and what follows the last noun belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Slot
from tryon_desktop.engine.style.clauses import Reading, is_noun
from tryon_desktop.engine.style.design import implied_category
from tryon_desktop.engine.style.lexicon import Token
from tryon_desktop.engine.style.request import Intent, Request, Want

_OF_TOPS = frozenset(("sleeve", "neckline"))


def merged(wants: Iterator[Want]) -> tuple[Want, ...]:
    """Drop repetitions and what is suggested where something else of the field is said."""
    listed = list(dict.fromkeys(wants))
    said = {want.field for want in listed if want.hard}
    return tuple(want for want in listed if want.hard or want.field not in said or want.field == "tone")


def united(wants: Sequence[Want]) -> tuple[Want, ...]:
    """One want a field: what two words have in common ("floral print"), else either ("dots or florals").

    Details add up instead, and so do several colours: a print has them all.
    """
    united: dict[str, Want] = {}
    for want in wants:
        key = f"{want.field} {want.values}" if want.field in ("detail", "tone", "word") else want.field
        other = united.get(key)
        if other is None:
            united[key] = want
            continue
        common = tuple(value for value in other.values if value in want.values)
        values = common or tuple(dict.fromkeys((*other.values, *want.values)))
        united[key] = replace(other, values=values, said=f"{other.said} {want.said}", hard=other.hard or want.hard)
    return tuple(united.values())


def cut_pieces(reading: Reading, request: Request) -> tuple[Request, ...]:
    """Cut the wanted terms into garments; one garment gives at most one piece."""
    pieces: list[list[Token]] = []
    pending: list[Token] = []
    for at, token in enumerate(reading.wanted):
        if pending and at in reading.joins and (noun := _unnamed(pending)):
            pieces.append([*pending, noun])
            pending = []
        if pieces and at in reading.breaks:
            pieces[-1] += pending
            pending = []
        if not is_noun(token):
            pending.append(token)
        elif pieces and not pending and _alike(pieces[-1], token):
            pieces[-1].append(token)
        elif pieces and slots_of([token]) == (Slot.BOTTOM,):
            # "A jacket with a hood and jeans": jeans have no hood.
            pieces[-1] += [one for one in pending if one.wants[0].field in _OF_TOPS]
            pieces.append([*(one for one in pending if one.wants[0].field not in _OF_TOPS), token])
            pending = []
        else:
            pieces.append([*pending, token])
            pending = []
    trailing = bool(pieces) and len(reading.wanted) - len(pending) in reading.joins
    noun = _unnamed(pending) if trailing and any(want.values[0] == "turtle" for want in _wants(pending)) else None
    if noun and slots_of([noun]) != slots_of(pieces[-1]):
        pieces.append([*pending, noun])
    elif pieces:
        pieces[-1] += pending
    slots = [slots_of(piece) for piece in pieces]
    apart = all(first != second for first, second in pairwise(slots)) or "join" in reading.cues
    if len(pieces) < 2 or not apart:
        return ()
    wants = (united(merged(want for token in piece for want in token.wants)) for piece in pieces)
    return tuple(replace(request, intent=Intent.FIND, wants=one, shifts=()) for one in wants)


def outfit_of(request: Request) -> Request:
    """An outfit without any garment named: a top and a bottom that suit the rest of the request."""
    pieces = []
    for slot in (Slot.TOP, Slot.BOTTOM):
        values = tuple(category.value for category in Category if SLOT_OF[category] is slot)
        pieces.append(replace(request, intent=Intent.FIND, wants=(Want("category", values, ""), *request.wants)))
    return replace(request, intent=Intent.OUTFIT, pieces=tuple(pieces))


def slots_of(tokens: Sequence[Token]) -> tuple[Slot, ...]:
    """Where on the body the garments go that the tokens name."""
    categories = (value for t in tokens for want in t.wants if want.field == "category" for value in want.values)
    return tuple(dict.fromkeys(SLOT_OF[Category(value)] for value in categories))


def _unnamed(tokens: Sequence[Token]) -> Token | None:
    """The noun that goes without saying: "a cable knit with chinos", "西装里面穿高领"."""
    wants = _wants(tokens)
    category = implied_category(wants) if any(want.field in ("fabric", "neckline") for want in wants) else None
    said = Want("category", (category.value,), tokens[0].text) if category else None
    return replace(tokens[0], wants=(said,)) if said else None


def _wants(tokens: Sequence[Token]) -> list[Want]:
    return [want for token in tokens for want in token.wants]


def _alike(piece: Sequence[Token], noun: Token) -> bool:
    """Two nouns that name one garment: "polo shirt dress", "西装 外套"."""
    return any(is_noun(token) and set(slots_of([token])) & set(slots_of([noun])) for token in piece)
