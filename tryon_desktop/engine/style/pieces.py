"""Wants put together: one a field, and cut into the garments of an outfit.

Modifiers come before their noun in both languages, and what follows the last noun belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, GarmentSpec, Slot
from tryon_desktop.engine.style.clauses import Reading, is_noun
from tryon_desktop.engine.style.design import implied_category
from tryon_desktop.engine.style.lexicon import Token
from tryon_desktop.engine.style.parts import is_print
from tryon_desktop.engine.style.request import Intent, Request, Want, values_of
from tryon_desktop.engine.style.steps import ANY_LENGTH

_BLUE, _DENIM_BLUE = frozenset(("blue", "蓝", "蓝色", "蓝色的", "蓝的")), "#5b7fa6"
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
    whole: dict[str, Want] = {}
    for want in wants:
        key = f"{want.field} {want.values}" if want.field in ("detail", "tone", "word", "trim") else want.field
        other = whole.get(key)
        if other is None:
            whole[key] = want
            continue
        common = tuple(value for value in other.values if value in want.values)
        values = common or tuple(dict.fromkeys((*other.values, *want.values)))
        whole[key] = replace(other, values=values, said=f"{other.said} {want.said}", hard=other.hard or want.hard)
    said = tuple(_in_denim(whole).values())
    return in_proportion(said, whole["category"].values if "category" in whole else ())


_TORSO = frozenset(("tee", "polo", "tank", "shirt", "blouse", "sweatshirt", "hoodie", "sweater", "cardigan", "vest",
                    "blazer", "jacket"))  # fmt: skip
_REACH: Sequence[tuple[frozenset[str], Mapping[str, tuple[str, ...]]]] = (
    (_TORSO, {"cropped": ("cropped", "waist"), "floor": ("thigh", "knee", "midi")}),
    (frozenset(("coat",)), {"cropped": ("thigh", "hip", "waist"), "floor": ("midi", "knee", "ankle", "floor")}),
    (frozenset(("dress", "skirt")), {"cropped": ("thigh", "hip"), "floor": ("floor", "ankle", "midi")}),
    (frozenset(("trousers", "jeans", "joggers", "leggings")), {"floor": ("ankle", "floor")}),
)
"""What "short" and "long" (by the first of their values) come to on a kind of garment."""


def in_proportion(wants: Sequence[Want], categories: Sequence[str]) -> tuple[Want, ...]:
    """The wants with "short" and "long" as they are said of such garments: a short top ends at the waist."""
    reach = next((table for kinds, table in _REACH if categories and kinds >= set(categories)), {})
    return tuple(
        replace(want, values=reach[want.values[0]])
        if want.field == "length" and len(want.values) >= ANY_LENGTH and want.values[0] in reach
        else want
        for want in wants
    )


def _in_denim(wants: Mapping[str, Want]) -> dict[str, Want]:
    """Blue jeans are the blue of denim."""
    cloth, garment, colour = (wants.get(name) for name in ("fabric", "category", "colour"))
    denim = (cloth is not None and cloth.values == ("denim",)) or (garment is not None and garment.values == ("jeans",))
    if not denim or colour is None or colour.said not in _BLUE:
        return dict(wants)
    return {**wants, "colour": replace(colour, values=(_DENIM_BLUE,))}


def cut_pieces(reading: Reading, request: Request) -> tuple[Request, ...]:
    """Cut the wanted terms into garments; one garment gives at most one piece."""
    at = next((at for at, token in enumerate(reading.wanted) if "set" in token.cues and is_noun(token)), None)
    if at is not None:
        return _of_a_set(reading, request, at)
    pieces = _cut(reading)
    slots = [slots_of(piece) for piece in pieces]
    apart = all(first != second for first, second in pairwise(slots)) or "join" in reading.cues
    return _requests(pieces, request) if len(pieces) > 1 and apart else ()


def _of_a_set(reading: Reading, request: Request, at: int) -> tuple[Request, ...]:
    """A three-piece suit and what is named besides; where its garments are named themselves, those."""
    token = reading.wanted[at]
    parts = token.wants[0].values
    others = [other for other in reading.wanted if is_noun(other) and other is not token]
    named = [part for part in parts if any(part in other.wants[0].values for other in others)]
    if len(named) > 1:
        return cut_pieces(reading.without(at, at + 1), request)
    start = max((place + 1 for place in range(at) if is_noun(reading.wanted[place])), default=0)
    marks = sorted(reading.joins | reading.breaks)
    end = next((mark for mark in marks if mark > at), len(reading.wanted)) if others else len(reading.wanted)
    if any(map(is_noun, reading.wanted[at + 1 : end])):
        end = at + 1
    shared = [*reading.wanted[start:at], *reading.wanted[at + 1 : end]]
    pieces = [[*shared, _noun(token, (part,))] for part in parts if part not in named]
    return _requests([*_cut(reading.without(start, end)), *pieces], request)


def _behind(reading: Reading) -> set[int]:
    """Which wanted tokens are said of the garment before them: "a blazer with gold buttons over ..."."""
    found: set[int] = set()
    for at in reading.joins - reading.places.keys():
        end = at
        while end < len(reading.wanted) and {want.field for want in reading.wanted[end].wants} & _OF_PARTS:
            end += 1
        run = reading.wanted[at:end]
        heads_noun = end < len(reading.wanted) and is_noun(reading.wanted[end]) and end not in reading.joins
        # 配条纹的 is another garment, striped.
        prints = any(is_print(token) and token.text.isascii() for token in run)
        own = prints or any(want.field in _ITS_OWN for token in run for want in token.wants)
        found |= set(range(at, end)) if own and not heads_noun else set()
    return found


_ITS_OWN = frozenset(("trim", "ink"))
_OF_PARTS = frozenset(("trim", "ink", "scale", "pattern"))


def _requests(pieces: Sequence[Sequence[Token]], request: Request) -> tuple[Request, ...]:
    wants = (united(merged(want for token in piece for want in token.wants)) for piece in pieces)
    return tuple(replace(request, intent=Intent.FIND, wants=one, shifts=()) for one in wants)


def _cut(reading: Reading) -> list[list[Token]]:
    """The wanted tokens, garment by garment."""
    pieces: list[list[Token]] = []
    pending: list[Token] = []
    start = 0
    behind = _behind(reading)
    for at, token in enumerate(reading.wanted):
        if pieces and at in behind:
            pieces[-1].append(token)
            continue
        if pending and (noun := _understood(pending, reading, at, start, bool(pieces))):
            pieces.append([*pending, noun])
            pending = []
        if pieces and at in reading.breaks:
            pieces[-1] += pending
            pending = []
        start = start if pending else at
        if not is_noun(token):
            pending.append(token)
        elif pieces and not pending and at not in reading.joins and _alike(pieces[-1], token):
            pieces[-1].append(token)
        elif pieces and slots_of([token]) == (Slot.BOTTOM,):
            # "A jacket with a hood and jeans": jeans have no hood.
            pieces[-1] += [one for one in pending if one.wants[0].field in _OF_TOPS]
            pieces.append([*(one for one in pending if one.wants[0].field not in _OF_TOPS), token])
            pending = []
        else:
            pieces.append([*pending, token])
            pending = []
    if pieces and pending and start in reading.places:
        pieces.append([*pending, _placed(pending, reading.places[start])])
        return pieces
    trailing = bool(pieces) and len(reading.wanted) - len(pending) in reading.joins
    noun = _unnamed(pending) if trailing and any(want.values[0] == "turtle" for want in _wants(pending)) else None
    if noun and slots_of([noun]) != slots_of(pieces[-1]):
        pieces.append([*pending, noun])
    elif pieces:
        pieces[-1] += pending
    return pieces


def _understood(
    pending: Sequence[Token], reading: Reading, at: int, start: int, follows: bool
) -> Token | None:  # fmt: skip
    """The noun of a garment that is described and not named, where the next one begins: by its place or its cloth.

    start: how many tokens were wanted before it; follows: another garment was named before.
    """
    if at in reading.joins | reading.breaks and start in reading.places and follows:
        return _placed(pending, reading.places[start])
    if at in reading.joins:
        return _unnamed(pending)
    # "A camel coat, a black roll neck and grey trousers": it ends at the comma, or where another colour begins.
    ends = at in reading.breaks or (
        _of(reading.wanted[at], "colour") and any(_of(token, "colour") for token in pending)
    )
    if follows and start in reading.breaks and ends and any(want.values[0] == "turtle" for want in _wants(pending)):
        return _unnamed(pending)
    # "Red flannel, a white tee underneath": a colour and a cloth of its own on either side of the comma.
    fields = {want.field for want in _wants(pending)}
    rest = reading.wanted[at:]
    noun_at = next((place for place, token in enumerate(rest) if is_noun(token)), 0)
    own_colour = any(want.field == "colour" for want in _wants(rest[:noun_at]))
    if at in reading.breaks and "join" in reading.cues and {"colour", "fabric"} <= fields and own_colour:
        return _unnamed(pending)
    return None


def _of(token: Token, field: str) -> bool:
    return any(want.field == field for want in token.wants)


def _placed(tokens: Sequence[Token], slot: Slot) -> Token:
    """What goes without saying of a garment that is worn there, else any."""
    noun = _unnamed(tokens)
    return noun if noun and slots_of([noun]) == (slot,) else _noun(tokens[0], _categories(slot))


def _noun(token: Token, categories: tuple[str, ...]) -> Token:
    return replace(token, wants=(Want("category", categories, token.text),), cues=frozenset())


def outfit_of(request: Request) -> Request:
    """An outfit without any garment named: a top and a bottom that suit the rest of the request."""
    pieces = []
    for slot in (Slot.TOP, Slot.BOTTOM):
        any_there = Want("category", _categories(slot), "")
        pieces.append(replace(request, intent=Intent.FIND, wants=(any_there, *request.wants)))
    return replace(request, intent=Intent.OUTFIT, pieces=tuple(pieces))


_GOES_WITH = {
    Slot.TOP: (Slot.BOTTOM,), Slot.BOTTOM: (Slot.TOP,), Slot.FULL: (Slot.OUTER,), Slot.OUTER: (Slot.TOP, Slot.BOTTOM),
}  # fmt: skip
"""What is looked for beside a garment, where nothing else is said."""


def completed(request: Request, reading: Reading, worn: GarmentSpec) -> Request:
    """What goes with the garment worn: what was named for another slot, else what that slot lacks.

    It is to suit the same occasions and seasons, in one colour where the worn one has a print.
    """
    suits = [
        Want(field, values, "", hard=False)
        for field in ("occasion", "season", "style") if (values := values_of(worn, field))
    ]  # fmt: skip
    suits += [] if worn.pattern == "solid" else [Want("pattern", ("solid",), "", hard=False)]
    named = any(map(is_noun, reading.wanted))
    slots = () if named else tuple(reading.places.values()) if reading.places else _GOES_WITH[worn.slot]
    slots = tuple(slot for slot in slots if slot is not worn.slot)
    any_there = [Want("category", _categories(slot), "") for slot in slots]
    said = {want.field for want in request.wants}
    suits = [want for want in suits if want.field not in said]
    asked = [united(merged(iter((*nouns, *request.wants, *suits)))) for nouns in ([[one] for one in any_there] or [[]])]
    if len(asked) == 1:
        return replace(request, intent=Intent.FIND, wants=asked[0], shifts=(), share=1.0)
    pieces = tuple(replace(request, intent=Intent.FIND, wants=wants, shifts=(), share=1.0) for wants in asked)
    return replace(request, intent=Intent.OUTFIT, pieces=pieces, shifts=())


def _categories(slot: Slot) -> tuple[str, ...]:
    return tuple(category.value for category in Category if SLOT_OF[category] is slot)


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
