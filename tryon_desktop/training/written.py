"""Written requests as examples of what each of their words is to them.

The files are those of `models/data`: JSON lines as in the benchmark (`text`, `kind`, `expect`, `not`, and `current`,
the garment worn) whose writers knew the vocabulary alone. Nobody marked the words: what a word is follows from what the
answer must be. A colour that the changed garment has to have is wanted; one that the garment worn has and the changed
one has not is refused; one that is neither was an aside. Where nothing follows, nothing is learnt.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot, read_spec
from tryon_desktop.engine.style.colours import likeness
from tryon_desktop.engine.style.grammar import read_tokens
from tryon_desktop.engine.style.lexicon import Kind, Lexicon, Role, Token
from tryon_desktop.engine.style.outcomes import (
    CHOICES,
    COLOUR_SPAN,
    COLOURS,
    DETAIL_SPAN,
    DETAILS,
    OUTCOMES,
    SPANS,
    worn_vector,
)
from tryon_desktop.engine.style.reader import OPEN, ROLES, States, features
from tryon_desktop.engine.style.request import VALUES, Want, is_worn, values_of

_FAIR = 0.3
"""Likeness from which on a colour is a fair answer for another one's name."""
_ORDERED = ("length", "sleeve", "fit", "scale")
_UNKNOWN = -1
_SAME = 0.85
"""Likeness from which on two colours are one."""
_UNKNOWN_WORDS = 0.2
"""Share of the words that a varied example takes from the lexicon."""
_CHANGES = {"en": ("make it {}", "{} please", "could it be {}", "{} instead", "i'd like it {}", "with {}"),
            "zh": ("换成{}", "改{}", "要{}的", "{}吧", "能不能{}", "来个{}")}  # fmt: skip
_STAYS = 0.15
"""How sure it is that what nobody speaks of stays."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One request. roles: (n,) what each word is, as places in ROLES, -1 where that is not known; change: whether the
    garment worn is to change (1, 0), -1 where none is worn. expect, without: what the answer must have and must not.
    writer: the file that it is from.
    """

    writer: str
    kind: str
    tokens: tuple[Token, ...]
    worn: GarmentSpec | None
    roles: np.ndarray
    change: int
    expect: Mapping[str, Any]
    without: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """An example as the network sees it: states (n, 384), features (n, WIDTH), worn (OUTCOMES,), float32.

    right: (OUTCOMES,) 1 for the outcomes that are right, 0 for those that are not; weight: (OUTCOMES,) how much that is
    known, 0 for nothing.
    """

    example: Example
    states: F32
    features: F32
    worn: F32
    right: F32
    weight: F32


def read_garments(path: Path) -> dict[str, GarmentSpec]:
    """The garments that requests speak of, by id."""
    return {row["id"]: read_spec(row["spec"]) for row in json.loads(path.read_text(encoding="utf-8"))}


