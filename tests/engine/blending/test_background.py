from __future__ import annotations

import numpy as np
import pytest
from figure import Figure

from tryon_desktop.engine.blending.background import BackgroundMemory, guessed

SIZE = (240, 180)
WHOLE = (0, 0, *SIZE)


def room() -> np.ndarray:
    """A wall that changes gently from left to right and top to bottom."""
    y, x = np.mgrid[: SIZE[1], : SIZE[0]].astype(np.float32)
    return np.stack([80 + x / 3, 120 + y / 3, 200 - x / 4], -1).astype(np.uint8)


def seen(x: float) -> tuple[np.ndarray, np.ndarray]:
    """The room with a figure at `x`: picture and matte."""
    matte = Figure(size=SIZE, origin=(x, 50), scale=30).matte()
    picture = room()
    picture[matte > 0] = (0, 0, 255)
    return picture, matte


def watch(memory: BackgroundMemory, picture: np.ndarray, matte: np.ndarray) -> None:
    """A third of a second of the same."""
    for _ in range(10):
        memory.learn(picture, matte)


def error(memory: BackgroundMemory, x: float) -> float:
    hidden = seen(x)[1] > 0
    return float(np.abs(memory.over(WHOLE, SIZE).astype(int) - room())[hidden].mean())


def test_nothing_is_known_before_the_first_frame():
    assert BackgroundMemory().over(WHOLE, SIZE) is None


def test_what_was_once_seen_is_remembered():
    memory = BackgroundMemory()
    memory.learn(*seen(60))
    guess = error(memory, 60)
    watch(memory, *seen(180))
    assert error(memory, 60) < 1.5
    assert guess < 25, "the guess must be made of the wall, not of the person"


def test_a_camera_that_moved_is_another_room():
    memory = BackgroundMemory()
    memory.learn(*seen(60))
    picture, matte = seen(180)
    other = 255 - picture
    watch(memory, other, matte)
    shown = memory.over(WHOLE, SIZE)
    wall = seen(180)[1] == 0
    assert np.abs(shown.astype(int) - other)[wall].mean() < 3


def test_another_frame_size_starts_anew():
    memory = BackgroundMemory()
    memory.learn(*seen(60))
    memory.learn(np.full((100, 120, 3), 77, np.uint8), np.zeros((100, 120), np.uint8))
    assert memory.over((0, 0, 120, 100), (120, 100)) == pytest.approx(77)


def test_a_box_is_cut_from_the_whole():
    memory = BackgroundMemory()
    memory.learn(*seen(60))
    box = (31, 20, 97, 111)
    np.testing.assert_allclose(memory.over(box, SIZE), memory.over(WHOLE, SIZE)[20:111, 31:97], atol=2)


@pytest.mark.parametrize("shape", [(5, 9), (40, 31), (64, 64)])
def test_a_guess_keeps_what_is_known_and_is_made_of_it(shape):
    rng = np.random.default_rng(3)
    colour = rng.integers(90, 110, (*shape, 3), dtype=np.uint8)
    known = np.zeros(shape, np.uint8)
    known[:, : shape[1] // 3] = 255
    colour[known == 0] = 255
    full = guessed(colour, known)
    np.testing.assert_allclose(full[known > 0], colour[known > 0], atol=1)
    assert full[known == 0].min() >= 85
    assert full[known == 0].max() <= 115


def test_a_guess_of_nothing_is_black_and_finite():
    assert guessed(np.full((20, 20, 3), 9, np.uint8), np.zeros((20, 20), np.uint8)).max() == 0
