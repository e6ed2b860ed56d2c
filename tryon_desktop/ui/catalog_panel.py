"""The wardrobe: what is worn, a filter of categories, and every garment with its picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.catalog_model import CatalogModel, CategoryFilter, Role
from tryon_desktop.ui.chip_row import ChipRow
from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.dropping import dropped_files
from tryon_desktop.ui.for_you import ForYou
from tryon_desktop.ui.garment_view import GarmentView
from tryon_desktop.ui.icons import icon
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Card, Mirror, Preferences
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.worn_strip import WornStrip

FOR_YOU = "for_you"
Shelf: TypeAlias = Category | str | None
"""What the panel shows: one category, what is recommended, or everything."""


class CatalogPanel(QFrame):
    """Talks to the mirror by ids; a click wears a garment, a click on a worn one takes it off."""

    photo_wanted = Signal()
    photo_dropped = Signal(Path)

    def __init__(
        self, mirror: Mirror, preferences: Preferences, tr: Strings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAcceptDrops(True)
        self._mirror, self._preferences, self._tr = mirror, preferences, tr
        self._shelf: Shelf = None
        self._dismissed: set[str] = set()
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
        self.worn.describe.connect(mirror.describe)
        self.for_you = ForYou(self.model, tr, self)
        self.for_you.chosen.connect(self._toggle)
        self.for_you.dismissed.connect(self._dismiss)
        self.for_you.menu_wanted.connect(self._open_menu_of)
        self.for_you.switched_on.connect(lambda: mirror.recommend(True))
        self.for_you.hide()
        self._count = named(QLabel(), "hint")
        self._empty = named(QLabel(tr("wardrobe_empty"), alignment=Qt.AlignmentFlag.AlignCenter), "dim")
        self._empty.setWordWrap(True)
        self._lay_out()
        mirror.catalog_changed.connect(self.refresh)
        mirror.outfit_changed.connect(self._mark_worn)
        mirror.suggestions_changed.connect(self._suggest)
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
        column.addWidget(self.for_you, 1)
        column.addWidget(self._empty, 1)

    def refresh(self) -> None:
        """The catalog changed."""
        cards = self._mirror.cards()
        self.model.set_cards(cards)
        self._welcome(False)
        self._chip_area.setVisible(bool(cards))
        self._empty.setVisible(not cards)
        self._fill_chips(cards)
        self._show_shelf()
        self._suggest()
        self._mark_worn()
        self._mark_busy()

    def _welcome(self, dropping: bool) -> None:
        """Say what a drop would do, or how many garments there are."""
        count = len(self._mirror.cards())
        self._count.setText(self._tr("drop_garment") if dropping else self._tr("wardrobe_count", count=count))
        self.setProperty("dropping", "true" if dropping else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def choose(self, shelf: Shelf) -> None:
        """Show one category, all, or what is recommended."""
        self._shelf = shelf
        if shelf != FOR_YOU:
            self.filter.set_category(Category(shelf) if shelf else None)
        self._show_shelf()
        self._suggest(opened=True)

    def chip(self, shelf: Shelf) -> QPushButton | None:
        """The chip of a category, of what is recommended, None for all."""
        return next((chip for chip in self._buttons() if chip.property("shelf") == shelf), None)

    def _show_shelf(self) -> None:
        there = bool(self._mirror.cards())
        self.view.setVisible(there and self._shelf != FOR_YOU)
        self.for_you.setVisible(there and self._shelf == FOR_YOU)

    def _suggest(self, *, opened: bool = False) -> None:
        """Show the newest recommendations; while they are looked at, only take away what was dismissed."""
        suggestions = self._mirror.suggestions()
        shown = [row.suggestion for row in self.for_you.rows]
        if self._shelf == FOR_YOU and not opened and shown and suggestions:
            suggestions = [one for one in shown if one.id not in self._dismissed]
        self.for_you.show_suggestions(suggestions, on=bool(self._preferences["recommendations"]))

    def _buttons(self) -> list[QPushButton]:
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def _fill_chips(self, cards: Sequence[Card]) -> None:
        present = {card.category for card in cards}
        wanted: list[Shelf] = [None, FOR_YOU, *(category for category in Category if category in present)]
        if [chip.property("shelf") for chip in self._buttons()] == wanted:
            return
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                self._group.removeButton(old)  # type: ignore[arg-type]
                old.deleteLater()
        names = {None: self._tr("filter_all"), FOR_YOU: self._tr("for_you")}
        for shelf in wanted:
            chip = named(QPushButton(names.get(shelf) or self._tr(f"category_{shelf}")), "chip")
            chip.setCheckable(True)
            chip.setChecked(shelf is None)
            chip.setProperty("shelf", shelf)
            chip.clicked.connect(lambda _=False, shelf=shelf: self.choose(shelf))
            self._group.addButton(chip)
            self._chips.addWidget(chip)
        self._chips.addStretch(1)
        self.choose(None)

    def _dismiss(self, garment_id: str) -> None:
        self._dismissed.add(garment_id)
        self._mirror.dismiss(garment_id)

    def _mark_worn(self) -> None:
        self.model.set_worn(self._mirror.worn())
        self.worn.show_worn(self._mirror.worn())
        self.for_you.set_worn(self._mirror.worn())

    def _mark_busy(self) -> None:
        self.model.set_busy(self._mirror.busy)

    def _thumbnail(self, garment_id: str, image: QImage) -> None:
        self.model.set_thumbnail(garment_id, image)
        self.for_you.repaint_thumbnail(garment_id)
        self.worn.show_worn(self._mirror.worn())

    def _clicked(self, index: QModelIndex) -> None:
        self._toggle(index.data(Role.ID))

    def _toggle(self, garment_id: str) -> None:
        if garment_id in self._mirror.worn():
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
        no = menu.addAction(icon("close", Colour.DIM), self._tr("not_for_me"))
        no.triggered.connect(lambda: self._dismiss(card.id))
        no.setVisible(bool(self._preferences["recommendations"]))
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
        if index.isValid():
            self._open_menu_of(index.data(Role.ID), self.view.viewport().mapToGlobal(where))

    def _open_menu_of(self, garment_id: str, where: QPoint) -> None:
        if (card := self.model.card(garment_id)) is not None:
            self.menu_of(card).popup(where)

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
