"""Sleeves: cut into an upper and a lower piece that turn about the elbow like a jointed doll's, and laid on arms.

Either piece ends beyond the elbow in half a disc as wide as the sleeve. Whatever the bend, the two halves make up a
whole disc about the joint, so that the outline is that of a bent tube and nothing folds over itself; on a straight arm
they lie on each other alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.fitting.ease import ease_of
from tryon_desktop.engine.fitting.limb import OUTER_AT, Limb
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.fitting.mesh import strip_vertices
from tryon_desktop.engine.garments.garment import Garment

_ACROSS = np.array([-0.4, 0.0, 0.25, 0.5, 0.75, 1.0, 1.4], np.float32)
_PROFILE = np.sqrt(np.clip(1 - (2 * _ACROSS - 1) ** 2, 0, 1))
"""How far each column takes part in the hem's bow: half an ellipse."""
_ROOT = np.array([-0.3, -0.12, 0.0, 0.12, 0.25, 0.4], np.float32)
"""Rows about the armhole, where a sleeve's shape changes most."""
_ROOT_FADES = 0.34
"""Where along the upper arm a sleeve has stopped moving with the torso."""
_TO_THE_CUFF = 1.09
"""A long sleeve ends on the back of the hand, not on the joint that the keypoint marks."""
_BOW, _BOW_TOWARDS = 0.14, 0.5
"""How far a hem bows beyond a straight line, in half widths: across the view, and besides when it faces the camera."""
_SLACK_PX = 2.0
_FOREARM = 0.70
"""Length of a forearm across the view, in shoulder widths."""

Borders = Callable[[F32], tuple[F32, F32]]
"""A sleeve's outer and inner border on the garment's picture, (R, 2) each, at positions (R,) along it."""


@dataclass(frozen=True, slots=True, eq=False)
class Tube:
    """How a sleeve's piece is laid along a bone, row by row.

    bone: 0 the upper arm, 1 the forearm. along: (R,) float32 positions on it, 0 its root, 1 its end. over: (R,)
    float32 how much farther a row lies, beyond either end, in half widths of the sleeve. bow: (R,) float32 0-1, how
    far a row takes part in the hem's bow. across: (C,) float32, 0 on the outer border and 1 on the inner one.
    """

    bone: int
    along: F32
    over: F32
    bow: F32
    across: F32


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A piece of a sleeve on the garment's picture: its mask (H, W) uint8, vertices (R * C, 2) float32, and `Tube`."""

    mask: U8
    vertices: F32
    tube: Tube


def root_share(tube: Tube) -> F32:
    """(R * C,) float32: how far each vertex moves with the torso; wholly on the seam."""
    share = np.clip(1 - tube.along / _ROOT_FADES, 0, 1)
    return np.repeat(share * share * (3 - 2 * share), len(tube.across)).astype(np.float32)


def cut_sleeve(mask: U8, borders: Borders, end: float) -> list[Cut]:
    """The pieces of a sleeve that reaches to `end` (0 shoulder, 1 elbow, 2 wrist), upper one first."""
    mask = _within(mask, borders, end)
    if end <= 1.05:
        rows = np.concatenate([_ROOT[0.7 * end > _ROOT], np.linspace(0.75 * end, 1.08 * end + 0.03, 4)])
        return [_cut(mask, borders, f32(rows), 0, f32([-1, end]), end)]
    outer, inner = borders(f32([1.0, 1.0 - 0.05, 1.0 + 0.05]))
    centre = (outer + inner) / 2
    half = 0.5 * float(np.hypot(*(outer[0] - inner[0])))
    per_upper, per_lower = (float(np.hypot(*(centre[i] - centre[0]))) / 0.05 for i in (1, 2))
    axis = (centre[2] - centre[1]) / max(float(np.hypot(*(centre[2] - centre[1]))), 1e-3)
    past, before = half / max(per_lower, 1.0), half / max(per_upper, 1.0)
    rows = np.concatenate([_ROOT, [0.6, 0.8, 1.0, 1 + 0.6 * past, 1 + 1.2 * past]])
    upper = _cut(_capped(mask, centre[0], axis, half, -1.0), borders, f32(rows), 0, f32([-1, 1]), end)
    span = end - 1
    rows = np.concatenate([[1 - 1.2 * before, 1 - 0.6 * before], 1 + span * np.linspace(0, 1, 6),
                           [end + 0.05 * span + 0.03, end + 0.1 * span + 0.06]])  # fmt: skip
    lower = _cut(_capped(mask, centre[0], axis, half, 1.0), borders, f32(rows), 1, f32([1, end]), end)
    return [upper, lower]


