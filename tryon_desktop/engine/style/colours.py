"""Colours and their names, in English and Chinese.

Distances are Euclidean in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020) with a and b
doubled, which evens out their small range against lightness (the "deltaE OK2" of the CSS Color working group): near
to CIEDE2000 without its discontinuities, and a plain vector norm. A just noticeable difference is about 0.02.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tryon_desktop.engine.resources import assets

Language: TypeAlias = Literal["en", "zh"]
F64: TypeAlias = NDArray[np.float64]

_LINEAR_TO_LMS = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_LMS_TO_OKLAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
_SCALE = (1.0, 2.0, 2.0)
_TOLERANCE = 0.17
_SAME = 0.5
_OKLAB_TO_LMS = np.linalg.inv(_LMS_TO_OKLAB)
_LMS_TO_LINEAR = np.linalg.inv(_LINEAR_TO_LMS)


@dataclass(frozen=True, slots=True)
class Colour:
    """A named colour. `family` is its basic colour word; the first of `en` and of `zh` is the one we say."""

    hex: str
    family: str
    en: tuple[str, ...]
    zh: tuple[str, ...]

    def name(self, language: Language) -> str:
        """The preferred name."""
        return (self.en if language == "en" else self.zh)[0]


@dataclass(frozen=True, slots=True)
class Tone:
    """A region of OKLCh that people call by one word ("pastel"). Bounds are inclusive; hue in degrees.

    `shift` is what the word does to a colour named after it ("dark teal"): lightness added, chroma multiplied.
    """

    name_en: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    lightness: tuple[float, float]
    chroma: tuple[float, float]
    hue: tuple[float, float]
    shift: tuple[float, float]

    def holds(self, hex_colour: str) -> bool:
        """Whether a colour lies in the region."""
        lightness, chroma, hue = oklch(hex_colour)
        return (
            self.lightness[0] <= lightness <= self.lightness[1]
            and self.chroma[0] <= chroma <= self.chroma[1]
            and self.hue[0] <= hue <= self.hue[1]
        )

    def name(self, language: Language) -> str:
        """The word itself."""
        return self.name_en if language == "en" else self.zh[0]


@cache
def colours() -> tuple[Colour, ...]:
    """The table of named colours, in the order of the file."""
    rows = _table()["colours"]
    return tuple(Colour(h, family, tuple(en.split("|")), tuple(zh.split("|"))) for h, family, en, zh in rows)


@cache
def tones() -> tuple[Tone, ...]:
    """The table of tones: "dark", "pastel", ..."""
    return tuple(
        Tone(
            name_en=row["name_en"],
            en=tuple(row["en"].split("|")),
            zh=tuple(row["zh"].split("|")),
            lightness=tuple(row["lightness"]),
            chroma=tuple(row["chroma"]),
            hue=tuple(row.get("hue", (0.0, 360.0))),
            shift=tuple(row.get("shift", (0.0, 1.0))),
        )
        for row in _table()["tone"]
    )


@cache
def oklab(hex_colour: str) -> tuple[float, float, float]:
    """OKLab coordinates of an sRGB colour written #rrggbb: L in 0..1, a and b in about -0.4..0.4.

    Raises ValueError when it is not written so.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", hex_colour):
        raise ValueError(f"a colour is written #rrggbb, not {hex_colour!r}")
    srgb = np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lightness, a, b = (float(v) for v in _LMS_TO_OKLAB @ np.cbrt(_LINEAR_TO_LMS @ linear))
    return lightness, a, b


def from_oklab(lightness: float, a: float, b: float) -> str:
    """The sRGB colour #rrggbb nearest to OKLab coordinates, out-of-gamut channels clipped."""
    linear = np.clip(_LMS_TO_LINEAR @ (_OKLAB_TO_LMS @ np.array([lightness, a, b])) ** 3, 0, 1)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (round(v * 255) for v in srgb)
    return f"#{red:02x}{green:02x}{blue:02x}"


def oklch(hex_colour: str) -> tuple[float, float, float]:
    """Lightness 0..1, chroma 0..0.4 and hue in degrees 0..360."""
    lightness, a, b = oklab(hex_colour)
    return lightness, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


@lru_cache(maxsize=1 << 16)
def distance(first: str, second: str) -> float:
    """Perceptual distance: 0 the same, 0.02 barely visible, 0.1 another shade, 1 black against white."""
    (l1, a1, b1), (l2, a2, b2) = oklab(first), oklab(second)
    return math.hypot((l1 - l2) * _SCALE[0], (a1 - a2) * _SCALE[1], (b1 - b2) * _SCALE[2])


_GREYS = frozenset(("black", "grey", "white"))
_COLOURED = 0.7
"""What a colour loses that is asked for a grey, or a grey for a colour: pale pink is near to light grey and no grey."""


@lru_cache(maxsize=1 << 16)
def likeness(wanted: str, present: str) -> float:
    """How well a colour answers a request for another, 0..1. A basic word ("blue") is answered by its family too."""
    close = math.exp(-((distance(wanted, present) / _TOLERANCE) ** 2))
    asked = nearest(wanted)
    if (asked.family in _GREYS) is not (nearest(present).family in _GREYS):
        close *= _COLOURED
    basic = asked.hex == wanted and asked.family in asked.en
    return max(close, 0.8) if basic and nearest(present).family == asked.family else close


def same_colour(named: str, present: str) -> bool:
    """Whether a person would call both by one word: near enough, and of one family."""
    return likeness(named, present) > _SAME and nearest(named).family == nearest(present).family


@cache
def nearest(hex_colour: str) -> Colour:
    """The named colour closest to the eye."""
    grid: F64 = _grid()
    return colours()[int(np.argmin(np.linalg.norm(grid - np.array(oklab(hex_colour)) * _SCALE, axis=1)))]


def name_of(hex_colour: str, language: Language) -> str:
    """What a person would call the colour, e.g. "mustard" or "姜黄色"."""
    return nearest(hex_colour).name(language)


def shifted(hex_colour: str, *, lightness: float = 0.0, chroma: float = 1.0) -> str:
    """Lighter or darker by `lightness` (OKLab units) and `chroma` times as saturated, the hue kept."""
    current, a, b = oklab(hex_colour)
    return from_oklab(float(np.clip(current + lightness, 0.08, 0.99)), a * chroma, b * chroma)


@cache
def _grid() -> F64:
    grid: F64 = np.array([oklab(colour.hex) for colour in colours()]) * _SCALE
    return grid


@cache
def _table() -> dict[str, Any]:
    with (assets() / "style" / "colours.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)
    return table
