"""Skirts, and the skirt of a dress."""

from __future__ import annotations

from typing import Any

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Closure, Detail, GarmentSpec, Neckline, Shape
from tryon_desktop.engine.tailor.adornments import lay_slits
from tryon_desktop.engine.tailor.block import LegBlock, skirt_block
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.draft import Button, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.folds import drape
from tryon_desktop.engine.tailor.geometry import Curve, Point, at, bezier, curve, flip, join, resample, x_at
from tryon_desktop.engine.tailor.notions import thread_of
from tryon_desktop.engine.tailor.numeric import f32

_STIFF = 0.09
"""Cloth from this thickness on, cm, falls without waves at the hem."""

_FULL = frozenset({Shape.FLARED, Shape.WIDE, Shape.A_LINE})


def sew_skirt(spec: GarmentSpec, cloth: Cloth, rng: np.random.Generator) -> Draft:
    """Draft a skirt from its waistband down."""
    block = skirt_block(spec)
    draft = Draft()
    side = skirt_side(spec.shape, (block.waist, 0.0), (block.hip, block.hip_y), (block.hem, block.hem_y))
    waist = curve((-block.waist, 0.0), (0.0, 1.0), (block.waist, 0.0))
    back = curve((-block.waist, 0.0), (0.0, -0.45), (block.waist, 0.0))
    draft.add(Panel(join(back, (waist + f32([0, 0.8]))[::-1]), Part.SKIRT, inside=True, tone=0.5, printed=False))
    lay_skirt(draft, spec, waist, side, cloth, rng)
    lower = waist * f32([1.02, 1]) + f32([0, 3.4])
    draft.add(Panel(join(waist, lower[::-1]), Part.SKIRT, lift=0.08, shadow=0.28), Seam(lower, 0.05, 0.28))
    _finish(draft, spec, block)
    draft.mark("waist_{s}", (block.waist, 0.0))
    draft.mark("hip_{s}", (x_at(side, block.hip_y), block.hip_y))
    draft.mark("hem_{s}", (block.hem, block.hem_y))
    return draft


_KNEE_DROP = 37.0
"""From the hip to where a mermaid skirt springs out, cm."""


def skirt_side(shape: Shape, at_waist: Point, at_hip: Point, at_hem: Point) -> Curve:
    """The side seam of a skirt, downward."""
    (waist, waist_y), (hip, hip_y), (hem, hem_y) = at_waist, at_hip, at_hem
    if shape is Shape.MERMAID and hem_y > hip_y + 12:
        knee_y = hip_y + min(_KNEE_DROP, 0.55 * (hem_y - hip_y))
        knee = hip - 3.4
        spring = bezier((knee, knee_y), (knee, knee_y + 0.30 * (hem_y - knee_y)),
                        (hem - 0.45 * (hem - knee), hem_y - 0.28 * (hem_y - knee_y)), (hem, hem_y))  # fmt: skip
        return join(skirt_side(Shape.PENCIL, at_waist, at_hip, (knee, knee_y)), spring[1:])
    if hem_y <= hip_y + 6:
        return bezier(
            (waist, waist_y), (waist + (hem - waist) * 0.4, waist_y + (hem_y - waist_y) * 0.3),
            (hem, waist_y + (hem_y - waist_y) * 0.7), (hem, hem_y),
        )  # fmt: skip
    drop = hip_y - waist_y
    run = max(0.0, (hem - hip) / (hem_y - hip_y) * drop * 0.5)
    upper = bezier((waist, waist_y), (waist + (hip - waist) * 0.30, waist_y + drop * 0.30),
                   (hip - run, hip_y - drop * 0.44), (hip, hip_y))  # fmt: skip
    if hem >= hip:
        return join(upper, curve((hip, hip_y), (hem, hem_y))[1:])
    below = hem_y - hip_y
    lower = bezier((hip, hip_y), (hip, hip_y + below * 0.34), (hem + 0.1, hem_y - below * 0.3), (hem, hem_y))
    return join(upper, lower[1:])


def hem_line(hem: float, hem_y: float, depth: float) -> Curve:
    """From the left corner (picture's right) to the right one, lower in the middle."""
    x, y = hem * 0.55, hem_y + depth * 0.78
    return resample(curve((hem, hem_y), (x, y), (0.0, hem_y + depth), (-x, y), (-hem, hem_y)), 0.8)


