from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.style import reader as reading
from tryon_desktop.engine.style.agreement import agreed, by_rules, put_in_words
from tryon_desktop.engine.style.design import alter
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.grammar import parse, read_tokens
from tryon_desktop.engine.style.lexicon import Kind, Role, shared_lexicon
from tryon_desktop.engine.style.outcomes import (
    COLOUR_SPAN,
    COLOURS,
    DETAIL_SPAN,
    DETAILS,
    OUTCOMES,
    SPANS,
    odds_of,
    without_strange,
    worn_vector,
)
from tryon_desktop.engine.style.reader import MOST, ROLES, WIDTH, RequestReader, features, roles_by_rules
from tryon_desktop.engine.style.request import VALUES, Intent, Request, Shift, Want

SHIRT = read_spec({"category": "shirt", "colours": ["#1f2a4a"], "fabric": "poplin", "neckline": "shirt",
                   "sleeve": "long", "fit": "regular", "closure": "buttons", "length": "hip"})  # fmt: skip
STRIPED = read_spec(SHIRT.model_dump(mode="json") | {"pattern": "stripe", "colours": ["#1f2a4a", "#ffffff"]})


class Encoder:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def states(self, words: Sequence[str]) -> np.ndarray:
        self.asked.append(list(words))
        return np.zeros((len(words), 384), np.float32)


class Session:
    """Says of every word that it is `roles`, of the rest what it is told."""

    def __init__(self, role: Role, change: float = 9.0, outcome: np.ndarray | None = None) -> None:
        self.role, self.change = role, change
        self.outcome = worn_vector(SHIRT) * 20 - 10 if outcome is None else outcome
        self.fed: Mapping[str, Any] = {}

    def run(self, output_names: Sequence[str] | None, input_feed: Mapping[str, Any]) -> Sequence[Any]:
        if list(output_names or ()) == ["outcome"]:
            return [worn_vector(SHIRT)[None] * 20 - 10]
        self.fed = input_feed
        roles = np.zeros((1, MOST, len(ROLES)), np.float32)
        roles[..., ROLES.index(self.role)] = 9
        return [roles, np.array([self.change], np.float32), self.outcome[None]]


def read(text: str, role: Role, worn: GarmentSpec | None = None, **more: Any) -> Request:
    return parse(shared_lexicon(), text, current=worn, reader=RequestReader(Encoder(), Session(role, **more)))


def certain(**values: str) -> np.ndarray:
    """Odds of an outcome that is as SHIRT is, but for `values`."""
    odds = worn_vector(SHIRT) * 0.98 + 0.001
    for name, value in values.items():
        odds[SPANS[name]] = 0.001
        odds[SPANS[name][[str(one) for one in VALUES[name]].index(value)]] = 0.98
    return odds


def test_a_word_is_refused_where_the_reader_is_sure_of_it() -> None:
    text = "navy shirts, stripes have had their day"
    assert any(want.field == "pattern" for want in parse(shared_lexicon(), text).wants), "the rules take it for a wish"
    request = read(text, Role.REFUSED)
    assert "stripe" in {value for want in request.excluded if want.field == "pattern" for value in want.values}
    assert not any(want.field == "pattern" for want in request.wants)


def test_an_aside_is_neither_wanted_nor_refused() -> None:
    request = read("my boss has stripes, anyway", Role.IDLE)
    assert not request.wants
    assert not request.excluded


def test_what_the_rules_refuse_may_be_wanted() -> None:
    request = read("no stripes like Freddy", Role.WANTED)
    assert any(want.field == "pattern" for want in request.wants)
    assert not request.excluded


def test_the_name_of_the_garment_worn_is_passed_over_and_not_refused() -> None:
    request = read("that shirt, frankly, stripes", Role.REFUSED, STRIPED)
    assert not any(want.field == "category" for want in (*request.wants, *request.excluded))
    assert any(want.field == "pattern" for want in request.excluded)


