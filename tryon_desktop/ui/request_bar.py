"""The text box: words, and a picture that they speak of."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QIcon,
    QImageReader,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from tryon_desktop.ui.answer_card import AnswerCard
from tryon_desktop.ui.dropping import dropped_files
from tryon_desktop.ui.icons import icon, icon_pixmap
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Glimpse, Reply
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour

MAX_TYPED = 10_000
REFERENCE = 32


class AskEdit(QLineEdit):
    """A line edit that leaves the window's keys alone where it has no use for them itself, and drops to its box."""

    focused = Signal(bool)
    emptied = Signal()

    def __init__(self, hint: str, short_hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)
        self.set_hints(hint, short_hint)

    def set_hints(self, hint: str, short_hint: str) -> None:
        """What stands in the empty box; the short one where the long one has no room."""
        self._hint, self._short_hint = hint, short_hint
        self._choose_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the short hint where the long one has no room."""
        super().resizeEvent(event)
        self._choose_hint()

    def _choose_hint(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self._hint) <= self.width() - STEP * 2
        self.setPlaceholderText(self._hint if fits else self._short_hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Backspace in an empty box lets go of the picture."""
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Undo and redo with nothing to take back, and Delete in an empty line, are the window's."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            delete = event.key() == Qt.Key.Key_Delete and not self.text()
            if undo or redo or delete:
                event.ignore()
                return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusOutEvent(event)
        self.focused.emit(False)


class RequestBar(QWidget):
    """Emits what was typed, and the picture that was dropped beside it. `answer` shows the reply, above the box."""

    asked = Signal(str, object)
    picture_dropped = Signal(Path)

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._busy = False
        self.reference: Path | None = None
        self.setAcceptDrops(True)
        self.edit = AskEdit(tr("ask"), tr("ask_short"))
        self.edit.setMaxLength(MAX_TYPED)
        self.edit.setAccessibleName(tr("ask_short"))
        self.edit.setMinimumHeight(32)
        self.edit.returnPressed.connect(self._send)
        self.edit.emptied.connect(self.let_go)
        self.edit.textChanged.connect(self._enable)
        self.edit.focused.connect(self._light)
        self.send = tool_button("send", tr("send"), "send", colour=Colour.ON_ACCENT)
        self.send.clicked.connect(self._send)
        spark = QLabel()
        spark.setPixmap(icon_pixmap("spark", 20, Colour.ACCENT, self.devicePixelRatioF()))
        self.picture = tool_button("bare", tr("reference_off"))
        self.picture.setFixedSize(REFERENCE, REFERENCE)
        self.picture.setIconSize(QSize(REFERENCE, REFERENCE))
        self.picture.clicked.connect(self.let_go)
        self.picture.hide()
        self._box = named(QFrame(), "ask")
        line = QHBoxLayout(self._box)
        line.setContentsMargins(STEP * 2, 7, 7, 7)
        line.setSpacing(STEP + 2)
        line.addWidget(spark)
        line.addWidget(self.picture)
        line.addWidget(self.edit, 1)
        line.addWidget(self.send)
        self.answer = AnswerCard(tr, self)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)
        self._enable()

    def show_reply(self, reply: Reply) -> None:
        """Show how a request was understood."""
        self.answer.show_reply(reply)

    @property
    def text(self) -> str:
        """What the last reply says."""
        return self.answer.says.text()

    @property
    def words(self) -> list[str]:
        """The words that the last reply was made from."""
        return self.answer.words

    def set_busy(self, busy: bool) -> None:
        """A request is being read."""
        self._busy = busy
        self._enable()

    def refer_to(self, path: Path) -> None:
        """What is asked next is about this picture."""
        self.reference = path
        self.picture.setIcon(QIcon(_small(path, round(REFERENCE * self.devicePixelRatioF()))))
        self.picture.show()
        self.edit.set_hints(self._tr("reference_reading"), self._tr("reference_reading"))
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._enable()
        self.picture_dropped.emit(path)

    def show_glimpse(self, glimpse: Glimpse) -> None:
        """What the picture shows stands in the empty box; one that shows no garment is let go of."""
        if glimpse.path != self.reference:
            return
        if shows := glimpse.shows.get(self._tr.language):
            self.picture.setToolTip(f"{shows}\n{self._tr('reference_off')}")
            self.edit.set_hints(self._tr("reference_like", shows=shows), self._tr("reference_like_short"))
        else:
            self.let_go()

    def let_go(self) -> None:
        """Ask without the picture."""
        self.reference = None
        self.picture.hide()
        self.edit.set_hints(self._tr("ask"), self._tr("ask_short"))
        self._enable()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a picture."""
        if dropped_files(event.mimeData()):
            self._welcome(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._welcome(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """The picture is what the words will be about."""
        self._welcome(False)
        for path in dropped_files(event.mimeData())[:1]:
            event.acceptProposedAction()
            self.refer_to(path)

    def _welcome(self, dropping: bool) -> None:
        self._light(dropping)
        if dropping:
            self.edit.set_hints(self._tr("drop_reference"), self._tr("drop_reference"))
        elif self.reference is None:
            self.edit.set_hints(self._tr("ask"), self._tr("ask_short"))

    def _send(self) -> None:
        text = self.edit.text().strip()
        if text or self.reference is not None:
            self.asked.emit(text, self.reference)
            self.edit.clear()
            self.let_go()

    def _enable(self) -> None:
        something = bool(self.edit.text().strip()) or self.reference is not None
        self.send.setEnabled(something and not self._busy)
        self.send.setIcon(icon("send", Colour.ON_ACCENT if self.send.isEnabled() else Colour.FAINT))

    def _light(self, active: bool) -> None:
        self._box.setProperty("active", "true" if active else "false")
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)


def _small(path: Path, side: int) -> QPixmap:
    """The middle of a picture, read no larger than it is shown; what cannot be read is a grey square."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        pixmap = QPixmap(side, side)
        pixmap.fill(QColor(Colour.HOVER))
        return pixmap
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return QPixmap.fromImage(image.copy(max(0, left), max(0, top), side, side))
