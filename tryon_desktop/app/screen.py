"""Whether there is a screen and what Qt needs to use it, asked before Qt is loaded: Qt itself would abort."""

from __future__ import annotations

import ctypes
import os
import sys

from tryon_desktop.engine.errors import TryonError

_ALWAYS = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libfontconfig.so.1": "libfontconfig1"}
_X11 = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
}
"""Library -> Debian package."""


def _lacks(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def check_screen() -> None:
    """Raises TryonError, in one line with what to do, where the window could not open."""
    if not sys.platform.startswith("linux"):
        return
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    x11 = chosen.startswith("xcb") or (not chosen and bool(os.environ.get("DISPLAY")))
    wayland = chosen.startswith("wayland") or (not chosen and bool(os.environ.get("WAYLAND_DISPLAY")))
    needed = {**_ALWAYS, **(_X11 if x11 and not wayland else {})}
    missing = sorted(package for library, package in needed.items() if _lacks(library))
    if missing:
        raise TryonError(f"the window needs system libraries; install them with: sudo apt install {' '.join(missing)}")
    if not (chosen or x11 or wayland):
        raise TryonError("no screen: neither DISPLAY nor WAYLAND_DISPLAY is set (try: xvfb-run -a tryon-desktop)")
