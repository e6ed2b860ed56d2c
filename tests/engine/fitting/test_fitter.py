from __future__ import annotations

from dataclasses import replace

import cv2
import figure
import numpy as np
import pytest
from figure import SPECS, Figure, garment
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.blending.warp import warps
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.fitting.measure import LEVELS, measure
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.vision.body import Keypoint

EVERY = sorted(SPECS)
SHIFT = np.array([23, -14], np.float32)


def draped(name: str, who: Figure) -> Drape:
    drape = Fitter()(garment(name), who.body())
    assert drape is not None
    return drape


def points(drape: Drape) -> np.ndarray:
    """Every vertex that some triangle of some part uses."""
    return np.concatenate([used(part) for part in (*drape.inner, *drape.front)])


def used(part: DrapedPart) -> np.ndarray:
    return part.target_xy[np.unique(part.triangles)]


def part_of(drape: Drape, which: Part) -> DrapedPart:
    return next(part for part in drape.front if part.piece.part is which)


@pytest.mark.parametrize("name", EVERY)
def test_every_slot_is_worn_where_it_belongs(name):
    who, drape = Figure(), draped(name, Figure())
    assert drape.garment is garment(name)
    assert drape.frame_id == 0
    at = points(drape)
    assert np.isfinite(at).all()
    middle = (at.min(0) + at.max(0)) / 2
    assert middle[0] == pytest.approx(who.origin[0], abs=0.12 * who.scale)
    top = (at[:, 1].min() - who.origin[1]) / who.scale
    if garment(name).slot is Slot.BOTTOM:
        assert 0.75 * figure.TORSO < top + 0.3 < figure.TORSO + 0.3, "from the waist down"
    else:
        assert -0.75 < top < 0.0, "from the shoulders down"


HEMS = {"tee": (1.4, 1.8), "tank": (1.4, 1.8), "shorts": (1.8, 2.4), "skirt": (2.4, 2.9), "dress": (2.8, 3.5),
        "jeans": (3.4, 4.1)}  # fmt: skip
"""Least and most, in shoulder widths below the shoulders; hips are at 1.42, knees at 2.57, ankles at 3.62."""


@pytest.mark.parametrize("name", HEMS)
def test_hems_fall_where_their_length_says(name):
    least, most = HEMS[name]
    who = Figure()
    lowest = max(used(part)[:, 1].max() for part in draped(name, who).front if "sleeve" not in part.piece.part)
    assert least < (lowest - who.origin[1]) / who.scale < most


@pytest.mark.parametrize("name", EVERY)
def test_a_drape_moves_with_the_body(name):
    who = Figure(scale=72)
    here, there = draped(name, who), draped(name, who.but(origin=tuple(np.array(who.origin) + SHIFT)))
    for a, b in zip((*here.inner, *here.front), (*there.inner, *there.front), strict=True):
        assert a.piece.part is b.piece.part
        np.testing.assert_allclose(b.target_xy, a.target_xy + SHIFT, atol=1.0)


@pytest.mark.parametrize("name", EVERY)
def test_a_drape_grows_with_the_body(name):
    who = Figure()
    big = who.but(scale=2 * who.scale, size=(640, 960), origin=tuple(2 * n for n in who.origin))
    here, there = draped(name, who), draped(name, big)
    for a, b in zip(here.front, there.front, strict=True):
        np.testing.assert_allclose(b.target_xy, 2 * a.target_xy, atol=0.05 * big.scale)


@pytest.mark.parametrize("name", EVERY)
def test_a_mirrored_body_wears_a_mirrored_garment_mirrored(name):
    body, fitter = Figure(arms=((35, 20), (12, -30)), roll=8).body(), Fitter()
    here = fitter(garment(name), body)
    there = Fitter()(figure.mirrored_garment(garment(name)), figure.mirrored(body))
    flipped = points(there) * [-1, 1] + [body.size[0] - 1, 0]
    gap = np.linalg.norm(flipped[:, None] - points(here)[None], axis=-1)
    assert np.median(gap.min(1)) < 2.0
    assert np.abs(flipped.min(0) - points(here).min(0)).max() < 5
    assert np.abs(flipped.max(0) - points(here).max(0)).max() < 5


