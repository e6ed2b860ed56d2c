"""Figures: pictures that are printed on cloth, a motif of the library or the user's own, at any size."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.tailor.colours import DARKEST, LIGHTEST
from tryon_desktop.engine.tailor.motifs import draw_motif
from tryon_desktop.engine.tailor.numeric import f32

Figure = Callable[[int], F32]
"""Pixels of the longer side -> (h, w, 4) float32: linear BGR times coverage, and coverage 0-1."""


def motif_figure(key: str) -> Figure | None:
    """The library's motif; None where it has none of this name."""
    if draw_motif(key, 8) is None:
        return None

    def draw(side: int) -> F32:
        drawn = draw_motif(key, side)
        assert drawn is not None
        return drawn

    return draw


def picture_figure(picture: U8) -> Figure:
    """The user's own picture, (H, W, 3) BGR or (H, W, 4) BGRA uint8. Raises ValueError for anything else."""
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] not in (3, 4) or not picture.size:
        raise ValueError(f"expected a BGR or BGRA picture, got {picture.dtype} {picture.shape}")
    alpha = picture[..., 3:] if picture.shape[2] == 4 else np.full((*picture.shape[:2], 1), 255, np.uint8)
    share = f32(alpha) / 255
    srgb = f32(picture[..., :3]) / 255
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    whole = f32(np.concatenate([(DARKEST + (LIGHTEST - DARKEST) * light) * share, share], 2))

    def draw(side: int) -> F32:
        scale = side / max(whole.shape[:2])
        size = (max(1, round(whole.shape[1] * scale)), max(1, round(whole.shape[0] * scale)))
        return f32(cv2.resize(whole, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))

    return draw


def figure_tile(figure: Figure, pitch: float, size: float, density: float, ground: F32, seed: int) -> tuple[F32, float]:
    """A seamless tile of a figure strewn over cloth, and its side in cm.

    pitch: from one to the next, cm; size: of the figure, cm; density: texels a cm. Rows are set off by half a pitch;
    each figure is turned and shifted a little, and every other one is mirrored.
    """
    rng = np.random.default_rng(seed + 23)
    rows, columns = 6, 6
    side = columns * pitch
    texels = max(32, round(side * density))
    tile: F32 = np.empty((texels, texels, 3), np.float32)
    tile[:] = ground
    scale = texels / side
    drawn = figure(max(8, round(size * scale)))
    reach = int(np.ceil(np.hypot(*drawn.shape[:2]))) + 2
    for row in range(rows):
        for column in range(columns):
            x = (column + 0.25 + 0.5 * (row % 2)) * pitch + rng.uniform(-0.14, 0.14) * pitch
            y = (row + 0.5) * pitch + rng.uniform(-0.16, 0.16) * pitch
            patch = drawn[:, ::-1] if rng.random() < 0.5 else drawn
            middle = (patch.shape[1] / 2, patch.shape[0] / 2)
            turn = f32(cv2.getRotationMatrix2D(middle, float(rng.uniform(-38, 38)), 1.0))
            turn[:, 2] += f32([reach / 2 - middle[0], reach / 2 - middle[1]])
            turned = cv2.warpAffine(np.ascontiguousarray(patch), turn, (reach, reach), flags=cv2.INTER_LINEAR)
            across = (round(x * scale - reach / 2) + np.arange(reach)) % texels
            down = (round(y * scale - reach / 2) + np.arange(reach)) % texels
            here = np.ix_(down, across)
            tile[here] = tile[here] * (1 - turned[..., 3:]) + turned[..., :3]
    return tile, side
