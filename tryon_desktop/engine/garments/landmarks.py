"""Landmarks of a garment from the geometry of its silhouette; the names are those of `garments.garment`.

R is the wearer's right, on the picture's left. All points are (x, y) in pixels of the picture, origin top left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, Bool
from tryon_desktop.engine.garments.outline import (
    Notch,
    Point,
    between,
    corners,
    halfway,
    nearest,
    notches,
    offsets,
    outline_of,
    run_at,
)

Build = Literal["upper", "legs", "skirt"]

_SIDES = (("r", -1), ("l", 1))
_ELBOW_SHARE = 0.5
_WAIST_PER_SHOULDERS = 0.93
_HIP_PER_SHOULDERS = 1.4
_ARMPIT_PER_TORSO = 0.42


@dataclass(frozen=True, slots=True, eq=False)
class Silhouette:
    """What the outline tells before anything is named.

    outline: (N, 2) float32 contour. centre: column of the axis. armpits: the notch under each sleeve, by side.
    crotch: the notch between two legs. build: what kind of garment has such a silhouette.
    """

    mask: Bool
    outline: F32
    centre: float
    armpits: dict[str, Notch]
    crotch: Notch | None
    build: Build
    seams: dict[str, F32]


def read_silhouette(mask: Bool, light: F32 | None = None) -> Silhouette:
    """Find the notches of a (H, W) bool silhouette and tell tops, legs and skirts apart.

    light: (H, W) float32, the picture's L*; with it, sleeves that lie against the torso are told from it by the crease.
    """
    outline = outline_of(mask)
    left, right = float(outline[:, 0].min()), float(outline[:, 0].max())
    top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
    width, height = right - left, bottom - top
    centre = (left + right + 2 * float(np.mean(np.nonzero(mask)[1]))) / 4
    armpits = {side: notch for side, sign in _SIDES if (notch := _armpit(mask, outline, centre, sign))}
    if len(armpits) == 1:
        again = {side: _armpit(mask, outline, centre, sign, ease=0.35) for side, sign in _SIDES if side not in armpits}
        armpits |= {side: notch for side, notch in again.items() if notch}
    crotch = _crotch(notches(outline, 0.025 * max(width, height)), outline, centre, width, height)
    build = _build(mask, outline, armpits, crotch, width, height)
    seams = _seams(mask, outline, armpits, light) if build == "upper" and len(armpits) == 2 else {}
    return Silhouette(mask, outline, centre, armpits, crotch, build, seams)


def find_landmarks(shape: Silhouette, build: Build) -> dict[str, Point]:
    """The landmarks of `shape` read as a garment of `build`."""
    finders = {"upper": _upper, "legs": _trousers, "skirt": _skirt}
    return finders[build](shape)


def _armpit(mask: Bool, whole: F32, centre: float, sign: int, ease: float = 1.0) -> Notch | None:
    """The deepest bay of one half that opens outward or down between a cuff and the hem.

    Looked for in half the silhouette, since where both cuffs hang below the hem the whole has one bay for the two.
    ease: below 1 for a shallower bay, once the other side has shown that there are sleeves.
    """
    half = mask.copy()
    if sign < 0:
        half[:, round(centre) :] = False
    else:
        half[:, : round(centre)] = False
    if int(half.sum()) < 100:
        return None
    outline = outline_of(half)
    top, height, width = float(whole[:, 1].min()), float(np.ptp(whole[:, 1])), float(np.ptp(whole[:, 0]))
    for notch in notches(outline, ease * 0.02 * max(width, height)):
        bay = outline[notch.index]
        ends = outline[[notch.start, notch.end]]
        opening = ends.mean(0) - bay
        outer = ends[int((sign * ends[:, 0]).argmax())]
        inner = ends[int((sign * ends[:, 0]).argmin())]
        beside = sign * (bay[0] - centre) > 0.12 * width
        opens = sign * opening[0] > 0 or opening[1] > 0.3 * float(np.hypot(*opening))
        cuff_beyond = sign * (outer[0] - bay[0]) > ease * 0.05 * width
        hem_below = inner[1] - bay[1] > 0.02 * height and bay[1] - top < 0.93 * height
        cuff_not_above = outer[1] > bay[1] - 0.45 * height and outer[1] - top > 0.02 * height
        if beside and opens and cuff_beyond and hem_below and cuff_not_above and opening[1] > -0.1 * height:
            index, start, end = (nearest(whole, outline[i]) for i in (notch.index, notch.start, notch.end))
            return Notch(index, start, end, notch.depth)
    return None


def _seams(mask: Bool, outline: F32, armpits: dict[str, Notch], light: F32 | None) -> dict[str, F32]:
    """Lines from each notch up to where the armpit must be, where the notch itself is too low for one."""
    columns = [float(outline[notch.index][0]) for notch in armpits.values()]
    rows = [float(outline[notch.index][1]) for notch in armpits.values()]
    across = abs(columns[0] - columns[1])
    inset = [columns[0] + 0.12 * (columns[1] - columns[0]), columns[1] - 0.12 * (columns[1] - columns[0])]
    shoulder = float(np.mean([np.argmax(mask[:, int(column)]) for column in inset]))
    expected = shoulder + _ARMPIT_PER_TORSO * across
    hem = float(np.max(np.nonzero(mask[:, round(sum(columns) / 2)])[0], initial=0))
    seams = {}
    for (side, notch), row in zip(armpits.items(), rows, strict=True):
        if row - shoulder > 0.62 * (hem - shoulder) and row - expected > 0.12 * across:
            seams[side] = _crease(light, outline[notch.index], expected, 0.09 * across)
    return seams


def _crease(light: F32 | None, start: F32, end_row: float, reach: float) -> F32:
    """The darkest smooth line from `start` upward to `end_row`, at most `reach` aside, by dynamic programming."""
    first, last = round(float(start[1])), round(end_row)
    rows = np.arange(first, last, -1)
    if light is None:
        return np.stack([np.full(len(rows), start[0]), rows], -1).astype(np.float32)
    half = max(3, round(reach))
    columns = np.clip(np.arange(-half, half + 1) + round(float(start[0])), 0, light.shape[1] - 1)
    relief = cv2.GaussianBlur(light, (0, 0), 1.5) - cv2.GaussianBlur(light, (0, 0), 10)
    cost = np.clip(relief[rows][:, columns], -12, 4) / 6 + 0.35 * (np.arange(-half, half + 1) / half) ** 2
    total = cost[0] + np.where(np.arange(-half, half + 1) == 0, 0.0, 1e3)
    came = np.zeros(cost.shape, np.int64)
    for row in range(1, len(rows)):
        steps = np.stack([np.roll(total, shift) + 0.25 * abs(shift) for shift in (-1, 0, 1)])
        steps[0, -1] = steps[2, 0] = np.inf
        best = steps.argmin(0)
        came[row] = np.arange(2 * half + 1) + np.array([1, 0, -1])[best]
        total = cost[row] + steps[best, np.arange(2 * half + 1)]
    index = int(total.argmin())
    walked = np.empty(len(rows), np.float32)
    for row in range(len(rows) - 1, -1, -1):
        walked[row] = columns[index]
        index = int(came[row, index])
    smooth = cv2.GaussianBlur(walked.reshape(-1, 1), (1, 25), 0.1, sigmaY=6, borderType=cv2.BORDER_REPLICATE).ravel()
    return np.stack([smooth, rows], -1).astype(np.float32)


def _crotch(found: list[Notch], outline: F32, centre: float, width: float, height: float) -> Notch | None:
    """The bay that opens downward between two legs."""
    bottom = float(outline[:, 1].max())
    for notch in found:
        bay, ends = outline[notch.index], outline[[notch.start, notch.end]]
        central = abs(bay[0] - centre) < 0.2 * width
        straddles = (ends[:, 0].min() - bay[0]) * (ends[:, 0].max() - bay[0]) < 0
        below = bool((ends[:, 1] > bay[1]).all()) and bottom - bay[1] > 0.13 * height
        if central and straddles and below:
            return notch
    return None


def _build(
    mask: Bool, outline: F32, armpits: dict[str, Notch], crotch: Notch | None, width: float, height: float
) -> Build:
    top = float(outline[:, 1].min())
    level = _level_top(mask, top, height)
    if crotch is not None:
        deepest = max((notch.depth for notch in armpits.values()), default=0.0)
        if len(armpits) < 2 or crotch.depth > (0.5 if level else 1.2) * deepest:
            return "legs"
    if armpits:
        return "upper"
    widths = np.array([_width(mask, top + share * height) for share in (0.04, 0.15, 0.3, 0.5, 0.75, 0.95)])
    whole = widths[:, 1]
    split_top = widths[0, 0] > 1
    if not split_top and height > 1.9 * width and whole[0] > 0.55 * whole.max():
        return "legs"
    waist_first = whole[0] > 0.4 * whole.max() and bool((np.diff(whole[:5]) > -0.04 * whole.max()).all())
    return "skirt" if waist_first and not split_top and level else "upper"


def _level_top(mask: Bool, top: float, height: float) -> bool:
    """Whether the upper edge runs straight from side to side, as a waistband does."""
    run = run_at(mask, top + 0.06 * height, mask.shape[1] / 2)
    if run is None:
        return False
    margin = 0.08 * (run[1] - run[0])
    columns = np.linspace(run[0] + margin, run[1] - margin, 15).astype(int)
    edge = np.array([float(np.argmax(mask[:, column])) for column in columns])
    straight = np.polyval(np.polyfit(columns, edge, 2), columns)
    bend = float(np.quantile(edge, 0.9) - np.quantile(edge, 0.1))
    return bend < 0.07 * height and float(np.quantile(np.abs(edge - straight), 0.8)) < 0.02 * height


def _width(mask: Bool, row: float) -> tuple[int, int]:
    """Number of runs on a row, and the columns they cover."""
    line = mask[int(np.clip(round(row), 0, mask.shape[0] - 1))]
    return int((np.diff(np.concatenate([[0], line.astype(np.int8)])) == 1).sum()), int(line.sum())


def _upper(shape: Silhouette) -> dict[str, Point]:
    outline = shape.outline
    centre = _axis(shape)
    top = _index_on_axis(outline, centre, first=True)
    bottom = _index_on_axis(outline, centre, first=False)
    marks: dict[str, Point] = {}
    sleeves = len(shape.armpits) == 2
    ends: dict[str, int] = {}
    for side, sign in _SIDES:
        if sleeves:
            ends[side] = _sleeved_side(shape, side, sign, top, marks)
        else:
            ends[side] = _sleeveless_side(shape, side, sign, top, bottom, marks)
    low = between(outline, ends["r"], ends["l"], through=(float(outline[bottom][0]), float(outline[bottom][1])))
    for side, sign in _SIDES:
        marks[f"hem_{side}"] = _point(low[int((sign * low[:, 0] + 0.6 * low[:, 1]).argmax())])
    _level_marks(shape, centre, marks)
    _neck_back(outline, top, marks)
    return marks


def _axis(shape: Silhouette) -> float:
    """The column midway between the armpits, or the silhouette's own middle."""
    if len(shape.armpits) < 2:
        return shape.centre
    return float(np.mean([shape.outline[notch.index][0] for notch in shape.armpits.values()]))


