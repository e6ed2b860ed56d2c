"""`sew`: from a GarmentSpec to a Garment."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Category, Fabric, GarmentSpec, Slot
from tryon_desktop.engine.tailor.bottoms import sew_trousers
from tryon_desktop.engine.tailor.cloth import CLOTHS, Cloth
from tryon_desktop.engine.tailor.colours import palette
from tryon_desktop.engine.tailor.draft import Draft
from tryon_desktop.engine.tailor.hang import lay_down
from tryon_desktop.engine.tailor.lettering import can_set
from tryon_desktop.engine.tailor.paint import paint
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.skirts import sew_skirt
from tryon_desktop.engine.tailor.tops import sew_top

Maker = Callable[[GarmentSpec, Cloth, np.random.Generator], Draft]

_FINE = frozenset({Fabric.POPLIN, Fabric.OXFORD, Fabric.LINEN, Fabric.WOOL, Fabric.TWILL, Fabric.TWEED})
"""Shirtings and suitings: their stripes run down and their checks are small."""


def sew(spec: GarmentSpec, *, size: int = 1024, garment_id: str = "") -> Garment:
    """Draw the garment that `spec` describes, its longest side `size` pixels.

    The same spec gives the same picture. Raises ValueError below 64 pixels.
    """
    if size < 64:
        raise ValueError(f"size: expected 64 pixels or more, got {size}")
    seed = zlib.crc32(spec.model_dump_json(include={"category", "fabric", "fit", "length", "sleeve", "shape"}).encode())
    rng = np.random.default_rng(seed)
    cloth = CLOTHS[spec.fabric]
    draft = lay_down(_maker(spec)(spec, cloth, rng), rng)
    drop = max(y for _, y in draft.landmarks.values())
    colours = palette(spec.colours)
    pattern = Print(spec.pattern, colours, drop, fine=spec.fabric in _FINE, seed=seed % 1000)
    painted = paint(draft, cloth, colours, pattern, size, seed % 100_003)
    x0, y0 = painted.frame.origin
    density = painted.frame.density
    landmarks = {name: ((x - x0) * density - 0.5, (y - y0) * density - 0.5) for name, (x, y) in draft.landmarks.items()}
    notes = () if can_set(spec.text) else ("the words are left out: no typeface here has their characters",)
    return Garment(garment_id, spec, painted.image, landmarks, painted.parts, painted.inner, notes=notes)


def _maker(spec: GarmentSpec) -> Maker:
    if spec.category is Category.SKIRT:
        return sew_skirt
    if spec.slot is Slot.BOTTOM:
        return sew_trousers
    return sew_top