def sleeve(drape: Drape, which: Part) -> list[DrapedPart]:
    """The pieces of a sleeve, upper first."""
    pieces = (part for part in drape.front if part.piece.part is which)
    return sorted(pieces, key=lambda part: part.piece.bind.tube.bone)


def test_sleeves_follow_arms_that_go_up():
    hanging, raised = (draped("shirt", Figure(origin=(160, 230), arms=(arm, arm))) for arm in ((10, 5), (165, 175)))
    for which in (Part.RIGHT_SLEEVE, Part.LEFT_SLEEVE):
        down, up = (
            np.concatenate([used(part) for part in sleeve(drape, which)])[:, 1] for drape in (hanging, raised)
        )  # fmt: skip
        assert down.max() > 230 + 1.3 * 84
        assert up.min() < 230 - 1.1 * 84
        assert up.max() < 230 + 0.8 * 84


def middle(part: DrapedPart) -> np.ndarray:
    """(R, 2): half way between a sleeve's borders."""
    rows = part.target_xy.reshape(len(part.piece.bind.tube.along), -1, 2)
    return (rows[:, 1] + rows[:, -2]) / 2


def test_a_sleeve_lies_round_its_arm():
    who = Figure(arms=((50, 10), (30, 70)))
    body = who.body()
    drape = Fitter()(garment("shirt"), body)
    for side, which in (("RIGHT", Part.RIGHT_SLEEVE), ("LEFT", Part.LEFT_SLEEVE)):
        upper, lower = sleeve(drape, which)
        for joint, parts in (("ELBOW", (upper, lower)), ("WRIST", (lower,))):
            for part in parts:
                gap = np.linalg.norm(middle(part) - body.xy(Keypoint[f"{side}_{joint}"]), axis=1).min()
                assert gap < 0.16 * who.scale, joint


def coverage(parts: list[DrapedPart], who: Figure) -> np.ndarray:
    """(H, W) uint8: where the cloth of `parts` lies."""
    out = np.zeros(who.size[::-1], np.uint8)
    for part in parts:
        (sprite,) = warps([part], who.size)
        if sprite is not None:
            x0, y0, x1, y1 = sprite.box
            out[y0:y1, x0:x1] = np.maximum(out[y0:y1, x0:x1], sprite.bgra[..., 3])
    return out


@pytest.mark.parametrize("bend", [0, 45, 90, 125])
def test_a_bent_sleeve_has_no_gap_at_the_elbow(bend):
    who = Figure(size=(420, 480), origin=(210, 112), arms=((60, 60 - bend), (60, 60 + bend)))
    body, drape = who.body(), Fitter()(garment("shirt"), who.body())
    for side, which in (("RIGHT", Part.RIGHT_SLEEVE), ("LEFT", Part.LEFT_SLEEVE)):
        cloth = coverage(sleeve(drape, which), who)
        disc = np.zeros_like(cloth)
        cv2.circle(disc, tuple(int(n) for n in body.xy(Keypoint[f"{side}_ELBOW"])), round(0.1 * who.scale), 255, -1)
        assert (cloth[disc > 0] > 200).mean() > 0.98


