"""The choice of what the mirror shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tryon_desktop.ui.icons import icon, paint_icon
from tryon_desktop.ui.ports import Mirror, SourceChoice, SourceKind
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import Colour


def source_name(choice: SourceChoice, tr: Strings) -> str:
    """What to call a source."""
    return choice.label or (tr("source_demo") if choice.kind is SourceKind.DEMO else choice.value)


class SourceButton(QToolButton):
    """Shows the source in use; its menu lists cameras by name, files and the demo subject."""

    file_wanted = Signal(SourceKind)

    def __init__(self, mirror: Mirror, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source")
        self._mirror, self._tr = mirror, tr
        self._cameras: list[SourceChoice] | None = None
        self.setToolTip(tr("source_tip"))
        self.setAccessibleName(tr("source_tip"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(20, 20))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._ask)
        mirror.cameras_found.connect(self._found)
        mirror.source_changed.connect(self.refresh)
        self.refresh()
        self._fill()

    def refresh(self) -> None:
        """The source changed."""
        choice = self._mirror.source
        name = source_name(choice, self._tr)
        self.setIcon(icon(choice.kind.value, Colour.ACCENT))
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 220))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and a sign that it opens a menu."""
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, "chevron", QRectF(self.width() - 28, (self.height() - 18) / 2, 18, 18), Colour.DIM)
        painter.end()

    def _ask(self) -> None:
        self._fill()
        self._mirror.find_cameras()

    def _found(self, cameras: list[SourceChoice]) -> None:
        self._cameras = cameras
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        if self._cameras is None:
            self._add("camera", self._tr("source_searching"), None)
        elif not self._cameras:
            self._add("camera", self._tr("source_no_cameras"), None)
        for choice in self._cameras or []:
            self._add("camera", choice.label, choice)
        self._menu.addSeparator()
        for kind, key in ((SourceKind.VIDEO, "source_video"), (SourceKind.IMAGE, "source_image")):
            action = self._menu.addAction(icon(kind.value, Colour.DIM), self._tr(key))
            action.triggered.connect(lambda _=False, kind=kind: self.file_wanted.emit(kind))
        self._menu.addSeparator()
        self._add("demo", self._tr("source_demo"), SourceChoice(SourceKind.DEMO))

    def _add(self, picture: str, text: str, choice: SourceChoice | None) -> None:
        used = choice is not None and choice == self._mirror.source
        action = self._menu.addAction(icon(picture, Colour.ACCENT if used else Colour.DIM), text)
        action.setEnabled(choice is not None)
        if choice is not None:
            action.triggered.connect(lambda _=False: self._mirror.open_source(choice))
