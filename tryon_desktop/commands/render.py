"""`tryon-desktop render`: a picture or clip in, the same with the outfit worn out."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from tryon_desktop.commands.faults import say
from tryon_desktop.commands.figures import StageTimes, echo_json
from tryon_desktop.commands.outfit import Wishes, gather
from tryon_desktop.commands.output import CLIP_OUT, PICTURE_OUT, check_target
from tryon_desktop.commands.tools import Tools, tools
from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.picture import PICTURE_SUFFIXES, read_picture
from tryon_desktop.engine.capture.video import CLIP_SUFFIXES, VideoSource
from tryon_desktop.engine.errors import InputError, NobodyFound
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.looks import ClipWriter, save_snapshot
from tryon_desktop.engine.pipeline import Look


@dataclass(frozen=True, slots=True)
class _Outcome:
    """persons: the most that were seen in any frame. worn: ids that were placed in at least one frame."""

    persons: int
    frames: int
    worn: tuple[str, ...]
    stages: dict[str, dict[str, float]]
    provider: str


@click.command(short_help="Wear an outfit in a picture or clip.")
@click.argument("source", type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The result: .png or .jpg, for a clip .mp4.")
@click.option("--garment", "ids", metavar="ID", multiple=True, help="A garment of the catalog.")
@click.option("--garment-image", "photos", metavar="FILE", multiple=True, help="A photograph of a garment.")
@click.option("--request", "requests", metavar="TEXT", multiple=True, help="A garment in words, English or Chinese.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def render(
    source: str, out: str, ids: tuple[str, ...], photos: tuple[str, ...], requests: tuple[str, ...], as_json: bool
) -> None:
    """Put an outfit on the person in SOURCE, a picture or a clip, and write the result.

    Name as many garments as make an outfit: first those of the catalog are put on, then the photographed ones, then
    what the requests ask for. Of two that cannot be worn together the later is worn. Clips lose their sound. When
    nobody is found, nothing is written and the exit code is 3.
    """
    wishes = Wishes(ids, photos, requests)
    if not wishes:
        raise click.UsageError("name something to wear: --garment, --garment-image or --request")
    path, target = Path(source), Path(out)
    is_clip = _is_clip(path)
    check_target(target, CLIP_OUT if is_clip else PICTURE_OUT, source=path)
    kit = tools()
    if is_clip:
        clip = VideoSource(path, paced=False, loop=False)
        clip.open()
        garments = _gathered(wishes, kit)
        outcome = _render_clip(clip, garments, target, kit, quiet=as_json)
    else:
        picture = read_picture(path)
        garments = _gathered(wishes, kit)
        outcome = _render_picture(picture, garments, target, kit, path.name)
    _report(outcome, garments, target, as_json)


def _gathered(wishes: Wishes, kit: Tools) -> list[Garment]:
    """What will be worn, after a line on stderr for every garment whose place a later one takes."""
    gathered = gather(wishes, kit)
    for before, after in gathered.replaced:
        say(f"'{after}' takes the place of '{before}': they cannot be worn together")
    return list(gathered.outfit)


def _is_clip(path: Path) -> bool:
    """By the name's ending. Raises InputError for what is neither a picture nor a clip, or not there."""
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a picture or clip")
    if not path.exists():
        raise InputError(f"no such file: {path}")
    suffix = path.suffix.lower()
    if suffix in CLIP_SUFFIXES:
        return True
    if suffix in PICTURE_SUFFIXES:
        return False
    raise InputError(f"{path.name} is neither a picture nor a clip that is known by its ending")


def _render_picture(picture: U8, garments: list[Garment], target: Path, kit: Tools, name: str) -> _Outcome:
    mirror = kit.mirror(True)
    result = mirror.pipeline(Frame(0, 0.0, picture), Look(tuple(garments)))
    if result.body is None:
        raise NobodyFound(f"nobody was found in {name}; nothing was written")
    save_snapshot(result.bgr, target)
    times = StageTimes()
    times.add(result.stages_ms)
    return _Outcome(result.body.persons, 1, result.worn, times.report(), mirror.provider)


def _render_clip(clip: VideoSource, garments: list[Garment], target: Path, kit: Tools, *, quiet: bool) -> _Outcome:
    mirror = kit.mirror(False)
    look = Look(tuple(garments))
    times = StageTimes()
    persons = 0
    worn: dict[str, None] = {}
    hidden = quiet or not sys.stderr.isatty()
    frames = iter(clip.read, None)
    bar = click.progressbar(frames, clip.frames or None, label=clip.name, file=sys.stderr, hidden=hidden)
    with contextlib.closing(clip), ClipWriter(target, clip.size, clip.fps) as writer, bar as shown:
        for frame in shown:
            result = mirror.pipeline(frame, look)
            writer.write(result.bgr)
            persons = max(persons, result.body.persons if result.body else 0)
            worn |= dict.fromkeys(result.worn)
            times.add(result.stages_ms)
        if persons == 0:
            raise NobodyFound(f"nobody was found in {clip.name}; nothing was written")
    return _Outcome(persons, writer.frames, tuple(worn), times.report(), mirror.provider)


def _report(outcome: _Outcome, garments: list[Garment], target: Path, as_json: bool) -> None:
    missing = [garment.id for garment in garments if garment.id not in outcome.worn]
    if as_json:
        report: dict[str, Any] = {
            "persons": outcome.persons,
            "garments": [garment.id for garment in garments],
            "out": str(target),
            "frames": outcome.frames,
            "stages": outcome.stages,
            "worn": list(outcome.worn),
            "provider": outcome.provider,
        }
        echo_json(report)
        return
    frames = f"{outcome.frames} frames, " if outcome.frames > 1 else ""
    persons = "1 person" if outcome.persons == 1 else f"{outcome.persons} people"
    click.echo(f"{target}: {frames}{persons}, wearing {', '.join(outcome.worn) or 'nothing of it'}")
    if missing:
        click.echo(f"not worn, as its part of the body is not in the picture: {', '.join(missing)}")
