"""Places on the body, drawn at the resolution of the label map: where each part can be at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.vision.body import Keypoint

_K = Keypoint
_CHEEKS = (50, 205, 187, 117, 118, 101, 36, 280, 425, 411, 346, 347, 330, 266, 5, 195, 197, 151, 9)
BROW, CHIN, RIGHT_SIDE, LEFT_SIDE = 10, 152, 234, 454
"""Face mesh indices: top and bottom of the face's outline, and its widest points."""

MIN_SEEN = 0.4
"""Visibility from which a joint is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
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
        """(rows, columns)."""
        return self.person.shape[0], self.person.shape[1]

    def canvas(self) -> U8:
        """An empty picture of this shape to draw on."""
        return np.zeros(self.shape, np.uint8)

    def colours(self, where: Bool) -> U8:
        """(N, 3) Lab of the pixels of `where`."""
        return np.take(self.lab.reshape(-1, 3), np.flatnonzero(where), axis=0)

    def at(self, *points: Keypoint) -> F32:
        """(N, 2) of these keypoints."""
        return self.points[list(points)]


@dataclass(frozen=True, slots=True, eq=False)
class HandArea:
    """Where one hand can be, cut off at the wrist.

    core: surely hand if anything is. palm: core and straight fingers. reach: as far as any finger goes.
    """

    core: Bool
    palm: Bool
    reach: Bool


def make_scene(small: U8, person: Bool, points: F32, visibility: F32) -> Scene:
    """A scene from the person's window: (h, w, 3) uint8 BGR, their pixels, and keypoints in the window."""
    across = float(np.hypot(*(points[_K.LEFT_SHOULDER] - points[_K.RIGHT_SHOULDER])))
    shoulders, hips = points[[_K.LEFT_SHOULDER, _K.RIGHT_SHOULDER]], points[[_K.LEFT_HIP, _K.RIGHT_HIP]]
    trunk = float(np.hypot(*(shoulders.mean(0) - hips.mean(0))))
    return Scene(
        person=person,
        lab=np.asarray(cv2.cvtColor(cv2.GaussianBlur(small, (3, 3), 0), cv2.COLOR_BGR2LAB), np.uint8),
        points=points,
        seen=visibility,
        shoulders=max(across, 0.55 * trunk, 4.0),
    )


def rows_of_head(mesh: F32, rows: int) -> int:
    """How many rows of the window can hold anything of the head, its longest hair included."""
    chin, height = mesh[CHIN], float(np.hypot(*(mesh[BROW] - mesh[CHIN])))
    return int(np.clip(chin[1] + 2.2 * height, 1, rows))


def polygon(scene: Scene, corners: F32, inset: float) -> Bool:
    """The convex polygon of (N, 2) corners, each drawn in towards the middle by the share `inset`."""
    canvas = scene.canvas()
    middle = corners.mean(0)
    cv2.fillConvexPoly(canvas, np.round(corners + (middle - corners) * inset).astype(np.int32), 1)
    return canvas > 0


def cheeks(scene: Scene, mesh: F32) -> Bool:
    """Where the face is surely bare skin: cheeks, bridge of the nose, between the brows."""
    canvas = scene.canvas()
    radius = max(1, round(float(np.hypot(*(mesh[LEFT_SIDE] - mesh[RIGHT_SIDE]))) * 0.05))
    for x, y in mesh[list(_CHEEKS)]:
        cv2.circle(canvas, (round(float(x)), round(float(y))), radius, 1, -1)
    return canvas > 0


def draw_limb(scene: Scene, joints: tuple[Keypoint, ...], canvas: U8, width: float) -> None:
    """Thick lines between visible joints; width in shoulder widths."""
    thickness = max(1, round(width * scene.shoulders))
    for a, b in pairwise(joints):
        if scene.seen[a] >= MIN_SEEN:
            start, end = (tuple(int(v) for v in np.round(scene.points[p])) for p in (a, b))
            cv2.line(canvas, start, end, 1, thickness)


def hand_area(scene: Scene, joints: tuple[Keypoint, ...]) -> HandArea | None:
    """Where the hand of (elbow, wrist, pinky, index, thumb) can be; None when it is out of the picture or hidden."""
    elbow, wrist, *fingers = (scene.points[joint] for joint in joints)
    if max(float(scene.seen[joint]) for joint in joints[1:]) < MIN_SEEN:
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
    return HandArea((core > 0) & past_wrist, (palm_and_fingers > 0) & past_wrist, (reach > 0) & past_wrist)


def _beyond(scene: Scene, origin: F32, direction: F32, distance: float) -> Bool:
    """Pixels that lie further than `distance` from `origin` along a unit `direction`."""
    rows = (np.arange(scene.shape[0], dtype=np.float32) - origin[1]) * direction[1]
    columns = (np.arange(scene.shape[1], dtype=np.float32) - origin[0]) * direction[0]
    return np.asarray(rows[:, None] + columns > distance, np.bool_)


def turned_head(scene: Scene) -> Bool:
    """The head seen from behind or too small: a disc round the pose's head points."""
    head = scene.points[_K.NOSE : _K.MOUTH_RIGHT + 1]
    spread = float(np.ptp(head, axis=0).max())
    radius = max(0.9 * spread, 0.32 * scene.shoulders)
    canvas = scene.canvas()
    middle = head.mean(0)
    cv2.circle(canvas, (round(float(middle[0])), round(float(middle[1]))), max(2, round(radius)), 1, -1)
    return (canvas > 0) & scene.person


def joined(mask: Bool, seed: Bool) -> Bool:
    """The part of `mask` that hangs together with `seed`."""
    count, parts = cv2.connectedComponents((mask | seed).astype(np.uint8), connectivity=4)
    held = np.zeros(count, bool)
    held[np.unique(parts[seed])] = True
    held[0] = False
    held_part: Bool = mask & held[parts]
    return held_part


def grown(mask: Bool) -> Bool:
    """`mask` and the pixels next to it."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def eroded(mask: Bool) -> Bool:
    """`mask` without the two pixels along its rim."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0, np.bool_)


def opened(mask: Bool, size: int) -> Bool:
    """`mask` without what is thinner than `size` pixels."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0, np.bool_)
