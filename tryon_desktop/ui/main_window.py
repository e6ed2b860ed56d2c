"""The window: the mirror, the wardrobe, the text box and the status line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tryon_desktop.ui.catalog_panel import CatalogPanel
from tryon_desktop.ui.help_card import HelpCard
from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.loading import Emblem, LoadingPage
from tryon_desktop.ui.making import named, tool_button
from tryon_desktop.ui.ports import Mirror, Notice, Preferences, Reply, SourceKind, SourceState, Stats
from tryon_desktop.ui.preview import Preview
from tryon_desktop.ui.request_bar import RequestBar
from tryon_desktop.ui.settings_sheet import SettingsSheet
from tryon_desktop.ui.source_menu import SourceButton, source_name
from tryon_desktop.ui.status_bar import StatusBar
from tryon_desktop.ui.strings import load_strings
from tryon_desktop.ui.theme import STEP, Colour
from tryon_desktop.ui.toast import Toast

NARROW = 900
"""Below this width the wardrobe lies under the mirror."""

PANEL = 388
PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff"
CLIPS = "*.mp4 *.mkv *.mov *.avi *.webm *.m4v"
_FILTERS = {SourceKind.VIDEO: CLIPS, SourceKind.IMAGE: PICTURES}


class MainWindow(QMainWindow):
    """Knows the program behind it only as a `Mirror`."""

    closing = Signal()

    def __init__(self, mirror: Mirror, preferences: Preferences) -> None:
        super().__init__()
        self._mirror, self._preferences = mirror, preferences
        self._before = self._is_ready = False
        self.setWindowIcon(QIcon(icon_pixmap("tryon-desktop", 128)))
        self.resize(1280, 800)
        self.setMinimumSize(420, 660)
        if preferences["window_geometry"]:
            self.restoreGeometry(QByteArray.fromBase64(preferences["window_geometry"].encode()))
            room = self.screen().availableGeometry()
            if not room.contains(self.geometry()):  # the screen may be another one than last time
                self.setGeometry(self.geometry().intersected(room) if room.intersects(self.geometry()) else room)
        mirror.ready.connect(self._begin)
        mirror.frame_ready.connect(self._take)
        mirror.progressed.connect(lambda progress: self.loading.show_progress(progress))
        mirror.failed.connect(lambda reason: self._fail(reason))
        mirror.stats_changed.connect(self._show_stats)
        mirror.source_changed.connect(self._show_source)
        mirror.outfit_changed.connect(self._show_outfit)
        mirror.busy_changed.connect(self._show_busy)
        mirror.replied.connect(self._show_reply)
        mirror.glimpsed.connect(lambda glimpse: self.request.show_glimpse(glimpse))
        mirror.thumbnail_ready.connect(lambda *_: self.request.answer.update())
        mirror.noticed.connect(self.tell)
        self._bind_keys()
        self._build()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    # -- building

    def _build(self) -> None:
        """Make every widget in the language of the settings; again when that changes."""
        self.tr_ = tr = load_strings(self._preferences["language"])
        self.setWindowTitle(tr("app"))
        self.loading = LoadingPage(tr)
        self.loading.quit_wanted.connect(self.close)
        self.preview = Preview(mirrored=self._preferences["mirrored"])
        self.preview.set_texts(nobody=tr("message_nobody"), drop=tr("drop_source"))
        self.preview.file_dropped.connect(self._mirror.open_file)
        self.panel = CatalogPanel(self._mirror, self._preferences, tr)
        self.panel.photo_dropped.connect(self._mirror.add_photo)
        self.panel.photo_wanted.connect(self._choose_photo)
        self.request = RequestBar(tr)
        self.request.asked.connect(self._mirror.request)
        self.request.picture_dropped.connect(self._mirror.look_at)
        self.request.answer.chosen.connect(self._mirror.wear)
        self.request.answer.set_look(lambda one: (self.panel.model.card(one), self.panel.model.thumbnail(one)))
        self.source = SourceButton(self._mirror, tr)
        self.source.file_wanted.connect(self.choose_file)
        self.status = StatusBar(tr)
        self.toast = Toast(tr, self.preview)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.loading)
        self._pages.addWidget(self._main_page())
        self.setCentralWidget(self._pages)
        self._pages.setCurrentIndex(1 if self._is_ready else 0)
        self._arrange()
        if self._is_ready:
            self._show_all()

    def _main_page(self) -> QWidget:
        self.shutter = self._button("shutter", "shutter", self.snapshot, name="shutter")
        self.compare = self._button("compare", "compare", None, name="tool")
        self.compare.pressed.connect(lambda: self.show_before(True))
        self.compare.released.connect(lambda: self.show_before(False))
        self.undo = self._button("undo", "undo", self._mirror.undo, name="tool")
        dock = QHBoxLayout()
        dock.setSpacing(STEP)
        dock.addWidget(self.request, 1)
        for button in (self.undo, self.compare, self.shutter):
            dock.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(STEP + 4)
        left.addWidget(self.preview, 1)
        left.addWidget(self.request.answer)
        left.addLayout(dock)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(STEP * 2)
        self._halves.addLayout(left, 1)
        self._halves.addWidget(self.panel)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP)
        column.setSpacing(STEP + 4)
        column.addLayout(self._top())
        column.addLayout(self._halves, 1)
        column.addWidget(self.status)
        return page

    def _top(self) -> QHBoxLayout:
        tr = self.tr_
        language = tool_button("quiet", tr("language_tip"))
        language.setText(tr("language"))
        language.clicked.connect(self._other_language)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(Emblem(28))
        self._title = named(QLabel(tr("app")), "title")
        line.addWidget(self._title)
        line.addSpacing(STEP * 2)
        line.addWidget(self.source)
        line.addStretch(1)
        line.addWidget(language)
        line.addWidget(self._button("settings", "settings", self.show_settings))
        line.addWidget(self._button("help", "help", self.show_help))
        line.addWidget(self._button("fullscreen", "fullscreen", self.toggle_full_screen))
        return line

    def _button(self, picture: str, key: str, action: object, *, name: str = "quiet") -> QToolButton:
        colour = Colour.ON_ACCENT if name == "shutter" else Colour.TEXT
        button = tool_button(name, self.tr_(key), picture, colour=colour, size=22)
        if callable(action):
            button.clicked.connect(lambda: action())
        return button

    def _bind_keys(self) -> None:
        for keys, action in (
            ("Space", self.snapshot),
            ("Ctrl+Z", lambda: self._mirror.undo()),
            ("Ctrl+Shift+Z", lambda: self._mirror.redo()),
            ("Delete", self.take_off_last),
            ("Ctrl+O", lambda: self.choose_file(None)),
            ("Ctrl+L", lambda: self.request.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+I", lambda: self._mirror.describe()),
            ("Ctrl+,", self.show_settings),
            ("F11", self.toggle_full_screen),
            ("F1", self.show_help),
            ("Escape", self._leave),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    # -- what the user does

    def snapshot(self) -> None:
        """Save the picture."""
        if self._is_ready:
            self.preview.flash()
            self._mirror.snapshot()

    def show_before(self, on: bool) -> None:
        """Show the person as they came, for as long as it is on."""
        if on != self._before:
            self._before = on
            self.preview.set_badge(self.tr_("badge_before") if on else "")
            self._mirror.before(on)

    def take_off_last(self) -> None:
        """Take off what was put on last."""
        if worn := self._mirror.worn():
            self._mirror.take_off(worn[-1])

    def toggle_full_screen(self) -> None:
        """The mirror without the wardrobe on the whole screen, and back."""
        self._set_full_screen(not self.isFullScreen())

    def show_help(self) -> None:
        """The card of keys."""
        card = HelpCard(self.tr_, self)
        card.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        card.open()

    def show_settings(self) -> None:
        """The sheet of settings."""
        if not self._is_ready:
            return
        sheet = SettingsSheet(self._mirror, self._preferences, self.tr_, self)
        sheet.mirrored_chosen.connect(self._set_mirrored)
        sheet.language_chosen.connect(sheet.accept)
        sheet.language_chosen.connect(self.set_language)
        sheet.open()

    def _set_mirrored(self, on: bool) -> None:
        self._preferences["mirrored"] = on
        self._show_source()

    def choose_file(self, kind: SourceKind | None) -> None:
        """Ask for a picture or a clip and open it."""
        if self._is_ready:
            patterns = _FILTERS[kind] if kind else f"{PICTURES} {CLIPS}"
            dialog = self._ask_file("open_title", patterns)
            dialog.fileSelected.connect(lambda path: self._mirror.open_file(Path(path)))

    def _choose_photo(self) -> None:
        dialog = self._ask_file("add_title", PICTURES)
        dialog.fileSelected.connect(lambda path: self._mirror.add_photo(Path(path)))

    def _ask_file(self, title: str, patterns: str) -> QFileDialog:
        name = self.tr_("open_filter")
        dialog = QFileDialog(self, self.tr_(title), "", f"{name} ({patterns})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def set_language(self, language: str) -> None:
        """Say everything in another language, at once and from now on."""
        self._preferences["language"] = language
        self._build()

    def _other_language(self) -> None:
        self.set_language("en" if self.tr_.language == "zh" else "zh")

    def _leave(self) -> None:
        if self.isFullScreen():
            self._set_full_screen(False)
        else:
            self.preview.setFocus()

    def _set_full_screen(self, full: bool) -> None:
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if full
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    # -- what the mirror tells

    def tell(self, notice: Notice) -> None:
        """Show one line for a while."""
        self.toast.tell(notice)

    def _begin(self) -> None:
        self._is_ready = True
        self._pages.setCurrentIndex(1)
        self.preview.setFocus()
        self._show_all()

    def _fail(self, reason: str) -> None:
        self._pages.setCurrentIndex(0)
        self.loading.show_failure(reason)

    def _take(self) -> None:
        shown = self._mirror.take_picture()
        if shown is not None:
            self.preview.show_picture(shown)

    def _show_all(self) -> None:
        self.status.show_device(self._mirror.device)
        self._show_source()
        self._show_outfit()
        self._show_busy()

    def _show_stats(self, stats: Stats) -> None:
        self.status.show_stats(stats)

    def _show_source(self) -> None:
        state = self._mirror.source_state
        name = source_name(self._mirror.source, self.tr_)
        messages = {
            SourceState.OPENING: self.tr_("message_opening", name=name),
            SourceState.LOST: self.tr_("message_lost", name=name),
        }
        self.preview.set_message(messages.get(state, ""))
        kind = self._mirror.source.kind
        self.status.show_source(state, kind)
        recorded = kind in (SourceKind.IMAGE, SourceKind.VIDEO)
        self.preview.set_nobody(self.tr_("message_nobody_there" if recorded else "message_nobody"))
        # A mirror turns its picture round; in a photograph lettering would be the wrong way round.
        self.preview.mirrored = self._preferences["mirrored"] and not recorded

    def _show_outfit(self) -> None:
        self.undo.setEnabled(self._mirror.can_undo)
        self.request.answer.set_worn(self._mirror.worn())

    def _show_busy(self) -> None:
        busy = self._mirror.busy
        card = self.panel.model.card(busy)
        self.request.set_busy(busy == "*")
        self.preview.set_busy(self.tr_("reading") if busy == "*" else card.name(self.tr_.language) if card else busy)

    def _show_reply(self, reply: Reply) -> None:
        self.request.show_reply(reply)
        self.request.answer.set_compact(self.width() < NARROW)

    # -- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """B shows the person as they came while it is held, wherever the focus is, unless one is typing."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if (
            isinstance(event, QKeyEvent)
            and event.type() in kinds
            and event.key() == Qt.Key.Key_B
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and self._is_ready
            and isinstance(watched, QWidget)
            and watched.window() is self
            and not isinstance(watched, QLineEdit)
        ):
            if not event.isAutoRepeat():
                self.show_before(event.type() is QEvent.Type.KeyPress)
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Full screen hides the wardrobe; a window that loses the keyboard lets go of B."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._arrange()
        elif event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.show_before(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement that fits."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < NARROW
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        if narrow:
            self.panel.setMinimumWidth(0)
            self.panel.setMaximumWidth(16_777_215)
            self.panel.setFixedHeight(max(180, round(self.height() * 0.34)))
        else:
            self.panel.setFixedWidth(PANEL)
            self.panel.setMinimumHeight(0)
            self.panel.setMaximumHeight(16_777_215)
        self.panel.worn.setVisible(not narrow)
        self._title.setVisible(not narrow)
        self.request.answer.set_compact(narrow)
        self.panel.setVisible(not self.isFullScreen())
        self.status.hint.setVisible(not narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window was; whoever owns the threads ends them."""
        if not self.isFullScreen():
            self._preferences["window_geometry"] = bytes(self.saveGeometry().toBase64().data()).decode()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.closing.emit()
        super().closeEvent(event)
