"""Feature-level fusion: one small network over what all sources say of a garment at once.

The network is trained here (`tryon_desktop.training.fusion`); model card: models/cards/fusion.md. It sees no words and
no garment, only how they meet: `FEATURES` numbers a garment, most of them 0 where a source has nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.onnx_options import session_options
from tryon_desktop.engine.style.encoder import Session
from tryon_desktop.engine.style.fusion import (
    Candidates,
    DecisionFusion,
    Evidence,
    Fused,
    FusionKind,
    calibrated,
    fused,
    likeness_to,
    unit,
)
from tryon_desktop.engine.style.person import suits
from tryon_desktop.engine.style.rank import PENALTY, Score

FIELDS = (
    "category", "colour", "pattern", "fabric", "detail", "tone", "neckline", "sleeve", "length", "shape", "closure",
    "fit", "occasion", "season", "style", "wearer", "motif", "text",
)  # fmt: skip
_AS = {"ink": "colour", "trim": "detail", "scale": "pattern"}
"""Fields that the network was trained without, and those as which it reads them."""
_SOURCES = ("worn", "picture", "history", "person")
_ATTRIBUTES = 4 * len(FIELDS)
FEATURES = _ATTRIBUTES + 28
"""Numbers a garment, in the order of `features`."""


class FeatureFusion:
    """The network's relevance. What is refused stays refused: it is scaled as the words' score is (`rank`).

    session: features (n, FEATURES) float32 -> relevance (n,), logits. The part of a source is what the relevance
    gains when the source is told besides the words and the sources before it.
    """

    kind = FusionKind.FEATURE
    reads_all = True

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, evidence: Evidence, candidates: Candidates) -> Fused:
        """Score all; without vectors of the garments the words decide, as the network never saw such requests."""
        count = len(candidates.specs)
        if candidates.embeddings is None or count == 0:
            return DecisionFusion()(evidence, candidates)
        told = [name for name in _SOURCES if getattr(evidence, _FIELD_OF[name]) is not None]
        steps = [_without(evidence, told[have:]) for have in range(len(told) + 1)]
        batch = np.concatenate([features(step, candidates) for step in steps])
        logits = np.asarray(self._session.run(["relevance"], {"features": batch})[0], np.float32)
        kept = np.array([PENALTY ** len(score.refused) for score in candidates.scores], np.float32)
        relevance = kept / (1 + np.exp(-np.clip(logits, -30, 30).reshape(len(steps), count)))
        parts = {name: relevance[row + 1] - relevance[row] for row, name in enumerate(told)}
        return fused({"words": relevance[0], **parts}, count)


def _without(evidence: Evidence, sources: Sequence[str]) -> Evidence:
    untold: dict[str, Any] = {_FIELD_OF[name]: None for name in sources}
    return replace(evidence, **untold)


_FIELD_OF = {"worn": "worn", "picture": "reference", "history": "taste", "person": "person"}


def features(evidence: Evidence, candidates: Candidates) -> F32:
    """(n, FEATURES) float32 of garments that have embeddings.

    First what the lexicon read, by field: how far a garment falls short of what was said and of what was suggested
    (0: nothing asked or all met, -1: nothing met), and whether anything was asked. Then refusals, mood and meaning,
    each also times the share of the words that were not read; last the other sources, each with a flag.
    """
    count = len(candidates.specs)
    if candidates.embeddings is None:
        raise ValueError("the garments have no embeddings")
    middle = candidates.embeddings.mean(0)
    garments = unit(candidates.embeddings - middle)
    attributes = np.stack([_by_field(score) for score in candidates.scores])
    unread = float(1 - evidence.request.share)
    mood = np.array([score.mood for score in candidates.scores], np.float32)
    has_mood = float(evidence.mood is not None and bool(mood.any()))
    mood_apart = (mood - mood.mean()) / max(float(mood.std()), 0.02)
    columns: list[F32 | float] = [
        np.array([float(bool(score.refused)) for score in candidates.scores], np.float32),
        float(bool(evidence.request.excluded)),
        f32(np.array([len(score.missed) for score in candidates.scores]) / 4),
        f32(attributes[:, : 2 * len(FIELDS)].sum(1) / 4), unread, float(bool(evidence.request.wants)),
        mood, mood_apart / 3, has_mood, mood * unread, mood_apart * unread / 3,
        min(evidence.mood.surety, 4.0) / 4 if evidence.mood is not None else 0.0,
    ]  # fmt: skip
    columns += _meaning(evidence.query, candidates.embeddings, garments, middle, unread)
    columns += _near(evidence.refused, garments, middle)
    columns += _near(evidence.worn, garments, middle)
    columns += _near(evidence.taste, garments, middle)
    alike: list[F32 | float] = [0.0, 0.0]
    if (reference := evidence.reference) is not None:
        alike = [np.array([likeness_to(reference, s, evidence.said) for s in candidates.specs], np.float32), 1.0]
    fits: list[F32 | float] = [0.0, 0.0]
    if (person := evidence.person) is not None:
        fits = [np.array([suits(person, spec) for spec in candidates.specs], np.float32), 1.0]
    table = [np.broadcast_to(np.asarray(column, np.float32), (count,)) for column in (*columns, *alike, *fits)]
    return np.concatenate([attributes, np.stack(table, 1)], 1).astype(np.float32)


def open_feature_fusion(path: Path) -> FeatureFusion:
    """The fusion of a network file on the CPU. Raises ModelError when onnxruntime cannot load it."""
    try:
        session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    except (RuntimeError, ValueError, OSError, InvalidProtobuf, InvalidGraph, Fail, NoSuchFile) as error:
        raise ModelError(f"{path.name} cannot be loaded as a network") from error
    return FeatureFusion(session)


def _by_field(score: Score) -> F32:
    """(4 * fields,): shortfall of what was said, of what was suggested, and whether either was, by field."""
    table = np.zeros((4, len(FIELDS)), np.float32)
    for want, value in score.wants:
        at = FIELDS.index(_AS.get(want.field, want.field))
        row = 0 if want.hard else 1
        table[row, at] += value - 1
        table[row + 2, at] += 1
    table[:2] /= np.maximum(table[2:], 1)
    table[2:] = np.minimum(table[2:], 1)
    return table.reshape(-1)


def _meaning(query: F32 | None, embeddings: F32, garments: F32, middle: F32, unread: float) -> list[F32 | float]:
    """The words' vector against the garments': compared with one another, centred, and both by what was not read."""
    if query is None:
        return [0.0] * 6
    apart = calibrated(embeddings @ query) - np.float32(0.5)
    near = garments @ unit(query - middle)
    return [apart, near, apart * np.float32(unread), near * np.float32(unread), 1.0, near * near]


def _near(vector: F32 | None, garments: F32, middle: F32) -> list[F32 | float]:
    return [0.0, 0.0] if vector is None else [np.asarray(garments @ unit(vector - middle), np.float32), 1.0]
