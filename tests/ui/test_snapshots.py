"""Saving a picture."""

from __future__ import annotations

import cv2
import pytest
from acting import RED
from PySide6.QtCore import Qt

from tryon_desktop.ui.ports import Tone


@pytest.mark.parametrize("by_key", [True, False])
def test_a_snapshot_is_saved_dressed_and_told(qtbot, window, shows, tmp_path, by_key):
    shows(window, RED)
    with qtbot.waitSignal(window.controller.noticed) as told:
        if by_key:
            qtbot.keyClick(window.preview, Qt.Key.Key_Space)
        else:
            qtbot.mouseClick(window.shutter, Qt.MouseButton.LeftButton)
    notice = told.args[0]
    assert notice.tone is Tone.SAVED
    assert notice.path.parent == tmp_path / "pictures"
    assert cv2.imread(str(notice.path))[24, 32].tolist() == [0x22, 0x22, 0xCC]
    assert notice.path.name in window.toast.text.text()
    assert window.toast.open.isVisible()


def test_two_snapshots_in_one_second_are_two_files(qtbot, window, tmp_path):
    for _ in range(2):
        with qtbot.waitSignal(window.controller.noticed):
            window.snapshot()
    assert len(list((tmp_path / "pictures").iterdir())) == 2


def test_a_snapshot_into_a_file_in_the_way_is_an_error_line(qtbot, window, tmp_path):
    (tmp_path / "pictures").write_text("not a folder")
    with qtbot.waitSignal(window.controller.noticed) as told:
        window.snapshot()
    assert told.args[0].tone is Tone.ERROR
    assert "cannot write" in told.args[0].values["reason"]
