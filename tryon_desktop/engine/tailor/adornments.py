"""What adorns a garment beyond its cut: bows, ties, scarves, epaulettes, embroidery, ruffles, frogs and piping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Closure, Fabric, GarmentSpec, Neckline, Slot
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import CLOTHS, Cloth
from tryon_desktop.engine.tailor.colours import luminance, shifted
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, Point, curve, flip, join, offset, polygon, resample
from tryon_desktop.engine.tailor.necklines import Opening
from tryon_desktop.engine.tailor.notions import button_colour
from tryon_desktop.engine.tailor.numeric import f32

_GOLD = "#c8a452"


def accent(spec: GarmentSpec) -> str:
    """The colour of piping, frogs and embroidery: the second, or a lighter or darker tone of the first."""
    if len(spec.colours) > 1:
        return spec.colours[1]
    return shifted(spec.colour, 1.7 if luminance(spec.colour) < 0.3 else 0.62)


def lay_frogs(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A front that closes with knots and loops: to the side on a dress, down the middle on a jacket; piped edges."""
    colour = accent(spec)
    top = front.centre[1]
    if spec.slot is Slot.FULL:
        armpit = (-block.armpit[0] + 0.2, block.armpit_y + 1.0)
        edge = curve((0.2, top + 0.2), (-3.2, top + 4.6), (-9.5, top + 7.4), (-15.2, armpit[1] - 6.0), armpit)
        _slanted(draft, edge, block, cloth, colour)
        places = [((0.1, top + 0.4), 0.0), ((-7.6, top + 6.7), 24.0), ((armpit[0] + 3.4, armpit[1] - 4.0), 52.0)]
    else:
        end = block.hem_y + 0.8
        draft.add(Seam(f32([(0.0, top), (0.0, end)]), 0.06, 0.45), Cord(f32([(0.25, top), (0.25, end)]), 0.34, colour,
                                                                       tip=False))  # fmt: skip
        places = [((0.0, float(y)), 0.0) for y in np.linspace(top + 0.8, block.hem_y - 12, 5)]
    for place, turn in places:
        _frog(draft, place, turn, colour)


def _slanted(draft: Draft, edge: Curve, block: Block, cloth: Cloth, colour: str) -> None:
    """The edge of a front that closes under the right arm, with its piping."""
    under = join(edge, offset(edge, 0.9)[::-1])
    draft.add(Panel(under, Part.TORSO, lift=-cloth.thickness, tone=0.86, shadow=0.0), Seam(edge, 0.05, 0.4))
    draft.add(Cord(edge, 0.36, colour, tip=False))


