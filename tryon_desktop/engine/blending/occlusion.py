"""What stays in front of the garment: face, hair, hands, and arms held before the torso."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, frozen, u8
from tryon_desktop.engine.blending.edges import Guide
from tryon_desktop.engine.blending.raster import Box, cut, enlarged
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.vision.body import Body, Keypoint, Region
from tryon_desktop.engine.vision.face import OVAL

_JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
"""Face mesh landmarks along the lower jaw, from the person's right to their left."""

_NECK_SEEN = np.linspace(-0.08, 0.20, 29, dtype=np.float32)
"""How far beyond the jaw's corner, on each side, a neck's edge is looked for, as shares of the jaw's breadth."""
_NECK_BEGINS = (-0.08, 0.08)
"""Where it may be."""
_BELOW_JAW = np.linspace(0.08, 0.5, 9, dtype=np.float32)[:, None]
"""Where from the jaw's corner to the shoulder a neck's side is looked for: farther down a collar may hide it."""
_ARMPIT = 0.3
"""Where the armpits are, from 0 on the shoulder line to 1 on the hip line."""
_BEND = 0.8
"""How far down from jaw to shoulder a neck begins to widen."""


@lru_cache(1)  # asked for twice a frame
def throat(body: Body, measures: Measures) -> F32:
    """The throat as a polygon (N, 2) float32 in frame pixels, from the jaw to the pit between the collar bones.

    Read-only.
    """
    foot = measures.necks + measures.down * np.float32(0.02 * measures.shoulder_width)
    pit = foot.mean(0) + measures.down * np.float32(0.16 * measures.shoulder_width)
    if body.face is not None:
        jaw = body.face.landmarks_xy[list(_JAW)]
    else:
        ears = body.keypoints_xy[[Keypoint.RIGHT_EAR, Keypoint.LEFT_EAR]]
        jaw = ears + measures.down * np.float32(0.12 * measures.shoulder_width)
    inward = (foot[1] - foot[0]) * np.float32(0.01)
    right = _slope(_side(body, measures, jaw[0], jaw[0] - jaw[-1], foot[0]), foot[0] + inward, measures)
    left = _slope(_side(body, measures, jaw[-1], jaw[-1] - jaw[0], foot[1]), foot[1] - inward, measures)
    return frozen(np.concatenate([jaw[1:-1], left, pit[None], right[::-1]]).astype(np.float32))


def _side(body: Body, measures: Measures, corner: F32, outward: F32, foot: F32) -> F32:
    """Where a neck's side begins, (2,): as far out from the jaw's `corner` as skin is seen below it, before the room.

    outward: (2,) the jaw's breadth, away from the neck. foot: (2,) where the neck ends on the shoulder.
    """
    if body.label_map is None:
        return f32(corner + outward * np.float32(_NECK_BEGINS[0]))
    deep = (foot - corner) @ measures.down
    points = (corner + measures.down * (_BELOW_JAW * deep))[:, None] + outward * _NECK_SEEN[:, None]
    rows, columns = body.label_map.shape
    at = (points * (np.array([columns, rows]) / body.size)).astype(int)
    x, y = at[..., 0].clip(0, columns - 1), at[..., 1].clip(0, rows - 1)
    labels = body.label_map[y, x]
    # As far as skin goes on without a gap, where the room is beyond: beyond a hood's skin-coloured rim is more hood.
    reach = np.logical_and.accumulate(labels == Region.SKIN, axis=1).sum(1)
    last = np.minimum(reach, len(_NECK_SEEN) - 1)
    beyond = labels[np.arange(len(labels)), np.minimum(last + 1, len(_NECK_SEEN) - 1)]
    edges = _NECK_SEEN[last[(beyond == Region.BACKGROUND) & (reach > 0)]]
    return f32(corner + outward * np.clip(edges.max(initial=_NECK_BEGINS[0]), *_NECK_BEGINS))


def _slope(jaw: F32, foot: F32, measures: Measures) -> F32:
    """The side of a neck, (N, 2): straight down from the jaw's corner, then out into the shoulder."""
    span = foot - jaw
    bend = jaw + measures.down * ((span @ measures.down) * _BEND) + measures.across * ((span @ measures.across) * 0.1)
    t = np.linspace(0.15, 1, 6, dtype=np.float32)[:, None]
    return f32((1 - t) ** 2 * jaw + 2 * t * (1 - t) * bend + t**2 * foot)


