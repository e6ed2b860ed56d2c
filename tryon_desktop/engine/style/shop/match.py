"""How well one product answers one want, one step ("darker") or one refusal, where much may not be said of it.

What a column or the prose says counts in full, what is usual for such a garment a little, and the very word that was
asked for more than its synonym: who asks for cashmere takes lambswool second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Slot
from tryon_desktop.engine.style.colours import likeness, nearest, oklab, oklch, same_colour, tones
from tryon_desktop.engine.style.matching import nearness
from tryon_desktop.engine.style.request import VALUES, Shift, Want, values_of
from tryon_desktop.engine.style.shop.items import Item

WEIGHT: Mapping[str, float] = {
    "category": 4.0, "colour": 2.5, "pattern": 2.0, "fabric": 2.0, "word": 2.0, "detail": 1.4, "tone": 1.2,
    "neckline": 1.3, "sleeve": 1.3, "length": 1.3, "shape": 1.2, "closure": 1.2, "fit": 0.9, "occasion": 1.1,
    "season": 0.9, "style": 0.9, "wearer": 1.0, "ink": 1.5, "trim": 1.2, "scale": 0.8,
}  # fmt: skip
SUGGESTED = 0.35
_TAGS = frozenset(("season", "occasion", "style"))
_SYNONYM = 0.86
_UNSAID_USUAL = 0.5
_UNSAID = {"detail": 0.1, "closure": 0.15, "wearer": 0.6, "season": 0.35, "occasion": 0.35, "style": 0.35}
_UNSAID_OTHER = 0.2
_SECOND_COLOUR = 0.6
_ONLY_IN_PROSE = 0.8
_VISIBLE_STEP = 0.03
_FAR_STEP = 0.45
_CLEAR_STEP = 0.2
_LEAST_STEP = 0.75
_NEAR = 0.5
_COLOUR_KEPT = 0.4
_WARMTH: Mapping[str, float] = {
    "chiffon": 0, "lace": 0, "linen": 0.5, "silk": 1, "satin": 1, "poplin": 1, "jersey": 1.5, "oxford": 1.7, "twill": 2,
    "denim": 2.2, "rib": 2.5, "velvet": 3, "knit": 3, "corduroy": 3, "flannel": 3.2, "leather": 3, "suede": 3.2,
    "cable": 3.8, "tweed": 3.8, "wool": 4, "fleece": 4, "down": 5,
}  # fmt: skip
_SEASON_WARMTH: Mapping[str, float] = {"summer": 0.5, "spring": 1.8, "autumn": 3, "winter": 4.5}
_FORMALITY: Mapping[str, float] = {
    "formal": 4, "work": 3, "party": 2.6, "casual": 1.2, "outdoor": 0.7, "beach": 0.5, "home": 0.2, "sport": 0.1,
}  # fmt: skip
_NECK_DEPTH: Mapping[str, float] = {
    "turtle": 0, "mock": 0.5, "stand": 1, "mandarin": 1, "shirt": 1.5, "polo": 1.5, "crew": 2, "boat": 2.5, "camp": 3,
    "square": 3.5, "v": 4, "notched": 4, "shawl": 4, "scoop": 4.5, "off_shoulder": 5, "strap": 5,
}  # fmt: skip
"""How open a neck is."""
_CATEGORY_FORMALITY: Mapping[str, float] = {
    "blazer": 3.5, "coat": 2.8, "shirt": 2.5, "blouse": 2.5, "trousers": 2.4, "dress": 2.4, "skirt": 2.0, "vest": 2.2,
    "sweater": 1.8, "cardigan": 1.8, "polo": 1.7, "jacket": 1.5, "jeans": 1.2, "tee": 0.9, "sweatshirt": 0.7,
    "tank": 0.6, "hoodie": 0.5, "shorts": 0.6, "joggers": 0.2, "leggings": 0.2,
}  # fmt: skip


def match(want: Want, item: Item) -> float:
    """How well a product answers one want, 0..1."""
    if want.field == "word":
        return 1.0 if item.says(want.values[0], columns=True) else _ONLY_IN_PROSE if item.says(want.values[0]) else 0.0
    if want.field == "tone":
        return _tone(want, item)
    value = _colour(want.values, item) if want.field == "colour" else _attribute(want, item)
    if want.said and want.field not in _TAGS:
        # The word itself decides between synonyms, and stands in for an attribute that no column states.
        if want.field == "category" and "category" in item.has and value < _NEAR:
            # An "overshirt" says "shirt" and is none.
            return value
        if item.says(want.said, columns=True):
            value = max(value, _ONLY_IN_PROSE if want.field in item.sure else 1.0)
        elif item.says(want.said):
            value = max(value, 0.0 if want.field in item.sure else _ONLY_IN_PROSE)
        else:
            value *= _SYNONYM if want.field in ("category", "fabric", "colour", "pattern") else 0.95
    return value


def has_refused(want: Want, item: Item) -> bool:
    """Whether a product is what was refused: by what is said of it, and for what is not said by what is usual."""
    if want.field == "word":
        return item.says(want.values[0])
    if want.field == "tone":
        return bool(item.has.get("colour")) and _tone(want, item) == 1.0
    if want.field == "colour":
        return any(same_colour(value, present) for value in want.values for present in item.has.get("colour", ())[:2])
    present = item.has.get(want.field)
    if present:
        return any(value in want.values for value in present)
    return want.field not in _TAGS and any(value in want.values for value in values_of(item.spec, want.field))


def left_open(want: Want, item: Item) -> bool:
    """Whether nobody says if a product has what was refused."""
    return want.field not in ("word", "tone") and not item.has.get(want.field)


def step(shift: Shift, item: Item, worn: Item) -> float:
    """How well a product is "darker", "longer", "warmer" than the one worn, 0..1."""
    measure = _MEASURES[shift.dimension]
    here, there = measure(item), measure(worn)
    if here is None or there is None:
        return 0.3
    gain = (here - there) * shift.step
    if gain < _VISIBLE_STEP:
        return 0.0
    value = _LEAST_STEP + (1 - _LEAST_STEP) * min(gain / _CLEAR_STEP, 1.0) if gain <= _FAR_STEP else 0.85
    if shift.dimension in ("lightness", "chroma"):
        # "Darker" of a red garment is a dark red one, not black.
        alike = _hue_likeness(item.has["colour"][0], worn.has["colour"][0])
        return value * (1 - _COLOUR_KEPT + _COLOUR_KEPT * alike)
    return value


def _attribute(want: Want, item: Item) -> float:
    if want.field == "ink":
        # A list names colours without saying which are the print's.
        return _colour(want.values, item)
    present = item.has.get(want.field)
    if want.field == "wearer":
        known = present or ("unisex",)
        return float(bool(set(known) & set(want.values)) or "unisex" in (*known, *want.values))
    if not present:
        usual = any(value in want.values for value in values_of(item.spec, want.field))
        if item.spec.slot is Slot.BOTTOM and want.field in ("sleeve", "neckline") and "category" in item.has:
            return 0.0
        tag = want.field in _TAGS or want.field == "category"
        return _UNSAID_USUAL if usual and not tag else _UNSAID.get(want.field, _UNSAID_OTHER)
    if any(value in want.values for value in present):
        return 1.0
    return max((nearness(want.field, value, other) for value in want.values for other in present), default=0.0)


def _colour(values: Sequence[str], item: Item) -> float:
    present = item.has.get("colour")
    if not present:
        return _UNSAID_OTHER
    best = [max(likeness(value, one) * (1.0 if at == 0 else _SECOND_COLOUR) for at, one in enumerate(present))
            for value in values]  # fmt: skip
    if len(values) > 1 and len(present) > 1:
        firsts = sorted((max(likeness(value, one) for one in present) for value in values), reverse=True)
        return max(max(best), (firsts[0] + firsts[1]) / 2)
    return max(best)


def _tone(want: Want, item: Item) -> float:
    present = item.has.get("colour")
    if not present:
        return _UNSAID_OTHER
    tone = next(one for one in tones() if one.name_en == want.values[0])
    return 1.0 if tone.holds(present[0]) else 0.0


def _hue_likeness(first: str, second: str) -> float:
    if nearest(first).family == nearest(second).family:
        return 1.0
    (_, chroma1, hue1), (_, chroma2, hue2) = oklch(first), oklch(second)
    if min(chroma1, chroma2) < _VISIBLE_STEP:
        return 0.5 if max(chroma1, chroma2) < 2 * _VISIBLE_STEP else 0.1
    apart = abs(hue1 - hue2) % 360
    return max(0.0, 1 - min(apart, 360 - apart) / 60)


def _ordered(field: str) -> Callable[[Item], float | None]:
    order = [str(value) for value in VALUES[field]]

    def place(item: Item) -> float | None:
        present = item.has.get(field) or ((getattr(item.spec, field),) if "category" in item.has else ())
        return sum(map(order.index, present)) / len(present) / len(order) if present else None

    return place


def _lightness(item: Item) -> float | None:
    present = item.has.get("colour")
    return oklab(present[0])[0] if present else None


def _chroma(item: Item) -> float | None:
    present = item.has.get("colour")
    return 3 * oklch(present[0])[1] if present else None


def _warmth(item: Item) -> float | None:
    fabrics = [_WARMTH[value] for value in item.has.get("fabric", ())]
    seasons = [_SEASON_WARMTH[value] for value in item.has.get("season", ())]
    told = [sum(values) / len(values) for values in (fabrics, seasons) if values]
    return sum(told) / len(told) / 5 if told else None


def _formality(item: Item) -> float | None:
    told = [_CATEGORY_FORMALITY[value] for value in item.has.get("category", ())[:1]]
    told += [max(_FORMALITY[value] for value in item.has["occasion"])] if item.has.get("occasion") else []
    return sum(told) / len(told) / 4 if told else None


def _depth(item: Item) -> float | None:
    told = [_NECK_DEPTH[value] for value in item.has.get("neckline", ()) if value in _NECK_DEPTH]
    return sum(told) / len(told) / 5 if told else None


_MEASURES: Mapping[str, Callable[[Item], float | None]] = {
    "length": _ordered("length"), "sleeve": _ordered("sleeve"), "fit": _ordered("fit"), "lightness": _lightness,
    "chroma": _chroma, "warmth": _warmth, "formality": _formality, "depth": _depth,
    # No list says how large a print is.
    "scale": lambda item: None,
}  # fmt: skip


def slot_of(item: Item) -> Slot | None:
    """Where on the body a product goes, if anything says so."""
    present = item.has.get("category")
    return SLOT_OF[Category(present[0])] if present else None
