"""Takes a body's measures for tailoring: axes, scale, torso widths, shoulder contour, arms and legs.

Ratios without a source are relative to the distance between the shoulder joints seen from the front, from
anthropometric tables (ANSUR II, 2012) rounded for a clothed adult.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Self

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.fitting.limb import THICKEST_ARM, Limb, measure_limbs, outward, unit
from tryon_desktop.engine.fitting.silhouette import Capsules, reach
from tryon_desktop.engine.vision.body import Body, Keypoint, Region

K = Keypoint
LEVELS = np.array([0.30, 0.5, 0.72, 1.0, 1.2], np.float32)
"""Heights down the torso at which it is measured: 0 on the shoulder line, 1 on the hip line."""
_HALF_WIDTH = np.array([0.49, 0.46, 0.43, 0.48, 0.52], np.float32)
"""Half the torso's breadth at LEVELS, in shoulder widths."""
_STOUTEST = np.array([1.2, 1.25, 1.4, 1.45, 1.45], np.float32)
"""Most by which a torso exceeds _HALF_WIDTH at LEVELS; beyond that it is an arm."""
_DEPTH_RATIO = 0.68
_TORSO_LENGTH, _LONGEST_TORSO = 1.42, 1.9
_HAND = 0.12
_PROPORTIONS_NOISE = np.array([0.04, 0.06, 0.08, 0.25, 0.012], np.float32)
"""By how much the fields of `Proportions` differ from frame to frame on a person at rest."""
_SETTLED, _RATE = 0.08, 30.0
"""Share of a frame's own measures that enters the remembered ones at so many frames a second."""
_LONGEST_S = 0.25
"""Longest time since the frame before that counts."""
_WITHIN_NOISE = 0.1
_FORGETTING = 0.1


@dataclass(frozen=True, slots=True)
class Proportions:
    """What of a torso hardly changes from frame to frame, so that it can be settled over time.

    widening: the frontal shoulder width over the one in the picture. length: of the torso, in frontal shoulder widths.
    turn: sine of its yaw. trust: 0-1, how far the hip joints are believed. neck: half its breadth, in shoulder widths.
    """

    widening: float
    length: float
    turn: float
    trust: float
    neck: float

    def towards(self, other: Self, pace: Pace) -> Self:
        """These with some of `other` mixed in, as `settled` does."""
        mixed = settled(f32(astuple(self)), f32(astuple(other)), pace, _PROPORTIONS_NOISE)
        changed = type(self)(*(float(value) for value in mixed))
        if pace.averages or changed.trust > self.trust:
            return changed
        # Hips that leave the picture stay where they were on the torso; what is guessed of them is worse.
        return replace(changed, trust=self.trust + _FORGETTING * (changed.trust - self.trust))


@dataclass(frozen=True, slots=True, eq=False)
class Outset:
    """Where the shoulders' contour starts from: all that is needed to place points along it. Sides right, left."""

    joints: F32
    slants: F32
    feet: F32
    down: F32
    width: float

    def points(self, contour: F32) -> tuple[F32, F32, F32]:
        """Tips, necks and yokes, (2, 2) each, at the distances `contour` (3, 2), in shoulder widths."""
        tip, rise, lift = (contour * np.float32(self.width))[..., None]
        tips, necks = self.joints + self.slants * tip, self.feet - self.down * rise
        return f32(tips), f32(necks), f32((tips + necks) / 2 - self.down * lift)


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What a tailor would note down, in frame pixels. Sides are the person's own: index 0 right, 1 left.

    down, across: unit vectors of the torso, hipwards and towards the person's left. shoulder_width: between the
    joints, as if seen from the front. turn: sine of the torso's yaw, positive when the front turns to the
    picture's right. half_width: (2, len(LEVELS)) from the torso's axis. centre_shift: how far the garment's centre
    front lies from the axis. tips, necks, yokes: (2, 2) shoulder tips, foot of the neck and
    the shoulder's middle, on the contour. contour: (3, 2) their distances in shoulder widths, from `outset`.
    """

    shoulders: F32
    shoulder_mid: F32
    hips: F32
    hip_mid: F32
    down: F32
    across: F32
    shoulder_width: float
    torso_length: float
    turn: float
    half_width: F32
    centre_shift: float
    tips: F32
    necks: F32
    yokes: F32
    contour: F32
    outset: Outset
    proportions: Proportions
    neck_half: float
    arms: tuple[Limb, Limb]
    legs: tuple[Limb, Limb]

    def settled(self, half_width: F32, contour: F32, arms: tuple[Limb, Limb], legs: tuple[Limb, Limb]) -> Self:
        """These measures with ratios that were settled over time in place of this frame's own."""
        tips, necks, yokes = self.outset.points(contour)
        return replace(
            self, half_width=half_width, contour=contour, tips=tips, necks=necks, yokes=yokes, arms=arms, legs=legs
        )

    def axis_at(self, level: float) -> F32:
        """The torso's axis at `level` (0 shoulder line, 1 hip line; may lie beyond); (2,)."""
        point: F32 = self.shoulder_mid + (self.hip_mid - self.shoulder_mid) * np.float32(level)
        return point

    def half_at(self, side: int, level: float) -> float:
        """Half width of the torso on `side` at `level`, in pixels."""
        return float(np.interp(level, LEVELS, self.half_width[side]))


