"""Collars: drawn as their own panels over the body, with the inside of the back behind the neck.

Every collar is drafted for the left side (picture's right) and mirrored. The stand rises above the point where neck
and shoulder meet (negative y); what lies between the two leaves is open and shows the inner layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Detail, Fabric, GarmentSpec, Neckline
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import CLOTHS, LINING, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.crossed import band_colour
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, Point, curve, flip, join, offset, polygon
from tryon_desktop.engine.tailor.necklines import Opening, lay_label
from tryon_desktop.engine.tailor.notions import button_colour, thread_of
from tryon_desktop.engine.tailor.numeric import f32

COLLARED = frozenset({
    Neckline.POLO, Neckline.SHIRT, Neckline.CAMP, Neckline.MANDARIN, Neckline.SHAWL, Neckline.NOTCHED, Neckline.HOOD,
    Neckline.STAND, Neckline.TURTLE, Neckline.MOCK, Neckline.CROSSED, Neckline.PETER_PAN,
})  # fmt: skip
"""Necklines that are collars, and so have panels of their own."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A turned-down collar: half width and height of its fold at the back, and the corners of a leaf."""

    fold: Point
    roll: Point
    outer: Point
    tip: Point
    meet: float
    inner: Point


_SHIRT = _Leaf((6.8, -4.6), (9.1, -0.9), (9.2, 3.2), (8.3, 11.7), 0.6, (5.1, 4.2))
_POLO = _Leaf((7.0, -3.6), (9.4, -0.4), (9.6, 3.0), (8.0, 10.8), 0.8, (5.2, 4.4))
_JACKET = _Leaf((7.0, -4.8), (9.9, -0.8), (10.7, 4.4), (10.4, 12.2), 1.1, (5.2, 4.4))


