"""The room behind the person: remembered where it was once seen, guessed from around where it never was."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.raster import Box, cut, enlarged

_SHRINK = 2
_CLEAR_OF_PERSON = 0.015
"""How far from the silhouette the room counts as seen, as a share of the picture's longest side."""
_LEARN_EVERY = 8
_MOVED = 16.0
"""Mean difference in grey levels between memory and picture at which the camera must have moved."""


def spread(values: F32, weights: F32) -> F32:
    """Fill what is unknown from around it, near things first.

    values: (h, w, 3) float32, colours times their weights. weights: (h, w) float32, from 1 right to 0 unknown. Returns
    (h, w, 3) float32. A pyramid of averages over the known pixels, in which few that are near count as much as many,
    after Gortler et al., "The Lumigraph", 1996 (push-pull).
    """
    sums, shares = [values], [weights]
    while max(shares[-1].shape) > 1:  # until all is known: whatever stays unknown would be black
        size = (max(shares[-1].shape[1] // 2, 1), max(shares[-1].shape[0] // 2, 1))
        share = cv2.resize(shares[-1], size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
        gain = np.minimum(1 / np.maximum(share, 1e-6), 4).astype(np.float32)
        below = cv2.resize(sums[-1], size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], 3)
        sums.append(f32(below * gain[..., None]))
        shares.append(f32(share * gain))
    filled = sums[-1].reshape(1, 1, 3) / np.maximum(shares[-1], 1e-4).reshape(1, 1, 1)
    for value, weight in zip(sums[-2::-1], shares[-2::-1], strict=True):
        height, width = weight.shape
        below = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 3)
        share = np.minimum(weight, 1)[..., None]
        filled = value.reshape(height, width, 3) / np.maximum(weight, 1e-4)[..., None] * share + below * (1 - share)
    return f32(filled)


def guessed(colour: U8, known: U8) -> U8:
    """`colour` (h, w, 3) uint8 where `known` (h, w) uint8 is 255, and elsewhere filled from around it by `spread`."""
    sure = f32(known > 0)
    return u8(np.clip(spread(f32(colour.astype(np.float32) * sure[..., None]), sure), 0, 255))


class BackgroundMemory:
    """Learns the room while the person moves. One for each stream, used from one thread."""

    def __init__(self) -> None:
        self._seen: U8 | None = None
        self._known: U8 | None = None
        self._room: U8 | None = None
        self._large: U8 | None = None
        self._frames = 0

    def learn(self, frame_bgr: U8, matte: U8) -> None:
        """Take in what of the room this frame shows. Forgets everything when the camera has moved.

        Only every few frames does the work: a room keeps still.
        """
        self._frames += 1
        shape = frame_bgr[::_SHRINK, ::_SHRINK].shape
        moved = self._seen is None or self._seen.shape != shape or self._moved(frame_bgr, matte)
        if not moved and self._frames % _LEARN_EVERY:
            return
        small = np.ascontiguousarray(frame_bgr[::_SHRINK, ::_SHRINK])
        person = np.ascontiguousarray(matte[:: 2 * _SHRINK, :: 2 * _SHRINK])
        reach = max(3, round(_CLEAR_OF_PERSON * max(person.shape))) | 1
        near = cv2.dilate(person, np.ones((reach, reach), np.uint8))
        near = cv2.resize(near, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
        room = u8(cv2.threshold(near, 24, 255, cv2.THRESH_BINARY_INV)[1])
        if moved or self._seen is None or self._known is None:
            self._seen, self._known = small, room
        else:
            cv2.copyTo(small, room, self._seen)
            self._known = u8(cv2.max(self._known, room))
        self._room, self._large = self._completed(self._seen, self._known), None

    def _moved(self, frame_bgr: U8, matte: U8) -> bool:
        """Whether the room looks unlike the memory of it, on a sparse grid that costs nothing."""
        if self._seen is None or self._known is None:
            return True
        step = 8 * _SHRINK
        both = (matte[::step, ::step] < 24) & (self._known[::8, ::8] > 0)
        if both.sum() < 50:
            return False
        change = np.abs(frame_bgr[::step, ::step].astype(np.int16) - self._seen[::8, ::8]).mean(-1)
        return float(change[both].mean()) > _MOVED

    @staticmethod
    def _completed(seen: U8, known: U8) -> U8:
        """`seen` with its unknown parts guessed, coarsely: they are smooth anyway."""
        coarse = (seen.shape[1] // 4, seen.shape[0] // 4)
        if min(coarse) < 4:
            return seen.copy()
        sure = u8(cv2.erode(known, np.ones((5, 5), np.uint8))[2::4, 2::4])[: coarse[1], : coarse[0]]
        guess = guessed(np.ascontiguousarray(seen[2::4, 2::4][: coarse[1], : coarse[0]]), sure)
        room = u8(cv2.resize(guess, (seen.shape[1], seen.shape[0]), interpolation=cv2.INTER_LINEAR))
        cv2.copyTo(seen, known, room)
        return room

    def over(self, box: Box, size: tuple[int, int]) -> U8 | None:
        """The room over `box` of a frame of `size` (width, height); (h, w, 3) uint8, None before anything is learnt."""
        if self._room is None:
            return None
        if self._large is None or (self._large.shape[1], self._large.shape[0]) != size:
            self._large = enlarged(self._room, size, (0, 0, *size))
        return cut(self._large, box)


def residue(worn: F32, empty: F32, keep: F32, breadth: int) -> F32:
    """Where worn clothes must give way to the room; all (h, w) float32 0-1.

    `worn`, widened over its rim into what is `empty` of the person but never into skin or hair, less `keep`. breadth:
    of the whole picture of which these are a part, in pixels.
    """
    side = max(3, round(breadth / 80) | 1)
    wide = np.minimum(cv2.blur(cv2.dilate(worn, np.ones((side, side), np.uint8)), (3, 3)) * np.float32(1.6), 1)
    # On the border a pixel is half cloth and half nothing, which makes it wholly what may go.
    return f32(np.maximum(worn, wide * np.minimum(worn + empty, 1)) * (1 - keep))
