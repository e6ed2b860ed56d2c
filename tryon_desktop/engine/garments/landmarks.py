"""Landmarks of a garment from the geometry of its silhouette; the names are those of `garments.garment`.

R is the wearer's right, on the picture's left. All points are (x, y) in pixels of the picture, origin top left.
"""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.outline import Point, between, corners, halfway, nearest, offsets, run_at
from tryon_desktop.engine.garments.silhouette import SIDES, Build, Silhouette, runs_on

_ELBOW_SHARE = 0.5
_WAIST_PER_SHOULDERS = 0.93
_HIP_PER_SHOULDERS = 1.4


def find_landmarks(shape: Silhouette, build: Build) -> dict[str, Point]:
    """The landmarks of `shape` read as a garment of `build`."""
    finders = {"upper": _upper, "legs": _trousers, "skirt": _skirt}
    return finders[build](shape)


def _upper(shape: Silhouette) -> dict[str, Point]:
    outline = shape.outline
    centre = _axis(shape)
    top = _index_on_axis(outline, centre, first=True)
    bottom = _index_on_axis(outline, centre, first=False)
    marks: dict[str, Point] = {}
    sleeves = len(shape.armpits) == 2
    ends: dict[str, int] = {}
    for side, sign in SIDES:
        if sleeves:
            ends[side] = _sleeved_side(shape, side, sign, top, marks)
        else:
            ends[side] = _sleeveless_side(shape, side, sign, top, bottom, marks)
    low = between(outline, ends["r"], ends["l"], through=(float(outline[bottom][0]), float(outline[bottom][1])))
    for side, sign in SIDES:
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
    if not len(half):
        raise GarmentError("no garment found in the photograph: lay it flat, upright, with its front up")
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
        for side, sign in SIDES:
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
    for side, sign in SIDES:
        edge = between(outline, top, bottom, through=(_side_edge(shape, sign, middle), middle))
        waist, hem = corners(edge, 2)
        marks[f"waist_{side}"], marks[f"hem_{side}"] = _point(edge[waist]), _point(edge[hem])
    waist_row = (marks["waist_r"][1] + marks["waist_l"][1]) / 2
    hem_row = (marks["hem_r"][1] + marks["hem_l"][1]) / 2
    drop = min(0.55 * (marks["waist_l"][0] - marks["waist_r"][0]), 0.8 * (hem_row - waist_row))
    for side, sign in SIDES:
        marks[f"hip_{side}"] = (_side_edge(shape, sign, waist_row + drop), waist_row + drop)
    return marks


def _trousers(shape: Silhouette) -> dict[str, Point]:
    outline = shape.outline
    top = _index_on_axis(outline, shape.centre, first=True)
    bottom = _index_on_axis(outline, shape.centre, first=False)
    marks: dict[str, Point] = {}
    fork = shape.crotch.index if shape.crotch else bottom
    middle = float(np.quantile(outline[:, 1], 0.6))
    for side, sign in SIDES:
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
    for side, sign in SIDES:
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
    hip = runs_on(shape.mask, top + 0.85 * (fork - top))[1]
    if runs_on(shape.mask, top + 0.15 * (fork - top))[1] > 0.62 * hip:
        return
    rows = np.arange(int(top), int(fork))
    row = next((r for r in rows if runs_on(shape.mask, float(r))[1] > 0.93 * hip), int(fork))
    for side, sign in SIDES:
        marks[f"waist_{side}"] = (_side_edge(shape, sign, float(row)), float(row))


def _knees(shape: Silhouette, marks: dict[str, Point], waist_row: float, hem_row: float) -> None:
    fork = marks["crotch"][1]
    rise, leg = max(fork - waist_row, 1.0), hem_row - fork
    if leg < 1.15 * rise:
        return
    row = fork + (0.44 * leg if leg > 1.8 * rise else min(1.15 * rise, 0.85 * leg))
    for side, sign in SIDES:
        hem = (marks[f"hem_{side}_inner"][0] + marks[f"hem_{side}_outer"][0]) / 2
        share = (row - fork) / max(hem_row - fork, 1.0)
        column = (1 - share) * (marks[f"hip_{side}"][0] + marks["crotch"][0]) / 2 + share * hem
        run = run_at(shape.mask, row, column)
        if run is None:
            continue
        near, far = (run[1], run[0]) if sign < 0 else (run[0], run[1])
        fork_column = marks["crotch"][0]  # where the legs touch, the run goes on into the other one
        inner = min(near, fork_column) if sign < 0 else max(near, fork_column)
        marks[f"knee_{side}_inner"], marks[f"knee_{side}_outer"] = (float(inner), row), (float(far), row)


def _index_on_axis(outline: F32, centre: float, *, first: bool) -> int:
    """Index of the highest (or lowest) contour point near the axis."""
    close = np.flatnonzero(np.abs(outline[:, 0] - centre) < 1.5)
    if not len(close):
        close = np.array([int(np.abs(outline[:, 0] - centre).argmin())])
    rows = outline[close, 1]
    return int(close[rows.argmin() if first else rows.argmax()])


def _point(xy: F32) -> Point:
    return float(xy[0]), float(xy[1])