def _sleeved_side(shape: Silhouette, side: str, sign: int, top: int, marks: dict[str, Point]) -> int:
    outline, bay = shape.outline, shape.armpits[side].index
    upward = between(outline, bay, top, through=_shoulder_guess(shape, sign))
    inner, outer, _, _ = corners(upward, 4, samples=40)
    foot = _neck_foot(upward, shape, sign)
    shoulder = outer + corners(upward[outer : foot + 1], 1)[0]
    marks[f"cuff_{side}_inner"] = _point(upward[inner])
    marks[f"cuff_{side}_outer"] = _point(upward[outer])
    marks[f"shoulder_{side}"] = _point(upward[shoulder])
    marks[f"neck_{side}"] = _point(upward[foot])
    marks[f"armpit_{side}"] = _point(outline[bay])
    seam = shape.seams.get(side)
    if seam is not None:
        marks[f"armpit_{side}"] = _point(seam[-1])
    below = upward[: inner + 1] if seam is None else np.concatenate([seam[::-1], upward[: inner + 1]])
    _elbow(marks, side, upward[outer : shoulder + 1][::-1], below)
    return bay


def _shoulder_guess(shape: Silhouette, sign: int) -> Point:
    """A point certainly near the shoulder's edge: the top of the column halfway out to the armpit."""
    pit = shape.outline[shape.armpits["r" if sign < 0 else "l"].index]
    column = int((pit[0] + _axis(shape)) / 2)
    return float(column), float(np.argmax(shape.mask[:, column]))


