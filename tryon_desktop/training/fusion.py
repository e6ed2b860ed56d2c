"""Trains the joint network of the feature-level fusion, measures it on held-out requests and exports it.

    python -m tryon_desktop.training.fusion --out models/weights/fusion.onnx [--work DIR] [--seed 1] [--requests 2000]

Every request is answered by the real stylist, which records what its fusion was told; so the network sees in training
what it sees in use. Garments and a fifth of the concepts are kept back for the held-out requests. Loss: listwise
cross-entropy (Cao et al. 2007, ListNet, https://doi.org/10.1145/1273496.1273513) plus a little cross-entropy on each
garment's own grade, which sets the scale.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.fusion import (
    Candidates,
    DecisionFusion,
    Evidence,
    Fused,
    Fusion,
    FusionKind,
    Reference,
    RepresentationFusion,
)
from tryon_desktop.engine.style.joint import FEATURES, features, open_feature_fusion
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.stylist import Stylist, taste_of
from tryon_desktop.engine.style.vibes import Vibe, vibes
from tryon_desktop.training.encoders import encoder_or_word
from tryon_desktop.training.export import write_checked
from tryon_desktop.training.requests import Asked, ask, garments, grades

_POOL, _SHOWN = 220, 48
_SHARPNESS = 0.06
_HELD_EVERY = 5
_SKINS = ("#f1c9a5", "#c68863", "#8d5524", "#4a2f1e")
_EPOCHS, _PATIENCE, _BATCH = 80, 10, 32
_SCALE_WEIGHT = 0.3
_AS_GOOD = 0.02
"""How far below the best grade a garment may be and still count as a first choice."""

log = logging.getLogger("fusion")


class JointNetwork(nn.Module):
    """(n, FEATURES) to (n,) logits: a line beside two hidden layers."""

    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.line = nn.Linear(FEATURES, 1)
        self.layers = nn.Sequential(
            nn.Linear(FEATURES, width), nn.SiLU(), nn.Dropout(0.1), nn.Linear(width, width // 2), nn.SiLU(),
            nn.Linear(width // 2, 1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        relevance: Tensor = (self.line(x) + self.layers(x))[:, 0]
        return relevance


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the stylist told its fusion of one request, and the grades of the garments."""

    asked: Asked
    evidence: Evidence
    candidates: Candidates
    grades: F32


class _Recorder:
    """A fusion that keeps what it is told."""

    kind = FusionKind.FEATURE
    reads_all = True

    def __init__(self) -> None:
        self.told: list[tuple[Evidence, Candidates]] = []

    def __call__(self, evidence: Evidence, candidates: Candidates) -> Fused:
        self.told.append((evidence, candidates))
        return DecisionFusion()(evidence, candidates)


class _Remembering:
    """The text encoder, each sentence encoded once."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, str], F32] = {}

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> F32:
        for text in texts:
            if (kind, text) not in self._known:
                self._known[kind, text] = self._encoder.encode([text], kind)[0]
        return np.stack([self._known[kind, text] for text in texts])


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    spec: GarmentSpec


def tell(encoder: Any, count: int, seed: int, *, held_out: bool) -> list[Told]:
    """`count` made-up requests. held_out: of concepts that no training request speaks of and no reader knows."""
    rng = np.random.default_rng(seed)
    pool = garments(_POOL, rng)
    known = [vibe for at, vibe in enumerate(vibes()) if at % _HELD_EVERY]
    spoken: Sequence[Vibe] = [vibe for at, vibe in enumerate(vibes()) if at % _HELD_EVERY == 0] if held_out else known
    recorder = _Recorder()
    # A concept that the table has is easy; half of the requests speak of one that it lacks.
    halves = [[vibe for at, vibe in enumerate(known) if at % 2 == half] for half in (0, 1)]
    readers = [Stylist(encoder, fusion=recorder, concepts=table) for table in (known, *halves)]
    rows: list[Told] = []
    while len(rows) < count:
        shown = [pool[i] for i in rng.choice(len(pool), _SHOWN, replace=False)]
        asked = ask(shown, spoken, rng)
        reader = readers[0]
        if asked.concept in known and rng.random() < 0.5:
            reader = readers[1 + int(asked.concept in halves[0])]
        recorder.told.clear()
        person = Person((_SKINS[int(rng.integers(len(_SKINS)))],)) if rng.random() < 0.3 else None
        reader.answer(
            asked.text, [_Entry(str(at), spec) for at, spec in enumerate(shown)],
            current=None if asked.pictured else asked.worn, person=person, taste=taste_of(encoder, asked.liked),
            reference=Reference(asked.worn) if asked.pictured and asked.worn is not None else None,
        )  # fmt: skip
        if len(recorder.told) != 1 or recorder.told[0][1].embeddings is None:
            continue
        evidence, candidates = recorder.told[0]
        grade = grades(asked, candidates.specs)
        if asked.liked:
            grade = np.asarray(grade + 0.04 * (grade > 0) * _alike(asked.liked, candidates.specs), np.float32)
        rows.append(Told(asked, evidence, candidates, np.minimum(grade, 1)))
        if len(rows) % 500 == 0:
            log.info("requests: %d of %d", len(rows), count)
    return rows


def _alike(liked: Sequence[GarmentSpec], specs: Sequence[GarmentSpec]) -> F32:
    kinds = {spec.category for spec in liked}
    return np.array([float(spec.category in kinds) for spec in specs], np.float32)


def fit(train: Sequence[Told], held: Sequence[Told], seed: int, checkpoint: Path) -> JointNetwork:
    """The network of the epoch that was best on `held`, which is also what `checkpoint` holds."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    network = JointNetwork()
    rate = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.02)
    ready = [_tensors(row) for row in train]
    checks = [_tensors(row) for row in held]
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(rate, _EPOCHS)
    best, waited = float("inf"), 0
    shuffle = np.random.default_rng(seed)
    for epoch in range(_EPOCHS):
        network.train()
        order = shuffle.permutation(len(ready))
        for start in range(0, len(order), _BATCH):
            rate.zero_grad()
            _loss(network, [ready[i] for i in order[start : start + _BATCH]]).backward()
            rate.step()
        schedule.step()
        network.eval()
        with torch.no_grad():
            loss = float(_loss(network, checks))
        if loss < best - 1e-4:
            best, waited = loss, 0
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            torch.save({"epoch": epoch, "loss": loss, "seed": seed, "network": network.state_dict()}, checkpoint)
        else:
            waited += 1
        if epoch % 5 == 0 or waited == _PATIENCE:
            log.info("epoch %d: held-out loss %.4f, best %.4f", epoch, loss, best)
        if waited == _PATIENCE:
            break
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    return network.eval()


