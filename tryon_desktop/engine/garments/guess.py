"""A first GarmentSpec for a photograph, from its silhouette, its colours and what a network takes it for.

Shape and colour are measured. The category is the network's where it is sure of one that the silhouette allows, else
the silhouette's own; fabric, wearer and tags are left at what is commonest for the category.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.garments.cutout import lab_of
from tryon_desktop.engine.garments.outline import Point, run_at
from tryon_desktop.engine.garments.silhouette import Build
from tryon_desktop.engine.garments.spec import (
    SLEEVE_REACH,
    SLOT_OF,
    Category,
    Closure,
    Fabric,
    GarmentSpec,
    Length,
    Neckline,
    Pattern,
    Shape,
    Sleeve,
    Slot,
    read_spec,
)

_Grade = TypeVar("_Grade")

_SLEEVES = (
    (0.22, Sleeve.CAP), (0.70, Sleeve.SHORT), (0.82, Sleeve.ELBOW), (0.95, Sleeve.THREE_QUARTER), (9.0, Sleeve.LONG),
)  # fmt: skip
"""Shoulder tip to cuff in shoulder widths, up to which a sleeve counts; a sleeve laid out is bent and looks short."""
_UPPER_LENGTHS = (
    (0.85, Length.CROPPED), (1.12, Length.WAIST), (1.7, Length.HIP), (2.15, Length.THIGH), (2.6, Length.KNEE),
    (3.2, Length.MIDI), (9.0, Length.ANKLE),
)  # fmt: skip
"""Hem below the shoulder in shoulder widths, up to which a length counts."""
_LEG_LENGTHS = ((0.75, Length.THIGH), (1.3, Length.KNEE), (1.9, Length.MIDI), (9.0, Length.ANKLE))
"""Leg below the crotch in units of the rise, up to which a length counts."""
_SKIRT_LENGTHS = ((1.35, Length.THIGH), (1.95, Length.KNEE), (2.6, Length.MIDI), (9.0, Length.ANKLE))
"""Skirt in waist widths, up to which a length counts."""


Recognise: TypeAlias = Callable[[U8], Mapping[Category, float] | None]
"""A picture, BGR or BGRA, to the probability of each category; None where there is no network to say."""

_SURE = 0.5
"""Probability from which on the network's category is taken, and that it must leave to what the silhouette allows."""
_TYPICAL: Mapping[Category, tuple[Neckline, Closure, Fabric]] = {
    Category.TEE: (Neckline.CREW, Closure.NONE, Fabric.JERSEY),
    Category.POLO: (Neckline.POLO, Closure.BUTTONS, Fabric.JERSEY),
    Category.TANK: (Neckline.SCOOP, Closure.NONE, Fabric.JERSEY),
    Category.SHIRT: (Neckline.SHIRT, Closure.BUTTONS, Fabric.POPLIN),
    Category.BLOUSE: (Neckline.V, Closure.NONE, Fabric.POPLIN),
    Category.SWEATSHIRT: (Neckline.CREW, Closure.NONE, Fabric.FLEECE),
    Category.HOODIE: (Neckline.HOOD, Closure.NONE, Fabric.FLEECE),
    Category.SWEATER: (Neckline.CREW, Closure.NONE, Fabric.KNIT),
    Category.CARDIGAN: (Neckline.V, Closure.BUTTONS, Fabric.KNIT),
    Category.VEST: (Neckline.V, Closure.BUTTONS, Fabric.TWILL),
    Category.BLAZER: (Neckline.NOTCHED, Closure.BUTTONS, Fabric.WOOL),
    Category.JACKET: (Neckline.STAND, Closure.ZIP, Fabric.TWILL),
    Category.COAT: (Neckline.NOTCHED, Closure.BUTTONS, Fabric.WOOL),
    Category.DRESS: (Neckline.CREW, Closure.NONE, Fabric.POPLIN),
    Category.SKIRT: (Neckline.NONE, Closure.NONE, Fabric.POPLIN),
    Category.TROUSERS: (Neckline.NONE, Closure.NONE, Fabric.TWILL),
    Category.JEANS: (Neckline.NONE, Closure.NONE, Fabric.DENIM),
    Category.JOGGERS: (Neckline.NONE, Closure.NONE, Fabric.FLEECE),
    Category.LEGGINGS: (Neckline.NONE, Closure.NONE, Fabric.JERSEY),
    Category.SHORTS: (Neckline.NONE, Closure.NONE, Fabric.TWILL),
}
"""Neckline, closure and fabric of a garment of which only the category was recognised."""


