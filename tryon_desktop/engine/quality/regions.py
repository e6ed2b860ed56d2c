"""Where on a person a garment belongs: read off the joints and the garment's specification alone.

None of it asks the fitter or the blender, whose work is to be judged: a drape that is too short or lies elsewhere does
not shrink the region that it answers for.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32, u8
from tryon_desktop.engine.fitting.ease import HEM_LEVEL, HEM_ON_LEG, ease_of
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import SLEEVE_REACH, Closure, GarmentSpec, Shape, Slot
from tryon_desktop.engine.vision.body import Body, Keypoint, Region
from tryon_desktop.engine.vision.face import OVAL

K = Keypoint
_ARMS = ((K.RIGHT_SHOULDER, K.RIGHT_ELBOW, K.RIGHT_WRIST), (K.LEFT_SHOULDER, K.LEFT_ELBOW, K.LEFT_WRIST))
_LEGS = ((K.RIGHT_HIP, K.RIGHT_KNEE, K.RIGHT_ANKLE), (K.LEFT_HIP, K.LEFT_KNEE, K.LEFT_ANKLE))
_HANDS = ((K.RIGHT_WRIST, K.RIGHT_PINKY, K.RIGHT_INDEX, K.RIGHT_THUMB),
          (K.LEFT_WRIST, K.LEFT_PINKY, K.LEFT_INDEX, K.LEFT_THUMB))  # fmt: skip
_TORSO_LENGTH = 1.42
"""In shoulder widths (ANSUR II, 2012), for a person whose hips are out of the picture."""
_ARM_REACH = 0.24
"""How far from its bones a clothed arm can reach, in shoulder widths."""
_ARM_BEFORE_TORSO = np.array([0.17, 0.15, 0.10], np.float32)
"""The same at shoulder, elbow and wrist where the torso is behind it: what lies farther off is the torso's."""
_LIKE = 12.0
"""Distance in CIELAB (8-bit) within which a colour is the same cloth's."""
_TINT_COUNTS = f32([0.5, 1, 1])
_SOFT = 0.008
"""Half the width of a soft edge, in shoulder widths: hands and faces are not covered by being blended at the rim."""
_LEG = 1.15
"""From hip to knee and from knee to ankle, in shoulder widths."""
_ARM_CORE, _LEG_CORE = (0.09, 0.08, 0.05), (0.13, 0.10, 0.06)
"""Half widths within which limbs surely are, at root, middle joint and end, in shoulder widths."""
_HEM_SLACK = 0.12
"""Tailors disagree by this much of a torso on where a hem falls; a garment is not blamed for that."""
_OPENING, _LAPELS = 0.24, 0.45
"""Half width of an outer garment's opening in shoulder widths, and how far down lapels may open it."""
_WAIST, _SHOE = 0.92, 1.8
_LONGEST_TOP, _LOWER_END, _SAME_CLOTH = 1.75, 0.5, 4.0
"""Level below which nothing that hangs is a top; how much of the lower end tells of what is worn there; distance within
which it is the top's own cloth.
"""
_COLLAR = -0.3
"""Level of the highest collar, below the chin of most."""


@dataclass(frozen=True, slots=True, eq=False)
class Torso:
    """The torso's own axes. shoulder_mid: (2,) float32 frame pixels. down: (2,) unit vector towards the hips.

    width: pixels between the shoulder joints. length: pixels from the shoulder line to the hip line.
    """

    shoulder_mid: F32
    down: F32
    width: float
    length: float

    @classmethod
    def of(cls, body: Body) -> Torso:
        """From the joints; hips that are not seen are supposed at the usual distance, square to the shoulders."""
        right, left = body.xy(K.RIGHT_SHOULDER), body.xy(K.LEFT_SHOULDER)
        mid = (right + left) / 2
        width = max(float(np.hypot(*(left - right))), 1.0)
        if body.sees(K.LEFT_HIP, K.RIGHT_HIP):
            spine = f32((body.xy(K.LEFT_HIP) + body.xy(K.RIGHT_HIP)) / 2 - mid)
            # Turned aside, shoulders look narrow, but nobody's back is twice as long as they are broad.
            width = max(width, float(np.hypot(*spine)) / 1.9)
        else:
            line = (left - right) / width
            spine = f32([-line[1], line[0]]) * np.float32(_TORSO_LENGTH * width)
        length = max(float(np.hypot(*spine)), 0.5 * width)
        return cls(f32(mid), f32(spine / length), width, length)

    def levels(self, grid: F32) -> F32:
        """Height of points (..., 2): 0 on the shoulder line, 1 on the hip line."""
        return f32((grid - self.shoulder_mid) @ self.down / np.float32(self.length))

    def aside(self, grid: F32) -> F32:
        """Distance of points (..., 2) from the torso's axis, in shoulder widths."""
        return f32(np.abs((grid - self.shoulder_mid) @ f32([self.down[1], -self.down[0]])) / np.float32(self.width))


