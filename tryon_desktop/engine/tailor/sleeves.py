"""Sleeves: the lines of a hanging arm's sleeve, and the panel with its hem or cuff."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Detail, Fabric, GarmentSpec, Neckline
from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.block import ARM, Block
from tryon_desktop.engine.tailor.cloth import RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.crossed import band_colour
from tryon_desktop.engine.tailor.draft import Button, Crease, Draft, Panel, Piece, Seam, Stitch
from tryon_desktop.engine.tailor.folds import tension
from tryon_desktop.engine.tailor.geometry import (
    Curve,
    Point,
    at,
    between,
    bezier,
    curve,
    flip,
    join,
    offset,
    polar,
    polygon,
)
from tryon_desktop.engine.tailor.notions import button_colour, thread_of
from tryon_desktop.engine.tailor.numeric import f32

RIBBED = frozenset({Category.SWEATSHIRT, Category.HOODIE, Category.SWEATER, Category.CARDIGAN})
"""Whose sleeves and hems end in a rib."""

CUFFED = frozenset({Category.SHIRT, Category.BLOUSE})

RIB_GRIP = 0.86
"""Width of a ribbed cuff's end relative to the sleeve's."""

BAND = 5.6
"""Depth of a rib or a shirt's cuff."""


@dataclass(frozen=True, slots=True, eq=False)
class SleeveLines:
    """The left sleeve (picture's right). outer runs from the shoulder, inner from the armpit, both to the cuff."""

    outer: Curve
    inner: Curve
    angle: float
    elbow: tuple[Point, Point] | None

    @property
    def cuff(self) -> tuple[Point, Point]:
        """(outer, inner) corners of the sleeve's end."""
        return _point(self.outer[-1]), _point(self.inner[-1])


_BOUND = 3.4
"""Depth of a coloured end of a sleeve that has no cuff, cm."""


def _point(xy: Curve) -> Point:
    return float(xy[0]), float(xy[1])


def sleeve_lines(block: Block) -> SleeveLines:
    """Draft the sleeve of `block.reach`; the shorter it is, the further it stands off the body."""
    reach = block.reach
    inner_length = max(reach * ARM - 13.0, 2.0 + 10 * reach)
    angle = float(np.interp(reach, [0.12, 0.30, 0.48, 0.72, 1.0], [38, 31, 23, 15, 13]))
    shoulder, armpit = (block.shoulder, block.shoulder_y), block.armpit
    full = ARM - 13.0
    share = inner_length / full
    # Seen from the front, a hanging sleeve turns part of its upper width behind the arm.
    bicep = block.bicep * float(np.interp(reach, [0.3, 0.5, 0.72, 1.0], [0.88, 0.72, 0.52, 0.48]))
    if reach <= 0.5:
        inner_end = polar(armpit, inner_length, angle)
        outer_end = polar(inner_end, bicep - 0.6 * share, angle + 90)
        slope = np.hypot(outer_end[0] - shoulder[0], outer_end[1] - shoulder[1])
        outer = bezier(
            shoulder,
            (shoulder[0] + 0.29 * slope, shoulder[1] + 0.122 * slope),
            polar(outer_end, -0.34 * float(slope), angle + 10),
            outer_end,
        )
        return SleeveLines(outer, curve(armpit, inner_end), angle + 10, None)
    elbow_inner = polar(armpit, full * 0.5, angle + 0.8)
    elbow_outer = polar(elbow_inner, 0.5 * block.cuff + 0.29 * block.bicep, angle + 90)
    bicep_outer = polar(armpit, bicep, angle + 90)
    inner_end = polar(armpit, full, angle)
    outer_end = polar(inner_end, block.cuff, angle + 90)
    reach_out = float(np.hypot(bicep_outer[0] - shoulder[0], bicep_outer[1] - shoulder[1]))
    cap = bezier(
        shoulder,
        (shoulder[0] + 0.14 * reach_out, shoulder[1] + 0.08 * reach_out),
        polar(bicep_outer, -0.48 * reach_out, angle + 9),
        bicep_outer,
    )
    outer = join(cap, curve(bicep_outer, elbow_outer, outer_end)[1:])
    inner = curve(armpit, elbow_inner, inner_end)
    if reach < 0.99:
        cut = 1 - (1 - share) * full / float(np.hypot(*np.diff(outer, axis=0).T).sum())
        outer, inner = between(outer, 0, cut), between(inner, 0, share)
    return SleeveLines(outer, inner, angle, (elbow_outer, elbow_inner))


_PUFF, _BELL = 3.4, 5.2
"""How far a puff sleeve stands off its block, and how far a bell widens on each side, cm."""


