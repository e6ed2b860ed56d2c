from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from figure import COLOURS, SPECS, Figure, garment
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.arrays import f32
from tryon_desktop.engine.blending.composite import Blender
from tryon_desktop.engine.blending.limbs import reduced_size
from tryon_desktop.engine.blending.raster import bounds, union
from tryon_desktop.engine.blending.undress import sleeve_about_hands
from tryon_desktop.engine.blending.warp import Warps, warps
from tryon_desktop.engine.blending.window import Window
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.vision.body import Keypoint, Region

WHO = Figure(face=True)
ARMS_OUT = WHO.but(arms=((60, 75), (60, 75)), scale=60)
OUTFITS = [("tee",), ("tank", "shorts"), ("shirt", "jeans"), ("dress",), ("skirt", "tee", "jacket"), ("jeans", "coat")]
CLOTH = np.array([0x5B, 0x7D, 0x2F], float)
"""The colour of every garment of SPECS, BGR."""


class Scene:
    """One figure before the camera, what it wears, and a blender that goes on from frame to frame."""

    def __init__(self, who: Figure = WHO, outfit: tuple[str, ...] = ("shirt", "jeans"), body=None, bgr=None):
        self.body = who.body() if body is None else body
        self.frame = Frame(0, 0.0, who.picture() if bgr is None else bgr)
        fitter = Fitter()
        placed = [fitter(garment(name), self.body) for name in outfit]
        self.drapes = [drape for drape in placed if drape is not None]
        self.measures = fitter.measures(self.body)
        self.blender = Blender()

    def blend(self) -> np.ndarray:
        return self.blender(self.frame, self.body, self.drapes, self.measures)

    def changed(self) -> np.ndarray:
        """(H, W) bool: pixels that are not the frame's."""
        return (self.blend() != self.frame.bgr).any(-1)

    def dressed(self) -> np.ndarray:
        """(H, W) bool: the box round all that is worn, and what it shades."""
        boxes = [bounds(part.target_xy, self.frame.size, 16) for d in self.drapes for part in (*d.inner, *d.front)]
        x0, y0, x1, y1 = union([box for box in boxes if box is not None])
        out = np.zeros(self.frame.bgr.shape[:2], bool)
        out[y0:y1, x0:x1] = True
        return out


def inside(mask: np.ndarray, margin: int) -> np.ndarray:
    side = 2 * margin + 1
    return cv2.erode(mask.astype(np.uint8), np.ones((side, side), np.uint8), borderValue=0) > 0


def around(mask: np.ndarray, margin: int) -> np.ndarray:
    side = 2 * margin + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def likeness(bgr: np.ndarray, colour) -> np.ndarray:
    """Cosine between each pixel's colour and `colour`: brightness does not count."""
    colour = np.asarray(colour, float)
    pixels = bgr.astype(float)
    return pixels @ colour / (np.linalg.norm(pixels, axis=-1) * np.linalg.norm(colour) + 1e-9)


def test_nothing_to_wear_gives_a_copy():
    scene = Scene(outfit=())
    out = scene.blend()
    assert np.array_equal(out, scene.frame.bgr)
    assert not np.shares_memory(out, scene.frame.bgr)
    assert out.flags.writeable


@pytest.mark.parametrize("outfit", OUTFITS, ids="+".join)
def test_the_garment_covers_what_was_worn(outfit):
    scene = Scene(outfit=outfit)
    out = scene.blend()
    chest = (slice(160, 200), slice(145, 175))
    thigh = (slice(275, 300), slice(130, 145))
    covered = [chest] * any(SPECS[name]["category"] not in ("jeans", "shorts", "skirt") for name in outfit)
    covered += [thigh] * bool({"jeans", "dress", "skirt"} & set(outfit))
    for where in covered:
        assert (likeness(out[where], CLOTH) > 0.95).mean() > 0.9
    assert (scene.frame.bgr == WHO.picture()).all(), "the frame itself was painted on"