def yoke(measures: Measures) -> F32:
    """Shoulders and chest down to the armpits as a polygon (N, 2) float32 in frame pixels."""
    level = _ARMPIT * measures.torso_length
    armpits = [
        measures.axis_at(_ARMPIT) + measures.across * np.float32(way * measures.half_at(side, _ARMPIT))
        for side, way in ((0, -1), (1, 1))
    ]
    tips = measures.tips + measures.down * np.float32(0.1 * level)
    right, left = ([measures.necks[i], measures.yokes[i], measures.tips[i], tips[i], armpits[i]] for i in (0, 1))
    return np.stack([*right, *left[::-1]]).astype(np.float32)


def polygon(corners: F32, box: Box) -> U8:
    """Mask over `box` of a polygon (N, 2) in frame pixels; (h, w) uint8, 0 or 255 with a smoothed edge."""
    mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    points = np.round((corners - np.array(box[:2], np.float32)) * 16).astype(np.int32)
    cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, 4)
    return mask


def neck(body: Body, measures: Measures, box: Box) -> U8:
    """Mask of the throat over `box`; (h, w) uint8, 0 or 255 with a smoothed edge.

    Geometry and not colour: it holds under a beard's shadow and in a polo neck.
    """
    return polygon(throat(body, measures), box)


def face_guard(body: Body, box: Box) -> U8:
    """The face itself over `box`, which no garment may cover whatever the labels say; (h, w) uint8."""
    if body.face is None:
        return np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    return polygon(body.face.landmarks_xy[list(OVAL)], box)


def fill_band(
    mask: U8, measures: Measures, heights: tuple[float, float], scale: F32, corner: F32, value: int
) -> None:
    """Fill the band across the torso's axis between two heights (0 shoulder line, 1 hip line) in `mask`, in place.

    scale: (2,) mask pixels a frame pixel; corner: (2,) the mask's origin, frame pixels.
    """
    far = measures.across * np.float32(40 * measures.shoulder_width)
    first, last = (measures.axis_at(height) for height in heights)
    corners = (np.stack([first - far, first + far, last + far, last - far]) - corner) * scale
    cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), value)


def draw_arms(mask: U8, measures: Measures, scale: F32, corner: F32, value: int) -> None:
    """Draw the clothed arms into `mask`, in place. scale: (2,) mask pixels a frame pixel; corner: (2,) its origin."""
    for limb in measures.arms:
        for bone in (0, 1):
            if limb.seen[bone] > 0.3:
                ends = np.round((limb.joints_xy[bone : bone + 2] - corner) * scale).astype(int)
                thickness = max(round(2.1 * float(limb.radius_px[bone : bone + 2].mean() * scale[0])), 1)
                start, end = ((int(x), int(y)) for x, y in ends)
                cv2.line(mask, start, end, value, thickness)


def arms(body: Body, measures: Measures, box: Box) -> U8:
    """Alpha over `box` of the arms in their clothes, which hang before a skirt or trousers; (h, w) uint8."""
    mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    draw_arms(mask, measures, f32([1, 1]), f32(box[:2]), 255)
    return u8(cv2.min(cv2.blur(mask, (5, 5)), cut(body.matte, box)))


def in_front(body: Body, box: Box, guide: Guide, regions: Sequence[Region]) -> U8:
    """Alpha over `box` of everything of `regions` that stays before a garment, to its own edge; (h, w) uint8.

    guide: of the same frame and box, for masks of the label map's size.
    """
    if body.label_map is None:
        return np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    return u8(cv2.min(guide.refined(_labelled(body.label_map, regions)), cut(body.matte, box)))


def roughly(body: Body, box: Box, regions: Sequence[Region]) -> U8:
    """Alpha over `box` of `regions` as coarse as the labels are: for what only ever lies before more of the body."""
    if body.label_map is None:
        return np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    soft = u8(cv2.blur(_labelled(body.label_map, regions), (3, 3)))
    return u8(cv2.min(enlarged(soft, body.size, box), cut(body.matte, box)))


def _labelled(label_map: U8, regions: Sequence[Region]) -> U8:
    table = np.zeros(256, np.uint8)
    table[list(regions)] = 255
    return u8(cv2.LUT(label_map, table))
