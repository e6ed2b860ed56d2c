"""One path for everything that goes wrong unforeseen: the log file, and a line for the user."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tryon_desktop.engine.errors import InputError

_log = logging.getLogger("tryon_desktop")

_LOG, _NATIVE = "tryon-desktop.log", "native-crash.log"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def delete_reports(folder: Path) -> None:
    """Delete every report of a fault; the files being written are emptied. Raises InputError."""
    try:
        for path in folder.glob("*") if folder.is_dir() else ():
            if path.name in (_LOG, _NATIVE):
                path.write_bytes(b"")
            elif path.is_file():
                path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be deleted ({error.strerror or error})") from error


class CrashReports:
    """Installed once, at the program's start; `close` puts everything back.

    tell: called with one line and the log's path for every unforeseen exception, in the thread that raised it.
    """

    def __init__(self, folder: Path, tell: Callable[[str, Path], None]) -> None:
        self._tell = tell
        self.path = folder / _LOG
        self._handler: logging.Handler = logging.StreamHandler(sys.stderr)
        self._native: IO[str] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._handler = logging.handlers.RotatingFileHandler(
                self.path, maxBytes=1_000_000, backupCount=2, encoding="utf-8"
            )
            self._native = (folder / _NATIVE).open("w", encoding="utf-8")
        except OSError as error:  # an unwritable home must not keep the program from starting
            _log.warning("no log file: %s", error)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """From here on nothing is lost."""
        _log.addHandler(self._handler)
        _log.setLevel(logging.INFO)
        if self._native is not None:
            faulthandler.enable(self._native)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(self._qt)

    def close(self) -> None:
        """Undo `install`."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
        _log.removeHandler(self._handler)
        self._handler.close()

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.critical("uncaught", exc_info=(kind, error, trace))
        self._tell(f"{kind.__name__}: {error}", self.path)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s (%s)", message, context.category)