@dataclass(frozen=True, slots=True)
class Pace:
    """How much of a frame's own measures enters the remembered ones. share: 0-1. averages: it is one of the first."""

    share: float = 1.0
    averages: bool = True

    @classmethod
    def of(cls, frames: int, elapsed_s: float) -> Self:
        """After so many `frames`, and so long after the last of them: what settles does so in time, not in frames."""
        first = 1 / (frames + 1)
        share = 1 - (1 - _SETTLED) ** (min(max(elapsed_s, 0.0), _LONGEST_S) * _RATE)
        return cls(first, True) if first > share else cls(share, False)


def settled(before: F32, now: F32, pace: Pace, noise: F32 | float) -> F32:
    """`before` with the pace's share of `now` mixed in: a tenth of it while both differ by no more than `noise`.

    The first frames of all are averaged whatever they are. Shapes alike.
    """
    change = now - before
    beyond = np.ones_like(before) if pace.averages else np.clip(np.abs(change) / noise - 1, _WITHIN_NOISE, 1)
    return f32(before + change * beyond * np.float32(pace.share))


def _pixels_per_metre(body: Body) -> float:
    """Orthographic scale between world and picture, least squares over the torso's joints."""
    joints = [K.LEFT_SHOULDER, K.RIGHT_SHOULDER, K.LEFT_HIP, K.RIGHT_HIP]
    weight = np.maximum(body.visibility[joints], 0.05)
    weight = (weight / weight.sum())[:, None]
    picture, world = body.keypoints_xy[joints], body.world[joints, :2]
    picture, world = picture - (weight * picture).sum(0), world - (weight * world).sum(0)
    return float((weight * picture * world).sum() / max(float((weight * world * world).sum()), 1e-6))


def _torso_axes(body: Body, scale: float, before: Proportions | None, pace: Pace) -> tuple[F32, F32, Proportions]:
    """down, across, and proportions, settled."""
    shoulders = body.keypoints_xy[[K.RIGHT_SHOULDER, K.LEFT_SHOULDER]]
    mid = shoulders.mean(0)
    span = body.world[K.LEFT_SHOULDER] - body.world[K.RIGHT_SHOULDER]
    flat = float(np.hypot(*(shoulders[1] - shoulders[0])))
    width = max(flat, min(float(np.linalg.norm(span)) * scale, 1.5 * flat), 1.0)
    turn = float(np.clip(span[2] / max(float(np.linalg.norm(span)), 1e-3), -0.85, 0.85))
    line = unit(shoulders[1] - shoulders[0])
    square = f32([-line[1], line[0]])
    spine = body.keypoints_xy[[K.RIGHT_HIP, K.LEFT_HIP]].mean(0) - mid
    trust = float(np.clip(body.visibility[[K.LEFT_HIP, K.RIGHT_HIP]].min() * 2.0 - 0.1, 0.0, 1.0))
    now = Proportions(width / max(flat, 1.0), 0.0, turn, trust, _neck(body, width) / width)
    if before is not None:
        trust = before.towards(now, pace).trust
    # Seen from the side shoulders lie behind each other; then the spine tells how large the person is.
    width = max(width, trust * float(np.hypot(*spine)) / _LONGEST_TORSO)
    expected = square * np.float32(_TORSO_LENGTH * width)
    spine = (spine * trust + expected * (1.0 - trust)).astype(np.float32)
    length = float(np.clip(np.hypot(*spine) / width, 1.0, _LONGEST_TORSO))
    now = replace(now, widening=width / max(flat, 1.0), length=length)
    return unit(spine), line, now if before is None else before.towards(now, pace)


