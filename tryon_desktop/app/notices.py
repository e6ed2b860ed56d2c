"""One line for the user, made of what happened."""

from __future__ import annotations

import logging
from pathlib import Path

from tryon_desktop.engine.errors import TryonError
from tryon_desktop.ui.ports import Notice, Tone

_log = logging.getLogger(__name__)


def notice(tone: Tone, key: str, *, path: Path | str | None = None, **values: str) -> Notice:
    """A string of the table, filled with `values`, about the file `path`."""
    return Notice(tone, key, values, Path(path) if path else None)


def trouble(error: Exception) -> Notice:
    """What a job raised: an expected error in its own words, anything else by name and with its story in the log."""
    if isinstance(error, TryonError):
        return notice(Tone.ERROR, "error", reason=str(error))
    _log.error("a job failed", exc_info=error)
    return notice(Tone.ERROR, "error", reason=f"{type(error).__name__}: {error}")
