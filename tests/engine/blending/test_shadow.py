"""A shadow lies beside cloth, but not where two parts of a garment join."""

import numpy as np

from tryon_desktop.engine.blending.shadow import shadow

SIZE = (160, 96)
SPREAD = 9.0
CLOTH = np.zeros(SIZE[::-1], np.uint8)
CLOTH[:, :80] = 255
ALL = np.full_like(CLOTH, 255)


def test_a_shadow_fades_away_from_cloth():
    row = shadow(CLOTH, ALL, SPREAD, None)[48].astype(int)
    assert row[82] < 225
    assert (np.diff(row[80:]) >= 0).all()
    assert (row[120:] == 255).all()


def test_it_falls_on_the_ground_alone():
    assert (shadow(CLOTH, np.zeros_like(CLOTH), SPREAD, None) == 255).all()


def test_no_shadow_reaches_a_seam():
    seam = np.array([[80, 4], [80, 92]], np.float32)
    lit = shadow(CLOTH, ALL, SPREAD, seam)
    assert (lit[12:84, 76:] == 255).all(), "a step would show where the parts join"
    assert lit[48, 20] < 170
