"""How the last request was understood, what answers it, and what moved every answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.flow import FlowLayout
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Card, Reply, Result
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.tile import paint_tile

SIDE = 48
SHOWN = 4
"""So many results stand in the card."""

Look = Callable[[str], tuple[Card | None, object]]
"""The card and the thumbnail (QPixmap or None) of a garment."""


class ResultTile(QAbstractButton):
    """One garment that answers; a click wears it, pointing at it says why."""

    def __init__(self, result: Result, look: Look, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result, self._look = result, look
        card, _ = look(result.id)
        self._category: Category | None = card.category if card else None
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(why(result, card, tr))
        self.setAccessibleName(card.name(tr.language) if card else result.id)
        self.setAccessibleDescription(re.sub(r"<[^>]+>", " ", self.toolTip()))
        self.worn = False

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tile, and a ring when it is worn or has the focus."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        tile = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        _, pixmap = self._look(self.result.id)
        paint_tile(painter, tile, pixmap, self._category, lit=self.underMouse(), radius=9)  # type: ignore[arg-type]
        if self.worn or self.hasFocus():
            pen = painter.pen()
            pen.setColor(QColor(Colour.ACCENT if self.worn else Colour.FAINT))
            pen.setWidthF(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile, 9, 9)
        painter.end()


class AnswerCard(QWidget):
    """The request with the words that were not understood struck out, the answer, and the garments that answer."""

    chosen = Signal(str)

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._look: Look = lambda _: (None, None)
        self._worn: tuple[str, ...] = ()
        self.asked = named(QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText), "dim")
        self.says = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.says.setAccessibleName(tr("understood"))
        self._words = QWidget()
        self._flow = FlowLayout(self._words, gap=6)
        cross = tool_button("quiet", tr("close"), "close", colour=Colour.DIM, size=14)
        cross.clicked.connect(self.hide)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.asked)
        left.addWidget(self.says)
        left.addWidget(self._words)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(6)
        line = QHBoxLayout(self)
        line.setContentsMargins(STEP * 2, 0, 0, 0)
        line.setSpacing(STEP + 4)
        line.addLayout(left, 1)
        line.addLayout(self._tiles)
        line.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Where pictures and names come from."""
        self._look = look

    def show_reply(self, reply: Reply) -> None:
        """Show how a request was understood."""
        language = self._tr.language
        self.asked.setText(marked(reply.text, reply.unread))
        self.asked.setToolTip(self._tr("not_used", words=", ".join(reply.unread)) if reply.unread else "")
        self.asked.setVisible(bool(reply.text) and bool(reply.unread))
        said = reply.says(language)
        self.says.setText(f"{said} {self._tr('legs_unseen')}" if reply.unseen else said)
        _clear(self._flow)
        words = [(word, "word") for word in reply.read.get(language, ())]
        words += [(f"– {word}", "not") for word in reply.excluded.get(language, ())]
        elsewhere = [word for word in reply.unread if word.lower() not in reply.text.lower()]
        if elsewhere:
            words.append((self._tr("not_used", words=", ".join(elsewhere)), "not"))
        for text, kind in words:
            label = named(QLabel(text), kind)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._flow.addWidget(label)
        self._words.setVisible(bool(words))
        _clear(self._tiles)
        for result in reply.results[:SHOWN]:
            tile = ResultTile(result, self._look, self._tr)
            tile.clicked.connect(lambda _=False, chosen=result.id: self.chosen.emit(chosen))
            self._tiles.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        self.set_worn(self._worn)
        self.show()

    @property
    def tiles(self) -> list[ResultTile]:
        """The garments that answer, the best first."""
        items = (self._tiles.itemAt(place) for place in range(self._tiles.count()))
        widgets = (item.widget() for item in items if item)
        return [widget for widget in widgets if isinstance(widget, ResultTile)]

    @property
    def words(self) -> list[str]:
        """The words that the last reply was made from."""
        items = (self._flow.itemAt(place) for place in range(self._flow.count()))
        labels = (item.widget() for item in items if item)
        return [label.text() for label in labels if isinstance(label, QLabel)]

    def set_worn(self, worn: tuple[str, ...]) -> None:
        """Mark what is worn."""
        self._worn = worn
        for tile in self.tiles:
            tile.worn = tile.result.id in worn
            tile.update()

    def set_compact(self, compact: bool) -> None:
        """In a small window the words come first: no garments beside them."""
        for tile in self.tiles:
            tile.setVisible(not compact)


def marked(text: str, unread: Sequence[str]) -> str:
    """The request as rich text, the words that were not understood struck out."""
    if not unread:
        return html.escape(text)
    pattern = "|".join(re.escape(word) for word in sorted(unread, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return "".join(
        f'<span style="color:{Colour.FAINT}; text-decoration:line-through">{html.escape(piece)}</span>'
        if place % 2
        else html.escape(piece)
        for place, piece in enumerate(pieces)
    )


def why(result: Result, card: Card | None, tr: Strings) -> str:
    """What moved one answer, as rich text: its reasons, the history's, and the share of every source."""
    lines = [f"<b>{html.escape(card.name(tr.language) if card else result.id)}</b>"]
    lines += [f"· {html.escape(reason)}" for reason in result.reasons]
    lines += [
        f'<span style="color:{Colour.ACCENT}">· {html.escape(reason)}</span>'
        for reason in result.history.get(tr.language, ())
    ]
    names = {name: tr(f"part_{name}") for name in PARTS}
    shares = [
        f"{html.escape(names.get(name, name))} {round(100 * share)}%"
        for name, share in result.parts
        if abs(share) >= 0.005
    ]
    if shares:
        lines.append(f'<span style="color:{Colour.DIM}">{html.escape(tr("moved_by"))} {", ".join(shares)}</span>')
    return "<br>".join(lines)


PARTS = ("words", "refused", "worn", "picture", "history", "person")


def _clear(layout: FlowLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
