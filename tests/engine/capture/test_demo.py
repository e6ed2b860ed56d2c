import cv2
import numpy as np
import pytest

from tryon_desktop.engine.capture.demo import LANDSCAPE, PORTRAIT, DemoSource
from tryon_desktop.engine.capture.demo_motion import Sway
from tryon_desktop.engine.errors import SourceError

PHOTO = (768, 1376)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A stand-in of the photograph's size: a dark figure before a bright striped wall."""
    path = tmp_path_factory.mktemp("demo")
    matte = np.zeros(PHOTO[::-1], np.uint8)
    cv2.rectangle(matte, (200, 330), (560, 890), 255, -1)
    cv2.circle(matte, (382, 200), 100, 255, -1)
    cv2.rectangle(matte, (270, 880), (500, 1375), 255, -1)
    wall = 170 + 60 * (np.arange(PHOTO[0]) // 32 % 2)
    photo = np.repeat(np.tile(wall.astype(np.uint8), (PHOTO[1], 1))[..., None], 3, axis=2)
    photo[matte > 0] = 30
    cv2.imwrite(str(path / "posture.jpg"), photo)
    cv2.imwrite(str(path / "posture_matte.png"), matte)
    return path


def frames_of(folder, count, **options):
    source = DemoSource(folder=folder, **options)
    source.open()
    return [source.read() for _ in range(count)]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (640, 480)])
def test_frames_have_the_size_asked_for(folder, size):
    assert frames_of(folder, 1, size=size, paced=False)[0].size == size


def test_two_runs_are_the_same(folder, watch):
    first = frames_of(folder, 3, paced=False, clock=watch, sleep=watch.sleep)
    again = frames_of(folder, 3, paced=False, clock=watch, sleep=watch.sleep)
    assert all(np.array_equal(a.bgr, b.bgr) and a.time == b.time for a, b in zip(first, again, strict=True))


def test_the_person_moves_and_the_room_does_not(folder):
    frames = frames_of(folder, 90, paced=False)
    figures = [frame.bgr[..., 0] < 100 for frame in (frames[0], frames[45], frames[89])]
    heads = [np.nonzero(figure[60:300])[1].mean() for figure in figures]
    assert max(heads) - min(heads) > 5
    corners = [frame.bgr[:400, :60] for frame in frames]
    assert all(np.array_equal(corner, corners[0]) for corner in corners)


def test_no_two_neighbouring_frames_leap(folder):
    frames = frames_of(folder, 40, paced=False)
    heads = [np.nonzero(frame.bgr[60:300, :, 0] < 100)[1].mean() for frame in frames]
    assert 0 < np.abs(np.diff(heads)).max() < 2


def test_the_room_behind_the_person_is_painted_without_them(folder):
    source = DemoSource(folder=folder, paced=False)
    source.open()
    assert source._stage._room.min() > 120


def test_paced_at_thirty_a_second(folder, watch):
    frames = frames_of(folder, 4, clock=watch, sleep=watch.sleep)
    assert np.diff([frame.time for frame in frames]) == pytest.approx([1 / 30] * 3)


def test_late_frames_are_skipped_not_queued(folder, watch):
    source = DemoSource(folder=folder, clock=watch, sleep=watch.sleep)
    source.open()
    source.read()
    watch.now += 0.31
    late, following = source.read(), source.read()
    assert late.id == 1
    assert watch.now - following.time < 1 / 30
    assert following.time - late.time < 2 / 30


def test_missing_pictures_are_told(tmp_path):
    with pytest.raises(SourceError, match="demo subject is not installed"):
        DemoSource(folder=tmp_path).open()
    with pytest.raises(SourceError, match="not open"):
        DemoSource(folder=tmp_path).read()


def grid():
    return np.meshgrid(np.arange(0, 768, 8, dtype=np.float32), np.arange(0, 1376, 8, dtype=np.float32))


def test_the_feet_stand():
    sway = Sway(*grid())
    for seconds in np.linspace(0, 20, 50):
        assert np.abs(sway(seconds)[-1]).max() < 0.5


def test_nothing_comes_farther_than_its_reach():
    sway = Sway(*grid())
    moved = np.max([np.abs(sway(seconds)[..., 0]).max(axis=1) for seconds in np.linspace(0, 200, 600)], axis=0)
    assert (moved <= sway.reach() + 1e-3).all()
    assert moved.max() > 0.8 * sway.reach().max()


def test_arms_open_the_gap_without_folding_over():
    """Going outward along a row, where the picture comes from never turns back."""
    x, y = grid()
    sway = Sway(x, y)
    for seconds in np.linspace(0, 20, 40):
        source_x = x + sway(seconds)[..., 0]
        assert np.diff(source_x, axis=1).min() > -1e-3
