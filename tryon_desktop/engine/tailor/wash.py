"""Washing and wear: dye rubbed off where cloth stands out, kept in its grooves, faded where it is worn.

Under the dye denim is white; leather is the same colour, only lighter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.tailor.canvas import Layer
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.noise import smooth
from tryon_desktop.engine.tailor.numeric import f32

_BARE: F32 = f32([0.70, 0.68, 0.63])
"""Albedo of denim's white weft under the dye, linear BGR."""

_THIGH, _KNEE = (41.0, 15.0), (63.0, 9.0)
"""Where sitting fades trousers: cm below the waist, and over how many."""


@dataclass(frozen=True, slots=True, eq=False)
class Wear:
    """Where a layer is worn. rubbed: (H, W) -1 deep to 1 standing out. worn: (H, W) share of dye that use takes."""

    rubbed: F32
    worn: F32
    denim: bool
    density: float

    def fade(self, albedo: F32) -> F32:
        """`albedo`, (H, W, 3) linear BGR, as wear leaves it."""
        green = albedo[..., 1]
        weave = green / np.maximum(cv2.blur(green, (round(0.8 * self.density) | 1,) * 2), 1e-3)
        # Dark dye is young dye.
        age = np.float32(np.clip(0.45 + 6 * float(np.median(green[::4, ::4])), 0.45, 1))
        off = np.clip(0.62 * np.maximum(self.rubbed, 0) + age * self.worn, 0, 0.62)
        off *= np.float32(0.55) * np.clip(1.3 * weave - 0.3, 0.3, 1.7)
        bare = _BARE if self.denim else np.minimum(albedo * 2.2 + 0.02, 0.8)
        faded = albedo + np.maximum(bare - albedo, 0) * off[..., None]
        # There is no dye to keep in white cloth.
        kept = np.clip(1.1 - 1.4 * green, 0.16, 1) * 0.5
        faded *= (1 + kept * np.minimum(self.rubbed, 0))[..., None]
        return f32(faded)


def wear_of(layer: Layer, relief: F32, cloth: Cloth) -> Wear:
    """Find where `cloth` is worn from the layer's relief (cm) and parts."""
    density = layer.frame.density
    shape = relief.shape[::-1]
    fine = relief - cv2.blur(relief, (2 * round(0.45 * density) + 1,) * 2)
    small: F32 = f32(cv2.resize(relief, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA))
    broad = small - cv2.GaussianBlur(small, (0, 0), max(0.6, 1.5 * density * 0.125))
    patchy = smooth(small.shape, (small.shape[0] / density * 4, small.shape[1] / density * 4), 7, 3)
    rubbed = np.clip(cv2.resize(0.045 * patchy + 1.0 * broad, shape, interpolation=cv2.INTER_CUBIC) + fine * 7, -1, 1)
    worn = cv2.resize(_worn(layer, small.shape) + 0.03 * patchy, shape, interpolation=cv2.INTER_CUBIC)
    wear = np.float32(cloth.wear)
    return Wear(f32(rubbed * wear), f32(worn * wear), cloth.weave == "denim", density)


def _worn(layer: Layer, shape: tuple[int, int]) -> F32:
    """Share of dye lost to years of wear at a coarse scale: most in the middle, on trousers at thigh and knee."""
    cover = cv2.resize(layer.alpha, shape[::-1], interpolation=cv2.INTER_AREA)
    density = layer.frame.density * shape[0] / layer.frame.height
    inside = np.clip((cv2.GaussianBlur(cover, (0, 0), max(0.6, 4.0 * density)) - 0.55) / 0.45, 0, 1)
    fade = 0.16 * inside
    y = (np.arange(shape[0], dtype=np.float32) + 0.5) / density + layer.frame.origin[1]
    profile = sum(np.exp(-(((y - at) / over) ** 2)) * s for (at, over), s in ((_THIGH, 0.34), (_KNEE, 0.22)))
    for part in (Part.LEFT_LEG, Part.RIGHT_LEG):
        if part in layer.parts:
            leg = cv2.resize(layer.parts[part], shape[::-1], interpolation=cv2.INTER_AREA)
            middle = np.clip((cv2.GaussianBlur(leg, (0, 0), max(0.6, 4.4 * density)) - 0.48) / 0.4, 0, 1)
            fade += middle**1.5 * f32(profile)[:, None] * leg
    return f32(fade)
