"""The person beside the words: little, said, and never against what was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from style_catalog import ENTRIES
from test_vibes import HotEncoder, axes_of

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Sleeve, Slot
from tryon_desktop.engine.style.fusions import available_fusions
from tryon_desktop.engine.style.person import FRAMING, Person, framed, goes_with, hair_name, person_reasons, suits
from tryon_desktop.engine.style.request import Intent, Request, Want
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.style.vibes import vibes
from tryon_desktop.engine.vision.framing import Framing

BUST = Person(("#8d5524",), "#1c1613", Framing.BUST)
SPECS = {entry.id: entry.spec for entry in ENTRIES}
VAGUE = Request(Intent.FIND)


def top(colour: str) -> GarmentSpec:
    return GarmentSpec(category=Category.TEE, colours=(colour,), neckline=Neckline.CREW)


def bottom(colour: str) -> GarmentSpec:
    return GarmentSpec(category=Category.TROUSERS, colours=(colour,), sleeve=Sleeve.NONE, neckline=Neckline.NONE)


def slots(stylist: Stylist, text: str, person: Person | None) -> list[Slot]:
    results = stylist.answer(text, ENTRIES, person=person).results
    return [SPECS[one.id].slot for one in results]


@pytest.mark.parametrize("kind", available_fusions())
def test_a_bust_is_not_answered_by_trousers_where_no_garment_was_named(kind) -> None:
    encoder = HotEncoder(axes_of(vibes()) | {"zorbing zylophone": 0})
    stylist = Stylist(encoder, fusion=kind)
    told = slots(stylist, "zorbing zylophone please", BUST)
    assert told[0] is not Slot.BOTTOM
    assert told.count(Slot.BOTTOM) <= slots(stylist, "zorbing zylophone please", None).count(Slot.BOTTOM)


@pytest.mark.parametrize("text", ["black trousers", "黑色长裤", "a skirt"])
def test_what_was_named_is_found_whatever_the_picture_shows(text: str) -> None:
    stylist = Stylist(None)
    assert slots(stylist, text, BUST)[0] is Slot.BOTTOM
    best = [stylist.answer(text, ENTRIES, person=person).results[0].id for person in (BUST, None)]
    assert best[0] == best[1]


def test_reasons_are_said_in_the_language_of_the_request() -> None:
    stylist = Stylist(None)
    assert "fits a bust picture: tops first" in stylist.answer("something red", ENTRIES, person=BUST).results[0].reasons
    assert "画面里只有上半身：上装优先" in stylist.answer("红色的", ENTRIES, person=BUST).results[0].reasons
    assert "your legs are not in the picture" in stylist.answer("trousers", ENTRIES, person=BUST).results[0].reasons
    assert not person_reasons(None, VAGUE, top("#c1121f"), "en")


def test_hair_is_named_and_carries_colours() -> None:
    names = ("#17120f", "#3a2618", "#6b4423", "#b5651d", "#a52a2a", "#d8b878", "#8c8c8c", "#f2f2f2")
    assert {hair_name(colour, "en") for colour in names} >= {"black", "dark brown", "warm brown", "blond", "white"}
    assert "goes with your hair's warm brown" in person_reasons(Person((), "#6b4423"), VAGUE, top("#1f6f8b"), "en")
    assert goes_with("#17120f", top("#c1121f")) == 1
    assert goes_with("#6b4423", top("#777777")) == 0.5
    assert goes_with("#17120f", bottom("#c1121f")) == 0.5


@pytest.mark.parametrize("hair", ["", "#17120f", "#6b4423", "#d8b878", "#f2f2f2", "#3355aa"])
@pytest.mark.parametrize("skin", ["#f6dcc8", "#c68863", "#3b241a"])
def test_the_shares_stay_within_their_bounds(skin: str, hair: str) -> None:
    for entry in ENTRIES:
        for framing in Framing:
            person = Person((skin,), hair, framing)
            assert 0 <= suits(person, entry.spec) <= 1
            loss = framed(person, VAGUE, [entry.spec])
            assert loss is None or -FRAMING - 1e-6 <= float(loss[0]) <= 0


def test_framing_counts_only_where_no_garment_was_named() -> None:
    named = replace(VAGUE, wants=(Want("category", ("trousers",), "trousers"),))
    specs = [top("#c1121f"), bottom("#c1121f")]
    assert framed(BUST, named, specs) is None
    assert framed(replace(BUST, framing=Framing.FULL), VAGUE, specs) is None
    loss = framed(BUST, VAGUE, specs)
    assert loss is not None
    assert loss[0] == 0 > loss[1]
