"""Keeping OpenCV's and FFmpeg's own chatter off the terminal: what matters is raised as an error."""

from __future__ import annotations

import functools
import os

import cv2

_ENVIRONMENT = {
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    # Seconds until a V4L2 camera that gives nothing is given up on; OpenCV's own default is 10.
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "3",
    # Media Foundation takes tens of seconds to open some cameras with hardware transforms.
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}


@functools.cache
def quiet_opencv() -> None:
    """Call before the first cv2.VideoCapture or cv2.VideoWriter; what the user has set in the environment stands."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
