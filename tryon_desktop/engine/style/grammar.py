"""From tokens to a Request: what is asked, what is refused, what is to change, and in how many pieces.

The cue words are a table (`assets/style/grammar.toml`). Modifiers come before their noun in both languages, and what
follows the last noun belongs to it; a refusal reaches to the end of its clause, over "or" and lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, GarmentSpec, Slot
from tryon_desktop.engine.style import printed
from tryon_desktop.engine.style.colours import shifted, tones
from tryon_desktop.engine.style.design import implied_category
from tryon_desktop.engine.style.lexicon import Kind, Lexicon, Token
from tryon_desktop.engine.style.request import Intent, Request, Shift, Want

_VISIBLE = frozenset(
    ("colour", "tone", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure", "detail",
     "motif", "text")
)
_MOSTLY_READ = 0.5
"""Share of a request's words that must have been read for what names no garment to be said of the one worn."""
_KNITS = frozenset((Slot.TOP, Slot.OUTER))
"""Slots between which one word often describes the other: a sweater is worn as a top, a cardigan over one."""
_OF_TOPS = frozenset(("sleeve", "neckline"))
_REFUSING = frozenset(("not", "except", "drop"))
_TOO_MUCH = {
    ("length", "floor"): Shift("length", -1), ("length", "cropped"): Shift("length", 1),
    ("fit", "slim"): Shift("fit", 1), ("fit", "relaxed"): Shift("fit", -1), ("fit", "oversized"): Shift("fit", -1),
    ("shape", "wide"): Shift("fit", -1), ("season", "winter"): Shift("warmth", -1),
    ("tone", "dark"): Shift("lightness", 1), ("tone", "light"): Shift("lightness", -1),
    ("tone", "bright"): Shift("chroma", -1),
}  # fmt: skip
"""What "too long" asks for: the first value of the word that follows "too"."""


_MEANT: Mapping[tuple[str, int], tuple[tuple[str, tuple[str, ...]], ...]] = {
    ("warmth", 1): (("season", ("winter",)),), ("warmth", -1): (("season", ("summer",)),),
    ("length", 1): (("length", ("floor", "ankle", "midi", "knee")),),
    ("length", -1): (("length", ("cropped", "waist", "thigh", "hip")),),
    ("sleeve", 1): (("sleeve", ("long", "three_quarter")),), ("sleeve", -1): (("sleeve", ("short", "cap", "none")),),
    ("fit", 1): (("fit", ("relaxed", "oversized")),), ("fit", -1): (("fit", ("slim",)),),
    ("lightness", 1): (("tone", ("light",)),), ("lightness", -1): (("tone", ("dark",)),),
    ("chroma", 1): (("tone", ("bright",)),), ("chroma", -1): (("tone", ("neutral",)),),
    ("formality", 1): (("occasion", ("formal", "work")),), ("formality", -1): (("occasion", ("casual",)),),
}  # fmt: skip
"""What a step asks for of a garment that is yet to be found."""


@dataclass(slots=True)
class _Reading:
    """What has been made of the tokens so far.

    joins, breaks: how many tokens were wanted where one garment was set by another ("over"), and at a comma.
    riddles: unread words that are refused.
    """

    wanted: list[Token]
    refused: list[Token]
    shifts: list[Shift]
    cues: set[str]
    joins: set[int]
    breaks: set[int]
    riddles: list[Token]


def parse(lexicon: Lexicon, text: str, *, current: GarmentSpec | None = None, forgiving: bool = True) -> Request:
    """Read a request. `current` is the garment worn now: without one nothing can be changed, only found.

    forgiving: slips of the pen are read as what was meant.
    """
    tokens = _shaded(printed.cut(lexicon, text, forgiving=forgiving))
    reading = _read(tokens)
    wants = _merged(want for token in [*reading.wanted, *_softened(reading)] for want in token.wants)
    excluded = _merged(want for token in reading.refused for want in _refused_wants(token))
    request = Request(
        intent=Intent.UNCLEAR,
        wants=wants,
        excluded=excluded,
        shifts=tuple(reading.shifts),
        unread=tuple(token.text for token in tokens if token.kind is Kind.UNREAD),
        share=_share(tokens),
        gist=_gist(tokens, [*reading.refused, *reading.riddles]),
        unread_refused=tuple(token.text for token in reading.riddles),
    )
    return _with_intent(request, reading, current)


