"""How the front closes: placket and buttons, zip, overlap, wrap, or open."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Closure, Fabric, GarmentSpec, Neckline
from tryon_desktop.engine.tailor.adornments import lay_frogs
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import CLOTHS, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.crossed import lay_crossed
from tryon_desktop.engine.tailor.draft import Button, Cord, Draft, Panel, Seam, Stitch, Zip
from tryon_desktop.engine.tailor.geometry import Curve, Point, bezier, box, curve, flip, join, offset, polygon
from tryon_desktop.engine.tailor.necklines import Opening
from tryon_desktop.engine.tailor.notions import button_colour, thread_of
from tryon_desktop.engine.tailor.numeric import f32

_OUTER = frozenset({Category.JACKET, Category.COAT, Category.BLAZER, Category.VEST, Category.CARDIGAN})


def closure_of(spec: GarmentSpec) -> Closure:
    """The closure, with what the category cannot do without when the spec says nothing."""
    if spec.closure is not Closure.NONE:
        return spec.closure
    usual = {
        Category.SHIRT: Closure.BUTTONS, Category.CARDIGAN: Closure.BUTTONS, Category.BLAZER: Closure.BUTTONS,
        Category.COAT: Closure.BUTTONS, Category.JACKET: Closure.ZIP, Category.POLO: Closure.BUTTONS,
    }  # fmt: skip
    return usual.get(spec.category, Closure.NONE)


def lay_front(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, front_half: Curve, cloth: Cloth) -> None:
    """Close the front of a drafted body. front_half: the left half, from the neck's centre round to the hem's."""
    closure = closure_of(spec)
    if spec.neckline is Neckline.CROSSED:
        lay_crossed(draft, spec, block, front, front_half, cloth)
    elif closure is Closure.FROGS:
        lay_frogs(draft, spec, block, front, cloth)
    elif closure in (Closure.BUTTONS, Closure.HALF_BUTTONS):
        _buttoned(draft, spec, block, front, front_half, cloth)
    elif closure in (Closure.ZIP, Closure.HALF_ZIP):
        _zipped(draft, spec, block, front, closure)
    elif closure is Closure.DOUBLE_BREASTED:
        _double(draft, spec, block, front, front_half, cloth)
    elif closure is Closure.TOGGLES:
        _toggled(draft, spec, block, front, front_half, cloth)
    elif closure is Closure.WRAP:
        _wrapped(draft, spec, block, front, front_half, cloth)


def _over(draft: Draft, front_half: Curve, overlap: float, cloth: Cloth, front: Opening) -> None:
    """The left front (picture's right) lying over the right one by `overlap` cm."""
    top = front.centre[1]
    low = float(front_half[-1, 1]) - 0.1
    edge = polygon([(-overlap, low), (-overlap, top + 1.6), (-overlap * 0.8, top + 0.7), (0.0, top)])
    draft.add(Panel(join(edge, front_half), Part.TORSO, lift=cloth.thickness * 1.5, shadow=0.4))


_HALF_WAY = frozenset({Category.POLO, Category.TEE, Category.TANK, Category.HOODIE, Category.SWEATSHIRT,
                       Category.SWEATER})  # fmt: skip
"""Buttoned to the breast only."""

_PLACKETED = _HALF_WAY | {Category.SHIRT, Category.BLOUSE, Category.DRESS}


def _rows(top: float, bottom: float, spacing: float) -> list[float]:
    count = max(1, round((bottom - top) / spacing))
    return [float(y) for y in np.linspace(top, bottom, count + 1)]


def _buttoned(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, front_half: Curve, cloth: Cloth) -> None:
    colour, metal = button_colour(spec)
    top, hem = front.centre[1], block.hem_y
    half_way = spec.closure is Closure.HALF_BUTTONS
    if half_way or spec.category in _PLACKETED:
        short = half_way or spec.category in _HALF_WAY
        end = top + (17.0 if half_way else 14.0) if short else hem + (0.5 if spec.category is Category.SHIRT else 0.95)
        half = 1.6
        draft.add(Panel(box(-half, top + 0.3, half, end), Part.TORSO, lift=cloth.thickness * 1.3, shadow=0.34))
        for x in (-half + 0.55, half - 0.55):
            draft.add(Stitch(f32([(x, top + 0.8), (x, end - (0.3 if short else 0.0))]), tone=0.84))
        if short:
            draft.add(Stitch(f32([(-half, end - 0.5), (half, end - 0.5)]), tone=0.84))
            rows = _rows(top + 3.0, end - 3.4, 4.2)
        else:
            rows = _rows(top + 5.5, hem - 11.0, 9.2)
        for y in rows:
            draft.add(Button((0.0, y), 0.52, colour, metal))
        return
    if spec.category is Category.CARDIGAN:
        _knitted_band(draft, front, hem)
        for y in _rows(top + 1.6, hem - 3.0, 9.0):
            draft.add(Button((0.0, y), 0.85, colour, metal))
        return
    overlap = 2.0
    _over(draft, front_half, overlap, cloth, front)
    thread = thread_of(spec)
    if spec.category is Category.JACKET:
        line = f32([(-overlap + 0.5, top + 2.5), (-overlap + 0.5, hem)])
        draft.add(Stitch(line, colour=thread), Stitch(line + f32([2.9, 0]), colour=thread))
        rows = _rows(top + 4.0, hem - 2.2, 9.6)
    elif spec.category is Category.BLAZER:
        rows = [top + 1.6, top + 12.0]
    elif spec.category is Category.VEST:
        rows = _rows(top + 1.6, hem - 8.0, 7.2)
    else:
        rows = _rows(top + 2.0, min(hem - 26.0, 92.0) if hem > 75 else hem - 12.0, 13.0)
    for y in rows:
        draft.add(Button((-0.1, y), 0.85 if metal else 1.05, colour, metal))


def button_skirt(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    """The placket of a dress that buttons from neck to hem, below its waist."""
    top, end, half = block.waist_y - 1.0, block.hem_y + 1.4, 1.6
    colour, metal = button_colour(spec)
    draft.add(Panel(box(-half, top, half, end), Part.SKIRT, lift=cloth.thickness * 1.3, shadow=0.3))
    for x in (-half + 0.55, half - 0.55):
        draft.add(Stitch(f32([(x, top), (x, end - 0.4)]), tone=0.84, colour=thread_of(spec)))
    for y in _rows(block.waist_y + 6.0, block.hem_y - 12.0, 9.2):
        draft.add(Button((0.0, y), 0.52, colour, metal))


def _knitted_band(draft: Draft, front: Opening, hem: float) -> None:
    """The ribbed band that runs round a cardigan's neck and down its front."""
    outer = offset(front.line, 2.4)
    outer[0] = (2.0, front.line[0, 1] + 3.0)
    foot = (front.foot[0] + 2.2, front.foot[1] + 0.6)
    outer = join(outer[:-3], f32([foot]))
    half = join(front.line, outer[::-1])
    for side in (-1, 1):
        shape = half if side > 0 else flip(half)
        draft.add(Panel(shape, Part.TORSO, lift=0.1, cloth=RIB_TRIM, printed=False, grain=-side * 28, shadow=0.26))
    draft.add(Panel(box(-1.9, front.centre[1], 1.9, hem + 0.95), Part.TORSO, lift=0.1, cloth=RIB_TRIM, printed=False,
                    grain=90, shadow=0.26))  # fmt: skip


def _zipped(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, closure: Closure) -> None:
    stand = spec.neckline in (Neckline.STAND, Neckline.MOCK, Neckline.TURTLE)
    raised = {Neckline.STAND: 3.9, Neckline.MOCK: 0.0, Neckline.TURTLE: 0.0}.get(spec.neckline, 0.0)
    top = front.centre[1] - (raised if stand else -0.2)
    if spec.neckline in (Neckline.MOCK, Neckline.TURTLE):
        top = -2.6 if spec.neckline is Neckline.MOCK else -4.8
    end = block.hem_y + 0.9 if closure is Closure.ZIP else front.centre[1] + 15.0
    if end - top < 3:
        return
    line: Curve = f32([(0.0, top), (0.0, end)])
    metal = "#a98f5a" if spec.fabric in (Fabric.LEATHER, Fabric.SUEDE) else "#b4b7bb"
    colour = metal if _is_metal(spec) else spec.colour
    draft.add(Zip(line, colour))
    for x in (-1.0, 1.0):
        draft.add(Stitch(line + f32([x, 0]), tone=0.84), Seam(line + f32([x * 0.52, 0]), 0.05, 0.3))


def _is_metal(spec: GarmentSpec) -> bool:
    return spec.fabric in (Fabric.LEATHER, Fabric.SUEDE, Fabric.DENIM, Fabric.TWILL, Fabric.FLEECE, Fabric.DOWN,
                           Fabric.WOOL, Fabric.KNIT)  # fmt: skip


def _double(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, front_half: Curve, cloth: Cloth) -> None:
    colour, metal = button_colour(spec)
    overlap = 7.5
    top, hem = front.centre[1], block.hem_y
    edge = join(
        polygon([(-overlap, float(front_half[-1, 1]) - 0.3), (-overlap, top + 2.4)]),
        bezier((-overlap, top + 2.4), (-overlap, top - 0.6), (-overlap * 0.5, top - 1.0), (0.0, top)),
    )
    draft.add(Panel(join(edge, front_half), Part.TORSO, lift=cloth.thickness * 1.5, shadow=0.4))
    end = top + (18.0 if spec.category is not Category.COAT or hem < 80 else 34.0)
    for y in _rows(top + 2.4, min(end, hem - 6), 10.0):
        for x in (-5.4, 5.4):
            draft.add(Button((x, y), 1.1, colour, metal))


_HORN, _HIDE, _LOOP = "#8a6238", "#4a3222", "#3a2a1f"
"""Colours of toggles, of the leather tabs that hold them, and of their loops."""


def _toggled(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, front_half: Curve, cloth: Cloth) -> None:
    """Horn toggles in loops of cord, held by leather tabs on both fronts."""
    overlap = 3.0
    _over(draft, front_half, overlap, cloth, front)
    top, hem = front.centre[1], block.hem_y
    leather = CLOTHS[Fabric.LEATHER]
    for y in _rows(top + 5.0, min(hem - 10.0, block.waist_y + 5.0), 11.0):
        for x, lean in ((-8.4, 0.6), (4.6, -0.6)):
            for away in (-0.42, 0.42):
                end = -1.0 if x < 0 else -2.4
                draft.add(Cord(curve((x + 2.0, y + away), (end, y + away * 0.7), steps=8), 0.30, _LOOP, tip=False))
            tab = polygon([(x, y - 1.5), (x + 4.0, y - 1.5 - lean), (x + 4.0, y + 1.5 + lean), (x, y + 1.5)])
            draft.add(Panel(tab, Part.TORSO, cloth=leather, colour=_HIDE, printed=False, lift=0.12, shadow=0.4))
            draft.add(Stitch(join((tab - tab.mean(0)) * f32(0.8) + tab.mean(0), f32([(x + 0.4, y - 1.1)])), tone=0.7))
        draft.add(Cord(curve((-3.3, y), (-1.5, y - 0.1), (0.4, y), steps=6), 1.15, _HORN, tip=False))


def _wrapped(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, front_half: Curve, cloth: Cloth) -> None:
    """The left front crosses over to the right side of the waist."""
    waist: Point = (-block.waist * 0.82, min(block.waist_y, block.hem_y - 6))
    low: Point = (-block.hem * 0.42, block.hem_y + 0.6)
    edge = curve(low, (-block.waist * 0.62, waist[1] + 8), waist)
    cross = curve(waist, (-block.waist * 0.30, (waist[1] + front.centre[1]) / 2 + 1.5), (0.0, front.centre[1]))
    draft.add(Panel(join(edge, cross, front_half), Part.TORSO, lift=cloth.thickness * 1.5, shadow=0.34))
    draft.add(Stitch(offset(cross, 0.9), tone=0.86))
