"""What a person does at the window, and the colours that say what is worn."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tryon_desktop.ui.catalog_model import Role

RED, BLUE, GREEN, GREY, BARE, YELLOW = "#cc2222", "#2233cc", "#22aa44", "#777777", "#5a5a5a", "#eecc22"


def index_of(window, garment_id):
    model = window.panel.filter
    return next(
        model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data(Role.ID) == garment_id
    )


def pick(qtbot, window, garment_id):
    view = window.panel.view
    index = index_of(window, garment_id)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def ask(qtbot, window, text):
    window.request.edit.setFocus()
    qtbot.keyClicks(window.request.edit, text)
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)


def drop(widget, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = QPointF(widget.rect().center())
    event = QDropEvent(
        middle, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    widget.dropEvent(event)


def action(window, garment_id, text):
    menu = window.panel.menu_of(window.panel.model.card(garment_id))
    return next((action for action in menu.actions() if action.text().startswith(text)), None)
