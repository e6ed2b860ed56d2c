"""The measures of one picture react to what they are named after, and to nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from figure import SPECS, TORSO, Figure, garment

from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.pipeline import Look, Pipeline
from tryon_desktop.engine.quality.dye import GREEN, MAGENTA, dyed, painted
from tryon_desktop.engine.quality.pixels import inspect, still_shows, worn_clothes
from tryon_desktop.engine.quality.regions import allowed, face, hands, own_region, region_mask
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.vision.body import Body, Keypoint, Region

WHO = Figure(face=True)
LONG = sew(GarmentSpec(category="sweater", colours=("#334455",), neckline="crew", sleeve="long"), size=256)


def painted_over(where, picture=None):
    """Two renders in which `where` is cloth and all else is as it was."""
    before = WHO.picture() if picture is None else picture
    renders = []
    for colour in (MAGENTA, GREEN):
        render = before.copy()
        render[where] = colour
        renders.append(render)
    return before, *renders


def shares(where, worn=LONG, body=None, picture=None):
    before, magenta, green = painted_over(where, picture)
    found = inspect(before, magenta, green, worn, body or WHO.body())
    return {name: share.value for name, share in found.shares().items()}


def worn_by(body, thing, picture, judged_by=None):
    """The shares of the real pipeline's work, which may be given another body than the judge."""
    class Eyes:
        stages_ms: dict = {}  # noqa: RUF012

        def __call__(self, frame):
            return body

    frame = Frame(0, 0.0, picture)
    renders = [Pipeline(Eyes())(frame, Look((dyed(thing, colour),))).bgr for colour in (MAGENTA, GREEN)]
    found = inspect(picture, *renders, thing, judged_by or body)
    return {name: share.value for name, share in found.shares().items()}


def test_a_perfect_render_is_without_fault():
    body = WHO.body()
    where = region_mask(body, Region.CLOTHES) & (body.matte > 128)
    assert shares(where) == dict.fromkeys(("leak", "overspill", "face_cover", "hand_cover", "holes"), 0.0)


def test_nothing_drawn_leaks_wholly():
    assert shares(np.zeros(WHO.size[::-1], bool))["leak"] == 1.0


def sweater_over_jeans(hem: float):
    """The figure in a sweater down to `hem`, 1 on the hip line, and in jeans."""
    picture, cloth = WHO.picture(), region_mask(WHO.body(), Region.CLOTHES)
    below = np.zeros(WHO.size[::-1], np.uint8)
    WHO.paint(below, [(-0.8, hem * TORSO), (0.8, hem * TORSO), (0.8, 9), (-0.8, 9)], 1)
    for colour, where in (((40, 40, 60), cloth & (below == 0)), ((150, 110, 60), cloth & (below > 0))):
        picture[where] = np.array(colour) + np.random.default_rng(1).integers(-4, 5, (int(where.sum()), 3))
    return picture


def test_trousers_do_not_answer_for_the_sweater_that_hangs_over_them():
    picture, trousers = sweater_over_jeans(1.25), garment("jeans")
    sweater = worn_clothes(garment("skirt"), WHO.body(), sweater_over_jeans(9.0))
    worn = worn_clothes(trousers, WHO.body(), picture)
    middle, hem = WHO.place([(0, 1.1 * TORSO), (0, 1.25 * TORSO)]).round().astype(int)[:, ::-1]
    assert sweater[tuple(middle)], "where all is one cloth it may be trousers"
    assert not worn[tuple(middle)]
    assert worn[hem[0] + 8 :].any()
    assert shares(np.zeros(WHO.size[::-1], bool), trousers, picture=picture)["leak"] == 1.0


def test_of_a_strip_below_a_long_top_no_leak_is_measured():
    who = WHO.but(size=(320, 300))
    renders = painted_over(np.zeros(WHO.size[::-1], bool), sweater_over_jeans(1.56))
    cut = inspect(*(picture[:300] for picture in renders), garment("jeans"), who.body())
    assert cut.shares()["leak"].of == 0


