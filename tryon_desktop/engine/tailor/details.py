"""Things sewn on: pockets, belts, yokes, drawstrings, pleats, worn patches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import Category, Closure, Detail, Fabric, GarmentSpec, Slot
from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.block import Block
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.crossed import lay_obi
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.geometry import Curve, curve, flip, join, polygon
from tryon_desktop.engine.tailor.notions import button_colour, thread_of
from tryon_desktop.engine.tailor.numeric import f32


def lay_details(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    """Sew on what `spec.details` names and the category cannot do without."""
    wanted = list(dict.fromkeys((*spec.details, *_USUAL.get(spec.category, ()))))
    if spec.category is Category.JACKET and spec.fabric is Fabric.DENIM and Detail.FLAP_POCKETS not in wanted:
        wanted.append(Detail.FLAP_POCKETS)
    if spec.fabric is Fabric.DOWN:
        wanted = list(spec.details)
    for detail in wanted:
        lay = _LAY.get(detail)
        if lay is not None:
            with draft.laying(_PART_OF.get(detail)):
                lay(draft, spec, block, cloth)


_PART_OF = {
    Detail.CHEST_POCKET: Trim.POCKETS, Detail.FLAP_POCKETS: Trim.POCKETS, Detail.PATCH_POCKETS: Trim.POCKETS,
    Detail.KANGAROO_POCKET: Trim.POCKETS, Detail.BELT: Trim.BELT,
}  # fmt: skip


_USUAL: dict[Category, tuple[Detail, ...]] = {
    Category.BLAZER: (Detail.FLAP_POCKETS, Detail.CHEST_POCKET),
    Category.HOODIE: (Detail.KANGAROO_POCKET,),
    Category.COAT: (Detail.FLAP_POCKETS,),
}


def _pocket(draft: Draft, outline: Curve, cloth: Cloth, thread: str | None, inset: float = 0.35) -> None:
    centre = outline.mean(0)
    draft.add(Panel(outline, Part.TORSO, lift=cloth.thickness * 1.2, shadow=0.30))
    size = outline.max(0) - outline.min(0)
    inner = (outline - centre) * (1 - 2 * inset / size) + centre
    draft.add(Stitch(join(inner, inner[:1]), colour=thread, tone=0.82))


def _chest_pocket(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    x, y = block.chest * 0.44, block.armpit_y - 3.5
    if spec.category is Category.BLAZER:
        welt = polygon([(x - 5.0, y - 0.4), (x + 5.0, y - 1.6), (x + 5.0, y + 0.8), (x - 5.0, y + 2.0)])
        draft.add(Panel(welt, Part.TORSO, lift=cloth.thickness, shadow=0.32))
        return
    half, deep = 5.6, 12.6
    outline = polygon(
        [(x - half, y), (x + half, y), (x + half, y + deep - 2.0), (x, y + deep), (x - half, y + deep - 2.0)]
    )
    _pocket(draft, outline, cloth, thread_of(spec))
    draft.add(Stitch(f32([(x - half, y + 2.4), (x + half, y + 2.4)]), tone=0.82, colour=thread_of(spec)))


def _flap(draft: Draft, x: float, y: float, half: float, drop: float, point: float, spec: GarmentSpec, cloth: Cloth,
          *, button: bool) -> None:  # fmt: skip
    outline = join(
        polygon([(x - half, y), (x + half, y), (x + half, y + drop)]),
        curve((x + half, y + drop), (x, y + drop + point), (x - half, y + drop), steps=8),
    )
    _pocket(draft, outline, cloth, thread_of(spec))
    if button:
        colour, metal = button_colour(spec)
        draft.add(Button((x, y + drop * 0.72 + point * 0.5), 0.8 if metal else 0.5, colour, metal))


_PAST_BUTTONS = 14.6
"""How far out flaps lie beside two rows of buttons, cm."""


def _flap_pockets(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    low = spec.category in (Category.BLAZER, Category.COAT) or (
        spec.slot is Slot.OUTER and spec.fabric in (Fabric.LEATHER, Fabric.SUEDE, Fabric.TWILL)
    )
    if low:
        x, y = (
            block.chest * 0.54,
            min(block.waist_y + (4.0 if spec.category is Category.JACKET else 11.0), block.hem_y - 14.0),
        )
        if y < block.waist_y:
            return
        jacket = spec.category is Category.JACKET
        if spec.closure is Closure.DOUBLE_BREASTED:
            x = max(x, _PAST_BUTTONS)
        for side in (-1, 1):
            c = side * x
            if jacket and y + 16.5 < block.hem_y - 6:
                bag = join(
                    polygon([(c - 7.0, y + 1), (c + 7.0, y + 1)]),
                    curve((c + 7.2, y + 14.0), (c + 5.8, y + 16.0), (c - 5.8, y + 16.0), (c - 7.2, y + 14.0), steps=8),
                )
                _pocket(draft, bag, cloth, thread_of(spec))
            _flap(
                draft,
                c,
                y,
                min(7.4, block.waist - x + 1.0) if x >= _PAST_BUTTONS else 7.4,
                5.0,
                1.3 if jacket else 0.2,
                spec,
                cloth,
                button=jacket,
            )
        return
    x, y = block.chest * 0.50, block.armpit_y - 2.0
    for side in (-1, 1):
        centre = side * x
        bag = polygon(
            [
                (centre - 5.6, y),
                (centre + 5.6, y),
                (centre + 4.9, y + 12.4),
                (centre, y + 14.6),
                (centre - 4.9, y + 12.4),
            ]
        )
        _pocket(draft, bag, cloth, thread_of(spec))
        _flap(draft, centre, y - 0.4, 6.3, 3.4, 2.0, spec, cloth, button=True)


def _patch_pockets(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    x, y = block.chest * 0.54, min(block.waist_y + 7.0, block.hem_y - 20.0)
    for side in (-1, 1):
        c = side * x
        outline = join(
            polygon([(c - 7.2, y), (c + 7.2, y)]),
            curve((c + 7.4, y + 12.5), (c + 5.6, y + 15.2), (c - 5.6, y + 15.2), (c - 7.4, y + 12.5), steps=8),
        )
        _pocket(draft, outline, cloth, thread_of(spec))
        draft.add(Stitch(f32([(c - 7.2, y + 2.2), (c + 7.2, y + 2.2)]), tone=0.82, colour=thread_of(spec)))


def _kangaroo(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    bottom, top = block.hem_y - 6.4, block.hem_y - 26.0
    if top < block.armpit_y + 3:
        return
    opens = spec.closure is Closure.ZIP
    inner = 1.1 if opens else 0.0
    half = join(
        curve((inner, top), (9.4, top), steps=4),
        curve((9.4, top), (12.0, top + 5.4), (16.6, bottom - 6.0)),
        polygon([(16.8, bottom), (inner, bottom + 0.6)]),
    )
    for outline in (flip(half), half) if opens else (join(half, flip(half)[::-1]),):
        draft.add(Panel(outline, Part.TORSO, lift=cloth.thickness, shadow=0.30))
    mouth = curve((9.0, top + 0.2), (11.5, top + 5.6), (16.0, bottom - 6.0))
    for side in (1, -1):
        line = mouth * f32([side, 1])
        draft.add(Stitch(line, tone=0.82), Stitch(line - f32([0.6 * side, 0.0]), tone=0.82))
    draft.both(lambda line: Stitch(line, tone=0.84), f32([(inner, top + 0.6), (9, top + 0.6)]))
    draft.add(Seam(mouth, 0.08, 0.3), Seam(flip(mouth), 0.08, 0.3))


def _belt(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    if block.hem_y < block.waist_y + 8:
        return
    y, half = block.waist_y, block.waist + 0.25
    wide = 2.3 if spec.slot is Slot.OUTER else 1.6
    line = curve((-half, y), (0.0, y + 0.8), (half, y))
    round_end = [(half, y - wide), (half + 0.35, y), (half, y + wide)]
    end = curve(*round_end, steps=5)
    outline = join(line - f32([0, wide]), end, (line + f32([0, wide]))[::-1], flip(end)[::-1])
    colour = 0
    draft.add(Panel(outline, Part.TORSO, lift=0.14, colour=colour, shadow=0.40))
    for dy in (-wide + 0.4, wide - 0.4):
        draft.add(Stitch(line + f32([0, dy]), tone=0.84))
    for shift, down in ((-1.2, 15.0), (2.0, 18.0)):
        tail = polygon(
            [(shift - 1.6, y), (shift + 1.7, y), (shift * 2.1 + 2.0, y + down), (shift * 2.1 - 1.6, y + down + 0.8)]
        )
        draft.add(Panel(tail, Part.TORSO, lift=0.12, shadow=0.36))
    knot = join(
        curve((-2.6, y - wide - 0.2), (2.8, y - wide + 0.3)), curve((3.0, y + wide + 0.6), (-2.4, y + wide + 0.9))
    )
    draft.add(Panel(knot, Part.TORSO, lift=0.22, shadow=0.42))


def _yoke(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    y = block.armpit_y - 7.0
    edge = block.shoulder - 1.4
    line = curve((edge, y - 0.3), (edge * 0.5, y + 0.8), (1.4, y + 0.5))
    for side in (1, -1):
        row = line * f32([side, 1])
        draft.add(Seam(row, 0.07, 0.32), Stitch(row + f32([0, 0.5]), colour=thread_of(spec), tone=0.82))
        draft.add(Stitch(row + f32([0, 1.0]), colour=thread_of(spec), tone=0.82))


def _drawstring(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    if spec.category is Category.HOODIE or spec.neckline == "hood":
        return
    y = block.hem_y - 1.6 if block.hem_y < block.hip_y + 8 else block.waist_y + 2
    for side in (1, -1):
        draft.add(Cord(curve((side * 1.2, y), (side * 2.0, y + 2), (side * 1.5, y + 5.5)), 0.4, "#e8e5dd"))


def _pleats(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    bottom = block.hem_y if spec.slot is not Slot.FULL else block.hem_y * 0.98
    for x in (4.0, 7.5, 11.0):
        for side in (1, -1):
            line = f32([(side * x, block.armpit_y - 6), (side * x * 1.05, min(bottom, block.waist_y))])
            draft.add(Crease(line, 0.22, 0.8), Seam(line, 0.03, 0.18, free=True))


def _distressed(draft: Draft, spec: GarmentSpec, block: Block, cloth: Cloth) -> None:
    lay_worn(
        draft,
        [(-9.0, block.waist_y - 8, 2.4), (11.0, block.armpit_y + 4, 1.6), (5.0, block.hem_y - 9, 2.0)],
        Part.TORSO,
        7,
    )


def lay_worn(draft: Draft, places: list[tuple[float, float, float]], part: Part, seed: int) -> None:
    """Frayed patches: ragged ovals of pale threads. places: (x, y, radius) cm."""
    rng = np.random.default_rng(seed)
    for x, y, radius in places:
        t = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        ragged = 1 + rng.uniform(-0.16, 0.16, len(t))
        outline = np.stack([x + 1.7 * radius * np.cos(t) * ragged, y + 0.62 * radius * np.sin(t) * ragged], 1)
        draft.add(Panel(f32(outline), part, lift=-0.08, tone=0.44, printed=False, shadow=0.0))
        for angle, long in zip(t, rng.uniform(0.12, 0.4, len(t)), strict=True):
            root = f32([x + 1.7 * radius * np.cos(angle), y + 0.62 * radius * np.sin(angle)])
            way = f32([np.cos(angle), 1.6 * np.sin(angle)]) * np.float32(long)
            fray = f32([root - way * np.float32(0.3), root + way])
            draft.add(Stitch(fray, colour="#e9ebec", length=40.0, width=0.06))
        for row in np.arange(-0.5, 0.5, 0.09):
            if rng.random() < 0.25:
                continue
            half = 1.66 * radius * float(np.sqrt(max(0.0, 1 - (row / 0.62) ** 2)))
            xs = np.linspace(x - half * rng.uniform(0.75, 1.05), x + half * rng.uniform(0.75, 1.05), 6)
            sag = np.interp(xs, [x - half, x, x + half], [0.0, rng.uniform(-0.05, 0.22), 0.0])
            thread = np.stack([xs, y + row * radius + sag + rng.uniform(-0.05, 0.05, 6)], 1)
            tint = rng.choice(["#eceeef", "#d3d8dc", "#f5f5f3"])
            draft.add(Stitch(f32(thread), colour=str(tint), length=40.0, width=float(rng.uniform(0.05, 0.11))))


_LAY: dict[Detail, Callable[[Draft, GarmentSpec, Block, Cloth], None]] = {
    Detail.CHEST_POCKET: _chest_pocket, Detail.FLAP_POCKETS: _flap_pockets, Detail.PATCH_POCKETS: _patch_pockets,
    Detail.KANGAROO_POCKET: _kangaroo, Detail.BELT: _belt, Detail.YOKE: _yoke, Detail.DRAWSTRING: _drawstring,
    Detail.PLEATS: _pleats, Detail.DISTRESSED: _distressed, Detail.OBI: lay_obi,
}  # fmt: skip