def _neck(body: Body, width: float) -> float:
    """Half the neck's breadth: from the face's breadth when it is seen, else from the shoulders'."""
    expected = 0.185 * width
    if body.face is None:
        return expected
    cheeks = body.face.landmarks_xy[[234, 454]]
    return float(np.clip(0.40 * np.hypot(*(cheeks[1] - cheeks[0])), 0.75 * expected, 1.35 * expected))


def _shoulders(shoulders: F32, arms: tuple[Limb, Limb], down: F32, width: float, neck_half: float) -> Outset:
    line = unit(shoulders[1] - shoulders[0])
    slants, feet = [], []
    for side, away in ((0, -1.0), (1, 1.0)):
        outer = outward(unit(arms[side].joints_xy[1] - arms[side].joints_xy[0]), side)
        slants.append(unit(outer * np.float32(0.9) - down))
        feet.append(shoulders.mean(0) + line * np.float32(away * 1.35 * neck_half))
    return Outset(shoulders, f32(slants), f32(feet), down, width)


def _contour(body: Body, from_: Outset, turn: float) -> F32:
    """(3, 2) distances to the silhouette, in shoulder widths: to the tips, up to the necks, lift of the yokes."""
    width, down = from_.width, from_.down
    most = 0.27
    if body.face is not None:
        chin = float((from_.joints.mean(0) - body.face.landmarks_xy[152]) @ down) / width
        most = float(np.clip(chin - 0.05, 0.13, most))
    labels = body.label_map
    head = None if labels is None else (labels == Region.HAIR) | (labels == Region.FACE)
    up = np.stack([-down, -down])
    tip = np.clip(reach(body.matte, from_.joints, from_.slants, 0.4 * width, head) / width, 0.13, 0.21)
    found = reach(body.matte, from_.feet, up, 0.6 * width, head) / width
    rise = np.minimum(np.where((found > 0.13) & (found < 0.27), found, 0.205), most)
    # Seen from the front both sides of a neck are alike; hair or a hood on one of them is not the neck.
    rise = rise + (rise.mean() - rise) * np.float32(0.7 * np.clip(1.6 - 3 * abs(turn), 0, 1))
    tips, necks, _ = from_.points(f32([tip, rise, [0, 0]]))
    low = (tips + necks) / 2 + down * np.float32(0.15 * width)
    lift = np.clip(reach(body.matte, f32(low), up, 0.4 * width, head) / width - 0.15, -0.03, 0.07)
    return f32([tip, rise, lift])