def _softened(reading: _Reading) -> list[Token]:
    """"No leather jackets" refuses leather and still speaks of jackets."""
    if any(map(_is_noun, reading.wanted)):
        return []
    both = (token for token in reading.refused if _is_noun(token) and any(_refused_fields(token)))
    return [replace(token, wants=(replace(token.wants[0], hard=False),)) for token in both]


def _with_intent(request: Request, reading: _Reading, current: GarmentSpec | None) -> Request:
    cues = reading.cues
    nouns = [token for token in reading.wanted if _is_noun(token)]
    if "take_off" in cues or ("drop" in cues and any(map(_is_noun, reading.refused)) and current is not None):
        return replace(request, intent=Intent.REMOVE, removed=_slots([*nouns, *reading.refused]), wants=(), excluded=())
    said_nothing = not (request.wants or request.excluded or request.shifts)
    if said_nothing:
        intent = next((i for i in (Intent.UNDO, Intent.OTHER) if i.value in cues), Intent.UNCLEAR)
        if intent is Intent.UNCLEAR and "rude" in cues:
            return replace(request, unread=(), gist="")
        if intent is Intent.UNCLEAR and "make" in cues:
            intent = Intent.DESIGN
        return _outfit_of(request) if intent is Intent.UNCLEAR and "outfit" in cues else replace(request, intent=intent)
    if request.shifts and _stands_alone(request, cues, current):
        meant = tuple(want for shift in request.shifts for want in _meant(shift))
        request = replace(request, wants=_merged(iter((*request.wants, *meant))), shifts=())
    pieces = _pieces(reading, request)
    if len(pieces) > 1:
        return replace(request, intent=Intent.OUTFIT, pieces=pieces)
    request = replace(request, wants=_united(request.wants))
    if "outfit" in cues and not nouns:
        return _outfit_of(request)
    if "make" in cues and (nouns or current is None):
        return replace(request, intent=Intent.DESIGN)
    if current is not None and _changes(request, cues, current):
        return replace(request, intent=Intent.EDIT)
    return replace(request, intent=Intent.FIND)


def _stands_alone(request: Request, cues: set[str], current: GarmentSpec | None) -> bool:
    """Whether "thicker" is said of a garment that is looked for: "给我一件厚一点的毛衣", "a longer skirt"."""
    if current is None:
        return True
    nouns = [want for want in request.wants if want.field == "category" and want.hard]
    if not nouns or cues & {"this", "change"}:
        return False
    return "find" in cues or current.category.value not in nouns[0].values


def _meant(shift: Shift) -> Iterator[Want]:
    """What a step means where there is nothing to step from."""
    for field, values in _MEANT.get((shift.dimension, 1 if shift.step > 0 else -1), ()):
        yield Want(field, values, "")


def _changes(request: Request, cues: set[str], current: GarmentSpec) -> bool:
    """Whether the request is about the garment worn now."""
    if request.shifts:
        return True
    visible = any(want.field in _VISIBLE for want in (*request.wants, *request.excluded))
    nouns = [want for want in request.wants if want.field == "category" and want.hard]
    if nouns and not cues & {"this", "change"}:
        return False
    if cues & {"this", "change", "drop"}:
        return visible or bool(nouns and current.category not in nouns[0].values)
    terse = request.share >= _MOSTLY_READ
    return visible and terse and not cues & {"find", "except", "other"}


def _read(tokens: Sequence[Token]) -> _Reading:
    """Sort terms into wanted and refused, and gather relative words and cues."""
    reading = _Reading([], [], [], set(), set(), set(), [])
    refusing = False
    clause: list[Token] = []
    for at, token in enumerate(tokens):
        reading.cues |= token.cues
        if "join" in token.cues and "or" not in token.cues:
            reading.joins.add(len(reading.wanted))
        following = tokens[at + 1 :]
        if token.relative:
            reading.shifts.append(_shift(token, tokens, at, reading))
        elif token.kind is Kind.BREAK:
            reading.breaks.add(len(reading.wanted) if token.text != "、" else -1)
            refusing = refusing and (token.text == "、" or _goes_on(following, reading.refused))
            clause = clause if token.text == "、" else []
        elif "less" in token.cues or (token.cues & _REFUSING and not _has_object(following)):
            _take_back(clause, reading)
            refusing = False
        elif token.cues & _REFUSING:
            refusing = True
        elif token.kind is Kind.TERM and "swap" in reading.cues and _replaced(token, following):
            reading.cues -= {"swap"}
        elif token.kind is Kind.TERM:
            if not refusing and at and "too" in tokens[at - 1].cues and _too_much_key(token) in _TOO_MUCH:
                reading.shifts += _too_much(token, reading)
                continue
            described = bool(clause and clause[-1] is _last(reading.refused)) or _riddle(tokens[:at])
            if not refusing and at and _heads(token, tokens[at - 1], _last(reading.wanted)):
                reading.wanted[-1] = replace(tokens[at - 1], wants=tokens[at - 1].wants[1:])
            noun_of_refused = refusing and _is_noun(token) and described
            refusing = refusing and not (noun_of_refused and not _after_or(tokens, at))
            (reading.refused if refusing else reading.wanted).append(token)
            clause.append(token)
        elif token.kind is Kind.UNREAD and refusing:
            reading.riddles.append(token)
        elif "end" in token.cues and "or" not in token.cues:
            refusing = False
    return reading


