"""The window itself: figures, language, arrangement."""

from __future__ import annotations

from acting import index_of
from PySide6.QtCore import QPoint, Qt

from tryon_desktop.ui.main_window import NARROW
from tryon_desktop.ui.ports import Reply


def test_the_status_line_names_processor_and_figures(qtbot, window):
    qtbot.waitUntil(lambda: not window.status.fps.text().startswith("0 "), timeout=5_000)
    assert window.status.provider.text() == "CPU"
    assert "no other processor" in window.status.provider.toolTip()
    assert window.status.latency.text().endswith(" ms")


def test_loading_shows_progress_and_failure_says_why(qtbot, open_window, world):
    world.load_fault = RuntimeError("a network is broken")
    window = open_window(wait=False)
    qtbot.waitUntil(lambda: window.loading.quit.isVisible())
    assert "a network is broken" in window.loading.line.text()


def test_the_other_language(qtbot, window):
    window.set_language("zh")
    assert window.windowTitle() == "试衣镜"
    assert index_of(window, "red-shirt").data() == "红色亚麻衬衫"
    qtbot.waitUntil(lambda: not window.preview.image.isNull())
    window.set_language("en")
    assert window.windowTitle() == "Tryon Desktop"


def test_a_narrow_window_puts_the_wardrobe_below(window, qtbot):
    window.resize(NARROW - 200, 900)
    qtbot.waitUntil(lambda: window.panel.mapTo(window, QPoint()).y() > window.preview.mapTo(window, QPoint()).y())


def test_the_smallest_window_shows_an_answer_without_lying_over_the_mirror(qtbot, window):
    window.resize(window.minimumSize())
    window.request.show_reply(Reply("x", "I could not tell what to wear from that. " * 3, "", {"en": ("navy",) * 3}))
    qtbot.waitUntil(lambda: window.request.answer.height() > 60)

    def apart():
        mirror, answer = window.preview, window.request.answer
        bottom = mirror.mapTo(window, QPoint(0, mirror.height())).y()
        return bottom <= answer.mapTo(window, QPoint()).y() and window.panel.geometry().bottom() < window.height()

    qtbot.waitUntil(apart)


def test_full_screen_and_back(qtbot, window):
    qtbot.keyClick(window.preview, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert not window.panel.isVisible()
    qtbot.keyClick(window.preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.panel.isVisible()
