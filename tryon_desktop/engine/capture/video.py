"""A clip as a source of frames: at its own pace in the window, as fast as it is read when rendering."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.quiet import quiet_opencv
from tryon_desktop.engine.capture.source import Clock, Pacer, Sleep
from tryon_desktop.engine.errors import SourceError
from tryon_desktop.engine.frame import Frame

CLIP_SUFFIXES: Final = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".flv", ".3gp", ".ts"}
)

_FPS_LIMITS: Final = (1.0, 240.0)
_DEFAULT_FPS: Final = 30.0


class VideoSource:
    """Frames of a clip, decoded by FFmpeg; the rotation stored in the file is applied.

    paced: wait until each frame is due by the clip's own timestamps. loop: begin again at the end, ids and times going
    on. Unpaced, `Frame.time` still advances by the timestamps, so that smoothing sees the clip's own time.
    frames: how many the file says it has, 0 when unknown. size: (width, height) in pixels. Both are known once open.
    """

    live = False

    def __init__(
        self,
        path: Path | str,
        *,
        paced: bool = True,
        loop: bool = True,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.fps = _DEFAULT_FPS
        self.frames = 0
        self.size = (0, 0)
        self._path = Path(path)
        self._paced = paced
        self._loop = loop
        self._clock = clock
        self._pacer = Pacer(clock, sleep)
        self._capture: cv2.VideoCapture | None = None
        self._first: U8 | None = None
        self._next = 0
        self._start = 0.0
        self._lap = 0.0
        self._stamp = 0.0

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def open(self) -> None:
        """Open the clip and decode its first frame. Raises SourceError: missing, no clip, or without frames."""
        if self._path.is_dir():
            raise SourceError(f"{self._path} is a folder, not a clip")
        if not self._path.is_file():
            raise SourceError(f"no such clip: {self._path}")
        self._rewind()
        self._next = 0
        self._lap = 0.0
        self._start = self._clock()
        self._pacer.restart()

    def read(self) -> Frame | None:
        """The next frame when it is due; None at the end of a clip that is not looped."""
        if self._capture is None:
            raise SourceError(f"{self.name} is not open")
        picture = self._decode()
        if picture is None:
            if not self._loop:
                return None
            self._lap += self._stamp + 1 / self.fps
            self._rewind()
            picture = self._decode()
            if picture is None:
                raise SourceError(f"{self.name} gives no more frames")
        due = self._lap + self._stamp
        when = self._pacer.wait(due) if self._paced else self._start + due
        frame = Frame(self._next, when, picture)
        self._next += 1
        return frame

    def close(self) -> None:
        """Release the file."""
        if self._capture is not None:
            self._capture.release()
        self._capture = self._first = None

    def _rewind(self) -> None:
        """Open anew, which every container can do; seeking to the start not all can."""
        quiet_opencv()
        self.close()
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        taken, first = capture.read() if capture.isOpened() else (False, None)
        if not taken or first is None:
            capture.release()
            raise SourceError(f"{self.name} is not a clip with frames that can be read")
        fps = capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if math.isfinite(fps) and _FPS_LIMITS[0] <= fps <= _FPS_LIMITS[1] else _DEFAULT_FPS
        count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frames = int(count) if math.isfinite(count) and 0 < count < 1e9 else 0
        self._capture, self._first = capture, np.asarray(first, np.uint8)
        self.size = (first.shape[1], first.shape[0])
        self._stamp = -1 / self.fps

    def _decode(self) -> U8 | None:
        """The next picture, `_stamp` set to its time within the lap (seconds, always advancing); None at the end."""
        capture = self._capture
        assert capture is not None
        picture, self._first = self._first, None
        if picture is None:
            taken, decoded = capture.read()
            if not taken:
                return None
            picture = np.asarray(decoded, np.uint8)
        expected = self._stamp + 1 / self.fps
        stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        # Broken containers repeat, reverse or leave out timestamps: then the nominal rate carries on.
        usable = self._stamp < stamp < expected + 5
        self._stamp = stamp if usable else expected
        return picture