def _frog(draft: Draft, centre: Point, degrees: float, colour: str) -> None:
    """A knot in its loop, with a three-lobed end on both sides."""
    angle = np.deg2rad(-degrees)
    turn = f32([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def placed(line: Curve) -> Curve:
        return f32(line @ turn + f32(centre))

    for side in (-1, 1):
        s = f32([side, 1])
        draft.add(Cord(placed(f32([(0.2, 0.0), (2.1, 0.0)]) * s), 0.42, colour, tip=False))
        for lobe in (-55, 0, 55):
            a = np.deg2rad(lobe)
            x, y = 2.2 + 0.95 * float(np.cos(a)), 0.95 * float(np.sin(a))
            ring = curve((2.15, 0.0), (x - 0.2 * y, y + 0.25), (x + 0.2, y), (x - 0.1, y - 0.3), (2.15, 0.0), steps=6)
            draft.add(Cord(placed(ring * s), 0.30, colour, tip=False))
    draft.add(Button(centre, 0.52, colour))


def lay_piping(draft: Draft, spec: GarmentSpec, line: Curve) -> None:
    """A rolled edge in the accent colour."""
    draft.add(Cord(line, 0.34, accent(spec), tip=False))


def lay_slits(draft: Draft, spec: GarmentSpec, side: Curve, hem_y: float, part: Part) -> None:
    """Open side seams above the hem: the back shows, dark, behind a slip of the front. side: the left, downward."""
    high = hem_y - min(26.0, (hem_y - float(side[0, 1])) * 0.34)
    edge = side[side[:, 1] > high]
    if len(edge) < 4:
        return
    lean = np.linspace(0.2, 2.6, len(edge), dtype=np.float32)[:, None] * f32([1.0, 0.0])
    gap = join(edge, (edge - lean)[::-1])
    for sign in (-1, 1):
        shape, front = (gap, edge - lean) if sign > 0 else (flip(gap), flip(edge - lean))
        draft.add(Panel(shape, part, lift=-0.1, tone=0.5, shadow=0.0), Seam(front, 0.05, 0.4))
        if spec.closure is Closure.FROGS:
            lay_piping(draft, spec, front)


def lay_bow(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A tied bow at the neck: two loops, two ends, a knot; in the second colour where there is one."""
    x, y = front.centre[0], front.centre[1] + 0.6
    own: dict[str, Any] = {"colour": 1, "printed": False} if len(spec.colours) > 1 and spec.pattern == "solid" else {}
    for side, long in ((-1, 17.0), (1, 15.0)):
        end = polygon([(x, y), (x + side * 1.6, y), (x + side * 5.4, y + long), (x + side * 1.6, y + long + 1.8)])
        draft.add(Panel(_rounded(end), Part.TORSO, grain=-side * 12, lift=cloth.thickness + 0.08, shadow=0.4, **own))
        draft.add(Crease(curve((x + side * 0.6, y + 1), (x + side * 3.2, y + long)), 0.16, 1.2))
    for side in (-1, 1):
        loop = join(
            curve((x, y - 0.9), (x + side * 4.2, y - 3.9), (x + side * 8.2, y - 2.2), (x + side * 7.6, y + 1.8)),
            curve((x + side * 7.6, y + 1.8), (x + side * 3.6, y + 2.5), (x, y + 0.9)),
        )
        draft.add(Panel(loop, Part.TORSO, grain=side * 70, lift=cloth.thickness + 0.16, shadow=0.45, **own))
        for away in (-1.4, 0.1, 1.4):
            draft.add(Crease(curve((x + side * 0.8, y + away * 0.3), (x + side * 5.6, y + away)), -0.12, 0.8))
    knot = polygon([(x - 1.2, y - 1.3), (x + 1.2, y - 1.4), (x + 1.4, y + 1.3), (x - 1.3, y + 1.4)])
    draft.add(Panel(knot, Part.TORSO, lift=cloth.thickness + 0.22, shadow=0.45, **own))


def _rounded(outline: Curve) -> Curve:
    return resample(join(outline, outline[:1]), 0.8)


def lay_tie(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A necktie under a shirt's collar, down to the waist."""
    y = front.centre[1] - 0.6
    low = min(block.waist_y + 6.0, block.hem_y - 4.0)
    blade = polygon([(-1.5, y + 2.8), (1.5, y + 2.8), (3.9, low - 4.0), (0.0, low), (-3.9, low - 4.0)])
    knot = polygon([(-2.1, y - 0.6), (2.1, y - 0.6), (1.4, y + 3.2), (-1.4, y + 3.2)])
    silk = CLOTHS[Fabric.SILK]
    colour: int | str = 1 if len(spec.colours) > 1 else "#22304a"
    for outline, lift in ((blade, 0.10), (knot, 0.2)):
        draft.add(Panel(_rounded(outline), Part.TORSO, grain=38, lift=lift, cloth=silk, colour=colour, printed=False,
                        shadow=0.46))  # fmt: skip
    draft.add(Crease(curve((-0.4, y + 3.4), (0.2, y + 9), (0.0, low - 8)), 0.12, 1.6, taper=(False, True)))


def lay_scarf(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A knitted scarf once round the neck, its ends hanging down in front."""
    wool = CLOTHS[Fabric.KNIT]
    colour: int | str = 1 if len(spec.colours) > 1 else "#8d3a33"
    low = min(block.waist_y + 4.0, block.hem_y - 5.0)
    for x, lean, end in ((-3.6, -1.6, low - 6.0), (3.4, 1.2, low)):
        tail = polygon([(x - 4.2, 4.0), (x + 4.2, 4.0), (x + lean + 4.8, end), (x + lean - 4.8, end + 0.8)])
        draft.add(Panel(_rounded(tail), Part.TORSO, grain=-lean, cloth=wool, colour=colour, printed=False, lift=0.3,
                        shadow=0.5))  # fmt: skip
        for fringe in np.arange(-4.4, 4.5, 0.9):
            start = (x + lean + float(fringe), end + 0.3)
            draft.add(Cord(curve(start, (start[0] + 0.2, end + 3.6)), 0.34, _hex(spec, colour), tip=False))
        draft.add(Crease(curve((x - 1.2, 8.0), (x + lean - 1.0, end - 3)), 0.35, 2.0))
    roll = join(
        curve((-8.4, -3.6), (-10.2, 1.6), (-7.0, 7.6), (0.0, 10.2), (7.0, 7.6), (10.2, 1.6), (8.4, -3.6)),
        curve((8.4, -3.6), (6.0, 0.6), (0.0, 2.6), (-6.0, 0.6), (-8.4, -3.6)),
    )
    draft.add(Panel(roll, Part.TORSO, grain=90, cloth=wool, colour=colour, printed=False, lift=0.5, shadow=0.5))
    for y, height in ((4.2, 0.5), (6.6, -0.35)):
        draft.add(Crease(curve((-8.0, y - 3.4), (0.0, y + 1.4), (8.0, y - 3.0)), height, 1.8))


def _hex(spec: GarmentSpec, colour: int | str) -> str:
    return colour if isinstance(colour, str) else spec.colours[colour]


def lay_epaulettes(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """Buttoned straps on the shoulders."""
    x0, x1 = front.foot[0] + 2.4, block.shoulder - 0.4
    slope = block.shoulder_y / (block.shoulder - block.neck)
    y0, y1 = front.foot[1] + 2.4 * slope + 1.2, (x1 - block.neck) * slope + 1.4
    colour, metal = button_colour(spec)
    for side in (-1, 1):
        corners = [(x0, y0 - 0.2), (x0 + 1.2, y0 - 1.0), (x1, y1 - 1.5), (x1 + 0.2, y1 + 2.6), (x0 + 1.4, y0 + 2.6),
                   (x0 - 0.2, y0 + 1.6)]  # fmt: skip
        strap = polygon(corners) * f32([side, 1])
        draft.add(Panel(_rounded(strap), Part.TORSO, grain=side * 78, lift=cloth.thickness + 0.04, shadow=0.36))
        inset = (strap - strap.mean(0)) * f32(0.86) + strap.mean(0)
        draft.add(Stitch(join(inset, inset[:1]), tone=0.84), Button((side * (x0 + 1.6), y0 + 0.8), 0.7, colour, metal))


def lay_embroidery(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A vine round the neck and, where the front opens, down both sides of the placket."""
    thread = spec.colours[1] if len(spec.colours) > 1 and spec.pattern == "solid" else _GOLD
    down = 17.0 if spec.closure in (Closure.HALF_BUTTONS, Closure.NONE, Closure.FROGS) else block.hem_y * 0.5
    standing = spec.neckline in (Neckline.MANDARIN, Neckline.STAND)
    neck = offset(front.line[::-1], -1.9)
    for side in (-1, 1):
        s = f32([side, 1])
        if not standing:
            _vine(draft, neck * s, thread, 0.75)
        if spec.closure is not Closure.FROGS:
            line = f32([(2.9, front.centre[1] + 0.6), (2.9, front.centre[1] + down)])
            _vine(draft, resample(line, 1.0) * s, thread, 0.85)


def _vine(draft: Draft, line: Curve, thread: str, size: float) -> None:
    """A scrolling stem between two rows of chain stitch, with leaves and buds."""
    for away in (-1.25 * size, 1.25 * size):
        draft.add(Stitch(offset(line, away), colour=thread, length=0.22, width=0.12))
    points = resample(line, 0.25)
    phase = np.arange(len(points), dtype=np.float32) * np.float32(0.25 * 2 * np.pi / 2.6)
    stem = points + (offset(points, 1.0) - points) * (np.sin(phase) * np.float32(0.62 * size))[:, None]
    draft.add(Stitch(f32(stem), colour=thread, length=30.0, width=0.11))
    step = max(1, round(1.3 / 0.25))
    for number, at in enumerate(range(step // 2, len(points) - 1, step)):
        side = 1 if number % 2 else -1
        root, tip = stem[at], points[at] + (offset(points, 1.0) - points)[at] * np.float32(-side * 0.55 * size)
        for spread in (-0.18, 0.0, 0.18):
            along = (points[min(at + 1, len(points) - 1)] - points[at]) * np.float32(spread * 4)
            draft.add(Stitch(f32([root, tip + along]), colour=thread, length=30.0, width=0.16))


def lay_front_ruffles(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """Two gathered strips that fall beside the front's middle."""
    top, low = front.centre[1] + 0.4, min(block.hem_y - 3.0, block.waist_y - 2.0)
    if low < top + 8:
        return
    rng = np.random.default_rng(5)
    y = np.linspace(top, low, 60, dtype=np.float32)
    swing = np.sin(np.linspace(0, 13 * np.pi, 60) + rng.uniform(0, 6)) * np.clip((low - y) / 6 + 0.25, 0, 1)
    for side in (-1, 1):
        inner = np.stack([np.full_like(y, 1.9), y], 1)
        outer = np.stack([5.4 - 2.2 * (y - top) / (low - top) + 0.55 * swing, y + 0.3], 1)
        strip = join(f32(inner), f32(outer)[::-1]) * f32([side, 1])
        draft.add(Panel(f32(strip), Part.TORSO, grain=side * 90, lift=cloth.thickness + 0.12, shadow=0.44))
        for at in range(3, 57, 4):
            fold = f32([inner[at], outer[at]]) * f32([side, 1])
            draft.add(Crease(curve(tuple(fold[0]), tuple(fold[1]), steps=6), 0.22 if at % 8 == 3 else -0.16, 0.7,
                             taper=(False, False)))  # fmt: skip
        draft.add(Stitch(f32(inner + f32([0.4, 0])) * f32([side, 1]), tone=0.84))



Adorn = Callable[[Draft, GarmentSpec, Block, Opening, Cloth], None]
