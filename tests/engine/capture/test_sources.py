import numpy as np
import pytest
from PIL import Image

from tryon_desktop.engine.capture import sources
from tryon_desktop.engine.capture.camera import CameraInfo
from tryon_desktop.engine.capture.sources import open_source
from tryon_desktop.engine.errors import InputError, SourceError


class Opened:
    def __init__(self, label="demo", fails=False):
        self.label, self.fails, self.opened = label, fails, False

    def open(self):
        if self.fails:
            raise SourceError("in use")
        self.opened = True


@pytest.fixture
def no_cameras(monkeypatch):
    monkeypatch.setattr(sources, "list_cameras", list)
    monkeypatch.setattr(sources, "DemoSource", Opened)


def test_two_sources_exclude_each_other():
    with pytest.raises(InputError, match="choose one"):
        open_source(camera=0, video="clip.mp4")


def test_a_picture(tmp_path):
    path = tmp_path / "me.png"
    Image.fromarray(np.full((32, 32, 3), 9, np.uint8)).save(path)
    source = open_source(image=path)
    assert source.name == "me.png"
    assert source.read().size == (32, 32)


@pytest.mark.usefixtures("no_cameras")
def test_without_a_camera_the_demo_is_shown():
    assert open_source().opened


@pytest.mark.usefixtures("no_cameras")
def test_a_camera_that_is_not_there():
    with pytest.raises(SourceError, match="no camera '99'"):
        open_source(camera="99")


def test_the_first_camera_that_opens(monkeypatch):
    cameras = [CameraInfo(0, "Busy", "V4L2"), CameraInfo(1, "Free", "V4L2")]
    monkeypatch.setattr(sources, "list_cameras", lambda: cameras)
    monkeypatch.setattr(sources, "CameraSource", lambda info: Opened(info.name, fails=info.name == "Busy"))
    assert open_source().label == "Free"
