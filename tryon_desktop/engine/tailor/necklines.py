"""Necklines: the edge of the front opening, what binds it, and the inside of the back that shows behind the neck."""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Closure, Fabric, GarmentSpec, Neckline
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import FINE_RIB, LINING, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.draft import Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, Point, box, curve, flip, join, mirror
from tryon_desktop.engine.tailor.numeric import f32

# Neckline: half width beyond the block's neck, depth of the front, depth of the back, cm.
_CUT: dict[Neckline, tuple[float, float, float]] = {
    Neckline.CREW: (0.2, 9.0, 1.7),
    Neckline.V: (0.4, 18.0, 1.7),
    Neckline.SCOOP: (2.4, 15.5, 3.0),
    Neckline.BOAT: (5.6, 5.2, 2.4),
    Neckline.SQUARE: (3.0, 14.0, 3.0),
    Neckline.STRAP: (5.4, 14.5, 8.0),
    Neckline.OFF_SHOULDER: (8.0, 12.0, 9.0),
    Neckline.TURTLE: (-0.4, 6.5, 1.2),
    Neckline.MOCK: (-0.2, 6.5, 1.2),
    Neckline.SHIRT: (0.2, 9.0, -4.6),
    Neckline.POLO: (0.2, 8.8, -3.6),
    Neckline.CAMP: (0.2, 17.5, -3.2),
    Neckline.NOTCHED: (0.0, 24.0, -4.0),
    Neckline.SHAWL: (0.0, 24.0, -4.2),
    Neckline.HOOD: (0.0, 9.5, -2.2),
    Neckline.STAND: (0.2, 8.5, -4.2),
    Neckline.MANDARIN: (0.2, 8.2, -2.6),
    Neckline.CROSSED: (-0.6, 21.0, -2.8),
    Neckline.PETER_PAN: (0.4, 8.4, -1.0),
}

# Where a deep front ends, by category.
_DEEP: dict[Category, float] = {
    Category.BLAZER: 39.0, Category.COAT: 27.0, Category.CARDIGAN: 29.0, Category.VEST: 29.0, Category.JACKET: 26.0,
}  # fmt: skip

