"""Puts draped garments into the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.background import BackgroundMemory
from tryon_desktop.engine.blending.edges import Guide
from tryon_desktop.engine.blending.grain import Grain
from tryon_desktop.engine.blending.hanging import WornTop
from tryon_desktop.engine.blending.light import NEUTRAL, exposure, shading
from tryon_desktop.engine.blending.limbs import before_torso, reduced_size
from tryon_desktop.engine.blending.occlusion import arms, face_guard, fill_band, in_front, neck, polygon, roughly
from tryon_desktop.engine.blending.raster import Box, blend, bounds, cut, enlarged, padded, union, within
from tryon_desktop.engine.blending.seams import alpha_over, joined, sew_together, shade_leg_behind
from tryon_desktop.engine.blending.shadow import cast, shadow
from tryon_desktop.engine.blending.skin import SkinField, skin_tone
from tryon_desktop.engine.blending.undress import undress
from tryon_desktop.engine.blending.warp import Sprite, Warps
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.reducing import shrink
from tryon_desktop.engine.vision.body import Body, Region

_AROUND = 0.7
"""How far beyond the garments what was worn is looked for, in shoulder widths."""
_UNDER_OUTER = (Slot.TOP, Slot.FULL)
_SHADOW, _SHADOW_PX = 0.04, 9.0
"""How far a shadow spreads, in shoulder widths and at most in pixels: sprites leave no room for more."""
_HEM = 0.09
"""How far the shadow of a hem that hangs over trousers spreads, in shoulder widths."""
_ANKLE = 0.35
"""How far about knees and ankles of bare legs what was worn is looked for, in shoulder widths."""
_SETTLE, _LOOKED_AT = 0.28, 4
"""Share of a new exposure or skin tone that enters the remembered one, every so many frames: light changes slowly."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """What all parts of one layer share, over `box` of the frame; every array (h, w) or (h, w, 3) uint8.

    canvas: painted in place. light: multiplies colour, NEUTRAL leaves it. grain: the camera's. free: where this layer
    is not hidden.
    ground: the part of the body on which a shadow may fall. spread: the shadow's, pixels.
    """

    box: Box
    canvas: U8
    light: U8
    grain: Grain
    free: U8
    ground: U8
    spread: float

    def over(self, box: Box) -> tuple[U8, U8, U8, U8]:
        """canvas, light, free and ground cut to `box`."""
        moved = within(box, self.box)
        return cut(self.canvas, moved), cut(self.light, moved), cut(self.free, moved), cut(self.ground, moved)


def _times(image: U8, factor: U8, scale: float) -> U8:
    return u8(cv2.multiply(image, factor, scale=scale))


def _restore(canvas: U8, original: U8, where: U8, box: Box) -> None:
    """Put `original` (H, W, 3) back into `canvas`, in place, as far as `where` (h, w) uint8 over `box` says."""
    x, y, width, height = cv2.boundingRect(where)
    if not width:
        return
    part = (slice(box[1] + y, box[1] + y + height), slice(box[0] + x, box[0] + x + width))
    blend(canvas[part], original[part], where[y : y + height, x : x + width])


def _lay(stage: _Stage, sprite: Sprite, strength: float) -> None:
    """Lay `sprite` on the stage: lit, shadowed beneath, hidden by what is in front, `strength` opaque (0-1)."""
    under, light, free, ground = stage.over(sprite.box)
    alpha = _times(u8(cv2.extractChannel(sprite.bgra, 3)), free, strength / 255)
    seam = None if sprite.seam_xy is None else f32(sprite.seam_xy - f32(sprite.box[:2]))
    shade = shadow(alpha, ground, stage.spread, seam)
    lit = _times(u8(cv2.cvtColor(sprite.bgra, cv2.COLOR_BGRA2BGR)), light, 1 / NEUTRAL)
    lit = stage.grain.add(lit, sprite.box)
    blend(under, lit, alpha, shade)


class Blender:
    """Drape -> picture. One for each stream: it remembers exposure, skin tone and the room.

    Not thread-safe: used from the one thread that runs the pipeline.
    """

    def __init__(self) -> None:
        self._tone: F32 | None = None
        self._track: int | None = None
        self._gains: F32 | None = None
        self._room = BackgroundMemory()
        self._grain = Grain()
        self._warps = Warps()
        self._field = SkinField()
        self._worn_top = WornTop()
        self._relief: U8 | None = None
        self._frames = 0

    def __call__(self, frame: Frame, body: Body, drapes: Sequence[Drape], measures: Measures) -> U8:
        """The frame with `drapes` worn, first to last from the skin outwards; (H, W, 3) uint8 BGR, a new array."""
        canvas = frame.bgr.copy()
        sprites = self._warped(drapes, frame.size)
        boxes = [sprite.box for layers in sprites for layer in layers for sprite in layer]
        if not boxes:
            return canvas
        box = union(boxes)
        wide = padded(box, round(_AROUND * measures.shoulder_width), frame.size)
        if any(drape.bare_legs_from is not None for drape in drapes):
            wide = _with_legs(wide, measures, frame.size)
        small = _reduced(frame, reduced_size(frame.size))
        self._settle(frame, body)
        relief = self._shaded(small, body, measures)
        self._room.learn(frame.bgr, body.matte)
        self._grain.learn(frame.bgr, frame.id)
        found = self._worn_top(small, body, measures) if _only_below(drapes) else None
        over, beside = (None, None) if found is None else found
        undressed = undress(
            canvas, body, drapes, measures, small, self._room, self._grain, self._field, self._tone, relief, wide, over
        )
        _restore(canvas, frame.bgr, face_guard(body, wide), wide)
        light = enlarged(self._lit(relief), frame.size, box)
        ground = cut(body.matte, box)
        if undressed is not None:
            ground = _left(ground, enlarged(undressed.gone, frame.size, box), sprites, box)
        head = (Region.HAIR, Region.FACE, Region.HAND)
        guide = Guide(_halved(frame), _as_fine_as_labels(frame, small, body), box)
        before = cv2.max(in_front(body, box, guide, head), face_guard(body, box))
        if undressed is not None:
            before = cv2.max(before, before_torso(undressed.limbs, body, box))
        skin = roughly(body, box, (*head, Region.SKIN))
        behind = cv2.max(cv2.max(skin, neck(body, measures, box)), before)
        view = cut(canvas, box)
        spread = min(_SHADOW * measures.shoulder_width, _SHADOW_PX)

        def stage(hide: U8) -> _Stage:
            return _Stage(box, view, light, self._grain, u8(cv2.bitwise_not(hide)), _clear(ground, hide), spread)

        # The insides of the backs hang behind everything, that of the outermost garment farthest.
        for drape, (inside, _) in zip(reversed(drapes), reversed(sprites), strict=True):
            if inside:
                behind_it = stage(u8(cv2.max(behind, _chest(drape, ground, box))))
                for sprite in inside:
                    _lay(behind_it, sprite, body.presence)
        if _only_below(drapes):
            before = cv2.max(before, arms(body, measures, box))
        hem = None if over is None else u8(cv2.min(guide.refined(over), cut(body.matte, box)))
        if hem is not None and beside is not None:
            before = cv2.max(cv2.max(before, hem), enlarged(beside, frame.size, box))
        beneath = u8(cv2.max(before, self._beneath(drapes, sprites, measures, box)))
        for drape, (_, outside) in zip(drapes, sprites, strict=True):
            at_its_place = stage(beneath if drape.garment.slot in _UNDER_OUTER else u8(before))
            legs = drape.garment.slot is Slot.BOTTOM
            for at, sprite in enumerate(outside):
                if legs and at:
                    shade_leg_behind(canvas, outside[:at], sprite, measures, body.presence)
                _lay(at_its_place, sprite, body.presence)
            for *pair, area in joined(outside, legs=legs):
                part, _, free, _ = at_its_place.over(area)
                sew_together(part, free, pair, area, measures.shoulder_width, slits=legs, strength=body.presence)
        if hem is not None:
            cloth = alpha_over([sprite for _, outside in sprites for sprite in outside], box)
            cast(view, hem, u8(cv2.convertScaleAbs(cloth, alpha=body.presence)), _HEM * measures.shoulder_width)
        return canvas

    def _warped(self, drapes: Sequence[Drape], size: tuple[int, int]) -> list[tuple[list[Sprite], list[Sprite]]]:
        """The sprites of each drape's inner and front parts."""
        found = iter(self._warps([part for drape in drapes for part in (*drape.inner, *drape.front)], size))

        def next_of(parts: Sequence[DrapedPart]) -> list[Sprite]:
            return [sprite for sprite in islice(found, len(parts)) if sprite is not None]

        return [(next_of(drape.inner), next_of(drape.front)) for drape in drapes]

    @staticmethod
    def _beneath(
        drapes: Sequence[Drape], sprites: Sequence[tuple[list[Sprite], list[Sprite]]], measures: Measures, box: Box
    ) -> U8:
        """Where an outer garment leaves no room for the one beneath: all round it, down to its hem; (h, w) uint8.

        Out of a waistcoat come the sleeves of what is beneath.
        """
        hidden = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        for drape, (_, outside) in zip(drapes, sprites, strict=True):
            if drape.garment.slot is not Slot.OUTER or drape.bare_from is None:
                continue
            fill_band(hidden, measures, drape.covers, f32([1, 1]), f32(box[:2]), 255)
            for sprite in outside:
                view = cut(hidden, within(sprite.box, box))
                view[:] = cv2.subtract(view, cv2.extractChannel(sprite.bgra, 3))
            if drape.opening_xy is not None:
                hidden = u8(cv2.subtract(hidden, polygon(drape.opening_xy, box)))
        return hidden

    def _shaded(self, small: U8, body: Body, measures: Measures) -> U8:
        """Light and folds, which are soft, are looked at on every other frame."""
        if self._relief is None or self._frames % 2 == 0:
            relief = shading(small, body, measures.shoulder_width)
            # As large as the reduced frame, from where a whole factor leads to the full one, which is quick.
            self._relief = u8(cv2.resize(relief, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR))
        self._frames += 1
        return self._relief

    def _lit(self, relief: U8) -> U8:
        gains = np.ones(3, np.float32) if self._gains is None else self._gains
        tables = u8(np.clip(np.arange(256, dtype=np.float32) * gains[:, None], 0, 255))
        return u8(cv2.merge([cv2.LUT(relief, table) for table in tables]))

    def _settle(self, frame: Frame, body: Body) -> None:
        if body.track_id != self._track:
            self._track, self._tone, self._relief, self._field = body.track_id, None, None, SkinField()
            self._worn_top = WornTop()
        # In turns: neither is in a hurry.
        if self._tone is None or self._frames % _LOOKED_AT == 1:
            tone = skin_tone(frame.bgr, body)
            if tone is not None:
                self._tone = tone if self._tone is None else self._tone + (tone - self._tone) * np.float32(_SETTLE)
        if self._gains is None or self._frames % _LOOKED_AT == 3:
            gains = exposure(frame.bgr)
            self._gains = gains if self._gains is None else self._gains + (gains - self._gains) * np.float32(_SETTLE)


