"""The contact sheet: people down, garments across."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, u8
from tryon_desktop.engine.quality.figures import Case

_HEIGHT = 360
_GAP, _CAPTION, _MARGIN = 12, 26, 20
_PAPER, _INK, _FAINT = (250, 250, 250), (40, 40, 40), (140, 140, 140)


def _fitting(picture: U8, width: int) -> U8:
    """`picture` (H, W, 3) uint8 as large as fits into `width` x _HEIGHT."""
    scale = min(width / picture.shape[1], _HEIGHT / picture.shape[0])
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    return u8(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))


def _write(sheet: U8, text: str, x: int, y: int, width: int, colour: tuple[int, int, int]) -> None:
    font, size = cv2.FONT_HERSHEY_DUPLEX, 0.45
    while len(text) > 4 and cv2.getTextSize(text, font, size, 1)[0][0] > width:
        text = text[:-4] + "..."
    cv2.putText(sheet, text, (x, y), font, size, colour, 1, cv2.LINE_AA)


def contact_sheet(cases: Sequence[Case], garment_ids: Sequence[str]) -> U8:
    """One row a person, (H, W, 3) uint8 BGR: as they came, then in every garment; blank where one found no place.

    Raises ValueError without cases.
    """
    if not cases:
        raise ValueError("contact_sheet: there is nobody to show")
    widest = max(case.before.shape[1] / case.before.shape[0] for case in cases)
    cell = round(_HEIGHT * min(widest, 4 / 3))
    row = _HEIGHT + _CAPTION + _GAP
    width = 2 * _MARGIN + (len(garment_ids) + 1) * (cell + _GAP) - _GAP
    sheet = np.full((2 * _MARGIN + len(cases) * row, width, 3), _PAPER, np.uint8)
    for line, case in enumerate(cases):
        worn = {wearing.garment_id: wearing for wearing in case.wearings}
        shown: list[tuple[str, U8 | None]] = [(case.source, case.before)]
        shown += [(name, worn[name].shown if name in worn else None) for name in garment_ids]
        for column, (caption, picture) in enumerate(shown):
            x, y = _MARGIN + column * (cell + _GAP), _MARGIN + line * row
            if picture is None:
                _write(sheet, f"{caption}: not worn", x, y + _HEIGHT // 2, cell, _FAINT)
                continue
            small = _fitting(picture, cell)
            left = x + (cell - small.shape[1]) // 2
            sheet[y : y + small.shape[0], left : left + small.shape[1]] = small
            _write(sheet, caption, x, y + _HEIGHT + 17, cell, _INK)
    return sheet
