"""Webcams: finding them by name, asking for 1280x720 at 30 frames a second, and noticing when they are gone."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import cv2
import cv2_enumerate_cameras
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.quiet import quiet_opencv
from tryon_desktop.engine.capture.source import Clock, Sleep
from tryon_desktop.engine.errors import SourceError
from tryon_desktop.engine.frame import Frame

_BACKENDS: Final[dict[str, tuple[int, ...]]] = {
    "linux": (cv2.CAP_V4L2,),
    # DirectShow opens fast and honours MJPG; Media Foundation knows some cameras that it does not.
    "win32": (cv2.CAP_DSHOW, cv2.CAP_MSMF),
    "darwin": (cv2.CAP_AVFOUNDATION,),
}
_BACKEND_NAMES: Final = {
    cv2.CAP_V4L2: "V4L2",
    cv2.CAP_DSHOW: "DirectShow",
    cv2.CAP_MSMF: "Media Foundation",
    cv2.CAP_AVFOUNDATION: "AVFoundation",
    cv2.CAP_ANY: "any",
}

_MJPG: Final = cv2.VideoWriter.fourcc(*"MJPG")
_FIRST_FRAME_S: Final = 5.0
"""How long a camera may take to give its first frame."""
_DARK_S: Final = 1.5
"""How long first frames may be black before they are shown all the same: the lens may be covered."""
_LOST_S: Final = 2.0
"""How long an open camera may give nothing before it counts as lost."""
_RETRY_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera as the system lists it. index: what `--camera N` means. backend: which interface it was found by."""

    index: int
    name: str
    backend: str


@dataclass(frozen=True, slots=True)
class _Mode:
    """What is asked of a camera; None leaves it as the camera has it."""

    fourcc: int | None = None
    size: tuple[int, int] | None = None
    fps: int | None = None


_MODES: Final = (
    # Uncompressed 720p does not fit through USB 2: without MJPG many cameras fall to 5-10 frames a second.
    _Mode(_MJPG, (1280, 720), 30),
    _Mode(None, (1280, 720), 30),
    _Mode(None, (640, 480), 30),
    _Mode(),
)


class Capture(Protocol):
    """The part of cv2.VideoCapture that a camera needs."""

    def isOpened(self) -> bool: ...  # noqa: D102
    def read(self) -> tuple[bool, Any]: ...  # noqa: D102
    def get(self, prop: int, /) -> float: ...  # noqa: D102
    def set(self, prop: int, value: float, /) -> bool: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


def list_cameras() -> list[CameraInfo]:
    """The cameras that the system knows, without opening any; empty where there are none. Writes nothing."""
    quiet_opencv()
    for backend in _backends():
        try:
            found = cv2_enumerate_cameras.enumerate_cameras(backend)
        except (NotImplementedError, OSError):
            continue
        if found:
            cameras = [CameraInfo(i.index, i.name or f"Camera {i.index}", _BACKEND_NAMES[backend]) for i in found]
            return sorted(cameras, key=lambda camera: camera.index)
    return []


def find_camera(wanted: int | str, cameras: Sequence[CameraInfo]) -> CameraInfo:
    """The camera with this index, or whose name is or contains this text (any case). Raises SourceError."""
    if isinstance(wanted, int) or wanted.isdecimal():
        matches = [camera for camera in cameras if camera.index == int(wanted)]
    else:
        text = wanted.strip().casefold()
        matches = [camera for camera in cameras if camera.name.casefold() == text]
        matches = matches or [camera for camera in cameras if text and text in camera.name.casefold()]
    if matches:
        return matches[0]
    known = ", ".join(f"{camera.index} ({camera.name})" for camera in cameras) or "none"
    raise SourceError(f"no camera '{wanted}'; cameras found: {known}")


def _backends() -> tuple[int, ...]:
    return _BACKENDS.get(sys.platform, (cv2.CAP_ANY,))


def _open_device(index: int, backend: int) -> Capture:
    return cv2.VideoCapture(index, backend)


