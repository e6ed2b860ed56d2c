"""Asking in words."""

from __future__ import annotations

from acting import BARE, GREY, RED, YELLOW, ask
from PySide6.QtCore import Qt

from tryon_desktop.ui.ports import Tone


def test_a_request_is_answered_and_worn(qtbot, window, shows):
    ask(qtbot, window, "jacket")
    shows(window, GREY)
    assert window.controller.worn() == ("red-shirt", "grey-jacket")
    qtbot.waitUntil(lambda: "Grey jacket" in window.request.text)
    assert window.request.words
    assert window.request.edit.text() == ""


def test_the_mirror_shows_what_was_asked_for_before_the_window_tells_of_it(qtbot, window):
    told = []
    window.controller.outfit_changed.connect(lambda: told.append("outfit"))
    window.controller.replied.connect(lambda _: told.append("reply"))
    window.controller._dressing.look_changed.connect(lambda: told.append("look"))
    ask(qtbot, window, "jacket")
    qtbot.waitUntil(lambda: "reply" in told)
    assert told == ["look", "outfit", "reply"]


def test_what_was_asked_for_is_told_of_before_it_is_taken_back(qtbot, window):
    dressing, told = window.controller._dressing, []
    dressing._telling.setInterval(3_600_000)
    window.controller.replied.connect(told.append)
    ask(qtbot, window, "jacket")
    qtbot.waitUntil(lambda: len(window.controller.worn()) == 2)
    assert not told
    window.controller.undo()
    assert len(told) == 1
    assert window.controller.worn() == ("red-shirt",)


def test_a_change_of_what_is_worn_is_drawn_and_kept(qtbot, window, shows):
    count = len(window.controller.cards())
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    assert len(window.controller.cards()) == count + 1
    assert window.panel.filter.rowCount() == count + 1


def test_words_can_take_off_and_undo(qtbot, window, shows):
    ask(qtbot, window, "off")
    shows(window, BARE)
    ask(qtbot, window, "undo")
    shows(window, RED)


def test_a_request_that_is_not_understood_changes_nothing(qtbot, window):
    with qtbot.waitSignal(window.controller.replied):
        ask(qtbot, window, "qwertz")
    assert window.controller.worn() == ("red-shirt",)
    assert not window.controller.can_undo


def test_a_fault_while_reading_a_request_is_told(qtbot, window, notices):
    ask(qtbot, window, "boom")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].tone is Tone.ERROR
    assert "boom" in window.toast.text.text()
    assert window.controller.busy == ""


def test_an_endless_request_is_refused(qtbot, window, notices):
    window.request.edit.setText("jacket " * 1400)
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)
    assert [notice.key for notice in notices] == ["request_long"]
