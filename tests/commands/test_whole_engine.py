"""The command line over the real engine: bundled networks, shipped garments, the demo photograph."""

import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tryon_desktop.cli import main
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.models import model_path


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("TRYON_DESKTOP_HOME", str(tmp_path / "home"))
    return lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])


def test_render_dresses_the_demo_subject(run, tmp_path):
    source, out = model_path("demo/posture.jpg"), tmp_path / "out.png"
    result = run("render", source, "-o", out, "--garment", "white-tee", "--garment", "raw-indigo-jeans", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["persons"] == 1
    assert sorted(report["worn"]) == ["raw-indigo-jeans", "white-tee"]
    assert {"pose", "fit", "blend"} <= set(report["stages"])
    before, after = read_picture(source), read_picture(out)
    assert before.shape == after.shape
    chest, face, corner = np.s_[480:560, 320:440], np.s_[160:240, 350:410], np.s_[:80, :80]
    assert after[chest].mean() > before[chest].mean() + 60
    assert np.abs(after[face].astype(int) - before[face]).max() <= 2
    assert np.array_equal(after[corner], before[corner])


def test_a_clip_is_dressed_from_its_first_frame(run, tmp_path):
    picture = cv2.resize(read_picture(model_path("demo/posture.jpg")), (360, 640), interpolation=cv2.INTER_AREA)
    clip, out = tmp_path / "clip.avi", tmp_path / "out.mp4"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"MJPG"), 25, (360, 640))
    for _ in range(2):
        writer.write(picture)
    writer.release()
    result = run("render", clip, "-o", out, "--garment", "white-tee", "--json")
    assert result.exit_code == 0, result.output
    found, first = cv2.VideoCapture(str(out)).read()
    assert found
    chest = np.s_[240:280, 160:220]
    assert first[chest].mean() > picture[chest].mean() + 60


def test_a_picture_of_a_person_is_no_garment(run, tmp_path):
    source, out = model_path("demo/posture.jpg"), tmp_path / "out.png"
    result = run("render", source, "-o", out, "--garment-image", source)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "shows a person" in result.stderr
    assert not out.exists()


def test_an_empty_room_has_nobody_in_it(run, tmp_path):
    room, out = tmp_path / "room.png", tmp_path / "out.png"
    wall = np.linspace(60, 200, 640, dtype=np.uint8)
    cv2.imwrite(str(room), np.repeat(np.tile(wall, (480, 1))[..., None], 3, axis=2))
    result = run("render", room, "-o", out, "--garment", "white-tee")
    assert result.exit_code == 3, result.output
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_style_reads_both_languages(run):
    for text in ("a navy wool blazer", "藏青色羊毛西装外套"):
        report = json.loads(run("style", text, "--json").stdout)
        assert report["intent"] == "find"
        assert report["results"][0]["id"] == "navy-wool-blazer"


def test_vision_and_words_live_in_one_process(run):
    """Onnxruntime refuses a session with threads of its own once vision has made the process's pool."""
    assert run("doctor", "--json").exit_code == 0
    assert run("style", "a warm sweater").exit_code == 0


def test_style_survives_a_long_request(run):
    assert run("style", "a red shirt 红色衬衫 " * 500).exit_code == 0


def test_catalog_lists_shows_and_keeps(run, tmp_path):
    listed = json.loads(run("catalog", "list", "--json").stdout)
    assert len(listed) >= 16
    assert len({entry["category"] for entry in listed}) >= 6
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"category": "skirt", "colours": ["#114433"]}), encoding="utf-8")
    added = json.loads(run("catalog", "add", spec, "--name", "My skirt", "--json").stdout)
    assert json.loads(run("catalog", "list", "--json").stdout)[0] == added
    assert run("catalog", "remove", added["id"]).exit_code == 0
    assert json.loads(run("catalog", "list", "--json").stdout) == listed
    assert run("catalog", "remove", listed[0]["id"]).exit_code == 2


def test_bench_on_the_demo_subject(run):
    result = run("bench", "--seconds", "0.4", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["width"], report["height"]) == (1280, 720)
    assert report["frames_with_person"] == report["frames"] > 0
    assert {"pose", "matte", "fit", "blend"} <= set(report["stages"])


def test_doctor_finds_everything_intact(run):
    report = json.loads(run("doctor", "--json").stdout)
    assert all(model["intact"] for model in report["models"])
    assert any(provider["works"] for provider in report["providers"] if provider["name"] == "CPU")
