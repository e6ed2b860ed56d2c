"""What was worn is gone: skin where the outfit leaves the body bare, the room where worn clothes stick out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32
from tryon_desktop.engine.blending.background import BackgroundMemory, residue
from tryon_desktop.engine.blending.occlusion import throat
from tryon_desktop.engine.blending.raster import Box, cut, enlarged
from tryon_desktop.engine.blending.skin import BareLimbs, bare_limbs, filled, paint_skin, reduced_grid, unlike_skin
from tryon_desktop.engine.fitting.drape import Drape
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.vision.body import Body, Keypoint, Region

_IS_CLOTHES = np.zeros(256, np.float32)
_IS_CLOTHES[Region.CLOTHES] = 1.0
_IS_EMPTY = np.zeros(256, np.float32)
_IS_EMPTY[Region.BACKGROUND] = 1.0
_EXTREMITIES = (
    (Keypoint.RIGHT_WRIST, Keypoint.RIGHT_INDEX, Keypoint.RIGHT_PINKY, Keypoint.RIGHT_THUMB),
    (Keypoint.LEFT_WRIST, Keypoint.LEFT_INDEX, Keypoint.LEFT_PINKY, Keypoint.LEFT_THUMB),
    (Keypoint.RIGHT_HEEL, Keypoint.RIGHT_FOOT_INDEX),
    (Keypoint.LEFT_HEEL, Keypoint.LEFT_FOOT_INDEX),
)
"""Hands and feet: the points about each, the first of which must be visible."""
_BELOW_BEARD = 0.45
"""Where down the throat, 0 at the chin and 1 at its pit, a collar is looked for by colour; above hangs the beard."""


def _kept(body: Body, measures: Measures, drapes: Sequence[Drape], grid: F32) -> F32:
    """1 where worn clothes stay: outside what the outfit covers, on the head, and about hands and shoes; (h, w) float32.

    Hands and hair are what the labels mistake for clothes most easily, and worst. Shoes are clothes that stay on.
    """
    away = grid - measures.shoulder_mid
    level = (away @ measures.down) / np.float32(measures.torso_length)
    covered = np.zeros(level.shape, np.float32)
    for drape in drapes:
        first, last = drape.covers
        covered = np.maximum(covered, np.clip((level - first) * 40, 0, 1) * np.clip((last - level) * 40, 0, 1))
    mouth = body.keypoints_xy[[Keypoint.MOUTH_LEFT, Keypoint.MOUTH_RIGHT]].mean(0)
    mouth_level = ((mouth - measures.shoulder_mid) @ measures.down) / np.float32(measures.torso_length)
    head = np.clip((mouth_level + 0.05 - level) * 25, 0, 1)
    kept = np.maximum(1 - covered, head)
    for points in _EXTREMITIES:
        if body.visibility[points[0]] > 0.3:
            ends = body.keypoints_xy[list(points)]
            middle = ends.mean(0)
            radius = 0.10 * measures.shoulder_width + float(np.linalg.norm(ends - middle, axis=1).max())
            distance = np.linalg.norm(grid - middle, axis=-1)
            kept = np.maximum(kept, np.clip((radius - distance) / (0.25 * radius) + 0.5, 0, 1))
    return f32(kept)


def _lower(neck: F32) -> F32:
    """`neck` (h, w) without its upper part."""
    rows = np.flatnonzero(neck.any(1))
    if not len(rows):
        return neck
    first = rows[0] + _BELOW_BEARD * (rows[-1] - rows[0])
    fade = np.clip((np.arange(neck.shape[0], dtype=np.float32) - np.float32(first)) / 2, 0, 1)
    return f32(neck * fade[:, None])


def _show_room(canvas: U8, room: U8, where: F32, box: Box, size: tuple[int, int]) -> None:
    weight = f32(enlarged(np.ascontiguousarray((where * 255).astype(np.uint8)), size, box)) / np.float32(255)
    under = cut(canvas, box)
    under[:] = cv2.blendLinear(room, np.ascontiguousarray(under), weight, f32(1 - weight))


def undress(
    canvas: U8,
    body: Body,
    drapes: Sequence[Drape],
    measures: Measures,
    memory: BackgroundMemory,
    tone: F32 | None,
    shade: U8,
    box: Box,
) -> BareLimbs | None:
    """Take what is worn out of `canvas` (H, W, 3) uint8 BGR, in place, within `box` and where `drapes` will cover it.

    tone: the person's skin, (3,) float32 BGR; without it no skin is painted. shade: from `light.shading`. Returns the
    bare limbs, some of which lie before the torso, or None.
    """
    if body.label_map is None:
        return None
    arms_from = _farthest(drape.bare_from for drape in drapes)
    legs_from = _farthest(drape.bare_legs_from for drape in drapes)
    bare = [(limb, start) for pair, start in ((measures.arms, arms_from), (measures.legs, legs_from))
            if start is not None for limb in pair]  # fmt: skip
    limbs = bare_limbs(body, bare)
    size = (limbs.cover.shape[1], limbs.cover.shape[0])
    worn, empty = (
        f32(cv2.resize(cv2.LUT(body.label_map, table), size, interpolation=cv2.INTER_LINEAR))
        for table in (_IS_CLOTHES, _IS_EMPTY)
    )
    kept = _kept(body, measures, drapes, reduced_grid(body.size))
    openings = [drape.opening_xy for drape in drapes if drape.opening_xy is not None]
    if openings:
        neck = filled([throat(body, measures)], body.size, size)
        bared = np.maximum(np.maximum(limbs.around, filled(openings, body.size, size)), neck)
        if tone is not None:
            # A collar hides in the chin's shadow, where the labels are unsure: there the colour tells.
            worn = np.maximum(worn, _lower(neck) * unlike_skin(canvas, tone, size))
    else:
        bared = limbs.around
    room = memory.over(box, body.size)
    if room is not None:
        sticking_out = residue(worn, empty, np.maximum(kept, limbs.cover if tone is None else bared))
        _show_room(canvas, room, f32(sticking_out * body.presence), box, body.size)
    if tone is not None:
        paint_skin(canvas, body, tone, limbs, f32(bared * worn), shade)
    return limbs


def _farthest(values: Iterable[float | None]) -> float | None:
    """How far down limbs the outfit reaches, by the garment that reaches farthest; None when none concerns them."""
    return max((value for value in values if value is not None), default=None)
