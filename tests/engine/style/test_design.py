from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from style_catalog import ENTRIES, SPECS

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Pattern, Sleeve, Slot, read_spec
from tryon_desktop.engine.style.colours import oklab, same_colour
from tryon_desktop.engine.style.design import alter, design
from tryon_desktop.engine.style.request import VALUES, Shift, Want, values_of


def want(field: str, *values: str) -> Want:
    return Want(field, values, "")


wants = st.one_of(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda field: st.sampled_from(list(VALUES[field])).map(lambda value: want(field, str(value)))
    ),
    st.integers(0, 0xFFFFFF).map(lambda value: want("colour", f"#{value:06x}")),
    st.sampled_from(["dark", "light", "bright", "pastel", "neutral"]).map(lambda name: want("tone", name)),
)
shifts = st.builds(
    Shift, st.sampled_from(["lightness", "chroma", "length", "sleeve", "fit", "warmth"]), st.sampled_from([-1, 1])
)
garments = st.sampled_from([entry.spec for entry in ENTRIES])


@settings(max_examples=60)
@given(st.lists(wants, max_size=6), st.lists(wants, max_size=4))
def test_any_wish_gives_a_valid_garment(wished: list[Want], refused: list[Want]) -> None:
    assert isinstance(design(wished, refused), GarmentSpec)


@settings(max_examples=60)
@given(garments, st.lists(wants, max_size=4), st.lists(wants, max_size=3), st.lists(shifts, max_size=3))
def test_any_change_gives_a_valid_garment(
    spec: GarmentSpec, wished: list[Want], refused: list[Want], steps: list[Shift]
) -> None:
    assert isinstance(alter(spec, wished, refused, steps), GarmentSpec)


@settings(max_examples=60)
@given(garments)
def test_no_change_changes_nothing(spec: GarmentSpec) -> None:
    same = alter(spec, ())
    assert same.model_dump(exclude={"length"}) == spec.model_dump(exclude={"length"})


@settings(max_examples=60)
@given(st.sampled_from(list(Category)), wants.filter(lambda one: one.field in ("pattern", "fabric", "fit", "colour")))
def test_what_is_wished_is_there(category: Category, wished: Want) -> None:
    spec = design([want("category", category), wished])
    assert spec.category is category
    assert wished.values[0] in values_of(spec, wished.field)


@settings(max_examples=60)
@given(garments, wants.filter(lambda one: one.field in ("pattern", "fabric", "detail", "closure", "category")))
def test_what_is_refused_is_gone(spec: GarmentSpec, refused: Want) -> None:
    assert refused.values[0] not in values_of(alter(spec, (), [refused]), refused.field) or refused.values == ("none",)


def test_sleeves_and_hoods_agree_with_their_garments() -> None:
    assert alter(SPECS["hoodie-olive"], (), [want("neckline", "hood")]).category is Category.SWEATSHIRT
    assert alter(SPECS["sweat-grey"], [want("neckline", "hood")]).category is Category.HOODIE
    bare = alter(SPECS["hoodie-pink"], [want("sleeve", "none")])
    assert bare.sleeve is Sleeve.NONE
    assert "ribbed_cuffs" not in bare.details
    assert alter(SPECS["jeans-blue"], [want("sleeve", "long")]).sleeve is Sleeve.NONE
    skirt = alter(SPECS["dress-red"], [want("category", "skirt")])
    assert (skirt.slot, skirt.neckline, skirt.colour) == (Slot.BOTTOM, Neckline.NONE, SPECS["dress-red"].colour)


def test_a_print_has_two_colours_and_plain_cloth_one() -> None:
    assert len(alter(SPECS["tee-white"], [want("pattern", "dots")]).colours) == 2
    assert len(alter(SPECS["shirt-tartan"], [want("pattern", "solid")]).colours) == 1
    assert design([want("pattern", "camouflage")]).colours == ("#6b7030", "#4a2c1a")


def test_a_refused_colour_is_replaced() -> None:
    spec = alter(SPECS["tee-black"], (), [want("colour", "#16161a")])
    assert not same_colour("#16161a", spec.colour)


@pytest.mark.parametrize(("step", "sign"), [(-1, -1), (1, 1)])
def test_shades(step: int, sign: int) -> None:
    before = SPECS["cardigan-must"]
    after = alter(before, (), (), [Shift("lightness", step)])
    assert (oklab(after.colour)[0] - oklab(before.colour)[0]) * sign > 0.05


def test_an_attribute_alone_makes_think_of_a_garment() -> None:
    assert design([want("neckline", "turtle")]).category is Category.SWEATER
    assert design([want("fabric", "down")]).category is Category.JACKET
    assert design([]).pattern is Pattern.SOLID


def test_another_garment_of_a_kind_keeps_what_both_have() -> None:
    hoodie = read_spec({"category": "hoodie", "colours": ["#f2b6c1"], "fabric": "fleece", "neckline": "hood"})
    assert alter(hoodie, [Want("category", ("joggers",), "")]).fabric == "fleece"
    skirt = read_spec({"category": "skirt", "colours": ["#f3ecdc"], "fabric": "satin", "length": "midi"})
    assert alter(skirt, [Want("category", ("dress",), "")]).length == "midi"
    wide = read_spec({"category": "shorts", "colours": ["#f3ecdc"], "length": "thigh", "shape": "wide"})
    assert alter(wide, [Want("category", ("trousers",), "")]).shape == "wide"


def test_the_name_of_its_own_colour_leaves_its_shade() -> None:
    sweatshirt = read_spec({"category": "sweatshirt", "colours": ["#c3b1e1"], "fabric": "fleece", "neckline": "crew"})
    lilac, hood = Want("colour", ("#c8a2c8",), ""), Want("neckline", ("hood",), "")
    assert alter(sweatshirt, [lilac, hood]).colour == "#c3b1e1"
    assert alter(sweatshirt, [lilac]).colour == "#c8a2c8"
