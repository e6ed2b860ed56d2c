"""The real window over the real controller, with an engine that does what a test tells it."""

from __future__ import annotations

import pytest
from fake_engine import FakeWardrobe, World

from tryon_desktop.app.controller import Controller
from tryon_desktop.app.settings import Settings
from tryon_desktop.ui.main_window import MainWindow
from tryon_desktop.ui.ports import SourceState
from tryon_desktop.ui.theme import apply_theme

BACKOFF_S = (0.01,)


@pytest.fixture
def world(tmp_path):
    return World(FakeWardrobe(tmp_path))


@pytest.fixture
def settings(tmp_path):
    settings = Settings(tmp_path / "config" / "settings.json")
    settings["language"] = "en"
    settings["snapshot_folder"] = str(tmp_path / "pictures")
    return settings


@pytest.fixture
def open_window(qtbot, qapp, world, settings, clean_threads, quiet_qt):
    """Opens the window and waits until it is live; ends its threads afterwards."""
    apply_theme(qapp)
    controllers = []

    def opened(*, wait=True, **chosen):
        controller = Controller(world.load, settings, backoff_s=BACKOFF_S, **chosen)
        controllers.append(controller)
        window = MainWindow(controller, settings)
        window.controller = controller
        window.preview.nobody_ms = 0
        qtbot.addWidget(window)
        window.resize(1100, 760)
        window.show()
        controller.start()
        if wait:
            qtbot.waitUntil(
                lambda: controller.source_state is SourceState.LIVE and not window.preview.image.isNull(),
                timeout=10_000,
            )
        return window

    yield opened
    for controller in controllers:
        assert controller.stop(10.0), "a thread did not end"


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def shows(qtbot):
    """Waits until the middle of the preview has a colour, given as #rrggbb."""

    def wait(window, colour):
        def same():
            image = window.preview.image
            return image.pixelColor(image.width() // 2, image.height() // 2).name() == colour

        qtbot.waitUntil(same, timeout=5_000)

    return wait


@pytest.fixture
def notices(window):
    told = []
    window.controller.noticed.connect(told.append)
    return told
