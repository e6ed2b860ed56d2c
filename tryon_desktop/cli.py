"""The command line: the window without a subcommand, the same engine without a window with one."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from tryon_desktop import __version__
from tryon_desktop.commands.faults import INTERRUPTED, exit_code_of, say

_COMMANDS = {
    "render": "tryon_desktop.commands.render:render",
    "style": "tryon_desktop.commands.style:style",
    "bench": "tryon_desktop.commands.bench:bench",
    "quality": "tryon_desktop.commands.quality:quality",
    "doctor": "tryon_desktop.commands.doctor:doctor",
    "tailor": "tryon_desktop.commands.tailor:tailor",
    "catalog": "tryon_desktop.commands.catalog:catalog",
    "recommend": "tryon_desktop.commands.history:recommend_garments",
    "history": "tryon_desktop.commands.history:history",
    "train": "tryon_desktop.commands.train:train",
    "evaluate": "tryon_desktop.commands.evaluate:evaluate",
    "export": "tryon_desktop.commands.export:export",
}


class TryonGroup(click.Group):
    """Loads a subcommand's module when it is asked for, and ends every run with one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one subcommand."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An interruption is told here: click would put an empty line before it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("interrupted")
            ctx.exit(INTERRUPTED)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run and exit: 0 done, 2 bad argument or input, 3 nobody found, 130 interrupted, 1 anything unforeseen."""
        extra["standalone_mode"] = False
        try:
            result = super().main(args, *rest, **extra)
        except BaseException as fault:  # noqa: BLE001 - the outermost boundary: whatever it is becomes one line
            sys.exit(exit_code_of(fault))
        sys.exit(result if isinstance(result, int) else 0)


@click.group(
    cls=TryonGroup,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--camera", metavar="NAME|N", help="A camera by its number or by (part of) its name.")
@click.option("--video", metavar="FILE", type=click.Path(), help="A clip, played again and again.")
@click.option("--image", metavar="FILE", type=click.Path(), help="A still picture.")
@click.option("--demo", is_flag=True, help="The demo subject; also what is shown without a camera.")
@click.version_option(__version__, prog_name="tryon-desktop")
@click.pass_context
def main(ctx: click.Context, camera: str | None, video: str | None, image: str | None, demo: bool) -> int:
    """A mirror with a wardrobe: see yourself, live, in what you pick or ask for. Nothing leaves this machine.

    Without a subcommand the window opens.
    """
    named = [
        name for name, value in (("--camera", camera), ("--video", video), ("--image", image)) if value is not None
    ]
    named += ["--demo"] if demo else []
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} exclude each other: choose one")
    if ctx.invoked_subcommand is not None:
        if named:
            raise click.UsageError(f"{named[0]} belongs to the window, not to '{ctx.invoked_subcommand}'")
        return 0
    from tryon_desktop.commands.window import open_window

    return open_window(camera=camera, video=video, image=image, demo=demo)


if __name__ == "__main__":
    main()