def _shaped(spec: GarmentSpec, lines: SleeveLines) -> SleeveLines:
    """The sleeve puffed at its head (a short one down to its band) or belled below the elbow."""
    share = np.linspace(0, 1, len(lines.outer), dtype=np.float32)
    inside = np.linspace(0, 1, len(lines.inner), dtype=np.float32)
    if Detail.KIMONO_SLEEVES in spec.details:
        return _kimono(lines, share, inside)
    if Detail.PUFF_SLEEVES in spec.details:
        end = 1.0 if lines.elbow is None else 0.42
        swell = np.sin(np.pi * np.clip(share / end, 0, 1) ** 0.7)
        return replace(lines, outer=_pushed(lines.outer, -_PUFF * swell))
    if Detail.BELL_SLEEVES in spec.details:
        wide = _BELL * (1.7 if spec.neckline is Neckline.CROSSED else 1.0)
        flare = wide * np.clip((share - 0.45) / 0.55, 0, 1) ** 1.6
        return replace(
            lines,
            outer=_pushed(lines.outer, -flare),
            inner=_pushed(lines.inner, 0.55 * wide * np.clip((inside - 0.45) / 0.55, 0, 1) ** 1.6),
        )
    return lines


_HANGS = (8.5, 3.0, 7.0)
"""A kimono sleeve: how far it stands off outward and inward at its end, and how far it hangs past the wrist, cm."""


def _kimono(lines: SleeveLines, share: Curve, inside: Curve) -> SleeveLines:
    """A straight piece set in at the shoulder: wide from the start, hanging in a bag below the wrist."""
    out, inward, past = _HANGS
    outer = _pushed(lines.outer, -out * np.clip(share / 0.85, 0, 1) ** 0.8)
    inner = _pushed(lines.inner, inward * np.clip((inside - 0.2) / 0.8, 0, 1))
    way = outer[-1] - outer[-6]
    way = way / np.float32(np.hypot(*way)) * np.float32(past * min(1.0, float(np.hypot(*(outer[-1] - outer[0]))) / 55))
    return replace(lines, outer=join(outer, (outer[-1] + way)[None]), inner=join(inner, (inner[-1] + way)[None]))


def _pushed(line: Curve, away: Curve) -> Curve:
    """Each point of a line moved sideways by its own distance, as `offset` moves all by one."""
    return f32(line + (offset(line, 1.0) - line) * away[:, None])


def _gathered(spec: GarmentSpec, lines: SleeveLines, cloth: Cloth, rng: np.random.Generator) -> list[Crease]:
    """Short folds from the seams into which a puff sleeve is gathered, or long ones down a bell."""
    folds = []
    height = max(0.14, cloth.drape * 0.34)
    if Detail.PUFF_SLEEVES in spec.details:
        for place in np.linspace(0.05, 0.5, 9):
            start, along = at(lines.outer, 0.02 + 0.1 * place), f32(at(lines.outer, float(place)))
            inward = f32(at(lines.inner, float(place) * 0.5)) - along
            foot = along + inward * np.float32(rng.uniform(0.15, 0.4))
            folds.append(Crease(curve(start, _point(foot)), height * rng.uniform(0.6, 1.0), 0.9, taper=(False, True)))
    if (Detail.PUFF_SLEEVES in spec.details and lines.elbow is None) or Detail.BELL_SLEEVES in spec.details:
        for place in np.linspace(0.12, 0.88, 7) + rng.uniform(-0.04, 0.04, 7):
            outer, inner = (f32(at(line, 1.0)) for line in (lines.outer, lines.inner))
            foot = outer + (inner - outer) * np.float32(place)
            up = f32(at(lines.outer, 0.62)) * np.float32(1 - place) + f32(at(lines.inner, 0.55)) * np.float32(place)
            top = foot + (up - foot) * np.float32(rng.uniform(0.5, 1.0))
            folds.append(
                Crease(curve(_point(top), _point(foot)), height * rng.uniform(0.6, 1.1), 1.2, taper=(True, False))
            )
    return folds


