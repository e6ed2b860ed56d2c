"""The user's own folders: what the program keeps, caches and saves, and where.

`TRYON_DESKTOP_HOME` puts all of them under one folder, for a portable installation and for tests.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import platformdirs

from tryon_desktop.engine.errors import InputError

HOME_VARIABLE: Final = "TRYON_DESKTOP_HOME"

_NAME: Final = "tryon-desktop"


def data() -> Path:
    """The wardrobe: the catalog's database and the user's garment pictures."""
    return _home("data") or platformdirs.user_data_path(_NAME, appauthor=False)


def cache() -> Path:
    """Drawn garments and thumbnails; may be deleted at any time."""
    return _home("cache") or platformdirs.user_cache_path(_NAME, appauthor=False)


def config() -> Path:
    """Settings."""
    return _home("config") or platformdirs.user_config_path(_NAME, appauthor=False)


def logs() -> Path:
    """Reports of unexpected faults."""
    return _home("logs") or platformdirs.user_log_path(_NAME, appauthor=False)


def pictures() -> Path:
    """Snapshots, where the user will look for them."""
    return _home("pictures") or platformdirs.user_pictures_path() / "Tryon Desktop"


def ensure(folder: Path) -> Path:
    """Make `folder` if need be and return it. Raises InputError when it cannot be made or is a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be made: {error.strerror or error}") from error
    return folder


def writable(folder: Path) -> bool:
    """Whether files can be made in `folder`, or in the nearest folder above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _home(part: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE, "")
    return Path(home).expanduser().absolute() / part if home else None
