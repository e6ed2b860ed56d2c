from __future__ import annotations

import figure
import numpy as np
import pytest
from figure import Figure
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.fitting.limb import OUTER_AT, Limb, limb_normal
from tryon_desktop.engine.fitting.measure import LEVELS, Measures, measure
from tryon_desktop.engine.vision.body import Keypoint

POINTS = ("shoulders", "shoulder_mid", "hips", "hip_mid", "tips", "necks", "yokes")
LENGTHS = ("shoulder_width", "torso_length", "half_width", "neck_half")


def measured(who: Figure) -> Measures:
    return measure(who.body())[0]


def radii(m: Measures) -> np.ndarray:
    return np.concatenate([limb.radius_px for limb in (*m.arms, *m.legs)])


def test_a_standing_figure_is_measured_as_it_was_drawn():
    who = Figure()
    m = measured(who)
    width = who.scale
    assert m.shoulder_width == pytest.approx(width, rel=0.01)
    assert m.torso_length == pytest.approx(figure.TORSO * width, rel=0.01)
    assert m.down == pytest.approx([0, 1], abs=1e-3)
    assert m.across == pytest.approx([1, 0], abs=1e-3)
    assert m.turn == pytest.approx(0, abs=1e-3)
    heights, halves = zip(*figure.HALF_WIDTHS, strict=True)
    free = LEVELS > 0.4  # above, arms that hang hide the side
    drawn = np.interp(LEVELS * figure.TORSO, heights, halves) * width
    assert m.half_width[:, free] == pytest.approx(np.stack([drawn, drawn])[:, free], rel=0.12)
    assert radii(m) == pytest.approx(np.array([*figure.RADII["arm"] * 2, *figure.RADII["leg"] * 2]) * width, rel=0.25)


def test_legs_arms_and_sides_are_the_persons_own():
    m = measured(Figure())
    assert m.shoulders[0, 0] < m.shoulders[1, 0], "the right one is on the picture's left"
    for limbs in (m.arms, m.legs):
        assert limbs[0].joints_xy[2, 0] < limbs[1].joints_xy[2, 0]
    assert m.tips[0, 0] < m.necks[0, 0] < m.necks[1, 0] < m.tips[1, 0]
    assert (m.necks[:, 1] < m.shoulder_mid[1]).all()


@settings(max_examples=12)
@given(st.integers(-40, 40), st.integers(-30, 30))
def test_measures_move_with_the_body(dx, dy):
    who = Figure(scale=70, origin=(160, 110))
    here, there = measured(who), measured(who.but(origin=(160 + dx, 110 + dy)))
    for name in POINTS:
        assert getattr(there, name) == pytest.approx(getattr(here, name) + np.float32([dx, dy]), abs=0.5), name
    for name in LENGTHS:
        assert getattr(there, name) == pytest.approx(getattr(here, name), abs=0.5), name
    assert radii(there) == pytest.approx(radii(here), abs=0.3)


@pytest.mark.parametrize("factor", [0.5, 0.75, 2.0])
def test_measures_grow_with_the_body(factor):
    who = Figure()
    big = who.but(scale=who.scale * factor, size=tuple(int(n * factor) for n in who.size),
                  origin=tuple(n * factor for n in who.origin))  # fmt: skip
    here, there = measured(who), measured(big)
    slack = 0.035 * big.scale
    for name in POINTS:
        assert getattr(there, name) == pytest.approx(getattr(here, name) * factor, abs=slack), name
    for name in LENGTHS:
        assert getattr(there, name) == pytest.approx(getattr(here, name) * factor, abs=slack), name


@pytest.mark.parametrize("roll", [-35, -10, 25, 60])
def test_measures_turn_with_the_body(roll):
    who = Figure(scale=60, size=(480, 480), origin=(240, 240))
    here, there = measured(who), measured(who.but(roll=roll))
    angle = np.radians(roll)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for name in POINTS:
        expected = (getattr(here, name) - 240) @ matrix.T + 240
        assert getattr(there, name) == pytest.approx(expected, abs=0.05 * who.scale), name
    for name in LENGTHS:
        assert getattr(there, name) == pytest.approx(getattr(here, name), abs=0.05 * who.scale), name
    assert there.down == pytest.approx([-np.sin(angle), np.cos(angle)], abs=0.02)


@pytest.mark.parametrize("who", [
    Figure(arms=((40, 20), (10, 0))),
    Figure(arms=((20, -110), (60, 150)), hand_z=(-0.2, 0.1)),
    Figure(roll=15, origin=(190, 120)),
], ids=["arms", "crossed", "rolled"])  # fmt: skip
def test_a_mirror_exchanges_the_sides(who):
    here, there = measured(who), measure(figure.mirrored(who.body()))[0]
    last = who.size[0] - 1
    for name in ("shoulders", "hips", "tips", "necks", "yokes"):
        flipped = getattr(there, name)[::-1] * [-1, 1] + [last, 0]
        assert flipped == pytest.approx(getattr(here, name), abs=1.5), name
    assert there.half_width[::-1] == pytest.approx(here.half_width, abs=2.5)
    for mine, other in zip((*here.arms, *here.legs), (*there.arms[::-1], *there.legs[::-1]), strict=True):
        assert other.radius_px == pytest.approx(mine.radius_px, abs=1.5)
        assert other.nearer == pytest.approx(mine.nearer, abs=1e-5)


