"""GarmentSpec: the one vocabulary of the house.

What a caption says, what the decoder predicts, what the tailor draws and what a catalog entry stores. Values are
tailoring's own terms; their English and Chinese words live in `engine.style`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.faults import choices_of, explained
from tryon_desktop.engine.garments.trimming import Scale, Trim


class Category(StrEnum):
    """What kind of garment it is; decides its slot, its construction and its defaults."""

    TEE = "tee"
    POLO = "polo"
    TANK = "tank"
    SHIRT = "shirt"
    BLOUSE = "blouse"
    SWEATSHIRT = "sweatshirt"
    HOODIE = "hoodie"
    SWEATER = "sweater"
    CARDIGAN = "cardigan"
    VEST = "vest"
    BLAZER = "blazer"
    JACKET = "jacket"
    COAT = "coat"
    DRESS = "dress"
    SKIRT = "skirt"
    TROUSERS = "trousers"
    JEANS = "jeans"
    JOGGERS = "joggers"
    LEGGINGS = "leggings"
    SHORTS = "shorts"


class Slot(StrEnum):
    """Where on the body a garment goes; an outfit holds at most one for each slot, drawn in this order."""

    BOTTOM = "bottom"
    TOP = "top"
    FULL = "full"
    OUTER = "outer"


SLOT_OF: dict[Category, Slot] = {
    **dict.fromkeys(
        (Category.TEE, Category.POLO, Category.TANK, Category.SHIRT, Category.BLOUSE, Category.SWEATSHIRT,
         Category.HOODIE, Category.SWEATER),
        Slot.TOP,
    ),
    **dict.fromkeys((Category.CARDIGAN, Category.VEST, Category.BLAZER, Category.JACKET, Category.COAT), Slot.OUTER),
    Category.DRESS: Slot.FULL,
    **dict.fromkeys(
        (Category.SKIRT, Category.TROUSERS, Category.JEANS, Category.JOGGERS, Category.LEGGINGS, Category.SHORTS),
        Slot.BOTTOM,
    ),
}  # fmt: skip


class Sleeve(StrEnum):
    """Sleeve length, shoulder to wrist."""

    NONE = "none"
    CAP = "cap"
    SHORT = "short"
    ELBOW = "elbow"
    THREE_QUARTER = "three_quarter"
    LONG = "long"


SLEEVE_REACH: dict[Sleeve, float] = {
    Sleeve.NONE: 0.0,
    Sleeve.CAP: 0.12,
    Sleeve.SHORT: 0.30,
    Sleeve.ELBOW: 0.48,
    Sleeve.THREE_QUARTER: 0.72,
    Sleeve.LONG: 1.0,
}
"""How far down the arm a sleeve goes: 0 at the shoulder joint, 1 at the wrist."""


class Neckline(StrEnum):
    """Neckline or collar; NONE for skirts and trousers."""

    NONE = "none"
    CREW = "crew"
    V = "v"
    SCOOP = "scoop"
    BOAT = "boat"
    SQUARE = "square"
    TURTLE = "turtle"
    MOCK = "mock"
    POLO = "polo"
    SHIRT = "shirt"
    CAMP = "camp"
    MANDARIN = "mandarin"
    SHAWL = "shawl"
    NOTCHED = "notched"
    HOOD = "hood"
    STAND = "stand"
    OFF_SHOULDER = "off_shoulder"
    STRAP = "strap"
    CROSSED = "crossed"
    PETER_PAN = "peter_pan"


class Length(StrEnum):
    """Where the hem falls on the body, whatever the category."""

    CROPPED = "cropped"
    WAIST = "waist"
    HIP = "hip"
    THIGH = "thigh"
    KNEE = "knee"
    MIDI = "midi"
    ANKLE = "ankle"
    FLOOR = "floor"


class Fit(StrEnum):
    """Ease over the body."""

    SLIM = "slim"
    REGULAR = "regular"
    RELAXED = "relaxed"
    OVERSIZED = "oversized"


class Shape(StrEnum):
    """Silhouette of a skirt, a dress's skirt, or trouser legs."""

    STRAIGHT = "straight"
    A_LINE = "a_line"
    FLARED = "flared"
    PENCIL = "pencil"
    PLEATED = "pleated"
    TAPERED = "tapered"
    WIDE = "wide"
    MERMAID = "mermaid"


