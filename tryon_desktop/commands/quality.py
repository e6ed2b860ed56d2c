"""`tryon-desktop quality`: how worn a garment looks, in figures and in pictures."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import click

from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.tools import Dresses, tools
from tryon_desktop.engine.capture.picture import PICTURE_SUFFIXES
from tryon_desktop.engine.capture.video import CLIP_SUFFIXES
from tryon_desktop.engine.errors import GarmentError, InputError, NobodyFound
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.pipeline import Look
from tryon_desktop.engine.quality.figures import Case, Figures, report
from tryon_desktop.engine.quality.page import check_folder, write_folder
from tryon_desktop.engine.quality.trial import STEPS, Eyes, See, examine

_DEMO: Final = ("demo/posture.jpg", "demo/selfie.jpg")
_KINDS: Final = (("tee",), ("jacket", "blazer"), ("trousers", "jeans"))
"""Categories of what is tried on unless it is said: the catalog's first of each row."""
_FIGURES: Final = tuple(field.name for field in fields(Figures))
_PLAIN: Final = ("lag_frames", "flicker")


@click.command(short_help="Measure how worn garments look.")
@click.option(
    "--source",
    "sources",
    metavar="FILE|FOLDER",
    multiple=True,
    type=click.Path(),
    help="A picture, a clip or a folder of them; by default the demo subjects.",
)
@click.option(
    "--garment",
    "ids",
    metavar="ID",
    multiple=True,
    help="What is tried on, each by itself; by default a tee, a jacket and trousers.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(),
    default="tryon-quality",
    show_default=True,
    help="Where the pictures go: a new folder, or one of an earlier run.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def quality(sources: tuple[str, ...], ids: tuple[str, ...], out: str, as_json: bool) -> None:
    """Try garments on people in pictures and clips, and measure what an eye would judge.

    Old clothes that show (leak), cloth beyond the body (overspill), covered faces and hands; whether it stands still on
    a still person, follows a moving one, and flickers. FOLDER gets a page, a contact sheet and the figures.
    """
    folder = Path(out)
    check_folder(folder)
    paths = _files(sources)
    kit = tools()
    catalog = kit.catalog()
    chosen = list(dict.fromkeys(ids)) or _one_of_each(catalog.entries())
    garments = [catalog.garment(garment_id) for garment_id in chosen]
    eyes = Eyes(still=_seeing(kit.mirror(True).pipeline), live=_seeing(kit.mirror(False).pipeline))
    cases: list[Case] = []
    nobody: list[str] = []
    unread: list[str] = []
    hidden = as_json or not sys.stderr.isatty()
    with click.progressbar(length=len(paths) * STEPS, label="Trying on", file=sys.stderr, hidden=hidden) as bar:
        for number, path in enumerate(paths, start=1):
            try:
                case = examine(path, garments, eyes, lambda: bar.update(1))
            except GarmentError:
                raise
            except InputError as fault:
                # One damaged file does not cost the figures of all the others.
                unread.append(str(fault))
                continue
            finally:
                bar.update(number * STEPS - bar.pos)
            if case is None:
                nobody.append(path.name)
            else:
                cases.append(case)
    if not cases and unread:
        raise InputError(unread[0])
    if not cases:
        raise NobodyFound(f"nobody was found in {', '.join(nobody)}; nothing was written")
    page = write_folder(folder, cases, chosen)
    found = report(cases) | {"garments": chosen, "nobody": nobody, "unread": unread, "page": str(page)}
    if as_json:
        echo_json(found)
    else:
        _tell(found)


def _files(sources: Sequence[str]) -> list[Path]:
    """Pictures and clips, those of folders in the order of their names. Raises InputError."""
    if not sources:
        return [model_path(name) for name in _DEMO]
    known = PICTURE_SUFFIXES | CLIP_SUFFIXES
    files: list[Path] = []
    for source in map(Path, sources):
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if path.is_file() and path.suffix.lower() in known)
            if not inside:
                raise InputError(f"there is no picture or clip in the folder {source}")
            files += inside
        elif not source.exists():
            raise InputError(f"no such file: {source}")
        elif source.suffix.lower() not in known:
            raise InputError(f"{source.name} is neither a picture nor a clip that is known by its ending")
        else:
            files.append(source)
    return list(dict.fromkeys(files))


def _one_of_each(entries: Sequence[Any]) -> list[str]:
    chosen = []
    for categories in _KINDS:
        ranked = [entry.id for category in categories for entry in entries if entry.category == category]
        chosen += ranked[:1]
    if not chosen:
        raise InputError("the catalog holds neither tee nor jacket nor trousers: name a --garment")
    return chosen


def _seeing(dress: Dresses) -> See:
    """Who a pipeline sees when nothing is worn."""
    return lambda frame: dress(frame, Look()).body


def _tell(found: dict[str, Any]) -> None:
    rows = [("all", found), *((case["source"], case) for case in found["cases"])]
    width = min(max(len(name) for name, _ in rows), 30)
    click.echo(" " * width + "".join(f"{name:>12}" for name in _FIGURES))
    for name, figures in rows:
        click.echo(f"{name[:width]:{width}}" + "".join(f"{_shown(key, figures[key]):>12}" for key in _FIGURES))
    if found["nobody"]:
        click.echo(f"nobody was found in {', '.join(found['nobody'])}")
    for fault in found["unread"]:
        click.echo(f"left out: {fault}")
    click.echo(f"pictures: {found['page']}")


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if name in _PLAIN else f"{100 * value:.2f} %"
