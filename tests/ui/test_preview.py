"""What the preview paints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from tryon_desktop.ui.ports import Shown
from tryon_desktop.ui.preview import Preview, fitted, image_of

RED_BGR, BLUE_BGR = (0, 0, 255), (255, 0, 0)


def halves(width=40, height=20):
    """Red on the left, blue on the right."""
    bgr = np.zeros((height, width, 3), np.uint8)
    bgr[:, : width // 2], bgr[:, width // 2 :] = RED_BGR, BLUE_BGR
    return bgr


@pytest.fixture
def preview(qtbot):
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(400, 400)
    preview.show()
    return preview


def painted(widget, scale=1.0):
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    widget.render(image)
    return image


def test_colours_and_odd_strides_survive():
    bgr = np.zeros((3, 5, 3), np.uint8)  # 15 bytes a row: not a multiple of four
    bgr[2, 4] = (1, 2, 3)
    pixel = image_of(bgr).pixelColor(4, 2)
    assert (pixel.red(), pixel.green(), pixel.blue()) == (3, 2, 1)


def test_it_is_a_mirror(preview):
    preview.show_picture(Shown(halves(), True))
    image = painted(preview)
    assert image.pixelColor(100, 200).name() == "#0000ff"
    assert image.pixelColor(300, 200).name() == "#ff0000"


def test_or_not(qtbot):
    preview = Preview(mirrored=False)
    qtbot.addWidget(preview)
    preview.resize(400, 400)
    preview.show_picture(Shown(halves(), True))
    assert painted(preview).pixelColor(100, 200).name() == "#ff0000"


def test_the_array_may_go_once_it_is_shown(preview):
    bgr = halves()
    preview.show_picture(Shown(bgr.copy(), True))
    before = painted(preview)
    bgr[:] = 7
    assert painted(preview) == before


def test_on_a_dense_screen_every_pixel_is_painted(preview):
    bgr = np.zeros((800, 800, 3), np.uint8)
    bgr[:, ::2] = 255  # lines one device pixel wide
    preview.resize(400, 400)
    preview.show_picture(Shown(bgr, True))
    row = [painted(preview, 2.0).pixelColor(x, 400).value() for x in range(300, 340)]
    assert max(row) - min(row) > 200


def test_a_far_larger_picture_does_not_glitter(preview):
    bgr = np.zeros((1600, 1600, 3), np.uint8)
    bgr[:, ::4] = 255  # a quarter of light, in lines far finer than the screen
    preview.show_picture(Shown(bgr, True))
    row = [painted(preview).pixelColor(x, 200).value() for x in range(150, 250)]
    assert max(row) - min(row) < 40


@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 3000), st.integers(1, 3000))
def test_the_aspect_is_kept_and_the_room_is_filled(width, height, room_width, room_height):
    rect = fitted(QSize(width, height), QRectF(0, 0, room_width, room_height))
    assert rect.width() / rect.height() == pytest.approx(width / height, rel=1e-6)
    assert rect.width() <= room_width * (1 + 1e-9)
    assert rect.height() <= room_height * (1 + 1e-9)
    assert rect.width() == pytest.approx(room_width) or rect.height() == pytest.approx(room_height)
    assert rect.center().x() == pytest.approx(room_width / 2)


def test_a_snapshot_lights_up_and_dies_away(qtbot, preview):
    preview.show_picture(Shown(np.zeros((20, 20, 3), np.uint8), True))
    preview.flash()
    assert painted(preview).pixelColor(200, 200).value() > 120
    qtbot.waitUntil(lambda: painted(preview).pixelColor(200, 200).value() == 0)


def test_messages_are_painted_over_the_picture(preview):
    preview.show_picture(Shown(halves(), True))
    plain = painted(preview)
    preview.set_message("Camera lost")
    assert painted(preview) != plain
    preview.set_message("")
    assert painted(preview) == plain


def test_nobody_is_said_only_after_a_while(qtbot):
    preview = Preview(nobody_ms=10_000_000)
    qtbot.addWidget(preview)
    preview.set_texts(nobody="come in", drop="")
    for _ in range(3):
        preview.show_picture(Shown(halves(), False))
        qtbot.wait(1)
    assert preview.message == ""


def test_nobody_is_said_of_a_single_picture_and_taken_back(qtbot):
    preview = Preview(nobody_ms=0)
    qtbot.addWidget(preview)
    preview.set_texts(nobody="come in", drop="")
    preview.show_picture(Shown(halves(), False))
    qtbot.waitUntil(lambda: preview.message == "come in")
    preview.show_picture(Shown(halves(), True))
    assert preview.message == ""


def test_nothing_yet_is_a_dark_stage(preview):
    assert painted(preview).pixelColor(200, 200).value() < 60
    assert QPixmap.fromImage(painted(preview)).size() == preview.size()
    assert preview.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
