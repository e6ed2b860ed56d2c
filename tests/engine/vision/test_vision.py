from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vision_fakes import FPS, SIDE, Stage, frame

from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Keypoint, Region
from tryon_desktop.engine.vision.vision import Vision

CENTRE = (SIDE / 2, SIDE / 2, 360.0)
ASIDE = (SIDE * 0.8, SIDE / 2, 200.0)


def test_nobody_is_ordinary():
    stage = Stage()
    vision = Vision(stage.sessions())
    assert [vision(frame(i)) for i in range(3)] == [None] * 3
    assert stage.calls == {"pose_detector": 3}


def test_the_detector_rests_while_a_person_is_followed():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    bodies = [vision(frame(i)) for i in range(20)]
    assert stage.calls["pose_detector"] == 1
    assert stage.calls["pose_landmarks"] == 20
    assert {body.track_id for body in bodies} == {bodies[0].track_id}
    assert [body.frame_id for body in bodies] == list(range(20))


def test_people_are_counted_now_and_then():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    assert vision(frame(0)).persons == 1
    stage.people = [CENTRE, ASIDE]
    assert vision(frame(1)).persons == 1
    body = vision(frame(2, seconds=2.5))
    assert body.persons == 2
    assert stage.calls["pose_detector"] == 2


def test_the_nearest_and_most_central_is_worn():
    stage = Stage(people=[ASIDE, CENTRE])
    body = Vision(stage.sessions())(frame(0))
    assert body.persons == 2
    assert body.xy(Keypoint.NOSE)[0] == pytest.approx(CENTRE[0], abs=2)


