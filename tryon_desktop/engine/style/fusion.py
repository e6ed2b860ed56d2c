"""Fusion: what the words, a picture, the worn garment, the person and their history say, made into one score a garment.

Three kinds behind one interface (after Baltrusaitis, Ahuja, Morency 2019, https://arxiv.org/abs/1705.09406). Decision:
every source gives its own score, and the scores are combined. Representation: every source gives a vector of the text
encoder's space, and a garment is scored by its nearness to their weighted sum. Feature: one small network looks at the
features of all sources at once (`joint`). What a request asks for and a garment lacks is always told by
attributes (`rank`), whichever kind puts the garments in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import likeness
from tryon_desktop.engine.style.image_encoder import ImageReading
from tryon_desktop.engine.style.person import Person, framed, suits
from tryon_desktop.engine.style.rank import Score
from tryon_desktop.engine.style.request import Request
from tryon_desktop.engine.style.vibes import Mood


class FusionKind(StrEnum):
    """Where the sources meet."""

    DECISION = "decision"
    REPRESENTATION = "representation"
    FEATURE = "feature"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A picture that the request points at. spec: what was read off it; reading: what the image encoder said of it."""

    spec: GarmentSpec
    reading: ImageReading | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is fused; a source that is None has nothing to say.

    request: what is wanted and refused; of a change, the garment as it is to become. said: the fields that the words
    themselves speak of. query, refused: (384,) unit vectors of the request's words and of those that it refuses. worn:
    (384,) the garment that the request changes. taste: (384,) unit vector, the mean of what the person liked.
    """

    request: Request
    said: frozenset[str] = frozenset()
    query: F32 | None = None
    refused: F32 | None = None
    mood: Mood | None = None
    worn: F32 | None = None
    reference: Reference | None = None
    person: Person | None = None
    taste: F32 | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Garments to put in order. embeddings: (n, 384) of their captions, None without a text encoder.

    scores: what their attributes, the mood and the sense of the words say of each (`rank.score_all`).
    """

    specs: Sequence[GarmentSpec]
    embeddings: F32 | None
    scores: Sequence[Score]


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """totals: (n,) float32, 0..1. parts: source -> (n,) float32, what it moved each total by; they sum to it."""

    totals: F32
    parts: Mapping[str, F32]

    def of(self, row: int) -> tuple[tuple[str, float], ...]:
        """The parts of one garment, the largest first."""
        parts = ((name, float(values[row])) for name, values in self.parts.items())
        return tuple(sorted(parts, key=lambda part: -abs(part[1])))


class Fusion(Protocol):
    """One way to fuse."""

    @property
    def kind(self) -> FusionKind:
        """Which it is."""
        ...

    @property
    def reads_all(self) -> bool:
        """Whether it wants the words' vector even where the lexicon read every word."""
        ...

    def __call__(self, evidence: Evidence, candidates: Candidates) -> Fused:
        """Score all candidates."""
        ...


_REFERENCE, _TASTE, _PERSON = 0.3, 0.1, 0.04
"""How far a picture, the history and the person may move a score that the words give. The person breaks ties only: what
somebody looks like is no reason to show them something else than what they asked for."""


class DecisionFusion:
    """The words' score, moved by what the other sources say of the garment on their own."""

    kind = FusionKind.DECISION
    reads_all = False

    def __call__(self, evidence: Evidence, candidates: Candidates) -> Fused:
        """A weighted mean; what is refused stays refused, because the whole is scaled as the words' score was."""
        words = np.array([score.total for score in candidates.scores], np.float32)
        voices = {name: (weight, values) for name, weight, values in _voices(evidence, candidates)}
        whole = 1 + sum(weight for weight, _ in voices.values())
        refused = np.array([bool(score.refused) for score in candidates.scores])
        parts = {"words": words / whole}
        for name, (weight, values) in voices.items():
            parts[name] = np.where(refused, 0, weight * values / whole).astype(np.float32)
        return fused(parts, len(words))