_DEEP_CUTS = frozenset({Neckline.NOTCHED, Neckline.SHAWL, Neckline.V})


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The left half of the front neckline, from its lowest point on the centre line to its foot on the shoulder."""

    line: Curve
    foot: Point
    centre: Point
    back: Point


def shoulder_at(block: Block, x: float) -> float:
    """The height of the shoulder line at x."""
    share = (x - block.neck) / (block.shoulder - block.neck)
    return share * block.shoulder_y


def opening(spec: GarmentSpec, block: Block) -> Opening:
    """Cut the neckline that the spec names; collars that stand on a crew-like opening use that."""
    wider, depth, back = _CUT.get(spec.neckline, _CUT[Neckline.CREW])
    x = min(block.neck + wider, block.shoulder - 3.0)
    foot = (x, shoulder_at(block, x))
    if spec.neckline is Neckline.OFF_SHOULDER:
        foot = (block.shoulder - 1.2, block.shoulder_y - 0.6)
        line = curve((0.0, foot[1] + 4.0), (foot[0] * 0.5, foot[1] + 3.0), foot)
        return Opening(line, foot, (0.0, foot[1] + 4.0), (0.0, foot[1] + 1.6))
    deep = spec.neckline in _DEEP_CUTS
    if deep:
        depth = _DEEP.get(spec.category, depth)
        if spec.closure is Closure.DOUBLE_BREASTED:
            depth *= 0.86 if spec.category is not Category.COAT else 1.04
        depth = min(depth, block.hem_y - 14.0)
    depth += max(foot[1], 0.0)
    if deep and depth > 20:
        line = curve((0.0, depth), (x * 0.46, depth * 0.56), (x * 0.86, depth * 0.18), foot)
    elif spec.neckline in (Neckline.V, Neckline.CROSSED):
        line = curve((0.0, depth), (x * 0.36, depth * 0.62), (x * 0.76, depth * 0.26), foot)
    elif spec.neckline is Neckline.SQUARE:
        line = join(curve((0.0, depth), (x - 0.6, depth - 0.3)), curve((x - 0.5, depth - 0.6), foot))
    else:
        line = curve((0.0, depth), (x * 0.42, depth * 0.93), (x * 0.80, depth * 0.62), foot, steps=12)
    return Opening(line, foot, (0.0, depth), (0.0, back + foot[1]))


def finish_neck(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth) -> None:
    """Bind the neckline and lay the inside of the back into the inner layer."""
    knitted = spec.fabric in (Fabric.KNIT, Fabric.RIB, Fabric.CABLE)
    ribbed = knitted or spec.category in (Category.TEE, Category.SWEATSHIRT, Category.SWEATER)
    ribbed = ribbed or (spec.category is Category.DRESS and spec.fabric is Fabric.JERSEY)
    width = 2.6 if knitted or spec.category is Category.SWEATSHIRT else 1.9
    trim = (RIB_TRIM if knitted or spec.category is Category.SWEATSHIRT else FINE_RIB) if ribbed else cloth
    lay_back(draft, front, trim if ribbed else None, width)
    outer_foot = (front.foot[0] + width, shoulder_at(block, front.foot[0] + width))
    outer = _widened(front, outer_foot, width)
    if ribbed:
        whole = join(mirror(front.line)[:-1], front.line, outer[::-1], mirror(outer[::-1])[1:])
        draft.add(Panel(whole, Part.TORSO, lift=0.05, cloth=trim, printed=False, shadow=0.16, tone=0.985))
        seam = join(mirror(outer)[:-1], outer)
        draft.add(Seam(seam, 0.06, 0.30), Stitch(seam + _down(0.45), tone=0.86))
    else:
        seam = join(mirror(outer)[:-1], outer)
        draft.add(Stitch(seam + _down(-0.9), tone=0.80))


def _down(cm: float) -> Curve:
    return f32([0.0, cm])


def _widened(front: Opening, foot: Point, width: float) -> Curve:
    """The neckline moved outward by `width`, ending on the shoulder at `foot`."""
    line = front.line.copy()
    share = (line[:, :1] - 0.0) / max(front.foot[0], 1e-3)
    scale_x = foot[0] / front.foot[0]
    lower = f32([0, width]) * (1 - share**2) + f32([0, foot[1] - front.foot[1]]) * share**2
    return f32(line * f32([scale_x, 1.0]) + lower)


def lay_label(draft: Draft, y: float) -> None:
    """A woven label at the back of the neck, `y` cm down."""
    label = box(-2.1, y, 2.1, y + 1.2)
    draft.add(
        Panel(label, Part.TORSO, inside=True, colour="#efece4", printed=False, cloth=LINING, lift=0.04, shadow=0.3)
    )


def lay_back(draft: Draft, front: Opening, trim: Cloth | None, width: float) -> None:
    """The inside of the back neck: a shaded panel that reaches below the front's edge, and its band."""
    x, y = front.foot
    dip = front.back[1]
    edge = curve((-x, y), (-x * 0.62, y + (dip - y) * 0.72), (0.0, dip), (x * 0.62, y + (dip - y) * 0.72), (x, y))
    low = join(front.line[::-1], flip(front.line)[1:]) + _down(1.2)
    draft.add(Panel(join(edge, low), Part.TORSO, inside=True, tone=0.78, printed=trim is not RIB_TRIM, shadow=0.0))
    if trim is not None:
        under = edge.copy()
        under[:, 1] += width * (1 - (under[:, 0] / x) ** 4)
        draft.add(
            Panel(join(edge, under[::-1]), Part.TORSO, inside=True, cloth=trim, printed=False, tone=0.92, shadow=0.3),
            Seam(under, 0.06, 0.3),
        )
    if front.centre[1] > dip + 4.5:
        lay_label(draft, dip + (width if trim is not None else 0.4) + 0.5)
