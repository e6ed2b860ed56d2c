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
        "category": (
            Category.TEE, Category.POLO, Category.TANK, Category.SHIRT, Category.BLOUSE,
            Category.SWEATSHIRT, Category.HOODIE, Category.SWEATER, Category.CARDIGAN, Category.VEST,
            Category.BLAZER, Category.JACKET, Category.COAT, Category.DRESS, Category.SKIRT,
            Category.TROUSERS, Category.JEANS, Category.JOGGERS, Category.LEGGINGS, Category.SHORTS,
        ),
        "sleeve": (
            Sleeve.NONE, Sleeve.CAP, Sleeve.SHORT, Sleeve.ELBOW, Sleeve.THREE_QUARTER, Sleeve.LONG,
        ),
        "neckline": (
            Neckline.NONE, Neckline.CREW, Neckline.V, Neckline.SCOOP, Neckline.BOAT, Neckline.SQUARE,
            Neckline.TURTLE, Neckline.MOCK, Neckline.POLO, Neckline.SHIRT, Neckline.CAMP, Neckline.MANDARIN,
            Neckline.SHAWL, Neckline.NOTCHED, Neckline.HOOD, Neckline.STAND, Neckline.OFF_SHOULDER,
            Neckline.STRAP,
        ),
        "length": (
            Length.CROPPED, Length.WAIST, Length.HIP, Length.THIGH, Length.KNEE, Length.MIDI, Length.ANKLE,
            Length.FLOOR,
        ),
        "pattern": (
            Pattern.SOLID, Pattern.STRIPE, Pattern.BRETON, Pattern.PINSTRIPE, Pattern.GINGHAM,
            Pattern.TARTAN, Pattern.BUFFALO, Pattern.HOUNDSTOOTH, Pattern.HERRINGBONE, Pattern.DOTS,
            Pattern.FLORAL, Pattern.PAISLEY, Pattern.TROPICAL, Pattern.CAMOUFLAGE, Pattern.TIE_DYE,
            Pattern.GRADIENT, Pattern.LEOPARD, Pattern.COLOUR_BLOCK, Pattern.FAIR_ISLE, Pattern.ARGYLE,
            Pattern.CANDY, Pattern.ZEBRA, Pattern.BATIK,
        ),
        "fabric": (
            Fabric.JERSEY, Fabric.POPLIN, Fabric.OXFORD, Fabric.LINEN, Fabric.DENIM, Fabric.TWILL,
            Fabric.FLANNEL, Fabric.TWEED, Fabric.CORDUROY, Fabric.KNIT, Fabric.RIB, Fabric.CABLE,
            Fabric.FLEECE, Fabric.LEATHER, Fabric.SUEDE, Fabric.SATIN, Fabric.SILK, Fabric.VELVET,
            Fabric.LACE, Fabric.DOWN, Fabric.WOOL, Fabric.CHIFFON, Fabric.SEQUINS,
        ),
    }
)  # fmt: skip
"""Head -> classes. The network's `logits` are these heads side by side.

They are the classes that the shipped network was trained on: the vocabulary may have grown since.
"""


def head_slices() -> dict[str, slice]:
    """Where each head lies in the network's `logits`."""
    slices, start = {}, 0
    for name, classes in HEADS.items():
        slices[name] = slice(start, start + len(classes))
        start += len(classes)
    return slices
