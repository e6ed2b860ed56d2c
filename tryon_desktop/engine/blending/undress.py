"""What was worn is gone: skin where the outfit leaves the body bare, the room where worn clothes stick out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.blending.background import BackgroundMemory, residue
from tryon_desktop.engine.blending.collar import own_skin
from tryon_desktop.engine.blending.grain import Grain
from tryon_desktop.engine.blending.limbs import ARM, LEG, BareLimbs, bare_limbs
from tryon_desktop.engine.blending.occlusion import draw_arms, fill_band, throat, yoke
from tryon_desktop.engine.blending.raster import Box, blend, cut
from tryon_desktop.engine.blending.skin import SkinField, filled, paint_skin, unlike_skin
from tryon_desktop.engine.blending.window import Window
from tryon_desktop.engine.fitting.drape import Drape
from tryon_desktop.engine.fitting.measure import Measures
from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.vision.body import Body, Keypoint, Region
from tryon_desktop.engine.vision.face import OVAL

_IS_CLOTHES = np.zeros(256, np.float32)
_IS_CLOTHES[Region.CLOTHES] = 1.0
_IS_SKIN = np.zeros(256, np.float32)
_IS_SKIN[Region.SKIN] = 1.0
_IS_HAND = np.zeros(256, np.float32)
_IS_HAND[Region.HAND] = 1.0
_STAYS = np.zeros(256, np.float32)
_STAYS[[Region.HAIR, Region.FACE, Region.HAND]] = 1.0
_IS_EMPTY = np.zeros(256, np.float32)
_IS_EMPTY[Region.BACKGROUND] = 1.0
_NOT_HAIR = np.ones(256, np.float32)
_NOT_HAIR[Region.HAIR] = 0.0
_EXTREMITIES = (
    (Keypoint.RIGHT_WRIST, Keypoint.RIGHT_INDEX, Keypoint.RIGHT_PINKY, Keypoint.RIGHT_THUMB),
    (Keypoint.LEFT_WRIST, Keypoint.LEFT_INDEX, Keypoint.LEFT_PINKY, Keypoint.LEFT_THUMB),
    (Keypoint.RIGHT_HEEL, Keypoint.RIGHT_FOOT_INDEX),
    (Keypoint.LEFT_HEEL, Keypoint.LEFT_FOOT_INDEX),
)
"""Hands and feet: the points about each, the first of which must be visible."""
_WRISTS = ((Keypoint.RIGHT_WRIST, Keypoint.RIGHT_ELBOW), (Keypoint.LEFT_WRIST, Keypoint.LEFT_ELBOW))
_TO_THE_WRIST = 1.7
"""How far down the arm a sleeve reaches that hides the worn cuff."""
_FEWEST = 40
"""Reduced pixels of sleeve from which on they tell its colour."""
_SLEEVE_SLACK = f32([25, 3, 3])
"""How far a sleeve's colour goes besides what is seen of it, in 8-bit Lab: light falls on it in many ways."""
_SLEEVELESS = 0.15
"""How far down the arm an outfit may reach and still leave the shoulder bare."""
_CHIN = (152, 148, 377, 176, 400, 175, 199, 171, 396)
"""Face mesh landmarks on the chin."""
_BELOW_CHIN, _BELOW_BEARD = 0.12, 0.45
"""Where down the throat, 0 at the chin and 1 at its pit, a collar is looked for by colour; above may hang a beard."""


def _kept(body: Body, measures: Measures, drapes: Sequence[Drape], near: Box, window: Window) -> F32:
    """1 where worn clothes stay: far from the outfit, on the head, about hands and shoes; (h, w) float32.

    Hands and hair are what the labels mistake for clothes most easily, and worst. Shoes are clothes that stay on. near:
    the box of the frame about the outfit.
    """
    scale, origin = window.scale, window.corner
    mask = np.full(window.shape, 255, np.uint8)
    for drape in drapes:
        fill_band(mask, measures, drape.covers, scale, origin, 0)
    x0, y0, x1, y1 = np.maximum(window.pixels(f32(near)).ravel(), 0).tolist()
    beyond = np.ones(window.shape, bool)
    beyond[y0:y1, x0:x1] = False
    mask[beyond] = 255
    mouth = body.keypoints_xy[[Keypoint.MOUTH_LEFT, Keypoint.MOUTH_RIGHT]].mean(0)
    mouth_level = float((mouth - measures.shoulder_mid) @ measures.down) / measures.torso_length
    fill_band(mask, measures, (mouth_level - 9.0, mouth_level - 0.04), scale, origin, 255)
    if all(drape.bare_from is None for drape in drapes):
        draw_arms(mask, measures, scale, origin, 255)
        cv2.fillConvexPoly(mask, window.pixels(f32(cv2.convexHull(yoke(measures))[:, 0])), 255)
    for points in _EXTREMITIES:
        _draw_extremity(mask, body, measures, points, window)
    return f32(cv2.blur(mask, (5, 5))) / np.float32(255)