@pytest.mark.parametrize("outfit", OUTFITS, ids="+".join)
def test_face_hair_and_hands_stay_as_the_camera_saw_them(outfit):
    scene, regions = Scene(outfit=outfit), WHO.regions()
    change = np.abs(scene.blend().astype(int) - scene.frame.bgr).max(-1)
    for region in (Region.FACE, Region.HAIR, Region.HAND):
        shown = inside(regions == region, 4)
        assert shown.any()
        assert change[shown].max() <= 3, region.name


@pytest.mark.parametrize("outfit", [("tee",), ("dress", "jacket")], ids="+".join)
def test_hair_that_falls_over_the_throat_stays(outfit):
    strand = np.zeros(WHO.size[::-1], np.uint8)
    WHO.paint(strand, [(-0.2, -0.6), (-0.02, -0.6), (-0.02, 0.1), (-0.2, 0.1)], 255)
    body, bgr = WHO.body(), WHO.picture()
    labels = body.label_map.copy()
    labels[strand[::2, ::2] > 0] = Region.HAIR
    bgr[strand > 0] = COLOURS[Region.HAIR]
    scene = Scene(outfit=outfit, body=replace(body, label_map=labels), bgr=bgr)
    change = np.abs(scene.blend().astype(int) - bgr).max(-1)
    assert change[inside(strand > 0, 5)].max() <= 3


def test_hands_before_the_chest_stay_before_the_garment():
    who = WHO.but(arms=((15, -105), (15, -105)), hand_z=(-0.25, -0.25))
    hands = inside(who.regions() == Region.HAND, 3)
    assert hands.sum() > 100
    scene = Scene(who, ("jacket", "jeans"))
    assert np.abs(scene.blend().astype(int) - scene.frame.bgr)[hands].max() <= 3


@pytest.mark.parametrize("outfit", OUTFITS, ids="+".join)
def test_the_room_changes_at_the_body_only(outfit):
    scene = Scene(outfit=outfit)
    # The rim of worn clothes that is mixed with the room gives way to the room, some pixels beyond the matte.
    changed, near = scene.changed(), around(scene.body.matte > 0, 12)
    assert not changed[~scene.dressed() & ~near].any(), "outside box and body"


def test_what_stuck_out_leaves_no_shadow_on_the_room():
    """Over the shoulders of what was worn the room shows now: there is nothing there for the garment to shade."""
    body, bgr = WHO.body(), WHO.picture()
    padding = (WHO.regions() == Region.BACKGROUND) & around(WHO.regions() == Region.CLOTHES, 9)
    labels, matte = body.label_map.copy(), body.matte.copy()
    labels[padding[::2, ::2]] = Region.CLOTHES
    matte[padding], bgr[padding] = 255, COLOURS[Region.CLOTHES]
    scene = Scene(outfit=("tee",), body=replace(body, label_map=labels, matte=matte), bgr=bgr)
    out = scene.blend()
    top = int(scene.measures.tips[:, 1].mean())
    beyond = inside(padding, 2)
    beyond[: top - 30], beyond[top + 10 :] = False, False
    wall = np.asarray(COLOURS[Region.BACKGROUND], float)
    room = beyond & (likeness(out, wall) > 0.998)
    assert room.sum() > 200
    assert (out[room].mean(-1) < wall.mean() - 12).mean() < 0.12


def test_a_waistcoat_alone_leaves_the_worn_sleeves():
    scene = Scene(ARMS_OUT, ("waistcoat",))
    change = np.abs(scene.blend().astype(int) - scene.frame.bgr).max(-1)
    arms = np.zeros(ARMS_OUT.size[::-1], np.uint8)
    for limb in scene.measures.arms:
        shoulder, elbow = limb.joints_xy[:2]
        cv2.line(arms, *(tuple(map(int, np.rint(end))) for end in ((shoulder + elbow) / 2, elbow)), 255, 3)
    assert np.median(change[arms > 0]) <= 3


