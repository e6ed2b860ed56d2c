"""What am I wearing."""

from __future__ import annotations

import pytest
from style_catalog import ENTRIES

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.style.describe import caption, describe
from tryon_desktop.engine.style.wearing import asks_what_is_worn, wearing


def one(category):
    return next(entry.spec for entry in ENTRIES if entry.spec.category is category)


def test_nothing():
    assert wearing([], "en") == "You are wearing your own clothes."
    assert "自己" in wearing([], "zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_single_garment_is_told_in_full(language):
    coat = one(Category.COAT)
    assert wearing([coat], language) == caption(coat, language)


def test_from_the_outside_in_then_what_goes_with_it():
    jeans, shirt, coat = one(Category.JEANS), one(Category.SHIRT), one(Category.COAT)
    said = wearing([jeans, shirt, coat], "en").lower()
    places = [said.index(describe(spec, "en").lower()) for spec in (coat, shirt, jeans)]
    assert places == sorted(places)
    assert " over a" in said
    assert f" with {describe(jeans, 'en').lower()}" in said
    assert wearing([coat, jeans, shirt], "zh") == wearing([jeans, shirt, coat], "zh")
    assert "里面是" in wearing([jeans, shirt, coat], "zh")


@pytest.mark.parametrize(
    "text",
    ["What am I wearing?", "what do I have on", "so what am i wearing now", "我穿的是什么？", "我现在穿着什么"],
)
def test_the_question_itself(text):
    assert asks_what_is_worn(text)


@pytest.mark.parametrize(
    "text",
    ["what should I wear?", "what I am wearing but sleeveless", "去面试穿什么", "我想穿什么颜色都行的大衣", ""],
)
def test_what_asks_for_something_else(text):
    assert not asks_what_is_worn(text)
