"""What Tryon Desktop needs of the system beyond Python: found by looking, installed with apt where that is possible.

Standard library only; runs before anything is installed. The Debian package takes its Depends from the same table.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Shared libraries that Qt's X11 and offscreen platforms load, and the Debian package that holds each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_FONT_ENDINGS = {".ttf", ".otf", ".ttc"}
FONTS = "fonts-dejavu-core"


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def missing_packages() -> list[str]:
    """Debian packages that this Linux machine lacks; none on other systems, where the wheels hold everything."""
    if sys.platform != "linux":
        return []
    packages = [package for library, package in QT_LIBRARIES.items() if not _loads(library)]
    if not _has_fonts():
        packages.append(FONTS)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def ensure_packages() -> None:
    """Install what is missing, as root on Debian and its kin. Raises SetupError with the command to run elsewhere."""
    packages = missing_packages()
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if packages == [FONTS] and not _may_install():
        _say(f"no fonts were found, so text will not show: install {FONTS}")
        return
    if shutil.which("apt-get") is None:
        libraries = [library for library, package in QT_LIBRARIES.items() if package in packages]
        others = [package for package in packages if package not in QT_LIBRARIES.values()]
        wanted = " ".join(libraries + others)
        raise SetupError(f"install these with your system's package manager, then try again: {wanted}")
    if not _may_install():
        line = f"sudo apt-get update && sudo {' '.join(command)}"
        raise SetupError(f"some system packages are missing; run this, then try again:\n  {line}")
    _say(f"installing system packages: {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], command):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["apt-get failed"]
        raise SetupError(f"{reason[0]}\nrun this, then try again:\n  {' '.join(command)}")


def _may_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _say(line: str) -> None:
    print(f"== {line}", flush=True)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    folders = (Path(folder).expanduser() for folder in _FONT_FOLDERS)
    return any(path.suffix.lower() in _FONT_ENDINGS for folder in folders for path in folder.rglob("*"))
