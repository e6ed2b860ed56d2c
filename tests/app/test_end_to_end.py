"""The window over the real engine, on the demo subject."""

from __future__ import annotations

import multiprocessing

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt

from tryon_desktop.app.controller import Controller
from tryon_desktop.app.settings import Settings, settings_file
from tryon_desktop.app.wiring import load_engine
from tryon_desktop.engine import folders
from tryon_desktop.ui.main_window import MainWindow
from tryon_desktop.ui.ports import SourceChoice, SourceKind, Tone

SLOW_MS = 90_000


@pytest.fixture
def window(qtbot, qapp, clean_threads, quiet_qt):
    settings = Settings(settings_file())
    settings["language"] = "en"
    controller = Controller(load_engine, settings, source=SourceChoice(SourceKind.DEMO))
    window = MainWindow(controller, settings)
    window.controller = controller
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(controller.ready, timeout=SLOW_MS):
        controller.start()
    yield window
    assert controller.stop(20.0), "a thread did not end"


def placed(window):
    """Ids of what the newest picture really shows on the person."""
    newest = window.controller._sources.newest
    return set(newest.picture.worn) if newest else set()


def test_from_opening_to_snapshot(qtbot, window):
    mirror = window.controller
    first = set(mirror.worn())
    assert first, "the window opens with something on"
    qtbot.waitUntil(lambda: placed(window) == first, timeout=SLOW_MS)

    window.request.edit.setFocus()
    qtbot.keyClicks(window.request.edit, "a red t-shirt")
    with qtbot.waitSignal(mirror.replied, timeout=SLOW_MS):
        qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)
    assert set(mirror.worn()) != first
    assert any("red" in word.lower() for word in window.request.words)
    qtbot.waitUntil(lambda: placed(window) == set(mirror.worn()), timeout=SLOW_MS)
    dressed = mirror._sources.newest.picture.bgr

    window.preview.setFocus()
    with qtbot.waitSignal(mirror.noticed, timeout=SLOW_MS) as told:
        qtbot.keyClick(window.preview, Qt.Key.Key_Space)
    assert told.args[0].tone is Tone.SAVED
    saved = cv2.imread(str(told.args[0].path))
    assert told.args[0].path.parent == folders.pictures()
    assert saved.shape == dressed.shape

    qtbot.keyPress(window.preview, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: placed(window) == set(), timeout=SLOW_MS)
    bare = mirror._sources.newest.picture.bgr
    redder = reddish(dressed) - reddish(bare)
    assert redder > 0.03, "the shirt is red and the person's own is not"
    qtbot.keyRelease(window.preview, Qt.Key.Key_B)

    mirror.undo()
    qtbot.waitUntil(lambda: placed(window) == first, timeout=SLOW_MS)


def test_vision_that_is_killed_is_told_of_and_comes_back(qtbot, window):
    mirror = window.controller
    qtbot.waitUntil(lambda: placed(window) == set(mirror.worn()), timeout=SLOW_MS)
    (vision,) = multiprocessing.active_children()
    with qtbot.waitSignal(mirror.noticed, timeout=SLOW_MS) as told:
        vision.kill()
    assert told.args[0].tone is Tone.ERROR
    last = mirror._sources.newest.picture.frame_id
    qtbot.waitUntil(lambda: mirror._sources.newest.picture.frame_id > last, timeout=SLOW_MS)
    assert placed(window) == set(mirror.worn())
    assert multiprocessing.active_children() != [vision]


def reddish(bgr):
    """How much of the picture is clearly red."""
    b, g, r = (bgr[..., channel].astype(np.int16) for channel in range(3))
    return float(np.mean((r > 90) & (r > g * 2) & (r > b * 2)))
