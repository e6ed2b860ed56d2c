"""Reduced pictures, and those that a frame keeps for everybody."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.reducing import shrink


def test_shrink_averages():
    image = np.zeros((64, 64), np.uint8)
    image[:, ::2] = 200
    assert set(np.unique(shrink(image, (8, 8)))) == {100}


@given(st.integers(1, 90), st.integers(1, 70), st.integers(1, 60), st.integers(1, 60))
def test_what_a_frame_keeps_reduces_as_the_frame_itself_does(width, height, most_wide, most_high):
    rng = np.random.default_rng(width * height)
    frame = Frame(0, 0.0, rng.integers(0, 255, (height, width, 3), np.uint8))
    size = (min(most_wide, width), min(most_high, height))
    for _ in range(2):
        kept = frame.reduced(size)
        assert kept.shape[1] >= size[0]
        assert kept.shape[0] >= size[1]
        assert np.array_equal(shrink(kept, size), shrink(frame.bgr, size))


def test_halves_are_made_once_and_cannot_be_written():
    frame = Frame(0, 0.0, np.zeros((64, 80, 3), np.uint8))
    assert frame.reduced((20, 16)) is frame.reduced((20, 16))
    assert frame.reduced((20, 16)).shape == (16, 20, 3)
    assert frame.reduced((80, 64)) is frame.bgr
    assert not frame.reduced((40, 32)).flags.writeable
