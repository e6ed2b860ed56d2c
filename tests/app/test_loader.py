"""What the mirror starts with."""

from __future__ import annotations

import threading

import pytest
from fake_engine import CAMERA, FakeWardrobe, World

from tryon_desktop.app.loader import DEMO, LoaderThread
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.ui.ports import SourceChoice, SourceKind


@pytest.fixture
def world(tmp_path):
    return World(FakeWardrobe(tmp_path))


@pytest.fixture
def load(clean_threads):
    def run(load, *, outfit=None, source=None, camera="", report=lambda _: None):
        results = []
        thread = LoaderThread(
            load, outfit=outfit, source=source, camera=camera, report=report, done=results.append, failed=results.append
        )
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
        return results

    return run


def test_progress_only_grows_and_ends_at_one(load, world):
    told = []
    load(world.load, report=told.append)
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_a_first_start_wears_something(load, world):
    assert load(world.load)[0].outfit.ids == ("red-shirt",)


def test_someone_who_took_everything_off_finds_nothing_on(load, world):
    assert load(world.load, outfit=[])[0].outfit.ids == ()


def test_an_empty_catalog_is_no_fault(load, world):
    world.wardrobe.list.clear()
    assert load(world.load)[0].outfit.ids == ()


def test_the_camera_used_last_comes_first(load, world):
    phone = SourceChoice(SourceKind.CAMERA, "1", "Phone")
    world.cameras = [CAMERA, phone]
    assert load(world.load, camera="Phone")[0].source == phone
    assert load(world.load, camera="Unplugged")[0].source == CAMERA


def test_without_a_camera_the_demo_subject(load, world):
    world.cameras = []
    assert load(world.load)[0].source == DEMO


def test_a_named_source_is_not_second_guessed(load, world):
    clip = SourceChoice(SourceKind.VIDEO, "a.mp4", "a.mp4")
    assert load(world.load, source=clip)[0].source == clip


@pytest.mark.parametrize(
    ("error", "line"), [(ModelError("pose is altered"), "pose is altered"), (OSError("x"), "OSError: x")]
)
def test_a_failure_is_one_line(load, world, error, line):
    world.load_fault = error
    assert load(world.load) == [line]


def test_stop_ends_it_at_the_next_step(clean_threads, world):
    reached, let_go, results = threading.Event(), threading.Event(), []

    def slow(report):
        reached.set()
        let_go.wait(5)
        return world.load(report)

    thread = LoaderThread(
        slow, outfit=None, source=None, camera="", report=lambda _: None, done=results.append, failed=results.append
    )
    thread.start()
    assert reached.wait(5)
    thread.stop()
    let_go.set()
    thread.join(5)
    assert not thread.is_alive()
    assert results == []
