"""A changed garment as the rules and the reader agree on it.

The rules make one garment of a request, the reader has odds for every value of every field (`outcomes`). Each field
takes the value of the highest score: the logarithm of its odds, and so much more for the value that the rules arrived
at. They are trusted more where they changed something, for then a word was read that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import likeness
from tryon_desktop.engine.style.design import alter
from tryon_desktop.engine.style.outcomes import (
    CHOICES,
    COLOUR_SPAN,
    COLOURS,
    DETAIL_SPAN,
    DETAILS,
    SPANS,
    place_of,
)
from tryon_desktop.engine.style.request import VALUES, Request, Shift, Want, values_of

TRUST_CHANGED, TRUST_KEPT, TRUST_LIKE = 5.0, 2.5, 1.0
"""What it adds to a value's score that the rules arrived at it: where they changed the field, where they did not, and
where they changed a colour to one that may go by the same name.
"""
_LIKELY_ENOUGH = -1.0
"""Log-odds, to what is worn, from which on a change that nothing else speaks for is made."""
_SEWN = frozenset(VALUES) | {"colour", "tone", "ink", "trim", "motif", "text"}
"""Fields that a garment has."""
_LEAST = 1e-4
_LIKE = 0.3
"""Likeness from which on two colours may go by one name."""
_SHADED = {"darker": -1, "lighter": 1}


def agreed(request: Request, worn: GarmentSpec) -> GarmentSpec:
    """What becomes of `worn`. Without the reader's odds that is what the rules make of it."""
    changed, odds = by_rules(request, worn), request.outcome
    if odds is None:
        return changed
    category = _best("category", request, worn, changed, odds)
    if category != changed.category:
        request = _of_category(request, category, worn)
        changed = by_rules(request, worn)
    return _settled(request, worn, changed, odds)


def put_in_words(request: Request, worn: GarmentSpec) -> Request:
    """The request with wants for what the reader adds, and without those that it overrules: for who answers from what
    there is, and sews nothing.
    """
    before, after = by_rules(request, worn), agreed(request, worn)
    names = [name for name in SPANS if values_of(before, name) != values_of(after, name)]
    kept = [want for want in request.wants if want.field not in names]
    new = [Want(name, values_of(after, name), "") for name in names if values_of(after, name) != values_of(worn, name)]
    excluded = tuple(want for want in request.excluded if want.field not in names)
    return replace(request, wants=(*kept, *new), excluded=excluded)


def by_rules(request: Request, worn: GarmentSpec) -> GarmentSpec:
    """What the rules alone make of `worn`; a shop's own words make nothing of it."""
    wants, excluded = ([want for want in told if want.field in _SEWN] for told in (request.wants, request.excluded))
    return alter(worn, wants, excluded, request.shifts)


def foremost(worn: GarmentSpec, odds: F32) -> Want | Shift | None:
    """The likeliest change, for a request that is sure to change something; None where none is likely enough."""
    found: list[tuple[float, Want | Shift]] = []
    logs = np.log(odds + _LEAST)
    for name, span in SPANS.items():
        here = place_of(name, worn)
        gains = logs[span] - logs[span[here]]
        gains[here] = -np.inf
        best = int(np.argmax(gains))
        found.append((float(gains[best]), Want(name, (CHOICES[name][best],), "")))
    stays = logs[COLOUR_SPAN[COLOURS.index("stays")]]
    for shade, step in _SHADED.items():
        found.append((float(logs[COLOUR_SPAN[COLOURS.index(shade)]] - stays), Shift("lightness", step)))
    gain, change = max(found, key=lambda one: one[0])
    return change if gain >= _LIKELY_ENOUGH else None


def _of_category(request: Request, category: str, worn: GarmentSpec) -> Request:
    """The request for a garment of a category, whatever it said of categories."""
    wants = [want for want in request.wants if want.field != "category"]
    asked = [] if category == worn.category else [Want("category", (category,), "")]
    return replace(request, wants=(*asked, *wants),
                   excluded=tuple(want for want in request.excluded if want.field != "category"))  # fmt: skip


def _settled(request: Request, worn: GarmentSpec, changed: GarmentSpec, odds: F32) -> GarmentSpec:
    wants = [Want(name, (best,), "") for name in SPANS if name != "category"
             and (best := _best(name, request, worn, changed, odds)) not in values_of(changed, name)]  # fmt: skip
    come, gone = (list(_details(worn, changed, odds, there=there)) for there in (True, False))
    becomes = _colour(request, worn, changed, odds)
    shifts = (Shift("lightness", _SHADED[becomes]),) if becomes in _SHADED else ()
    if becomes == "stays" and changed.colours != worn.colours:
        wants.append(Want("colour", (worn.colour,), ""))
    settled = alter(changed, [*wants, *come], gone, shifts) if wants or come or gone or shifts else changed
    if becomes == "stays" and settled.pattern == worn.pattern:
        settled = settled.model_copy(update={"colours": worn.colours})
    return settled


def _best(name: str, request: Request, worn: GarmentSpec, changed: GarmentSpec, odds: F32) -> str:
    rules_say, here = place_of(name, changed), place_of(name, worn)
    scores = np.log(odds[SPANS[name]] + _LEAST)
    new = changed.category != worn.category or rules_say != here
    scores[rules_say] += TRUST_CHANGED if new else TRUST_KEPT
    if rules_say != here and any(shift.dimension == name for shift in request.shifts):
        # "Longer" is not to come to nothing.
        scores[here] = -np.inf
    return CHOICES[name][int(np.argmax(scores))]


def _details(worn: GarmentSpec, changed: GarmentSpec, odds: F32, *, there: bool) -> Iterator[Want]:
    """The details on which the rules are overruled: those that come, or those that go."""
    for detail, likely in zip(DETAILS, odds[DETAIL_SPAN], strict=True):
        rules_say = detail in changed.details
        trust = TRUST_CHANGED if rules_say != (detail in worn.details) else TRUST_KEPT
        score = float(np.log(likely + _LEAST) - np.log(1 - likely + _LEAST)) + (trust if rules_say else -trust)
        if rules_say is not there and (score > 0) is there:
            yield Want("detail", (detail,), "")


def _colour(request: Request, worn: GarmentSpec, changed: GarmentSpec, odds: F32) -> str:
    """What becomes of the colour; empty where the rules have settled that."""
    shades = [shift.step for shift in request.shifts if shift.dimension == "lightness"]
    named: Sequence[Want] = [want for want in request.wants if want.field in ("colour", "tone")]
    rules_say = "stays" if changed.colour == worn.colour else "other"
    if shades and not named:
        rules_say = "darker" if shades[0] < 0 else "lighter"
    scores = np.log(odds[COLOUR_SPAN] + _LEAST)
    alike = bool(named) and likeness(changed.colour, worn.colour) >= _LIKE
    scores[COLOURS.index(rules_say)] += TRUST_KEPT if rules_say == "stays" else TRUST_LIKE if alike else TRUST_CHANGED
    best = COLOURS[int(np.argmax(scores))]
    return "" if best == rules_say or (best in _SHADED and rules_say != "stays") else best
