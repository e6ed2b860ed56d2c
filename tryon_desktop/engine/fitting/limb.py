"""Arms and legs: joints, thickness, and where the silhouette's outer edge is, read off all four at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.arrays import F32, Bool, f32
from tryon_desktop.engine.fitting.silhouette import reach
from tryon_desktop.engine.vision.body import Body, Keypoint

K = Keypoint
OUTER_AT = np.array([0.3, 0.42, 0.54, 0.66, 1.35, 1.5, 1.65, 1.8], np.float32)
"""Positions along a limb (0 root, 1 middle joint, 2 end) at which its outer edge is looked for."""

THICKEST_ARM = 0.165
_ARM, _LEG = f32([THICKEST_ARM, 0.14, 0.095]), f32([0.27, 0.185, 0.12])
"""Half widths at root, middle and end of a clothed limb, in shoulder widths."""
_FARTHEST_EDGE, _THICKER = 1.8, 0.45
"""Farthest from a bone that an edge is an arm's own, as a multiple of the expected; share of it that is thickness."""
_GUESSED = 0.15
"""Visibility up to which a joint is a guess."""
_JOINTS = np.array([
    (K.RIGHT_SHOULDER, K.RIGHT_ELBOW, K.RIGHT_WRIST), (K.LEFT_SHOULDER, K.LEFT_ELBOW, K.LEFT_WRIST),
    (K.RIGHT_HIP, K.RIGHT_KNEE, K.RIGHT_ANKLE), (K.LEFT_HIP, K.LEFT_KNEE, K.LEFT_ANKLE),
])  # fmt: skip
_KNUCKLES = ((K.RIGHT_INDEX, K.RIGHT_PINKY), (K.LEFT_INDEX, K.LEFT_PINKY))
_IS_LEG = np.array([False, False, True, True])
_PER_BONE = len(OUTER_AT) // 2
_BONE = np.repeat([0, 1], _PER_BONE)
_ALONG = f32(OUTER_AT - _BONE)


@dataclass(frozen=True, slots=True, eq=False)
class Limb:
    """An arm or a leg.

    joints_xy: (3, 2) float32 frame pixels, root, middle, end. radius_px: (3,) float32 half widths of the clothed limb
    there. nearer: metres by which its end lies before the torso (negative: behind). seen: (3,) float32 0-1, how visible
    each joint is.
    measured: whether the radii were read off the silhouette and not only expected. outer_px: (8,) float32 distance of
    the silhouette from the bones on the outer side, at OUTER_AT. hand_xy: (2,) the middle of the knuckles; None for
    legs. depth: (3,) metres by which each joint lies before the middle of the shoulders (negative: behind).
    """

    joints_xy: F32
    radius_px: F32
    nearer: float
    seen: F32
    measured: bool = True
    outer_px: F32 | None = None
    hand_xy: F32 | None = None
    depth: F32 | None = None


def unit(vector: F32) -> F32:
    """`vector` (2,) at length 1."""
    out: F32 = vector / np.float32(max(float(np.hypot(*vector)), 1e-6))
    return out


def outward(direction: F32, side: int) -> F32:
    """The normal on the side of a limb that continues from the shoulder's top: lateral for a hanging arm."""
    sign = 1.0 if side == 0 else -1.0
    return f32([-sign * direction[1], sign * direction[0]])


def limb_normal(limb: Limb, side: int, at: F32) -> F32:
    """(N, 2) unit normals on the outer side at positions `at` (0 root, 1 middle joint, 2 end).

    Through the joint they turn by angle, the short way, so that cloth fans round a folded elbow or knee.
    """
    return f32(_normals(limb.joints_xy[None], f32([1.0 if side == 0 else -1.0]), at)[0])


def _normals(joints: F32, sign: F32, at: F32) -> F32:
    """(L, N, 2) normals as `limb_normal` gives them, for joints (L, 3, 2); sign: (L,) 1 right, -1 left."""
    bones = np.diff(joints, axis=1)
    angles = np.arctan2(bones[..., 0] * sign[:, None], -bones[..., 1] * sign[:, None])
    turn = (angles[:, 1] - angles[:, 0] + np.pi) % (2 * np.pi) - np.pi
    share = np.minimum(np.maximum((at - 0.72) / 0.56, 0), 1)
    angle = angles[:, :1] + turn[:, None] * (share * share * (3 - 2 * share))
    return f32(np.stack([np.cos(angle), np.sin(angle)], -1))


