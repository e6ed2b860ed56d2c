"""What of the person in the mirror counts when garments are put in order, and how that is said.

Little, on purpose: what somebody looks like is no reason to show them something else than what they asked for. Skin
and hair break ties. How much of the body is in the picture counts for more, but only where the words name no garment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import Language, distance, oklch
from tryon_desktop.engine.style.request import Intent, Request
from tryon_desktop.engine.vision.framing import Framing

_SEEN: Mapping[Framing, Mapping[Slot, float]] = {
    Framing.BUST: {Slot.TOP: 1.0, Slot.OUTER: 1.0, Slot.FULL: 0.5, Slot.BOTTOM: 0.0},
    Framing.HALF: {Slot.TOP: 1.0, Slot.OUTER: 1.0, Slot.FULL: 0.8, Slot.BOTTOM: 0.6},
    Framing.FULL: dict.fromkeys(Slot, 1.0),
}
"""How much of a garment of each slot a picture shows."""

FRAMING = 0.15
"""How far a garment that is not in the picture at all may fall behind one that is, where no garment was named."""
_TOLD = 0.5
"""Difference that the hair makes, in shares of the whole, from which on it is said."""
_APART = 0.3
"""Distance of colours from which on cloth stands out from skin."""
_NEAR_SKIN = 0.1
_NEUTRAL, _CLEAR = 0.035, 0.07
"""Chroma below which hair is black, grey or white, and from which on cloth has a colour of its own."""
_BESIDE, _ACROSS = 40.0, 140.0
"""Degrees of hue within which colours are neighbours, and from which on they are opposites."""


@dataclass(frozen=True, slots=True)
class Person:
    """What of the person counts, as the camera sees them: an immutable snapshot of one picture.

    colours: #rrggbb of the skin, none where no face is seen. hair: #rrggbb, "" where none is seen.
    """

    colours: tuple[str, ...] = ()
    hair: str = ""
    framing: Framing = Framing.FULL


def suits(person: Person, spec: GarmentSpec) -> float:
    """0..1: how much of the garment is in sight, whether it stands out from skin, and whether it goes with the hair."""
    apart = min((distance(spec.colour, colour) for colour in person.colours), default=_APART)
    return 0.5 * shown(person, spec) + 0.25 * min(apart / _APART, 1.0) + 0.25 * goes_with(person.hair, spec)


def shown(person: Person, spec: GarmentSpec) -> float:
    """0..1: how much of the garment the picture shows."""
    return _SEEN[person.framing][spec.slot]


def goes_with(hair: str, spec: GarmentSpec) -> float:
    """0.5 or 1: whether the cloth near the face is of a colour that hair of this colour carries.

    Neutral hair carries every clear colour, coloured hair its neighbours and opposites on the circle of hues.
    """
    if not hair or spec.slot is Slot.BOTTOM:
        return 0.5
    _, chroma, hue = oklch(spec.colour)
    _, hair_chroma, hair_hue = oklch(hair)
    if chroma < _CLEAR:
        return 0.5
    turn = abs((hue - hair_hue + 180) % 360 - 180)
    return 1.0 if hair_chroma < _NEUTRAL or turn <= _BESIDE or turn >= _ACROSS else 0.5


def names_a_garment(request: Request) -> bool:
    """Whether the words say what kind of garment is meant, or change the one that is worn."""
    return request.intent is Intent.EDIT or any(want.field == "category" and want.hard for want in request.wants)


def framed(person: Person | None, request: Request, specs: Sequence[GarmentSpec]) -> F32 | None:
    """(n,) float32, at most 0: what a garment loses by being out of the picture. None where that does not count."""
    if person is None or person.framing is Framing.FULL or names_a_garment(request):
        return None
    return np.array([FRAMING * (shown(person, spec) - 1) for spec in specs], np.float32)


def person_reasons(person: Person | None, request: Request, spec: GarmentSpec, language: Language) -> tuple[str, ...]:
    """What of the person spoke for or against a garment, in plain words."""
    if person is None:
        return ()
    chinese = language == "zh"
    lines = []
    if person.framing is Framing.BUST and spec.slot is Slot.BOTTOM:
        lines.append("画面里看不到腿" if chinese else "your legs are not in the picture")
    elif person.framing is Framing.BUST and not names_a_garment(request) and spec.slot in (Slot.TOP, Slot.OUTER):
        lines.append("画面里只有上半身：上装优先" if chinese else "fits a bust picture: tops first")
    if goes_with(person.hair, spec) > _TOLD:
        hair = hair_name(person.hair, language)
        lines.append(f"与你的{hair}头发相配" if chinese else f"goes with your hair's {hair}")
    if spec.slot is not Slot.BOTTOM and any(distance(spec.colour, one) < _NEAR_SKIN for one in person.colours):
        lines.append("接近画面里的肤色" if chinese else "close to the colour of your skin in this light")
    return tuple(lines)


def hair_name(colour: str, language: Language) -> str:
    """What one calls hair of this colour: "warm brown", "暖棕色"."""
    lightness, chroma, hue = oklch(colour)
    for darkest, least_chroma, hues, english, chinese in _HAIR:
        if lightness <= darkest and chroma >= least_chroma and hues[0] <= hue <= hues[1]:
            return chinese if language == "zh" else english
    raise AssertionError("the last row holds for every colour")


_ANY = (0.0, 360.0)
_WARM = (0.0, 115.0)
_HAIR: tuple[tuple[float, float, tuple[float, float], str, str], ...] = (
    (0.27, 0.0, _ANY, "black", "黑色"),
    (0.60, 0.085, (20.0, 58.0), "copper red", "铜红色"),
    (0.38, _NEUTRAL, _WARM, "dark brown", "深棕色"),
    (0.55, 0.055, _WARM, "warm brown", "暖棕色"),
    (0.55, _NEUTRAL, _WARM, "brown", "棕色"),
    (0.68, _NEUTRAL, _WARM, "light brown", "浅棕色"),
    (1.00, _NEUTRAL, _WARM, "blond", "金色"),
    (1.00, 0.06, _ANY, "colour", "颜色的"),
    (0.38, 0.0, _ANY, "black", "黑色"),
    (0.80, 0.0, _ANY, "grey", "灰色"),
    (1.01, 0.0, _ANY, "white", "白色"),
)
"""Greatest lightness, least chroma, hues; the name. The first row that holds counts."""
