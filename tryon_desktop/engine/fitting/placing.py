"""Where a garment's control points and strips go on a measured body. All coordinates are frame pixels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.fitting.ease import HEM_LEVEL, HEM_ON_LEG, ease_of
from tryon_desktop.engine.fitting.limb import Limb, limb_normal
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.fitting.mesh import follow, strip_vertices
from tryon_desktop.engine.fitting.pieces import LOW
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Length, Neckline, Shape

_COLLARED = {Neckline.SHIRT, Neckline.POLO, Neckline.STAND, Neckline.MANDARIN, Neckline.MOCK, Neckline.TURTLE}
_COLLAR, _NECKLINE = 1.32, 1.6
"""Widest a neckline gets, with and without a collar that stands at the neck's foot, in half breadths of the neck."""
_OFF_SHOULDER = 0.2
"""How far down the upper arm a neckline off the shoulders lies."""
_CHEST = 0.36
"""Where the armholes end: 0 on the shoulder line, 1 on the hip line."""
_HEM_BOW = 0.014
"""How far hems, seen from above, bow down in the middle: for each shoulder width that they lie below the shoulders."""
_WIDE_LEGS = {Shape.WIDE, Shape.FLARED}
"""Whose legs are as wide as they are cut, whatever is in them."""
_LEG_BOW = 0.09
"""How far a trouser hem bows down in the middle, over its width."""
WAIST_LEVEL = 0.80
"""Where trousers sit: 0 on the shoulder line, 1 on the hip line."""
ARMPIT_DROP = 0.44
"""Depth of a fitted armhole below the shoulder joint, in shoulder widths."""


def _half(marks: Mapping[str, tuple[float, float]], name: str) -> float:
    """Half the distance between a landmark's right and left, garment pixels."""
    (xr, yr), (xl, yl) = marks[f"{name}_r"], marks[f"{name}_l"]
    return 0.5 * float(np.hypot(xl - xr, yl - yr))


def _towards(size: F32, side: int) -> F32:
    return size * np.float32(-1.0 if side == 0 else 1.0)


class _Torso:
    """Shared terms of the placements below."""

    def __init__(self, garment: Garment, m: Measures) -> None:
        self.m, self.marks, self.ease = m, garment.landmarks, ease_of(garment.spec)
        self.spec = garment.spec
        if garment.has_sleeves:
            # Set-in sleeves begin at the shoulders' tips; straps end where the garment's own width puts them.
            tip_span = float(np.hypot(*(m.tips[1] - m.tips[0])))
            frontal = max(tip_span, 1.22 * m.shoulder_width * np.sqrt(1 - m.turn**2))
            self.per_pixel = frontal / (2 * _half(self.marks, "shoulder"))
            self.per_pixel_down = 1.26 * m.shoulder_width / (2 * _half(self.marks, "shoulder"))
        else:
            chest = 0.5 * (m.half_at(0, _CHEST) + m.half_at(1, _CHEST)) + self.ease.least * m.shoulder_width
            self.per_pixel = chest / _half(self.marks, "armpit")
            self.per_pixel_down = 0.57 * m.shoulder_width / _half(self.marks, "armpit")

    def centre(self, level: float) -> F32:
        """On the garment's centre front at a torso level; below the hips it follows the legs."""
        shift = np.float32(self.m.centre_shift * min(1.0, max(0.25, 1.0 - 0.3 * abs(level - 0.5))))
        return self.m.axis_at(level) + self.m.across * shift

    def edge(self, side: int, level: float, half: float) -> F32:
        """The garment's side seam at a torso level, `half` pixels from the axis."""
        return self.m.axis_at(level) + _towards(self.m.across, side) * np.float32(half)

    def half(self, side: int, level: float, natural: float) -> float:
        """Half width at a level: the garment's own where the body and its ease allow that."""
        body, width = self.m.half_at(side, level), self.m.shoulder_width
        return float(np.clip(natural, body + self.ease.least * width, body + self.ease.most * width))


