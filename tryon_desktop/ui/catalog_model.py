"""The catalog as a list model, and how one garment of it is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.icons import paint_icon
from tryon_desktop.ui.ports import Card
from tryon_desktop.ui.theme import Colour
from tryon_desktop.ui.tile import break_name, paint_tile

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model tells besides the name."""

    ID = Qt.ItemDataRole.UserRole + 1
    CATEGORY = Qt.ItemDataRole.UserRole + 2
    WORN = Qt.ItemDataRole.UserRole + 3
    BUSY = Qt.ItemDataRole.UserRole + 4
    THUMBNAIL = Qt.ItemDataRole.UserRole + 5
    KEPT = Qt.ItemDataRole.UserRole + 6


class CatalogModel(QAbstractListModel):
    """Garments in the catalog's order. A thumbnail is asked for when it is first painted."""

    def __init__(self, ask: Callable[[str], None], language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask, self._language = ask, language
        self._cards: list[Card] = []
        self._rows: dict[str, int] = {}
        self._thumbnails: dict[str, QPixmap] = {}
        self._worn: tuple[str, ...] = ()
        self._busy = ""

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show another list; thumbnails already read stay."""
        self.beginResetModel()
        self._cards = list(cards)
        self._rows = {card.id: row for row, card in enumerate(cards)}
        self.endResetModel()

    def set_worn(self, worn: tuple[str, ...]) -> None:
        """Mark what is worn."""
        touched = set(self._worn) ^ set(worn)
        self._worn = worn
        for garment_id in touched:
            self._repaint(garment_id)

    def set_busy(self, garment_id: str) -> None:
        """Mark what is being drawn."""
        touched = {self._busy, garment_id}
        self._busy = garment_id
        for touched_id in touched:
            self._repaint(touched_id)

    def set_thumbnail(self, garment_id: str, image: QImage) -> None:
        """A thumbnail came."""
        self._thumbnails[garment_id] = QPixmap.fromImage(image)
        self._repaint(garment_id)

    def thumbnail(self, garment_id: str) -> QPixmap | None:
        """A thumbnail; None while it is on its way."""
        if garment_id not in self._thumbnails:
            self._ask(garment_id)
        return self._thumbnails.get(garment_id)

    def card(self, garment_id: str) -> Card | None:
        """One garment by its id."""
        row = self._rows.get(garment_id)
        return None if row is None else self._cards[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many garments."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See `Role`."""
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return card.name(self._language)
            case Role.ID:
                return card.id
            case Role.CATEGORY:
                return card.category
            case Role.WORN:
                return card.id in self._worn
            case Role.BUSY:
                return card.id == self._busy
            case Role.KEPT:
                return card.kept
            case Role.THUMBNAIL:
                return self.thumbnail(card.id)
        return None

    def roleNames(self) -> dict[int, QByteArray]:
        """Names for tools that read models."""
        return {**super().roleNames(), **{int(role): QByteArray(role.name.lower().encode()) for role in Role}}

    def _repaint(self, garment_id: str) -> None:
        row = self._rows.get(garment_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))


class CategoryFilter(QSortFilterProxyModel):
    """Lets through one category, or all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._category: Category | None = None

    def set_category(self, category: Category | None) -> None:
        """None: everything."""
        self._category = category
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a garment is of the category."""
        return self._category in (None, self.sourceModel().index(row, 0, parent).data(Role.CATEGORY))


class CardDelegate(QStyledItemDelegate):
    """Paints a garment on a soft tile with its name below; a ring and a tick when worn, a spark while not kept."""

    NAME = 36
    PAD = 4

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tile = 104

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A square tile and two lines for the name."""
        return self.cell()

    def cell(self) -> QSize:
        """The room of one garment."""
        return QSize(self.tile + self.PAD * 2, self.tile + self.NAME + self.PAD * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One garment."""
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(option.rect).adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)
        side = rect.width()
        tile = QRectF(rect.left(), rect.top(), side, side)
        state = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        worn, busy = index.data(Role.WORN), index.data(Role.BUSY)
        paint_tile(painter, tile, index.data(Role.THUMBNAIL), index.data(Role.CATEGORY), lit=hovered, faint=busy)
        if worn or busy or focused:
            pen = painter.pen()
            pen.setColor(QColor(Colour.ACCENT if worn or busy else Colour.FAINT))
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 11, 11)
        if worn:
            badge = QRectF(tile.right() - 28, tile.top() + 8, 20, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.ACCENT))
            painter.drawEllipse(badge)
            paint_icon(painter, "check", badge.adjusted(3, 3, -3, -3), Colour.ON_ACCENT)
        if not index.data(Role.KEPT):
            mark = QRectF(tile.left() + 8, tile.top() + 8, 20, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.RAISED))
            painter.drawEllipse(mark)
            paint_icon(painter, "spark", mark.adjusted(3, 3, -3, -3), Colour.ACCENT)
        self._paint_name(painter, rect.adjusted(2, side + 5, -2, 0), index.data(), bright=worn or hovered)
        painter.restore()

    def _paint_name(self, painter: QPainter, room: QRectF, name: str, *, bright: bool) -> None:
        font = QFont(painter.font())
        font.setPointSizeF(9)
        painter.setFont(font)
        painter.setPen(QColor(Colour.TEXT if bright else Colour.DIM))
        metrics = painter.fontMetrics()
        first, rest = break_name(name, lambda text: metrics.horizontalAdvance(text) <= room.width())
        line = metrics.height()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(room.left(), room.top(), room.width(), line), flags, first)
        if rest:
            rest = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(QRectF(room.left(), room.top() + line - 1, room.width(), line), flags, rest)
