"""One garment a slot, whatever is put on."""

from __future__ import annotations

from fake_engine import FakeEntry, garment_of, spec_of
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.garments.spec import Category, Slot
from tryon_desktop.engine.outfit import Outfit

CATEGORIES = {
    "tee": Category.TEE, "shirt": Category.SHIRT, "trousers": Category.TROUSERS, "skirt": Category.SKIRT,
    "dress": Category.DRESS, "coat": Category.COAT, "vest": Category.VEST,
}  # fmt: skip
GARMENTS = {
    name: garment_of(FakeEntry(name, name, name, spec_of(category, "#101010"))) for name, category in CATEGORIES.items()
}


def wear(*names):
    outfit = Outfit()
    for name in names:
        outfit = outfit.put_on(GARMENTS[name])
    return outfit


def test_a_dress_takes_the_place_of_top_and_bottom_and_leaves_the_coat():
    assert wear("tee", "trousers", "coat", "dress").ids == ("coat", "dress")


def test_a_top_takes_the_place_of_a_dress():
    assert wear("dress", "skirt").ids == ("skirt",)


@given(st.lists(st.sampled_from(sorted(GARMENTS))))
def test_never_two_in_a_slot_and_never_a_dress_with_a_top_or_bottom(names):
    slots = [garment.slot for garment in wear(*names)]
    assert len(slots) == len(set(slots))
    assert Slot.FULL not in slots or not {Slot.TOP, Slot.BOTTOM} & set(slots)
    if names:
        assert wear(*names).ids[-1] == names[-1]
