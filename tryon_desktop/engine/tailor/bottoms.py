"""Trousers, jeans, joggers, leggings and shorts."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Fabric, GarmentSpec, Shape
from tryon_desktop.engine.tailor.block import LegBlock, leg_block
from tryon_desktop.engine.tailor.cloth import RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.folds import drape, tension
from tryon_desktop.engine.tailor.geometry import (
    Curve,
    Point,
    at,
    between,
    bezier,
    box,
    curve,
    flip,
    join,
    offset,
    x_at,
)
from tryon_desktop.engine.tailor.leg_details import lay_leg_details
from tryon_desktop.engine.tailor.notions import thread_of
from tryon_desktop.engine.tailor.numeric import f32

_OVERLAP = 0.6
"""How far each leg's panel passes the centre line above the crotch, cm."""

_SPREAD = 3.4
"""How far the inseams stand apart at the ankle, cm each side."""


def sew_trousers(spec: GarmentSpec, cloth: Cloth, rng: np.random.Generator) -> Draft:
    """Draft two legs, the waistband and what is sewn on."""
    block = leg_block(spec)
    draft = Draft()
    outer, inner, rise = leg_lines(spec, block)
    hem = curve(_xy(outer[-1]), ((outer[-1, 0] + inner[-1, 0]) / 2, block.hem_y + 0.35), _xy(inner[-1]))
    waist_line = curve((block.waist, 0.0), (block.waist * 0.5, 0.75), (0.0, 1.05))
    outline = join(waist_line[::-1] + f32([0, 0]), outer, hem, inner[::-1], rise[::-1])
    tilt = float(np.rad2deg(np.arctan2((outer[-1, 0] + inner[-1, 0]) / 2 - block.hip / 2, block.hem_y)))
    for side in (-1, 1):
        part = Part.LEFT_LEG if side > 0 else Part.RIGHT_LEG
        shape = outline if side > 0 else flip(outline)
        draft.add(Panel(shape, part, (0.0, 0.0), -side * tilt * 0.5, lift=cloth.thickness, shadow=0.22))
    _lay_back_waist(draft, block)
    whole_waist = join(waist_line, flip(waist_line)[::-1][1:])
    _DETAIL[spec.category](draft, spec, block, outer, inner, rise, whole_waist, cloth)
    lay_leg_details(draft, spec, block, outer, inner, cloth)
    _fold_legs(draft, spec, block, outer, inner, cloth, rng)
    _mark_legs(draft, block, outer, inner)
    return draft


def _xy(point: Curve) -> Point:
    return float(point[0]), float(point[1])


def leg_lines(spec: GarmentSpec, block: LegBlock) -> tuple[Curve, Curve, Curve]:
    """(outseam, inseam, front rise) of the left leg, each downward."""
    crotch = (0.35, block.crotch_y)
    spread = (5.2 if spec.category is Category.LEGGINGS else _SPREAD) * min(1.0, (block.hem_y - block.crotch_y) / 70)
    hem_inner = (0.35 + spread, block.hem_y)
    waist_to_hip = bezier(
        (block.waist, 0.0),
        (block.waist + (block.hip - block.waist) * 0.5, block.hip_y * 0.25),
        (block.hip - 0.2, block.hip_y * 0.6),
        (block.hip, block.hip_y),
    )
    outer_points: list[Point] = [(block.hip - 0.05, block.hip_y - 2.0), (block.hip, block.hip_y)]
    inner_points: list[Point] = [crotch]
    if block.hem_y > block.knee_y + 8:
        knee_inner = 0.35 + spread * 0.62
        inner_points += [(0.35 + spread * 0.34, block.crotch_y + 9.0), (knee_inner, block.knee_y)]
        outer_points += [(knee_inner + block.knee, block.knee_y)]
        if spec.category is Category.LEGGINGS and block.hem_y > block.knee_y + 24:
            calf = block.knee_y + 14.0
            outer_points += [(knee_inner + block.knee + 0.9, calf)]
            inner_points += [(knee_inner - 0.15, calf)]
        if spec.shape is Shape.FLARED:
            outer_points += [(hem_inner[0] + block.knee * 0.45 + block.hem * 0.55, block.hem_y - 16)]
    outer_points.append((hem_inner[0] + block.hem, block.hem_y))
    inner_points.append(hem_inner)
    rise = curve((0.0, 1.05), (-0.05, block.crotch_y * 0.6), crotch) - f32([_OVERLAP, 0.0])
    rise[-1] = crotch
    below = curve(*outer_points)
    outer = join(waist_to_hip, below[below[:, 1] > block.hip_y + 0.5])
    return outer, curve(*inner_points), rise


