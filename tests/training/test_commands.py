"""`train`, again, and `export`, on a handful of pictures: left out where the extra `train` is not installed."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("onnx")

from tryon_desktop.cli import main
from tryon_desktop.commands import train as command
from tryon_desktop.engine.style.image_encoder import open_image_encoder


class HashingEncoder:
    def encode(self, texts, kind):
        vectors = np.array([np.random.default_rng(len(text)).normal(size=384) for text in texts], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "load_text_encoder", HashingEncoder)
    (tmp_path / "images").mkdir()
    rows = ["image,label"]
    for number in range(40):
        picture = np.full((40, 30, 3), (0, 0, 200) if number % 2 else (200, 0, 0), np.uint8)
        cv2.imwrite(str(tmp_path / "images" / f"p{number}.jpg"), picture)
        rows.append(f"p{number},{'Pants' if number % 2 else 'Hat'}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    return tmp_path


def test_from_photographs_to_a_file_that_the_engine_reads(folder):
    work, out = folder / "work", folder / "encoder.onnx"
    asked = ["train", "--photos", str(folder), "--work", str(work), "--drawn", "0", "--views", "2", "--epochs", "1",
             "--head-epochs", "2", "--late-epochs", "1", "--threads", "1"]  # fmt: skip
    first = CliRunner().invoke(main, asked)
    assert first.exit_code == 0, first.stderr
    history = json.loads((work / "history.json").read_text())
    assert [len(history[part]) for part in ("head", "late", "all")] == [2, 1, 1]
    weights = (work / "reader.pt").read_bytes()
    again = CliRunner().invoke(main, asked)
    assert again.exit_code == 0, again.stderr
    assert "loss" not in again.stdout
    assert json.loads((work / "history.json").read_text()) == history
    assert len((work / "reader.pt").read_bytes()) == len(weights)
    done = CliRunner().invoke(main, ["export", "--work", str(work), "--out", str(out), "--version", "3"])
    assert done.exit_code == 0, done.stderr
    assert "sha256" in done.stdout
    assert open_image_encoder(out).raw(np.zeros((9, 9, 3), np.uint8))[0].shape == (384,)


def test_export_before_training_is_one_line(tmp_path):
    result = CliRunner().invoke(main, ["export", "--work", str(tmp_path), "--out", str(tmp_path / "x.onnx")])
    assert result.exit_code == 2
    assert "train" in result.stderr
    assert len(result.stderr.splitlines()) == 1
