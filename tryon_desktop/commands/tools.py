"""What the subcommands need of the engine, in one value, so that tests can put fakes in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import click

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.pipeline import Look, Picture, Seen


class Dresses(Protocol):
    """`engine.pipeline.Pipeline`."""

    def prepare(self, garment: Garment) -> None: ...  # noqa: D102
    def see(self, frame: Frame) -> Seen: ...  # noqa: D102
    def dress(self, seen: Seen, look: Look) -> Picture: ...  # noqa: D102
    def __call__(self, frame: Frame, look: Look) -> Picture: ...  # noqa: D102


@dataclass(frozen=True, slots=True, eq=False)
class Mirror:
    """A pipeline for one stream, and which processor runs it and why. close: ends what runs beside this process."""

    pipeline: Dresses
    provider: str
    why: str
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """catalog, stylist: made when called. mirror(still): a new stream; the first loads the networks.

    window(): a stream as the window has it, with vision in a process of its own. sew: draws a garment from its spec.
    shows_person: whether somebody is on a picture, BGR. encoder: the text encoder or None. look_at: the garment of a
    picture that a request points at.
    """

    catalog: Callable[[], Any]
    stylist: Callable[..., Any]
    mirror: Callable[[bool], Mirror]
    window: Callable[[], Mirror]
    sew: Callable[[GarmentSpec, str], Garment]
    shows_person: Callable[[U8], bool]
    look_at: Callable[[Path], Any]
    encoder: Callable[[], Any] = lambda: None


def tools() -> Tools:
    """The ones given to this run, else the real ones; only then is the engine imported."""
    given = click.get_current_context().find_object(Tools)
    return given or _real_tools()


def _real_tools() -> Tools:
    from tryon_desktop.engine import assembly
    from tryon_desktop.engine.style.encoder import load_text_encoder
    from tryon_desktop.engine.tailor import sew

    here = cache(assembly.sight_here)

    def mirror(still: bool) -> Mirror:
        return _mirror(assembly.build_pipeline(here(), still=still, fades=False), here())

    def window() -> Mirror:
        beside = assembly.sight_beside(assembly.begin_vision())
        return _mirror(assembly.build_pipeline(beside, fades=False), beside)

    def _mirror(pipeline: Dresses, sight: assembly.Sight) -> Mirror:
        return Mirror(pipeline, sight.provider, sight.why, sight.close)

    return Tools(
        catalog=lambda: assembly.build_catalog(here),
        stylist=assembly.build_stylist,
        mirror=mirror,
        window=window,
        sew=lambda spec, garment_id: sew(spec, garment_id=garment_id),
        shows_person=lambda bgr: assembly.shows_person(here(), bgr),
        look_at=assembly.read_reference,
        encoder=load_text_encoder,
    )


def default_outfit(entries: Sequence[Any]) -> list[str]:
    """Ids of a top and trousers to measure with: the first of each that the catalog has."""
    wanted = (("shirt", "sweater", "hoodie", "tee"), ("trousers", "jeans"))
    chosen = []
    for categories in wanted:
        ranked = [entry.id for category in categories for entry in entries if entry.category == category]
        chosen += ranked[:1]
    return chosen
