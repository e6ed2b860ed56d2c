import os
from datetime import datetime

import cv2
import numpy as np
import pytest
from PIL import Image

from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.looks import ClipWriter, default_snapshot_name, save_snapshot

PICTURE = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["look.png", "look.jpg", "LOOK.PNG", "look.jpeg"])
def test_snapshot(tmp_path, name):
    path = save_snapshot(PICTURE, tmp_path / "looks" / name)
    back = cv2.imread(str(path))
    assert back.shape == PICTURE.shape
    if path.suffix.lower() == ".png":
        assert (back == PICTURE).all()
    assert names_in(tmp_path / "looks") == [name]


@pytest.mark.parametrize("name", ["look.png", "look.jpg"])
def test_snapshot_says_nothing_about_the_person(tmp_path, name):
    path = save_snapshot(PICTURE, tmp_path / name, worn=("secret-garment",))
    with Image.open(path) as image:
        image.load()
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"secret" not in path.read_bytes()


@pytest.mark.parametrize("name", ["look.gif", "look", "look.mp4"])
def test_unknown_extension(tmp_path, name):
    with pytest.raises(InputError, match="png"):
        save_snapshot(PICTURE, tmp_path / name)
    assert names_in(tmp_path) == []


def test_a_file_in_the_folders_place(tmp_path):
    (tmp_path / "looks").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        save_snapshot(PICTURE, tmp_path / "looks" / "a.png")


def test_a_failed_snapshot_keeps_the_old_one(tmp_path, monkeypatch):
    path = save_snapshot(PICTURE, tmp_path / "a.png")
    before = path.read_bytes()

    def fail(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError, match="No space left"):
        save_snapshot(255 - PICTURE, path)
    assert path.read_bytes() == before
    assert names_in(tmp_path) == ["a.png"]


def test_a_folder_gets_a_name_by_time_and_garment(tmp_path):
    path = save_snapshot(PICTURE, tmp_path, worn=("white-tee", "a/b: c"))
    assert path.parent == tmp_path
    assert path.name.endswith("_white-tee_a-b-c.png")


def test_names_sort_by_time():
    names = [default_snapshot_name(datetime(2025, 1, day, hour, 5, 6)) for day in (1, 12) for hour in (3, 23)]
    assert names == sorted(names)
    assert names[0] == "look_20250101_030506.png"


def test_clip(tmp_path):
    path = tmp_path / "clip.mp4"
    with ClipWriter(path, (65, 49), 20) as writer:
        for level in range(0, 250, 25):
            writer.write(np.full((49, 65, 3), level, np.uint8))
        assert not path.exists()
    assert names_in(tmp_path) == ["clip.mp4"]
    clip = cv2.VideoCapture(str(path))
    assert int(clip.get(cv2.CAP_PROP_FRAME_WIDTH)) == 64
    assert int(clip.get(cv2.CAP_PROP_FRAME_COUNT)) == 10
    assert clip.get(cv2.CAP_PROP_FPS) == pytest.approx(20)
    clip.release()


def test_a_broken_clip_leaves_the_old_one(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"older")

    def write_and_fail():
        with ClipWriter(path, (64, 48), 20) as writer:
            writer.write(PICTURE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert path.read_bytes() == b"older"
    assert names_in(tmp_path) == ["clip.mp4"]


def test_an_empty_clip_is_refused(tmp_path):
    with pytest.raises(InputError, match="no frames"), ClipWriter(tmp_path / "clip.mp4", (64, 48), 20):
        pass
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "size", "fps"), [("a.avi", (64, 48), 20), ("a.mp4", (1, 48), 20), ("a.mp4", (64, 48), 0)]
)
def test_an_impossible_clip(tmp_path, name, size, fps):
    with pytest.raises(InputError):
        ClipWriter(tmp_path / name, size, fps)
    assert names_in(tmp_path) == []


def test_writing_outside_the_block(tmp_path):
    with pytest.raises(InputError, match="not open"):
        ClipWriter(tmp_path / "a.mp4", (64, 48), 20).write(PICTURE)