@pytest.mark.parametrize("yaw", [-45, -20, 20, 45])
def test_a_turned_body_keeps_its_size(yaw):
    who = Figure(yaw=yaw)
    m = measured(who)
    assert m.turn == pytest.approx(np.sin(np.radians(yaw)), abs=0.02)
    assert m.shoulder_width == pytest.approx(who.scale, rel=0.05)
    assert m.torso_length == pytest.approx(figure.TORSO * who.scale, rel=0.05)
    assert (m.half_width < measured(Figure()).half_width * 1.05).all()
    assert np.sign(m.centre_shift) == np.sign(yaw), "the front goes where the person turns"


def test_stouter_people_are_wider():
    slim, stout = (measured(Figure(stoutness=s, arms=((40, 30), (40, 30)))) for s in (1.0, 1.25))
    assert (stout.half_width > slim.half_width * 1.08).all()
    assert stout.shoulder_width == pytest.approx(slim.shoulder_width, rel=0.01)


def test_an_arm_beside_the_torso_makes_nobody_wide():
    away, beside = (measure(Figure(arms=(arm, arm)).body()) for arm in ((50, 40), (3, 0)))
    assert (beside[0].half_width < away[0].half_width * 1.15).all()
    assert beside[1].sum() < away[1].sum(), "hidden sides must not be trusted like seen ones"


def test_half_a_body_keeps_its_torso():
    """A webcam's view: the hips are below the picture and their keypoints are guesses far off."""
    who = Figure(scale=140, origin=(160, 300))
    body = who.body()
    assert not body.sees(Keypoint.LEFT_HIP)
    m = measure(body)[0]
    assert m.down == pytest.approx([0, 1], abs=0.05)
    assert m.torso_length == pytest.approx(figure.TORSO * who.scale, rel=0.15)
    assert (m.half_width < 0.8 * who.scale).all()


def test_hands_before_and_behind_are_told_apart():
    before, behind = measured(Figure(hand_z=(-0.3, 0.3))).arms
    assert before.nearer > 0.2
    assert behind.nearer < -0.2


@settings(max_examples=60)
@given(
    st.tuples(st.floats(-180, 180), st.floats(-180, 180)), st.tuples(st.floats(-180, 180), st.floats(-180, 180)),
    st.floats(-90, 90), st.floats(4, 400), st.tuples(st.floats(-300, 600), st.floats(-300, 800)), st.booleans(),
)  # fmt: skip
def test_every_pose_gives_finite_measures(right, left, roll, scale, origin, face):
    who = Figure(arms=(right, left), roll=roll, scale=scale, origin=origin, face=face, size=(160, 200))
    m, trust = measure(who.body())
    for name in (*POINTS, *LENGTHS, "down", "across", "turn", "centre_shift"):
        assert np.isfinite(getattr(m, name)).all(), name
    assert np.isfinite(radii(m)).all()
    assert (radii(m) > 0).all()
    assert (m.half_width > 0).all()
    assert set(np.unique(trust)) <= {0, 1}


def test_joints_all_on_one_point_break_nothing():
    body = Figure().body()
    flat = np.full_like(body.keypoints_xy, 100)
    heap = type(body)(0, body.size, 1, 1.0, flat, body.visibility.copy(), np.zeros_like(body.world), body.matte.copy())
    m, _ = measure(heap)
    assert all(np.isfinite(getattr(m, name)).all() for name in (*POINTS, *LENGTHS))


@settings(max_examples=80)
@given(st.floats(-179, 179), st.floats(-165, 165), st.sampled_from([0, 1]))
def test_normals_turn_smoothly_through_a_bent_joint(root, bend, side):
    a, b = np.radians([root, root + bend])
    joints = np.array([[0, 0], [50 * np.cos(a), 50 * np.sin(a)], [0, 0]], np.float32)
    joints[2] = joints[1] + 50 * np.array([np.cos(b), np.sin(b)])
    limb = Limb(joints, np.full(3, 9, np.float32), 0.0, 1.0)
    at = np.linspace(0, 2, 401, dtype=np.float32)
    normals = limb_normal(limb, side, at)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5)
    angles = np.unwrap(np.arctan2(normals[:, 1].astype(float), normals[:, 0].astype(float)))
    steps = np.degrees(np.abs(np.diff(angles)))
    assert steps.max() < 3.0, "a jump"
    assert steps.sum() < abs(bend) + 8, "the long way round"
    for place, direction in ((0, a), (-1, b)):
        assert abs(float(normals[place] @ [np.cos(direction), np.sin(direction)])) < 1e-3


def test_the_outer_side_of_hanging_arms_is_away_from_the_body():
    m = measured(Figure())
    for side, sign in ((0, -1), (1, 1)):
        normals = limb_normal(m.arms[side], side, OUTER_AT)
        assert (normals[:, 0] * sign > 0.8).all()
