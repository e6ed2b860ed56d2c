"""Relative words: the steps that "longer", "再短一点", "too warm" ask for.

Of a garment that is yet to be found they mean an attribute: "a longer skirt".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import shifted, tones
from tryon_desktop.engine.style.design import season_cloths
from tryon_desktop.engine.style.lexicon import Kind, Token
from tryon_desktop.engine.style.parts import is_print
from tryon_desktop.engine.style.request import Shift, Want

_TOO_MUCH = {
    ("length", "floor"): Shift("length", -1), ("length", "cropped"): Shift("length", 1),
    ("fit", "slim"): Shift("fit", 1), ("fit", "relaxed"): Shift("fit", -1), ("fit", "oversized"): Shift("fit", -1),
    ("shape", "wide"): Shift("fit", -1), ("season", "winter"): Shift("warmth", -1),
    ("tone", "dark"): Shift("lightness", 1), ("tone", "light"): Shift("lightness", -1),
    ("tone", "bright"): Shift("chroma", -1), ("season", "summer"): Shift("warmth", 1),
    ("occasion", "casual"): Shift("formality", 1), ("occasion", "formal"): Shift("formality", -1),
    ("occasion", "work"): Shift("formality", -1),
}  # fmt: skip
"""What "too long" asks for: the first value of the word that follows "too"."""

_MEANT: Mapping[tuple[str, int], tuple[tuple[str, tuple[str, ...]], ...]] = {
    ("warmth", 1): (("season", ("winter",)),), ("warmth", -1): (("season", ("summer",)),),
    ("length", 1): (("length", ("floor", "ankle", "midi", "knee")),),
    ("length", -1): (("length", ("cropped", "waist", "thigh", "hip")),),
    ("sleeve", 1): (("sleeve", ("long", "three_quarter")),), ("sleeve", -1): (("sleeve", ("short", "cap", "none")),),
    ("fit", 1): (("fit", ("relaxed", "oversized")),), ("fit", -1): (("fit", ("slim",)),),
    ("lightness", 1): (("tone", ("light",)),), ("lightness", -1): (("tone", ("dark",)),),
    ("chroma", 1): (("tone", ("bright",)),), ("chroma", -1): (("tone", ("neutral",)),),
    ("formality", 1): (("occasion", ("formal", "work")),), ("formality", -1): (("occasion", ("casual",)),),
    ("scale", 1): (("scale", ("large",)),), ("scale", -1): (("scale", ("small",)),),
    ("depth", 1): (("neckline", ("v", "scoop")),), ("depth", -1): (("neckline", ("mock", "turtle", "crew")),),
}  # fmt: skip
"""What a step asks for of a garment that is yet to be found."""


_OF_PART: Mapping[tuple[str, str, int], Shift | Want] = {
    ("neck", "fit", 1): Shift("depth", 1), ("neck", "fit", -1): Shift("depth", -1),
    ("neck", "lightness", -1): Shift("depth", 1), ("neck", "length", 1): Shift("depth", -1),
    ("leg", "fit", 1): Want("shape", ("wide",), ""), ("leg", "fit", -1): Want("shape", ("tapered",), ""),
    ("hem", "fit", 1): Want("shape", ("flared",), ""), ("hem", "depth", 1): Shift("length", 1),
    ("hem", "depth", -1): Shift("length", -1), ("sleeve", "length", 1): Shift("sleeve", 1),
    ("sleeve", "length", -1): Shift("sleeve", -1),
    ("print", "fit", 1): Shift("scale", 1), ("print", "fit", -1): Shift("scale", -1),
    ("print", "warmth", 1): Shift("scale", 1), ("print", "warmth", -1): Shift("scale", -1),
}  # fmt: skip
"""What a step is said of a part: wider legs are another shape, a deeper neck is no darker one."""
_SEASON = re.compile(r"summer|winter|autumn|fall|spring|weather|days|months|season|夏|冬|春|秋|天")
"""Words that name a season: "thin" is said of the cloth alone."""
_COLD = frozenset(("winter", "autumn"))
ANY_LENGTH = 4
"""Values from which on a word like "long" says no more than a direction."""
_NEAR = 2
"""Tokens before and after a relative word among which the part is looked for that it is said of."""


def meant(shift: Shift) -> Iterator[Want]:
    """What a step means where there is nothing to step from."""
    for field, values in _MEANT.get((shift.dimension, 1 if shift.step > 0 else -1), ()):
        yield Want(field, values, "")


def for_season(wants: Sequence[Want], worn: GarmentSpec) -> tuple[Want, ...]:
    """The worn garment for another season: the cloth that is usual then, and sleeves where it is worn on the skin."""
    season = "winter" if any(want.values[0] in _COLD for want in wants if want.field == "season") else "summer"
    said = {want.field for want in wants}
    cloths = [cloth for cloth in season_cloths(season, worn.category) if cloth != worn.fabric]
    asked = [] if "fabric" in said else [Want("fabric", (cloths[0],), "")]
    named = any(_SEASON.search(want.said) for want in wants if want.field == "season")
    long = worn.sleeve in ("long", "three_quarter", "elbow")
    if named and worn.slot in (Slot.TOP, Slot.FULL) and "sleeve" not in said and long is not (season == "winter"):
        asked.append(Want("sleeve", ("long" if season == "winter" else "short",), ""))
    return (*wants, *asked)


def further(wants: Sequence[Want], worn: GarmentSpec) -> tuple[Shift, ...]:
    """Of "long" and "short", which the worn garment may be already: one step on."""
    told = (want for want in wants if want.hard and want.field == "length" and len(want.values) >= ANY_LENGTH)
    on = [Shift("length", 1 if want.values[0] == "floor" else -1) for want in told if worn.length in want.values]
    loose = any(want.hard and want.field == "fit" and set(want.values) == {"relaxed", "oversized"} for want in wants)
    return (*on, Shift("fit", 1)) if loose and worn.fit == "relaxed" else tuple(on)


def step_of(token: Token, tokens: Sequence[Token], at: int, wanted: list[Token]) -> Shift | Want:
    """What a relative word asks for: of the part that is its neighbour, turned round after "too"."""
    dimension, step = token.relative or ("", 0)
    step = -step if at > 0 and "too" in tokens[at - 1].cues else step
    for other in (*reversed(tokens[max(0, at - _NEAR) : at]), *tokens[at + 1 : at + 1 + _NEAR]):
        asked = next((asked for part in _parts(other) if (asked := _OF_PART.get((part, dimension, step)))), None)
        if asked is not None or "neck" in other.cues:
            wanted[:] = [one for one in wanted if one is not other]
        if asked is not None:
            return replace(asked, said=other.text + token.text) if isinstance(asked, Want) else asked
    return Shift(dimension, step)


def _parts(token: Token) -> Iterator[str]:
    """The parts of a garment that a token names."""
    if is_any_sleeve(token):
        yield "sleeve"
    if is_print(token):
        yield "print"
    yield from (part for part in ("neck", "leg", "hem") if part in token.cues)


def too_much(token: Token, wanted: list[Token]) -> list[Shift]:
    """Of "too long": one step back, of the sleeves where they were named just before."""
    shift = _TOO_MUCH.get((token.wants[0].field, token.wants[0].values[0]))
    if shift is None:
        return []
    last = wanted[-1] if wanted else None
    if shift.dimension == "length" and last is not None and is_any_sleeve(last):
        wanted.pop()
        return [Shift("sleeve", shift.step)]
    return [shift]


def is_any_sleeve(token: Token) -> bool:
    """Whether a token speaks of sleeves without saying which."""
    return bool(token.wants) and token.wants[0].field == "sleeve" and len(token.wants[0].values) > 2


def complained(tokens: Sequence[Token]) -> list[Token]:
    """Of what is worn, "a bit snug" and "a tad long" ask for the opposite, as "too snug" does."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        step = _complaints().get(token.text)
        noun = at + 1 < len(tokens) and bool(tokens[at + 1].wants) and tokens[at + 1].wants[0].field == "category"
        if step is not None and not noun and found and found[-1].text in _A_BIT:
            found[-1] = Token(f"{found[-1].text} {token.text}", Kind.CUE, relative=step)
        else:
            found.append(token)
    return found