def _grid(body: Body, shape: tuple[int, int]) -> F32:
    """(h, w, 2) frame pixels under each pixel of a picture of `shape`."""
    x = (np.arange(shape[1], dtype=np.float32) + 0.5) * np.float32(body.size[0] / shape[1]) - 0.5
    y = (np.arange(shape[0], dtype=np.float32) + 0.5) * np.float32(body.size[1] / shape[0]) - 0.5
    return np.stack(np.meshgrid(x, y), -1)


def _along(grid: F32, body: Body, limb: tuple[Keypoint, ...]) -> tuple[F32, F32]:
    """Position along the limb of the nearest bone's point (0 root, 1 middle joint, 2 end), and the distance to it."""
    joints = body.keypoints_xy[list(limb)]
    place = np.zeros(grid.shape[:2], np.float32)
    nearest = np.full(grid.shape[:2], np.inf, np.float32)
    for bone in range(len(limb) - 1):
        span = joints[bone + 1] - joints[bone]
        share = ((grid - joints[bone]) @ span) / max(float(span @ span), 1.0)
        held = np.clip(share, 0, 1)
        gap = np.linalg.norm(grid - (joints[bone] + held[..., None] * span), axis=-1)
        closer = gap < nearest
        # Past the limb's end the position goes on, so that a hand is told from a forearm.
        position = bone + (share if bone == len(limb) - 2 else np.minimum(share, 1))
        place, nearest = f32(np.where(closer, position, place)), f32(np.where(closer, gap, nearest))
    return place, nearest


def _hem(spec: GarmentSpec) -> tuple[float, float]:
    """The highest hem that `spec` may have: on the torso's axis, and down the legs (0 where it ends above them)."""
    if spec.slot is not Slot.BOTTOM and spec.length in HEM_LEVEL:
        return HEM_LEVEL[spec.length] - _HEM_SLACK, 0.0
    return 1.0, HEM_ON_LEG[spec.length] - _HEM_SLACK


def own_region(spec: GarmentSpec, body: Body, shape: tuple[int, int]) -> Bool:
    """Where a garment of `spec` replaces what is worn, (h, w) bool over the whole frame at `shape`.

    The torso from the neck (or waist) to the hem. Arms: a top or dress replaces all that was on them, bare below its
    own sleeve; an outer garment only what it covers itself. Legs: likewise bottoms and dresses, down to the shoes.
    """
    torso, grid = Torso.of(body), _grid(body, shape)
    level = torso.levels(grid)
    hem, hem_on_leg = _hem(spec)
    first = _WAIST if spec.slot is Slot.BOTTOM else _COLLAR
    region = (level > first) & (level < hem)
    if hem_on_leg > 0 or spec.slot is Slot.BOTTOM:
        region |= _on_legs(spec, body, grid, level, hem_on_leg)
    if spec.slot is not Slot.BOTTOM:
        region = _with_arms(spec, body, grid, torso, np.asarray(region, np.bool_))
    else:
        for limb in _ARMS:
            region &= ~_arm(grid, body, limb, torso)[1]
    if spec.slot is Slot.OUTER:
        # What is worn beneath shows at the collar, and all the way down where the front is open.
        last = hem if spec.closure is Closure.OPEN else _LAPELS
        region &= (level > last) | (torso.aside(grid) > _OPENING)
    return np.asarray(region & ~_about_hands(body, grid, torso), np.bool_)


def _on_legs(spec: GarmentSpec, body: Body, grid: F32, level: F32, hem: float) -> Bool:
    last = hem if spec.slot is Slot.OUTER else _SHOE
    positions = [_along(grid, body, limb) for limb in _LEGS]
    nearer = positions[0][1] < positions[1][1]
    place = np.where(nearer, positions[0][0], positions[1][0])
    return np.asarray((level >= 1.0) & (place < min(last, _SHOE)), np.bool_)