def lay_skirt(draft: Draft, spec: GarmentSpec, waist: Curve, side: Curve, cloth: Cloth, rng: np.random.Generator,
              lift: float | None = None) -> None:  # fmt: skip
    """The body of a skirt below `waist` (running left to right in the picture), with its pleats or folds."""
    hem, hem_y = float(side[-1, 0]), float(side[-1, 1])
    flare = hem / max(float(side[:, 0].mean()), 1.0)
    bottom = hem_line(hem, hem_y, 1.0 + 2.2 * max(0.0, flare - 1.0) * 2)
    count = {Shape.FLARED: 9, Shape.WIDE: 8, Shape.A_LINE: 6, Shape.PLEATED: 0}.get(spec.shape, 3)
    if Detail.PLEATS in spec.details:
        count = 0
    if spec.shape in _FULL and cloth.thickness < _STIFF:
        bottom = _fluted(bottom, count, cloth, rng)
    outline = join(waist, side, bottom, flip(side)[::-1])
    thick = cloth.thickness if lift is None else lift
    # The skirt of a hanfu is another piece than its top, and of another colour.
    apart = spec.neckline is Neckline.CROSSED and Detail.OBI not in spec.details and len(spec.colours) > 1
    colour: dict[str, Any] = {"colour": 1, "printed": False} if apart else {}
    draft.add(Panel(outline, Part.SKIRT, lift=thick, shadow=0.26, **colour))
    if spec.shape is Shape.PLEATED or Detail.PLEATS in spec.details:
        _pleat(draft, waist, bottom, cloth, colour)
    height = cloth.drape * (0.95 if spec.shape in _FULL else 0.32)
    creases = drape(flip(side), side, count, height, cloth.fold_width * 1.5, rng, start=(0.08, 0.4))
    draft.fold(Part.SKIRT, *creases)
    if spec.shape in (Shape.FLARED, Shape.WIDE):
        draft.fold(Part.SKIRT, *_gathers(waist, side, cloth, rng))
    if Detail.SIDE_SLITS in spec.details:
        lay_slits(draft, spec, side, hem_y, Part.SKIRT)
    if Detail.TIERS in spec.details:
        _tier(draft, waist, side, cloth, rng)
    if Detail.RUFFLES in spec.details:
        _flounce(draft, side, bottom, cloth, rng)
    elif spec.shape is not Shape.PLEATED:
        draft.add(Stitch(bottom * f32([0.99, 1.0]) + f32([0, -2.2]), tone=0.86))


def _fluted(bottom: Curve, count: int, cloth: Cloth, rng: np.random.Generator) -> Curve:
    """The hem of a full skirt as it is seen: it rises and falls with the folds that reach it."""
    phase = rng.uniform(0, 2 * np.pi)
    share = np.linspace(0, 1, len(bottom))
    swing = np.sin(2 * np.pi * count * share + phase + 1.3 * np.sin(5 * share + phase)) * np.sin(np.pi * share)
    return f32(np.stack([bottom[:, 0], bottom[:, 1] + 0.75 * cloth.drape * swing], 1))


def _tier(draft: Draft, waist: Curve, side: Curve, cloth: Cloth, rng: np.random.Generator) -> None:
    """Seams across into which the cloth below is gathered."""
    top, low = float(waist[:, 1].max()), float(side[-1, 1])
    for share in (0.36, 0.68):
        y = top + (low - top) * share
        half = x_at(side, y)
        bow = curve((-half, y), (-half * 0.5, y + 1.0), (0.0, y + 1.4), (half * 0.5, y + 1.0), (half, y))
        line = resample(bow, 0.8)
        draft.add(Seam(line, 0.10, 0.42))
        for place in (np.arange(26) + rng.uniform(0.1, 0.9, 26)) / 26:
            x, above = at(line, float(place))
            long = rng.uniform(4.0, 13.0)
            fold = curve((x, above + 0.2), (x * 1.02, above + long * 0.5), (x * 1.05, above + long))
            draft.fold(Part.SKIRT, Crease(fold, max(cloth.drape, 0.5) * rng.uniform(0.2, 0.45), rng.uniform(0.7, 1.2),
                                          taper=(False, True)))  # fmt: skip


_FLOUNCE = 11.0
"""Depth of a flounce at the hem, cm."""


