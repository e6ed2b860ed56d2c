"""The motif library: about a thousand small pictures to print on cloth, found by their English and Chinese names.

Pictures are Microsoft's Fluent Emoji (flat), names are from Unicode's CLDR; licences and origin stand in
`assets/motifs/README.md`, `packaging/make_motifs.py` packs the file. A picture is a stack of polygons in plain colours
on a 32 x 32 grid, so that it can be drawn at any size.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.numeric import f32

_GRID: Final = 32 * 64
"""Steps of the grid that coordinates are stored on, across a picture."""

_FINE: Final = 2
"""Pixels drawn for each pixel kept."""

_COMMON: Final = 14
"""A keyword of more motifs than this names none of them ("animal")."""

_LITTLE: Final = frozenset((
    "a", "an", "the", "some", "of", "little", "small", "tiny", "mini", "big", "large", "huge", "cute", "lovely",
    "sweet", "pretty", "funny", "many", "lots", "several", "few", "single", "one", "two", "three", "cartoon",
    "retro", "vintage", "printed", "embroidered", "colourful", "colorful", "bright", "my",
))  # fmt: skip
_LITTLE_ZH: Final = re.compile(
    r"^(一?[只个朵颗条头片枚艘辆棵些堆群串]|许多|很多|好多|各种|满是|可爱的?|卡通|漂亮的?|大大的|小小的|小|大|的|"
    r"彩色的?|白色的?|黑色的?|红色的?|蓝色的?|粉色的?|绿色的?|黄色的?)"
)
_AFTER_ZH: Final = re.compile(r"(图案|花纹|印花|图样|图|纹样|们|花样)$")
_IRREGULAR: Final = {"geese": "goose", "mice": "mouse", "wolves": "wolf", "leaves": "leaf", "feet": "foot",
                     "cacti": "cactus", "octopi": "octopus", "daisies": "daisy", "children": "child"}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Library:
    """points: (N, 2) on the grid; the others say where contours, shapes and motifs end. inks: (S, 4) uint8 RGBA."""

    points: np.ndarray[Any, np.dtype[np.int16]]
    contours: np.ndarray[Any, np.dtype[np.uint32]]
    shapes: np.ndarray[Any, np.dtype[np.uint32]]
    motifs: np.ndarray[Any, np.dtype[np.uint32]]
    inks: np.ndarray[Any, np.dtype[np.uint8]]
    keys: dict[str, int]
    labels: dict[Literal["en", "zh"], list[str]]
    index: dict[str, tuple[int, int, str]]
    worn: frozenset[str]


def motif_keys() -> tuple[str, ...]:
    """Every motif's key."""
    return tuple(_library().keys)


def motif_name(key: str, language: Literal["en", "zh"]) -> str:
    """What a motif is called, e.g. "pineapple" or "菠萝"; the key itself where it is not in the library."""
    number = _library().keys.get(key)
    return key.replace("-", " ") if number is None else _library().labels[language][number]


def find_motif(words: str) -> str | None:
    """The motif that a few words name, in English ("little pineapples") or Chinese ("小猫"); None for anything else."""
    index = _library().index
    for forms in _forms(words):
        found = [index[form] for form in forms if form in index]
        if found:
            return min(found)[2]
    return None


def is_worn(key: str) -> bool:
    """Whether the motif shows clothes, shoes or a bag: "a dress with boots" asks for no print."""
    return key in _library().worn


def _forms(words: str) -> Iterator[list[str]]:
    """The ways to look a phrase up: the whole of it in several spellings, then less and less of it."""
    text = words.strip().lower()
    yield [text]
    chinese = "".join(re.findall(r"[\u3400-\u9fff]", text))
    if chinese:
        yield from ([form] for form in _chinese_forms(chinese))
        return
    said = [word for word in re.findall(r"[a-z0-9']+", text) if word not in _LITTLE]
    yield from (_spellings(" ".join(said[at:])) for at in range(len(said)))


def _spellings(phrase: str) -> list[str]:
    """A phrase in the plural and in every singular that it may be of."""
    head, _, last = phrase.rpartition(" ")
    ends = [last, _IRREGULAR.get(last, last)]
    ends += [last[: -len(plural)] + one for plural, one in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""))
             if last.endswith(plural) and len(last) > len(plural) + 1]  # fmt: skip
    return [f"{head} {end}".strip() for end in ends]


