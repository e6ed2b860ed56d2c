"""From attributes to a valid GarmentSpec: a new design, or a change of the garment worn now."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Fit, GarmentSpec, Pattern, Slot, read_spec
from tryon_desktop.engine.garments.trimming import Scale
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import colours, distance, likeness, oklab, same_colour, shifted, tones
from tryon_desktop.engine.style.request import VALUES, Shift, Want

_SLEEVES = ("none", "short", "elbow", "three_quarter", "long")
_WARMTH = ("chiffon", "linen", "poplin", "jersey", "twill", "flannel", "knit", "wool", "fleece", "down")
_DEEPER = {
    "turtle": "mock", "mock": "crew", "crew": "v", "boat": "scoop", "stand": "v", "mandarin": "v", "shirt": "v",
    "polo": "v", "peter_pan": "v", "camp": "v", "v": "scoop", "square": "scoop",
}  # fmt: skip
_HIGHER = {
    "scoop": "crew", "v": "crew", "square": "crew", "strap": "scoop", "off_shoulder": "boat", "boat": "crew",
    "crew": "mock", "mock": "turtle", "camp": "shirt", "notched": "stand", "shawl": "notched",
}  # fmt: skip
_AS_WARM_AS = {
    "silk": "linen", "satin": "linen", "lace": "chiffon", "oxford": "poplin", "denim": "twill", "leather": "twill",
    "corduroy": "flannel", "velvet": "flannel", "rib": "knit", "cable": "wool", "tweed": "wool", "suede": "wool",
}  # fmt: skip
_LISTS = frozenset(("details", "season", "occasion", "style"))
_FIELDS_OF_TOPS = frozenset(("sleeve", "neckline"))
_SLEEVE_DETAILS = frozenset(("ribbed_cuffs", "raglan", "puff_sleeves", "bell_sleeves", "kimono_sleeves"))
_DETAILS_OF_TOPS = frozenset(("bow", "tie", "scarf", "epaulettes", "obi", "yoke", "kangaroo_pocket", "chest_pocket"))
_BARE = frozenset(("crew", "v", "scoop", "boat", "square"))
_COLLAR_OF = {"dress": "peter_pan", "blouse": "peter_pan", "shirt": "shirt", "jacket": "shirt", "coat": "notched",
              "polo": "polo"}  # fmt: skip
"""The collar that a category without one gets."""
_ITS_OWN = 0.85
"""Likeness from which on a colour's name is that of the colour that a garment has."""
_SWEATS = frozenset(("sweatshirt", "hoodie", "joggers"))
_HANGING = frozenset(("dress", "skirt"))
_ANY_MOTIF = "star"
"""What a motif print shows that was not named."""
_NEUTRAL = {
    "pattern": ("solid",), "closure": ("none",), "sleeve": ("none",), "neckline": ("crew", "v"), "fit": ("regular",),
}  # fmt: skip
"""What comes in place of what is refused, where the garment's usual one is refused as well."""
_LIGHTER = 0.12
_RICHER = 1.4

_Draft = dict[str, Any]


def design(wants: Sequence[Want], excluded: Sequence[Want] = (), *, hint: Sequence[Want] = ()) -> GarmentSpec:
    """A new garment. `hint`: what to prefer where `wants` is silent. Always valid."""
    said = {want.field for want in wants}
    wants = [*(want for want in hint if want.field not in said), *wants]
    categories = _values("category", wants) or (implied_category(wants) or Category.TEE,)
    draft = _blank(Category(_first_allowed(categories, _values("category", excluded))))
    draft["colours"] = _usual_colours(draft, wants, excluded)
    return _finished(draft, wants, (), excluded)


def alter(
    spec: GarmentSpec, wants: Sequence[Want], excluded: Sequence[Want] = (), shifts: Sequence[Shift] = ()
) -> GarmentSpec:
    """`spec` with what `wants` and `shifts` ask for and without what is `excluded`; all else stays as it was."""
    wants = _but_its_own_colour(spec, wants, shifts)
    draft: _Draft = spec.model_dump(mode="json")
    asked = _values("category", wants)
    if asked and spec.category.value not in asked:
        draft = _recut(spec, Category(asked[0]))
    elif spec.category.value in _values("category", excluded):
        draft = _recut(spec, _another_category(spec, _values("category", excluded)))
    return _finished(draft, wants, shifts, excluded, edged=spec.pattern is Pattern.SOLID and len(spec.colours) > 1)


