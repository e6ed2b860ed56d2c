"""An evaluation end to end with an encoder that is told what it sees, and the card that it fills."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tryon_desktop.cli import main
from tryon_desktop.commands import evaluate as command
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.style.heads import HEADS, Kind, head_slices
from tryon_desktop.training.card import fill_card
from tryon_desktop.training.drawn import draw_garments
from tryon_desktop.training.evaluate import evaluate, spec_colours
from tryon_desktop.training.photographs import Photographs

CLASSES = sum(map(len, HEADS.values()))
KINDS = (Kind.TSHIRT, Kind.PANTS, Kind.TSHIRT, Kind.HOODIE)


class ToldEncoder:
    """Answers by the brightness of the picture: the number of a kind, times ten."""

    def __init__(self, shift=0):
        self.shift = shift

    def raw(self, picture):
        logits = np.zeros(CLASSES, np.float32)
        kind = (round(float(picture[2, 2, 0]) / 10) + self.shift) % len(Kind)
        logits[head_slices()["kind"].start + kind] = 9
        return np.eye(384, dtype=np.float32)[kind], logits, np.array([50, 0, 0], np.float32)


def photographs():
    shades = [10 * HEADS["kind"].index(kind) for kind in KINDS]
    pictures = np.array([np.full((8, 8, 3), shade, np.uint8) for shade in shades])
    return Photographs(pictures, KINDS, ("a", "b", "c", "d"))


def embed(texts):
    return np.eye(384, dtype=np.float32)[: len(texts)]


def test_a_perfect_encoder_scores_one():
    figures = evaluate(ToldEncoder(), photographs(), None, photographs().pictures, embed).figures["photographs"]
    assert figures["all_17"]["accuracy"] == figures["large_10"]["accuracy"] == 1
    assert figures["large_10"]["pictures"] == 3
    assert figures["caption_of_kind"]["mrr"] == 1
    assert set(figures["by_kind"]) == {"tshirt", "pants", "hoodie"}
    assert figures["ece"] < 0.01


def test_a_wrong_one_scores_nothing():
    outcome = evaluate(ToldEncoder(1), photographs(), None, photographs().pictures, embed)
    assert outcome.figures["photographs"]["all_17"]["accuracy"] == 0
    assert outcome.figures["photographs"]["ece"] > 0.9
    assert np.trace(outcome.kinds.confusion) == 0


def test_drawn_garments_are_measured_by_attribute():
    drawn, ticks = draw_garments(3, side=48, seed=1), []
    figures = evaluate(ToldEncoder(), photographs(), drawn, photographs().pictures, embed, tick=ticks.append).figures
    assert set(figures["drawn"]["accuracy"]) == set(HEADS) - {"kind"}
    assert {"retrieval_en", "retrieval_zh", "colour_lab_distance"} <= set(figures["drawn"])
    assert sum(ticks) == 7
    assert spec_colours(drawn.specs).shape == (3, 3)


CARD = "# x\n\n## Source\n\nhere\n\n## Figures\n\nstale\n\n## Limits\n\nnone\n"


def test_the_card_s_figures_are_replaced(tmp_path):
    path = tmp_path / "card.md"
    path.write_text(CARD)
    drawn = draw_garments(2, side=48, seed=1)
    figures = evaluate(ToldEncoder(), photographs(), drawn, photographs().pictures, embed).figures
    for _ in range(2):
        fill_card(path, {"split": "test", **figures}, "tryon-desktop evaluate --split test")
    text = path.read_text()
    assert "stale" not in text
    assert text.count("## Figures") == 1
    assert text.startswith(CARD[: CARD.index("## Figures")])
    assert text.endswith("## Limits\n\nnone\n")
    assert "| all 17 | 100.0% |" in text
    path.write_text("# x\n")
    with pytest.raises(InputError, match="no section"):
        fill_card(path, {"split": "test", **figures}, "")


def test_the_command_writes_figures_and_confusions(tmp_path, monkeypatch):
    (tmp_path / "images").mkdir()
    rows = ["image,label"]
    for number in range(60):
        cv2.imwrite(str(tmp_path / "images" / f"p{number}.jpg"), np.zeros((40, 30, 3), np.uint8))
        rows.append(f"p{number},T-Shirt")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    monkeypatch.setattr(command, "load_image_encoder", lambda mirrored: ToldEncoder())
    monkeypatch.setattr(command, "load_text_encoder", lambda: None)
    asked = ["evaluate", "--photos", str(tmp_path), "--work", str(tmp_path / "w"), "--no-drawn", "--out", str(tmp_path)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.stderr
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures == json.loads(result.stdout)
    assert figures["photographs"]["all_17"]["accuracy"] == 1
    assert cv2.imread(str(tmp_path / "confusion.png")) is not None


@pytest.mark.parametrize("asked", [["train", "--photos", "x", "--work", "w"], ["export", "--work", "w", "--out", "o"]])
def test_without_torch_one_line_says_what_to_install(asked, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 2
    assert "pip install" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_model_that_is_not_there_is_one_line(tmp_path):
    result = CliRunner().invoke(
        main, ["evaluate", "--photos", "x", "--work", str(tmp_path), "--model", str(tmp_path / "no.onnx")]
    )
    assert result.exit_code == 2
    assert "no.onnx" in result.stderr