class Pattern(StrEnum):
    """Print or weave of the cloth; MOTIF is the spec's `motif` all over it."""

    SOLID = "solid"
    STRIPE = "stripe"
    BRETON = "breton"
    PINSTRIPE = "pinstripe"
    GINGHAM = "gingham"
    TARTAN = "tartan"
    BUFFALO = "buffalo"
    HOUNDSTOOTH = "houndstooth"
    HERRINGBONE = "herringbone"
    DOTS = "dots"
    FLORAL = "floral"
    PAISLEY = "paisley"
    TROPICAL = "tropical"
    CAMOUFLAGE = "camouflage"
    TIE_DYE = "tie_dye"
    GRADIENT = "gradient"
    LEOPARD = "leopard"
    COLOUR_BLOCK = "colour_block"
    FAIR_ISLE = "fair_isle"
    ARGYLE = "argyle"
    CANDY = "candy"
    ZEBRA = "zebra"
    BATIK = "batik"
    MOTIF = "motif"


class Fabric(StrEnum):
    """Cloth: its weave, its sheen and the way it folds."""

    JERSEY = "jersey"
    POPLIN = "poplin"
    OXFORD = "oxford"
    LINEN = "linen"
    DENIM = "denim"
    TWILL = "twill"
    FLANNEL = "flannel"
    TWEED = "tweed"
    CORDUROY = "corduroy"
    KNIT = "knit"
    RIB = "rib"
    CABLE = "cable"
    FLEECE = "fleece"
    LEATHER = "leather"
    SUEDE = "suede"
    SATIN = "satin"
    SILK = "silk"
    VELVET = "velvet"
    LACE = "lace"
    DOWN = "down"
    WOOL = "wool"
    CHIFFON = "chiffon"
    SEQUINS = "sequins"


class Closure(StrEnum):
    """How the front closes."""

    NONE = "none"
    BUTTONS = "buttons"
    ZIP = "zip"
    HALF_ZIP = "half_zip"
    DOUBLE_BREASTED = "double_breasted"
    TOGGLES = "toggles"
    WRAP = "wrap"
    OPEN = "open"
    HALF_BUTTONS = "half_buttons"
    FROGS = "frogs"


class Detail(StrEnum):
    """Things sewn on."""

    CHEST_POCKET = "chest_pocket"
    FLAP_POCKETS = "flap_pockets"
    PATCH_POCKETS = "patch_pockets"
    KANGAROO_POCKET = "kangaroo_pocket"
    BELT = "belt"
    RIBBED_CUFFS = "ribbed_cuffs"
    DRAWSTRING = "drawstring"
    YOKE = "yoke"
    PLEATS = "pleats"
    RAGLAN = "raglan"
    PUFF_SLEEVES = "puff_sleeves"
    BELL_SLEEVES = "bell_sleeves"
    DISTRESSED = "distressed"
    KIMONO_SLEEVES = "kimono_sleeves"
    OBI = "obi"
    SIDE_SLITS = "side_slits"
    TIERS = "tiers"
    RUFFLES = "ruffles"
    EMBROIDERY = "embroidery"
    EPAULETTES = "epaulettes"
    BOW = "bow"
    TIE = "tie"
    SCARF = "scarf"


class Wearer(StrEnum):
    """Whom a shop would list it for."""

    UNISEX = "unisex"
    MEN = "men"
    WOMEN = "women"