def _flounce(draft: Draft, side: Curve, bottom: Curve, cloth: Cloth, rng: np.random.Generator) -> None:
    """A gathered strip along the hem, wider than what it hangs from."""
    hem_y = float(side[-1, 1])
    half = x_at(side, hem_y - _FLOUNCE)
    top = resample(curve((half, hem_y - _FLOUNCE), (0.0, hem_y - _FLOUNCE + 1.8), (-half, hem_y - _FLOUNCE)), 0.8)
    count = 15
    share = np.linspace(0, 1, len(bottom))
    swing = np.sin(2 * np.pi * count * share + rng.uniform(0, 6))
    low = f32(np.stack([bottom[:, 0] * 1.03, bottom[:, 1] + 0.5 + 0.5 * swing], 1))
    draft.add(Panel(join(top, low[::-1]), Part.SKIRT, lift=cloth.thickness + 0.12, shadow=0.4), Seam(top, 0.08, 0.4))
    for number in range(2 * count):
        a, b = at(top, (number + 0.5) / (2 * count)), at(low, (number + 0.5) / (2 * count))
        draft.add(Crease(curve(a, b, steps=6), (0.34 if number % 2 else -0.22) * rng.uniform(0.7, 1.2), 1.1,
                         taper=(False, False)))  # fmt: skip


def _gathers(waist: Curve, side: Curve, cloth: Cloth, rng: np.random.Generator) -> list[Crease]:
    """Short folds where a full skirt is drawn in at the waist."""
    spread = float(side[len(side) // 3, 0]) / max(float(side[0, 0]), 1.0)
    folds = []
    for place in (np.arange(17) + rng.uniform(0.15, 0.85, 17)) / 17:
        x, y = at(waist, float(place))
        long = rng.uniform(6.0, 15.0)
        line = curve((x, y), (x * (1 + 0.3 * (spread - 1)), y + long * 0.5), (x * (1 + 0.6 * (spread - 1)), y + long))
        folds.append(Crease(line, cloth.drape * rng.uniform(0.12, 0.3), rng.uniform(0.7, 1.2), taper=(False, True)))
    return folds


def _pleat(draft: Draft, waist: Curve, bottom: Curve, cloth: Cloth, colour: dict[str, Any]) -> None:
    """Knife pleats: each a panel whose edge lies over the next."""
    count = 15
    low = bottom[::-1]
    for i in range(1, count):
        a, b = i / count, (i + 1) / count
        top = [at(waist, a), at(waist, min(b, 1.0))]
        foot = [at(low, a), at(low, min(b, 1.0))]
        left = curve(top[0], ((top[0][0] * 0.52 + foot[0][0] * 0.48), (top[0][1] + foot[0][1]) / 2), foot[0])
        right = curve(top[1], ((top[1][0] * 0.52 + foot[1][0] * 0.48), (top[1][1] + foot[1][1]) / 2), foot[1])
        strip = join(left, right[::-1])
        lean = float(np.arctan2(foot[0][0] - top[0][0], foot[0][1] - top[0][1]))
        hidden = 3.1 * i
        origin = (top[0][0] - hidden * float(np.cos(lean)), top[0][1] + hidden * float(np.sin(lean)))
        draft.add(Panel(strip, Part.SKIRT, origin, -float(np.rad2deg(lean)), lift=cloth.thickness + 0.05, shadow=0.0,
                        **colour))  # fmt: skip
        draft.add(
            Seam(left, 0.10, 0.30, 0.2, free=True), Crease(left + f32([0.55, 0.0]), 0.14, 0.8, taper=(True, False))
        )


def _finish(draft: Draft, spec: GarmentSpec, block: LegBlock) -> None:
    thread = thread_of(spec)
    if spec.closure is Closure.BUTTONS:
        line = f32([(0.0, 1.0), (0.0, block.hem_y + 1.0)])
        draft.add(Seam(line + f32([1.7, 0]), 0.05, 0.3), Stitch(line + f32([1.2, 0]), colour=thread))
        for y in np.arange(2.6, block.hem_y - 4, 7.5):
            draft.add(Button((0.0, float(y)), 0.75, "#b6a48a" if thread else "#3a2f27", metal=thread is not None))
        return
    if spec.shape in (Shape.PENCIL, Shape.STRAIGHT, Shape.TAPERED):
        for x in (-7.4, 7.4):
            line = f32([(x, 4.4), (x * 1.14, 13.5)])
            draft.add(Seam(line, 0.05, 0.24))
        if thread:
            draft.add(Seam(f32([(0, 4.4), (0, block.hem_y + 1)]), 0.06, 0.3))
            draft.add(Stitch(f32([(0.5, 4.4), (0.5, block.hem_y + 0.8)]), colour=thread))