def _shift(token: Token, tokens: Sequence[Token], at: int, reading: _Reading) -> Shift:
    """The step that a relative word asks for: of the sleeves where they are its neighbour, turned round after "too"."""
    dimension, step = token.relative or ("", 0)
    near = [other for other in (*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 3]) if _is_any_sleeve(other)]
    if near and dimension == "length":
        dimension = "sleeve"
        reading.wanted[:] = [other for other in reading.wanted if other not in near]
    turned = at > 0 and "too" in tokens[at - 1].cues
    return Shift(dimension, -step if turned else step)


def _too_much(token: Token, reading: _Reading) -> list[Shift]:
    """"Too long": one step back, of the sleeves where they were named just before."""
    shift = _TOO_MUCH[_too_much_key(token)]
    last = _last(reading.wanted)
    if shift.dimension == "length" and last is not None and _is_any_sleeve(last):
        reading.wanted.pop()
        return [Shift("sleeve", shift.step)]
    return [shift]


def _too_much_key(token: Token) -> tuple[str, str]:
    return token.wants[0].field, token.wants[0].values[0]


def _is_any_sleeve(token: Token) -> bool:
    return bool(token.wants) and token.wants[0].field == "sleeve" and len(token.wants[0].values) > 2


def _replaced(token: Token, following: Sequence[Token]) -> bool:
    """In "swap the wool for linen", "把羊毛换成亚麻" the first of the two is what goes."""
    return any(other.wants and other.wants[0].field == token.wants[0].field for other in following)


def _riddle(before: Sequence[Token]) -> bool:
    """Whether the last thing said is an unread word: what is refused is then that, not the noun after it."""
    said = [token for token in before if token.kind is not Kind.FILLER]
    return bool(said) and said[-1].kind is Kind.UNREAD


def _has_object(following: Sequence[Token]) -> bool:
    """Whether something that can be refused follows before the clause ends."""
    for token in following:
        if token.kind in (Kind.TERM, Kind.UNREAD):
            return True
        if token.kind is Kind.BREAK:
            return False
    return False


def _take_back(clause: list[Token], reading: _Reading) -> None:
    """"Wool is out", "羊毛的不要": what the clause named is refused after all."""
    for token in clause:
        if token in reading.wanted:
            reading.wanted.remove(token)
            reading.refused.append(token)


def _goes_on(following: Sequence[Token], refused: Sequence[Token]) -> bool:
    """Whether a list of refused things runs on past a comma: "no stripes, dots or florals"."""
    if not refused:
        return False
    fields = {want.field for want in refused[-1].wants}
    for token in following:
        if "or" in token.cues:
            return True
        same = token.kind is Kind.TERM and token.wants[0].field in fields
        if not (same or token.kind is Kind.FILLER or token.text == ","):
            return False
    return False


