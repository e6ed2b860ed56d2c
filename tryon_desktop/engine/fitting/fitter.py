"""Lays garments on bodies, frame after frame."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.ease import HEM_ON_LEG
from tryon_desktop.engine.fitting.limb import Limb
from tryon_desktop.engine.fitting.measure import Measures, Pace, Proportions, measure, settled
from tryon_desktop.engine.fitting.pieces import Hang, Piece, PieceSet, Sewn, Strip, leg_end, take_apart
from tryon_desktop.engine.fitting.placing import WAIST_LEVEL, leg_targets, skirt_targets, upper_targets
from tryon_desktop.engine.fitting.sleeves import elbow_line, tube_targets
from tryon_desktop.engine.fitting.swing import Swing, looseness
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import SLEEVE_REACH, Closure, Neckline, Sleeve, Slot
from tryon_desktop.engine.vision.body import Body, Keypoint

_NOISE = 0.015
"""By how much widths differ from frame to frame on a person at rest, in shoulder widths."""
_CONTOUR_NOISE = np.array([[0.02], [0.04], [0.03]], np.float32)
"""The same for the shoulders' contour: hair comes and goes beside the neck."""
_HIPS_ENTER, _HIPS_LEAVE = 1.0, 0.92
"""Level of the torso that the picture must show before bottoms are worn, and until they are left off again."""
_FRAMES = 30.0
_KNEES_SWING = 0.35
"""Share of a skirt hem's swing half way up."""
_HEM_BELOW = 0.04
"""How much farther down the arm a bowed sleeve hem reaches than its ends."""
_OPEN_FRONT = 0.2
"""Half the width at the hem of a front that hangs open, as a share of the hem's."""
_SURE = 0.04
"""Metres past a limit at which a sleeve changes its layer; less would flicker."""
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
        self._frames, self._time, self._pace = 0, 0.0, Pace()
        self._measured: tuple[Body, Measures] | None = None
        self._below: dict[tuple[int, str], bool] = {}
        self._swings: WeakKeyDictionary[Garment, Swing] = WeakKeyDictionary()
        self._bottoms: WeakKeyDictionary[Garment, bool] = WeakKeyDictionary()

    def prepare(self, garment: Garment) -> PieceSet:
        """Take `garment` apart ahead of its first frame. Raises GarmentError when something is missing."""
        pieces = self._pieces.get(garment)
        if pieces is None:
            pieces = self._pieces[garment] = take_apart(garment)
        return pieces

    def measures(self, body: Body, time: float | None = None) -> Measures:
        """The body's measures, with torso widths held from when they were last seen. time: as for a call."""
        if self._measured is not None and self._measured[0] is body:
            return self._measured[1]
        if self._track != body.track_id:
            self._track, self._figure, self._contour, self._thickness = body.track_id, None, None, {}
            self._below = {}
            self._swings.clear()
            self._bottoms.clear()
            self._proportions, self._frames = None, 0
        now = body.frame_id / _FRAMES if time is None else time
        self._pace = Pace.of(self._frames, now - self._time)
        self._time = now
        self._frames += 1
        fresh, trust = measure(body, self._proportions, self._pace)
        self._proportions = fresh.proportions
        before = fresh.contour if self._contour is None else self._contour
        self._contour = settled(before, fresh.contour, self._pace, _CONTOUR_NOISE)
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
        self._figure = settled(self._figure, f32(np.where(trust > 0.5, ratio, self._figure)), self._pace, _NOISE)
        return f32(self._figure * scale)

    def _remembered(self, which: int, fresh: Measures, limb: Limb) -> Limb:
        """`limb` with its thickness settled over time, from what was expected of it while nothing is measured."""
        scale = np.float32(fresh.shoulder_width)
        outer = np.zeros(0, np.float32) if limb.outer_px is None else limb.outer_px
        now = f32(np.concatenate([limb.radius_px, outer]) / scale)
        before = self._thickness.get(which, now)
        self._thickness[which] = settled(before, now, self._pace, _NOISE) if limb.measured else before
        held = f32(self._thickness[which] * scale)
        return replace(limb, radius_px=held[:3], outer_px=held[3:] if len(held) > 3 else None)

    def __call__(self, garment: Garment, body: Body, time: float | None = None) -> Drape | None:
        """Where every part of `garment` goes; None when too little of the body is seen to tell.

        time: of the frame, seconds; loose hems swing by it. Without it frames are taken for 1/30 s apart.
        Raises GarmentError when the garment lacks landmarks or parts that its slot needs.
        """
        shoulders = (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER)
        if not body.sees(*shoulders, at_least=0.2):
            return None
        pieces, m = self.prepare(garment), self.measures(body, time)
        if garment.slot is Slot.BOTTOM:
            if not self._reaches_hips(garment, m, body.size[1]):
                return None
            placed = skirt_targets(garment, m) if Part.SKIRT in garment.parts else {}
        else:
            placed = upper_targets(garment, m)
        hems = self._swing(garment, m, placed, body.frame_id / _FRAMES if time is None else time)
        parts = [_draped(piece, garment, m, placed, hems) for piece in pieces.front]
        inner = () if pieces.inner is None else (_draped(pieces.inner, garment, m, placed, hems),)
        front = tuple(self._by_depth(parts, m))
        legs_from = _bare_legs_from(garment)
        if garment.slot is Slot.BOTTOM:
            return Drape(garment, inner, front, body.frame_id, None, legs_from, None, (WAIST_LEVEL, _TO_THE_FEET))
        last = _TO_THE_FEET if legs_from is not None else float((placed["hem_c"] - m.shoulder_mid) @ m.down)
        covers = (-1.0, last if legs_from is not None else last / m.torso_length)
        opening = _opening(garment, placed, m)
        return Drape(garment, inner, front, body.frame_id, _bare_arms_from(garment), legs_from, opening, covers)

    def _reaches_hips(self, garment: Garment, m: Measures, height: int) -> bool:
        """Whether the picture shows enough of the hips for trousers or a skirt: of a bust it shows but a scrap."""
        limit = _HIPS_LEAVE if self._bottoms.get(garment, False) else _HIPS_ENTER
        worn = float(m.axis_at(limit)[1]) < height
        self._bottoms[garment] = worn
        return worn

    def _swing(self, garment: Garment, m: Measures, placed: dict[str, F32], time: float) -> F32:
        """Let the hems in `placed` swing, in place; returns how far trouser legs do, (2, 2) pixels."""
        share = looseness(garment)
        still = np.zeros((2, 2), np.float32)
        if share == 0.0:
            return still
        swing = self._swings.setdefault(garment, Swing(share))
        if not placed:
            return swing(f32([leg.joints_xy[2] for leg in m.legs]), time, m.shoulder_width, m.down)
        names = ("hem_r", "hem_c", "hem_l")
        for name, moved in zip(
            names, swing(f32([placed[name] for name in names]), time, m.shoulder_width, m.down), strict=True
        ):
            placed[name] = placed[name] + moved
            knee = name.replace("hem", "knee")
            if knee in placed:
                placed[knee] = placed[knee] + moved * np.float32(_KNEES_SWING)
        return still

    def _by_depth(self, parts: list[DrapedPart], m: Measures) -> list[DrapedPart]:
        """Farthest first: a sleeve well behind the torso comes before it, a forearm before or after its upper arm."""
        order = []
        for place, part in enumerate(parts):
            side, bind = _SIDE.get(part.piece.part), part.piece.bind
            if side is None or not isinstance(bind, Sewn):
                order.append((1.0, 0.0 if side is None else m.legs[side].nearer, place))
                continue
            upper, lower = self._layers(side, m.arms[side])
            order.append((upper if bind.tube.bone == 0 else lower, m.arms[side].nearer, place))
        return [parts[place] for _, _, place in sorted(order)]

    def _layers(self, side: int, arm: Limb) -> tuple[float, float]:
        """Where upper arm and forearm come among the layers; the torso is 1. What is unsure stays as it was."""
        if arm.depth is None:
            return 2.0, 2.5
        _, elbow, wrist = (float(depth) for depth in arm.depth)
        far, behind, under = (
            self._switched((side, name), depth, limit)
            for name, depth, limit in (
                ("upper", elbow, -0.2), ("lower", wrist, -0.2), ("folded", wrist - elbow, -0.08),
            )
        )  # fmt: skip
        upper = 0.5 if far else 2.0
        lower = 0.25 if behind else 2.5
        return upper, lower - 1.0 if under and not behind and not far else lower

    def _switched(self, what: tuple[int, str], depth: float, limit: float) -> bool:
        """Whether `depth` (metres) is below `limit`; it takes _SURE more to change one's mind."""
        before = self._below.get(what)
        margin = 0.0 if before is None else _SURE if before else -_SURE
        self._below[what] = depth < limit + margin
        return self._below[what]


