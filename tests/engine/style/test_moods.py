from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.style import moods as remembered
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.moods import (
    Metric,
    MoodMemory,
    Recollection,
    load_mood_memory,
    read_metric,
    remembered_moods,
)
from tryon_desktop.engine.style.passages import key_of
from tryon_desktop.engine.style.request import VALUES, Want
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.style.suited import suited
from tryon_desktop.engine.style.vibes import Mood, Vibe, VibeReader

SEA = Recollection(("at sea", "on deck"), ("出海",), (Want("category", ("sweater",), "", hard=False),), ())
BALL = Recollection(
    ("at the ball",), ("舞会",), (Want("category", ("dress",), "", hard=False),), (Want("fabric", ("fleece",), ""),)
)
PLACES = {"at sea": (1.0, 0.0), "on deck": (0.9, 0.1), "出海": (0.95, 0.05), "at the ball": (0.0, 1.0)}


def memory() -> MoodMemory:
    """Two dimensions of three, with the sea and the ball at right angles; 舞会 is not in the file."""
    vectors = np.array(list(PLACES.values()), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = {key_of(text): row for row, text in enumerate(PLACES)}
    projection = np.array([[1, 0], [0, 1], [0, 0]], np.float32)
    metric = Metric(np.zeros(3, np.float32), projection, 8.0, np.array([0, 0, -9], np.float32), 2.0, keys, vectors)
    return MoodMemory(metric, (SEA, BALL))


def garment(category: str, **more: object) -> GarmentSpec:
    return read_spec({"category": category, "colours": ["#1f2a4a"], "neckline": "crew"} | more)


def test_the_nearest_moods_are_found_the_heaviest_first() -> None:
    found = memory()(np.array([1, 0, 0], np.float32))
    assert [one for one, _ in found] == [SEA, BALL]
    assert found[0][1] > 0.99
    assert sum(weight for _, weight in found) == pytest.approx(1)
    assert memory()(np.array([0.8, 0.2, 0], np.float32))[0][0].en == ("on deck", "at sea"), "the nearest wording first"
    # What the encoder says in a direction that was learnt to be of no use changes nothing.
    assert memory()(np.array([1, 0, 5], np.float32))[0][1] == pytest.approx(found[0][1])


def test_what_is_no_mood_is_told_by_the_learnt_line() -> None:
    assert memory().senses(np.array([0.7, 0.7, 0], np.float32)) > 0.8
    assert memory().senses(np.array([0, 0, 1], np.float32)) < 0.01


def test_a_memory_without_a_table_finds_nothing() -> None:
    metric = Metric(np.zeros(3, np.float32), np.eye(3, 2, dtype=np.float32), 8.0, np.zeros(3, np.float32), 0.0, {},
                    np.zeros((0, 2), np.float32))  # fmt: skip
    assert MoodMemory(metric, (SEA,))(np.array([1, 0, 0], np.float32)) == ()


def test_remembered_moods_outvote_a_concept_that_is_unsure_of_itself() -> None:
    pulls = {"colour": "#1f2a4a", "pattern": "dots"}
    wants = tuple(Want(field, (value,), "", hard=False) for field, value in pulls.items())
    vague = Vibe("something", "某事", "", "", wants)
    specs = [garment("dress"), garment("sweater"), garment("sweater", fabric="fleece"), garment("tee")]
    mood = Mood(((vague, 1.0),), 3.0, 0.1, ((SEA, 0.6), (BALL, 0.4)), 0.9)
    values = suited(mood, specs)
    assert max(range(4), key=values.__getitem__) == 1
    assert values[2] < values[1], "what would be wrong at the ball costs"
    assert all(0 <= value <= 1 for value in values)
    assert len(set(suited(replace(mood, recalled=()), specs))) == 1


def test_a_season_that_was_said_leaves_out_moods_of_another() -> None:
    winter = replace(SEA, pulls=(*SEA.pulls, Want("season", ("winter",), "", hard=False)))
    mood = Mood((), 0.0, 0.0, ((winter, 0.6), (BALL, 0.4)))
    assert [one for one, _ in mood.agreeing([Want("season", ("summer",), "summer")]).recalled] == [BALL]


def test_a_mood_goes_by_what_answers_most_of_it() -> None:
    vibe = Vibe("the sea", "大海", "", "", SEA.pulls)
    mood = Mood(((vibe, 1.0),), 3.0, 0.1, ((BALL, 0.2), (SEA, 0.1)), 0.9)
    assert (mood.name("en"), mood.name("zh")) == ("the sea", "大海")
    assert replace(mood, recalled=((BALL, 0.9),)).name("en") == '"at the ball"'
    unsure = replace(mood, surety=1.0)
    assert (unsure.name("en"), unsure.name("zh")) == ('"at the ball"', "舞会")
    assert unsure.sure
    assert not replace(unsure, sense=0.1).sure


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"PK\x03\x04 cut short"])
def test_a_spoilt_file_is_none(tmp_path: Path, rubbish: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "moods.npz"
    path.write_bytes(rubbish)
    with pytest.raises(ModelError, match="moods"):
        read_metric(path)
    monkeypatch.setattr(remembered, "model_path", lambda name: path)
    assert load_mood_memory() is None


def test_a_file_whose_parts_do_not_fit_is_none(tmp_path: Path) -> None:
    path = tmp_path / "moods.npz"
    np.savez(path, keys=np.array(["a"]), vectors=np.ones((2, 2)), mean=np.zeros(3), projection=np.ones((3, 2)),
             sharpness=1.0, sense=np.zeros(3), bias=0.0)  # fmt: skip
    with pytest.raises(ModelError):
        read_metric(path)


def test_the_table_speaks_the_vocabulary_in_both_languages() -> None:
    table = remembered_moods()
    assert len(table) > 2500
    for one in table:
        assert all((one.en, one.zh, one.pulls)), one
        assert all(text.strip() == text for text in (*one.en, *one.zh))
        for want in (*one.pulls, *one.avoids):
            known = {str(value) for value in VALUES[want.field]} if want.field in VALUES else None
            assert known is None or set(want.values) <= known, (one.en, want)
            assert known is not None or want.field == "colour"
    wordings = [text.lower() for one in table for text in (*one.en, *one.zh)]
    assert len(wordings) == len(set(wordings))


def test_the_file_has_not_fallen_behind_the_table() -> None:
    """`python -m tryon_desktop.training.moods` writes it anew."""
    keys = read_metric(model_path("moods")).keys
    missing = [text for one in remembered_moods() for text in (*one.en, *one.zh) if key_of(text) not in keys]
    assert not missing


def test_the_line_between_moods_and_what_is_none_still_holds() -> None:
    encoder, memory = load_text_encoder(), load_mood_memory()
    assert encoder is not None
    assert memory is not None

    def sensed(text: str) -> float:
        return memory.senses(encoder.encode([parse(shared_lexicon(), text).gist or text], "query")[0])

    assert min(map(sensed, ["an afternoon on the pier", "like a retired magician", "陪外婆去赶集"])) > 0.4
    assert max(map(sensed, ["qwlkj zzxv", "hello, are you there", "你是机器人吗"])) < 0.4


def test_a_mood_of_the_table_is_answered_as_its_author_would() -> None:
    encoder = load_text_encoder()
    assert encoder is not None
    reader = VibeReader(encoder, memory=load_mood_memory())
    agreed = 0
    for one in remembered_moods()[::300]:
        mood = reader(encoder.encode([one.en[0]], "query")[0])
        agreed += set(mood.recalled[0][0].en) == set(one.en)
    assert agreed >= 8


def test_without_the_file_the_concepts_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon_desktop.engine.style.stylist.load_mood_memory", lambda: None)
    reply = Stylist(load_text_encoder()).answer("a lighthouse in a storm", ())
    assert reply.spec is not None
