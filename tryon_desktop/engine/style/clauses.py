"""Tokens sorted into what is wanted and what is refused; relative words and cues are gathered.

A refusal reaches to the end of its clause, over "or" and lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Slot
from tryon_desktop.engine.style.lexicon import Kind, Token
from tryon_desktop.engine.style.request import Shift, Want
from tryon_desktop.engine.style.steps import shift_of, too_much

_KNITS = frozenset((Slot.TOP, Slot.OUTER))
"""Slots between which one word often describes the other: a sweater is worn as a top, a cardigan over one."""
_REFUSING = frozenset(("not", "except", "drop"))


@dataclass(slots=True)
class Reading:
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


def sort_tokens(tokens: Sequence[Token]) -> Reading:
    """Sort terms into wanted and refused, and gather relative words and cues."""
    reading = Reading([], [], [], set(), set(), set(), [])
    refusing = False
    clause: list[Token] = []
    for at, token in enumerate(tokens):
        reading.cues |= token.cues
        if "join" in token.cues and "or" not in token.cues:
            reading.joins.add(len(reading.wanted))
        following = tokens[at + 1 :]
        if token.relative:
            reading.shifts.append(shift_of(token, tokens, at, reading.wanted))
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
            after_too = not refusing and at > 0 and "too" in tokens[at - 1].cues
            if after_too and (back := too_much(token, reading.wanted)):
                reading.shifts += back
                continue
            described = bool(clause and clause[-1] is _last(reading.refused)) or _riddle(tokens[:at])
            if not refusing and at and _heads(token, tokens[at - 1], _last(reading.wanted)):
                reading.wanted[-1] = replace(tokens[at - 1], wants=tokens[at - 1].wants[1:])
            noun_of_refused = refusing and is_noun(token) and described
            refusing = refusing and not (noun_of_refused and not _after_or(tokens, at))
            (reading.refused if refusing else reading.wanted).append(token)
            clause.append(token)
        elif token.kind is Kind.UNREAD and refusing:
            reading.riddles.append(token)
        elif "end" in token.cues and "or" not in token.cues:
            refusing = False
    return reading


def softened(reading: Reading) -> list[Token]:
    """Of "no leather jackets": it refuses leather and still speaks of jackets."""
    if any(map(is_noun, reading.wanted)):
        return []
    both = (token for token in reading.refused if is_noun(token) and any(_refused_fields(token)))
    return [replace(token, wants=(replace(token.wants[0], hard=False),)) for token in both]


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


def _take_back(clause: list[Token], reading: Reading) -> None:
    """Of "wool is out", "羊毛的不要": what the clause named is refused after all."""
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
    if before is not wanted or not (is_noun(token) and is_noun(before)):
        return False
    slots = [{SLOT_OF[Category(value)] for value in one.wants[0].values} for one in (before, token)]
    return before.wants[0].values != token.wants[0].values and (slots[0] <= slots[1] or slots[0] | slots[1] >= _KNITS)


def is_noun(token: Token) -> bool:
    """Whether a token names a garment."""
    return bool(token.wants) and token.wants[0].field == "category"


def refused_wants(token: Token) -> Iterator[Want]:
    """Of "no leather jackets" in one word ("皮衣") only the leather is refused."""
    special = _refused_fields(token)
    yield from special if special else (want for want in token.wants if want.hard or want.field == "tone")


def _refused_fields(token: Token) -> list[Want]:
    return [want for want in token.wants if want.hard and want.field != "category"]
