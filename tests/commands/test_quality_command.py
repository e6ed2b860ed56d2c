import json

import cv2
import numpy as np
import pytest

from tryon_desktop.commands import quality as quality_module
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.quality.figures import Case, Figures, Wearing
from tryon_desktop.engine.quality.trial import STEPS

KEYS = {"leak", "overspill", "face_cover", "hand_cover", "still", "follow", "lag_frames", "flicker", "motion"}
GOOD = Figures(0.01, 0.02, 0.0, None, 0.0, 0.001, 0.008, 0.5, 1.25, 0.002)


class Examiner:
    """Finds the same in every source but in those where `empty` says nobody is."""

    def __init__(self):
        self.seen, self.empty, self.broken = [], set(), set()

    def __call__(self, path, garments, eyes, tick):
        self.seen.append((path.name, [garment.id for garment in garments]))
        if path.name in self.broken:
            raise InputError(f"{path.name} is damaged")
        for _ in range(STEPS):
            tick()
        if path.name in self.empty:
            return None
        shown = np.full((48, 64, 3), 90, np.uint8)
        return Case(path.name, shown, tuple(Wearing(garment.id, GOOD, shown, shown) for garment in garments))


@pytest.fixture
def examiner(monkeypatch):
    examiner = Examiner()
    monkeypatch.setattr(quality_module, "examine", examiner)
    return examiner


def test_json(shell, examiner, photo, clip, tmp_path):
    out = tmp_path / "looks"
    result = shell("quality", "--source", photo, "--source", clip, "--garment", "tee", "--out", out, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert set(report) >= KEYS
    assert [case["source"] for case in report["cases"]] == ["me.jpg", "clip.avi"]
    assert all(set(case) >= KEYS for case in report["cases"])
    assert report["leak"] == 0.01
    assert report["hand_cover"] == 0.0
    assert report["garments"] == ["tee"]
    assert (out / "index.html").is_file()
    assert (out / "sheet.png").is_file()
    assert json.loads((out / "quality.json").read_text())["follow"] == 0.008
    assert shell.stills == [True, False]


def test_table(shell, examiner, photo, tmp_path):
    result = shell("quality", "--source", photo, "--out", tmp_path / "looks")
    assert result.exit_code == 0, result.output
    assert "me.jpg" in result.stdout
    assert "0.80 %" in result.stdout
    assert str(tmp_path / "looks") in result.stdout
    assert examiner.seen == [("me.jpg", ["tee", "jeans"])]


def test_without_a_source_the_demo_subjects_are_tried(shell, examiner, tmp_path):
    assert shell("quality", "--out", tmp_path / "looks").exit_code == 0
    assert [name for name, _ in examiner.seen] == ["posture.jpg", "selfie.jpg"]


def test_a_folder_is_all_its_pictures_and_clips(shell, examiner, tmp_path):
    folder = tmp_path / "people"
    folder.mkdir()
    for name in ("b.png", "a.JPG"):
        cv2.imwrite(str(folder / name), np.zeros((20, 20, 3), np.uint8))
    (folder / "notes.md").write_text("mine")
    assert shell("quality", "--source", folder, "--out", tmp_path / "looks").exit_code == 0
    assert [name for name, _ in examiner.seen] == ["a.JPG", "b.png"]


def test_nobody_in_one_source_is_told_and_in_all_it_ends_the_run(shell, examiner, photo, clip, tmp_path):
    out = tmp_path / "looks"
    examiner.empty = {"clip.avi"}
    result = shell("quality", "--source", photo, "--source", clip, "--out", out, "--json")
    assert json.loads(result.stdout)["nobody"] == ["clip.avi"]
    examiner.empty.add("me.jpg")
    assert "nobody" in shell.refuses("quality", "--source", photo, "--out", tmp_path / "none", code=3)
    assert not (tmp_path / "none").exists()


def test_a_damaged_file_is_left_out_and_told(shell, examiner, photo, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    examiner.broken = {"broken.png"}
    result = shell("quality", "--source", broken, "--source", photo, "--out", tmp_path / "looks", "--json")
    assert json.loads(result.stdout)["unread"] == ["broken.png is damaged"]
    assert "damaged" in shell.refuses("quality", "--source", broken, "--out", tmp_path / "looks")


def test_what_cannot_be_done_is_refused_before_any_work(shell, examiner, photo, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    note = tmp_path / "note.txt"
    note.write_text("mine")
    refused = {
        ("--source", tmp_path / "none.png"): "no such file",
        ("--source", empty): "no picture or clip",
        ("--source", note): "neither a picture nor a clip",
        ("--source", photo, "--out", tmp_path): "other things",
        ("--source", photo, "--out", note): "is a file",
        ("--source", photo, "--garment", "cape"): "cape",
    }
    for args, says in refused.items():
        extra = () if "--out" in args else ("--out", tmp_path / "looks")
        assert says in shell.refuses("quality", *args, *extra)
    assert examiner.seen == []
