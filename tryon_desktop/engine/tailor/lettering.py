"""Words set in type: Pillow's own Latin face, or a system face that has Chinese characters."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.numeric import f32

_CHINESE_FACES = (
    "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansSC-Bold.otf", "NotoSansSC-Regular.otf", "msyhbd.ttc",
    "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf", "simhei.ttf",
)  # fmt: skip

_LATIN_END = 0x0250
"""Pillow's face has the Latin blocks below this code point."""

_FINE = 2


@lru_cache(maxsize=1)
def _chinese_face() -> str | None:
    for name in _CHINESE_FACES:
        try:
            ImageFont.truetype(name, 12)
        except OSError:
            continue
        return name
    return None


def can_set(text: str) -> bool:
    """Whether there is a face with these characters on this machine."""
    return all(ord(c) < _LATIN_END for c in text) or _chinese_face() is not None


def typeface(text: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A face `size` pixels high that has the characters of `text`, if there is one."""
    face = None if all(ord(c) < _LATIN_END for c in text) else _chinese_face()
    return ImageFont.load_default(size=size) if face is None else ImageFont.truetype(face, size)


def set_type(text: str, height: float, width: float) -> F32 | None:
    """Coverage (h, w) 0-1 of `text` in a bold face, `height` pixels high and at most `width` wide.

    None when no face on this machine has the characters.
    """
    if not text.strip() or not can_set(text):
        return None
    size = max(6.0, height * _FINE)
    left, top, right, bottom = typeface(text, size).getbbox(text)
    if right - left > width * _FINE:
        size = max(5.0, size * width * _FINE / (right - left))
        left, top, right, bottom = typeface(text, size).getbbox(text)
    # Latin is set in a regular face and made bold; Chinese faces are bold, and their strokes would run together.
    weight = max(1, round(size * 0.035)) if all(ord(c) < _LATIN_END for c in text) else 0
    across, down = int(right - left) + 2 * weight + 4, int(bottom - top) + 2 * weight + 4
    picture = Image.new("L", (across, down), 0)
    ImageDraw.Draw(picture).text(
        (2 + weight - left, 2 + weight - top), text, font=typeface(text, size), fill=255, stroke_width=weight
    )
    whole = np.asarray(picture, np.float32) / 255
    return f32(cv2.resize(whole, (max(1, across // _FINE), max(1, down // _FINE)), interpolation=cv2.INTER_AREA))
