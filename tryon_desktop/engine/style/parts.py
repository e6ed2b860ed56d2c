"""What is said of a part: its colour ("gold buttons", "the dots should be red", 领子换成白色) and how large a print is
("big red dots", 大波点). Without this a colour is the garment's, and "big" a fit.

The words for parts, prints and sizes of prints are a table (`assets/style/grammar.toml`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import colours
from tryon_desktop.engine.style.lexicon import Kind, Token
from tryon_desktop.engine.style.request import Want

_OF = "的"
_SAYS_SO = frozenset(("change", "into", "end"))
"""Cues between a part and the colour that it is to have: "make the buttons gold", 扣子要金色的."""
_PREDICATES = frozenset(("be", "is", "are", "should", "to", "in", "of", "as", "是", "用", "成", "要"))
_AS_ONE = frozenset(("zip", "buttons", "pockets", "belt"))
"""Parts of which a singular before a noun names the garment: "a red zip hoodie" is red."""
_WHITE_COLLAR = ("white collar", "白领")
_ANY = 3
"""Values from which on a word names no neckline, only that there is a collar: every garment has an edge at the neck."""
_OF_PARTS = frozenset(("sleeve", "neckline", "closure", "detail", "trim", "ink", "scale"))
_FAR = 4
"""Tokens after a part among which its colour is looked for."""


def with_parts(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, colours and sizes of parts read as such: wants for "trim" (`collar=#rrggbb`), "ink" and "scale"."""
    found = list(_parted(tokens))
    at = 0
    while at < len(found):
        token = found[at]
        if (part := _part(found, at)) is not None:
            at = _coloured_part(found, at, part)
        elif any(want.field == "pattern" for want in token.wants):
            _sized(found, at)
            if is_print(token):
                _inked(found, at)
        at += 1
    return found


def _parted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Colour and part apart where the lexicon took them for one word: 金扣, and the white collar of a garment."""
    for at, token in enumerate(tokens):
        collar = token.text.startswith(_WHITE_COLLAR) and _worn(tokens, at)
        chinese = not token.text.isascii()
        colour, part = ("white", "collar") if collar and not chinese else (token.text[:1], token.text[1:])
        hex_colour = _short_colours().get(colour) if collar or token.kind is Kind.UNREAD else None
        if hex_colour is not None and part in _table()["part"]:
            if collar:
                yield Token(colour, Kind.TERM, (Want("colour", (hex_colour,), colour),))
                yield Token(part, Kind.UNREAD)
            else:
                value = f"{_table()['part'][part]}={hex_colour}"
                yield Token(token.text, Kind.TERM, (Want("trim", (value,), token.text),))
        elif not (token.text == "子" and at and tokens[at - 1].text == "白领"):
            yield token


def _worn(tokens: Sequence[Token], at: int) -> bool:
    """Whether the white collar is a garment's, and not an office worker's."""
    before = [one for one in tokens[:at] if one.kind is not Kind.FILLER]
    named = any(want.field == "category" for one in before for want in one.wants)
    with_it = bool(before) and (named or "not" in before[-1].cues) and bool(before[-1].cues & {"join", "not"})
    return with_it or (at + 1 < len(tokens) and tokens[at + 1].text == "子")


def names_part(phrase: str) -> bool:
    """Whether the last word of an English phrase is a part of a garment: "red cuffs" are no motif."""
    return phrase.rpartition(" ")[2] in _table()["part"]


def names_any_part(token: Token) -> bool:
    """Whether a token speaks of a part of a garment: sleeves, a neck, buttons, a hem."""
    fields = {want.field for want in token.wants}
    return bool(fields & _OF_PARTS) or token.text in _table()["part"] or bool(token.cues & {"neck", "leg", "hem"})


def is_print(token: Token) -> bool:
    """Whether a token is a noun for a print, "stripes" or 波点, not an adjective."""
    return token.text.removesuffix(_OF) in _table()["print"] and any(want.field == "pattern" for want in token.wants)


def _part(tokens: Sequence[Token], at: int) -> str | None:
    """The part that a token names. "White collar" is work, unless a garment has it."""
    return _table()["part"].get(tokens[at].text)


def _coloured_part(tokens: list[Token], at: int, part: str) -> int:
    """Make one token of a part and its colour, where it has one; returns where it stands."""
    place = _colour_before(tokens, at)
    if place is not None and _garments_own(tokens, at, part):
        place = None
    if place is None:
        place = _colour_after(tokens, at)
    if place is None:
        return at
    first, last = sorted((place, at))
    more = _named_with(tokens, at, 1 if place < at else -1)
    if more is not None:
        first, last = (first, last + 2) if place < at else (first - 2, last)
    colour, named = tokens[place], tokens[at]
    joint = " " if named.text.isascii() else ""
    said = joint.join(one.text for one in (colour, named))
    vague = part == "collar" and bool(named.wants) and len(named.wants[0].values) >= _ANY
    kept = () if vague else tuple(replace(want, hard=False) for want in named.wants)
    values = _values(colour)
    trims = [Want("trim", tuple(f"{one}={value}" for value in values), said) for one in (part, more) if one is not None]
    whole = Token(said, Kind.TERM, (*trims, *kept))
    # What lies between, "should be" and 换成, still speaks of a change.
    cues = (one for one in tokens[first + 1 : last] if one.kind is Kind.CUE and "join" not in one.cues)
    tokens[first : last + 1] = [*cues, whole]
    return tokens.index(whole, first)


def _named_with(tokens: Sequence[Token], at: int, way: int) -> str | None:
    """The part that is named with the one at `at`, after it (way: 1) or before (-1): "white collar and cuffs"."""
    if not 0 <= at + 2 * way < len(tokens):
        return None
    joint = tokens[at + way]
    return _part(tokens, at + 2 * way) if "join" in joint.cues or joint.text == "、" else None


def _values(token: Token) -> tuple[str, ...]:
    return ("contrast",) if token.text in _table()["contrast"] else token.wants[0].values[:1]


def _is_colour(token: Token) -> bool:
    if token.text in _table()["contrast"]:
        return True
    return token.kind is Kind.TERM and len(token.wants) == 1 and token.wants[0].field == "colour"


def _colour_before(tokens: Sequence[Token], at: int) -> int | None:
    """Where the colour stands that is said of what is at `at`: next to it, but for "a", 的 and "big"."""
    before = at - 1
    while before >= 0 and (tokens[before].text in (_OF, "a", "an") or _size(tokens[before])):
        before -= 1
    return before if before >= 0 and _is_colour(tokens[before]) else None


def _colour_after(tokens: Sequence[Token], at: int) -> int | None:
    """Where the colour stands that a part is said to have or to get."""
    says_so = at > 0 and "change" in _said_before(tokens, at).cues
    for place in range(at + 1, min(at + 1 + _FAR, len(tokens))):
        token = tokens[place]
        if _is_colour(token):
            return place if says_so and not _heads_noun(tokens, place) else None
        if token.kind is Kind.CUE:
            if "join" in token.cues or not token.cues & _SAYS_SO:
                return None
            says_so = True
        elif token.kind is Kind.FILLER:
            says_so = says_so or bool(_PREDICATES & set(token.text.split()))
        else:
            return None
    return None


def _said_before(tokens: Sequence[Token], at: int) -> Token:
    """The last thing said before `at` that is no filling word."""
    return next((one for one in reversed(tokens[:at]) if one.kind is not Kind.FILLER), Token("", Kind.BREAK))


def _heads_noun(tokens: Sequence[Token], at: int) -> bool:
    """Whether a colour is the next garment's: "with buttons in a red skirt"."""
    after = next((one for one in tokens[at + 1 :] if one.kind is not Kind.FILLER), None)
    return after is not None and bool(after.wants) and after.wants[0].field == "category"


