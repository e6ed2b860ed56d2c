"""Short jobs: results come home, a newer job in a lane silences the older."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from tryon_desktop.app.jobs import Jobs


@pytest.fixture
def jobs(qtbot):
    jobs = Jobs()
    yield jobs
    assert jobs.stop(5.0)


def test_results_come_home_to_the_owners_thread(qtbot, jobs):
    got = []
    home = QThread.currentThread()
    jobs.start(lambda _: 6 * 7, lambda value: got.append((value, QThread.currentThread() is home)), pytest.fail)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, True)]


def test_an_exception_comes_home_too(qtbot, jobs):
    got = []

    def work(_):
        raise KeyError("x")

    jobs.start(work, pytest.fail, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], KeyError)


def test_a_newer_job_in_a_lane_silences_the_older(qtbot, jobs):
    started, let_go, got = threading.Event(), threading.Event(), []

    def slow(cancelled):
        started.set()
        let_go.wait(5)
        return "old", cancelled.is_set()

    jobs.start(slow, got.append, pytest.fail, lane="style")
    assert started.wait(5)
    jobs.start(lambda _: "new", got.append, pytest.fail, lane="style")
    qtbot.waitUntil(lambda: got == ["new"])  # without waiting for the older one to end
    let_go.set()
    assert jobs.stop(5.0)
    jobs.start(lambda _: "other", got.append, pytest.fail)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == ["new", "other"]


def test_a_result_already_on_its_way_is_not_delivered_after_cancel(qtbot, jobs):
    got, emitted = [], threading.Event()
    jobs._over.connect(lambda *_: None)

    def work(_):
        emitted.set()
        return 1

    jobs.start(work, got.append, pytest.fail, lane="a")
    assert emitted.wait(5)
    jobs.cancel("a")
    jobs.start(lambda _: 2, got.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [2]
