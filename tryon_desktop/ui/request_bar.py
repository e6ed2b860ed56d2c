"""The text box, and how the last request was understood."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tryon_desktop.ui.flow import FlowLayout
from tryon_desktop.ui.icons import icon, icon_pixmap
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Reply
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour

MAX_TYPED = 10_000


class AskEdit(QLineEdit):
    """A line edit that leaves the window's keys alone where it has no use for them itself."""

    focused = Signal(bool)

    def __init__(self, hint: str, short_hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint, self._short_hint = hint, short_hint
        self.setPlaceholderText(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the short hint where the long one has no room."""
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._hint) <= self.width() - STEP * 2
        self.setPlaceholderText(self._hint if fits else self._short_hint)

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
    """Emits what was typed. `answer` shows the reply, with a way back; the window places it above the box."""

    asked = Signal(str)
    undo = Signal()

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._busy = False
        self.edit = AskEdit(tr("ask"), tr("ask_short"))
        self.edit.setMaxLength(MAX_TYPED)
        self.edit.setAccessibleName(tr("ask_short"))
        self.edit.setMinimumHeight(32)
        self.edit.returnPressed.connect(self._send)
        self.edit.textChanged.connect(self._enable)
        self.edit.focused.connect(self._light)
        self.send = tool_button("send", tr("send"), "send", colour=Colour.ON_ACCENT)
        self.send.clicked.connect(self._send)
        spark = QLabel()
        spark.setPixmap(icon_pixmap("spark", 20, Colour.ACCENT, self.devicePixelRatioF()))
        self._box = named(QFrame(), "ask")
        line = QHBoxLayout(self._box)
        line.setContentsMargins(STEP * 2, 7, 7, 7)
        line.setSpacing(STEP + 2)
        line.addWidget(spark)
        line.addWidget(self.edit, 1)
        line.addWidget(self.send)
        self._says = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._says.setAccessibleName(tr("understood"))
        self._undo = named(QPushButton(tr("undo")), "link")
        self._undo.clicked.connect(self.undo)
        self._words = QWidget()
        self._flow = FlowLayout(self._words, gap=6)
        self.answer = QWidget(self)
        said = QHBoxLayout()
        said.setSpacing(STEP)
        said.addWidget(self._says, 1)
        said.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop)
        over = QVBoxLayout(self.answer)
        over.setContentsMargins(STEP * 2, 0, 7, 0)
        over.setSpacing(6)
        over.addLayout(said)
        over.addWidget(self._words)
        self.answer.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)
        self._enable()

    def show_reply(self, reply: Reply) -> None:
        """Show how a request was understood."""
        self._says.setText(reply.says(self._tr.language))
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        language = self._tr.language
        words = [(word, "word") for word in reply.read.get(language, ())]
        words += [(f"– {word}", "not") for word in reply.excluded.get(language, ())]
        if reply.unread:
            words.append((self._tr("not_used", words=", ".join(reply.unread)), "not"))
        for text, kind in words:
            label = named(QLabel(text), kind)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._flow.addWidget(label)
        self._words.setVisible(bool(words))
        self.answer.show()

    @property
    def text(self) -> str:
        """What the last reply says."""
        return self._says.text()

    @property
    def words(self) -> list[str]:
        """The words that the last reply was made from."""
        items = (self._flow.itemAt(place) for place in range(self._flow.count()))
        labels = (item.widget() for item in items if item)
        return [label.text() for label in labels if isinstance(label, QLabel)]

    def set_can_undo(self, can: bool) -> None:
        """Whether there is something to take back."""
        self._undo.setVisible(can)

    def set_busy(self, busy: bool) -> None:
        """A request is being read."""
        self._busy = busy
        self._enable()

    def _send(self) -> None:
        if text := self.edit.text().strip():
            self.asked.emit(text)
            self.edit.clear()

    def _enable(self) -> None:
        self.send.setEnabled(bool(self.edit.text().strip()) and not self._busy)
        if not self.send.isEnabled():
            self.send.setIcon(icon("send", Colour.FAINT))
        else:
            self.send.setIcon(icon("send", Colour.ON_ACCENT))

    def _light(self, active: bool) -> None:
        self._box.setProperty("active", "true" if active else "false")
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)
