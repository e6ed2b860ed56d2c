"""`tryon-desktop catalog`: look into the wardrobe, add garments to it, remove one's own again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import cv2

from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.output import PICTURE_OUT, check_target
from tryon_desktop.commands.tools import tools
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.garments.spec import Category, read_spec


@click.group(short_help="List, show, add and remove garments.")
def catalog() -> None:
    """The garments that can be worn: those that are shipped, and your own."""


@catalog.command("list")
@click.option("--category", type=click.Choice([str(c) for c in Category]), help="Only garments of this category.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def list_garments(category: str | None, as_json: bool) -> None:
    """List the garments."""
    entries = tools().catalog().entries(Category(category) if category else None)
    if as_json:
        echo_json([_brief(entry) for entry in entries])
        return
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        click.echo(f"{entry.id:{width}}  {entry.category:10}  {entry.name_en}  {entry.name_zh}")


@catalog.command("show")
@click.argument("garment_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def show_garment(garment_id: str, as_json: bool) -> None:
    """Show all that is known of one garment."""
    wardrobe = tools().catalog()
    entry = wardrobe.entry(garment_id)
    spec = entry.spec.model_dump(mode="json")
    if as_json:
        thumbnail = str(wardrobe.thumbnail(garment_id))
        echo_json(_brief(entry) | {"name_zh": entry.name_zh, "spec": spec, "thumbnail": thumbnail})
        return
    click.echo(f"{entry.id}: {entry.name_en} ({entry.name_zh}), {entry.origin}")
    for name, value in spec.items():
        if value:
            click.echo(f"  {name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")


@catalog.command("add")
@click.argument("file", type=click.Path())
@click.option("--name", help="What to call it; by default its description.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def add_garment(file: str, name: str | None, as_json: bool) -> None:
    """Add a garment: FILE is a photograph of it on a plain ground, or its specification as .json."""
    path = Path(file)
    if path.suffix.lower() == ".json":
        spec = read_spec(_read_table(path))
        entry = tools().catalog().add_spec(spec, name=name)
    else:
        read_picture(path)
        entry = tools().catalog().add_photo(path, name=name)
    if as_json:
        echo_json(_brief(entry))
    else:
        click.echo(f"added {entry.id}: {entry.name_en}")


@catalog.command("remove")
@click.argument("garment_id", metavar="ID")
def remove_garment(garment_id: str) -> None:
    """Remove one of your own garments; those that are shipped stay."""
    tools().catalog().remove(garment_id)
    click.echo(f"removed {garment_id}")


@catalog.command("sheet")
@click.option("-o", "--out", required=True, type=click.Path(), help="The picture: .png or .jpg.")
@click.option("--category", type=click.Choice([str(c) for c in Category]), help="Only garments of this category.")
@click.option("--side", metavar="N", type=click.IntRange(96, 1024), default=320, show_default=True,
              help="Pixels of a garment's cell.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def draw_sheet(out: str, category: str | None, side: int, as_json: bool) -> None:
    """Draw every garment, with its names, on one picture."""
    from tryon_desktop.engine.garments.sheet import contact_sheet
    from tryon_desktop.engine.garments.store import write_whole

    target = Path(out)
    check_target(target, PICTURE_OUT, source=None)
    wardrobe = tools().catalog()
    entries = wardrobe.entries(Category(category) if category else None)
    sheet = contact_sheet(((wardrobe.garment(entry.id), entry.name_en, entry.name_zh) for entry in entries), side=side)
    write_whole(target, cv2.imencode(target.suffix.lower(), sheet)[1].tobytes())
    height, width = sheet.shape[:2]
    if as_json:
        echo_json({"garments": len(entries), "width": width, "height": height})
    else:
        click.echo(f"{len(entries)} garments: {width} x {height}, {target}")


def _brief(entry: Any) -> dict[str, str]:
    return {
        "id": entry.id,
        "name": entry.name_en,
        "category": str(entry.category),
        "origin": str(entry.origin),
    }


def _read_table(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(table, dict):
        raise InputError(f"{path.name} is not a garment's specification: expected an object")
    return table
