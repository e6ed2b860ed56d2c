"""The sheet of settings on the real window."""

from __future__ import annotations

import pytest
from acting import BLUE, drop, pick
from fake_engine import NAVY_TEE
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tryon_desktop.engine import folders
from tryon_desktop.engine.style.fusion import FusionKind
from tryon_desktop.ui.catalog_panel import FOR_YOU
from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.settings_sheet import SettingsSheet


@pytest.fixture
def window(world, open_window):
    world.wardrobe.list.append(NAVY_TEE)
    return open_window()


@pytest.fixture
def sheet(window):
    window.show_settings()
    return window.findChild(SettingsSheet)


def answer(qtbot, sheet, *, sure):
    question = sheet.findChild(Confirm)
    question.yes.click() if sure else qtbot.keyClick(question, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: sheet.findChild(Confirm) is None)


def test_another_language_is_spoken_at_once(qtbot, window, sheet):
    sheet.languages.button(1).click()
    assert window.windowTitle() == "试衣镜"
    qtbot.waitUntil(lambda: window.findChild(SettingsSheet) is None)


def test_no_word_of_the_sheet_is_cut_off(qtbot, sheet):
    qtbot.waitUntil(sheet.isVisible)
    for label in sheet.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_the_picture_can_be_shown_unmirrored(window, sheet, settings):
    sheet.mirrored.click()
    assert not settings["mirrored"]
    assert not window.preview.mirrored


def test_the_way_of_fusing_is_chosen_and_remembered(qtbot, window, sheet, world, settings):
    sheet.fusions.buttons()[1].click()
    qtbot.waitUntil(lambda: world.words.kind is FusionKind.REPRESENTATION)
    assert settings["fusion"] == "representation"


def test_snapshots_go_where_they_are_told(qtbot, window, sheet, tmp_path):
    sheet.save_to(str(tmp_path / "elsewhere"))
    with qtbot.waitSignal(window.controller.noticed) as told:
        window.snapshot()
    assert told.args[0].path.parent == tmp_path / "elsewhere"


def test_recommendations_are_switched_off_and_on_again(qtbot, window, sheet, world, settings, shows):
    sheet.recommends.click()
    assert not settings["recommendations"]
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    with qtbot.waitSignal(window.controller.noticed):
        window.snapshot()
    assert window.controller._jobs._pool.waitForDone(5000)
    assert world.wardrobe.lines == []
    window.panel.choose(FOR_YOU)
    window.panel.for_you.turn_on.click()
    assert settings["recommendations"]


@pytest.mark.parametrize("sure", [True, False])
def test_the_history_is_erased_after_a_question(qtbot, window, sheet, world, shows, sure):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.snapshot()
    qtbot.waitUntil(lambda: bool(window.controller.suggestions()))
    sheet.erase.click()
    answer(qtbot, sheet, sure=sure)
    qtbot.waitUntil(lambda: bool(window.controller.suggestions()) is not sure)
    assert bool(world.wardrobe.lines) is not sure


def test_everything_of_mine_is_deleted(qtbot, window, sheet, world, settings, tmp_path, notices):
    drop(window.panel, tmp_path / "my-garment.jpg")
    qtbot.waitUntil(lambda: "my-garment" in window.controller.worn())
    folders.ensure(folders.logs())
    (folders.logs() / "report.txt").write_text("what I did")
    settings["camera"] = "Desk camera"
    sheet.everything.click()
    answer(qtbot, sheet, sure=True)
    qtbot.waitUntil(lambda: notices[-1].key == "everything_erased")
    assert window.controller.worn() == ()
    assert not window.controller.can_undo
    assert not any(card.own for card in window.controller.cards())
    assert settings["camera"] == ""
    assert settings["language"] == "en"
    assert not (folders.logs() / "report.txt").exists()
