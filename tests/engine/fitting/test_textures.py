"""The textures of a garment that is taken apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from figure import garment

from tryon_desktop.engine.fitting.pieces import take_apart


@pytest.mark.parametrize("name", ["tee", "jacket", "jeans", "dress"])
def test_every_size_is_half_of_the_one_before(name):
    pieces = take_apart(garment(name))
    for piece in (*pieces.front, *([] if pieces.inner is None else [pieces.inner])):
        for fine, coarse in zip(piece.levels, piece.levels[1:], strict=False):
            assert fine.shape[:2] == (2 * coarse.shape[0], 2 * coarse.shape[1])
            means = fine.reshape(coarse.shape[0], 2, coarse.shape[1], 2, 4)[..., 3].mean((1, 3))
            assert np.abs(means - coarse[..., 3]).max() <= 1
        assert not piece.levels[0][[0, -1], :, 3].any()
        assert not piece.levels[0][:, [0, -1], 3].any()


def test_what_lies_beyond_the_cloth_does_not_seep_into_its_edge():
    """A garment's picture may hold any colour where it is transparent."""
    plain = garment("tee")
    garish = plain.image.copy()
    garish[garish[..., 3] == 0] = (255, 0, 255, 0)
    for piece in take_apart(replace(plain, image=garish)).front:
        for level in piece.levels[1:]:
            shown = level[level[..., 3] > 60].astype(float)
            assert (shown[:, 0] < shown[:, 1] + 25).all(), "purple at the edge"
