"""Rasterises triangle meshes into coarse texture-coordinate maps, all meshes of a frame at once in NumPy.

A map is smooth, so it is made on every `step`-th pixel and enlarged; the cloth's own edge comes from the texture's
alpha, not from the mesh, which is why the mesh reaches a little beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, I32, Bool, f32
from tryon_desktop.engine.blending.raster import Box

OUTSIDE = -1e6
"""Texture coordinate where there is no mesh: so far off that interpolation towards it leaves the texture at once."""
_OVERHANG = 0.75
"""How many coarse cells triangles reach beyond their edges, so that the outermost cells interpolate."""
_LITTLE = np.float32(1e-3)
"""Cells that every triangle reaches over its edges, so that rounding leaves no gap."""
_TINY = np.float32(1e-20)
_PROPERLY = 1e-4
"""Excess up to which a cell lies in a triangle and not in its overhang."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A mesh in the frame, and how finely it is looked at.

    target_xy: (N, 2) float32 frame pixels. source_xy: (N, 2) float32 texture pixels. triangles: (M, 3) int32. box:
    where it is wanted. step: frame pixels a cell. rim: (M,) the triangles at the mesh's edge, which alone reach a
    little over it; None takes all. cloth: (h, w) bool over a texture of `size` (width, height) pixels, where it is not
    empty; None: everywhere.
    """

    target_xy: F32
    source_xy: F32
    triangles: I32
    box: Box
    step: int
    rim: Bool | None = None
    cloth: Bool | None = None
    size: tuple[int, int] = (1, 1)

    @property
    def cells(self) -> tuple[int, int]:
        """(columns, rows) of the coarse map."""
        x0, y0, x1, y1 = self.box
        return -(-(x1 - x0) // self.step), -(-(y1 - y0) // self.step)


@dataclass(frozen=True, slots=True, eq=False)
class CoarseMap:
    """uv: (h, w, 2) float32, texture coordinates at the cells' centres; later triangles lie over earlier ones, but
    empty ones never over cloth; OUTSIDE where there is none. held: the box of all cells that hold cloth; None: none.
    """

    uv: F32
    held: Box | None


def coarse_maps(meshes: Sequence[Mesh]) -> list[CoarseMap]:
    """The coarse maps of `meshes`, one each."""
    shapes = [mesh.cells for mesh in meshes]
    starts = np.concatenate([[0], np.cumsum([columns * rows for columns, rows in shapes])]).astype(np.int32)
    out = np.full((int(starts[-1]), 2), OUTSIDE, np.float32)
    held: list[Box | None] = [None] * len(meshes)
    if any(len(mesh.triangles) for mesh in meshes):
        places, functions, owned = _triangles(meshes, starts)
        owner, at, uv, proper, cell = _cells(places, functions)
        ends = np.searchsorted(owner, np.cumsum(owned))
        filled = np.ones(len(owner), bool)
        for number, (mesh, first, last) in enumerate(zip(meshes, [0, *ends[:-1]], ends, strict=True)):
            filled[first:last] = _on_cloth(uv[first:last], mesh)
            held[number] = _extent(cell[:, first:last][:, filled[first:last]])
        # What lies properly inside a triangle is written after overhang, so that this never covers a neighbour; and
        # cloth after what is empty, or a sleeve folded over itself would cut pieces out of itself.
        rank = proper.astype(np.int8) + 2 * filled
        for one in range(4):
            some = np.flatnonzero(rank == one)
            out[at[some]] = uv[some]
    return [
        CoarseMap(out[start:end].reshape(rows, columns, 2), box)
        for start, end, (columns, rows), box in zip(starts[:-1], starts[1:], shapes, held, strict=True)
    ]


def _triangles(meshes: Sequence[Mesh], starts: I32) -> tuple[I32, F32, I32]:
    """What rasterising needs of each triangle that covers a cell.

    starts: of the meshes' maps among all cells. Returns (6, T) int32, how many columns and rows of cells lie about it,
    the first one's column, row and number, and the map's breadth; (5, 3, T) float32, functions of column, row and 1:
    how far beyond each edge a cell lies, in overhangs, and its texture coordinates; and how many each mesh has.
    """
    count = [len(mesh.triangles) for mesh in meshes]
    cells = (f32((mesh.target_xy - f32(mesh.box[:2]) + 0.5) / np.float32(mesh.step) - 0.5) for mesh in meshes)
    # Coordinates apart and corners in rows: NumPy is slow over axes as short as two or three.
    x, y, u, v = (
        np.concatenate([values[mesh.triangles.T, axis] for mesh, values in zip(meshes, some, strict=True)], 1)
        for some, axes in ((list(cells), (0, 1)), ([mesh.source_xy for mesh in meshes], (0, 1)))
        for axis in axes
    )
    over = np.concatenate([
        np.full(number, _OVERHANG, np.float32) if mesh.rim is None else mesh.rim * np.float32(_OVERHANG) + _LITTLE
        for mesh, number in zip(meshes, count, strict=True)
    ])  # fmt: skip
    start = np.repeat(starts[:-1], count)
    width, height = np.repeat(np.array([mesh.cells for mesh in meshes], np.float32), count, 0).T
    (abx, acx), (aby, acy) = x[1:] - x[0], y[1:] - y[0]
    area = abx * acy - aby * acx
    # A sliver reaches no farther than it is wide: beyond, its coordinates would run off over the texture.
    longest = np.maximum(np.maximum(abx**2 + aby**2, acx**2 + acy**2), (acx - abx) ** 2 + (acy - aby) ** 2)
    reach = np.minimum(over, 0.5 * np.abs(area) / np.sqrt(np.maximum(longest, 1e-12)) + _LITTLE)
    left, top = (np.maximum(np.ceil(np.minimum(np.minimum(*c[:2]), c[2]) - reach), 0) for c in (x, y))
    right, bottom = (
        np.minimum(np.floor(np.maximum(np.maximum(*c[:2]), c[2]) + reach), most - 1)
        for c, most in ((x, width), (y, height))
    )  # fmt: skip
    usable = np.flatnonzero((np.abs(area) > 1e-4) & (right >= left) & (bottom >= top))
    places = np.stack([right - left + 1, bottom - top + 1, left, top, start + top * width + left, width])
    inverse = 1.0 / np.where(area == 0, 1, area)
    # Barycentric weights are affine in the cell, and so is all that is made of them: (column, row, 1) each.
    second = _affine(acy * inverse, -acx * inverse, x[0], y[0], 0)
    third = _affine(-aby * inverse, abx * inverse, x[0], y[0], 0)
    functions = [-second, -third, second + third]
    functions[2][2] -= 1
    functions = [one / (reach * (np.abs(one[0]) + np.abs(one[1]) + _TINY)) for one in functions]
    for value in (u, v):
        mixed = (value[1] - value[0]) * second + (value[2] - value[0]) * third
        mixed[2] += value[0]
        functions.append(mixed)
    ends = np.searchsorted(usable, np.cumsum(count))
    return (
        places[:, usable].astype(np.int32), f32(functions)[..., usable], np.diff(ends, prepend=0).astype(np.int32)
    )  # fmt: skip


def _affine(by_x: F32, by_y: F32, x: F32, y: F32, value: float) -> F32:
    """(3, T) coefficients of column, row and 1 for functions that rise as given and are `value` at (x, y)."""
    return np.stack([by_x, by_y, value - by_x * x - by_y * y])


def _cells(places: I32, functions: F32) -> tuple[I32, I32, F32, Bool, I32]:
    """The cells in or near each triangle, triangle by triangle; arguments as `_triangles` returns them.

    Returns each cell's triangle, its number, its texture coordinates (K, 2), whether it lies properly inside, and its
    column and row (2, K).
    """
    count = places[0] * places[1]
    owner = np.repeat(np.arange(len(count), dtype=np.int32), count)
    columns, _, left, top, first, width = np.repeat(places, count, 1)
    number = np.arange(len(owner), dtype=np.int32) - np.repeat((np.cumsum(count) - count).astype(np.int32), count)
    row, column = np.divmod(number, columns)
    cell = np.stack([left + column, top + row])
    x, y = cell.astype(np.float32)
    excess = np.full(len(owner), -np.inf, np.float32)
    for by_x, by_y, level in np.repeat(functions[:3], count, 2):
        np.maximum(excess, by_x * x + by_y * y + level, out=excess)
    near = np.flatnonzero(excess <= 1.0)
    owner, x, y = owner[near], x[near], y[near]
    u, v = (by_x * x + by_y * y + level for by_x, by_y, level in functions[3:, :, owner])
    at = (first + row * width + column)[near]
    return owner, at, np.stack([u, v], 1), excess[near] <= _PROPERLY, cell[:, near]


def _on_cloth(uv: F32, mesh: Mesh) -> Bool:
    """Which texture coordinates (K, 2) lie on cloth; those outside the texture do not."""
    if mesh.cloth is None:
        return np.ones(len(uv), bool)
    rows, columns = mesh.cloth.shape
    place = (uv * f32([columns / mesh.size[0], rows / mesh.size[1]])).astype(np.int32)
    x, y = place[:, 0], place[:, 1]
    known = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    on: Bool = mesh.cloth.ravel().take(np.where(known, y * columns + x, 0)) & known
    return on


def _extent(cells: I32) -> Box | None:
    """The box of `cells`, (2, K) columns and rows."""
    if not cells.size:
        return None
    (x0, y0), (x1, y1) = cells.min(1), cells.max(1)
    return int(x0), int(y0), int(x1) + 1, int(y1) + 1


def full_map(coarse: F32, box: Box, step: int) -> F32:
    """Enlarge a coarse map (h, w, 2) to every pixel of `box`: (y1-y0, x1-x0, 2) float32."""
    height, width = coarse.shape[:2]
    large = cv2.resize(coarse, (width * step, height * step), interpolation=cv2.INTER_LINEAR)
    return f32(large[: box[3] - box[1], : box[2] - box[0]])
