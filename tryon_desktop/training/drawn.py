"""Garments that the tailor draws for training, with everything known about them, kept on disk once drawn."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.garment import flattened
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.tailor import sew
from tryon_desktop.training.specs import dyed, random_spec


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """pictures: (N, side, side, 4) uint8 BGRA, straight alpha, the garment centred. specs: what each one is."""

    pictures: U8
    specs: tuple[GarmentSpec, ...]


def draw_garments(
    count: int, *, side: int, seed: int, dyes: int = 1, tick: Callable[[int], None] = lambda _: None
) -> Drawn:
    """Draw `count` random garments, each `dyes` times over in other colours, which costs far less than a new one.

    tick is called with 1 for each. The same seed gives the same garments.
    """
    rng = np.random.default_rng(seed)
    pictures = np.zeros((count, side, side, 4), np.uint8)
    specs: list[GarmentSpec] = []
    while len(specs) < count:
        first = random_spec(rng)
        for spec in [first, *(dyed(first, rng) for _ in range(dyes - 1))][: count - len(specs)]:
            try:
                cloth = flattened(sew(spec, size=max(256, side)))
            except GarmentError:
                break
            pictures[len(specs)] = _centred(cloth, side)
            specs.append(spec)
            tick(1)
    return Drawn(pictures, tuple(specs))


def joined_drawn(parts: Sequence[Drawn]) -> Drawn:
    """One after the other."""
    return Drawn(np.concatenate([part.pictures for part in parts]), tuple(s for part in parts for s in part.specs))


def load_drawn(path: Path) -> Drawn:
    """Read what `save_drawn` wrote. Raises InputError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            pictures, specs = file["pictures"], file["specs"]
        return Drawn(pictures, tuple(GarmentSpec.model_validate_json(str(text)) for text in specs))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path} holds no drawn garments: {error}") from error


def save_drawn(drawn: Drawn, path: Path) -> None:
    """Write one .npz (temp file and replace)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, pictures=drawn.pictures, specs=np.array([spec.model_dump_json() for spec in drawn.specs]))
    os.replace(part, path)


def _centred(bgra: U8, side: int) -> U8:
    """Scaled to fit a square of `side` pixels; colour stays bled past the outline."""
    height, width = bgra.shape[:2]
    scale = side / max(height, width)
    small = cv2.resize(bgra, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    canvas = np.zeros((side, side, 4), np.uint8)
    y, x = (side - small.shape[0]) // 2, (side - small.shape[1]) // 2
    canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    return canvas
