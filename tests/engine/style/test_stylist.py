from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from style_bench import by_stylist, measure, rows
from style_catalog import ENTRIES, SPECS
from test_vibes import HotEncoder, axes_of

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Slot
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.rank import score_all
from tryon_desktop.engine.style.request import Intent, Request, Want
from tryon_desktop.engine.style.stylist import Stylist, load_text_encoder
from tryon_desktop.engine.style.vibes import Mood, Vibe, vibes

STYLIST = Stylist(None)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("kind", "floor"), [("find", 1.0), ("edit", 1.0), ("negation", 1.0), ("outfit", 0.9), ("typo", 0.9)]
)
def test_benchmark_by_words_alone(kind: str, lang: str, floor: float) -> None:
    figures = measure(by_stylist(STYLIST), lambda row: row["kind"] == kind and row["lang"] == lang)
    assert figures.count >= 4
    assert figures.r1 >= floor


def test_benchmark_of_vibes_with_the_encoder() -> None:
    encoder = load_text_encoder()
    if encoder is None:
        pytest.skip("the text encoder is not built")
    figures = measure(by_stylist(Stylist(encoder)), lambda row: row["kind"] == "vibe")
    assert figures.r1 >= 0.8
    assert figures.mrr >= 0.85


def test_a_sure_mood_takes_back_the_words_that_belong_to_it() -> None:
    encoder = HotEncoder({**axes_of(vibes()), "scarlet palanquin": 0})
    reply = Stylist(encoder).answer("a scarlet palanquin", ENTRIES)
    assert "colour" not in reply.attributes
    assert reply.guessed
    named = Stylist(encoder).answer("a scarlet shirt for a palanquin", ENTRIES)
    assert named.attributes["colour"]


class _Reads(HotEncoder):
    """Counts the captions that it was given."""

    passages = 0

    def encode(self, texts, kind):
        self.passages += len(texts) if kind == "passage" else 0
        return super().encode(texts, kind)


def test_nobody_waits_for_a_catalog_to_be_read() -> None:
    """In the first minute of a first start: a request with a word that only the encoder may know."""
    encoder = _Reads(axes_of(vibes()))
    hurried = Stylist(encoder, patient=False)
    before = encoder.passages
    text = "a navy quuxish hoodie"
    reply = hurried.answer(text, ENTRIES)
    assert encoder.passages == before
    assert SPECS[reply.results[0].id].category is Category.HOODIE
    hurried.prepare(ENTRIES[5:])
    read = encoder.passages
    assert hurried.answer(text, ENTRIES).results[0].id == reply.results[0].id
    assert encoder.passages == read + 10  # five garments, in two languages
    assert Stylist(_Reads(axes_of(vibes()))).answer(text, ENTRIES).results[0].id == reply.results[0].id


def test_beside_a_sure_mood_captions_only_break_ties() -> None:
    pull = (Want("style", ("rugged",), "", hard=False),)
    mood = Mood(((Vibe("x", "x", "x", "x", pull), 1.0),), surety=3.0, margin=0.1)
    specs = [next(e.spec for e in ENTRIES if one(e.spec)) for one in (_rugged, lambda spec: not _rugged(spec))]
    request = Request(Intent.FIND, unread=("x",))
    sure, unsure = (
        score_all(request, specs, mood=replace(mood, surety=surety), senses=np.float32([0, 1])) for surety in (3.0, 1.0)
    )
    assert sure[0].total > sure[1].total
    assert sure[0].total - sure[1].total > unsure[0].total - unsure[1].total


def _rugged(spec: GarmentSpec) -> bool:
    return "rugged" in spec.style


def test_no_request_of_the_benchmark_stands_in_a_table() -> None:
    tables = "\n".join(path.read_text(encoding="utf-8").lower() for path in Path(assets(), "style").glob("*.toml"))
    for row in rows():
        if len(row["text"]) > 6 and " " in row["text"]:
            assert row["text"].lower() not in tables