def _with_arms(spec: GarmentSpec, body: Body, grid: F32, torso: Torso, region: Bool) -> Bool:
    last = 2 * SLEEVE_REACH[spec.sleeve] - _HEM_SLACK if spec.slot is Slot.OUTER else 2.0
    for limb in _ARMS:
        place, arm = _arm(grid, body, limb, torso)
        seen = body.sees(*limb[:2], at_least=0.3)
        region = np.asarray(np.where(arm & seen, place < last, region), np.bool_)
    return region


def _arm(grid: F32, body: Body, limb: tuple[Keypoint, ...], torso: Torso) -> tuple[F32, Bool]:
    """Position along an arm (see `_along`), and where it is."""
    place, gap = _along(grid, body, limb)
    tight = np.interp(place, [0, 1, 2], _ARM_BEFORE_TORSO)
    reach = np.where(torso.aside(grid) < 0.55, tight, _ARM_REACH)
    return place, np.asarray(gap < reach * torso.width, np.bool_)


def _about_hands(body: Body, grid: F32, torso: Torso) -> Bool:
    """Where hands are, whatever the labels say of them."""
    out = np.zeros(grid.shape[:2], np.bool_)
    for points in _HANDS:
        if body.visibility[points[0]] > 0.3:
            for finger in points[1:]:
                place, gap = _along(grid, body, (points[0], finger))
                out |= (gap < 0.12 * torso.width) & (place > 0.1)
    return out


def allowed(garment: Garment, body: Body) -> Bool:
    """Where `garment` may be drawn, (H, W) bool: the person's silhouette, widened by the garment's own ease.

    Limbs and shoulders are given the ease of a sleeve, torso and wide legs that of a torso, sideways only; a skirt
    may also fill the room between and beside the legs.
    """
    spec, torso = garment.spec, Torso.of(body)
    ease = ease_of(spec)
    solid = (body.matte > 64).astype(np.uint8)
    limb = max(0.165 * (ease.sleeve - 1) + ease.drop, 0.02)
    out = cv2.dilate(solid, _disc(limb * torso.width))
    grid = _grid(body, (body.size[1], body.size[0]))
    level = torso.levels(grid)
    loose = spec.slot is not Slot.BOTTOM or spec.shape in (Shape.WIDE, Shape.FLARED, Shape.STRAIGHT)
    last = np.inf if loose else 1.3
    wide = cv2.dilate(solid, _across(ease.most * torso.width, torso.down))
    out = np.where((level > 0.25) & (level < last), np.maximum(out, wide), out)
    hem = _hem(spec)[1]
    if hem > 0 and "crotch" not in garment.landmarks:
        _add_skirt(out, garment, body, torso, hem + _HEM_SLACK)
    return np.asarray(out > 0, np.bool_)


def _disc(radius: float) -> np.ndarray:
    side = 2 * max(round(radius), 1) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))


def _across(radius: float, down: F32) -> np.ndarray:
    """A line of half length `radius` square to `down`, as a structuring element."""
    reach = max(round(radius), 1)
    element = np.zeros((2 * reach + 1, 2 * reach + 1), np.uint8)
    step = np.array([down[1], -down[0]]) * reach
    ends = [tuple(int(v) for v in np.rint(reach + sign * step)) for sign in (-1, 1)]
    cv2.line(element, ends[0], ends[1], 1, 3)
    return element


def _add_skirt(out: np.ndarray, garment: Garment, body: Body, torso: Torso, hem: float) -> None:
    """Enter the room that a skirt may fill, from hips to `hem` (1 knee, 2 ankle) as wide as its own picture says."""
    marks, ease = garment.landmarks, ease_of(garment.spec).most * torso.width
    flare = abs(marks["hem_l"][0] - marks["hem_r"][0]) / max(abs(marks["hip_l"][0] - marks["hip_r"][0]), 1.0)
    side = f32([torso.down[1], -torso.down[0]])
    hip = torso.shoulder_mid + torso.down * np.float32(torso.length)
    knees = body.keypoints_xy[[K.RIGHT_KNEE, K.LEFT_KNEE]]
    spread = float(np.abs((knees - hip) @ side).max()) + 0.2 * torso.width
    top, drop = 0.56 * torso.width + ease, _LEG * torso.width * (hem + _HEM_SLACK)
    bottom = max(0.56 * torso.width * flare, spread) + ease
    corners = [hip - side * top, hip + side * top, hip + torso.down * drop + side * bottom,
               hip + torso.down * drop - side * bottom]  # fmt: skip
    cv2.fillPoly(out, [np.rint(np.stack(corners)).astype(np.int32)], 1)