def test_out_of_a_waistcoat_come_the_sleeves_of_the_shirt_beneath():
    alone, both = (Scene(ARMS_OUT, outfit).blend() for outfit in (("shirt",), ("shirt", "waistcoat")))
    elbow = np.rint(Scene(ARMS_OUT, ("shirt",)).measures.arms[0].joints_xy[1]).astype(int)
    where = (slice(elbow[1] - 4, elbow[1] + 4), slice(elbow[0] - 4, elbow[0] + 4))
    assert np.abs(alone[where].astype(int) - both[where]).max() <= 6


def test_outside_the_garments_box_only_worn_clothes_turn_into_skin():
    scene = Scene(ARMS_OUT, ("tank",))
    changed = scene.changed() & ~scene.dressed()
    changed[: round(WHO.origin[1])] = False  # about the throat, colours are believed more than labels
    clothes = ARMS_OUT.regions() == Region.CLOTHES
    assert changed.sum() > 500, "the arms are bare below a tank top"
    assert not changed[~around(clothes, 12)].any()


@pytest.mark.parametrize("region", [Region.SKIN, Region.HAND])
def test_bare_arms_stay_the_wearers_own(region):
    body = ARMS_OUT.body()
    labels = body.label_map.copy()
    labels[labels == Region.CLOTHES] = region
    scene = Scene(ARMS_OUT, ("tank",), body=replace(body, label_map=labels))
    elsewhere = ~scene.dressed()
    elsewhere[: round(WHO.origin[1])] = False  # about the throat, colours are believed more than labels
    assert not (scene.changed() & elsewhere).any()


def test_sleeves_that_were_worn_give_way_to_skin_below_a_tank_top():
    scene = Scene(ARMS_OUT, ("tank",))
    out, skin = scene.blend(), np.array(COLOURS[Region.FACE], float)
    for side in (0, 1):
        shoulder, elbow, wrist = scene.measures.arms[side].joints_xy
        for point in ((shoulder + elbow) / 2, (elbow + wrist) / 2):
            x, y = np.rint(point).astype(int)
            patch = out[y - 3 : y + 4, x - 3 : x + 4].reshape(-1, 3)
            assert (likeness(patch, skin) > 0.995).all()
            assert np.abs(patch.mean(0) - skin).max() < 60


def test_without_a_face_no_skin_is_made_up():
    scene = Scene(ARMS_OUT.but(face=False), ("tank",))
    assert scene.body.face is None
    assert not (scene.changed() & ~scene.dressed()).any()


def test_somebody_not_there_yet_wears_nothing_yet():
    for outfit in (("shirt", "jeans"), ("tank", "skirt")):
        scene = Scene(WHO.but(presence=0.0), outfit)
        assert np.array_equal(scene.blend(), scene.frame.bgr)


def test_garments_fade_in_with_their_wearer():
    steps = [Scene(WHO.but(presence=p), ("dress",)) for p in (0.0, 0.3, 0.7, 1.0)]
    change = [np.abs(scene.blend().astype(int) - scene.frame.bgr).mean() for scene in steps]
    assert change == sorted(change)
    assert 0.1 < change[1] / change[3] < 0.5


@pytest.mark.parametrize("outfit", OUTFITS, ids="+".join)
def test_a_still_frame_gives_the_same_picture_again(outfit):
    scene = Scene(outfit=outfit)
    first = scene.blend()
    for _ in range(3):
        assert np.array_equal(scene.blend(), first)


def test_an_outer_garment_lies_over_the_other():
    over, under = Scene(outfit=("dress", "jacket")).blend(), Scene(outfit=("dress",)).blend()
    chest = (slice(170, 200), slice(140, 180))
    assert (over[chest] != under[chest]).any(-1).mean() > 0.8
    skirt = (slice(330, 350), slice(140, 180))
    assert (over[skirt] == under[skirt]).all()


