import json

import pytest

from tryon_desktop.commands import bench as bench_module
from tryon_desktop.engine.errors import ModelError, SourceError


def test_keys(shell, photo):
    result = shell("bench", "--source", photo, "--seconds", "0.4", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["width"], report["height"]) == (64, 48)
    for times in (report["frame_ms"], report["latency_ms"], *report["stages"].values()):
        assert set(times) == {"median", "p95"}
        assert 0 < times["median"] <= times["p95"]
    assert report["fps"] > 0
    assert report["dropped"] >= 0
    assert report["provider"] == "CPU"
    assert report["rss_mb"] > 10
    assert report["garments"] == ["shirt", "jeans"]
    assert report["frames"] == report["frames_with_person"] > 8
    assert shell.closed == [True]


def test_chosen_garments_are_worn(shell, clip):
    result = shell("bench", "--source", clip, "--seconds", "0.4", "--garment", "dress")
    assert "wearing dress" in result.stdout
    assert [garment.id for garment in shell.pipeline.looks[0].garments] == ["dress"]


def test_a_source_that_is_lost_ends_the_run(shell, monkeypatch):
    class Lost:
        name, live, fps = "lost", True, 30.0

        def open(self):
            pass

        def read(self):
            raise SourceError("the camera is lost")

        def close(self):
            pass

    monkeypatch.setattr(bench_module, "_source", lambda name, paced: Lost())
    assert "the camera is lost" in shell.refuses("bench", "--seconds", "0.4")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--source", "none.mp4"), "no such clip"),
        (("--source", "none.png"), "no such picture"),
        (("--seconds", "0"), "seconds"),
        (("--seconds", "soon"), "seconds"),
    ],
)
def test_bad_arguments(shell, args, says):
    assert says in shell.refuses("bench", *args)


def test_what_fails_on_the_way_leaves_nothing_running(shell, photo):
    shell.pipeline.fault = ModelError("a network failed")
    assert "a network failed" in shell.refuses("bench", "--source", photo, "--seconds", "0.4")
    assert shell.closed == [True]


def test_unknown_garment(shell, photo):
    assert "cape" in shell.refuses("bench", "--source", photo, "--garment", "cape")
