"""`tryon-desktop evaluate`: how well the garment image encoder reads pictures that it was not trained on."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click

from tryon_desktop.commands.training_tools import Bars
from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import InputError, ModelError
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.heads import HEADS
from tryon_desktop.engine.style.image_encoder import ImageEncoder, load_image_encoder, open_image_encoder


@click.command(short_help="Measure the garment image encoder on photographs kept apart.")
@click.option("--photos", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="labels.csv (columns image, label) and images/*.jpg.")  # fmt: skip
@click.option("--work", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="Where decoded pictures and drawn garments are kept.")  # fmt: skip
@click.option("--model", metavar="FILE", type=click.Path(path_type=Path), help="An .onnx file; else the bundled one.")
@click.option("--split", type=click.Choice(["val", "test"]), default="val", show_default=True,
              help="test: for the last measurement, not for choosing.")  # fmt: skip
@click.option("--mirrored", is_flag=True, help="Read the mirror image too and take the mean.")
@click.option("--drawn/--no-drawn", default=True, show_default=True, help="Drawn garments too.")
@click.option("--seed", metavar="N", type=click.IntRange(0), default=1, show_default=True, help="As given to `train`.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="For figures.json and confusion.png.")
@click.option("--card", metavar="FILE", type=click.Path(path_type=Path),
              help="A model card whose section Figures is written anew.")  # fmt: skip
def evaluate(
    photos: Path, work: Path, model: Path | None, split: str, mirrored: bool, drawn: bool, seed: int, out: Path | None,
    card: Path | None,
) -> None:  # fmt: skip
    """Accuracy, precision, recall, F1, confusions, calibration and retrieval; as JSON on stdout."""
    from tryon_desktop.training.captions import embed_captions
    from tryon_desktop.training.card import fill_card
    from tryon_desktop.training.confusion import draw_confusion
    from tryon_desktop.training.evaluate import evaluate as measured
    from tryon_desktop.training.photographs import Split
    from tryon_desktop.training.pictures import DRAWN_TEST, DRAWN_VAL, Recipe, read_drawn, read_photographs

    encoder = _encoder(model, mirrored)
    text_encoder = load_text_encoder()

    def embed(texts: Sequence[str]) -> F32:
        assert text_encoder is not None
        return embed_captions(texts, text_encoder, work / "captions.npz")

    with Bars() as bars:
        photographs = read_photographs(Recipe(photos, work, seed=seed), bars)
        some = photographs.of(cast(Split, split))
        count, own_seed = (DRAWN_VAL, seed + 1) if split == "val" else (DRAWN_TEST, seed + 2)
        garments = read_drawn(work, count, own_seed, bars) if drawn else None
        tick = bars("reading pictures", len(some.names) + (count if drawn else 0))
        started = time.perf_counter()
        outcome = measured(encoder, some, garments, photographs.of("train").pictures,
                           embed if text_encoder is not None else None, tick=tick)  # fmt: skip
    figures: dict[str, Any] = {
        "split": split, "mirrored": mirrored, "seconds": round(time.perf_counter() - started, 1), **outcome.figures,
    }  # fmt: skip
    text = json.dumps(figures, indent=1)
    if out is not None:
        draw_confusion(outcome.kinds.confusion, HEADS["kind"], out / "confusion.png")
        part = out / "figures.json.part"
        part.write_text(text + "\n", encoding="utf-8")
        os.replace(part, out / "figures.json")
    if card is not None:
        said = f"tryon-desktop evaluate --photos DIR --work DIR --split {split} --seed {seed}"
        fill_card(card, figures, said + (" --mirrored" if mirrored else ""))
    click.echo(text)


def _encoder(model: Path | None, mirrored: bool) -> ImageEncoder:
    if model is not None:
        if not model.is_file():
            raise InputError(f"there is no file {model}")
        return open_image_encoder(model, mirrored=mirrored)
    encoder = load_image_encoder(mirrored=mirrored)
    if encoder is None:
        raise ModelError("the bundled image encoder is missing: install Tryon Desktop again")
    return encoder
