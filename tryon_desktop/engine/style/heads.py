"""What the image encoder says of a picture: its heads and the classes of each, in the order of its outputs."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from tryon_desktop.engine.garments.spec import Category, Fabric, Length, Neckline, Pattern, Sleeve


class Kind(StrEnum):
    """The coarse kinds that people sort photographs of clothes into; three of them are nothing that can be tried on."""

    TSHIRT = "tshirt"
    LONGSLEEVE = "longsleeve"
    PANTS = "pants"
    SHOES = "shoes"
    SHIRT = "shirt"
    DRESS = "dress"
    SHORTS = "shorts"
    OUTWEAR = "outwear"
    HAT = "hat"
    SKIRT = "skirt"
    POLO = "polo"
    UNDERSHIRT = "undershirt"
    BLAZER = "blazer"
    HOODIE = "hoodie"
    BODY = "body"
    TOP = "top"
    BLOUSE = "blouse"


CATEGORIES_OF: MappingProxyType[Kind, frozenset[Category]] = MappingProxyType(
    {
        Kind.TSHIRT: frozenset({Category.TEE}),
        Kind.LONGSLEEVE: frozenset({Category.TEE, Category.SWEATER, Category.SWEATSHIRT, Category.CARDIGAN}),
        Kind.PANTS: frozenset({Category.TROUSERS, Category.JEANS, Category.JOGGERS, Category.LEGGINGS}),
        Kind.SHOES: frozenset(),
        Kind.SHIRT: frozenset({Category.SHIRT}),
        Kind.DRESS: frozenset({Category.DRESS}),
        Kind.SHORTS: frozenset({Category.SHORTS}),
        Kind.OUTWEAR: frozenset({Category.JACKET, Category.COAT, Category.CARDIGAN, Category.VEST}),
        Kind.HAT: frozenset(),
        Kind.SKIRT: frozenset({Category.SKIRT}),
        Kind.POLO: frozenset({Category.POLO}),
        Kind.UNDERSHIRT: frozenset({Category.TANK}),
        Kind.BLAZER: frozenset({Category.BLAZER}),
        Kind.HOODIE: frozenset({Category.HOODIE}),
        Kind.BODY: frozenset(),
        Kind.TOP: frozenset({Category.TANK, Category.BLOUSE}),
        Kind.BLOUSE: frozenset({Category.BLOUSE}),
    }
)
"""The categories that each kind may turn out to be."""

LARGE_KINDS = (
    Kind.TSHIRT, Kind.LONGSLEEVE, Kind.PANTS, Kind.SHOES, Kind.SHIRT, Kind.DRESS, Kind.SHORTS, Kind.OUTWEAR, Kind.HAT,
    Kind.SKIRT,
)  # fmt: skip
"""The ten with the most photographs."""

HEADS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": tuple(Kind),
        "category": tuple(Category),
        "sleeve": tuple(Sleeve),
        "neckline": tuple(Neckline),
        "length": tuple(Length),
        "pattern": tuple(Pattern),
        "fabric": tuple(Fabric),
    }
)
"""Head -> classes. The network's `logits` are these heads side by side."""


def head_slices() -> dict[str, slice]:
    """Where each head lies in the network's `logits`."""
    slices, start = {}, 0
    for name, classes in HEADS.items():
        slices[name] = slice(start, start + len(classes))
        start += len(classes)
    return slices
