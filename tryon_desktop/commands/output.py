"""The file that a run is to write, looked at before the work is done."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tryon_desktop.engine.errors import InputError

PICTURE_OUT: Final = (".png", ".jpg", ".jpeg")
CLIP_OUT: Final = (".mp4",)


def check_target(path: Path, suffixes: Sequence[str], *, source: Path | None) -> None:
    """Raise InputError unless a file of this kind can be put at `path`, and is not `source`, if any, itself."""
    if path.suffix.lower() not in suffixes:
        named = f"'{path.suffix}'" if path.suffix else "a name without an ending"
        raise InputError(f"the output must end in {' or '.join(suffixes)}, not in {named}")
    if path.is_dir():
        raise InputError(f"the output {path} is a folder")
    if not path.parent.is_dir():
        reason = "is not a folder" if path.parent.exists() else "does not exist"
        raise InputError(f"the output's folder {path.parent} {reason}")
    if source is not None and source.exists() and path.exists() and path.samefile(source):
        raise InputError(f"the output {path} is the source itself")
    try:
        # Permissions alone do not tell: the disk may be full or read-only.
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise InputError(f"{path.parent} cannot be written to: {error.strerror or error}") from error
