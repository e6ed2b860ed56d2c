"""How well an exported network reads pictures that it was not trained on. Runs the engine's own encoder; no torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.garments.cutout import lab_of
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.heads import HEADS, LARGE_KINDS, Kind, head_slices
from tryon_desktop.engine.style.image_encoder import SIDE, ImageEncoder, softmax
from tryon_desktop.training.augment import ground_of, placed
from tryon_desktop.training.drawn import Drawn
from tryon_desktop.training.labels import KIND_CAPTIONS
from tryon_desktop.training.metrics import Scores, calibration_error, classification, retrieval
from tryon_desktop.training.photographs import Photographs

Embed = Callable[[Sequence[str]], F32]
"""Captions to (n, 384), as the text encoder's passages."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """figures: for JSON. kinds: the photographs' scores, for the picture of confusions."""

    figures: dict[str, Any]
    kinds: Scores


def evaluate(
    encoder: ImageEncoder, photographs: Photographs, drawn: Drawn | None, grounds: U8, embed: Embed | None,
    *, tick: Callable[[int], None] = lambda _: None,
) -> Outcome:  # fmt: skip
    """Measure on photographs and, unless None, on drawn garments laid on `grounds`; embed: for retrieval by caption."""
    embeddings, logits, _ = _read(encoder, list(photographs.pictures), tick)
    kinds = HEADS["kind"]
    true = np.array([kinds.index(kind) for kind in photographs.kinds])
    scores = classification(true, logits[:, head_slices()["kind"]].argmax(1), len(kinds))
    figures: dict[str, Any] = {"photographs": _of_photographs(true, logits[:, head_slices()["kind"]], scores)}
    if embed is not None:
        gallery = embed([KIND_CAPTIONS[Kind(kind)] for kind in kinds])
        relevant = true[:, None] == np.arange(len(kinds))[None, :]
        figures["photographs"]["caption_of_kind"] = retrieval(embeddings, gallery, relevant)
    if drawn is not None:
        figures["drawn"] = _of_drawn(encoder, drawn, grounds, embed, tick)
    return Outcome(figures, scores)


def _of_photographs(true: np.ndarray[Any, Any], logits: F32, scores: Scores) -> dict[str, Any]:
    kinds = HEADS["kind"]
    large = np.array([kinds.index(kind) for kind in LARGE_KINDS])
    rows = np.isin(true, large)
    among = large[logits[rows][:, large].argmax(1)]
    order = np.sort(large)
    ten = classification(np.searchsorted(order, true[rows]), np.searchsorted(order, among), len(large))
    probabilities = softmax(logits)
    return {
        "pictures": len(true),
        "all_17": {"accuracy": scores.accuracy, **scores.macro},
        "large_10": {"pictures": int(rows.sum()), "accuracy": ten.accuracy, **ten.macro},
        "large_10_among_17": {"accuracy": float((logits[rows].argmax(1) == true[rows]).mean())},
        "ece": calibration_error(probabilities.max(1), probabilities.argmax(1) == true),
        "by_kind": {
            str(kind): {
                "pictures": int(scores.confusion[number].sum()),
                "precision": float(scores.precision[number]),
                "recall": float(scores.recall[number]),
                "f1": float(scores.f1[number]),
            }
            for number, kind in enumerate(kinds) if scores.confusion[number].sum()
        },
    }  # fmt: skip


def _of_drawn(
    encoder: ImageEncoder, drawn: Drawn, grounds: U8, embed: Embed | None, tick: Callable[[int], None]
) -> dict[str, Any]:
    """Accuracy of every attribute, distance of the colour, and the way from picture to caption."""
    rng = np.random.default_rng(0)
    pictures = [
        placed(cloth, ground_of(grounds[int(rng.integers(len(grounds)))], SIDE, rng), SIDE, rng)[0]
        for cloth in drawn.pictures
    ]
    embeddings, logits, colours = _read(encoder, pictures, tick)
    figures: dict[str, Any] = {"pictures": len(pictures), "accuracy": {}, "macro_f1": {}}
    for head, place in head_slices().items():
        if head == "kind":
            continue
        true = np.array([HEADS[head].index(getattr(spec, head)) for spec in drawn.specs])
        scores = classification(true, logits[:, place].argmax(1), len(HEADS[head]))
        figures["accuracy"][head], figures["macro_f1"][head] = scores.accuracy, scores.macro["f1"]
    apart = np.linalg.norm(colours - spec_colours(drawn.specs), axis=1)
    figures["colour_lab_distance"] = {"mean": float(apart.mean()), "median": float(np.median(apart))}
    if embed is not None:
        for language in ("en", "zh"):
            captions = [describe(spec, language) for spec in drawn.specs]
            same = np.array(captions)[:, None] == np.array(captions)[None, :]
            figures[f"retrieval_{language}"] = retrieval(embeddings, embed(captions), same)
    return figures


def spec_colours(specs: Sequence[GarmentSpec]) -> F32:
    """(N, 3) float32 Lab: the cloth's own colours."""
    rgb = np.array([[int(spec.colour[at : at + 2], 16) for at in (1, 3, 5)] for spec in specs], np.uint8)
    return np.asarray(lab_of(np.ascontiguousarray(rgb[None, :, ::-1]))[0], np.float32)


def _read(encoder: ImageEncoder, pictures: Sequence[U8], tick: Callable[[int], None]) -> tuple[F32, F32, F32]:
    rows = []
    for picture in pictures:
        rows.append(encoder.raw(picture))
        tick(1)
    embeddings, logits, colours = (np.array(part, np.float32) for part in zip(*rows, strict=True))
    return embeddings, logits, colours
