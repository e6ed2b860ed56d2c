"""What is wrong in one picture: pixels that leak, spill over, cover face and hands, or are holes in the person."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.quality.dye import difference, painted
from tryon_desktop.engine.quality.regions import (
    Torso,
    allowed,
    cloth_coloured,
    face,
    hands,
    hanging_top,
    own_region,
    region_mask,
    skin_coloured,
    solid,
)
from tryon_desktop.engine.vision.body import Body, Region

NOISE = 10
"""Grey levels by which a pixel may differ and still be called unchanged."""
_SAME = 6
_SHADES = (0.55, 1.03)
"""Cloth under a new garment's shadow is still the old cloth: factors by which it may be darker or lighter."""
_SHADE_RESIDUE = 5.0
_SHADE_WINDOW = 9
_RIM = 0.08
"""How far from cloth its shadow may hide what is beneath, in shoulder widths."""
_HEM_RIM = 0.02
"""How far about a worn top's hem its rim and the shadow below it reach, in shoulder widths."""
_LEAST_WORN = 0.03
"""Old cloth in square shoulder widths below which no leak is measured: of trousers that a long top hides but for a
strip, a rim of one label's pixel is the better part.
"""
_DARK = 24.0
"""Mean grey level below which a shade tells nothing: everything dark is a shadow of everything else."""


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """`wrong` of `of` pixels."""

    wrong: int
    of: int

    @property
    def value(self) -> float:
        """0-1; 0 where there was nothing to go wrong."""
        return self.wrong / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Faults:
    """Where one render of one garment is wrong; every mask (H, W) bool at the frame's size.

    leaking of worn: old cloth that still shows, of all that should be gone. spilt of cloth: garment outside the body
    and its ease, of all garment pixels. face_covered of face, hands_covered of hands. holed of person: where the body
    is, and neither cloth nor skin nor what was there before is seen. Without it a render could pass by wiping away the
    old clothes together with the person in them.
    """

    worn: Bool
    leaking: Bool
    cloth: Bool
    spilt: Bool
    face: Bool
    face_covered: Bool
    hands: Bool
    hands_covered: Bool
    person: Bool
    holed: Bool

    def shares(self) -> dict[str, Share]:
        """By the measure's name."""
        pairs = {
            "leak": (self.leaking, self.worn),
            "overspill": (self.spilt, self.cloth),
            "face_cover": (self.face_covered, self.face),
            "hand_cover": (self.hands_covered, self.hands),
            "holes": (self.holed, self.person),
        }
        return {name: Share(int(wrong.sum()), int(of.sum())) for name, (wrong, of) in pairs.items()}


def inspect(frame_bgr: U8, magenta: U8, green: U8, garment: Garment, body: Body) -> Faults:
    """Compare a frame with two renders of it in which `garment` was dyed; all (H, W, 3) uint8 BGR.

    body: of the bare frame. Neither the drape nor anything else of how the renders were made is asked.
    """
    cloth = painted(magenta, green)
    worn = worn_clothes(garment, body, frame_bgr)
    if np.count_nonzero(worn) < _LEAST_WORN * Torso.of(body).width ** 2:
        worn = np.zeros_like(worn)
    face_area, hand_area = face(body), hands(body, frame_bgr)
    changed = (difference(frame_bgr, magenta) > NOISE) | (difference(frame_bgr, green) > NOISE)
    stays = still_shows(frame_bgr, magenta) & still_shows(frame_bgr, green)
    person = solid(garment.spec, body)
    return Faults(
        worn=worn,
        leaking=np.asarray(worn & ~cloth & stays, np.bool_),
        cloth=cloth,
        spilt=np.asarray(cloth & ~allowed(garment, body), np.bool_),
        face=face_area,
        face_covered=np.asarray(face_area & changed, np.bool_),
        hands=hand_area,
        hands_covered=np.asarray(hand_area & changed, np.bool_),
        person=person,
        holed=np.asarray(person & ~_near(cloth, body) & ~stays & ~skin_coloured(body, frame_bgr, magenta), np.bool_),
    )


def _near(cloth: Bool, body: Body) -> Bool:
    """`cloth` and its rim, on which its deepest shadow falls."""
    reach = 2 * round(_RIM * Torso.of(body).width) + 1
    return np.asarray(cv2.dilate(cloth.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0, np.bool_)


def worn_clothes(garment: Garment, body: Body, frame_bgr: U8) -> Bool:
    """The clothes in the frame (H, W, 3) uint8 that `garment` replaces, (H, W) bool, out to the silhouette.

    Two witnesses: what is labelled so, and what is labelled skin but has the colours of the cloth on the chest.
    """
    if body.label_map is None:
        return np.zeros((body.size[1], body.size[0]), np.bool_)
    shape = (body.label_map.shape[0], body.label_map.shape[1])
    region = own_region(garment.spec, body, shape).astype(np.uint8)
    inside = cv2.resize(region, body.size, interpolation=cv2.INTER_NEAREST) > 0
    labelled = region_mask(body, Region.CLOTHES) & (body.matte > 128) & ~_beside_the_uncovered(body)
    taken_for_skin = region_mask(body, Region.SKIN) & (body.matte > 200) & cloth_coloured(body, frame_bgr)
    worn = inside & (labelled | taken_for_skin)
    if garment.slot is Slot.BOTTOM:
        # A sweater over jeans stays where it is when only trousers are changed, down to its hem and that hem's shadow.
        rim = 2 * round(_HEM_RIM * Torso.of(body).width) + 1
        over = cv2.dilate(hanging_top(body, frame_bgr).astype(np.uint8), np.ones((rim, rim), np.uint8))
        worn &= over == 0
    return np.asarray(worn, np.bool_)


def _beside_the_uncovered(body: Body) -> Bool:
    """The rim of a label's pixel about what is rightly in front: labels are coarse, and their border is not cloth's."""
    assert body.label_map is not None
    kept = np.isin(body.label_map, (Region.HAIR, Region.FACE, Region.SKIN, Region.HAND)).astype(np.uint8)
    wide = cv2.dilate(kept, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(wide, body.size, interpolation=cv2.INTER_NEAREST) > 0, np.bool_)


def still_shows(before: U8, after: U8) -> Bool:
    """Where `after` still shows what `before` did, as it was or only in shade; both (H, W, 3) uint8, (H, W) bool."""
    same = difference(before, after) <= _SAME
    return np.asarray(same | _shaded(before.astype(np.float32), after.astype(np.float32)), np.bool_)


def _shaded(before: F32, after: F32) -> Bool:
    """Where the surroundings of a pixel are the old ones times one factor."""

    def around(values: F32) -> F32:
        return f32(cv2.blur(values, (_SHADE_WINDOW, _SHADE_WINDOW)))

    power = around(f32((before**2).mean(-1)))
    cross = around(f32((before * after).mean(-1)))
    shade = cross / np.maximum(power, 1.0)
    left = around(f32((after**2).mean(-1))) - shade * cross
    fits = np.sqrt(np.maximum(left, 0)) < _SHADE_RESIDUE
    bright = np.sqrt(power) * shade > _DARK
    return np.asarray(fits & bright & (shade > _SHADES[0]) & (shade < _SHADES[1]), np.bool_)
