"""What is noted of a person, and when not."""

from __future__ import annotations

import pytest
from fake_engine import NAVY_TEE, FakeWardrobe, World, garment_of

from tryon_desktop.app.diary import Diary
from tryon_desktop.app.jobs import Jobs
from tryon_desktop.app.settings import Settings
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.outfit import Outfit


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def wardrobe(tmp_path):
    wardrobe = FakeWardrobe(tmp_path)
    wardrobe.list.append(NAVY_TEE)
    return wardrobe


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def troubles():
    return []


@pytest.fixture
def diary(qapp, tmp_path, wardrobe, clock, troubles):
    jobs = Jobs()
    diary = Diary(jobs, Settings(tmp_path / "settings.json"), troubles.append, clock=clock)
    diary.start(World(wardrobe).load(lambda _: None), outfit("red-shirt", wardrobe))
    diary.jobs = jobs
    yield diary
    assert jobs.stop(5)


def outfit(*ids):
    *names, wardrobe = ids
    worn = Outfit()
    for name in names:
        worn = worn.put_on(wardrobe.garment(name))
    return worn


def lines(wardrobe):
    return [(line.garment_id, line.event, line.seconds) for line in wardrobe.lines]


def test_how_long_a_garment_was_worn(qtbot, diary, wardrobe, clock):
    diary.wears(outfit("blue-tee", wardrobe))
    clock.now += 60
    diary.wears(outfit("blue-tee", "black-trousers", wardrobe))
    clock.now += 40
    diary.wears(outfit("green-dress", wardrobe))
    qtbot.waitUntil(lambda: len(wardrobe.lines) == 2)
    assert sorted(lines(wardrobe)) == [("black-trousers", Event.WORN, 40.0), ("blue-tee", Event.WORN, 100.0)]


def test_what_was_on_from_the_start_and_what_was_glanced_at_is_not_noted(qtbot, diary, wardrobe, clock):
    clock.now += 500
    diary.wears(outfit("blue-tee", wardrobe))
    clock.now += 2
    diary.wears(Outfit())
    diary.saved(("blue-tee",))  # no longer worn
    diary.stop()
    assert diary.jobs.stop(5)
    assert wardrobe.lines == []


def test_at_the_end_what_is_still_worn_is_noted(diary, wardrobe, clock):
    diary.wears(outfit("blue-tee", wardrobe))
    clock.now += 30
    diary.stop()
    assert lines(wardrobe) == [("blue-tee", Event.WORN, 30.0)]


def test_switched_off_nothing_is_noted_and_nothing_recommended(qtbot, diary, wardrobe, clock):
    diary.wears(outfit("blue-tee", wardrobe))
    diary.saved(("blue-tee",))
    qtbot.waitUntil(lambda: bool(diary.suggestions))
    diary.switch(False)
    assert diary.suggestions == ()
    assert diary.liked == ()
    clock.now += 99
    diary.wears(Outfit())
    diary.stop()
    assert diary.jobs.stop(5)
    assert [line.event for line in wardrobe.lines] == [Event.SAVED]


def test_an_erased_history_takes_along_the_notes_on_their_way(qtbot, diary, wardrobe, clock):
    diary.wears(outfit("blue-tee", wardrobe))
    clock.now += 30
    told = []
    diary.wears(Outfit())
    diary.erase(wardrobe.erase_history, lambda: told.append(True))
    qtbot.waitUntil(lambda: bool(told))
    assert diary.jobs._pool.waitForDone(5000)
    assert wardrobe.lines == []
    assert diary.suggestions == ()


def test_a_removed_garment_leaves_no_note(qtbot, diary, wardrobe, clock):
    diary.wears(outfit("blue-tee", wardrobe))
    clock.now += 30
    diary.gone("blue-tee")
    diary.wears(Outfit())
    diary.stop()
    assert diary.jobs.stop(5)
    assert wardrobe.lines == []


def test_a_history_that_cannot_be_written_is_told(qtbot, diary, wardrobe, troubles, monkeypatch):
    def refuse(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(wardrobe, "record", refuse)
    diary.kept("blue-tee", garment_of(wardrobe.list[1]).spec)
    qtbot.waitUntil(lambda: [str(trouble) for trouble in troubles] == ["disk full"])


def dismissed(wardrobe):
    return [line.garment_id for line in wardrobe.lines if line.event is Event.DISMISSED]


def test_a_dismissal_is_taken_back_whichever_job_comes_first(qtbot, diary, wardrobe):
    spec = wardrobe.list[1].spec
    for _ in range(20):
        diary.dismiss("blue-tee", spec)
        diary.forgive("blue-tee")
    assert diary.jobs._pool.waitForDone(5000)
    assert dismissed(wardrobe) == []


def test_one_that_was_dismissed_in_another_way_stays_dismissed(qtbot, diary, wardrobe):
    diary.dismiss("blue-tee", wardrobe.list[1].spec)
    qtbot.waitUntil(lambda: dismissed(wardrobe) == ["blue-tee"])
    diary.dismiss("blue-tee", wardrobe.list[1].spec)
    qtbot.waitUntil(lambda: len(dismissed(wardrobe)) == 2)
    diary.forgive("blue-tee")
    diary.forgive("blue-tee")
    diary.forgive("red-shirt")
    assert diary.jobs._pool.waitForDone(5000)
    assert dismissed(wardrobe) == ["blue-tee"]
