"""Masks along the picture's edges, and the camera's grain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.blending.edges import Guide
from tryon_desktop.engine.blending.grain import Grain, noise_level

SIZE = (640, 480)
BOX = (40, 20, 600, 460)


def hand() -> tuple[np.ndarray, np.ndarray]:
    """A bright disc on dark cloth, and where it is; frame and (H, W) bool."""
    truth = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(truth, (322, 239), 83, 255, -1, cv2.LINE_AA)
    frame = 40 + cv2.GaussianBlur(truth, (5, 5), 0) // 2
    return np.dstack([frame] * 3).astype(np.uint8), truth > 127


def test_a_label_that_is_off_by_a_pixel_ends_at_the_hands_own_edge():
    frame, truth = hand()
    wide = cv2.dilate(truth.astype(np.uint8) * 255, np.ones((9, 9), np.uint8))
    mask = cv2.resize(wide, (160, 120), interpolation=cv2.INTER_NEAREST)
    half, small = (cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for size in ((320, 240), (160, 120)))
    refined = Guide(half, small, BOX).refined(mask)
    x0, y0, x1, y1 = BOX
    assert refined.shape == (y1 - y0, x1 - x0)
    coarse = cv2.resize(mask, SIZE, interpolation=cv2.INTER_LINEAR)[y0:y1, x0:x1]
    wrong = [(np.abs(alpha / 255.0 - truth[y0:y1, x0:x1]) > 0.5).sum() for alpha in (refined, coarse)]
    assert wrong[0] < 0.65 * wrong[1]


def test_where_the_picture_shows_nothing_the_mask_stays():
    plain = np.full((*SIZE[::-1], 3), 90, np.uint8)
    mask = np.zeros((120, 160), np.uint8)
    mask[40:80, 50:110] = 255
    refined = Guide(plain[::2, ::2], plain[::4, ::4], BOX).refined(mask)
    assert refined[240 - 20, 320 - 40] == 255
    assert refined[60, 60] == 0


@pytest.mark.parametrize("sigma", [1.5, 4.0])
def test_grain_is_as_strong_as_the_cameras(sigma):
    rng = np.random.default_rng(1)
    noisy = lambda: np.clip(120 + rng.normal(0, sigma, (*SIZE[::-1], 1)) + np.zeros(3), 0, 255).astype(np.uint8)  # noqa: E731
    grain = Grain()
    for number in range(30):
        grain.learn(noisy(), number)
    painted = grain.add(np.full((300, 400, 3), 128, np.uint8), (100, 100, 500, 400))
    assert painted.astype(float).std() == pytest.approx(sigma, rel=0.45)
    assert painted.mean() == pytest.approx(128, abs=1)


def test_a_clean_picture_gets_none_and_the_same_frame_the_same():
    plain = np.full((*SIZE[::-1], 3), 90, np.uint8)
    assert noise_level(plain) == 0
    grain = Grain()
    grain.learn(plain, 0)
    paint = np.full((50, 50, 3), 128, np.uint8)
    assert np.array_equal(grain.add(paint, (0, 0, 50, 50)), paint)
    first = grain.add(paint, (0, 0, 50, 50), least=2.0)
    assert np.array_equal(grain.add(paint, (0, 0, 50, 50), least=2.0), first)
    grain.learn(plain, 1)
    assert not np.array_equal(grain.add(paint, (0, 0, 50, 50), least=2.0), first), "it does not stand still"


def test_texture_is_not_taken_for_noise():
    stripes = np.zeros((*SIZE[::-1], 3), np.uint8)
    stripes[:, ::2] = 200
    stripes[:, 320:] = 100
    assert noise_level(stripes) < 1
