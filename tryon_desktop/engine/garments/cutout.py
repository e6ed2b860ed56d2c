"""Cuts a garment out of its photograph: opacity with soft edges, and colour free of the ground behind it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.errors import GarmentError

_WORK_SIDE = 1024
_NO_BOX = (0, 0, 1, 1)  # GrabCut ignores it when it starts from a mask
_CLUTTER_SIDE = 320
_PLAIN_SPREAD = 3.2
_CLUTTER_WEIGHTS = np.array([0.6, 1.4, 1.4], np.float32)  # light and shade vary more than hue does
_NO_GARMENT = "no garment found in the photograph: use one garment, spread out on a plain ground"


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A garment without its ground.

    bgr: (H, W, 3) uint8, the garment's own colour, carried on past the outline. alpha: (H, W) uint8, straight.
    plain: whether the ground was a plain one, so that the outline can be trusted to a pixel or two.
    """

    bgr: U8
    alpha: U8
    plain: bool

    @property
    def mask(self) -> Bool:
        """(H, W) bool: at least half opaque."""
        return self.alpha >= 128


def cut_out(picture: U8) -> Cutout:
    """Separate the garment in `picture`, (H, W, 3) BGR or (H, W, 4) BGRA uint8, from its ground.

    A BGRA picture with transparent pixels is taken as already cut out. On a plain ground the outline is the strongest
    edge between what is surely ground and what is surely garment, which leaves the photograph's own soft shadow
    outside; on any other ground GrabCut (Rother et al. 2004) starts from the colours along the border. The result is
    cropped to the garment with a margin and scaled to 768-1024 px. Raises GarmentError where nothing stands out.
    """
    if picture.shape[2] == 4 and int(picture[:, :, 3].min()) < 250:
        return _framed(picture[:, :, :3], picture[:, :, 3], plain=True)
    bgr = _limited(np.ascontiguousarray(picture[:, :, :3]))
    lab = lab_of(np.asarray(cv2.GaussianBlur(bgr, (0, 0), 0.8), np.uint8))
    ground, spread = _ground(lab)
    plain = spread < _PLAIN_SPREAD
    mask = _mask_on_plain(lab, ground) if plain else _mask_on_clutter(bgr)
    mask = _main_pieces(mask)
    _check_is_garment(mask, lab)
    alpha, colour = _matte(bgr, mask)
    return _framed(colour, alpha, plain=plain)


def lab_of(bgr: U8) -> F32:
    """CIE L*a*b* of a BGR picture: (H, W, 3) float32, L 0-100."""
    return np.asarray(cv2.cvtColor(bgr.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), np.float32)


def bled(bgr: U8, known: Bool) -> U8:
    """`bgr` with every pixel outside `known` replaced by its nearest known one, softened. Copies."""
    if not known.any():
        return bgr.copy()
    _, labels = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    colours = np.zeros((int(labels.max()) + 1, 3), np.uint8)
    colours[labels[known]] = bgr[known]
    filled = colours[labels]
    soft = cv2.GaussianBlur(filled, (0, 0), 2.0)
    return np.where(known[:, :, None], bgr, soft).astype(np.uint8)


def _limited(bgr: U8) -> U8:
    longest = max(bgr.shape[:2])
    if longest <= _WORK_SIDE:
        return bgr
    scale = _WORK_SIDE / longest
    return np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _ground(lab: F32) -> tuple[F32, float]:
    """The ground's colour at every pixel, a quadratic surface fitted to the border, and how far the border strays."""
    height, width = lab.shape[:2]
    band = max(3, round(0.025 * min(height, width)))
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    ys, xs = ys / height - 0.5, xs / width - 0.5
    basis = np.stack([np.ones_like(xs), xs, ys, xs * ys, xs * xs, ys * ys], -1)
    border = np.ones((height, width), bool)
    border[band:-band, band:-band] = False
    samples, colours = basis[border][::3], lab[border][::3]
    kept = np.linalg.norm(colours - np.median(colours, 0), axis=1) < 25
    weights = np.zeros((6, 3), np.float32)
    for _ in range(3):
        weights = np.linalg.lstsq(samples[kept], colours[kept], rcond=None)[0].astype(np.float32)
        residual = np.linalg.norm(samples @ weights - colours, axis=1)
        kept = residual <= max(2.0, 2.5 * float(np.median(residual)))
    spread = float(np.quantile(residual, 0.8))
    return np.asarray(basis @ weights, np.float32), spread