def test_a_second_nearer_person_does_not_steal_the_track():
    stage = Stage(people=[ASIDE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    stage.people = [CENTRE, ASIDE]
    for i in range(1, 5):
        body = vision(frame(i, seconds=1.9 * i))
    assert body.persons == 2
    assert body.track_id == first.track_id
    assert body.xy(Keypoint.NOSE)[0] == pytest.approx(first.xy(Keypoint.NOSE)[0], abs=2)


def test_a_doubtful_track_far_from_every_detection_is_given_up():
    stage = Stage(people=[ASIDE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    stage.score, stage.people = 0.6, [CENTRE]
    assert vision(frame(1)).track_id == first.track_id
    body = vision(frame(2, seconds=0.7))
    assert body.track_id != first.track_id
    assert body.xy(Keypoint.NOSE)[0] == pytest.approx(CENTRE[0], abs=2)


def test_a_person_lost_for_a_moment_is_found_again_as_the_same():
    stage = Stage(people=[ASIDE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    stage.score = 0.1
    vision(frame(1))
    stage.score, stage.people = 0.99, [CENTRE, ASIDE]
    body = vision(frame(2))
    assert stage.calls["pose_detector"] == 3
    assert body.track_id == first.track_id


def test_a_person_who_comes_back_later_starts_a_new_track():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    stage.score, stage.people = 0.1, []
    for i in range(1, 60):
        vision(frame(i))
    stage.score, stage.people = 0.99, [CENTRE]
    body = vision(frame(60))
    assert body.track_id > first.track_id
    assert body.presence < 0.5


def test_presence_fades_in_and_out_and_keeps_the_last_keypoints():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    rising = [vision(frame(i)).presence for i in range(10)]
    assert rising == sorted(rising)
    assert rising[0] < 0.5
    assert rising[-1] == 1.0
    last = vision(frame(10))
    stage.score, stage.people = 0.0, []
    falling = []
    for i in range(11, 30):
        body = vision(frame(i))
        if body is None:
            break
        assert body.frame_id == i
        np.testing.assert_array_equal(body.keypoints_xy, last.keypoints_xy)
        falling.append(body.presence)
    assert falling == sorted(falling, reverse=True)
    assert 0.15 * FPS <= len(falling) <= 0.35 * FPS
    assert vision(frame(40)) is None


def test_a_blink_of_the_networks_changes_nothing():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    for i in range(20):
        last = vision(frame(i))
    stage.score, stage.people = 0.0, []
    for i in (20, 21):
        body = vision(frame(i))
        assert body.presence == 1.0
        np.testing.assert_array_equal(body.keypoints_xy, last.keypoints_xy)
    stage.score, stage.people = 0.99, [CENTRE]
    body = vision(frame(22))
    assert body.track_id == last.track_id
    assert body.presence == 1.0
    np.testing.assert_allclose(body.keypoints_xy, last.keypoints_xy, atol=0.5)


def test_a_person_who_is_found_while_fading_comes_back():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    for i in range(20):
        vision(frame(i))
    stage.score, stage.people = 0.0, []
    faded = [vision(frame(i)).presence for i in range(20, 26)][-1]
    assert 0 < faded < 1
    stage.score, stage.people = 0.99, [CENTRE]
    rising = [vision(frame(i)).presence for i in range(26, 40)]
    assert rising == sorted(rising)
    assert rising[0] > faded
    assert rising[-1] == 1.0


def test_visibility_is_zero_outside_the_frame():
    stage = Stage(people=[(SIDE / 2, SIDE, 360.0)])
    body = Vision(stage.sessions())(frame(0))
    outside = (body.keypoints_xy < 0).any(1) | (body.keypoints_xy >= SIDE).any(1)
    assert outside.any()
    assert (body.visibility[outside] == 0).all()
    assert (body.visibility[~outside] > 0.9).all()


def test_a_clip_is_dressed_from_its_first_frame():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions(), fades=False)
    assert [vision(frame(i)).presence for i in range(3)] == [1.0] * 3
    stage.score, stage.people = 0.0, []
    assert vision(frame(3)).presence == 1.0
    assert 0 < vision(frame(7)).presence < 1
    stage.score, stage.people = 0.99, [CENTRE]
    assert vision(frame(8)).presence == 1.0


def test_still_pictures_are_not_smoothed_and_fully_present():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions(), still=True)
    bodies = [vision(frame(0, seconds=0.0)) for _ in range(2)]
    assert [body.presence for body in bodies] == [1.0, 1.0]
    assert stage.calls["pose_detector"] == 2
    np.testing.assert_array_equal(bodies[0].keypoints_xy, bodies[1].keypoints_xy)


@pytest.mark.parametrize(("size", "labels"), [((1280, 720), (180, 320)), ((480, 640), (320, 240)), ((64, 48), None)])
def test_sizes_and_read_only_arrays(size, labels):
    body = Vision(Stage(people=[CENTRE]).sessions())(frame(0, size))
    assert body.size == size
    assert body.matte.shape == (size[1], size[0])
    if labels:
        assert body.label_map.shape == labels
    assert set(np.unique(body.label_map)) <= set(Region)
    for array in (body.keypoints_xy, body.visibility, body.world, body.matte, body.label_map):
        assert not array.flags.writeable


def test_a_new_frame_size_starts_anew():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    body = vision(frame(1, (640, 480)))
    assert body.size == (640, 480)
    assert body.track_id != first.track_id


def test_the_face_detector_rests_while_the_mesh_holds():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    assert all(vision(frame(i)).face is not None for i in range(6))
    assert stage.calls["face_detector"] == 1
    assert stage.calls["face_mesh"] == 3  # a head that keeps still: every second frame
    stage.face_score = -6.0
    assert vision(frame(6)).face is None
    assert stage.calls["face_detector"] == 2
    assert Region.FACE not in vision(frame(7)).label_map


def test_stages_are_timed():
    vision = Vision(Stage(people=[CENTRE]).sessions())
    vision(frame(0))
    assert set(vision.stages_ms) == {"detect", "pose", "face", "matte", "parse"}
    vision(frame(1))
    assert set(vision.stages_ms) == {"pose", "face", "matte", "parse"}
    assert all(value >= 0 for value in vision.stages_ms.values())


def test_others_are_left_out_of_the_matte():
    stage = Stage(people=[(120.0, SIDE / 2, 200.0)])
    matte = Vision(stage.sessions(), still=True)(frame(0)).matte
    assert matte[SIDE // 2, 120] == 255
    assert matte[:, SIDE * 2 // 3 :].max() == 0


@settings(max_examples=25)
@given(
    st.tuples(st.floats(-200, 700), st.floats(-200, 700), st.floats(1, 3000)),
    st.tuples(st.integers(1, 400), st.integers(1, 400)),
)
def test_a_person_anywhere_at_any_size_is_ordinary(person, size):
    vision = Vision(Stage(people=[person]).sessions())
    for i in range(2):
        body = vision(frame(i, size))
        if body is not None:
            assert body.matte.shape == (size[1], size[0])
            assert np.isfinite(body.keypoints_xy).all()


def textured(index, by=0, seconds=None):
    """A frame of blurred noise, moved `by` pixels to the right."""
    noise = np.random.default_rng(5).integers(0, 255, (SIDE, SIDE + 64, 3), np.uint8)
    soft = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX)
    picture = np.ascontiguousarray(soft[:, 64 - by : 64 - by + SIDE])
    return Frame(index, index / FPS if seconds is None else seconds, picture)


def test_a_resting_person_is_measured_in_every_third_frame():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    for i in range(40):
        vision(textured(i))
    before = dict(stage.calls)
    for i in range(40, 52):
        asked = dict(stage.calls)
        body = vision(textured(i))
        assert body.frame_id == i
        # What the pose network takes is more than all the rest: in its frames the rest waits.
        others = ("selfie_square", "face_mesh")
        if stage.calls["pose_landmarks"] > asked["pose_landmarks"]:
            assert [stage.calls[name] - asked[name] for name in others] == [0, 0]
    calls = {name: stage.calls[name] - before[name] for name in ("pose_landmarks", "selfie_square", "face_mesh")}
    assert calls == {"pose_landmarks": 4, "selfie_square": 8, "face_mesh": 8}


def test_a_matte_that_is_carried_lies_on_the_person():
    stage = Stage(people=[(CENTRE[0], CENTRE[1], 200.0)])
    vision = Vision(stage.sessions())
    asked = [0]
    while len(asked) < 40 or asked[-1] > asked[-3]:  # until two frames did without the pose network
        before = vision(textured(len(asked)))
        asked.append(stage.calls["pose_landmarks"])
    mattes = stage.calls["selfie_square"]
    body = vision(textured(len(asked), by=3))
    assert (stage.calls["pose_landmarks"], stage.calls["selfie_square"]) == (asked[-1] + 1, mattes)
    middles = [np.nonzero(one.matte[SIDE // 2] > 127)[0].mean() for one in (before, body)]
    assert middles[1] - middles[0] == pytest.approx(3, abs=0.5)


def test_whoever_moves_as_a_whole_is_carried_with_the_picture():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    for i in range(40):
        asked = stage.calls.get("pose_landmarks", 0)
        still = vision(textured(i))
    if stage.calls["pose_landmarks"] == asked:
        still, i = vision(textured(40)), 40
    asked = stage.calls["pose_landmarks"]
    body = vision(textured(i + 1, by=3))
    assert stage.calls["pose_landmarks"] == asked
    np.testing.assert_allclose((body.keypoints_xy - still.keypoints_xy).mean(0), (3, 0), atol=0.4)


def test_at_a_slow_rate_every_frame_is_measured():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    for i in range(50):
        vision(textured(i, seconds=i / 10))
    assert stage.calls["pose_landmarks"] >= 50


def test_after_a_gap_somebody_else_may_be_there():
    stage = Stage(people=[CENTRE])
    vision = Vision(stage.sessions())
    first = vision(frame(0))
    assert vision(frame(1, seconds=5.0)).track_id != first.track_id
