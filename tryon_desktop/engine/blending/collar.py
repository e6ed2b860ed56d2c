"""About the neck: which skin there is the person's own, and what is a collar, a hood or a scarf in the way.

Labels alone mistake a beige hood for a throat and leave the piping of a collar standing. Skin at the throat hangs
together from the middle of the neck outwards, and ends at an edge: so it is followed from there.
"""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32

_EDGE = 0.105
"""Step of brightness from pixel to pixel, as a share of the skin's, at which skin ends."""
_LEAST_WIDTH = 50.0
"""Shoulder width in reduced pixels below which edges are too near one another to be told from creases."""
_UPWARDS = np.ones((2, 3), np.uint8)
_MIDDLE = (0.3, 0.15, 0.65)
"""Where the neck is surely neck: half width and heights in the throat, as shares of it."""


def own_skin(small: U8, skin: F32, strange: F32, throat: F32, tone: F32, shoulder_width: float) -> F32:
    """Of the skin round the neck, the part that is surely the person's; (h, w) float32 0 or 1.

    small: (h, w, 3) uint8 BGR, the reduced frame. skin: (h, w) float32 0-1, what is labelled as skin. strange: (h, w)
    float32 0-1, from `unlike_skin`. throat: (h, w) float32 0-1, where geometry expects the throat. shoulder_width: in
    reduced pixels.
    """
    labelled = skin > 0.5
    x, y, width, height = cv2.boundingRect((throat > 0.5).astype(np.uint8))
    if shoulder_width < _LEAST_WIDTH or not width:
        return f32(labelled)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, 1 - axis, axis, ksize=3) for axis in (0, 1))
    smooth = cv2.magnitude(across, down) < _EDGE * 8 * float(tone.mean())
    even = cv2.morphologyEx(
        (labelled & smooth & (strange < 0.5)).astype(np.uint8),
        cv2.MORPH_OPEN,
        np.ones((3, 3), np.uint8),
    )
    count, parts = cv2.connectedComponents(even, connectivity=4)
    middle = np.zeros(labelled.shape, bool)
    half, first, last = _MIDDLE
    columns = slice(round(x + (0.5 - half) * width), round(x + (0.5 + half) * width) + 1)
    middle[round(y + first * height) : round(y + last * height) + 1, columns] = True
    middle &= throat > 0.5
    held = np.bincount(parts[middle], minlength=count)
    kept = held >= max(6, 0.04 * np.count_nonzero(middle))
    kept[0] = False
    if not kept.any():
        return f32(labelled)
    # Towards the face and to both sides the skin's rim is its own; below, it is a collar's shadow.
    found = cv2.dilate(kept[parts].astype(np.uint8), _UPWARDS, anchor=(1, 0))
    return f32((found > 0) & labelled)
