"""What a request says, as values: the parser makes them, ranking and design read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import (
    Category,
    Closure,
    Detail,
    Fabric,
    Fit,
    GarmentSpec,
    Length,
    Neckline,
    Occasion,
    Pattern,
    Season,
    Shape,
    Sleeve,
    Slot,
    Style,
    Wearer,
)
from tryon_desktop.engine.garments.trimming import Scale
from tryon_desktop.engine.style.colours import same_colour

VALUES: Mapping[str, type[StrEnum]] = {
    "category": Category, "pattern": Pattern, "fabric": Fabric, "fit": Fit, "sleeve": Sleeve, "neckline": Neckline,
    "length": Length, "shape": Shape, "closure": Closure, "detail": Detail, "wearer": Wearer, "season": Season,
    "occasion": Occasion, "style": Style, "scale": Scale,
}  # fmt: skip
"""The fields a word may speak of, besides "colour" (#rrggbb), "tone" (a name of colours.toml), "ink" (#rrggbb, the
print's colour), and "trim" (a part and its colour, `collar=#rrggbb`, or `collar=contrast` for one that stands out).
"""

TAGS = frozenset(("season", "occasion", "style", "wearer"))
"""Fields that speak of when, where and by whom a garment is worn, not of the garment."""

SPEC_FIELD: Mapping[str, str] = {"detail": "details", "colour": "colours"}
"""Where a field of a request is called otherwise in GarmentSpec."""


class Intent(StrEnum):
    """What the person wants done."""

    FIND = "find"
    EDIT = "edit"
    DESIGN = "design"
    OUTFIT = "outfit"
    REMOVE = "remove"
    OTHER = "other"
    UNDO = "undo"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Want:
    """One attribute asked for. `values`: any of them will do, the first is preferred; `hard`: said, not suggested."""

    field: str
    values: tuple[str, ...]
    said: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """A step along a dimension of the worn garment: lightness, chroma, length, sleeve, fit, warmth, formality."""

    dimension: str
    step: int


class Guess(StrEnum):
    """What a word is that names no attribute of a garment that can be drawn."""

    NEAREST = "nearest"
    PHYSIQUE = "physique"


@dataclass(frozen=True, slots=True)
class Taken:
    """A word that was taken for something: a garment that cannot be drawn for the nearest that can, a body for what a
    stylist would look for.

    whom_*: whom a physique's wishes are for, "a petite figure"; as_*: what it was taken for, what was looked for.
    """

    guess: Guess
    said: str
    wants: tuple[Want, ...]
    as_en: str
    as_zh: str
    whom_en: str = ""
    whom_zh: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request. `share`: how much of what it says the lexicon could read, 0..1; `excluded`: not wanted.

    lent: words that were read and describe one that was not: the green of "green thumb" may be no garment's. detached:
    as `share`, with those as not read. gist: the words without courtesies before and after ("show me", "please") and
    without what is refused, for the sentence encoder. unread_refused: those of `unread` that are not wanted. taken:
    words that were taken for something else, in their order. disliked: the garment worn now, as such. size: what was
    said of a size or of the body's measures, which changes nothing. meant: the change that is asked for was
    taken from the whole, and no word names it. outcome: the odds of what the changed garment is to be like
    (`outcomes`), where a reader gave them.
    """

    intent: Intent
    wants: tuple[Want, ...] = ()
    excluded: tuple[Want, ...] = ()
    shifts: tuple[Shift, ...] = ()
    pieces: tuple[Request, ...] = ()
    removed: tuple[Slot, ...] = ()
    unread: tuple[str, ...] = ()
    share: float = 0.0
    detached: float = 0.0
    lent: tuple[str, ...] = ()
    gist: str = ""
    unread_refused: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    disliked: bool = False
    size: str = ""
    meant: bool = False
    outcome: F32 | None = field(default=None, compare=False, repr=False)


def values_of(spec: GarmentSpec, field_name: str) -> tuple[str, ...]:
    """The spec's values of a request's field, always as a tuple."""
    if field_name == "trim":
        return tuple(f"{part}={colour}" for part, colour in spec.trims)
    if field_name == "ink":
        return spec.colours[1:] if spec.pattern is not Pattern.SOLID else ()
    value = getattr(spec, SPEC_FIELD.get(field_name, field_name))
    return tuple(value) if isinstance(value, tuple) else (value,)


def is_worn(want: Want, spec: GarmentSpec) -> bool:
    """Whether a garment has what a want speaks of."""
    if want.field == "colour":
        return same_colour(want.values[0], spec.colour)
    return bool(set(values_of(spec, want.field)) & set(want.values))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A garment of the catalog, its score 0..1 and why, in plain words.

    parts: what each source (words, picture, history, ...) moved the score by, the largest first.
    """

    id: str
    score: float
    reasons: tuple[str, ...]
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class StyleReply:
    """The answer to a request.

    attributes, excluded: field -> what was understood, as plain values (colours by name). unread: words that were
    not understood. results: catalog garments, best first. spec: the garment to wear or None: the best result's own,
    the edited or the newly designed one. outfit: the replies for each piece, inner layers first. removed: slots to
    take off. designed: `spec` is in no catalog and has to be sewn. guessed: the words that were not read were taken by
    their meaning. disliked: whoever asked does not like the garment worn now. says_*: one or two sentences for the
    window.
    """

    intent: Intent
    attributes: Mapping[str, tuple[str, ...]]
    excluded: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...]
    results: tuple[Ranked, ...]
    spec: GarmentSpec | None
    says_en: str
    says_zh: str
    outfit: tuple[StyleReply, ...] = ()
    removed: tuple[Slot, ...] = ()
    designed: bool = False
    guessed: bool = False
    disliked: bool = False
