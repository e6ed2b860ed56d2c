from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from test_encoder import FakeSession

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.style.encoder import DIMENSIONS, TextEncoder, Tokenizer
from tryon_desktop.engine.style.request import VALUES, Want
from tryon_desktop.engine.style.vibes import Mood, Vibe, VibeReader, vibes


class HotEncoder(TextEncoder):
    """Every known sentence points along the axis that it is given."""

    def __init__(self, axes: dict[str, int]) -> None:
        self._axes = axes

    def encode(self, texts, kind):  # type: ignore[no-untyped-def]
        vectors = np.full((len(texts), DIMENSIONS), 0.01, np.float32)
        for row, text in enumerate(texts):
            if text in self._axes:
                vectors[row, self._axes[text]] = 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def states(self, words: Sequence[str]) -> F32:
        """Nothing of any word: the reader is left with the rules."""
        return np.zeros((len(words), DIMENSIONS), np.float32)


def axes_of(table: Sequence[Vibe]) -> dict[str, int]:
    """An axis for each of the first concepts; the others are all alike."""
    return {said: at for at, one in enumerate(table[:DIMENSIONS]) for said in (one.says_en, one.says_zh)}


def vibe(name: str, *pulls: Want) -> Vibe:
    return Vibe(name, name, f"{name} en", f"{name} zh", pulls)


def test_the_table_speaks_the_vocabulary() -> None:
    for one in vibes():
        assert re.search(r"[\u4e00-\u9fff]", one.says_zh)
        for pull in one.pulls:
            if pull.field == "colour":
                assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in pull.values)
            else:
                assert set(pull.values) <= {str(value) for value in VALUES[pull.field]}, (one.name_en, pull)
    names = [one.name_en for one in vibes()]
    assert len(names) == len(set(names)) >= 35


def test_the_nearest_concept_leads() -> None:
    table = [vibe(name) for name in ("sea", "office", "gym", "rain", "snow", "sand")]
    encoder = HotEncoder(axes_of(table))
    mood = VibeReader(encoder, table)(encoder.encode(["gym en"], "query")[0])
    assert mood.vibes[0][0].name_en == "gym"
    assert mood.sure
    assert sum(weight for _, weight in mood.vibes) > 0.999


def test_one_thing_of_many_that_belong_to_a_concept_leads_to_it() -> None:
    """Words that are like one piece of a description, and like no description as a whole."""
    table = [vibe(name) for name in ("sea", "office", "gym", "rain", "snow")]
    skater = Vibe("skater", "skater", "ramp, board, hoodie, halfpipe, park, wheels", "滑板、公园、轮子", ())
    encoder = HotEncoder({**axes_of(table), "halfpipe, park, wheels": 100, "skate park": 100})
    mood = VibeReader(encoder, [*table, skater])(encoder.encode(["skate park"], "query")[0])
    assert mood.vibes[0][0].name_en == "skater"


def test_a_named_season_rules_concepts_out() -> None:
    hot, cold = vibe("hot", Want("season", ("summer",), "")), vibe("cold", Want("season", ("winter",), ""))
    mood = Mood(((hot, 0.8), (cold, 0.2)), 2.5, 0.1)
    assert mood.agreeing([Want("season", ("winter",), "warm")]).vibes == ((cold, 1.0),)
    assert mood.agreeing([]).vibes == mood.vibes


def test_the_concepts_are_encoded_once() -> None:
    session = FakeSession()
    table = {"pieces": ["a", "b", "c", "d", "▁"], "scores": [0.0] * 5, "normalise": {}, "space": "▁", "begin": 0,
             "end": 2, "pad": 1, "unknown": 3, "unknown_score": -1.0}  # fmt: skip
    reader = VibeReader(TextEncoder(session, Tokenizer(table)), [vibe("sea"), vibe("office")])
    encoded = len(session.feeds)
    query = np.zeros(DIMENSIONS, np.float32)
    reader(query)
    reader(query)
    assert len(session.feeds) == encoded > 0