def _mark_legs(draft: Draft, block: LegBlock, outer: Curve, inner: Curve) -> None:
    draft.mark("waist_{s}", (block.waist, 0.0))
    draft.mark("hip_{s}", (x_at(outer, block.hip_y), block.hip_y))
    draft.mark("crotch", (0.0, block.crotch_y))
    if block.hem_y > block.knee_y + 3:
        draft.mark("knee_{s}_outer", (x_at(outer, block.knee_y), block.knee_y))
        draft.mark("knee_{s}_inner", (x_at(inner, block.knee_y), block.knee_y))
    draft.mark("hem_{s}_outer", _xy(outer[-1]))
    draft.mark("hem_{s}_inner", _xy(inner[-1]))


def _lay_back_waist(draft: Draft, block: LegBlock) -> None:
    """The inside of the back waist, seen above the front's lower edge."""
    front = curve((block.waist, 0.0), (block.waist * 0.5, 0.75), (0.0, 1.05))
    front = join(front, flip(front)[::-1][1:])
    back = curve((-block.waist, 0.0), (0.0, -0.35), (block.waist, 0.0))
    draft.add(Panel(join(back, front + f32([0, 0.8])), Part.LEFT_LEG, inside=True, tone=0.5, printed=False))


def _fold_legs(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, cloth: Cloth,
               rng: np.random.Generator) -> None:  # fmt: skip
    tight = 0.35 if spec.category is Category.LEGGINGS else 1.0
    height, width = cloth.drape * 0.55 * tight, cloth.fold_width
    creases = tension((1.0, block.crotch_y - 0.5), (58, 82, 108, 130), 14, height * 0.7, width * 0.8, rng, reach=0.1)
    if block.hem_y > block.knee_y + 8:
        knee = (x_at(inner, block.knee_y) + 0.5, block.knee_y)
        for shift in (-5.0, 0.0, 4.5):
            creases += tension((knee[0], knee[1] + shift), (100 + shift * 3,), 11, height * 0.7, width * 0.9, rng)
        ankle_outer, ankle_inner = _xy(outer[-1]), _xy(inner[-1])
        for back in (4.5, 8.5, 13.0):
            mid = (ankle_inner[0] + rng.uniform(0, 3), ankle_inner[1] - back)
            long = (ankle_outer[0] - ankle_inner[0]) * rng.uniform(0.5, 0.9)
            creases += tension(mid, (96 + rng.uniform(-8, 8),), long, height * 0.7 * tight, width * 0.8, rng)
    n = 40
    outs = f32([at(between(outer, 0.3, 1.0), s) for s in np.linspace(0, 1, n)])
    ins = f32([at(inner, s) for s in np.linspace(0, 1, n)])
    creases += drape(ins, outs, 3, height * 0.5, width * 1.3, rng, start=(0.05, 0.5))
    draft.fold(Part.LEFT_LEG, *creases)
    draft.fold(Part.RIGHT_LEG, *[Crease(flip(c.line), c.height, c.width, c.taper) for c in creases])


