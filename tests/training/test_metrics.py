from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tryon_desktop.training.captions import embed_captions
from tryon_desktop.training.confusion import draw_confusion
from tryon_desktop.training.metrics import best_temperature, calibration_error, classification, retrieval


def test_scores_of_a_small_case_by_hand():
    scores = classification(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 2]), 4)
    assert scores.accuracy == pytest.approx(3 / 5)
    assert scores.precision[:3] == pytest.approx([1, 1 / 2, 0])
    assert scores.recall[:2] == pytest.approx([2 / 3, 1 / 2])
    assert np.isnan(scores.recall[2:]).all()
    assert scores.macro["f1"] == pytest.approx((4 / 5 + 1 / 2) / 2)
    assert scores.confusion.sum() == 5


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_scores_stay_in_bounds(pairs):
    true, predicted = np.array(pairs).T
    scores = classification(true, predicted, 5)
    assert 0 <= scores.accuracy <= 1
    for value in scores.macro.values():
        assert 0 <= value <= 1
    assert scores.accuracy == pytest.approx(np.mean(true == predicted))


def test_retrieval_ranks_the_first_relevant():
    gallery = np.eye(8, dtype=np.float32)
    queries = np.array([gallery[0], 0.9 * gallery[1] + gallery[2], gallery[3:].sum(0) - gallery[0] * 0.1])
    relevant = np.zeros((3, 8), bool)
    relevant[0, 0] = relevant[1, 1] = relevant[2, 0] = True
    figures = retrieval(queries, gallery, relevant)
    assert figures["r@1"] == pytest.approx(1 / 3)
    assert figures["r@5"] == pytest.approx(2 / 3)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 8) / 3)


def test_calibration_is_nil_when_sure_means_right():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.2, 1, 20000).astype(np.float32)
    right = rng.random(20000) < confidence
    assert calibration_error(confidence, right) < 0.02
    assert calibration_error(confidence, np.zeros(20000, bool)) > 0.5


def test_the_temperature_that_made_the_logits_too_sure_is_found():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (6000, 5)).astype(np.float32)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    drawn = np.array([rng.choice(5, p=row / row.sum()) for row in shares.astype(np.float64)])
    assert best_temperature(2 * logits, np.eye(5, dtype=bool)[drawn]) == pytest.approx(2, rel=0.12)
    assert best_temperature(logits, np.ones((6000, 5), bool)) == 1


def test_the_confusion_picture_is_darker_where_there_is_more(tmp_path):
    path = tmp_path / "confusion.png"
    draw_confusion(np.array([[9, 1], [0, 10]]), ["tshirt", "longsleeve"], path)
    with Image.open(path) as picture:
        grey = picture.convert("L")
    shades = [grey.getpixel((124 + 44 * column, 124 + 44 * row)) for row in (0, 1) for column in (0, 1)]
    assert shades[3] < shades[0] < shades[1] < shades[2]


class CountingEncoder:
    def __init__(self):
        self.asked = []

    def encode(self, texts, kind):
        assert kind == "passage"
        self.asked += texts
        return np.array([np.full(384, len(text)) for text in texts], np.float32)


def test_captions_are_embedded_once(tmp_path):
    encoder, cache = CountingEncoder(), tmp_path / "captions.npz"
    first = embed_captions(["a", "bb", "a"], encoder, cache)
    assert first[:, 0].tolist() == [1, 2, 1]
    again = embed_captions(["bb", "ccc"], encoder, cache)
    assert again[:, 0].tolist() == [2, 3]
    assert encoder.asked == ["a", "bb", "ccc"]
