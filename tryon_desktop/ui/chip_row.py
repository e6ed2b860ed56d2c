"""A line of chips that goes on beyond its ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tryon_desktop.ui.theme import Colour


class ChipRow(QScrollArea):
    """A line of chips, moved by the wheel, fading where it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(32)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fade = Fade(self)
        self.horizontalScrollBar().valueChanged.connect(self._mark)
        self.horizontalScrollBar().rangeChanged.connect(self._mark)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down move the line sideways."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()) // 2)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the fade over the line."""
        super().resizeEvent(event)
        self._fade.resize(self.size())
        self._mark()

    def _mark(self) -> None:
        bar = self.horizontalScrollBar()
        self._fade.show_sides(left=bar.value() > bar.minimum(), right=bar.value() < bar.maximum())


class Fade(QWidget):
    """Lies over a scrolling line and lets its ends run out into the surface."""

    WIDTH = 36

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._left = self._right = False

    def show_sides(self, *, left: bool, right: bool) -> None:
        """Which ends go on."""
        self._left, self._right = left, right
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two gradients."""
        painter = QPainter(self)
        surface, clear = QColor(Colour.SURFACE), QColor(Colour.SURFACE)
        clear.setAlpha(0)
        for wanted, start, end in (
            (self._left, 0, self.WIDTH),
            (self._right, self.width(), self.width() - self.WIDTH),
        ):
            if wanted:
                fade = QLinearGradient(start, 0, end, 0)
                fade.setColorAt(0, surface)
                fade.setColorAt(1, clear)
                painter.fillRect(min(start, end), 0, self.WIDTH, self.height(), fade)
        painter.end()