def _with_legs(box: Box, measures: Measures, size: tuple[int, int]) -> Box:
    """`box`, and the legs down to the ankles: trousers that were worn end far below a skirt."""
    joints = np.concatenate([leg.joints_xy[1:] for leg in measures.legs])
    legs = bounds(f32(joints), size, round(_ANKLE * measures.shoulder_width))
    return box if legs is None else union([box, legs])


def _only_below(drapes: Sequence[Drape]) -> bool:
    return all(drape.garment.slot is Slot.BOTTOM for drape in drapes)


def _reduced(frame: Frame, size: tuple[int, int]) -> U8:
    return shrink(frame.reduced(size), size)


def _halved(frame: Frame) -> U8:
    return frame.reduced((max(frame.size[0] // 2, 1), max(frame.size[1] // 2, 1)))


def _as_fine_as_labels(frame: Frame, small: U8, body: Body) -> U8:
    """`small`, or of a small frame what has the label map's size."""
    if body.label_map is None or body.label_map.shape[0] <= small.shape[0]:
        return small
    return _reduced(frame, (body.label_map.shape[1], body.label_map.shape[0]))


def _chest(drape: Drape, ground: U8, box: Box) -> U8:
    """What of the body stands within a garment's neckline, before the inside of its back; (h, w) uint8."""
    if drape.opening_xy is None:
        return np.zeros(ground.shape, np.uint8)
    return u8(cv2.min(polygon(drape.opening_xy, box), ground))


def _left(ground: U8, gone: U8, sprites: Sequence[tuple[list[Sprite], list[Sprite]]], box: Box) -> U8:
    """What of the `ground` for shadows is left where worn clothes are `gone`: what garments cover; (h, w) uint8."""
    gone = gone.copy()
    for _, outside in sprites:
        for sprite in outside:
            view = cut(gone, within(sprite.box, box))
            view[:] = cv2.subtract(view, cv2.extractChannel(sprite.bgra, 3))
    return u8(cv2.subtract(ground, gone))


def _clear(ground: U8, hide: U8) -> U8:
    return u8(cv2.min(ground, cv2.bitwise_not(hide)))
