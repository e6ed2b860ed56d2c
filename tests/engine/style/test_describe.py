from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Sleeve, Slot, read_spec
from tryon_desktop.engine.style.colours import Language
from tryon_desktop.engine.style.describe import caption, describe, word
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.request import VALUES, Want

LANGUAGES: tuple[Language, Language] = ("en", "zh")


@st.composite
def specs(draw: st.DrawFn) -> GarmentSpec:
    """Any valid garment."""
    fields = {name: str(draw(st.sampled_from(list(kind)))) for name, kind in VALUES.items() if name != "detail"}
    wants = [Want(name, (value,), value) for name, value in fields.items()]
    detail = str(draw(st.sampled_from(list(VALUES["detail"]))))
    colour = f"#{draw(st.integers(0, 0xFFFFFF)):06x}"
    return design([*wants, Want("detail", (detail,), detail), Want("colour", (colour,), "")])


@pytest.mark.parametrize(
    ("fields", "en", "zh"),
    [
        ({"category": "jacket", "colours": ["#d4a017"], "fabric": "corduroy", "sleeve": "long", "neckline": "shirt",
          "closure": "buttons"}, "Mustard corduroy overshirt", "姜黄色灯芯绒衬衫式外套"),
        ({"category": "jeans", "colours": ["#5b7fa6"], "fabric": "denim", "length": "ankle", "shape": "wide"},
         "Blue wide-leg jeans", "蓝色阔腿牛仔裤"),
        ({"category": "dress", "colours": ["#800020", "#fafafa"], "pattern": "floral", "fabric": "silk",
          "neckline": "v", "closure": "wrap", "length": "midi"},
         "Burgundy and white floral silk midi wrap dress", "酒红配白色碎花真丝中长裹身裙"),
        ({"category": "shirt", "colours": ["#fafafa"], "fabric": "linen", "neckline": "mandarin",
          "closure": "buttons"}, "White sleeveless linen mandarin-collar shirt", "白色亚麻无袖中式立领衬衫"),
    ],
)  # fmt: skip
def test_names(fields: dict[str, object], en: str, zh: str) -> None:
    spec = read_spec(fields)
    assert (describe(spec, "en"), describe(spec, "zh")) == (en, zh)


@settings(max_examples=60)
@given(specs())
def test_any_garment_has_a_name_in_both_languages(spec: GarmentSpec) -> None:
    en, zh = describe(spec, "en"), describe(spec, "zh")
    assert en.isprintable()
    assert en == en.strip()
    assert "  " not in en
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert re.sub(r"Polo|T恤|[AVU]", "", zh).isascii() is False
    assert not re.search(r"[a-z ]", zh.replace("Polo", ""))
    for language, name in zip(LANGUAGES, (en, zh), strict=True):
        assert caption(spec, language).startswith(name)
    if spec.slot is Slot.BOTTOM:
        assert "sleeve" not in caption(spec, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_word(language: Language) -> None:
    silent = {Sleeve.NONE, Neckline.NONE}
    for kind in VALUES.values():
        for value in kind:
            said = word(value, language)
            if language == "zh" and value not in silent and value not in ("none", "regular"):
                assert re.search(r"[\u4e00-\u9fff]", said), (kind, value)
    assert word(Category.TEE, "en") == "T-shirt"
