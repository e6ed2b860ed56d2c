"""Settings: one table of what there is; a file with only what differs from it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tryon_desktop.engine import folders
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.style.fusion import FusionKind

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. allows: whether a value read from the file is usable."""

    default: Any
    allows: Callable[[Any], bool]
    about: str


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: type(value) is kind


def _garments(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 8 and all(isinstance(item, str | dict) for item in value)


TABLE: dict[str, Setting] = {
    "language": Setting("auto", lambda value: value in ("auto", "en", "zh"), "interface language"),
    "mirrored": Setting(True, _is(bool), "show the preview as a mirror does"),
    "camera": Setting("", _is(str), "name of the camera used last"),
    "outfit": Setting(
        None,
        lambda value: value is None or _garments(value),
        "what was worn last: ids, of designs not kept their specifications; null: never chosen",
    ),
    "snapshot_folder": Setting("", _is(str), "where snapshots go; empty: Pictures/Tryon Desktop"),
    "recommendations": Setting(True, _is(bool), "keep a history on this computer and recommend from it"),
    "person": Setting(True, _is(bool), "let the picture of the person tip the scales; nothing of it is kept"),
    "fusion": Setting(
        "",
        lambda value: value == "" or value in list(FusionKind),
        "how words, picture and history are weighed; empty: the default",
    ),
    "window_geometry": Setting("", _is(str), "position and size of the window, base64"),
}


class Settings:
    """Values by name. A change is written at once; a failed write keeps the old file.

    path: the file; it need not exist. `trouble` holds a line for the user when the file could not be read: it was
    then set aside under another name, and everything starts from the defaults.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self._changed = self._read()

    def __getitem__(self, name: str) -> Any:
        return self._changed.get(name, TABLE[name].default)

    def __setitem__(self, name: str, value: Any) -> None:
        setting = TABLE[name]
        if not setting.allows(value):
            raise ValueError(f"{name}: {value!r} is not allowed")
        if value == self[name]:
            return
        if value == setting.default:
            self._changed.pop(name, None)
        else:
            self._changed[name] = value
        self._write()

    def forget(self) -> None:
        """Everything as it was when the program was new; the file is deleted. Raises InputError."""
        self._changed = {}
        try:
            self.path.unlink(missing_ok=True)
            self.path.with_suffix(".broken.json").unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be deleted ({error.strerror or error})") from error

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if not isinstance(data, dict):
                raise ValueError("not a table")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            self._set_aside(error)
            return {}
        unusable = [name for name, value in data.items() if name in TABLE and not TABLE[name].allows(value)]
        if unusable:
            _log.warning("settings: default taken for %s", ", ".join(unusable))
        return {name: value for name, value in data.items() if name in TABLE and name not in unusable}

    def _set_aside(self, error: Exception) -> None:
        aside = self.path.with_suffix(".broken.json")
        try:
            os.replace(self.path, aside)
            self.trouble = str(aside)
        except OSError:
            self.trouble = str(self.path)
        _log.warning("settings %s could not be read (%s)", self.path, error)

    def _write(self) -> None:
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._changed, indent=2, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
            os.replace(part, self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            _log.warning("settings not saved: %s", error)


def settings_file() -> Path:
    """Where the user's settings lie."""
    return folders.config() / "settings.json"


def pictures_folder(settings: Settings) -> Path:
    """Where snapshots go."""
    chosen = settings["snapshot_folder"]
    return Path(chosen) if chosen else folders.pictures()
