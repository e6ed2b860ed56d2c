"""Parts of a garment in a colour of their own: a white collar, gold buttons, a red belt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.cloth import LINING
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.draft import Button, Draft, Panel, Piece, Zip

_METALS = ("#c9a227", "#c8a452", "#b4b7ba", "#c0c2c6", "#b87333", "#54585c")
"""Gold, brass, silver, chrome, copper and gunmetal: buttons of these colours are of metal."""
_AS_METAL = 0.06
"""How far a colour may be from one of them, in linear light."""


def in_trims(draft: Draft, trims: Sequence[tuple[Trim, str]]) -> Draft:
    """The draft with the parts that `trims` names in their colours (#rrggbb); what the garment lacks is passed over."""
    if not trims:
        return draft
    own = dict(trims)
    pieces = [_dyed(piece, draft.belongs.get(place), own) for place, piece in enumerate(draft.pieces)]
    return replace(draft, pieces=pieces)


def _dyed(piece: Piece, part: Trim | None, own: Mapping[Trim, str]) -> Piece:
    if isinstance(piece, Button) and Trim.BUTTONS in own:
        return replace(piece, colour=own[Trim.BUTTONS], metal=_is_metal(own[Trim.BUTTONS]))
    if isinstance(piece, Zip) and Trim.ZIP in own:
        return replace(piece, colour=own[Trim.ZIP])
    if isinstance(piece, Panel) and part is not None and part in own and piece.cloth is not LINING:
        return replace(piece, colour=own[part], printed=False)
    return piece


def _is_metal(colour: str) -> bool:
    return min(float(np.abs(linear(colour) - linear(metal)).max()) for metal in _METALS) < _AS_METAL
