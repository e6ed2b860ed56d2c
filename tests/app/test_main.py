"""The whole program, from its one call to its exit code, over an engine of the test's."""

from __future__ import annotations

import pytest
from fake_engine import FakeWardrobe, World
from PySide6.QtCore import QTimer

from tryon_desktop.app.main import run_app
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.ui.main_window import MainWindow


@pytest.fixture
def world(tmp_path, monkeypatch):
    world = World(FakeWardrobe(tmp_path))
    monkeypatch.setattr("tryon_desktop.app.wiring.load_engine", world.load)
    return world


def close_when(qapp, reached):
    """Close the window as soon as `reached(window)`; returns what must be kept alive."""
    timer = QTimer(interval=5)

    def look():
        for window in qapp.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible() and reached(window):
                timer.stop()
                window.close()

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_it_opens_and_closes(qapp, qtbot, world, clean_threads):
    kept = close_when(qapp, lambda window: not window.preview.image.isNull())
    assert run_app(demo=True) == 0
    assert world.dressed
    assert world.closed == len(world.opened)
    assert not kept.isActive()


def test_a_program_that_cannot_load_says_so_and_exits_with_one(qapp, qtbot, world, clean_threads):
    world.load_fault = ModelError("pose is altered")
    kept = close_when(qapp, lambda window: window.loading.line.text() == "pose is altered")
    assert run_app(demo=True) == 1
    assert not kept.isActive()