def _cuffs(body: Body, measures: Measures, window: Window) -> F32:
    """Where cuffs end at the wrists: what there is not skin goes, while what fingers hold stays; (h, w) float32 0-1."""
    mask = np.zeros(window.shape, np.uint8)
    for wrist, elbow in _WRISTS:
        if body.visibility[wrist] > 0.3:
            end = body.keypoints_xy[wrist]
            along = end - body.keypoints_xy[elbow]
            along = along / max(float(np.linalg.norm(along)), 1.0) * np.float32(measures.shoulder_width)
            across = f32([-along[1], along[0]]) * np.float32(0.3)
            front, back = end + along * np.float32(0.04), end - along * np.float32(0.35)
            corners = f32([front - across, front + across, back + across, back - across])
            cv2.fillConvexPoly(mask, window.pixels(corners), 255)
    return f32(cv2.blur(mask, (3, 3))) / np.float32(255)


def sleeve_about_hands(small: U8, worn: F32, body: Body, measures: Measures, window: Window) -> F32:
    """What about the hands has the colour of the worn sleeves, and so is sleeve and nothing held; (h, w) float32 0-1.

    small: (h, w, 3) uint8 BGR, the reduced frame in `window`. worn: (h, w) float32 0-1, what is labelled as clothes.
    """
    hands, sleeves = np.zeros(window.shape, np.uint8), np.zeros(window.shape, np.uint8)
    for points in _EXTREMITIES[:2]:
        _draw_extremity(hands, body, measures, points, window)
    draw_arms(sleeves, measures, window.scale, window.corner, 255)
    sure = (sleeves > 0) & (hands == 0) & (worn > 0.9)
    if not hands.any() or np.count_nonzero(sure) < _FEWEST:
        return np.zeros_like(worn)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    samples = f32(lab[sure][:: max(np.count_nonzero(sure) // 400, 1)])
    middle = np.median(samples, axis=0)
    spread = _SLEEVE_SLACK + 2 * np.median(np.abs(samples - middle), axis=0)
    out = np.zeros_like(worn)
    x, y, width, height = cv2.boundingRect(hands)
    near = (slice(y, y + height), slice(x, x + width))
    apart = np.sqrt((((lab[near] - middle) / spread) ** 2).sum(2))
    out[near] = np.minimum(np.maximum((1.6 - apart) * 2, 0), 1) * (hands[near] > 0)
    return out


def _draw_extremity(mask: U8, body: Body, measures: Measures, points: Sequence[Keypoint], window: Window) -> None:
    """Draw a disc about a hand or foot into `mask`, in place, when it is seen."""
    if body.visibility[points[0]] > 0.3:
        ends = body.keypoints_xy[list(points)]
        middle = ends.mean(0)
        radius = 0.10 * measures.shoulder_width + float(np.linalg.norm(ends - middle, axis=1).max())
        x, y = window.pixels(middle).tolist()
        cv2.circle(mask, (x, y), max(round(radius * float(window.scale[0])), 1), 255, -1)


def _mark_collar(worn: F32, throat_mask: F32, strange: F32) -> None:
    """Enter in `worn` (h, w), in place, what within `throat_mask` is `strange`: not of the skin's colour."""
    x, y, width, height = cv2.boundingRect((throat_mask > 0).astype(np.uint8))
    part = (slice(y, y + height), slice(x, x + width))
    if not width:
        return
    found = np.maximum(worn[part], throat_mask[part] * strange[part])
    # Along a collar's edge runs its shadow, skin by its colour but not by its place.
    rim = cv2.dilate(found, np.ones((5, 5), np.uint8)) * throat_mask[part]
    np.maximum(found, rim, out=worn[part])


def _about(neck: F32) -> tuple[slice, slice] | None:
    """Rows and columns about `neck` (h, w) float32 in which collars and hoods are looked for; None without a neck."""
    x, y, width, height = cv2.boundingRect((neck > 0.5).astype(np.uint8))
    if not width:
        return None
    return slice(y, y + 2 * height), slice(max(x - width, 0), x + 2 * width)


def _mark_false_skin(worn: F32, skin: F32, own: F32, strange: F32, within: F32, neck: F32, limbs: F32) -> None:
    """Enter in `worn` and take out of `skin`, in place, what is labelled skin and is not the person's `own`.

    within: where skin may be painted instead. limbs: the bare ones. All (h, w) float32 0-1, cut to about the neck.
    Beyond the neck's own rim, and where the colour is `strange`, the room shows.
    """
    zone = f32(cv2.dilate(limbs, np.ones((7, 7), np.uint8)) < 0.05)
    beyond = cv2.dilate(own, np.ones((7, 7), np.uint8))
    outside = (1 - neck) * np.maximum(1 - beyond, strange)
    doubtful = np.maximum(within * (1 - own), outside) * zone * skin
    np.minimum(worn + doubtful, 1, out=worn)
    skin *= 1 - doubtful


def _bearded(canvas: U8, body: Body, tone: F32) -> bool:
    """Whether the chin is not of the skin's colour."""
    if body.face is None:
        return True
    points = np.rint(body.face.landmarks_xy[list(_CHIN)]).astype(int)
    height, width = canvas.shape[:2]
    points = points[(points >= 0).all(1) & (points < [width, height]).all(1)]
    return len(points) < 3 or float(unlike_skin(canvas[points[:, 1], points[:, 0]][None], tone).mean()) > 0.3


def _lower(neck: F32, share: float) -> F32:
    """`neck` (h, w) without its upper `share`."""
    rows = np.flatnonzero(neck.any(1))
    if not len(rows):
        return neck
    first = rows[0] + share * (rows[-1] - rows[0])
    fade = np.clip((np.arange(neck.shape[0], dtype=np.float32) - np.float32(first)) / 2, 0, 1)
    return f32(neck * fade[:, None])


def _show_room(canvas: U8, memory: BackgroundMemory, where: F32, window: Window) -> None:
    """Put the remembered room in place of `where` (h, w) float32 0-1, which lies over `window`, in place."""
    held = window.within(where, 0.01)
    if held is None:
        return
    part, box = held
    room = memory.over(box, window.size)
    if room is None:
        return
    alpha = cv2.convertScaleAbs(where[part], alpha=255)
    blend(cut(canvas, box), room, u8(cv2.resize(alpha, (box[2] - box[0], box[3] - box[1]))))


@dataclass(frozen=True, slots=True, eq=False)
class Undressed:
    """What `undress` has done. limbs: those that are bare. gone: (h, w) uint8, reduced, where the room shows now."""

    limbs: BareLimbs
    gone: U8


def undress(
    canvas: U8,
    body: Body,
    drapes: Sequence[Drape],
    measures: Measures,
    small: U8,
    memory: BackgroundMemory,
    grain: Grain,
    field: SkinField,
    tone: F32 | None,
    shade: U8,
    box: Box,
    over: U8 | None = None,
) -> Undressed | None:
    """Take what is worn out of `canvas` (H, W, 3) uint8 BGR, in place, within `box` and where `drapes` will cover it.

    small: the bare frame reduced to `limbs.reduced_size`. tone: the person's skin, (3,) float32 BGR; without it no skin
    is painted. shade: from `light.shading`. over: (h, w) uint8, reduced, what is worn over the drapes and stays.
    Returns what was done, None without labels.
    """
    if body.label_map is None:
        return None
    arms_from = _farthest(drape.bare_from for drape in drapes)
    legs_from = _farthest(drape.bare_legs_from for drape in drapes)
    width = np.float32(measures.shoulder_width)
    bare = [
        (limb, start, thickest * width)
        for pair, start, thickest in ((measures.arms, arms_from, ARM), (measures.legs, legs_from, LEG))
        if start is not None
        for limb in pair
    ]
    limbs = bare_limbs(body, bare)
    window = Window.about(body, box, limbs.cover)
    small, cover, roundness = window.cut(small), window.cut(limbs.cover), window.cut(limbs.roundness)
    worn, empty, skin, hand = (
        window.labelled(body.label_map, table) for table in (_IS_CLOTHES, _IS_EMPTY, _IS_SKIN, _IS_HAND)
    )
    face = filled([] if body.face is None else [body.face.landmarks_xy[list(OVAL)]], window)
    kept = np.maximum(_kept(body, measures, drapes, box, window), face)
    if over is not None:
        kept = np.maximum(kept, f32(cv2.dilate(window.cut(over), np.ones((3, 3), np.uint8))) / np.float32(255))
    strange = None if tone is None else unlike_skin(small, tone)
    if strange is not None and arms_from is not None and arms_from < _TO_THE_WRIST:
        cuffs = np.maximum(_cuffs(body, measures, window), sleeve_about_hands(small, worn, body, measures, window))
        kept = f32(kept * (1 - cuffs * strange))
    openings = [drape.opening_xy for drape in drapes if drape.opening_xy is not None and not _is_outer(drape)]
    if any(drape.opening_xy is not None for drape in drapes):
        neck = filled([throat(body, measures)], window)
        if not openings:
            # A jacket alone goes over what is worn: in its front that shows, up to the throat.
            kept = np.maximum(kept, filled([d.opening_xy for d in drapes if d.opening_xy is not None], window))
        if openings and arms_from is not None and arms_from < _SLEEVELESS:
            openings.append(yoke(measures))
        within = np.maximum(filled(openings, window), neck)
        bared = np.maximum(cover, within)
        if tone is not None and strange is not None:
            # A collar hides in the chin's shadow, where the labels are unsure: there the colour tells.
            bald = window.labelled(body.label_map, _NOT_HAIR)
            free = _lower(neck, _BELOW_BEARD) if _bearded(canvas, body, tone) else _lower(neck, _BELOW_CHIN)
            _mark_collar(worn, f32(free * bald), strange)
            near = _about(neck)
            if near is not None:
                parts = small[near], skin[near], strange[near], neck[near]
                own = own_skin(*parts, tone, measures.shoulder_width * float(window.scale[0]))
                instead = f32(np.maximum(within - neck, free)[near])
                _mark_false_skin(worn[near], skin[near], own, strange[near], instead, neck[near], cover[near])
    else:
        bared = cover
    # Where paint is half transparent the room must be behind it already, or the old sleeve shines through.
    solid = np.clip((cover if tone is None else bared) * 2.5 - 1.5, 0, 1)
    sticking_out = residue(worn, empty, f32(np.maximum(kept, solid)), window.whole[0])
    gone = f32(sticking_out * body.presence)
    _show_room(canvas, memory, gone, window)
    if tone is not None and strange is not None:
        stays = np.maximum(window.labelled(body.label_map, _STAYS), face)
        own = f32(cv2.erode(np.maximum(skin, hand), np.ones((3, 3), np.uint8)))
        where = _over_the_edge(f32(bared * worn * (face == 0)), f32(stays), window.whole[0])
        paint_skin(canvas, body, field(small, own, strange, tone, window), roundness, where, window, shade, grain)
    return Undressed(limbs, window.of_whole(u8(cv2.convertScaleAbs(gone, alpha=255))))


def _over_the_edge(where: F32, stays: F32, breadth: int) -> F32:
    """`where` (h, w) drawn out over a collar's dark edge, and softly, but not over what `stays`: hair, face, hands.

    breadth: of the whole picture of which these are a part, in pixels.
    """
    side = round(breadth / 100) | 1
    wide = cv2.blur(cv2.dilate(where, np.ones((side, side), np.uint8)), (side, side))
    return f32(np.maximum(where, wide * (1 - cv2.dilate(stays, np.ones((3, 3), np.uint8)))))


def _is_outer(drape: Drape) -> bool:
    return drape.garment.slot is Slot.OUTER


def _farthest(values: Iterable[float | None]) -> float | None:
    """How far down limbs the outfit reaches, by the garment that reaches farthest; None when none concerns them."""
    return max((value for value in values if value is not None), default=None)
