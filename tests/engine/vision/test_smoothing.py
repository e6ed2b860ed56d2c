from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.vision.smoothing import OneEuro, VisibilityFilter

FILTER = {"min_cutoff_hz": 0.05, "beta": 80.0}


@given(st.floats(-500, 500), st.floats(10, 1000))
def test_still_points_stay(x, scale):
    smooth = OneEuro(**FILTER)
    points = np.full((33, 2), x, np.float32)
    for i in range(5):
        np.testing.assert_allclose(smooth(points, i / 30, scale), points)


@given(st.lists(st.floats(0, 100, width=32), min_size=2, max_size=20))
def test_output_stays_within_what_was_seen(xs):
    smooth = OneEuro(**FILTER)
    for i, x in enumerate(xs):
        y = float(smooth(np.array([[x]], np.float32), i / 30, 100.0)[0, 0])
        assert min(xs) - 1e-3 <= y <= max(xs) + 1e-3


@given(st.floats(0.1, 20))
def test_a_person_far_away_is_filtered_as_one_near(factor):
    rng = np.random.default_rng(3)
    track = np.cumsum(rng.normal(0, 4, (20, 5, 2)), axis=0).astype(np.float32)
    near, far = OneEuro(**FILTER), OneEuro(**FILTER)
    for i, points in enumerate(track):
        a = near(points, i / 30, 300.0)
        b = far((points * factor).astype(np.float32), i / 30, 300.0 * factor)
        np.testing.assert_allclose(a * factor, b, rtol=1e-3, atol=1e-2)


def test_jitter_is_calmed_and_motion_followed():
    rng = np.random.default_rng(0)
    smooth, scale = OneEuro(**FILTER), 600.0
    noise = rng.normal(0, 0.5, 200).astype(np.float32)
    out = [float(smooth(np.array([[n, 0]], np.float32), i / 30, scale)[0, 0]) for i, n in enumerate(noise)]
    assert np.std(np.diff(out[30:])) < 0.35 * np.std(np.diff(noise[30:]))
    speed = 10.0  # pixels a frame: half a body a second
    for i in range(30):
        moved = float(smooth(np.array([[i * speed, 0]], np.float32), (200 + i) / 30, scale)[0, 0])
    assert 29 * speed - moved < 0.5 * speed


def test_older_times_start_anew():
    smooth = OneEuro(**FILTER)
    smooth(np.zeros((1, 2), np.float32), 5.0, 100.0)
    np.testing.assert_array_equal(smooth(np.full((1, 2), 9, np.float32), 1.0, 100.0), [[9, 9]])


def test_visibility_does_not_flicker_about_one_half():
    smooth = VisibilityFilter()
    seen = [bool(smooth(np.array([0.55 if i % 2 else 0.45], np.float32), i / 30)[0] >= 0.5) for i in range(60)]
    assert len(set(seen[1:])) == 1


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.0), (0.0, 1.0)])
def test_visibility_changes_its_mind_within_a_quarter_of_a_second(before, after):
    smooth = VisibilityFilter()
    for i in range(10):
        smooth(np.array([before], np.float32), i / 30)
    for i in range(10, 18):
        value = smooth(np.array([after], np.float32), i / 30)
    assert (value[0] >= 0.5) == (after >= 0.5)
