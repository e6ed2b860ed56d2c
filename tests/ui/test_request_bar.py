"""The text box on its own."""

from __future__ import annotations

import pytest
from acting import drop
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.spec import Category, Slot
from tryon_desktop.ui.ports import Card, Glimpse, Reply, Result
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


def test_words_that_were_not_understood_are_struck_out_where_they_stand(bar):
    bar.show_reply(Reply("a <frob> coat, frob!", "A coat.", "大衣。", unread=("frob",)))
    assert bar.answer.asked.isVisibleTo(bar.answer)
    assert bar.answer.asked.text().count("line-through") == 2
    assert "&lt;" in bar.answer.asked.text()
    assert bar.words == []
    bar.show_reply(Reply("a coat", "A coat.", "大衣。"))
    assert not bar.answer.asked.isVisibleTo(bar.answer)


def test_every_answer_says_what_moved_it(bar):
    card = Card("coat", "Coat", "大衣", Category.COAT, Slot.OUTER, Origin.TAILOR)
    bar.answer.set_look(lambda _: (card, None))
    history = {"en": ("olive, like the three you saved",), "zh": ("橄榄绿，和你保存过的三件一样",)}
    parts = (("words", 0.9), ("history", 0.1), ("person", 0.0))
    bar.show_reply(Reply("x", "A.", "一。", results=(Result("coat", ("wool, as <asked>",), parts, history),)))
    (tile,) = bar.answer.tiles
    said = tile.toolTip()
    assert "wool, as &lt;asked&gt;" in said
    assert history[bar.language][0] in said
    assert "90%" in said
    assert "10%" in said
    assert "0%" not in said.replace("90%", "").replace("10%", "")
    assert tile.accessibleName() == card.name(bar.language)


def picture(path):
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0x2233CC)
    image.save(str(path))
    return path


def test_a_picture_dropped_on_the_box_is_what_the_words_are_about(qtbot, bar, tmp_path):
    path = picture(tmp_path / "blue.png")
    with qtbot.waitSignal(bar.picture_dropped) as dropped:
        drop(bar, path)
    assert dropped.args == [path]
    bar.show_glimpse(Glimpse(path, {"en": "Blue tee", "zh": "蓝色T恤"}))
    assert {"en": "Blue tee", "zh": "蓝色T恤"}[bar.language] in bar.edit.placeholderText()
    bar.edit.setText("but teal")
    with qtbot.waitSignal(bar.asked) as asked:
        bar.edit.returnPressed.emit()
    assert asked.args == ["but teal", path]
    assert bar.reference is None
    assert not bar.picture.isVisible()


def test_a_picture_can_be_asked_with_alone_and_let_go_of(qtbot, bar, tmp_path):
    path = picture(tmp_path / "blue.png")
    drop(bar, path)
    assert bar.send.isEnabled()
    qtbot.keyClick(bar.edit, Qt.Key.Key_Backspace)
    assert bar.reference is None
    assert not bar.send.isEnabled()
    drop(bar, path)
    with qtbot.waitSignal(bar.asked) as asked:
        bar.send.click()
    assert asked.args == ["", path]


def test_a_picture_without_a_garment_is_let_go_of(bar, tmp_path):
    path = tmp_path / "not-a-picture.txt"
    path.write_text("words")
    drop(bar, path)
    assert bar.picture.isVisible()
    bar.show_glimpse(Glimpse(path, {}))
    assert bar.reference is None
