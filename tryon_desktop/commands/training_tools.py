"""What the subcommands train, evaluate and export share: progress on the terminal, and a word when torch is missing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import click

from tryon_desktop.engine.errors import InputError


def need_torch() -> None:
    """Raises InputError, saying what to install, when the `train` extra is not there."""
    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"{' and '.join(missing)} not installed: pip install 'tryon-desktop[train]' onnx")


class Bars:
    """One progress bar after the other on stderr; the one before is ended when the next begins."""

    def __init__(self) -> None:
        self._bar: Any | None = None

    def __call__(self, title: str, total: int) -> Callable[[int], None]:
        """Begin a bar of `total` steps; returns what counts them. Nothing is shown when there is nothing to do."""
        self.end()
        if total <= 0:
            return lambda _: None
        bar: Any = click.progressbar(length=total, label=f"{title:24}", file=sys.stderr)
        bar.render_progress()
        self._bar = bar
        return self._count

    def _count(self, steps: int) -> None:
        if self._bar is not None:
            self._bar.update(steps)

    def end(self) -> None:
        """Finish the bar that is shown."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
