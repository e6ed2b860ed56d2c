"""A garment as a list shows it."""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.database import OwnGarment
from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.shipped import ShippedGarment
from tryon_desktop.engine.garments.spec import Category, GarmentSpec


@dataclass(frozen=True, slots=True)
class Entry:
    """One garment of the catalog, as a list shows it. own: added by the user, and so removable.

    kept: False for a design that is gone when the program ends, unless it is kept.
    """

    id: str
    name_en: str
    name_zh: str
    category: Category
    origin: Origin
    spec: GarmentSpec
    own: bool = False
    kept: bool = True


def own_entry(own: OwnGarment, *, kept: bool = True) -> Entry:
    """The entry of one of the user's own garments."""
    name_en, name_zh = _names(own.spec)
    return Entry(
        own.id,
        own.name or name_en,
        own.name or name_zh,
        own.spec.category,
        own.origin,
        own.spec,
        own=True,
        kept=kept,
    )


def entry_of(garment: ShippedGarment) -> Entry:
    """The entry of a garment that comes with the program."""
    name_en, name_zh = garment.name_en, garment.name_zh
    if name_en is None or name_zh is None:
        described = _names(garment.spec)
        name_en, name_zh = name_en or described[0], name_zh or described[1]
    origin = Origin.TAILOR if garment.photo is None else Origin.SAMPLE
    return Entry(garment.id, name_en, name_zh, garment.spec.category, origin, garment.spec)


def _names(spec: GarmentSpec) -> tuple[str, str]:
    from tryon_desktop.engine.style.describe import describe

    return describe(spec, "en"), describe(spec, "zh")
