"""Builds dist/tryon-desktop_VERSION_ARCH.deb: the program with everything that it needs of Python, under /opt.

`python3 packaging/deb.py`, on Debian or Ubuntu, with the system's own Python: compiled libraries are made for one minor
version of it, and the package depends on that one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from system import QT_LIBRARIES, SetupError, ensure_packages

ROOT = Path(__file__).resolve().parent.parent
LINUX = ROOT / "packaging" / "linux"
TREE = Path("opt/tryon-desktop/lib")
SYSTEM_PYTHON = Path("/usr/bin/python3")

# Where files of the checkout go in the package, and their modes.
FILES = {
    LINUX / "tryon-desktop": ("usr/bin/tryon-desktop", 0o755),
    LINUX / "tryon-desktop.desktop": ("usr/share/applications/tryon-desktop.desktop", 0o644),
    LINUX / "org.tryondesktop.TryonDesktop.metainfo.xml": (
        "usr/share/metainfo/org.tryondesktop.TryonDesktop.metainfo.xml",
        0o644,
    ),
    ROOT / "assets" / "icons" / "tryon-desktop.svg": ("usr/share/icons/hicolor/scalable/apps/tryon-desktop.svg", 0o644),
    LINUX / "copyright": ("usr/share/doc/tryon-desktop/copyright", 0o644),
}


def main() -> int:
    """Build the package; returns the exit code."""
    os.umask(0o022)
    try:
        for tool in ("dpkg-deb", "dpkg"):
            if shutil.which(tool) is None:
                raise SetupError(f"{tool} is missing: build on Debian or Ubuntu")
        _check_python()
        ensure_packages()
        with tempfile.TemporaryDirectory(prefix="tryon-desktop-deb-") as folder:
            package = build(Path(folder))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.0f} MB")
    return 0


def build(work: Path) -> Path:
    """Fill a tree in `work`, close it, and return the package's path. Raises SetupError."""
    python = _environment(work)
    wheel = _wheel(python, work / "wheel")
    version = wheel.name.split("-")[1]
    tree = work / "tree"
    _say("Installing it and its libraries")
    _run([python, "-m", "pip", "install", "-qq", "--no-compile", "--target", tree / TREE, wheel], "pip install")
    # pip's start scripts name the builder's Python; the package has its own.
    shutil.rmtree(tree / TREE / "bin", ignore_errors=True)
    # The package's files are read-only for users: without this every start would compile anew.
    _run([python, "-m", "compileall", "-qq", "-s", tree, "-p", "/", tree / TREE], "compileall", may_fail=True)
    for source, (target, mode) in FILES.items():
        path = tree / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        path.chmod(mode)
    architecture = _output(["dpkg", "--print-architecture"])
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(_control(version, architecture, _kilobytes(tree)), encoding="utf-8")
    package = ROOT / "dist" / f"tryon-desktop_{version}_{architecture}.deb"
    package.parent.mkdir(exist_ok=True)
    _say("Packing")
    part = package.with_suffix(".part")
    _run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", tree, part], "dpkg-deb")
    os.replace(part, package)
    return package


def _check_python() -> None:
    if not SYSTEM_PYTHON.exists():
        raise SetupError("there is no /usr/bin/python3, which the package would run with")
    theirs = _output([SYSTEM_PYTHON, "-c", "import sys; print(*sys.version_info[:2], sep='.')"])
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if theirs != ours:
        raise SetupError(f"this is Python {ours} and the system's is {theirs}: run /usr/bin/python3 packaging/deb.py")


def _environment(work: Path) -> Path:
    """Python of a throw-away virtual environment, for its pip."""
    _run([sys.executable, "-m", "venv", work / "venv"], "venv")
    return work / "venv" / "bin" / "python"


def _wheel(python: Path, folder: Path) -> Path:
    _say("Building the wheel with its networks")
    _run([python, "-m", "pip", "wheel", "-qq", "--no-deps", "--wheel-dir", folder, ROOT], "pip wheel")
    return next(folder.glob("*.whl"))


def _control(version: str, architecture: str, kilobytes: int) -> str:
    major, minor = sys.version_info[:2]
    needs = ["libc6", f"python3 (>= {major}.{minor})", f"python3 (<< {major}.{minor + 1})", *QT_LIBRARIES.values()]
    fields = {
        "Package": "tryon-desktop",
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "Tryon Desktop developers <tryon-desktop@tryondesktop.invalid>",
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join(needs),
        "Recommends": "fonts-dejavu-core, fonts-noto-cjk",
        "Section": "graphics",
        "Priority": "optional",
        "Description": "live virtual try-on: a mirror with a wardrobe\n"
        " See yourself, live from the webcam, wearing what you picked from the catalog or\n"
        " asked for in words, in English or Chinese. Everything runs on this machine.",
    }
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def _kilobytes(tree: Path) -> int:
    return sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) // 1024


def _run(command: Sequence[str | Path], name: str, *, may_fail: bool = False) -> None:
    if subprocess.run(list(map(str, command)), check=False).returncode and not may_fail:
        raise SetupError(f"{name} did not succeed; its reason is above")


def _output(command: Sequence[str | Path]) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout.strip()


def _say(line: str) -> None:
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
