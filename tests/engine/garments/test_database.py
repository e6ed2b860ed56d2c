"""The history in the user's file: kept for a year, read by older and newer programs, gone when erased."""

from __future__ import annotations

import sqlite3

import pytest

from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.garments.database import KEPT_S, Database, Event

VERSION_1 = """
CREATE TABLE garment (
    id TEXT PRIMARY KEY, spec TEXT NOT NULL, name TEXT, origin TEXT NOT NULL, picture TEXT, added REAL NOT NULL
);
CREATE TABLE history (
    number INTEGER PRIMARY KEY, garment TEXT NOT NULL, event TEXT NOT NULL, seconds REAL NOT NULL, text TEXT NOT NULL,
    time REAL NOT NULL
);
INSERT INTO history (garment, event, seconds, text, time) VALUES ('tee', 'asked', 0, 'my very own words', 5);
PRAGMA user_version = 1;
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "catalog.sqlite3"


def test_a_file_of_the_first_version_is_read_and_its_words_are_dropped(path):
    old = sqlite3.connect(path)
    old.executescript(VERSION_1)
    old.close()
    database = Database(path)
    (line,) = database.history()
    assert (line.garment_id, line.event, line.about) == ("tee", Event.ASKED, "")
    database.record("tee", Event.WORN, seconds=9, about="{}")
    database.close()
    again = Database(path)
    assert len(again.history()) == 1  # what was asked in 1970 is older than a year
    again.close()


def test_lines_older_than_a_year_are_let_go_of(path):
    now = [1e9]
    database = Database(path, clock=lambda: now[0])
    database.record("old", Event.SAVED)
    now[0] += KEPT_S / 2
    database.record("young", Event.SAVED)
    now[0] += KEPT_S * 0.6
    database.record("new", Event.SAVED)
    assert [line.garment_id for line in database.history()] == ["new", "young"]
    database.close()


def test_what_was_erased_is_nowhere_in_the_files(path):
    database = Database(path)
    for number in range(200):
        database.record(f"garment-{number}", Event.ASKED, about=f"unmistakable-{number}-" + "x" * 200)
    database.erase_history()
    assert database.history() == []
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"unmistakable" not in left
    assert b"garment-1" not in left
    database.close()


def test_an_event_of_a_newer_program_is_left_out(path):
    database = Database(path)
    database.record("tee", Event.SAVED)
    other = sqlite3.connect(path)
    other.execute("INSERT INTO history (garment, event, seconds, about, time) VALUES ('tee', 'sung_of', 0, '', 9e9)")
    other.commit()
    other.close()
    assert [line.event for line in database.history()] == [Event.SAVED]
    database.close()


def test_a_file_of_a_newer_version_is_not_touched(path):
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(InputError, match="newer"):
        Database(path)


def test_the_latest_line_of_a_garment_can_be_taken_back(path):
    database = Database(path)
    for garment, event in [("tee", Event.DISMISSED), ("tee", Event.DISMISSED), ("tee", Event.SAVED)]:
        database.record(garment, event)
    database.record("coat", Event.DISMISSED)
    database.take_back("tee", Event.DISMISSED)
    left = [(line.garment_id, line.event) for line in database.history()]
    assert left == [("coat", Event.DISMISSED), ("tee", Event.SAVED), ("tee", Event.DISMISSED)]
    database.take_back("nobody", Event.DISMISSED)
    assert len(database.history()) == 3
    database.close()
