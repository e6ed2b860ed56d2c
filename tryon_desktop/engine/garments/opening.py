"""Finds the opening at the neck, through which a product photograph shows the inside of the back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, u8
from tryon_desktop.engine.garments.cutout import bled, lab_of
from tryon_desktop.engine.garments.outline import Point
from tryon_desktop.engine.garments.spec import Closure, GarmentSpec, Neckline

_RIM = 0.016
"""How much of a photograph's height may stand above an opening and still belong to it."""
_SAMPLES = 97
_WIDTHS = np.linspace(0.5, 1.0, 11)
_DEPTHS = np.linspace(0.035, 0.55, 36)
_EXPONENTS = (1.0, 1.4, 2.0, 3.0)
_EDGE_CAP = 1.6
_LEAST_EDGE = 0.35
_DEPTH_OF: dict[Neckline, tuple[float, float]] = {
    Neckline.CREW: (0.14, 0.26), Neckline.BOAT: (0.03, 0.16), Neckline.V: (0.15, 0.55), Neckline.SCOOP: (0.14, 0.45),
    Neckline.SQUARE: (0.12, 0.45), Neckline.TURTLE: (0.03, 0.16), Neckline.MOCK: (0.03, 0.16),
    Neckline.STAND: (0.05, 0.20), Neckline.MANDARIN: (0.08, 0.30), Neckline.POLO: (0.10, 0.36),
    Neckline.SHIRT: (0.12, 0.42), Neckline.CAMP: (0.25, 0.55), Neckline.NOTCHED: (0.30, 0.55),
    Neckline.SHAWL: (0.30, 0.55), Neckline.HOOD: (0.05, 0.35),
}  # fmt: skip
"""Least and greatest depth of the opening below the garment's upper edge, in shoulder widths."""
_STANDING = {Neckline.STAND, Neckline.TURTLE, Neckline.MOCK, Neckline.MANDARIN}
"""Collars that stand around the neck: the opening is as wide as their upper edge, not as their foot.
Closed to the top it is shallow; between the leaves of one that opens down the front it is deep."""


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """region: (H, W) bool, all behind the front neckline. front: its lowest point. edge: (N, 2) the neckline."""

    region: Bool
    front: Point
    edge: F32


def find_opening(bgr: U8, mask: Bool, marks: Mapping[str, Point], spec: GarmentSpec) -> Opening | None:
    """The opening between collar's leaves, or between back and front neckline; None where no edge bounds one.

    A symmetric curve y = depth (1 - |x|^p), hung from the garment's upper edge, is tried over widths, depths and
    exponents from V to U; the one along which the picture changes most steadily is then snapped to the edge itself by
    dynamic programming.
    """
    across = max(abs(marks["shoulder_l"][0] - marks["shoulder_r"][0]), 1.0)
    edges = _edges(bgr, mask, marks, across)
    upper = np.where(mask.any(0), mask.argmax(0), mask.shape[0]).astype(np.float32)
    best, best_score = None, _LEAST_EDGE
    neckline = spec.neckline
    least, greatest = _DEPTH_OF.get(neckline, (0.0, 1.0))
    closed = neckline in _STANDING and spec.closure not in (Closure.ZIP, Closure.BUTTONS)
    if neckline in _STANDING and not closed:
        least, greatest = 0.15, 0.36
    narrowest, widest = (0.5, _upper_edge_width(marks, upper)) if neckline in _STANDING else (0.72, 1.0)
    for curve, width, depth in _candidates(marks, upper, across, mask):
        if not (least <= depth <= greatest and narrowest <= width <= widest):
            continue
        score = _score(edges, curve) * (0.7 if closed else 0.4 + 2.0 * min(depth, 0.32))
        if score > best_score:
            best, best_score = curve, score
    if best is None:
        return None
    snapped = _snapped(edges, best, reach=max(4, round(0.022 * across)))
    region = _above(snapped, mask)
    lowest = int(snapped[:, 1].argmax())
    middle = snapped[_SAMPLES // 4 : -_SAMPLES // 4]
    front = (float(np.median(middle[:, 0])), float(snapped[lowest, 1]))
    return Opening(region, front, snapped)


def _upper_edge_width(marks: Mapping[str, Point], upper: F32) -> float:
    """Width of a standing collar's level upper edge as a share of the width at its foot, 0.55-0.86."""
    left, right = int(marks["neck_r"][0]), int(marks["neck_l"][0])
    edge = upper[left : right + 1]
    height = float(edge[[0, -1]].mean() - edge.min())
    level = float((edge < edge.min() + 0.2 * height).mean()) if len(edge) else 1.0
    return float(np.clip(1.12 * level, 0.55, 0.86))


def split_inner(bgr: U8, alpha: U8, opening: Opening) -> tuple[U8, U8]:
    """(image, inner) as BGRA: the opening cut out of the one, and it alone, reaching a little under, in the other."""
    region = _to_the_rim(opening.region.astype(np.uint8), alpha)
    soft = cv2.GaussianBlur(region.astype(np.float32), (0, 0), 0.9)
    outside = np.round(alpha * (1 - soft)).astype(np.uint8)
    under = cv2.dilate(region, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    inner_alpha = np.round(np.minimum(alpha, 255 * cv2.GaussianBlur(under.astype(np.float32), (0, 0), 1.2)))
    core = cv2.erode(region, np.ones((5, 5), np.uint8)) > 0
    image = np.dstack([bled(bgr, outside >= 250), outside])
    inner = np.dstack([bled(bgr, core & (alpha >= 250)), inner_alpha.astype(np.uint8)])
    return np.ascontiguousarray(image), np.ascontiguousarray(inner)


def _to_the_rim(region: U8, alpha: U8) -> U8:
    """`region` up to the cloth's own upper edge: a rim left standing there would hang before the neck as a thread."""
    reach = max(3, round(_RIM * alpha.shape[0]))
    upwards = cv2.dilate(region, np.ones((reach + 1, 1), np.uint8), anchor=(0, 0))
    above = cv2.dilate((alpha < 128).astype(np.uint8), np.ones((reach + 1, 1), np.uint8), anchor=(0, reach))
    return u8(cv2.max(region, cv2.bitwise_and(upwards, above)))


def _edges(bgr: U8, mask: Bool, marks: Mapping[str, Point], across: float) -> F32:
    """(H, W, 2) float32 gradient along x and y, the strongest of the Lab channels; 1.0 is strong for a neck.

    Light is compressed first, so that a dark collar counts as much as a pale one.
    """
    lab = lab_of(bgr)
    lab[:, :, 0] = 100 * np.sqrt(np.clip(lab[:, :, 0], 1, 100) / 100)
    lab = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.6), np.float32)
    grad_x = cv2.Sobel(lab, cv2.CV_32F, 1, 0, scale=0.125)
    grad_y = cv2.Sobel(lab, cv2.CV_32F, 0, 1, scale=0.125)
    strongest = (np.abs(grad_x) + np.abs(grad_y)).argmax(2)[..., None]
    both = [np.take_along_axis(grad, strongest, 2)[..., 0] for grad in (grad_x, grad_y)]
    edges = np.stack(both, -1).astype(np.float32)
    row, reach = int(marks["neck_back"][1]), int(0.4 * across)
    left, right = int(marks["neck_r"][0]), int(marks["neck_l"][0])
    around = np.linalg.norm(edges[max(0, row) : row + reach, left:right], axis=-1)
    inside = around[cv2.erode(mask.astype(np.uint8), np.ones((9, 9)))[max(0, row) : row + reach, left:right] > 0]
    strong = max(float(np.quantile(inside, 0.93)) if inside.size else 1.0, 0.15)
    return np.asarray(edges / strong, np.float32)


