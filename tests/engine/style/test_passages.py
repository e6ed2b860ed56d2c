from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_encoder import TABLE, FakeSession

from tryon_desktop.engine.style.encoder import (
    DIMENSIONS,
    TextEncoder,
    Tokenizer,
    load_text_encoder,
    shipped_passages,
)
from tryon_desktop.engine.style.passages import PassageStore, key_of
from tryon_desktop.training.passages import passages


def test_passages_are_encoded_once_over_several_starts(tmp_path: Path) -> None:
    path = tmp_path / "new" / "passages.npz"
    first, second = FakeSession(), FakeSession()
    made = TextEncoder(first, Tokenizer(TABLE), PassageStore(path, DIMENSIONS)).encode(["red", "红"], "passage")
    encoder = TextEncoder(second, Tokenizer(TABLE), PassageStore(path, DIMENSIONS))
    assert np.array_equal(encoder.encode(["红", "red"], "passage"), made[::-1])
    encoder.encode(["red"], "query")
    assert (len(first.feeds), len(second.feeds)) == (2, 1)
    assert [one.name for one in path.parent.iterdir()] == ["passages.npz"]


def test_forgetting_deletes_the_file_and_what_is_in_memory(tmp_path: Path) -> None:
    path, session = tmp_path / "passages.npz", FakeSession()
    encoder = TextEncoder(session, Tokenizer(TABLE), PassageStore(path, DIMENSIONS))
    encoder.encode(["red"], "passage")
    encoder.forget()
    assert not path.exists()
    encoder.encode(["红"], "passage")
    assert PassageStore(path, DIMENSIONS).get("red") is None


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"PK\x03\x04 cut short"])
def test_a_spoilt_file_counts_as_empty(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "passages.npz"
    path.write_bytes(rubbish)
    store = PassageStore(path, 2)
    assert store.get("a") is None
    store.add(["a"], np.ones((1, 2), np.float32))
    assert PassageStore(path, 2).get("a") is not None


def test_another_width_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "passages.npz"
    PassageStore(path, 2).add(["a"], np.ones((1, 2), np.float32))
    assert PassageStore(path, 3).get("a") is None


def test_where_nothing_can_be_written_it_does_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = PassageStore(blocked / "passages.npz", 2)
    store.add(["a"], np.ones((1, 2), np.float32))
    assert store.get("a") is not None


def test_what_is_shipped_is_known_before_anything_is_encoded(tmp_path: Path) -> None:
    vector = np.ones(2, np.float32)
    store = PassageStore(tmp_path / "passages.npz", 2, {key_of("a"): vector})
    assert store.get("a") is vector
    store.erase()
    assert store.get("a") is vector
    store.add(["b"], np.zeros((1, 2), np.float32))
    assert PassageStore(tmp_path / "passages.npz", 2).get("a") is None


def test_the_shipped_passages_are_those_of_the_tables() -> None:
    shipped = shipped_passages()
    if not shipped:
        pytest.skip("the passages are not built")
    texts = list(dict.fromkeys(passages()))
    assert {key_of(text) for text in texts} == set(shipped)
    encoder = load_text_encoder(remembers=False)
    assert encoder is not None
    some = texts[:: len(texts) // 12]
    known = np.stack([shipped[key_of(text)] for text in some])
    assert ((encoder.encode(some, "passage") * known).sum(1) > 0.999).all()