def _after_or(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and ("or" in tokens[at - 1].cues or tokens[at - 1].text == "、")


def _last(tokens: Sequence[Token]) -> Token | None:
    return tokens[-1] if tokens else None


def _heads(token: Token, before: Token, wanted: Token | None) -> bool:
    """Whether of two nouns side by side the second says what it is: "an aran cardigan", "a pullover hoodie"."""
    if before is not wanted or not (_is_noun(token) and _is_noun(before)):
        return False
    slots = [{SLOT_OF[Category(value)] for value in one.wants[0].values} for one in (before, token)]
    return before.wants[0].values != token.wants[0].values and (slots[0] <= slots[1] or slots[0] | slots[1] >= _KNITS)


def _is_noun(token: Token) -> bool:
    return bool(token.wants) and token.wants[0].field == "category"


def _refused_wants(token: Token) -> Iterator[Want]:
    """Of "no leather jackets" in one word ("皮衣") only the leather is refused."""
    special = _refused_fields(token)
    yield from special if special else (want for want in token.wants if want.hard or want.field == "tone")


def _refused_fields(token: Token) -> list[Want]:
    return [want for want in token.wants if want.hard and want.field != "category"]


def _shaded(tokens: Sequence[Token]) -> list[Token]:
    """"dark" before "teal" makes one darker teal of the two."""
    result: list[Token] = []
    for token in tokens:
        before = _last(result)
        tone = before.wants[0] if before and before.wants and before.wants[0].field == "tone" else None
        if before and tone and token.wants and token.wants[0].field == "colour":
            lightness, chroma = next(t.shift for t in tones() if t.name_en == tone.values[0])
            hex_colour = shifted(token.wants[0].values[0], lightness=lightness, chroma=chroma)
            said = f"{before.text} {token.text}" if token.text.isascii() else before.text + token.text
            result[-1] = replace(token, text=said, wants=(Want("colour", (hex_colour,), said),))
        else:
            result.append(token)
    return result


def _merged(wants: Iterator[Want]) -> tuple[Want, ...]:
    """Drop repetitions and what is suggested where something else of the field is said."""
    listed = list(dict.fromkeys(wants))
    said = {want.field for want in listed if want.hard}
    return tuple(want for want in listed if want.hard or want.field not in said or want.field == "tone")


def _united(wants: Sequence[Want]) -> tuple[Want, ...]:
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


def _pieces(reading: _Reading, request: Request) -> tuple[Request, ...]:
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
        if not _is_noun(token):
            pending.append(token)
        elif pieces and not pending and _alike(pieces[-1], token):
            pieces[-1].append(token)
        elif pieces and _slots([token]) == (Slot.BOTTOM,):
            # "A jacket with a hood and jeans": jeans have no hood.
            pieces[-1] += [one for one in pending if one.wants[0].field in _OF_TOPS]
            pieces.append([*(one for one in pending if one.wants[0].field not in _OF_TOPS), token])
            pending = []
        else:
            pieces.append([*pending, token])
            pending = []
    trailing = bool(pieces) and len(reading.wanted) - len(pending) in reading.joins
    noun = _unnamed(pending) if trailing and any(want.values[0] == "turtle" for want in _wants(pending)) else None
    if noun and _slots([noun]) != _slots(pieces[-1]):
        pieces.append([*pending, noun])
    elif pieces:
        pieces[-1] += pending
    slots = [_slots(piece) for piece in pieces]
    apart = all(first != second for first, second in pairwise(slots)) or "join" in reading.cues
    if len(pieces) < 2 or not apart:
        return ()
    wants = (_united(_merged(want for token in piece for want in token.wants)) for piece in pieces)
    return tuple(replace(request, intent=Intent.FIND, wants=one, shifts=()) for one in wants)


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
    return any(_is_noun(token) and set(_slots([token])) & set(_slots([noun])) for token in piece)


def _outfit_of(request: Request) -> Request:
    """An outfit without any garment named: a top and a bottom that suit the rest of the request."""
    pieces = []
    for slot in (Slot.TOP, Slot.BOTTOM):
        values = tuple(category.value for category in Category if SLOT_OF[category] is slot)
        pieces.append(replace(request, intent=Intent.FIND, wants=(Want("category", values, ""), *request.wants)))
    return replace(request, intent=Intent.OUTFIT, pieces=tuple(pieces))


def _slots(tokens: Sequence[Token]) -> tuple[Slot, ...]:
    categories = (value for t in tokens for want in t.wants if want.field == "category" for value in want.values)
    return tuple(dict.fromkeys(SLOT_OF[Category(value)] for value in categories))


def _gist(tokens: Sequence[Token], refused: Sequence[Token]) -> str:
    """"Like" stays: what it compares with is the request. What is refused goes: an encoder would look for it."""
    gone = set(map(id, refused))
    tokens = [token for token in tokens if id(token) not in gone] if gone else tokens
    empty = (Kind.FILLER, Kind.CUE, Kind.BREAK)
    full = [at for at, token in enumerate(tokens) if token.kind not in empty or token.text == "like"]
    said = [token.text for token in tokens[full[0] : full[-1] + 1]] if full else []
    return " ".join(said) if any(text.isascii() for text in said) else "".join(said)


def _share(tokens: Sequence[Token]) -> float:
    """How much of what is said, by letters, the lexicon could read. Cues and filling words count for neither side."""
    read = sum(token.weight for token in tokens if token.kind is Kind.TERM or token.relative)
    unread = sum(token.weight for token in tokens if token.kind is Kind.UNREAD)
    return read / (read + unread) if read else 0.0
