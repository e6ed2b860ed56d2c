"""The demo subject: a photographed person who shifts weight, breathes and swings the arms, with no camera attached."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from tryon_desktop.engine import resources
from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.capture.demo_layers import cut_out, empty_room
from tryon_desktop.engine.capture.demo_motion import Sway
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.capture.source import Clock, Pacer, Sleep
from tryon_desktop.engine.errors import SourceError, TryonError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.models import model_path

PORTRAIT = (720, 1280)
LANDSCAPE = (1280, 720)

_NO_SECOND_MAP: Final[Any] = None

_GRID = 4
"""Pixels of the frame to one cell of the displacement grid."""

_BAND = 96
"""Rows of the frame that are moved together, each band no wider than the person can come."""

_RISE = 16
"""Photograph pixels that the person may move up or down."""


@dataclass(frozen=True, slots=True)
class _Framing:
    """What part of the photograph is shown: `scale` frame pixels to a photograph pixel, `top` of it cut away."""

    scale: float
    top: float


def _framing(size: tuple[int, int], photo: tuple[int, int]) -> _Framing:
    """A tall frame shows the whole photograph; a wide one the person from above the head to below the hands."""
    (width, height), (photo_width, photo_height) = size, photo
    if width < height:
        scale = max(width / photo_width, height / photo_height)
        return _Framing(scale, photo_height - height / scale)
    shown = 0.595 * photo_height
    return _Framing(height / shown, 0.05 * photo_height)


class DemoSource:
    """The demo subject at 30 frames a second; a function of time alone, so that two runs give the same frames.

    size: (width, height) of the frames. paced: False gives frames as fast as they are read, their times still 1/fps
    apart. The room stands still behind the person, as before a webcam. Raises SourceError on `open` when the
    photograph or its matte is not installed. About 3 ms a frame.
    """

    name = "Demo"
    live = True
    fps = 30.0

    def __init__(
        self,
        *,
        size: tuple[int, int] = PORTRAIT,
        paced: bool = True,
        folder: Path | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._size = size
        self._paced = paced
        self._folder = folder
        self._clock = clock
        self._pacer = Pacer(clock, sleep)
        self._stage: _Stage | None = None
        self._next = 0
        self._tick = 0
        self._start = 0.0

    def open(self) -> None:
        """Load the photograph and prepare its layers (about a quarter of a second)."""
        photo, matte = _load(self._folder)
        self._stage = _Stage(photo, matte, self._size)
        self._next = self._tick = 0
        self._start = self._clock()
        self._pacer.restart()

    def read(self) -> Frame | None:
        """The next frame; late ones are skipped, as a camera would."""
        if self._stage is None:
            raise SourceError("the demo subject is not open")
        when = self._start + self._tick / self.fps
        if self._paced:
            self._tick = max(self._tick, int(self._pacer.elapsed * self.fps))
            when = self._pacer.wait(self._tick / self.fps)
        frame = Frame(self._next, when, self._stage.at(self._tick / self.fps))
        self._next += 1
        self._tick += 1
        return frame

    def close(self) -> None:
        """Drop the layers."""
        self._stage = None


def _load(folder: Path | None) -> tuple[U8, U8]:
    """The photograph (H, W, 3) uint8 BGR and the matte of its person (H, W) uint8."""
    try:
        photo = read_picture(folder / "posture.jpg" if folder else model_path("demo/posture.jpg"))
        matte = read_picture((folder or resources.assets() / "demo") / "posture_matte.png")[..., 0]
    except TryonError as error:
        raise SourceError("the demo subject is not installed; choose a camera, a clip or a picture") from error
    size = (photo.shape[1], photo.shape[0])
    return photo, np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_LINEAR), np.uint8)


class _Stage:
    """The empty room and the cut-out person, at frame size, and the moving of one before the other."""

    def __init__(self, photo: U8, matte: U8, size: tuple[int, int]) -> None:
        width, height = size
        frame = _framing(size, (photo.shape[1], photo.shape[0]))
        left = (width - frame.scale * photo.shape[1]) / 2
        to_frame = np.array([[frame.scale, 0, left], [0, frame.scale, -frame.top * frame.scale]], np.float32)
        self._room = empty_room(photo, matte, to_frame, size)
        person = cut_out(photo, matte)
        person = np.asarray(cv2.warpAffine(person, to_frame, size, flags=cv2.INTER_AREA), np.uint8)

        grid_w, grid_h = -(-width // _GRID), -(-height // _GRID)
        x = ((np.arange(grid_w, dtype=np.float32) + 0.5) * width / grid_w - 0.5 - left) / frame.scale
        y = ((np.arange(grid_h, dtype=np.float32) + 0.5) * height / grid_h - 0.5) / frame.scale + frame.top
        reach = np.repeat(Sway(*np.meshgrid(x, y)).reach() * frame.scale, _GRID)[:height]
        self._bands = _bands(person[..., 3] > 0, reach, round(_RISE * frame.scale))
        columns = (min(band[1].start for band in self._bands), max(band[1].stop for band in self._bands))
        self._first, self._last = columns[0] // _GRID, -(-columns[1] // _GRID)
        x = x[self._first : self._last]
        self._sway = Sway(*np.meshgrid(x, y))
        self._scale = frame.scale
        self._person = person
        pixel_x = np.arange(self._first * _GRID, self._last * _GRID, dtype=np.float32)
        self._base = np.dstack(np.meshgrid(pixel_x, np.arange(grid_h * _GRID, dtype=np.float32)))

    def at(self, seconds: float) -> U8:
        """The frame at a time. (H, W, 3) uint8 BGR, a fresh array."""
        moved = self._sway(seconds) * self._scale
        rows, columns = self._base.shape[:2]
        source: Any = cv2.resize(moved, (columns, rows), interpolation=cv2.INTER_LINEAR)
        cv2.add(source, self._base, dst=source)
        frame = self._room.copy()
        for down, across in self._bands:
            shifted = slice(across.start - self._first * _GRID, across.stop - self._first * _GRID)
            # The bottom row repeats below the frame: legs go on there, and must not fade out.
            person = cv2.remap(
                self._person, source[down, shifted], _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            seat = frame[down, across]
            hidden = cv2.cvtColor(cv2.bitwise_not(person[..., 3]), cv2.COLOR_GRAY2BGR)
            shown = cv2.multiply(seat, hidden, scale=1 / 255)
            cv2.add(shown, cv2.cvtColor(person, cv2.COLOR_BGRA2BGR), dst=seat)
        return frame


def _bands(solid: Bool, reach: F32, rise: int) -> list[tuple[slice, slice]]:
    """(rows, columns) of the frame that the person can ever cover. solid: (H, W) bool. reach: (H,) pixels sideways."""
    height, width = solid.shape
    bands = []
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        columns = np.flatnonzero(solid[max(top - rise, 0) : bottom + rise].any(axis=0))
        if columns.size:
            side = int(np.ceil(reach[top:bottom].max())) + 1
            across = slice(max(int(columns[0]) - side, 0), min(int(columns[-1]) + 1 + side, width))
            bands.append((slice(top, bottom), across))
    return bands
