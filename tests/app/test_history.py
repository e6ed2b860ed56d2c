"""Back and forth between outfits."""

from __future__ import annotations

from dataclasses import replace

from fake_engine import FakeEntry, garment_of, spec_of
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.app.history import History
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.outfit import Outfit

CATEGORIES = {
    "tee": Category.TEE, "shirt": Category.SHIRT, "trousers": Category.TROUSERS, "dress": Category.DRESS,
    "coat": Category.COAT,
}  # fmt: skip
GARMENTS = {
    name: garment_of(FakeEntry(name, name, name, spec_of(category, "#101010"))) for name, category in CATEGORIES.items()
}


def wear(*names):
    outfit = Outfit()
    for name in names:
        outfit = outfit.put_on(GARMENTS[name])
    return outfit


@given(st.lists(st.sampled_from(sorted(GARMENTS)), min_size=1))
def test_undo_goes_back_through_every_change_and_redo_forth_again(names):
    history, seen = History(), [()]
    for name in names:
        if history.change(history.now.put_on(GARMENTS[name])):
            seen.append(history.now.ids)
    for expected in reversed(seen[:-1]):
        assert history.undo()
        assert history.now.ids == expected
    assert not history.undo()
    for expected in seen[1:]:
        assert history.redo()
        assert history.now.ids == expected
    assert not history.redo()


def test_a_change_after_undo_forgets_what_was_taken_back():
    history = History()
    history.change(wear("tee"))
    history.undo()
    assert history.can_redo
    history.change(wear("shirt"))
    assert not history.redo()


def test_a_garment_that_is_gone_is_in_no_outfit():
    history = History()
    for outfit in (wear("coat"), wear("coat", "tee"), wear("tee"), wear("tee", "trousers")):
        history.change(outfit)
    history.undo()
    assert history.forget("tee")
    assert history.now.ids == ()
    assert history.undo()
    assert history.now.ids == ("coat",)
    assert history.undo()
    assert history.now.ids == ()
    assert not history.undo()
    seen = []
    while history.redo():
        seen.append(history.now.ids)
    assert seen == [("coat",), (), ("trousers",)]


def test_history_is_bounded():
    history = History(depth=3)
    for name in ("tee", "shirt", "tee", "shirt", "tee"):
        history.change(history.now.put_on(GARMENTS[name]))
    assert [history.undo() for _ in range(4)] == [True, True, True, False]


def test_wearing_the_same_again_is_no_change():
    history = History()
    assert history.change(wear("tee"))
    assert not history.change(history.now.without("coat"))


def test_a_whole_garment_takes_its_coarse_ones_place_everywhere():
    history, tee = History(), GARMENTS["tee"]
    history.change(Outfit((replace(tee, coarse=True),)))
    history.change(Outfit((replace(tee, coarse=True), GARMENTS["coat"])))
    history.change(wear("dress"))
    history.undo()
    steps = history.steps
    assert history.refine([tee])
    assert history.now.garments == (tee, GARMENTS["coat"])
    assert history.steps == steps
    assert not history.refine([tee])
    history.undo()
    assert history.now.garments == (tee,)
    history.redo(), history.redo()
    assert history.now.ids == ("dress",)
