"""`tryon-desktop export`: trained weights to an ONNX file, checked against torch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from tryon_desktop.commands.training_tools import need_torch
from tryon_desktop.engine.errors import InputError


@click.command(short_help="Write the trained image encoder as ONNX (needs the extra `train`).")
@click.option("--work", metavar="DIR", type=click.Path(path_type=Path), required=True, help="Where `train` wrote.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), required=True, help="The .onnx file.")
@click.option("--version", "version", default="1", show_default=True, help="Version written into the file.")
def export(work: Path, out: Path, version: str) -> None:
    """Put frozen part and trained part together, export, and compare with torch on random pictures."""
    need_torch()
    import torch

    from tryon_desktop.engine.style.image_encoder import OUTPUTS, SIDE
    from tryon_desktop.training.export import write_checked
    from tryon_desktop.training.network import Network
    from tryon_desktop.training.prepare import starting_network

    frozen, reader = starting_network()
    try:
        reader.load_state_dict(torch.load(work / "reader.pt", weights_only=True))
    except (OSError, RuntimeError, EOFError) as error:
        raise InputError(f"{work / 'reader.pt'} holds no trained weights: run `tryon-desktop train` first") from error
    torch.manual_seed(0)
    pictures = torch.rand(4, SIDE, SIDE, 3) * 2 - 1
    found = write_checked(Network(frozen, reader), [("image", pictures)], OUTPUTS, out, version=version)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    click.echo(f"{out}: {out.stat().st_size / 1e6:.2f} MB, sha256 {digest}")
    click.echo("difference to torch: " + ", ".join(f"{name} {value:.3%}" for name, value in found.items()))
