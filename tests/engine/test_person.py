"""What is read of the person in a picture."""

from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.person import person_of
from tryon_desktop.engine.vision.body import Body, FaceMesh, Keypoint, Region
from tryon_desktop.engine.vision.framing import Framing, framing_of

SIZE = (120, 160)
SKIN, HAIR = (70, 110, 170), (30, 45, 75)
JOINTS = (
    (Keypoint.LEFT_SHOULDER, 60), (Keypoint.RIGHT_SHOULDER, 60), (Keypoint.LEFT_HIP, 100), (Keypoint.RIGHT_HIP, 100),
    (Keypoint.LEFT_KNEE, 140), (Keypoint.RIGHT_KNEE, 140),
)  # fmt: skip


def body(seen: int = 6, *, down: int = 0, face: bool = False, labels: bool = False) -> Body:
    """The first `seen` joints are visible, all of them `down` pixels lower."""
    xy, visible = np.zeros((33, 2), np.float32), np.zeros(33, np.float32)
    for place, (joint, y) in enumerate(JOINTS):
        xy[joint] = (60, y + down)
        visible[joint] = float(place < seen)
    label_map = np.zeros((SIZE[1] // 2, SIZE[0] // 2), np.uint8)
    label_map[2:12, 20:40] = Region.HAIR
    mesh = np.full((468, 2), (60, 45), np.float32)
    return Body(
        1, SIZE, 1, 1.0, xy, visible, np.zeros((33, 3), np.float32), np.zeros(SIZE[::-1], np.uint8),
        label_map if labels else None, FaceMesh(mesh, 1.0) if face else None,
    )  # fmt: skip


def frame() -> np.ndarray:
    bgr = np.full((SIZE[1], SIZE[0], 3), SKIN, np.uint8)
    bgr[:30] = HAIR
    return bgr


@pytest.mark.parametrize(
    ("seen", "down", "framing"),
    [(6, 0, Framing.FULL), (4, 0, Framing.HALF), (2, 0, Framing.BUST), (6, 30, Framing.HALF), (6, 70, Framing.BUST),
     (0, 0, None)],
)  # fmt: skip
def test_framing_is_told_by_the_joints_in_the_picture(seen, down, framing):
    assert framing_of(body(seen, down=down)) is framing


def test_colours_are_those_of_the_picture():
    person = person_of(frame(), body(2, face=True, labels=True))
    assert person is not None
    assert person.colours == ("#aa6e46",)
    assert person.hair == "#4b2d1e"
    assert person.framing is Framing.BUST


def test_what_is_not_seen_is_left_open():
    person = person_of(frame(), body(6))
    assert person is not None
    assert (person.colours, person.hair) == ((), "")
    assert person_of(frame(), None) is None
    assert person_of(frame(), body(0, face=True)) is None
