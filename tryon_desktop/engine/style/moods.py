"""Remembered moods: what people would wear for some thousand situations, found again by a learnt nearness.

The table is `assets/style/moods`: each mood in several wordings of both languages, with what somebody would wear for it
and what would be plainly wrong. A request is near to a mood in a space that was learnt for that (`training.moods`;
models/cards/moods.md): two texts lie close together there when the same garments suit both, not when they speak of the
same things. A kernel regression after Nadaraya and Watson, with a learnt metric (Weinberger, Tesauro 2007, "Metric
learning for kernel regression", https://proceedings.mlr.press/v2/weinberger07a.html).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import Language, colours
from tryon_desktop.engine.style.passages import key_of
from tryon_desktop.engine.style.request import Want

_NEAREST = 24
"""Wordings that are asked; those farther off weigh next to nothing."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """One remembered mood. pulls: what one would wear, avoids: what would be wrong."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    pulls: tuple[Want, ...]
    avoids: tuple[Want, ...]

    def says(self, language: Language) -> tuple[str, ...]:
        """Its wordings."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """The learnt space. mean (384,), projection (384, d): the way there from the encoder's. sharpness: the kernel's.

    sense (384,), bias: the logit by which a text is a mood at all. keys: of the wordings that it holds
    (`passages.key_of`); vectors: (n, d) float32, where they lie, unit length.
    """

    mean: F32
    projection: F32
    sharpness: float
    sense: F32
    bias: float
    keys: Mapping[str, int]
    vectors: F32

    def place(self, queries: F32) -> F32:
        """(n, 384) embeddings of requests to (n, d) unit vectors."""
        moved = (queries - self.mean) @ self.projection
        return f32(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9))


class MoodMemory:
    """Finds the remembered moods that are like a request. What the metric does not hold is not found."""

    def __init__(self, metric: Metric, table: Sequence[Recollection]) -> None:
        self._metric = metric
        rows = [(one, text, metric.keys[key]) for one in table for text in (*one.en, *one.zh)
                if (key := key_of(text)) in metric.keys]  # fmt: skip
        self._owners = [one for one, _, _ in rows]
        self._places = {text: place for place, (_, text, _) in enumerate(rows)}
        self._vectors = f32(metric.vectors[[row for _, _, row in rows]])

    def senses(self, query: F32) -> float:
        """How surely a text is a mood at all, and no letters at random or small talk: a probability."""
        logit = float((query - self._metric.mean) @ self._metric.sense) + self._metric.bias
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))

    def __call__(self, query: F32) -> tuple[tuple[Recollection, float], ...]:
        """query: (384,) unit vector of the request. The heaviest first, each with its nearest wordings first; weights
        sum to 1. Empty without a table.
        """
        if not self._owners:
            return ()
        near = self._vectors @ self._metric.place(query[None])[0]
        nearest = np.argpartition(-near, min(_NEAREST, len(near) - 1))[:_NEAREST]
        weights = np.exp(self._metric.sharpness * (near[nearest] - near[nearest].max()))
        found: dict[int, float] = {}
        owners = {id(self._owners[row]): self._owners[row] for row in nearest}
        for row, weight in zip(nearest, weights / weights.sum(), strict=True):
            found[id(self._owners[row])] = found.get(id(self._owners[row]), 0.0) + float(weight)
        heaviest = sorted(found.items(), key=lambda item: -item[1])
        return tuple((self._nearest_first(owners[one], near), weight) for one, weight in heaviest)

    def _nearest_first(self, one: Recollection, near: F32) -> Recollection:
        def far(text: str) -> float:
            return -float(near[self._places[text]]) if text in self._places else 2.0

        return replace(one, en=tuple(sorted(one.en, key=far)), zh=tuple(sorted(one.zh, key=far)))


@cache
def remembered_moods() -> tuple[Recollection, ...]:
    """The table: every file of `assets/style/moods`, a JSON object a line."""
    lines: list[str] = []
    for path in sorted((assets() / "style" / "moods").glob("*.jsonl")):
        lines += path.read_text(encoding="utf-8").splitlines()
    return tuple(_read(json.loads(line)) for line in lines)


def read_metric(path: Path) -> Metric:
    """A metric from the .npz that `training.moods` writes. Raises ModelError when it is none."""
    try:
        with np.load(path, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"].astype(np.float32)
            mean, projection = file["mean"].astype(np.float32), file["projection"].astype(np.float32)
            sharpness, sense, bias = float(file["sharpness"]), file["sense"].astype(np.float32), float(file["bias"])
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path.name} cannot be read as a table of moods") from error
    if projection.shape != (len(mean), vectors.shape[-1]) or len(vectors) != len(keys) or sense.shape != mean.shape:
        raise ModelError(f"{path.name} cannot be read as a table of moods")
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return Metric(mean, projection, sharpness, sense, bias, {str(key): row for row, key in enumerate(keys)}, vectors)


def load_mood_memory() -> MoodMemory | None:
    """The shipped memory, or None where its file is missing or altered (`doctor` says so)."""
    try:
        return MoodMemory(read_metric(model_path("moods")), remembered_moods())
    except ModelError:
        return None


def _read(row: Mapping[str, Mapping[str, Sequence[str]]]) -> Recollection:
    return Recollection(tuple(row["en"]), tuple(row["zh"]), _wants(row["pulls"]), _wants(row.get("avoid", {})))


def _wants(said: Mapping[str, Sequence[str]]) -> tuple[Want, ...]:
    hexes = _hexes()
    return tuple(
        Want(field, tuple(hexes[value] for value in values) if field == "colour" else tuple(values), "", hard=False)
        for field, values in said.items() if values
    )  # fmt: skip


@cache
def _hexes() -> Mapping[str, str]:
    return {word: colour.hex for colour in colours() for word in colour.en}
