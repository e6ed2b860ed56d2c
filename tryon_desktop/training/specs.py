"""Random garments that a shop could sell: for each category only the cuts, cloths and closures that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from tryon_desktop.engine.garments.spec import (
    Category,
    Closure,
    Detail,
    Fabric,
    Fit,
    GarmentSpec,
    Length,
    Neckline,
    Pattern,
    Shape,
    Sleeve,
)
from tryon_desktop.engine.style.heads import HEADS

_Choice = TypeVar("_Choice")

_PRINTS_FOR: dict[Category, tuple[Pattern, ...]] = {
    Category.JEANS: (Pattern.SOLID,),
    Category.BLAZER: (Pattern.PINSTRIPE, Pattern.HOUNDSTOOTH, Pattern.HERRINGBONE, Pattern.TARTAN),
    Category.TROUSERS: (Pattern.PINSTRIPE, Pattern.TARTAN, Pattern.HOUNDSTOOTH, Pattern.CAMOUFLAGE, Pattern.STRIPE),
    Category.SWEATER: (Pattern.FAIR_ISLE, Pattern.ARGYLE, Pattern.BRETON, Pattern.STRIPE, Pattern.COLOUR_BLOCK),
    Category.CARDIGAN: (Pattern.FAIR_ISLE, Pattern.ARGYLE, Pattern.STRIPE, Pattern.COLOUR_BLOCK),
    Category.COAT: (Pattern.TARTAN, Pattern.HERRINGBONE, Pattern.HOUNDSTOOTH, Pattern.LEOPARD),
}
_ANY_PRINT = tuple(Pattern(name) for name in HEADS["pattern"])
_FINISHED = (Closure.BUTTONS, Closure.ZIP)
_LIGHT = (Fabric.POPLIN, Fabric.OXFORD, Fabric.LINEN, Fabric.SILK, Fabric.SATIN, Fabric.CHIFFON, Fabric.LACE)
_KNITTED = (Fabric.KNIT, Fabric.RIB, Fabric.CABLE, Fabric.WOOL)


@dataclass(frozen=True, slots=True)
class _Range:
    """What one category is made of; what comes first is commonest."""

    fabric: tuple[Fabric, ...]
    length: tuple[Length, ...]
    sleeve: tuple[Sleeve, ...] = (Sleeve.NONE,)
    neckline: tuple[Neckline, ...] = (Neckline.NONE,)
    closure: tuple[Closure, ...] = (Closure.NONE,)
    shape: tuple[Shape, ...] = (Shape.STRAIGHT,)
    details: tuple[Detail, ...] = ()


_LONG_OR_SHORT = (Sleeve.LONG, Sleeve.SHORT, Sleeve.THREE_QUARTER, Sleeve.ELBOW)
_BARE_OR_ANY = (Sleeve.NONE, Sleeve.SHORT, Sleeve.CAP, Sleeve.LONG, Sleeve.ELBOW, Sleeve.THREE_QUARTER)
_BODY = (Length.HIP, Length.WAIST, Length.THIGH, Length.CROPPED)
_LEGS = (Shape.STRAIGHT, Shape.TAPERED, Shape.WIDE, Shape.FLARED)

_RANGES: dict[Category, _Range] = {
    Category.TEE: _Range(
        (Fabric.JERSEY, Fabric.RIB, Fabric.LINEN), _BODY,
        (Sleeve.SHORT, Sleeve.LONG, Sleeve.THREE_QUARTER, Sleeve.ELBOW, Sleeve.CAP),
        (Neckline.CREW, Neckline.V, Neckline.SCOOP, Neckline.BOAT, Neckline.MOCK), details=(Detail.CHEST_POCKET,)),
    Category.POLO: _Range(
        (Fabric.JERSEY, Fabric.KNIT, Fabric.RIB), (Length.HIP, Length.WAIST), (Sleeve.SHORT, Sleeve.LONG),
        (Neckline.POLO,), (Closure.BUTTONS,), details=(Detail.RIBBED_CUFFS,)),
    Category.TANK: _Range(
        (Fabric.JERSEY, Fabric.RIB, Fabric.SATIN, Fabric.SEQUINS), _BODY, (Sleeve.NONE,),
        (Neckline.SCOOP, Neckline.CREW, Neckline.STRAP, Neckline.V)),
    Category.SHIRT: _Range(
        (*_LIGHT[:4], Fabric.FLANNEL, Fabric.DENIM, Fabric.CORDUROY), (Length.HIP, Length.THIGH),
        (Sleeve.LONG, Sleeve.SHORT), (Neckline.SHIRT, Neckline.CAMP, Neckline.MANDARIN), (Closure.BUTTONS,),
        details=(Detail.CHEST_POCKET, Detail.FLAP_POCKETS)),
    Category.BLOUSE: _Range(
        _LIGHT, (Length.HIP, Length.WAIST, Length.CROPPED), _LONG_OR_SHORT,
        (Neckline.V, Neckline.SHIRT, Neckline.CREW, Neckline.SCOOP, Neckline.SQUARE, Neckline.OFF_SHOULDER,
         Neckline.MOCK), (Closure.NONE, Closure.BUTTONS, Closure.WRAP)),
    Category.SWEATSHIRT: _Range(
        (Fabric.FLEECE, Fabric.JERSEY), (Length.HIP, Length.WAIST), (Sleeve.LONG,), (Neckline.CREW, Neckline.STAND),
        (Closure.NONE, Closure.HALF_ZIP), details=(Detail.RIBBED_CUFFS, Detail.RAGLAN)),
    Category.HOODIE: _Range(
        (Fabric.FLEECE, Fabric.JERSEY), (Length.HIP, Length.WAIST, Length.CROPPED), (Sleeve.LONG,), (Neckline.HOOD,),
        (Closure.NONE, Closure.ZIP), details=(Detail.KANGAROO_POCKET, Detail.DRAWSTRING, Detail.RIBBED_CUFFS)),
    Category.SWEATER: _Range(
        _KNITTED, (Length.HIP, Length.WAIST, Length.THIGH), (Sleeve.LONG, Sleeve.LONG, Sleeve.SHORT),
        (Neckline.CREW, Neckline.V, Neckline.TURTLE, Neckline.MOCK, Neckline.BOAT), (Closure.NONE,),
        details=(Detail.RIBBED_CUFFS,)),
    Category.CARDIGAN: _Range(
        _KNITTED, (Length.HIP, Length.WAIST, Length.THIGH, Length.KNEE), (Sleeve.LONG,),
        (Neckline.V, Neckline.CREW, Neckline.SHAWL), (Closure.BUTTONS, Closure.OPEN), details=(Detail.PATCH_POCKETS,)),
    Category.VEST: _Range(
        (Fabric.DOWN, Fabric.WOOL, Fabric.TWILL, Fabric.KNIT, Fabric.FLEECE), (Length.HIP, Length.WAIST),
        (Sleeve.NONE,), (Neckline.V, Neckline.STAND), _FINISHED),
    Category.BLAZER: _Range(
        (Fabric.WOOL, Fabric.TWILL, Fabric.TWEED, Fabric.LINEN, Fabric.VELVET), (Length.THIGH, Length.HIP),
        (Sleeve.LONG,), (Neckline.NOTCHED, Neckline.NOTCHED, Neckline.SHAWL),
        (Closure.BUTTONS, Closure.DOUBLE_BREASTED), details=(Detail.FLAP_POCKETS, Detail.PATCH_POCKETS)),
    Category.JACKET: _Range(
        (Fabric.TWILL, Fabric.DENIM, Fabric.LEATHER, Fabric.DOWN, Fabric.CORDUROY, Fabric.SUEDE, Fabric.FLEECE),
        (Length.HIP, Length.WAIST), (Sleeve.LONG,),
        (Neckline.STAND, Neckline.SHIRT, Neckline.HOOD, Neckline.NOTCHED), _FINISHED,
        details=(Detail.FLAP_POCKETS, Detail.RIBBED_CUFFS, Detail.PATCH_POCKETS)),
    Category.COAT: _Range(
        (Fabric.WOOL, Fabric.TWILL, Fabric.DOWN, Fabric.TWEED, Fabric.LEATHER),
        (Length.KNEE, Length.THIGH, Length.MIDI), (Sleeve.LONG,),
        (Neckline.NOTCHED, Neckline.HOOD, Neckline.SHIRT, Neckline.SHAWL, Neckline.STAND),
        (*_FINISHED, Closure.DOUBLE_BREASTED), details=(Detail.BELT, Detail.FLAP_POCKETS)),
    Category.DRESS: _Range(
        (Fabric.JERSEY, *_LIGHT, Fabric.VELVET, Fabric.DENIM, Fabric.RIB, Fabric.SEQUINS),
        (Length.KNEE, Length.MIDI, Length.THIGH, Length.FLOOR, Length.ANKLE), _BARE_OR_ANY,
        (Neckline.V, Neckline.CREW, Neckline.STRAP, Neckline.SCOOP, Neckline.SQUARE, Neckline.BOAT, Neckline.SHIRT,
         Neckline.OFF_SHOULDER), (Closure.NONE, Closure.NONE, Closure.WRAP),
        (Shape.A_LINE, Shape.FLARED, Shape.STRAIGHT, Shape.PENCIL, Shape.PLEATED), (Detail.BELT,)),
    Category.SKIRT: _Range(
        (Fabric.TWILL, Fabric.DENIM, Fabric.SATIN, Fabric.WOOL, Fabric.CHIFFON, Fabric.LEATHER, Fabric.LINEN,
         Fabric.SEQUINS),
        (Length.KNEE, Length.THIGH, Length.MIDI, Length.ANKLE), shape=
        (Shape.A_LINE, Shape.FLARED, Shape.PENCIL, Shape.PLEATED)),
    Category.TROUSERS: _Range(
        (Fabric.TWILL, Fabric.WOOL, Fabric.LINEN, Fabric.CORDUROY, Fabric.LEATHER), (Length.ANKLE, Length.FLOOR),
        shape=_LEGS),
    Category.JEANS: _Range((Fabric.DENIM,), (Length.ANKLE,), shape=_LEGS, details=(Detail.DISTRESSED,)),
    Category.JOGGERS: _Range(
        (Fabric.FLEECE, Fabric.JERSEY), (Length.ANKLE,), shape=(Shape.TAPERED,), details=(Detail.DRAWSTRING,)),
    Category.LEGGINGS: _Range((Fabric.JERSEY, Fabric.RIB), (Length.ANKLE, Length.MIDI), shape=(Shape.TAPERED,)),
    Category.SHORTS: _Range(
        (Fabric.TWILL, Fabric.DENIM, Fabric.LINEN, Fabric.JERSEY, Fabric.FLEECE), (Length.THIGH, Length.KNEE),
        shape=(Shape.STRAIGHT, Shape.WIDE), details=(Detail.DRAWSTRING,)),
}  # fmt: skip

_DENIM = ("#1d2b44", "#2f4a73", "#5a7ba6", "#9db4cf", "#22252b", "#e6e3da")
_NEUTRALS = ("#111214", "#f4f3ef", "#8c8f94", "#1f2a44", "#d9c7a3", "#4a4d52", "#5b4636")


def random_spec(rng: np.random.Generator, category: Category | None = None) -> GarmentSpec:
    """One garment; categories are equally likely unless one is given. The same generator state gives the same spec."""
    kind = category if category is not None else list(Category)[int(rng.integers(len(Category)))]
    choices = _RANGES[kind]
    fabric = _pick(rng, choices.fabric)
    prints = _PRINTS_FOR.get(kind, _ANY_PRINT)
    pattern = Pattern.SOLID if rng.random() < 0.45 else prints[int(rng.integers(len(prints)))]
    sleeve = _pick(rng, choices.sleeve)
    neckline = _pick(rng, choices.neckline)
    if neckline is Neckline.STRAP:
        sleeve = Sleeve.NONE
    details = tuple(detail for detail in choices.details if rng.random() < 0.35)
    return GarmentSpec(
        category=kind,
        colours=_colours(rng, fabric, 1 if pattern is Pattern.SOLID else 3),
        pattern=pattern,
        fabric=fabric,
        fit=tuple(Fit)[int(rng.choice(4, p=(0.2, 0.5, 0.2, 0.1)))],
        sleeve=sleeve,
        neckline=neckline,
        length=_pick(rng, choices.length),
        shape=_pick(rng, choices.shape),
        closure=_pick(rng, choices.closure),
        details=details,
    )


def dyed(spec: GarmentSpec, rng: np.random.Generator) -> GarmentSpec:
    """The same garment in other colours."""
    return spec.model_copy(update={"colours": _colours(rng, spec.fabric, len(spec.colours))})


def _pick(rng: np.random.Generator, options: tuple[_Choice, ...]) -> _Choice:
    """One of `options`, the earlier the likelier."""
    weights = 1.0 / (1.5 + np.arange(len(options)))
    return options[int(rng.choice(len(options), p=weights / weights.sum()))]


def _colours(rng: np.random.Generator, fabric: Fabric, count: int) -> tuple[str, ...]:
    table = _DENIM if fabric is Fabric.DENIM else _NEUTRALS
    first = table[int(rng.integers(len(table)))] if fabric is Fabric.DENIM or rng.random() < 0.45 else _any_colour(rng)
    others = [_NEUTRALS[int(rng.integers(2))] if rng.random() < 0.4 else _any_colour(rng) for _ in range(count - 1)]
    return (first, *others)


def _any_colour(rng: np.random.Generator) -> str:
    """Anywhere in Lab that clothes are, seldom vivid."""
    chroma, hue = 70 * rng.random() ** 1.4, 2 * np.pi * rng.random()
    lab = np.array([[[rng.uniform(15, 92), chroma * np.cos(hue), chroma * np.sin(hue)]]], np.float32)
    bgr = np.clip(np.rint(cv2.cvtColor(lab, cv2.COLOR_Lab2BGR)[0, 0] * 255), 0, 255).astype(int)
    return f"#{bgr[2]:02x}{bgr[1]:02x}{bgr[0]:02x}"