def _mask_on_plain(lab: F32, ground: F32) -> Bool:
    """The garment by watershed (Meyer 1991) between what is surely ground or shadow and what is surely garment."""
    difference = lab - ground
    light = difference[:, :, 0]
    chroma = np.linalg.norm(difference[:, :, 1:], axis=2)
    unit = max(light.shape) / 1024
    apart = (chroma > 9) | (light < -48)
    faint = float(apart.mean()) < 0.02 and float((light > 2).mean() + (light < -12).mean()) < 0.5
    if faint:
        return _mask_on_like(light, chroma, unit)

    ground_like = (np.abs(light) < 2.2) & (chroma < 2.6)
    sure_ground = _reached_from_border(ground_like | _shadow_like(light, chroma))
    sure_ground = _reached_from_border(cv2.erode(sure_ground.astype(np.uint8), _disc(2 * unit)) > 0)
    sure_garment = cv2.erode((apart | (light > 4)).astype(np.uint8), _disc(2 * unit)) > 0
    deep = cv2.distanceTransform((~sure_ground).astype(np.uint8), cv2.DIST_L2, 5) > 30 * unit
    sure_garment &= ~_shadow_like(light, chroma) | deep
    sure_garment = (sure_garment | deep) & ~sure_ground
    stretched = np.dstack([lab[:, :, 0] * 2.55, 128 + 2 * lab[:, :, 1], 128 + 2 * lab[:, :, 2]])
    mask = _between(stretched, sure_ground, sure_garment)
    mask &= ~_holes(mask, light, chroma, unit) & ~_pale_bays(mask, difference, unit)
    return _settled(stretched, mask, unit)


def _settled(image: F32, mask: Bool, unit: float) -> Bool:
    """`mask` with its outline settled by GrabCut in a band around it, so that deep shadow falls to the ground."""
    half = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    small = cv2.resize(mask.astype(np.uint8), half.shape[1::-1], interpolation=cv2.INTER_AREA)
    within = cv2.distanceTransform(small, cv2.DIST_L2, 5)
    without = cv2.distanceTransform(1 - small, cv2.DIST_L2, 5)
    labels = np.where(small > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[within > 16 * unit] = cv2.GC_FGD
    labels[without > 3 * unit] = cv2.GC_BGD
    cv2.setRNGSeed(1)
    picture = np.clip(half, 0, 255).astype(np.uint8)
    cv2.grabCut(picture, labels, _NO_BOX, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    kept = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
    taken = cv2.morphologyEx(small & ~kept & 1, cv2.MORPH_OPEN, _disc(1))
    taken = cv2.resize(cv2.GaussianBlur(taken.astype(np.float32), (0, 0), 0.7), mask.shape[1::-1])
    return _filled((mask & ~(taken > 0.5)).astype(np.uint8), 0.001) > 0


def _mask_on_like(light: F32, chroma: F32, unit: float) -> Bool:
    """A garment of almost the ground's colour (white on white): told by hue, outlined by the faint step in light."""
    hue = cv2.GaussianBlur(chroma, (0, 0), 4 * unit)
    other = _filled(((hue > 2.6) | (light > 2.5)).astype(np.uint8))
    sure_garment = cv2.erode(other, _disc(14 * unit)) > 0
    sure_ground = cv2.dilate(other, _disc(12 * unit)) == 0
    amplified = 128 + 14 * cv2.GaussianBlur(light, (0, 0), 1.2)
    mask = _between(np.dstack([amplified] * 3), sure_ground, sure_garment)
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, _disc(14 * unit)) > 0
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 6 * unit) > 0.5)


def _between(image: F32, sure_ground: Bool, sure_garment: Bool) -> Bool:
    """Which side of the strongest edge in `image`, clipped to 0-255, each undecided pixel lies on: True for garment."""
    markers = np.zeros(sure_ground.shape, np.int32)
    markers[sure_ground], markers[sure_garment] = 1, 2
    cv2.watershed(np.clip(image, 0, 255).astype(np.uint8), markers)
    return np.asarray((markers == 2) | ((markers == -1) & ~sure_ground))


def _shadow_like(light: F32, chroma: F32) -> Bool:
    """Darker than the ground, of its hue, and without the grain that cloth has."""
    grain = np.abs(light - cv2.GaussianBlur(light, (0, 0), 2.0))
    grain = cv2.dilate(grain, np.ones((3, 3), np.uint8))
    return np.asarray((light < 1.5) & (light > -58) & (chroma < 4) & (grain < 1.6))


