"""A worn top that hangs over the trousers it is worn with stays over those that are tried on.

No label tells a sweater from jeans, but their colours do, where both are seen: what below the waist looks like the
cloth on the chest, and hangs together with it, is its hem.
"""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32, u8
from tryon_desktop.engine.blending.limbs import reduced_grid
from tryon_desktop.engine.blending.occlusion import draw_arms
from tryon_desktop.engine.fitting.limb import Limb
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.vision.body import Body, Region
from tryon_desktop.engine.vision.colour import ColourHistogram

_CHEST, _HALF_CHEST = (0.2, 0.75), 0.42
"""Where cloth is surely the top's: levels (0 shoulder line, 1 hip line) and half width in shoulder widths."""
_THIGH, _HALF_THIGH = (0.4, 1.0), 0.09
"""Where it surely is the trousers': from hip (0) to knee (1), and half width in shoulder widths."""
_BAND = (0.7, 1.75)
"""Levels between which a top may end that hangs over trousers: a longer one is a dress."""
_EVERY = 6
"""Frames after which colours are learnt anew."""
_MEMORY = 0.85
_FEWEST = 60
"""Reduced pixels of either cloth below which nothing is known of it."""
_SHADE = np.ones((4, 1), np.uint8)
"""Reduced pixels of shade that a hem casts, and that are not its own."""
_TOLD_APART = 1.2
"""Mean log-likelihood ratio on either cloth from which on the two can be told apart."""


class WornTop:
    """Finds the hem of the top that a person wears. One for each stream: it remembers colours."""

    def __init__(self) -> None:
        self._top, self._legs = ColourHistogram(_MEMORY), ColourHistogram(_MEMORY)
        self._frames = 0

    def __call__(self, small: U8, body: Body, measures: Measures) -> U8 | None:
        """Where the worn top hangs over the hips, (h, w) uint8 0 or 255; None where that cannot be told.

        small: (h, w, 3) uint8 BGR, the reduced frame.
        """
        thighs = [leg for leg in measures.legs if leg.seen[0] > 0.5 and leg.seen[1] > 0.5]
        if body.label_map is None or not thighs:
            return None
        size = (small.shape[1], small.shape[0])
        cloth = cv2.resize(body.label_map, size, interpolation=cv2.INTER_NEAREST) == Region.CLOTHES
        offset = reduced_grid(body.size) - measures.shoulder_mid
        level = f32(offset @ measures.down) / np.float32(measures.torso_length)
        aside = np.abs(f32(offset @ measures.across)) / np.float32(measures.shoulder_width)
        free = cloth & ~_arms(measures, body.size, size)
        chest = free & (level > _CHEST[0]) & (level < _CHEST[1]) & (aside < _HALF_CHEST)
        legs = free & _drawn(thighs, measures.shoulder_width, body.size, size)
        if min(np.count_nonzero(chest), np.count_nonzero(legs)) < _FEWEST:
            return None
        lab = u8(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
        if self._frames % _EVERY == 0 or not self._legs.known:
            self._top.learn(lab[chest])
            self._legs.learn(lab[legs])
        self._frames += 1
        if min(self._ratio(lab[chest]).mean(), -self._ratio(lab[legs]).mean()) < _TOLD_APART:
            return None
        likely = np.zeros(small.shape[:2], np.float32)
        asked = free & (level > _BAND[0]) & (level < _BAND[1])
        likely[asked] = self._ratio(lab[asked])
        return _hanging(likely, free, level)

    def _ratio(self, colours: U8) -> F32:
        """(N,) log of how much likelier (N, 3) Lab colours are the top's than the trousers'."""
        return f32(self._top.log_density(colours) - self._legs.log_density(colours))


def _hanging(likely: F32, cloth: Bool, level: F32) -> U8:
    """What below the waist is more `likely` the top's cloth, and hangs together with what is above it."""
    weight = cloth.astype(np.float32)
    even = cv2.blur(likely * weight, (5, 5)) / np.maximum(cv2.blur(weight, (5, 5)), 1e-3)
    above = cloth & (level < _BAND[0])
    top = (above | (cloth & (level < _BAND[1]) & (even > 0))).astype(np.uint8)
    # A thread of shade along a seam neither ties a pocket to the top nor tears its hem.
    whole = cv2.morphologyEx(top, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts = cv2.connectedComponents(whole, connectivity=4)
    held = np.bincount(parts[above], minlength=count) > 0
    held[0] = False
    found = u8(cv2.morphologyEx(held[parts].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    # Its own shadow on the trousers is as dark as it is: rather a hem that is a little short than a rim of old cloth.
    hem = u8(cv2.erode(found, _SHADE))
    return u8(np.where(level > _BAND[0], hem * np.uint8(255), np.uint8(0)))


def _arms(measures: Measures, whole: tuple[int, int], size: tuple[int, int]) -> Bool:
    mask = np.zeros((size[1], size[0]), np.uint8)
    draw_arms(mask, measures, f32([size[0] / whole[0], size[1] / whole[1]]), f32([0, 0]), 1)
    return np.asarray(mask > 0, np.bool_)


def _drawn(legs: list[Limb], width: float, whole: tuple[int, int], size: tuple[int, int]) -> Bool:
    """The middle of the thighs of `legs`, (h, w) bool."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    scale = f32([size[0] / whole[0], size[1] / whole[1]])
    for leg in legs:
        hip, knee = leg.joints_xy[:2]
        ends = np.stack([hip + (knee - hip) * np.float32(share) for share in _THIGH]) * scale
        start, end = np.rint(ends).astype(int).tolist()
        cv2.line(mask, start, end, 1, max(round(2 * _HALF_THIGH * width * float(scale[0])), 1))
    return np.asarray(mask > 0, np.bool_)