def lay_collar(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """Lay the collar that the spec names over a drafted body."""
    _COLLARS[spec.neckline](draft, spec, block, front, cloth)


def _pair(draft: Draft, outline: Curve, cloth: Cloth, *, grain: float = 0.0, lift: float | None = None,
          own: Cloth | None = None, printed: bool = True, shadow: float = 0.42) -> None:  # fmt: skip
    """A panel and its mirror image, the left one (picture's right) last, on top."""
    thick = cloth.thickness * 1.8 + 0.05 if lift is None else lift
    for side in (-1, 1):
        shape = outline if side > 0 else flip(outline)
        draft.add(Panel(shape, Part.TORSO, grain=side * grain, lift=thick, cloth=own, printed=printed, shadow=shadow))


def _inside(draft: Draft, front: Opening, fold: Point, seam_y: float, cloth: Cloth | None, lined: bool,
            *, stand: Cloth | None = None, printed: bool = True, colour: int = 0) -> None:  # fmt: skip
    """The inside of the back: the body's lining below, the collar's inner stand above."""
    x, y = fold
    low = join(front.line[::-1], flip(front.line)[1:]) + f32([0, 1.6])
    top = curve((-8.6, seam_y), (0.0, seam_y + 0.6), (8.6, seam_y))
    draft.add(
        Panel(join(top, low), Part.TORSO, inside=True, tone=0.72 if not lined else 0.85, cloth=cloth if lined else None,
              printed=not lined, colour=0)
    )  # fmt: skip
    edge = curve((-x, y), (0.0, y - 0.45), (x, y))
    under = curve((x + 1.6, seam_y + 0.2), (0.0, seam_y + 1.3), (-x - 1.6, seam_y + 0.2))
    draft.add(
        Panel(join(edge, under), Part.TORSO, inside=True, tone=0.88, lift=0.1, cloth=stand, printed=printed,
              colour=colour, shadow=0.4),
        Seam(under, 0.05, 0.3),
        Stitch(curve((-x + 0.4, y + 0.75), (0.0, y + 0.3), (x - 0.4, y + 0.75)), tone=0.84),
    )  # fmt: skip
    lay_label(draft, seam_y + 1.9)


def _leaf_outline(leaf: _Leaf, meet: Point) -> Curve:
    outer = curve(leaf.fold, leaf.roll, leaf.outer, leaf.tip)
    lower = curve(leaf.tip, ((leaf.tip[0] + meet[0]) / 2, (leaf.tip[1] + meet[1]) / 2 + 0.35), meet)
    inner = curve(meet, leaf.inner, (leaf.fold[0] - 0.1, leaf.fold[1] + 4.2), leaf.fold)
    return join(outer, lower, inner)


def _turned(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    leaf = _POLO if spec.neckline is Neckline.POLO else _JACKET if spec.category in _OUTER else _SHIRT
    lined = spec.category in _OUTER
    _inside(draft, front, leaf.fold, -0.4, LINING, lined)
    meet = (leaf.meet, front.centre[1] - 0.2)
    if spec.category not in _OUTER:
        base = polygon([(-1.5, meet[1] - 0.9), (1.5, meet[1] - 0.9), (1.6, meet[1] + 1.2), (-1.6, meet[1] + 1.2)])
        draft.add(Panel(base, Part.TORSO, lift=0.05, shadow=0.2))
    outline = _leaf_outline(leaf, meet)
    own = RIB_TRIM if spec.neckline is Neckline.POLO and spec.fabric in _SOFT else None
    _pair(draft, outline, cloth, grain=-24.0, own=own, printed=own is None)
    # The collar rolls over its stand: highest along the fold, flat towards its points.
    draft.both(lambda line: Crease(line, 0.22, 1.5), curve((leaf.fold[0] + 0.9, leaf.fold[1] + 1.2),
               (leaf.roll[0] - 1.0, leaf.roll[1] + 1.6), (leaf.outer[0] - 2.2, leaf.outer[1] + 2.6)))  # fmt: skip
    outer = curve(leaf.fold, leaf.roll, leaf.outer, leaf.tip)
    lower = curve(leaf.tip, meet)
    if own is None:
        thread = thread_of(spec)
        inset = 0.45 if spec.category not in _OUTER else 0.7
        edge = join(offset(outer, inset)[18:-3], offset(lower, inset)[2:-1])
        draft.both(lambda line: Stitch(line, tone=0.82, colour=thread), edge)
    if spec.category not in _OUTER:
        colour, metal = button_colour(spec)
        draft.add(Button((0.0, meet[1] + 0.1), 0.5, colour, metal))


def _peter_pan(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A flat collar with round ends; white or in the second colour where there is one."""
    _inside(draft, front, (7.4, -1.4), 0.6, LINING, False)
    depth = front.centre[1]
    leaf = join(
        curve((7.4, -1.6), (10.6, 0.6), (12.6, 4.6), (11.6, 9.0), (7.4, depth + 4.6), (2.6, depth + 4.4),
              (0.3, depth + 0.2)),
        curve((0.3, depth + 0.2), (3.8, depth * 0.93), (6.6, depth * 0.62), (8.2, 0.9), (7.4, -1.6)),
    )  # fmt: skip
    apart = len(spec.colours) > 1 and spec.pattern == "solid"
    for side in (-1, 1):
        shape = leaf if side > 0 else flip(leaf)
        draft.add(Panel(shape, Part.TORSO, grain=side * -30.0, lift=cloth.thickness * 1.4 + 0.05, shadow=0.36,
                        colour=1 if apart else 0, printed=not apart))  # fmt: skip
    draft.both(lambda edge: Stitch(edge, tone=0.84), offset(leaf[4:92], 0.5))


def _crossed(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """The back of a crossed collar, whose bands the fronts bring with them."""
    _inside(draft, front, (7.2, -3.4), 0.2, None, False, colour=band_colour(spec), printed=False)


def _camp(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """An open collar whose facing turns back into a small lapel."""
    _inside(draft, front, (7.0, -3.2), 0.2, LINING, spec.category in _OUTER)
    depth = front.centre[1]
    lapel = join(
        curve((0.0, depth), (3.4, depth * 0.86), (9.2, depth * 0.66), (10.6, depth * 0.60)),
        curve((10.6, depth * 0.60), (5.4, depth * 0.44)),
        curve((5.4, depth * 0.44), (2.4, depth * 0.74), (0.0, depth)),
    )
    _pair(draft, lapel, cloth, grain=-12.0)
    collar = join(
        curve((7.0, -3.2), (9.7, -0.4), (11.0, 3.6), (12.0, depth * 0.54)),
        curve((12.0, depth * 0.54), (8.6, depth * 0.575), (5.2, depth * 0.47)),
        curve((5.2, depth * 0.47), (6.7, depth * 0.2), (7.0, -3.2)),
    )
    _pair(draft, collar, cloth, grain=-26.0)
    for line in (collar, lapel):
        draft.both(lambda edge: Stitch(edge, tone=0.84), offset(line[8:44], 0.5))


def _lapels(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A tailored collar: notched, or peaked when double-breasted."""
    _inside(draft, front, (6.9, -4.0), -0.2, LINING, True)
    depth = front.centre[1]
    wide = 1.18 if spec.category is Category.COAT else 1.0
    gorge, notch = (5.0, 7.6), (8.7 * wide, 11.4)
    tip = (12.4 * wide, 13.4)
    if spec.closure == "double_breasted":
        tip = (13.0 * wide, 10.4)
        notch = (9.4 * wide, 13.6)
    break_x = 0.4
    lapel = join(
        curve((break_x, depth), (3.6, depth * 0.84), (8.8 * wide, depth * 0.60), tip),
        curve(tip, notch, steps=6),
        curve(notch, gorge, steps=6),
        curve(gorge, (2.9, depth * 0.55), (break_x, depth)),
    )
    _pair(draft, lapel, cloth, grain=-10.0, shadow=0.40)
    roll = curve(gorge, (2.9, depth * 0.55), (break_x, depth))
    draft.both(lambda line: Crease(line, 0.30, 1.7, taper=(True, False)), roll + f32([1.3, 0.0]))
    end = (11.3 * wide, 9.2) if spec.closure != "double_breasted" else (10.9 * wide, 9.8)
    collar = join(
        curve((6.9, -4.0), (9.5, -1.0), (10.7, 3.4), end),
        curve(end, notch, steps=6),
        curve(notch, gorge, steps=6),
        curve(gorge, (6.6, 1.6), (6.9, -4.0)),
    )
    _pair(draft, collar, cloth, grain=-30.0, shadow=0.34)
    draft.both(lambda line: Crease(line, 0.26, 1.6), curve((7.6, -2.6), (8.0, 1.6), (7.0, 6.4)))
    draft.both(lambda line: Seam(line, 0.05, 0.3), curve(gorge, notch))
    draft.add(Seam(f32([(tip[0] - 3.2, tip[1] + 1.4), (tip[0] - 1.3, tip[1] + 0.7)]), 0.04, 0.4))


def _shawl(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    knitted = spec.category in (Category.CARDIGAN, Category.SWEATER)
    own = RIB_TRIM if knitted else CLOTHS[Fabric.SATIN] if spec.category is Category.BLAZER else None
    _inside(draft, front, (6.9, -4.2), -0.2, LINING, not knitted)
    depth = front.centre[1]
    leaf = join(
        curve((6.9, -4.2), (9.9, -0.8), (11.6, 6.0), (11.0, depth * 0.46), (6.6, depth * 0.76), (0.3, depth + 0.4)),
        curve((0.3, depth + 0.4), (2.9, depth * 0.58), (6.3, depth * 0.14), (6.9, -4.2)),
    )
    _pair(draft, leaf, cloth, grain=-14.0, own=own, printed=own is None)


def _stand(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A band that stands around the neck: Mandarin, or a jacket's stand (ribbed on a bomber)."""
    mandarin = spec.neckline is Neckline.MANDARIN
    high = 3.0 if mandarin else 4.6
    ribbed = not mandarin and (Detail.RIBBED_CUFFS in spec.details or spec.category in (Category.SWEATER,
                               Category.CARDIGAN, Category.SWEATSHIRT))  # fmt: skip
    own = RIB_TRIM if ribbed else None
    fold = (7.0, -high + 0.6)
    _inside(draft, front, fold, 0.3, LINING, spec.category in _OUTER, stand=own, printed=own is None)
    depth = front.centre[1]
    gap = 0.5 if mandarin else 0.12
    foot = front.foot
    outline = join(
        curve((gap, depth - high * 0.86), (3.6, depth - high * 0.98 - 1.0), (6.4, depth * 0.30 - high * 0.6), fold),
        curve(fold, (8.2, -0.6), foot),
        curve(foot, (foot[0] * 0.82, depth * 0.62), (foot[0] * 0.44, depth * 0.94), (gap, depth + 0.5)),
    )
    _pair(draft, outline, cloth, grain=-16.0, own=own, printed=own is None, shadow=0.3)
    seam = curve((gap, depth + 0.5), (foot[0] * 0.44, depth * 0.94), (foot[0] * 0.82, depth * 0.62), foot)
    draft.both(lambda line: Seam(line, 0.07, 0.34), seam)


def _tube(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A turtle or mock neck: a ribbed tube, folded over when it is a turtle."""
    turtle = spec.neckline is Neckline.TURTLE
    high = 6.6 if turtle else 4.2
    own = cloth if spec.fabric in (Fabric.RIB,) else RIB_TRIM if spec.fabric in _KNITS else None
    x, dip = 6.8, 1.25
    depth = front.centre[1]
    foot = front.foot
    back = curve((-x, -high), (0.0, -high - 0.9), (x, -high))
    mouth = curve((x, -high), (x * 0.6, -high + dip * 0.75), (0.0, -high + dip))
    whole = join(mouth, flip(mouth)[::-1][1:])
    draft.add(Panel(join(back, whole + f32([0, 0.8])), Part.TORSO, inside=True, tone=0.62, cloth=own,
                    printed=own is None))  # fmt: skip
    side = curve((-x, -high), (-x - 0.25, -high * 0.4), (-foot[0], foot[1]))
    seam = join(flip(front.line)[::-1], front.line[1:])
    outline = join(whole, side, seam, flip(side)[::-1])
    draft.add(Panel(outline, Part.TORSO, lift=0.12, cloth=own, printed=own is None, shadow=0.3), Seam(seam, 0.07, 0.32))
    if turtle:
        low = curve((x + 0.55, -high * 0.05 + 0.4), (0.0, depth * 0.42 + 0.6), (-x - 0.55, -high * 0.05 + 0.4))
        cuff = join(whole, curve((-x, -high), (-x - 0.6, -high * 0.5), (-x - 0.55, -high * 0.05 + 0.4)), low[::-1],
                    curve((x + 0.55, -high * 0.05 + 0.4), (x + 0.6, -high * 0.5), (x, -high)))  # fmt: skip
        draft.add(Panel(cuff, Part.TORSO, lift=0.22, cloth=own, printed=own is None, shadow=0.42))


def _hood(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """A hood that lies down behind the neck: two thick leaves meet below the throat, the inside shows between."""
    depth = front.centre[1]
    top = (7.4, -7.2)
    dome = join(curve((-top[0], top[1]), (0.0, top[1] - 1.5), top))
    low = join(front.line[::-1], flip(front.line)[1:]) + f32([0, 1.6])
    draft.add(Panel(join(dome, low), Part.TORSO, inside=True, tone=0.58, printed=False))
    lip = curve((6.9, 0.4), (0.0, -2.2), (-6.9, 0.4))
    draft.add(Panel(join(dome, lip), Part.TORSO, inside=True, tone=0.80, printed=False, lift=0.3, shadow=0.5))
    draft.add(Crease(curve((-5.5, -5.6), (0.0, -6.6), (5.5, -5.6)), -0.25, 1.4))
    leaf = join(
        curve((0.3, depth + 0.4), (3.7, depth * 0.70), (6.3, depth * 0.16), (7.0, -3.0), top),
        curve(
            top, (10.4, -5.8), (12.6, -1.2), (12.4, 3.2), (9.4, depth * 0.74), (5.0, depth * 1.10), (-0.6, depth + 2.6)
        ),
        curve((-0.6, depth + 2.6), (0.3, depth + 0.4), steps=4),
    )
    for side in (-1, 1):
        shape = leaf if side > 0 else flip(leaf)
        draft.add(Panel(shape, Part.TORSO, grain=-side * 30.0, lift=cloth.thickness * 2 + 0.12, shadow=0.46))
        edge = curve((1.0, depth + 0.3), (4.6, depth * 0.74), (7.4, depth * 0.2), (8.2, -3.0), (8.4, -6.2))
        draft.add(Stitch(edge if side > 0 else flip(edge), tone=0.84))
        fold = curve((10.8, -3.2), (10.9, 1.2), (8.6, depth * 0.62))
        draft.add(Crease(fold if side > 0 else flip(fold), 0.42, 2.0))
    if Detail.DRAWSTRING in spec.details or spec.category is Category.HOODIE:
        light = "#ece9e2" if spec.pattern != "solid" or spec.colour < "#a0" else spec.colours[0]
        for side in (-1, 1):
            eye = (side * 2.9, depth + 0.7)
            draft.add(Button(eye, 0.42, "#b9bcc0", metal=True))
            draft.add(Cord(curve(eye, (side * 3.3, depth + 6.0), (side * 3.0, depth + 13.0)), 0.5, light))


_OUTER = frozenset({Category.JACKET, Category.COAT, Category.BLAZER, Category.VEST})
_KNITS = frozenset({Fabric.KNIT, Fabric.RIB, Fabric.CABLE, Fabric.FLEECE, Fabric.WOOL})
_SOFT = frozenset({Fabric.JERSEY, Fabric.KNIT, Fabric.RIB, Fabric.CABLE, Fabric.FLEECE})

_COLLARS: dict[Neckline, Callable[[Draft, GarmentSpec, Block, Opening, Cloth], None]] = {
    Neckline.SHIRT: _turned, Neckline.POLO: _turned, Neckline.CAMP: _camp, Neckline.NOTCHED: _lapels,
    Neckline.SHAWL: _shawl, Neckline.STAND: _stand, Neckline.MANDARIN: _stand, Neckline.TURTLE: _tube,
    Neckline.MOCK: _tube, Neckline.HOOD: _hood, Neckline.CROSSED: _crossed, Neckline.PETER_PAN: _peter_pan,
}  # fmt: skip
