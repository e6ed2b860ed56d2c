"""The wardrobe: what is worn, a filter of categories, and every garment with its picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.catalog_model import CardDelegate, CatalogModel, CategoryFilter, Role
from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.dropping import dropped_files
from tryon_desktop.ui.icons import icon
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Card, Mirror
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.worn_strip import WornStrip

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


class ChipRow(QScrollArea):
    """A line of chips, moved by the wheel, fading where it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(32)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fade = Fade(self)
        self.horizontalScrollBar().valueChanged.connect(self._mark)
        self.horizontalScrollBar().rangeChanged.connect(self._mark)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down move the line sideways."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()) // 2)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the fade over the line."""
        super().resizeEvent(event)
        self._fade.resize(self.size())
        self._mark()

    def _mark(self) -> None:
        bar = self.horizontalScrollBar()
        self._fade.show_sides(left=bar.value() > bar.minimum(), right=bar.value() < bar.maximum())


class Fade(QWidget):
    """Lies over a scrolling line and lets its ends run out into the surface."""

    WIDTH = 36

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._left = self._right = False

    def show_sides(self, *, left: bool, right: bool) -> None:
        """Which ends go on."""
        self._left, self._right = left, right
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two gradients."""
        painter = QPainter(self)
        surface, clear = QColor(Colour.SURFACE), QColor(Colour.SURFACE)
        clear.setAlpha(0)
        for wanted, start, end in (
            (self._left, 0, self.WIDTH),
            (self._right, self.width(), self.width() - self.WIDTH),
        ):
            if wanted:
                fade = QLinearGradient(start, 0, end, 0)
                fade.setColorAt(0, surface)
                fade.setColorAt(1, clear)
                painter.fillRect(min(start, end), 0, self.WIDTH, self.height(), fade)
        painter.end()


class CatalogPanel(QFrame):
    """Talks to the mirror by ids; a click wears a garment, a click on a worn one takes it off."""

    photo_wanted = Signal()
    photo_dropped = Signal(Path)

    def __init__(self, mirror: Mirror, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAcceptDrops(True)
        self._mirror, self._tr = mirror, tr
        self.model = CatalogModel(mirror.thumbnail, tr.language, self)
        self.filter = CategoryFilter(self)
        self.filter.setSourceModel(self.model)
        self.view = GarmentView(self)
        self.view.setModel(self.filter)
        self.view.setAccessibleName(tr("wardrobe"))
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(self._activated)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.worn = WornStrip(self.model, tr, self)
        self.worn.take_off.connect(mirror.take_off)
        self.worn.keep.connect(mirror.keep)
        self._count = named(QLabel(), "hint")
        self._empty = named(QLabel(tr("wardrobe_empty"), alignment=Qt.AlignmentFlag.AlignCenter), "dim")
        self._empty.setWordWrap(True)
        self._lay_out()
        mirror.catalog_changed.connect(self.refresh)
        mirror.outfit_changed.connect(self._mark_worn)
        mirror.busy_changed.connect(self._mark_busy)
        mirror.thumbnail_ready.connect(self._thumbnail)
        self.refresh()

    def _lay_out(self) -> None:
        add = tool_button("quiet", self._tr("wardrobe_add"), "plus", colour=Colour.DIM)
        add.clicked.connect(self.photo_wanted)
        head = QHBoxLayout()
        head.setSpacing(STEP)
        head.addWidget(named(QLabel(self._tr("wardrobe")), "title"))
        head.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(add)
        self._chips = QHBoxLayout()
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(6)
        self._group = QButtonGroup(self)
        row = QWidget()
        row.setLayout(self._chips)
        self._chip_area = ChipRow()
        self._chip_area.setWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP * 2, STEP, STEP)
        column.setSpacing(STEP + 4)
        column.addLayout(head)
        column.addWidget(self.worn)
        column.addWidget(self._chip_area)
        column.addWidget(self.view, 1)
        column.addWidget(self._empty, 1)

    def refresh(self) -> None:
        """The catalog changed."""
        cards = self._mirror.cards()
        self.model.set_cards(cards)
        self._welcome(False)
        self.view.setVisible(bool(cards))
        self._chip_area.setVisible(bool(cards))
        self._empty.setVisible(not cards)
        self._fill_chips(cards)
        self._mark_worn()
        self._mark_busy()

    def _welcome(self, dropping: bool) -> None:
        """Say what a drop would do, or how many garments there are."""
        count = len(self._mirror.cards())
        self._count.setText(self._tr("drop_garment") if dropping else self._tr("wardrobe_count", count=count))
        self.setProperty("dropping", "true" if dropping else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def choose(self, category: Category | None) -> None:
        """Show one category, or all."""
        self.filter.set_category(category)

    def chip(self, category: Category | None) -> QPushButton | None:
        """The chip of a category, None for all."""
        return next((chip for chip in self._buttons() if chip.property("category") == category), None)

    def _buttons(self) -> list[QPushButton]:
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def _fill_chips(self, cards: Sequence[Card]) -> None:
        present = {card.category for card in cards}
        wanted: list[Category | None] = [None, *(category for category in Category if category in present)]
        if [chip.property("category") for chip in self._buttons()] == wanted:
            return
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                self._group.removeButton(old)  # type: ignore[arg-type]
                old.deleteLater()
        for category in wanted:
            chip = named(QPushButton(self._tr(f"category_{category}" if category else "filter_all")), "chip")
            chip.setCheckable(True)
            chip.setChecked(category is None)
            chip.setProperty("category", category)
            chip.clicked.connect(lambda _=False, category=category: self.choose(category))
            self._group.addButton(chip)
            self._chips.addWidget(chip)
        self._chips.addStretch(1)
        self.choose(None)

    def _mark_worn(self) -> None:
        self.model.set_worn(self._mirror.worn())
        self.worn.show_worn(self._mirror.worn())

    def _mark_busy(self) -> None:
        self.model.set_busy(self._mirror.busy)

    def _thumbnail(self, garment_id: str, image: QImage) -> None:
        self.model.set_thumbnail(garment_id, image)
        self.worn.show_worn(self._mirror.worn())

    def _clicked(self, index: QModelIndex) -> None:
        garment_id = index.data(Role.ID)
        if index.data(Role.WORN):
            self._mirror.take_off(garment_id)
        else:
            self._mirror.wear(garment_id)

    def menu_of(self, card: Card) -> QMenu:
        """What can be done with a garment."""
        worn = card.id in self._mirror.worn()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if worn:
            off = menu.addAction(icon("close", Colour.DIM), self._tr("menu_take_off"))
            off.triggered.connect(lambda: self._mirror.take_off(card.id))
        else:
            on = menu.addAction(icon("hanger", Colour.DIM), self._tr("menu_wear"))
            on.triggered.connect(lambda: self._mirror.wear(card.id))
        if card.own:
            menu.addSeparator()
        if not card.kept:
            keep = menu.addAction(icon("keep", Colour.DIM), self._tr("keep"))
            keep.triggered.connect(lambda: self._mirror.keep(card.id))
        if card.own:
            remove = menu.addAction(icon("remove", Colour.DIM), self._tr("remove" if not card.kept else "remove_ask"))
            remove.triggered.connect(lambda: self._remove(card))
        return menu

    def _open_menu(self, where: QPoint) -> None:
        index = self.view.indexAt(where)
        card = self.model.card(index.data(Role.ID)) if index.isValid() else None
        if card is not None:
            self.menu_of(card).popup(self.view.viewport().mapToGlobal(where))

    def _remove(self, card: Card) -> None:
        """At once what would go with the program anyway; after a question what was to stay."""
        if not card.kept:
            self._mirror.remove(card.id)
            return
        question = self._tr("remove_question", name=card.name(self._tr.language))
        confirm = Confirm(self._tr, question, self._tr("remove"), self.window())
        confirm.accepted.connect(lambda: self._mirror.remove(card.id))
        confirm.open()

    def _activated(self, index: QModelIndex) -> None:
        """Return on a garment; a mouse's activation has already been a click."""
        if self.view.hasFocus() and not self.view.underMouse():
            self._clicked(index)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a photo."""
        if dropped_files(event.mimeData()):
            self._welcome(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._welcome(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand every photo on."""
        self._welcome(False)
        event.acceptProposedAction()
        for path in dropped_files(event.mimeData()):
            self.photo_dropped.emit(path)