def _bare_arms_from(garment: Garment) -> float | None:
    """Where arms come out below the sleeves: 0 shoulder, 1 elbow, 2 wrist. A waistcoat says nothing of them."""
    if garment.slot is Slot.OUTER and garment.spec.sleeve is Sleeve.NONE:
        return None
    return 2 * SLEEVE_REACH[garment.spec.sleeve] + (_HEM_BELOW if garment.has_sleeves else 0.0)


def _bare_legs_from(garment: Garment) -> float | None:
    """Where legs come out below a skirt, a dress or shorts: 0 hip, 1 knee, 2 ankle; None when they do not."""
    if garment.slot is Slot.BOTTOM and Part.SKIRT not in garment.parts:
        end = leg_end(garment) - 1.0
    elif Part.SKIRT in garment.parts or garment.slot is Slot.FULL:
        end = HEM_ON_LEG[garment.spec.length]
    else:
        return None
    return end if end < 1.85 else None


def _opening(garment: Garment, placed: dict[str, F32], m: Measures) -> F32:
    """The neckline as a polygon: down one side to the front and up the other. Cloth covers what it has too much.

    Off the shoulders it is open up to them; a front that hangs open is open down to the hem.
    """
    right, front, left = placed["neck_r"], placed["neck_front"], placed["neck_l"]
    down = [side + (front - side) * f32([0.03, 0.98]) for side in (right, left)]
    middle = [front]
    if garment.spec.closure is Closure.OPEN:
        aside = (placed["hem_l"] - placed["hem_r"]) * np.float32(_OPEN_FRONT)
        middle = [placed["hem_c"] - aside, placed["hem_c"] + aside]
    above = []
    if garment.spec.neckline is Neckline.OFF_SHOULDER:
        above = [m.tips[1], m.necks[1], m.necks[0], m.tips[0]]
    return np.stack([right, down[0], *middle, down[1], left, *above]).astype(np.float32)


