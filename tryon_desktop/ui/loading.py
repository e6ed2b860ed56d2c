"""What is shown while everything loads."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tryon_desktop.ui.icons import paint_icon
from tryon_desktop.ui.making import named
from tryon_desktop.ui.ports import Progress
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP


class Emblem(QWidget):
    """The program's own sign."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Sharp at any scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, "tryon-desktop", QRectF(self.rect()))
        painter.end()


class LoadingPage(QWidget):
    """A sign, a line, a bar; or why it could not start."""

    quit_wanted = Signal()

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.line = QLabel(tr("loading_start"), alignment=Qt.AlignmentFlag.AlignCenter)
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setFixedWidth(400)
        self.bar = QProgressBar(maximum=1000, textVisible=False)
        self.bar.setFixedWidth(280)
        self.quit = named(QPushButton(tr("quit")), "primary")
        self.quit.clicked.connect(self.quit_wanted)
        self.quit.hide()
        self._title = named(QLabel(tr("app"), alignment=Qt.AlignmentFlag.AlignCenter), "title")
        private = named(QLabel(tr("loading_private"), alignment=Qt.AlignmentFlag.AlignCenter), "hint")
        column = QVBoxLayout(self)
        column.setSpacing(STEP * 2)
        column.addStretch(5)
        column.addWidget(Emblem(96), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addSpacing(STEP)
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.line, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.quit, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(6)
        column.addWidget(private)
        column.addSpacing(STEP * 2)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any screen."""
        return QSize(320, 300)

    def show_progress(self, progress: Progress) -> None:
        """Loading went on."""
        self.bar.setValue(round(progress.done * 1000))
        text = self._tr(progress.key)
        self.line.setText(f"{text} · {progress.detail}" if progress.detail else text)

    def show_failure(self, reason: str) -> None:
        """Loading failed for good."""
        self._title.setText(self._tr("loading_failed"))
        self.line.setText(self._tr.error(reason))
        self.bar.hide()
        self.quit.show()
