"""Learns in which space moods lie near one another, and writes the remembered moods there.

    python -m tryon_desktop.training.moods --out models/weights/moods.npz [--work DIR] [--seed 1]

Each wording is to be answered as its mood is by the others: a kernel regression whose metric is learnt by leaving its
own mood out (Weinberger, Tesauro 2007, https://proceedings.mlr.press/v2/weinberger07a.html). What is regressed are
the grades of drawn garments; the loss is the listwise cross-entropy between them and those that the mood's author
would give (Cao et al. 2007, ListNet). Every eighth mood is kept back: it tells when to stop, and its figures are
printed; then the metric is learnt once more from all. Run it again when `assets/style/moods` has changed, and enter
the printed hash in `models/manifest.toml`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import Language
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.moods import Recollection, remembered_moods
from tryon_desktop.engine.style.passages import key_of
from tryon_desktop.engine.style.pronouns import impersonal
from tryon_desktop.engine.style.suited import weighed
from tryon_desktop.engine.style.vibes import SENSE, vibes
from tryon_desktop.training.encoders import encoder_or_word
from tryon_desktop.training.requests import garments

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_POOL = 700
"""Drawn garments whose grades are regressed."""
_HELD_EVERY = 8
_WIDTH, _START = 192, 12.0
"""Dimensions of the learnt space, and the kernel's sharpness at the start."""
_TEMPERATURE = 0.08
"""Of the softmax that makes a list of grades a distribution."""
_BATCH, _EPOCHS, _PATIENCE, _RATE = 256, 12, 2, 1e-3
_DROPPED = 0.1
_SHRINK = 3e-6
"""Ridge of the line between moods and what is none."""
_NOISE, _LETTERS = 60, "abcdefghijklmnopqrstuvwxyz"
_BEST = 0.05
"""Share of the garments that count as a best answer, in the figures."""

log = logging.getLogger("moods")


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """vectors: (n, 384) unit vectors of all wordings; owners: (n,) int64, whose; grades: (moods, pool) float32."""

    keys: Sequence[str]
    vectors: F32
    owners: np.ndarray
    grades: F32


class Kernel(nn.Module):
    """The projection and the sharpness."""

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.projection = nn.Parameter(start)
        self.sharpness = nn.Parameter(torch.tensor(float(np.log(_START))))

    def place(self, vectors: Tensor) -> Tensor:
        """Unit vectors of the learnt space."""
        return nn.functional.normalize(vectors @ self.projection, dim=1)

    def answer(self, asked: Tensor, held: Tensor, owners: Tensor, grades: Tensor, own: Tensor | None) -> Tensor:
        """(n, pool) the grades that the held wordings give to those asked; own: the asked ones' owners, left out."""
        near = asked @ held.T * self.sharpness.exp()
        if own is not None:
            near = near.masked_fill(own[:, None] == owners[None], -1e9)
        weights = torch.softmax(near, 1)
        return torch.zeros(len(asked), len(grades)).index_add_(1, owners, weights) @ grades


def encoded(encoder: TextEncoder, table: Sequence[Recollection], seed: int) -> Wordings:
    """Every wording as the stylist would encode it when it is asked for, and what each author's mood grades."""
    texts = [(at, text) for at, one in enumerate(table) for text in dict.fromkeys((*one.en, *one.zh))]
    vectors = asked(encoder, [text for _, text in texts])
    pool = garments(_POOL, np.random.default_rng(seed))
    grades = np.stack([weighed([(one.pulls, one.avoids, 1.0)], pool) for one in table])
    keys = [key_of(text) for _, text in texts]
    return Wordings(keys, vectors, np.array([at for at, _ in texts]), f32(grades - grades.mean(1, keepdims=True)))


def asked(encoder: TextEncoder, texts: Sequence[str]) -> F32:
    """(n, 384) embeddings of texts as the stylist takes them of a request."""
    vectors = np.empty((len(texts), 384), np.float32)
    for row, text in enumerate(texts):
        vectors[row] = encoder.encode([impersonal(parse(shared_lexicon(), text).gist or text)], "query")[0]
        if row % 4000 == 0:
            log.info("texts: %d of %d", row, len(texts))
    return vectors


