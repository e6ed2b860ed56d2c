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
    """A pipeline for one stream, and which processor runs it and why."""

    pipeline: Dresses
    provider: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """catalog, stylist: made when called. mirror(still): a new stream; the first loads the networks.

    sew: draws a garment from its spec. shows_person: whether somebody is on a picture, BGR. encoder: the text encoder
    or None. look_at: the garment of a picture that a request points at.
    """

    catalog: Callable[[], Any]
    stylist: Callable[..., Any]
    mirror: Callable[[bool], Mirror]
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

    sessions = cache(assembly.build_sessions)

    def mirror(still: bool) -> Mirror:
        pipeline = assembly.build_pipeline(sessions(), still=still, fades=False)
        return Mirror(pipeline, sessions().provider, sessions().why)

    return Tools(
        catalog=assembly.build_catalog,
        stylist=assembly.build_stylist,
        mirror=mirror,
        sew=lambda spec, garment_id: sew(spec, garment_id=garment_id),
        shows_person=lambda bgr: assembly.shows_person(sessions(), bgr),
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
