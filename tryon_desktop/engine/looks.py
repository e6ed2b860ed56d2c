"""Keeps what the mirror showed: pictures and clips, whole or not at all, with pixels and nothing else in them."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, check_array
from tryon_desktop.engine.errors import InputError

_PICTURES: dict[str, list[int]] = {
    ".png": [cv2.IMWRITE_PNG_COMPRESSION, 3],
    ".jpg": [cv2.IMWRITE_JPEG_QUALITY, 94],
    ".jpeg": [cv2.IMWRITE_JPEG_QUALITY, 94],
}
_CLIPS = {".mp4": "mp4v"}


def default_snapshot_name(now: datetime, worn: Sequence[str] = ()) -> str:
    """A file name that sorts by time and holds no character that any system refuses: look_20250131_235959_tee.png."""
    garments = "_".join(re.sub(r"[^a-z0-9-]+", "-", garment.lower()).strip("-") for garment in worn)
    return f"look_{now:%Y%m%d_%H%M%S}{f'_{garments[:60]}' if garments else ''}.png"


def save_snapshot(bgr: U8, path: Path | str, *, worn: Sequence[str] = ()) -> Path:
    """Save `bgr` (H, W, 3) uint8 BGR as .png or .jpg; returns the path.

    The file appears whole, in the place of an older one, or not at all. It holds pixels alone: no time, place,
    program or camera. worn: ids of the garments shown; where `path` is a folder they go into the file's name.
    Raises InputError for an extension that is neither, or a place that cannot be written.
    """
    check_array("picture", bgr, (None, None, 3), np.uint8)
    path = Path(path)
    if path.is_dir():
        path = path / default_snapshot_name(datetime.now(), worn)
    options = _PICTURES.get(path.suffix.lower())
    if options is None:
        raise InputError(f"{path.name}: a picture is saved as {_listed(_PICTURES)}")
    done, encoded = cv2.imencode(path.suffix.lower(), bgr, options)
    if not done:
        raise InputError(f"{path.name}: a picture of {bgr.shape[1]}x{bgr.shape[0]} cannot be saved")
    temporary = _temporary_beside(path)
    try:
        temporary.write_bytes(encoded.tobytes())
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


class ClipWriter:
    """Writes an .mp4 frame by frame; a context manager, used from one thread.

    size: (width, height) in pixels, rounded down to even numbers, which the codec needs. The clip grows in a temporary
    file of the same folder and takes its name when the block ends well; when it ends in an exception, or nothing was
    written, nothing is left and an older file of that name stays. Raises InputError.
    """

    def __init__(self, path: Path | str, size: tuple[int, int], fps: float) -> None:
        self.path = Path(path)
        self.frames = 0
        self._size = (size[0] // 2 * 2, size[1] // 2 * 2)
        self._fps = fps
        self._temporary: Path | None = None
        self._writer: cv2.VideoWriter | None = None
        if self.path.suffix.lower() not in _CLIPS:
            raise InputError(f"{self.path.name}: a clip is saved as {_listed(_CLIPS)}")
        if min(self._size) < 2 or not 0 < fps <= 1000:
            raise InputError(
                f"{self.path.name}: a clip of {size[0]}x{size[1]} at {fps:g} frames a second is impossible"
            )

    def __enter__(self) -> Self:
        self._temporary = _temporary_beside(self.path)
        codec = cv2.VideoWriter.fourcc(*_CLIPS[self.path.suffix.lower()])
        self._writer = cv2.VideoWriter(str(self._temporary), codec, self._fps, self._size)
        if not self._writer.isOpened():
            self._discard()
            raise InputError(f"{self.path}: this machine cannot write clips of {self._size[0]}x{self._size[1]}")
        return self

    def write(self, bgr: U8) -> None:
        """Add a frame, (H, W, 3) uint8 BGR; a frame of another size is scaled. Raises InputError outside the block."""
        check_array("frame", bgr, (None, None, 3), np.uint8)
        if self._writer is None:
            raise InputError(f"{self.path.name}: the clip is not open")
        if (bgr.shape[1], bgr.shape[0]) != self._size:
            bgr = np.asarray(cv2.resize(bgr, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        self._writer.write(bgr)
        self.frames += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.release()
            self._writer = None
        temporary = self._temporary
        try:
            if kind is None and self.frames and temporary is not None:
                if not temporary.is_file() or temporary.stat().st_size == 0:
                    raise InputError(f"{self.path}: the clip could not be written")
                os.replace(temporary, self.path)
        except OSError as fault:
            raise InputError(f"{self.path}: cannot be written ({fault.strerror or fault})") from fault
        finally:
            self._discard()
        if kind is None and not self.frames:
            raise InputError(f"{self.path.name}: there were no frames to write")

    def _discard(self) -> None:
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None


def _temporary_beside(path: Path) -> Path:
    """A new empty file in `path`'s folder, made if missing, with its extension. Raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=path.suffix.lower(), dir=path.parent)
        os.close(handle)
        Path(name).chmod(0o666 & ~_umask())
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    return Path(name)


def _umask() -> int:
    """The process's mask of file modes, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _listed(table: dict[str, list[int]] | dict[str, str]) -> str:
    return " or ".join(table)
