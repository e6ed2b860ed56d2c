"""The garment of any picture as a specification: what the image encoder is sure of, and colours that were measured."""

from __future__ import annotations

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, GarmentSpec, Slot
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.image_encoder import ImageReading
from tryon_desktop.engine.style.request import Want

WEARABLE = 0.35
"""Below this the picture shows shoes, a hat, or something else that cannot be tried on."""

_SURE = {"pattern": 0.5, "fabric": 0.5, "sleeve": 0.4, "neckline": 0.4, "length": 0.4}
"""Probability from which on a head is believed; below, the category's usual value is taken."""
_OUTLINE_RIGHT = 0.2
"""Probability that the encoder must leave to the category that an outline was taken for, to keep the outline's."""


def pictured(reading: ImageReading, cut: GarmentSpec | None = None) -> GarmentSpec | None:
    """What a picture shows; None where it is nothing that can be tried on.

    cut: what was measured of the garment where it could be cut out; its colours are kept, and all of it where the
    encoder agrees on the category: on a casual photograph the outline alone mistakes a crumpled shirt for shorts.
    """
    if reading.wearable < WEARABLE:
        return None
    categories = reading.categories()
    if cut is not None and categories[cut.category] >= _OUTLINE_RIGHT:
        return cut
    category = max(Category, key=lambda one: categories[one])
    skipped = {"sleeve", "neckline"} if SLOT_OF[category] is Slot.BOTTOM else set()
    colours = cut.colours if cut is not None else (reading.colour,)
    wants = [Want("category", (category.value,), ""), Want("colour", colours[:1], "")]
    for head, sure in _SURE.items():
        value, probability = reading.best(head)
        if head not in skipped and value != "none" and probability >= sure:
            wants.append(Want(head, (value,), ""))
    return design(wants)
