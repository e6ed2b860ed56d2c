"""A switch: on or off, at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from tryon_desktop.ui.theme import Colour


class Switch(QAbstractButton):
    """A pill with a knob; checked is on."""

    def __init__(self, name: str, on: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setFixedSize(44, 26)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Its one size."""
        return QSize(44, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill and its knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pen = painter.pen()
        pen.setColor(QColor(Colour.TEXT if self.hasFocus() else Colour.LINE))
        painter.setPen(pen)
        painter.setBrush(QColor(Colour.ACCENT if self.isChecked() else Colour.RAISED))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        knob = pill.height() - 6
        left = pill.right() - knob - 3 if self.isChecked() else pill.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.ON_ACCENT if self.isChecked() else Colour.DIM))
        painter.drawEllipse(QRectF(left, pill.top() + 3, knob, knob))
        painter.end()
