"""A finished layer under the lamp: its light apart from its colours, and the picture of both."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.tailor import light
from tryon_desktop.engine.tailor.canvas import Frame, Layer
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.colours import encode
from tryon_desktop.engine.tailor.numeric import f32
from tryon_desktop.engine.tailor.wash import wear_of


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A picture's light apart from its colours, as large as the picture.

    shading: (H, W) float32, diffuse light relative to flat cloth in the middle of the picture, 1 outside. normal:
    (H, W, 3) float32 unit vectors x right, y down, z towards the viewer.
    """

    shading: F32
    normal: F32


class Lit:
    """Light and wear of a finished layer, apart from its colours."""

    def __init__(self, layer: Layer, cloth: Cloth) -> None:
        density = layer.frame.density
        self._box = _box(layer.alpha, round(0.5 * density))
        self._shape = layer.alpha.shape
        here = self._box
        rows = here[0]
        relief = f32(cv2.GaussianBlur(layer.relief[here], (0, 0), max(0.5, 0.045 * density)))
        diffuse, towards, grazing = light.shade(relief, density)
        diffuse *= light.occlusion(relief, density)
        diffuse *= light.turning(layer.alpha[here], density)
        diffuse *= layer.light[here]
        diffuse *= _falloff(layer.frame)[rows, None]
        self._alpha: U8 = np.round(np.clip(layer.alpha[here], 0, 1) * 255).astype(np.uint8)
        shine = np.float32(0.004) * towards**4
        sheen, gloss = layer.sheen[here], layer.gloss[here]
        self._tinted = bool(gloss.any())
        if self._tinted:
            shine += gloss * light.highlight(towards, cloth.sharpness) * layer.light[here] * np.float32(0.36)
        if sheen.any():
            diffuse += sheen * np.minimum(np.sqrt(grazing) * np.float32(1.8), 1.2)
            shine += np.float32(0.05) * sheen * grazing
        # Three equal channels: numpy multiplies whole arrays many times as fast as broadcast ones.
        self._diffuse, self._shine = f32(cv2.merge([f32(diffuse)] * 3)), f32(cv2.merge([f32(shine)] * 3))
        self._relief, self._density = relief.astype(np.float16), density
        self._bounce = f32(np.maximum(1 - self._diffuse, 0) * np.float32(_BOUNCE))
        self._wear = wear_of(layer, relief, cloth) if cloth.wear and here == _whole(layer) else None

    def layers(self) -> Layers:
        """The diffuse light and the normals."""
        shading = np.ones(self._shape, np.float32)
        shading[self._box] = np.where(self._alpha > 0, self._diffuse[..., 0], 1)
        gx, gy = light.slopes(f32(self._relief), self._density)
        length = np.sqrt(gx * gx + gy * gy + 1)
        normal = np.zeros((*self._shape, 3), np.float32)
        normal[..., 2] = 1
        normal[self._box] = np.where(self._alpha[..., None] > 0, np.dstack([-gx, -gy, np.ones_like(gx)]) /
                                     length[..., None], f32([0, 0, 1]))  # fmt: skip
        return Layers(shading, normal)

    def picture(self, albedo: F32) -> U8:
        """(H, W, 4) BGRA of the layer with this albedo."""
        albedo = albedo[self._box]
        if self._wear is not None:
            albedo = self._wear.fade(albedo)
        # Of what folds lose, a part comes back from the cloth beside them, tinted by it.
        colour = f32(cv2.multiply(albedo, self._bounce))
        colour += self._diffuse
        colour *= albedo
        if self._tinted:
            # Threads tint what they reflect.
            blue, green, red = cv2.split(albedo)
            strength = np.float32(0.55) / (np.maximum(np.maximum(blue, green), red) + np.float32(0.01))
            tint = cv2.merge([blue * strength, green * strength, red * strength])
            colour += self._shine * (tint + np.float32(0.28))
        else:
            colour += self._shine
        small = _bleed(
            np.asarray(cv2.merge([*cv2.split(encode(np.minimum(colour, np.float32(0.985)))), self._alpha]), np.uint8)
        )
        if small.shape[:2] == self._shape:
            return small
        whole: U8 = np.zeros((*self._shape, 4), np.uint8)
        whole[..., :3] = small[0, 0, :3]
        whole[self._box] = small
        return whole


_NEAR, _FAR = 1.10, 0.87
"""Light at the top of a garment and as far down as a jacket reaches, relative to its middle: the lamp hangs above."""

_REACH = 95.0


def _falloff(frame: Frame) -> F32:
    """(H,) float32 light by height."""
    share = np.arange(frame.height, dtype=np.float32) / np.float32(max(_REACH * frame.density, frame.height))
    return f32(_NEAR + (_FAR - _NEAR) * share)


_BOUNCE = 0.22
"""Share of the light lost in a fold that comes back from the cloth beside it, tinted by it."""


def _box(alpha: F32, margin: int) -> tuple[slice, slice]:
    """Rows and columns that hold everything of `alpha`; all of them where that is nearly all."""
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    height, width = alpha.shape
    top, bottom = max(0, int(rows[0]) - margin), min(height, int(rows[-1]) + margin + 1)
    left, right = max(0, int(columns[0]) - margin), min(width, int(columns[-1]) + margin + 1)
    if (bottom - top) * (right - left) > 0.8 * height * width:
        return slice(0, height), slice(0, width)
    return slice(top, bottom), slice(left, right)


def _whole(layer: Layer) -> tuple[slice, slice]:
    return slice(0, layer.frame.height), slice(0, layer.frame.width)


def _bleed(bgra: U8) -> U8:
    """Carry the edge's colours outward under the transparent pixels, so that filtering brings nothing else in."""
    _, solid = cv2.threshold(bgra[..., 3], 127, 255, cv2.THRESH_BINARY)
    small = cv2.resize(cv2.bitwise_and(bgra, bgra, mask=solid), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(solid, small.shape[1::-1], interpolation=cv2.INTER_AREA).astype(np.float32) + np.float32(1e-3)
    light = small[..., :3].astype(np.float32)
    spread = cv2.blur(light, (7, 7)) / np.maximum(cv2.blur(weight, (7, 7)), 1e-3)[..., None] * 255
    spread[cv2.blur(weight, (7, 7)) < 1.0] = light.sum((0, 1)) / weight.sum() * 255
    full = cv2.resize(np.clip(spread, 0, 255).astype(np.uint8), bgra.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    _, outside = cv2.threshold(bgra[..., 3], 4, 255, cv2.THRESH_BINARY_INV)
    merged = cv2.merge([*cv2.split(full), bgra[..., 3]])
    return np.asarray(cv2.copyTo(merged, outside, bgra), np.uint8)
