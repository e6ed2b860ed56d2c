"""Who stands before the mirror is told to the stylist, and the window says what cannot be seen on them."""

from __future__ import annotations

import pytest
from acting import RED, ask, pick

from tryon_desktop.engine.vision.framing import Framing
from tryon_desktop.ui.settings_sheet import SettingsSheet


@pytest.fixture
def bust(world, open_window, shows):
    world.framing = Framing.BUST
    window = open_window()
    shows(window, RED)
    return window


def test_trousers_on_a_bust_say_that_the_legs_are_not_in_the_picture(qtbot, bust, world):
    ask(qtbot, bust, "Black trousers")
    qtbot.waitUntil(lambda: "step back" in bust.request.text)
    assert "Here is Black trousers." in bust.request.text
    assert world.words.people[-1].framing is Framing.BUST
    ask(qtbot, bust, "jacket")
    qtbot.waitUntil(lambda: "Grey jacket" in bust.request.text)
    assert "step back" not in bust.request.text


def test_it_is_said_in_chinese_too(qtbot, bust):
    bust.set_language("zh")
    ask(qtbot, bust, "Black trousers")
    qtbot.waitUntil(lambda: "画面里看不到腿" in bust.request.text)


def test_picking_trousers_from_the_wardrobe_says_so_as_well(qtbot, bust, world):
    told = []
    bust.controller.noticed.connect(told.append)
    pick(qtbot, bust, "black-trousers")
    qtbot.waitUntil(lambda: [notice.key for notice in told] == ["legs_unseen"])
    world.framing = Framing.FULL
    qtbot.waitUntil(lambda: bust.controller._seen().body.visibility.sum() == 3)
    ask(qtbot, bust, "Black trousers")
    qtbot.waitUntil(lambda: "Here is" in bust.request.text)
    assert "step back" not in bust.request.text


def test_switched_off_nobody_is_looked_at(qtbot, bust, world, settings):
    bust.show_settings()
    bust.findChild(SettingsSheet).person.click()
    assert settings["person"] is False
    ask(qtbot, bust, "jacket")
    qtbot.waitUntil(lambda: "Grey jacket" in bust.request.text)
    assert world.words.people == [None]