def _holes(mask: Bool, light: F32, chroma: F32, unit: float) -> Bool:
    """Places inside the garment where the ground looks through: its hue, flat, maybe in shadow."""
    slope = cv2.morphologyEx(light, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    flat = (np.abs(light + 2) < 5) & (chroma < 2.6) & (slope < 3) & mask
    count, labels, stats, _ = cv2.connectedComponentsWithStats(flat.astype(np.uint8), connectivity=4)
    holes = np.zeros_like(mask)
    garment_light = float(np.median(light[mask])) if mask.any() else 0.0
    if abs(garment_light) < 14:
        return holes
    least = 0.005 * float(mask.sum())  # smaller pale patches away from the outline are labels and prints
    for index in range(1, count):
        area = stats[index, cv2.CC_STAT_AREA]
        if area < 60 * unit * unit:
            continue
        grown = cv2.dilate((labels == index).astype(np.uint8), _disc(4 * unit)) > 0
        if area > least or bool((grown & ~mask).any()):
            holes |= grown & (np.abs(light - garment_light) > 0.5 * abs(garment_light))
    return holes


def _pale_bays(mask: Bool, difference: F32, unit: float) -> Bool:
    """Along the outline: ground in deep shadow, such as the fork between two legs, of no colour of the garment's."""
    light, chroma = difference[:, :, 0], np.linalg.norm(difference[:, :, 1:], axis=2)
    core = cv2.erode(mask.astype(np.uint8), _disc(12 * unit)) > 0
    if not core.any():
        return np.zeros_like(mask)
    own = np.full(mask.shape, np.inf, np.float32)
    for colour in np.quantile(difference[core], (0.06, 0.25, 0.5, 0.75, 0.94), axis=0):
        own = np.minimum(own, np.linalg.norm(difference - colour.astype(np.float32), axis=2))
    grain = np.abs(light - cv2.GaussianBlur(light, (0, 0), 2.0))
    pale = ((own > 13) & (light > -64) & (chroma < 6.5) & (grain < 4) & mask).astype(np.uint8)
    grown = cv2.dilate(cv2.erode(pale, _disc(3 * unit)), _disc(6 * unit))
    broad = ((grown > 0) & (cv2.dilate(pale, _disc(2 * unit)) > 0)).astype(np.uint8)
    outside = cv2.dilate((~mask).astype(np.uint8), _disc(4 * unit)) > 0
    _, labels = cv2.connectedComponents(broad)
    touching = np.unique(labels[outside & (labels > 0)])
    return np.asarray(np.isin(labels, touching) & (labels > 0))


def _mask_on_clutter(bgr: U8) -> Bool:
    height, width = bgr.shape[:2]
    scale = min(1.0, _CLUTTER_SIDE / max(height, width))
    small = np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    rows, columns = small.shape[:2]
    lab = lab_of(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), np.uint8))
    distance = _distance_from_border_colours(lab)
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    radius = np.maximum(np.abs(xs / columns - 0.5), np.abs(ys / rows - 0.5)) * 2
    score = distance * (1.25 - 0.6 * radius**2)
    threshold, _ = cv2.threshold(
        np.clip(score * 4, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU
    )
    labels = np.where(score * 4 > threshold, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    edge = max(2, round(0.015 * min(rows, columns)))
    labels[:edge], labels[-edge:], labels[:, :edge], labels[:, -edge:] = (cv2.GC_BGD,) * 4
    if not (labels == cv2.GC_PR_FGD).any() or not (labels != cv2.GC_PR_FGD).any():
        raise GarmentError(_NO_GARMENT)
    cv2.setRNGSeed(1)
    cv2.grabCut(small, labels, _NO_BOX, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_MASK)
    mask = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _disc(3))
    mask = _filled(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _disc(3)), np.uint8))
    soft = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(soft, (0, 0), 0.8 / scale) > 0.5)


def _distance_from_border_colours(lab: F32) -> F32:
    """Distance in Lab to the nearest of the border's main colours, in units of that colour's own spread."""
    rows, columns = lab.shape[:2]
    band = max(3, round(0.06 * min(rows, columns)))
    border = np.ones((rows, columns), bool)
    border[band:-band, band:-band] = False
    samples = np.ascontiguousarray(lab[border] * _CLUTTER_WEIGHTS)
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    empty = np.empty((0,), np.int32)
    _, assigned, centres = cv2.kmeans(samples, min(6, len(samples)), empty, criteria, 2, cv2.KMEANS_PP_CENTERS)
    pixels = lab * _CLUTTER_WEIGHTS
    nearest = np.full((rows, columns), np.inf, np.float32)
    for index, centre in enumerate(centres):
        mine = samples[assigned[:, 0] == index]
        if len(mine) < 0.03 * len(samples):
            continue
        spread = max(2.0, float(np.median(np.linalg.norm(mine - centre, axis=1))))
        nearest = np.minimum(nearest, np.linalg.norm(pixels - centre, axis=2) / spread * 4)
    return np.minimum(nearest, 60.0)