def test_the_colour_that_stays_is_no_wish_for_its_name() -> None:
    assert not any(want.field == "colour" for want in read("stripes, still navy, Freddy", Role.KEPT, SHIRT).wants)
    assert any(want.field == "pattern" for want in read("stripes, still navy, Freddy", Role.KEPT, SHIRT).wants)


@pytest.mark.parametrize(("change", "intent"), [(9.0, Intent.EDIT), (-9.0, Intent.FIND)])
def test_the_reader_says_whether_the_garment_worn_is_to_change(change: float, intent: Intent) -> None:
    told: dict[str, Any] = {"change": change, "outcome": np.zeros(OUTCOMES, np.float32)}
    assert read("well, stripes would be something", Role.WANTED, SHIRT, **told).intent is intent


def test_a_complaint_that_names_nothing_changes_what_it_is_about() -> None:
    text = "it drowns me"
    outcome = np.log(certain(fit="slim"))
    request = read(text, Role.IDLE, SHIRT, outcome=outcome)
    assert request.intent is Intent.EDIT
    assert agreed(request, SHIRT).fit == "slim"
    assert agreed(request, SHIRT).colours == SHIRT.colours


def test_a_change_that_comes_to_nothing_is_none() -> None:
    request = read("whatever you say", Role.IDLE, SHIRT)
    assert request.intent is not Intent.EDIT


def test_where_every_word_is_known_the_rules_say_what_they_are() -> None:
    encoder = Encoder()
    reader = RequestReader(encoder, Session(Role.REFUSED))
    tokens, _ = read_tokens(shared_lexicon(), "navy linen shirt", None)
    assert reader(tokens, None).tokens == tokens
    assert not encoder.asked
    judged = reader(tokens, STRIPED)
    assert judged.tokens == tokens
    assert judged.changes is not None
    assert encoder.asked == [["navy", "linen", "shirt"]]


def test_a_change_of_which_every_word_is_known_is_the_rules_own() -> None:
    request = read("ditch the buttons", Role.WANTED, SHIRT, outcome=np.log(certain()))
    assert agreed(request, SHIRT).closure != "buttons"


def test_the_network_is_fed_as_many_words_as_it_takes() -> None:
    session = Session(Role.WANTED)
    text = "stripes " * 150
    tokens, _ = read_tokens(shared_lexicon(), text, None)
    assert len(RequestReader(Encoder(), session)((*tokens, *tokens, *tokens), SHIRT).tokens) == 3 * len(tokens)
    assert session.fed["features"].shape == (1, MOST, WIDTH)
    assert session.fed["states"].shape == (1, MOST, 384)
    assert session.fed["present"].sum() == min(MOST, 3 * len(tokens))
    assert session.fed["worn"].shape == (1, OUTCOMES)


def test_words_are_described_by_what_they_are() -> None:
    tokens, _ = read_tokens(shared_lexicon(), "a navy shirt without stripes", SHIRT)
    rows = features(tokens, SHIRT)
    assert rows.shape == (len(tokens), WIDTH)
    by_text = {token.text: row for token, row in zip(tokens, rows, strict=True)}
    assert not np.array_equal(by_text["navy"], by_text["stripes"])
    roles = dict(zip((token.text for token in tokens), roles_by_rules(tokens), strict=True))
    assert (roles["navy"], roles["stripes"]) == (Role.WANTED, Role.REFUSED)
    assert [token.kind for token in tokens if token.text == "navy"] == [Kind.TERM]


def test_without_its_file_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModelError(name)

    monkeypatch.setattr(reading, "model_path", missing)
    assert reading.load_request_reader(Encoder()) is None


@given(arrays.arrays(np.float32, OUTCOMES, elements=st.floats(-30, 30, width=32)))
def test_the_odds_of_a_field_add_up(logits: np.ndarray) -> None:
    odds = odds_of(logits)
    assert all(odds[span].sum() == pytest.approx(1, abs=1e-4) for span in (*SPANS.values(), COLOUR_SPAN))
    assert ((odds >= 0) & (odds <= 1)).all()


