"""Which part of the person is hair, face, skin, cloth or hand.

The matte says where the person is, the face mesh and the keypoints where each part can be, colour which of the
parts that can be there it is. Colour is never enough by itself: a beige coat is the colour of a face. In doubt the
answer on the torso is cloth, because a hand or a strand of hair seen where there is none makes a hole in the garment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.vision.body import FaceMesh, Keypoint, Region
from tryon_desktop.engine.vision.colour import ColourHistogram, ShadedColour
from tryon_desktop.engine.vision.face import OVAL
from tryon_desktop.engine.vision.geometry import shrink

LONG_SIDE = 320
_K = Keypoint
_CHEEKS = (50, 205, 187, 117, 118, 101, 36, 280, 425, 411, 346, 347, 330, 266, 5, 195, 197, 151, 9)
_CHIN, _BROW, _RIGHT_SIDE, _LEFT_SIDE, _NOSE_TIP = 152, 10, 234, 454, 4
_ARMS = (
    (_K.LEFT_SHOULDER, _K.LEFT_ELBOW, _K.LEFT_WRIST),
    (_K.RIGHT_SHOULDER, _K.RIGHT_ELBOW, _K.RIGHT_WRIST),
)
_LEGS = ((_K.LEFT_HIP, _K.LEFT_KNEE, _K.LEFT_ANKLE), (_K.RIGHT_HIP, _K.RIGHT_KNEE, _K.RIGHT_ANKLE))
_HANDS = (
    (_K.LEFT_ELBOW, _K.LEFT_WRIST, _K.LEFT_PINKY, _K.LEFT_INDEX, _K.LEFT_THUMB),
    (_K.RIGHT_ELBOW, _K.RIGHT_WRIST, _K.RIGHT_PINKY, _K.RIGHT_INDEX, _K.RIGHT_THUMB),
)
_MAX_SKIN_DISTANCE = 18.0
_MIN_SEEN = 0.4
_LEARN_EVERY = 4
_STILL_LEVELS = 5
_EYE_LINE = 0.42
_UNLIKE_CLOTH = -13.5


def label_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the label map of a frame of that (width, height)."""
    scale = LONG_SIDE / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """The person's window of one frame at the label map's resolution.

    person: whose pixels. lab: 8-bit Lab. points: (33, 2) keypoints in the window. seen: (33,) visibility.
    shoulders: the unit of body sizes, in pixels of the window.
    """

    person: Bool
    lab: U8
    points: F32
    seen: F32
    shoulders: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.person.shape[0], self.person.shape[1]

    def canvas(self) -> U8:
        return np.zeros(self.shape, np.uint8)

    def colours(self, where: Bool) -> U8:
        """(N, 3) Lab of the pixels of `where`."""
        return np.take(self.lab.reshape(-1, 3), np.flatnonzero(where), axis=0)

    def at(self, *points: Keypoint) -> F32:
        return self.points[list(points)]


@dataclass(frozen=True, slots=True, eq=False)
class _HandArea:
    """Where one hand can be, cut off at the wrist.

    core: surely hand if anything is. palm: core and straight fingers. reach: as far as any finger goes.
    """

    core: Bool
    palm: Bool
    reach: Bool


