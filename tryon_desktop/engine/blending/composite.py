"""Puts draped garments into the frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.blending.light import NEUTRAL, exposure, shading
from tryon_desktop.engine.blending.occlusion import face_guard, in_front, neck, throat
from tryon_desktop.engine.blending.raster import Box
from tryon_desktop.engine.blending.skin import paint_skin, skin_tone
from tryon_desktop.engine.blending.warp import Sprite, warp
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body, Region


_SHADOW_PX = 9
_SHADOW_DEPTH = 0.36


def _cut(image: U8, box: Box) -> U8:
    return image[box[1] : box[3], box[0] : box[2]]


def _over(canvas: U8, sprite: Sprite, shade: U8, gains: F32, hide: U8 | None, ground: U8) -> None:
    """Lay `sprite` on `canvas` in place, lit by `shade`, hidden where `hide` is opaque."""
    _shadow(canvas, sprite, hide, ground)
    under = _cut(canvas, sprite.box)
    colour = cv2.cvtColor(sprite.bgra, cv2.COLOR_BGRA2BGR)
    light = cv2.cvtColor(_cut(shade, sprite.box), cv2.COLOR_GRAY2BGR)
    lit = cv2.multiply(colour, light, scale=1 / NEUTRAL)
    lit = cv2.multiply(lit, tuple(float(g) for g in gains) + (1.0,))
    alpha = sprite.bgra[..., 3]
    if hide is not None:
        alpha = cv2.multiply(alpha, cv2.bitwise_not(_cut(hide, sprite.box)), scale=1 / 255)
    weight = alpha.astype(np.float32)
    under[:] = cv2.blendLinear(lit, under, weight, 255.0 - weight)


def _shadow(canvas: U8, sprite: Sprite, hide: U8 | None, ground: U8) -> None:
    """Darken `canvas` in place around `sprite`, as cloth does to what it rests on."""
    x0, y0, x1, y1 = sprite.box
    alpha = sprite.bgra[..., 3]
    small = cv2.resize(alpha, (max((x1 - x0) // 4, 1), max((y1 - y0) // 4, 1)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _SHADOW_PX / 4)
    soft = cv2.resize(soft, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    soft = cv2.min(soft, _cut(ground, sprite.box))
    if hide is not None:
        soft = cv2.multiply(soft, cv2.bitwise_not(_cut(hide, sprite.box)), scale=1 / 255)
    keep = cv2.cvtColor(cv2.convertScaleAbs(soft, alpha=-_SHADOW_DEPTH, beta=255), cv2.COLOR_GRAY2BGR)
    under = _cut(canvas, sprite.box)
    cv2.multiply(under, keep, dst=under, scale=1 / 255)


class Blender:
    """Drape -> picture. One for each stream.

    Not thread-safe: used from the one thread that runs the pipeline.
    """

    def __init__(self) -> None:
        self._tone: F32 | None = None

    def __call__(self, frame: Frame, body: Body, drapes: Sequence[Drape], measures: Measures) -> U8:
        """The frame with `drapes` worn, first to last from the skin outwards; (H, W, 3) uint8 BGR, a new array."""
        size = frame.size
        canvas = frame.bgr.copy()
        if not drapes:
            return canvas
        relief = shading(frame.bgr, body, measures.shoulder_width)
        self._bare(canvas, frame, body, drapes, measures, relief)
        shade = cv2.resize(relief, size, interpolation=cv2.INTER_LINEAR)
        gains = exposure(frame.bgr)
        before_front = in_front(body, measures, Region.HAIR, Region.FACE, Region.HAND)
        before_inner = in_front(body, measures, Region.HAIR, Region.FACE, Region.HAND, Region.SKIN)
        before_front = cv2.max(before_front, face_guard(body))
        before_inner = cv2.max(before_inner, neck(body, measures))
        for drape in drapes:
            self._wear(canvas, drape.inner, size, np.asarray(shade, np.uint8), gains, before_inner, body.matte)
            self._wear(canvas, drape.front, size, np.asarray(shade, np.uint8), gains, before_front, body.matte)
        return canvas

    def _bare(
        self, canvas: U8, frame: Frame, body: Body, drapes: Sequence[Drape], measures: Measures, shade: U8
    ) -> None:
        """Skin where what is worn would show and the outfit leaves the body bare."""
        covering = [drape for drape in drapes if drape.bare_from is not None]
        if not covering:
            return
        tone = skin_tone(frame.bgr, body)
        if tone is not None:
            self._tone = tone if self._tone is None else self._tone + (tone - self._tone) * np.float32(0.1)
        if self._tone is None:
            return
        bare = max(drape.bare_from for drape in covering if drape.bare_from is not None)
        openings = [drape.opening_xy for drape in covering if drape.opening_xy is not None]
        openings.append(throat(body, measures))
        paint_skin(
            canvas, body, measures, self._tone, bare_from=(bare, bare), openings=openings, shade=shade
        )

    def _wear(
        self, canvas: U8, parts: Sequence[DrapedPart], size: tuple[int, int], shade: U8, gains: F32, hide: U8, ground: U8
    ) -> None:
        for part in parts:
            sprite = warp(part, size)
            if sprite is not None:
                _over(canvas, sprite, shade, gains, hide, ground)
