"""From what was named on the command line to garments that can be worn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from tryon_desktop.commands.tools import Tools
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.outfit import Outfit

MAX_REQUEST: Final = 10_000
"""Characters of a request; nobody asks for clothes at greater length."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `--garment`, `--garment-image` and `--request` named."""

    ids: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ids or self.photos or self.requests)


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What is worn. replaced: (id, id of the later garment that took its place)."""

    outfit: Outfit
    replaced: tuple[tuple[str, str], ...] = ()


def check_request(text: str) -> str:
    """The request without blanks around it. Raises InputError when there is nothing in it, or too much."""
    text = text.strip()
    if not text:
        raise InputError("the request is empty: say what you would like to wear")
    if len(text) > MAX_REQUEST:
        raise InputError(f"the request is too long: {len(text)} characters, at most {MAX_REQUEST} are read")
    return text


def gather(wishes: Wishes, tools: Tools) -> Gathered:
    """Every garment that was wished for; a later one takes the place of those that it cannot be worn with.

    Raises GarmentError, InputError.
    """
    requests = [check_request(text) for text in wishes.requests]
    catalog = tools.catalog()
    garments: list[Garment] = [catalog.garment(garment_id) for garment_id in wishes.ids]
    garments += [_from_photo(Path(photo), tools) for photo in wishes.photos]
    if requests:
        stylist = tools.stylist()
        entries = catalog.entries()
        for text in requests:
            garments += _from_reply(stylist.answer(text, entries), catalog, tools)
    return _dressed(garments)


def _from_photo(path: Path, tools: Tools) -> Garment:
    from tryon_desktop.engine.garments.photo import garment_from_photo

    picture = read_picture(path, alpha=True)
    if tools.shows_person(np.ascontiguousarray(picture[:, :, :3])):
        raise GarmentError(f"{path.name} shows a person: a garment is photographed by itself, laid flat")
    return garment_from_photo(picture, garment_id=path.stem)


def _from_reply(reply: Any, catalog: Any, tools: Tools) -> list[Garment]:
    if reply.outfit:
        return [garment for piece in reply.outfit for garment in _from_reply(piece, catalog, tools)]
    if reply.designed and reply.spec is not None:
        return [tools.sew(reply.spec, "designed")]
    if reply.results:
        return [catalog.garment(reply.results[0].id)]
    raise InputError(reply.says_en or "no garment was found for this request")


def _dressed(garments: Sequence[Garment]) -> Gathered:
    outfit = Outfit()
    replaced: list[tuple[str, str]] = []
    for garment in garments:
        dressed = outfit.put_on(garment)
        replaced += [(before.id, garment.id) for before in outfit if before not in dressed.garments]
        outfit = dressed
    return Gathered(outfit, tuple(replaced))
