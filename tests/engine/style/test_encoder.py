from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.style.encoder import DIMENSIONS, TextEncoder, Tokenizer

TABLE = {
    "pieces": ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁red", "▁re", "d", "红", "▁query", ":", "▁passage"],
    "scores": [0, 0, 0, 0, -3.0, -2.0, -1.5, -1.0, -4.0, -2.0, -1.0, -2.0],
    "normalise": {"Ｒ": "r", "\t": " "}, "space": "▁", "begin": 0, "end": 2, "pad": 1, "unknown": 3,
    "unknown_score": -20.0,
}  # fmt: skip


class FakeSession:
    """Counts calls and gives a vector that depends on the ids alone."""

    def __init__(self) -> None:
        self.feeds: list[Mapping[str, Any]] = []

    def run(self, output_names: Sequence[str] | None, input_feed: Mapping[str, Any]) -> Sequence[Any]:
        self.feeds.append(input_feed)
        vectors = np.zeros((len(input_feed["input_ids"]), DIMENSIONS), np.float32)
        for vector, ids in zip(vectors, input_feed["input_ids"], strict=True):
            vector[int(ids.sum()) % DIMENSIONS] = 1
        return [vectors]


def test_the_best_sum_of_scores_wins() -> None:
    tokenizer = Tokenizer(TABLE)
    assert tokenizer("red") == [0, 5, 2]  # ▁red -2.0 beats ▁re + d -2.5
    assert tokenizer("Ｒed\t红") == [0, 5, 4, 8, 2]


def test_unknown_characters_and_length() -> None:
    tokenizer = Tokenizer(TABLE)
    assert tokenizer("x") == [0, 4, 3, 2]
    assert len(tokenizer("d" * 1000)) <= 128
    assert tokenizer("") == [0, 4, 2]


def test_the_prefix_tells_question_from_text() -> None:
    session = FakeSession()
    encoder = TextEncoder(session, Tokenizer(TABLE))
    vectors = encoder.encode(["red", "红"], "query")
    assert vectors.shape == (2, DIMENSIONS)
    assert not vectors.flags.writeable
    encoder.encode(["red"], "passage")
    assert [int(ids[1]) for feed in session.feeds for ids in feed["input_ids"]] == [9, 9, 11]
    assert all((feed["attention_mask"] == 1).all() for feed in session.feeds)


def test_sentences_of_as_many_tokens_share_a_run_and_keep_their_places() -> None:
    session = FakeSession()
    encoder = TextEncoder(session, Tokenizer(TABLE))
    texts = ["red", "red red", "re", "x"] * 9
    together = encoder.encode(texts, "query")
    assert len(session.feeds) < len(texts)
    assert (together == np.concatenate([encoder.encode([text], "query") for text in texts])).all()


def test_a_broken_table_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "text_tokenizer.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="text_tokenizer"):
        Tokenizer.load(path)
