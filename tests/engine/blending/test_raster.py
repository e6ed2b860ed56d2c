from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tryon_desktop.engine.blending.raster import bounds, cut, enlarged, union


@given(arrays(np.float32, (5, 2), elements=st.floats(-200, 300, width=32)))
def test_bounds_hold_every_point_of_the_frame(points):
    size = (120, 90)
    box = bounds(points, size)
    inside = points[((points >= 0) & (points < np.array(size) - 1)).all(1)]
    if box is None:
        assert not len(inside)
        return
    x0, y0, x1, y1 = box
    assert 0 <= x0 < x1 <= 120
    assert 0 <= y0 < y1 <= 90
    assert (inside >= (x0, y0)).all()
    assert (inside <= (x1 - 1, y1 - 1)).all()


def test_union_and_cut():
    assert union([(3, 4, 9, 9), (5, 1, 7, 20)]) == (3, 1, 9, 20)
    image = np.arange(60, dtype=np.uint8).reshape(6, 10)
    part = cut(image, (2, 1, 5, 4))
    assert part.tolist() == image[1:4, 2:5].tolist()
    assert np.shares_memory(part, image)


SHARE = st.floats(0, 0.4)
FAR_SHARE = st.floats(0.6, 1)
SIDE = st.integers(9, 40)
FACTOR = st.floats(1, 6) | st.sampled_from([1.0, 2.0, 4.0])


@settings(max_examples=40)
@given(
    st.integers(0, 2**31), st.tuples(SIDE, SIDE), st.tuples(FACTOR, FACTOR),
    st.tuples(SHARE, SHARE, FAR_SHARE, FAR_SHARE),
)  # fmt: skip
def test_enlarged_is_a_crop_of_the_whole_enlarged(seed, reduced, factor, corners):
    small = np.random.default_rng(seed).integers(0, 256, reduced[::-1], dtype=np.uint8)
    size = (round(reduced[0] * factor[0]), round(reduced[1] * factor[1]))
    box = tuple(round(share * size[i % 2]) for i, share in enumerate(corners))
    whole = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    found, expected = enlarged(small, size, box).astype(int), cut(whole, box).astype(int)
    assert found.shape == expected.shape
    # OpenCV warps on a grid of 1/32 pixel: between black and white that is up to 4 levels on either axis.
    assert np.abs(found - expected).max() <= 9
