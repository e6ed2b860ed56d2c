"""Opening the window: the only way from the command line to Qt."""

from __future__ import annotations

from pathlib import Path

from tryon_desktop.engine.capture.camera import find_camera, list_cameras
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.capture.video import VideoSource


def open_window(*, camera: str | None, video: str | None, image: str | None, demo: bool) -> int:
    """Check that the named source exists, then run the app until its window is closed; returns its exit code.

    A bad argument is told on the terminal it was typed on, before any window opens. Raises SourceError, InputError.
    """
    if camera is not None:
        find_camera(camera, list_cameras())
    elif video is not None:
        clip = VideoSource(Path(video), paced=False)
        clip.open()
        clip.close()
    elif image is not None:
        read_picture(image)
    from tryon_desktop.app.main import run_app

    return run_app(camera=camera, video=video, image=image, demo=demo)