def _torso_widths(
    body: Body, mid: F32, hip_mid: F32, across: F32, width: float, turn: float, arms: tuple[Limb, Limb]
) -> tuple[F32, F32]:
    """(2, L) half widths and how far each can be trusted (0 or 1): arms beside the torso hide its edge."""
    depth = np.sqrt(1 - turn**2 + (_DEPTH_RATIO * turn) ** 2)
    expected = _HALF_WIDTH * np.float32(width * depth)
    centres = mid + (hip_mid - mid) * LEVELS[:, None]
    capsules = Capsules.of([_with_hand(limb, width) for limb in arms if limb.seen.min() > 0.3])
    far = float(2.0 * expected.max())
    found, trust, entered = [], [], []
    for side in (0, 1):
        direction = np.repeat(across[None] * np.float32(-1 if side == 0 else 1), len(LEVELS), 0)
        edge = reach(body.matte, centres, direction, far)
        # Where the silhouette ends in an arm, that is the arm's edge and not the torso's.
        hidden = capsules.contain(centres + direction * (edge - 0.08 * np.float32(width))[:, None])
        found.append(edge)
        trust.append(~hidden & (edge > 0.75 * expected) & (edge < 0.99 * far))
        entered.append(capsules.entered(centres, direction, far))
    edges, seen = np.stack(found), np.stack(trust)
    # From the front both sides are much alike; what stands out on one of them hangs over it.
    uneven = np.float32(1.3 + 2.0 * abs(turn))
    edges = np.where(seen & seen[::-1], np.minimum(edges, uneven * edges[::-1]), edges)
    # Where an arm or the picture's edge hides a side, the figure seen elsewhere stands in for it. What lies between the
    # axis and an arm is torso; and the torso ends within the arm.
    ratios = edges / expected
    figure = float(np.clip(np.median(ratios[seen]), 0.9, 1.2)) if seen.any() else 1.0
    other = np.where(seen[::-1], np.clip(ratios[::-1], 0.9 * figure, 1.1 * figure), figure)
    arm = np.float32(THICKEST_ARM * width)
    least = np.stack(entered)
    known = (least > 0.6 * expected) & (least < edges)
    guess = np.where(known, np.clip(other * expected, least, least + arm), other * expected)
    widths = np.where(seen, edges, np.minimum(edges, guess))
    ratio = np.clip(widths / expected, 0.84, _STOUTEST)
    return (ratio * expected).astype(np.float32), seen.astype(np.float32)


def _with_hand(arm: Limb, width: float) -> tuple[F32, F32]:
    """Joints and radii of a clothed arm down to the finger tips, a little generous."""
    radii = arm.radius_px * np.float32(1.25)
    if arm.hand_xy is None:
        return arm.joints_xy, radii
    tip = arm.hand_xy + (arm.hand_xy - arm.joints_xy[2])
    return np.concatenate([arm.joints_xy, tip[None]]), np.append(radii, np.float32(_HAND * width))


def measure(body: Body, before: Proportions | None = None, pace: Pace = Pace()) -> tuple[Measures, F32]:
    """Measures of `body`, and (2, len(LEVELS)) trust in each torso width (1: seen, 0: hidden by an arm).

    before: settled proportions, into which this frame's own enter at `pace`.
    """
    down, across, proportions = _torso_axes(body, _pixels_per_metre(body), before, pace)
    shoulders = body.keypoints_xy[[K.RIGHT_SHOULDER, K.LEFT_SHOULDER]]
    width = max(float(np.hypot(*(shoulders[1] - shoulders[0]))), 1.0) * proportions.widening
    length, turn = proportions.length * width, proportions.turn
    mid = shoulders.mean(0)
    hip_mid = (mid + down * np.float32(length)).astype(np.float32)
    joints = body.keypoints_xy[[K.RIGHT_HIP, K.LEFT_HIP]]
    hips = (joints - joints.mean(0) + hip_mid).astype(np.float32)
    right, left, *legs = measure_limbs(body, width)
    arms = (right, left)
    neck_half = proportions.neck * width
    outset = _shoulders(shoulders, arms, down, width, neck_half)
    contour = _contour(body, outset, turn)
    tips, necks, yokes = outset.points(contour)
    half, trust = _torso_widths(body, mid, hip_mid, across, width, turn, arms)
    measures = Measures(
        shoulders=shoulders,
        shoulder_mid=mid.astype(np.float32),
        hips=hips,
        hip_mid=hip_mid,
        down=down,
        across=across,
        shoulder_width=width,
        torso_length=length,
        turn=turn,
        half_width=half,
        centre_shift=float(0.5 * _DEPTH_RATIO * width * turn),
        tips=tips,
        necks=necks,
        yokes=yokes,
        contour=contour,
        outset=outset,
        proportions=proportions,
        neck_half=neck_half,
        arms=arms,
        legs=(legs[0], legs[1]),
    )
    return measures, trust
