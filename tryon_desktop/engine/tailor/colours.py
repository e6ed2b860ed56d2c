"""Colours in linear light, BGR, within the albedos that cloth can have."""

from __future__ import annotations

import colorsys

import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.tailor.numeric import f32

DARKEST, LIGHTEST = 0.012, 0.83
"""Albedo of the blackest and whitest cloth: shading must stay visible at both ends."""

_STEPS = 4096
_ENCODE: U8 = np.round(
    255
    * np.where(
        (x := np.linspace(0, 1, _STEPS)) <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055
    )
).astype(np.uint8)


def linear(colour: str) -> F32:
    """#rrggbb as (3,) float32 linear-light BGR, held within cloth's albedos."""
    srgb = f32([int(colour[i : i + 2], 16) for i in (5, 3, 1)]) / 255
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return (DARKEST + (LIGHTEST - DARKEST) * light).astype(np.float32)


def encode(light: F32) -> U8:
    """Linear light 0-1 to sRGB uint8."""
    index = (np.clip(light, 0, 1) * np.float32(_STEPS - 1)).astype(np.uint16)
    return np.asarray(np.take(_ENCODE, index), np.uint8)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0-1."""
    blue, green, red = linear(colour)
    return float(0.0722 * blue + 0.7152 * green + 0.2126 * red)


def palette(colours: tuple[str, ...], count: int = 4) -> list[str]:
    """`colours` completed to `count` with companions of the first: a contrast, a deeper and a lighter tone."""
    first = colours[0]
    dark = luminance(first) < 0.22
    companions = [
        "#f1ede4" if dark else "#22304a",
        shifted(first, 0.55 if not dark else 1.9),
        shifted(first, 1.35 if not dark else 0.6),
    ]
    return (list(colours) + companions)[:count] if len(colours) < count else list(colours[:count])


def shifted(colour: str, brightness: float) -> str:
    """The colour made darker (< 1) or lighter (> 1) at the same hue."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = min(0.95, max(0.04, lightness * brightness))
    return "#" + "".join(f"{round(c * 255):02x}" for c in colorsys.hls_to_rgb(hue, lightness, saturation))
