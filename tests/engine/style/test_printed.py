from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.request import Request
from tryon_desktop.engine.style.stylist import Stylist


def read(text: str) -> Request:
    return parse(shared_lexicon(), text)


def said(request: Request, field: str) -> tuple[str, ...]:
    return next((want.values for want in request.wants if want.field == field), ())


@pytest.mark.parametrize(
    ("text", "words"),
    [("a tee that says HELLO", "HELLO"), ('a white tee saying "Good Morning"', "Good Morning"),
     ("a hoodie that reads NEW YORK on the front", "NEW YORK"),
     ('black sweatshirt with "Stay Cool" on it', "Stay Cool"),
     ("a tee with the words keep going", "keep going"), ("写着“你好”的黑色T恤", "你好"), ("一件写着加油的卫衣", "加油"),
     ("印着LOVE的T恤", "LOVE")],
)  # fmt: skip
def test_words_to_print(text: str, words: str) -> None:
    request = read(text)
    assert said(request, "text") == (words,)
    assert said(request, "category")
    assert request.unread == ()


@pytest.mark.parametrize(
    ("text", "key", "strewn"),
    [("a shirt with little pineapples", "pineapple", True), ("a dress covered in lemons", "lemon", True),
     ("a sweatshirt with a fox on the chest", "fox", False), ("a flamingo print shirt", "flamingo", True),
     ("印着小猫的T恤", "cat", True), ("印满火烈鸟的衬衫", "flamingo", True), ("胸前印着一只狐狸的卫衣", "fox", False),
     ("蝴蝶图案的连衣裙", "butterfly", True), ("a cardigan with red hearts", "red-heart", True)],
)  # fmt: skip
def test_motifs(text: str, key: str, strewn: bool) -> None:
    request = read(text)
    assert said(request, "motif") == (key,)
    assert (said(request, "pattern") == ("motif",)) == strewn
    assert said(request, "category")


@pytest.mark.parametrize(
    "text",
    ["a shirt with stripes", "a floral print dress", "leopard print skirt", "条纹图案的衬衫", "a dress with pockets",
     "something for a walk with my dog", "a man who reads books", "a summer dress with boots",
     "navy tee with white dots", "a jacket with a hood and jeans"],
)  # fmt: skip
def test_what_asks_for_no_picture(text: str) -> None:
    request = read(text)
    assert not any(want.field in ("motif", "text") for piece in (request, *request.pieces) for want in piece.wants)


def test_it_is_sewn_so() -> None:
    reply = Stylist(None).answer("a navy shirt with little pineapples", [])
    assert reply.spec is not None
    assert (reply.spec.motif, reply.spec.pattern.value) == ("pineapple", "motif")
    assert "pineapple" in reply.says_en
    assert "菠萝" in reply.says_zh
    reply = Stylist(None).answer("写着“你好”的T恤", [])
    assert reply.spec is not None
    assert reply.spec.text == "你好"
    assert "“你好”" in reply.says_zh


@settings(max_examples=80)
@given(
    st.text(max_size=60),
    st.sampled_from(["tee with ", " print", "says ", "印着", "图案", '"', "写着"]),
    st.text(max_size=60),
)
def test_any_text_is_read(before: str, cue: str, after: str) -> None:
    read(before + cue + after)
