"""The training loop: AdamW, warm-up and cosine decay, mixed pictures, averaged weights, early stopping, resuming."""

from __future__ import annotations

import copy
import math
import os
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.style.heads import HEADS, head_slices
from tryon_desktop.training.features import Features
from tryon_desktop.training.losses import Weights, colour_loss, contrastive_loss, cover_loss, head_loss
from tryon_desktop.training.metrics import best_temperature, retrieval
from tryon_desktop.training.network import Late, Reader

Report = Callable[[dict[str, float]], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. rate: of the heads; the borrowed blocks learn at `trunk_rate`. patience: epochs without gain."""

    epochs: int = 10
    batch: int = 32
    rate: float = 1.5e-3
    trunk_rate: float = 3e-4
    decay: float = 0.05
    warmup: float = 0.05
    mixup: float = 0.2
    drawn_share: float = 0.25
    average: float = 0.99
    patience: int = 8
    seed: int = 1
    weights: Weights = field(default_factory=Weights)


@dataclass(slots=True)
class _State:
    """All that a run needs to go on: written after every epoch."""

    epoch: int
    best: float
    best_epoch: int
    reader: dict[str, Any]
    averaged: dict[str, Any]
    chosen: dict[str, Any]
    optimiser: dict[str, Any]
    schedule: dict[str, Any]
    history: list[dict[str, float]]


class _Captions:
    """Vectors of every picture's captions, and which pictures share one."""

    def __init__(self, features: Features, vectors: dict[str, F32]) -> None:
        numbers = {text: number for number, text in enumerate(vectors)}
        self.table = torch.from_numpy(np.array(list(vectors.values()), np.float32))
        self.centre = self.table.mean(0)
        self.of = [[numbers[text] for text in texts] for texts in features.captions]

    def pick(self, rows: Tensor, rng: np.random.Generator) -> Tensor:
        """Caption numbers, one of each picture's at random."""
        return torch.tensor([self.of[row][int(rng.integers(len(self.of[row])))] for row in rows.tolist()])


def train(
    reader: Reader | Late, data: tuple[Features, Features], vectors: dict[str, F32], plan: Plan, checkpoint: Path,
    *, epoch_of: Callable[[int, int], Callable[[int], None]], report: Report, resume: bool = True,
) -> list[dict[str, float]]:  # fmt: skip
    """Train `reader` in place and leave the best averaged weights in it. Returns what was measured after each epoch.

    The late part alone is trained on `settled` pictures, a Reader on those of the frozen part. A plan whose trunk_rate
    is 0 trains the head alone.

    vectors: caption -> (384,). checkpoint: where the run is kept; resume: go on from there when it fits this plan.
    epoch_of(epoch, pictures): called when an epoch starts, returns what counts pictures. Raises InputError.
    """
    torch.manual_seed(plan.seed)
    features, val = data
    captions = _Captions(features, vectors)
    reader.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    averaged = copy.deepcopy(reader).requires_grad_(False)
    trunk = [one for name, one in reader.named_parameters() if _of_trunk(name)]
    others = [one for name, one in reader.named_parameters() if not _of_trunk(name)]
    for one in trunk:
        one.requires_grad_(plan.trunk_rate > 0)
    optimiser = torch.optim.AdamW(
        [{"params": trunk, "lr": plan.trunk_rate}, {"params": others, "lr": plan.rate}], weight_decay=plan.decay
    )
    photographs = np.flatnonzero(features.photograph)
    drawn = np.flatnonzero(~features.photograph)
    in_epoch = len(photographs) + int(plan.drawn_share * len(drawn))
    steps = plan.epochs * math.ceil(in_epoch / plan.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate_at(step / steps, plan.warmup))
    state = _State(0, -1.0, 0, {}, {}, {}, {}, {}, [])
    if resume and checkpoint.is_file():
        state = _load(checkpoint, plan)
        reader.load_state_dict(state.reader)
        averaged.load_state_dict(state.averaged)
        optimiser.load_state_dict(state.optimiser)
        schedule.load_state_dict(state.schedule)
    else:
        # What it starts from may stay the best: a trained head is one.
        state.best, state.chosen = measure(averaged, val, vectors)["score"], copy.deepcopy(averaged.state_dict())
    kind_weight = _kind_weight(features)
    while state.epoch < plan.epochs and state.epoch - state.best_epoch < plan.patience:
        rng = np.random.default_rng((plan.seed, state.epoch))
        torch.manual_seed(plan.seed * 1000 + state.epoch)
        tick = epoch_of(state.epoch, in_epoch)
        chosen = np.concatenate([photographs, rng.permutation(drawn)[: in_epoch - len(photographs)]])
        reader.train()
        losses = []
        for rows in np.array_split(rng.permutation(chosen), math.ceil(in_epoch / plan.batch)):
            loss = _batch_loss(reader, features, rows, captions, plan, rng, kind_weight)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            _follow(averaged, reader, min(plan.average, (schedule.last_epoch + 1) / (schedule.last_epoch + 10)))
            losses.append(float(loss.detach()))
            tick(len(rows))
        measured = {"epoch": state.epoch + 1.0, "loss": float(np.mean(losses)), **measure(averaged, val, vectors)}
        state.history.append(measured)
        state.epoch += 1
        if measured["score"] > state.best:
            state.best, state.best_epoch = measured["score"], state.epoch
            state.chosen = copy.deepcopy(averaged.state_dict())
        state.reader, state.averaged = reader.state_dict(), averaged.state_dict()
        state.optimiser, state.schedule = optimiser.state_dict(), schedule.state_dict()
        _save(state, checkpoint, plan)
        report(measured)
    reader.load_state_dict(state.chosen)
    reader.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return state.history


def _of_trunk(name: str) -> bool:
    return "to_middle" in name or "to_deep" in name


def measure(reader: Reader | Late, features: Features, vectors: dict[str, F32]) -> dict[str, float]:
    """Accuracies with each picture's first two views averaged; `score` is what the best epoch is chosen by."""
    embedding, logits, colour = predict(reader, features)
    real = features.photograph
    figures: dict[str, float] = {}
    for head, place in head_slices().items():
        rows = real if head == "kind" else ~real
        hit = np.take_along_axis(features.known[:, place], logits[:, place].argmax(1)[:, None], 1)[:, 0]
        if rows.any():
            figures[head] = float(hit[rows].mean())
    if (~real).any():
        figures["colour"] = float(np.linalg.norm(colour[~real] - features.colour[~real], axis=1).mean())
        first = [texts[0] for row, texts in zip(real, features.captions, strict=True) if not row]
        gallery = np.array([vectors[text] for text in first])
        same = np.array(first)[:, None] == np.array(first)[None, :]
        figures["mrr"] = retrieval(embedding[~real], gallery, same)["mrr"]
    attributes = [figures[head] for head in HEADS if head != "kind" and head in figures]
    worth = {"kind": 1.0, "mrr": 0.2}
    figures["score"] = 0.3 * float(np.mean(attributes or [0.0])) + sum(
        share * figures.get(name, 0.0) for name, share in worth.items()
    )
    return figures


def predict(reader: Reader | Late, features: Features, batch: int = 256) -> tuple[F32, F32, F32]:
    """Embedding, logits and colour of every picture, the mean of its first two views."""
    reader.eval()
    views = min(2, features.views)
    results = []
    with torch.no_grad():
        for view in range(views):
            some = [reader(*_inputs(features, np.arange(at, min(at + batch, len(features))), view))
                    for at in range(0, len(features), batch)]  # fmt: skip
            results.append([torch.cat(parts).numpy() for parts in list(zip(*some, strict=True))[:3]])
    embedding, logits, colour = (np.mean([result[part] for result in results], axis=0) for part in range(3))
    embedding /= np.linalg.norm(embedding, axis=1, keepdims=True)
    return embedding, logits, colour


def calibrate(reader: Reader, features: Features) -> dict[str, float]:
    """Fold each head's best temperature, found on `features`, into its weights; returns the temperatures."""
    _, logits, _ = predict(reader, features)
    found = {}
    with torch.no_grad():
        for head, place in head_slices().items():
            rows = features.photograph if head == "kind" else ~features.photograph
            found[head] = best_temperature(logits[rows][:, place], features.known[rows][:, place])
            reader.late.head.classes.weight[place] /= found[head]
            reader.late.head.classes.bias[place] /= found[head]
    return found


def _batch_loss(
    reader: Reader | Late, features: Features, rows: np.ndarray[Any, Any], captions: _Captions, plan: Plan,
    rng: np.random.Generator, kind_weight: Tensor,
) -> Tensor:  # fmt: skip
    views = rng.integers(features.views, size=len(rows))
    maps = _inputs(features, rows, views)
    known, photograph = torch.from_numpy(features.known[rows]), torch.from_numpy(features.photograph[rows])
    share, order = 1.0, torch.arange(len(rows))
    if plan.mixup > 0 and rng.random() < 0.5:
        share = float(max(rng.beta(plan.mixup, plan.mixup), 0.5))
        order = torch.from_numpy(rng.permutation(len(rows)))
        maps = [share * part + (1 - share) * part[order] for part in maps]
    embedding, logits, colour, cover = reader(*maps)
    weights = plan.weights
    loss = share * head_loss(logits, known, photograph, weights, kind_weight).mean()
    if share < 1:
        other = head_loss(logits, known[order], photograph[order], weights, kind_weight).mean()
        return loss + (1 - share) * other
    numbers = captions.pick(torch.from_numpy(rows), rng)
    texts = captions.table[numbers]
    contrast = contrastive_loss(embedding, texts, numbers, weights.temperature, captions.centre)
    align = (1 - (embedding * texts).sum(1)).mean()
    hue = colour_loss(colour, torch.from_numpy(features.colour[rows]))
    laid = cover_loss(cover, torch.from_numpy(features.cover[rows, views].astype(np.float32)))
    total: Tensor = loss + weights.contrast * contrast + weights.align * align
    total = total + weights.colour * hue + weights.cover * laid
    return total


def _inputs(features: Features, rows: np.ndarray[Any, Any], view: Any) -> list[Tensor]:
    maps = [torch.from_numpy(part[rows, view].astype(np.float32)) for part in features.maps]
    return [part.contiguous(memory_format=torch.channels_last) if part.ndim == 4 else part for part in maps]


def _kind_weight(features: Features) -> Tensor:
    """Seldom kinds count more, by the root of how seldom; 1 on average over the photographs."""
    known = features.known[features.photograph][:, head_slices()["kind"]]
    counts = known.sum(0) if len(known) else np.ones(len(HEADS["kind"]))
    weight = 1 / np.sqrt(np.maximum(counts, 12))
    weight /= (weight * counts).sum() / max(counts.sum(), 1)
    return torch.from_numpy(weight.astype(np.float32))


def _rate_at(done: float, warmup: float) -> float:
    if done < warmup:
        return max(done / warmup, 0.02)
    return 0.5 * (1 + math.cos(math.pi * min((done - warmup) / (1 - warmup), 1.0))) + 1e-3


def _follow(averaged: nn.Module, reader: nn.Module, keep: float) -> None:
    """Exponential moving average of the weights."""
    with torch.no_grad():
        for mine, theirs in zip(averaged.parameters(), reader.parameters(), strict=True):
            mine.lerp_(theirs, 1 - keep)


def _save(state: _State, path: Path, plan: Plan) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save({"plan": asdict(plan), **{name: getattr(state, name) for name in _State.__slots__}}, part)
    os.replace(part, path)


def _load(path: Path, plan: Plan) -> _State:
    try:
        stored = torch.load(path, weights_only=True)
        theirs = stored.pop("plan")
        state = _State(**stored)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        raise InputError(f"{path} is no checkpoint of this program: {type(error).__name__}") from error
    if theirs != asdict(plan):
        raise InputError(f"{path} belongs to a run with other settings: give them again, or start with --fresh")
    return state
