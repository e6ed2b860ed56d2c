"""A soft studio light from above, a little from the left, on the relief: diffuse, occlusion, gloss and sheen."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.numeric import f32

LIGHT: F32 = f32([-0.40, -0.60, 0.693])
"""Towards the lamp: x right, y down, z to the viewer; unit length."""

_KEY = 0.62
"""Share of the light that comes from the lamp; the rest from all around."""


def slopes(relief: F32, density: float) -> tuple[F32, F32]:
    """dz/dx and dz/dy of a relief in cm, softly limited to what cloth can stand at."""
    kernel = f32([[-1, 0, 1]]) * np.float32(0.5 * density)
    gx = cv2.filter2D(relief, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)
    gy = cv2.filter2D(relief, cv2.CV_32F, kernel.T, borderType=cv2.BORDER_REPLICATE)
    return f32(gx / np.sqrt(1 + (gx * 0.9) ** 2)), f32(gy / np.sqrt(1 + (gy * 0.9) ** 2))


def shade(relief: F32, density: float) -> tuple[F32, F32, F32]:
    """(diffuse, towards, grazing): light relative to a flat piece (about 1); n.h for gloss; 1 - n.z for sheen."""
    gx, gy = slopes(relief, density)
    inverse = 1 / np.sqrt(gx * gx + gy * gy + 1)
    lx, ly, lz = (float(c) for c in LIGHT)
    lambert = (lz - gx * lx - gy * ly) * inverse
    diffuse = (1 - _KEY) * (0.5 + 0.5 * inverse) + _KEY * np.maximum(lambert, 0) / lz
    half = LIGHT + f32([0, 0, 1])
    half /= np.linalg.norm(half)
    hx, hy, hz = (float(c) for c in half)
    towards = np.clip((hz - gx * hx - gy * hy) * inverse, 0, 1)
    return diffuse.astype(np.float32), towards.astype(np.float32), (1 - inverse).astype(np.float32)


def highlight(towards: F32, sharpness: float) -> F32:
    """The lamp's reflection, 0-1, for n.h: what a flat piece reflects is part of its colour already."""
    half = LIGHT + f32([0, 0, 1])
    flat = float(half[2] / np.linalg.norm(half)) ** (4 * sharpness)
    return f32(np.maximum(towards ** (4 * sharpness) - flat, 0) / (1 - flat))


def turning(alpha: F32, density: float) -> F32:
    """Light lost where a filled garment turns away at its outline: 1 within, less over the last centimetre or two."""
    small = cv2.resize(alpha, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    near, far = (cv2.GaussianBlur(small, (0, 0), max(0.6, s * density * 0.25), borderType=cv2.BORDER_CONSTANT)
                 for s in (0.45, 1.8))  # fmt: skip
    edge = cv2.resize(0.10 * (1 - near) + 0.16 * (1 - far), alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return f32(1 - edge)


def occlusion(relief: F32, density: float) -> F32:
    """Light lost in valleys: 1 in the open, less below the surroundings within about 2 cm."""
    small = cv2.resize(relief, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    around = cv2.GaussianBlur(small, (0, 0), max(0.6, 1.6 * density * 0.25))
    depth = cv2.resize(around - small, relief.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 - np.clip(depth * 0.55, -0.06, 0.32), np.float32)