def _but_its_own_colour(spec: GarmentSpec, wants: Sequence[Want], shifts: Sequence[Shift]) -> Sequence[Want]:
    """Without the name of the colour that the garment has, where something else is to change.

    "The pink one with a hood" is to keep its own pink, "the pink, but deeper" starts from it.
    """
    shaded = any(shift.dimension in ("lightness", "chroma") for shift in shifts)
    if not shifts and all(want.field in ("colour", "wearer") for want in wants):
        return wants

    def own(want: Want) -> bool:
        near = likeness(want.values[0], spec.colour) >= _ITS_OWN
        return near or (shaded and same_colour(want.values[0], spec.colour))

    return [want for want in wants if want.field != "colour" or len(want.values) > 1 or not own(want)]


def _another_category(spec: GarmentSpec, refused: Sequence[str]) -> Category:
    """One of the same slot that is not refused, else any."""
    free = [category for category in Category if category.value not in refused]
    return next((category for category in free if SLOT_OF[category] is spec.slot), (free or [spec.category])[0])


def _finished(draft: _Draft, wants: Sequence[Want], shifts: Sequence[Shift], excluded: Sequence[Want], *,
              edged: bool = False) -> GarmentSpec:  # fmt: skip
    """edged: the second colour of the plain garment is its ribs', and stays."""
    for want in wants:
        _apply(draft, want)
    for shift in shifts:
        _SHIFTERS[shift.dimension](draft, shift.step)
    for want in excluded:
        _refuse(draft, want, excluded)
    _agree(draft, edged)
    printed = draft.get("pattern", "solid") not in ("solid", "motif") and any(want.field == "pattern" for want in wants)
    if printed and len(draft["colours"]) < 2:
        draft["colours"] = [*draft["colours"], _partner(draft["colours"][0])]
    return read_spec(draft)


def implied_category(wants: Sequence[Want]) -> Category | None:
    """The category that the attributes make one think of: a turtleneck is a sweater."""
    for pair, category in _defaults()["implied"]:
        field, values = pair.split("=")
        if set(_values(field, wants)) & set(values.split("|")):
            return Category(category)
    return None


def season_cloths(season: str, category: Category) -> tuple[str, ...]:
    """What a garment of a category is made of in summer or winter, the most usual first; at least two."""
    rows = _defaults()["cloth"][season]
    return tuple(next(row[1].split("|") for row in rows if category.value in row[0].split("|")))


def _usual_colours(draft: _Draft, wants: Sequence[Want], excluded: Sequence[Want]) -> list[str]:
    """What such a pattern, cloth or garment usually comes in."""
    table = _defaults()["colours"]
    keys = [*_values("pattern", wants)[:1], *_values("fabric", wants)[:1], draft["category"], "any"]
    choices = [row for key in keys for row in table.get(key, ())]
    return next((row.split() for row in choices if _allowed(row.split()[0], excluded)), choices[0].split())


def _allowed(colour: str, excluded: Sequence[Want]) -> bool:
    refused_tones = _values("tone", excluded)
    return not any(same_colour(value, colour) for value in _values("colour", excluded)) and not any(
        tone.holds(colour) for tone in tones() if tone.name_en in refused_tones
    )


def _blank(category: Category) -> _Draft:
    defaults = _defaults()["category"][category]
    return {"category": category.value, **{k: v for k, v in defaults.items() if k != "lengths"}}


def _recut(spec: GarmentSpec, category: Category) -> _Draft:
    """Another category in the same cloth, colour and spirit."""
    draft = _blank(category)
    kept = spec.model_dump(mode="json")
    same_slot = SLOT_OF[category] is spec.slot
    usual = _defaults()["category"][spec.category].get("fabric", "jersey")
    fields = ["colours", "scale", "trims", "pattern", "wearer", "season", "occasion", "style", "text", "motif", "fit"]
    # Shorts are cut from the jeans: a pair of bottoms stays in its cloth.
    cut_down = same_slot and spec.slot is Slot.BOTTOM and category in (Category.SHORTS, Category.SKIRT)
    sweats = {spec.category.value, category.value} <= _SWEATS
    fields += ["fabric"] if cut_down or sweats or kept["fabric"] != usual else []
    legs = same_slot and spec.slot is Slot.BOTTOM and Category.SKIRT not in (spec.category, category)
    fields += ["shape"] if legs and Category.LEGGINGS not in (spec.category, category) else []
    fields += ["length"] if {spec.category.value, category.value} <= _HANGING else []
    fields += ["sleeve"] if same_slot and spec.slot is not Slot.BOTTOM and draft.get("sleeve", "none") != "none" else []
    return draft | {name: kept[name] for name in fields}


