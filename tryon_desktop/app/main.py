"""The program with its window, put together and run."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import onnxruntime  # noqa: F401 - before PySide6: on Windows the order of their libraries matters

from tryon_desktop.app.screen import check_screen

if TYPE_CHECKING:
    from tryon_desktop.ui.ports import SourceChoice


def run_app(
    *,
    camera: int | str | None = None,
    video: Path | str | None = None,
    image: Path | str | None = None,
    demo: bool = False,
) -> int:
    """Open the window on one source, or on a camera or the demo subject when none is named.

    Returns the exit code: 0, or 1 when the program could not be loaded, which the window has said.

    Raises TryonError when there is no screen, InputError when a named file does not exist.
    """
    check_screen()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tryon_desktop.app.controller import Controller
    from tryon_desktop.app.crash import CrashReports
    from tryon_desktop.app.qt_faults import hold_true
    from tryon_desktop.app.settings import Settings, settings_file
    from tryon_desktop.app.wiring import load_engine
    from tryon_desktop.engine import folders
    from tryon_desktop.engine.handover import hand_over_promptly
    from tryon_desktop.ui.main_window import MainWindow
    from tryon_desktop.ui.theme import apply_theme

    hold_true()
    hand_over_promptly()
    source = _choice(camera, video, image, demo)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("tryon-desktop")
    app.setDesktopFileName("tryon-desktop")
    apply_theme(app)
    settings = Settings(settings_file())
    controller = Controller(load_engine, settings, source=source)
    reports = CrashReports(folders.logs(), controller.tell_crash)
    reports.install()
    try:
        window = MainWindow(controller, settings)
        signal.signal(signal.SIGINT, lambda *_: window.close())
        beat = QTimer(interval=250)  # lets Python see Ctrl+C while Qt waits
        beat.timeout.connect(lambda: None)
        beat.start()
        window.show()
        failures: list[str] = []
        controller.failed.connect(failures.append)
        controller.start()
        code = app.exec()
        controller.stop()
    finally:
        reports.close()
    return int(code) or int(bool(failures))


def _choice(
    camera: int | str | None, video: Path | str | None, image: Path | str | None, demo: bool
) -> SourceChoice | None:
    from tryon_desktop.engine.errors import InputError
    from tryon_desktop.ui.ports import SourceChoice, SourceKind

    if camera is not None:
        return SourceChoice(SourceKind.CAMERA, str(camera), str(camera))
    for kind, file in ((SourceKind.VIDEO, video), (SourceKind.IMAGE, image)):
        if file is not None:
            path = Path(file)
            if not path.is_file():
                raise InputError(f"no such file: {path}")
            return SourceChoice(kind, str(path), path.name)
    return SourceChoice(SourceKind.DEMO) if demo else None