def _draped(piece: Piece, garment: Garment, m: Measures, placed: dict[str, F32], hems: F32) -> DrapedPart:
    """`piece` in its place. hems: (2, 2) how far trouser legs swing."""
    bind = piece.bind
    if isinstance(bind, Hang):
        return DrapedPart(piece, _hung(bind, placed))
    side = _SIDE[piece.part]
    if isinstance(bind, Strip):
        end = leg_end(garment)
        vertices = leg_targets(bind.rows, bind.across, end, garment, m, side)
        loose = np.repeat(np.clip((bind.rows - 1) / max(end - 1, 0.1), 0, None) ** 2, len(bind.across))
        return DrapedPart(piece, f32(vertices + loose[:, None] * hems[side]))
    vertices = tube_targets(bind.tube, garment, m, side, placed)
    if bind.root is None:
        return DrapedPart(piece, vertices, elbow_line(vertices, bind.tube))
    seam = np.stack([placed[f"shoulder_{'rl'[side]}"], placed[f"armpit_{'rl'[side]}"]])
    return DrapedPart(piece, vertices + (_hung(bind.root, placed) - vertices) * bind.root_share[:, None], seam)


def _hung(bind: Hang, placed: dict[str, F32]) -> F32:
    out: F32 = bind.basis @ np.stack([placed[name] for name in bind.controls]).astype(np.float32)
    return out
