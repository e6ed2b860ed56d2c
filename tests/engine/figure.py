"""A stick person drawn from capsules: a `Body` of known measures, at any place, size, roll and pose.

Lengths are in shoulder widths, from the middle between the shoulder joints, x to the picture's right, y down the torso.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np

from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.vision.body import Body, FaceMesh, Keypoint, Region
from tryon_desktop.engine.vision.face import OVAL

METRES = 0.36
"""A shoulder width."""
DEPTH = 0.68
"""How deep bodies are, over their width."""
TORSO = 1.42
UPPER_ARM, FOREARM = 0.85, 0.75
HALF_WIDTHS = ((-0.05, 0.42), (0.42, 0.50), (0.7, 0.47), (1.0, 0.45), (1.42, 0.54), (1.75, 0.54))
"""(height, half width) down the torso's outline."""
RADII = {"arm": (0.165, 0.14, 0.095), "leg": (0.25, 0.185, 0.12)}
HEAD, HEAD_RADII, NECK = (0.0, -0.62), (0.235, 0.31), 0.185
COLOURS = {
    Region.BACKGROUND: (150, 160, 165), Region.HAIR: (40, 45, 50), Region.FACE: (140, 165, 205),
    Region.SKIN: (132, 156, 195), Region.CLOTHES: (120, 80, 60), Region.HAND: (135, 160, 200),
}  # fmt: skip

SIDES = ("RIGHT", "LEFT")
SLEEVES = (Part.RIGHT_SLEEVE, Part.LEFT_SLEEVE)


def _mirror_order() -> list[int]:
    names = [point.name for point in Keypoint]
    swap = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
    return [names.index("_".join(swap.get(word, word) for word in name.split("_"))) for name in names]


