from __future__ import annotations

import tomllib

import pytest
from style_catalog import ENTRIES, SPECS

from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.guesses import far_from, physique_reasons
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.request import VALUES, Guess, Intent, Request
from tryon_desktop.engine.style.stylist import Stylist

STYLIST = Stylist(None)


def read(text: str) -> Request:
    return parse(shared_lexicon(), text)


def rows(name: str) -> list[list[str]]:
    table: dict[str, list[list[str]]] = tomllib.loads((assets() / "style" / "wardrobes.toml").read_text("utf-8"))
    return table[name]


@pytest.mark.parametrize(("name", "guess"), [("nearest", Guess.NEAREST), ("physiques", Guess.PHYSIQUE)])
def test_every_form_of_the_table_is_understood(name: str, guess: Guess) -> None:
    for row in rows(name):
        for form in f"{row[1]}|{row[2]}".split("|"):
            request = read(form)
            assert [one.guess for one in request.taken] == [guess], form
            assert request.unread == (), form
            for want in request.wants:
                assert want.field == "tone" or set(want.values) <= {str(value) for value in VALUES[want.field]}, form


def test_every_nearest_garment_can_be_drawn_and_is_near_to_itself() -> None:
    for row in rows("nearest"):
        request = read(row[1].split("|")[0])
        spec = design(request.wants)
        assert spec.category.value in row[0]
        assert not far_from(request.taken, spec), row[1]


def test_a_body_asks_for_nothing_that_must_be() -> None:
    for row in rows("physiques"):
        assert all(pair.startswith("~") for pair in row[0].split())
        assert not any(want.hard for want in read(row[2].split("|")[0]).wants)


def test_the_nearest_garment_is_owned_to_be_the_nearest() -> None:
    reply = STYLIST.answer("a green sari", ENTRIES)
    assert reply.spec is not None
    assert (reply.spec.category, reply.spec.length) == ("dress", "floor")
    assert reply.unread == ()
    assert 'I took "sari" as a draped silk dress to the floor, the nearest that I can draw.' in reply.says_en
    assert "我把“奥黛”当作" in STYLIST.answer("白色奥黛", ENTRIES).says_zh


def test_a_qipao_is_none_of_them() -> None:
    assert read("旗袍").taken == ()


def test_a_body_is_answered_in_the_reasons() -> None:
    reply = STYLIST.answer("XXL hoodie", ENTRIES)
    assert reply.unread == ()
    assert "did not understand" not in reply.says_en
    assert "For a large size I went for a roomy cut." in reply.says_en
    assert any("for a large size" in line for result in reply.results for line in result.reasons)
    assert any("照顾到小个子" in line for line in STYLIST.answer("小个子穿的裤子", ENTRIES).results[0].reasons)


def test_what_goes_without_saying_is_no_reason() -> None:
    taken = read("plus size").taken
    spec = SPECS["shirt-white"].model_copy(update={"fit": "regular"})
    assert physique_reasons(taken, spec, "en") == ()


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("jeans for tall men", "length", {"ankle", "floor"}), ("娇小女生的连衣裙", "length", {"knee", "thigh"}),
        ("显高的裤子", "shape", {"straight", "wide"}), ("plus size trousers", "fit", {"relaxed", "oversized"}),
    ],
)  # fmt: skip
def test_bodies_are_wishes_about_the_cut(text: str, field: str, values: set[str]) -> None:
    (want,) = (want for want in read(text).wants if want.field == field)
    assert values <= set(want.values)


def test_a_colour_that_was_named_is_not_darkened() -> None:
    assert any(want.field == "tone" for want in read("显瘦的裙子").wants)
    assert not any(want.field == "tone" for want in read("显瘦的白裙子").wants)


def test_everyday_words_are_no_slips_of_bodies() -> None:
    for word in ("tail", "talk", "curry", "safari", "sorry"):
        assert read(f"a {word} keeper").taken == (), word


def test_a_change_that_a_body_asks_for() -> None:
    reply = STYLIST.answer("大码", ENTRIES, current=SPECS["shirt-white"])
    assert reply.intent is Intent.EDIT
    assert reply.spec is not None
    assert reply.spec.fit in ("relaxed", "oversized")
    assert reply.spec.length == SPECS["shirt-white"].length
