from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.style.lexicon import Kind, Role, shared_lexicon
from tryon_desktop.engine.style.outcomes import COLOUR_SPAN, COLOURS, DETAIL_SPAN, DETAILS, OUTCOMES, SPANS
from tryon_desktop.engine.style.reader import ROLES
from tryon_desktop.engine.style.request import VALUES
from tryon_desktop.training.written import (
    Example,
    examples,
    named,
    outcome_of,
    read_garments,
    read_rows,
    varied,
)

ROOT = Path(__file__).parents[2]
WRITTEN = sorted((ROOT / "models" / "data" / "requests").glob("*.jsonl"))
SHIRT = read_spec({
    "category": "shirt", "colours": ["#1f2a4a"], "pattern": "stripe", "fabric": "poplin", "neckline": "shirt",
    "sleeve": "long", "closure": "buttons", "details": ["chest_pocket"],
})  # fmt: skip
SKIRT = read_spec({"category": "skirt", "colours": ["#c8202f"], "fabric": "wool", "length": "knee"})
GARMENTS = {"shirt": SHIRT, "skirt": SKIRT}


def made(text: str, kind: str, worn: str = "", **row: Any) -> list[Example]:
    row |= {"text": text, "kind": kind} | ({"current": worn} if worn else {})
    return list(examples(shared_lexicon(), [row], GARMENTS, "w", np.random.default_rng(0)))


def roles(example: Example) -> dict[str, Role | None]:
    each = zip(example.tokens, example.roles, strict=True)
    return {token.text: ROLES[role] if role >= 0 else None for token, role in each}


def test_a_words_role_follows_from_the_answer() -> None:
    expect = {"category": ["shirt"], "pattern": ["solid"], "colour": "#1f2a4a", "sleeve": ["short"]}
    (example,) = made("stripes bore me, a plain navy one with short sleeves", "edit", "shirt", expect=expect)
    found = roles(example)
    assert found["stripes"] is Role.REFUSED
    assert found["plain"] is Role.WANTED
    assert found["navy"] is Role.KEPT
    assert found["short sleeves"] is Role.WANTED
    assert example.change == 1


def test_an_aside_names_what_is_neither_worn_nor_asked_for() -> None:
    found = roles(made("my red car needs a navy shirt", "find", expect={"category": ["shirt"], "colour": "#1f2a4a"})[0])
    assert (found["red"], found["navy"]) == (Role.IDLE, Role.WANTED)
    refused = {"expect": {"category": ["shirt"]}, "not": {"pattern": ["stripe"]}}
    assert roles(made("shirts, stripes had their day", "negation", **refused)[0])["stripes"] is Role.REFUSED


@pytest.mark.parametrize(("length", "role"), [(["midi"], Role.WANTED), (["thigh"], Role.IDLE)])
def test_a_step_is_wanted_that_leads_to_the_answer(length: list[str], role: Role) -> None:
    assert roles(made("longer", "edit", "skirt", expect={"length": length})[0])["longer"] is role


def test_who_looks_for_a_garment_changes_none() -> None:
    looking = made("a navy shirt", "find", expect={"category": ["shirt"]})
    assert [one.change for one in looking] == [-1, 0]
    assert looking[1].worn == SKIRT
    assert [one.change for one in made("what goes with this", "outfit", "shirt")] == [0]


def test_the_outcome_says_what_is_known_of_the_changed_garment() -> None:
    answer = {"expect": {"sleeve": ["short", "cap"], "darker": True}, "not": {"detail": ["chest_pocket"]}}
    (example,) = made("short sleeves, darker, pocket off", "edit", "shirt", **answer)
    right, weight = outcome_of(example)
    sleeves = [str(value) for value in VALUES["sleeve"]]
    assert {sleeves[at] for at in np.flatnonzero(right[SPANS["sleeve"]])} == {"short", "cap"}
    assert weight[SPANS["sleeve"]].min() == 1
    assert 0 < weight[SPANS["fabric"]].max() < 1, "what nobody speaks of stays, more likely than not"
    assert right[COLOUR_SPAN].tolist() == [name == "darker" for name in COLOURS]
    pocket = DETAIL_SPAN[DETAILS.index("chest_pocket")]
    assert (right[pocket], weight[pocket]) == (0, 1)


def test_of_a_garment_that_is_not_to_change_nothing_is_known() -> None:
    right, weight = outcome_of(made("a navy shirt", "find", expect={"category": ["shirt"]})[1])
    assert not right.any()
    assert not weight.any()
    assert weight.shape == (OUTCOMES,)


def test_another_wish_is_answered_otherwise() -> None:
    (example,) = made("short sleeves please", "edit", "shirt", expect={"sleeve": ["short"]})
    pool = list(made("elbow sleeves", "edit", "shirt", expect={"sleeve": ["elbow"]})[0].tokens)
    pool = [token for token in pool if token.kind is Kind.TERM]
    several = [varied(example, pool, np.random.default_rng(seed)) for seed in range(40)]
    changed = [one for one in several if one.tokens[0].text != example.tokens[0].text]
    assert changed
    assert all(one.expect["sleeve"] == list(pool[0].wants[0].values) for one in changed)
    hidden = [one for one in several if one.tokens[0].kind is Kind.UNREAD]
    assert hidden, "now and then the lexicon does not know the word"
    assert all(one.roles[0] == -1 for one in hidden)


def test_every_word_of_the_lexicon_is_a_change_by_itself() -> None:
    pool = [token for text in ("velvet", "striped", "short sleeves", "丝绒")
            for token in made(text, "find", expect={})[0].tokens if token.kind is Kind.TERM]  # fmt: skip
    found = list(named(shared_lexicon(), pool, GARMENTS, 30, np.random.default_rng(1)))
    assert {one.change for one in found} == {1}
    prints = [one for one in found if "pattern" in one.expect and one.worn is not None]
    assert not any(one.worn.pattern in one.expect["pattern"] for one in prints if one.worn is not None)


@pytest.fixture(scope="module")
def garments() -> dict[str, GarmentSpec]:
    return read_garments(ROOT / "models" / "data" / "garments.json")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_what_was_written_can_be_learnt_from(path: Path, garments: dict[str, GarmentSpec]) -> None:
    known = {name: {str(value) for value in kind} for name, kind in VALUES.items()}
    texts = set()
    for row in read_rows(path):
        assert row["text"] not in texts
        texts.add(row["text"])
        assert "current" not in row or row["current"] in garments
        asked: Sequence[Any] = [*row.get("expect", {}).items(), *row.get("not", {}).items()]
        for name, value in asked:
            if name in known:
                assert set(value) <= known[name], row["id"]
            else:
                assert name in ("colour", "darker", "lighter"), row["id"]