class Parser:
    """Labels the person's pixels. Holds what it learnt of this person's skin and clothes."""

    def __init__(self) -> None:
        self._skin = ShadedColour(slack=(80.0, 9.0, 9.0), shades=(0.45, 1.15), memory=0.8)
        self._cloth = ColourHistogram(memory=0.97)
        self._frames = 0
        self._last: tuple[U8, U8, U8] | None = None

    def reset(self) -> None:
        """Forget the person."""
        self._frames, self._last = 0, None
        self._skin.reset()
        self._cloth.reset()

    def __call__(self, bgr: U8, matte: U8, face: FaceMesh | None, keypoints_xy: F32, visibility: F32) -> U8:
        """(h, w) uint8 of `Region`. Without a face, hair stands for the whole head and hands are the pose's own."""
        size = label_size((bgr.shape[1], bgr.shape[0]))
        whole = np.zeros((size[1], size[0]), np.uint8)
        person = cv2.resize(matte, size, interpolation=cv2.INTER_LINEAR) > 127
        rows, columns = np.flatnonzero(person.any(1)), np.flatnonzero(person.any(0))
        if not rows.size:
            return whole
        window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        scale = np.array([size[0] / bgr.shape[1], size[1] / bgr.shape[0]], np.float32)
        origin = np.array([columns[0], rows[0]], np.float32)
        small = shrink(bgr, size)
        scene = _scene(small[window], person[window], keypoints_xy * scale - origin, visibility)
        whole[window] = self._labels(scene, None if face is None else face.landmarks_xy * scale - origin)
        return self._settled(whole, small)

    def _settled(self, labels: U8, bgr: U8) -> U8:
        """Where the picture stands still a part has to be named twice before it changes: what moves does so at once."""
        last, self._last = self._last, (labels, labels, bgr)
        if last is None or last[0].shape != labels.shape:
            return labels
        given, shown, before = last
        changed = np.flatnonzero((labels != given) & (labels > 0) & (shown > 0))
        now, then = (np.take(picture.reshape(-1, 3), changed, axis=0).astype(np.int16) for picture in (bgr, before))
        doubtful = changed[(np.abs(now - then) <= _STILL_LEVELS).all(axis=1)]
        settled = labels.copy()
        settled.reshape(-1)[doubtful] = shown.reshape(-1)[doubtful]
        self._last = (labels, settled, bgr)
        return settled

    def _labels(self, scene: _Scene, mesh: F32 | None) -> U8:
        hands = [area for joints in _HANDS if (area := _hand_area(scene, joints)) is not None]
        # Light and clothes change slowly, and learning them takes as long as using them.
        if self._frames % _LEARN_EVERY == 0 or not self._skin.known:
            self._learn(scene, mesh, hands)
        self._frames += 1

        labels = scene.canvas()
        labels[scene.person] = Region.CLOTHES
        limbs = self._bare_limbs(scene)
        labels[limbs] = Region.SKIN
        if mesh is None:
            labels[_turned_head(scene)] = Region.HAIR
        else:
            rows = _rows_of_head(mesh, scene.shape[0])
            above = replace(scene, person=scene.person[:rows], lab=scene.lab[:rows])
            self._label_head(above, mesh, labels[:rows])
        for area in hands:
            # Throats and hair have the colour of a hand in the shade: there only its very middle is believed.
            sure = area.core | (labels == Region.CLOTHES) | limbs | (area.palm & (labels == Region.SKIN))
            labels[self._hand(scene, area) & sure & (labels != Region.FACE)] = Region.HAND
        return labels

    def _learn(self, scene: _Scene, mesh: F32 | None, hands: list[_HandArea]) -> None:
        if mesh is not None:
            self._skin.learn(scene.colours(_cheeks(scene, mesh) & scene.person))
        torso = _polygon(scene, scene.at(_K.LEFT_SHOULDER, _K.RIGHT_SHOULDER, _K.RIGHT_HIP, _K.LEFT_HIP), inset=0.12)
        torso &= scene.person
        sleeves = scene.canvas()
        for joints in _ARMS:
            _draw_limb(scene, joints, sleeves, width=0.10)
        sleeves_only = (sleeves > 0) & scene.person & ~torso
        for area in hands:
            torso &= ~area.reach
            sleeves_only &= ~area.reach
        samples = scene.colours(torso)
        if self._skin.known:
            arms = scene.colours(sleeves_only)
            samples = np.concatenate([samples, arms[self._skin.distance(arms) > 2 * _MAX_SKIN_DISTANCE]])
        self._cloth.learn(samples)

    def _is_skin(
        self, scene: _Scene, where: Bool, margin: F32 | float = 0.0, limit: float = _MAX_SKIN_DISTANCE
    ) -> Bool:
        """Pixels of `where` whose colour is this person's skin rather than cloth, by `margin` nats at least."""
        out = np.zeros(scene.shape, bool)
        if not self._skin.known or not where.any():
            return out
        colours = scene.colours(where)
        distance = self._skin.distance(colours)
        skin = distance < limit
        if self._cloth.known:
            skin &= self._skin.log_density(distance) > self._cloth.log_density(colours) + margin
        out[where] = skin
        return out

    def _skin_over_hair(self, colours: U8, hair: ShadedColour) -> Bool:
        skin = self._skin.log_density(self._skin.distance(colours))
        return np.asarray(skin > hair.log_density(hair.distance(colours)) + 0.7, np.bool_)

    def _bare_limbs(self, scene: _Scene) -> Bool:
        limbs = scene.canvas()
        for joints in _ARMS + _LEGS:
            _draw_limb(scene, joints, limbs, width=0.34)
        found = _opened(self._is_skin(scene, (limbs > 0) & scene.person, margin=1.0), 5)
        # Folds of a beige sleeve look like skin too, but in specks.
        count, parts = cv2.connectedComponents(found.astype(np.uint8), connectivity=4)
        large = np.bincount(parts.reshape(-1), minlength=count) >= 0.04 * scene.shoulders**2
        large[0] = False
        bare: Bool = large[parts]
        return bare

    def _hand(self, scene: _Scene, area: _HandArea) -> Bool:
        """The hand within its area: skin that hangs together with the pose's own hand."""
        if not self._skin.known:
            return area.core & scene.person
        near = area.reach & scene.person
        margin = np.where(area.core[near], -1.0, np.where(area.palm[near], -0.5, 0.5)).astype(np.float32)
        found = self._is_skin(scene, near, margin)
        # Opening cuts the bridges over which a hand would leak into a print, but fingers are as thin as they.
        skin = (_opened(found, 3) | (found & area.palm)).astype(np.uint8)
        whole = cv2.morphologyEx(skin, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        count, parts = cv2.connectedComponents(whole, connectivity=4)
        touched = np.bincount(parts[area.core], minlength=count)
        sizes = np.bincount(parts.reshape(-1), minlength=count)
        kept = (touched >= 3) & (sizes >= 0.15 * np.count_nonzero(area.core))
        kept[0] = False
        hand: Bool = kept[parts] & near
        return hand

    def _label_head(self, scene: _Scene, mesh: F32, labels: U8) -> None:
        """Write face, hair and neck into `labels`."""
        oval = scene.canvas()
        cv2.fillPoly(oval, [np.round(mesh[list(OVAL)]).astype(np.int32)], 1)
        face = (oval > 0) & scene.person
        up = mesh[_BROW] - mesh[_CHIN]
        height = max(float(np.hypot(*up)), 1.0)
        up = up / height
        side = np.array([-up[1], up[0]], np.float32)
        width = max(float(abs((mesh[_LEFT_SIDE] - mesh[_RIGHT_SIDE]) @ side)), 0.6 * height)
        middle = (mesh[list(OVAL)].min(0) + mesh[list(OVAL)].max(0)) / 2
        ys = np.arange(scene.shape[0], dtype=np.float32)[:, None]
        xs = np.arange(scene.shape[1], dtype=np.float32)
        # Face coordinates: v in face heights up from the chin, u in face widths from the face's middle line.
        v = (ys - mesh[_CHIN, 1]) * (up[1] / height) + (xs - mesh[_CHIN, 0]) * (up[0] / height)
        u = np.abs((ys - middle[1]) * (side[1] / width) + (xs - middle[0]) * (side[0] / width))
        free = scene.person & ~face
        # Without its rim, where the wall shines through.
        crown = _eroded(free) & (u < 1.0) & (v > 1.02) & (v < 2.2)
        hair_colour = ShadedColour(slack=(100.0, 8.0, 8.0), shades=(0.5, 1.5), memory=0.0)
        hair_colour.learn(scene.colours(crown))
        near = free & (u < 0.75) & (v > -0.8) & (v < 0.95)
        margin = np.interp(v[near], (-0.7, -0.4, 0.0), (1.5, -1.0, -4.0)).astype(np.float32)
        skin = self._is_skin(scene, near, margin, limit=2 * _MAX_SKIN_DISTANCE)
        if hair_colour.known:
            # Under the chin lies a shaded neck, which brown hair would win by colour alone.
            rivals = skin & ((v > 0.05) | (u > 0.35))
            skin[rivals] = self._skin_over_hair(scene.colours(rivals), hair_colour)

        ears = _opened(skin & (v > 0.1), 3)
        skin &= ears | (v <= 0.1)
        arms = scene.canvas()
        for joints in _ARMS:
            _draw_limb(scene, joints[1:], arms, width=0.3)
        loose = free & ~skin & (arms == 0)
        hair = loose & (u < 1.25) & (v > _EYE_LINE) & (v < 2.2)
        loose &= (u < 1.6) & (v > -2.0) & (v <= _EYE_LINE)
        hair |= self._loose_hair(scene, loose, hair | ears, hair_colour, v)
        neck = skin & ~ears & (u < np.clip(0.8 + 0.57 * v, 0.35, 0.75))
        closed = cv2.morphologyEx((neck | face).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        neck = np.asarray((closed > 0) & (v < 0.1), np.bool_)
        labels[hair] = Region.HAIR
        neck = _opened(neck & free & ~hair, 5)  # without drawstrings and seams
        labels[_joined(neck, _grown(face | ears))] = Region.SKIN
        labels[ears | face] = Region.FACE

    def _loose_hair(self, scene: _Scene, where: Bool, above: Bool, hair: ShadedColour, v: F32) -> Bool:
        """Hair that falls beside and below the face: the crown's colour, unlike cloth, and joined to what is `above`.

        v: height over the chin in faces. The lower, the surer colour has to be: by the cheek cloth is rare (a hood),
        on the chest it is the rule.
        """
        out = np.zeros(scene.shape, bool)
        if not where.any():
            return out
        colours, height = scene.colours(where), v[where]
        cloth = self._cloth.log_density(colours) if self._cloth.known else np.full(len(colours), -16.0, np.float32)
        alike = (height > 0.0) & (cloth < _UNLIKE_CLOTH)
        if hair.known:
            distance = hair.distance(colours)
            margin = np.interp(height, (-0.8, -0.1, _EYE_LINE), (2.0, -1.0, -3.0))
            alike |= (distance < 14.0) & (hair.log_density(distance) > cloth + margin)
        out[where] = alike
        return _joined(_opened(out, 3), above)


def _scene(small: U8, person: Bool, points: F32, visibility: F32) -> _Scene:
    across = float(np.hypot(*(points[_K.LEFT_SHOULDER] - points[_K.RIGHT_SHOULDER])))
    shoulders, hips = points[[_K.LEFT_SHOULDER, _K.RIGHT_SHOULDER]], points[[_K.LEFT_HIP, _K.RIGHT_HIP]]
    trunk = float(np.hypot(*(shoulders.mean(0) - hips.mean(0))))
    return _Scene(
        person=person,
        lab=np.asarray(cv2.cvtColor(cv2.GaussianBlur(small, (3, 3), 0), cv2.COLOR_BGR2LAB), np.uint8),
        points=points,
        seen=visibility,
        shoulders=max(across, 0.55 * trunk, 4.0),
    )


def _rows_of_head(mesh: F32, rows: int) -> int:
    """How many rows of the window can hold anything of the head, its longest hair included."""
    chin, height = mesh[_CHIN], float(np.hypot(*(mesh[_BROW] - mesh[_CHIN])))
    return int(np.clip(chin[1] + 2.2 * height, 1, rows))


def _polygon(scene: _Scene, corners: F32, inset: float) -> Bool:
    canvas = scene.canvas()
    middle = corners.mean(0)
    cv2.fillConvexPoly(canvas, np.round(corners + (middle - corners) * inset).astype(np.int32), 1)
    return canvas > 0


def _cheeks(scene: _Scene, mesh: F32) -> Bool:
    canvas = scene.canvas()
    radius = max(1, round(float(np.hypot(*(mesh[_LEFT_SIDE] - mesh[_RIGHT_SIDE]))) * 0.05))
    for x, y in mesh[list(_CHEEKS)]:
        cv2.circle(canvas, (round(float(x)), round(float(y))), radius, 1, -1)
    return canvas > 0


def _draw_limb(scene: _Scene, joints: tuple[Keypoint, ...], canvas: U8, width: float) -> None:
    """Thick lines between visible joints; width in shoulder widths."""
    thickness = max(1, round(width * scene.shoulders))
    for a, b in pairwise(joints):
        if scene.seen[a] >= _MIN_SEEN:
            start, end = (tuple(int(v) for v in np.round(scene.points[p])) for p in (a, b))
            cv2.line(canvas, start, end, 1, thickness)


def _hand_area(scene: _Scene, joints: tuple[Keypoint, ...]) -> _HandArea | None:
    """Where the hand of (elbow, wrist, pinky, index, thumb) can be; None when it is out of the picture or hidden."""
    elbow, wrist, *fingers = (scene.points[joint] for joint in joints)
    if max(float(scene.seen[joint]) for joint in joints[1:]) < _MIN_SEEN:
        return None
    knuckles = (fingers[0] + fingers[1]) / 2
    forearm = wrist - elbow
    palm = float(np.hypot(*(knuckles - wrist)))
    # A hand that points at the camera is short in the picture, so its size has a floor from the body.
    length = float(np.clip(2.1 * palm, 0.38 * scene.shoulders, 0.85 * scene.shoulders))
    direction = knuckles - wrist if palm > 0.08 * scene.shoulders else forearm
    direction = direction / max(float(np.hypot(*direction)), 1e-3)
    centre = wrist + direction * 0.5 * length
    reach, core = scene.canvas(), scene.canvas()
    cv2.circle(reach, tuple(int(v) for v in np.round(centre)), max(2, round(0.95 * length)), 1, -1)
    hull = cv2.convexHull(np.stack([wrist, *fingers, wrist + direction * 0.7 * length]).astype(np.float32))
    cv2.fillConvexPoly(core, np.round(hull[:, 0]).astype(np.int32), 1)
    thickness = max(2, round(0.22 * length))
    cv2.polylines(core, [np.round(hull[:, 0]).astype(np.int32)], True, 1, thickness)
    # A forearm that points at the camera does not say where the hand begins; the hand itself does, roughly.
    foreshortened = float(np.hypot(*forearm)) < 0.5 * scene.shoulders
    along, slack = (direction, 0.4) if foreshortened else (forearm / float(np.hypot(*forearm)), 0.12)
    past_wrist = _beyond(scene, wrist, along, -slack * length)
    if float(direction @ along) < 0.2:
        past_wrist |= _beyond(scene, wrist, direction, -0.12 * length)
    if not (core > 0).any():
        return None
    palm_and_fingers = core.copy()
    tips = tuple(int(v) for v in np.round(wrist + direction * 1.1 * length))
    cv2.line(palm_and_fingers, tuple(int(v) for v in np.round(wrist)), tips, 1, max(2, round(0.6 * length)))
    return _HandArea((core > 0) & past_wrist, (palm_and_fingers > 0) & past_wrist, (reach > 0) & past_wrist)


def _beyond(scene: _Scene, origin: F32, direction: F32, distance: float) -> Bool:
    """Pixels that lie further than `distance` from `origin` along a unit `direction`."""
    rows = (np.arange(scene.shape[0], dtype=np.float32) - origin[1]) * direction[1]
    columns = (np.arange(scene.shape[1], dtype=np.float32) - origin[0]) * direction[0]
    return np.asarray(rows[:, None] + columns > distance, np.bool_)


def _turned_head(scene: _Scene) -> Bool:
    """The head seen from behind or too small: a disc round the pose's head points."""
    head = scene.points[_K.NOSE : _K.MOUTH_RIGHT + 1]
    spread = float(np.ptp(head, axis=0).max())
    radius = max(0.9 * spread, 0.32 * scene.shoulders)
    canvas = scene.canvas()
    middle = head.mean(0)
    cv2.circle(canvas, (round(float(middle[0])), round(float(middle[1]))), max(2, round(radius)), 1, -1)
    return (canvas > 0) & scene.person


def _joined(mask: Bool, seed: Bool) -> Bool:
    """The part of `mask` that hangs together with `seed`."""
    count, parts = cv2.connectedComponents((mask | seed).astype(np.uint8), connectivity=4)
    held = np.zeros(count, bool)
    held[np.unique(parts[seed])] = True
    held[0] = False
    joined: Bool = mask & held[parts]
    return joined


def _grown(mask: Bool) -> Bool:
    """`mask` and the pixels next to it."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _eroded(mask: Bool) -> Bool:
    """`mask` without the two pixels along its rim."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0, np.bool_)


def _opened(mask: Bool, size: int) -> Bool:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    opened: Bool = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    return opened
