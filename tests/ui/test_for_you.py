"""Recommendations, from the first deed to the last trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from acting import BLUE, RED, action, ask, drop, pick
from fake_engine import NAVY_TEE
from PySide6.QtCore import Qt

from tryon_desktop.engine.garments.database import Event
from tryon_desktop.ui.catalog_panel import FOR_YOU


@pytest.fixture
def liked(qtbot, world, open_window, shows):
    """The window of somebody who saved a picture in a blue tee."""
    darker = replace(NAVY_TEE, id="dark-tee", spec=NAVY_TEE.spec.model_copy(update={"colours": ("#223399",)}))
    world.wardrobe.list += [NAVY_TEE, darker]
    window = open_window()
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.snapshot()
    qtbot.waitUntil(lambda: bool(window.controller.suggestions()))
    qtbot.mouseClick(window.panel.chip(FOR_YOU), Qt.MouseButton.LeftButton)
    return window


def rows(window):
    return [row.suggestion.id for row in window.panel.for_you.rows]


def test_before_anything_was_done_the_page_says_how_it_fills(qtbot, window):
    qtbot.mouseClick(window.panel.chip(FOR_YOU), Qt.MouseButton.LeftButton)
    assert window.panel.for_you.isVisible()
    assert not window.panel.view.isVisible()
    assert rows(window) == []
    assert not window.panel.for_you.turn_on.isVisible()


def test_a_saved_picture_recommends_its_like_and_says_why(qtbot, liked):
    assert "blue-tee" not in rows(liked)
    first = liked.panel.for_you.rows[0]
    assert "like the one you saved" in first.reason
    assert first.reason in first.toolTip()
    liked.set_language("zh")
    liked.panel.choose(FOR_YOU)
    assert "保存过" in liked.panel.for_you.rows[0].reason


def test_a_click_wears_it_and_the_page_keeps_its_order(qtbot, liked):
    before = rows(liked)
    row = liked.panel.for_you.rows[-1]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: before[-1] in liked.controller.worn())
    liked.controller._diary.refresh()
    assert liked.controller._jobs._pool.waitForDone(5000)
    qtbot.wait(1)
    assert rows(liked) == before
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: before[-1] not in liked.controller.worn())


@pytest.mark.parametrize("by_cross", [True, False])
def test_not_for_me_takes_it_away_for_good(qtbot, liked, world, by_cross):
    gone = rows(liked)[0]
    if by_cross:
        liked.panel.for_you.rows[0]._cross.click()
    else:
        action(liked, gone, "Not for me").trigger()
    qtbot.waitUntil(lambda: gone not in rows(liked))
    qtbot.waitUntil(lambda: world.wardrobe.lines[0].event is Event.DISMISSED)
    liked.controller._diary.refresh()
    assert liked.controller._jobs._pool.waitForDone(5000)
    qtbot.wait(1)
    assert gone not in [one.id for one in liked.controller.suggestions()]


def test_what_was_liked_weighs_on_a_request_and_the_answer_says_so(qtbot, liked, world):
    ask(qtbot, liked, "shirt")
    qtbot.waitUntil(lambda: bool(liked.request.answer.tiles))
    assert [spec.colour for spec in world.words.liked[-1]] == [BLUE]
    (tile,) = liked.request.answer.tiles
    assert "your history" in tile.toolTip()
    assert world.wardrobe.lines[0].event is Event.ASKED or any(
        line.event is Event.ASKED for line in world.wardrobe.lines
    )
    assert not any("shirt\"" in line.about.split("unwanted")[-1] for line in world.wardrobe.lines)


def test_something_like_this_picture(qtbot, window, shows, tmp_path):
    path = tmp_path / "blue.png"
    drop(window.request, path)
    qtbot.waitUntil(lambda: "T-shirt" in window.request.picture.toolTip())
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)
    shows(window, BLUE)


def test_a_picture_of_no_garment_is_told(qtbot, window, notices, shows, tmp_path):
    drop(window.request, tmp_path / "holiday.png")
    qtbot.waitUntil(lambda: bool(notices))
    assert "holiday.png" in window.toast.text.text()
    assert window.request.reference is None
    shows(window, RED)


def test_a_click_on_another_answer_wears_it(qtbot, window, shows):
    ask(qtbot, window, "e")  # every garment
    qtbot.waitUntil(lambda: len(window.request.answer.tiles) > 1)
    tile = next(tile for tile in window.request.answer.tiles if tile.result.id == "blue-tee")
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    shows(window, BLUE)
    qtbot.waitUntil(lambda: tile.worn)


@pytest.mark.parametrize("by_key", [True, False])
def test_what_am_i_wearing(qtbot, window, by_key):
    if by_key:
        qtbot.keyClick(window.preview, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    else:
        ask(qtbot, window, "what am I wearing?")
    assert "shirt" in window.request.text.lower()
    window.controller.take_off("red-shirt")
    window.controller.describe()
    assert window.request.text == "You are wearing your own clothes."


def disliked(world):
    return [line.garment_id for line in world.wardrobe.lines if line.event is Event.DISMISSED]


def test_who_says_that_it_is_ugly_dismisses_it_and_an_undo_takes_that_back(qtbot, world, window, notices):
    ask(qtbot, window, "ugly")
    qtbot.waitUntil(lambda: disliked(world) == ["red-shirt"])
    assert window.controller.worn() == ("blue-tee",)
    assert "dismissed" in [notice.key for notice in notices]
    window.controller.undo()
    assert window.controller.worn() == ("red-shirt",)
    qtbot.waitUntil(lambda: disliked(world) == [])
    window.controller.redo()
    qtbot.waitUntil(lambda: disliked(world) == ["red-shirt"])
    ask(qtbot, window, "undo")
    qtbot.waitUntil(lambda: disliked(world) == [])


def test_an_undo_of_something_else_leaves_the_dismissal(qtbot, world, window):
    ask(qtbot, window, "ugly")
    qtbot.waitUntil(lambda: disliked(world) == ["red-shirt"])
    pick(qtbot, window, "green-dress")
    qtbot.waitUntil(lambda: window.controller.worn() == ("green-dress",))
    window.controller.undo()
    assert window.controller._jobs._pool.waitForDone(5000)
    assert disliked(world) == ["red-shirt"]


def test_with_recommendations_off_nothing_is_noted_of_a_dislike(qtbot, world, window, notices):
    window.controller.recommend(False)
    ask(qtbot, window, "ugly")
    qtbot.waitUntil(lambda: window.controller.worn() == ("blue-tee",))
    assert window.controller._jobs._pool.waitForDone(5000)
    assert world.wardrobe.lines == []
    assert "dismissed" not in [notice.key for notice in notices]
