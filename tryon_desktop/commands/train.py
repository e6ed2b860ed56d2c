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
    from tryon_desktop.training.network import Late, Reader

Measured: TypeAlias = dict[str, float]


@click.command(short_help="Train the garment image encoder (needs the extra `train`).")
@click.option("--photos", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="labels.csv (columns image, label) and images/*.jpg.")  # fmt: skip
@click.option("--work", metavar="DIR", type=click.Path(path_type=Path), required=True,
              help="Where decoded pictures, features and checkpoints are kept.")  # fmt: skip
@click.option("--drawn", metavar="N", type=click.IntRange(0, 50000), default=4500, show_default=True,
              help="Garments that the tailor draws.")  # fmt: skip
@click.option("--views", metavar="N", type=click.IntRange(2, 64), default=4, show_default=True,
              help="Views of each photograph.")  # fmt: skip
@click.option("--head-epochs", metavar="N", type=click.IntRange(0, 1000), default=6, show_default=True,
              help="Epochs of the head alone, which are quick.")  # fmt: skip
@click.option("--late-epochs", metavar="N", type=click.IntRange(0, 1000), default=14, show_default=True,
              help="Epochs of the head and the trunk's last four blocks after that.")  # fmt: skip
@click.option("--epochs", metavar="N", type=click.IntRange(0, 1000), default=10, show_default=True,
              help="Epochs of the head and the trunk's last ten blocks at the end.")  # fmt: skip
@click.option("--patience", metavar="N", type=click.IntRange(1, 1000), default=8, show_default=True,
              help="Epochs without gain after which it stops.")  # fmt: skip
@click.option("--batch", metavar="N", type=click.IntRange(2, 4096), default=32, show_default=True)
@click.option("--rate", metavar="X", type=click.FloatRange(1e-6, 1.0), default=1.5e-3, show_default=True,
              help="Learning rate of the head alone; half, then a third of it afterwards.")  # fmt: skip
@click.option("--trunk-rate", metavar="X", type=click.FloatRange(0.0, 1.0), default=3e-4, show_default=True,
              help="Learning rate of the borrowed blocks.")  # fmt: skip
@click.option("--seed", metavar="N", type=click.IntRange(0), default=1, show_default=True)
@click.option("--threads", metavar="N", type=click.IntRange(1, 64), help="CPU threads; all by default.")
@click.option("--fresh", is_flag=True, help="Start anew instead of going on from the last checkpoint.")
def train(
    photos: Path, work: Path, drawn: int, views: int, head_epochs: int, late_epochs: int, epochs: int, patience: int,
    batch: int, rate: float, trunk_rate: float, seed: int, threads: int | None, fresh: bool,
) -> None:  # fmt: skip
    """Train on the photographs in --photos and on drawn garments; stopped runs go on where they were.

    First the head alone on the borrowed trunk, then more and more of the trunk with it (Kumar et al. 2022,
    https://arxiv.org/abs/2202.10054). Writes head.pt, late.pt and all.pt (where a run goes on), reader.pt (the chosen
    weights) and history.json into --work.
    """
    need_torch()
    import numpy as np
    import torch

    from tryon_desktop.training import trainer
    from tryon_desktop.training.captions import embed_captions
    from tryon_desktop.training.features import settled
    from tryon_desktop.training.network import Middle
    from tryon_desktop.training.pictures import Recipe
    from tryon_desktop.training.prepare import prepare, starting_network

    if threads is not None:
        torch.set_num_threads(threads)
    text_encoder = load_text_encoder()
    if text_encoder is None:
        raise ModelError("the text encoder is missing: install Tryon Desktop again")
    plan = trainer.Plan(patience=patience, batch=batch, seed=seed)
    stages = {
        "head": replace(plan, epochs=head_epochs, rate=rate, trunk_rate=0.0),
        "late": replace(plan, epochs=late_epochs, rate=rate / 2, trunk_rate=trunk_rate),
        "all": replace(plan, epochs=epochs, rate=rate / 3, trunk_rate=trunk_rate),
    }
    with Bars() as bars:
        torch.manual_seed(seed)
        frozen, reader = starting_network()
        data = prepare(Recipe(photos, work, drawn=drawn, views=views, seed=seed), frozen, bars)
        texts = list(dict.fromkeys(text for part in data for row in part.captions for text in row))
        vectors = embed_captions(texts, text_encoder, work / "captions.npz", bars("captions", len(texts)))
        table = dict(zip(texts, vectors, strict=True))
        history: dict[str, list[Measured]] = {}

        def report(measured: Measured) -> None:
            bars.end()
            click.echo("  ".join(f"{name} {value:.3f}" for name, value in measured.items()))

        def fit(module: Reader | Late, pictures: tuple[Features, Features], stage: str) -> None:
            def epoch_of(epoch: int, count: int) -> Callable[[int], None]:
                return bars(f"{stage} {epoch + 1} of {stages[stage].epochs}", count)

            history[stage] = trainer.train(module, pictures, table, stages[stage], work / f"{stage}.pt",
                                           epoch_of=epoch_of, report=report, resume=not fresh)  # fmt: skip

        if head_epochs or late_epochs:
            train_part, val_part = (settled(part, Middle(reader), bars("maps", len(part))) for part in data)
            rows = np.random.default_rng(seed).permutation(len(train_part))[:512]
            maps = [torch.from_numpy(part[rows, 0].astype(np.float32)) for part in train_part.maps]
            reader.late.head.fit_scale(*maps)
            fit(reader.late, (train_part, val_part), "head")
            fit(reader.late, (train_part, val_part), "late")
            del train_part, val_part
        fit(reader, data, "all")
    temperatures = trainer.calibrate(reader, data[1])
    torch.save(reader.state_dict(), work / "reader.pt")
    text = json.dumps({**history, "temperatures": temperatures}, indent=1)
    (work / "history.json").write_text(text + "\n", encoding="utf-8")
    click.echo(f"chosen weights: {work / 'reader.pt'}")