def sew_sleeves(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth, rng: np.random.Generator) -> SleeveLines:
    """Lay both sleeves, their ends, seams and folds; name their landmarks."""
    lines = _shaped(spec, sleeve_lines(block))
    shoulder, armpit = (block.shoulder, block.shoulder_y), block.armpit
    tuck = polygon(
        [(armpit[0] - 4, armpit[1] - 1), (shoulder[0] - 6, shoulder[1] + 8), (shoulder[0] - 4, shoulder[1] + 2)]
    )
    cuff_outer, cuff_inner = lines.cuff
    if has_ribbed_cuff(spec):
        cuff_outer, cuff_inner = _narrowed(lines, RIB_GRIP)
        top = _across(lines, _rib_depth(spec))
        outer = join(_until(lines.outer, _rib_depth(spec)), top[:1])
        inner = join(_until(lines.inner, _rib_depth(spec)), top[-1:])
        outline = join(outer, _end_curve(cuff_outer, cuff_inner), inner[::-1], tuck)
    else:
        outline = join(lines.outer, _end_curve(cuff_outer, cuff_inner), lines.inner[::-1], tuck)
    angle = np.deg2rad(lines.angle)
    origin = (armpit[0] - armpit[1] * float(np.sin(angle)), armpit[1] - armpit[1] * float(np.cos(angle)))
    for side in (-1, 1):
        part = Part.LEFT_SLEEVE if side > 0 else Part.RIGHT_SLEEVE
        with draft.laying(Trim.SLEEVES):
            draft.add(Panel(_sided(outline, side), part, (side * origin[0], origin[1]), -side * lines.angle,
                            lift=cloth.thickness))  # fmt: skip
        with draft.laying(Trim.CUFFS):
            draft.add(*_ending(spec, lines, side, part, origin, cloth))
        if spec.fabric is Fabric.DOWN:
            _quilt(draft, lines, side)
        _fold(draft, part, lines, cloth, side, armpit, rng)
        for crease in _gathered(spec, lines, cloth, rng):
            draft.fold(part, crease if side > 0 else replace(crease, line=flip(crease.line)))
    draft.mark("cuff_{s}_outer", cuff_outer)
    draft.mark("cuff_{s}_inner", cuff_inner)
    if lines.elbow:
        draft.mark("elbow_{s}_outer", lines.elbow[0])
        draft.mark("elbow_{s}_inner", lines.elbow[1])
    return lines


def _quilt(draft: Draft, lines: SleeveLines, side: int) -> None:
    """Channels of down across the sleeve."""
    length = float(np.hypot(*np.diff(lines.inner, axis=0).T).sum())
    for back in np.arange(7.4, length + 2, 7.4):
        line = _sided(_across(lines, float(back)), side)
        draft.add(Seam(line, 0.42, 0.34, 0.16), Crease(line + f32([0, 3.4]), 0.78, 4.2, taper=(False, False)))


def _sided(line: Curve, side: int) -> Curve:
    return line if side > 0 else flip(line)


def _end_curve(outer: Point, inner: Point) -> Curve:
    """The edge of a sleeve's end, bowed a little outward as a tube's mouth is seen."""
    dx, dy = inner[0] - outer[0], inner[1] - outer[1]
    bow = 0.05
    return curve(outer, ((outer[0] + inner[0]) / 2 + bow * dy, (outer[1] + inner[1]) / 2 - bow * dx), inner)


def _across(lines: SleeveLines, back: float) -> Curve:
    """A line across the sleeve, `back` cm above its end."""
    outer_length = float(np.hypot(*np.diff(lines.outer, axis=0).T).sum())
    inner_length = float(np.hypot(*np.diff(lines.inner, axis=0).T).sum())
    return _end_curve(
        at(lines.outer, max(0.0, 1 - back / outer_length)), at(lines.inner, max(0.0, 1 - back / inner_length))
    )


