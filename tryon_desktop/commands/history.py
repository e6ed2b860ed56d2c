"""`tryon-desktop history` and `recommend`: what is remembered of the user and what follows from it."""

from __future__ import annotations

import datetime
import time
from collections import Counter

import click

from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.tools import tools
from tryon_desktop.engine.garments.database import Happening
from tryon_desktop.engine.style.history import read_history
from tryon_desktop.engine.style.recommend import recommend

_ALL = 100_000


@click.group(short_help="Show or erase what is remembered of you.")
def history() -> None:
    """What was worn, saved, dismissed and asked for, in the window; it never leaves this machine."""


@history.command("show")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout, every line with all that is kept.")
def show_history(as_json: bool) -> None:
    """List every line of the history, the newest first."""
    lines = tools().catalog().history(_ALL)
    if as_json:
        echo_json([_whole(line) for line in lines])
        return
    for line in lines:
        worn = f" for {line.seconds:.0f} s" if line.seconds else ""
        click.echo(f"{_when(line)}  {line.event}{worn}  {line.garment_id or line.about}")
    counts = Counter(str(line.event) for line in lines)
    click.echo(", ".join(f"{count} {event}" for event, count in sorted(counts.items())) or "nothing is remembered")


@history.command("erase")
def erase_history() -> None:
    """Delete every line for good, out of the file's free pages too."""
    catalog = tools().catalog()
    count = len(catalog.history(_ALL))
    catalog.erase_history()
    click.echo(f"erased {count} lines")


@click.command("recommend", short_help="Garments for you, from your own history.")
@click.option("--top", metavar="N", type=click.IntRange(1, 100), default=9, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def recommend_garments(top: int, as_json: bool) -> None:
    """Recommend garments from what was worn, saved, dismissed and asked for in the window, each with the reasons why.

    By attributes alone; the window weighs the text encoder's embeddings as well.
    """
    catalog = tools().catalog()
    moments = read_history(catalog.history())
    entries = catalog.entries()
    found = recommend(moments, entries, now=time.time(), top=top)
    if as_json:
        echo_json([
            {"id": one.id, "score": one.score, "why": {"en": list(one.why("en")), "zh": list(one.why("zh"))}}
            for one in found
        ])  # fmt: skip
        return
    names = {entry.id: entry.name_en for entry in entries}
    for one in found:
        click.echo(f"{one.score:7.2f}  {one.id}  {names[one.id]}: {'; '.join(one.why('en'))}")
    if not found:
        click.echo("nothing yet: wear, save and ask for garments in the window first")


def _when(line: Happening) -> str:
    return f"{datetime.datetime.fromtimestamp(line.time):%Y-%m-%d %H:%M}"


def _whole(line: Happening) -> dict[str, object]:
    return {
        "time": line.time, "event": str(line.event), "garment": line.garment_id, "seconds": line.seconds,
        "about": line.about,
    }  # fmt: skip
