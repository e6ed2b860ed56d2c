"""Bare limbs: where arms and legs come out of the outfit, how they round, and which lie before the torso."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, frozen, u8
from tryon_desktop.engine.blending.raster import Box, cut, enlarged
from tryon_desktop.engine.fitting.limb import Limb
from tryon_desktop.engine.vision.body import Body

_SHRINK = 4
"""Skin is smooth: it is painted at a quarter of the frame's size and enlarged."""
_BARE = 0.92
"""A bare limb's thickness over the clothed one's."""
ARM, LEG = f32([0.165, 0.125, 0.088]), f32([0.28, 0.17, 0.115])
"""Half widths of stout bare limbs at root, middle and end, in shoulder widths (ANSUR II, 2012, 95th percentile)."""
FLAT = np.float32(0.99)
"""Shade of skin that no limb rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class BareLimbs:
    """Where limbs come out of the outfit, at a quarter of the frame's size.

    cover: (h, w) float32, 0-1, the limbs themselves; where a worn sleeve stands off beyond them, the room shows.
    roundness: (h, w) float32, how a limb's round form shades it. nearer: (h, w) float32 0-1, the share of `cover` that
    lies before the torso.
    """

    cover: F32
    roundness: F32
    nearer: F32


def reduced_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the reduced picture of a frame of `size` (width, height)."""
    return max(size[0] // _SHRINK, 1), max(size[1] // _SHRINK, 1)


@lru_cache(4)
def reduced_grid(size: tuple[int, int]) -> F32:
    """(h, w, 2) float32 frame pixels under each pixel of the reduced picture; read-only."""
    width, height = reduced_size(size)
    x = (np.arange(width, dtype=np.float32) + 0.5) * np.float32(size[0] / width) - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) * np.float32(size[1] / height) - 0.5
    return frozen(np.stack(np.meshgrid(x, y), -1))


def _add_bone(out: BareLimbs, grid: F32, limb: Limb, bone: int, start: float, thickest: F32) -> None:
    """Enter one bone of a bare limb into `out`, from position `start` (0 root, 2 end) on."""
    a, b = limb.joints_xy[bone], limb.joints_xy[bone + 1]
    radius = np.minimum(limb.radius_px * np.float32(_BARE), thickest)[bone : bone + 2]
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
    along_it = np.clip((along - begin) * 24 + (1 if begin == 0 else 1.25), 0, 1)
    here = np.clip((1.06 - share) * 7, 0, 1) * along_it
    profile = 0.93 + 0.09 * np.sqrt(np.clip(1 - share * share, 0, 1))
    # At a joint both bones shade the same place: the brighter of the two leaves no line across it.
    before = out.roundness[window]
    shaded = np.where(before == FLAT, profile, np.maximum(before, profile))
    np.copyto(before, shaded, where=share < 1.6)
    wins = here > out.cover[window]
    out.nearer[window][wins] = np.clip((limb.nearer + 0.12) * 8, 0, 1)
    np.maximum(out.cover[window], here, out=out.cover[window])


def bare_limbs(body: Body, limbs: Sequence[tuple[Limb, float, F32]]) -> BareLimbs:
    """Where `limbs` are bare.

    Each comes with the position at which bareness begins (0 root, 1 middle joint, 2 end) and its greatest half widths
    in pixels at root, middle and end, (3,) float32: of a wide sleeve the silhouette tells nothing about the arm in it.
    """
    grid = reduced_grid(body.size)
    shape = grid.shape[:2]
    nothing = np.zeros((2, *shape), np.float32)
    out = BareLimbs(nothing[0], np.full(shape, FLAT, np.float32), nothing[1])
    for limb, start, thickest in limbs:
        for bone in (0, 1):
            # A wrist beyond the picture's edge does not hide the forearm that leads there.
            if start < bone + 0.98 and limb.seen[bone] > 0.15:
                _add_bone(out, grid, limb, bone, start, thickest)
    return out


def before_torso(limbs: BareLimbs, body: Body, box: Box) -> U8:
    """Alpha over `box` of bare limbs that lie before the torso; (h, w) uint8."""
    small = (limbs.cover * limbs.nearer * 255).astype(np.uint8)
    return u8(cv2.min(enlarged(small, body.size, box), cut(body.matte, box)))