def _hem_on_legs(m: Measures, side: int, reach: float) -> F32:
    """A point down the leg's line, but never swinging further out than a hanging cloth would."""
    limb = m.legs[side]
    at = f32([min(reach, 2.0)])
    point = follow(f32([0, 1, 2]), limb.joints_xy, at)[0]
    if reach > 2.0:
        point = point + (limb.joints_xy[2] - limb.joints_xy[1]) * np.float32(0.5 * (reach - 2.0))
    if limb.seen.min() < 0.2:
        length = m.torso_length * (0.8 * reach)
        point = m.hips[side] + m.down * np.float32(length)
    return f32(point)


def _hem_centre(m: Measures, reach: float) -> F32:
    return f32((_hem_on_legs(m, 0, reach) + _hem_on_legs(m, 1, reach)) / 2)


def upper_targets(garment: Garment, m: Measures) -> dict[str, F32]:
    """Targets of `pieces.upper_controls` for tops, outer garments and dresses."""
    t, marks = _Torso(garment, m), garment.landmarks
    width, length, k, kd = m.shoulder_width, m.torso_length, t.per_pixel, t.per_pixel_down
    out: dict[str, F32] = {}
    widest = _COLLAR if garment.spec.neckline in _COLLARED else _NECKLINE
    neck_half = float(np.clip(_half(marks, "neck") * k, 1.05 * m.neck_half, widest * m.neck_half))
    foot_half = 0.5 * float(np.hypot(*(m.necks[1] - m.necks[0])))
    neck_mid = m.necks.mean(0)
    shoulder_y = 0.5 * (marks["shoulder_r"][1] + marks["shoulder_l"][1])
    tip_half = 0.5 * float(np.hypot(*(m.tips[1] - m.tips[0])))
    strap = 1.0
    if not garment.has_sleeves:
        strap = (_half(marks, "shoulder") * k - foot_half) / max(tip_half - foot_half, 1.0)
    for side, s in enumerate("rl"):
        slope = m.tips[side] - m.necks[side]
        share = (neck_half - foot_half) / max(float(np.hypot(*slope)), 1.0)
        out[f"neck_{s}"] = m.necks[side] + slope * np.float32(np.clip(share, -0.15, 0.5))
        away = _towards(m.across, side)
        drop = (away * np.float32(0.75) + m.down * np.float32(0.55)) * np.float32(t.ease.drop * width)
        out[f"shoulder_{s}"] = m.necks[side] + slope * np.float32(np.clip(strap, 0.3, 1.0)) + drop
        depth = (0.5 * (marks["armpit_r"][1] + marks["armpit_l"][1]) - shoulder_y) * kd
        depth = float(np.clip(depth - 0.12 * width, (ARMPIT_DROP - 0.1) * width, (ARMPIT_DROP + 0.16) * width))
        level = depth / length
        out[f"armpit_{s}"] = _armpit(t, m, side, level)
    front_drop = (marks["neck_front"][1] - 0.5 * (marks["neck_r"][1] + marks["neck_l"][1])) * kd
    shift = m.across * np.float32(m.centre_shift * 0.55)
    out["neck_front"] = neck_mid + m.down * np.float32(front_drop) + shift
    if garment.spec.neckline is Neckline.OFF_SHOULDER:
        _off_shoulders(t, out, garment)
    _rows(t, out, garment)
    for side, s in enumerate("rl"):
        out[f"yoke_{s}"] = f32((out[f"neck_{s}"] + out[f"shoulder_{s}"]) / 2)
        if garment.spec.neckline is not Neckline.OFF_SHOULDER:
            bulge = m.yokes[side] - (m.necks[side] + m.tips[side]) / 2
            out[f"yoke_{s}"] = f32(out[f"yoke_{s}"] + bulge)
        mid = (out[f"armpit_{s}"] + out[f"waist_{s}"]) / 2
        level = float((mid - m.shoulder_mid) @ m.down) / length
        natural = 0.5 * (_half(marks, "armpit") + _half(marks, "waist")) * k
        half = t.half(side, level, natural)
        out[f"side_{s}"] = t.edge(side, level, half)
    out["armpit_c"] = (out["armpit_r"] + out["armpit_l"]) / 2 + shift
    return out