def measure_limbs(body: Body, width: float) -> tuple[Limb, Limb, Limb, Limb]:
    """Right and left arm, right and left leg. width: the frontal shoulder width, pixels."""
    joints, seen = body.keypoints_xy[_JOINTS], body.visibility[_JOINTS]
    expected = f32(np.stack([_ARM, _ARM, _LEG, _LEG]) * np.float32(width))
    far = 2 * expected[:, 0]
    spans = np.diff(joints, axis=1)
    centres = joints[:, _BONE] + spans[:, _BONE] * _ALONG[:, None]
    usual = expected[:, _BONE] + np.diff(expected, axis=1)[:, _BONE] * _ALONG
    found = _edges(body, centres, _normals(joints, f32([1, -1, 1, -1]), OUTER_AT), far)
    ratio = f32(found / usual).reshape(4, 2, _PER_BONE)
    # No edge in reach: the limb lies before the torso. A bone that points at the camera is too short to measure.
    edged = found.reshape(ratio.shape) < 0.98 * far[:, None, None]
    edge = _median(ratio, edged)
    length = np.hypot(spans[..., 0], spans[..., 1])
    # Where a bone ends must be known too: beside an elbow that is only guessed any edge may lie.
    known = (seen[:, :2] > 0.5) & (seen[:, 1:] > _GUESSED)
    sure = (edged.sum(2) >= 2) & known & (length > 1.5 * expected[:, 1:2]) & (edge < _FARTHEST_EDGE)
    edge = np.where(sure, np.maximum(edge, 0.75), 1)
    # An edge far out tells of an arm that lies farther out than its keypoints rather than of a thick one.
    thick = np.where(_IS_LEG[:, None], edge, np.minimum(edge, 1 + _THICKER * (edge - 1)))
    thick = np.where(sure, thick, thick[:, ::-1])
    radius = f32(expected * np.stack([thick[:, 0], thick.mean(1), thick[:, 1]], 1))
    near = np.minimum(np.maximum(ratio, 0.85 * edge[..., None]), 1.15 * edge[..., None])
    outer = f32(np.where(edged & sure[..., None], near, thick[..., None]).reshape(4, -1) * usual)
    depth = f32(body.world[[K.LEFT_SHOULDER, K.RIGHT_SHOULDER], 2].mean() - body.world[_JOINTS, 2])
    hands = [body.keypoints_xy[list(knuckles)].mean(0) for knuckles in _KNUCKLES]
    measured = sure.any(1)
    right, left, right_leg, left_leg = (
        Limb(joints[i], radius[i], float(depth[i, 2]), seen[i], bool(measured[i]), outer[i], hand, depth[i])
        for i, hand in enumerate([*hands, None, None])
    )
    return right, left, right_leg, left_leg


def _edges(body: Body, centres: F32, normals: F32, far: F32) -> F32:
    """(4, N) how far the silhouette's edge is from the bones: of arms on the outer side, of legs on the nearer one."""
    count = centres.shape[1]
    starts = np.concatenate([centres, centres[2:]]).reshape(-1, 2)
    ways = np.concatenate([normals, -normals[2:]]).reshape(-1, 2)
    found = reach(body.matte, starts, ways, np.repeat(np.concatenate([far, far[2:]]), count)).reshape(-1, count)
    return np.concatenate([found[:2], np.minimum(found[2:4], found[4:])])


def _median(values: F32, counted: Bool) -> F32:
    """Median over the last axis of those that are `counted`; 1 where none is."""
    ordered = np.sort(np.where(counted, values, np.inf), axis=-1)
    count = np.maximum(counted.sum(-1, keepdims=True), 1)
    low, high = (np.take_along_axis(ordered, place, -1)[..., 0] for place in ((count - 1) // 2, count // 2))
    return f32(np.where(counted.any(-1), (low + high) / 2, 1))
