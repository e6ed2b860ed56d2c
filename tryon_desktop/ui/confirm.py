"""A question before something is gone for good."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tryon_desktop.ui.making import named
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP


class Confirm(QDialog):
    """Asks `question`; `accepted` follows where the answer is `yes`. Return and Escape leave things as they are."""

    def __init__(self, tr: Strings, question: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("app"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QLabel(question, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.yes = QPushButton(yes)
        self.yes.setAutoDefault(False)
        self.yes.clicked.connect(self.accept)
        no = named(QPushButton(tr("cancel")), "primary")
        no.setDefault(True)
        no.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addStretch(1)
        line.addWidget(self.yes)
        line.addWidget(no)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 2)
        column.setSpacing(STEP * 3)
        column.addWidget(text)
        column.addLayout(line)
        self.setMinimumWidth(380)
