"""How well garments suit a mood: by what its concepts pull, and by what somebody would wear for moods like it.

Concepts pull broadly, a remembered mood is one person's taste; together they are right more often than either
(docs/style.md). Both are compared over the garments at hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.matching import TAGGED, WEIGHT, matches
from tryon_desktop.engine.style.request import Want
from tryon_desktop.engine.style.vibes import Mood

_FELT = 2.0
"""How much more when, where and in what style a garment is worn counts for a mood than for words that name garments."""
CLEARLY = 0.9
"""The match from which on a garment has what is plainly wrong for a mood."""
_EACH, _MOST = 0.25, 0.35
"""What each such thing costs, and all together at most."""
_REMEMBERED = 0.6
"""The share of the remembered moods."""
_LEAST_SPREAD = 0.05
_OF_TOPS = frozenset(("sleeve", "neckline"))


def suited(mood: Mood | None, specs: Sequence[GarmentSpec]) -> list[float]:
    """How well each garment suits a mood, 0..1."""
    if mood is None or not specs:
        return [0.0] * len(specs)
    pulled = weighed([(vibe.pulls, (), weight) for vibe, weight in mood.vibes], specs)
    if mood.recalled:
        worn = weighed([(one.pulls, one.avoids, weight) for one, weight in mood.recalled], specs)
        pulled = both(pulled, worn)
    return [float(value) for value in np.clip(pulled, 0, 1)]


def both(concepts: F32, remembered: F32) -> F32:
    """(n,) what concepts and remembered moods say of garments together, on the scale of the concepts."""
    return f32((1 - _REMEMBERED) * concepts + _REMEMBERED * _as_spread(remembered, concepts))


def lost(avoided: F32) -> F32:
    """(n,) what garments lose that have so many of the things that are plainly wrong for a mood."""
    return f32(np.minimum(_EACH * avoided, _MOST))


def _as_spread(values: F32, like: F32) -> F32:
    """`values` with the mean and the spread of `like`, so that neither outvotes the other."""
    spread, wide = float(values.std()), max(float(like.std()), _LEAST_SPREAD)
    return f32((values - values.mean()) / spread * wide + like.mean()) if spread > 1e-6 else like


def weighed(
    said: Sequence[tuple[Sequence[Want], Sequence[Want], float]], specs: Sequence[GarmentSpec]
) -> F32:
    """(n,) the mean match of each garment over what is pulled, less what is to be avoided.

    said: what to pull, what to avoid, and its weight.
    """
    wants = list(dict.fromkeys(want for pulls, avoids, _ in said for want in (*pulls, *avoids)))
    row = {want: at for at, want in enumerate(wants)}
    found = matches(wants, specs)
    below = np.array([spec.slot is Slot.BOTTOM for spec in specs])
    total = np.zeros(len(specs), np.float32)
    for pulls, avoids, weight in said:
        mean = _mean(pulls, row, found)
        # Sleeves and collars do not count against trousers.
        legs = _mean([want for want in pulls if want.field not in _OF_TOPS], row, found)
        had = f32(sum((found[row[want]] > CLEARLY for want in avoids), np.zeros(len(specs))))
        total += np.float32(weight) * (np.where(below, legs, mean) - lost(had))
    return total


def _mean(pulls: Sequence[Want], row: dict[Want, int], found: F32) -> F32:
    weights = f32([math.sqrt(WEIGHT[want.field]) * (_FELT if want.field in TAGGED else 1.0) for want in pulls])
    return f32(weights @ found[[row[want] for want in pulls]] / max(float(weights.sum()), 1e-9))
