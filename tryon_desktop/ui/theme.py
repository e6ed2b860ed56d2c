"""The look: colours, measures and the one style sheet."""

from __future__ import annotations

from enum import StrEnum
from string import Template

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

STEP = 8
"""Every distance is a multiple of this many pixels, or half of it."""

RADIUS = 14


class Colour(StrEnum):
    """Nearly black, faintly blue grounds; one warm accent."""

    GROUND = "#101216"
    STAGE = "#0a0b0e"
    SURFACE = "#171a20"
    RAISED = "#20242c"
    HOVER = "#292e38"
    LINE = "#2a2f39"
    TILE = "#646d7f"
    TILE_LIT = "#798499"
    TILE_EDGE = "#3a414e"
    TEXT = "#eceef2"
    DIM = "#9aa2b1"
    FAINT = "#5d6575"
    ACCENT = "#ffab7d"
    ACCENT_DEEP = "#f08a58"
    ON_ACCENT = "#2a1407"
    GOOD = "#7fd1a3"
    WARN = "#f3c969"
    BAD = "#ff7b72"


FAMILIES = (
    "Inter", "Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Cantarell", "Ubuntu", "Noto Sans",
    "Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC", "DejaVu Sans",
)  # fmt: skip

_SHEET = Template("""
* { outline: none; }
QMainWindow { background: $GROUND; }
QDialog { background: $SURFACE; border: 1px solid $LINE; }
QWidget { color: $TEXT; }
QToolTip { background: $RAISED; color: $TEXT; border: 1px solid $LINE; padding: 6px 8px; }

#surface { background: $SURFACE; border: 1px solid $SURFACE; border-radius: ${radius}px; }
#surface[dropping="true"] { border-color: $ACCENT; }
#title { font-size: 12pt; font-weight: 600; }
#dim, #hint { color: $DIM; }
#faint { color: $FAINT; }
#hint { font-size: 9pt; color: $FAINT; }
#figure { font-size: 9pt; color: $DIM; }
#section { font-size: 9pt; color: $DIM; font-weight: 600; }

QPushButton, QToolButton {
  background: $RAISED; border: 1px solid transparent; border-radius: 10px; padding: 6px 12px; min-height: 20px;
}
QPushButton:hover, QToolButton:hover { background: $HOVER; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $LINE; }
QPushButton:focus, QToolButton:focus { border-color: $FAINT; }
QPushButton:disabled, QToolButton:disabled { color: $FAINT; background: $SURFACE; }
QToolButton#quiet { background: transparent; padding: 6px; }
QToolButton#quiet:hover { background: $RAISED; }
QToolButton#source { background: $SURFACE; padding: 6px 34px 6px 10px; }
QToolButton#source:hover { background: $RAISED; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton#primary { background: $ACCENT; color: $ON_ACCENT; font-weight: 600; }
QPushButton#primary:hover { background: $ACCENT_DEEP; }
QPushButton#link { background: transparent; color: $ACCENT; padding: 2px 6px; font-weight: 600; }
QPushButton#link:hover { background: $HOVER; }
QToolButton#send { background: $ACCENT; border-radius: 16px; padding: 0; min-width: 32px; min-height: 32px; }
QToolButton#send:hover { background: $ACCENT_DEEP; }
QToolButton#send:disabled { background: $HOVER; }
QToolButton#tool { background: $SURFACE; border-radius: 24px; padding: 0; min-width: 46px; min-height: 46px; }
QToolButton#tool:hover { background: $RAISED; }
QToolButton#tool:pressed { background: $LINE; }
QToolButton#shutter { background: $ACCENT; border-radius: 24px; padding: 0; min-width: 46px; min-height: 46px; }
QToolButton#shutter:hover { background: $ACCENT_DEEP; }

QPushButton#chip {
  background: transparent; border: 1px solid $LINE; border-radius: 14px; padding: 3px 12px; color: $DIM;
  min-height: 20px; font-size: 9.5pt;
}
QPushButton#chip:hover { color: $TEXT; border-color: $FAINT; }
QPushButton#chip:checked { background: $TEXT; color: $GROUND; border-color: $TEXT; }
QPushButton#chip:focus { border-color: $ACCENT; }
QLabel#word { background: $HOVER; border-radius: 10px; padding: 2px 10px; font-size: 9.5pt; }
QLabel#not { background: transparent; border: 1px solid $LINE; border-radius: 10px; padding: 1px 10px;
  font-size: 9.5pt; color: $DIM; }

#ask { background: $SURFACE; border: 1px solid $LINE; border-radius: 24px; }
#ask[active="true"] { border-color: $ACCENT; }
QLineEdit { background: transparent; border: none; selection-background-color: $ACCENT;
  selection-color: $ON_ACCENT; font-size: 11pt; }

#group { background: $RAISED; border-radius: 12px; }
#group QPushButton { background: $HOVER; }
#group QPushButton:hover { background: $LINE; }
#group QPushButton#chip { background: transparent; }
#group QPushButton#chip:checked { background: $TEXT; }
QToolButton#bare { background: transparent; padding: 0; border-radius: 8px; }
QToolButton#bare:hover { background: $RAISED; }

QListView { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar::handle:vertical { background: $LINE; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $FAINT; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle:horizontal { background: $LINE; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }

QMenu { background: $RAISED; border: 1px solid $LINE; border-radius: 10px; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 10px; border-radius: 7px; }
QMenu::item:selected { background: $HOVER; }
QMenu::item:disabled { color: $FAINT; }
QMenu::separator { height: 1px; background: $LINE; margin: 6px 8px; }
QMenu::icon { padding-left: 8px; }

#toast { background: $RAISED; border: 1px solid $LINE; border-radius: 12px; }
#bar { background: $GROUND; }
QProgressBar { background: $RAISED; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $ACCENT; border-radius: 3px; }
""")


def apply_theme(app: QApplication) -> None:
    """Give the whole program its look."""
    app.setStyle(QStyleFactory.create("Fusion"))
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(10.0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: Colour.GROUND,
        QPalette.ColorRole.WindowText: Colour.TEXT,
        QPalette.ColorRole.Base: Colour.SURFACE,
        QPalette.ColorRole.AlternateBase: Colour.RAISED,
        QPalette.ColorRole.Text: Colour.TEXT,
        QPalette.ColorRole.Button: Colour.RAISED,
        QPalette.ColorRole.ButtonText: Colour.TEXT,
        QPalette.ColorRole.ToolTipBase: Colour.RAISED,
        QPalette.ColorRole.ToolTipText: Colour.TEXT,
        QPalette.ColorRole.Highlight: Colour.ACCENT,
        QPalette.ColorRole.HighlightedText: Colour.ON_ACCENT,
        QPalette.ColorRole.PlaceholderText: Colour.FAINT,
        QPalette.ColorRole.Link: Colour.ACCENT,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    app.setStyleSheet(_SHEET.substitute({c.name: c.value for c in Colour}, radius=RADIUS))
