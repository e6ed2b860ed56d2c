import itertools

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.capture import camera as camera_module
from tryon_desktop.engine.capture.camera import CameraInfo, CameraSource, find_camera, list_cameras
from tryon_desktop.engine.errors import SourceError

CAMERAS = [CameraInfo(0, "Integrated Webcam", "V4L2"), CameraInfo(2, "USB Studio Cam", "V4L2")]
LIT = np.full((720, 1280, 3), 90, np.uint8)
DARK = np.zeros((720, 1280, 3), np.uint8)
MJPG = cv2.VideoWriter.fourcc(*"MJPG")


class Device:
    """A camera that gives the pictures of a script (None: none), each read taking 30 ms; the last one repeats."""

    def __init__(self, watch, script, *, opens=True, honours_mjpg=True):
        self.watch, self.script, self.opens, self.honours = watch, list(script), opens, honours_mjpg
        self.props = {cv2.CAP_PROP_FPS: 30.0}
        self.asked = []
        self.released = False

    def isOpened(self):
        return self.opens

    def read(self):
        self.watch.now += 0.03
        picture = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(picture, Exception):
            raise picture
        return picture is not None, picture

    def get(self, prop):
        return self.props.get(prop, 0.0)

    def set(self, prop, value):
        self.asked.append((prop, value))
        if prop != cv2.CAP_PROP_FOURCC or self.honours:
            self.props[prop] = value
        return True

    def release(self):
        self.released = True


@pytest.fixture(autouse=True)
def one_backend(monkeypatch):
    monkeypatch.setattr(camera_module, "_backends", lambda: (cv2.CAP_V4L2,))


def source_over(watch, devices):
    queue = list(devices)
    return CameraSource(CAMERAS[0], device=lambda index, backend: queue.pop(0), clock=watch, sleep=watch.sleep)


def test_asks_for_mjpg_before_the_size(watch):
    device = Device(watch, [LIT])
    source = source_over(watch, [device])
    source.open()
    assert device.asked.index((cv2.CAP_PROP_FOURCC, MJPG)) < device.asked.index((cv2.CAP_PROP_FRAME_WIDTH, 1280))
    assert (cv2.CAP_PROP_FPS, 30) in device.asked
    assert source.name == "Integrated Webcam"
    assert source.live


def test_asks_for_mjpg_again_where_it_was_forgotten(watch):
    device = Device(watch, [LIT], honours_mjpg=False)
    source_over(watch, [device]).open()
    assert device.asked.count((cv2.CAP_PROP_FOURCC, MJPG)) == 2


def test_falls_back_when_a_mode_gives_nothing(watch):
    silent, raw = Device(watch, [None]), Device(watch, [LIT])
    source = source_over(watch, [silent, raw])
    source.open()
    assert silent.released
    assert all(prop != cv2.CAP_PROP_FOURCC for prop, _ in raw.asked)
    assert source.read().id == 0


def test_first_black_frames_are_passed_over(watch):
    source = source_over(watch, [Device(watch, [None, DARK, DARK, LIT])])
    source.open()
    assert source.read().bgr.max() == 90


def test_a_covered_lens_is_shown(watch):
    source = source_over(watch, [Device(watch, [DARK])])
    source.open()
    assert source.read().bgr.max() == 0


def test_a_camera_in_use_or_absent(watch):
    device = Device(watch, [LIT], opens=False)
    with pytest.raises(SourceError, match="in use by another program"):
        source_over(watch, [device]).open()
    assert device.released


def test_a_camera_that_never_gives_a_picture(watch):
    devices = [Device(watch, [None]) for _ in range(4)]
    with pytest.raises(SourceError, match="gives no picture"):
        source_over(watch, devices).open()
    assert all(device.released for device in devices)


def test_a_short_gap_is_waited_out(watch):
    source = source_over(watch, [Device(watch, [LIT, LIT, *[None] * 10, LIT])])
    source.open()
    times = [source.read().time for _ in range(3)]
    assert [0.2 < b - a < 1 for a, b in itertools.pairwise(times)] == [False, True]


@pytest.mark.parametrize("end", [None, cv2.error("unplugged")], ids=["silence", "cv2.error"])
def test_loss_is_told_after_two_seconds(watch, end):
    source = source_over(watch, [Device(watch, [LIT, end])])
    source.open()
    source.read()
    before = watch.now
    with pytest.raises(SourceError, match="stopped giving pictures"):
        source.read()
    assert 2 <= watch.now - before < 2.2


def test_it_can_be_opened_again_after_a_loss(watch):
    source = source_over(watch, [Device(watch, [LIT, None]), Device(watch, [LIT])])
    source.open()
    source.read()
    with pytest.raises(SourceError):
        source.read()
    source.open()
    assert source.read().id == 0


def test_grey_cameras_become_bgr(watch):
    source = source_over(watch, [Device(watch, [LIT[..., 0]])])
    source.open()
    assert source.read().bgr.shape == (720, 1280, 3)


def test_reading_before_opening(watch):
    with pytest.raises(SourceError, match="not open"):
        source_over(watch, []).read()


@pytest.mark.parametrize("wanted", [2, "2", "usb studio cam", "Studio"])
def test_cameras_are_found_by_number_and_name(wanted):
    assert find_camera(wanted, CAMERAS).index == 2


@pytest.mark.parametrize("wanted", [99, "99", "1", "phone", "", "  "])
def test_unknown_cameras_name_the_known_ones(wanted):
    with pytest.raises(SourceError, match=r"0 \(Integrated Webcam\), 2 \(USB Studio Cam\)"):
        find_camera(wanted, CAMERAS)


def test_an_exact_name_wins_over_part_of_another():
    cameras = [CameraInfo(0, "Cam Pro", "V4L2"), CameraInfo(1, "Cam", "V4L2")]
    assert find_camera("cam", cameras).index == 1


def test_listing_is_quiet_and_sorted(monkeypatch, capfd):
    class Found:
        def __init__(self, index, name):
            self.index, self.name = index, name

    monkeypatch.setattr(
        camera_module.cv2_enumerate_cameras, "enumerate_cameras", lambda backend: [Found(3, None), Found(1, "B")]
    )
    assert list_cameras() == [CameraInfo(1, "B", "V4L2"), CameraInfo(3, "Camera 3", "V4L2")]
    monkeypatch.setattr(camera_module.cv2_enumerate_cameras, "enumerate_cameras", lambda backend: [])
    assert list_cameras() == []
    assert capfd.readouterr() == ("", "")