class CameraSource:
    """Frames of one camera, as they come; not mirrored.

    `open` tries MJPG 1280x720 at 30 first and falls back mode by mode, and waits for a first frame: some cameras take
    seconds, or begin with black ones. Black frames after that are shown: the lens may be covered. `read` raises
    SourceError once the camera has given nothing for two seconds. Opening again after a loss is the caller's.
    """

    live = True

    def __init__(
        self,
        camera: CameraInfo,
        *,
        device: Callable[[int, int], Capture] = _open_device,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.fps = 30.0
        self._camera = camera
        self._device = device
        self._clock = clock
        self._sleep = sleep
        self._capture: Capture | None = None
        self._first: U8 | None = None
        self._next = 0

    @property
    def name(self) -> str:
        """The camera's name."""
        return self._camera.name

    def open(self) -> None:
        """Raises SourceError when no mode of no backend gives a frame."""
        quiet_opencv()
        self.close()
        opened = False
        for backend in _backends():
            for mode in _MODES:
                capture = self._device(self._camera.index, backend)
                if not capture.isOpened():
                    capture.release()
                    break
                opened = True
                _ask(capture, mode)
                self._first = self._first_frame(capture)
                if self._first is not None:
                    self._capture = capture
                    self._next = 0
                    fps = capture.get(cv2.CAP_PROP_FPS)
                    self.fps = fps if 1 <= fps <= 240 else 30.0
                    return
                capture.release()
        reason = "gives no picture" if opened else "cannot be opened: it is in use by another program, or unplugged"
        raise SourceError(f"the camera '{self.name}' {reason}")

    def read(self) -> Frame | None:
        """The newest frame; waits for it. Never None: a camera has no end."""
        if self._capture is None:
            raise SourceError(f"the camera '{self.name}' is not open")
        picture, self._first = self._first, None
        deadline = self._clock() + _LOST_S
        while picture is None:
            picture = _grab(self._capture)
            if picture is None:
                if self._clock() >= deadline:
                    raise SourceError(f"the camera '{self.name}' stopped giving pictures")
                self._sleep(_RETRY_S)
        frame = Frame(self._next, self._clock(), picture)
        self._next += 1
        return frame

    def close(self) -> None:
        """Release the camera."""
        if self._capture is not None:
            self._capture.release()
        self._capture = self._first = None

    def _first_frame(self, capture: Capture) -> U8 | None:
        """Wait for a picture with something in it; after a while a black one will do. None: the camera gave nothing."""
        started = self._clock()
        picture: U8 | None = None
        while self._clock() - started < _FIRST_FRAME_S:
            newer = _grab(capture)
            picture = picture if newer is None else newer
            if picture is not None and (_has_light(picture) or self._clock() - started >= _DARK_S):
                return picture
            self._sleep(_RETRY_S)
        return picture


def _ask(capture: Capture, mode: _Mode) -> None:
    """Set what `mode` asks for. The pixel format goes first, and again at the end for backends that forget it."""
    wishes: list[tuple[int, float]] = [(cv2.CAP_PROP_BUFFERSIZE, 1)]
    if mode.fourcc is not None:
        wishes.append((cv2.CAP_PROP_FOURCC, mode.fourcc))
    if mode.size is not None:
        wishes += [(cv2.CAP_PROP_FRAME_WIDTH, mode.size[0]), (cv2.CAP_PROP_FRAME_HEIGHT, mode.size[1])]
    if mode.fps is not None:
        wishes.append((cv2.CAP_PROP_FPS, mode.fps))
    for prop, value in wishes:
        capture.set(prop, value)
    if mode.fourcc is not None and int(capture.get(cv2.CAP_PROP_FOURCC)) != mode.fourcc:
        capture.set(cv2.CAP_PROP_FOURCC, mode.fourcc)


def _grab(capture: Capture) -> U8 | None:
    """One picture as (H, W, 3) uint8 BGR; None when the camera gave none, or half a one."""
    try:
        taken, picture = capture.read()
    except cv2.error:
        return None
    if not taken or picture is None or picture.size == 0:
        return None
    if picture.ndim == 2:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    return np.asarray(picture, np.uint8)


def _has_light(picture: U8) -> bool:
    return bool(np.max(picture[::16, ::16]) > 16)