def _neck_foot(upward: F32, shape: Silhouette, sign: int) -> int:
    """Index on the path from the sleeve up to the middle of the top, where the neckline meets the shoulder.

    That is the foot of the notch between collar and shoulder, or without a collar the corner itself.
    """
    columns = [shape.outline[notch.index][0] for notch in shape.armpits.values()]
    window = 0.36 * abs(float(columns[0] - columns[1]))
    outside = np.flatnonzero(sign * (upward[:, 0] - _axis(shape)) > window)
    first = int(outside[-1]) if len(outside) else 0
    near = upward[first:]
    if len(near) < 8:
        return first
    corner = corners(near, 1)[0]
    edge = near[: corner + 1]
    depth = offsets(edge, edge[0], edge[-1])
    below = np.array([[shape.centre, shape.outline[:, 1].max()]], np.float32)
    inward = depth * np.sign(offsets(below, edge[0], edge[-1])[0])
    deepest = int(inward.argmax())
    return first + (deepest if inward[deepest] > 0.012 * shape.mask.shape[1] else corner)


def _elbow(marks: dict[str, Point], side: str, outer: F32, inner: F32) -> None:
    """Elbow across the sleeve where it reaches past it; a sleeve whose length is below 1.5 torso thirds does not."""
    torso = abs(marks["armpit_r"][0] - marks["armpit_l"][0]) if "armpit_l" in marks and "armpit_r" in marks else 0.0
    length = float(np.linalg.norm(np.diff(outer, axis=0), axis=1).sum()) if len(outer) > 1 else 0.0
    across = float(np.hypot(*(outer[0] - inner[0]))) if len(outer) else 0.0
    if length < 1.9 * max(across, 0.35 * torso) or len(inner) < 2:
        return
    at = outer[halfway(outer, _ELBOW_SHARE)]
    marks[f"elbow_{side}_outer"] = _point(at)
    marks[f"elbow_{side}_inner"] = _point(inner[nearest(inner, at)])


