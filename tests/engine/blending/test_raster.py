from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tryon_desktop.engine.blending.raster import OUTSIDE, bounds, coarse_map, cut, enlarged, full_map, union
from tryon_desktop.engine.fitting.mesh import grid_triangles, grid_vertices

BOX = (5, 3, 69, 51)
TRIANGLES = st.lists(st.permutations(range(6)).map(lambda p: p[:3]), min_size=1, max_size=4)
EDGE = 0.02
"""Share of a triangle next to its edges where rounding decides who owns a cell."""


def weights(corners, point):
    """Barycentric weights of `point` in a triangle, by Cramer's rule in float64; None for a sliver."""
    (ax, ay), (bx, by), (cx, cy) = corners.astype(float)
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1.0:
        return None
    b = ((point[0] - ax) * (cy - ay) - (point[1] - ay) * (cx - ax)) / area
    c = ((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / area
    return np.array([1 - b - c, b, c])


@settings(max_examples=80, deadline=None)
@given(
    arrays(np.float32, (6, 2), elements=st.integers(-20, 90).map(float)),
    arrays(np.float32, (6, 2), elements=st.integers(0, 256).map(float)),
    TRIANGLES, st.sampled_from([1, 4, 8]),
)  # fmt: skip
def test_it_agrees_with_barycentric_weights_taken_cell_by_cell(target, source, triangles, step):
    triangles = np.array(triangles, np.int32)
    found = coarse_map(target, source, triangles, BOX, step)
    for row in range(0, found.shape[0], 3):
        for column in range(0, found.shape[1], 3):
            centre = np.array([BOX[0] + (column + 0.5) * step - 0.5, BOX[1] + (row + 0.5) * step - 0.5])
            all_weights = [weights(target[t], centre) for t in triangles]
            if any(w is None or (np.abs(w).min() < EDGE) for w in all_weights):
                continue
            owners = [(t, w) for t, w in zip(triangles, all_weights, strict=True) if (w > 0).all()]
            if owners:
                owner, w = owners[-1]
                np.testing.assert_allclose(found[row, column], w @ source[owner], atol=0.5)
            elif not near(target, triangles, centre, 1.2 * step):
                assert found[row, column, 0] == OUTSIDE


def near(target, triangles, point, reach):
    return any(
        abs(cv2.pointPolygonTest(target[t], (float(point[0]), float(point[1])), True)) < reach for t in triangles
    )


@pytest.mark.parametrize("step", [1, 4, 8])
def test_an_affine_mesh_gives_an_affine_map(step):
    vertices, triangles = grid_vertices(-20, -20, 100, 90, 7, 9), grid_triangles(7, 9)
    matrix, shift = np.array([[0.8, 0.3], [-0.2, 1.1]], np.float32), np.array([40, 7], np.float32)
    grid = full_map(coarse_map(vertices, vertices @ matrix.T + shift, triangles, BOX, step), BOX, step)
    assert grid.shape == (48, 64, 2)
    y, x = np.mgrid[BOX[1] : BOX[3], BOX[0] : BOX[2]]
    expected = np.stack([x, y], -1).astype(np.float32) @ matrix.T + shift
    inner = slice(step, -step)
    np.testing.assert_allclose(grid[inner, inner], expected[inner, inner], atol=0.02)


def test_degenerate_meshes_draw_nothing():
    source = np.zeros((3, 2), np.float32)
    for target in ([[10, 10], [20, 20], [30, 30]], [[9, 9]] * 3, [[500, 500], [600, 500], [500, 600]]):
        found = coarse_map(np.array(target, np.float32), source, np.array([[0, 1, 2]], np.int32), BOX, 4)
        assert found.shape == (12, 16, 2)
        assert (found == OUTSIDE).all()


def test_no_triangles_at_all():
    points = np.zeros((0, 2), np.float32)
    assert (coarse_map(points, points, np.zeros((0, 3), np.int32), BOX, 8) == OUTSIDE).all()


@given(arrays(np.float32, (5, 2), elements=st.floats(-200, 300, width=32)))
def test_bounds_hold_every_point_of_the_frame(points):
    size = (120, 90)
    box = bounds(points, size)
    inside = points[((points >= 0) & (points < np.array(size) - 1)).all(1)]
    if box is None:
        assert not len(inside)
        return
    x0, y0, x1, y1 = box
    assert 0 <= x0 < x1 <= 120
    assert 0 <= y0 < y1 <= 90
    assert (inside >= (x0, y0)).all()
    assert (inside <= (x1 - 1, y1 - 1)).all()


def test_union_and_cut():
    assert union([(3, 4, 9, 9), (5, 1, 7, 20)]) == (3, 1, 9, 20)
    image = np.arange(60, dtype=np.uint8).reshape(6, 10)
    part = cut(image, (2, 1, 5, 4))
    assert part.tolist() == image[1:4, 2:5].tolist()
    assert np.shares_memory(part, image)


SHARE = st.floats(0, 0.4)
FAR_SHARE = st.floats(0.6, 1)
SIDE = st.integers(9, 40)
FACTOR = st.floats(1, 6) | st.sampled_from([1.0, 2.0, 4.0])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**31), st.tuples(SIDE, SIDE), st.tuples(FACTOR, FACTOR),
    st.tuples(SHARE, SHARE, FAR_SHARE, FAR_SHARE),
)  # fmt: skip
def test_enlarged_is_a_crop_of_the_whole_enlarged(seed, reduced, factor, corners):
    small = np.random.default_rng(seed).integers(0, 256, reduced[::-1], dtype=np.uint8)
    size = (round(reduced[0] * factor[0]), round(reduced[1] * factor[1]))
    box = tuple(round(share * size[i % 2]) for i, share in enumerate(corners))
    whole = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    found, expected = enlarged(small, size, box).astype(int), cut(whole, box).astype(int)
    assert found.shape == expected.shape
    # OpenCV warps on a grid of 1/32 pixel: between black and white that is up to 4 levels on either axis.
    assert np.abs(found - expected).max() <= 9