def _waistband(draft: Draft, block: LegBlock, waist: Curve, depth: float, cloth: Cloth | None = None,
               *, printed: bool = True, parts: bool = True) -> Curve:  # fmt: skip
    """A band below the waist line; returns its lower edge."""
    lower = waist + f32([0, depth])
    lower[:, 0] *= 1 + 0.010 * depth
    half = len(waist) // 2
    for piece, part in ((slice(0, half + 1), Part.LEFT_LEG), (slice(half, None), Part.RIGHT_LEG)):
        draft.add(
            Panel(join(waist[piece], lower[piece][::-1]), part, lift=0.07, cloth=cloth, printed=printed, shadow=0.22)
        )
    return lower


def _tailored(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, rise: Curve,
              waist: Curve, cloth: Cloth) -> None:  # fmt: skip
    lower = _waistband(draft, block, waist, 3.6)
    draft.add(Seam(lower, 0.05, 0.25))
    draft.add(Button((0.9, 2.9), 0.65, "#3a342e"))
    _fly(draft, block, rise, None)
    for side in (1, -1):
        slant = f32([(block.waist - 3.4, 4.2), (block.hip - 2.6, 19.0)]) * f32([side, 1])
        draft.add(Seam(slant, 0.10, 0.42, 0.2), Stitch(slant + f32([-0.6 * side, 0.0]), tone=0.86))
        top = (9.6, 4.8)
        foot = ((outer[-1, 0] + inner[-1, 0]) / 2, block.hem_y)
        crease = curve(top, (foot[0] * 0.55 + top[0] * 0.45, block.hem_y * 0.5), _xy(f32(foot)))
        draft.add(Crease(crease * f32([side, 1]), 0.20, 0.9, taper=(True, False)))
        for x in (6.0, 14.5):
            _loop(draft, side * x, 0.6, 4.4)
    draft.both(lambda line: Seam(line, 0.03, 0.16), offset(inner, 0.25))


def _fly(draft: Draft, block: LegBlock, rise: Curve, thread: str | None) -> None:
    draft.add(Seam(between(rise, 0.1, 0.98) + f32([_OVERLAP, 0.0]), 0.08, 0.34))
    low = block.crotch_y * 0.68
    curl = curve((3.4, 4.6), (3.3, low * 0.72), (2.4, low * 0.93), (0.3, low + 1.2))
    draft.add(Stitch(curl, colour=thread, tone=0.72))


def _loop(draft: Draft, x: float, y0: float, y1: float) -> None:
    part = Part.LEFT_LEG if x > 0 else Part.RIGHT_LEG
    draft.add(Panel(box(x - 0.5, y0, x + 0.5, y1), part, lift=0.09, shadow=0.34))
    for dx in (-0.28, 0.28):
        draft.add(Stitch(f32([(x + dx, y0), (x + dx, y1)]), tone=0.84))


def _jeans(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, rise: Curve,
           waist: Curve, cloth: Cloth) -> None:  # fmt: skip
    thread = thread_of(spec)
    lower = _waistband(draft, block, waist, 3.8)
    draft.add(Seam(lower, 0.06, 0.3), Stitch(lower + f32([0, -0.4]), colour=thread))
    draft.add(Stitch(waist + f32([0, 0.45]), colour=thread))
    _fly(draft, block, rise, thread)
    draft.add(Stitch(curve((2.9, 4.6), (2.8, 13.0), (1.9, 17.6), (0.3, 20.0)), colour=thread))
    draft.add(Button((0.4, 2.7), 0.85, "#a9855a", metal=True))
    for side in (1, -1):
        mouth = curve((block.waist - 9.0, 4.8), (block.waist - 7.6, 10.2), (block.waist - 3.0, 12.6),
                      (x_at(outer, 12.8) - 0.1, 12.9))  # fmt: skip
        mouth = mouth * f32([side, 1])
        draft.add(Seam(mouth, 0.09, 0.38))
        for away in (0.45, 1.0):
            draft.add(Stitch(offset(mouth, side * away), colour=thread))
        draft.add(Button((side * (block.waist - 8.6), 5.6), 0.36, "#b58a5c", metal=True))
        draft.add(Button((side * (block.hip - 4.6), 12.4), 0.36, "#b58a5c", metal=True))
        for x in (7.4, 16.4):
            _loop(draft, side * x, 0.4, 4.6)
        seam = between(outer, 0.02, 1.0) * f32([side, 1])
        draft.add(Stitch(offset(seam, side * 0.5), tone=0.86, colour=None))
        inseam = inner * f32([side, 1])
        draft.add(Stitch(offset(inseam, -side * 0.55), colour=thread, tone=0.84))
    _hem_stitch(draft, block, outer, inner, thread, 1.3)


