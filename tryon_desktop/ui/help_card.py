"""The card of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tryon_desktop.ui.making import named
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP

KEYS = (
    ("Space", "help_space"),
    ("B", "help_b"),
    ("Ctrl+Z", "help_undo"),
    ("Ctrl+Shift+Z", "help_redo"),
    ("Delete", "help_delete"),
    ("Ctrl+L", "help_ask"),
    ("Ctrl+I", "help_describe"),
    ("Ctrl+,", "help_settings"),
    ("Ctrl+O", "help_open"),
    ("F11", "help_full"),
    ("Esc", "help_escape"),
)


class HelpCard(QDialog):
    """Every key and what it does."""

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("help_title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(STEP * 3)
        grid.setVerticalSpacing(STEP + 2)
        for row, (key, meaning) in enumerate(KEYS):
            grid.addWidget(named(QLabel(key, alignment=Qt.AlignmentFlag.AlignCenter), "word"), row, 0)
            grid.addWidget(QLabel(tr(meaning)), row, 1)
        grid.setColumnStretch(1, 1)
        drop = named(QLabel(tr("help_drop")), "dim")
        drop.setWordWrap(True)
        close = named(QPushButton(tr("close")), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 2)
        column.setSpacing(STEP * 2)
        column.addWidget(named(QLabel(tr("help_title")), "title"))
        column.addLayout(grid)
        column.addWidget(drop)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(420)