def _filled(mask: U8, share: float = 0.01) -> U8:
    """`mask` with enclosed specks of up to `share` of its area filled."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - mask, connectivity=4)
    limit = share * float(mask.sum())
    result = mask.copy()
    for index in range(1, count):
        if stats[index, cv2.CC_STAT_AREA] < limit:
            result[labels == index] = 1
    return result


def _main_pieces(mask: Bool) -> Bool:
    """The largest piece and what is of comparable size."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        raise GarmentError(_NO_GARMENT)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = 1 + np.flatnonzero(areas > 0.15 * areas.max())
    return np.asarray(np.isin(labels, kept))


def _check_is_garment(mask: Bool, lab: F32) -> None:
    height, width = mask.shape
    share = float(mask.mean())
    touching = float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(contours, key=cv2.contourArea)
    hull = float(cv2.contourArea(cv2.convexHull(outline)))
    solid = float(cv2.contourArea(outline)) / max(hull, 1.0)
    _, _, box_width, box_height = cv2.boundingRect(outline)
    inside, outside = lab[mask], lab[~mask]
    contrast = float(np.linalg.norm(np.median(inside, 0) - np.median(outside, 0))) if len(outside) else 0.0
    ragged = cv2.arcLength(outline, True) / max(2.0 * (box_width + box_height), 1.0)
    if not 0.03 < share < 0.92 or touching > 0.5 or solid < 0.42 or ragged > 3.2 or contrast < 2.0:
        raise GarmentError(_NO_GARMENT)
    if min(box_width / width, box_height / height) < 0.12:
        raise GarmentError(_NO_GARMENT)


def _matte(bgr: U8, mask: Bool) -> tuple[U8, U8]:
    """Soft opacity and clean colour along the outline.

    In a band of a few pixels each pixel is taken as a mix of the nearest colour well inside and the nearest colour
    well outside; the share of the former is the opacity, and the former alone is the colour.
    """
    reach = max(2.0, 2.5 * max(mask.shape) / 1024)
    solid = mask.astype(np.uint8)
    core = cv2.erode(solid, _disc(reach + 1)) > 0
    outer = cv2.dilate(solid, _disc(reach)) > 0
    if not core.any():
        core = mask
    foreground = bled(bgr, core).astype(np.float32)
    background = bled(bgr, ~outer).astype(np.float32)
    across = foreground - background
    length = np.sum(across * across, axis=2)
    mixed = np.sum((bgr.astype(np.float32) - background) * across, axis=2) / np.maximum(length, 1.0)
    geometric = cv2.GaussianBlur(solid.astype(np.float32), (0, 0), 0.45 * reach)
    trust = np.clip((np.sqrt(length) - 12) / 40, 0, 1) * np.where(mixed > 1.3, 0, 1)
    envelope = np.clip((cv2.GaussianBlur(solid.astype(np.float32), (0, 0), 0.6 * reach) - 0.08) / 0.3, 0, 1)
    estimate = trust * np.clip(mixed, 0, 1) + (1 - trust) * geometric
    alpha = np.where(core, 1.0, np.where(outer, np.minimum(estimate, envelope), 0.0))
    alpha = np.clip((alpha - 0.06) / 0.88, 0, 1)
    return np.round(alpha * 255).astype(np.uint8), bled(bgr, core | (mask & (alpha > 0.97) & (mixed > 0.9)))


def _framed(bgr: U8, alpha: U8, *, plain: bool) -> Cutout:
    """Crop to the garment with a margin of 3% and scale the longest side to 768-1024 px."""
    ys, xs = np.nonzero(alpha >= 128)
    if len(ys) < 400:
        raise GarmentError(_NO_GARMENT)
    top, bottom, left, right = int(ys.min()), int(ys.max()) + 1, int(xs.min()), int(xs.max()) + 1
    longest = max(bottom - top, right - left)
    margin = round(0.03 * longest)
    bgr = bled(np.ascontiguousarray(bgr), alpha >= 250) if alpha.max() >= 250 else bgr
    pad = ((margin, margin), (margin, margin))
    colour = np.pad(bgr[top:bottom, left:right], (*pad, (0, 0)), mode="edge")
    opacity = np.pad(alpha[top:bottom, left:right], pad)
    side = max(opacity.shape)
    scale = min(1024 / side, max(1.0, 768 / side))
    if scale != 1.0:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        colour = np.asarray(cv2.resize(colour, None, fx=scale, fy=scale, interpolation=method), np.uint8)
        opacity = np.asarray(cv2.resize(opacity, None, fx=scale, fy=scale, interpolation=method), np.uint8)
    return Cutout(np.ascontiguousarray(colour, np.uint8), np.ascontiguousarray(opacity, np.uint8), plain)


def _reached_from_border(passable: Bool) -> Bool:
    """The passable pixels connected with the picture's border."""
    _, labels = cv2.connectedComponents(passable.astype(np.uint8), connectivity=4)
    seen = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return np.asarray(np.isin(labels, seen[seen > 0]))


def _disc(radius: float) -> U8:
    size = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
