"""Read the pictures that an evaluation looks at. No torch: what is shipped can be measured where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.drawn import Drawn, draw_garments, joined_drawn, load_drawn, save_drawn
from tryon_desktop.training.photographs import Photographs, load_photographs

DRAWN_VAL, DRAWN_TEST = 300, 400
"""Drawn garments kept apart; drawn with seeds of their own."""
_PART = 450


class Progress(Protocol):
    """Shows that `title` takes `total` steps, and returns what counts them."""

    def __call__(self, title: str, total: int) -> Callable[[int], None]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained on. photos: labels.csv and images/. work: where everything computed is kept.

    dyes: in how many colourings each garment is drawn.
    """

    photos: Path
    work: Path
    drawn: int = 4500
    dyes: int = 3
    views: int = 4
    drawn_views: int = 2
    seed: int = 1


def read_photographs(recipe: Recipe, progress: Progress) -> Photographs:
    """Every photograph, decoded. Raises InputError."""
    cache = recipe.work / "photographs.npz"
    count = 0 if cache.is_file() else sum(1 for _ in (recipe.photos / "images").glob("*.jpg"))
    return load_photographs(recipe.photos, side=SIDE, cache=cache, tick=progress("decoding photographs", count))


def read_drawn(work: Path, count: int, seed: int, progress: Progress, *, dyes: int = 1) -> Drawn:
    """`count` drawn garments of one seed, in parts that are kept as soon as they are drawn."""
    starts = range(0, count, _PART)
    files = [work / "drawn" / f"{seed}-{dyes}-{start}-{min(_PART, count - start)}.npz" for start in starts]
    tick = progress("drawing garments", sum(min(_PART, count - start) for start, file in zip(starts, files, strict=True)
                                            if not file.is_file()))  # fmt: skip
    parts = []
    for start, file in zip(starts, files, strict=True):
        if file.is_file():
            parts.append(load_drawn(file))
            continue
        size = min(_PART, count - start)
        # Part 0 of a seed is what one part alone would be, so that a test set keeps its garments.
        own = seed if start == 0 else seed + 1000 * (start // _PART)
        parts.append(draw_garments(size, side=SIDE, seed=own, dyes=dyes, tick=tick))
        save_drawn(parts[-1], file)
    return joined_drawn(parts)
