"""The basic block: a garment's measures in centimetres from category, fit, length, sleeve and wearer.

The figure is a medium adult, 176 cm (women 168). y is measured from the point where shoulder and neck meet (tops,
dresses) or from the natural waist (bottoms). All widths are half widths of the garment laid flat.
"""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.spec import (
    SLEEVE_REACH,
    Category,
    Detail,
    Fabric,
    Fit,
    GarmentSpec,
    Length,
    Shape,
    Slot,
    Wearer,
)

WAIST_Y, HIP_Y = 42.0, 62.0
ARM = 61.0
"""Shoulder tip to wrist."""

HEM_Y: dict[Length, float] = {
    Length.CROPPED: 47.0, Length.WAIST: 55.0, Length.HIP: 72.0, Length.THIGH: 84.0, Length.KNEE: 104.0,
    Length.MIDI: 122.0, Length.ANKLE: 138.0, Length.FLOOR: 148.0,
}  # fmt: skip
"""Hem of a top or dress, from the neck."""

LEG_Y: dict[Length, float] = {
    Length.THIGH: 38.0, Length.KNEE: 55.0, Length.MIDI: 78.0, Length.ANKLE: 102.0, Length.FLOOR: 107.0,
}  # fmt: skip
"""Hem of trousers, from the waist."""

SKIRT_Y: dict[Length, float] = {
    Length.THIGH: 42.0, Length.KNEE: 59.0, Length.MIDI: 78.0, Length.ANKLE: 95.0, Length.FLOOR: 104.0,
}  # fmt: skip

# Fit: chest ease, shoulder drop, armhole drop, sleeve ease, waist suppression.
_EASE: dict[Fit, tuple[float, float, float, float, float]] = {
    Fit.SLIM: (-1.6, -0.6, -0.8, -1.3, 2.2),
    Fit.REGULAR: (0.0, 0.0, 0.0, 0.0, 0.8),
    Fit.RELAXED: (1.7, 1.4, 1.4, 1.4, 0.2),
    Fit.OVERSIZED: (3.8, 3.6, 3.0, 2.8, 0.0),
}