@cache
def _complaints() -> Mapping[str, tuple[str, int]]:
    """What there may be too much of -> the step that mends it."""
    with (assets() / "style" / "grammar.toml").open("rb") as file:
        rows = tomllib.load(file)["relative"]
    return {
        word: (row["dimension"], row["step"])
        for row in rows if row["dimension"] in _OF_SIZE for word in row["too"].split("|")
    }  # fmt: skip


_OF_SIZE = frozenset(("length", "fit", "depth", "lightness"))
_A_BIT = frozenset((
    "a bit", "bit", "a tad", "a touch", "a smidge", "smidge", "slightly", "little", "a little", "rather", "kinda",
    "kind of", "sort of", "quite", "pretty", "very", "really",
))  # fmt: skip


def shaded(tokens: Sequence[Token]) -> list[Token]:
    """Of "dark" before "teal": it makes one darker teal of the two."""
    result: list[Token] = []
    for token in tokens:
        before = result[-1] if result else None
        tone = before.wants[0] if before and before.wants and before.wants[0].field == "tone" else None
        if before and tone and token.wants and token.wants[0].field == "colour":
            lightness, chroma = next(t.shift for t in tones() if t.name_en == tone.values[0])
            hex_colour = shifted(token.wants[0].values[0], lightness=lightness, chroma=chroma)
            said = f"{before.text} {token.text}" if token.text.isascii() else before.text + token.text
            result[-1] = replace(token, text=said, wants=(Want("colour", (hex_colour,), said),))
        else:
            result.append(token)
    return result
