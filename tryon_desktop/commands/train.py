"""`tryon-desktop train`: the garment image encoder, from photographs and drawn garments to weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from tryon_desktop.commands.training_tools import Bars, need_torch
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.style.encoder import load_text_encoder


@click.command(short_help="Train the garment image encoder (needs the extra `train`).")
@click.option("--photos", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="labels.csv (columns image, label) and images/*.jpg.")  # fmt: skip
@click.option("--work", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="Where decoded pictures, features and checkpoints are kept.")  # fmt: skip
@click.option("--drawn", metavar="N", type=click.IntRange(0, 50000), default=2600, show_default=True,
              help="Garments that the tailor draws.")  # fmt: skip
@click.option("--views", metavar="N", type=click.IntRange(2, 64), default=8, show_default=True,
              help="Views of each photograph.")  # fmt: skip
@click.option("--epochs", metavar="N", type=click.IntRange(1, 1000), default=24, show_default=True)
@click.option("--patience", metavar="N", type=click.IntRange(1, 1000), default=8, show_default=True,
              help="Epochs without gain after which it stops.")  # fmt: skip
@click.option("--batch", metavar="N", type=click.IntRange(2, 4096), default=64, show_default=True)
@click.option("--rate", metavar="X", type=click.FloatRange(1e-6, 1.0), default=1.5e-3, show_default=True,
              help="Learning rate of the heads.")  # fmt: skip
@click.option("--trunk-rate", metavar="X", type=click.FloatRange(0.0, 1.0), default=2.5e-4, show_default=True,
              help="Learning rate of the borrowed blocks.")  # fmt: skip
@click.option("--seed", metavar="N", type=click.IntRange(0), default=1, show_default=True)
@click.option("--threads", metavar="N", type=click.IntRange(1, 64), help="CPU threads; all by default.")
@click.option("--fresh", is_flag=True, help="Start anew instead of going on from the last checkpoint.")
def train(
    photos: Path, work: Path, drawn: int, views: int, epochs: int, patience: int, batch: int, rate: float,
    trunk_rate: float, seed: int, threads: int | None, fresh: bool,
) -> None:  # fmt: skip
    """Train on the photographs in --photos and on drawn garments; stopped runs go on where they were.

    Writes checkpoint.pt, reader.pt (the chosen weights) and history.json into --work.
    """
    need_torch()
    import torch

    from tryon_desktop.training import trainer
    from tryon_desktop.training.captions import embed_captions
    from tryon_desktop.training.pictures import Recipe
    from tryon_desktop.training.prepare import prepare, starting_network

    if threads is not None:
        torch.set_num_threads(threads)
    text_encoder = load_text_encoder()
    if text_encoder is None:
        raise ModelError("the text encoder is missing: install Tryon Desktop again")
    plan = trainer.Plan(epochs=epochs, patience=patience, batch=batch, rate=rate, trunk_rate=trunk_rate, seed=seed)
    with Bars() as bars:
        torch.manual_seed(seed)
        frozen, reader = starting_network()
        data = prepare(Recipe(photos, work, drawn=drawn, views=views, seed=seed), frozen, bars)
        texts = list(dict.fromkeys(text for part in data for row in part.captions for text in row))
        vectors = embed_captions(texts, text_encoder, work / "captions.npz", bars("captions", len(texts)))

        def epoch_of(epoch: int, pictures: int) -> Callable[[int], None]:
            return bars(f"epoch {epoch + 1} of {epochs}", pictures)

        def report(measured: dict[str, float]) -> None:
            bars.end()
            click.echo("  ".join(f"{name} {value:.3f}" for name, value in measured.items()))

        history = trainer.train(
            reader, data, dict(zip(texts, vectors, strict=True)), plan, work / "checkpoint.pt",
            epoch_of=epoch_of, report=report, resume=not fresh,
        )  # fmt: skip
    temperatures = trainer.calibrate(reader, data[1])
    torch.save(reader.state_dict(), work / "reader.pt")
    (work / "history.json").write_text(json.dumps({"epochs": history, "temperatures": temperatures}, indent=1))
    best = max(history, key=lambda one: one["score"])
    click.echo(f"best epoch {best['epoch']:.0f}: {work / 'reader.pt'}")
