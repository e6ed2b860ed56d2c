"""Trains the reader on written requests, measures it on writers it has not seen and exports it.

    python -m tryon_desktop.training.reader --out models/weights/reader.onnx [--data models/data] [--seed 1]

A file of `models/data/requests` is one writer's. Every fifth writer is kept back: the network is learnt from the
others, and the figures are of the words and requests of those kept back; then it is learnt once more from all, for as
long. The network: two layers of attention (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762) over the words of a
request. Each request is also learnt with other colours, cloths and prints in it, and with words that the lexicon does
not know. What the rules say is hidden from the network now and then, so that it does not merely repeat them.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.style.encoder import DIMENSIONS
from tryon_desktop.engine.style.lexicon import Kind, Role, Token, shared_lexicon
from tryon_desktop.engine.style.moods import remembered_moods
from tryon_desktop.engine.style.outcomes import COLOUR_SPAN, DETAIL_SPAN, OUTCOMES, SPANS, odds_of
from tryon_desktop.engine.style.reader import BY_RULES, MOST, ROLES, WIDTH, States
from tryon_desktop.training.encoders import encoder_or_word
from tryon_desktop.training.export import write_checked
from tryon_desktop.training.written import Example, Seen, examples, named, read_garments, read_rows, see, varied

_HELD_EVERY = 5
_NAMED = 1500
"""Bare changes by one word of the lexicon."""
_MOODS_EVERY = 12
"""Every so many of the remembered moods stands for texts that change nothing."""
_VARIED = (2, 5)
"""How often each request is learnt with other values in it; and those that look for a garment and refuse nothing, of
which fewer were written than people make.
"""
_INNER, _HEADS, _LAYERS, _DROPPED = 128, 4, 2, 0.25
_EPOCHS, _BATCH, _RATE, _DECAY = 16, 32, 2e-3, 0.02
_UNRULY = 0.3
"""Share of the requests of which the network is not told what the rules say."""
_NOISE, _SMOOTHED, _CHANGE_WEIGHT, _OUTCOME_WEIGHT = 0.05, 0.05, 0.3, 0.3
_ASKED = (*SPANS.values(), DETAIL_SPAN, COLOUR_SPAN)

log = logging.getLogger("reader")


class Layer(nn.Module):
    """Attention of every word to every other, and two lines; both added to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(_INNER), nn.LayerNorm(_INNER)
        self.asked, self.mixed = nn.Linear(_INNER, 3 * _INNER), nn.Linear(_INNER, _INNER)
        self.lines = nn.Sequential(
            nn.Linear(_INNER, 2 * _INNER), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(2 * _INNER, _INNER)
        )
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """x: (n, words, inner); hidden: (n, 1, 1, words), a large negative number where there is no word."""
        n, words, _ = x.shape
        query, key, value = (
            part.reshape(n, words, _HEADS, -1).transpose(1, 2) for part in self.asked(self.before(x)).chunk(3, -1)
        )
        near = query @ key.transpose(-1, -2) * (_INNER // _HEADS) ** -0.5 + hidden
        seen = (self.drop(torch.softmax(near, -1)) @ value).transpose(1, 2).reshape(n, words, _INNER)
        x = x + self.drop(self.mixed(seen))
        after: Tensor = x + self.drop(self.lines(self.between(x)))
        return after


class ReaderNetwork(nn.Module):
    """states (n, words, 384), features (n, words, WIDTH), present (n, words) 1 where there is a word, and worn (n,
    OUTCOMES) to logits: of ROLES (n, words, roles), of change (n,), and of the outcome (n, OUTCOMES).

    The garment worn goes among the words, as the first of them. Each field of the outcome asks the words for itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said, self.known, self.worn = (nn.Linear(wide, _INNER) for wide in (DIMENSIONS, WIDTH, OUTCOMES))
        self.place = nn.Parameter(torch.randn(MOST + 1, _INNER) * 0.05)
        self.layers = nn.ModuleList(Layer() for _ in range(_LAYERS))
        self.drop, self.after = nn.Dropout(_DROPPED), nn.LayerNorm(_INNER)
        self.role, self.change = nn.Linear(_INNER, len(ROLES)), nn.Linear(_INNER, 1)
        self.asks = nn.Parameter(torch.randn(len(_ASKED), _INNER) * 0.1)
        self.outcomes = nn.ModuleList(nn.Linear(2 * _INNER, len(span)) for span in _ASKED)

    def forward(self, states: Tensor, features: Tensor, present: Tensor, worn: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits."""
        words = self.said(states) + self.known(features)
        there = torch.cat([torch.ones_like(present[:, :1]), present], 1)
        x = self.drop(torch.cat([self.worn(worn)[:, None], words], 1) + self.place[: words.shape[1] + 1])
        for layer in self.layers:
            x = layer(x, (there[:, None, None] - 1) * 1e4)
        x = self.after(x)
        mean = (x * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        near = self.asks @ x.transpose(1, 2) * _INNER**-0.5 + (there[:, None] - 1) * 1e4
        found = self.drop(torch.softmax(near, -1) @ x)
        of_worn = x[:, 0]
        outcome = torch.cat([line(torch.cat([found[:, at], of_worn], 1)) for at, line in enumerate(self.outcomes)], 1)
        return self.role(x[:, 1:]), self.change(mean)[:, 0], outcome


def fit(seen: Sequence[Seen], seed: int, *, epochs: int = _EPOCHS) -> ReaderNetwork:
    """The network learnt from `seen`."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = ReaderNetwork().train()
    rate = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = -(-len(seen) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rate, _RATE, total_steps=epochs * steps)
    for epoch in range(epochs):
        total = 0.0
        for rows in np.array_split(rng.permutation(len(seen)), steps):
            given = batch([seen[row] for row in rows])
            unruly = torch.from_numpy(rng.random(len(rows)) < _UNRULY)
            given.features[..., BY_RULES] *= (~unruly)[:, None, None]
            noise = torch.randn_like(given.states) * _NOISE
            loss = _loss(given, *network(given.states + noise, given.features, given.present, given.worn))
            rate.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            rate.step()
            schedule.step()
            total += float(loss.detach())
        log.info("epoch %d of %d: loss %.4f", epoch + 1, epochs, total / steps)
    return network.eval()


def _loss(given: Batch, roles: Tensor, change: Tensor, outcome: Tensor) -> Tensor:
    """Cross-entropies of roles, change and outcome. Where several values are right, any of them is."""
    known, told = given.roles >= 0, given.change >= 0
    loss = nn.functional.cross_entropy(roles[known], given.roles[known], label_smoothing=_SMOOTHED)
    if told.any():
        loss = loss + _CHANGE_WEIGHT * nn.functional.binary_cross_entropy_with_logits(
            change[told], given.change[told].float()
        )
    lost = torch.zeros(len(change))
    for span in (*SPANS.values(), COLOUR_SPAN):
        likely = (torch.log_softmax(outcome[:, span], 1) + (given.right[:, span] - 1) * 1e4).logsumexp(1)
        lost = lost - likely.clamp(-20) * given.weight[:, span[0]]
    each = nn.functional.binary_cross_entropy_with_logits(
        outcome[:, DETAIL_SPAN], given.right[:, DETAIL_SPAN], reduction="none"
    )
    lost = lost + (each * given.weight[:, DETAIL_SPAN]).sum(1)
    changed = given.change == 1
    return loss + _OUTCOME_WEIGHT * lost[changed].mean() if changed.any() else loss


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Requests of as many words each, as tensors of what `Seen` says."""

    states: Tensor
    features: Tensor
    present: Tensor
    worn: Tensor
    roles: Tensor
    change: Tensor
    right: Tensor
    weight: Tensor


def batch(seen: Sequence[Seen], words: int | None = None) -> Batch:
    """Pad to `words`, else to as many as the longest has; roles are -1 where unknown."""
    words = words or min(MOST, max(len(one.states) for one in seen))
    states, told = torch.zeros(len(seen), words, DIMENSIONS), torch.zeros(len(seen), words, WIDTH)
    present, roles = torch.zeros(len(seen), words), torch.full((len(seen), words), -1)
    for row, one in enumerate(seen):
        count = min(words, len(one.states))
        states[row, :count] = torch.from_numpy(one.states[:count])
        told[row, :count] = torch.from_numpy(one.features[:count])
        roles[row, :count] = torch.from_numpy(one.example.roles[:count])
        present[row, :count] = 1
    worn, right, weight = (torch.from_numpy(np.stack([getattr(one, name) for one in seen]))
                           for name in ("worn", "right", "weight"))  # fmt: skip
    change = torch.tensor([one.example.change for one in seen])
    return Batch(states, told, present, worn, roles, change, right, weight)


def odds(network: ReaderNetwork, seen: Sequence[Seen]) -> list[tuple[F32, float, F32]]:
    """For each request the odds of its words' roles (n, roles), of a change of the garment worn, and of the outcome."""
    found = []
    with torch.no_grad():
        for one in seen:
            given = batch([one])
            roles, change, outcome = network(given.states, given.features, given.present, given.worn)
            found.append(
                (torch.softmax(roles[0], -1).numpy(), float(torch.sigmoid(change)[0]), odds_of(outcome[0].numpy()))
            )
    return found


def figures(seen: Sequence[Seen], given: Sequence[F32]) -> dict[str, tuple[float, float, int]]:
    """Kind -> the share of words in their right role, of requests of which every word is, and how many requests.

    given: (n, roles) the odds of each request's words. Of an edit the words that change something are told apart from
    all others, elsewhere what is refused is.
    """
    found = {}
    for kind in dict.fromkeys(one.example.kind for one in seen):
        words, whole = [], []
        for one, roles in zip(seen, given, strict=True):
            known = one.example.roles[: len(roles)] >= 0
            if one.example.kind != kind or not known.any():
                continue
            counted = ROLES.index(Role.WANTED if kind == "edit" else Role.REFUSED)
            right = (roles.argmax(1)[known] == counted) == (one.example.roles[: len(roles)][known] == counted)
            words += right.tolist()
            whole.append(bool(right.all()))
        if whole:
            found[kind] = (float(np.mean(words)), float(np.mean(whole)), len(whole))
    return found


def load(folder: Path, encoder: States, seed: int) -> tuple[list[Seen], list[Token]]:
    """All written requests, and the words that may stand for one another."""
    garments = read_garments(folder / "garments.json")
    rng = np.random.default_rng(seed)
    found: list[Example] = []
    for path in sorted((folder / "requests").glob("*.jsonl")):
        found += examples(shared_lexicon(), read_rows(path), garments, path.stem, rng)
    moods = [
        {"kind": "vibe", "text": text} for one in remembered_moods()[::_MOODS_EVERY] for text in (one.en[0], one.zh[0])
    ]
    found += [one for one in examples(shared_lexicon(), moods, garments, "moods", rng) if one.worn is not None]
    words = {token.text: token for one in found for token in one.tokens
             if token.kind is Kind.TERM and len(token.wants) == 1 and token.wants[0].hard}  # fmt: skip
    found += named(shared_lexicon(), list(words.values()), garments, _NAMED, rng)
    return [see(encoder, one) for one in found], list(words.values())


def main() -> int:
    """Train, measure, write; returns the exit code."""
    parser = argparse.ArgumentParser(description="Learn what the words of a request are to it.")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx to write")
    parser.add_argument("--data", type=Path, default=Path("models/data"), help="garments.json and requests/*.jsonl")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    encoder = encoder_or_word(log, remembers=False)
    if encoder is None:
        return 2
    seen, words = load(arguments.data, encoder, arguments.seed)
    if not seen:
        log.error("%s: no requests", arguments.data / "requests")
        return 2
    rng = np.random.default_rng(arguments.seed)
    again = [one.example for one in seen for _ in range(_VARIED[one.example.kind == "find"])]
    more = [see(encoder, varied(one, words, rng)) for one in again]
    held = sorted({one.example.writer for one in seen})[_HELD_EVERY // 2 :: _HELD_EVERY]
    kept = [one for one in (*seen, *more) if one.example.writer not in held]
    out = [one for one in seen if one.example.writer in held]
    log.info("%d requests, %d of them by %d writers kept back", len(seen), len(out), len(held))
    report("rules", figures(out, [one.features[:, BY_RULES] for one in out]))
    report("network", figures(out, [roles for roles, _, _ in odds(fit(kept, arguments.seed), out)]))
    sample = batch(seen[:2], MOST)
    inputs = [(name, getattr(sample, name)) for name in ("states", "features", "present", "worn")]
    network = fit([*seen, *more], arguments.seed)
    outputs = ("roles", "change", "outcome")
    write_checked(network, inputs, outputs, arguments.out, version=f"seed {arguments.seed}")
    data = arguments.out.read_bytes()
    log.info("%s: %d bytes, sha256 %s", arguments.out.name, len(data), hashlib.sha256(data).hexdigest())
    return 0


def report(name: str, found: Mapping[str, tuple[float, float, int]]) -> None:
    """Say the figures of each kind."""
    for kind, (words, whole, count) in found.items():
        log.info("%-9s%-10s%d requests: words right %.3f, requests right %.3f", name, kind, count, words, whole)


if __name__ == "__main__":
    sys.exit(main())