def _apply(draft: _Draft, want: Want) -> None:
    """Set one field to the first of the wanted values that the garment can have."""
    bottom = SLOT_OF[Category(draft["category"])] is Slot.BOTTOM
    if want.field == "category" or (bottom and want.field in _FIELDS_OF_TOPS):
        return
    if want.field == "colour":
        draft["colours"] = _coloured(draft["colours"], want.values)
    elif want.field == "ink":
        draft["colours"] = list(dict.fromkeys([draft["colours"][0], *want.values, *draft["colours"][2:]]))[:4]
    elif want.field == "trim":
        draft["trims"] = _trimmed(draft, want.values[0])
        if want.values[0].startswith(("cuffs", "sleeves")) and draft.get("sleeve", "none") == "none":
            draft["sleeve"] = "long"
        if want.values[0].startswith("collar") and draft.get("neckline") in _BARE:
            # A white collar needs one to be white; on jersey and knits it is the band at the neck.
            draft["neckline"] = _COLLAR_OF.get(draft["category"], draft["neckline"])
    elif want.field == "tone":
        draft["colours"] = [_into_tone(colour, want.values[0]) for colour in draft["colours"]]
    elif want.field == "length":
        draft["length"] = _hem(draft, want.values)
    elif want.field == "detail":
        present = draft.setdefault("details", [])
        draft["details"] = present if set(want.values) & set(present) else [*present, want.values[0]]
    elif want.field in _LISTS:
        present = draft.get(want.field) or []
        draft[want.field] = present if set(want.values) & set(present) else [*present, want.values[0]]
    elif draft.get(want.field) not in want.values:
        draft[want.field] = want.values[0]
        if (want.field, want.values[0], draft.get("shape")) == ("fit", "slim", "wide"):
            draft["shape"] = "straight"


