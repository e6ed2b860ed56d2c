from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.tailor.geometry import at, between, bezier, curve, flip, mirror, offset, polar, resample, x_at

coordinate = st.floats(-60, 60).map(lambda value: round(value, 2))
points = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=6, unique=True)


@given(points)
def test_a_curve_passes_through_its_points(chosen):
    line = curve(*chosen)
    for point in chosen:
        assert np.hypot(*(line - np.float32(point)).T).min() < 1e-3


@given(points)
def test_mirroring_twice_is_the_identity(chosen):
    line = curve(*chosen)
    assert np.array_equal(mirror(mirror(line)), line)
    assert np.array_equal(flip(flip(line)), line)


@given(points, st.floats(0, 1))
def test_at_stays_on_the_line(chosen, share):
    line = curve(*chosen, steps=40)
    steps = np.hypot(*np.diff(line, axis=0).T)
    assert np.hypot(*(line - np.float32(at(line, share))).T).min() <= steps.max() + 1e-3


@given(points)
def test_resampling_keeps_the_ends(chosen):
    line = curve(*chosen)
    again = resample(line, 1.0)
    assert np.allclose(again[[0, -1]], line[[0, -1]], atol=1e-3)


def test_a_bezier_touches_its_ends():
    line = bezier((0, 0), (1, 3), (4, 3), (5, 0))
    assert np.allclose(line[[0, -1]], [(0, 0), (5, 0)])


def test_offset_of_a_straight_line_is_parallel():
    moved = offset(curve((0, 0), (0, 10)), 2.0)
    assert np.allclose(moved[:, 0], -2.0, atol=1e-5)


def test_a_piece_lies_between_its_shares():
    piece = between(curve((0, 0), (0, 10)), 0.2, 0.6)
    assert np.allclose([piece[0, 1], piece[-1, 1]], [2.0, 6.0], atol=1e-4)
    assert abs(x_at(curve((0, 0), (4, 8)), 4.0) - 2.0) < 1e-4


def test_polar_counts_from_straight_down():
    assert np.allclose(polar((1.0, 1.0), 2.0, 0.0), (1.0, 3.0))
    assert np.allclose(polar((1.0, 1.0), 2.0, 90.0), (3.0, 1.0))
