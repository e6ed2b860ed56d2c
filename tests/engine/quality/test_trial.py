"""The whole trial over a drawn person, with eyes that see well, late, or always the same."""

import cv2
import numpy as np
import pytest
from figure import Figure, garment

from tryon_desktop.engine.quality import trial
from tryon_desktop.engine.quality.regions import Torso
from tryon_desktop.engine.quality.trial import STEPS, Eyes, examine, vertices_of
from tryon_desktop.engine.quality.webcam import FPS, MOVEMENTS, Pivot

WHO = Figure(face=True, size=(160, 240), scale=42, origin=(80, 56))

TORSO = Torso.of(WHO.body())
PIVOT = Pivot(float(TORSO.shoulder_mid[0]), float(TORSO.shoulder_mid[1]), TORSO.width)


def posed(matrix):
    """WHO moved by a (2, 3) similarity."""
    linear, shift = matrix[:, :2].astype(float), matrix[:, 2]
    return WHO.but(
        origin=tuple(linear @ WHO.origin + shift),
        scale=WHO.scale * float(np.hypot(*linear[:, 0])),
        roll=float(np.degrees(np.arctan2(linear[1, 0], linear[0, 0]))),
    )


class LiveEyes:
    """Knows the movements, as only a test can. late: frames. frozen: sees the photograph whatever happens."""

    def __init__(self, late=0.0, frozen=False):
        self.late, self.frozen = late, frozen
        self.streams, self.last, self.zero = 0, np.inf, 0.0

    def __call__(self, frame):
        if frame.time < self.last:
            self.streams += 1
            self.zero = frame.time - frame.id / FPS + trial._SETTLE / FPS
        self.last = frame.time
        moving = self.streams - 2
        if self.frozen or moving < 0:
            return WHO.body(frame.id)
        movement = list(MOVEMENTS.values())[moving](PIVOT)
        return posed(movement(max(frame.time - self.zero - self.late / FPS, 0.0))).body(frame.id)


@pytest.fixture
def photo(tmp_path, monkeypatch):
    for name, frames in (("_MOVING_FRAMES", 16), ("_STILL_FRAMES", 6), ("_SETTLE", 6), ("_REST", 3)):
        monkeypatch.setattr(trial, name, frames)
    path = tmp_path / "who.png"
    cv2.imwrite(str(path), WHO.picture())
    return path


def seen(photo, live, *names):
    return examine(photo, [garment(name) for name in names], Eyes(lambda frame: WHO.body(frame.id), live))


def test_good_eyes(photo):
    case = seen(photo, LiveEyes(), "tee", "jeans")
    assert [wearing.garment_id for wearing in case.wearings] == ["tee", "jeans"]
    assert case.missing == ()
    for wearing in case.wearings:
        found = wearing.figures
        assert found.still < 1e-4
        assert found.follow < 0.03
        assert abs(found.lag_frames) < 0.6
        assert found.face_cover == 0
        assert found.flicker < 1.0
        assert wearing.shown.shape == wearing.marked.shape == (240, 160, 3)


def test_late_eyes_are_found_out(photo):
    prompt = seen(photo, LiveEyes(), "tee").figures
    late = seen(photo, LiveEyes(late=3), "tee").figures
    assert late.lag_frames == pytest.approx(prompt.lag_frames + 3, abs=0.4)
    assert late.follow > prompt.follow


def test_eyes_that_never_move_are_still_but_do_not_follow(photo):
    frozen = seen(photo, LiveEyes(frozen=True), "tee").figures
    assert frozen.still < 1e-6
    assert frozen.follow > 0.025


def test_shaking_eyes_are_not_still(photo):
    rng = np.random.default_rng(5)

    def shaking(frame):
        return WHO.but(origin=tuple(np.array(WHO.origin) + rng.normal(0, 1.0, 2))).body(frame.id)

    shaken = seen(photo, shaking, "tee").figures
    assert shaken.still > 0.01
    assert shaken.motion > 0.01


def test_nobody(photo):
    assert examine(photo, [garment("tee")], Eyes(lambda frame: None, lambda frame: None)) is None


def test_a_person_lost_by_the_live_eyes_has_no_figures_for_it(photo):
    found = seen(photo, lambda frame: None, "tee").figures
    assert found.leak is not None
    assert found.still is None
    assert found.follow is None


def test_a_garment_without_a_place_is_told(photo):
    bust = WHO.but(origin=(80.0, 180.0), scale=80.0)
    case = examine(photo, [garment("jeans")], Eyes(lambda frame: bust.body(frame.id), lambda frame: None))
    assert case.wearings == ()
    assert case.missing == ("jeans",)


def test_progress_is_told(photo):
    ticks = []
    examine(photo, [garment("tee")], Eyes(lambda f: WHO.body(f.id), LiveEyes()), lambda: ticks.append(1))
    assert len(ticks) == STEPS


def test_a_clip(tmp_path, photo):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, WHO.size)
    for _ in range(trial._SETTLE + 8):
        writer.write(WHO.picture())
    writer.release()
    found = seen(path, lambda frame: WHO.body(frame.id), "tee").figures
    assert found.motion == pytest.approx(0.0, abs=1e-6)
    assert found.flicker < 1.0
    assert found.leak is not None


def test_vertices_keep_their_order_whatever_lies_in_front():
    from tryon_desktop.engine.fitting.fitter import Fitter

    drapes = [Fitter()(garment("jacket"), WHO.but(hand_z=z).body()) for z in ((0.0, 0.0), (0.3, -0.3), (-0.3, 0.3))]
    first = vertices_of(drapes[0])
    for drape in drapes[1:]:
        assert np.abs(vertices_of(drape) - first).mean() < 2
