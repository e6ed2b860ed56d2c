"""What the network is asked to make small."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from tryon_desktop.engine.style.heads import head_slices

_COLOUR_SCALE = 25.0
"""Lab units that count as one: about the step from one colour name to the next."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts. smoothing: share of the answer spread over all classes."""

    heads: float = 0.4
    kind: float = 1.0
    drawn_kind: float = 0.25
    colour: float = 0.5
    cover: float = 0.5
    contrast: float = 0.5
    align: float = 1.0
    smoothing: float = 0.08
    temperature: float = 0.1


def partial_cross_entropy(logits: Tensor, allowed: Tensor, smoothing: float, class_weight: Tensor | None) -> Tensor:
    """(N,) minus the logarithm of what the allowed classes get together; 0 where all are allowed.

    logits (N, C); allowed (N, C) bool. With one allowed class this is cross-entropy with label smoothing.
    Cour, Sapp and Taskar 2011, "Learning from Partial Labels". class_weight: (C,); the allowed classes' mean counts.
    """
    scores = functional.log_softmax(logits, 1)
    told = -scores.masked_fill(~allowed, float("-inf")).logsumexp(1)
    loss = (1 - smoothing) * told - smoothing * scores.mean(1)
    if class_weight is not None:
        loss = loss * (allowed * class_weight).sum(1) / allowed.sum(1)
    return loss * (~allowed.all(1))


def head_loss(
    logits: Tensor, known: Tensor, photograph: Tensor, weights: Weights, kind_weight: Tensor | None = None
) -> Tensor:
    """(N,) all heads together. Drawn garments count less for the kind: their kinds are less mixed than real ones."""
    total = torch.zeros(len(logits))
    for head, place in head_slices().items():
        each = partial_cross_entropy(
            logits[:, place], known[:, place], weights.smoothing, kind_weight if head == "kind" else None
        )
        if head == "kind":
            total = total + weights.kind * each * torch.where(photograph, 1.0, weights.drawn_kind)
        else:
            total = total + weights.heads * each
    return total


def colour_loss(colour: Tensor, target: Tensor) -> Tensor:
    """Huber's loss in Lab over the pictures whose colour is known; 0 when there are none."""
    known = ~target.isnan().any(1)
    if not bool(known.any()):
        return colour.sum() * 0
    return functional.smooth_l1_loss(colour[known] / _COLOUR_SCALE, target[known] / _COLOUR_SCALE)


def cover_loss(cover: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of the cover's logits (N, H, W) over the pictures whose cover is known; 0 when there are none."""
    known = ~target.isnan().flatten(1).any(1)
    if not bool(known.any()):
        return cover.sum() * 0
    return functional.binary_cross_entropy_with_logits(cover[known], target[known])


def contrastive_loss(
    images: Tensor, texts: Tensor, caption_ids: Tensor, temperature: float, centre: Tensor | None = None
) -> Tensor:
    """InfoNCE (van den Oord et al. 2018), both ways. Pictures with one caption are each other's positives.

    images, texts: (N, D) of length 1, row by row a pair. caption_ids: (N,) equal for equal captions. centre: (D,) what
    is taken from both before they are compared: the vectors of a text encoder lie crowded around their mean.
    """
    if centre is not None:
        images, texts = functional.normalize(images - centre), functional.normalize(texts - centre)
    likeness = images @ texts.T / temperature
    same = caption_ids[:, None] == caption_ids[None, :]
    target = same / same.sum(1, keepdim=True)
    rows = -(target * functional.log_softmax(likeness, 1)).sum(1).mean()
    columns = -(target.T * functional.log_softmax(likeness.T, 1)).sum(1).mean()
    return (rows + columns) / 2
