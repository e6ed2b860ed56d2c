"""Where the package's own data lies, in a checkout (editable install), an installed wheel or a bundle."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def assets() -> Path:
    """The folder of catalog specs, icons and tables."""
    inside = _PACKAGE / "assets"
    return inside if inside.is_dir() else _PACKAGE.parent / "assets"


def models() -> Path:
    """The folder of converted networks; written when the package is built."""
    return _PACKAGE / "_models"


def manifest() -> Path:
    """The manifest that names, pins and describes every bundled network."""
    inside = _PACKAGE / "_models" / "manifest.toml"
    return inside if inside.is_file() else _PACKAGE.parent / "models" / "manifest.toml"
