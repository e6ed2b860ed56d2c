"""The grid of the wardrobe."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from tryon_desktop.ui.catalog_model import CardDelegate

TILE = 102


class GarmentView(QListView):
    """A grid that always fills its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardDelegate(self)
        self._doubled = False
        self.setItemDelegate(self.cards)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(24)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second of two quick clicks does nothing: it would take off what the first put on."""
        self._doubled = True
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, unless it was the second of two."""
        doubled, self._doubled = self._doubled, False
        if not doubled:
            super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among as many tiles as fit."""
        room = self.viewport().width() - 1
        columns = max(2, room // (TILE + CardDelegate.PAD * 2))
        self.cards.tile = room // columns - CardDelegate.PAD * 2
        self.setGridSize(self.cards.cell())
        super().resizeEvent(event)
