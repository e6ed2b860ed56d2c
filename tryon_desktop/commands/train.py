"""`tryon-desktop train`: the garment image encoder, from photographs and drawn garments to weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from tryon_desktop.commands.training_tools import Bars, need_torch
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.style.encoder import load_text_encoder

if TYPE_CHECKING:
    from tryon_desktop.training.features import Features
    from tryon_desktop.training.network import Head, Reader
    from tryon_desktop.training.trainer import Plan

Measured: TypeAlias = dict[str, float]

@click.command(short_help="Train the garment image encoder (needs the extra `train`).")
@click.option("--photos", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="labels.csv (columns image, label) and images/*.jpg.")  # fmt: skip
@click.option("--work", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="Where decoded pictures, features and checkpoints are kept.")  # fmt: skip
@click.option("--drawn", metavar="N", type=click.IntRange(0, 50000), default=2600, show_default=True,
              help="Garments that the tailor draws.")  # fmt: skip
@click.option("--views", metavar="N", type=click.IntRange(2, 64), default=5, show_default=True,
              help="Views of each photograph.")  # fmt: skip
@click.option("--head-epochs", metavar="N", type=click.IntRange(0, 1000), default=12, show_default=True,
              help="Epochs of the head alone, which are quick.")  # fmt: skip
@click.option("--epochs", metavar="N", type=click.IntRange(0, 1000), default=10, show_default=True,
              help="Epochs of the head and the trunk's later blocks after that.")  # fmt: skip
@click.option("--patience", metavar="N", type=click.IntRange(1, 1000), default=8, show_default=True,
              help="Epochs without gain after which it stops.")  # fmt: skip
@click.option("--batch", metavar="N", type=click.IntRange(2, 4096), default=32, show_default=True)
@click.option("--rate", metavar="X", type=click.FloatRange(1e-6, 1.0), default=1.5e-3, show_default=True,
              help="Learning rate of the head alone; a third of it afterwards.")  # fmt: skip
@click.option("--trunk-rate", metavar="X", type=click.FloatRange(0.0, 1.0), default=3e-4, show_default=True,
              help="Learning rate of the borrowed blocks.")  # fmt: skip
@click.option("--seed", metavar="N", type=click.IntRange(0), default=1, show_default=True)
@click.option("--threads", metavar="N", type=click.IntRange(1, 64), help="CPU threads; all by default.")
@click.option("--fresh", is_flag=True, help="Start anew instead of going on from the last checkpoint.")
def train(
    photos: Path, work: Path, drawn: int, views: int, head_epochs: int, epochs: int, patience: int, batch: int,
    rate: float, trunk_rate: float, seed: int, threads: int | None, fresh: bool,
) -> None:  # fmt: skip
    """Train on the photographs in --photos and on drawn garments; stopped runs go on where they were.

    First the head alone on the borrowed trunk, then both (Kumar et al. 2022, https://arxiv.org/abs/2202.10054). Writes
    head.pt and checkpoint.pt (where a run goes on), reader.pt (the chosen weights) and history.json into --work.
    """
    need_torch()
    import numpy as np
    import torch

    from tryon_desktop.training import trainer
    from tryon_desktop.training.captions import embed_captions
    from tryon_desktop.training.features import settled
    from tryon_desktop.training.pictures import Recipe
    from tryon_desktop.training.prepare import prepare, starting_network

    if threads is not None:
        torch.set_num_threads(threads)
    text_encoder = load_text_encoder()
    if text_encoder is None:
        raise ModelError("the text encoder is missing: install Tryon Desktop again")
    whole = trainer.Plan(
        epochs=epochs, patience=patience, batch=batch, rate=rate / 3, trunk_rate=trunk_rate, seed=seed
    )
    alone = replace(whole, epochs=head_epochs, rate=rate, drawn_share=0.6)
    with Bars() as bars:
        torch.manual_seed(seed)
        frozen, reader = starting_network()
        data = prepare(Recipe(photos, work, drawn=drawn, views=views, seed=seed), frozen, bars)
        texts = list(dict.fromkeys(text for part in data for row in part.captions for text in row))
        vectors = embed_captions(texts, text_encoder, work / "captions.npz", bars("captions", len(texts)))

        table = dict(zip(texts, vectors, strict=True))

        def report(measured: dict[str, float]) -> None:
            bars.end()
            click.echo("  ".join(f"{name} {value:.3f}" for name, value in measured.items()))

        def fit(module: Reader | Head, pictures: tuple[Features, Features], plan: Plan, kept: str) -> list[Measured]:
            def epoch_of(epoch: int, count: int) -> Callable[[int], None]:
                return bars(f"{kept} {epoch + 1} of {plan.epochs}", count)

            return trainer.train(module, pictures, table, plan, work / f"{kept}.pt",
                                 epoch_of=epoch_of, report=report, resume=not fresh)  # fmt: skip

        maps = [settled(part, reader.rest, bars("last maps", len(part))) for part in data]
        reader.head.fit_scale(torch.from_numpy(maps[0].maps[1][:, 0].astype(np.float32)))
        history = {"head": fit(reader.head, (maps[0], maps[1]), alone, "head")}
        del maps
        history["reader"] = fit(reader, data, whole, "checkpoint")
    temperatures = trainer.calibrate(reader, data[1])
    torch.save(reader.state_dict(), work / "reader.pt")
    text = json.dumps({**history, "temperatures": temperatures}, indent=1)
    (work / "history.json").write_text(text + "\n", encoding="utf-8")
    click.echo(f"chosen weights: {work / 'reader.pt'}")