def test_a_missing_sleeve_leaks():
    body = WHO.body()
    cloth = region_mask(body, Region.CLOTHES)
    half = cloth.copy()
    half[:, : WHO.size[0] // 2 - 45] = False
    leak = shares(half)["leak"]
    assert 0.05 < leak < 0.6


def test_an_arm_wiped_away_with_its_sleeve_is_a_hole():
    """The pipeline shows the room where old clothes stick out of the new: without a sleeve that is the whole arm."""
    body = WHO.body()
    bare = replace(LONG, parts={part: mask for part, mask in LONG.parts.items() if part is not Part.RIGHT_SLEEVE})
    whole, maimed = (worn_by(body, worn, WHO.picture()) for worn in (LONG, bare))
    assert whole["holes"] < 0.02
    assert maimed["holes"] + maimed["leak"] > whole["holes"] + whole["leak"] + 0.02


def test_a_person_wiped_away_leaks_nothing_but_is_all_holes():
    before = WHO.picture()
    room = np.full_like(before, (150, 160, 165))
    found = inspect(before, room, room, LONG, WHO.body()).shares()
    assert found["leak"].value < 0.01
    assert found["holes"].value > 0.9


def test_bare_skin_is_no_hole():
    before = WHO.picture()
    skin = np.full_like(before, (140, 165, 205))
    assert inspect(before, skin, skin, LONG, WHO.body()).shares()["holes"].value < 0.05


def test_old_cloth_in_a_shadow_still_shows():
    before = WHO.picture()
    after = (before * 0.75).astype(np.uint8)
    inside = worn_clothes(LONG, WHO.body(), WHO.picture())
    assert still_shows(before, after)[inside].mean() > 0.95


def test_a_sleeve_that_the_labels_take_for_skin_leaks():
    body = WHO.body()
    blind = body.label_map.copy()
    left = blind[:, : blind.shape[1] // 2 - 24]
    left[left == Region.CLOTHES] = Region.SKIN
    fooled = replace(body, label_map=blind)
    nothing = np.zeros(WHO.size[::-1], bool)
    before, magenta, green = painted_over(nothing)
    honest, misled = (inspect(before, magenta, green, LONG, seen).shares()["leak"].wrong for seen in (body, fooled))
    assert misled > 0.9 * honest


def test_what_is_worn_under_a_jacket_may_show_at_its_collar_only():
    collar, chest = (0.0, 0.2), (0.0, 0.9)
    assert at(region("tee"), *collar)
    assert not at(region("jacket"), *collar)
    assert at(region("jacket"), *chest)
    assert not at(region("jacket", closure="open"), *chest)


def test_skin_painted_over_a_sleeve_does_not_leak():
    body = WHO.body()
    before = WHO.picture()
    sleeve = worn_clothes(LONG, body, WHO.picture())
    renders = []
    for _ in range(2):
        render = before.copy()
        render[sleeve] = (140, 165, 205)
        renders.append(render)
    assert inspect(before, *renders, LONG, body).shares()["leak"].value < 0.02


def test_a_drape_beside_the_body_spills_over():
    body = WHO.body()
    picture = WHO.picture()
    beside = WHO.but(origin=(WHO.origin[0] + 0.3 * WHO.scale, WHO.origin[1])).body()
    right = worn_by(body, LONG, picture)["overspill"]
    wrong = worn_by(replace(beside, matte=body.matte), LONG, picture, judged_by=body)["overspill"]
    assert right < 0.03
    assert wrong > right + 0.05


@pytest.mark.parametrize("name", ["tee", "jacket", "coat", "dress", "skirt", "jeans"])
def test_a_well_placed_garment_of_every_kind_spills_little(name):
    found = worn_by(WHO.body(), garment(name), WHO.picture())
    assert found["overspill"] < 0.05
    assert found["face_cover"] == 0


def test_a_garment_over_the_face_covers_it():
    body = WHO.body()
    cloth = region_mask(body, Region.CLOTHES)
    assert shares(cloth | face(body))["face_cover"] == 1.0
    chin = face(body)
    chin[: int(body.face.landmarks_xy[:, 1].mean())] = False
    assert 0.2 < shares(cloth | chin)["face_cover"] < 0.8


def test_a_garment_over_a_hand_covers_it():
    body = WHO.body()
    one = region_mask(body, Region.HAND)
    one[:, WHO.size[0] // 2 :] = False
    assert shares(one)["hand_cover"] == pytest.approx(0.5, abs=0.1)


def test_a_hand_that_the_labels_take_for_cloth_is_still_a_hand():
    who = WHO.but(arms=((20.0, -60.0), (20.0, -60.0)))
    body = who.body()
    blind = body.label_map.copy()
    blind[blind == Region.HAND] = Region.CLOTHES
    joints = body.keypoints_xy.copy()
    for pinky, index in ((Keypoint.RIGHT_PINKY, Keypoint.RIGHT_INDEX), (Keypoint.LEFT_PINKY, Keypoint.LEFT_INDEX)):
        joints[pinky, 1] += 6
        joints[index, 1] -= 6
    body = Body(0, body.size, 1, 1.0, joints, body.visibility, body.world, body.matte, blind, body.face)
    assert hands(body, who.picture()).any()


def test_without_labels_nothing_can_leak():
    body = Figure().body()
    assert not worn_clothes(LONG, body, WHO.picture()).any()
    assert not face(body).any()


def test_dye_keeps_the_outline():
    plain = garment("coat")
    green = dyed(plain, GREEN)
    assert np.array_equal(green.image[..., 3], plain.image[..., 3])
    assert (green.image[..., :3] == GREEN).all()
    assert green.landmarks == plain.landmarks
    assert (green.inner is None) == (plain.inner is None)


def test_shadows_are_no_cloth():
    before = WHO.picture()
    shadow = (before * 0.5).astype(np.uint8)
    assert not painted(shadow, shadow).any()


def region(name, **changes):
    spec = GarmentSpec(colours=("#102030",), **(SPECS[name] | changes))
    return own_region(spec, WHO.body(), WHO.size[::-1])


def at(image, x, y):
    column, row = np.rint(WHO.place([x, y])).astype(int)
    return bool(image[row, column])


def test_a_top_answers_for_the_whole_arm_and_a_vest_for_none():
    elbow = WHO.joints()[14]
    assert at(region("tee"), *elbow)
    assert at(region("jacket"), *elbow)
    vest = {"category": "vest", "sleeve": "none", "neckline": "v"}
    assert not at(region("jacket", **vest), *elbow)


def test_a_garment_answers_for_what_lies_between_neck_and_hem():
    tee, jeans, coat = region("tee"), region("jeans"), region("coat")
    assert at(tee, 0, 0.5)
    assert not at(tee, 0, 1.6)
    assert not at(tee, 0, -0.6)
    assert at(jeans, 0.3, 2.2)
    assert not at(jeans, 0, 0.6)
    assert at(coat, 0, 1.6)
    assert not at(coat, 0.3, 3.2)


def test_hands_are_nobodys_cloth():
    hand = WHO.joints()[20]
    assert not at(region("tee"), *hand)


@pytest.mark.parametrize(("tight", "loose"), [("slim", "regular"), ("regular", "oversized")])
def test_a_looser_garment_is_allowed_more(tight, loose):
    areas = [
        allowed(sew(GarmentSpec(colours=("#102030",), **(SPECS["tee"] | {"fit": fit})), size=128), WHO.body()).sum()
        for fit in (tight, loose)
    ]
    assert (WHO.matte() > 64).sum() < areas[0] < areas[1]


def test_a_skirt_may_fill_the_room_between_the_legs():
    between = (0.0, 2.0)
    assert at(allowed(garment("skirt"), WHO.body()), *between)
    tapered = sew(GarmentSpec(colours=("#102030",), **(SPECS["jeans"] | {"shape": "tapered"})), size=128)
    assert not at(allowed(tapered, WHO.body()), *between)
