"""Tops: the torso panel on its block, sleeves, neckline, hem and folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.tailor.block import Block, upper_block
from tryon_desktop.engine.tailor.cloth import RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.draft import Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.folds import drape, tension
from tryon_desktop.engine.tailor.geometry import Curve, curve, flip, join, symmetric, x_at
from tryon_desktop.engine.tailor.necklines import Opening, finish_neck, opening
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
    def outline(self) -> Curve:
        """The whole closed outline."""
        return symmetric(join(self.neck, self.shoulder, self.armhole, self.side, self.hem))


def torso_lines(spec: GarmentSpec, block: Block, front: Opening) -> TorsoLines:
    """Draft the body of a top."""
    foot = front.foot
    tip = (block.shoulder, block.shoulder_y)
    armpit = (block.chest, block.armpit_y)
    shoulder = curve(foot, ((foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2 + 0.25), tip)
    depth = armpit[1] - tip[1]
    hollow = 1.5 if block.reach else 3.2
    armhole = curve(
        tip, (tip[0] - hollow, tip[1] + depth * 0.52), (tip[0] - hollow * 0.55, tip[1] + depth * 0.80), armpit
    )
    points = [armpit]
    if block.hem_y > block.waist_y + 4:
        points.append((block.waist, block.waist_y))
    if block.hem_y > block.hip_y + 4:
        points.append((block.hip, block.hip_y))
    points.append((block.hem, block.hem_y))
    hem = curve((block.hem, block.hem_y), (block.hem * 0.6, block.hem_y + 0.75), (0.0, block.hem_y + 1.0))
    return TorsoLines(front.line, shoulder, armhole, curve(*points), hem)


def sew_top(spec: GarmentSpec, cloth: Cloth, rng: np.random.Generator) -> Draft:
    """Draft a top that is pulled over the head."""
    block = upper_block(spec)
    draft = Draft()
    front = opening(spec, block)
    lines = torso_lines(spec, block, front)
    if block.reach:
        sew_sleeves(draft, spec, block, cloth, rng)
    draft.add(Panel(lines.outline, Part.TORSO, lift=cloth.thickness, shadow=0.34))
    _finish_hem(draft, spec, block, lines)
    if block.reach:
        draft.both(lambda line: Seam(line, 0.05, 0.24), lines.armhole)
    else:
        draft.both(lambda line: Stitch(line + np.float32([-0.9 if line[0, 0] > 0 else 0.9, 0.0])), lines.armhole)
    finish_neck(draft, spec, block, front, cloth)
    fold_torso(draft, lines, block, cloth, rng)
    mark_torso(draft, block, front, lines)
    return draft


def mark_torso(draft: Draft, block: Block, front: Opening, lines: TorsoLines) -> None:
    """Name the landmarks of an upper garment."""
    draft.mark("neck_front", front.centre)
    draft.mark("neck_back", front.back)
    for name, (x, y) in {
        "neck": front.foot,
        "shoulder": (block.shoulder, block.shoulder_y),
        "armpit": (block.chest, block.armpit_y),
        "waist": (x_at(lines.side, block.waist_y), min(block.waist_y, block.hem_y)),
        "hem": (block.hem, block.hem_y),
    }.items():
        draft.mark(name + "_{s}", (x, y))


def fold_torso(draft: Draft, lines: TorsoLines, block: Block, cloth: Cloth, rng: np.random.Generator) -> None:
    """The folds of a hanging body: from the armpits inward, and falling to the hem."""
    height, width = cloth.drape * 0.42, cloth.fold_width
    armpit = (block.chest - 1.0, block.armpit_y - 1.0)
    creases = []
    for side in (1, -1):
        for crease in tension(armpit, (-28, -52, -78), 15, height * 0.75, width, rng, reach=0.10):
            creases.append(crease if side > 0 else type(crease)(flip(crease.line), crease.height, crease.width))
    creases += drape(flip(lines.side), lines.side, 6, height * 0.62, width * 1.25, rng)
    draft.fold(Part.TORSO, *creases)


def _finish_hem(draft: Draft, spec: GarmentSpec, block: Block, lines: TorsoLines) -> None:
    whole = join(lines.hem[::-1], flip(lines.hem)[1:])
    if spec.category in RIBBED:
        depth = 6.0
        narrow = 0.95
        top = whole + np.float32([0, -depth])
        top[:, 0] *= x_at(lines.side, block.hem_y - depth) / block.hem
        bottom = whole * np.float32([narrow, 1.0])
        draft.add(
            Panel(join(top, bottom[::-1]), Part.TORSO, lift=0.05, cloth=RIB_TRIM, printed=False, tone=0.97, shadow=0.2),
            Seam(top, 0.09, 0.34),
        )
        return
    inner = np.float32([0.985, 1.0])
    for up in (2.4, 1.85):
        draft.add(Stitch(whole * inner + np.float32([0, -up])))
