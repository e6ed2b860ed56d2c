"""The end of a run that went wrong: one line on stderr, an exit code, and a report on disk for what is unforeseen."""

from __future__ import annotations

import os
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

import click

from tryon_desktop.engine import folders
from tryon_desktop.engine.errors import TryonError

INTERRUPTED: Final = 130

_BAD_ARGUMENT: Final = 2
_UNFORESEEN: Final = 1


def exit_code_of(fault: BaseException) -> int:
    """Say what happened in one line and return the exit code that goes with it."""
    match fault:
        case SystemExit(code=code):
            return code if isinstance(code, int) else 0
        case TryonError():
            say(str(fault))
            return fault.exit_code
        case click.ClickException():
            say(fault.format_message())
            return _BAD_ARGUMENT
        case click.Abort() | KeyboardInterrupt():
            say("interrupted")
            return INTERRUPTED
        case _:
            report = _write_report(fault)
            where = f"; details are in {report}" if report else ""
            say(f"something unforeseen happened: {type(fault).__name__}: {fault}{where}")
            return _UNFORESEEN


def say(message: str) -> None:
    """One line on stderr, whatever is in `message`."""
    click.echo(f"tryon-desktop: {' '.join(message.split())}", err=True)


def _write_report(fault: BaseException) -> Path | None:
    """Put the traceback into a file; None when there is nowhere to put it."""
    text = "".join(traceback.format_exception(fault))
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    for folder in (folders.logs(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return path
    return None