def test_an_arm_that_points_at_the_camera_ends_in_a_cuff_as_wide_as_it_is():
    """Elbow and wrist lie nearly on each other: the sleeve is short and wide, and does not fold up."""
    who = Figure(size=(420, 480), origin=(210, 112), arms=((10, 0), (10, 0)), hand_z=(-0.3, -0.3))
    body = who.body()
    xy = body.keypoints_xy.copy()
    for side in figure.SIDES:
        elbow = xy[Keypoint[f"{side}_ELBOW"]]
        for name, drop in (("WRIST", 0.08), ("INDEX", 0.2), ("PINKY", 0.2), ("THUMB", 0.15)):
            xy[Keypoint[f"{side}_{name}"]] = elbow + np.array([0, drop * who.scale], np.float32)
    drape = Fitter()(garment("shirt"), replace(body, keypoints_xy=xy))
    for which in (Part.RIGHT_SLEEVE, Part.LEFT_SLEEVE):
        _, _, width, height = cv2.boundingRect((coverage([sleeve(drape, which)[1]], who) > 128).astype(np.uint8))
        assert 0.2 * who.scale < width < 0.5 * who.scale
        assert height < 0.75 * who.scale


def test_a_crossed_arm_lies_before_the_torso_and_one_at_the_back_behind():
    who = Figure(arms=((15, -100), (15, -100)), hand_z=(-0.4, 0.3))
    order = [part.piece for part in draped("shirt", who).front]
    torso = next(place for place, piece in enumerate(order) if piece.part is Part.TORSO)
    right, left = ([place for place, piece in enumerate(order) if piece.part is which] for which in figure.SLEEVES)
    assert min(right) > torso
    assert order[max(place for place in left if place < torso)].bind.tube.bone == 1, "the forearm is behind"


def test_a_sleeve_keeps_its_layer_while_its_depth_is_unsure():
    """Depth is noisy: about the limit it would flicker."""
    fitter, orders = Fitter(), []
    for i, z in enumerate((0.15, 0.19, 0.21, 0.19, 0.22, 0.20)):
        drape = fitter(garment("shirt"), Figure(hand_z=(z, z)).body(i))
        orders.append([(part.piece.part, part.piece.bind) for part in drape.front])
    assert all(order == orders[0] for order in orders)


@pytest.mark.parametrize("name", ["shirt", "dress", "jacket", "tank"])
def test_half_a_body_is_dressed_down_to_the_edge(name):
    who = Figure(scale=150, origin=(160, 280))
    drape = draped(name, who)
    torso = part_of(drape, Part.TORSO)
    assert np.isfinite(points(drape)).all()
    assert used(torso)[:, 1].max() > who.size[1], "it ends in the air"
    assert np.ptp(used(torso)[:, 0]) < 2.4 * who.scale


def test_trousers_far_below_the_picture_are_not_worn():
    who = Figure(scale=200, origin=(160, 320))
    assert Fitter()(garment("jeans"), who.body()) is None


@pytest.mark.parametrize("name", ["jeans", "shorts", "skirt", "dress", "coat"])
def test_legs_behind_a_desk_hang_straight(name):
    below = [Keypoint[f"{side}_{joint}"] for side in figure.SIDES for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]
    at = points(draped(name, Figure(hidden=tuple(below))))
    assert np.isfinite(at).all()
    assert (at[:, 0].min() + at[:, 0].max()) / 2 == pytest.approx(160, abs=12)


def test_without_shoulders_nothing_is_worn():
    body = Figure(hidden=(Keypoint.LEFT_SHOULDER,)).body()
    assert [Fitter()(garment(name), body) for name in EVERY] == [None] * len(EVERY)


@settings(max_examples=60)
@given(
    st.sampled_from(EVERY), st.tuples(st.floats(-180, 180), st.floats(-180, 180)),
    st.tuples(st.floats(-180, 180), st.floats(-180, 180)), st.floats(-80, 80), st.floats(8, 300),
    st.tuples(st.floats(-100, 300), st.floats(-100, 400)), st.tuples(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6)),
)  # fmt: skip
def test_any_pose_gives_finite_vertices_near_the_body(name, right, left, roll, scale, origin, hands):
    who = Figure(size=(160, 200), arms=(right, left), roll=roll, scale=scale, origin=origin, hand_z=hands)
    body = who.body()
    drape = Fitter()(garment(name), body)
    if drape is None:
        return
    at = points(drape)
    assert np.isfinite(at).all()
    assert np.linalg.norm(at - origin, axis=1).max() < 7 * scale, "thrown off the body"


