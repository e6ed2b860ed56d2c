"""What a changed garment is to be like, field by field, as the reader says it: a table of odds and what follows from
it.

"It swallows me", "so that my wrists are covered", 勒得慌 name no attribute; what is to change is in them all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.garments.spec import Detail, GarmentSpec
from tryon_desktop.engine.style.request import VALUES, Want, values_of

FIELDS = ("category", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure")
"""Fields of which the changed garment has one value."""
DETAILS = tuple(str(detail) for detail in Detail)
COLOURS = ("stays", "darker", "lighter", "other")
"""What becomes of its colour."""
CHOICES = {name: tuple(str(value) for value in VALUES[name]) for name in FIELDS}
"""Field -> its values."""
_ENDS = np.cumsum([len(CHOICES[name]) for name in FIELDS])
SPANS = dict(zip(FIELDS, np.split(np.arange(_ENDS[-1]), _ENDS[:-1]), strict=True))
"""Field -> the places of its values among the outcomes."""
_SINGLE = int(_ENDS[-1])
DETAIL_SPAN = np.arange(_SINGLE, _SINGLE + len(DETAILS))
COLOUR_SPAN = np.arange(_SINGLE + len(DETAILS), _SINGLE + len(DETAILS) + len(COLOURS))
_KNOWN = 0.5
"""How likely what is worn must be to stay, where nothing is asked."""
OUTCOMES = int(COLOUR_SPAN[-1]) + 1
"""Numbers of an outcome: logits of each field's values, of each detail, and of COLOURS."""


def place_of(name: str, worn: GarmentSpec) -> int:
    """Which of the field's CHOICES a garment has."""
    return CHOICES[name].index(values_of(worn, name)[0])


def worn_vector(worn: GarmentSpec | None) -> F32:
    """(OUTCOMES,) float32: 1 for what the garment worn has, all 0 for none."""
    vector = np.zeros(OUTCOMES, np.float32)
    if worn is None:
        return vector
    for name, span in SPANS.items():
        vector[span[place_of(name, worn)]] = 1
    vector[[DETAIL_SPAN[DETAILS.index(detail)] for detail in worn.details]] = 1
    vector[COLOUR_SPAN[COLOURS.index("stays")]] = 1
    return vector


def said_vector(wants: Sequence[Want]) -> F32:
    """(OUTCOMES,) float32: 1 for the values that a word names."""
    vector = np.zeros(OUTCOMES, np.float32)
    for want in wants:
        if want.field == "detail":
            vector[[DETAIL_SPAN[DETAILS.index(value)] for value in want.values]] = 1
        elif want.field in SPANS:
            vector[[SPANS[want.field][CHOICES[want.field].index(value)] for value in want.values]] = 1
    return vector


def without_strange(odds: F32, before: F32, worn: GarmentSpec) -> F32:
    """The odds, even where the reader does not know garments like the one worn: asked for nothing (`before`: its odds
    then), it has that field of it changed all the same.
    """
    has, fair = worn_vector(worn), odds.copy()
    for span in SPANS.values():
        if before[span] @ has[span] < _KNOWN:
            fair[span] = 1 / len(span)
    strange = np.abs(before[DETAIL_SPAN] - has[DETAIL_SPAN]) > _KNOWN
    fair[DETAIL_SPAN[strange]] = 0.5
    return f32(fair)


def odds_of(logits: F32) -> F32:
    """(OUTCOMES,) likelihoods of logits: of a field's values they add up to 1, a detail stands for itself."""
    odds = np.empty(OUTCOMES, np.float32)
    for span in (*SPANS.values(), COLOUR_SPAN):
        raised = np.exp(logits[span] - logits[span].max())
        odds[span] = raised / raised.sum()
    odds[DETAIL_SPAN] = 1 / (1 + np.exp(-logits[DETAIL_SPAN]))
    return f32(odds)
