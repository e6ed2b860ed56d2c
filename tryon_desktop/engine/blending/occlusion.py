"""What stays in front of the garment: face, hair, hands, and arms held before the torso."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.vision.body import Body, Region


def _soft(mask: U8, size: tuple[int, int], radius: float) -> U8:
    """Enlarge a small mask to frame `size` with an edge about `radius` frame pixels wide."""
    large = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR)
    side = max(3, round(radius)) | 1
    return np.asarray(cv2.blur(large, (side, side)), np.uint8)


def in_front(body: Body, measures: Measures, *regions: Region) -> U8:
    """Alpha of everything of `regions` that stays before a garment; (H, W) uint8 at frame resolution."""
    width, height = body.size
    if body.label_map is None:
        return np.zeros((height, width), np.uint8)
    mask = np.isin(body.label_map, regions).astype(np.uint8) * 255
    soft = _soft(mask, body.size, 0.03 * measures.shoulder_width)
    return np.asarray(cv2.min(soft, body.matte), np.uint8)