def test_a_garment_that_is_not_there_is_sewn() -> None:
    reply = STYLIST.answer("teal corduroy jacket", ENTRIES)
    assert reply.intent is Intent.DESIGN
    assert reply.designed
    assert reply.spec is not None
    assert (reply.spec.colour, reply.spec.fabric) == ("#0f766e", "corduroy")
    assert reply.results
    assert reply.says_en.startswith("No teal corduroy jacket here, so I sewed one")
    assert "衣橱里没有蓝绿色灯芯绒夹克" in reply.says_zh


@pytest.mark.parametrize("text", ["a red t-shirt", "红色T恤"])
def test_trim_does_not_colour_a_garment(text: str) -> None:
    plain = {"category": "tee", "sleeve": "short", "neckline": "crew"}
    ringer, striped = (
        replace(ENTRIES[0], id=name, spec=GarmentSpec(**plain, colours=("#f0e9da", "#8c2f2b"), **more))
        for name, more in (("ringer", {"text": "SUNDAY"}), ("striped", {"pattern": "stripe"}))
    )
    assert STYLIST.answer(text, [ringer]).designed
    assert [ranked.id for ranked in STYLIST.answer(text, [ringer, striped]).results] == ["striped", "ringer"]


def test_results_give_their_reasons_in_the_language_asked() -> None:
    best = STYLIST.answer("mustard corduroy overshirt", ENTRIES).results[0]
    assert best.id == "jacket-must"
    assert "mustard, as asked" in best.reasons
    assert "姜黄色，符合要求" in STYLIST.answer("姜黄色灯芯绒外套", ENTRIES).results[0].reasons


def test_what_is_refused_comes_last() -> None:
    reply = STYLIST.answer("a jacket, not leather", ENTRIES, top=len(ENTRIES))
    ids = [one.id for one in reply.results]
    assert ids.index("jacket-leather") > ids.index("tee-white")
    assert reply.excluded == {"fabric": ("leather",)}


def test_another_leaves_the_worn_one_out() -> None:
    reply = STYLIST.answer("something else", ENTRIES, current=SPECS["tee-white"])
    assert reply.intent is Intent.OTHER
    assert "tee-white" not in [one.id for one in reply.results]
    assert reply.spec is not None
    assert reply.spec.category is Category.TEE


def test_a_refusal_alone_keeps_to_what_is_worn() -> None:
    reply = STYLIST.answer("anything but wool", ENTRIES, current=SPECS["sweater-fair"])
    assert reply.results[0].id == "sweater-cable"
    reply = STYLIST.answer("something in leather", ENTRIES, current=SPECS["tee-white"])
    assert reply.results[0].id == "jacket-leather"
    assert not reply.designed


def test_taking_off() -> None:
    assert STYLIST.answer("take off the jacket", ENTRIES).removed == (Slot.OUTER,)
    assert STYLIST.answer("take it off", ENTRIES, current=SPECS["tee-white"]).removed == (Slot.TOP,)


def test_an_edit_says_what_it_changed() -> None:
    reply = STYLIST.answer("make it navy and sleeveless", ENTRIES, current=SPECS["shirt-white"])
    assert reply.says_en == "Changed (navy, sleeveless): navy sleeveless shirt."
    assert reply.says_zh == "改好了（藏青色、无袖）：藏青色无袖衬衫。"


def test_outfits_are_answered_piece_by_piece() -> None:
    reply = STYLIST.answer("驼色大衣配黑色铅笔裙", ENTRIES)
    assert [piece.spec.slot for piece in reply.outfit if piece.spec] == [Slot.BOTTOM, Slot.OUTER]
    assert [one.id for one in reply.results] == ["skirt-pencil", "coat-camel"]


def test_a_concept_answers_what_the_words_do_not() -> None:
    encoder = HotEncoder(axes_of(vibes()) | {"zorbing zylophone": 0})
    reply = Stylist(encoder).answer("zorbing zylophone please", ENTRIES)
    assert reply.intent is Intent.FIND
    assert vibes()[0].name_en in reply.says_en
    assert reply.results[0].id in ("sweater-cable", "tee-breton", "sweater-turtle")
    assert any(vibes()[0].name_en in reason for reason in reply.results[0].reasons)


