"""The text box on its own."""

from __future__ import annotations

import pytest

from tryon_desktop.ui.ports import Reply
from tryon_desktop.ui.request_bar import RequestBar
from tryon_desktop.ui.strings import load_strings


@pytest.fixture(params=["en", "zh"])
def bar(qtbot, request):
    bar = RequestBar(load_strings(request.param))
    bar.language = request.param
    qtbot.addWidget(bar)
    bar.resize(1200, 60)
    bar.show()
    return bar


def test_the_hint_fits_its_room(qtbot, bar):
    long = bar.edit.placeholderText()
    bar.resize(300, 60)
    qtbot.waitUntil(lambda: bar.edit.placeholderText() != long)
    assert len(bar.edit.placeholderText()) < len(long)


def test_a_reply_is_shown_in_the_language_of_the_window(bar):
    reply = Reply(
        "x", "A red shirt.", "红衬衫。", {"en": ("red",), "zh": ("红色",)}, {"en": ("dots",), "zh": ("波点",)}, ("hm",)
    )
    bar.show_reply(reply)
    assert bar.text == {"en": "A red shirt.", "zh": "红衬衫。"}[bar.language]
    assert bar.words[0] == {"en": "red", "zh": "红色"}[bar.language]
    assert {"en": "dots", "zh": "波点"}[bar.language] in bar.words[1]
    assert "hm" in bar.words[2]
    bar.show_reply(Reply("y", "Nothing.", "没有。"))
    assert bar.words == []


def test_markup_in_a_request_is_shown_as_it_is(bar):
    bar.show_reply(Reply("x", "<b>no</b>", "<b>no</b>", unread=("<img src=x>",)))
    assert "<img src=x>" in bar.words[0]
    assert bar.text == "<b>no</b>"


def test_blanks_are_not_sent(qtbot, bar):
    bar.edit.setText("   ")
    assert not bar.send.isEnabled()
    with qtbot.assertNotEmitted(bar.asked):
        bar.edit.returnPressed.emit()
