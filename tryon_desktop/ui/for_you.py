"""What is recommended to this person: a row for every garment, with the reason why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from tryon_desktop.ui.catalog_model import CatalogModel
from tryon_desktop.ui.icons import paint_icon
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Suggestion
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.tile import break_name, paint_tile

SIDE = 76


class SuggestionRow(QAbstractButton):
    """One garment: its picture, its name and the strongest reason; all reasons in the tooltip."""

    dismissed = Signal()

    def __init__(self, model: CatalogModel, suggestion: Suggestion, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self.suggestion = model, suggestion
        card = model.card(suggestion.id)
        self._category = card.category if card else None
        self.name = card.name(tr.language) if card else suggestion.id
        reasons = suggestion.why.get(tr.language, ())
        self.reason = reasons[0] if reasons else ""
        self.setAccessibleName(f"{self.name}: {self.reason}")
        self.setToolTip("\n".join(reasons))
        self.setMinimumHeight(SIDE + STEP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._cross = tool_button("quiet", tr("not_for_me"), "close", colour=Colour.DIM, size=14)
        self._cross.setParent(self)
        self._cross.clicked.connect(self.dismissed)
        self._cross.hide()
        self._worn = False

    def sizeHint(self) -> QSize:
        """As wide as there is room for."""
        return QSize(240, SIDE + STEP)

    def set_worn(self, worn: bool) -> None:
        """Mark it as worn."""
        self._worn = worn
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer the cross."""
        super().enterEvent(event)
        self._cross.show()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take it away."""
        super().leaveEvent(event)
        self._cross.hide()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cross stays in its corner."""
        super().resizeEvent(event)
        size = self._cross.sizeHint()
        self._cross.setGeometry(self.width() - size.width() - 2, 6, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tile, name, reason."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(Colour.RAISED))
            painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        tile = QRectF(STEP / 2, STEP / 2, SIDE, SIDE)
        pixmap = self._model.thumbnail(self.suggestion.id)
        paint_tile(painter, tile, pixmap, self._category, lit=self.underMouse(), radius=10)
        if self._worn:
            badge = QRectF(tile.right() - 22, tile.top() + 4, 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.ACCENT))
            painter.drawEllipse(badge)
            paint_icon(painter, "check", badge.adjusted(3, 3, -3, -3), Colour.ON_ACCENT)
        self._paint_words(painter, QRectF(self.rect()).adjusted(SIDE + STEP * 2.5, STEP, -STEP * 4, -STEP))
        painter.end()

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        lines = [(line, 10.0, QColor(Colour.TEXT)) for line in _lines(painter, self.name, room.width(), 10.0)]
        lines += [(line, 9.0, QColor(Colour.ACCENT)) for line in _lines(painter, self.reason, room.width(), 9.0)]
        font = QFont(painter.font())
        heights = []
        for _, size, _ in lines:
            font.setPointSizeF(size)
            painter.setFont(font)
            heights.append(painter.fontMetrics().height())
        top = room.center().y() - sum(heights) / 2
        for (line, size, colour), height in zip(lines, heights, strict=True):
            font.setPointSizeF(size)
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRectF(room.left(), top, room.width(), height), Qt.AlignmentFlag.AlignLeft, line)
            top += height


class ForYou(QWidget):
    """The rows; or why there are none. While it is open its order stays, whatever is put on meanwhile."""

    chosen = Signal(str)
    dismissed = Signal(str)
    menu_wanted = Signal(str, QPoint)
    switched_on = Signal()

    def __init__(self, model: CatalogModel, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._tr = model, tr
        self._suggestions: tuple[Suggestion, ...] = ()
        self._worn: tuple[str, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, STEP, 0)
        self._rows.setSpacing(STEP // 2)
        inside = QWidget()
        inside.setLayout(self._rows)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self._words = named(QLabel(alignment=Qt.AlignmentFlag.AlignCenter), "dim")
        self._words.setWordWrap(True)
        self.turn_on = named(QPushButton(tr("recommend_on")), "link")
        self.turn_on.clicked.connect(self.switched_on)
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setSpacing(STEP)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addWidget(self.turn_on, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(area)
        self._stack.addWidget(empty)

    @property
    def rows(self) -> list[SuggestionRow]:
        """The rows, from the top."""
        items = (self._rows.itemAt(place) for place in range(self._rows.count()))
        widgets = (item.widget() for item in items if item)
        return [widget for widget in widgets if isinstance(widget, SuggestionRow)]

    def show_suggestions(self, suggestions: Sequence[Suggestion], *, on: bool) -> None:
        """Show these. on: whether a history is kept at all."""
        known = tuple(one for one in suggestions if self._model.card(one.id) is not None)
        if known != self._suggestions:
            self._suggestions = known
            self._fill()
        self._words.setText(self._tr("for_you_empty" if on else "for_you_off"))
        self.turn_on.setVisible(not on)
        self._stack.setCurrentIndex(0 if known else 1)

    def set_worn(self, worn: tuple[str, ...]) -> None:
        """Mark what is worn."""
        self._worn = worn
        for row in self.rows:
            row.set_worn(row.suggestion.id in worn)

    def repaint_thumbnail(self, garment_id: str) -> None:
        """A thumbnail came."""
        for row in self.rows:
            if row.suggestion.id == garment_id:
                row.update()

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for suggestion in self._suggestions:
            row = SuggestionRow(self._model, suggestion, self._tr)
            row.set_worn(suggestion.id in self._worn)
            row.clicked.connect(lambda _=False, chosen=suggestion.id: self.chosen.emit(chosen))
            row.dismissed.connect(lambda gone=suggestion.id: self.dismissed.emit(gone))
            row.customContextMenuRequested.connect(
                lambda where, row=row: self.menu_wanted.emit(row.suggestion.id, row.mapToGlobal(where))
            )
            self._rows.addWidget(row)
        self._rows.addStretch(1)


def _lines(painter: QPainter, text: str, width: float, size: float) -> list[str]:
    """A text in at most two lines at a font size, the second cut short with an ellipsis."""
    font = QFont(painter.font())
    font.setPointSizeF(size)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    first, rest = break_name(text, lambda part: metrics.horizontalAdvance(part) <= width)
    return [first, *([metrics.elidedText(rest, Qt.TextElideMode.ElideRight, int(width))] if rest else [])]
