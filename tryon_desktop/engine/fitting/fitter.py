"""Lays garments on bodies, frame after frame."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.ease import HEM_ON_LEG
from tryon_desktop.engine.fitting.measure import Limb, Measures, Proportions, measure
from tryon_desktop.engine.fitting.mesh import strip_vertices
from tryon_desktop.engine.fitting.pieces import Hang, Piece, PieceSet, Strip, leg_end, take_apart
from tryon_desktop.engine.fitting.placing import WAIST_LEVEL, leg_borders, skirt_targets, sleeve_borders, upper_targets
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import SLEEVE_REACH, Slot
from tryon_desktop.engine.vision.body import Body, Keypoint

_SETTLED = 0.05
"""Share of a frame's own measures that enters the remembered figure; the first frames are averaged."""
_TO_THE_FEET = 9.0
_SIDE = {Part.RIGHT_SLEEVE: 0, Part.LEFT_SLEEVE: 1, Part.RIGHT_LEG: 0, Part.LEFT_LEG: 1}


class Fitter:
    """Garment + Body -> Drape. One for each stream: it remembers the wearer's figure while arms hide it.

    Not thread-safe: used from the one thread that runs the pipeline.
    """

    def __init__(self) -> None:
        self._pieces: WeakKeyDictionary[Garment, PieceSet] = WeakKeyDictionary()
        self._figure: F32 | None = None
        self._contour: F32 | None = None
        self._proportions: Proportions | None = None
        self._thickness: dict[int, F32] = {}
        self._track = -1
        self._frames, self._share = 0, 1.0
        self._measured: tuple[Body, Measures] | None = None

    def prepare(self, garment: Garment) -> PieceSet:
        """Take `garment` apart ahead of its first frame. Raises GarmentError when something is missing."""
        pieces = self._pieces.get(garment)
        if pieces is None:
            pieces = self._pieces[garment] = take_apart(garment)
        return pieces

    def measures(self, body: Body) -> Measures:
        """The body's measures, with torso widths held from when they were last seen."""
        if self._measured is not None and self._measured[0] is body:
            return self._measured[1]
        if self._track != body.track_id:
            self._track, self._figure, self._contour, self._thickness = body.track_id, None, None, {}
            self._proportions, self._frames = None, 0
        self._share = max(_SETTLED, 1 / (self._frames + 1))
        self._frames += 1
        fresh, trust = measure(body, self._proportions, self._share)
        self._proportions = fresh.proportions
        before = fresh.contour if self._contour is None else self._contour
        self._contour = f32(before + (fresh.contour - before) * np.float32(self._share))
        held = fresh.settled(
            self._remembered_torso(fresh, trust),
            self._contour,
            (self._remembered(0, fresh, fresh.arms[0]), self._remembered(1, fresh, fresh.arms[1])),
            (self._remembered(2, fresh, fresh.legs[0]), self._remembered(3, fresh, fresh.legs[1])),
        )
        self._measured = (body, held)
        return held

    def _remembered_torso(self, fresh: Measures, trust: F32) -> F32:
        scale = np.float32(fresh.shoulder_width)
        ratio = fresh.half_width / scale
        if self._figure is None:
            # A side that an arm hides borrows the other one's measure.
            self._figure = f32(np.where((trust < 0.5) & (trust[::-1] > 0.5), ratio[::-1], ratio))
        self._figure = f32(self._figure + (ratio - self._figure) * trust * np.float32(self._share))
        return f32(self._figure * scale)

    def _remembered(self, which: int, fresh: Measures, limb: Limb) -> Limb:
        """`limb` with its thickness settled over time; a first sight of it counts in full."""
        scale = np.float32(fresh.shoulder_width)
        outer = np.zeros(0, np.float32) if limb.outer_px is None else limb.outer_px
        now, before = f32(np.concatenate([limb.radius_px, outer]) / scale), self._thickness.get(which)
        if limb.measured:
            before = now if before is None else f32(before + (now - before) * np.float32(self._share))
            self._thickness[which] = before
        settled = f32((now if before is None else before) * scale)
        return replace(limb, radius_px=settled[:3], outer_px=settled[3:] if len(settled) > 3 else None)

    def __call__(self, garment: Garment, body: Body) -> Drape | None:
        """Where every part of `garment` goes; None when too little of the body is seen to tell.

        Raises GarmentError when the garment lacks landmarks or parts that its slot needs.
        """
        shoulders = (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER)
        if not body.sees(*shoulders, at_least=0.2):
            return None
        pieces, m = self.prepare(garment), self.measures(body)
        if garment.slot is Slot.BOTTOM:
            if m.hip_mid[1] - 0.35 * m.torso_length > body.size[1]:
                return None
            placed = skirt_targets(garment, m) if Part.SKIRT in garment.parts else {}
        else:
            placed = upper_targets(garment, m)
        parts = [DrapedPart(piece, _targets(piece, garment, m, placed)) for piece in pieces.front]
        inner = () if pieces.inner is None else (DrapedPart(pieces.inner, _targets(pieces.inner, garment, m, placed)),)
        front = tuple(_by_depth(parts, m))
        legs_from = _bare_legs_from(garment)
        if garment.slot is Slot.BOTTOM:
            return Drape(garment, inner, front, body.frame_id, None, legs_from, None, (WAIST_LEVEL, _TO_THE_FEET))
        last = _TO_THE_FEET if legs_from is not None else float((placed["hem_c"] - m.shoulder_mid) @ m.down)
        covers = (-1.0, last if legs_from is not None else last / m.torso_length)
        bare_from = 2 * SLEEVE_REACH[garment.spec.sleeve]
        return Drape(garment, inner, front, body.frame_id, bare_from, legs_from, _opening(placed), covers)


