"""A line that appears over the mirror, tells something, and leaves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Notice, Tone
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour

STAYS_MS = {Tone.INFO: 4000, Tone.SAVED: 6000, Tone.ERROR: 9000}
_SIGNS = {
    Tone.INFO: ("spark", Colour.ACCENT),
    Tone.SAVED: ("check", Colour.GOOD),
    Tone.ERROR: ("alert", Colour.WARN),
}


def short_path(path: Path) -> str:
    """A path as one says it: from the picture folder's own name on."""
    return str(Path(*path.parts[-3:])) if len(path.parts) > 3 else str(path)


class Toast(QFrame):
    """Lies at the top of its parent, in the middle; the newest notice replaces the one before."""

    def __init__(self, tr: Strings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._tr, self._over = tr, parent
        self._path: Path | None = None
        self._sign = QLabel()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.open = named(QPushButton(tr("open_folder")), "link")
        self.open.clicked.connect(self._open_folder)
        cross = tool_button("quiet", tr("close"), "close", colour=Colour.DIM, size=14)
        cross.clicked.connect(self.hide)
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(STEP * 2, 6, 6, 6)
        line.setSpacing(STEP + 2)
        line.addWidget(self._sign)
        line.addWidget(self.text, 1)
        line.addWidget(self.open)
        line.addWidget(cross)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, notice: Notice) -> None:
        """Show a notice for as long as it takes to read."""
        values = dict(notice.values)
        if notice.path is not None:
            values["path"] = short_path(notice.path)
        if "reason" in values:
            values["reason"] = self._tr.error(values["reason"])
        self.text.setText(self._tr(notice.key, **values) if values else self._tr(notice.key))
        self._path = notice.path if notice.tone is Tone.SAVED else None
        self.open.setVisible(self._path is not None)
        name, colour = _SIGNS[notice.tone]
        self._sign.setPixmap(icon_pixmap(name, 18, colour, self.devicePixelRatioF()))
        self.show()
        self.raise_()
        self._place()
        self._timer.start(STAYS_MS[notice.tone])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.width() - STEP * 4
        wanted = self.text.fontMetrics().horizontalAdvance(self.text.text())
        around = 120 + (self.open.sizeHint().width() + STEP if self.open.isVisibleTo(self) else 0)
        width = max(min(wanted + around, room, 720), min(room, 240))
        height = max(44, self._line.heightForWidth(width))
        self.setGeometry((self._over.width() - width) // 2, STEP * 2, width, height)

    def _open_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
