"""The person in a picture, as far as they count for the choice of garments."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.blending.skin import skin_tone
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.vision.body import Body, Region
from tryon_desktop.engine.vision.framing import framing_of

_STEP = 2
_FEWEST = 40
"""Labelled places of hair from which on they tell its colour."""


def person_of(frame_bgr: U8, body: Body | None) -> Person | None:
    """What of `body` in its frame, (H, W, 3) uint8 BGR as the camera gave it, counts; None where nobody is seen.

    For a request, not for every frame. The colours are those of the picture, light included.
    """
    framing = framing_of(body) if body is not None else None
    if body is None or framing is None:
        return None
    skin, hair = skin_tone(frame_bgr, body), _hair(frame_bgr, body)
    return Person(() if skin is None else (_hex(skin),), "" if hair is None else _hex(hair), framing)


def _hair(frame_bgr: U8, body: Body) -> F32 | None:
    """(3,) float32 BGR: the median of what is labelled hair, the darkest third left out, which lies in shadow."""
    if body.label_map is None:
        return None
    rows, columns = np.nonzero(body.label_map[::_STEP, ::_STEP] == Region.HAIR)
    if len(rows) < _FEWEST:
        return None
    height, width = frame_bgr.shape[:2]
    down, across = body.label_map.shape
    colours = frame_bgr[(rows * _STEP * height) // down, (columns * _STEP * width) // across]
    bright = colours[np.argsort(colours.sum(1, dtype=np.int64))[len(colours) // 3 :]]
    return np.asarray(np.median(bright, axis=0), np.float32)


def _hex(bgr: F32) -> str:
    blue, green, red = (int(np.clip(round(float(value)), 0, 255)) for value in bgr)
    return f"#{red:02x}{green:02x}{blue:02x}"
