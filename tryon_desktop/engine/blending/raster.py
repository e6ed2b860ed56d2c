"""Rasterises a triangle mesh into a coarse texture-coordinate map, all triangles at once in NumPy.

The map is smooth, so it is made on every `step`-th pixel and enlarged; the cloth's own edge comes from the texture's
alpha, not from the mesh, which is why the mesh reaches a little beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, I32, U8, Bool, f32

OUTSIDE = -1e6
"""Texture coordinate where there is no mesh: so far off that interpolation towards it leaves the texture at once."""
_OVERHANG = 0.75
"""How many coarse cells triangles reach beyond their edges, so that the outermost cells interpolate."""

Image = TypeVar("Image", U8, F32)
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in frame pixels, x1 and y1 exclusive."""


def bounds(points: F32, size: tuple[int, int], pad: int = 2) -> Box | None:
    """The box of `points` (N, 2) within a frame of `size` (width, height); None when nothing of it is inside."""
    x0, y0 = np.floor(points.min(0)).astype(int) - pad
    x1, y1 = np.ceil(points.max(0)).astype(int) + pad + 1
    x0, y0, x1, y1 = max(int(x0), 0), max(int(y0), 0), min(int(x1), size[0]), min(int(y1), size[1])
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around `boxes`, of which there is at least one."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def padded(box: Box, pad: int, size: tuple[int, int]) -> Box:
    """`box` with `pad` pixels more on every side, within a frame of `size` (width, height)."""
    return max(box[0] - pad, 0), max(box[1] - pad, 0), min(box[2] + pad, size[0]), min(box[3] + pad, size[1])


def cut(image: U8, box: Box) -> U8:
    """A view of `image` (H, W, ...) over `box`."""
    return image[box[1] : box[3], box[0] : box[2]]


