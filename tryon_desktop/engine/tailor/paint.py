"""From a draft to a picture: lays the pieces into layers, adds the folds, lights them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.tailor import folds, light
from tryon_desktop.engine.tailor.canvas import Frame, Layer, frame_for
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.colours import encode, linear
from tryon_desktop.engine.tailor.draft import Draft, Panel, Seam, Stitch
from tryon_desktop.engine.tailor.numeric import f32
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.pucker import Puckers
from tryon_desktop.engine.tailor.trims import lay_trim
from tryon_desktop.engine.tailor.wash import wash
from tryon_desktop.engine.tailor.weaves import TILE_CM, sample, weave_tile


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A finished picture. image, inner: (H, W, 4) uint8 BGRA. parts: (H, W) uint8."""

    frame: Frame
    image: U8
    inner: U8 | None
    parts: dict[Part, U8]


def paint(draft: Draft, cloth: Cloth, colours: list[str], pattern: Print, size: int, seed: int) -> Painted:
    """Paint `draft` in `cloth`; `colours` is the palette that panels index. Deterministic in `seed`."""
    panels = [piece for piece in draft.pieces if isinstance(piece, Panel)]
    frame = frame_for([panel.outline for panel in panels], size)
    ground = linear(colours[0])
    outer, inner = Layer(frame, ground), Layer(frame, ground * 0.6)
    folded = Folded(frame, draft, cloth, seed)
    target = outer
    puckers = Puckers(frame)
    for piece in draft.pieces:
        if isinstance(piece, Panel):
            target = inner if piece.inside else outer
            _lay_panel(target, piece, cloth, colours, pattern, folded)
            if target is outer:
                puckers.cover(piece.outline)
            continue
        lay_trim(target, piece, colours)
        if target is outer and isinstance(piece, Seam | Stitch) and not _is_thread(piece):
            puckers.sew(piece.line)
    _add_folds(outer, folded, cloth)
    if cloth.pucker:
        outer.relief += puckers.relief(cloth) * np.minimum(outer.alpha, 1)
    has_inner = any(panel.inside for panel in panels)
    return Painted(
        frame,
        _develop(outer, cloth),
        _develop(inner, cloth) if has_inner else None,
        {part: np.round(mask * 255).astype(np.uint8) for part, mask in outer.parts.items()},
    )


def _is_thread(piece: Seam | Stitch) -> bool:
    """Whether it is one bare thread, which holds nothing together."""
    return isinstance(piece, Stitch) and piece.length > 10


class Folded:
    """The fold field of each part, made when first asked for. Heights and slopes at the coarse scale of `folds`."""

    def __init__(self, frame: Frame, draft: Draft, cloth: Cloth, seed: int) -> None:
        scale = folds.COARSE / frame.density
        self.shape = (max(8, round(frame.height * scale)), max(8, round(frame.width * scale)))
        self._frame, self._draft, self._cloth, self._seed = frame, draft, cloth, seed
        self._heights: dict[Part, F32] = {}
        self._shifts: dict[Part, tuple[F32, F32]] = {}

    def height(self, part: Part) -> F32:
        """Heights of one part's folds in cm."""
        if part not in self._heights:
            creases = self._draft.folds.get(part, [])
            # A dress's body and skirt share their slow undulation, so that it runs on across the waist.
            seed = self._seed + 101 * list(Part).index(Part.TORSO if part is Part.SKIRT else part)
            self._heights[part] = folds.field(self.shape, self._frame.origin, creases, self._cloth, seed)
        return self._heights[part]

    def shift(self, part: Part) -> tuple[F32, F32]:
        """How far folds displace a print, cm in x and y over the whole frame: cloth on a slope is seen shortened."""
        if part not in self._shifts:
            gy, gx = np.gradient(cv2.GaussianBlur(self.height(part), (0, 0), 1.6) * folds.COARSE)
            size = (self._frame.width, self._frame.height)
            x, y = (f32(cv2.resize(f32(np.clip(g, -0.5, 0.5)), size)) * np.float32(-_FOLLOW) for g in (gx, gy))
            self._shifts[part] = f32(x), f32(y)
        return self._shifts[part]


_FOLLOW = 0.9
"""Displacement of a print, cm, on a slope of 1."""


def _lay_panel(layer: Layer, panel: Panel, cloth: Cloth, colours: list[str], pattern: Print, folded: Folded) -> None:
    own = panel.cloth or cloth
    density = layer.frame.density
    window = layer.window(panel.outline, 1.3 if panel.shadow else 0.3)
    if window.empty:
        return
    here = window.slices
    mask = layer.fill(panel.outline, window)
    if own.fuzz:
        mask = f32(cv2.GaussianBlur(mask, (0, 0), max(0.35, own.fuzz * density)))
    if panel.shadow and layer.alpha[here].any():
        _cast_shadow(layer, panel, window.slices, mask)
    u, v = layer.frame.uv(window, panel.origin, panel.grain)
    colour = (
        pattern.albedo(*_followed(folded, panel, pattern, u, v, here), density)
        if panel.printed
        else linear(panel.colour if isinstance(panel.colour, str) else colours[panel.colour]).reshape(1, 1, 3)
    )
    tone = sample(weave_tile(own.weave, _rounded(density)), u, v, (TILE_CM, TILE_CM))
    # Undyed denim shows no weft: warp and weft are both white.
    dyed = 1.0 if not own.wear else float(np.clip(1.2 - 1.25 * colour.mean(), 0.25, 1))
    tone *= own.contrast * panel.tone * dyed
    tone += panel.tone
    colour = colour * tone[..., None]
    total = mask + layer.alpha[here] * (1 - mask)
    weight = mask / np.maximum(total, 1e-4)
    albedo = layer.albedo[here]
    albedo += (colour - albedo) * weight[..., None]
    below = layer.relief[here]
    covered = float((below * mask * layer.alpha[here]).sum() / max(float((mask * layer.alpha[here]).sum()), 1e-3))
    step = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.07 * density))
    below += (covered + panel.lift - below) * step
    layer.light[here] += (1 - layer.light[here]) * mask
    layer.gloss[here] += (own.gloss - layer.gloss[here]) * mask
    layer.sheen[here] += (own.sheen - layer.sheen[here]) * mask
    layer.cover(window, mask, panel.part)


