"""The wardrobe: photos, designs, filters."""

from __future__ import annotations

import pytest
from acting import BARE, BLUE, GREY, RED, YELLOW, action, ask, drop, index_of, pick
from fake_engine import FakeWardrobe
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.catalog_model import Role
from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.tile import SHAPES


def test_a_design_is_there_until_the_window_closes_and_worn_again_next_time(
    qtbot, open_window, world, settings, shows, tmp_path
):
    first = open_window()
    ask(qtbot, first, "yellow")
    shows(first, YELLOW)
    (design,) = first.controller.worn()
    assert not first.panel.model.card(design).kept
    first.close()
    assert first.controller.stop(10.0)
    world.wardrobe = FakeWardrobe(tmp_path)
    second = open_window()
    assert second.controller.worn() == (design,)
    shows(second, YELLOW)


def test_a_design_that_is_kept_stays(qtbot, window, world, settings, shows, notices):
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    (design,) = window.controller.worn()

    def keeps():
        buttons = window.panel.worn.findChildren(QToolButton)
        return [button for button in buttons if button.isVisible() and button.toolTip().startswith("Keep")]

    qtbot.waitUntil(lambda: len(keeps()) == 1)
    qtbot.mouseClick(keeps()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panel.model.card(design).kept)
    assert notices[-1].key == "kept"
    assert settings["outfit"] == [design]
    assert action(window, design, "Keep") is None
    assert not keeps()


def test_a_design_is_removed_at_once_and_undo_does_not_bring_it_back(qtbot, window, shows):
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    (design,) = window.controller.worn()
    action(window, design, "Remove").trigger()
    shows(window, BARE)
    assert window.panel.model.card(design) is None
    window.controller.undo()
    shows(window, RED)
    assert not window.controller.can_undo


@pytest.mark.parametrize("sure", [True, False])
def test_ones_own_garment_is_removed_after_a_question(qtbot, window, tmp_path, sure):
    drop(window.panel, tmp_path / "my-garment.jpg")
    qtbot.waitUntil(lambda: "my-garment" in window.controller.worn())
    action(window, "my-garment", "Remove").trigger()
    question = window.findChild(Confirm)
    assert "My own" in question.findChild(QLabel).text()
    qtbot.keyClick(question, Qt.Key.Key_Escape) if not sure else question.yes.click()
    qtbot.waitUntil(lambda: window.findChild(Confirm) is None)
    qtbot.waitUntil(lambda: ("my-garment" in window.controller.worn()) is not sure)
    assert (window.panel.model.card("my-garment") is None) is sure


def test_the_menu_of_a_shipped_garment_only_wears_and_takes_off(qtbot, window, shows):
    assert action(window, "blue-tee", "Remove") is None
    assert action(window, "blue-tee", "Keep") is None
    action(window, "blue-tee", "Wear").trigger()
    shows(window, BLUE)
    action(window, "blue-tee", "Take off").trigger()
    shows(window, BARE)


def test_every_category_has_a_shape_to_wait_with(window):
    assert set(SHAPES) == set(Category)
    assert not any(icon_pixmap(shape, 32).isNull() for shape in set(SHAPES.values()))


def test_the_cross_in_the_worn_strip_takes_off(qtbot, window, shows):
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)

    def crosses():
        buttons = window.panel.worn.findChildren(QToolButton)
        found = [button for button in buttons if button.isVisible() and button.toolTip().startswith("Take off")]
        return sorted(found, key=lambda button: button.mapToGlobal(button.rect().topLeft()).y())

    qtbot.waitUntil(lambda: len(crosses()) == 2)
    qtbot.mouseClick(crosses()[1], Qt.MouseButton.LeftButton)  # the shirt below
    qtbot.waitUntil(lambda: window.controller.worn() == ("grey-jacket",))


def test_a_photo_dropped_on_the_wardrobe_is_added_and_worn(qtbot, window, tmp_path):
    drop(window.panel, tmp_path / "my-garment.jpg")
    qtbot.waitUntil(lambda: "my-garment" in window.controller.worn())
    assert index_of(window, "my-garment").data(Role.WORN)


def test_a_photo_without_a_garment_is_an_error_line(qtbot, window, notices, tmp_path):
    drop(window.panel, tmp_path / "holiday.jpg")
    qtbot.waitUntil(lambda: bool(notices))
    assert "holiday.jpg" in window.toast.text.text()
    assert window.controller.worn() == ("red-shirt",)


def test_chips_filter_by_category(qtbot, window):
    qtbot.mouseClick(window.panel.chip(Category.DRESS), Qt.MouseButton.LeftButton)
    assert [window.panel.filter.index(0, 0).data(Role.ID)] == ["green-dress"]
    assert window.panel.filter.rowCount() == 1
    qtbot.mouseClick(window.panel.chip(None), Qt.MouseButton.LeftButton)
    assert window.panel.filter.rowCount() == 5


def test_thumbnails_come_when_they_are_seen(qtbot, window):
    qtbot.waitUntil(lambda: window.panel.model.thumbnail("blue-tee") is not None)
    assert window.panel.model.thumbnail("blue-tee").toImage().pixelColor(3, 3).name() == BLUE