class Season(StrEnum):
    """When one would wear it."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Occasion(StrEnum):
    """Where one would wear it."""

    CASUAL = "casual"
    WORK = "work"
    FORMAL = "formal"
    PARTY = "party"
    SPORT = "sport"
    OUTDOOR = "outdoor"
    HOME = "home"
    BEACH = "beach"


class Style(StrEnum):
    """What it says about who wears it."""

    CLASSIC = "classic"
    MINIMAL = "minimal"
    STREET = "street"
    VINTAGE = "vintage"
    BOHEMIAN = "bohemian"
    PREPPY = "preppy"
    ROMANTIC = "romantic"
    RUGGED = "rugged"
    SPORTY = "sporty"
    EDGY = "edgy"


def _hex_colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("a colour is written #rrggbb")
    return value.lower()


HexColour = Annotated[str, AfterValidator(_hex_colour)]


def _in_order(trims: tuple[tuple[Trim, str], ...]) -> tuple[tuple[Trim, str], ...]:
    parts = [part for part, _ in trims]
    if len(set(parts)) < len(parts):
        raise ValueError("a part has one colour")
    return tuple(sorted(trims))


class GarmentSpec(BaseModel):
    """Everything that the tailor needs to draw a garment and a person needs to ask for one. Immutable.

    colours: the cloth's own colour first, then the print's or trim's. Tags (season, occasion, style) may be empty.
    text: words set in type on the chest. motif: the key of a picture from the motif library (`tailor.motifs`), printed
    all over the cloth where the pattern is MOTIF and once on the chest otherwise. scale: how large the pattern repeats.
    trims: parts in a colour of their own, in any order, each once. Raises pydantic's ValidationError; `read_spec` turns
    it into one line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category
    colours: Annotated[tuple[HexColour, ...], Field(min_length=1, max_length=4)]
    pattern: Pattern = Pattern.SOLID
    fabric: Fabric = Fabric.JERSEY
    fit: Fit = Fit.REGULAR
    sleeve: Sleeve = Sleeve.NONE
    neckline: Neckline = Neckline.NONE
    length: Length = Length.HIP
    shape: Shape = Shape.STRAIGHT
    closure: Closure = Closure.NONE
    details: tuple[Detail, ...] = ()
    wearer: Wearer = Wearer.UNISEX
    season: tuple[Season, ...] = ()
    occasion: tuple[Occasion, ...] = ()
    style: tuple[Style, ...] = ()
    text: Annotated[str, Field(max_length=24)] = ""
    motif: Annotated[str, Field(max_length=48, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    scale: Scale = Scale.MEDIUM
    trims: Annotated[tuple[tuple[Trim, HexColour], ...], AfterValidator(_in_order)] = ()

    @model_validator(mode="after")
    def _bottoms_have_no_top(self) -> Self:
        if self.slot is Slot.BOTTOM and (self.sleeve is not Sleeve.NONE or self.neckline is not Neckline.NONE):
            field = "sleeve" if self.sleeve is not Sleeve.NONE else "neckline"
            raise ValueError(f"{field}: must be none, for {self.category} has neither sleeve nor neckline")
        if self.slot is not Slot.BOTTOM and self.neckline is Neckline.NONE:
            raise ValueError(f"neckline: {self.category} needs one; {choices_of('neckline', GarmentSpec.model_fields)}")
        if self.pattern is Pattern.MOTIF and not self.motif:
            raise ValueError("motif: the pattern 'motif' needs one")
        return self

    @property
    def slot(self) -> Slot:
        """Where on the body it goes."""
        return SLOT_OF[self.category]

    @property
    def colour(self) -> str:
        """The cloth's own colour, #rrggbb."""
        return self.colours[0]


def read_spec(data: dict[str, Any]) -> GarmentSpec:
    """Validate `data` as a GarmentSpec. Raises GarmentError: one line that names the field and the allowed values."""
    try:
        return GarmentSpec.model_validate(data)
    except ValidationError as error:
        raise GarmentError(explained(error.errors()[0], GarmentSpec.model_fields)) from error
