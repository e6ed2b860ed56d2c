"""Bare skin where worn clothes stick out of the new garment: arms below a short sleeve, the throat above a neckline."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.background import spread
from tryon_desktop.engine.blending.grain import Grain
from tryon_desktop.engine.blending.raster import Box, blend
from tryon_desktop.engine.blending.window import Window
from tryon_desktop.engine.vision.body import Body, Region

_CHEEKS = (117, 118, 119, 101, 346, 347, 348, 330, 197, 195, 5, 151)
"""Face mesh landmarks high on the cheeks, on the nose and the forehead: where no beard grows."""
_MEAN = f32([[1 / 3, 1 / 3, 1 / 3]])
_CRISP = 1.5
"""By how much the edge of enlarged paint is steepened."""
_FIELD_SHRINK = 2
_FIELD_LASTS = 3
"""Frames for which a field serves."""
_FEWEST = 12
"""Reduced pixels of skin from which on they tell its colour."""
_SHADOW = 0.82
"""Brightness, over that of most skin seen, below which skin lies in a shadow."""
_PORES = 1.6
"""Least grain of painted skin, in grey levels: no skin is as smooth as paint."""
_NEAR, _LOCAL, _ANYWHERE = 0.12, 0.95, 0.5
"""Share of the nearest skin's colour in painted skin: within _NEAR of the picture's width of it, and far from any."""


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


def filled(polygons: Sequence[F32], window: Window) -> F32:
    """The union of polygons (N, 2) in frame pixels, on the window; (h, w) float32 0-1."""
    mask = np.zeros(window.shape, np.uint8)
    scale, corner = window.scale * 16, np.array(window.box[:2], np.int32) * 16
    for polygon in polygons:
        cv2.fillPoly(mask, [(polygon * scale).astype(np.int32) - corner], 255, cv2.LINE_AA, 4)
    return f32(mask) / np.float32(255)


def unlike_skin(colours: U8, tone: F32) -> F32:
    """How surely each pixel of `colours` (h, w, 3) uint8 BGR is not skin of `tone`; (h, w) float32 0-1.

    Skin in shadow keeps its red; cloth that is dark has lost it, and cloth that is not skin-coloured never had it.
    """
    blue, _, red = cv2.split(colours)
    level = cv2.transform(colours.astype(np.float32), _MEAN) / max(float(tone.mean()), 1.0)
    warmth = (f32(red) + 1) / (f32(blue) + 1)
    skin_warmth = max(float(tone[2] / max(tone[0], 1.0)), 1.05)
    cold = (0.45 - (warmth - 1) / (skin_warmth - 1)) * 4
    dark = (0.38 - level) * 8
    return f32(np.clip(cv2.max(f32(cold), f32(dark)), 0, 1))


def skin_field(small: U8, own: F32, strange: F32, tone: F32, breadth: int) -> F32:
    """What colour the skin would have at every place, after the skin that is seen round about; (h, w, 3) float32 BGR.

    small: (h, w, 3) uint8 BGR, the reduced frame. own: (h, w) float32 0-1, the skin that shows in it. strange: (h, w)
    float32 0-1, from `unlike_skin`. breadth: of the whole reduced frame, if these are but a part of it. Near bare neck
    and hands the paint continues their very colour and light; far from any it is as bright as `tone` would have it, and
    without any it is `tone`.
    """
    seen = f32(own * (1 - strange))
    sure = seen > 0.5
    if np.count_nonzero(sure) < _FEWEST:
        return f32(np.broadcast_to(tone, small.shape))
    pixels = small.astype(np.float32)
    level = cv2.transform(pixels, _MEAN)
    # The chin's shadow is the chin's, not the chest's.
    seen = f32(seen * np.clip((level / np.percentile(level[sure], 60) - _SHADOW) * 8, 0, 1))
    weighted = f32(pixels * seen[..., None])
    mean = f32(cv2.sumElems(weighted)[:3]) / np.float32(seen.sum())
    general = f32(mean * np.sqrt(tone.mean() / mean.mean()))
    height, width = own.shape
    size = (max(width // _FIELD_SHRINK, 1), max(height // _FIELD_SHRINK, 1))
    weight = f32(cv2.resize(seen, size, interpolation=cv2.INTER_AREA))
    colour = f32(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA))
    reach = max(3, round(_NEAR * breadth / _FIELD_SHRINK)) | 1
    near = np.clip(cv2.blur(weight, (reach, reach)) * 3, _ANYWHERE, _LOCAL)[..., None]
    field = general + (spread(colour, weight) - general) * near
    # Creases and beards are redder than skin is, and would dye the whole chest.
    field = np.maximum(field, field[..., 2:] * (tone / tone[2]))
    return f32(cv2.resize(f32(field), (width, height), interpolation=cv2.INTER_LINEAR))


class SkinField:
    """`skin_field` over a stream: smooth and slow, it is made anew on every few frames only."""

    def __init__(self) -> None:
        self._field: F32 | None = None
        self._window: Window | None = None
        self._age = 0

    def __call__(self, small: U8, own: F32, strange: F32, tone: F32, window: Window) -> F32:
        """As `skin_field`, for pictures cut to `window`."""
        if self._field is None or self._window != window or self._age >= _FIELD_LASTS:
            self._field, self._age = skin_field(small, own, strange, tone, window.whole[0]), 0
            self._window = window
        self._age += 1
        return self._field


def paint_skin(
    canvas: U8, body: Body, field: F32, roundness: F32, where: F32, window: Window, shade: U8, grain: Grain
) -> None:
    """Paint skin in `canvas` (H, W, 3) uint8 BGR, in place.

    field: (h, w, 3) float32 BGR, from `skin_field`. roundness: (h, w) float32, of bare limbs. where: (h, w) float32
    0-1. All over `window`. shade: relative light from `light.shading`, over the whole frame, any size. grain: the
    camera's. Nothing outside the body's matte changes.
    """
    held = window.within(where, 0.02)
    if held is None:
        return
    part, box = held
    if shade.shape != window.whole[::-1]:
        shade = u8(cv2.resize(shade, window.whole, interpolation=cv2.INTER_LINEAR))
    relief = window.cut(shade)[part].astype(np.float32) / 128
    soft = np.sqrt(relief)
    # Its colour has the usual light in it already: only what differs from that is shade.
    soft /= max(float((soft * where[part]).sum() / where[part].sum()), 0.5)
    colour = field[part] * (roundness[part] * soft)[..., None]
    _lay(canvas, u8(np.clip(colour, 0, 255)), f32(where[part] * body.presence), box, body.matte, grain)


def _lay(canvas: U8, colour: U8, where: F32, box: Box, matte: U8, grain: Grain) -> None:
    """Blend the reduced `colour` and `where`, which lie over `box` of the full `canvas`, into it."""
    x0, y0, x1, y1 = box
    full = (x1 - x0, y1 - y0)
    paint = grain.add(u8(cv2.resize(colour, full, interpolation=cv2.INTER_LINEAR)), box, _PORES)
    soft = cv2.resize(cv2.convertScaleAbs(where, alpha=255), full, interpolation=cv2.INTER_LINEAR)
    # An edge that was drawn on a quarter of the pixels is softer than any lens makes it.
    alpha = cv2.addWeighted(soft, _CRISP, soft, 0, -127.5 * (_CRISP - 1))
    blend(canvas[y0:y1, x0:x1], paint, u8(cv2.multiply(alpha, matte[y0:y1, x0:x1], scale=1 / 255)))
