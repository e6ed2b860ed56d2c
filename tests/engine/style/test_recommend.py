"""What a history recommends: nothing without a deed, nothing dismissed, nothing worn, the same every time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from style_catalog import ENTRIES

from tryon_desktop.engine.garments.database import Event, Happening
from tryon_desktop.engine.style.colours import distance
from tryon_desktop.engine.style.history import GLANCE_S, Moment, about_garment, about_request, read_history
from tryon_desktop.engine.style.recommend import recommend, say_liking
from tryon_desktop.engine.style.request import Intent, StyleReply
from tryon_desktop.engine.style.taste import HALF_LIFE_S, Because, Liking, Taste

NOW = 1_700_000_000.0
DAY = 86_400.0
SPECS = {entry.id: entry.spec for entry in ENTRIES}


def done(event, garment_id, *, seconds=0.0, days=1.0):
    return Moment(event, NOW - days * DAY, garment_id, SPECS[garment_id], seconds)


def worn(garment_id, minutes=5.0, days=1.0):
    return done(Event.WORN, garment_id, seconds=minutes * 60, days=days)


def asked(wanted=None, unwanted=None, days=1.0):
    return Moment(Event.ASKED, NOW - days * DAY, wanted=wanted or {}, unwanted=unwanted or {})


def shown(*moments, **given):
    return recommend(moments, ENTRIES, now=NOW, **given)


def garments_with(field, value):
    return [entry.id for entry in ENTRIES if getattr(entry.spec, field) == value]


MOMENTS = st.lists(
    st.builds(
        done,
        st.sampled_from([Event.WORN, Event.SAVED, Event.DISMISSED]),
        st.sampled_from(sorted(SPECS)),
        seconds=st.floats(0, 5000),
        days=st.floats(0, 400),
    ),
    max_size=12,
)


@given(MOMENTS, st.sets(st.sampled_from(sorted(SPECS)), max_size=3))
@settings(max_examples=60)
def test_nothing_dismissed_nothing_worn_no_garment_twice_and_always_the_same(moments, on):
    first = recommend(moments, ENTRIES, now=NOW, worn=on)
    ids = [one.id for one in first]
    dismissed = {moment.garment_id for moment in moments if moment.event is Event.DISMISSED}
    assert not dismissed & set(ids)
    assert not on & set(ids)
    assert len(ids) == len(set(ids))
    assert first == recommend(moments, ENTRIES, now=NOW, worn=on)
    assert all(one.likings for one in first)


def test_no_history_no_recommendation():
    assert shown() == ()
    assert shown(done(Event.DISMISSED, "tee-white")) == ()
    assert shown(worn("tee-white", minutes=GLANCE_S / 61)) == ()


@pytest.mark.parametrize("field", ["category", "pattern", "fabric"])
def test_what_was_saved_is_what_is_shown(field):
    values = [getattr(entry.spec, field) for entry in ENTRIES]
    value = max((one for one in set(values) if values.count(one) <= 12), key=lambda one: (values.count(one), one))
    some = garments_with(field, value)
    liked = [done(Event.SAVED, one) for one in some[:3]]
    found = [SPECS[one.id] for one in shown(*liked)]
    usual = values.count(value) / len(values)
    assert sum(getattr(spec, field) == value for spec in found) / len(found) > usual


def test_a_colour_is_liked_with_its_neighbours():
    taste = Taste([done(Event.SAVED, "tee-green-v")], list(SPECS.values()), now=NOW)
    base = SPECS["tee-white"]
    green = base.model_copy(update={"colours": ("#2f8540",)})
    red = base.model_copy(update={"colours": ("#b02020",)})
    assert distance(green.colour, SPECS["tee-green-v"].colour) < 0.05
    assert taste.score(green) > taste.score(red)


def test_new_evidence_outweighs_old():
    old, new = "tee-white", "tee-tiedye"
    fresh = Taste([done(Event.SAVED, old, days=200), done(Event.SAVED, new)], list(SPECS.values()), now=NOW)
    assert fresh.score(SPECS[new]) > fresh.score(SPECS[old])
    mass = Taste([done(Event.SAVED, old, days=HALF_LIFE_S / DAY)], list(SPECS.values()), now=NOW).mass
    assert mass == pytest.approx(1.5)


def test_a_refusal_weighs_against_its_like():
    liked = worn("tee-white")
    before = Taste([liked], list(SPECS.values()), now=NOW)
    after = Taste([liked, asked(unwanted={"pattern": ("breton",)})], list(SPECS.values()), now=NOW)
    assert after.score(SPECS["tee-breton"]) < before.score(SPECS["tee-breton"])


def test_not_all_of_one_kind():
    many = [done(Event.SAVED, one) for one in garments_with("category", "tee")[:4]]
    found = shown(*many, top=6)
    kinds = [SPECS[one.id].category for one in found]
    assert max(kinds.count(kind) for kind in kinds) <= 2


def test_what_one_knows_comes_after_what_is_new():
    liked = [done(Event.SAVED, one) for one in list(SPECS)[:4]]
    known = {moment.garment_id for moment in liked}
    places = [one.id in known for one in shown(*liked, top=len(SPECS))]
    assert places == sorted(places)


def test_vectors_move_the_order_only_where_there_are_some():
    liked = [done(Event.SAVED, "tee-white")]
    rng = np.random.default_rng(3)
    vectors = {spec: rng.normal(size=8).astype(np.float32) for spec in SPECS.values()}
    vectors = {spec: vector / np.linalg.norm(vector) for spec, vector in vectors.items()}
    assert shown(*liked, vectors={}) == shown(*liked)
    assert [one.id for one in shown(*liked, vectors=vectors)] != [one.id for one in shown(*liked)]


def test_the_reason_counts_the_garments_behind_it():
    coats = garments_with("category", "coat")[:3]
    taste = Taste([done(Event.SAVED, one) for one in coats[:2]], list(SPECS.values()), now=NOW)
    found = taste.likings(SPECS[coats[2]].model_copy(update={"text": "new"}))
    (coat,) = [one for one in found if one.field == "category"]
    assert (coat.because, coat.count) == (Because.SAVED, 2)


@pytest.mark.parametrize(
    ("liking", "english", "chinese"),
    [
        (Liking("colour", "#6b6b2f", 1, Because.SAVED, 3), "like the three you saved", "和你保存过的三件一样"),
        (Liking("fabric", "corduroy", 1, Because.WORN, 1), "like the one you wore long", "和你穿了很久的那件一样"),
        (Liking("category", "coat", 1, Because.ASKED, 2), "as you asked for twice", "你找过两次"),
        (Liking("pattern", "dots", 1, Because.SAVED, 12), "like the 12 you saved", "和你保存过的12件一样"),
    ],
)
def test_reasons_in_words(liking, english, chinese):
    assert say_liking(liking, "en").endswith(f", {english}")
    assert say_liking(liking, "zh").endswith(f"，{chinese}")


REPLY = StyleReply(
    Intent.FIND, {"colour": ("mustard",), "category": ("coat",)}, {"pattern": ("dots",)}, ("secret",), (), None, "", ""
)


def test_of_a_request_its_attributes_are_kept_and_not_its_words():
    about = about_request(REPLY)
    assert "secret" not in about
    (moment,) = read_history([Happening("", Event.ASKED, 0, about, NOW)])
    assert moment.wanted == {"colour": ("mustard",), "category": ("coat",)}
    assert moment.unwanted == {"pattern": ("dots",)}
    assert shown(moment)[0].likings[0].because is Because.ASKED


def test_what_asks_for_nothing_is_not_kept():
    assert about_request(replace(REPLY, intent=Intent.UNDO)) == ""
    assert about_request(replace(REPLY, attributes={}, excluded={})) == ""


def test_a_garment_is_read_back_as_it_was():
    spec = SPECS["tee-breton"]
    (moment,) = read_history([Happening("x", Event.WORN, 12.5, about_garment(spec), NOW)])
    assert (moment.spec, moment.seconds, moment.garment_id) == (spec, 12.5, "x")


ODD = st.text(max_size=60) | st.sampled_from(["[]", "null", '{"wanted": 1}', '{"wanted": {"a": 1}}'])


@given(ODD, st.sampled_from(Event))
def test_lines_that_cannot_be_read_are_left_out(about, event):
    for moment in read_history([Happening("x", event, 1.0, about, NOW)]):
        assert moment.event is event
