"""Notions: which thread and buttons suit a garment."""

from __future__ import annotations

from tryon_desktop.engine.garments.spec import Category, Fabric, GarmentSpec
from tryon_desktop.engine.tailor.colours import luminance, shifted

_WORKWEAR = frozenset({Fabric.TWILL, Fabric.CORDUROY, Fabric.LINEN, Fabric.FLANNEL, Fabric.SUEDE})
"""Jackets of these have buttons of the cloth's own colour."""

DENIM_THREAD = "#b98a4e"


def thread_of(spec: GarmentSpec) -> str | None:
    """Contrast thread on denim, the cloth's own elsewhere."""
    return DENIM_THREAD if spec.fabric is Fabric.DENIM else None


def button_colour(spec: GarmentSpec) -> tuple[str, bool]:
    """(colour, whether metal) of the buttons that suit the cloth."""
    if spec.fabric is Fabric.DENIM:
        return "#b6a48a", True
    if spec.category in (Category.SHIRT, Category.BLOUSE, Category.POLO, Category.DRESS):
        return ("#eceae2" if luminance(spec.colour) > 0.05 else "#2b2b2e"), False
    if spec.category is Category.JACKET and spec.fabric in _WORKWEAR:
        return shifted(spec.colour, 0.6 if luminance(spec.colour) > 0.02 else 1.6), False
    return ("#4d3b2d" if luminance(spec.colour) > 0.04 else "#1f1d1e"), False