@dataclass(frozen=True)
class Figure:
    """Who stands where. size: (width, height) of the frame. origin: frame pixels of the middle between the shoulders.

    scale: pixels a shoulder width. roll: degrees, clockwise on the screen. arms: (upper arm, forearm) of the right and
    the left one, degrees away from hanging, outwards. yaw: degrees by which the front turns to the picture's right;
    what is drawn narrows, arms and all. hand_z: metres of both hands behind (+) or before (-) the
    torso. hidden: keypoints that are not seen. face: whether there is a mesh and a label map.
    """

    size: tuple[int, int] = (320, 480)
    origin: tuple[float, float] = (160.0, 112.0)
    scale: float = 84.0
    roll: float = 0.0
    arms: tuple[tuple[float, float], tuple[float, float]] = ((12.0, 6.0), (12.0, 6.0))
    hand_z: tuple[float, float] = (0.0, 0.0)
    hidden: tuple[Keypoint, ...] = ()
    face: bool = False
    presence: float = 1.0
    track_id: int = 1
    stoutness: float = 1.0
    yaw: float = 0.0

    def but(self, **changes) -> Figure:
        return replace(self, **changes)

    def joints(self) -> np.ndarray:
        """(33, 2) in shoulder widths."""
        out = np.tile(np.array(HEAD), (33, 1))
        for sign, side, (upper, lower) in zip((-1, 1), SIDES, self.arms, strict=True):
            def put(name, x, y, side=side, sign=sign):
                out[Keypoint[f"{side}_{name}"]] = (sign * x, y)

            put("EAR", 0.23, -0.62)
            put("SHOULDER", 0.5, 0.0)
            a, b = np.radians(upper), np.radians(lower)
            elbow = (0.5 + UPPER_ARM * np.sin(a), UPPER_ARM * np.cos(a))
            put("ELBOW", *elbow)
            for name, reach in (("WRIST", 1.0), ("PINKY", 1.2), ("INDEX", 1.22), ("THUMB", 1.12)):
                put(name, elbow[0] + reach * FOREARM * np.sin(b), elbow[1] + reach * FOREARM * np.cos(b))
            put("HIP", 0.29, TORSO)
            put("KNEE", 0.31, TORSO + 1.15)
            put("ANKLE", 0.32, TORSO + 2.2)
            put("HEEL", 0.32, TORSO + 2.3)
            put("FOOT_INDEX", 0.38, TORSO + 2.35)
        return out

    def place(self, points, depth: float = 0.0) -> np.ndarray:
        """Frame pixels of points in shoulder widths. depth: how deep what they outline is, over its width."""
        turn, yaw = np.radians(self.roll), np.radians(self.yaw)
        narrow = np.array([np.hypot(np.cos(yaw), depth * np.sin(yaw)), 1.0])
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return (np.asarray(points, float) * narrow) @ matrix.T * self.scale + self.origin

    def paint(self, image, points, value) -> None:
        """Fill a polygon of points in shoulder widths; mattes (255) get smooth edges, labels must not."""
        line = cv2.LINE_AA if value == 255 else cv2.LINE_8
        cv2.fillPoly(image, [np.round(self.place(points, DEPTH) * 16).astype(np.int32)], value, line, 4)

    def _ellipse(self, image, centre, radii, value) -> None:
        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        self.paint(image, np.stack([np.cos(angle), np.sin(angle)], 1) * radii + centre, value)

    def _limb(self, image, joints, radii, value) -> None:
        for a, b, ra, rb in zip(joints[:-1], joints[1:], radii[:-1], radii[1:], strict=True):
            along = (b - a) / max(np.hypot(*(b - a)), 1e-9)
            normal = np.array([-along[1], along[0]])
            self.paint(image, [a + normal * ra, b + normal * rb, b - normal * rb, a - normal * ra], value)
            self._ellipse(image, a, (ra, ra), value)
            self._ellipse(image, b, (rb, rb), value)

    def _torso(self, image, value) -> None:
        outline = [(NECK, -0.26), (0.58, -0.13)] + [(half * self.stoutness, y) for y, half in HALF_WIDTHS]
        self.paint(image, outline + [(-x, y) for x, y in reversed(outline)], value)

    def limb(self, side: str, *names: str) -> np.ndarray:
        return self.joints()[[Keypoint[f"{side}_{name}"] for name in names]]

    def regions(self) -> np.ndarray:
        """(H, W) uint8 of Region, without soft edges."""
        image = np.zeros(self.size[::-1], np.uint8)
        for side in SIDES:
            self._limb(image, self.limb(side, "HIP", "KNEE", "ANKLE"), RADII["leg"], int(Region.CLOTHES))
        self._torso(image, int(Region.CLOTHES))
        for side in SIDES:
            hand = self.limb(side, "WRIST", "INDEX")
            self._limb(image, self.limb(side, "SHOULDER", "ELBOW", "WRIST"), RADII["arm"], int(Region.CLOTHES))
            self._limb(image, hand, (0.09, 0.09), int(Region.HAND))
        self.paint(image, [(-NECK, -0.5), (NECK, -0.5), (NECK, -0.2), (-NECK, -0.2)], int(Region.SKIN))
        self._ellipse(image, np.array(HEAD) - (0, 0.06), (0.31, 0.38), int(Region.HAIR))
        self._ellipse(image, np.array(HEAD), HEAD_RADII, int(Region.FACE))
        return image

    def matte(self) -> np.ndarray:
        """(H, W) uint8 with a smooth edge."""
        image = np.zeros(self.size[::-1], np.uint8)
        for side in SIDES:
            self._limb(image, self.limb(side, "HIP", "KNEE", "ANKLE"), RADII["leg"], 255)
            self._limb(image, self.limb(side, "SHOULDER", "ELBOW", "WRIST"), RADII["arm"], 255)
            self._limb(image, self.limb(side, "WRIST", "INDEX"), (0.09, 0.09), 255)
        self._torso(image, 255)
        self.paint(image, [(-NECK, -0.5), (NECK, -0.5), (NECK, -0.2), (-NECK, -0.2)], 255)
        self._ellipse(image, np.array(HEAD) - (0, 0.06), (0.31, 0.38), 255)
        return image

    def mesh(self) -> FaceMesh:
        """A face whose outline is an ellipse; every point that is not of the outline lies half way in."""
        angle = np.radians(np.arange(468) * 137.5)
        points = 0.5 * np.stack([np.sin(angle), np.cos(angle)], 1)
        outline = np.radians(np.arange(len(OVAL)) * 10.0)
        points[list(OVAL)] = np.stack([np.sin(outline), -np.cos(outline)], 1)
        return FaceMesh(self.place(points * HEAD_RADII + HEAD).astype(np.float32), 1.0)

    def body(self, frame_id: int = 0) -> Body:
        joints = self.joints()
        xy = self.place(joints).astype(np.float32)
        inside = ((xy >= 0) & (xy < self.size)).all(1)
        visibility = inside.astype(np.float32)
        visibility[list(self.hidden)] = 0.05
        turned = self.but(origin=(0.0, 0.0), scale=1.0).place(joints - (0, TORSO)) * METRES
        depth = joints[:, :1] * np.sin(np.radians(self.yaw)) * METRES
        world = np.concatenate([turned, depth], 1).astype(np.float32)
        for side, z in zip(SIDES, self.hand_z, strict=True):
            for name, share in (("ELBOW", 0.5), ("WRIST", 1), ("PINKY", 1), ("INDEX", 1), ("THUMB", 1)):
                world[Keypoint[f"{side}_{name}"], 2] += z * share
        labels = np.ascontiguousarray(self.regions()[::2, ::2]) if self.face else None
        return Body(frame_id, self.size, self.track_id, self.presence, xy, visibility, world, self.matte(), labels,
                    self.mesh() if self.face else None)  # fmt: skip

    def picture(self) -> np.ndarray:
        """(H, W, 3) uint8 BGR: each region in its colour, with grain so that any change shows."""
        table = np.array([COLOURS[region] for region in Region], np.int16)
        grain = np.random.default_rng(7).integers(-9, 10, (*self.size[::-1], 3), dtype=np.int16)
        return np.clip(table[self.regions()] + grain, 0, 255).astype(np.uint8)


