"""Sentences to vectors: multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672), 384 dimensions.

The network tells what it was trained to tell apart by a prefix: "query: " for what is asked, "passage: " for what is
searched. Its cosines crowd between 0.7 and 0.9: compare them with one another, not with a fixed threshold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import onnxruntime as ort

from tryon_desktop.engine import folders
from tryon_desktop.engine.arrays import F32, frozen
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.onnx_options import session_options
from tryon_desktop.engine.style.passages import PassageStore, read_passages

DIMENSIONS = 384
_LONGEST = 128
_BATCH = 16


class Session(Protocol):
    """The part of onnxruntime's InferenceSession that is used."""

    def run(self, output_names: Sequence[str] | None, input_feed: Mapping[str, Any]) -> Sequence[Any]:
        """Run the network."""
        ...


class Tokenizer:
    """Unigram segmentation (Kudo 2018, https://arxiv.org/abs/1804.10959) by Viterbi over the pieces' scores."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._ids: dict[str, int] = {piece: i for i, piece in enumerate(table["pieces"]) if i > 3 and piece}
        self._scores: list[float] = table["scores"]
        self._normalise = str.maketrans(table["normalise"])
        self._space: str = table["space"]
        self._longest = max(map(len, self._ids))
        self._begin, self._end, self._unknown = (int(table[name]) for name in ("begin", "end", "unknown"))
        self._unknown_score = float(table["unknown_score"])
        self.pad = int(table["pad"])

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read text_tokenizer.json. Raises ModelError when it is no such table."""
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path.name} cannot be read: {error}") from error

    def __call__(self, text: str) -> list[int]:
        """Token ids of one sentence, begin and end included, at most 128."""
        return self._framed(self._cut(self._spaced(text)))

    def words(self, lead: str, words: Sequence[str]) -> tuple[list[int], list[list[int]]]:
        """Token ids of `lead` and a sentence of `words`, begin and end included, at most 128; and for each word the
        places of the ids that touch it. Latin words are parted by gaps, Chinese ones are not.
        """
        text = self._spaced(lead)
        ends = [len(text)]
        for before, word in pairwise(("", *words)):
            gap = before[-1:].isascii() and word[:1].isascii()
            text += self._spaced(word)[0 if gap else len(self._space) :]
            ends.append(len(text))
        pieces = self._cut(text)
        spans = list(enumerate(pairwise((0, *(end for _, end in pieces))), start=1))
        touching = [[place for place, (start, end) in spans if start < last and end > first]
                    for first, last in pairwise(ends)]  # fmt: skip
        return self._framed(pieces), touching

    def _framed(self, pieces: Sequence[tuple[int, int]]) -> list[int]:
        return [self._begin, *(piece for piece, _ in pieces), self._end]

    def _spaced(self, text: str) -> str:
        return re.sub(" +", " ", " " + text.translate(self._normalise)).replace(" ", self._space)

    def _cut(self, text: str) -> list[tuple[int, int]]:
        """(piece, where it ends) of each piece of a normalised text, as many as are read."""
        best = [0.0] + [-1e30] * len(text)
        last = [(self._unknown, 0)] * (len(text) + 1)
        for start in range(len(text)):
            so_far = best[start]
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                piece = self._ids.get(text[start:end])
                if piece is not None and so_far + self._scores[piece] > best[end]:
                    best[end], last[end] = so_far + self._scores[piece], (piece, start)
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1], last[start + 1] = so_far + self._unknown_score, (self._unknown, start)
        pieces: list[tuple[int, int]] = []
        at = len(text)
        while at > 0:
            piece, start = last[at]
            pieces.append((piece, at))
            at = start
        return pieces[::-1][: _LONGEST - 2]


class TextEncoder:
    """Sentences to unit vectors. The session takes input_ids and attention_mask, (n, tokens) int64 each.

    store: where embeddings of passages are kept between one start and the next.
    """

    def __init__(self, session: Session, tokenizer: Tokenizer, store: PassageStore | None = None) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._store = store

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> F32:
        """(n, 384) float32, L2-normalised, read-only.

        Those of as many tokens share a run; padding others to their length would cost more than it saves.
        """
        store = self._store if kind == "passage" else None
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        new: list[int] = []
        alike: dict[int, list[tuple[int, list[int]]]] = {}
        for row, text in enumerate(texts):
            known = store.get(text) if store is not None else None
            if known is not None:
                vectors[row] = known
                continue
            ids = self._tokenizer(f"{kind}: {text}")
            alike.setdefault(len(ids), []).append((row, ids))
            new.append(row)
        for rows in alike.values():
            for first in range(0, len(rows), _BATCH):
                batch = rows[first : first + _BATCH]
                vectors[[row for row, _ in batch]] = self._run([ids for _, ids in batch])
        if store is not None and new:
            store.add([texts[row] for row in new], vectors[new])
        frozen(vectors)
        return vectors

    def states(self, words: Sequence[str]) -> F32:
        """(n, 384) float32: what the network makes of each word of a sentence among the others, the mean of the last
        layer over the word's pieces; zero for words past the 128 pieces that it reads.
        """
        ids, touching = self._tokenizer.words("query: ", words)
        tokens = np.array([ids], np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        layer = np.asarray(self._session.run(["states"], feed)[0], np.float32)[0]
        found = np.zeros((len(words), DIMENSIONS), np.float32)
        for word, places in enumerate(touching):
            if places:
                found[word] = layer[places].mean(axis=0)
        return found

    def remembering(self, store: PassageStore) -> TextEncoder:
        """The same encoder with a store."""
        return TextEncoder(self._session, self._tokenizer, store)

    def forget(self) -> None:
        """Delete the embeddings that are kept from one start to the next."""
        if self._store is not None:
            self._store.erase()

    def _run(self, ids: Sequence[Sequence[int]]) -> F32:
        """(n, 384) of n sentences of as many tokens."""
        tokens = np.array(ids, np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        return np.asarray(self._session.run(["embedding"], feed)[0], np.float32)


def load_text_encoder(*, remembers: bool = True) -> TextEncoder | None:
    """The bundled encoder on the CPU, or None where its files are missing or altered (`doctor` says which).

    It knows the embeddings of the shipped concepts and captions, and keeps those of other passages in the user's cache
    folder, by the size of the network that made them. remembers: False: it knows and keeps none.
    """
    try:
        network, table = model_path("text_encoder"), model_path("text_tokenizer")
    except ModelError:
        return None
    session = ort.InferenceSession(str(network), session_options(), providers=["CPUExecutionProvider"])
    encoder = TextEncoder(session, Tokenizer.load(table))
    if not remembers:
        return encoder
    path = folders.cache() / f"passages-{network.stat().st_size}.npz"
    return encoder.remembering(PassageStore(path, DIMENSIONS, shipped_passages()))


def shipped_passages() -> dict[str, F32]:
    """The embeddings that come with the package (models/cards/passages.md); none where they are missing or altered."""
    try:
        return read_passages(model_path("passages"), DIMENSIONS)
    except ModelError:
        return {}
