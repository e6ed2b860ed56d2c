"""The ONNX text encoder against the same network written in NumPy on the packed weights."""

import json
import math

import numpy as np
import pytest
from convert.e5_file import E5File
from convert.e5_tokenizer import kept_rows, tokenizer_table

from tryon_desktop.engine.models import model_path

erf = np.vectorize(math.erf, otypes=[np.float32])


class NumpyEncoder:
    """BERT with mean pooling, from the definition; one sentence at a time, no mask."""

    def __init__(self, file: E5File) -> None:
        self.file = file
        self.sizes = file.sizes

    def norm(self, x, name):
        weight, bias = (self.file.floats(f"{name}.{part}", self.sizes.hidden) for part in "wb")
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + self.sizes.epsilon) * weight + bias

    def linear(self, x, name, rows, columns):
        return x @ self.file.quantized(f"{name}.w", rows, columns).dense().T + self.file.floats(f"{name}.b", rows)

    def attention(self, x, layer):
        hidden, heads = self.sizes.hidden, self.sizes.heads
        q, k, v = (self.linear(x, layer + p, hidden, hidden).reshape(len(x), heads, -1).swapaxes(0, 1) for p in "qkv")
        scores = q @ k.swapaxes(1, 2) / math.sqrt(hidden // heads)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        context = weights / weights.sum(-1, keepdims=True) @ v
        return self.linear(context.swapaxes(0, 1).reshape(len(x), hidden), layer + "ao", hidden, hidden)

    def __call__(self, source_ids):
        sizes = self.sizes
        words = self.file.quantized("emb.word", sizes.words, sizes.hidden).dense()
        positions = self.file.floats("emb.pos", sizes.positions, sizes.hidden)[: len(source_ids)]
        x = self.norm(words[source_ids] + positions + self.file.floats("emb.type", 2, sizes.hidden)[0], "emb.ln")
        for layer in (f"l{k}." for k in range(sizes.layers)):
            x = self.norm(x + self.attention(x, layer), layer + "aln")
            inner = self.linear(x, layer + "fi", sizes.inner, sizes.hidden)
            inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
            x = self.norm(x + self.linear(inner, layer + "fo", sizes.hidden, sizes.inner), layer + "oln")
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)


@pytest.fixture(scope="module")
def packed(networks, source) -> E5File:
    return E5File(source(networks["text_encoder"].source))


@pytest.fixture(scope="module")
def table() -> dict:
    return json.loads(model_path("text_tokenizer").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def session(load):
    return load("text_encoder")


def embed(session, *sentences):
    longest = max(map(len, sentences))
    ids = np.ones((len(sentences), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, sentence in enumerate(sentences):
        ids[row, : len(sentence)] = sentence
        mask[row, : len(sentence)] = 1
    return session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]


def ids_of(table, *pieces):
    return [table["begin"], *(table["pieces"].index(piece) for piece in pieces), table["end"]]


def test_embedding_is_the_reference_embedding(packed, table, session):
    sentences = [
        ids_of(table, "▁que", "ry", ":", "▁blue", "▁jeans"),
        ids_of(table, "▁", "牛", "仔", "裤", "外套", "绿色"),
    ]
    rows = kept_rows(packed.vocabulary)
    reference = NumpyEncoder(packed)
    for sentence, got in zip(sentences, [embed(session, s)[0] for s in sentences], strict=True):
        np.testing.assert_allclose(got, reference(rows[sentence]), atol=2e-4)


def test_padding_changes_nothing(table, session):
    short, long = ids_of(table, "▁blue"), ids_of(table, "▁que", "ry", ":", "▁blue", "▁jeans")
    together = embed(session, short, long)
    np.testing.assert_allclose(together[0], embed(session, short)[0], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_the_encoder_has_a_row_for_every_piece(table, session):
    last = len(table["pieces"]) - 1
    assert np.isfinite(embed(session, [table["begin"], last, table["end"]])).all()
    with pytest.raises(Exception, match=r"(?i)out of.*bounds"):
        embed(session, [table["begin"], last + 1, table["end"]])


def test_pieces_are_english_or_chinese_and_occur_once(table):
    pieces = table["pieces"]
    assert len(pieces) == len(table["scores"]) == len(set(pieces))
    assert {"shirt", "▁jeans", "▁dress", "外套", "红色"} <= set(pieces)
    assert not any("\u0400" <= letter <= "\u04ff" or "\u3040" <= letter <= "\u30ff" for letter in "".join(pieces))


def test_every_letter_of_a_request_can_be_spelled(table):
    alphabet = set("".join(table["pieces"]))
    assert set(map(chr, range(0x21, 0x7F))) <= alphabet | set(table["normalise"])
    assert table["normalise"]["é"] == "e"
    assert table["normalise"]["Ａ"] == "A"


def test_unknown_scores_below_every_piece(table):
    assert table["unknown_score"] < min(table["scores"])


def test_the_table_is_the_same_every_time(packed, table):
    again = tokenizer_table(packed.vocabulary, kept_rows(packed.vocabulary), packed.sizes.positions)
    assert json.loads(again) == table
