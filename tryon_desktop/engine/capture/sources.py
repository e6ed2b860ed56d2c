"""Choosing a source from what the user named."""

from __future__ import annotations

from pathlib import Path

from tryon_desktop.engine.capture.camera import CameraSource, find_camera, list_cameras
from tryon_desktop.engine.capture.demo import DemoSource
from tryon_desktop.engine.capture.picture import StillSource
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.capture.video import VideoSource
from tryon_desktop.engine.errors import InputError


def open_source(
    camera: int | str | None = None,
    video: Path | str | None = None,
    image: Path | str | None = None,
    demo: bool = False,
) -> FrameSource:
    """Open the one source that is named, for the window: paced, clips looped, pictures repeated.

    camera: index, or a name or part of one. With nothing named: the first camera that opens, else the demo subject.
    The source returned is open. Raises InputError when two are named, SourceError when it cannot be opened.
    """
    named = [camera is not None, video is not None, image is not None, demo]
    if sum(named) > 1:
        raise InputError("choose one of camera, video, image and demo")
    if not any(named):
        return _any_source()
    source: FrameSource
    if camera is not None:
        source = CameraSource(find_camera(camera, list_cameras()))
    elif video is not None:
        source = VideoSource(video)
    elif image is not None:
        source = StillSource(image)
    else:
        source = DemoSource()
    source.open()
    return source


def _any_source() -> FrameSource:
    for info in list_cameras():
        source: FrameSource = CameraSource(info)
        try:
            source.open()
        except InputError:
            continue
        return source
    source = DemoSource()
    source.open()
    return source