def _bare_legs_from(garment: Garment) -> float | None:
    """Where legs come out below a skirt, a dress or shorts: 0 hip, 1 knee, 2 ankle; None when they do not."""
    if garment.slot is Slot.BOTTOM and Part.SKIRT not in garment.parts:
        end = leg_end(garment) - 1.0
    elif Part.SKIRT in garment.parts or garment.slot is Slot.FULL:
        end = HEM_ON_LEG[garment.spec.length]
    else:
        return None
    return end if end < 1.85 else None


def _opening(placed: dict[str, F32]) -> F32:
    """The neckline as a polygon: down one side to the front and up the other. Cloth covers what it has too much."""
    right, front, left = placed["neck_r"], placed["neck_front"], placed["neck_l"]
    corners = (side + (front - side) * f32([0.03, 0.98]) for side in (right, left))
    corner_r, corner_l = corners
    return np.stack([right, corner_r, front, corner_l, left]).astype(np.float32)


def _targets(piece: Piece, garment: Garment, m: Measures, placed: dict[str, F32]) -> F32:
    bind = piece.bind
    if isinstance(bind, Hang):
        return _hung(bind, placed)
    return _strip_targets(bind, piece.part, garment, m, placed)


def _strip_targets(bind: Strip, part: Part, garment: Garment, m: Measures, placed: dict[str, F32]) -> F32:
    side = _SIDE[part]
    if part in (Part.RIGHT_LEG, Part.LEFT_LEG):
        outer, inner = leg_borders(garment, m, side, bind.rows)
    else:
        outer, inner = sleeve_borders(garment, m, side, bind.rows, placed)
    vertices = strip_vertices(outer, inner, bind.across)
    if bind.root is None or bind.root_share is None:
        return vertices
    share = bind.root_share[:, None]
    return vertices + (_hung(bind.root, placed) - vertices) * share


def _hung(bind: Hang, placed: dict[str, F32]) -> F32:
    out: F32 = bind.basis @ np.stack([placed[name] for name in bind.controls]).astype(np.float32)
    return out


def _by_depth(parts: list[DrapedPart], m: Measures) -> list[DrapedPart]:
    """Farthest first: a sleeve whose hand is well behind the torso comes before it."""

    def order(part: DrapedPart) -> tuple[int, float]:
        side = _SIDE.get(part.piece.part)
        if side is None:
            return (1, 0.0)
        if part.piece.part in (Part.RIGHT_LEG, Part.LEFT_LEG):
            return (1, m.legs[side].nearer)
        nearer = m.arms[side].nearer
        return (0, nearer) if nearer < -0.22 else (2, nearer)

    return sorted(parts, key=order)
