"""A garment's name and caption, derived from its spec, in English and Chinese.

A name says what sets the garment apart and leaves out what goes without saying: a poplin shirt is a shirt, a denim
pair of jeans is a pair of jeans. The words and what is understood of each category are tables in
`assets/style/names.toml`.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from typing import Any

from tryon_desktop.engine.garments.spec import Fabric, GarmentSpec, Neckline, Pattern, Slot
from tryon_desktop.engine.garments.trimming import Scale, Trim
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import Language, name_of, oklab
from tryon_desktop.engine.style.request import VALUES
from tryon_desktop.engine.tailor.collars import COLLARED
from tryon_desktop.engine.tailor.motifs import motif_name

_WHITE = 0.93
"""Lightness (OKLab) from which on a dress is a white one."""


def describe(spec: GarmentSpec, language: Language) -> str:
    """The garment's name, e.g. "Mustard corduroy overshirt" or "姜黄色灯芯绒衬衫式外套"."""
    noun, said = _noun(spec, language)
    fit = _distinct(spec, ("fit",), said, language)
    colour = _colours(spec, language)
    pattern = _print(spec, language)
    fabric = _distinct(spec, ("fabric",), said, language)
    sleeve = "" if spec.slot is Slot.BOTTOM else _distinct(spec, ("sleeve",), said, language)
    shape = _distinct(spec, ("shape",), said, language) if spec.slot in (Slot.BOTTOM, Slot.FULL) else ""
    cut = _distinct(spec, ("length", "neckline", "closure"), said, language)
    trims = [trimmed(f"{part}={its}", language, spec) for part, its in spec.trims if its != spec.colour]
    if language == "zh":
        name = fit + colour + pattern + fabric + sleeve + shape + cut + noun
        return f"{name}（{'、'.join(trims)}）" if trims else name
    name = " ".join(part for part in (fit, colour, pattern, sleeve, fabric, shape, cut, noun) if part)
    return name[:1].upper() + name[1:] + (f" with {' and '.join(trims)}" if trims else "")


def caption(spec: GarmentSpec, language: Language) -> str:
    """One sentence with everything the spec says: cloth, cut, collar, closure, details, and what it suits."""
    table = _names()[language]["caption"]
    joint = "、" if language == "zh" else ", "
    traits = [table[field].get(getattr(spec, field), "") for field in ("fit", "length", "sleeve", "neckline", "closure")
              if not (field == "sleeve" and spec.slot is Slot.BOTTOM)]  # fmt: skip
    traits += [table["detail"][detail] for detail in spec.details]
    body = joint.join(trait for trait in traits if trait)
    occasions, seasons, styles = (
        joint.join(table[field][value] for value in getattr(spec, field)) for field in ("occasion", "season", "style")
    )
    suits = "".join(table["suits"][field].format(said) for field, said in
                    (("style", styles), ("season", seasons), ("occasion", occasions)) if said)  # fmt: skip
    name = describe(spec, language)
    return f"{name}：{body}{suits}。" if language == "zh" else f"{name}: {body}{suits}."


def trimmed(value: str, language: Language, spec: GarmentSpec | None = None) -> str:
    """How a part and its colour are said: `buttons=#c9a227` is "gold buttons"; of a hoodie's collar, "red hood"."""
    part, _, colour = value.partition("=")
    said = _names()[language]["trim"]
    named = part if spec is None else _edge(spec, Trim(part))
    return str(said[named].format(said["contrast"] if colour == "contrast" else name_of(colour, language)))


def spoken(field: str, value: str, language: Language) -> str:
    """How a value of one of a request's fields is said, words, motifs and trims too."""
    if field == "trim":
        return trimmed(value, language)
    if field == "ink":
        return name_of(value, language)
    if field == "motif":
        return motif_name(value, language)
    if field == "text":
        return f"“{value}”" if language == "zh" else f'"{value}"'
    return word(VALUES[field](value), language)


def word(value: StrEnum, language: Language) -> str:
    """How one value of the vocabulary is said on its own, e.g. Pattern.BRETON -> "Breton-striped" or "海魂纹"."""
    section = type(value).__name__.lower()
    table = _names()[language]
    said = table.get(section, {}).get(value) or table["caption"].get(section, {}).get(value)
    return str(said or value.replace("_", " "))


def _print(spec: GarmentSpec, language: Language) -> str:
    """The pattern, what is shown on the chest and the words there."""
    if spec.pattern is Pattern.MOTIF:
        printed = motif_name(spec.motif, language) + ("印花" if language == "zh" else "-print")
    else:
        printed = "" if spec.pattern is Pattern.SOLID else word(spec.pattern, language)
    if printed and spec.scale is not Scale.MEDIUM:
        printed = word(spec.scale, language) + ("" if language == "zh" else "-scale ") + printed
    parts = [printed, spoken("text", spec.text, language) + ("字样" if language == "zh" else "") if spec.text else ""]
    if spec.motif and spec.pattern is not Pattern.MOTIF:
        parts.append(motif_name(spec.motif, language) + ("图案" if language == "zh" else "-motif"))
    return ("" if language == "zh" else " ").join(part for part in parts if part)


def _noun(spec: GarmentSpec, language: Language) -> tuple[str, frozenset[str]]:
    """The most special noun that fits, and the fields it already says."""
    for kind in _names()["kinds"]:
        if all(_fits(spec, field, allowed) for field, allowed in kind["when"].items()):
            return str(kind[language]), frozenset(kind["when"]) | frozenset(kind.get("says", ()))
    return word(spec.category, language), frozenset(("category",))


def _edge(spec: GarmentSpec, part: Trim) -> str:
    """What its collar is called where it is none."""
    if part is not Trim.COLLAR or spec.neckline in (COLLARED - {Neckline.HOOD}):
        return part
    return "hood" if spec.neckline is Neckline.HOOD else "neck"


def _fits(spec: GarmentSpec, field: str, allowed: Any) -> bool:
    if field == "white":
        return (oklab(spec.colour)[0] > _WHITE) is allowed
    value = getattr(spec, field)
    if isinstance(value, tuple):
        return any(one in value for one in allowed)
    return value in allowed


def _distinct(spec: GarmentSpec, fields: tuple[str, ...], said: frozenset[str], language: Language) -> str:
    """The words for those of `fields` that the noun does not say and the category does not imply."""
    understood = _names()["understood"].get(spec.category, {})
    words = (
        _names()[language][field].get(getattr(spec, field), "")
        for field in fields
        if field not in said and getattr(spec, field) not in understood.get(field, ())
    )
    return ("" if language == "zh" else " ").join(one for one in words if one)


def _colours(spec: GarmentSpec, language: Language) -> str:
    """The cloth's colour, and the print's where there is one and it has another name."""
    names = list(dict.fromkeys(name_of(colour, language) for colour in spec.colours))
    if spec.fabric is Fabric.DENIM:
        # "Denim blue denim jacket" says it twice.
        names[0] = names[0].removeprefix("denim ").replace("牛仔蓝", "蓝色")
    if spec.pattern in (Pattern.SOLID, Pattern.MOTIF) or len(names) == 1:
        return names[0]
    if language == "en":
        return f"{names[0]} and {names[1]}"
    # 藏青配白色, but 米色配白色: one character alone names no colour.
    first = names[0].removesuffix("色") if len(names[0]) > 2 else names[0]
    return f"{first}配{names[1]}"


@cache
def _names() -> dict[str, Any]:
    with (assets() / "style" / "names.toml").open("rb") as file:
        return tomllib.load(file)
