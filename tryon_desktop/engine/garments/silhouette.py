"""What a garment's silhouette tells before anything on it is named: its build, and the notches under arms and legs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, Bool
from tryon_desktop.engine.garments.outline import Notch, nearest, notches, outline_of, run_at

Build = Literal["upper", "legs", "skirt"]

SIDES = (("r", -1), ("l", 1))
"""The wearer's right and left, and the way to them on the picture."""
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
    armpits = {side: notch for side, sign in SIDES if (notch := _armpit(mask, outline, centre, sign))}
    if len(armpits) == 1:
        again = {side: _armpit(mask, outline, centre, sign, ease=0.35) for side, sign in SIDES if side not in armpits}
        armpits |= {side: notch for side, notch in again.items() if notch}
    crotch = _crotch(notches(outline, 0.025 * max(width, height)), outline, centre, width, height)
    build = _build(mask, outline, armpits, crotch, width, height)
    seams = _seams(mask, outline, armpits, light) if build == "upper" and len(armpits) == 2 else {}
    return Silhouette(mask, outline, centre, armpits, crotch, build, seams)


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
        if len(armpits) < 2 or crotch.depth > 1.2 * deepest:
            return "legs"
    if armpits:
        return "upper"
    widths = np.array([runs_on(mask, top + share * height) for share in (0.04, 0.15, 0.3, 0.5, 0.75, 0.95)])
    whole = widths[:, 1]
    split_top = widths[0, 0] > 1
    if not split_top and height > 1.9 * width and whole[0] > 0.55 * whole.max():
        return "legs"
    waist_first = whole[0] > 0.4 * whole.max() and bool((np.diff(whole[:5]) > -0.04 * whole.max()).all())
    return "skirt" if waist_first and not split_top and level else "upper"


def _level_top(mask: Bool, top: float, height: float) -> bool:
    """Whether the upper edge runs straight from side to side, as a waistband does."""
    run = run_at(mask, top + 0.06 * height, mask.shape[1] / 2)
    if run is None or run[1] - run[0] < 0.1 * mask.shape[1]:
        return False
    margin = 0.08 * (run[1] - run[0])
    columns = np.linspace(run[0] + margin, run[1] - margin, 15).astype(int)
    edge = np.array([float(np.argmax(mask[:, column])) for column in columns])
    straight = np.polyval(np.polyfit(columns, edge, 2), columns)
    bend = float(np.quantile(edge, 0.9) - np.quantile(edge, 0.1))
    return bend < 0.07 * height and float(np.quantile(np.abs(edge - straight), 0.8)) < 0.02 * height


def runs_on(mask: Bool, row: float) -> tuple[int, int]:
    """Number of runs on a row, and the columns they cover."""
    line = mask[int(np.clip(round(row), 0, mask.shape[0] - 1))]
    return int((np.diff(np.concatenate([[0], line.astype(np.int8)])) == 1).sum()), int(line.sum())