def _tensors(row: Told) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(features(row.evidence, row.candidates)), torch.from_numpy(row.grades)


def _loss(network: JointNetwork, rows: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    """Listwise cross-entropy of each request, and of each garment's grade by itself."""
    logits = network(torch.cat([x for x, _ in rows]))
    losses = []
    for (_, grade), mine in zip(rows, logits.split([len(grade) for _, grade in rows]), strict=True):
        target = torch.softmax(grade / _SHARPNESS, 0)
        listwise = -(target * torch.log_softmax(mine, 0)).sum()
        single = nn.functional.binary_cross_entropy_with_logits(mine, grade)
        losses.append(listwise + _SCALE_WEIGHT * single)
    return torch.stack(losses).mean()


def measure(fusion: Fusion, rows: Sequence[Told]) -> dict[str, tuple[int, float, float, float]]:
    """Kind -> requests, share whose first garment is a best one, MRR of the first best one, mean NDCG; and "all"."""
    table: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in rows:
        order = np.argsort(-fusion(row.evidence, row.candidates).totals, kind="stable")
        good = row.grades[order] >= row.grades.max() - _AS_GOOD
        discount = 1 / np.log2(np.arange(len(order)) + 2)
        gain = np.exp((row.grades - row.grades.max()) / _SHARPNESS)
        ndcg = float((gain[order] * discount).sum() / (np.sort(gain)[::-1] * discount).sum())
        figures = (float(good[0]), 1 / (1 + float(good.argmax())), ndcg)
        for name in ("all", row.asked.kind):
            table[name].append(figures)
    return {name: (len(values), *map(float, np.mean(values, 0))) for name, values in sorted(table.items())}  # type: ignore[misc]


def main() -> int:
    """Train, measure, export."""
    parser = argparse.ArgumentParser(description="Train the joint network of the feature-level fusion.")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file to write")
    parser.add_argument("--work", type=Path, default=Path("fusion_work"), help="where the checkpoint goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=2000)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    loaded = encoder_or_word(log)
    if loaded is None:
        return 2
    encoder = _Remembering(loaded)
    seed, count = arguments.seed, arguments.requests
    train = tell(encoder, count, seed, held_out=False)
    stop = tell(encoder, count // 6, seed + 1000, held_out=False)
    network = fit(train, stop, seed, arguments.work / "fusion.pt")
    example = torch.from_numpy(features(stop[0].evidence, stop[0].candidates))
    try:
        found = write_checked(network, [("features", example)], ["relevance"], arguments.out, version="1")
    except ModelError as error:
        log.error("%s", error)
        return 2
    log.info("parity: %.3f %%, %d bytes", 100 * found["relevance"], arguments.out.stat().st_size)
    held = tell(encoder, count // 4, seed + 2000, held_out=True)
    fusions: tuple[Fusion, ...] = (DecisionFusion(), RepresentationFusion(), open_feature_fusion(arguments.out))
    for fusion in fusions:
        for name, (number, first, mrr, ndcg) in measure(fusion, held).items():
            log.info("%-15s%-10s%5d  R@1 %.3f  MRR %.3f  NDCG %.3f", fusion.kind, name, number, first, mrr, ndcg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
