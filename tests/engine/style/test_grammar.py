from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from style_catalog import SPECS

from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.request import Intent, Request


def read(text: str, current: str | None = None) -> Request:
    return parse(shared_lexicon(), text, current=SPECS[current] if current else None)


def wanted(request: Request) -> dict[str, tuple[str, ...]]:
    return {want.field: want.values for want in request.wants}


def refused(request: Request) -> set[str]:
    return {value for want in request.excluded for value in want.values}


@pytest.mark.parametrize(
    ("text", "current", "intent"),
    [
        ("olive parka", "tee-white", Intent.FIND), ("this one but cropped", "tee-white", Intent.EDIT),
        ("velvet", "blazer-navy", Intent.EDIT), ("velvet", None, Intent.FIND), ("再短一点", "coat-camel", Intent.EDIT),
        ("sew me a kilt", None, Intent.DESIGN), ("设计一件旗袍", None, Intent.DESIGN),
        ("tee with shorts", None, Intent.OUTFIT), ("卫衣配短裤", None, Intent.OUTFIT),
        ("take off the coat", "coat-camel", Intent.REMOVE), ("把大衣脱了", "coat-camel", Intent.REMOVE),
        ("undo", "tee-white", Intent.UNDO), ("撤销", None, Intent.UNDO), ("another one", "tee-white", Intent.OTHER),
        ("", None, Intent.UNCLEAR), ("qwrtzx", None, Intent.UNCLEAR), ("?!…", None, Intent.UNCLEAR),
    ],
)  # fmt: skip
def test_intents(text: str, current: str | None, intent: Intent) -> None:
    assert read(text, current).intent is intent


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("a dress without lace", {"lace"}),
        ("no dots, paisley or tartan please", {"dots", "paisley", "tartan", "buffalo"}),
        ("除了丝绸和雪纺都行的衬衫", {"silk", "satin", "chiffon"}), ("不要豹纹、迷彩", {"leopard", "camouflage"}),
        ("豹纹的不要", {"leopard"}), ("pants, denim is out", {"denim"}), ("no suede jackets", {"suede"}),
        ("coat but not a hooded one", {"hood"}), ("无袖的就算了，要衬衫", {"none"}),
    ],
)  # fmt: skip
def test_refusals(text: str, no: set[str]) -> None:
    assert refused(read(text)) == no


def test_a_refusal_ends_where_the_wish_begins() -> None:
    request = read("not black but olive")
    assert refused(request) == {"#16161a"}
    assert wanted(request)["colour"] == ("#6b7030",)
    request = read("不要黑色，要藏青色的大衣")
    assert wanted(request) == {"colour": ("#1b2a4a",), "category": ("coat",)}


def test_the_described_is_refused_and_not_its_noun() -> None:
    for text in ("no ripped jeans", "不要破洞的牛仔裤", "不要太紧的牛仔裤"):
        request = read(text)
        assert wanted(request)["category"] == ("jeans",)
        assert refused(request)
        assert "jeans" not in refused(request)


def test_alternatives_and_refinements() -> None:
    assert wanted(read("gingham or paisley shirt"))["pattern"] == ("gingham", "paisley")
    assert wanted(read("floral print blouse"))["pattern"] == ("floral",)


@pytest.mark.parametrize(
    ("text", "shift"),
    [("longer", ("length", 1)), ("too long", ("length", -1)), ("太长了", ("length", -1)),
     ("袖子短一点", ("sleeve", -1)),
     ("the sleeves are too short", ("sleeve", 1)), ("颜色再深点", ("lightness", -1)), ("roomier", ("fit", 1)),
     ("厚一点", ("warmth", 1))],
)  # fmt: skip
def test_relative_words(text: str, shift: tuple[str, int]) -> None:
    request = read(text, "shirt-white")
    assert request.intent is Intent.EDIT
    assert [(one.dimension, one.step) for one in request.shifts] == [shift]


def test_outfits_keep_words_with_their_garments() -> None:
    request = read("a rust cord jacket with a hood, white polo and black jeans")
    assert [wanted(piece)["category"] for piece in request.pieces] == [("jacket",), ("polo",), ("jeans",)]
    assert wanted(request.pieces[0])["neckline"] == ("hood",)
    assert wanted(request.pieces[2])["colour"] == ("#16161a",)
    request = read("西装里面穿高领")
    assert [wanted(piece)["category"] for piece in request.pieces] == [("blazer",), ("sweater",)]


def test_removal_names_slots() -> None:
    assert read("take off the blazer").removed == (Slot.OUTER,)
    assert read("take it all off").removed == ()


def test_the_share_read() -> None:
    assert read("navy blazer").share == 1
    assert read("lighthouse keeper").share == 0
    assert 0.3 < read("navy blazer for a lighthouse").share < 0.7


def test_a_swap_takes_the_second() -> None:
    assert wanted(read("swap the wool for linen", "blazer-navy"))["fabric"] == ("linen",)
    assert wanted(read("把羊毛换成亚麻", "blazer-navy"))["fabric"] == ("linen",)


WORDS = (
    "not no but or and , 、 navy stripes 不要 的 大衣 jeans this make it longer sleeves 袖子 太 长 with hood 除了 都行 "
    "配 里面 take off undo shirt red lighthouse 灯塔 swap 把"
)
words = st.sampled_from(WORDS.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=14), st.sampled_from([None, "tee-white", "jeans-blue", "dress-sun"]))
def test_any_jumble_is_read(jumble: list[str], current: str | None) -> None:
    request = read(" ".join(jumble), current)
    assert 0 <= request.share <= 1
    assert request.intent is not Intent.EDIT or current is not None
    assert request.intent is not Intent.OUTFIT or len(request.pieces) > 1
