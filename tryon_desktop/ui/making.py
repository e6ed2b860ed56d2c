"""Small makers of widgets under the names by which the style sheet knows them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QToolButton

from tryon_desktop.ui.icons import icon
from tryon_desktop.ui.theme import Colour

T = TypeVar("T", bound=QObject)


def named(widget: T, name: str) -> T:
    """`widget`, called `name`."""
    widget.setObjectName(name)
    return widget


def tool_button(name: str, tip: str, picture: str = "", *, colour: str = Colour.TEXT, size: int = 20) -> QToolButton:
    """A button that shows a line icon and says in a tooltip, and to a screen reader, what it does."""
    button = named(QToolButton(), name)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    if picture:
        button.setIcon(icon(picture, colour, size))
        button.setIconSize(QSize(size, size))
    return button