# Category: chest, armhole, bicep, cuff half width of a long sleeve (flat width), waist suppression, hem change.
_BUILD: dict[Category, tuple[float, float, float, float, float, float]] = {
    Category.TEE: (24.6, 24.0, 17.5, 9.5, 0.0, 0.2),
    Category.POLO: (24.6, 24.0, 17.5, 10.0, 0.0, 0.2),
    Category.TANK: (23.8, 26.0, 17.0, 9.5, 0.2, 0.2),
    Category.SHIRT: (25.6, 25.0, 18.0, 10.4, 0.6, 0.4),
    Category.BLOUSE: (24.8, 24.5, 18.0, 10.0, 0.4, 0.8),
    Category.SWEATSHIRT: (26.0, 26.0, 19.5, 9.5, -0.4, -2.6),
    Category.HOODIE: (26.2, 26.0, 19.5, 9.5, -0.4, -2.4),
    Category.SWEATER: (25.4, 25.0, 18.5, 9.5, -0.2, -2.2),
    Category.CARDIGAN: (25.8, 25.0, 18.5, 10.0, 0.0, -0.6),
    Category.VEST: (25.0, 27.0, 18.0, 10.0, 1.2, 0.0),
    Category.BLAZER: (25.6, 25.0, 18.0, 12.5, 2.6, 1.2),
    Category.JACKET: (26.4, 26.0, 20.0, 12.0, -0.2, -2.2),
    Category.COAT: (27.0, 26.5, 20.5, 14.0, 1.0, 3.0),
    Category.DRESS: (24.0, 23.0, 16.0, 9.0, 0.3, 0.0),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Measures of an upper garment, cm, half widths. `bicep` and `cuff` are a sleeve's whole flat widths."""

    neck: float
    shoulder: float
    shoulder_y: float
    chest: float
    armpit_y: float
    waist: float
    waist_y: float
    hip: float
    hip_y: float
    hem: float
    hem_y: float
    bicep: float
    cuff: float
    reach: float

    @property
    def armpit(self) -> tuple[float, float]:
        """Where sleeve and side seam meet; under a hanging sleeve the front turns in a little."""
        return self.chest - (1.7 if self.reach > 0.6 else 0.6 if self.reach else 0.0), self.armpit_y


@dataclass(frozen=True, slots=True)
class LegBlock:
    """Measures of trousers or a skirt, cm, half widths; `thigh`, `knee`, `hem` are a leg's whole flat widths."""

    waist: float
    hip: float
    hip_y: float
    crotch_y: float
    thigh: float
    knee: float
    knee_y: float
    hem: float
    hem_y: float


def upper_block(spec: GarmentSpec) -> Block:
    """Draft the measures of a top, outer garment or dress."""
    chest, armhole, bicep, cuff, waist_in, hem_out = _BUILD[spec.category]
    if spec.category is Category.JACKET and Detail.RIBBED_CUFFS not in spec.details:
        hem_out = -1.2 if spec.fabric is Fabric.DENIM else -0.3
    ease, drop, deeper, sleeve_ease, suppression = _EASE[spec.fit]
    if spec.category in (Category.BLAZER, Category.DRESS) or spec.wearer is Wearer.WOMEN:
        suppression += 0.8
    if spec.wearer is Wearer.MEN:
        suppression, waist_in = suppression * 0.5, waist_in * 0.7
    narrow, short = (0.905, 0.955) if spec.wearer is Wearer.WOMEN or spec.category is Category.DRESS else (1.0, 1.0)
    chest = (chest + ease) * narrow
    shoulder = (22.4 + drop + (0.6 if spec.slot is Slot.OUTER else 0.0)) * narrow
    shoulder_y = 4.6 + drop * 0.42
    armpit_y = (armhole + deeper) * short
    hem_y = _upper_hem(spec) * short
    waist_y, hip_y = WAIST_Y * short, HIP_Y * short
    waist = chest - (suppression + waist_in) * 1.0
    hip = chest + 0.2 - 0.2 * (suppression + waist_in)
    hem = hip + hem_out
    if hem_y < hip_y:
        share = max(0.0, (hem_y - waist_y) / (hip_y - waist_y))
        hem = waist + (hip - waist) * share + hem_out * 0.8
    return Block(
        neck=(8.4 if narrow == 1 else 7.9),
        shoulder=shoulder,
        shoulder_y=shoulder_y,
        chest=max(chest, shoulder + 1.4),
        armpit_y=armpit_y,
        waist=waist,
        waist_y=waist_y,
        hip=hip,
        hip_y=hip_y,
        hem=hem,
        hem_y=hem_y,
        bicep=(bicep + sleeve_ease) * (0.93 if narrow < 1 else 1.0),
        cuff=(cuff + sleeve_ease * 0.4) * (0.95 if narrow < 1 else 1.0),
        reach=SLEEVE_REACH[spec.sleeve],
    )


def _upper_hem(spec: GarmentSpec) -> float:
    length = spec.length
    if spec.category is Category.DRESS and length in (Length.CROPPED, Length.WAIST, Length.HIP):
        length = Length.KNEE
    extra = {Category.SHIRT: 5.0, Category.BLAZER: 3.0, Category.COAT: 4.0, Category.VEST: -3.0}
    if spec.category is Category.BLAZER and length is Length.THIGH:
        return HEM_Y[length] - 6.5
    return HEM_Y[length] + (extra.get(spec.category, 0.0) if length is Length.HIP else 0.0)


# Trousers: waist, hip, thigh, knee, hem at regular fit.
_LEGS: dict[Category, tuple[float, float, float, float, float]] = {
    Category.TROUSERS: (20.2, 23.6, 30.0, 21.6, 18.8),
    Category.JEANS: (20.2, 23.0, 29.5, 21.2, 18.6),
    Category.JOGGERS: (20.0, 24.4, 30.5, 19.4, 13.5),
    Category.LEGGINGS: (16.2, 19.6, 24.5, 14.0, 10.4),
    Category.SHORTS: (20.6, 24.6, 25.6, 23.8, 23.0),
}

# Shape: change of knee and hem of a leg that reaches the ankle.
_LEG_SHAPE: dict[Shape, tuple[float, float]] = {
    Shape.STRAIGHT: (0.0, 0.0), Shape.PENCIL: (-2.6, -4.4), Shape.TAPERED: (-2.2, -4.4), Shape.A_LINE: (2.5, 5.0),
    Shape.FLARED: (-1.5, 6.5), Shape.WIDE: (6.0, 11.5), Shape.PLEATED: (1.5, 0.5),
    Shape.MERMAID: (-3.0, 8.5),
}  # fmt: skip


def leg_block(spec: GarmentSpec) -> LegBlock:
    """Draft the measures of trousers."""
    waist, hip, thigh, knee, hem = _LEGS[spec.category]
    ease = {Fit.SLIM: -1.2, Fit.REGULAR: 0.0, Fit.RELAXED: 1.3, Fit.OVERSIZED: 2.8}[spec.fit]
    knee_shape, hem_shape = _LEG_SHAPE[spec.shape]
    if spec.category is Category.LEGGINGS:
        ease, knee_shape, hem_shape = ease * 0.3, max(knee_shape, 0), max(hem_shape, 0)
    if spec.category is Category.JOGGERS:
        hem_shape = min(hem_shape, 3.0)
    length = spec.length
    if length not in LEG_Y:
        length = Length.THIGH if spec.category is Category.SHORTS else Length.ANKLE
    hem_y = LEG_Y[length]
    knee, hem = knee + knee_shape + ease * 1.4, hem + hem_shape + ease * 1.6
    women = spec.wearer is Wearer.WOMEN
    crotch_y = 29.5 + max(ease, -0.5) * 0.7
    if 60 <= hem_y < 95:
        hem = knee + (hem - knee) * (hem_y - 60) / (LEG_Y[Length.ANKLE] - 60)
    if hem_y < 60:
        share = (hem_y - crotch_y) / (60 - crotch_y)
        full = spec.category is not Category.LEGGINGS
        hem = (thigh + ease * 1.5) * (1 - share) + knee * share + (0.3 if full else 0.0)
        hem += 2.2 if spec.shape in (Shape.WIDE, Shape.FLARED, Shape.A_LINE) else 0.0
    return LegBlock(
        waist=(waist + ease * 0.5) * (0.93 if women else 1.0),
        hip=(hip + ease),
        hip_y=20.0,
        crotch_y=crotch_y,
        thigh=thigh + ease * 1.5,
        knee=knee,
        knee_y=60.0,
        hem=hem,
        hem_y=hem_y,
    )


# Shape: hip ease, hem beyond the hip for each 10 cm below it.
_SKIRT_SHAPE: dict[Shape, tuple[float, float]] = {
    Shape.STRAIGHT: (0.4, 0.30), Shape.PENCIL: (0.0, -0.65), Shape.TAPERED: (0.6, -0.8), Shape.A_LINE: (1.4, 1.7),
    Shape.FLARED: (2.4, 3.0), Shape.WIDE: (2.4, 2.4), Shape.PLEATED: (1.6, 1.6),
    Shape.MERMAID: (0.0, 1.6),
}  # fmt: skip


def skirt_flare(shape: Shape, hip: float, drop: float) -> tuple[float, float]:
    """(half width at the hip, half width at a hem `drop` cm below the hip)."""
    ease, flare = _SKIRT_SHAPE[shape]
    return hip + ease, hip + ease + flare * drop / 10


def skirt_block(spec: GarmentSpec) -> LegBlock:
    """Draft the measures of a skirt; leg measures are 0."""
    ease = {Fit.SLIM: -0.6, Fit.REGULAR: 0.0, Fit.RELAXED: 1.0, Fit.OVERSIZED: 2.2}[spec.fit]
    length = spec.length if spec.length in SKIRT_Y else Length.KNEE
    hem_y = SKIRT_Y[length]
    hip, hem = skirt_flare(spec.shape, 22.6 + ease, max(0.0, hem_y - 20.0))
    return LegBlock(18.0 + ease * 0.7, hip, 20.0, 0.0, 0.0, 0.0, 0.0, hem, hem_y)
