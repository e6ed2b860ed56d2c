"""Whatever is asked of a shop's list gets an answer."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.shop.files import Ask, Product
from tryon_desktop.engine.style.shop.shop import Shop, ShopReply

ROWS = (
    {"id": "blazer", "category": "blazer", "colour": "navy", "text_en": "gold buttons, notched lapels"},
    {"id": "plain", "category": "blazer", "colour": "navy", "text_en": "horn buttons"},
    {"id": "cats", "category": "tee", "colour": "white", "text_en": "with little cats all over", "text_zh": "小猫印花"},
    {"id": "vneck", "category": "sweater", "colour": "grey", "neckline": "v", "text_zh": "灰色V领毛衣"},
    {"id": "crew", "category": "sweater", "colour": "grey", "neckline": "crew"},
    {"id": "dots", "category": "dress", "pattern": "dots", "colour": "red|white", "season": "summer"},
)
SHOP = Shop([Product(row["id"], {key: (value,) for key, value in row.items() if key != "id"}) for row in ROWS], None)
forms = st.sampled_from([*sorted(shared_lexicon()._forms), "with cats", "says HELLO", "写着“你好”", "size 12", "42码"])


def answer(text: str, ref: str = "") -> ShopReply:
    return SHOP.answer(Ask("1", text, "", ref))


@settings(max_examples=150, deadline=None)
@example(["shirt with cats"], "")
@example(["a bit too plunging"], "vneck")
@example(["bigger dots"], "dots")
@given(st.lists(forms, min_size=1, max_size=5), st.sampled_from(["", *(row["id"] for row in ROWS)]))
def test_any_words_of_the_tables_are_answered(said: list[str], ref: str) -> None:
    for text in ("".join(said), " ".join(said)):
        reply = answer(text, ref)
        assert all(0 <= one.score <= 1 and all(one.reasons) for one in reply.results)
        assert ref not in {one.id for one in reply.results} or not ref


@pytest.mark.parametrize(
    ("text", "first"),
    [("a tee with cats", "cats"), ("印着小猫的T恤", "cats"), ("navy blazer with gold buttons", "blazer"),
     ("a red dress with white dots", "dots")],
)  # fmt: skip
def test_what_the_prose_says_is_found(text: str, first: str) -> None:
    assert answer(text).results[0].id == first


def test_a_neck_that_is_to_be_higher_says_so() -> None:
    reply = answer("higher at the neck, too low cut", "vneck")
    assert reply.results[0].id == "crew"
    assert any("higher at the neck" in reason for reason in reply.results[0].reasons)
