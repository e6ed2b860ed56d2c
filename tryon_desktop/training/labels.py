"""What is known of a picture, as the classes that each head may answer: one class, several, or any (nothing known)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from tryon_desktop.engine.arrays import Bool
from tryon_desktop.engine.garments.spec import SLOT_OF, Category, GarmentSpec, Neckline, Sleeve, Slot
from tryon_desktop.engine.style.heads import CATEGORIES_OF, HEADS, Kind, head_slices

PHOTO_LABELS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "T-Shirt": Kind.TSHIRT,
        "Longsleeve": Kind.LONGSLEEVE,
        "Pants": Kind.PANTS,
        "Shoes": Kind.SHOES,
        "Shirt": Kind.SHIRT,
        "Dress": Kind.DRESS,
        "Shorts": Kind.SHORTS,
        "Outwear": Kind.OUTWEAR,
        "Hat": Kind.HAT,
        "Skirt": Kind.SKIRT,
        "Polo": Kind.POLO,
        "Undershirt": Kind.UNDERSHIRT,
        "Blazer": Kind.BLAZER,
        "Hoodie": Kind.HOODIE,
        "Body": Kind.BODY,
        "Top": Kind.TOP,
        "Blouse": Kind.BLOUSE,
    }
)
"""Labels of the photographs' table -> kinds."""

KIND_CAPTIONS: MappingProxyType[Kind, str] = MappingProxyType(
    {
        Kind.TSHIRT: "T-shirt",
        Kind.LONGSLEEVE: "Long-sleeved top",
        Kind.PANTS: "Trousers",
        Kind.SHOES: "Shoes",
        Kind.SHIRT: "Shirt",
        Kind.DRESS: "Dress",
        Kind.SHORTS: "Shorts",
        Kind.OUTWEAR: "Jacket or coat",
        Kind.HAT: "Hat",
        Kind.SKIRT: "Skirt",
        Kind.POLO: "Polo shirt",
        Kind.UNDERSHIRT: "Undershirt, tank top",
        Kind.BLAZER: "Blazer",
        Kind.HOODIE: "Hoodie",
        Kind.BODY: "Baby's bodysuit",
        Kind.TOP: "Sleeveless top",
        Kind.BLOUSE: "Blouse",
    }
)
"""What a photograph of which only the kind is known is captioned."""

_SHORT = frozenset({Sleeve.CAP, Sleeve.SHORT, Sleeve.ELBOW})
_LONG = frozenset({Sleeve.THREE_QUARTER, Sleeve.LONG})
_SLEEVES_OF: Mapping[Kind, frozenset[Sleeve]] = {
    Kind.TSHIRT: _SHORT,
    Kind.POLO: _SHORT | _LONG,
    Kind.LONGSLEEVE: _LONG,
    Kind.BLAZER: _LONG,
    Kind.HOODIE: _LONG,
    Kind.UNDERSHIRT: frozenset({Sleeve.NONE}),
}
_NECKLINES_OF: Mapping[Kind, frozenset[Neckline]] = {
    Kind.POLO: frozenset({Neckline.POLO}),
    Kind.BLAZER: frozenset({Neckline.NOTCHED, Neckline.SHAWL}),
    Kind.HOODIE: frozenset({Neckline.HOOD}),
    Kind.SHIRT: frozenset({Neckline.SHIRT, Neckline.CAMP, Neckline.MANDARIN}),
}


def known_of_kind(kind: Kind) -> Bool:
    """(classes,) bool over all heads side by side: what a photograph's kind leaves possible."""
    known = np.ones(_width(), bool)
    _allow(known, "kind", frozenset({kind}))
    categories = CATEGORIES_OF[kind]
    _allow(known, "category", categories)
    if categories and {SLOT_OF[category] for category in categories} == {Slot.BOTTOM}:
        _allow(known, "sleeve", frozenset({Sleeve.NONE}))
        _allow(known, "neckline", frozenset({Neckline.NONE}))
    _allow(known, "sleeve", _SLEEVES_OF.get(kind, frozenset()))
    _allow(known, "neckline", _NECKLINES_OF.get(kind, frozenset()))
    return known


def known_of_spec(spec: GarmentSpec) -> Bool:
    """(classes,) bool over all heads: a drawn garment's own attributes, and the kinds its category may count as."""
    known = np.ones(_width(), bool)
    _allow(known, "kind", kinds_of(spec))
    for head in HEADS:
        if head != "kind":
            _allow(known, head, frozenset({getattr(spec, head)}))
    return known


def kinds_of(spec: GarmentSpec) -> frozenset[Kind]:
    """The kinds that people would sort this garment into."""
    if spec.category is Category.TEE:
        return frozenset({Kind.TSHIRT if spec.sleeve in _SHORT else Kind.LONGSLEEVE})
    return frozenset(kind for kind, categories in CATEGORIES_OF.items() if spec.category in categories)


def _allow(known: Bool, head: str, classes: frozenset[str]) -> None:
    """Narrow one head down to `classes`; an empty set, or one that the head does not know, says nothing."""
    allowed = np.array([name in classes for name in HEADS[head]])
    if allowed.any():
        known[head_slices()[head]] &= allowed


def _width() -> int:
    return sum(map(len, HEADS.values()))