def read_rows(path: Path) -> list[Row]:
    """The requests of one writer."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def examples(
    lexicon: Lexicon, rows: Sequence[Row], garments: Mapping[str, GarmentSpec], writer: str, rng: np.random.Generator
) -> Iterator[Example]:
    """Each request, and each that looks for a garment once more while another one is worn, which is not to change."""
    worn_by = list(garments.values())
    for row in rows:
        if "current" in row:
            yield _example(lexicon, row, garments[row["current"]], writer, int(row["kind"] == "edit"))
            continue
        yield _example(lexicon, row, None, writer, -1)
        other = worn_by[int(rng.integers(len(worn_by)))]
        if other.category not in row.get("expect", {}).get("category", (other.category,)) or row["kind"] == "vibe":
            yield _example(lexicon, row, other, writer, 0)


def _example(lexicon: Lexicon, row: Row, worn: GarmentSpec | None, writer: str, change: int) -> Example:
    tokens, _ = read_tokens(lexicon, row["text"], worn)
    changed = worn if change == 1 else None
    roles = [_role_in(row, token, changed) for token in tokens]
    return Example(writer, row["kind"], tokens, worn, np.array(roles, np.int64), change,
                   row.get("expect", {}), row.get("not", {}))  # fmt: skip


def _role_in(row: Row, token: Token, changed: GarmentSpec | None) -> int:
    if row["kind"] == "outfit":
        return ROLES.index(Role.WANTED) if token.kind is Kind.TERM else _UNKNOWN
    return role_of(token, row, changed) if "expect" in row else _UNKNOWN


def see(encoder: States, example: Example) -> Seen:
    """The example with what the text encoder makes of it."""
    states = encoder.states([one.text for one in example.tokens])
    right, weight = outcome_of(example)
    return Seen(example, states, features(example.tokens, example.worn), worn_vector(example.worn), right, weight)


def outcome_of(example: Example) -> tuple[F32, F32]:
    """What the changed garment is to be like, (OUTCOMES,), and how much that is known."""
    right, weight = np.zeros(OUTCOMES, np.float32), np.zeros(OUTCOMES, np.float32)
    if example.change != 1 or example.worn is None:
        return right, weight
    expect, without = example.expect, example.without
    recut = str(example.worn.category) not in expect.get("category", (str(example.worn.category),))
    for name, span in SPANS.items():
        told = expect.get(name) or (values_of(example.worn, name) if not recut and name not in without else ())
        right[span] = [value in told for value in CHOICES[name]]
        weight[span] = 0 if not told else 1 if name in expect else _STAYS
    for at, detail in zip(DETAIL_SPAN, DETAILS, strict=True):
        has, asked = detail in example.worn.details, detail in expect.get("detail", ())
        gone = detail in without.get("detail", ())
        right[at] = (has or asked) and not gone
        weight[at] = 1 if gone or (asked and len(expect["detail"]) == 1) else 0 if asked else _STAYS
    becomes = next((shade for shade in ("darker", "lighter") if shade in expect), "")
    if not becomes and "colour" in expect:
        becomes = "stays" if likeness(example.worn.colour, expect["colour"]) >= _SAME else "other"
    if becomes:
        right[COLOUR_SPAN[COLOURS.index(becomes)]] = 1
        weight[COLOUR_SPAN] = 1
    return right, weight


def varied(example: Example, pool: Sequence[Token], rng: np.random.Generator) -> Example:
    """The same request of other colours, cloths and prints: each word that is known makes room, as often as not, for
    one of its field and language which is to the garment worn as it is; what is asked for is then that. Now and then
    the lexicon does not know a word: the network has to make do with what the text encoder says of it.
    """
    tokens, expect, roles = list(example.tokens), dict(example.expect), example.roles.copy()
    for at, token in enumerate(tokens):
        if token.kind is not Kind.TERM or len(token.wants) != 1 or rng.random() < 0.5:
            continue
        field, language = token.wants[0].field, token.text.isascii()
        alike = [other for other in pool if other.wants[0].field == field and other.text.isascii() == language
                 and _like(other, example) == _like(token, example)]  # fmt: skip
        if not alike:
            continue
        tokens[at] = alike[int(rng.integers(len(alike)))]
        if example.roles[at] == ROLES.index(Role.WANTED) and field in SPANS:
            expect[field] = list(tokens[at].wants[0].values)
    for at, token in enumerate(tokens):
        if token.kind is Kind.TERM and rng.random() < _UNKNOWN_WORDS:
            tokens[at], roles[at] = Token(token.text, Kind.UNREAD), _UNKNOWN
    return replace(example, tokens=tuple(tokens), expect=expect, roles=roles)


def named(
    lexicon: Lexicon, words: Sequence[Token], garments: Mapping[str, GarmentSpec], count: int, rng: np.random.Generator
) -> Iterator[Example]:
    """Bare changes by one word: for what the words of the lexicon mean."""
    worn_by = list(garments.values())
    known = [word for word in words if word.wants[0].field in SPANS and word.wants[0].field != "category"]
    for word in (known[int(at)] for at in rng.integers(len(known), size=count)):
        worn, want = worn_by[int(rng.integers(len(worn_by)))], word.wants[0]
        if is_worn(want, worn) or (worn.slot is Slot.BOTTOM and want.field in ("sleeve", "neckline", "closure")):
            continue
        forms = _CHANGES["en" if word.text.isascii() else "zh"]
        row = {"text": forms[int(rng.integers(len(forms)))].format(word.text), "kind": "edit",
               "expect": {want.field: list(want.values)}}  # fmt: skip
        yield _example(lexicon, row, worn, "lexicon", 1)


def _like(token: Token, example: Example) -> bool:
    return example.worn is not None and is_worn(token.wants[0], example.worn)


def role_of(token: Token, row: Row, worn: GarmentSpec | None) -> int:
    """The place in ROLES of what a word must be, so that the answer is right; -1 where that does not follow.

    worn: the garment that is to change.
    """
    if token.relative is not None:
        return _step_of(token.relative, row["expect"], worn)
    if token.kind is not Kind.TERM:
        return _UNKNOWN
    roles = [role for want in token.wants if want.hard and (role := _role_of(want, row, worn)) is not None]
    if not roles:
        return _UNKNOWN
    return ROLES.index(Role.REFUSED if Role.REFUSED in roles[1:] else roles[0])


def _role_of(want: Want, row: Row, worn: GarmentSpec | None) -> Role | None:
    expect, without, name = row["expect"], row.get("not", {}), want.field
    if name in OPEN:
        return None
    if name in without and _meets(want, without[name]):
        return Role.REFUSED
    has = worn is not None and is_worn(want, worn)
    if name in expect and _meets(want, expect[name]):
        return Role.KEPT if worn is not None and _stays(name, expect[name], worn) else Role.WANTED
    if name in expect:
        return Role.REFUSED if has else Role.IDLE
    shaded = name == "colour" and ("darker" in expect or "lighter" in expect)
    return None if worn is None or shaded or has else Role.IDLE


def _stays(name: str, answer: Any, worn: GarmentSpec) -> bool:
    """Whether the garment worn has already what is expected."""
    if name == "colour":
        return likeness(worn.colour, answer) >= _SAME
    return bool(set(values_of(worn, name)) & set(answer))


def _meets(want: Want, answer: Any) -> bool:
    if want.field == "colour":
        return likeness(want.values[0], answer) >= _FAIR
    return bool(set(want.values) & set(answer))


def _step_of(relative: tuple[str, int], expect: Mapping[str, Any], worn: GarmentSpec | None) -> int:
    """A step is wanted that leads from the garment worn towards the answer."""
    dimension, step = relative
    if worn is None:
        return _UNKNOWN
    way = 0
    if dimension == "lightness" and expect.keys() & {"darker", "lighter"}:
        way = -1 if "darker" in expect else 1
    elif dimension in _ORDERED and dimension in expect:
        order = [str(value) for value in VALUES[dimension]]
        here = order.index(values_of(worn, dimension)[0])
        way = int(np.sign(sum(np.sign(order.index(value) - here) for value in expect[dimension])))
    else:
        return _UNKNOWN
    return ROLES.index(Role.WANTED if way == step else Role.IDLE)
