"""Relative words: the steps that "longer", "再短一点", "too warm" ask for.

Of a garment that is yet to be found they mean an attribute: "a longer skirt".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tryon_desktop.engine.style.colours import shifted, tones
from tryon_desktop.engine.style.lexicon import Token
from tryon_desktop.engine.style.request import Shift, Want

_TOO_MUCH = {
    ("length", "floor"): Shift("length", -1), ("length", "cropped"): Shift("length", 1),
    ("fit", "slim"): Shift("fit", 1), ("fit", "relaxed"): Shift("fit", -1), ("fit", "oversized"): Shift("fit", -1),
    ("shape", "wide"): Shift("fit", -1), ("season", "winter"): Shift("warmth", -1),
    ("tone", "dark"): Shift("lightness", 1), ("tone", "light"): Shift("lightness", -1),
    ("tone", "bright"): Shift("chroma", -1),
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
}  # fmt: skip
"""What a step asks for of a garment that is yet to be found."""


def meant(shift: Shift) -> Iterator[Want]:
    """What a step means where there is nothing to step from."""
    for field, values in _MEANT.get((shift.dimension, 1 if shift.step > 0 else -1), ()):
        yield Want(field, values, "")


def shift_of(token: Token, tokens: Sequence[Token], at: int, wanted: list[Token]) -> Shift:
    """The step that a relative word asks for: of the sleeves where they are its neighbour, turned round after "too"."""
    dimension, step = token.relative or ("", 0)
    near = [other for other in (*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 3]) if is_any_sleeve(other)]
    if near and dimension == "length":
        dimension = "sleeve"
        wanted[:] = [other for other in wanted if other not in near]
    turned = at > 0 and "too" in tokens[at - 1].cues
    return Shift(dimension, -step if turned else step)


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