def test_an_open_jacket_shows_what_is_worn_beneath():
    """The inside of its back hangs behind the wearer, not before the shirt."""
    body, fitter, frame = WHO.body(), Fitter(), Frame(0, 0.0, WHO.picture())
    white, red = (
        fitter(sew(GarmentSpec(category=category, colours=(colour,), neckline=neckline, sleeve="long"), size=256), body)
        for category, colour, neckline in (("tee", "#f4f4f4", "crew"), ("blazer", "#c01020", "notched"))
    )
    lapels = red.garment.landmarks["neck_front"]
    out = Blender()(frame, body, [white, red], fitter.measures(body))
    alone = Blender()(frame, body, [red], fitter.measures(body))
    x, y = (round(n) for n in WHO.origin)
    below_crew, above_button = y + 12, y + round(0.3 * WHO.scale)
    strip = (slice(below_crew, above_button), slice(x - 3, x + 4))
    assert lapels[1] > 0
    assert likeness(out[strip], (1, 1, 1)).mean() > 0.99
    worn = likeness(alone[strip], frame.bgr[strip].reshape(-1, 3).mean(0))
    assert worn.mean() > 0.99, "alone, what was worn before shows there"


def test_the_garment_takes_on_the_folds_of_the_light():
    bright = WHO.picture()
    x, y = (round(n) for n in WHO.origin)
    dark = bright.copy()
    rows = np.arange(WHO.size[1], dtype=np.float32)
    shadow = 1 - 0.22 * np.exp(-0.5 * ((rows - (y + 60)) / 9) ** 2)
    dark = (dark * shadow[:, None, None]).astype(np.uint8)
    lit, shaded = (Scene(outfit=("tee",), bgr=bgr).blend().astype(float) for bgr in (bright, dark))
    at, beside = (slice(y + 57, y + 64), slice(x - 15, x + 15)), (slice(y + 100, y + 107), slice(x - 15, x + 15))
    assert shaded[at].mean() < 0.97 * lit[at].mean()
    assert shaded[beside].mean() > 0.97 * lit[beside].mean()


def test_without_labels_it_still_dresses():
    scene = Scene(WHO.but(face=False), ("shirt", "jeans"))
    out = scene.blend()
    assert (likeness(out[160:200, 145:175], CLOTH) > 0.97).mean() > 0.9


def test_a_drape_wholly_outside_the_picture_changes_nothing():
    scene = Scene(outfit=("shirt",))
    far = [replace(part, target_xy=part.target_xy + np.float32(5000)) for part in scene.drapes[0].front]
    assert warps(far, scene.frame.size) == [None] * len(far)
    scene.drapes = [replace(scene.drapes[0], front=tuple(far), inner=())]
    assert np.array_equal(scene.blend(), scene.frame.bgr)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_a_warped_piece_is_clear_round_about_and_keeps_its_colours(name):
    for part in Scene(outfit=(name,)).drapes[0].front:
        (sprite,) = warps([part], WHO.size)
        assert sprite.bgra.dtype == np.uint8
        texture = part.piece.levels[0]
        solid = texture[texture[..., 3] > 200][:, :3].astype(int)
        drawn = sprite.bgra[sprite.bgra[..., 3] > 200][:, :3].astype(int)
        assert len(drawn) > 50
        assert (drawn.min(0) >= solid.min(0) - 2).all()
        assert (drawn.max(0) <= solid.max(0) + 2).all()
        x0, y0, x1, y1 = sprite.box
        mesh = np.zeros(WHO.size[::-1], np.uint8)
        for triangle in part.target_xy[part.triangles]:
            cv2.fillConvexPoly(mesh, np.rint(triangle).astype(np.int32), 255)
        assert not sprite.bgra[~around(mesh > 0, 7)[y0:y1, x0:x1], 3].any(), "cloth outside its mesh"


@settings(max_examples=40)
@given(
    st.sampled_from(OUTFITS), st.tuples(st.floats(-180, 180), st.floats(-180, 180)),
    st.tuples(st.floats(-180, 180), st.floats(-180, 180)), st.floats(-60, 60), st.floats(6, 260),
    st.tuples(st.floats(-60, 220), st.floats(-60, 260)), st.floats(0, 1), st.booleans(),
)  # fmt: skip
def test_any_pose_anywhere_gives_a_picture(outfit, right, left, roll, scale, origin, presence, face):
    who = Figure((161, 203), origin, scale, roll, (right, left), presence=presence, face=face)
    scene = Scene(who, outfit)
    out = scene.blend()
    assert out.shape == (203, 161, 3)
    assert out.dtype == np.uint8
    assert (scene.frame.bgr == who.picture()).all()


