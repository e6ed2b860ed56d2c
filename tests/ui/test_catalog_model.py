"""Names under the tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.ui.tile import break_name


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("Navy polo", 12, ("Navy polo", "")),
        ("Relaxed charcoal T-shirt", 18, ("Relaxed charcoal", "T-shirt")),
        ("修身鼠尾草绿U领T恤", 9, ("修身鼠尾草", "绿U领T恤")),
        ("一二三四T恤七八", 5, ("一二三四", "T恤七八")),
    ],
)
def test_lines(name, room, lines):
    assert break_name(name, lambda text: len(text) <= room) == lines


@given(st.text(min_size=1), st.integers(1, 20))
def test_nothing_but_a_space_is_lost(name, room):
    first, rest = break_name(name, lambda text: len(text) <= room)
    assert name in (first + rest, f"{first} {rest}")
    assert first
