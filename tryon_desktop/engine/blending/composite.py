"""Puts draped garments into the frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.blending.light import NEUTRAL, exposure, shading
from tryon_desktop.engine.blending.occlusion import in_front
from tryon_desktop.engine.blending.raster import Box
from tryon_desktop.engine.blending.warp import Sprite, warp
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body, Region


def _cut(image: U8, box: Box) -> U8:
    return image[box[1] : box[3], box[0] : box[2]]


def _over(canvas: U8, sprite: Sprite, shade: U8, gains: F32, hide: U8 | None) -> None:
    """Lay `sprite` on `canvas` in place, lit by `shade`, hidden where `hide` is opaque."""
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


class Blender:
    """Drape -> picture. One for each stream.

    Not thread-safe: used from the one thread that runs the pipeline.
    """

    def __call__(self, frame: Frame, body: Body, drapes: Sequence[Drape], measures: Measures) -> U8:
        """The frame with `drapes` worn, first to last from the skin outwards; (H, W, 3) uint8 BGR, a new array."""
        size = frame.size
        canvas = frame.bgr.copy()
        if not drapes:
            return canvas
        shade = cv2.resize(
            shading(frame.bgr, body, measures.shoulder_width), size, interpolation=cv2.INTER_LINEAR
        )
        gains = exposure(frame.bgr)
        before_front = in_front(body, measures, Region.HAIR, Region.FACE, Region.HAND)
        before_inner = in_front(body, measures, Region.HAIR, Region.FACE, Region.HAND, Region.SKIN)
        for drape in drapes:
            self._wear(canvas, drape.inner, size, np.asarray(shade, np.uint8), gains, before_inner)
            self._wear(canvas, drape.front, size, np.asarray(shade, np.uint8), gains, before_front)
        return canvas

    def _wear(
        self, canvas: U8, parts: Sequence[DrapedPart], size: tuple[int, int], shade: U8, gains: F32, hide: U8
    ) -> None:
        for part in parts:
            sprite = warp(part, size)
            if sprite is not None:
                _over(canvas, sprite, shade, gains, hide)