def _ending(spec: GarmentSpec, lines: SleeveLines, side: int, part: Part, origin: Point, cloth: Cloth) -> list[Piece]:
    """Rib, buttoned cuff or stitched hem."""
    long = spec.sleeve in ("long", "three_quarter")
    hanfu = Detail.BELL_SLEEVES in spec.details and spec.neckline is Neckline.CROSSED
    if Detail.KIMONO_SLEEVES in spec.details or hanfu:
        return _edged(spec, lines, side, part, cloth)
    if Detail.BELL_SLEEVES in spec.details:
        return [Stitch(_sided(_across(lines, 1.2), side))]
    if has_ribbed_cuff(spec):
        top = _across(lines, _rib_depth(spec))
        bottom = _end_curve(*_narrowed(lines, RIB_GRIP))
        outline = join(top, bottom[::-1])
        rib = Panel(_sided(outline, side), part, (side * origin[0], origin[1]), -side * lines.angle, lift=0.05,
                    cloth=RIB_TRIM, printed=False, tone=0.97, shadow=0.2)  # fmt: skip
        return [rib, Seam(_sided(top, side), 0.09, 0.34)]
    denim_jacket = spec.category is Category.JACKET and spec.fabric is Fabric.DENIM
    if (spec.category in CUFFED or denim_jacket) and long:
        top = _across(lines, BAND + 1.0)
        colour, metal = button_colour(spec)
        thread = thread_of(spec)
        outline = join(top, _end_curve(*lines.cuff)[::-1])
        button = _mix(top[len(top) // 3], _end_curve(*lines.cuff)[len(top) // 3], 0.5)
        return [
            Panel(_sided(outline, side), part, (side * origin[0], origin[1]), -side * lines.angle + 90 * side,
                  lift=cloth.thickness * 1.6, shadow=0.30),
            Stitch(_sided(_across(lines, BAND + 0.4), side), colour=thread),
            Stitch(_sided(_across(lines, 0.6), side), colour=thread),
            Button((side * button[0], button[1]), 0.8 if metal else 0.5, colour, metal),
        ]  # fmt: skip
    if Trim.CUFFS in dict(spec.trims):
        band = join(_across(lines, _BOUND), _end_curve(*lines.cuff)[::-1])
        return [Panel(_sided(band, side), part, (side * origin[0], origin[1]), -side * lines.angle,
                      lift=cloth.thickness, shadow=0.26)]  # fmt: skip
    if spec.neckline in (Neckline.NOTCHED, Neckline.SHAWL) and spec.category in (Category.BLAZER, Category.COAT):
        return [Button(_buttons_at(lines, side, back), 0.65, "#2a2622") for back in (3.2, 5.2, 7.2)]
    depth = 2.2 if not long else 2.4
    rows = (depth, depth - 0.55)
    return [Stitch(_sided(_across(lines, back), side)) for back in rows]


def _edged(spec: GarmentSpec, lines: SleeveLines, side: int, part: Part, cloth: Cloth) -> list[Piece]:
    """A wide sleeve's end: a band like the collar's on hanfu, a slip of lining on kimono."""
    hanfu = Detail.BELL_SLEEVES in spec.details
    top = _across(lines, 4.2 if hanfu else 0.7)
    outline = _sided(join(top, _end_curve(*lines.cuff)[::-1]), side)
    return [Panel(outline, part, grain=-side * lines.angle, colour=band_colour(spec), printed=False, lift=0.05,
                  shadow=0.25)]  # fmt: skip


def has_ribbed_cuff(spec: GarmentSpec) -> bool:
    """Whether the sleeve ends in a rib that draws it in."""
    knitted = spec.fabric in (Fabric.KNIT, Fabric.RIB, Fabric.CABLE)
    if Detail.BELL_SLEEVES in spec.details or Detail.KIMONO_SLEEVES in spec.details:
        return False
    ribbed = spec.category in RIBBED or Detail.RIBBED_CUFFS in spec.details
    return ribbed and (knitted or spec.sleeve in ("long", "three_quarter"))


def _rib_depth(spec: GarmentSpec) -> float:
    return BAND if spec.sleeve in ("long", "three_quarter") else 2.6


def _until(line: Curve, back: float) -> Curve:
    """`line` without its last `back` cm."""
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    return between(line, 0.0, max(0.05, 1 - back / length))


def _narrowed(lines: SleeveLines, share: float) -> tuple[Point, Point]:
    outer, inner = lines.cuff
    lost = (1 - share) / 2
    return _mix_points(outer, inner, lost), _mix_points(inner, outer, lost)


def _mix_points(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _mix(a: Curve, b: Curve, share: float) -> Point:
    return _mix_points(_point(a), _point(b), share)


def _buttons_at(lines: SleeveLines, side: int, back: float) -> Point:
    row = _across(lines, back)
    x, y = at(row, 0.12)
    return side * x, y


def _fold(draft: Draft, part: Part, lines: SleeveLines, cloth: Cloth, side: int, armpit: Point,
          rng: np.random.Generator) -> None:  # fmt: skip
    height, width = cloth.drape * 0.60, cloth.fold_width
    creases = tension(armpit, (62, 84, 104), 13, height * 0.8, width * 0.8, rng, reach=0.12)
    if lines.elbow:
        inner = lines.elbow[1]
        for shift in (-7.0, -2.5, 2.0, 7.5):
            start = (inner[0] + shift * 0.28, inner[1] + shift)
            creases += tension(start, (118 + rng.uniform(-14, 14),), 10, height * 0.9, width * 0.85, rng)
        long_line = between(lines.outer, 0.42, 0.9)
        inward = f32([-0.45 * abs(lines.cuff[0][0] - lines.cuff[1][0]), 0.5])
        creases += [type(creases[0])(long_line + inward, height * 0.8, width * 1.5)]
    if side < 0:
        creases = [type(c)(flip(c.line), c.height, c.width, c.taper) for c in creases]
    draft.fold(part, *creases)
