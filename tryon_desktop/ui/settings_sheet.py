"""The sheet of settings: what there is to choose, where things are kept, and how to be rid of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.making import named
from tryon_desktop.ui.ports import Mirror, Preferences
from tryon_desktop.ui.strings import LANGUAGES, Strings
from tryon_desktop.ui.switch import Switch
from tryon_desktop.ui.theme import STEP

WIDTH = 520


class SettingsSheet(QDialog):
    """Every change takes effect at once. language_chosen: the window has to be made anew in it."""

    language_chosen = Signal(str)
    mirrored_chosen = Signal(bool)

    def __init__(self, mirror: Mirror, preferences: Preferences, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror, self._preferences, self._tr = mirror, preferences, tr
        self.setWindowTitle(tr("help_settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.languages = self._choice({name: tr(f"language_{name}") for name in LANGUAGES}, tr.language)
        self.languages.idClicked.connect(lambda place: self.language_chosen.emit(LANGUAGES[place]))
        self.mirrored = Switch(tr("settings_mirrored"), bool(preferences["mirrored"]))
        self.mirrored.toggled.connect(self.mirrored_chosen)
        self.recommends = Switch(tr("settings_recommend"), bool(preferences["recommendations"]))
        self.recommends.toggled.connect(mirror.recommend)
        self.person = Switch(tr("settings_person"), bool(preferences["person"]))
        self.person.toggled.connect(self._look_at_person)
        self.erase = self._button("erase_history", self._erase_history)
        self.everything = self._button("erase_everything", self._erase_everything)
        self._folder = named(QLabel(textFormat=Qt.TextFormat.PlainText), "dim")
        self._folder.setWordWrap(True)
        self._show_folder()
        close = named(QPushButton(tr("close")), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 2)
        column.setSpacing(STEP + 4)
        column.addWidget(named(QLabel(tr("help_settings")), "title"))
        column.addWidget(self._group(
            self._row("settings_language", "", *_widgets(self.languages)),
            self._row("settings_mirrored", "settings_mirrored_about", self.mirrored),
        ))  # fmt: skip
        column.addWidget(self._group(*self._style_rows()))
        column.addWidget(self._group(self._folder_row()))
        column.addWidget(self._group(
            self._row("settings_recommend", "settings_recommend_about", self.recommends),
            self._row("settings_history", "settings_history_about", self.erase),
            self._row("settings_everything", "settings_everything_about", self.everything),
        ))  # fmt: skip
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(min(WIDTH, parent.width() - STEP * 4) if parent else WIDTH)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its lines need at its width: a dialog does not ask wrapped labels by itself."""
        super().showEvent(event)
        if (layout := self.layout()) is not None:
            self.setFixedHeight(layout.heightForWidth(self.width()))

    def _style_rows(self) -> list[QWidget]:
        device = self._mirror.device
        runs = named(QLabel(device.provider), "figure")
        rows = [self._row("settings_runs_on", device.why, runs, literal=True)]
        kinds = self._mirror.fusions
        self.fusions: QButtonGroup | None = None
        if len(kinds) > 1:
            chosen = self._preferences["fusion"] or kinds[0]
            self.fusions = self._choice({kind: self._tr(f"fusion_{kind}") for kind in kinds}, chosen)
            self.fusions.idClicked.connect(lambda place: self._mirror.fuse(kinds[place]))
            for button, kind in zip(self.fusions.buttons(), kinds, strict=True):
                button.setToolTip(self._tr(f"fusion_{kind}_tip"))
            rows.append(self._row("settings_fusion", "settings_fusion_about", *_widgets(self.fusions), below=True))
        rows.append(self._row("settings_person", "settings_person_about", self.person))
        return rows

    def _look_at_person(self, on: bool) -> None:
        self._preferences["person"] = on

    def _folder_row(self) -> QWidget:
        change, show = self._button("choose", self._choose_folder), self._button("open_folder", self._open_folder)
        return self._row("settings_folder", self._folder, change, show)

    def _row(
        self, title: str, about: str | QLabel, *widgets: QWidget, literal: bool = False, below: bool = False
    ) -> QWidget:
        """A title, a line about it, and what to choose with beside it, or below where it is wide."""
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(QLabel(self._tr(title)))
        if isinstance(about, str) and about:
            about = named(QLabel(about if literal else self._tr(about), textFormat=Qt.TextFormat.PlainText), "hint")
            about.setWordWrap(True)
        if isinstance(about, QLabel):
            words.addWidget(about)
        row = QWidget()
        choices = QHBoxLayout()
        choices.setSpacing(STEP)
        for widget in widgets:
            choices.addWidget(widget)
        if below:
            choices.addStretch(1)
            column = QVBoxLayout(row)
            column.addLayout(words)
            column.addLayout(choices)
            column.setContentsMargins(0, 0, 0, 0)
            return row
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP * 2)
        line.addLayout(words, 1)
        line.addLayout(choices)
        return row

    def _group(self, *rows: QWidget) -> QFrame:
        group = named(QFrame(), "group")
        column = QVBoxLayout(group)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP + 4)
        column.setSpacing(STEP * 2)
        for row in rows:
            column.addWidget(row)
        return group

    def _choice(self, names: Mapping[str, str], chosen: str) -> QButtonGroup:
        group = QButtonGroup(self)
        for place, (value, name) in enumerate(names.items()):
            chip = named(QPushButton(name), "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setChecked(value == chosen)
            group.addButton(chip, place)
        return group

    def _button(self, key: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._tr(key))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: action())
        return button

    def _show_folder(self) -> None:
        self._folder.setText(str(self._mirror.snapshot_folder))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self._tr("settings_folder"), str(self._mirror.snapshot_folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, folder: str) -> None:
        """Snapshots go to `folder` from now on."""
        self._preferences["snapshot_folder"] = folder
        self._show_folder()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._mirror.snapshot_folder)))

    def _erase_history(self) -> None:
        self._ask("erase_history_question", "erase_history_yes", self._mirror.erase_history)

    def _erase_everything(self) -> None:
        self._ask("erase_everything_question", "erase_everything_yes", self._mirror.erase_everything)

    def _ask(self, question: str, yes: str, action: Callable[[], None]) -> None:
        confirm = Confirm(self._tr, self._tr(question), self._tr(yes), self)
        confirm.accepted.connect(action)
        confirm.open()


def _widgets(group: QButtonGroup) -> list[QWidget]:
    return list(group.buttons())
