"""The confusion matrix as a picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tryon_desktop.training.metrics import Ints

_CELL, _LEFT, _TOP = 44, 118, 118
_INK, _PAPER, _FULL = (32, 36, 44), (252, 252, 250), (24, 92, 150)


def draw_confusion(confusion: Ints, names: Sequence[str], path: Path) -> None:
    """Write a PNG (temp file and replace): rows true, columns predicted, shaded by share of the row, counts set in."""
    count = len(names)
    side = (_LEFT + _CELL * count + 12, _TOP + _CELL * count + 34)
    picture = Image.new("RGB", side, _PAPER)
    draw = ImageDraw.Draw(picture)
    small, label = ImageFont.load_default(12), ImageFont.load_default(14)
    shares = confusion / np.maximum(confusion.sum(1, keepdims=True), 1)
    for row in range(count):
        y = _TOP + row * _CELL
        draw.text((_LEFT - 8, y + _CELL / 2), names[row], _INK, label, anchor="rm")
        for column in range(count):
            share = float(shares[row, column])
            x = _LEFT + column * _CELL
            fill = tuple(round(low + (high - low) * share**0.7) for low, high in zip(_PAPER, _FULL, strict=True))
            draw.rectangle((x, y, x + _CELL - 2, y + _CELL - 2), fill=fill, outline=(226, 228, 230))
            if confusion[row, column]:
                ink = _PAPER if share > 0.4 else _INK
                draw.text((x + _CELL / 2 - 1, y + _CELL / 2 - 1), str(confusion[row, column]), ink, small, anchor="mm")
    for column, name in enumerate(names):
        _upright(picture, name, _LEFT + column * _CELL + _CELL // 2, label)
    draw.text((_LEFT, side[1] - 16), "rows: what it is; columns: what was read", _INK, small, anchor="lm")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    picture.save(part, "PNG")
    os.replace(part, path)


def _upright(picture: Image.Image, name: str, x: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
    """A column's name, read from below."""
    line = Image.new("RGB", (_TOP - 8, 20), _PAPER)
    ImageDraw.Draw(line).text((0, 10), name, _INK, font, anchor="lm")
    turned = line.rotate(90, expand=True)
    picture.paste(turned, (x - turned.width // 2, _TOP - 6 - turned.height))