def _coloured(colours: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted colours in the first places; what is ousted fills up: navy with white dots becomes white with navy."""
    mixed = list(dict.fromkeys([*wanted, *colours[len(wanted) :]]))
    ousted = [colour for colour in colours if colour not in mixed]
    return [*mixed, *ousted[: max(0, len(colours) - len(mixed))]][:4]


def _trimmed(draft: _Draft, value: str) -> list[tuple[str, str]]:
    """The garment's trims with one more, `collar=#rrggbb`; `collar=contrast` stands out from the cloth."""
    part, _, colour = value.partition("=")
    others = [(one, its) for one, its in draft.get("trims", ()) if one != part]
    return [*others, (part, _partner(draft["colours"][0]) if colour == "contrast" else colour)]


def _refuse(draft: _Draft, want: Want, excluded: Sequence[Want]) -> None:
    """Take a refused value out, in favour of the garment's usual one or, failing that, any other."""
    usual = _blank(Category(draft["category"]))
    if want.field == "colour":
        kept = [colour for colour in draft["colours"] if _allowed(colour, excluded)]
        draft["colours"] = kept or _usual_colours(draft, (), excluded)
    elif want.field == "detail":
        draft["details"] = [one for one in draft.get("details", []) if one not in want.values]
    elif want.field == "trim":
        draft["trims"] = [pair for pair in draft.get("trims", ()) if "=".join(pair) not in want.values]
    elif want.field in _LISTS:
        draft[want.field] = [one for one in draft.get(want.field, []) if one not in want.values]
    elif want.field in VALUES and want.field != "category" and draft.get(want.field) in want.values:
        choices = (usual.get(want.field), *_NEUTRAL.get(want.field, ()), *VALUES[want.field])
        refused = _values(want.field, excluded)
        draft[want.field] = _first_allowed(tuple(str(choice) for choice in choices if choice), refused)


def _agree(draft: _Draft, edged: bool) -> None:
    """Make the parts agree with one another: hoods and hoodies, cuffs and sleeves, prints and second colours."""
    category = Category(draft["category"])
    if SLOT_OF[category] is Slot.BOTTOM:
        draft["sleeve"] = draft["neckline"] = "none"
        draft["details"] = [one for one in draft.get("details", []) if one not in _DETAILS_OF_TOPS]
    elif draft.get("neckline", "none") == "none":
        draft["neckline"] = _blank(category)["neckline"]
    hooded = draft["neckline"] == "hood"
    if category is Category.HOODIE and not hooded:
        draft["category"] = "sweatshirt"
        draft["details"] = [one for one in draft.get("details", []) if one != "drawstring"]
    elif category is Category.SWEATSHIRT and hooded:
        draft["category"] = "hoodie"
    if draft.get("sleeve", "none") == "none":
        draft["details"] = [one for one in draft.get("details", []) if one not in _SLEEVE_DETAILS]
    if draft.get("closure") == "half_zip" and draft["neckline"] in ("crew", "v", "scoop"):
        draft["neckline"] = "stand"
    draft["length"] = _hem(draft, (draft.get("length", "hip"),))
    if draft.get("pattern") == "motif" and not draft.get("motif"):
        draft["motif"] = _ANY_MOTIF
    if draft.get("pattern", "solid") in ("solid", "motif"):
        draft["colours"] = draft["colours"][: 2 if edged else 1]
    if draft.get("pattern", "solid") == "solid":
        draft["scale"] = "medium"


def _hem(draft: _Draft, values: Sequence[str]) -> str:
    """The first of the wanted lengths that the category comes in, else the nearest to it."""
    lengths: list[str] = _defaults()["category"][draft["category"]]["lengths"]
    possible = [value for value in values if value in lengths]
    if possible:
        current = draft.get("length")
        return current if current in possible else possible[0]
    order = [str(length) for length in VALUES["length"]]
    return min(lengths, key=lambda length: abs(order.index(length) - order.index(values[0])))


def _step(options: Sequence[str], current: str, step: int) -> str:
    at = options.index(current) if current in options else len(options) // 2
    return str(options[min(max(at + step, 0), len(options) - 1)])


def _shift_length(draft: _Draft, step: int) -> None:
    draft["length"] = _step(_defaults()["category"][draft["category"]]["lengths"], draft.get("length", "hip"), step)


def _shift_sleeve(draft: _Draft, step: int) -> None:
    if SLOT_OF[Category(draft["category"])] is not Slot.BOTTOM:
        current = draft.get("sleeve", "none")
        draft["sleeve"] = _step(_SLEEVES, "short" if current == "cap" else current, step)


def _shift_fit(draft: _Draft, step: int) -> None:
    if step < 0 and draft.get("shape") == "wide":
        draft["shape"] = "straight"
    draft["fit"] = _step([str(fit) for fit in Fit], draft.get("fit", "regular"), step)


def _shift_warmth(draft: _Draft, step: int) -> None:
    fabric = str(draft.get("fabric", "jersey"))
    draft["fabric"] = _step(_WARMTH, _AS_WARM_AS.get(fabric, fabric), 2 * step)


def _shift_lightness(draft: _Draft, step: int) -> None:
    draft["colours"] = [shifted(colour, lightness=_LIGHTER * step) for colour in draft["colours"]]


def _shift_chroma(draft: _Draft, step: int) -> None:
    draft["colours"] = [shifted(colour, chroma=_RICHER**step) for colour in draft["colours"]]


def _shift_formality(draft: _Draft, step: int) -> None:
    """One rung up or down from hoodie to shirt, from joggers to trousers, in the cloth that is usual there."""
    ladder = next((one for one in _defaults()["formality"]["ladders"] if draft["category"] in one.split("|")), "")
    rungs = ladder.split("|")
    if ladder and (other := _step(rungs, draft["category"], step)) != draft["category"]:
        usual = _blank(Category(other))
        kept = {name: draft[name] for name in ("colours", "wearer", "season", "text") if name in draft}
        draft.clear()
        draft |= usual | kept
    draft["occasion"] = list(_defaults()["formality"]["up" if step > 0 else "down"])


def _shift_depth(draft: _Draft, step: int) -> None:
    """A neck that is cut lower or higher; a hood stays a hood."""
    if SLOT_OF[Category(draft["category"])] is not Slot.BOTTOM:
        current = draft.get("neckline", "crew")
        draft["neckline"] = (_DEEPER if step > 0 else _HIGHER).get(current, current)


def _shift_scale(draft: _Draft, step: int) -> None:
    draft["scale"] = _step([str(scale) for scale in Scale], draft.get("scale", "medium"), step)


_SHIFTERS: dict[str, Callable[[_Draft, int], None]] = {
    "length": _shift_length, "sleeve": _shift_sleeve, "fit": _shift_fit, "warmth": _shift_warmth,
    "lightness": _shift_lightness, "chroma": _shift_chroma,
    "formality": _shift_formality, "depth": _shift_depth, "scale": _shift_scale,
}  # fmt: skip


def _partner(colour: str) -> str:
    """A second colour for a print: cream on what is dark, navy on what is light."""
    return "#f5ecd0" if oklab(colour)[0] < 0.68 else "#1b2a4a"


def _into_tone(colour: str, name: str) -> str:
    """The colour itself when it has the tone, else the nearest named colour that does."""
    tone = next(one for one in tones() if one.name_en == name)
    if tone.holds(colour):
        return colour
    named = [one.hex for one in colours() if tone.holds(one.hex)]
    return min(named, key=lambda other: distance(colour, other))


def _first_allowed(choices: Sequence[str], refused: Sequence[str]) -> str:
    return str(next((choice for choice in choices if choice not in refused), choices[0]))


def _values(field: str, wants: Sequence[Want]) -> tuple[str, ...]:
    return tuple(value for want in wants if want.field == field for value in want.values)


@cache
def _defaults() -> dict[str, Any]:
    with (assets() / "style" / "defaults.toml").open("rb") as file:
        return tomllib.load(file)
