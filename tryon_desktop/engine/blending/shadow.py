"""The shadow that cloth casts on what it rests on."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, u8
from tryon_desktop.engine.blending.blur import box_side, soft

_DEPTH = 0.36
"""Share of the light that is lost right at the cloth."""


def shadow(alpha: U8, ground: U8, spread: float, seam: F32 | None) -> U8:
    """Light that is left round `alpha`, as cloth takes it from what it rests on; but not along `seam`, (2, 2) pixels.

    alpha: (h, w) uint8, the cloth. ground: (h, w) uint8, the most shadow that each pixel takes. spread: pixels, the
    shadow's standard deviation. Returns (h, w) uint8, 255 where all light is left.
    """
    size = (alpha.shape[1], alpha.shape[0])
    small = cv2.resize(alpha, (max(size[0] // 4, 1), max(size[1] // 4, 1)), interpolation=cv2.INTER_LINEAR)
    if seam is not None:
        ends = np.round(seam * 4).astype(int)
        # So wide that no shadow reaches the seam itself: a step there would show where the parts join.
        wide = max(round(0.3 * float(np.hypot(*(seam[1] - seam[0]))) / 4), 2 * box_side(spread / 4) + 1)
        cv2.line(small, tuple(map(int, ends[0])), tuple(map(int, ends[1])), 0, wide, cv2.LINE_8, 4)
    fallen = cv2.resize(soft(u8(small), spread / 4), size, interpolation=cv2.INTER_LINEAR)
    return u8(cv2.convertScaleAbs(cv2.min(fallen, ground), alpha=-_DEPTH, beta=255))


def cast(view: U8, near: U8, far: U8, spread: float) -> None:
    """Darken `view` (h, w, 3) uint8, in place, where cloth `near` throws its shadow on cloth `far` behind it.

    near, far: (h, w) uint8 alpha. spread: as in `shadow`.
    """
    shade = shadow(near, u8(cv2.min(far, cv2.bitwise_not(near))), spread, None)
    cv2.multiply(view, cv2.cvtColor(shade, cv2.COLOR_GRAY2BGR), dst=view, scale=1 / 255)
