from __future__ import annotations

import pytest

from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.slips import Slips


def meanings(text: str) -> set[str]:
    return {value for token in shared_lexicon().tokens(text) for want in token.wants for value in want.values}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cota", {"coat"}), ("jenas", {"jeans"}), ("a skrt", {"skirt"}), ("turtle nekc", {"turtle"}),
        ("crew nekc sweter", {"crew", "sweater"}), ("corderoy", {"corduroy"}), ("hoddie", {"hoodie"}),
    ],
)  # fmt: skip
def test_english_slips(text: str, meant: set[str]) -> None:
    assert meant <= meanings(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("羽容服", {"jacket", "down"}), ("毛依外套", {"cardigan"}), ("阔退裤", {"trousers"}), ("圆岭", {"crew"}),
        ("格子尘衫", {"shirt"}), ("连依裙", {"dress"}), ("百折群", {"pleated"}),
    ],
)  # fmt: skip
def test_chinese_slips(text: str, meant: set[str]) -> None:
    assert meant & meanings(text) or meant <= meanings(text)


@pytest.mark.parametrize("text", ["中心", "真实", "樱花", "老师", "天使", "from", "past", "salt", "cost", "parents",
                                  "tired", "voice", "park", "the last train"])  # fmt: skip
def test_everyday_words_are_no_slips(text: str) -> None:
    assert meanings(text) == set()


def test_two_characters_need_the_very_sound() -> None:
    slips = Slips(["淡粉", "粉红色"], (), {"fen": "粉分", "feng": "风"}, ())
    assert slips.characters("淡风", 0) is None
    assert slips.characters("淡分", 0) == (2, "淡粉")
    assert slips.characters("风红色", 0) == (3, "粉红色")


def test_shapes() -> None:
    slips = Slips(["千鸟格"], (), {}, ("鸟岛",))
    assert slips.characters("千岛格", 0) == (3, "千鸟格")
    assert Slips(["千鸟格"], ("千岛格",), {}, ("鸟岛",)).characters("千岛格", 0) is None