def enlarged(small: Image, size: tuple[int, int], box: Box) -> Image:
    """What `small`, a reduced picture of a frame of `size` (width, height), shows over `box`, at full size."""
    step = size[0] // small.shape[1]
    if size == (small.shape[1] * step, small.shape[0] * step):
        # A whole factor, as with all usual cameras: resizing the part is several times as fast as a general warp.
        x0, y0 = max(box[0] // step - 1, 0), max(box[1] // step - 1, 0)
        part = small[y0 : -(-box[3] // step) + 1, x0 : -(-box[2] // step) + 1]
        large = cv2.resize(part, (part.shape[1] * step, part.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        left, top = box[0] - x0 * step, box[1] - y0 * step
        return large[top : top + box[3] - box[1], left : left + box[2] - box[0]]  # type: ignore[return-value]
    fx, fy = small.shape[1] / size[0], small.shape[0] / size[1]
    corner = ((box[0] + 0.5) * fx - 0.5, (box[1] + 0.5) * fy - 0.5)
    matrix = np.array([[fx, 0, corner[0]], [0, fy, corner[1]]], np.float32)
    shape = (box[2] - box[0], box[3] - box[1])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(  # type: ignore[return-value]
        small, matrix, shape, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def coarse_map(
    target_xy: F32,
    source_xy: F32,
    triangles: I32,
    box: Box,
    step: int,
    *,
    rim: Bool | None = None,
    filled: Callable[[F32], Bool] | None = None,
) -> F32:
    """Texture coordinates at the centres of `step` x `step` cells over `box`.

    target_xy: (N, 2) frame pixels. source_xy: (N, 2) texture pixels. triangles: (M, 3). rim: (M,) the
    triangles at the mesh's edge, which alone reach a little over it; None takes all. filled: tells of (K, 2) texture
    coordinates which lie on cloth. Returns (h, w, 2) float32; later triangles lie over earlier ones, but empty ones
    never over cloth; OUTSIDE where there is none.
    """
    x0, y0, x1, y1 = box
    width, height = -(-(x1 - x0) // step), -(-(y1 - y0) // step)
    out = np.full((height * width, 2), OUTSIDE, np.float32)
    cells = ((target_xy - f32([x0, y0]) + 0.5) / np.float32(step) - 0.5).astype(np.float32)
    corner = cells[triangles]
    a, ab, ac = corner[:, 0], corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    reach = np.full(len(triangles), _OVERHANG, np.float32) if rim is None else f32(rim * np.float32(_OVERHANG) + 1e-3)
    # A sliver reaches no farther than it is wide: beyond, its coordinates would run off over the texture.
    longest = np.sqrt(np.maximum(np.maximum((ab**2).sum(1), (ac**2).sum(1)), ((ac - ab) ** 2).sum(1)))
    reach = np.minimum(reach, f32(0.5 * np.abs(area) / np.maximum(longest, 1e-6) + 1e-3))
    low = np.maximum(np.ceil(corner.min(1) - reach[:, None]).astype(np.int32), 0)
    high = np.floor(corner.max(1) + reach[:, None]).astype(np.int32)
    high = np.minimum(high, np.array([width - 1, height - 1], np.int32))
    span = high - low + 1
    usable = np.flatnonzero((np.abs(area) > 1e-4) & (span > 0).all(1))
    if not len(usable):
        return out.reshape(height, width, 2)
    span, low, reach = span[usable], low[usable], reach[usable]
    count = span[:, 0] * span[:, 1]
    owner = np.repeat(np.arange(len(usable), dtype=np.int32), count)
    local = np.arange(int(count.sum()), dtype=np.int32) - np.repeat((np.cumsum(count) - count).astype(np.int32), count)
    row, column = np.divmod(local, span[owner, 0])
    x, y = column + low[owner, 0], row + low[owner, 1]
    at = (y * np.int32(width) + x).astype(np.int32)
    x, y = x.astype(np.float32), y.astype(np.float32)
    # Barycentric weights are affine in the cell: coefficients once a triangle, two multiply-adds a cell.
    a, ab, ac, area = a[usable], ab[usable], ac[usable], area[usable]
    inverse = 1.0 / area
    weight_b = np.stack([ac[:, 1], -ac[:, 0]], 1) * inverse[:, None]
    weight_c = np.stack([-ab[:, 1], ab[:, 0]], 1) * inverse[:, None]
    offset_b, offset_c = -(weight_b * a).sum(1), -(weight_c * a).sum(1)
    b = weight_b[owner, 0] * x + weight_b[owner, 1] * y + offset_b[owner]
    c = weight_c[owner, 0] * x + weight_c[owner, 1] * y + offset_c[owner]
    per_b, per_c, per_a = (
        1 / (reach * np.abs(weight).sum(1)) for weight in (weight_b, weight_c, weight_b + weight_c)
    )
    excess = np.maximum(np.maximum(-b * per_b[owner], -c * per_c[owner]), (b + c - 1) * per_a[owner])
    inside = np.flatnonzero(excess <= 1.0)
    owner, b, c = owner[inside], b[inside, None], c[inside, None]
    source = source_xy[triangles[usable]]
    origin = source[owner, 0]
    value = origin + (source[owner, 1] - origin) * b + (source[owner, 2] - origin) * c
    # What lies properly inside a triangle is written after overhang, so that this never covers a neighbour; and cloth
    # after what is empty, or a sleeve folded over itself would cut pieces out of itself.
    rank = (excess[inside] <= 1e-4).astype(np.int8)
    if filled is not None:
        rank += 2 * filled(value)
    order = np.argsort(rank, kind="stable")
    out[at[inside][order]] = value[order]
    return out.reshape(height, width, 2)


def full_map(coarse: F32, box: Box, step: int) -> F32:
    """Enlarge a coarse map to every pixel of `box`: (y1-y0, x1-x0, 2) float32."""
    height, width = coarse.shape[:2]
    large = cv2.resize(coarse, (width * step, height * step), interpolation=cv2.INTER_LINEAR)
    return f32(large[: box[3] - box[1], : box[2] - box[0]])
