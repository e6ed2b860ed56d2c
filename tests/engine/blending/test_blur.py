"""Two boxes for a Gaussian."""

import numpy as np
import pytest

from tryon_desktop.engine.blending.blur import soft


@pytest.mark.parametrize("sigma", [1.6, 2.25, 4.0, 9.0])
def test_it_is_as_wide_as_a_gaussian(sigma):
    point = np.zeros((101, 101), np.float32)
    point[50, 50] = 1
    row = soft(point, sigma).sum(0)
    assert row.sum() == pytest.approx(1, abs=1e-4)
    spread = np.sqrt((row * (np.arange(101) - 50.0) ** 2).sum())
    # A box has a middle: of two odd sides the larger one is taken.
    assert sigma - 0.2 < spread < sigma + 0.6


def test_the_least_changes_nothing():
    picture = np.random.default_rng(0).integers(0, 255, (9, 7, 3), np.uint8)
    assert np.array_equal(soft(picture, 0.0), picture)
