"""Read the pictures that an evaluation looks at. No torch: what is shipped can be measured where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.drawn import Drawn, draw_garments, load_drawn, save_drawn
from tryon_desktop.training.photographs import Photographs, load_photographs

DRAWN_VAL, DRAWN_TEST = 300, 400
"""Drawn garments kept apart; drawn with seeds of their own."""


class Progress(Protocol):
    """Shows that `title` takes `total` steps, and returns what counts them."""

    def __call__(self, title: str, total: int) -> Callable[[int], None]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained on. photos: labels.csv and images/. work: where everything computed is kept."""

    photos: Path
    work: Path
    drawn: int = 2600
    views: int = 5
    drawn_views: int = 2
    seed: int = 1


def read_photographs(recipe: Recipe, progress: Progress) -> Photographs:
    """Every photograph, decoded. Raises InputError."""
    cache = recipe.work / "photographs.npz"
    count = 0 if cache.is_file() else sum(1 for _ in (recipe.photos / "images").glob("*.jpg"))
    return load_photographs(recipe.photos, side=SIDE, cache=cache, tick=progress("decoding photographs", count))


def read_drawn(work: Path, count: int, seed: int, progress: Progress) -> Drawn:
    """`count` drawn garments of one seed."""
    path = work / f"drawn-{count}-{seed}.npz"
    if path.is_file():
        return load_drawn(path)
    drawn = draw_garments(count, side=SIDE, seed=seed, tick=progress("drawing garments", count))
    save_drawn(drawn, path)
    return drawn
