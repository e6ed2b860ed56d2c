"""Tokens sorted into what is wanted and what is refused; relative words and cues are gathered.

A refusal reaches to the end of its clause, over "or" and lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Slot
from tryon_desktop.engine.style.lexicon import Kind, Role, Token
from tryon_desktop.engine.style.request import Shift, Want
from tryon_desktop.engine.style.steps import step_of, too_much

_KNITS = frozenset((Slot.TOP, Slot.OUTER))
"""Slots between which one word often describes the other: a sweater is worn as a top, a cardigan over one."""
_REFUSING = frozenset(("not", "except", "drop"))
_PLACES = {"inside": Slot.TOP, "outside": Slot.OUTER, "below": Slot.BOTTOM}
_INTO = frozenset(("to", "for"))
_TURNS = frozenset(("change", "into"))
_ASKS = frozenset(("不", "没", "否"))
_COMMAS = frozenset(",，")
_IDLE = frozenset(("business",))
"""Words that say nothing after what is refused: "none of that breast pocket business"."""
_OF = "的"
_LACKING = ("没", "无", "不带", "不含", "不是", "非", "去")
"""How a Chinese refusal begins that stands before its noun and ends with 的: "没口袋的白衬衫"."""


@dataclass(slots=True)
class Reading:
    """What has been made of the tokens so far.

    joins, breaks: how many tokens were wanted where one garment was set by another ("over"), and at a comma. places:
    how many were wanted where a place was named at which the next is worn ("里面"), and which.
    riddles: unread words that are refused.
    """

    wanted: list[Token]
    refused: list[Token]
    shifts: list[Shift]
    cues: set[str]
    joins: set[int]
    breaks: set[int]
    riddles: list[Token]
    places: dict[int, Slot] = field(default_factory=dict)

    def without(self, start: int, end: int) -> Reading:
        """What is left without the wanted tokens from `start` up to `end`."""
        gone = end - start

        def moved(at: int) -> int:
            return at - gone if at >= end else min(at, start)

        return replace(
            self, wanted=[*self.wanted[:start], *self.wanted[end:]], joins={moved(at) for at in self.joins},
            breaks={moved(at) for at in self.breaks}, places={moved(at): slot for at, slot in self.places.items()},
        )  # fmt: skip


def sort_tokens(tokens: Sequence[Token]) -> Reading:
    """Sort terms into wanted and refused, and gather relative words and cues."""
    reading = Reading([], [], [], set(), set(), set(), [])
    refusing = lacking = False
    clause: list[Token] = []
    before: list[Token] = []
    for at, token in enumerate(tokens):
        reading.cues |= token.cues
        if "join" in token.cues and "or" not in token.cues:
            reading.joins.add(len(reading.wanted))
        reading.places |= {len(reading.wanted): slot for cue, slot in _PLACES.items() if cue in token.cues}
        following = tokens[at + 1 :]
        if token.relative:
            step = step_of(token, tokens, at, reading.wanted)
            if isinstance(step, Shift):
                reading.shifts.append(step)
            else:
                reading.wanted.append(replace(token, kind=Kind.TERM, wants=(step,), relative=None))
        elif token.role is not None:
            (reading.refused if token.role is Role.REFUSED else reading.wanted).append(token)
            clause.append(token)
        elif token.kind is Kind.BREAK:
            reading.breaks.add(len(reading.wanted) if token.text != "、" else -1)
            refusing = refusing and (token.text == "、" or _goes_on(token, following, reading.refused))
            before, clause = (before, clause) if token.text == "、" else (clause, [])
        elif token.text in _ASKS and (not following or following[0].kind is Kind.BREAK):
            # 能再浅点儿不？ asks, and refuses nothing.
            continue
        elif token.cues & _REFUSING and following and "change" in following[0].cues and "drop" not in token.cues:
            continue
        elif _takes_back(token, following):
            if at and _riddle(tokens[:at]) and all(map(is_noun, clause)) and not before:
                reading.riddles.append(tokens[at - 1])
            else:
                # "Off-white is see-through, not an option": of the clause before, where this one names nothing of it.
                says = any(not is_noun(one) or _refused_fields(one) for one in clause) or "less" not in token.cues
                _take_back(clause if says else [one for one in before if not is_noun(one)] or clause, reading)
            refusing = False
        elif token.cues & _REFUSING:
            refusing = True
            lacking = token.text.startswith(_LACKING)
        elif refusing and lacking and token.text == _OF and _names_garment(following):
            refusing = False
        elif token.kind is Kind.TERM and refusing and token.text in _IDLE and clause:
            continue
        elif token.kind is Kind.TERM and _makes_room(token, following, reading.cues):
            reading.cues -= {"swap"}
        elif token.kind is Kind.TERM:
            after_too = not refusing and at > 0 and "too" in tokens[at - 1].cues
            if after_too and (back := too_much(token, reading.wanted)):
                reading.shifts += back
                continue
            if not refusing and _either(tokens[at - 1], token, reading.wanted):
                continue
            if refusing and _plain(token) and any(map(_printed, reading.refused)):
                refusing = False
            described = bool(clause and clause[-1] is _last(reading.refused)) or _riddle(tokens[:at])
            if not refusing and at and _heads(token, tokens[at - 1], _last(reading.wanted)):
                end, rest = len(reading.wanted), tokens[at - 1].wants[1:]
                if rest:
                    reading.wanted[-1] = replace(tokens[at - 1], wants=rest)
                else:
                    reading = reading.without(end - 1, end)
            noun_of_refused = refusing and is_noun(token) and described
            refusing = refusing and not (noun_of_refused and not _after_or(tokens, at))
            (reading.refused if refusing else reading.wanted).append(token)
            clause.append(token)
        elif token.kind is Kind.UNREAD and refusing:
            reading.riddles.append(token)
        elif "end" in token.cues and "or" not in token.cues:
            refusing = False
        elif refusing and token.cues & _TURNS and clause and clause[-1] is _last(reading.refused):
            # "Lose the zip and make it a pullover".
            refusing = False
        elif refusing and "for" in token.text.split() and clause and clause[-1] is _last(reading.refused):
            # "Anything but black for the wedding".
            refusing = False
    return reading


def softened(reading: Reading) -> list[Token]:
    """Of "no leather jackets": it refuses leather and still speaks of jackets."""
    if any(map(is_noun, reading.wanted)):
        return []
    both = (token for token in reading.refused if is_noun(token) and any(_refused_fields(token)))
    return [replace(token, wants=(replace(token.wants[0], hard=False),)) for token in both]


def _makes_room(token: Token, following: Sequence[Token], cues: Collection[str]) -> bool:
    """Whether the first of two things goes: "swap the wool for linen", "把羊毛换成亚麻", "条纹改成波点"."""
    others = [other for other in following if other.wants and other.wants[0].field == token.wants[0].field]
    if not others or is_noun(token):
        return bool(others) and "swap" in cues
    between = following[: next(at for at, other in enumerate(following) if other is others[0])]
    turned = any("into" in one.cues or ("change" in cues and one.text in _INTO) for one in between)
    return "swap" in cues or (turned and not any(one.kind is Kind.BREAK for one in between))


def _takes_back(token: Token, following: Sequence[Token]) -> bool:
    """Whether a refusal is of what was said before it: "wool is out", 格子谢绝, but not 谢绝格子."""
    before_it = bool(token.cues & _REFUSING) and bool(following) and following[0].kind is Kind.TERM
    if "less" in token.cues:
        return not before_it
    return bool(token.cues & _REFUSING) and not _has_object(following)


def _names_garment(following: Sequence[Token]) -> bool:
    """Whether a garment is named before the clause ends."""
    for token in following:
        if token.kind is Kind.BREAK:
            return False
        if is_noun(token):
            return True
    return False


def _either(before: Token, token: Token, wanted: list[Token]) -> bool:
    """Make one noun of two with "or" between them: "a sweater or cardigan" is one garment. Says whether it did."""
    last = _last(wanted)
    if "either" not in before.cues or last is None or not (is_noun(token) and is_noun(last)):
        return False
    both = tuple(dict.fromkeys((*last.wants[0].values, *token.wants[0].values)))
    wanted[-1] = replace(last, wants=(replace(last.wants[0], values=both), *last.wants[1:]))
    return True


def _plain(token: Token) -> bool:
    return any(want.field == "pattern" and want.values == ("solid",) for want in token.wants)


def _printed(token: Token) -> bool:
    return any(want.field == "pattern" and want.values != ("solid",) for want in token.wants)


def _riddle(before: Sequence[Token]) -> bool:
    """Whether the last thing said is an unread word: what is refused is then that, not the noun after it."""
    said = [token for token in before if token.kind is not Kind.FILLER]
    return bool(said) and said[-1].kind is Kind.UNREAD


def _has_object(following: Sequence[Token]) -> bool:
    """Whether something that can be refused follows before the clause ends, or turns to what is wanted instead."""
    for token in following:
        if token.kind in (Kind.TERM, Kind.UNREAD) or token.relative:
            return True
        if token.kind is Kind.BREAK or token.cues & _TURNS:
            return False
    return False


def _take_back(clause: list[Token], reading: Reading) -> None:
    """Of "wool is out", "羊毛的不要": what the clause named is refused after all; of "a jumper, wool is out" not the
    jumper.
    """
    last = max((at for at, token in enumerate(clause) if is_noun(token)), default=-1)
    for token in clause[last + 1 :] or list(clause):
        if token in reading.wanted and token.role is not Role.WANTED:
            reading.wanted.remove(token)
            reading.refused.append(token)


def _goes_on(mark: Token, following: Sequence[Token], refused: Sequence[Token]) -> bool:
    """Whether a list of refused things runs on past a comma: "no stripes, dots or florals"."""
    if not refused or mark.text not in _COMMAS:
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
