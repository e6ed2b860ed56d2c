"""The room's light on the garment: folds and shading of the worn cloth, and the camera's exposure and white."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.blur import soft
from tryon_desktop.engine.reducing import shrink
from tryon_desktop.engine.vision.body import Body, Keypoint, Region

NEUTRAL = 128
"""Shade value that leaves a pixel as it is."""
_WORK = 208
"""Longest side, in pixels, at which shading is computed: only low frequencies are wanted."""
_FINE = 1.3
"""How strongly creases come through: cloth that is laid over others rounds them, a picture of it loses them."""
_SLACK = 0.18
"""How much of a cloth's fine grain still shows after smoothing, and is no fold."""
_STEP = 0.34
"""Step in log of luminance at which another cloth begins."""
_CUSHION = 0.36
"""How far from its silhouette a body is round, in shoulder widths."""
_LIGHT = f32([0.0, -0.42, 0.91])
"""Where the light comes from, x to the right, y down, z to the camera: most rooms are lit from above."""
_AROUND = 0.15
"""How far about a person shade is looked at, in shoulder widths."""
_AMBIENT = 0.62
"""Share of light that comes from all sides."""
_OTHER_CLOTH = 10.0
"""How far in Lab's a and b a colour is from that of most of the cloth, from which on it is another cloth."""
_FEWEST = 40
"""Pixels from which on a median can be taken."""
_WHITE = 0.93
"""What a camera makes of white cloth: folds need room above it."""
_BUSY = 0.065
"""Mean detail, in natural log of luminance, at which half of the worn cloth's relief is taken for print."""
_CLOTH = np.full(256, 0.02, np.float32)
_CLOTH[[Region.CLOTHES, Region.SKIN]] = 1.0


def _thinned(image: U8, longest: int) -> U8:
    """Every n-th pixel, so that about `longest` remain on the longest side: quick, where averages follow anyway."""
    step = max(1, max(image.shape[:2]) // longest)
    return np.ascontiguousarray(image[step // 2 :: step, step // 2 :: step])


def shading(small: U8, body: Body, shoulder_width: float) -> U8:
    """Relative light over the worn clothes, as a small map over the whole frame; small: (h, w, 3) uint8 BGR, reduced.

    Two things in one: the folds and the fall of light that are seen on the worn cloth (its luminance, smoothed within
    the silhouette, over its own wide average, so that colour and most of a print cancel out), and the roundness of the
    body beneath, which that average takes away again. Returns (h, w) uint8, NEUTRAL where even.
    """
    width, height = body.size
    k = _WORK / max(height, width)
    size = (max(round(width * k), 1), max(round(height * k), 1))
    span = shoulder_width * k
    person = shrink(_thinned(body.matte, 2 * _WORK), size)
    rows, columns = _about(person, span)
    out = np.full(size[::-1], NEUTRAL, np.uint8)
    labels = None
    if body.label_map is not None:
        labels = u8(cv2.resize(body.label_map, size, interpolation=cv2.INTER_NEAREST)[rows, columns])
    hips = float(body.keypoints_xy[[Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP], 1].mean() * k) - rows.start
    out[rows, columns] = _relief(shrink(small, size)[rows, columns], person[rows, columns], labels, hips, span)
    return out


def _about(person: U8, span: float) -> tuple[slice, slice]:
    """Rows and columns about the `person`, (h, w) uint8: all else is even, and takes as long."""
    margin = max(round(_AROUND * span), 4)
    x, y, width, height = cv2.boundingRect(cv2.inRange(person, 8, 255))
    rows, columns = person.shape
    return (
        slice(max(y - margin, 0), max(min(y + height + margin, rows), 1)),
        slice(max(x - margin, 0), max(min(x + width + margin, columns), 1)),
    )


def _relief(small: U8, matte: U8, labels: U8 | None, hips: float, span: float) -> U8:
    """`shading` of a part of the frame, at the size at which it is computed. hips: their row; span: the shoulders'."""
    grey = cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), int(np.clip(round(0.05 * span), 1, 5)) | 1)
    luma = grey.astype(np.float32) / 255 + 0.04
    person = f32(matte) / np.float32(255)
    weight = person if labels is None else f32(person * cv2.LUT(labels, _CLOTH))
    weight = f32(weight * weight + 1e-4)
    log = f32(np.log(luma))
    if labels is not None:
        _level(log, small, labels, hips)
    # Both in one array: a filter over two channels costs little more than over one.
    pair = f32(np.dstack([log * weight, weight]))
    fine, near, far = (f32(b[..., 0] / b[..., 1]) for s in (0.016, 0.045, 0.30) for b in [soft(pair, s * span)])
    # What changes within a hand's breadth is print or trim; the more of it, the less the rest can be believed.
    detail = float((np.abs(log - near) * weight).sum() / weight.sum())
    trust = f32(_even(f32(near - far), span) / (1 + (detail / _BUSY) ** 2))
    folds = _FINE * _cored(f32(fine - near), 0.4 * detail, 0.16)
    relief = f32(trust * (soft(_cored(f32(near - far), _SLACK * detail, 0.22), 0.02 * span) + folds))
    relief = f32(relief * np.clip(soft(weight, 0.05 * span) * 1.6, 0, 1) + np.log(_roundness(person, span)))
    return u8(np.clip(np.exp(relief) * NEUTRAL, 0, 255))


def _level(log: F32, small: U8, labels: U8, hips: float) -> None:
    """Take bare skin, what is worn below the hips and what is of another colour to the level of the cloth above, in
    place: that they are lighter or darker than it is no shade. hips: their row.
    """
    rows = np.arange(len(log))[:, None]
    cloth = labels == Region.CLOTHES
    upper = cloth & (rows < hips)
    if np.count_nonzero(upper) < _FEWEST:
        return
    level = np.median(log[upper])
    tint = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)[..., 1:].astype(np.float32)
    apart = np.linalg.norm(tint - np.median(tint[upper], axis=0), axis=-1) > _OTHER_CLOTH
    for other in (labels == Region.SKIN, cloth & (rows >= hips), upper & apart):
        if np.count_nonzero(other) >= _FEWEST:
            log[other] += np.float32(level - np.median(log[other]))