class RepresentationFusion:
    """Nearness to one vector: words, worn garment, picture and history added up, refused words taken away."""

    kind = FusionKind.REPRESENTATION
    reads_all = True

    def __call__(self, evidence: Evidence, candidates: Candidates) -> Fused:
        """Cosines to the sum, all vectors centred: E5's lie in one corner. Without vectors: the words' score."""
        told = _vectors(evidence)
        if candidates.embeddings is None or not told or len(candidates.specs) == 0:
            return DecisionFusion()(evidence, candidates)
        middle = candidates.embeddings.mean(0)
        garments = unit(candidates.embeddings - middle)
        vectors = {name: weight * unit(vector - middle) for name, weight, vector in told}
        length = max(float(np.linalg.norm(sum(vectors.values()))), 1e-9)
        parts = {name: np.asarray(garments @ vector / length / 2, np.float32) for name, vector in vectors.items()}
        # A cosine of -1..1 becomes a score of 0..1.
        first = next(iter(parts))
        parts[first] = parts[first] + np.float32(0.5)
        if (person := evidence.person) is not None:
            # Nobody's looks are a direction in the space of words: they are a voice of their own here too.
            fits = np.array([suits(person, spec) for spec in candidates.specs], np.float32)
            parts = {name: values / np.float32(1 + _PERSON) for name, values in parts.items()}
            parts["person"] = np.float32(_PERSON / (1 + _PERSON)) * fits
        return fused(parts, len(candidates.specs))


def in_sight(whole: Fused, evidence: Evidence, candidates: Candidates) -> Fused:
    """What is out of the picture falls behind, where the words name no garment; whichever kind of fusion it was."""
    loss = framed(evidence.person, evidence.request, candidates.specs)
    if loss is None:
        return whole
    # Never below 0, and what is refused is there already.
    loss = np.maximum(loss, -whole.totals)
    return fused({**whole.parts, "person": whole.parts.get("person", np.float32(0)) + loss}, len(whole.totals))


def fused(parts: Mapping[str, F32], count: int) -> Fused:
    """The parts summed."""
    total = np.sum([*parts.values(), np.zeros(count, np.float32)], axis=0)
    return Fused(np.asarray(total, np.float32), MappingProxyType(dict(parts)))


def unit(vectors: F32) -> F32:
    """Scaled to length 1 along the last axis."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


_HEADS: Mapping[str, float] = {
    "category": 3.0, "pattern": 1.5, "fabric": 0.7, "sleeve": 1.2, "neckline": 0.6, "length": 0.8,
}  # fmt: skip
_COLOUR = 2.0


def likeness_to(reference: Reference, spec: GarmentSpec, said: frozenset[str] = frozenset()) -> float:
    """How like the garment of a picture `spec` is, 0..1, leaving out the fields that words have `said` otherwise.

    A class that the encoder holds for half as likely as its first choice counts half.
    """
    total = weight = 0.0
    if "colour" not in said:
        total, weight = _COLOUR * likeness(reference.spec.colour, spec.colour), _COLOUR
    categories = reference.reading.categories() if reference.reading is not None else {}
    for field, share in _HEADS.items():
        if field in said:
            continue
        read, present = getattr(reference.spec, field), getattr(spec, field)
        alike = float(read == present)
        if reference.reading is not None and not alike:
            table = categories if field == "category" else reference.reading.probabilities[field]
            alike = min(1.0, table.get(present, 0.0) / max(max(table.values()), 1e-9))
        total, weight = total + share * alike, weight + share
    return total / weight if weight else 0.5


def said_fields(request: Request) -> frozenset[str]:
    """The fields that the words speak of."""
    return frozenset(want.field for want in request.wants if want.hard)


def calibrated(cosines: F32) -> F32:
    """Cosines compared with one another: standardised and squashed to 0..1."""
    spread = float(cosines.std())
    standard = (cosines - cosines.mean()) / spread if spread > 1e-6 else cosines * 0
    return np.asarray(1 / (1 + np.exp(-1.5 * standard)), np.float32)


def _voices(evidence: Evidence, candidates: Candidates) -> list[tuple[str, float, F32]]:
    """Source, weight and scores of everything besides the words."""
    voices: list[tuple[str, float, F32]] = []
    if (reference := evidence.reference) is not None:
        alike = [likeness_to(reference, spec, evidence.said) for spec in candidates.specs]
        voices.append(("picture", _REFERENCE, np.array(alike, np.float32)))
    if evidence.taste is not None and candidates.embeddings is not None and len(candidates.specs):
        voices.append(("history", _TASTE, calibrated(candidates.embeddings @ evidence.taste)))
    if (person := evidence.person) is not None:
        fits = [suits(person, spec) for spec in candidates.specs]
        voices.append(("person", _PERSON, np.array(fits, np.float32)))
    return voices


def _vectors(evidence: Evidence) -> list[tuple[str, float, F32]]:
    """Source, weight and vector of everything that has one."""
    reading = evidence.reference.reading if evidence.reference is not None else None
    sources = (
        ("words", 1.0, evidence.query), ("refused", -0.6, evidence.refused), ("worn", 0.9, evidence.worn),
        ("picture", 0.8, reading.embedding if reading is not None else None), ("history", 0.2, evidence.taste),
    )  # fmt: skip
    return [(name, weight, vector) for name, weight, vector in sources if vector is not None]
