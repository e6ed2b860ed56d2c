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
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.reducing import shrink
from tryon_desktop.engine.vision.body import Body, Keypoint, Region
from tryon_desktop.engine.vision.colour import ColourHistogram

_CHEST, _HALF_CHEST = (0.2, 0.75), 0.42
"""Where cloth is surely the top's: levels (0 shoulder line, 1 hip line) and half width in shoulder widths."""
_BELOW, _HALF_HIPS = (1.0, 2.2), 0.65
"""Where the trousers' cloth is looked for, in the same terms."""
_BAND = (0.7, 1.75)
"""Levels between which a top may end that hangs over trousers: a longer one is a dress."""
_EVERY = 6
"""Frames after which colours are learnt anew."""
_MEMORY = 0.85
_RARE = 4.0
"""Percentile of the chest's own likelihood as the top's cloth, below which cloth is another."""
_FEWEST, _LEAST = 40, 0.12
"""Reduced pixels of another cloth below the hips, and their share there, from which on trousers are told by them."""
_SURE = 3
"""Times that trousers were told, at most, which are outweighed by as many that legs were the top's own cloth."""
_LOWER_END, _ALL_ALONG = 0.03, 0.6
"""How much of the lower end of what is seen, in levels, and the share of it that must be the other cloth."""
_OTHER, _TINT_COUNTS = 9.0, f32([0.4, 1, 1])
"""Least distance of its colour, in 8-bit Lab, and how much lightness and tint count for it."""
_NOTCH, _BESIDE = 0.2, 0.12
"""Breadth of a notch in a hem that is none, and how far beside the top trousers are hidden, in shoulder widths."""
_EMPTY = 128
"""Matte below which nobody is there."""
_SHADE = np.ones((4, 1), np.uint8)
"""Reduced pixels of shade that a hem casts, and that are not its own."""


class WornTop:
    """Finds the hem of the top that a person wears. One for each stream: it remembers colours."""

    def __init__(self) -> None:
        self._top, self._legs = ColourHistogram(_MEMORY), ColourHistogram(_MEMORY)
        self._frames, self._told = 0, 0

    def __call__(self, small: U8, body: Body, measures: Measures) -> tuple[U8, U8] | None:
        """Where the worn top hangs over the hips, and where behind it no trousers are seen; None: it cannot be told.

        small: (h, w, 3) uint8 BGR, the reduced frame. Both (h, w) uint8, 0 or 255.
        """
        if body.label_map is None or not body.sees(Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP):
            return None
        size = (small.shape[1], small.shape[0])
        cloth = cv2.resize(body.label_map, size, interpolation=cv2.INTER_NEAREST) == Region.CLOTHES
        offset = reduced_grid(body.size) - measures.shoulder_mid
        level = f32(offset @ measures.down) / np.float32(measures.torso_length)
        aside = np.abs(f32(offset @ measures.across)) / np.float32(measures.shoulder_width)
        free = cloth & ~_arms(measures, body.size, size)
        lab = u8(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
        if self._frames % _EVERY == 0:
            chest = free & (level > _CHEST[0]) & (level < _CHEST[1]) & (aside < _HALF_CHEST)
            below = free & (level > _BELOW[0]) & (level < _BELOW[1]) & (aside < _HALF_HIPS)
            self._learn(lab[chest], lab[below], level[below])
        self._frames += 1
        if not self._told:
            return None
        likely = np.zeros(small.shape[:2], np.float32)
        asked = cloth & (level > _BAND[0]) & (level < _BAND[1])
        likely[asked] = self._top.log_density(lab[asked]) - self._legs.log_density(lab[asked])
        empty = shrink(body.matte, size) < _EMPTY
        return _hanging(likely, cloth, free, empty, level, measures.shoulder_width * size[0] / body.size[0])

    def _learn(self, chest: U8, below: U8, level: F32) -> None:
        """Take in Lab colours, (N, 3), of cloth on the chest and of cloth below the hips. level: (N,) of the latter.

        What was told of somebody holds on while only the top is seen: they have stepped nearer, or bent.
        """
        self._top.learn(chest)
        if not self._top.known or not len(chest) or not len(below):
            return
        usual = np.percentile(self._top.log_density(chest), _RARE)
        other = self._top.log_density(below) < usual
        lowest = float(level.max())
        if (
            np.count_nonzero(other) >= max(_FEWEST, _LEAST * len(below))
            and other[level > lowest - _LOWER_END].mean() > _ALL_ALONG
            and _distance(below[other], chest) > _OTHER
        ):
            self._legs.learn(below[other])
            self._told = min(self._told + self._legs.known, _SURE)
        elif lowest > _BAND[1]:
            # No top reaches so far: the legs are of its cloth.
            self._told = max(self._told - 1, 0)


def _distance(cloth: U8, chest: U8) -> float:
    """How far the usual colours of two cloths are apart, in Lab: a fold is darker, and of the same tint."""
    away = np.median(f32(cloth), axis=0) - np.median(f32(chest), axis=0)
    return float(np.linalg.norm(away * _TINT_COUNTS))


def _hanging(
    likely: F32, cloth: Bool, free: Bool, empty: Bool, level: F32, width: float
) -> tuple[U8, U8]:
    """What below the waist is more `likely` the top's cloth, and hangs together with what is above it.

    free: cloth but for the arms'. empty: where nobody is. width: the shoulders', in reduced pixels.
    """
    weight = cloth.astype(np.float32)
    even = cv2.blur(likely * weight, (5, 5)) / np.maximum(cv2.blur(weight, (5, 5)), 1e-3)
    above = free & (level < _BAND[0])
    top = (above | (free & (level < _BAND[1]) & (even > 0))).astype(np.uint8)
    # A thread of shade along a seam neither ties a pocket to the top nor tears its hem.
    whole = cv2.morphologyEx(top, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts = cv2.connectedComponents(whole, connectivity=4)
    held = np.bincount(parts[above], minlength=count) > 0
    held[0] = False
    found = u8(cv2.morphologyEx(held[parts].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    # A fold's shade tears no notch into a hem, while between an open jacket's fronts the trousers are seen.
    straight = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((1, max(round(_NOTCH * width), 1)), np.uint8))
    # Its own shadow on the trousers is as dark as it is: rather a hem that is a little short than a rim of old cloth.
    hem = u8(cv2.erode(straight, _SHADE))
    # Nothing of the trousers sticks out beside the top. Not down to the hem itself, whose edge is the picture's.
    wide = cv2.dilate(cv2.erode(hem, _SHADE), np.ones((1, 2 * round(_BESIDE * width) + 1), np.uint8)) > 0
    below = level > _BAND[0]
    beside = wide & ((hem > 0) | empty | (cloth & (even >= 0))) & below
    return u8(np.where(below, hem * np.uint8(255), np.uint8(0))), u8(beside * np.uint8(255))


def _arms(measures: Measures, whole: tuple[int, int], size: tuple[int, int]) -> Bool:
    mask = np.zeros((size[1], size[0]), np.uint8)
    draw_arms(mask, measures, f32([size[0] / whole[0], size[1] / whole[1]]), f32([0, 0]), 1)
    return np.asarray(mask > 0, np.bool_)
