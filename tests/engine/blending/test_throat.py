"""How wide a neck is taken to be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from figure import NECK, Figure

from tryon_desktop.engine.blending.occlusion import throat
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.vision.body import Region

WHO = Figure(face=True)
BARE = -0.33
"""Height in shoulder widths, below the jaw's corners, at which a neck of any width is free of the shoulders."""


def breadth(body) -> float:
    """How broad the throat is at BARE, in shoulder widths."""
    outline = WHO.place([(0, 0)])[0], throat(body, Fitter().measures(body))
    points = (outline[1] - outline[0]) / WHO.scale
    points = np.concatenate([points, points[:1]])
    crossings = [
        a[0] + (b[0] - a[0]) * (BARE - a[1]) / (b[1] - a[1])
        for a, b in pairwise(points)
        if (a[1] - BARE) * (b[1] - BARE) < 0
    ]
    return max(crossings) - min(crossings)


def wearing_a_neck(half: float, beside: Region = Region.BACKGROUND):
    """The figure with a neck labelled `half` shoulder widths broad on either side, and what is beside it."""
    body = WHO.body()
    labels = body.label_map.copy()
    for reach, region in ((0.4, beside), (half, Region.SKIN)):
        stripe = np.zeros(WHO.size[::-1], np.uint8)
        WHO.paint(stripe, [(-reach, -0.5), (reach, -0.5), (reach, -0.1), (-reach, -0.1)], 1)
        place = (stripe[::2, ::2] > 0) & (labels != Region.FACE)
        labels[place] = region
    return replace(body, label_map=labels)


def test_a_neck_is_as_wide_as_it_is_seen_to_be():
    narrow, wide = breadth(wearing_a_neck(NECK * 0.8)), breadth(wearing_a_neck(NECK * 1.4))
    assert wide > 1.1 * narrow


def test_a_hood_of_the_skin_s_colour_does_not_widen_it():
    usual = breadth(replace(WHO.body(), label_map=None))
    assert breadth(wearing_a_neck(NECK * 1.4, Region.CLOTHES)) == pytest.approx(usual)


@pytest.mark.parametrize("half", [0.02, 0.39])
def test_no_label_makes_it_a_thread_or_a_bull_s(half):
    usual = breadth(replace(WHO.body(), label_map=None))
    assert 0.95 * usual <= breadth(wearing_a_neck(half)) < 1.5 * usual
