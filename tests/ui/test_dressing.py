"""Putting on, taking off, back and forth."""

from __future__ import annotations

import pytest
from acting import BARE, BLUE, GREEN, GREY, RED, index_of, pick
from PySide6.QtCore import Qt

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.ui.catalog_model import Role


def test_opens_dressed(window, shows):
    assert window.controller.worn() == ("red-shirt",)
    shows(window, RED)


def test_a_click_wears_and_a_second_one_takes_off(qtbot, window, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    assert index_of(window, "blue-tee").data(Role.WORN)
    assert not index_of(window, "red-shirt").data(Role.WORN)
    pick(qtbot, window, "blue-tee")
    shows(window, BARE)
    assert window.controller.worn() == ()


def test_a_garment_is_taken_apart_before_it_is_shown_and_off_the_frames_path(qtbot, window, world, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    assert [garment_id for garment_id, _ in world.prepared] == ["blue-tee"]
    assert not {"mirror", "MainThread"} & {thread for _, thread in world.prepared}


def test_what_is_worn_coarsely_is_soon_worn_whole(qtbot, window, world, shows):
    world.wardrobe.coarse.add("blue-tee")
    dressing = window.controller._dressing
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    assert [garment.coarse for garment in dressing.look.garments] == [True]
    generation = dressing.look.generation
    qtbot.waitUntil(lambda: not dressing.look.garments[0].coarse)
    assert dressing.look.generation > generation
    assert [garment_id for garment_id, _ in world.prepared] == ["blue-tee", "blue-tee"]
    window.controller.undo()
    shows(window, RED)
    assert not window.controller.can_undo
    window.controller.redo()
    assert [garment.coarse for garment in dressing.look.garments] == [False]


def test_a_garment_whose_whole_is_lost_is_worn_coarsely(qtbot, window, world, shows, notices, caplog):
    def lost(garment_id):
        raise GarmentError(f"{garment_id} is gone")

    world.wardrobe.coarse.add("blue-tee")
    world.wardrobe.garment = lost
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    qtbot.waitUntil(lambda: "blue-tee is gone" in caplog.text)
    assert window.controller.worn() == ("blue-tee",)
    assert not notices


def test_a_garment_that_cannot_be_taken_apart_is_not_put_on(qtbot, window, world, notices):
    world.apart.add("blue-tee")
    pick(qtbot, window, "blue-tee")
    qtbot.waitUntil(lambda: bool(notices))
    assert "falls apart" in window.toast.text.text()
    assert window.controller.worn() == ("red-shirt",)


def test_double_click_is_not_on_and_off_again(qtbot, window, shows):
    view = window.panel.view
    centre = view.visualRect(index_of(window, "blue-tee")).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    shows(window, BLUE)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert window.controller.worn() == ("blue-tee",)


def test_return_wears_the_garment_under_the_cursor_keys(qtbot, window, shows):
    view = window.panel.view
    view.setFocus()
    view.setCurrentIndex(index_of(window, "green-dress"))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    shows(window, GREEN)


def test_undo_by_key_also_from_the_empty_text_box(qtbot, window, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.request.edit.setFocus()
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shows(window, RED)
    assert not window.controller.can_undo


@pytest.mark.parametrize("in_the_box", [True, False])
def test_redo_takes_the_undo_back(qtbot, window, shows, in_the_box):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.controller.undo()
    shows(window, RED)
    place = window.request.edit if in_the_box else window.preview
    place.setFocus()
    qtbot.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    shows(window, BLUE)
    assert not window.controller.can_redo


def test_delete_takes_off_what_was_put_on_last(qtbot, window, shows):
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)
    qtbot.keyClick(window.preview, Qt.Key.Key_Delete)
    shows(window, RED)


def test_a_dress_takes_the_place_of_top_and_bottom(qtbot, window, shows):
    pick(qtbot, window, "black-trousers")
    qtbot.waitUntil(lambda: window.controller.worn() == ("red-shirt", "black-trousers"))
    pick(qtbot, window, "green-dress")
    shows(window, GREEN)
    assert window.controller.worn() == ("green-dress",)


def test_a_slow_garment_does_not_hold_the_picture_up_and_the_last_click_wins(qtbot, window, world, shows):
    world.wardrobe.slow.add("green-dress")
    pick(qtbot, window, "green-dress")
    assert window.controller.busy == "green-dress"
    assert index_of(window, "green-dress").data(Role.BUSY)
    seen = world.dressed
    qtbot.waitUntil(lambda: world.dressed > seen + 5)
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    world.wardrobe.let_go.set()
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)
    assert window.controller.worn() == ("blue-tee", "grey-jacket")


def test_the_outfit_is_worn_again_next_time(qtbot, open_window, shows):
    first = open_window()
    pick(qtbot, first, "blue-tee")
    shows(first, BLUE)
    first.close()
    second = open_window()
    assert second.controller.worn() == ("blue-tee",)


def test_an_outfit_with_a_garment_that_is_gone_opens_without_it(open_window, settings):
    settings["outfit"] = ["gone", "blue-tee"]
    assert open_window().controller.worn() == ("blue-tee",)
