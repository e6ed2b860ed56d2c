"""`tryon-desktop tailor`: sew a garment from its specification, or from words, and save its picture."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import Any, Final

import click
import cv2
import numpy as np

from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.outfit import check_request
from tryon_desktop.commands.output import check_target
from tryon_desktop.commands.tools import tools
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.shipped import OWN_KEYS
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec

_READERS: Final = {".json": json.loads, ".toml": tomllib.loads}


@click.command(short_help="Sew a garment from its specification or from words.")
@click.argument("what", metavar="SPEC|TEXT")
@click.option("-o", "--out", required=True, type=click.Path(), help="The picture: .png, transparent around the cloth.")
@click.option("--size", metavar="N", type=click.IntRange(64, 4096), default=1024, show_default=True,
              help="Pixels of the longer side.")  # fmt: skip
@click.option("--print", "printed", metavar="FILE", type=click.Path(), help="A picture of yours to print on the chest.")
@click.option("--all-over", is_flag=True, help="Print the picture all over the cloth.")
@click.option("--layers", is_flag=True, help="Save its shading and normals too: OUT.shading.png, OUT.normal.png.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def tailor(what: str, out: str, size: int, printed: str | None, all_over: bool, layers: bool,
           as_json: bool) -> None:  # fmt: skip
    """Draw a garment. SPEC is a .json or .toml file, or JSON itself; anything else is TEXT: what to sew, in words.

    A .toml file holds the specification's keys, or one table of them as in the catalog.
    """
    from tryon_desktop.engine.capture.picture import read_picture
    from tryon_desktop.engine.garments.garment import flattened
    from tryon_desktop.engine.garments.store import write_whole
    from tryon_desktop.engine.tailor import sew

    file = _named_file(what)
    target = Path(out)
    check_target(target, (".png",), source=file)
    spec = _read_file(file) if file else _read_inline(what) if what.lstrip().startswith("{") else _design(what)
    picture = None if printed is None else read_picture(Path(printed), alpha=True)
    start = time.perf_counter()
    garment = sew(spec, size=size, garment_id="tailored", picture=picture, all_over=all_over)
    ms = (time.perf_counter() - start) * 1000
    sewn = flattened(garment)
    write_whole(target, cv2.imencode(".png", sewn)[1].tobytes())
    if layers:
        _save_layers(spec, size, target)
    height, width = sewn.shape[:2]
    if as_json:
        report = {"spec": spec.model_dump(mode="json"), "ms": round(ms, 1), "width": width, "height": height}
        echo_json(report | ({"notes": list(garment.notes)} if garment.notes else {}))
        return
    from tryon_desktop.engine.style.describe import describe

    click.echo(f"{describe(spec, 'en')} ({describe(spec, 'zh')}): {width} x {height}, {ms:.0f} ms, {target}")
    for note in garment.notes:
        click.echo(f"  {note}")


def _save_layers(spec: GarmentSpec, size: int, target: Path) -> None:
    """Beside the picture: its shading, 128 for flat cloth, and its normals: red x, green y upward, blue z, -1 to 1."""
    from tryon_desktop.engine.garments.store import write_whole
    from tryon_desktop.engine.tailor import layers_of

    made = layers_of(spec, size=size)
    x, y, z = (np.round((made.normal[..., at] * sign + 1) * 127.5) for at, sign in ((0, 1), (1, -1), (2, 1)))
    for name, picture in (("shading", np.clip(made.shading * 128, 0, 255)), ("normal", np.dstack([z, y, x]))):
        encoded = cv2.imencode(".png", np.asarray(picture, np.uint8))[1]
        write_whole(target.with_suffix(f".{name}.png"), encoded.tobytes())


def _named_file(what: str) -> Path | None:
    """The file that `what` names, there or not; None where it is JSON or words."""
    if what.lstrip().startswith("{") or "\n" in what or len(what) > 1000:
        return None
    path = Path(what)
    return path if path.suffix.lower() in _READERS else None


def _read_file(path: Path) -> GarmentSpec:
    try:
        table = _READERS[path.suffix.lower()](path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path.name} is not {path.suffix[1:].upper()}: {error}") from error
    return _checked(_only_garment(table, path.name), path.name)


def _read_inline(text: str) -> GarmentSpec:
    try:
        table = json.loads(text)
    except ValueError as error:
        raise InputError(f"the specification is not JSON: {error}") from error
    return _checked(table, "the specification")


def _only_garment(table: Any, name: str) -> Any:
    """A catalog file with a single garment is that garment."""
    if not isinstance(table, dict) or "category" in table or not all(isinstance(v, dict) for v in table.values()):
        return table
    if len(table) != 1:
        raise GarmentError(f"{name} holds {len(table)} garments: name a file with one")
    return next(iter(table.values()))


def _checked(table: Any, name: str) -> GarmentSpec:
    if not isinstance(table, dict):
        raise GarmentError(f"{name} is not a garment's specification: expected an object")
    return read_spec({key: value for key, value in table.items() if key not in OWN_KEYS})


def _design(text: str) -> GarmentSpec:
    """What the stylist would sew for `text`. Raises InputError where that is nothing, or more than one garment."""
    reply = tools().stylist().answer(check_request(text), [])
    if len(reply.outfit) > 1:
        raise InputError(f"that is an outfit of {len(reply.outfit)} garments: ask for one")
    if reply.spec is None:
        raise InputError(reply.says_en or "no garment can be sewn from these words")
    spec: GarmentSpec = reply.spec
    return spec