def _off_shoulders(t: _Torso, out: dict[str, F32], garment: Garment) -> None:
    """A neckline below the shoulders, in place: round both arms, or of a strapless bodice as high as it is cut."""
    m, marks = t.m, garment.landmarks
    for side, s in enumerate("rl"):
        if garment.has_sleeves:
            arm = m.arms[side]
            at = f32([_OFF_SHOULDER])
            point = follow(f32([0, 1, 2]), arm.joints_xy, at)[0]
            edge = np.float32(np.interp(_OFF_SHOULDER, [0, 1, 2], arm.radius_px))
            out[f"shoulder_{s}"] = point + limb_normal(arm, side, at)[0] * edge
            out[f"neck_{s}"] = out[f"shoulder_{s}"] - _towards(m.across, side) * np.float32(0.04 * m.shoulder_width)
            continue
        (pit_x, pit_y), away = marks[f"armpit_{s}"], _towards(m.across, side)
        for name in (f"neck_{s}", f"shoulder_{s}"):
            inward, rise = abs(marks[name][0] - pit_x) * t.per_pixel, (pit_y - marks[name][1]) * t.per_pixel_down
            out[name] = out[f"armpit_{s}"] - away * np.float32(inward) - m.down * np.float32(rise)
    drop = marks["neck_front"][1] - 0.5 * (marks["neck_r"][1] + marks["neck_l"][1])
    middle = (out["neck_r"] + out["neck_l"]) / 2 + m.across * np.float32(m.centre_shift * 0.55)
    out["neck_front"] = middle + m.down * np.float32(drop * t.per_pixel_down)


def _armpit(t: _Torso, m: Measures, side: int, level: float) -> F32:
    """On the torso's edge under the arm; an arm held up draws it out and up."""
    arm = m.arms[side]
    bone = arm.joints_xy[1] - arm.joints_xy[0]
    bone = bone / max(float(np.hypot(*bone)), 1.0)
    raised = float(np.clip(0.5 - 0.75 * (bone @ m.down), 0.0, 1.0))
    half = t.half(side, level, 0.0)
    point = t.edge(side, level, half)
    lift = (_towards(m.across, side) * np.float32(0.06) - m.down * np.float32(0.12)) * np.float32(m.shoulder_width)
    return point + lift * np.float32(raised)


def _rows(t: _Torso, out: dict[str, F32], garment: Garment) -> None:
    """Waist, hip and hem, right, left and centre."""
    m, marks, spec = t.m, garment.landmarks, garment.spec
    long = "hip_r" in marks
    hem_level = HEM_LEVEL.get(spec.length, HEM_LEVEL[Length.THIGH])
    if not long:
        drop = 0.5 * (marks["hem_r"][1] + marks["hem_l"][1] - marks["shoulder_r"][1] - marks["shoulder_l"][1])
        natural = (drop * t.per_pixel_down - 0.12 * m.shoulder_width) / m.torso_length
        hem_level = float(np.clip(natural, hem_level - 0.13, hem_level + 0.07))
    waist_level = min(0.72, 0.75 * hem_level)
    for side, s in enumerate("rl"):
        out[f"waist_{s}"] = t.edge(side, waist_level, t.half(side, waist_level, _half(marks, "waist") * t.per_pixel))
        if long:
            half = t.half(side, 1.03, _half(marks, "hip") * t.per_pixel)
            out[f"hip_{s}"] = t.edge(side, 1.03, half)
        if not long:
            half = t.half(side, hem_level, _half(marks, "hem") * t.per_pixel)
            out[f"hem_{s}"] = t.edge(side, hem_level, half)
            level = waist_level + (hem_level - waist_level) * LOW
            out[f"low_{s}"] = t.edge(side, level, t.half(side, level, half))
    out["waist_c"] = t.centre(waist_level)
    if long:
        out["hip_c"] = t.centre(1.03)
        reach = HEM_ON_LEG[spec.length]
        flare = _half(marks, "hem") / max(_half(marks, "hip"), 1.0)
        _flared_hem(out, m, reach, flare)
    else:
        out["hem_c"] = t.centre(hem_level)
    _bow_hem(out, m)