def _followed(
    folded: Folded, panel: Panel, pattern: Print, u: F32, v: F32, here: tuple[slice, slice]
) -> tuple[F32, F32]:
    """(u, v) with the one gentle warp that folds give a print."""
    if pattern.plain or panel.inside:
        return u, v
    x, y = folded.shift(panel.part)
    angle = np.deg2rad(panel.grain)
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return f32(u + x[here] * c + y[here] * s), f32(v + y[here] * c - x[here] * s)


def _cast_shadow(layer: Layer, panel: Panel, here: tuple[slice, slice], mask: F32) -> None:
    """Darken what lies under a panel's edge, more on the side away from the lamp."""
    density = layer.frame.density
    near = cv2.GaussianBlur(mask, (0, 0), max(0.5, 0.16 * density))
    far = cv2.GaussianBlur(mask, (0, 0), max(0.7, 0.55 * density))
    shift = f32([[1, 0, 0.22 * density], [0, 1, 0.34 * density]])
    far = cv2.warpAffine(far, shift, far.shape[::-1])
    layer.light[here] *= 1 - panel.shadow * (0.75 * near + 0.65 * far)


def _rounded(density: float) -> float:
    """Densities in steps of 4 %, so that garments of about one size share their tiles."""
    return float(1.04 ** round(np.log(density) / np.log(1.04)))


def _add_folds(layer: Layer, folded: Folded, cloth: Cloth) -> None:
    size = (layer.frame.width, layer.frame.height)
    union = f32(cv2.resize(np.minimum(layer.alpha, 1), folded.shape[::-1], interpolation=cv2.INTER_AREA))
    total = f32(cv2.resize(_volume(union, cloth), size, interpolation=cv2.INTER_LINEAR))
    for part, mask in layer.parts.items():
        total += cv2.resize(folded.height(part), size, interpolation=cv2.INTER_LINEAR) * mask
    # Interpolated slopes jump from sample to sample, and a highlight shows it: smooth over half a sample.
    layer.relief += f32(cv2.GaussianBlur(total, (0, 0), 0.55 * layer.frame.density / folds.COARSE))


def _volume(union: F32, cloth: Cloth) -> F32:
    """The roundness that a filled garment keeps near its silhouette; flat within."""
    solid = np.pad((union > 0.5).astype(np.uint8), 2)
    distance = cv2.distanceTransform(solid, cv2.DIST_L2, 5)[2:-2, 2:-2] / folds.COARSE
    radius = 2.6 + 6 * cloth.thickness
    roll = (1 - (1 - np.clip(distance / radius, 0, 1)) ** 3) * (0.26 + 1.9 * cloth.thickness)
    broad = np.clip(distance / 11, 0, 1)
    roll += 0.9 * (1 - (1 - broad) ** 2)
    return np.asarray(cv2.GaussianBlur(roll.astype(np.float32), (0, 0), 0.5 * folds.COARSE), np.float32)


def _develop(layer: Layer, cloth: Cloth) -> U8:
    density = layer.frame.density
    relief = f32(cv2.GaussianBlur(layer.relief, (0, 0), max(0.5, 0.045 * density)))
    diffuse, towards, grazing = light.shade(relief, density)
    diffuse *= light.occlusion(relief, density)
    diffuse *= layer.light
    if cloth.wear:
        wash(layer, relief, cloth)
    fall = np.linspace(1.03, 0.95, layer.frame.height, dtype=np.float32)[:, None]
    colour = layer.albedo * (diffuse * fall * np.float32(1.03))[..., None]
    shine = 0.004 * towards**4
    if layer.gloss.any():
        shine = shine + layer.gloss * 0.36 * light.highlight(towards, cloth.sharpness) * layer.light
    # Threads tint what they reflect, black ones least.
    tint = layer.albedo / (layer.albedo.max(2, keepdims=True) + np.float32(0.01))
    colour += shine[..., None] * (0.45 + 0.55 * tint)
    if layer.sheen.any():
        colour += layer.albedo * (layer.sheen * np.minimum(np.sqrt(grazing) * 1.8, 1.2))[..., None]
        colour += (0.05 * layer.sheen * grazing)[..., None]
    np.minimum(colour, 0.985, out=colour)
    alpha = np.round(np.clip(layer.alpha, 0, 1) * 255).astype(np.uint8)
    bgra: U8 = np.asarray(cv2.merge([*cv2.split(encode(colour)), alpha]), np.uint8)
    return _bleed(bgra)


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
