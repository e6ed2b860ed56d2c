"""Nothing that goes wrong is lost."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading

import pytest
from PySide6.QtCore import qWarning

from tryon_desktop.app.crash import CrashReports, delete_reports


@pytest.fixture
def told():
    return []


@pytest.fixture
def reports(tmp_path, told):
    was_on = faulthandler.is_enabled()
    reports = CrashReports(tmp_path / "logs", lambda reason, path: told.append((reason, path)))
    reports.install()
    yield reports
    reports.close()
    if was_on:
        faulthandler.enable()


def test_an_exception_that_nobody_caught(reports, told):
    try:
        raise ValueError("lost")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert told == [("ValueError: lost", reports.path)]
    assert "test_crash.py" in reports.path.read_text("utf-8")


def test_one_in_a_thread(reports, told):
    def run():
        raise RuntimeError("far away")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(5)
    assert told[0][0] == "RuntimeError: far away"


def test_what_qt_says_is_logged(reports, told):
    qWarning("a warning of Qt's")
    assert "a warning of Qt's" in reports.path.read_text("utf-8")
    assert not told


def test_close_puts_everything_back(tmp_path):
    before = sys.excepthook, threading.excepthook
    reports = CrashReports(tmp_path, lambda *_: None)
    reports.install()
    assert sys.excepthook is not before[0]
    reports.close()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_unwritable_folder_does_not_keep_the_program_from_starting(tmp_path, told):
    (tmp_path / "file").write_text("")
    reports = CrashReports(tmp_path / "file" / "logs", lambda *line: told.append(line))
    reports.install()
    try:
        sys.excepthook(ValueError, ValueError("x"), None)
    finally:
        reports.close()
    assert told[0][0] == "ValueError: x"


def test_reports_are_deleted_while_one_is_being_written(reports):
    folder = reports.path.parent
    logging.getLogger("tryon_desktop").error("what I did")
    (folder / "tryon-desktop.log.1").write_text("what I did before")
    delete_reports(folder)
    assert not any(b"what I did" in path.read_bytes() for path in folder.iterdir())
    logging.getLogger("tryon_desktop").error("later")
    assert "later" in reports.path.read_text()


def test_there_may_be_no_reports_to_delete(tmp_path):
    delete_reports(tmp_path / "nothing")