def face(body: Body) -> Bool:
    """The face within the mesh's outline, (H, W) bool, less its soft rim; nothing without a mesh."""
    mask = np.zeros((body.size[1], body.size[0]), np.uint8)
    if body.face is not None:
        cv2.fillPoly(mask, [np.rint(body.face.landmarks_xy[list(OVAL)]).astype(np.int32)], 1)
        mask = u8(cv2.erode(mask, _disc(_SOFT * Torso.of(body).width)))
    return np.asarray(mask > 0, np.bool_)


def hands(body: Body, frame_bgr: U8) -> Bool:
    """The hands before garments, (H, W) bool: what is labelled so past the wrist, and skin-coloured hands of the pose.

    Two witnesses: a hand that the labels take for cloth is still one where the pose puts it and the colour is skin's,
    and cloth that they take for a hand is none.
    frame_bgr: (H, W, 3) uint8.
    """
    shape = (body.size[1], body.size[0])
    torso = Torso.of(body)
    labelled = region_mask(body, Region.HAND) & ~cloth_coloured(body, frame_bgr)
    posed = np.zeros(shape, np.uint8)
    cuff = np.zeros(shape, np.uint8)
    grid = _grid(body, shape)
    for points in _HANDS:
        if body.visibility[points[0]] < 0.5:
            continue
        corners = body.keypoints_xy[list(points)]
        cv2.fillPoly(posed, [cv2.convexHull(np.rint(corners).astype(np.int32))], 1)
        span = corners[1:3].mean(0) - corners[0]
        share = ((grid - corners[0]) @ span) / max(float(span @ span), 1.0)
        near = np.linalg.norm(grid - corners[0], axis=-1) < 0.3 * torso.width
        cuff |= (near & (share < 0.15)).astype(np.uint8)
    found = labelled | ((posed > 0) & skin_coloured(body, frame_bgr, frame_bgr))
    found &= (body.matte > 200) & (cuff == 0)
    coarse = 0.0 if body.label_map is None else shape[1] / body.label_map.shape[1]
    return np.asarray(cv2.erode(found.astype(np.uint8), _disc(max(_SOFT * torso.width, coarse))) > 0, np.bool_)


def solid(spec: GarmentSpec, body: Body) -> Bool:
    """Where the person must be seen, dressed or bare, (H, W) bool: the room can show nowhere here.

    Outside the garment's own region that is the whole silhouette. Inside it, where loose old clothes may rightly give
    way to the room, it is the torso's and the limbs' own core.
    """
    shape = (body.matte.shape[0], body.matte.shape[1])
    torso, grid = Torso.of(body), _grid(body, shape)
    level = torso.levels(grid)
    core = (level > 0.05) & (level < 1.0) & (torso.aside(grid) < 0.36)
    for limb, radii in (*((limb, _ARM_CORE) for limb in _ARMS), *((limb, _LEG_CORE) for limb in _LEGS)):
        if body.sees(*limb, at_least=0.6):
            place, gap = _along(grid, body, limb)
            core |= (gap < np.interp(place, [0, 1, 2], radii) * torso.width) & (place < 1.9)
    inside = cv2.erode((body.matte > 240).astype(np.uint8), _disc(0.02 * torso.width)) > 0
    return np.asarray(inside & (core | ~own_region(spec, body, shape)), np.bool_)


def skin_coloured(body: Body, frame_bgr: U8, shown_bgr: U8) -> Bool:
    """Where `shown_bgr` has the colour of the face in `frame_bgr`, lighter or darker; (H, W) bool.

    Both (H, W, 3) uint8. Nowhere without a face.
    """
    inside = face(body)
    if not inside.any():
        return np.zeros(inside.shape, np.bool_)
    tone = np.median(frame_bgr[inside].astype(np.float32), axis=0)
    hue = shown_bgr.astype(np.float32) / np.maximum(shown_bgr.sum(-1, dtype=np.float32), 30)[..., None]
    away = np.abs(hue - tone / tone.sum()).max(-1)
    light = shown_bgr.mean(-1) / max(float(tone.mean()), 1.0)
    return np.asarray((away < 0.04) & (light > 0.45) & (light < 1.7), np.bool_)


