"""Which part of the person is hair, face, skin, cloth or hand.

The matte says where the person is, the face mesh and the keypoints where each part can be, colour which of the
parts that can be there it is. Colour is never enough by itself: a beige coat is the colour of a face. In doubt the
answer on the torso is cloth, because a hand or a strand of hair seen where there is none makes a hole in the garment.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.reducing import shrink
from tryon_desktop.engine.vision.body import FaceMesh, Keypoint, Region
from tryon_desktop.engine.vision.colour import ColourHistogram, ShadedColour
from tryon_desktop.engine.vision.face import OVAL
from tryon_desktop.engine.vision.scene import (
    BROW,
    CHIN,
    LEFT_SIDE,
    RIGHT_SIDE,
    HandArea,
    Scene,
    cheeks,
    draw_limb,
    eroded,
    grown,
    hand_area,
    joined,
    make_scene,
    opened,
    polygon,
    rows_of_head,
    turned_head,
)

LONG_SIDE = 320
_K = Keypoint
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
_LEARN_EVERY = 4
_STILL_LEVELS = 5
_EYE_LINE = 0.42
_UNLIKE_CLOTH = -13.5


def label_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the label map of a frame of that (width, height)."""
    scale = LONG_SIDE / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


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
        """(h, w) uint8 of `Region`. Without a face, hair stands for the whole head and hands are the pose's own.

        bgr: the frame, or a reduced picture of it no smaller than `label_size`. The rest is the frame's.
        """
        frame_size = (matte.shape[1], matte.shape[0])
        size = label_size(frame_size)
        whole = np.zeros((size[1], size[0]), np.uint8)
        person = cv2.resize(matte, size, interpolation=cv2.INTER_LINEAR) > 127
        rows, columns = np.flatnonzero(person.any(1)), np.flatnonzero(person.any(0))
        if not rows.size:
            return whole
        window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        scale = np.array([size[0] / frame_size[0], size[1] / frame_size[1]], np.float32)
        origin = np.array([columns[0], rows[0]], np.float32)
        small = shrink(bgr, size)
        scene = make_scene(small[window], person[window], keypoints_xy * scale - origin, visibility)
        whole[window] = self._labels(scene, None if face is None else face.landmarks_xy * scale - origin)
        return self._settled(whole, small)

    def _settled(self, labels: U8, bgr: U8) -> U8:
        """Where the picture stands still a part has to be named twice before it changes: what moves does so at once."""
        bgr = bgr.copy()  # it may be the frame itself, whose memory is the source's
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

    def _labels(self, scene: Scene, mesh: F32 | None) -> U8:
        hands = [area for joints in _HANDS if (area := hand_area(scene, joints)) is not None]
        # Light and clothes change slowly, and learning them takes as long as using them.
        if self._frames % _LEARN_EVERY == 0 or not self._skin.known:
            self._learn(scene, mesh, hands)
        self._frames += 1

        labels = scene.canvas()
        labels[scene.person] = Region.CLOTHES
        limbs = self._bare_limbs(scene)
        labels[limbs] = Region.SKIN
        if mesh is None:
            labels[turned_head(scene)] = Region.HAIR
        else:
            rows = rows_of_head(mesh, scene.shape[0])
            above = replace(scene, person=scene.person[:rows], lab=scene.lab[:rows])
            self._label_head(above, mesh, labels[:rows])
        for area in hands:
            # Throats and hair have the colour of a hand in the shade: there only its very middle is believed.
            sure = area.core | (labels == Region.CLOTHES) | limbs | (area.palm & (labels == Region.SKIN))
            labels[self._hand(scene, area) & sure & (labels != Region.FACE)] = Region.HAND
        return labels

    def _learn(self, scene: Scene, mesh: F32 | None, hands: list[HandArea]) -> None:
        if mesh is not None:
            self._skin.learn(scene.colours(cheeks(scene, mesh) & scene.person))
        torso = polygon(scene, scene.at(_K.LEFT_SHOULDER, _K.RIGHT_SHOULDER, _K.RIGHT_HIP, _K.LEFT_HIP), inset=0.12)
        torso &= scene.person
        sleeves = scene.canvas()
        for joints in _ARMS:
            draw_limb(scene, joints, sleeves, width=0.10)
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
        self, scene: Scene, where: Bool, margin: F32 | float = 0.0, limit: float = _MAX_SKIN_DISTANCE
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

    def _bare_limbs(self, scene: Scene) -> Bool:
        limbs = scene.canvas()
        for joints in _ARMS + _LEGS:
            draw_limb(scene, joints, limbs, width=0.34)
        found = opened(self._is_skin(scene, (limbs > 0) & scene.person, margin=1.0), 5)
        # Folds of a beige sleeve look like skin too, but in specks.
        count, parts = cv2.connectedComponents(found.astype(np.uint8), connectivity=4)
        large = np.bincount(parts.reshape(-1), minlength=count) >= 0.04 * scene.shoulders**2
        large[0] = False
        bare: Bool = large[parts]
        return bare

    def _hand(self, scene: Scene, area: HandArea) -> Bool:
        """The hand within its area: skin that hangs together with the pose's own hand."""
        if not self._skin.known:
            return area.core & scene.person
        near = area.reach & scene.person
        margin = np.where(area.core[near], -1.0, np.where(area.palm[near], -0.5, 0.5)).astype(np.float32)
        found = self._is_skin(scene, near, margin)
        # Opening cuts the bridges over which a hand would leak into a print, but fingers are as thin as they.
        skin = (opened(found, 3) | (found & area.palm)).astype(np.uint8)
        whole = cv2.morphologyEx(skin, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        count, parts = cv2.connectedComponents(whole, connectivity=4)
        touched = np.bincount(parts[area.core], minlength=count)
        sizes = np.bincount(parts.reshape(-1), minlength=count)
        kept = (touched >= 3) & (sizes >= 0.15 * np.count_nonzero(area.core))
        kept[0] = False
        hand: Bool = kept[parts] & near
        return hand

    def _label_head(self, scene: Scene, mesh: F32, labels: U8) -> None:
        """Write face, hair and neck into `labels`."""
        oval = scene.canvas()
        cv2.fillPoly(oval, [np.round(mesh[list(OVAL)]).astype(np.int32)], 1)
        face = (oval > 0) & scene.person
        up = mesh[BROW] - mesh[CHIN]
        height = max(float(np.hypot(*up)), 1.0)
        up = up / height
        side = np.array([-up[1], up[0]], np.float32)
        width = max(float(abs((mesh[LEFT_SIDE] - mesh[RIGHT_SIDE]) @ side)), 0.6 * height)
        middle = (mesh[list(OVAL)].min(0) + mesh[list(OVAL)].max(0)) / 2
        ys = np.arange(scene.shape[0], dtype=np.float32)[:, None]
        xs = np.arange(scene.shape[1], dtype=np.float32)
        # Face coordinates: v in face heights up from the chin, u in face widths from the face's middle line.
        v = (ys - mesh[CHIN, 1]) * (up[1] / height) + (xs - mesh[CHIN, 0]) * (up[0] / height)
        u = np.abs((ys - middle[1]) * (side[1] / width) + (xs - middle[0]) * (side[0] / width))
        free = scene.person & ~face
        # Without its rim, where the wall shines through.
        crown = eroded(free) & (u < 1.0) & (v > 1.02) & (v < 2.2)
        hair_colour = ShadedColour(slack=(100.0, 8.0, 8.0), shades=(0.5, 1.5), memory=0.0)
        hair_colour.learn(scene.colours(crown))
        near = free & (u < 0.75) & (v > -0.8) & (v < 0.95)
        margin = np.interp(v[near], (-0.7, -0.4, 0.0), (1.5, -1.0, -4.0)).astype(np.float32)
        skin = self._is_skin(scene, near, margin, limit=2 * _MAX_SKIN_DISTANCE)
        if hair_colour.known:
            # Under the chin lies a shaded neck, which brown hair would win by colour alone.
            rivals = skin & ((v > 0.05) | (u > 0.35))
            skin[rivals] = self._skin_over_hair(scene.colours(rivals), hair_colour)

        ears = opened(skin & (v > 0.1), 3)
        skin &= ears | (v <= 0.1)
        arms = scene.canvas()
        for joints in _ARMS:
            draw_limb(scene, joints[1:], arms, width=0.3)
        loose = free & ~skin & (arms == 0)
        hair = loose & (u < 1.25) & (v > _EYE_LINE) & (v < 2.2)
        loose &= (u < np.interp(v, (-0.4, _EYE_LINE), (1.0, 1.6))) & (v > -2.0) & (v <= _EYE_LINE)
        fallen = self._loose_hair(scene, loose, hair | ears, hair_colour, v)
        across = (xs - middle[0]) * side[0] + (ys - middle[1]) * side[1]
        for lock in (fallen & (across < 0), fallen & (across >= 0)):
            # Long hair falls past the cheek. What only begins below the chin, in a hat's colour, is a dark shoulder.
            past_cheek, below = np.count_nonzero(lock & (v > 0.0)), np.count_nonzero(lock & (v <= 0.0))
            fallen &= ~(lock & (v <= 0.0)) if past_cheek < 0.35 * below else True
        hair |= fallen
        neck = skin & ~ears & (u < np.clip(0.8 + 0.57 * v, 0.35, 0.75))
        closed = cv2.morphologyEx((neck | face).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        neck = np.asarray((closed > 0) & (v < 0.1), np.bool_)
        labels[hair] = Region.HAIR
        neck = opened(neck & free & ~hair, 5)  # without drawstrings and seams
        labels[joined(neck, grown(face | ears))] = Region.SKIN
        labels[ears | face] = Region.FACE

    def _loose_hair(self, scene: Scene, where: Bool, above: Bool, hair: ShadedColour, v: F32) -> Bool:
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
        return joined(opened(out, 3), above)