def guess_spec(
    bgr: U8, mask: Bool, marks: Mapping[str, Point], build: Build,
    shares: Mapping[Category, float] | None = None,
) -> GarmentSpec:  # fmt: skip
    """The likeliest specification of the garment in `bgr` (H, W, 3) under `mask` (H, W) bool.

    shares: probability of each category, from a network that saw the whole photograph.
    """
    lab = lab_of(np.asarray(cv2.GaussianBlur(bgr, (0, 0), 1.5), np.uint8))
    inner = cv2.erode(mask.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    colours, areas, centres = main_colours(lab, inner if inner.any() else mask)
    shapes = {"upper": _upper, "legs": _legs, "skirt": _skirt}
    fields = shapes[build](lab, mask, marks, centres[0])
    if shares is not None:
        fields |= _recognised(shares, build, fields["category"])
    pattern = _pattern(lab, inner, areas, centres)
    kept = 1 if pattern is Pattern.SOLID else min(3, len(colours))
    return read_spec({**fields, "colours": colours[:kept], "pattern": pattern})


def _recognised(shares: Mapping[Category, float], build: Build, measured: Category) -> dict[str, Any]:
    """The fields that the network changes: none where it is unsure, at odds with the silhouette, or of one mind."""
    possible = {category: share for category, share in shares.items() if _build_of(category) == build}
    total = sum(possible.values())
    best = max(possible, key=lambda category: possible[category])
    if best is measured or total < _SURE or possible[best] < _SURE * total:
        return {}
    neckline, closure, fabric = _TYPICAL[best]
    return {"category": best, "neckline": neckline, "closure": closure, "fabric": fabric}


def _build_of(category: Category) -> Build:
    if SLOT_OF[category] is not Slot.BOTTOM:
        return "upper"
    return "skirt" if category is Category.SKIRT else "legs"


def main_colours(lab: F32, mask: Bool) -> tuple[list[str], F32, F32]:
    """Colours under `mask` by k-means in Lab, commonest first: (#rrggbb, share of the pixels, Lab centres)."""
    samples = np.ascontiguousarray(lab[mask][:: max(1, int(mask.sum()) // 6000)])
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    count = min(4, len(samples))
    _, assigned, means = cv2.kmeans(samples, count, np.empty(0, np.int32), criteria, 2, cv2.KMEANS_PP_CENTERS)
    centres: F32 = np.asarray(means, np.float32)
    shares = (np.bincount(assigned.ravel(), minlength=count) / len(samples)).astype(np.float32)
    groups = _merged(centres, shares)
    merged = np.array([np.average(centres[g], axis=0, weights=shares[g]) for g in groups], np.float32)
    weights = np.array([shares[g].sum() for g in groups], np.float32)
    order = np.argsort(-weights)
    return [_hex(colour) for colour in merged[order]], weights[order], merged[order]


def _merged(centres: F32, shares: F32) -> list[list[int]]:
    """Clusters that are one colour in light and in shade, joined: alike in hue, apart only in lightness."""
    groups: list[list[int]] = []
    for index in np.argsort(-shares):
        for group in groups:
            gap = centres[index] - centres[group[0]]
            if abs(gap[0]) < 24 and float(np.hypot(gap[1], gap[2])) < 9:
                group.append(int(index))
                break
        else:
            groups.append([int(index)])
    return groups


def _hex(lab: F32) -> str:
    bgr = cv2.cvtColor(lab.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_Lab2BGR)[0, 0]
    blue, green, red = (int(np.clip(round(float(v) * 255), 0, 255)) for v in bgr)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _pattern(lab: F32, inner: Bool, shares: F32, centres: F32) -> Pattern:
    """Solid unless a second colour takes a real share; stripes where rows differ more than the places on a row."""
    second = float(shares[1]) if len(shares) > 1 else 0.0
    if second < 0.16 or float(np.linalg.norm(centres[0] - centres[1])) < 18:
        return Pattern.SOLID
    ys, xs = np.nonzero(inner)
    top, bottom, left, right = (int(v) for v in (*np.quantile(ys, [0.25, 0.85]), *np.quantile(xs, [0.35, 0.65])))
    patch = lab[top:bottom, left:right].mean(2)
    if min(patch.shape) < 16:
        return Pattern.SOLID
    patch = patch - cv2.GaussianBlur(patch, (0, 0), max(4.0, patch.shape[0] / 6))
    by_row, by_column, total = float(patch.mean(1).std()), float(patch.mean(0).std()), float(patch.std())
    if total < 4:
        return Pattern.COLOUR_BLOCK
    if by_row > 0.6 * total:
        return Pattern.BRETON
    if by_column > 0.6 * total:
        return Pattern.STRIPE
    if by_row > 0.38 * total and by_column > 0.38 * total:
        return Pattern.TARTAN
    return Pattern.FLORAL


def _upper(lab: F32, mask: Bool, marks: Mapping[str, Point], colour: F32) -> dict[str, Any]:
    shoulder = (marks["shoulder_r"][1] + marks["shoulder_l"][1]) / 2
    body = abs(marks["armpit_l"][0] - marks["armpit_r"][0]) * (0.8 if "cuff_r_outer" in marks else 1.0)
    across = max(abs(marks["shoulder_l"][0] - marks["shoulder_r"][0]), body)
    drop = ((marks["hem_r"][1] + marks["hem_l"][1]) / 2 - shoulder) / across
    length = _at_most(drop, _UPPER_LENGTHS)
    sleeve = _sleeve(marks, across)
    top = float(np.nonzero(mask.any(1))[0][0])
    collar = ((marks["neck_r"][1] + marks["neck_l"][1]) / 2 - top) / across
    opened = _centre_line(lab, mask, marks)
    flare = abs(marks["hem_l"][0] - marks["hem_r"][0]) / max(abs(marks["waist_l"][0] - marks["waist_r"][0]), 1.0)
    long_sleeved = SLEEVE_REACH[sleeve] > 0.6
    category, neckline, closure, fabric = _upper_kind(sleeve, collar, opened, drop, long_sleeved, _grain(lab, mask))
    if category is Category.JACKET and _is_denim(colour):
        fabric = Fabric.DENIM
    return {
        "category": category, "neckline": neckline, "closure": closure, "fabric": fabric, "sleeve": sleeve,
        "length": length,
        "shape": Shape.A_LINE if category is Category.DRESS and flare > 1.25 else Shape.STRAIGHT,
    }  # fmt: skip


def _upper_kind(
    sleeve: Sleeve, collar: float, opened: bool, drop: float, long_sleeved: bool, grain: float
) -> tuple[Category, Neckline, Closure, Fabric]:
    """What hem, sleeve, collar and front say together."""
    if drop > 2.0:
        if opened and long_sleeved:
            return Category.COAT, Neckline.NOTCHED, Closure.BUTTONS, Fabric.WOOL
        return (
            Category.DRESS,
            Neckline.CREW if sleeve is not Sleeve.NONE else Neckline.SCOOP,
            Closure.NONE,
            Fabric.POPLIN,
        )
    if sleeve is Sleeve.NONE:
        if opened and collar > 0.05:
            return Category.VEST, Neckline.V, Closure.BUTTONS, Fabric.TWILL
        return Category.TANK, Neckline.SCOOP, Closure.NONE, Fabric.JERSEY
    if collar > 0.34:
        return Category.HOODIE, Neckline.HOOD, Closure.ZIP if opened else Closure.NONE, Fabric.FLEECE
    if collar > 0.05 and opened:
        if long_sleeved and grain > 1.5:
            return Category.JACKET, Neckline.SHIRT, Closure.BUTTONS, Fabric.TWILL
        neckline = Neckline.SHIRT if long_sleeved else Neckline.CAMP
        return Category.SHIRT, neckline, Closure.BUTTONS, Fabric.POPLIN
    if collar > 0.09:
        if long_sleeved:
            return Category.SWEATSHIRT, Neckline.STAND, Closure.NONE, Fabric.FLEECE
        return Category.POLO, Neckline.POLO, Closure.NONE, Fabric.JERSEY
    if long_sleeved:
        if opened:
            return Category.CARDIGAN, Neckline.V, Closure.BUTTONS, Fabric.KNIT
        return Category.SWEATSHIRT, Neckline.CREW, Closure.NONE, Fabric.FLEECE
    return Category.TEE, Neckline.CREW, Closure.NONE, Fabric.JERSEY


def _sleeve(marks: Mapping[str, Point], across: float) -> Sleeve:
    if "cuff_r_outer" not in marks or "cuff_l_outer" not in marks:
        return Sleeve.NONE
    lengths = [np.hypot(*np.subtract(marks[f"cuff_{s}_outer"], marks[f"shoulder_{s}"])) for s in ("r", "l")]
    return _at_most(float(np.mean(lengths)) / across, _SLEEVES)


def _centre_line(lab: F32, mask: Bool, marks: Mapping[str, Point]) -> bool:
    """Whether an edge runs down the middle of the front, as a placket or a zip does."""
    middle = (marks["armpit_r"][0] + marks["armpit_l"][0]) / 2
    half = abs(marks["armpit_l"][0] - marks["armpit_r"][0]) / 2
    top, bottom = marks["armpit_r"][1], (marks["hem_r"][1] + marks["hem_l"][1]) / 2
    rows = slice(int(top), int(top + 0.9 * max(bottom - top, 2.0)))
    edges = np.abs(cv2.Sobel(lab[:, :, 0], cv2.CV_32F, 1, 0, ksize=3, scale=0.25))[rows]
    steady = np.quantile(edges, 0.35, axis=0)
    central = steady[int(middle - 0.16 * half) : int(middle + 0.16 * half)]
    left = steady[int(middle - 0.7 * half) : int(middle - 0.25 * half)]
    right = steady[int(middle + 0.25 * half) : int(middle + 0.7 * half)]
    beside = np.concatenate([left, right])
    if not len(central) or not len(beside):
        return False
    return bool(central.max() > 1.35 * np.quantile(beside, 0.9) + 0.12)


def _grain(lab: F32, mask: Bool) -> float:
    light = lab[:, :, 0]
    relief = np.abs(light - cv2.GaussianBlur(light, (0, 0), 3))
    inner = cv2.erode(mask.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    return float(relief[inner].mean()) if inner.any() else 0.0


def _legs(lab: F32, mask: Bool, marks: Mapping[str, Point], colour: F32) -> dict[str, Any]:
    waist = (marks["waist_r"][1] + marks["waist_l"][1]) / 2
    fork, hem = marks["crotch"][1], max(marks["hem_r_outer"][1], marks["hem_l_outer"][1])
    length = _at_most((hem - fork) / max(fork - waist, 1.0), _LEG_LENGTHS)
    hem_width = abs(marks["hem_r_outer"][0] - marks["hem_r_inner"][0])
    ratio = hem_width / max(abs(marks["hip_l"][0] - marks["hip_r"][0]) / 2, 1.0)
    shape = Shape.TAPERED if ratio < 0.52 else Shape.WIDE if ratio > 0.85 else Shape.STRAIGHT
    denim = _is_denim(colour)
    if length in (Length.THIGH, Length.KNEE):
        category, fabric = Category.SHORTS, Fabric.DENIM if denim else Fabric.TWILL
    elif ratio < 0.42 and _grain(lab, mask) < 1.0:
        category, fabric = Category.LEGGINGS, Fabric.JERSEY
    elif denim:
        category, fabric = Category.JEANS, Fabric.DENIM
    else:
        category, fabric = Category.TROUSERS, Fabric.TWILL
    return {"category": category, "length": length, "shape": shape, "fabric": fabric}


def _skirt(lab: F32, mask: Bool, marks: Mapping[str, Point], colour: F32) -> dict[str, Any]:
    del lab
    width = abs(marks["waist_l"][0] - marks["waist_r"][0])
    waist, hem = (marks["waist_r"][1] + marks["waist_l"][1]) / 2, (marks["hem_r"][1] + marks["hem_l"][1]) / 2
    run = run_at(mask, hem - 0.03 * (hem - waist), (marks["hem_r"][0] + marks["hem_l"][0]) / 2)
    flare = ((run[1] - run[0]) if run else width) / max(width, 1.0)
    shape = Shape.FLARED if flare > 2.0 else Shape.A_LINE if flare > 1.3 else Shape.PENCIL
    return {
        "category": Category.SKIRT, "length": _at_most((hem - waist) / max(width, 1.0), _SKIRT_LENGTHS),
        "shape": shape, "fabric": Fabric.DENIM if _is_denim(colour) else Fabric.POPLIN,
    }  # fmt: skip


def _is_denim(colour: F32) -> bool:
    """Indigo from raw to bleached: bluish, never vivid."""
    light, _, blue = (float(v) for v in colour)
    return 12 < light < 75 and -32 < blue < -5


def _at_most(value: float, table: tuple[tuple[float, _Grade], ...]) -> _Grade:
    return next((grade for limit, grade in table if value <= limit), table[-1][1])
