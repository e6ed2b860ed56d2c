"""Figures of what was shown."""

from __future__ import annotations

import pytest

from tryon_desktop.app.stats import WINDOW_S, ShownStats


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_frames_a_second_and_median_age(clock):
    stats = ShownStats(clock)
    for _ in range(50):
        clock.now += 0.04
        stats.shown(clock.now - 0.070, {"pose": 3.0})
    read = stats.read(5)
    assert read.fps == pytest.approx(25, abs=0.6)
    assert read.latency_ms == pytest.approx(70)
    assert read.dropped == 5
    assert dict(read.stages_ms) == {"pose": 3.0}


def test_a_picture_shown_again_has_no_latency(clock):
    stats = ShownStats(clock)
    stats.shown(None, {})
    assert stats.read(0).latency_ms is None


def test_what_is_long_ago_does_not_count(clock):
    stats = ShownStats(clock)
    stats.shown(clock.now, {})
    clock.now += WINDOW_S + 0.1
    assert stats.read(3).fps == 0.0


def test_it_falls_to_nothing_when_nothing_comes(clock):
    stats = ShownStats(clock)
    for _ in range(30):
        clock.now += 1 / 30
        stats.shown(clock.now, {})
    full = stats.read(0).fps
    clock.now += 1.0
    assert stats.read(0).fps < full * 0.6
