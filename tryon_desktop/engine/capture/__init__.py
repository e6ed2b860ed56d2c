"""Where frames come from: camera, clip, still picture and demo subject, behind one protocol."""

from tryon_desktop.engine.capture.camera import CameraInfo, CameraSource, list_cameras
from tryon_desktop.engine.capture.demo import DemoSource
from tryon_desktop.engine.capture.picture import StillSource, read_picture
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.capture.sources import open_source
from tryon_desktop.engine.capture.video import VideoSource

__all__ = [
    "CameraInfo",
    "CameraSource",
    "DemoSource",
    "FrameSource",
    "StillSource",
    "VideoSource",
    "list_cameras",
    "open_source",
    "read_picture",
]
