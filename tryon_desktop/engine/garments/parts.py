"""Splits a garment's picture into the pieces that move with a piece of the body."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from tryon_desktop.engine.arrays import U8, Bool
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.outline import Point, between, nearest
from tryon_desktop.engine.garments.silhouette import Build, Silhouette

_OVERLAP_PX = 5


def split_parts(
    shape: Silhouette, marks: Mapping[str, Point], build: Build, *, skirted: bool = False
) -> dict[Part, U8]:
    """Part -> (H, W) uint8 weight: 255 on the part, falling to 0 within a few pixels past its seam.

    Every pixel of the picture, opaque or not, has a part of full weight. skirted: whether an upper garment goes on
    below the waist as a skirt of its own (dresses).
    """
    splitters = {"upper": _upper, "legs": _legs, "skirt": _skirt}
    regions = splitters[build](shape, marks)
    if build == "upper" and skirted:
        regions = _with_skirt(regions, marks)
    return {part: _softened(region) for part, region in regions.items()}


def _softened(region: Bool) -> U8:
    size = 2 * _OVERLAP_PX + 1
    grown = cv2.dilate(region.astype(np.uint8) * 255, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    soft = np.asarray(cv2.GaussianBlur(grown, (0, 0), 1.6), np.uint8)
    return np.where(region, np.uint8(255), soft).astype(np.uint8)


def _upper(shape: Silhouette, marks: Mapping[str, Point]) -> dict[Part, Bool]:
    torso = np.ones(shape.mask.shape, bool)
    regions: dict[Part, Bool] = {}
    if "cuff_r_outer" in marks and "cuff_l_outer" in marks:
        for side, part in (("r", Part.RIGHT_SLEEVE), ("l", Part.LEFT_SLEEVE)):
            regions[part] = _nearest_to_sleeve(_sleeve(shape, marks, side), shape.mask)
            torso &= ~regions[part]
    return {Part.TORSO: torso, **regions}


def _sleeve(shape: Silhouette, marks: Mapping[str, Point], side: str) -> Bool:
    """The silhouette's piece cut off along shoulder tip - armpit and, below it, along the crease to the torso."""
    bay = shape.armpits[side].index
    tip = nearest(shape.outline, marks[f"shoulder_{side}"])
    edge = between(shape.outline, bay, tip, through=marks[f"cuff_{side}_outer"])
    seam = shape.seams.get(side)
    polygon = edge if seam is None else np.concatenate([edge, seam[::-1]])
    canvas = np.zeros(shape.mask.shape, np.uint8)
    cv2.fillPoly(canvas, [np.round(polygon).astype(np.int32).reshape(-1, 1, 2)], 1)
    return canvas > 0


def _nearest_to_sleeve(sleeve: Bool, mask: Bool) -> Bool:
    """`sleeve` grown over the transparent ground that lies closer to it than to the rest of the garment.

    Slivers of outline that the cut left beside the sleeve go with it: on the torso's side they would fly off.
    """
    rest = mask & ~sleeve
    _, pieces, sizes, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(rest.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    )
    body = pieces == 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA])) if len(sizes) > 1 else rest
    body = cv2.dilate(body.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    sleeve = sleeve | (rest & ~body)
    rest = rest & body
    to_sleeve = cv2.distanceTransform((~sleeve).astype(np.uint8), cv2.DIST_L2, 3)
    to_rest = cv2.distanceTransform((~rest).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(sleeve | (~mask & (to_sleeve < to_rest)))


def _with_skirt(regions: dict[Part, Bool], marks: Mapping[str, Point]) -> dict[Part, Bool]:
    torso = regions[Part.TORSO]
    (left, left_row), (right, right_row) = marks["waist_r"], marks["waist_l"]
    columns = np.arange(torso.shape[1], dtype=np.float32)
    share = np.clip((columns - left) / max(right - left, 1.0), 0, 1)
    waist = left_row + share * (right_row - left_row)
    below = np.arange(torso.shape[0], dtype=np.float32)[:, None] > waist
    return {**regions, Part.TORSO: torso & ~below, Part.SKIRT: torso & below}


def _legs(shape: Silhouette, marks: Mapping[str, Point]) -> dict[Part, Bool]:
    """Halves along the centre line: from the middle of the waist through the crotch to midway between the hems."""
    middle = [
        ((marks["waist_r"][0] + marks["waist_l"][0]) / 2, (marks["waist_r"][1] + marks["waist_l"][1]) / 2),
        marks["crotch"],
        (
            (marks["hem_r_inner"][0] + marks["hem_l_inner"][0]) / 2,
            (marks["hem_r_inner"][1] + marks["hem_l_inner"][1]) / 2,
        ),
    ]
    rows = np.arange(shape.mask.shape[0])
    line = np.interp(rows, [point[1] for point in middle], [point[0] for point in middle])
    right = np.arange(shape.mask.shape[1])[None] < line[:, None]
    return {Part.RIGHT_LEG: right, Part.LEFT_LEG: ~right}


def _skirt(shape: Silhouette, marks: Mapping[str, Point]) -> dict[Part, Bool]:
    del marks  # a skirt is one piece
    return {Part.SKIRT: np.ones(shape.mask.shape, bool)}
