"""From what the image encoder says of a picture to a garment."""

from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Pattern, Sleeve
from tryon_desktop.engine.style.heads import HEADS
from tryon_desktop.engine.style.image_encoder import ImageReading
from tryon_desktop.engine.style.pictured import pictured

SHORTS = GarmentSpec(category=Category.SHORTS, colours=("#a02020", "#ffffff"))


def reading(**likeliest):
    """Heads at 0.9 for the class given, even where none is."""
    tables = {}
    for head, classes in HEADS.items():
        even = dict.fromkeys(classes, 1 / len(classes))
        if head in likeliest:
            even = dict.fromkeys(classes, 0.1 / (len(classes) - 1)) | {likeliest[head]: 0.9}
        tables[head] = even
    return ImageReading(np.zeros(384, np.float32), tables, "#224466")


def test_a_crumpled_shirt_that_looks_like_shorts_is_a_shirt_of_the_measured_colour():
    found = pictured(reading(kind="shirt", category="shirt", sleeve="long", pattern="gingham"), SHORTS)
    assert (found.category, found.sleeve, found.pattern) == (Category.SHIRT, Sleeve.LONG, Pattern.GINGHAM)
    assert found.colour == "#a02020"


def test_where_both_agree_the_outline_is_kept():
    assert pictured(reading(kind="shorts", category="shorts"), SHORTS) is SHORTS


def test_without_an_outline_the_encoder_says_it_all():
    found = pictured(reading(kind="pants", category="jeans", sleeve="long"))
    assert (found.category, found.sleeve, found.colour) == (Category.JEANS, Sleeve.NONE, "#224466")


@pytest.mark.parametrize("kind", ["shoes", "hat"])
def test_what_cannot_be_worn_is_nothing(kind):
    assert pictured(reading(kind=kind), SHORTS) is None
