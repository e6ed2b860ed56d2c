"""Still, follow, lag and flicker: one cannot be had at the price of another unseen."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.quality.steadiness import (
    Flicker,
    expected_path,
    follow_error,
    lag_frames,
    step_motion,
    stillness,
    visible,
)
from tryon_desktop.engine.quality.webcam import FPS, MOVEMENTS, Pivot, carried, frames, moved, noisy

PIVOT = Pivot(160.0, 110.0, 84.0)
POINTS = np.array([[100, 100], [220, 100], [110, 240], [210, 240]], np.float32)
RNG = np.random.default_rng(3)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_starts_where_the_photograph_is(name):
    assert np.allclose(carried(POINTS, MOVEMENTS[name](PIVOT)(0.0)), POINTS, atol=1e-3)


@pytest.mark.parametrize(("name", "fastest"), [("pan", 0.4), ("zoom", 0.15), ("roll", 0.3)])
def test_a_movement_is_as_fast_as_before_a_webcam(name, fastest):
    movement = MOVEMENTS[name](PIVOT)
    path = np.stack([carried(POINTS, movement(index / FPS)) for index in range(60)])
    speed = np.linalg.norm(np.diff(path, axis=0), axis=-1).max() * FPS / PIVOT.shoulder_width
    assert 0.5 * fastest < speed < 1.2 * fastest


@settings(max_examples=20)
@given(st.sampled_from(list(MOVEMENTS)), st.floats(0, 2))
def test_points_move_with_the_picture(name, time):
    matrix = MOVEMENTS[name](PIVOT)(time)
    picture = np.zeros((240, 320, 3), np.uint8)
    cv2.circle(picture, (150, 130), 6, (255, 255, 255), -1)
    y, x = np.nonzero(moved(picture, matrix)[..., 0] > 127)
    expected = carried(np.array([[150, 130]], np.float32), matrix)[0]
    assert np.hypot(*(np.array([x.mean(), y.mean()]) - expected)) < 0.6


def test_noise_is_fresh_and_repeatable():
    grey = np.full((32, 32, 3), 120, np.uint8)
    first, second = noisy(grey, np.random.default_rng(1)), noisy(grey, np.random.default_rng(2))
    assert not np.array_equal(first, second)
    assert np.array_equal(first, noisy(grey, np.random.default_rng(1)))
    assert 0.3 < np.abs(first.astype(int) - 120).mean() < 4


def test_a_stream_settles_before_it_moves():
    shown = list(frames(np.zeros((32, 32, 3), np.uint8), count=3, settle=4))
    assert [frame.id for frame in shown] == list(range(7))
    assert shown[4].time == 0.0
    assert shown[0].time < 0


def path_of(name, lag=0.0, count=60):
    movement = MOVEMENTS[name](PIVOT)
    return expected_path(POINTS, movement, count, lag), POINTS, movement


@pytest.mark.parametrize("name", MOVEMENTS)
def test_what_goes_along_has_no_error(name):
    vertices, resting, movement = path_of(name)
    assert follow_error(vertices, resting, movement, 84.0) == 0.0


@pytest.mark.parametrize("lag", [0.0, 0.4, 1.0, 2.75, 6.0])
def test_the_lag_is_found(lag):
    assert lag_frames([path_of(name, lag, 24) for name in MOVEMENTS]) == pytest.approx(lag, abs=0.06)


def test_a_frozen_overlay_stands_still_but_does_not_follow():
    movement = MOVEMENTS["pan"](PIVOT)
    frozen = np.repeat(POINTS[None], 60, 0)
    assert stillness(frozen, 84.0) == 0.0
    assert step_motion(frozen, 84.0) == 0.0
    assert follow_error(frozen, POINTS, movement, 84.0) > 0.05


def test_a_shifted_drape_does_not_follow_and_a_late_one_less():
    vertices, resting, movement = path_of("pan")
    assert follow_error(vertices + np.float32(8.4), resting, movement, 84.0) == pytest.approx(0.1414, abs=1e-3)
    errors = [follow_error(path_of("pan", lag)[0], resting, movement, 84.0) for lag in (0, 1, 3)]
    assert errors == sorted(errors)
    assert errors[1] > 0


def test_stillness_is_rms_over_time():
    jitter = RNG.normal(0, 1.0, (400, 4, 2)).astype(np.float32)
    assert stillness(POINTS + jitter, 84.0) == pytest.approx(np.sqrt(2) / 84, rel=0.05)


def test_swimming_slowly_is_not_still():
    drift = np.linspace(0, 5, 40, dtype=np.float32)[:, None, None] * np.ones((1, 4, 2), np.float32)
    assert stillness(POINTS + drift, 84.0) > 0.02


def test_what_is_out_of_the_picture_does_not_count():
    path = np.repeat(np.array([[[10, 10], [10, 500]]], np.float32), 3, 0)
    assert visible(path, (100, 100)).tolist() == [True, False]


def flicker_of(pictures):
    flicker = Flicker()
    where = np.ones((40, 40), bool)
    for picture in pictures:
        flicker.add(np.broadcast_to(np.asarray(picture, np.uint8), (40, 40, 3)).copy(), where, 200.0)
    return flicker.value


def test_flicker_sees_light_that_comes_and_goes():
    assert flicker_of([100] * 6) == 0.0
    assert flicker_of([100, 110] * 5) == pytest.approx(10.0, abs=0.5)


def test_slow_light_and_grain_are_no_flicker():
    assert flicker_of(range(100, 120)) < 0.05
    grain = [RNG.integers(95, 106, (40, 40, 3)) for _ in range(10)]
    assert flicker_of(grain) < 0.8


def test_flicker_is_measured_on_the_garment_alone():
    flicker = Flicker()
    where = np.zeros((40, 40), bool)
    where[20:] = True
    for index in range(8):
        picture = np.full((40, 40, 3), 100, np.uint8)
        picture[:5] = 200 * (index % 2)
        flicker.add(picture, where, 100.0)
    assert flicker.value < 0.01
