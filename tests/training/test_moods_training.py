"""What needs torch: left out where the extra `train` is not installed."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tryon_desktop.engine.style.moods import read_metric  # noqa: E402
from tryon_desktop.training import moods  # noqa: E402
from tryon_desktop.training.moods import Wordings, figures, fit, noise_of, packed, told_apart  # noqa: E402


def toy(count: int = 96) -> Wordings:
    """Moods whose garments depend on the first of 384 directions alone, which is the quietest of some."""
    rng = np.random.default_rng(3)
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    vectors = rng.normal(0, 1, (count * 4, 384))
    vectors[:, 40:] *= 0.05
    vectors[:, 0] = np.repeat(side, 4) * 0.8
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    grades = (side[:, None] * np.linspace(-0.3, 0.3, 60)[None]).astype(np.float32)
    owners = np.repeat(np.arange(count), 4)
    return Wordings([f"k{at}" for at in range(len(vectors))], vectors.astype(np.float32), owners, grades)


def test_the_metric_learns_what_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moods, "_BATCH", 32)
    wordings, held = toy(), list(range(4, 96, 8))
    kernel, epochs = fit(wordings, 1, held=held)
    assert 1 <= epochs <= moods._EPOCHS
    found = {}
    for name, one in (("plain", moods._plain(wordings)), ("learnt", kernel)):
        with torch.no_grad():
            right, answered = moods._held_out(one, wordings, held)
        found[name] = figures(right.numpy(), answered.numpy())
    assert found["learnt"][1] > found["plain"][1] + 0.1
    assert found["learnt"][0] >= found["plain"][0]


def test_the_file_is_what_the_program_reads(tmp_path) -> None:
    wordings = toy(8)
    kernel = moods.Kernel(torch.eye(384)[:, :16]).eval()
    path = tmp_path / "moods.npz"
    path.write_bytes(packed(kernel, wordings, np.full(384, 0.5, np.float32), -1.0))
    metric = read_metric(path)
    placed = metric.place(wordings.vectors)
    assert list(metric.keys) == wordings.keys
    assert np.abs(placed - metric.vectors).max() < 0.02
    assert (metric.bias, metric.sharpness) == (-1.0, pytest.approx(moods._START))


def test_two_kinds_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 0.05, (2, 200, 384)).astype(np.float32)
    one[:, 5] += 1
    weights, bias = told_apart(one, other[:40], 1)
    assert (one @ weights + bias > 0).mean() > 0.95
    assert (other[40:] @ weights + bias < 0).mean() > 0.8


def test_noise_is_of_both_scripts_and_the_same_each_time() -> None:
    first, again = (noise_of("春花秋月a", 20, np.random.default_rng(1)) for _ in range(2))
    assert first == again
    assert sum(text.isascii() for text in first) == 10
    assert set("".join(first[1::2])) <= set("春花秋月")
