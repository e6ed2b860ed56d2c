"""The demo subject: a photographed person who shifts weight, breathes and swings the arms, with no camera attached."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from tryon_desktop.engine import resources
from tryon_desktop.engine.arrays import U8
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

_REACH = 68
"""Photograph pixels that the person may move to any side."""


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

        xs, ys = np.nonzero(person[..., 3].max(axis=0))[0], np.nonzero(person[..., 3].max(axis=1))[0]
        reach = int(_REACH * frame.scale)
        self._x0, self._x1 = max(xs[0] - reach, 0), min(xs[-1] + reach + 1, width)
        self._y0, self._y1 = max(ys[0] - reach, 0), min(ys[-1] + reach + 1, height)
        self._person = np.ascontiguousarray(person[self._y0 : self._y1, self._x0 : self._x1])

        rows, columns = self._person.shape[:2]
        self._base = np.dstack(np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32)))
        grid_w, grid_h = -(-columns // _GRID), -(-rows // _GRID)
        x = ((np.arange(grid_w, dtype=np.float32) + 0.5) * columns / grid_w + self._x0 - left) / frame.scale
        y = ((np.arange(grid_h, dtype=np.float32) + 0.5) * rows / grid_h + self._y0) / frame.scale + frame.top
        self._sway = Sway(*np.meshgrid(x, y))
        self._scale = frame.scale

    def at(self, seconds: float) -> U8:
        """The frame at a time. (H, W, 3) uint8 BGR, a fresh array."""
        moved = self._sway(seconds) * self._scale
        rows, columns = self._person.shape[:2]
        source: Any = cv2.resize(moved, (columns, rows), interpolation=cv2.INTER_LINEAR)
        cv2.add(source, self._base, dst=source)
        # The bottom row repeats below the frame: legs go on there, and must not fade out.
        person = cv2.remap(self._person, source, _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        frame = self._room.copy()
        seat = frame[self._y0 : self._y1, self._x0 : self._x1]
        hidden = cv2.cvtColor(255 - person[..., 3], cv2.COLOR_GRAY2BGR)
        shown = cv2.multiply(seat, hidden, scale=1 / 255)
        cv2.add(shown, cv2.cvtColor(person, cv2.COLOR_BGRA2BGR), dst=seat)
        return frame
