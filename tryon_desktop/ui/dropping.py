"""What lies in a drag."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files of a drag, in its order."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