def _candidates(marks: Mapping[str, Point], upper: F32, across: float, mask: Bool) -> list[tuple[F32, float, float]]:
    centre = (marks["neck_r"][0] + marks["neck_l"][0]) / 2
    half = abs(marks["neck_l"][0] - marks["neck_r"][0]) / 2
    t = np.linspace(-1, 1, _SAMPLES)
    curves = []
    for width in _WIDTHS.round(2):
        columns = centre + width * half * t
        inside = np.clip(columns.round().astype(int), 0, len(upper) - 1)
        line = np.interp(t, [-1, 1], [upper[inside[0]], upper[inside[-1]]])
        for exponent in _EXPONENTS:
            drop = 1 - np.abs(t) ** exponent
            for depth in _DEPTHS:
                rows = line + depth * across * drop
                lowest = rows[_SAMPLES // 2]
                if lowest < upper[inside[_SAMPLES // 2]] + 0.02 * across or lowest > mask.shape[0] * 0.6:
                    continue
                curves.append((np.stack([columns, rows], -1).astype(np.float32), float(width), float(depth)))
    return curves


def _normals(curve: F32) -> F32:
    along = np.gradient(curve, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], -1)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6), np.float32)


def _strength(edges: F32, points: F32, normals: F32) -> F32:
    columns = np.clip(points[..., 0].round().astype(int), 0, edges.shape[1] - 1)
    rows = np.clip(points[..., 1].round().astype(int), 0, edges.shape[0] - 1)
    across = np.abs(np.sum(edges[rows, columns] * normals, axis=-1))
    return np.asarray(np.minimum(across, _EDGE_CAP))


def _score(edges: F32, curve: F32) -> float:
    """Mean edge strength within 4 px of the curve, the weakest third of it counting double; its ends do not count."""
    normals = _normals(curve)
    shifts = np.arange(-4, 5, 2)[:, None, None]
    strength = _strength(edges, curve[None] + shifts * normals[None], normals[None]).max(0)[5:-5]
    weakest = np.sort(strength)[: len(strength) // 3]
    return float((strength.mean() + weakest.mean()) / 2)


def _snapped(edges: F32, curve: F32, reach: int) -> F32:
    normals = _normals(curve)
    shifts = np.arange(-reach, reach + 1)
    strength = _strength(edges, curve[:, None] + shifts[None, :, None] * normals[:, None], normals[:, None])
    cost = -strength + 0.25 * np.abs(shifts)[None] / reach
    total = cost[0]
    came = np.zeros(cost.shape, np.int64)
    for index in range(1, len(curve)):
        options = np.stack([np.roll(total, move) + 0.12 * abs(move) for move in (-1, 0, 1)])
        options[0, -1] = options[2, 0] = np.inf
        best = options.argmin(0)
        came[index] = np.arange(len(shifts)) + np.array([1, 0, -1])[best]
        total = cost[index] + options[best, np.arange(len(shifts))]
    place = int(total.argmin())
    chosen = np.empty(len(curve), np.float32)
    for index in range(len(curve) - 1, -1, -1):
        chosen[index] = shifts[place]
        place = int(came[index, place])
    smooth = cv2.GaussianBlur(chosen.reshape(-1, 1), (1, 9), 0.1, sigmaY=1.5, borderType=cv2.BORDER_REPLICATE).ravel()
    return np.asarray(curve + smooth[:, None] * normals, np.float32)


def _above(edge: F32, mask: Bool) -> Bool:
    """The silhouette between the front neckline and the upper edge."""
    polygon = np.concatenate([edge, [[edge[-1, 0], -2.0], [edge[0, 0], -2.0]]])
    canvas = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(canvas, [np.round(polygon).astype(np.int32).reshape(-1, 1, 2)], 1)
    return np.asarray((canvas > 0) & mask)
