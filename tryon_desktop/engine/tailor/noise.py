"""Seeded noise that repeats without a seam, so that a small tile covers any panel."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32


def blur_wrapped(tile: F32, sigma_x: float, sigma_y: float) -> F32:
    """Gaussian blur of a tile that repeats."""
    px, py = int(3 * sigma_x) + 1, int(3 * sigma_y) + 1
    height, width = tile.shape[:2]
    px, py = min(px, width), min(py, height)
    padded = np.pad(tile, ((py, py), (px, px)) + ((0, 0),) * (tile.ndim - 2), mode="wrap")
    soft = cv2.GaussianBlur(padded, (0, 0), max(sigma_x, 0.01), sigmaY=max(sigma_y, 0.01))
    return np.asarray(soft[py : py + height, px : px + width], np.float32)


def noise(shape: tuple[int, int], sigma_x: float, sigma_y: float, seed: int) -> F32:
    """Periodic Gaussian noise of unit deviation, correlated over sigma_x, sigma_y texels."""
    rng = np.random.default_rng(seed)
    white = rng.standard_normal(shape, dtype=np.float32)
    soft = blur_wrapped(white, sigma_x, sigma_y)
    return np.asarray((soft - soft.mean()) / max(float(soft.std()), 1e-6), np.float32)


def smooth(shape: tuple[int, int], cells: tuple[float, float], seed: int, octaves: int = 3) -> F32:
    """Fractal noise of roughly unit range over `shape`, with cells[0] x cells[1] (down, across) coarsest cells."""
    rng = np.random.default_rng(seed)
    out = np.zeros(shape, np.float32)
    strength = 0.6
    for octave in range(octaves):
        grid = (max(3, round(cells[0] * 2**octave) + 2), max(3, round(cells[1] * 2**octave) + 2))
        coarse = rng.standard_normal(grid, dtype=np.float32)
        out += strength * cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
        strength *= 0.5
    return out
