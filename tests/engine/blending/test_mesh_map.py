from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tryon_desktop.engine.blending.mesh_map import OUTSIDE, Mesh, coarse_maps, full_map
from tryon_desktop.engine.fitting.mesh import grid_triangles, grid_vertices

BOX = (5, 3, 69, 51)
TRIANGLES = st.lists(st.permutations(range(6)).map(lambda p: p[:3]), min_size=1, max_size=4)
EDGE = 0.02
"""Share of a triangle next to its edges where rounding decides who owns a cell."""


def coarse_map(target, source, triangles, step):
    return coarse_maps([Mesh(target, source, triangles, BOX, step)])[0].uv


def weights(corners, point):
    """Barycentric weights of `point` in a triangle, by Cramer's rule in float64; None for a sliver."""
    (ax, ay), (bx, by), (cx, cy) = corners.astype(float)
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1.0:
        return None
    b = ((point[0] - ax) * (cy - ay) - (point[1] - ay) * (cx - ax)) / area
    c = ((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / area
    return np.array([1 - b - c, b, c])


@settings(max_examples=80)
@given(
    arrays(np.float32, (6, 2), elements=st.integers(-20, 90).map(float)),
    arrays(np.float32, (6, 2), elements=st.integers(0, 256).map(float)),
    TRIANGLES, st.sampled_from([1, 4, 8]),
)  # fmt: skip
def test_it_agrees_with_barycentric_weights_taken_cell_by_cell(target, source, triangles, step):
    triangles = np.array(triangles, np.int32)
    found = coarse_map(target, source, triangles, step)
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
    grid = full_map(coarse_map(vertices, vertices @ matrix.T + shift, triangles, step), BOX, step)
    assert grid.shape == (48, 64, 2)
    y, x = np.mgrid[BOX[1] : BOX[3], BOX[0] : BOX[2]]
    expected = np.stack([x, y], -1).astype(np.float32) @ matrix.T + shift
    inner = slice(step, -step)
    np.testing.assert_allclose(grid[inner, inner], expected[inner, inner], atol=0.02)


def test_degenerate_meshes_draw_nothing():
    source = np.zeros((3, 2), np.float32)
    for target in ([[10, 10], [20, 20], [30, 30]], [[9, 9]] * 3, [[500, 500], [600, 500], [500, 600]]):
        found = coarse_map(np.array(target, np.float32), source, np.array([[0, 1, 2]], np.int32), 4)
        assert found.shape == (12, 16, 2)
        assert (found == OUTSIDE).all()


def test_no_triangles_at_all():
    points = np.zeros((0, 2), np.float32)
    assert (coarse_map(points, points, np.zeros((0, 3), np.int32), 8) == OUTSIDE).all()


def test_many_at_once_are_what_each_is_alone():
    vertices, triangles = grid_vertices(0, 0, 60, 40, 5, 6), grid_triangles(5, 6)
    cloth = np.zeros((8, 8), bool)
    cloth[2:5, 3:7] = True
    meshes = [
        Mesh(vertices, vertices, triangles, BOX, 4, cloth=cloth, size=(60, 40)),
        Mesh(vertices * 0, vertices, triangles, BOX, 4),
        Mesh(vertices * 0.5 + 9, vertices, triangles, (3, 2, 50, 33), 3, cloth=cloth, size=(60, 40)),
    ]
    together = coarse_maps(meshes)
    for mesh, found in zip(meshes, together, strict=True):
        (alone,) = coarse_maps([mesh])
        assert np.array_equal(found.uv, alone.uv)
        assert found.held == alone.held
    assert together[1].held is None


def test_what_is_held_is_the_cells_on_cloth():
    vertices, triangles = grid_vertices(0, 0, 64, 64, 3, 3), grid_triangles(3, 3)
    cloth = np.zeros((8, 8), bool)
    cloth[2:4, 3:7] = True
    (found,) = coarse_maps([Mesh(vertices, vertices, triangles, (0, 0, 64, 64), 4, cloth=cloth, size=(64, 64))])
    assert found.held == (6, 4, 14, 8)


def test_a_strip_folded_over_itself_does_not_cut_its_cloth_with_empty_parts():
    target = np.array([[0, 0], [40, 0], [0, 40], [0, 0], [40, 0], [0, 40]], np.float32)
    source = np.array([[0, 0], [40, 0], [0, 40], [60, 60], [99, 60], [60, 99]], np.float32)
    cloth = np.zeros((10, 10), bool)
    cloth[:4, :4] = True
    mesh = Mesh(
        target, source, np.array([[0, 1, 2], [3, 4, 5]], np.int32), (0, 0, 40, 40), 4, cloth=cloth, size=(100, 100)
    )
    (found,) = coarse_maps([mesh])
    assert found.uv[2, 2, 0] < 40
