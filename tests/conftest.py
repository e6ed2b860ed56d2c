"""What every test shares: nothing of it touches the user's own folders or a real screen."""

from __future__ import annotations

import multiprocessing
import os
import threading

import pytest
from hypothesis import HealthCheck, settings

from tryon_desktop.app.qt_faults import hold_true

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
hold_true()
# How long an example takes is the machine's matter and not the program's: no test fails for being slow. Every run has
# the same examples: to look for new ones, `pytest --hypothesis-profile=search`.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNTIMED, derandomize=True)
settings.register_profile("search", _UNTIMED)
settings.load_profile("same")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="draw the golden pictures anew instead of comparing")


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path_factory):
    """Every folder of the program lies in a folder of this test."""
    monkeypatch.setenv("TRYON_DESKTOP_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def clean_threads():
    """Fails when a test leaves a thread or a process of Python's behind."""
    before, children = set(threading.enumerate()), set(multiprocessing.active_children())
    yield
    assert set(multiprocessing.active_children()) <= children, "processes left running"
    # Threads that Qt's pool has lent to Python stay listed as dummies when they are gone.
    left = [t for t in threading.enumerate() if t not in before and not t.name.startswith("Dummy")]
    for thread in left:
        thread.join(5)
    assert not [t.name for t in left if t.is_alive()], "threads left running"


@pytest.fixture
def quiet_qt(qtlog):
    """Fails when Qt warned of anything during the test."""
    yield
    offscreen = "This plugin does not support propagateSizeHints()"  # said of every dialog without a real screen
    said = [record.message for record in qtlog.records if record.type_name != "QtDebugMsg"]
    warned = [message for message in said if message != offscreen]
    assert not warned, f"Qt warned: {warned}"
