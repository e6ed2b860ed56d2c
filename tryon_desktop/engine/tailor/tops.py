"""Upper garments: the body on its block, sleeves, neckline or collar, closure, hem, details and folds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryon_desktop.engine.garments.garment import Part
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
    Slot,
)
from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.adornments import (
    Adorn,
    lay_bow,
    lay_embroidery,
    lay_epaulettes,
    lay_front_ruffles,
    lay_scarf,
    lay_slits,
    lay_tie,
)
from tryon_desktop.engine.tailor.block import Block, skirt_flare, upper_block
from tryon_desktop.engine.tailor.cloth import LINING, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.collars import COLLARED, lay_collar
from tryon_desktop.engine.tailor.crossed import lay_bands, lay_overlap
from tryon_desktop.engine.tailor.details import lay_details
from tryon_desktop.engine.tailor.draft import Crease, Draft, Lettering, Panel, Place, Seam, Stitch
from tryon_desktop.engine.tailor.folds import drape, tension
from tryon_desktop.engine.tailor.fronts import button_skirt, closure_of, lay_front
from tryon_desktop.engine.tailor.geometry import Curve, Point, bezier, curve, flip, join, resample, symmetric, x_at
from tryon_desktop.engine.tailor.necklines import Opening, finish_neck, lay_back, opening
from tryon_desktop.engine.tailor.notions import thread_of
from tryon_desktop.engine.tailor.numeric import f32
from tryon_desktop.engine.tailor.skirts import lay_skirt, skirt_side
from tryon_desktop.engine.tailor.sleeves import RIBBED, sew_sleeves


@dataclass(frozen=True, slots=True, eq=False)
class TorsoLines:
    """The left half (picture's right). Each runs downward or outward from the centre."""

    neck: Curve
    shoulder: Curve
    armhole: Curve
    side: Curve
    hem: Curve

    @property
    def half(self) -> Curve:
        """The left half's outline from the neck's centre round to the hem's centre."""
        return join(self.neck, self.shoulder, self.armhole, self.side, self.hem)


def torso_lines(spec: GarmentSpec, block: Block, front: Opening) -> TorsoLines:
    """Draft the body of an upper garment; a dress's ends at the waist."""
    foot = front.foot
    tip = shoulder_tip(spec, block, front)
    armpit = block.armpit
    shoulder = curve(foot, ((foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2 + 0.2), tip)
    depth = armpit[1] - tip[1]
    hollow = 1.5 if block.reach else 0.2 if spec.neckline is Neckline.OFF_SHOULDER else 2.6
    armhole = curve(
        tip, (tip[0] - hollow, tip[1] + depth * 0.52), (tip[0] - hollow * 0.4 + (armpit[0] - tip[0]) * 0.22,
        tip[1] + depth * 0.80), armpit)  # fmt: skip
    points: list[Point] = [armpit]
    if armpit[0] < block.chest - 0.3 and block.waist_y > armpit[1] + 12:
        points.append(((block.chest * 1.4 + block.waist * 0.6) / 2 - 0.6, armpit[1] + 7.0))
    if block.hem_y > block.waist_y + 4:
        points.append((block.waist, block.waist_y))
    if block.hem_y > block.hip_y + 4:
        points.append((block.hip, block.hip_y))
    points.append((block.hem, block.hem_y))
    side = curve(*points)
    if spec.category is Category.DRESS:
        drop = block.hem_y - armpit[1]
        side = bezier(armpit, (armpit[0] - 0.3, armpit[1] + drop * 0.4), (block.hem, block.hem_y - drop * 0.45),
                      (block.hem, block.hem_y))  # fmt: skip
    bottom = block.hem_y
    hem = curve((block.hem, bottom), (block.hem * 0.6, bottom + 0.75), (0.0, bottom + 1.0))
    if spec.category is Category.SHIRT and spec.length in _TAILED and Detail.SIDE_SLITS not in spec.details:
        rise = 5.0
        turn = (block.hem * 0.84, bottom - rise * 0.55)
        hem = curve((block.hem, bottom - rise), turn, (block.hem * 0.56, bottom - 0.4), (0.0, bottom + 0.6))
        side = side[side[:, 1] < bottom - rise]
    if spec.category is Category.VEST and spec.closure is Closure.BUTTONS and spec.fabric is not Fabric.DOWN:
        point = (4.6, bottom + 3.6)
        hem = join(curve((block.hem, bottom), (11.0, bottom + 1.3), point), curve(point, (0.0, bottom + 0.4), steps=6))
    if spec.category is Category.BLAZER and closure_of(spec) is Closure.BUTTONS:
        hem = curve((block.hem, bottom), (block.hem * 0.5, bottom + 0.8), (6.0, bottom + 0.4), (0.0, bottom - 5.0))
    if has_ribbed_hem(spec):
        hem = hem * f32([RIB_HEM_GRIP, 1.0])
        side = join(side[side[:, 1] < bottom - RIB_HEM_DEPTH], hem[:1])
    return TorsoLines(front.line, shoulder, armhole, side, hem)


_TAILED = (Length.HIP, Length.THIGH)
"""Lengths of shirts whose hem is cut in a curve."""


def shoulder_tip(spec: GarmentSpec, block: Block, front: Opening) -> Point:
    """Where the shoulder ends: the block's, or nearer the neck on sleeveless cuts."""
    if block.reach or (spec.slot is Slot.OUTER and spec.category is not Category.VEST):
        return block.shoulder, block.shoulder_y
    width = {Neckline.STRAP: 1.3, Neckline.OFF_SHOULDER: 1.0}.get(spec.neckline, 99.0)
    if spec.category is Category.TANK:
        width = min(width, 4.6)
    if spec.category is Category.VEST:
        width = 12.0 if spec.fabric is Fabric.DOWN else 9.0
    x = min(block.shoulder - 2.2, front.foot[0] + width)
    x = max(x, front.foot[0] + 0.8)
    return x, front.foot[1] + (x - front.foot[0]) * block.shoulder_y / (block.shoulder - block.neck)


def sew_top(spec: GarmentSpec, cloth: Cloth, rng: np.random.Generator) -> Draft:
    """Draft a top, an outer garment or a dress."""
    block = _adjusted(spec, upper_block(spec))
    draft = Draft()
    front = opening(spec, block)
    body = replace(block, hem=block.waist, hem_y=block.waist_y) if spec.category is Category.DRESS else block
    lines = torso_lines(spec, body, front)
    raglan = Detail.RAGLAN in spec.details and block.reach > 0
    if block.reach:
        sew_sleeves(draft, spec, block, cloth, rng)
    flat = 0.08 if _in_one(spec) else 0.3 if raglan else 1.0
    if spec.category is Category.DRESS:
        _lay_dress_skirt(draft, spec, block, lines, cloth, rng)
    if closure_of(spec) is Closure.OPEN:
        _lay_open(draft, spec, lines, front, cloth)
    else:
        whole = symmetric(lines.half)
        draft.add(Panel(whole, Part.TORSO, lift=cloth.thickness * 0.6 * flat, shadow=0.20 * flat))
    if closure_of(spec) is not Closure.OPEN:
        lay_front(draft, spec, body, front, lines.half, cloth)
    _lay_armhole(draft, spec, block, lines, front, raglan=raglan)
    if spec.category is Category.JACKET and spec.fabric is Fabric.DENIM:
        _trucker_seams(draft, spec, block)
    if spec.fabric is Fabric.DOWN:
        _quilt(draft, block, lines)
    _finish_hem(draft, spec, body, lines)
    if Detail.SIDE_SLITS in spec.details and spec.category is not Category.DRESS:
        lay_slits(draft, spec, lines.side, float(lines.side[-1, 1]), Part.TORSO)
    lay_details(draft, spec, block, cloth)
    _adorn(draft, spec, block, front, cloth, _BELOW_COLLAR)
    draft.place = _place(spec, block, len(draft.pieces))
    if spec.text:
        draft.add(_lettering(spec, block))
    with draft.laying(Trim.COLLAR):
        if spec.neckline in COLLARED:
            lay_collar(draft, spec, block, front, cloth)
        elif spec.category is Category.CARDIGAN or (spec.slot is Slot.OUTER and not _slipover(spec)):
            lay_back(draft, front, RIB_TRIM if spec.category is Category.CARDIGAN else LINING, 2.2)
        else:
            finish_neck(draft, spec, block, front, cloth)
    _adorn(draft, spec, block, front, cloth, _OVER_COLLAR)
    fold_torso(draft, lines, body, cloth, rng)
    mark_torso(draft, spec, block, front, lines)
    return draft


_BELOW_COLLAR: dict[Detail, Adorn] = {
    Detail.EMBROIDERY: lay_embroidery, Detail.EPAULETTES: lay_epaulettes, Detail.RUFFLES: lay_front_ruffles,
}  # fmt: skip

_OVER_COLLAR: dict[Detail, Adorn] = {Detail.TIE: lay_tie, Detail.BOW: lay_bow, Detail.SCARF: lay_scarf}


def _adorn(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, cloth: Cloth,
           table: dict[Detail, Adorn]) -> None:  # fmt: skip
    for detail, lay in table.items():
        skirted = detail is Detail.RUFFLES and spec.category is Category.DRESS
        if detail in spec.details and not skirted:
            lay(draft, spec, block, front, cloth)


_WHOLE_FRONT = frozenset({Closure.NONE, Closure.WRAP})


def _place(spec: GarmentSpec, block: Block, after: int) -> Place:
    """A picture's place: the middle of the chest, or small over the heart when the front opens."""
    if closure_of(spec) in _WHOLE_FRONT and spec.neckline is not Neckline.CROSSED:
        size = min(17.0, block.chest * 0.74)
        return Place(after, (0.0, block.armpit_y + (2.0 if spec.text else 5.0)), size * (0.8 if spec.text else 1.0))
    return Place(after, (block.chest * 0.5, block.armpit_y - 1.5), 5.0)


def _lettering(spec: GarmentSpec, block: Block) -> Lettering:
    """Words across the chest (below a motif), or small over the heart when the front opens."""
    if closure_of(spec) in _WHOLE_FRONT:
        return Lettering(spec.text, (0.0, block.armpit_y + (14.0 if spec.motif else 2.0)), 7.2, block.chest * 1.25)
    return Lettering(spec.text, (block.chest * 0.5, block.armpit_y - 1.0), 2.0, block.chest * 0.6)


def _adjusted(spec: GarmentSpec, block: Block) -> Block:
    if spec.neckline is Neckline.OFF_SHOULDER:
        return replace(block, shoulder=block.shoulder + 0.6, shoulder_y=block.shoulder_y + 6.5)
    return block


def _lay_armhole(draft: Draft, spec: GarmentSpec, block: Block, lines: TorsoLines, front: Opening,
                 *, raglan: bool) -> None:  # fmt: skip
    if raglan:
        line = curve((front.foot[0] * 0.93, front.foot[1] + 3.2), (block.chest * 0.64, block.armpit_y * 0.56),
                     (block.armpit[0] - 0.4, block.armpit_y - 0.4))  # fmt: skip
        if spec.pattern is Pattern.COLOUR_BLOCK:
            top = join(line[::-1], lines.shoulder, lines.armhole + f32([0.3, 0.0]))
            draft.both(lambda side: Panel(side, Part.TORSO, lift=0.0, colour=1, printed=False, shadow=0.0), top)
        draft.both(lambda side: Seam(side, 0.06, 0.34), line)
        draft.both(lambda side: Stitch(side, tone=0.84), line + f32([-0.5, 0.3]))
    elif block.reach:
        draft.both(lambda line: Seam(line, 0.04, 0.14), lines.armhole)
        if spec.category in (Category.SHIRT, Category.JACKET):
            for away in (0.7,) if spec.fabric is not Fabric.DENIM else (0.5, 1.1):
                inner = lines.armhole + f32([-away, 0.0])
                draft.both(lambda line: Stitch(line, tone=0.84, colour=thread_of(spec)), inner)
    else:
        draft.both(lambda line: Stitch(line, tone=0.84), lines.armhole + f32([-0.9, 0.0]))
    if spec.category in (Category.SHIRT, Category.JACKET) and not raglan:
        forward = curve((front.foot[0] + 1.0, front.foot[1] + 3.0), (block.shoulder - 0.6, block.shoulder_y + 2.0))
        draft.both(lambda line: Seam(line, 0.04, 0.22), forward)
        draft.both(lambda line: Stitch(line, tone=0.84, colour=thread_of(spec)), forward + f32([0, 0.5]))


def _lay_open(draft: Draft, spec: GarmentSpec, lines: TorsoLines, front: Opening, cloth: Cloth) -> None:
    """Two fronts that hang apart, wider toward the hem."""
    half = lines.half
    top, low = half[0, 1], half[-1, 1]
    edge = curve((0.15, float(top)), (2.6, float(top * 0.4 + low * 0.6)), (4.4, float(low)))
    inner = np.interp(half[:, 1], edge[:, 1], edge[:, 0]).astype(np.float32)
    shape = half.copy()
    shape[:, 0] = np.maximum(shape[:, 0], inner)
    outline = join(shape, edge[::-1])
    for side in (-1, 1):
        draft.add(
            Panel(outline if side > 0 else flip(outline), Part.TORSO, lift=cloth.thickness, shadow=0.3),
            Stitch((edge if side > 0 else flip(edge)) + f32([side * 0.8, 0.0]), tone=0.84),
        )
    if spec.neckline is Neckline.CROSSED:
        lay_bands(draft, spec, front, edge, cloth)


def _lay_dress_skirt(draft: Draft, spec: GarmentSpec, block: Block, lines: TorsoLines, cloth: Cloth,
                     rng: np.random.Generator) -> None:  # fmt: skip
    hip, hem = skirt_flare(
        spec.shape, max(20.9 if spec.fit is Fit.SLIM else 21.8, block.hip), max(0.0, block.hem_y - block.hip_y)
    )
    side = skirt_side(spec.shape, (block.waist, block.waist_y), (hip, block.hip_y), (hem, block.hem_y))
    waist = curve((-block.waist, block.waist_y), (0.0, block.waist_y + 0.9), (block.waist, block.waist_y))
    lay_skirt(draft, spec, waist, side, cloth, rng)
    if spec.neckline is Neckline.CROSSED and spec.shape not in _FULL_SKIRTS:
        lay_overlap(draft, spec, block, side, cloth)
    if closure_of(spec) is Closure.BUTTONS and spec.neckline is not Neckline.CROSSED:
        button_skirt(draft, spec, block, cloth)
    draft.mark("hip_{s}", (x_at(side, block.hip_y), block.hip_y))
    draft.mark("hem_{s}", (hem, block.hem_y))


_FULL_SKIRTS = frozenset({Shape.PLEATED, Shape.FLARED, Shape.A_LINE, Shape.WIDE, Shape.MERMAID})


def mark_torso(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, lines: TorsoLines) -> None:
    """Name the landmarks of an upper garment."""
    draft.mark("neck_front", front.centre)
    draft.mark("neck_back", front.back)
    corner = (float(lines.side[-1, 0]), float(lines.side[-1, 1]))
    waist_y = min(block.waist_y, corner[1])
    for name, point in {
        "neck": front.foot,
        "shoulder": shoulder_tip(spec, block, front),
        "armpit": block.armpit,
        "waist": (x_at(lines.side, waist_y), waist_y),
    }.items():
        draft.mark(name + "_{s}", point)
    if spec.category is not Category.DRESS:
        draft.mark("hem_{s}", corner)
        below = 4.0 if spec.category is Category.COAT else 26.0
        if corner[1] > block.hip_y + below:
            draft.mark("hip_{s}", (x_at(lines.side, block.hip_y), block.hip_y))


def fold_torso(draft: Draft, lines: TorsoLines, block: Block, cloth: Cloth, rng: np.random.Generator) -> None:
    """The folds of a hanging body: from the armpits inward, and falling to the hem."""
    height, width = cloth.drape * 0.60, cloth.fold_width
    armpit = (block.armpit[0] - 1.0, block.armpit_y - 1.0)
    creases: list[Crease] = []
    for side in (1, -1):
        for crease in tension(armpit, (-28, -52, -78), 15, height * 0.75, width, rng, reach=0.10):
            creases.append(crease if side > 0 else Crease(flip(crease.line), crease.height, crease.width))
    creases += drape(flip(lines.side), lines.side, 6, height * 0.62, width * 1.25, rng)
    draft.fold(Part.TORSO, *creases)


def _quilt(draft: Draft, block: Block, lines: TorsoLines) -> None:
    """Channels of down: seams across the body with puckers, and the roll between."""
    y = block.shoulder_y + 6.0
    while y < block.hem_y - 3.0:
        half = block.shoulder - 1.5 if y < block.armpit_y - 4 else x_at(lines.side, max(y, block.armpit_y))
        line = curve((-half, y), (0.0, y + 0.9), (half, y))
        wavy = resample(line, 0.6)
        draft.add(Seam(wavy, 0.42, 0.34, 0.16), Crease(wavy + f32([0, -3.2]), 0.85, 4.6, taper=(False, False)))
        y += 7.4


def _trucker_seams(draft: Draft, spec: GarmentSpec, block: Block) -> None:
    """The V-shaped seams and the yoke of a denim jacket."""
    y = block.armpit_y - 2.6
    edge = block.shoulder - 1.6
    thread = thread_of(spec)
    for side in (1, -1):
        s = f32([side, 1])
        yoke = curve((edge, y), (1.5, y + 0.3)) * s
        draft.add(Seam(yoke, 0.10, 0.40), Stitch(yoke + f32([0, -0.5]), colour=thread))
        draft.add(Stitch(yoke + f32([0, -1.05]), colour=thread))
        for a, b in (((9.0, y + 12.0), (6.2, block.hem_y - 4.6)), ((16.4, y + 12.0), (10.6, block.hem_y - 4.6))):
            line = f32([a, b]) * s
            draft.add(Seam(line, 0.08, 0.36))
            for away in (0.45, 0.95):
                draft.add(Stitch(line + f32([side * away, 0]), colour=thread))
        welt = f32([(18.4, block.hem_y - 21.0), (17.4, block.hem_y - 7.0)]) * s
        draft.add(Seam(welt, 0.1, 0.5, 0.3))
        for away in (-0.7, 0.7):
            draft.add(Stitch(welt + f32([away, 0]), colour=thread))


RIB_HEM_DEPTH = 6.0

RIB_HEM_GRIP = 0.955
"""Width of a ribbed hem's end relative to the body's."""


def has_ribbed_hem(spec: GarmentSpec) -> bool:
    """Whether the body ends in a rib that draws it in."""
    short_jacket = spec.category is Category.JACKET and spec.length in ("cropped", "waist", "hip")
    ribbed = spec.category in RIBBED or (short_jacket and Detail.RIBBED_CUFFS in spec.details)
    return ribbed and closure_of(spec) is not Closure.OPEN


def _in_one(spec: GarmentSpec) -> bool:
    """Whether a dress is cut or knitted in one piece, without a seam at the waist."""
    if closure_of(spec) is Closure.FROGS:
        return spec.category is Category.DRESS
    narrow = spec.shape in (Shape.STRAIGHT, Shape.PENCIL, Shape.TAPERED, Shape.MERMAID)
    bias = spec.neckline is Neckline.STRAP and spec.fabric in _BIAS
    return spec.category is Category.DRESS and narrow and (spec.fabric in _KNITTED or bias)


def _slipover(spec: GarmentSpec) -> bool:
    """Whether a vest is knitted and has no front to close: bound at the neck like a sweater."""
    return spec.category is Category.VEST and closure_of(spec) is Closure.NONE


_BIAS = frozenset({Fabric.SATIN, Fabric.SILK, Fabric.VELVET, Fabric.SEQUINS, Fabric.CHIFFON})
"""Cloth of slips, cut on the bias in one piece."""

_KNITTED = frozenset({Fabric.JERSEY, Fabric.KNIT, Fabric.RIB, Fabric.CABLE})


def _finish_hem(draft: Draft, spec: GarmentSpec, block: Block, lines: TorsoLines) -> None:
    if spec.category is Category.DRESS:
        if not _in_one(spec):
            draft.add(Seam(join(flip(lines.hem), lines.hem[::-1]), 0.05, 0.26))
        return
    whole = join(flip(lines.hem), lines.hem[::-1][1:])
    closed = closure_of(spec) is not Closure.OPEN
    banded = spec.category is Category.JACKET and spec.length in ("cropped", "waist", "hip") and closed
    ribbed = has_ribbed_hem(spec)
    if ribbed or (banded and spec.fabric is Fabric.DENIM):
        depth = RIB_HEM_DEPTH if ribbed else 4.4
        top = whole + f32([0, -depth])
        top[:, 0] *= x_at(lines.side, block.hem_y - depth) / float(lines.hem[0, 0])
        band = join(top, whole[::-1])
        if ribbed:
            draft.add(Panel(band, Part.TORSO, lift=0.05, cloth=RIB_TRIM, printed=False, tone=0.97, shadow=0.2))
            draft.add(Seam(top, 0.09, 0.34))
        else:
            draft.add(Panel(band, Part.TORSO, grain=90, lift=0.12, shadow=0.3))
            for line in (top + f32([0, 0.45]), whole + f32([0, -0.45])):
                draft.add(Stitch(line, colour=thread_of(spec)))
        return
    if spec.category in (Category.BLAZER, Category.COAT, Category.VEST) or not closed:
        return
    inner = f32([0.985, 1.0])
    rows = (0.9,) if spec.category in (Category.SHIRT, Category.BLOUSE) else (2.4, 1.85)
    for up in rows:
        draft.add(Stitch(whole * inner + f32([0, -up]), tone=0.84))
