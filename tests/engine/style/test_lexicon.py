from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.style.lexicon import Kind, shared_lexicon
from tryon_desktop.engine.style.normalise import LONGEST, normalise
from tryon_desktop.engine.style.request import VALUES


def read(text: str) -> dict[str, tuple[str, ...]]:
    return {w.field: w.values for token in shared_lexicon().tokens(normalise(text)) for w in token.wants}


def unread(text: str) -> list[str]:
    return [token.text for token in shared_lexicon().tokens(normalise(text)) if token.kind is Kind.UNREAD]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("dresses", "category", "dress"), ("Pea-Coat", "category", "coat"), ("T‑shirts", "category", "tee"),
        ("polka dot", "pattern", "dots"), ("off-white", "colour", "#f6f1e3"), ("连帽羽绒服", "fabric", "down"),
        ("姜黄色", "colour", "#d4a017"), ("v领", "neckline", "v"), ("Ｖ领", "neckline", "v"),
        ("three quarter sleeves", "sleeve", "three_quarter"),
    ],
)  # fmt: skip
def test_words(text: str, field: str, value: str) -> None:
    assert read(text)[field][0] == value


@pytest.mark.parametrize(
    ("slip", "field", "value"),
    [("cordroy", "fabric", "corduroy"), ("cardagan", "category", "cardigan"), ("trowsers", "category", "trousers"),
     ("houndstoth", "pattern", "houndstooth"), ("衬杉", "category", "shirt"), ("灯心绒", "fabric", "corduroy")],
)  # fmt: skip
def test_slips(slip: str, field: str, value: str) -> None:
    assert value in read(slip)[field]


@pytest.mark.parametrize("text", ["coast", "sheet", "trees", "winner", "hello", "花园", "麻烦", "青年", "红包", "加班"])
def test_everyday_words_are_no_slips(text: str) -> None:
    assert read(text) == {}


def test_the_longest_word_wins() -> None:
    assert read("shirt dress")["category"] == ("dress",)
    assert read("leather jacket") == {"category": ("jacket",), "fabric": ("leather",)}
    assert read("水手大衣")["category"] == ("coat",)


def test_things_are_colours_only_beside_clothes() -> None:
    assert read("chocolate knit for an uncle")["colour"] == ("#4a2c1a",)
    assert "colour" not in read("mug with hot chocolate")


def test_every_value_can_be_said_in_both_languages() -> None:
    said: dict[str, dict[str, set[str]]] = {"en": {}, "zh": {}}
    for form, entry in shared_lexicon()._forms.items():
        for field, values, _ in entry.wants:
            said["en" if form.isascii() else "zh"].setdefault(field, set()).update(values)
    for field, kind in VALUES.items():
        for language, words in said.items():
            expected = {str(value) for value in kind} - ({"none"} if field in ("neckline", "closure") else set())
            assert expected <= words[field], (language, field)


def test_unread_words_are_kept() -> None:
    assert unread("a lighthouse keeper") == ["lighthouse", "keeper"]
    assert unread("在花园里喝茶") == ["在花园里喝茶"]


def test_long_text_is_cut() -> None:
    assert len(normalise("word " * 3000)) <= LONGEST
    assert len(normalise("字" * 10_000)) == LONGEST


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_cut_into_tokens_in_order(text: str) -> None:
    plain = normalise(text)
    at = 0
    for token in shared_lexicon().tokens(plain):
        squeezed = plain.replace(" ", "")
        at = squeezed.index(token.text.replace(" ", ""), at) + len(token.text.replace(" ", ""))
    assert normalise(plain) == plain or len(plain) == LONGEST


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [("midi dress", "length", "midi"), ("wrap skirts", "closure", "wrap"), ("短袖衬衫", "sleeve", "short"),
     ("缎面半裙", "fabric", "satin"), ("圆领卫衣", "neckline", "crew"), ("tiered dress", "detail", "tiers"),
     ("linen pants", "fabric", "linen"), ("雪纺上衣", "fabric", "chiffon")],
)  # fmt: skip
def test_a_garments_name_says_what_its_words_say(said: str, field: str, value: str) -> None:
    wants = [want for token in shared_lexicon().tokens(said) for want in token.wants]
    assert any(want.field == "category" for want in wants)
    assert [want.values[0] for want in wants if want.field == field and want.hard] == [value]
