"""The wardrobe that comes with the program, as a shop would look over its range."""

from collections import Counter

import pytest

from tryon_desktop.engine import resources
from tryon_desktop.engine.garments.shipped import ShippedGarment, read_shipped
from tryon_desktop.engine.garments.spec import Category, Fabric, Occasion, Pattern, Season, Style, Wearer
from tryon_desktop.engine.style.describe import describe

DRAWN_AT_LEAST = 120
CUT = {"pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure", "details", "category", "text"}


@pytest.fixture(scope="module")
def range_() -> list[ShippedGarment]:
    garments, warnings = read_shipped(resources.assets() / "catalog", resources.models())
    assert [line for line in warnings if "photograph is missing" not in line] == []
    return garments


def test_there_is_enough_to_choose_from(range_: list[ShippedGarment]) -> None:
    assert sum(garment.photo is None for garment in range_) >= DRAWN_AT_LEAST


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_name_is_its_own(range_: list[ShippedGarment], language: str) -> None:
    names = [
        (garment.name_en if language == "en" else garment.name_zh) or describe(garment.spec, language)  # type: ignore[arg-type]
        for garment in range_
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("kind", [Category, Fabric, Pattern, Wearer])
def test_everything_that_can_be_sewn_is_shown(range_: list[ShippedGarment], kind: type) -> None:
    field = kind.__name__.lower()
    assert {getattr(garment.spec, field) for garment in range_} == set(kind)


@pytest.mark.parametrize(("kind", "at_least"), [(Season, 40), (Occasion, 15), (Style, 10)])
def test_for_every_day(range_: list[ShippedGarment], kind: type, at_least: int) -> None:
    field = kind.__name__.lower()
    worn = Counter(value for garment in range_ for value in getattr(garment.spec, field))
    assert set(worn) == set(kind)
    assert min(worn.values()) >= at_least
    assert all(getattr(garment.spec, field) for garment in range_), "each says when and where"


def test_men_and_women_both_find_something(range_: list[ShippedGarment]) -> None:
    for_men, for_women = (
        {garment.spec.category for garment in range_ if garment.spec.wearer in (wearer, Wearer.UNISEX)}
        for wearer in (Wearer.MEN, Wearer.WOMEN)
    )
    assert set(Category) - for_men <= {Category.DRESS, Category.SKIRT, Category.BLOUSE, Category.LEGGINGS}
    assert set(Category) - for_women <= {Category.VEST}


def test_no_two_differ_in_colour_alone(range_: list[ShippedGarment]) -> None:
    drawn = [garment.spec for garment in range_ if garment.photo is None]
    cuts = Counter(spec.model_dump_json(include=CUT | {"wearer"}) for spec in drawn)
    assert [cut for cut, count in cuts.items() if count > 1] == []
