"""What the person did, as evidence of their taste: lines of the local history read back as garments and wants.

Of a request only the attributes are kept that were understood, never its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.database import Event, Happening
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.style.request import Intent, StyleReply

GLANCE_S = 8.0
"""Worn for less than this, a garment was looked at and not chosen."""

_SPEAKING = frozenset((Intent.FIND, Intent.EDIT, Intent.DESIGN, Intent.OUTFIT))


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was done. spec: the garment it was done with; None for what was asked for in words.

    wanted, unwanted: field -> values of a request (colours by their English names). seconds: how long it was worn.
    time: seconds since the epoch.
    """

    event: Event
    time: float
    garment_id: str = ""
    spec: GarmentSpec | None = None
    seconds: float = 0.0
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def about_garment(spec: GarmentSpec) -> str:
    """What the history keeps of a garment: its specification, for a design may be gone when it is read."""
    return spec.model_dump_json(exclude_defaults=True)


def about_request(reply: StyleReply) -> str:
    """What the history keeps of a request; "" where it asked for nothing."""
    if reply.intent not in _SPEAKING or not (reply.attributes or reply.excluded):
        return ""
    both = {"wanted": reply.attributes, "unwanted": reply.excluded}
    return json.dumps({name: {key: list(values) for key, values in table.items()} for name, table in both.items()})


def read_history(happenings: Iterable[Happening]) -> list[Moment]:
    """The lines of the history as moments, in their order; what this version cannot read is left out."""
    found = (_moment(happening) for happening in happenings)
    return [moment for moment in found if moment is not None]


def _moment(line: Happening) -> Moment | None:
    try:
        about = json.loads(line.about)
        if line.event is Event.ASKED:
            return Moment(line.event, line.time, wanted=_table(about["wanted"]), unwanted=_table(about["unwanted"]))
        return Moment(line.event, line.time, line.garment_id, read_spec(about), line.seconds)
    except (ValueError, KeyError, TypeError, AttributeError, GarmentError):
        return None


def _table(data: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({str(name): tuple(map(str, values)) for name, values in data.items()})