def cloth_coloured(body: Body, frame_bgr: U8) -> Bool:
    """Where the frame (H, W, 3) uint8 is surely nearer to the colours of the cloth on the chest than to the face's.

    (H, W) bool; nowhere without a face and labelled clothes. Colours are compared in CIELAB, a few of each.
    """
    shape = (body.matte.shape[0], body.matte.shape[1])
    torso, grid = Torso.of(body), _grid(body, shape)
    level = torso.levels(grid)
    chest = (level > 0.1) & (level < 0.9) & (torso.aside(grid) < 0.4)
    chest &= region_mask(body, Region.CLOTHES) & (body.matte > 240)
    lab = cv2.cvtColor(cv2.blur(frame_bgr, (5, 5)), cv2.COLOR_BGR2LAB).astype(np.float32)
    cloth, skin = _few(f32(lab[chest]), 5), _few(f32(lab[face(body)]), 4)
    if cloth is None or skin is None:
        return np.zeros(shape, np.bool_)
    to_cloth, to_skin = (
        np.min([np.linalg.norm(lab - colour, axis=-1) for colour in colours], axis=0) for colours in (cloth, skin)
    )
    return np.asarray((to_cloth < _LIKE) & (to_skin > 1.5 * to_cloth), np.bool_)


def hanging_top(body: Body, frame_bgr: U8) -> Bool:
    """Cloth below the waist that hangs together with the chest's and has its colours: what trousers do not replace.

    (H, W) bool. frame_bgr: (H, W, 3) uint8. Nowhere where hips are not seen, or where legs are seen and are clothed in
    much the same cloth: then nothing tells a sweater from the trousers below it.
    """
    nothing = np.zeros((body.matte.shape[0], body.matte.shape[1]), np.bool_)
    if not body.sees(K.LEFT_HIP, K.RIGHT_HIP):
        return nothing
    torso, grid = Torso.of(body), _grid(body, nothing.shape)
    level, aside = torso.levels(grid), torso.aside(grid)
    cloth = region_mask(body, Region.CLOTHES) & (body.matte > 200) & (aside < 0.7)
    lab = cv2.cvtColor(cv2.blur(frame_bgr, (5, 5)), cv2.COLOR_BGR2LAB).astype(np.float32)
    # Sleeves too: of a chest behind folded arms little is seen, and that in the shade.
    colours = _few(f32(lab[cloth & (level > 0.1) & (level < 0.95)]), 6)
    legs = cloth & (level > 1.0) & (level < _LONGEST_TOP + 0.5)
    if colours is None or not legs.any():
        return nothing
    to_top = _distance(lab, colours)
    alike = to_top < _LIKE
    lowest = float(level[legs].max())
    if lowest > _LONGEST_TOP:
        # No top reaches so far: what is worn there is no top, unless it is of the very same cloth, a dress.
        last = legs & (level > lowest - _LOWER_END)
        others = _few(f32(lab[last]), 3)
        if others is None or float(np.median(to_top[last])) < _SAME_CLOTH:
            return nothing
        alike &= to_top < _distance(lab, others)
    above = cloth & (level < 0.8)
    like = above | (alike & cloth & (level < _LONGEST_TOP))
    _, parts = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    top = np.isin(parts, np.unique(parts[above]) if above.any() else []).astype(np.uint8)
    # A fold's shade is no gap in it.
    whole = cv2.morphologyEx(top, cv2.MORPH_CLOSE, _disc(0.08 * torso.width)) > 0
    return np.asarray(cloth & whole & (level >= 0.8), np.bool_)


def _distance(lab: F32, colours: F32) -> F32:
    """(h, w) distance of each colour from the nearest of some. A hem is often a shade darker: that counts for less."""
    return f32(np.min([np.linalg.norm((lab - colour) * _TINT_COUNTS, axis=-1) for colour in colours], axis=0))


def _few(colours: F32, count: int) -> F32 | None:
    """`count` colours that stand for many (N, 3), by k-means; None when there are too few."""
    if len(colours) < 200:
        return None
    sample = np.ascontiguousarray(colours[:: max(len(colours) // 3000, 1)])
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    labels = np.zeros((len(sample), 1), np.int32)
    return f32(cv2.kmeans(sample, count, labels, stop, 2, cv2.KMEANS_PP_CENTERS)[2])


def region_mask(body: Body, region: Region) -> Bool:
    """Where the label map says `region`, (H, W) bool at the frame's size; nowhere without a label map."""
    if body.label_map is None:
        return np.zeros((body.size[1], body.size[0]), np.bool_)
    small = (body.label_map == region).astype(np.uint8)
    return np.asarray(cv2.resize(small, body.size, interpolation=cv2.INTER_NEAREST) > 0, np.bool_)