def mirrored(body: Body) -> Body:
    """`body` as a mirror shows it, right and left told anew; without labels and mesh."""
    order = _mirror_order()
    xy, world = body.keypoints_xy[order].copy(), body.world[order].copy()
    xy[:, 0] = body.size[0] - 1 - xy[:, 0]
    world[:, 0] *= -1
    return Body(body.frame_id, body.size, body.track_id, body.presence, xy, body.visibility[order].copy(), world,
                np.ascontiguousarray(body.matte[:, ::-1]))  # fmt: skip


def mirrored_garment(garment: Garment) -> Garment:
    """`garment` with right and left exchanged."""
    width = garment.image.shape[1]

    def other(name: str) -> str:
        return "_".join({"r": "l", "l": "r"}.get(word, word) for word in name.split("_"))

    parts = {Part(_other_part(part)): np.ascontiguousarray(mask[:, ::-1]) for part, mask in garment.parts.items()}
    inner = None if garment.inner is None else np.ascontiguousarray(garment.inner[:, ::-1])
    marks = {other(name): (width - 1 - x, y) for name, (x, y) in garment.landmarks.items()}
    return Garment(garment.id, garment.spec, np.ascontiguousarray(garment.image[:, ::-1]), marks, parts, inner)


def _other_part(part: Part) -> str:
    return "_".join({"right": "left", "left": "right"}.get(word, word) for word in part.value.split("_"))


SPECS = {
    "tee": {"category": "tee", "neckline": "crew", "sleeve": "short"},
    "shirt": {"category": "shirt", "neckline": "shirt", "sleeve": "long", "closure": "buttons"},
    "tank": {"category": "tank", "neckline": "scoop"},
    "jeans": {"category": "jeans", "fabric": "denim", "length": "ankle"},
    "shorts": {"category": "shorts", "length": "thigh"},
    "skirt": {"category": "skirt", "length": "knee", "shape": "a_line"},
    "dress": {"category": "dress", "neckline": "v", "sleeve": "short", "length": "midi", "shape": "a_line"},
    "waistcoat": {"category": "vest", "neckline": "v", "sleeve": "none", "closure": "buttons"},
    "jacket": {"category": "jacket", "neckline": "stand", "sleeve": "long", "closure": "zip", "fit": "relaxed"},
    "coat": {"category": "coat", "neckline": "notched", "sleeve": "long", "length": "knee", "closure": "buttons"},
}
"""One of every kind of construction, in every slot."""


@cache
def garment(name: str) -> Garment:
    """One of SPECS, sewn small."""
    return sew(GarmentSpec(colours=("#2f7d5b",), **SPECS[name]), size=256, garment_id=name)
