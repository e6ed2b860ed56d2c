"""Bare skin where worn clothes stick out of the new garment: arms below a short sleeve, the throat above a neckline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, cut, enlarged
from tryon_desktop.engine.fitting.measure import Limb
from tryon_desktop.engine.vision.body import Body, Region

_SHRINK = 4
"""Skin is smooth: it is painted at a quarter of the frame's size and enlarged."""
_BARE = 0.92
"""A bare limb's thickness over the clothed one's."""
_FLAT = np.float32(0.99)
"""Shade of skin that no limb rounds."""
_CHEEKS = (117, 118, 119, 101, 346, 347, 348, 330, 197, 195, 5, 151)
"""Face mesh landmarks high on the cheeks, on the nose and the forehead: where no beard grows."""


def skin_tone(frame_bgr: U8, body: Body) -> F32 | None:
    """The person's skin colour in this light, (3,) float32 BGR; None when no face is seen.

    The median of cheeks, neck and hands as far as they are seen, without the darkest third, which lies in shadow: a
    face alone is redder than the arms that are painted with it.
    """
    if body.face is None:
        return None
    height, width = frame_bgr.shape[:2]
    points = np.rint(body.face.landmarks_xy[list(_CHEEKS)]).astype(int)
    points = points[(points >= 2).all(1) & (points < [width - 2, height - 2]).all(1)]
    if len(points) < 4:
        return None
    cheeks = np.concatenate([frame_bgr[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3) for x, y in points])
    groups = [cheeks]
    if body.label_map is not None:
        rows, columns = body.label_map.shape
        step = 3
        y, x = np.nonzero(np.isin(body.label_map[::step, ::step], (Region.HAND, Region.SKIN)))
        if len(y) > 20:
            groups.append(frame_bgr[(y * step * height) // rows, (x * step * width) // columns])
    tones = []
    for group in groups:
        bright = group[np.argsort(group.sum(1))[len(group) // 3 :]]
        tones.append(np.median(bright, axis=0))
    return f32(np.mean(tones, axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class BareLimbs:
    """Where limbs come out of the outfit, at a quarter of the frame's size.

    cover: (h, w) float32, 0-1, the limbs themselves. around: the same with the rim where a worn sleeve stands off.
    roundness: (h, w) float32, how a limb's round form shades it. nearer: (h, w) float32 0-1, the share of `cover` that
    lies before the torso.
    """

    cover: F32
    around: F32
    roundness: F32
    nearer: F32


def reduced_grid(size: tuple[int, int]) -> F32:
    """(h, w, 2) float32 frame pixels under each pixel of the reduced picture."""
    width, height = max(size[0] // _SHRINK, 1), max(size[1] // _SHRINK, 1)
    x = (np.arange(width, dtype=np.float32) + 0.5) * np.float32(size[0] / width) - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) * np.float32(size[1] / height) - 0.5
    return np.stack(np.meshgrid(x, y), -1)


def _add_bone(out: BareLimbs, grid: F32, limb: Limb, bone: int, start: float) -> None:
    """Enter one bone of a bare limb into `out`, from position `start` (0 root, 2 end) on."""
    a, b = limb.joints_xy[bone], limb.joints_xy[bone + 1]
    radius = limb.radius_px[bone : bone + 2] * np.float32(_BARE)
    pad = float(radius.max()) * 1.3
    low = np.clip((np.minimum(a, b) - pad) / _SHRINK, 0, None).astype(int)
    high = np.ceil((np.maximum(a, b) + pad) / _SHRINK).astype(int) + 1
    window = (slice(low[1], max(high[1], 0)), slice(low[0], max(high[0], 0)))
    points = grid[window]
    if not points.size:
        return
    span = b - a
    along = ((points - a) @ span) / max(float(span @ span), 1.0)
    begin = max(start - bone, 0.0)
    held = np.clip(along, begin, 1.0)
    gap = np.linalg.norm(points - (a + held[..., None] * span), axis=-1)
    share = gap / np.maximum(radius[0] + (radius[1] - radius[0]) * held, 1.0)
    along_it = np.clip((along - begin) * 12 + (1 if begin == 0 else 0.3), 0, 1)
    here = np.clip((1.06 - share) * 7, 0, 1) * along_it
    np.maximum(out.around[window], np.clip((1.5 - share) * 7, 0, 1) * along_it, out=out.around[window])
    profile = 0.88 + 0.17 * np.sqrt(np.clip(1 - share * share, 0, 1))
    # At a joint both bones shade the same place: the brighter of the two leaves no line across it.
    before = out.roundness[window]
    shaded = np.where(before == _FLAT, profile, np.maximum(before, profile))
    np.copyto(before, shaded, where=share < 1.6)
    wins = here > out.cover[window]
    out.nearer[window][wins] = np.clip((limb.nearer + 0.12) * 8, 0, 1)
    np.maximum(out.cover[window], here, out=out.cover[window])


def bare_limbs(body: Body, limbs: Sequence[tuple[Limb, float]]) -> BareLimbs:
    """Where `limbs` are bare; each with the position at which bareness begins (0 root, 1 middle joint, 2 end)."""
    grid = reduced_grid(body.size)
    shape = grid.shape[:2]
    nothing = np.zeros((3, *shape), np.float32)
    out = BareLimbs(nothing[0], nothing[1], np.full(shape, _FLAT, np.float32), nothing[2])
    for limb, start in limbs:
        for bone in (0, 1):
            # A wrist beyond the picture's edge does not hide the forearm that leads there.
            if start < bone + 0.98 and limb.seen[bone] > 0.15:
                _add_bone(out, grid, limb, bone, start)
    return out


def before_torso(limbs: BareLimbs, body: Body, box: Box) -> U8:
    """Alpha over `box` of bare limbs that lie before the torso; (h, w) uint8."""
    small = (limbs.cover * limbs.nearer * 255).astype(np.uint8)
    return u8(cv2.min(enlarged(small, body.size, box), cut(body.matte, box)))


def filled(polygons: Sequence[F32], size: tuple[int, int], reduced: tuple[int, int]) -> F32:
    """The union of polygons (N, 2) in pixels of a frame of `size`, on its `reduced` (width, height) picture; 0-1."""
    mask = np.zeros(reduced[::-1], np.uint8)
    scale = f32([reduced[0] / size[0], reduced[1] / size[1]]) * 16
    for polygon in polygons:
        cv2.fillPoly(mask, [(polygon * scale).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return f32(mask) / np.float32(255)


def unlike_skin(colours: U8, tone: F32) -> F32:
    """How surely each pixel of `colours` (h, w, 3) uint8 BGR is not skin of `tone`; (h, w) float32 0-1.

    Skin in shadow keeps its red; cloth that is dark has lost it, and cloth that is not skin-coloured never had it.
    """
    level = colours.astype(np.float32).mean(-1) / max(float(tone.mean()), 1.0)
    warmth = (colours[..., 2].astype(np.float32) + 1) / (colours[..., 0].astype(np.float32) + 1)
    skin_warmth = max(float(tone[2] / max(tone[0], 1.0)), 1.05)
    cold = np.clip((0.45 - (warmth - 1) / (skin_warmth - 1)) * 4, 0, 1)
    dark = np.clip((0.38 - level) * 8, 0, 1)
    return f32(np.maximum(cold, dark))


def paint_skin(canvas: U8, body: Body, tone: F32, limbs: BareLimbs, where: F32, shade: U8) -> None:
    """Paint skin in `canvas` (H, W, 3) uint8 BGR, in place.

    tone: (3,) float32 BGR. where: (h, w) float32 0-1 of the size of `limbs`, which round it. shade: relative light
    from `light.shading`, any size. Nothing outside the body's matte changes.
    """
    box = cv2.boundingRect((where > 0.02).astype(np.uint8))
    if not box[2]:
        return
    size = (where.shape[1], where.shape[0])
    x, y, width, height = box
    part = (slice(y, y + height), slice(x, x + width))
    relief = cv2.resize(shade, size, interpolation=cv2.INTER_LINEAR)[part].astype(np.float32) / 128
    colour = tone * (limbs.roundness[part] * np.sqrt(relief))[..., None]
    _lay(canvas, u8(np.clip(colour, 0, 255)), f32(where[part] * body.presence), box, size, body.matte)


def _lay(canvas: U8, colour: U8, where: F32, box: Sequence[int], size: tuple[int, int], matte: U8) -> None:
    """Blend the reduced `colour` and `where`, which lie at `box` of a picture of `size`, into the full `canvas`."""
    x, y, w, h = box
    fx, fy = canvas.shape[1] / size[0], canvas.shape[0] / size[1]
    x0, y0, x1, y1 = round(x * fx), round(y * fy), round((x + w) * fx), round((y + h) * fy)
    full = (x1 - x0, y1 - y0)
    paint = cv2.resize(colour, full, interpolation=cv2.INTER_LINEAR)
    weight = cv2.multiply(
        cv2.resize(where, full, interpolation=cv2.INTER_LINEAR), f32(matte[y0:y1, x0:x1]), scale=1 / 255
    )
    under = canvas[y0:y1, x0:x1]
    under[:] = cv2.blendLinear(paint, np.ascontiguousarray(under), weight, f32(1.0 - f32(weight)))