def test_the_garment_worn_is_told_by_its_values() -> None:
    vector = worn_vector(read_spec(SHIRT.model_dump(mode="json") | {"details": ["belt"]}))
    told = {name: [str(value) for value in VALUES[name]][int(vector[span].argmax())] for name, span in SPANS.items()}
    assert told == {name: str(getattr(SHIRT, name)) for name in SPANS}
    assert vector[DETAIL_SPAN].tolist() == [detail == "belt" for detail in DETAILS]
    assert not worn_vector(None).any()


@given(arrays.arrays(np.float32, OUTCOMES, elements=st.floats(-30, 30, width=32)))
def test_whatever_the_reader_says_a_garment_comes_of_it(logits: np.ndarray) -> None:
    request = Request(Intent.EDIT, wants=(Want("pattern", ("stripe",), "stripes"),), outcome=odds_of(logits))
    assert read_spec(agreed(request, SHIRT).model_dump(mode="json"))


def test_a_reader_that_knows_nothing_leaves_it_to_the_rules() -> None:
    wants = (Want("pattern", ("stripe",), "stripes"), Want("sleeve", ("short",), "short"))
    request = Request(Intent.EDIT, wants=wants)
    by_rules = alter(SHIRT, wants)
    assert agreed(request, SHIRT) == by_rules
    unsure = Request(Intent.EDIT, wants=wants, outcome=odds_of(np.zeros(OUTCOMES, np.float32)))
    assert agreed(unsure, SHIRT) == by_rules


def test_a_sure_reader_overrules_what_a_word_was_taken_for() -> None:
    request = Request(Intent.EDIT, wants=(Want("fabric", ("down",), "down"),), outcome=certain())
    assert agreed(request, SHIRT).fabric == "poplin"
    request = Request(Intent.EDIT, wants=(Want("category", ("dress",), "dress"),), outcome=certain())
    assert agreed(request, SHIRT) == SHIRT


