"""Files that the command line writes: checked before the work, whole when they appear, or not there at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.quiet import quiet_opencv
from tryon_desktop.engine.errors import InputError

PICTURE_OUT: Final = (".png", ".jpg", ".jpeg")
CLIP_OUT: Final = (".mp4",)

_ENCODING: Final[dict[str, tuple[int, ...]]] = {
    ".png": (cv2.IMWRITE_PNG_COMPRESSION, 6),
    ".jpg": (cv2.IMWRITE_JPEG_QUALITY, 95),
    ".jpeg": (cv2.IMWRITE_JPEG_QUALITY, 95),
}


def check_target(path: Path, suffixes: Sequence[str], *, source: Path | None = None) -> None:
    """Raise InputError unless a file of this kind can be put at `path`. `source`: a file not to be overwritten."""
    if path.suffix.lower() not in suffixes:
        named = f"'{path.suffix}'" if path.suffix else "a name without an ending"
        raise InputError(f"the output must end in {' or '.join(suffixes)}, not in {named}")
    if path.is_dir():
        raise InputError(f"the output {path} is a folder")
    if not path.parent.is_dir():
        reason = "is not a folder" if path.parent.exists() else "does not exist"
        raise InputError(f"the output's folder {path.parent} {reason}")
    if source is not None and path.exists() and path.samefile(source):
        raise InputError(f"the output {path} is the source itself")


class NewFile:
    """A file in the making: `temporary` beside `path`, put in its place by `keep`, else removed at the end.

    Entering raises InputError when the folder may not be written, so that it is known before the work is done.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_name(f".{path.stem[:80]}.{secrets.token_hex(4)}{path.suffix.lower()}")

    def __enter__(self) -> Self:
        try:
            self.temporary.touch(exist_ok=False)
        except OSError as error:
            raise InputError(f"{self.path.parent} cannot be written to: {error.strerror or error}") from error
        return self

    def keep(self) -> None:
        """Put the finished file in place, over an older one. Raises InputError; the older one is then untouched."""
        try:
            os.replace(self.temporary, self.path)
        except OSError as error:
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}") from error

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.temporary.unlink(missing_ok=True)


def write_picture(bgr: U8, file: NewFile) -> None:
    """Encode (H, W, 3) uint8 BGR by the file's ending, without any metadata, and keep it. Raises InputError."""
    suffix = file.path.suffix.lower()
    _, encoded = cv2.imencode(suffix, bgr, list(_ENCODING[suffix]))
    try:
        file.temporary.write_bytes(encoded.tobytes())
    except OSError as error:
        raise InputError(f"{file.path} cannot be written: {error.strerror or error}") from error
    file.keep()


class ClipWriter:
    """Frames into an .mp4 at a constant rate, without sound. H.264 where the system has an encoder, else MPEG-4.

    size: (width, height) of the frames; an odd last row or column is left out, as the codecs ask for even sizes.
    """

    def __init__(self, path: Path, *, fps: float, size: tuple[int, int]) -> None:
        quiet_opencv()
        self._width, self._height = size[0] & ~1, size[1] & ~1
        for codec in ("avc1", "mp4v"):
            self._writer = cv2.VideoWriter(
                str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), fps, (self._width, self._height)
            )
            if self._writer.isOpened():
                return
            self._writer.release()
        raise InputError("this system's OpenCV cannot write .mp4 clips")

    def write(self, bgr: U8) -> None:
        """Append one frame, (H, W, 3) uint8 BGR."""
        self._writer.write(np.ascontiguousarray(bgr[: self._height, : self._width]))

    def close(self) -> None:
        """Finish the file."""
        self._writer.release()
