"""Reading still pictures of every common kind into BGR, and showing one as a source of frames."""

from __future__ import annotations

import struct
import time
import warnings
import zlib
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.source import Clock, Pacer, Sleep
from tryon_desktop.engine.errors import InputError, SourceError
from tryon_desktop.engine.frame import Frame

MAX_PIXELS: Final = 64_000_000
"""Larger pictures are refused before they are decoded."""

MAX_SIDE: Final = 4096
"""Larger pictures are made this long on their longer side."""

MIN_SIDE: Final = 16
"""Nothing can be seen in a picture with a shorter side."""

PICTURE_SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".avif", ".ppm"}
)

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF", "PPM")
"""Tried on every file whatever its suffix. Formats that need an outside interpreter (EPS, PDF) are left out."""

_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
"""What Pillow's decoders raise on damaged files."""


def read_picture(path: Path | str, *, alpha: bool = False) -> U8:
    """Read a picture. Returns (H, W, 3) uint8 BGR, at its own resolution up to 4096 px on the longer side.

    The EXIF orientation is applied; transparency is laid on white; 16-bit, grey, palette and CMYK pictures become
    8-bit BGR; of an animation the first picture is read; colour profiles are ignored. alpha: a picture with
    transparency comes as (H, W, 4) uint8 BGRA, straight alpha, instead.
    Raises InputError, one line naming the file: missing, a folder, no picture, truncated, over 64 megapixels.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a picture")
    if not path.is_file():
        raise InputError(f"no such picture: {path}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _decode(path, alpha)
    except Image.DecompressionBombError as error:
        raise InputError(f"{path.name} is too large: over {MAX_PIXELS // 1_000_000} megapixels") from error
    except UnidentifiedImageError as error:
        raise InputError(f"{path.name} is not a picture that can be read") from error
    except PermissionError as error:
        raise InputError(f"{path.name} may not be read: permission denied") from error
    except (*_DAMAGE, MemoryError) as error:
        raise InputError(f"{path.name} is truncated or damaged") from error
    longest = max(picture.shape[:2])
    if longest > MAX_SIDE:
        scale = MAX_SIDE / longest
        size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    if min(picture.shape[:2]) < MIN_SIDE:
        raise InputError(f"{path.name} is too small: {picture.shape[1]}x{picture.shape[0]} pixels")
    return picture


def _decode(path: Path, alpha: bool) -> U8:
    """The pixels of a file, before any change of size. Raises what Pillow raises, and InputError."""
    Image.init()
    with Image.open(path, formats=[name for name in _FORMATS if name in Image.OPEN]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise InputError(
                f"{path.name} is too large: {image.width}x{image.height}, over {MAX_PIXELS // 1_000_000} megapixels"
            )
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.load()
        turned = ImageOps.exif_transpose(image)
        if alpha and turned.has_transparency_data:
            return np.ascontiguousarray(np.asarray(turned.convert("RGBA"))[..., [2, 1, 0, 3]])
        return _flatten(turned)


def _flatten(image: Image.Image) -> U8:
    """Any mode of Pillow's as (H, W, 3) uint8 BGR on white."""
    if image.mode == "F":
        raise ValueError("floating-point pictures have no agreed range")
    if image.mode.startswith("I"):
        deep = np.asarray(image).astype(np.int64)
        grey = (deep >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if image.has_transparency_data:
        rgba = np.asarray(image.convert("RGBA")).astype(np.uint16)
        alpha = rgba[..., 3:]
        rgb = ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    else:
        rgb = np.asarray(image.convert("RGB"))
    return np.ascontiguousarray(rgb[..., ::-1])


class StillSource:
    """One picture, given again and again: what stands before the window does not move, but what is worn may change.

    path: the file. fps: how often it is given. paced: False gives frames as fast as they are read.
    """

    live = False

    def __init__(
        self,
        path: Path | str,
        *,
        fps: float = 15.0,
        paced: bool = True,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.fps = fps
        self._path = Path(path)
        self._paced = paced
        self._clock = clock
        self._pacer = Pacer(clock, sleep)
        self._picture: U8 | None = None
        self._next = 0
        self._start = 0.0

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def open(self) -> None:
        """Read the picture. Raises SourceError."""
        try:
            self._picture = read_picture(self._path)
        except InputError as error:
            raise SourceError(str(error)) from error
        self._next = 0
        self._start = self._clock()
        self._pacer.restart()

    def read(self) -> Frame | None:
        """The same picture as a new frame; its array is shared, not copied."""
        if self._picture is None:
            raise SourceError(f"{self.name} is not open")
        due = self._next / self.fps
        when = self._pacer.wait(due) if self._paced else self._start + due
        frame = Frame(self._next, when, self._picture)
        self._next += 1
        return frame

    def close(self) -> None:
        """Forget the picture."""
        self._picture = None