def _within(mask: U8, borders: Borders, end: float) -> U8:
    """`mask` without what lies beyond the inner border: shreds of the torso below the armpit, where it is soft."""
    rows = np.linspace(-0.4, 1.15 * end + 0.05, 48).astype(np.float32)
    outer, inner = borders(rows)
    across = (inner - outer) / np.maximum(np.linalg.norm(inner - outer, axis=1, keepdims=True), 1.0)
    far = outer - 0.4 * (inner - outer)
    polygon = np.concatenate([far, (inner + across * np.float32(_SLACK_PX))[::-1]])
    allowed = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(allowed, [np.round(polygon).astype(np.int32)], 255, cv2.LINE_AA)
    return u8(cv2.min(mask, allowed))


def _capped(mask: U8, centre: F32, axis: F32, half: float, sign: float) -> U8:
    """`mask` up to half a disc beyond the elbow. sign: -1 keeps the shoulder's side, 1 the hand's.

    The hand's side fades in, so that where it lies over the other no line shows.
    """
    left, top, width, height = cv2.boundingRect(mask)
    part = (slice(top, top + height), slice(left, left + width))
    x = np.arange(left, left + width, dtype=np.float32) - centre[0]
    y = (np.arange(top, top + height, dtype=np.float32) - centre[1])[:, None]
    ahead, aside = np.float32(sign) * (x * axis[0] + y * axis[1]), x * axis[1] - y * axis[0]
    behind = np.sqrt(np.maximum(np.float32(half * half * 1.1) - aside * aside, 0))
    inside = np.clip((ahead + behind) / np.float32(0.45 * half if sign > 0 else 3.0), 0, 1)
    out = np.zeros_like(mask)
    out[part] = mask[part] * inside
    return out


def _cut(mask: U8, borders: Borders, rows: F32, bone: int, ends: F32, hem: float) -> Cut:
    outer, inner = borders(rows)
    centre = (outer + inner) / 2
    half = 0.5 * np.linalg.norm(outer - inner, axis=1)
    inside = np.clip(rows, ends[0], ends[1])
    beyond = np.zeros(len(rows), np.float32)
    for end in ends:
        out = (rows - end) * np.sign(end - ends.mean()) > 1e-6
        if out.any():
            at = [np.interp(end, rows, centre[:, k]) for k in (0, 1)]
            distance = np.linalg.norm(centre - f32(at), axis=1) * np.sign(rows - end)
            beyond = np.where(out, distance / max(float(np.interp(end, rows, half)), 1.0), beyond)
    bow = np.clip((rows - (hem - 0.3)) / 0.3, 0, 1) if ends[1] == hem else np.zeros(len(rows))
    tube = Tube(bone, f32(inside - bone), f32(beyond), f32(bow * bow), _ACROSS)
    return Cut(mask, strip_vertices(outer, inner, _ACROSS), tube)


