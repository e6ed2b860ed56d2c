from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tryon_desktop.engine.fitting.mesh import follow, grid_triangles, grid_vertices, rim, strip_vertices
from tryon_desktop.engine.fitting.tps import spline_basis

CONTROL = np.array([[0, 0], [100, 5], [96, 140], [4, 131], [52, 60], [20, 90], [77, 30]], np.float32)
"""Seven points that span a plane, in pixels."""
COEFFICIENT = st.floats(-3, 3, width=32)
SHIFT = st.floats(-500, 500, width=32)
VERTICES = arrays(np.float32, (9, 2), elements=st.floats(-60, 200, width=32))


@st.composite
def spanning(draw):
    """Control points no two of which are near each other and that lie on no line."""
    cells = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=9, unique=True))
    points = np.array(cells, np.float32) * 40
    points += draw(arrays(np.float32, points.shape, elements=st.floats(-8, 8, width=32)))
    assume(np.linalg.svd(points - points.mean(0), compute_uv=False)[-1] > 25)
    return points


@settings(max_examples=60)
@given(spanning(), VERTICES, st.floats(0, 0.1))
def test_points_that_stay_keep_everything_where_it_is(control, vertices, stiffness):
    basis = spline_basis(control, vertices, stiffness)
    np.testing.assert_allclose(basis @ control, vertices, atol=0.1)
    np.testing.assert_allclose(basis.sum(1), 1, atol=1e-3)


@settings(max_examples=60)
@given(VERTICES, arrays(np.float32, (2, 2), elements=COEFFICIENT), st.tuples(SHIFT, SHIFT))
def test_an_affine_map_of_the_control_points_moves_all_alike(vertices, matrix, shift):
    def moved(points):
        return points @ matrix.T + np.array(shift, np.float32)

    np.testing.assert_allclose(spline_basis(CONTROL, vertices) @ moved(CONTROL), moved(vertices), atol=0.1)


@settings(max_examples=40)
@given(arrays(np.float32, CONTROL.shape, elements=st.floats(-40, 40, width=32)))
def test_without_stiffness_the_spline_goes_through_its_targets(bump):
    target = CONTROL + bump
    np.testing.assert_allclose(spline_basis(CONTROL, CONTROL, 0.0) @ target, target, atol=0.05)


def test_stiffness_bends_less():
    target = CONTROL.copy()
    target[4] += (0, 30)
    vertices = grid_vertices(0, 0, 100, 140, 12, 12)

    def bend(stiffness):
        moved = spline_basis(CONTROL, vertices, stiffness) @ target - vertices
        affine = np.column_stack([vertices, np.ones(len(vertices))])
        return np.abs(moved - affine @ np.linalg.lstsq(affine, moved, rcond=None)[0]).max()

    assert bend(0.0) > bend(0.05) > bend(1.0) > 0


@pytest.mark.parametrize("count", [0, 2])
def test_too_few_control_points(count):
    with pytest.raises(ValueError, match=f"at least 3 control points, got {count}"):
        spline_basis(CONTROL[:count], CONTROL)


@settings(max_examples=30)
@given(st.floats(0, np.pi), st.integers(3, 8))
def test_control_points_on_a_line_are_refused(angle, count):
    steps = np.arange(count, dtype=np.float32)[:, None] * 30
    line = (steps * [np.cos(angle), np.sin(angle)]).astype(np.float32)
    with pytest.raises(ValueError, match="on one line"):
        spline_basis(line, CONTROL)


def area(points, triangles):
    a, b, c = (points[triangles[:, k]] for k in range(3))
    return 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])


@given(st.integers(2, 9), st.integers(2, 9))
def test_a_grid_covers_its_rectangle_once(rows, columns):
    vertices, triangles = grid_vertices(10, 20, 70, 50, rows, columns), grid_triangles(rows, columns)
    assert vertices.shape == (rows * columns, 2)
    assert triangles.shape == (2 * (rows - 1) * (columns - 1), 3)
    assert set(triangles.ravel()) == set(range(rows * columns))
    areas = area(vertices, triangles)
    assert (areas > 0).all(), "a triangle turned over"
    assert areas.sum() == pytest.approx(60 * 30, rel=1e-4)
    assert len(np.unique(np.sort(triangles, 1), axis=0)) == len(triangles)


KNOTS = np.array([0.0, 1.0, 2.5], np.float32)
CORNERS = np.array([[0, 0], [10, 0], [10, 30]], np.float32)


def test_following_a_line_of_knots():
    np.testing.assert_allclose(follow(KNOTS, CORNERS, KNOTS), CORNERS, atol=1e-5)
    halves = follow(KNOTS, CORNERS, np.array([0.5, 1.75], np.float32))
    np.testing.assert_allclose(halves, [[5, 0], [10, 15]], atol=1e-5)


@given(st.floats(-3, 6, width=32), st.floats(0, 2**-10, width=32))
def test_following_is_continuous_and_goes_straight_on(at, step):
    here, there = follow(KNOTS, CORNERS, np.array([at, at + step], np.float32))
    assert np.hypot(*(there - here)) <= 21 * step + 1e-3
    if at < 0:
        assert here == pytest.approx([10 * at, 0], abs=1e-3)
    if at > 2.5:
        assert here == pytest.approx([10, 30 + 20 * (at - 2.5)], abs=1e-3)


def test_a_strip_lies_between_its_borders_and_beyond():
    outer = np.array([[0, 0], [0, 10], [0, 20]], np.float32)
    inner = outer + np.array([8, 0], np.float32)
    across = np.array([-0.5, 0.0, 0.5, 1.0, 1.5], np.float32)
    grid = strip_vertices(outer, inner, across).reshape(3, 5, 2)
    np.testing.assert_allclose(grid[:, 1], outer)
    np.testing.assert_allclose(grid[:, 3], inner)
    np.testing.assert_allclose(grid[:, 2], (outer + inner) / 2)
    np.testing.assert_allclose(grid[0, :, 0], [-4, 0, 4, 8, 12])


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_the_rim_is_the_triangles_with_an_edge_of_their_own(rows, columns, chosen):
    grid = grid_triangles(rows, columns)
    triangles = grid[[(chosen >> (number % 32)) & 1 == 1 for number in range(len(grid))]]
    edges = [[frozenset((a, b)), frozenset((b, c)), frozenset((c, a))] for a, b, c in triangles.tolist()]
    count = Counter(edge for triangle in edges for edge in triangle)
    assert rim(triangles).tolist() == [any(count[edge] == 1 for edge in triangle) for triangle in edges]