def _chinese_forms(text: str) -> Iterator[str]:
    yield text
    while True:
        shorter = _AFTER_ZH.sub("", text)
        yield shorter
        cut = _LITTLE_ZH.sub("", shorter)
        if cut in (text, ""):
            return
        text = cut
        yield text


@cache
def _library() -> _Library:
    with np.load(assets() / "motifs" / "motifs.npz", allow_pickle=False) as file:
        names = json.loads(file["names"].tobytes())
        arrays = {name: file[name] for name in ("points", "contours", "shapes", "motifs", "inks")}
    return _Library(
        **arrays,
        keys={one["key"]: number for number, one in enumerate(names)},
        labels={"en": [one["en"][0] for one in names], "zh": [one["zh"][0] for one in names]},
        index=_index(names) | _aliases(),
        worn=frozenset(one["key"] for one in names if one["worn"]),
    )


def _aliases() -> dict[str, tuple[int, int, str]]:
    """What people say -> (0, 0, key), where Unicode's names say something else."""
    with (assets() / "motifs" / "aliases.toml").open("rb") as file:
        table = tomllib.load(file)
    return {form: (0, 0, key) for key, forms in table.items() for form in forms.split("|")}


def _index(names: list[dict[str, Any]]) -> dict[str, tuple[int, int, str]]:
    """Form -> (rank, order, key): whole names first, then names without "face", last words of names, keywords."""
    found: dict[str, tuple[int, int, str]] = {}
    shared: dict[str, int] = {}
    for one in names:
        for tag in (*one["en"][1:], *one["zh"][1:]):
            shared[tag] = shared.get(tag, 0) + 1

    def note(form: str, rank: int, one: dict[str, Any]) -> None:
        entry = (rank, one["order"], one["key"])
        if form and entry < found.get(form, (9, 0, "")):
            found[form] = entry

    for one in names:
        label, spoken = one["en"][0].lower(), one["key"].replace("-", " ")
        for form in (label, spoken):
            note(form, 0, one)
            note(re.sub(r"( face| \w+-face)$", "", form), 1, one)
            note(form.rpartition(" ")[2] if form.count(" ") == 1 else "", 2, one)
        chinese = one["zh"][0]
        note(chinese, 0, one)
        note(re.sub(r"(脸|头|面)$", "", chinese), 1, one)
        for tag in (*one["en"][1:], *one["zh"][1:]):
            if shared[tag] <= _COMMON:
                note(tag.lower(), 3, one)
    return found


@lru_cache(maxsize=16)
def draw_motif(key: str, side: int) -> F32 | None:
    """(h, w, 4) float32 linear BGR, premultiplied, and coverage 0-1, cut to the picture; longest side `side` pixels.

    None where the library has no such motif. Read-only.
    """
    library = _library()
    number = library.keys.get(key)
    if number is None:
        return None
    first, last = (int(library.motifs[number - 1]) if number else 0), int(library.motifs[number])
    shapes = [_contours(library, shape) for shape in range(first, last)]
    everything = np.vstack([contour for shape in shapes for contour in shape])
    low, high = everything.min(0), everything.max(0)
    scale = side * _FINE / float((high - low).max())
    width, height = (max(2, round(float(extent) * scale / _FINE)) for extent in high - low)
    picture = np.zeros((height * _FINE, width * _FINE, 4), np.float32)
    for shape, contours in zip(range(first, last), shapes, strict=True):
        mask = np.zeros(picture.shape[:2], np.uint8)
        fixed = [np.round(((contour - low) * scale - 0.5) * 16).astype(np.int32) for contour in contours]
        cv2.fillPoly(mask, fixed, 255, cv2.LINE_AA, 4)
        red, green, blue, opacity = (int(value) for value in library.inks[shape])
        share = mask.astype(np.float32)[..., None] * np.float32(opacity / 255 / 255)
        picture += (np.append(linear(f"#{red:02x}{green:02x}{blue:02x}"), np.float32(1)) - picture) * share
    small = f32(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))
    small.flags.writeable = False
    return small


def _contours(library: _Library, shape: int) -> list[F32]:
    first, last = (int(library.shapes[shape - 1]) if shape else 0), int(library.shapes[shape])
    starts = [int(library.contours[at - 1]) if at else 0 for at in range(first, last)]
    return [f32(library.points[start : int(library.contours[at])]) for start, at in
            zip(starts, range(first, last), strict=True)]  # fmt: skip
