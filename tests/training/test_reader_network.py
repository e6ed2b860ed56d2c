"""What needs torch: left out where the extra `train` is not installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

torch = pytest.importorskip("torch")

from tryon_desktop.engine.garments.spec import read_spec  # noqa: E402
from tryon_desktop.engine.style.lexicon import Kind, Role, Token  # noqa: E402
from tryon_desktop.engine.style.outcomes import OUTCOMES, SPANS, worn_vector  # noqa: E402
from tryon_desktop.engine.style.reader import MOST, ROLES, WIDTH, RequestReader  # noqa: E402
from tryon_desktop.engine.style.request import VALUES, Want  # noqa: E402
from tryon_desktop.training.export import write_checked  # noqa: E402
from tryon_desktop.training.reader import ReaderNetwork, batch, figures, fit, odds  # noqa: E402
from tryon_desktop.training.written import Example, Seen  # noqa: E402

WORN = read_spec({"category": "shirt", "colours": ["#1f2a4a"], "sleeve": "long", "neckline": "shirt"})
WORD = Token("stripes", Kind.TERM, (Want("pattern", ("stripe",), "stripes"),))
STRANGE = Token("whatever", Kind.UNREAD)


def toy(count: int, seed: int) -> list[Seen]:
    """Requests of three words; of each the sign of one of 384 numbers says whether it is refused, and of the first the
    sign of another one whether the sleeve is to be short.
    """
    rng = np.random.default_rng(seed)
    sleeves = [str(value) for value in VALUES["sleeve"]]
    found = []
    for _ in range(count):
        states = rng.normal(0, 1, (3, 384)).astype(np.float32)
        states[:, 0] = rng.choice([-4, 4], 3)
        states[0, 1] = rng.choice([-4, 4])
        roles = np.where(states[:, 0] > 0, ROLES.index(Role.REFUSED), ROLES.index(Role.WANTED))
        right, weight = np.zeros(OUTCOMES, np.float32), np.zeros(OUTCOMES, np.float32)
        right[SPANS["sleeve"][sleeves.index("short" if states[0, 1] > 0 else "long")]] = 1
        weight[SPANS["sleeve"]] = 1
        example = Example("w", "negation", (WORD,) * 3, WORN, roles, 1, {}, {})
        found.append(Seen(example, states, np.zeros((3, WIDTH), np.float32), worn_vector(WORN), right, weight))
    return found


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    return fit(toy(400, 1), 1, epochs=8)


def test_it_learns_what_words_are_and_what_comes_of_them(network: ReaderNetwork) -> None:
    held = toy(60, 2)
    given = odds(network, held)
    words, whole, count = figures(held, [roles for roles, _, _ in given])["negation"]
    assert count == 60
    assert words > 0.9
    assert whole <= words
    span = SPANS["sleeve"]
    right = [one.right[span][outcome[span].argmax()] for one, (_, _, outcome) in zip(held, given, strict=True)]
    assert np.mean(right) > 0.8
    assert np.mean([change for _, change, _ in given]) > 0.5


def test_the_exported_network_says_the_same(network: ReaderNetwork, tmp_path: Path) -> None:
    held = toy(4, 3)
    sample = batch(held, MOST)
    inputs = [(name, getattr(sample, name)) for name in ("states", "features", "present", "worn")]
    write_checked(network, inputs, ("roles", "change", "outcome"), tmp_path / "reader.onnx", version="test")

    class Encoder:
        def states(self, words: list[str]) -> np.ndarray:
            return np.concatenate([held[0].states, np.zeros((len(words) - 3, 384), np.float32)])

    reader = RequestReader(Encoder(), ort.InferenceSession(str(tmp_path / "reader.onnx")), sure=0.5)
    judged = reader((*held[0].example.tokens, STRANGE), WORN)
    assert judged.outcome is not None
    assert judged.outcome.shape == (OUTCOMES,)
    expected = [ROLES[role] for role in held[0].example.roles]
    assert [token.role or Role.WANTED for token in judged.tokens[:3]] == expected


def test_words_that_are_not_there_change_nothing(network: ReaderNetwork) -> None:
    held = toy(3, 4)
    with torch.no_grad():
        short, long = (
            network(one.states, one.features, one.present, one.worn) for one in (batch(held), batch(held, MOST))
        )
    assert torch.allclose(short[0], long[0][:, :3], atol=1e-4)
    assert torch.allclose(short[2], long[2], atol=1e-4)
