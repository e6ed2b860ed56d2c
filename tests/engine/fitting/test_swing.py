from __future__ import annotations

import figure
import numpy as np
import pytest
from figure import Figure, garment
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.fitting.swing import Swing, looseness
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import GarmentSpec

DOWN = np.array([0, 1], np.float32)
WIDTH = 100.0


def swung(swing: Swing, path, step: float = 1 / 30) -> np.ndarray:
    """(T,) sideways offsets of one hem whose anchor takes the places `path`."""
    return np.array([swing(np.array([[x, 50.0]], np.float32), i * step, WIDTH, DOWN)[0, 0] for i, x in enumerate(path)])


def test_a_still_hem_does_not_move_at_all():
    assert not swung(Swing(1.0), [20.0] * 30).any()


def test_noise_of_the_keypoints_does_not_move_it():
    noise = np.random.default_rng(3).normal(0, 0.0008 * WIDTH, 200)
    assert not swung(Swing(1.0), 20 + noise).any()


def test_it_stays_behind_at_a_start_runs_on_at_a_stop_and_comes_to_exact_rest():
    path = [0.0] * 5 + [4.0 * i for i in range(60)] + [4.0 * 59] * 120
    off = swung(Swing(1.0), path)
    assert off[:5].max() == 0
    assert off[5:15].min() < -1.0, "it is left behind"
    assert abs(off[60]) < 0.3, "a steady pace leaves nothing behind"
    assert off[65:80].max() > 1.0, "it runs on"
    assert off[-1] == 0.0


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=30), st.floats(1e-4, 3.0))
def test_it_is_stable_whatever_happens(path, step):
    off = swung(Swing(1.0), path, step)
    assert np.isfinite(off).all()
    assert np.abs(off).max() <= 0.1 * WIDTH + 1e-3


@pytest.mark.parametrize("step", [1 / 120, 1 / 60, 1 / 15])
def test_it_swings_alike_at_any_frame_rate(step):
    def sway(every):
        times = np.arange(0, 2, every)
        return np.abs(swung(Swing(1.0), 30 * np.sin(2 * np.pi * times), every)).max()

    assert sway(step) == pytest.approx(sway(1 / 30), rel=0.35)


def test_after_a_pause_it_hangs_at_rest():
    swing = Swing(1.0)
    swing(np.array([[0.0, 0.0]], np.float32), 0.0, WIDTH, DOWN)
    assert not swing(np.array([[90.0, 0.0]], np.float32), 2.0, WIDTH, DOWN).any()


@pytest.mark.parametrize(("name", "loose"), [("tee", False), ("shirt", False), ("tank", False), ("jeans", False),
                                             ("skirt", True), ("dress", True), ("coat", True)])  # fmt: skip
def test_fitted_garments_follow_at_once(name, loose):
    """Laid by a fitter that saw the way here, and by one that did not."""
    assert (looseness(garment(name)) > 0) == loose
    fitter, who = Fitter(), Figure(size=(640, 480))
    for i in range(12):
        drape = fitter(garment(name), who.but(origin=(160 + 3.0 * i * i, 112)).body(i), i / 30)
    fresh = Fitter()(garment(name), who.but(origin=(160 + 3.0 * 121, 112)).body())
    gap = max(np.abs(a.target_xy - b.target_xy).max() for a, b in zip(drape.front, fresh.front, strict=True))
    assert (gap > 0.01 * who.scale) == loose


def test_wide_legs_swing_at_the_hem_and_not_at_the_waist():
    wide = figure.sew(GarmentSpec(category="jeans", fabric="denim", length="ankle", shape="wide", colours=("#222222",)),
                      size=256)  # fmt: skip
    fitter, who = Fitter(), Figure(size=(640, 480))
    for i in range(12):
        drape = fitter(wide, who.but(origin=(160 + 3.0 * i * i, 112)).body(i), i / 30)
    fresh = Fitter()(wide, who.but(origin=(160 + 3.0 * 121, 112)).body())
    for a, b in zip(drape.front, fresh.front, strict=True):
        assert a.piece.part in (Part.RIGHT_LEG, Part.LEFT_LEG)
        off = np.abs(a.target_xy - b.target_xy).max(1).reshape(len(a.piece.bind.rows), -1).max(1)
        assert off[-1] > 0.01 * who.scale > 0.5 * off[0]
        assert off[0] < 0.5
