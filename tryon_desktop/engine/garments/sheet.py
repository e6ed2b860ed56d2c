"""Many garments on one picture, each with its names."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.garments.garment import Garment, flattened
from tryon_desktop.engine.tailor.lettering import can_set, typeface

_GROUND: Final = (232, 236, 236)
_INK: Final = (60, 58, 56)
_TYPE: Final = 0.05
"""Height of the type relative to a cell's side."""


def contact_sheet(shown: Iterable[tuple[Garment, str, str]], *, side: int = 320, columns: int = 0) -> U8:
    """(H, W, 3) BGR: every (garment, English name, Chinese name) in a cell of `side` pixels, its names below.

    columns: 0 for about as many as makes the sheet half as wide again as high. Chinese names are left out where no
    typeface on this machine has them.
    """
    cells = [_cell(garment, name_en, name_zh, side) for garment, name_en, name_zh in shown]
    columns = columns or max(1, round(float(np.sqrt(len(cells) * 1.5 * 1.2))))
    blank = np.full_like(cells[0], _GROUND) if cells else np.full((side, side, 3), _GROUND, np.uint8)
    cells += [blank] * (-len(cells) % columns or (columns if not cells else 0))
    rows = [np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    return np.asarray(np.vstack(rows), np.uint8)


def _cell(garment: Garment, name_en: str, name_zh: str, side: int) -> U8:
    picture = flattened(garment)
    room = round(side * 0.92)
    scale = min(1.0, room / max(picture.shape[:2]))
    weighted = picture.astype(np.float32)
    weighted[..., :3] *= weighted[..., 3:] / 255
    small: F32 = np.asarray(cv2.resize(weighted, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)
    height, width = small.shape[:2]
    top, left = (side - height) // 2, (side - width) // 2
    lines = _lines(name_en, name_zh)
    leading = round(side * _TYPE * 1.35)
    canvas: F32 = np.full((side + leading * 4 + leading // 2, side, 3), _GROUND, np.float32)
    alpha = np.zeros(canvas.shape[:2], np.float32)
    alpha[top : top + height, left : left + width] = small[..., 3] / 255
    shadow = cv2.GaussianBlur(np.roll(alpha, max(1, side // 90), 0), (0, 0), side / 80)
    canvas *= 1 - 0.22 * shadow[..., None]
    canvas *= 1 - alpha[..., None]
    canvas[top : top + height, left : left + width] += small[..., :3]
    return _named(np.clip(canvas, 0, 255).astype(np.uint8), lines, side, leading)


def _lines(name_en: str, name_zh: str) -> list[str]:
    chinese = textwrap.wrap(name_zh, 18)[:2] if can_set(name_zh) else []
    return [*textwrap.wrap(name_en, 36)[:2], *chinese]


def _named(cell: U8, lines: list[str], side: int, leading: int) -> U8:
    image = Image.fromarray(cell)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        face = typeface(line, side * _TYPE)
        left, _, right, _ = face.getbbox(line)
        pen.text(((side - (right - left)) / 2, side + row * leading), line, font=face, fill=_INK)
    return np.asarray(image, np.uint8)