def _even(step: F32, span: float) -> F32:
    """1 where cloth is one cloth, 0 about where another begins: at a hem or an open jacket's edge nothing is a fold."""
    side = max(3, round(0.22 * span)) | 1
    edge = cv2.dilate((np.abs(step) > _STEP).astype(np.float32), np.ones((side, side), np.uint8))
    return f32(1 - soft(f32(edge), 0.08 * span))


def _cored(relief: F32, noise: float, most: float) -> F32:
    """`relief`, in log, without what may be the cloth's own grain and with what is larger than `most` fading away."""
    believed = relief / (1 + (relief / most) ** 4)
    return f32(np.sign(believed) * np.maximum(np.abs(believed) - noise, 0))


def _roundness(person: F32, span: float) -> F32:
    """How the body's round form takes light that comes from the front and above; (h, w) float32, 1 where it faces it.

    person: (h, w) float32 0-1. The silhouette is blown up like a cushion, and lit after Lambert.
    """
    inside = cv2.distanceTransform((person > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    depth = np.float32(max(_CUSHION * span, 1.0))
    rim = 1 - np.minimum(inside / depth, 1)
    height = soft(f32(depth * np.sqrt(np.maximum(1 - rim * rim, 0))), 0.05 * span)
    dx, dy = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125)
    facing = (_LIGHT[2] - _LIGHT[0] * dx - _LIGHT[1] * dy) / np.sqrt(1 + dx * dx + dy * dy)
    return f32(_AMBIENT + (1 - _AMBIENT) * np.clip(facing / _LIGHT[2], 0, 1.08))


def exposure(frame_bgr: U8) -> F32:
    """(3,) float32 gains for B, G, R that carry a studio picture into this room's light.

    The frame's bright end is taken for white (white-patch, Land 1977), half believed: a dim, warm room dims and warms
    the garment; a bright neutral one leaves it.
    """
    pixels = _thinned(frame_bgr, 80).reshape(-1, 3).astype(np.float32)
    bright = pixels[np.argsort(pixels.sum(1))[-max(len(pixels) // 20, 1) :]].mean(0)
    level = float(bright.mean())
    tint = np.clip(bright / max(level, 1.0), 0.86, 1.14)
    gain = float(np.clip(0.42 + 0.50 * level / 225.0, 0.52, _WHITE))
    return f32(gain * (1 + 0.6 * (tint - 1)))