def test_what_keeps_still_is_warped_once_and_what_moves_anew():
    drape = Scene(outfit=("shirt",)).drapes[0]
    part, remembered = drape.front[0], Warps()
    (first,) = remembered([part], WHO.size)
    assert np.array_equal(first.bgra, warps([part], WHO.size)[0].bgra)
    hardly = replace(part, target_xy=part.target_xy + np.float32(0.1))
    assert remembered([hardly], WHO.size)[0].bgra is first.bgra
    moved = replace(part, target_xy=part.target_xy + np.float32(1.5))
    assert np.array_equal(remembered([moved], WHO.size)[0].bgra, warps([moved], WHO.size)[0].bgra)
    assert remembered([moved], (200, WHO.size[1]))[0].bgra.shape[1] < first.bgra.shape[1]


def test_about_hands_only_what_has_the_sleeves_colour_is_sleeve():
    scene = Scene()
    size = reduced_size(scene.body.size)
    window = Window(scene.body.size, size, (0, 0, *size))
    small = np.full((size[1], size[0], 3), (150, 90, 60), np.uint8)
    hand = (scene.body.keypoints_xy[[Keypoint.RIGHT_WRIST, Keypoint.RIGHT_INDEX]].mean(0) / 4).astype(int)
    held = (slice(hand[1], hand[1] + 2), slice(hand[0], hand[0] + 2))
    small[held] = (40, 200, 60)
    found = sleeve_about_hands(small, np.ones(size[::-1], np.float32), scene.body, scene.measures, window)
    assert found[hand[1] - 2, hand[0]] > 0.9
    assert found[held].max() < 0.1
    assert found[: size[1] // 4].max() == 0


def test_a_trouser_leg_before_the_other_shades_it():
    """Legs of one cloth that cross would be one else: the picture of a walking person."""
    apart, crossed = Scene(outfit=("jeans",)), Scene(outfit=("jeans",))
    right, left = crossed.drapes[0].front
    moved = replace(left, target_xy=left.target_xy - f32([30, 0]))
    crossed.drapes = [replace(crossed.drapes[0], front=(right, moved))]
    x, y = WHO.place([(0.31 - 0.25, 2.6)])[0] - (30 + 8, 0)
    beside = (slice(round(y) - 6, round(y) + 7), round(x))
    assert crossed.blend()[beside].mean() < 0.94 * apart.blend()[beside].mean()


def test_worn_trousers_are_gone_down_to_the_ankles_below_shorts():
    who = WHO.but(size=(320, 520), scale=100)
    scene = Scene(who, ("shorts",))
    out = scene.blend()
    below, above = (round(who.place([(0, height)])[0][1]) for height in (2.9, 3.5))
    shins = np.zeros(out.shape[:2], bool)
    shins[below:above] = True
    worn = shins & (who.regions() == Region.CLOTHES)
    still = np.abs(out.astype(int) - scene.frame.bgr).max(-1) <= 3
    assert worn.sum() > 500
    assert (still & worn).sum() < 0.03 * worn.sum()


def test_no_light_shines_through_the_fly():
    scene = Scene(outfit=("jeans",))
    right, left = scene.drapes[0].front
    slit = replace(left, target_xy=left.target_xy + f32([1.5, 0]))
    scene.drapes = [replace(scene.drapes[0], front=(right, slit))]
    first, last = (round(WHO.place([(0, height)])[0][1]) for height in (1.5, 1.7))
    middle = round(WHO.origin[0])
    assert likeness(scene.blend()[first:last, middle - 4 : middle + 6], CLOTH).min() > 0.96