def _sleeveless_side(shape: Silhouette, side: str, sign: int, top: int, bottom: int, marks: dict[str, Point]) -> int:
    """Strap or shoulder, armhole and armpit of a side without a sleeve."""
    outline = shape.outline
    height = float(np.ptp(outline[:, 1]))
    highest = float(outline[:, 1].min())
    half = outline[sign * (outline[:, 0] - shape.centre) > 0.02 * np.ptp(outline[:, 0])]
    peak = half[half[:, 1] < half[:, 1].min() + 0.03 * height]
    shoulder = peak[int((sign * peak[:, 0]).argmax())]
    neck = peak[int((sign * peak[:, 0]).argmin())]
    limit = highest + 0.45 * height
    index = nearest(outline, shoulder)
    side_path = between(outline, index, bottom, through=(_side_edge(shape, sign, limit), limit))
    above = side_path[side_path[:, 1] < limit]
    chord_end = above[int((sign * above[:, 0]).argmax())] if len(above) > 2 else side_path[len(side_path) // 3]
    pit_index = nearest(side_path, chord_end)
    if abs(float(chord_end[1]) - float(shoulder[1])) < 0.08 * height:
        pit_index = int(np.abs(side_path[:, 1] - (highest + 0.25 * height)).argmin())
    pit = side_path[pit_index]
    marks[f"armpit_{side}"] = _point(pit)
    marks[f"shoulder_{side}"] = _point(shoulder)
    marks[f"neck_{side}"] = _point(neck)
    return nearest(outline, pit)


def _side_edge(shape: Silhouette, sign: int, row: float) -> float:
    run = run_at(shape.mask, row, shape.centre)
    return shape.centre if run is None else float(run[0] if sign < 0 else run[1])


def _level_marks(shape: Silhouette, centre: float, marks: dict[str, Point]) -> None:
    """Waist and hip: body heights below the shoulder, in units of the shoulder width, on the garment's side seams."""
    shoulder = (marks["shoulder_r"][1] + marks["shoulder_l"][1]) / 2
    across = abs(marks["shoulder_l"][0] - marks["shoulder_r"][0])
    across = max(across, 0.8 * abs(marks["armpit_l"][0] - marks["armpit_r"][0]))
    hem = (marks["hem_r"][1] + marks["hem_l"][1]) / 2
    pit = max(marks["armpit_r"][1], marks["armpit_l"][1])
    waist = min(shoulder + _WAIST_PER_SHOULDERS * across, shoulder + 0.66 * (hem - shoulder))
    waist = float(np.clip(waist, pit + 0.1 * (hem - pit), hem))
    levels = {"waist": waist}
    hip = shoulder + _HIP_PER_SHOULDERS * across
    if hip < hem - 0.1 * across:
        levels["hip"] = hip
    for name, row in levels.items():
        for side, sign in _SIDES:
            marks[f"{name}_{side}"] = (_seam(shape, marks, side, sign, row, centre), row)


def _seam(shape: Silhouette, marks: dict[str, Point], side: str, sign: int, row: float, centre: float) -> float:
    """The side seam's column on a row; where an arm lies against the side, the line from armpit to hem."""
    pit, hem = marks[f"armpit_{side}"], marks[f"hem_{side}"]
    share = (row - pit[1]) / max(hem[1] - pit[1], 1.0)
    straight = pit[0] + share * (hem[0] - pit[0])
    run = run_at(shape.mask, row, centre)
    if run is None:
        return straight
    edge = float(run[0] if sign < 0 else run[1])
    reach = 0.3 * abs(pit[0] - centre)
    return edge if abs(edge - straight) < reach else straight


def _neck_back(outline: F32, top: int, marks: dict[str, Point]) -> None:
    """Back and front of the neckline; the front lies at the back until the opening has been looked for."""
    foot = (marks["neck_r"][1] + marks["neck_l"][1]) / 2
    middle = (marks["neck_r"][0] + marks["neck_l"][0]) / 2
    edge = float(outline[top][1])
    marks["neck_back"] = (middle, max(edge, foot))
    marks["neck_front"] = marks["neck_back"]


def _skirt(shape: Silhouette) -> dict[str, Point]:
    outline = shape.outline
    top = _index_on_axis(outline, shape.centre, first=True)
    bottom = _index_on_axis(outline, shape.centre, first=False)
    marks: dict[str, Point] = {}
    middle = float(outline[:, 1].mean())
    for side, sign in _SIDES:
        edge = between(outline, top, bottom, through=(_side_edge(shape, sign, middle), middle))
        waist, hem = corners(edge, 2)
        marks[f"waist_{side}"], marks[f"hem_{side}"] = _point(edge[waist]), _point(edge[hem])
    waist_row = (marks["waist_r"][1] + marks["waist_l"][1]) / 2
    hem_row = (marks["hem_r"][1] + marks["hem_l"][1]) / 2
    drop = min(0.55 * (marks["waist_l"][0] - marks["waist_r"][0]), 0.8 * (hem_row - waist_row))
    for side, sign in _SIDES:
        marks[f"hip_{side}"] = (_side_edge(shape, sign, waist_row + drop), waist_row + drop)
    return marks


def _trousers(shape: Silhouette) -> dict[str, Point]:
    outline = shape.outline
    top = _index_on_axis(outline, shape.centre, first=True)
    bottom = _index_on_axis(outline, shape.centre, first=False)
    marks: dict[str, Point] = {}
    fork = shape.crotch.index if shape.crotch else bottom
    middle = float(np.quantile(outline[:, 1], 0.6))
    for side, sign in _SIDES:
        edge = between(outline, fork, top, through=(_side_edge_of_leg(shape, sign, middle), middle))
        low, high = edge[:, 1].max(), edge[:, 1].min()
        foot = edge[edge[:, 1] > low - 0.12 * (low - high)]
        head = edge[edge[:, 1] < high + 0.08 * (low - high)]
        marks[f"hem_{side}_outer"] = _point(foot[int((sign * foot[:, 0] + foot[:, 1]).argmax())])
        marks[f"hem_{side}_inner"] = _point(foot[int((foot[:, 1] - sign * foot[:, 0]).argmax())])
        marks[f"waist_{side}"] = _point(head[int((sign * head[:, 0] - head[:, 1]).argmax())])
    _below_bib(shape, marks)
    waist_row = (marks["waist_r"][1] + marks["waist_l"][1]) / 2
    hem_row = max(marks["hem_r_outer"][1], marks["hem_l_outer"][1])
    if shape.crotch:
        marks["crotch"] = _point(outline[fork])
    else:
        across = marks["waist_l"][0] - marks["waist_r"][0]
        marks["crotch"] = (shape.centre, min(waist_row + 0.75 * across, waist_row + 0.45 * (hem_row - waist_row)))
    hip = waist_row + 0.62 * (marks["crotch"][1] - waist_row)
    for side, sign in _SIDES:
        marks[f"hip_{side}"] = (_side_edge(shape, sign, hip), hip)
    _knees(shape, marks, waist_row, hem_row)
    return marks


def _side_edge_of_leg(shape: Silhouette, sign: int, row: float) -> float:
    columns = np.flatnonzero(shape.mask[int(row)])
    return shape.centre if not len(columns) else float(columns[0] if sign < 0 else columns[-1])


def _below_bib(shape: Silhouette, marks: dict[str, Point]) -> None:
    """Dungarees: the waist is where the silhouette first takes on the width of the hips."""
    fork = float(shape.outline[shape.crotch.index][1]) if shape.crotch else float(shape.outline[:, 1].mean())
    top = float(shape.outline[:, 1].min())
    hip = _width(shape.mask, top + 0.85 * (fork - top))[1]
    if _width(shape.mask, top + 0.15 * (fork - top))[1] > 0.62 * hip:
        return
    rows = np.arange(int(top), int(fork))
    row = next((r for r in rows if _width(shape.mask, float(r))[1] > 0.93 * hip), int(fork))
    for side, sign in _SIDES:
        marks[f"waist_{side}"] = (_side_edge(shape, sign, float(row)), float(row))


def _knees(shape: Silhouette, marks: dict[str, Point], waist_row: float, hem_row: float) -> None:
    fork = marks["crotch"][1]
    rise, leg = max(fork - waist_row, 1.0), hem_row - fork
    if leg < 1.15 * rise:
        return
    row = fork + (0.44 * leg if leg > 1.8 * rise else min(1.15 * rise, 0.85 * leg))
    for side, sign in _SIDES:
        hem = (marks[f"hem_{side}_inner"][0] + marks[f"hem_{side}_outer"][0]) / 2
        share = (row - fork) / max(hem_row - fork, 1.0)
        column = (1 - share) * (marks[f"hip_{side}"][0] + marks["crotch"][0]) / 2 + share * hem
        run = run_at(shape.mask, row, column)
        if run is None:
            continue
        near, far = (run[1], run[0]) if sign < 0 else (run[0], run[1])
        near = min(near, marks["crotch"][0]) if sign < 0 else max(near, marks["crotch"][0])
        marks[f"knee_{side}_inner"], marks[f"knee_{side}_outer"] = (float(near), row), (float(far), row)


def _index_on_axis(outline: F32, centre: float, *, first: bool) -> int:
    """Index of the highest (or lowest) contour point near the axis."""
    close = np.flatnonzero(np.abs(outline[:, 0] - centre) < 1.5)
    if not len(close):
        close = np.array([int(np.abs(outline[:, 0] - centre).argmin())])
    rows = outline[close, 1]
    return int(close[rows.argmin() if first else rows.argmax()])


def _point(xy: F32) -> Point:
    return float(xy[0]), float(xy[1])