def _bow_hem(out: dict[str, F32], m: Measures) -> None:
    below = max(float((out["hem_c"] - m.shoulder_mid) @ m.down), 0.0)
    out["hem_c"] = out["hem_c"] + m.down * np.float32(_HEM_BOW * below)


def _flared_hem(out: dict[str, F32], m: Measures, reach: float, flare: float) -> None:
    """A hem below the hips: hangs from them, `flare` times as wide, and never narrower than the legs in it."""
    half = 0.5 * float(np.hypot(*(out["hip_l"] - out["hip_r"])))
    centre = _hem_centre(m, reach)
    for side, s in enumerate("rl"):
        away = _towards(m.across, side)
        leg = float((_hem_on_legs(m, side, reach) - centre) @ away) + m.legs[side].radius_px[1]
        out[f"hem_{s}"] = centre + away * np.float32(max(half * flare, leg))
    out["hem_c"] = centre + m.across * np.float32(0.3 * m.centre_shift)


def skirt_targets(garment: Garment, m: Measures) -> dict[str, F32]:
    """Targets of `pieces.skirt_controls`."""
    marks, spec, ease = garment.landmarks, garment.spec, ease_of(garment.spec)
    out: dict[str, F32] = {}
    width = m.shoulder_width
    for side, s in enumerate("rl"):
        away = _towards(m.across, side)
        for row, level in (("waist", 0.74), ("hip", 1.05)):
            half = m.half_at(side, level) + (ease.least + (0.0 if row == "waist" else 0.02)) * width
            out[f"{row}_{s}"] = m.axis_at(level) + away * np.float32(half)
    for row in ("waist", "hip"):
        out[f"{row}_c"] = (out[f"{row}_r"] + out[f"{row}_l"]) / 2 + m.across * np.float32(0.6 * m.centre_shift)
    _flared_hem(out, m, HEM_ON_LEG[spec.length], _half(marks, "hem") / max(_half(marks, "hip"), 1.0))
    _bow_hem(out, m)
    for s in "rl":
        out[f"knee_{s}"] = f32((out[f"hip_{s}"] + out[f"hem_{s}"]) / 2)
    return out


def leg_targets(rows: F32, across: F32, end: float, garment: Garment, m: Measures, side: int) -> F32:
    """(R * C, 2) vertices of a trouser leg in `rows` by `across`, its hem, at row `end`, bowed round the leg."""
    outer, inner = leg_borders(garment, m, side, rows)
    vertices = strip_vertices(outer, inner, across)
    bow = _LEG_BOW * np.clip((rows - end + 0.35) / 0.35, 0, 1) ** 2 * np.linalg.norm(outer - inner, axis=1)
    profile = np.sqrt(np.clip(1 - (2 * across - 1) ** 2, 0, 1))
    down = m.legs[side].joints_xy[2] - m.legs[side].joints_xy[1]
    down = m.down if m.legs[side].seen.min() < 0.25 else down / np.float32(max(float(np.hypot(*down)), 1.0))
    return f32(vertices + (bow[:, None] * profile).reshape(-1, 1) * down)