def _hem_stitch(draft: Draft, block: LegBlock, outer: Curve, inner: Curve, thread: str | None, up: float) -> None:
    line = curve(
        (x_at(outer, block.hem_y - up) - 0.1, block.hem_y - up),
        ((outer[-1, 0] + inner[-1, 0]) / 2, block.hem_y - up + 0.35),
        (x_at(inner, block.hem_y - up) + 0.1, block.hem_y - up),
    )
    draft.both(lambda side: Stitch(side, colour=thread), line)


def _joggers(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, rise: Curve,
             waist: Curve, cloth: Cloth) -> None:  # fmt: skip
    lower = _waistband(draft, block, waist, 4.6, RIB_TRIM, printed=False)
    draft.add(Seam(lower, 0.09, 0.3))
    draft.add(Seam(between(rise, 0.16, 0.98) + f32([_OVERLAP, 0.0]), 0.05, 0.24))
    for side in (1, -1):
        draft.add(Cord(curve((side * 1.2, 2.8), (side * 1.9, 8.0), (side * 1.5, 13.5)), 0.45, "#e8e5dd"))
        slant = f32([(block.waist - 2.4, 5.4), (block.hip - 1.6, 20.0)]) * f32([side, 1])
        draft.add(Seam(slant, 0.10, 0.40, 0.2), Stitch(slant + f32([-0.7 * side, 0.0]), tone=0.85))
    if spec.category is Category.JOGGERS and block.hem_y > 60:
        depth = 6.0
        y = block.hem_y - depth
        rib = f32([
            (x_at(outer, y), y), (x_at(inner, y), y), (x_at(inner, block.hem_y) + 1.0, block.hem_y),
            (x_at(outer, block.hem_y) - 1.0, block.hem_y),
        ])  # fmt: skip
        for side, part in ((1, Part.LEFT_LEG), (-1, Part.RIGHT_LEG)):
            draft.add(
                Panel(rib * f32([side, 1]), part, cloth=RIB_TRIM, printed=False, lift=0.05, shadow=0.2),
                Seam(rib[:2] * f32([side, 1]), 0.09, 0.32),
            )
    else:
        _hem_stitch(draft, block, outer, inner, None, 2.4)


def _leggings(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, rise: Curve,
              waist: Curve, cloth: Cloth) -> None:  # fmt: skip
    lower = _waistband(draft, block, waist, 9.0, printed=False)
    draft.add(Seam(lower, 0.05, 0.3))
    draft.add(Seam(between(rise, 0.3, 0.98) + f32([_OVERLAP, 0.0]), 0.04, 0.22))
    draft.both(lambda line: Stitch(line, tone=0.82), offset(inner, -0.9))
    _hem_stitch(draft, block, outer, inner, None, 1.6)


def _shorts(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, rise: Curve,
            waist: Curve, cloth: Cloth) -> None:  # fmt: skip
    make = {Fabric.DENIM: _jeans, Fabric.JERSEY: _joggers, Fabric.FLEECE: _joggers}.get(spec.fabric, _tailored)
    make(draft, spec, block, outer, inner, rise, waist, cloth)
    if make is _tailored:
        _hem_stitch(draft, block, outer, inner, None, 2.6)


_DETAIL = {
    Category.TROUSERS: _tailored,
    Category.JEANS: _jeans,
    Category.JOGGERS: _joggers,
    Category.LEGGINGS: _leggings,
    Category.SHORTS: _shorts,
    Category.SKIRT: _tailored,
}
