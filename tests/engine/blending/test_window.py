"""The part of the reduced picture that the person takes up."""

from __future__ import annotations

import numpy as np
from figure import Figure
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.blending.limbs import reduced_size
from tryon_desktop.engine.blending.window import Window

WHO = Figure(face=True)
ALL = (0, 0, *WHO.size)


def nothing(size: tuple[int, int]) -> np.ndarray:
    return np.zeros(reduced_size(size)[::-1], np.float32)


def test_it_holds_the_person_and_some_of_what_is_about_them():
    window = Window.about(WHO.body(), ALL, nothing(WHO.size))
    person = WHO.body().label_map[::2, ::2] > 0
    assert window.cut(person).sum() == person.sum() > 0
    narrow = Window.about(WHO.but(size=(960, 480)).body(), (0, 0, 960, 480), nothing((960, 480)))
    assert narrow.shape[1] < 240 / 2


def test_of_the_person_only_what_is_near_the_outfit_is_in_it_and_bare_limbs():
    body, bare = WHO.body(), nothing(WHO.size)
    near = Window.about(body, (100, 60, 220, 160), bare)
    assert near.box[3] <= 160 // 4 + 32
    bare[-3, bare.shape[1] // 2] = 0.5
    assert Window.about(body, (100, 60, 220, 160), bare).box[3] == bare.shape[0]


def test_nobody_leaves_a_window_that_does_no_harm():
    body = Figure((161, 203), (-900, -900)).body()
    window = Window.about(body, (0, 0, 161, 203), nothing((161, 203)))
    assert window.cut(nothing((161, 203))).size > 0
    assert window.within(np.zeros(window.shape, np.float32), 0.01) is None


@given(
    st.tuples(st.integers(30, 700), st.integers(30, 700)),
    st.tuples(*[st.floats(0, 1)] * 4), st.tuples(*[st.floats(0, 1)] * 4),
)  # fmt: skip
def test_what_is_cut_out_lies_in_the_frame_where_it_lay(size, part, mark):
    whole = reduced_size(size)

    def box(shares, within):
        x0, x1 = sorted(int(share * (within[0] - 1)) for share in shares[:2])
        y0, y1 = sorted(int(share * (within[1] - 1)) for share in shares[2:])
        return x0, y0, x1 + 1, y1 + 1

    window = Window(size, whole, box(part, whole))
    x0, y0, x1, y1 = box(mark, window.shape[::-1])
    where = np.zeros(window.shape, np.float32)
    where[y0:y1, x0:x1] = 1
    (rows, columns), frame = window.within(where, 0.5)
    assert where[rows, columns].sum() == where.sum()
    assert 0 <= frame[0] < frame[2] <= size[0]
    assert 0 <= frame[1] < frame[3] <= size[1]
    step = size[0] / whole[0]
    assert abs(frame[0] - (columns.start + window.box[0]) * step) <= 0.5 + 1e-3
    assert np.array_equal(window.cut(window.of_whole(where.astype(np.uint8))), where.astype(np.uint8))
    assert np.allclose(window.corner * window.scale, window.box[:2], atol=1e-3)