@pytest.mark.parametrize(("becomes", "way"), [("darker", -1), ("lighter", 1), ("stays", 0)])
def test_the_colour_follows_the_reader(becomes: str, way: int) -> None:
    odds = certain()
    odds[COLOUR_SPAN] = 0.001
    odds[COLOUR_SPAN[COLOURS.index(becomes)]] = 0.99
    changed = agreed(Request(Intent.EDIT, outcome=odds), SHIRT)
    brightness = sum(int(changed.colour[at : at + 2], 16) - int(SHIRT.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert np.sign(brightness) == way


def test_details_come_and_go() -> None:
    odds = certain()
    odds[DETAIL_SPAN[DETAILS.index("belt")]] = 0.99
    belted = agreed(Request(Intent.EDIT, outcome=odds), SHIRT)
    assert "belt" in belted.details
    assert "belt" not in agreed(Request(Intent.EDIT, outcome=certain()), belted).details


@pytest.fixture(scope="module")
def bundled() -> RequestReader:
    encoder = load_text_encoder()
    assert encoder is not None
    found = reading.load_request_reader(encoder)
    assert found is not None
    return found


def test_the_bundled_network_fits_the_vocabulary() -> None:
    shapes = {one.name: one.shape[1:] for one in ort.InferenceSession(str(model_path("reader"))).get_inputs()}
    assert shapes == {"states": [MOST, 384], "features": [MOST, WIDTH], "present": [MOST], "worn": [OUTCOMES]}


@pytest.mark.parametrize(("text", "wanted", "refused"), [
    ("a jumper, but mohair-free and no one puts me in a turtleneck again", "sweater", "turtle"),
    ("my flatmate owns every striped tee in this town, so a tee that is anything else", "tee", "stripe"),
    ("外套，皮的我驾驭不来", "jacket", "leather"),
    ("碎花我看着头晕，连衣裙", "dress", "floral"),
])  # fmt: skip
def test_a_refusal_is_understood_that_has_no_word_for_it(
    bundled: RequestReader, text: str, wanted: str, refused: str
) -> None:
    request = parse(shared_lexicon(), text, reader=bundled)
    assert refused in {value for want in request.excluded for value in want.values}
    assert any(wanted in want.values for want in request.wants if want.field == "category")


@pytest.mark.parametrize(("text", "field", "values"), [
    ("it swallows me, take some of it away", "fit", ("slim", "regular", "relaxed")),
    ("let my elbows see the sun, won't you", "sleeve", ("short", "elbow", "none", "cap")),
    ("穿着像麻袋，给我收收", "fit", ("slim", "regular", "relaxed")), ("遮到手肘就够了", "sleeve", ("elbow", "short")),
])  # fmt: skip
def test_a_change_is_made_that_no_word_names(
    bundled: RequestReader, text: str, field: str, values: tuple[str, ...]
) -> None:
    worn = read_spec(SHIRT.model_dump(mode="json") | {"fit": "oversized"})
    request = parse(shared_lexicon(), text, current=worn, reader=bundled)
    assert request.intent is Intent.EDIT
    assert getattr(agreed(request, worn), field) in values


@pytest.mark.parametrize("text", [
    "navy linen shirt with short sleeves", "a red wool coat to the knee, please", "藏青色亚麻短袖衬衫",
    "找一件红色羊毛大衣", "could you show me green corduroy trousers", "I love leather jackets, black ones",
])  # fmt: skip
def test_plain_wishes_stay_wishes(bundled: RequestReader, text: str) -> None:
    with_reader, without = (parse(shared_lexicon(), text, reader=one) for one in (bundled, None))
    assert with_reader.wants == without.wants
    assert with_reader.excluded == without.excluded == ()


def test_for_a_shop_what_the_reader_adds_is_put_in_words() -> None:
    wants = (Want("fabric", ("down",), "down"), Want("pattern", ("stripe",), "stripes"))
    odds = certain(fit="slim", pattern="stripe")
    told = put_in_words(Request(Intent.EDIT, wants=wants, outcome=odds), SHIRT)
    assert {want.field: want.values for want in told.wants} == {"pattern": ("stripe",), "fit": ("slim",)}


def test_a_shops_own_words_make_nothing_of_a_garment() -> None:
    wants = (Want("word", ("roll neck",), "roll neck"), Want("pattern", ("stripe",), "stripes"))
    assert by_rules(Request(Intent.EDIT, wants=wants), SHIRT).pattern == "stripe"
    tokens, _ = read_tokens(shared_lexicon(), "stripes", SHIRT)
    other = replace(tokens[0], wants=(wants[0],))
    assert features((other,), SHIRT).shape == (1, WIDTH)


def test_a_step_does_not_come_to_nothing() -> None:
    shorter = Request(Intent.EDIT, shifts=(Shift("sleeve", -1),), outcome=certain())
    assert agreed(shorter, SHIRT).sleeve == "three_quarter"


@pytest.mark.parametrize("text", ["I love it", "🙂", "just right", "thank you so much"])
def test_praise_changes_nothing(bundled: RequestReader, text: str) -> None:
    request = parse(shared_lexicon(), text, current=SHIRT, reader=bundled)
    assert request.intent is not Intent.EDIT or agreed(request, SHIRT) == SHIRT


def test_of_a_garment_that_the_reader_does_not_know_it_says_nothing(bundled: RequestReader) -> None:
    rare = {"pattern": "candy", "colours": ["#f2b6c1", "#ffffff"], "fit": "oversized"}
    striped = read_spec(SHIRT.model_dump(mode="json") | rare)
    request = parse(shared_lexicon(), "it swallows me", current=striped, reader=bundled)
    changed = agreed(request, striped)
    assert changed.fit != "oversized"
    assert changed.pattern == "candy"
    odds, strange = certain(pattern="stripe"), certain(pattern="dots")
    assert without_strange(odds, strange, SHIRT)[SPANS["pattern"]].std() < 1e-6
    assert np.array_equal(without_strange(odds, certain(), SHIRT), odds)
