"""Asking in words."""

from __future__ import annotations

from acting import BARE, GREY, RED, YELLOW, ask
from PySide6.QtCore import Qt

from tryon_desktop.ui.ports import Tone


def test_a_request_is_answered_and_worn(qtbot, window, shows):
    ask(qtbot, window, "jacket")
    shows(window, GREY)
    assert window.controller.worn() == ("red-shirt", "grey-jacket")
    assert "Grey jacket" in window.request.text
    assert window.request.words
    assert window.request.edit.text() == ""


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