def leg_borders(garment: Garment, m: Measures, side: int, rows: F32) -> tuple[F32, F32]:
    """Outer and inner border of a trouser leg at `rows` (0 waist, 1 crotch, 2 knee, 3 ankle): two (R, 2) arrays."""
    ease, leg = ease_of(garment.spec), m.legs[side]
    away, width = _towards(m.across, side), m.shoulder_width
    # Of somebody who sits, the thighs point at the camera and the fork lies hardly below the hips.
    thighs = [float((limb.joints_xy[1] - limb.joints_xy[0]) @ m.down) for limb in m.legs if limb.seen.min() >= 0.25]
    thigh = min(thighs, default=width)
    waist_level, crotch_level = WAIST_LEVEL, 1.0 + min(0.24 * width, max(0.35 * thigh, 0.04 * width)) / m.torso_length
    waist_c = m.axis_at(waist_level) + m.across * np.float32(0.5 * m.centre_shift)
    crotch = m.axis_at(crotch_level) + m.across * np.float32(0.35 * m.centre_shift)
    outer = [m.axis_at(level) + away * np.float32(m.half_at(side, level) + ease.least * width)
             for level in (waist_level, 1.0)]  # fmt: skip
    knee, ankle = leg.joints_xy[1], leg.joints_xy[2]
    if leg.seen.min() < 0.25:
        knee = m.hips[side] + m.down * np.float32(1.15 * width) + away * np.float32(0.03 * width)
        ankle = knee + m.down * np.float32(1.15 * width)
        leg = Limb(np.stack([m.hips[side], knee, ankle]).astype(np.float32), leg.radius_px, leg.nearer, leg.seen)
    ankle = ankle + (ankle - knee) * np.float32(0.08)
    normal = limb_normal(leg, side, f32([0.3, 1.0, 2.0]))
    hip_half = m.half_at(side, 1.0) + ease.least * width
    half = np.maximum(_leg_halves(garment) * np.float32(hip_half), leg.radius_px[1:] * np.float32(1.05))
    if garment.spec.shape not in _WIDE_LEGS:
        half = np.minimum(half, leg.radius_px[1:] + np.float32(ease.most * width))
    # What is before the hips is seen end-on: as thick at the knee as the thigh is.
    seated = min(max(1.4 - 2 * thigh / width, 0.0), 1.0)
    half[0] = max(half[0], seated * float(leg.radius_px[0]))
    reach = seated * (float((knee - m.axis_at(crotch_level)) @ away) + 0.7 * half[0])
    aside = max(m.half_at(side, crotch_level) + ease.least * width, reach)
    thigh_outer = m.axis_at(crotch_level) + away * np.float32(aside)
    outer += [thigh_outer, knee + normal[1] * half[0], ankle + normal[2] * half[1]]
    inner = [waist_c, (waist_c + crotch) / 2, crotch, knee - normal[1] * half[0], ankle - normal[2] * half[1]]
    hip_at = (1.0 - waist_level) / (crotch_level - waist_level)
    knots_outer = f32([0.0, hip_at, 1.0, 2.0, 3.0])
    knots_inner = f32([0.0, 0.5, 1.0, 2.0, 3.0])
    return follow(knots_outer, np.stack(outer), rows), follow(knots_inner, np.stack(inner), rows)


def _leg_halves(garment: Garment) -> F32:
    """(2,) half widths of a trouser leg at knee and hem, in half widths of the hips: the garment's own proportions."""
    marks = garment.landmarks
    hips = 0.5 * abs(marks["hip_l"][0] - marks["hip_r"][0])
    hem = np.mean([abs(marks[f"hem_{s}_outer"][0] - marks[f"hem_{s}_inner"][0]) for s in "rl"])
    knee = hem
    if "knee_r_outer" in marks:
        knee = np.mean([abs(marks[f"knee_{s}_outer"][0] - marks[f"knee_{s}_inner"][0]) for s in "rl"])
    return f32([0.5 * knee / max(hips, 1.0), 0.5 * hem / max(hips, 1.0)])
