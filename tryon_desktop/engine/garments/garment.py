"""A garment ready to be worn: its picture in layers, its landmarks and its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from tryon_desktop.engine.arrays import U8, check_array
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot


class Part(StrEnum):
    """Pieces of a garment that move with a piece of the body. RIGHT is the wearer's right, on the picture's left."""

    TORSO = "torso"
    RIGHT_SLEEVE = "right_sleeve"
    LEFT_SLEEVE = "left_sleeve"
    SKIRT = "skirt"
    RIGHT_LEG = "right_leg"
    LEFT_LEG = "left_leg"


UPPER_LANDMARKS = (
    "neck_r", "neck_l", "neck_front", "neck_back", "shoulder_r", "shoulder_l", "armpit_r", "armpit_l",
    "waist_r", "waist_l", "hem_r", "hem_l",
)  # fmt: skip
"""Of every top, outer garment and dress.

neck_*: where the neckline meets the shoulder seam, at the foot of a collar. neck_front: the lowest point of the
front neckline's edge, on the centre line (on the picture of a shirt or jacket: where the collar's leaves meet).
neck_back: the middle of the back neckline. shoulder_*: the tip of the shoulder, where a set-in sleeve begins.
armpit_*: where sleeve and side seam meet. waist_*: the side seam at the natural waist. hem_*: the lower corners.
"""

SLEEVE_LANDMARKS = ("elbow_{s}_outer", "elbow_{s}_inner", "cuff_{s}_outer", "cuff_{s}_inner")
"""For {s} in r, l, when there are sleeves; elbow_* only where the sleeve reaches past the elbow. outer: the edge
that continues from the shoulder; inner: the edge that continues from the armpit."""

FULL_LANDMARKS = ("hip_r", "hip_l")
"""Dresses and long coats besides: the side seam at the hip joint."""

SKIRT_LANDMARKS = ("waist_r", "waist_l", "hip_r", "hip_l", "hem_r", "hem_l")

TROUSER_LANDMARKS = (
    "waist_r", "waist_l", "hip_r", "hip_l", "crotch",
    "knee_r_outer", "knee_r_inner", "hem_r_outer", "hem_r_inner",
    "knee_l_outer", "knee_l_inner", "hem_l_outer", "hem_l_inner",
)  # fmt: skip
"""knee_* only where the leg reaches past the knee."""


class Origin(StrEnum):
    """Where a garment came from."""

    TAILOR = "tailor"
    SAMPLE = "sample"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Garment:
    """A front view, flat, arms hanging; immutable.

    image: (H, W, 4) uint8 BGRA, straight alpha, colour bled past the outline so that filtering brings in no
        background. Longest side 768-1024 px, or half of that.
    inner: (H, W, 4) uint8 BGRA or None, in the same frame: what shows of the inside of the back, behind the neck.
        Where `image` shows the inside of the collar (photographs), that region is moved here out of `image`.
    landmarks: name -> (x, y) in picture pixels; see the *_LANDMARKS tables.
    parts: Part -> (H, W) uint8 weight. Torso, skirt and legs end at their seams with a few pixels of overlap, so
        that every opaque pixel of `image` has a part.
    coarse: half as large as it could be, to be worn until the whole one is ready.
    """

    id: str
    spec: GarmentSpec
    image: U8
    landmarks: Mapping[str, tuple[float, float]]
    parts: Mapping[Part, U8]
    inner: U8 | None = None
    origin: Origin = Origin.TAILOR
    notes: tuple[str, ...] = field(default=())
    coarse: bool = False

    def __post_init__(self) -> None:
        check_array("Garment.image", self.image, (None, None, 4), np.uint8)
        height, width = self.image.shape[:2]
        layers: dict[str, U8] = {f"Garment.parts[{part}]": mask for part, mask in self.parts.items()}
        for name, mask in layers.items():
            check_array(name, mask, (height, width), np.uint8)
        if self.inner is not None:
            check_array("Garment.inner", self.inner, (height, width, 4), np.uint8)
        for array in (self.image, self.inner, *self.parts.values()):
            if array is not None:
                array.flags.writeable = False
        object.__setattr__(self, "landmarks", MappingProxyType(dict(self.landmarks)))
        object.__setattr__(self, "parts", MappingProxyType(dict(self.parts)))

    @property
    def slot(self) -> Slot:
        """Where on the body it goes."""
        return self.spec.slot

    @property
    def has_sleeves(self) -> bool:
        """Whether there are sleeves to follow the arms."""
        return Part.RIGHT_SLEEVE in self.parts


def flattened(garment: Garment) -> U8:
    """(H, W, 4) BGRA: the garment over what shows of its inside, straight alpha, transparent elsewhere."""
    if garment.inner is None:
        return garment.image
    over = garment.image[..., 3:].astype(np.float32) / 255
    under = garment.inner[..., 3:].astype(np.float32) / 255 * (1 - over)
    alpha = over + under
    colour = garment.image[..., :3] * over + garment.inner[..., :3] * under
    colour = np.where(alpha > 1e-3, colour / np.maximum(alpha, 1e-3), garment.image[..., :3])
    return np.round(np.dstack([colour, alpha * 255])).astype(np.uint8)