def fit(wordings: Wordings, seed: int, *, held: Sequence[int] = (), epochs: int = _EPOCHS) -> tuple[Kernel, int]:
    """The kernel learnt from all moods but `held`, of the epoch that answers those best; and how many it took."""
    torch.manual_seed(seed)
    kept = ~np.isin(wordings.owners, held)
    vectors = torch.from_numpy(wordings.vectors[kept] - wordings.vectors.mean(0))
    owners = torch.from_numpy(wordings.owners[kept])
    grades = torch.from_numpy(wordings.grades)
    target = torch.softmax(grades / _TEMPERATURE, 1)
    start = torch.linalg.svd(vectors[torch.randperm(len(vectors))[:6000]], full_matrices=False)[2][:_WIDTH].T
    kernel = Kernel(start.clone())
    rate = torch.optim.AdamW(kernel.parameters(), lr=_RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rate, _RATE, total_steps=_EPOCHS * (len(vectors) // _BATCH))
    best, waited, took, state = float("inf"), 0, epochs, kernel.state_dict()
    for epoch in range(epochs):
        for batch in torch.randperm(len(vectors)).split(_BATCH)[: len(vectors) // _BATCH]:
            places = kernel.place(nn.functional.dropout(vectors, _DROPPED))
            answered = kernel.answer(places[batch], places, owners, grades, owners[batch])
            loss = _loss(answered, target[owners[batch]])
            rate.zero_grad()
            loss.backward()
            rate.step()
            schedule.step()
        if not len(held):
            log.info("epoch %d: loss %.4f", epoch, float(loss.detach()))
            continue
        with torch.no_grad():
            right, answered = _held_out(kernel, wordings, held)
            lost = float(_loss(answered, torch.softmax(right / _TEMPERATURE, 1)))
        log.info("epoch %d: held-out loss %.4f, sharpness %.1f", epoch, lost, float(kernel.sharpness.detach().exp()))
        waited = waited + 1 if lost > best - 1e-4 else 0
        if not waited:
            best, took = lost, epoch + 1
            state = {name: value.clone() for name, value in kernel.state_dict().items()}
        if waited == _PATIENCE:
            break
    if len(held):
        kernel.load_state_dict(state)
    return kernel.eval(), took


def _loss(answered: Tensor, target: Tensor) -> Tensor:
    return -(target * torch.log_softmax(answered / _TEMPERATURE, 1)).sum(1).mean()


def _held_out(kernel: Kernel, wordings: Wordings, held: Sequence[int]) -> tuple[Tensor, Tensor]:
    """The right grades of the held-out wordings, and those that the others give."""
    out = np.isin(wordings.owners, held)
    vectors = torch.from_numpy(wordings.vectors - wordings.vectors.mean(0))
    owners, grades = torch.from_numpy(wordings.owners), torch.from_numpy(wordings.grades)
    places = kernel.place(vectors)
    answered = kernel.answer(places[out], places[~out], owners[~out], grades, None)
    return grades[owners[out]], answered


def figures(right: F32, answered: F32) -> tuple[float, float, float]:
    """Share of wordings whose first garment is a best one (of the best twentieth), mean rank correlation, mean NDCG."""
    first, correlation, gains = [], [], []
    discount = 1 / np.log2(np.arange(right.shape[1]) + 2)
    for truth, given in zip(right, answered, strict=True):
        order = np.argsort(-given, kind="stable")
        ranks = [np.argsort(np.argsort(values)) for values in (truth, given)]
        gain = np.exp((truth - truth.max()) / _TEMPERATURE)
        first.append(float(truth[order[0]] >= np.quantile(truth, 1 - _BEST)))
        correlation.append(float(np.corrcoef(ranks[0], ranks[1])[0, 1]))
        gains.append(float((gain[order] * discount).sum() / (np.sort(gain)[::-1] * discount).sum()))
    return float(np.mean(first)), float(np.mean(correlation)), float(np.mean(gains))


def told_apart(moods: F32, others: F32, seed: int) -> tuple[F32, float]:
    """(384,) weights and a bias: the logit by which a text is a mood. A logistic regression, both classes as heavy."""
    torch.manual_seed(seed)
    x = torch.from_numpy(np.concatenate([moods, others]))
    y = torch.cat([torch.ones(len(moods)), torch.zeros(len(others))])
    weights = torch.cat([torch.full((len(one),), 0.5 / len(one)) for one in (moods, others)])
    line = nn.Linear(x.shape[1], 1)
    rate = torch.optim.LBFGS(line.parameters(), max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        rate.zero_grad()
        loss = (nn.functional.binary_cross_entropy_with_logits(line(x)[:, 0], y, reduction="none") * weights).sum()
        loss = loss + _SHRINK * (line.weight**2).sum()
        loss.backward()
        return loss

    rate.step(closure)
    return f32(line.weight.detach().numpy()[0]), float(line.bias.detach())


def packed(kernel: Kernel, wordings: Wordings, sense: F32, bias: float) -> bytes:
    """The file that `engine.style.moods.read_metric` reads; vectors as int8, which costs a rank in some thousand."""
    mean = wordings.vectors.mean(0)
    with torch.no_grad():
        places = kernel.place(torch.from_numpy(wordings.vectors - mean)).numpy()
    file = io.BytesIO()
    np.savez_compressed(
        file, keys=np.array(wordings.keys), mean=mean.astype(np.float16),
        vectors=np.round(places / np.abs(places).max(1, keepdims=True) * 127).astype(np.int8),
        projection=kernel.projection.detach().numpy().astype(np.float16),
        sharpness=np.float32(kernel.sharpness.detach().exp()), sense=sense.astype(np.float16), bias=np.float32(bias),
    )  # fmt: skip
    return file.getvalue()


def main() -> int:
    """Train, measure, write; returns the exit code."""
    parser = argparse.ArgumentParser(description="Learn the space of the remembered moods.")
    parser.add_argument("--out", type=Path, required=True, help="the .npz to write")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    encoder = encoder_or_word(log, remembers=False)
    if encoder is None:
        return 2
    wordings = encoded(encoder, remembered_moods(), arguments.seed)
    held = list(range(_HELD_EVERY // 2, len(wordings.grades), _HELD_EVERY))
    kernel, epochs = fit(wordings, arguments.seed, held=held)
    for name, one in (("as the encoder has it", _plain(wordings)), ("learnt", kernel)):
        with torch.no_grad():
            right, answered = _held_out(one, wordings, held)
        log.info("%-22s%d wordings held out: first among the best %.3f, rank correlation %.3f, NDCG %.3f",
                 name, len(right), *figures(right.numpy(), answered.numpy()))  # fmt: skip
    mean = wordings.vectors.mean(0)
    rng = np.random.default_rng(arguments.seed)
    letters = "".join(text for one in remembered_moods() for text in one.zh)
    others, noise, phrases = (
        asked(encoder, texts) - mean for texts in (no_moods(), noise_of(letters, _NOISE, rng), _phrases())
    )
    moods = wordings.vectors - mean
    out = np.isin(wordings.owners, held)
    sense, bias = told_apart(
        np.concatenate([moods[~out], phrases]),
        np.concatenate([others[np.arange(len(others)) % _HELD_EVERY > 0], noise]), arguments.seed,
    )  # fmt: skip
    for name, texts, is_mood in (("moods", moods[out], True), ("other texts", others[::_HELD_EVERY], False)):
        right = (1 / (1 + np.exp(-(texts @ sense + bias))) >= SENSE) == is_mood
        log.info("%s: %d held out, %.3f told for what they are", name, len(texts), right.mean())
    sense, bias = told_apart(np.concatenate([moods, phrases]), np.concatenate([others, noise]), arguments.seed)
    data = packed(fit(wordings, arguments.seed, epochs=epochs)[0], wordings, sense, bias)
    arguments.out.write_bytes(data)
    log.info("%s: %d bytes, sha256 %s", arguments.out.name, len(data), hashlib.sha256(data).hexdigest())
    return 0


def no_moods() -> list[str]:
    """Texts that are no moods: `assets/style/no_moods.txt`."""
    lines = (assets() / "style" / "no_moods.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def noise_of(letters: str, count: int, rng: np.random.Generator) -> list[str]:
    """`count` strings that mean nothing: half of Latin letters at random, half of Chinese ones drawn from `letters`."""
    chinese = [letter for letter in letters if not letter.isascii()]
    texts = []
    for at in range(count):
        if at % 2:
            texts.append("".join(rng.choice(chinese, int(rng.integers(2, 9)))))
        else:
            lengths = rng.integers(2, 9, int(rng.integers(1, 5)))
            texts.append(" ".join("".join(rng.choice(list(_LETTERS), int(length))) for length in lengths))
    return texts


def _phrases() -> list[str]:
    """What the concepts speak of: short moods, of which the table has few."""
    said = (text for vibe in vibes() for language in _LANGUAGES for text in re.split("[,、]", vibe.says(language)))
    return list(dict.fromkeys(text.strip() for text in said))


def _plain(wordings: Wordings) -> Kernel:
    """The text encoder's own space, with the sharpness that learning starts with."""
    return Kernel(torch.eye(wordings.vectors.shape[1])).eval()


if __name__ == "__main__":
    sys.exit(main())
