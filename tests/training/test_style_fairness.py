from __future__ import annotations

from pathlib import Path

import pytest

from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.style.pronouns import impersonal
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.training.style_fairness import TONES, Pair, by_tone, compare, read_pairs, shipped_entries

PAIRS = Path(__file__).parents[1] / "engine" / "style" / "fairness_pairs.jsonl"
ENTRIES = shipped_entries()


def test_the_pairs_are_forty_and_a_kind_is_never_alone():
    pairs = read_pairs(PAIRS)
    assert len(pairs) >= 40
    assert all(sum(other.kind == pair.kind for other in pairs) >= 6 for pair in pairs)


def test_a_file_that_is_no_list_of_pairs_is_one_line(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"kind": "x", "texts": ["one"]}\n', "utf-8")
    with pytest.raises(InputError, match=r"pairs.jsonl"):
        read_pairs(path)


@pytest.mark.parametrize(
    "texts",
    [("a white shirt for men", "a white shirt for women"), ("男士白T恤", "女士白T恤"), ("a hoodie", "连帽衫")],
)
def test_a_garment_that_was_named_is_the_first_for_everybody(texts):
    found = compare(Pair("x", texts, {}), Stylist(None), ENTRIES)
    assert found.same_kind
    assert found.understood == (True, True)


def test_no_tone_of_skin_gets_less():
    rows = by_tone(["a red shirt", "连衣裙", "something warm"], Stylist(None), ENTRIES)
    assert rows.keys() == TONES.keys()
    assert len({row["results"] for row in rows.values()}) == 1
    scores = [row["first score"] for row in rows.values()]
    assert max(scores) - min(scores) < 0.03


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("what should he wear", "what should she wear"),
        ("for her office", "for his office"),
        ("他上班穿的", "她上班穿的"),
    ],
)
def test_he_and_she_are_told_alike(one, other):
    assert impersonal(one) == impersonal(other)
    assert impersonal("the shirt, heather grey") == "the shirt, heather grey"
