from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.spec import Category, Fabric, GarmentSpec, Neckline, Pattern, Season, read_spec

TEE = {"category": "tee", "colours": ["#336699"], "neckline": "crew", "sleeve": "short"}


def fault(**fields: object) -> str:
    with pytest.raises(GarmentError) as caught:
        read_spec(TEE | fields)
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [("category", "toga", Category), ("fabric", 7, Fabric), ("neckline", None, Neckline), ("pattern", "", Pattern)],
)
def test_a_wrong_value_names_the_field_and_all_it_may_be(field: str, value: object, kind: type) -> None:
    line = fault(**{field: value})
    assert line.startswith(f"{field}: ")
    assert all(str(one) in line for one in kind)


def test_a_wrong_value_in_a_list() -> None:
    line = fault(season=["spring", "monsoon"])
    assert line.startswith("season.1: 'monsoon'")
    assert all(one.value in line for one in Season)


def test_an_unknown_field_is_met_with_the_fields_there_are() -> None:
    line = fault(collar="shirt")
    assert line.startswith("collar: there is no such field")
    assert all(name in line for name in GarmentSpec.model_fields)


@pytest.mark.parametrize("colours", [[], ["red"], ["#12345"], ["#000000"] * 5, "#000000", None])
def test_colours_are_explained(colours: object) -> None:
    assert fault(colours=colours).startswith("colours")
    assert "#rrggbb" in fault(colours=colours)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(GarmentError, match=r"^category: is missing; one of tee, "):
        read_spec({"colours": ["#000000"]})
    with pytest.raises(GarmentError, match=r"^colours: is missing; .*#rrggbb"):
        read_spec({"category": "skirt"})


def test_what_does_not_go_together_names_its_field() -> None:
    assert fault(neckline="none").startswith("neckline: ")
    assert fault(category="skirt", neckline="none").startswith("sleeve: ")
    assert fault(pattern="motif").startswith("motif: ")
    assert fault(motif="Not A Key").startswith("motif: ")
    assert fault(text="x" * 25).startswith("text: ")


VALUES = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.lists(st.text(max_size=4), max_size=3))


@given(st.dictionaries(st.sampled_from([*GarmentSpec.model_fields, "other"]), VALUES, max_size=6))
def test_anything_is_a_spec_or_one_line_that_names_a_field(data: dict[str, object]) -> None:
    try:
        spec = read_spec(data)
    except GarmentError as error:
        line = str(error)
        assert "\n" not in line.split("'")[0]
        assert line.split(":")[0].split(".")[0] in {*GarmentSpec.model_fields, "other"}
    else:
        assert read_spec(spec.model_dump(mode="json")) == spec
