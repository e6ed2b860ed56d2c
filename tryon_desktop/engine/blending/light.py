"""The room's light on the garment: folds and shading of the worn cloth, and the camera's exposure and white."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.vision.body import Body, Region

NEUTRAL = 128
"""Shade value that leaves a pixel as it is."""
_WORK = 160
"""Longest side, in pixels, at which shading is computed: only low frequencies are wanted."""


_BUSY = 0.065
"""Mean detail, in natural log of luminance, at which half of the worn cloth's relief is taken for print."""
_CLOTH = np.full(256, 0.02, np.float32)
_CLOTH[[Region.CLOTHES, Region.SKIN]] = 1.0


def _blur(image: F32, sigma: float) -> F32:
    """Two box filters of the variance of a Gaussian of `sigma`: as smooth, at a cost that does not grow with it."""
    side = max(1, round(np.sqrt(6 * sigma * sigma + 1))) | 1
    return f32(cv2.blur(cv2.blur(image, (side, side)), (side, side)))


def _thinned(image: U8, longest: int) -> U8:
    """Every n-th pixel, so that about `longest` remain on the longest side: quick, where averages follow anyway."""
    step = max(1, max(image.shape[:2]) // longest)
    return np.ascontiguousarray(image[step // 2 :: step, step // 2 :: step])


def shading(frame_bgr: U8, body: Body, shoulder_width: float) -> U8:
    """Relative light over the worn clothes, as a small map over the whole frame.

    The luminance of the body's cloth, smoothed within the silhouette, over its own wide average: folds and the fall
    of light remain, the cloth's colour and most of its print cancel out. Returns (h, w) uint8, NEUTRAL where even.
    """
    height, width = frame_bgr.shape[:2]
    k = _WORK / max(height, width)
    size = (max(round(width * k), 1), max(round(height * k), 1))
    small = cv2.resize(_thinned(frame_bgr, 2 * _WORK), size, interpolation=cv2.INTER_AREA)
    span = shoulder_width * k
    grey = cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), int(np.clip(round(0.1 * span), 1, 9)) | 1)
    luma = grey.astype(np.float32) / 255 + 0.04
    weight = f32(cv2.resize(_thinned(body.matte, 2 * _WORK), size, interpolation=cv2.INTER_AREA)) / np.float32(255)
    if body.label_map is not None:
        labels = cv2.resize(body.label_map, size, interpolation=cv2.INTER_NEAREST)
        weight = f32(weight * cv2.LUT(labels, _CLOTH))
    weight = f32(weight * weight + 1e-4)
    log = f32(np.log(luma))
    near, far = (f32(_blur(f32(log * weight), s * span) / _blur(weight, s * span)) for s in (0.045, 0.30))
    relief = f32(near - far)
    # What changes within a hand's breadth is print or trim; the more of it, the less the rest can be believed.
    detail = float((np.abs(log - near) * weight).sum() / weight.sum())
    trust = 1 / (1 + (detail / _BUSY) ** 2)
    # A bold print, a medal or a dark jacket over a white shirt is no shadow: steps too large for a fold fall away.
    relief = f32(relief / (1 + (relief / 0.30) ** 4))
    relief = f32(trust * _blur(relief, 0.03 * span) * np.clip(_blur(weight, 0.05 * span) * 1.6, 0, 1))
    return u8(np.clip(np.exp(relief) * NEUTRAL, 0, 255))


def exposure(frame_bgr: U8) -> F32:
    """(3,) float32 gains for B, G, R that carry a studio picture into this room's light.

    The frame's bright end is taken for white (white-patch, Land 1977), half believed: a dim, warm room dims and warms
    the garment; a bright neutral one leaves it.
    """
    pixels = _thinned(frame_bgr, 80).reshape(-1, 3).astype(np.float32)
    bright = pixels[np.argsort(pixels.sum(1))[-max(len(pixels) // 20, 1) :]].mean(0)
    level = float(bright.mean())
    tint = np.clip(bright / max(level, 1.0), 0.86, 1.14)
    gain = float(np.clip(0.45 + 0.55 * level / 225.0, 0.55, 1.02))
    return f32(gain * (1 + 0.6 * (tint - 1)))
