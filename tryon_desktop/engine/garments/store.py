"""Garments and thumbnails as files: one file a garment, replaced whole or not at all, checked when read."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.garment import Garment, Origin, Part, flattened
from tryon_desktop.engine.garments.spec import read_spec

_FORMAT = 2
_HALF = "half."
"""Before the names of the layers at half their size."""
_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]
THUMBNAIL_SIDE = 256
_THUMBNAIL_MARGIN = 10


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to a new file beside `path`, then put it in its place. Raises InputError; leaves no pieces."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.stem[:24]}-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def write_garment(path: Path, garment: Garment) -> None:
    """Save every layer, mask and landmark of `garment` in one zip of PNGs and a JSON. Raises InputError.

    Every layer is there at half its size too: that is read in a quarter of the time.
    """
    head = {
        "format": _FORMAT,
        "id": garment.id,
        "spec": garment.spec.model_dump(mode="json"),
        "landmarks": {name: list(point) for name, point in garment.landmarks.items()},
        "origin": garment.origin.value,
        "notes": list(garment.notes),
    }
    layers: dict[str, U8] = {"image": garment.image}
    if garment.inner is not None:
        layers["inner"] = garment.inner
    layers |= {f"part.{part.value}": mask for part, mask in garment.parts.items()}
    layers |= {f"{_HALF}{name}": _halved(layer) for name, layer in layers.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("garment.json", json.dumps(head))
        for name, layer in layers.items():
            archive.writestr(f"{name}.png", _png(layer))
    write_whole(path, buffer.getvalue())


def read_garment(path: Path, *, coarse: bool = False) -> Garment | None:
    """The garment saved at `path`; None where there is no file or it is damaged or of another format.

    coarse: at half its size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            head = json.loads(archive.read("garment.json"))
            if head["format"] != _FORMAT:
                return None
            names = [name.removesuffix(".png") for name in archive.namelist() if name.endswith(".png")]
            layers = {
                name.removeprefix(_HALF): _picture(archive.read(f"{name}.png"))
                for name in names
                if name.startswith(_HALF) is coarse
            }
        scale = 0.5 if coarse else 1.0
        return Garment(
            id=head["id"],
            spec=read_spec(head["spec"]),
            image=layers["image"],
            landmarks={name: (scale * float(x), scale * float(y)) for name, (x, y) in head["landmarks"].items()},
            parts={Part(name[5:]): layer for name, layer in layers.items() if name.startswith("part.")},
            inner=layers.get("inner"),
            origin=Origin(head["origin"]),
            notes=tuple(head["notes"]),
            coarse=coarse,
        )
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, GarmentError, cv2.error):
        return None


def thumbnail_of(garment: Garment) -> bytes:
    """A PNG, 256x256 on transparent ground, of `garment` with what shows of its inside behind it."""
    straight = flattened(garment).astype(np.float32)
    height, width = straight.shape[:2]
    alpha = straight[:, :, 3:] / 255
    colour = straight[:, :, :3] * alpha
    room = THUMBNAIL_SIDE - 2 * _THUMBNAIL_MARGIN
    scale = room / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(np.dstack([colour, alpha]), size, interpolation=cv2.INTER_AREA)
    straight = np.divide(
        small[:, :, :3], small[:, :, 3:], where=small[:, :, 3:] > 1e-3, out=np.zeros_like(small[:, :, :3])
    )
    canvas = np.zeros((THUMBNAIL_SIDE, THUMBNAIL_SIDE, 4), np.uint8)
    top, left = (THUMBNAIL_SIDE - size[1]) // 2, (THUMBNAIL_SIDE - size[0]) // 2
    picture = np.dstack([np.clip(straight, 0, 255), np.clip(small[:, :, 3:] * 255, 0, 255)])
    canvas[top : top + size[1], left : left + size[0]] = np.round(picture).astype(np.uint8)
    return _png(canvas)


def is_png(path: Path) -> bool:
    """Whether `path` holds a whole PNG: its first bytes and its closing chunk."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")


def _halved(layer: U8) -> U8:
    """Every layer's colour is bled past its outline, so that colour and alpha may be averaged by themselves."""
    size = (max(layer.shape[1] // 2, 1), max(layer.shape[0] // 2, 1))
    return np.asarray(cv2.resize(layer, size, interpolation=cv2.INTER_AREA), np.uint8)


def _png(layer: U8) -> bytes:
    ok, encoded = cv2.imencode(".png", layer, _FAST)
    if not ok:
        raise ValueError(f"cannot encode a picture of {layer.shape}")
    return encoded.tobytes()


def _picture(data: bytes) -> U8:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("damaged picture")
    return np.asarray(picture, np.uint8)
