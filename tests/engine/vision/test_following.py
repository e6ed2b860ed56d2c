"""Keypoints that neither tremble nor trail."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.vision.following import Follower

SIZE = (480, 360)
SIDE = 400.0
SEEN = np.ones(4, np.float32)
POINTS = np.array([[180, 120], [300, 120], [170, 260], [310, 260]], np.float32)


def texture(seed=3):
    """Blurred noise: corners everywhere, none of them sharp."""
    noise = np.random.default_rng(seed).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX)


def moved(picture, matrix):
    return cv2.warpAffine(picture, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def shift(x, y=0.0):
    return np.array([[1, 0, x], [0, 1, y]], np.float32)


def follow(follower, picture, keypoints, visibility, side, mask):
    follower.look(picture, mask)
    return follower.corrected(keypoints, visibility, side)


@pytest.fixture
def matte():
    mask = np.zeros(SIZE[::-1], np.uint8)
    mask[60:330, 120:360] = 255
    return mask


def test_the_first_keypoints_pass_as_they_are(matte):
    assert np.array_equal(follow(Follower(), texture(), POINTS, SEEN, SIDE, None), POINTS)


def test_noise_on_a_still_person_is_held(matte):
    follower, rng, picture = Follower(), np.random.default_rng(1), texture()
    noise, out = [], []
    for _ in range(60):
        noise.append(POINTS + rng.normal(0, 0.8, POINTS.shape).astype(np.float32))
        out.append(follow(follower, picture, noise[-1], SEEN, SIDE, matte))
    assert np.std(out[20:], axis=0).max() < 0.3 * np.std(noise[20:], axis=0).mean()
    assert np.abs(np.mean(out[20:], axis=0) - POINTS).max() < 0.6


@pytest.mark.parametrize("speed", [0.7, 3.0])
def test_a_person_who_moves_is_followed_without_delay(matte, speed):
    follower, rng, picture = Follower(), np.random.default_rng(2), texture()
    errors = []
    for step in range(40):
        there = POINTS + np.float32([speed * step, 0])
        measured = there + rng.normal(0, 0.5, POINTS.shape).astype(np.float32)
        mask = moved(cv2.merge([matte] * 3), shift(speed * max(step - 1, 0)))[..., 0]
        errors.append(follow(follower, moved(picture, shift(speed * step)), measured, SEEN, SIDE, mask) - there)
    assert np.abs(np.mean(errors[15:], axis=0)).max() < 0.5


def settled(matte, watched=None):
    """A follower that has long seen a person at rest, and the picture of them."""
    follower, picture = Follower(watched), texture()
    for _ in range(40):
        follow(follower, picture, POINTS, SEEN, SIDE, matte)
    return follower, picture


def wave(follower, picture, steps, matte):
    """Let one limb move on by (4, -4) pixels a frame. Returns the last keypoints that were given and found."""
    for step in range(1, steps + 1):
        there = POINTS.copy()
        there[2] += (4 * step, -4 * step)
        found = follow(follower, waving(picture, (4 * step, -4 * step)), there, SEEN, SIDE, matte)
    return there, found


def waving(picture, by):
    """`picture` with the patch round POINTS[2] moved by `by`, and what it uncovered filled with something else."""
    x, y = (int(v) for v in POINTS[2])
    out = picture.copy()
    out[y - 30 : y + 30, x - 30 : x + 30] = texture(seed=8)[y - 30 : y + 30, x - 30 : x + 30]
    out[y - 25 + by[1] : y + 25 + by[1], x - 25 + by[0] : x + 25 + by[0]] = picture[y - 25 : y + 25, x - 25 : x + 25]
    return out


def test_a_limb_that_moves_by_itself_is_believed_at_once(matte):
    follower, picture = Follower(), texture()
    for _ in range(20):
        follow(follower, picture, POINTS, SEEN, SIDE, matte)
    waved = POINTS.copy()
    waved[2] += (30, -20)
    out = follow(follower, waving(picture, (30, -20)), waved, SEEN, SIDE, matte)
    assert np.abs(out[2] - waved[2]).max() < 0.5
    assert np.abs(out[[0, 1, 3]] - POINTS[[0, 1, 3]]).max() < 0.1


def test_a_limb_that_drifts_by_itself_is_not_left_behind(matte):
    follower, picture = Follower(), texture()
    for _ in range(20):
        follow(follower, picture, POINTS, SEEN, SIDE, matte)
    for step in range(1, 31):
        drifted = POINTS.copy()
        drifted[2] += (step, -step)
        out = follow(follower, waving(picture, (step, -step)), drifted, SEEN, SIDE, matte)
    assert np.abs(out[2] - drifted[2]).max() < 0.02 * SIDE


def test_one_bad_frame_changes_nothing(matte):
    follower, picture = Follower(), texture()
    for _ in range(20):
        before = follow(follower, picture, POINTS, SEEN, SIDE, matte)
    for _ in range(2):
        out = follow(follower, picture, POINTS + np.float32([60, -45]), SEEN, SIDE, matte)
    assert np.abs(out - before).max() < 0.01 * SIDE
    for _ in range(40):
        out = follow(follower, picture, POINTS, SEEN, SIDE, matte)
    assert np.abs(out - POINTS).max() < 0.004 * SIDE


def test_keypoints_that_were_wrong_from_the_start_are_put_right(matte):
    follower, picture = Follower(), texture()
    for _ in range(20):
        follow(follower, picture, POINTS + np.float32([12, 0]), SEEN, SIDE, matte)
    for _ in range(90):
        out = follow(follower, picture, POINTS, SEEN, SIDE, matte)
    assert np.abs(out - POINTS).max() < 0.01 * SIDE


def test_light_that_changes_everywhere_is_no_motion(matte):
    follower, picture = Follower(), texture()
    for _ in range(20):
        follow(follower, picture, POINTS, SEEN, SIDE, matte)
    waved = POINTS + np.float32([0, 12])
    out = follow(follower, cv2.add(picture // 2 + 40, (20, 20, 20, 0)), waved, SEEN, SIDE, matte)
    assert np.isfinite(out).all()
    out = follow(follower, cv2.add(picture // 2 + 40, (26, 26, 26, 0)), POINTS, SEEN, SIDE, matte)
    assert np.abs(out - POINTS).max() < 0.02 * SIDE


def test_what_is_not_seen_does_not_jump(matte):
    follower, picture = Follower(), texture()
    visibility = np.float32([1, 1, 0, 1])
    for _ in range(10):
        follow(follower, picture, POINTS, visibility, SIDE, matte)
    guessed = POINTS.copy()
    guessed[2] += (30, -20)
    out = follow(follower, picture, guessed, visibility, SIDE, matte)
    assert np.abs(out[2] - POINTS[2]).max() < 0.2 * 30


def test_without_texture_the_network_alone_decides(matte):
    follower, flat = Follower(), np.full((*SIZE[::-1], 3), 90, np.uint8)
    for step in range(30):
        out = follow(follower, flat, POINTS + np.float32([4.0 * step, 0]), SEEN, SIDE, matte)
    assert np.abs(out - POINTS - np.float32([116, 0])).max() < 0.03 * SIDE


def test_a_frame_of_another_size_starts_the_flow_anew(matte):
    follower = Follower()
    follow(follower, texture(), POINTS, SEEN, SIDE, matte)
    small = np.ascontiguousarray(texture()[::2, ::2])
    assert np.isfinite(follow(follower, small, POINTS / 2, SEEN, SIDE / 2, None)).all()


def test_a_calm_person_is_carried_without_the_network(matte):
    follower, picture = Follower(), texture()
    for step in range(40):
        there = POINTS + np.float32([1.5 * step, 0])
        mask = moved(cv2.merge([matte] * 3), shift(1.5 * max(step - 1, 0)))[..., 0]
        follow(follower, moved(picture, shift(1.5 * step)), there, SEEN, SIDE, mask)
    follower.look(moved(picture, shift(1.5 * 40)), moved(cv2.merge([matte] * 3), shift(1.5 * 39))[..., 0])
    assert follower.may_carry()
    assert np.abs(follower.carried() - POINTS - np.float32([60, 0])).max() < 0.6


def test_a_limb_that_sets_out_is_looked_at_by_the_network(matte):
    follower, picture = settled(matte)
    follower.look(waving(picture, (12, -8)), matte)
    assert not follower.may_carry()


def test_only_watched_limbs_call_for_the_network(matte):
    follower, picture = settled(matte, watched=[0, 1])
    follower.look(waving(picture, (12, -8)), matte)
    assert follower.may_carry()


def test_a_limb_in_motion_moves_on_while_it_is_carried(matte):
    follower, picture = settled(matte)
    _, out = wave(follower, picture, 7, matte)
    follower.look(waving(picture, (32, -32)), matte)
    assert follower.may_carry()
    on = follower.carried() - out
    assert 2 < on[2, 0] < 6
    assert np.abs(on[[0, 1, 3]]).max() < 0.5


def test_a_new_person_is_looked_at_in_every_frame_for_a_while(matte):
    follower, picture = Follower(), texture()
    for _ in range(10):
        follow(follower, picture, POINTS, SEEN, SIDE, matte)
    follower.look(picture, matte)
    assert not follower.may_carry()


def test_nothing_is_carried_before_anything_is_known(matte):
    follower = Follower()
    assert follower.look(texture(), None) is None
    assert not follower.may_carry()


def test_a_limb_that_stops_while_it_is_carried_comes_back_at_once(matte):
    follower, picture = settled(matte)
    there, _ = wave(follower, picture, 2, matte)
    follower.look(waving(picture, (8, -8)), matte)
    assert np.abs(follower.carried()[2] - there[2]).max() > 2
    out = follow(follower, waving(picture, (8, -8)), there, SEEN, SIDE, matte)
    assert np.abs(out[2] - there[2]).max() < 1.0