def test_what_was_guessed_was_understood() -> None:
    encoder = HotEncoder(axes_of(vibes()) | {"zorbing zylophone": 0})
    reply = Stylist(encoder).answer("zorbing zylophone", ENTRIES)
    assert reply.guessed
    assert reply.says_en.startswith(f'I took "zorbing zylophone" as {vibes()[0].name_en}')
    assert "did not understand" not in reply.says_en
    assert "没看懂" not in reply.says_zh
    plain = Stylist(None).answer("a zorbing shirt", ENTRIES)
    assert not plain.guessed
    assert "I did not understand: zorbing" in plain.says_en


def moods(kind: str) -> list[str]:
    """The half that no threshold was found on."""
    table = json.loads((Path(__file__).parent / "moods.json").read_text(encoding="utf-8"))[kind]
    return [text for rows in table.values() for text in rows[1::2]]


def test_nonsense_is_no_mood_and_moods_are() -> None:
    encoder = load_text_encoder()
    if encoder is None:
        pytest.skip("the text encoder is not built")
    stylist = Stylist(encoder)
    read = {kind: [stylist.answer(text, ENTRIES).intent for text in moods(kind)] for kind in ("nonsense", "moods")}
    assert sum(intent is not Intent.UNCLEAR for intent in read["nonsense"]) <= 3
    assert sum(intent is Intent.UNCLEAR for intent in read["moods"]) <= 3


def test_an_edit_speaks_chinese_throughout() -> None:
    reply = STYLIST.answer("太正式了", ENTRIES, current=SPECS["shirt-white"])
    assert reply.intent is Intent.EDIT
    assert "regular" not in reply.says_zh


def test_another_season_is_another_cloth() -> None:
    reply = STYLIST.answer("a winter version of this", ENTRIES, current=SPECS["shirt-white"])
    assert reply.spec is not None
    assert (reply.spec.category, reply.spec.fabric, reply.spec.colour) == ("shirt", "flannel", "#fafafa")


def test_what_is_only_near_is_not_refused() -> None:
    reply = STYLIST.answer("a dress without sleeves", ENTRIES)
    assert not reply.designed
    assert reply.spec is not None
    assert reply.spec.sleeve == "none"


def test_shorts_are_cut_from_the_jeans() -> None:
    reply = STYLIST.answer("turn them into shorts", ENTRIES, current=SPECS["jeans-blue"])
    assert reply.spec is not None
    assert (reply.spec.category, reply.spec.fabric) == ("shorts", "denim")


@pytest.mark.parametrize("text", ["", "   ", "。。。", "😀🔥", "asdkjh", "you idiot", "你是傻子", "\x00\ud7ff", "1234"])
def test_nonsense_gets_an_honest_answer(text: str) -> None:
    reply = STYLIST.answer(text, ENTRIES)
    assert reply.intent is Intent.UNCLEAR
    assert reply.spec is None
    assert reply.says_en
    assert reply.says_zh


def test_a_very_long_request_is_cut_and_says_so() -> None:
    reply = STYLIST.answer("navy blazer " * 900, ENTRIES)
    assert reply.results[0].id == "blazer-navy"
    assert "first 400 characters" in reply.says_en


@pytest.mark.parametrize("text", ["navy blazer", "teal corduroy jacket", "something for rain", "藏青西装"])
def test_an_empty_catalog_is_no_error(text: str) -> None:
    reply = STYLIST.answer(text, ())
    assert reply.results == ()


@settings(max_examples=30)
@given(st.text(max_size=120), st.sampled_from([None, *SPECS.values()]))
def test_any_text_is_answered(text: str, current: object) -> None:
    reply = STYLIST.answer(text, ENTRIES[:8], current=current)  # type: ignore[arg-type]
    assert reply.says_en
    assert all(0 <= one.score <= 1 for one in reply.results)
    assert all(np.diff([one.score for one in reply.results]) <= 0) or reply.intent is Intent.OUTFIT
    json.dumps([reply.says_zh, dict(reply.attributes), dict(reply.excluded), reply.unread])