def test_the_figure_is_remembered_while_arms_hide_it():
    stout, fitter = Figure(stoutness=1.25, arms=((50, 40), (50, 40))), Fitter()
    for i in range(30):
        seen = fitter.measures(stout.body(i))
    folded = stout.but(arms=((3, 0), (3, 0)))
    forgetful, trust = measure(folded.body())
    hidden = trust < 0.5
    assert hidden[:, LEVELS < 0.9].any(), "this pose hides nothing"
    for i in range(30, 60):
        held = fitter.measures(folded.body(i))
    assert held.half_width[hidden] == pytest.approx(seen.half_width[hidden], rel=0.02)
    assert np.abs(forgetful.half_width[hidden] - seen.half_width[hidden]).max() > 0.05 * stout.scale


def test_the_remembered_figure_comes_nearer_with_its_person():
    who, fitter = Figure(stoutness=1.25, arms=((50, 40), (50, 40)), scale=60), Fitter()
    far = fitter.measures(who.body()).half_width
    near = fitter.measures(who.but(scale=90, arms=((3, 0), (3, 0))).body(1)).half_width
    assert near == pytest.approx(1.5 * far, rel=0.08)


@pytest.mark.parametrize("rate", [10, 15])
def test_measures_settle_in_time_and_not_in_frames(rate):
    """Somebody breathes out: half a second later the measures are the same at every frame rate."""

    def settled_at(rate):
        fitter = Fitter()
        for i in range(2 * rate):
            fitter.measures(Figure(stoutness=1.25, arms=((50, 40), (50, 40))).body(i), i / rate)
        for i in range(2 * rate, 2 * rate + rate // 2 + 1):
            held = fitter.measures(Figure(arms=((50, 40), (50, 40))).body(i), i / rate)
        return held.half_width

    np.testing.assert_allclose(settled_at(rate), settled_at(30), rtol=0.03)


def test_somebody_else_is_measured_anew():
    fitter = Fitter()
    for i in range(5):
        fitter.measures(Figure(stoutness=1.3, arms=((50, 40), (50, 40))).body(i))
    slim = Figure(arms=((50, 40), (50, 40)), track_id=2)
    np.testing.assert_allclose(fitter.measures(slim.body(9)).half_width, measure(slim.body())[0].half_width, rtol=0.02)


def test_a_still_body_is_draped_alike_every_time():
    fitter, who = Fitter(), Figure()
    for i in range(8):
        drape = fitter(garment("shirt"), who.body(i))
    again = fitter(garment("shirt"), who.body(9))
    np.testing.assert_allclose(points(again), points(drape), atol=0.1)


def test_every_body_is_measured_for_itself():
    """Bodies that are thrown away at once may be followed by others at the same address."""
    fitter, shoulders = Fitter(), []
    for i in range(6):
        who = Figure(origin=(100.0 + 20 * i, 112))
        shoulders.append(float(fitter.measures(who.body(i)).shoulder_mid[0]))
    assert shoulders == pytest.approx([100 + 20 * i for i in range(6)], abs=0.5)


def test_pieces_are_cut_once():
    fitter = Fitter()
    assert fitter.prepare(garment("tee")) is fitter.prepare(garment("tee"))


def without(whole: Garment, landmark: str) -> Garment:
    return replace(whole, landmarks={name: at for name, at in whole.landmarks.items() if name != landmark})


@pytest.mark.parametrize(
    ("name", "landmark"),
    [("tee", "neck_front"), ("shirt", "cuff_r_outer"), ("jeans", "crotch"), ("skirt", "hem_l"), ("dress", "hip_l")],
)
def test_a_missing_landmark_is_named(name, landmark):
    with pytest.raises(GarmentError, match=landmark):
        Fitter()(without(garment(name), landmark), Figure().body())


def test_a_part_that_is_missing_is_named():
    tee = garment("tee")
    bare = replace(tee, parts={part: mask for part, mask in tee.parts.items() if part is not Part.TORSO})
    with pytest.raises(GarmentError, match="torso"):
        Fitter().prepare(bare)


def test_an_empty_picture_is_refused():
    tee = garment("tee")
    with pytest.raises(GarmentError, match="empty"):
        Fitter().prepare(replace(tee, image=np.zeros_like(tee.image)))


def test_wider_fits_hang_wider():
    who = Figure()
    spans = []
    for fit in ("slim", "regular", "oversized"):
        cut = figure.sew(GarmentSpec(colours=("#222222",), fit=fit, **SPECS["tee"]), size=256)
        torso = part_of(Fitter()(cut, who.body()), Part.TORSO)
        spans.append(float(np.ptp(used(torso)[:, 0])))
    assert spans[0] < spans[1] < spans[2]


def sewn(**spec) -> Garment:
    return figure.sew(GarmentSpec(colours=("#445566",), **spec), size=256)


def test_a_neckline_off_the_shoulders_leaves_them_bare():
    who = Figure()
    for sleeve in ("short", "none"):
        cut = sewn(category="dress", neckline="off_shoulder", sleeve=sleeve, length="knee", shape="flared")
        drape = Fitter()(cut, who.body())
        above = coverage(list(drape.front), who)[: round(who.origin[1] - 0.05 * who.scale)]
        assert not (above > 128).any()
        shoulder = np.array(who.origin) - (0.5 * who.scale, 0)
        assert np.abs(drape.opening_xy - shoulder).sum(1).min() < 0.3 * who.scale


def test_a_front_that_hangs_open_is_open_to_the_hem():
    who = Figure()
    cut = sewn(category="cardigan", neckline="v", sleeve="long", length="knee", closure="open")
    drape = Fitter()(cut, who.body())
    hem = max(used(part)[:, 1].max() for part in drape.front if part.piece.part is Part.TORSO)
    assert drape.opening_xy[:, 1].max() > hem - 0.4 * who.scale


@pytest.mark.parametrize(("neckline", "category"), [("strap", "tank"), ("scoop", "tank"), ("v", "vest")])
def test_straps_lie_where_the_garments_own_width_puts_them(neckline, category):
    """Not at the tips of the shoulders, unless it is cut so wide."""
    who, cut = Figure(), sewn(category=category, neckline=neckline)
    drape, marks = Fitter()(cut, who.body()), cut.landmarks
    share = (marks["shoulder_l"][0] - marks["shoulder_r"][0]) / (marks["armpit_l"][0] - marks["armpit_r"][0])
    torso = coverage([part_of(drape, Part.TORSO)], who)
    rows = np.flatnonzero((torso > 128).any(1))
    top = np.flatnonzero(torso[rows[0] + 6] > 128)
    chest = np.flatnonzero(torso[round(who.origin[1] + 0.45 * who.scale)] > 128)
    assert np.ptp(top) / np.ptp(chest) < share + 0.2


def test_trousers_of_somebody_who_sits_do_not_fold_over_themselves():
    """Seen from the front the knees are hardly below the hips."""
    who = Figure(size=(460, 560), origin=(230, 190), scale=100)
    body = who.body()
    xy = body.keypoints_xy.copy()
    for side, out in (("RIGHT", -1), ("LEFT", 1)):
        for name, down in (("KNEE", 1.72), ("ANKLE", 2.7), ("HEEL", 2.8), ("FOOT_INDEX", 2.9)):
            xy[Keypoint[f"{side}_{name}"]] = np.array(who.origin) + who.scale * np.array([0.42 * out, down])
    drape = Fitter()(garment("jeans"), replace(body, keypoints_xy=xy))
    for part in drape.front:
        rows = part.target_xy.reshape(len(part.piece.bind.rows), -1, 2)
        assert (np.diff(rows[:, 1:-1, 1], axis=0) > -1.0).all(), "rows run down the leg"