def _garments_own(tokens: Sequence[Token], at: int, part: str) -> bool:
    """Whether the colour before a part is the garment's after all: "a red zip hoodie", 白色拉链卫衣."""
    noun = at + 1 < len(tokens) and bool(tokens[at + 1].wants) and tokens[at + 1].wants[0].field == "category"
    return noun and part in _AS_ONE


def _size(token: Token) -> str | None:
    """How large a print is that this word is said of."""
    return _table()["scale"].get(token.text)


def _sized(tokens: list[Token], at: int) -> None:
    """Read the word before a print and its colour as the print's size; in "big floral dress" it is the dress's."""
    before = at - 1
    while before >= 0 and _is_colour(tokens[before]):
        before -= 1
    size = _size(tokens[before]) if before >= 0 else None
    if size is not None and (is_print(tokens[at]) or tokens[before].text in _table()["of_adjectives"]):
        tokens[before] = Token(tokens[before].text, Kind.TERM, (Want("scale", (size,), tokens[before].text),))


def _inked(tokens: list[Token], at: int) -> None:
    """Read the colour of a print as the print's: "with red dots", "the stripes should be navy", 红条纹的白T恤."""
    place = _colour_before(tokens, at)
    if place is not None and (_two(tokens, place) or not _apart(tokens, at)):
        return
    if place is None:
        place = _colour_after(tokens, at)
    if place is not None and tokens[place].text not in _table()["contrast"]:
        want = tokens[place].wants[0]
        tokens[place] = replace(tokens[place], wants=(replace(want, field="ink"),))


def _two(tokens: Sequence[Token], at: int) -> bool:
    """Whether two colours are said of a print, which are its ground and itself: "red and white stripes"."""
    before = [one for one in tokens[:at] if one.kind is not Kind.FILLER]
    return bool(before) and (_is_colour(before[-1]) or (
        len(before) > 1 and "join" in before[-1].cues and before[-1].text in ("and", "&", "+", "和") and
        _is_colour(before[-2])))  # fmt: skip


def _apart(tokens: Sequence[Token], at: int) -> bool:
    """Whether a print stands by itself, and not as the garment's first word: "red dots", but not 红波点裙."""
    after = list(tokens[at + 1 : at + 3])
    if not after or not after[0].wants:
        attributive = tokens[at].text.endswith(_OF) or (bool(after) and after[0].text == _OF)
        return not attributive or (len(tokens) > at + 1 and any(map(_is_colour, tokens[at + 1 : at + 4])))
    if tokens[at].text.endswith(_OF):
        return _is_colour(after[0])
    return after[0].wants[0].field != "category"


@cache
def _short_colours() -> Mapping[str, str]:
    """Colours of one character, and "white", to #rrggbb."""
    named = {word: colour.hex for colour in colours() for word in colour.zh if len(word) == 1}
    return named | {"white": next(colour.hex for colour in colours() if "white" in colour.en)}


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    """Word -> part, print, size of a print, or a colour that stands out."""
    with (assets() / "style" / "grammar.toml").open("rb") as file:
        rows = tomllib.load(file)["parts"]
    return {
        kind: {word: name for name, words in rows[kind].items() for word in words.split("|")}
        for kind in ("part", "print", "scale", "of_adjectives", "contrast")
    }
