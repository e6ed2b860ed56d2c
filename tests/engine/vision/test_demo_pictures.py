"""The real networks on the pictures of the demo subject."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon_desktop.engine import resources
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Keypoint, Region
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.vision import Vision

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "mediapipe_pose.json").read_text())["pictures"]
SHOULDERS = (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER)


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(["CPU"])


@pytest.fixture(scope="module")
def bodies(sessions):
    vision = Vision(sessions, still=True)
    return {name: vision(Frame(0, 0.0, cv2.imread(str(resources.models() / "demo" / name)))) for name in REFERENCE}


@pytest.mark.parametrize("name", REFERENCE)
def test_landmarks_are_within_two_pixels_of_mediapipes_own(bodies, name):
    picture = resources.models() / "demo" / name
    assert hashlib.sha256(picture.read_bytes()).hexdigest() == REFERENCE[name]["sha256"]
    distance = np.linalg.norm(bodies[name].keypoints_xy - REFERENCE[name]["keypoints_xy"], axis=1)
    assert distance.mean() < 2.0


@pytest.mark.parametrize("name", REFERENCE)
def test_the_matte_holds_the_man_and_not_the_room(bodies, name):
    body = bodies[name]
    chest = body.keypoints_xy[[11, 12, 23, 24]].mean(0).round().astype(int)
    assert body.matte[chest[1], chest[0]] == 255
    assert body.matte[:200, :200].max() == 0
    soft = np.count_nonzero((body.matte > 8) & (body.matte < 247)) / np.count_nonzero(body.matte)
    assert soft < 0.08


def test_the_label_map_names_every_part(bodies):
    body = bodies["posture.jpg"]
    scale = body.label_map.shape[1] / body.size[0]

    def label(x, y):
        return Region(body.label_map[int(y * scale), int(x * scale)])

    assert body.face is not None
    assert body.face.score > 0.9
    assert label(*body.xy(Keypoint.NOSE)) == Region.FACE
    oval_top, chin = body.face.landmarks_xy[10], body.face.landmarks_xy[152]
    assert label(*(oval_top + (oval_top - chin) * 0.15)) == Region.HAIR
    assert label(*(chin + (chin - oval_top) * 0.2)) == Region.SKIN
    assert label(*body.keypoints_xy[[11, 12, 23, 24]].mean(0)) == Region.CLOTHES
    for wrist, index in ((Keypoint.LEFT_WRIST, Keypoint.LEFT_INDEX), (Keypoint.RIGHT_WRIST, Keypoint.RIGHT_INDEX)):
        assert label(*(0.3 * body.xy(wrist) + 0.7 * body.xy(index))) == Region.HAND
    torso = body.label_map[int(body.xy(SHOULDERS[0])[1] * scale) + 8 : int(body.xy(Keypoint.LEFT_HIP)[1] * scale) - 8]
    columns = sorted(int(body.xy(p)[0] * scale) for p in SHOULDERS)
    assert set(np.unique(torso[:, columns[0] + 4 : columns[1] - 4])) == {Region.CLOTHES}


def test_an_empty_room_holds_nobody(sessions):
    assert Vision(sessions, still=True)(Frame(0, 0.0, np.full((360, 640, 3), 140, np.uint8))) is None


def test_following_and_standing_still_agree(sessions, bodies):
    vision = Vision(sessions)
    picture = cv2.imread(str(resources.models() / "demo" / "posture.jpg"))
    for i in range(4):
        body = vision(Frame(i, i / 30, picture))
    distance = np.linalg.norm(body.keypoints_xy - bodies["posture.jpg"].keypoints_xy, axis=1)
    assert np.median(distance) < 0.01 * body.size[1]
    overlap = np.count_nonzero((body.matte > 127) & (bodies["posture.jpg"].matte > 127))
    union = np.count_nonzero((body.matte > 127) | (bodies["posture.jpg"].matte > 127))
    assert overlap / union > 0.97
