"""Bare skin where worn clothes stick out of the new garment: arms below a short sleeve, the throat above a neckline."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.fitting.measure import Limb, Measures
from tryon_desktop.engine.vision.body import Body, Region

_SHRINK = 4
"""Skin is smooth: it is painted at a quarter of the frame's size and enlarged."""
_CHEEKS = (50, 205, 117, 118, 101, 280, 425, 346, 347, 330)
"""Face mesh landmarks on the cheeks."""


def skin_tone(frame_bgr: U8, body: Body) -> F32 | None:
    """The person's skin colour in this light, (3,) float32 BGR: median over the cheeks; None when no face is seen."""
    if body.face is None:
        return None
    height, width = frame_bgr.shape[:2]
    points = np.rint(body.face.landmarks_xy[list(_CHEEKS)]).astype(int)
    points = points[(points >= 2).all(1) & (points < [width - 2, height - 2]).all(1)]
    if len(points) < 4:
        return None
    patches = np.concatenate([frame_bgr[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3) for x, y in points])
    return np.median(patches, axis=0).astype(np.float32)


def _round(limb: Limb, grid: F32, start: float) -> tuple[F32, F32]:
    """How a limb's roundness shades each grid point, and 1 inside the limb from position `start` (0 root, 2 end) on.

    grid: (h, w, 2) frame pixels. Returns two (h, w) float32.
    """
    shade = np.zeros(grid.shape[:2], np.float32)
    inside = np.zeros(grid.shape[:2], np.float32)
    for bone in (0, 1):
        if start >= bone + 1:
            continue
        a, b = limb.joints_xy[bone], limb.joints_xy[bone + 1]
        span = b - a
        length2 = max(float(span @ span), 1.0)
        along = ((grid - a) @ span) / length2
        held = np.clip(along, max(start - bone, 0.0), 1.0)
        gap = np.linalg.norm(grid - (a + held[..., None] * span), axis=-1)
        radius = limb.radius_px[bone] + (limb.radius_px[bone + 1] - limb.radius_px[bone]) * held
        share = gap / np.maximum(radius * 1.12, 1.0)
        here = np.clip((1.25 - share) * 6, 0, 1) * np.clip((along - max(start - bone, 0.0)) * 12 + 1, 0, 1)
        profile = 0.80 + 0.22 * np.sqrt(np.clip(1 - share * share, 0, 1))
        shade = np.where(here > inside, profile, shade)
        inside = np.maximum(inside, here)
    return shade.astype(np.float32), inside.astype(np.float32)


def paint_skin(
    canvas: U8,
    body: Body,
    measures: Measures,
    tone: F32,
    *,
    bare_from: tuple[float, float],
    openings: Sequence[F32],
    shade: U8,
) -> None:
    """Paint skin over worn clothes in `canvas` (H, W, 3) uint8 BGR, in place.

    tone: (3,) float32 BGR. bare_from: for the right and left arm where bareness begins, 0 shoulder, 1 elbow, 2 wrist
    and beyond. openings: polygons (N, 2) frame pixels within which the chest and throat show. shade: relative light
    from `light.shading`, any size. Only pixels labelled as clothes change; without labels nothing does.
    """
    if body.label_map is None:
        return
    width, height = body.size
    size = (max(width // _SHRINK, 1), max(height // _SHRINK, 1))
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    grid = np.stack([(x + 0.5) * width / size[0] - 0.5, (y + 0.5) * height / size[1] - 0.5], -1).astype(np.float32)
    clothes = (body.label_map == Region.CLOTHES).astype(np.uint8) * 255
    worn = cv2.resize(clothes, size, interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
    light, where = np.full(size[::-1], 0.93, np.float32), np.zeros(size[::-1], np.float32)
    for polygon in openings:
        mask = np.zeros(size[::-1], np.uint8)
        points = (polygon * np.float32([size[0] / width, size[1] / height]) * 16).astype(np.int32)
        cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, 4)
        where = np.maximum(where, mask.astype(np.float32) / 255)
    for limb, start in zip(measures.arms, bare_from, strict=True):
        if start < 1.98 and limb.seen > 0.15:
            rounded, inside = _round(limb, grid, start)
            light = np.where(inside > 0.05, rounded, light)
            where = np.maximum(where, inside)
    where *= worn
    if not (where > 0.02).any():
        return
    relief = cv2.resize(shade, size, interpolation=cv2.INTER_LINEAR).astype(np.float32) / 128
    colour = tone * (light * np.sqrt(relief))[..., None]
    box = cv2.boundingRect((where > 0.02).astype(np.uint8))
    _lay(canvas, np.clip(colour, 0, 255).astype(np.uint8), where, box, body.matte)


def _lay(canvas: U8, colour: U8, where: F32, box: Sequence[int], matte: U8) -> None:
    x, y, w, h = box
    fx, fy = canvas.shape[1] / colour.shape[1], canvas.shape[0] / colour.shape[0]
    x0, y0, x1, y1 = round(x * fx), round(y * fy), round((x + w) * fx), round((y + h) * fy)
    full = (x1 - x0, y1 - y0)
    paint = cv2.resize(colour[y : y + h, x : x + w], full, interpolation=cv2.INTER_LINEAR)
    weight = cv2.resize(where[y : y + h, x : x + w], full, interpolation=cv2.INTER_LINEAR)
    weight *= matte[y0:y1, x0:x1].astype(np.float32) / 255
    under = canvas[y0:y1, x0:x1]
    under[:] = cv2.blendLinear(paint, np.ascontiguousarray(under), weight, 1.0 - weight)
