"""Crossed fronts: the left over the right, edged with a band from the neck to the waist; kimono, yukata, hanfu."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Detail, GarmentSpec, Slot
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.draft import Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, Point, curve, flip, join, offset, resample
from tryon_desktop.engine.tailor.necklines import Opening
from tryon_desktop.engine.tailor.numeric import f32

BAND = 4.6
"""Width of the band along a crossed front, cm."""

OBI = (8.5, 6.5)
"""How far a kimono's sash reaches above and below the waist, cm."""

_UNDER = 1.3
"""How much of the under-robe's collar shows inside the band, cm."""


def lay_crossed(draft: Draft, spec: GarmentSpec, block: Block, front: Opening, half: Curve, cloth: Cloth) -> None:
    """Both fronts of a crossed body. half: the left one, from the neck's centre round to the hem's."""
    to_waist = spec.slot is Slot.FULL
    waist: Point = (-block.waist * (0.96 if to_waist else 0.80), block.waist_y if to_waist else
                    min(block.waist_y, block.hem_y - 6) + 1.0)  # fmt: skip
    neck = front.line[::-1]
    cross = curve(front.centre, (waist[0] * 0.52, (waist[1] * 0.54 + front.centre[1] * 0.46)), waist)
    right = join(flip(neck), curve(front.centre, (-waist[0] * 0.5, waist[1] * 0.55 + front.centre[1] * 0.45))[1:])
    _band(draft, spec, right, -BAND, cloth)
    low: Point = (-block.hem * 0.55, block.hem_y + 0.6)
    edge = curve(low, (waist[0] * 0.92, (waist[1] + low[1]) / 2), waist)
    draft.add(Panel(join(edge, cross[::-1], half), Part.TORSO, lift=cloth.thickness * 1.2, shadow=0.34))
    _band(draft, spec, join(neck, cross[1:]), BAND, cloth)


def lay_bands(draft: Draft, spec: GarmentSpec, front: Opening, edge: Curve, cloth: Cloth) -> None:
    """The bands of a front that hangs open, as of a haori. edge: the left front's, downward."""
    for side in (-1, 1):
        line = join(front.line[::-1], edge[2:])
        _band(draft, spec, line if side > 0 else flip(line), side * BAND, cloth)


def band_colour(spec: GarmentSpec) -> int:
    """Which of the palette a crossed collar's band has: the last of three colours, else the second."""
    return 2 if len(spec.colours) > 2 else 1


def _band(draft: Draft, spec: GarmentSpec, line: Curve, width: float, cloth: Cloth) -> None:
    """A band along `line`, inside it; a negative width lies on the other side. Under it the collar of what is below."""
    smooth = resample(line, 1.0)
    inner = offset(smooth, -width)
    if Detail.OBI in spec.details or Detail.BELT in spec.details:
        under = offset(smooth, np.sign(width) * _UNDER)
        draft.add(Panel(join(smooth, under[::-1]), Part.TORSO, colour="#f1ece2", printed=False, lift=0.03, shadow=0.2))
    draft.add(
        Panel(join(smooth, inner[::-1]), Part.TORSO, grain=float(np.sign(width)) * 24, colour=band_colour(spec),
              printed=False, lift=cloth.thickness + 0.05, shadow=0.34),
        Seam(inner, 0.04, 0.26),
        Crease(offset(smooth, -width * 0.5), 0.07, 2.4, taper=(False, False)),
    )  # fmt: skip


def lay_overlap(draft: Draft, spec: GarmentSpec, block: Block, side: Curve, cloth: Cloth) -> None:
    """The skirt of a robe: its left half lies over the right one down to the hem."""
    top, (wide, low) = block.waist_y, (float(side[-1, 0]), float(side[-1, 1]))
    edge = curve((-block.waist * 0.62, top), (-block.waist * 0.60, (top + low) / 2), (-wide * 0.46, low + 1.4))
    hem = curve((wide, low), (wide * 0.4, low + 1.9), (float(edge[-1, 0]), low + 1.4))
    waist = curve((float(edge[0, 0]), top + 0.6), (block.waist, top))
    draft.add(
        Panel(join(waist, side, hem, edge[::-1]), Part.SKIRT, lift=cloth.thickness * 1.4, shadow=0.36),
        Stitch(offset(edge, -1.0), tone=0.9),
        Crease(curve((-2.0, top + 8), (-4.0, (top + low) / 2), (-7.5, low - 2)), 0.3, 3.0),
    )


def lay_obi(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    """A wide sash, with the cord that holds it."""
    if block.hem_y < block.waist_y + OBI[1] + 4:
        return
    y, half = block.waist_y, block.waist + 0.5
    high, low = y - OBI[0], y + OBI[1]
    top = curve((-half - 0.4, high), (0.0, high + 0.9), (half + 0.4, high))
    bottom = curve((-half - 0.7, low), (0.0, low + 1.0), (half + 0.7, low))
    colour = 1 if len(spec.colours) > 1 else "#7a2c34"
    draft.add(Panel(join(top, bottom[::-1]), Part.TORSO, colour=colour, printed=False, lift=0.2, shadow=0.44))
    for share in (0.34, 0.66):
        line = top * f32(1 - share) + bottom * f32(share)
        draft.add(Seam(line, 0.03, 0.14, free=True))
    middle = top * f32(0.5) + bottom * f32(0.5)
    cord = join(middle + f32([0, -0.75]), (middle + f32([0, 0.75]))[::-1])
    draft.add(Panel(cord, Part.TORSO, colour=band_colour(spec) if len(spec.colours) > 2 else "#e9dcc0", printed=False,
                    lift=0.18, shadow=0.4))  # fmt: skip
    knot = curve((-1.6, middle[len(middle) // 2, 1]), (0.0, middle[len(middle) // 2, 1] - 1.3),
                 (1.6, middle[len(middle) // 2, 1]), (0.0, middle[len(middle) // 2, 1] + 1.3))  # fmt: skip
    draft.add(Panel(knot, Part.TORSO, colour=band_colour(spec) if len(spec.colours) > 2 else "#e9dcc0", printed=False,
                    lift=0.2, shadow=0.4))  # fmt: skip
