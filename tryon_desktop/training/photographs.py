"""Photographs of clothes with their labels, decoded once, and which of them are for training, choosing and testing."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.style.heads import Kind
from tryon_desktop.training.labels import PHOTO_LABELS

Split = Literal["train", "val", "test"]
_TRAIN, _VAL = 78, 88
"""Hundredths up to which a name's hash falls into training and into validation; the rest is the test."""


@dataclass(frozen=True, slots=True, eq=False)
class Photographs:
    """pictures: (N, side, side, 3) uint8 BGR, squeezed to a square. names: file names without ending."""

    pictures: U8
    kinds: tuple[Kind, ...]
    names: tuple[str, ...]

    def of(self, split: Split) -> Photographs:
        """Those of one split."""
        rows = [row for row, name in enumerate(self.names) if split_of(name) == split]
        return Photographs(
            self.pictures[rows], tuple(self.kinds[row] for row in rows), tuple(self.names[row] for row in rows)
        )


def split_of(name: str) -> Split:
    """Where a photograph belongs, decided by its file name alone, so that it never moves."""
    place = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") % 100
    return "train" if place < _TRAIN else "val" if place < _VAL else "test"


def load_photographs(
    folder: Path, *, side: int, cache: Path, tick: Callable[[int], None] = lambda _: None
) -> Photographs:
    """Read `folder`/labels.csv (columns image, label) and `folder`/images/*.jpg; decoded pictures are kept in `cache`.

    Labels that are not in the table are left out. tick is called with 1 for each picture. Raises InputError.
    """
    rows = _rows(folder / "labels.csv")
    names, kinds = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
    pictures = _cached(cache, names, side)
    if pictures is None:
        pictures = np.empty((len(rows), side, side, 3), np.uint8)
        for place, name in enumerate(names):
            pictures[place] = _decoded(folder / "images" / f"{name}.jpg", side)
            tick(1)
        _keep(cache, names, pictures)
    return Photographs(pictures, kinds, names)


def _rows(path: Path) -> list[tuple[str, Kind]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row["image"], PHOTO_LABELS[row["label"]]) for row in csv.DictReader(file)
                    if row["label"] in PHOTO_LABELS]  # fmt: skip
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no table of labels (columns image, label): {error}") from error
    if not rows:
        raise InputError(f"{path} names no photograph with a known label")
    return rows


def _decoded(path: Path, side: int) -> U8:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise InputError(f"{path} is missing or no picture")
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _cached(path: Path, names: tuple[str, ...], side: int) -> U8 | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            if tuple(file["names"]) == names and file["pictures"].shape[1] == side:
                return np.asarray(file["pictures"], np.uint8)
    except (OSError, ValueError, KeyError):
        return None
    return None


def _keep(path: Path, names: tuple[str, ...], pictures: U8) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, names=np.array(names), pictures=pictures)
    os.replace(part, path)
