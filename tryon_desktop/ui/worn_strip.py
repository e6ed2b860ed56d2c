"""What is worn now, each with a way to take it off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon_desktop.ui.catalog_model import CatalogModel
from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.tile import SHAPES

THUMB = 40


class WornStrip(QWidget):
    """A row for every worn garment: picture, name, a way to keep a design, a cross."""

    take_off = Signal(str)
    keep = Signal(str)
    describe = Signal()

    def __init__(self, model: CatalogModel, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._tr = model, tr
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, STEP, 0)
        self._column.setSpacing(4)
        self._rows: dict[tuple[str, bool, bool], QWidget] | None = None

    def show_worn(self, worn: tuple[str, ...]) -> None:
        """Show these; the last put on first."""
        state = tuple(
            (garment_id, self._model.thumbnail(garment_id) is not None, self._passing(garment_id))
            for garment_id in reversed(worn)
        )
        shown = self._rows or {}
        if self._rows is not None and state == tuple(shown):
            return
        # What is worn on stays as it is: making a row takes as long as dressing a frame.
        self._rows = {row: shown.get(row) or self._row(row[0]) for row in state}
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in self._rows.values():
                old.hide()
                old.deleteLater()
        if not worn:
            self._column.addWidget(named(QLabel(self._tr("wearing_nothing")), "dim"))
        for widget in self._rows.values():
            self._column.addWidget(widget)

    def _row(self, garment_id: str) -> QWidget:
        card = self._model.card(garment_id)
        name = card.name(self._tr.language) if card else garment_id
        picture = tool_button("bare", self._tr("describe"))
        picture.setFixedSize(THUMB, THUMB)
        picture.setIconSize(QSize(THUMB, THUMB))
        picture.clicked.connect(self.describe)
        pixmap = self._model.thumbnail(garment_id)
        if pixmap is not None:
            scale = self.devicePixelRatioF()
            side = round(THUMB * scale)
            small = pixmap.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            small.setDevicePixelRatio(scale)
            picture.setIcon(QIcon(small))
        elif card is not None:
            shape = icon_pixmap(SHAPES[card.category], THUMB, Colour.TILE_EDGE, self.devicePixelRatioF())
            picture.setIcon(QIcon(shape))
        label = QLabel(name)
        label.setWordWrap(True)
        cross = tool_button("quiet", self._tr("take_off", name=name), "close", colour=Colour.DIM, size=16)
        cross.clicked.connect(lambda: self.take_off.emit(garment_id))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP + 4)
        line.addWidget(picture)
        line.addWidget(label, 1)
        if self._passing(garment_id):
            keep = tool_button("quiet", self._tr("keep_tip"), "keep", colour=Colour.ACCENT, size=18)
            keep.clicked.connect(lambda: self.keep.emit(garment_id))
            line.addWidget(keep)
        line.addWidget(cross)
        return row

    def _passing(self, garment_id: str) -> bool:
        card = self._model.card(garment_id)
        return card is not None and not card.kept
