"""Things sewn onto trousers and shorts: pleats, belt, cargo pockets, drawstring, worn knees."""

from __future__ import annotations

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Detail, Fabric, GarmentSpec
from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.block import LegBlock
from tryon_desktop.engine.tailor.cloth import CLOTHS, Cloth
from tryon_desktop.engine.tailor.details import lay_worn
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, box, curve, join, polygon, x_at
from tryon_desktop.engine.tailor.notions import thread_of
from tryon_desktop.engine.tailor.numeric import f32


def lay_leg_details(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, inner: Curve, cloth: Cloth) -> None:
    """Sew on what `spec.details` names."""
    if Detail.PLEATS in spec.details:
        for side in (1, -1):
            for x in (7.6, 10.8):
                line = curve((side * x, 4.6), (side * (x + 0.3), 15.0))
                draft.add(Seam(line, 0.06, 0.26), Crease(line + f32([side * 0.6, 0]), 0.16, 0.9, taper=(False, True)))
    if Detail.PATCH_POCKETS in spec.details or Detail.FLAP_POCKETS in spec.details:
        with draft.laying(Trim.POCKETS):
            _cargo(draft, spec, block, outer, cloth)
    if Detail.DRAWSTRING in spec.details and spec.category not in (Category.JOGGERS, Category.LEGGINGS):
        for side in (1, -1):
            draft.add(Cord(curve((side * 1.2, 2.4), (side * 1.9, 7.0), (side * 1.5, 11.5)), 0.4, "#e8e5dd"))
    if Detail.BELT in spec.details:
        with draft.laying(Trim.BELT):
            _belt(draft, block)
    if Detail.DISTRESSED in spec.details:
        y = min(block.knee_y - 2.0, block.hem_y - 8.0)
        for part, side, at_y, radius in ((Part.LEFT_LEG, 1, y, 3.4), (Part.RIGHT_LEG, -1, y - 3.0, 2.8),
                                         (Part.LEFT_LEG, 1, block.crotch_y + 1.0, 1.5)):  # fmt: skip
            x = (x_at(outer, at_y) + x_at(inner, at_y)) / 2
            lay_worn(draft, [(side * x, at_y, radius)], part, round(at_y * 10))


def _cargo(draft: Draft, spec: GarmentSpec, block: LegBlock, outer: Curve, cloth: Cloth) -> None:
    top = min(block.crotch_y + 8.0, block.hem_y - 20.0)
    if top < 12:
        return
    for side, part in ((1, Part.LEFT_LEG), (-1, Part.RIGHT_LEG)):
        edge = x_at(outer, top + 8.0) - 0.5
        s = f32([side, 1])
        bag = box(edge - 12.5, top, edge, top + 17.0) * s
        flap = (
            polygon([(edge - 12.9, top - 0.6), (edge + 0.1, top - 0.6), (edge, top + 5.0), (edge - 12.8, top + 5.0)])
            * s
        )
        for shape in (bag, flap):
            inset = (shape - shape.mean(0)) * 0.93 + shape.mean(0)
            draft.add(Panel(shape, part, lift=cloth.thickness * 1.4, shadow=0.32))
            draft.add(Stitch(join(inset, inset[:1]), tone=0.82, colour=thread_of(spec)))
        draft.add(Button((side * (edge - 6.4), top + 3.6), 0.6, "#3a342e"))


def _belt(draft: Draft, block: LegBlock) -> None:
    leather = CLOTHS[Fabric.LEATHER]
    waist = curve((-block.waist, 0.3), (0.0, 1.35), (block.waist, 0.3))
    for half, part in ((waist[: len(waist) // 2 + 1], Part.RIGHT_LEG), (waist[len(waist) // 2 :], Part.LEFT_LEG)):
        strap = join(half, (half + f32([0, 3.0]))[::-1])
        draft.add(Panel(strap, part, lift=0.12, cloth=leather, printed=False, colour="#4a3426", shadow=0.36))
    frame = join(curve((-2.3, 0.9), (2.3, 0.9), steps=3), curve((2.3, 4.8), (-2.3, 4.8), steps=3), f32([(-2.3, 0.9)]))
    draft.add(Stitch(frame, colour="#b9bcc0", length=60.0, width=0.5), Stitch(f32([(-2.2, 2.9), (1.2, 2.9)]),
              colour="#b9bcc0", length=60.0, width=0.3))  # fmt: skip
