"""The figures of a trial and how they are brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from tryon_desktop.engine.arrays import U8

SHARES = ("leak", "overspill", "face_cover", "hand_cover", "holes")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; None for what could not be.

    leak, overspill, face_cover, hand_cover, holes (in the person): shares, 0-1; None where there was nothing to leak
    or to cover.
    still: RMS distance of the drape from its mean place on a still person; follow: mean error under known movements;
    both in shoulder widths. lag_frames: by how many frames it comes late. flicker: grey levels of 255. motion: RMS
    way of the drape from frame to frame in the frames that flicker was measured on, in shoulder widths.
    """

    leak: float | None = None
    overspill: float | None = None
    face_cover: float | None = None
    hand_cover: float | None = None
    holes: float | None = None
    still: float | None = None
    follow: float | None = None
    lag_frames: float | None = None
    flicker: float | None = None
    motion: float | None = None

    def report(self) -> dict[str, Any]:
        """By name, rounded. A share of nothing is 0 and its name stands in "nothing_to_measure"."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        empty = [name for name in SHARES if values[name] is None]
        rounded = {name: None if value is None else round(value, 5) for name, value in values.items()}
        return rounded | dict.fromkeys(empty, 0.0) | {"nothing_to_measure": empty}


def mean(figures: Sequence[Figures]) -> Figures:
    """The mean of each figure over those that have it."""
    out: dict[str, float | None] = {}
    for field in fields(Figures):
        values = [value for one in figures if (value := getattr(one, field.name)) is not None]
        out[field.name] = sum(values) / len(values) if values else None
    return Figures(**out)


@dataclass(frozen=True, slots=True, eq=False)
class Wearing:
    """One garment on one person. shown, marked: (H, W, 3) uint8 BGR, the render and the same with its faults marked."""

    garment_id: str
    figures: Figures
    shown: U8
    marked: U8


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One source. before: (H, W, 3) uint8 BGR as it was. missing: garments that found no place on this person."""

    source: str
    before: U8
    wearings: tuple[Wearing, ...]
    missing: tuple[str, ...] = ()

    @property
    def figures(self) -> Figures:
        """The mean over its garments."""
        return mean([wearing.figures for wearing in self.wearings])

    def report(self) -> dict[str, Any]:
        """The source's figures, and those of each garment."""
        garments = {wearing.garment_id: wearing.figures.report() for wearing in self.wearings}
        return {"source": self.source, **self.figures.report(), "garments": garments, "not_worn": list(self.missing)}


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """The figures over every garment on every person, and `cases` with the same for each source."""
    everything = [wearing.figures for case in cases for wearing in case.wearings]
    return {**mean(everything).report(), "cases": [case.report() for case in cases]}
