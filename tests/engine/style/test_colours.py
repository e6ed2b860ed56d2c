from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.style.colours import (
    colours,
    distance,
    from_oklab,
    likeness,
    name_of,
    nearest,
    oklab,
    oklch,
    same_colour,
    shifted,
    tones,
)

hexes = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_oklab_of_the_ends() -> None:
    assert oklab("#ffffff") == pytest.approx((1, 0, 0), abs=1e-3)
    assert oklab("#000000") == pytest.approx((0, 0, 0), abs=1e-6)
    assert oklab("#ff0000") == pytest.approx((0.628, 0.225, 0.126), abs=2e-3)  # published by Ottosson


@settings(max_examples=60)
@given(hexes)
def test_oklab_round_trip(colour: str) -> None:
    back = from_oklab(*oklab(colour))
    assert all(abs(int(colour[i : i + 2], 16) - int(back[i : i + 2], 16)) <= 1 for i in (1, 3, 5))


@settings(max_examples=60)
@given(hexes, hexes)
def test_distance_is_a_distance(first: str, second: str) -> None:
    assert distance(first, second) == pytest.approx(distance(second, first))
    assert (distance(first, second) == 0) == (first == second)
    assert 0 <= likeness(first, second) <= 1


@settings(max_examples=60)
@given(hexes)
def test_darker_is_darker(colour: str) -> None:
    if oklab(colour)[0] > 0.3:
        assert oklab(shifted(colour, lightness=-0.12))[0] < oklab(colour)[0]


def test_every_colour_is_nearest_to_itself() -> None:
    assert [nearest(colour.hex) for colour in colours()] == list(colours())


def test_no_word_names_two_colours() -> None:
    words = Counter(word for colour in colours() for word in (*colour.en, *colour.zh))
    assert [word for word, count in words.items() if count > 1] == []
    assert len(colours()) >= 110


@pytest.mark.parametrize(
    ("hex_colour", "en", "zh"),
    [("#d6a21a", "mustard", "姜黄色"), ("#1a2948", "navy", "藏青色"), ("#0d3b31", "bottle green", "墨绿色"),
     ("#7f0520", "burgundy", "酒红色"), ("#cc819a", "mauve", "")],
)  # fmt: skip
def test_names(hex_colour: str, en: str, zh: str) -> None:
    if zh:
        assert (name_of(hex_colour, "en"), name_of(hex_colour, "zh")) == (en, zh)
    else:
        assert nearest(hex_colour).family in ("pink", "purple")


def test_a_basic_word_is_answered_by_its_family() -> None:
    blue, navy, red, black = "#1f5fbf", "#1b2a4a", "#c62828", "#16161a"
    assert likeness(blue, navy) >= 0.8
    assert likeness(navy, blue) < 0.5
    assert likeness(blue, red) < 0.2
    assert not same_colour(black, navy)


def test_tones_hold_what_they_say() -> None:
    named = {tone.name_en: tone for tone in tones()}
    assert named["dark"].holds("#1b2a4a")
    assert not named["dark"].holds("#f5ecd0")
    assert named["bright"].holds("#f07a1f")
    assert named["pastel"].holds("#c3a6d8")
    assert oklch("#f07a1f")[2] == pytest.approx(52, abs=6)


def test_a_colour_is_written_in_hex() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        oklab("mustard")
