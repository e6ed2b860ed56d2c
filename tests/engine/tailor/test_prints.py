from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.garments.spec import Fabric, Pattern
from tryon_desktop.engine.tailor.cloth import CLOTHS
from tryon_desktop.engine.tailor.colours import DARKEST, LIGHTEST, encode, linear, palette
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.weaves import WEAVES, sample, weave_tile

DENSITY = 9.0
INKS = ["#f2efe8", "#20304f", "#a8322a", "#3a5a40"]


def patch(pattern: Pattern, u0: float = 0.0, v0: float = 20.0, side: int = 180) -> np.ndarray:
    x = (np.arange(side, dtype=np.float32) + 0.5) / DENSITY
    cloth = Print(pattern, INKS, 70.0, seed=3)
    return np.asarray(cloth.albedo((x + u0)[None, :], (x + v0)[:, None], DENSITY))


@pytest.mark.parametrize("pattern", [p for p in Pattern if p is not Pattern.MOTIF])
def test_every_pattern_is_an_albedo(pattern):
    picture = patch(pattern)
    assert picture.dtype == np.float32
    assert picture.min() >= 0.0
    assert picture.max() <= 1.0
    if pattern is Pattern.SOLID:
        assert picture.shape == (1, 1, 3)
    else:
        assert picture.shape == (180, 180, 3)


@pytest.mark.parametrize("pattern", [p for p in Pattern if p not in (Pattern.SOLID, Pattern.MOTIF)])
def test_every_pattern_shows_two_colours(pattern):
    assert patch(pattern, v0=5.0, side=500).std((0, 1)).max() > 0.03


def test_breton_stripes_are_a_centimetre_every_two_and_a_half():
    column = patch(Pattern.BRETON, v0=20.0, side=468)[:, 5, 1] < 0.4
    starts = np.flatnonzero(np.diff(column.astype(int)) == 1)
    assert np.allclose(np.diff(starts) / DENSITY, 2.6, atol=0.12)
    assert abs(column.mean() - 1.0 / 2.6) < 0.03


def test_straight_and_turned_lookups_agree():
    tile = weave_tile("jersey", DENSITY)
    x = (np.arange(90, dtype=np.float32) + 0.5) / DENSITY
    u, v = x[None, :] - 3.0, x[:, None] + 21.0
    straight = sample(tile, u, v, (14.0, 14.0))
    full_u, full_v = (np.ascontiguousarray(a) for a in np.broadcast_arrays(u, v))
    # cv2.remap interpolates in steps of 1/32 of a texel.
    assert np.abs(straight - sample(tile, full_u, full_v, (14.0, 14.0))).mean() < 0.05


@pytest.mark.parametrize("weave", sorted(WEAVES))
def test_weaves_repeat_without_a_seam(weave):
    tile = weave_tile(weave, DENSITY)
    inside = np.abs(np.diff(tile, axis=1)).mean(0)
    seam = np.abs(tile[:, 0] - tile[:, -1]).mean()
    assert seam <= inside.max() * 1.2 + 1e-3
    assert abs(float(tile.mean())) < 0.1


def test_every_fabric_has_a_cloth_with_a_known_weave():
    assert set(CLOTHS) == set(Fabric)
    assert {cloth.weave for cloth in CLOTHS.values()} <= set(WEAVES)


def test_colours_stay_within_what_cloth_can_be():
    assert np.allclose(linear("#000000"), DARKEST)
    assert np.allclose(linear("#ffffff"), LIGHTEST)
    assert np.argmax(linear("#ff0000")) == 2, "BGR"
    assert encode(np.float32([0.0, 1.0])).tolist() == [0, 255]


def test_a_palette_always_has_four_colours():
    for colours in (("#000000",), ("#ffffff", "#ff0000"), ("#112233",) * 4):
        assert len(palette(colours)) == 4
        assert tuple(palette(colours)[: len(colours)]) == colours