def tube_targets(tube: Tube, garment: Garment, m: Measures, side: int, placed: Mapping[str, F32]) -> F32:
    """(R * C, 2) float32 frame pixels: a sleeve's piece on the arm of `side`.

    It starts at the torso's own shoulder tip and armpit, so that the seam meets.
    """
    s, arm, ease = "rl"[side], m.arms[side], ease_of(garment.spec)
    start, bone, facing = _bone(arm, tube.bone, m)
    length = max(hypot(*bone), 1e-3)
    direction = bone / length
    sign = 1.0 if side == 0 else -1.0
    normal = f32([-sign * direction[1], sign * direction[0]])
    at = tube.along + tube.bone
    radius = np.interp(at, [0, 1, 2], arm.radius_px)
    edge = radius if arm.outer_px is None else np.interp(at, OUTER_AT, arm.outer_px)
    # Outside, the sleeve lies on the arm's own silhouette; its fullness hangs on the inner side.
    outer = edge + np.minimum(radius * (ease.sleeve - 1), 0.02 * m.shoulder_width)
    inner = np.maximum(radius * (2 * ease.sleeve - 1) - _aside(arm, at), 0.4 * radius)
    half = (outer + inner) / 2
    if tube.bone == 1:
        near = 1 + min(max(0.5 * arm.nearer, 0.0), 0.25) * facing * tube.along
        outer, inner, half = outer * near, inner * near, half * near
    # About a bent elbow both sides are alike, or the halves of the disc would not meet.
    alike = _bend(arm) * np.maximum(1 - np.abs(at - 1) / 0.4, 0)
    outer, inner = outer + (half - outer) * alike, inner + (half - inner) * alike
    line = start + direction * (length * tube.along + tube.over * half)[:, None]
    outer_xy, inner_xy = f32(line + normal * outer[:, None]), f32(line - normal * inner[:, None])
    if tube.bone == 0:
        place = f32(tube.along + tube.over * half / length)
        outer_xy = _from(placed[f"shoulder_{s}"], outer_xy, place, 0.42)
        # Under a hanging arm the inside falls straight from the armpit; under a raised one it soon joins the arm.
        hanging = max(float(direction @ m.down), 0.0)
        pit = placed[f"armpit_{s}"]
        begin = _first(inner_xy, place)
        lower = begin + direction * ((pit - begin) @ direction)
        inner_xy = _from(lower, inner_xy, place, 0.6)
        inner_xy = _from(pit, inner_xy, place, 0.55 + 0.45 * hanging * hanging)
    vertices = strip_vertices(outer_xy, inner_xy, tube.across)
    bow = (_BOW + _BOW_TOWARDS * facing) * (half * tube.bow)[:, None] * _PROFILE
    return (vertices + direction * bow.reshape(-1, 1)).astype(np.float32)


def elbow_line(vertices: F32, tube: Tube) -> F32:
    """(2, 2) float32: where a lower sleeve crosses the elbow, from its `vertices`."""
    rows = vertices.reshape(len(tube.along), len(tube.across), 2)
    at = int(np.abs(tube.along).argmin() if tube.over[0] == 0 else np.flatnonzero(tube.over == 0)[0])
    return np.stack([rows[at, 1], rows[at, -2]]).astype(np.float32)


def _bone(arm: Limb, which: int, m: Measures) -> tuple[F32, F32, float]:
    """Root (2,) and vector (2,) of an arm's bone as the sleeve takes it, and how far it points at the camera, 0-1."""
    root, bone = arm.joints_xy[which], arm.joints_xy[which + 1] - arm.joints_xy[which]
    if which == 0:
        return root, f32(bone), 0.0
    across = hypot(*bone) / (_FOREARM * m.shoulder_width)
    facing = max(1 - across * across, 0.0)
    # A bone that points at the camera has no direction of its own: the hand tells where it leads.
    if arm.hand_xy is not None:
        bone = bone + (arm.hand_xy - arm.joints_xy[2]) * np.float32(0.5 * facing * facing)
    return root, f32(bone * np.float32(_TO_THE_CUFF)), facing


def _first(border: F32, along: F32) -> F32:
    """(2,): where `border` (R, 2) is on row 0."""
    return f32([np.interp(0.0, along, border[:, k]) for k in (0, 1)])


def _from(start: F32, border: F32, along: F32, until: float) -> F32:
    """`border` (R, 2) drawn so that it begins at `start` on row 0 and is itself again from row `until` on."""
    first = _first(border, along)
    away = np.minimum(np.maximum(1 - along / until, 0), 1)[:, None]
    return f32(border + (start - first) * away)


def _aside(arm: Limb, at: F32) -> F32:
    """How far out of its keypoints an arm lies at `at`, pixels: its silhouette's, averaged over each bone."""
    if arm.outer_px is None:
        return np.zeros(len(at), np.float32)
    out = arm.outer_px - np.interp(OUTER_AT, [0, 1, 2], arm.radius_px)
    return f32(np.interp(at, [0.6, 1.4], [out[OUTER_AT < 1].mean(), out[OUTER_AT > 1].mean()]))


def _bend(arm: Limb) -> float:
    """How far the elbow is bent in the picture: 0 straight, 1 from a right angle on."""
    upper, lower = arm.joints_xy[1] - arm.joints_xy[0], arm.joints_xy[2] - arm.joints_xy[1]
    cosine = float(upper @ lower) / max(hypot(*upper) * hypot(*lower), 1.0)
    return min(max(1.0 - cosine, 0.0), 1.0)
