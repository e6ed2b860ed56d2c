"""The static side of a garment: textures, meshes and how each vertex hangs on the control points."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, I32, U8, Bool, f32, u8
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.fitting.ease import HEM_ON_LEG
from tryon_desktop.engine.fitting.mesh import follow, grid_triangles, grid_vertices, rim, strip_vertices
from tryon_desktop.engine.fitting.silhouette import reach
from tryon_desktop.engine.fitting.sleeves import Tube, cut_sleeve, root_share
from tryon_desktop.engine.fitting.tps import spline_basis
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import SLEEVE_REACH, Slot

_HALVINGS = 2
"""How often a texture is halved for those who stand far away."""
_SPLINE_GRID = (14, 12)
_STRIP_ACROSS = np.array([-0.45, 0.0, 0.33, 0.67, 1.0, 1.45], np.float32)
_STRIP_ROWS = 15
LOW = 0.7
"""Between waist (0) and hem (1): where a top's width is settled besides."""
_CROTCH = 0.21
"""How far down from the hip joint (0) to the knee (1) the crotch lies."""
_UNDERLAP = 0.07
"""How far across the torso reaches under both sleeves together, as a share of the picture's width."""


@dataclass(frozen=True, slots=True, eq=False)
class Hang:
    """Vertices that follow named control points: target = basis @ targets of `controls`.

    basis: (N, K) float32. controls: K names; see `controls.py`.
    """

    controls: tuple[str, ...]
    basis: F32


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Vertices in rows along a leg: rows (R,) float32 as in `_leg`, across (C,) float32, 0 outer and 1 inner border."""

    rows: F32
    across: F32


@dataclass(frozen=True, slots=True, eq=False)
class Sewn:
    """Vertices along a sleeve's piece.

    root: how the same vertices hang on the torso; None below the elbow. root_share: (R * C,) float32, how far they do:
    wholly beside the seam, so that it stays closed.
    """

    tube: Tube
    root: Hang | None
    root_share: F32


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One part's texture and mesh.

    levels: the texture at full, half and quarter size, (h, w, 4) uint8 BGRA, straight alpha already limited to this
    part. cloth: (h, w) bool at a coarse size, where it is not empty. source_xy: (N, 2) float32 pixels of
    level 0. triangles: (M, 3) int32. rim: (M,) bool, those at the mesh's edge.
    """

    part: Part
    levels: tuple[U8, ...]
    cloth: Bool
    source_xy: F32
    triangles: I32
    rim: Bool
    bind: Hang | Strip | Sewn


@dataclass(frozen=True, slots=True, eq=False)
class PieceSet:
    """A garment taken apart. inner: the piece behind neck and hair, or None."""

    front: tuple[Piece, ...]
    inner: Piece | None


def _levels(texture: U8) -> tuple[U8, ...]:
    """Full, half and quarter size."""
    out = [texture]
    for _ in range(_HALVINGS):
        if min(out[-1].shape[:2]) < 16:
            break
        out.append(_halved(out[-1]))
    return tuple(out)


def _halved(texture: U8) -> U8:
    """`texture` (2h, 2w, 4) at half its size; colours count by their alpha, so that none seeps in that lies beyond."""
    out = u8(cv2.resize(texture, (texture.shape[1] // 2, texture.shape[0] // 2), interpolation=cv2.INTER_AREA))
    corners = [texture[j::2, i::2] for j in (0, 1) for i in (0, 1)]
    # Within the cloth and without all weigh the same: only along its edge is it more than a mean.
    first, *others = (corner[..., 3] for corner in corners)
    y, x = np.nonzero(np.logical_or.reduce([other != first for other in others]))
    four = np.stack([corner[y, x] for corner in corners]).astype(np.float32)
    weight = four[..., 3:] + np.float32(0.5)
    out[y, x, :3] = np.rint((four[..., :3] * weight).sum(0) / weight.sum(0))
    return out


def _cloth(texture: U8) -> Bool:
    """Where there is cloth, at an eighth of the size."""
    size = (max(texture.shape[1] // 8, 1), max(texture.shape[0] // 8, 1))
    cloth: Bool = cv2.resize(texture[..., 3], size, interpolation=cv2.INTER_AREA) > 8
    return cloth


def _texture(image: U8, mask: U8 | None) -> tuple[U8, tuple[int, int]]:
    """`image` limited to `mask`, cropped to what is opaque plus a border, as large as can be halved evenly; and the
    crop's corner (x, y).
    """
    alpha = image[..., 3] if mask is None else cv2.multiply(image[..., 3], mask, scale=1 / 255)
    x, y, width, height = cv2.boundingRect(alpha)
    if width == 0:
        raise GarmentError("the garment's picture is empty")
    pad = 6
    y0, x0 = max(y - pad, 0), max(x - pad, 0)
    y1, x1 = min(y + height + pad, image.shape[0]), min(x + width + pad, image.shape[1])
    crop = image[y0:y1, x0:x1].copy()
    cv2.insertChannel(np.ascontiguousarray(alpha[y0:y1, x0:x1]), crop, 3)
    below, right = -crop.shape[0] % 2**_HALVINGS, -crop.shape[1] % 2**_HALVINGS
    crop = u8(cv2.copyMakeBorder(crop, 0, below, 0, right, cv2.BORDER_REPLICATE))
    crop[[0, -1], :, 3] = 0
    crop[:, [0, -1], 3] = 0
    return crop, (x0, y0)


def _with_cloth(texture: U8, source_xy: F32, triangles: I32) -> I32:
    """The triangles that hold any cloth. Where a strip folds over itself, empty ones would cut into full ones."""
    reach = max(9, round(0.05 * max(texture.shape[:2]))) | 1
    alpha = cv2.dilate(texture[..., 3], np.ones((reach, reach), np.uint8))
    filled = cv2.integral(cv2.threshold(alpha, 0, 1, cv2.THRESH_BINARY)[1])
    corner = source_xy[triangles]
    limit = np.array([alpha.shape[1], alpha.shape[0]])
    x0, y0 = np.clip(np.floor(corner.min(1)).astype(int), 0, limit).T
    x1, y1 = np.clip(np.ceil(corner.max(1)).astype(int) + 1, 0, limit).T
    count = filled[y1, x1] - filled[y0, x1] - filled[y1, x0] + filled[y0, x0]
    kept: I32 = triangles[count > 0]
    return kept


def _mid(marks: dict[str, F32], a: str, b: str, share: float = 0.5) -> F32:
    out: F32 = marks[a] + (marks[b] - marks[a]) * np.float32(share)
    return out


def upper_controls(marks: dict[str, F32]) -> dict[str, F32]:
    """Control points over torso and skirt of a top or dress, from its landmarks."""
    out = {name: marks[name] for name in ("neck_r", "neck_l", "neck_front", "shoulder_r", "shoulder_l")}
    rows = ["armpit", "waist", "hip", "hem"] if "hip_r" in marks else ["armpit", "waist", "hem"]
    for row in rows:
        for side in "rl":
            out[f"{row}_{side}"] = marks[f"{row}_{side}"]
        out[f"{row}_c"] = _mid(marks, f"{row}_r", f"{row}_l")
    for side in "rl":
        out[f"yoke_{side}"] = _mid(marks, f"neck_{side}", f"shoulder_{side}")
        out[f"side_{side}"] = _mid(marks, f"armpit_{side}", f"waist_{side}")
    return out


def _low_sides(body: U8, image: U8, marks: dict[str, F32]) -> dict[str, F32]:
    """The outline a little above a top's hem, where it is often widest: ribs draw in what hangs over them."""
    row = round(float(np.mean([_mid(marks, f"waist_{side}", f"hem_{side}", LOW)[1] for side in "rl"])))
    cloth = np.flatnonzero((body[row] > 128) & (image[row, :, 3] > 128)) if 0 <= row < len(body) else np.empty(0)
    if not len(cloth):
        return {}
    return {"low_r": f32([cloth[0], row]), "low_l": f32([cloth[-1], row])}


def skirt_controls(marks: dict[str, F32]) -> dict[str, F32]:
    """Control points over a skirt, from its landmarks."""
    out: dict[str, F32] = {}
    for row in ("waist", "hip", "hem"):
        for side in "rl":
            out[f"{row}_{side}"] = marks[f"{row}_{side}"]
        out[f"{row}_c"] = _mid(marks, f"{row}_r", f"{row}_l")
    for side in "rl":
        out[f"knee_{side}"] = _mid(marks, f"hip_{side}", f"hem_{side}")
    return out


def _hanging(part: Part, image: U8, mask: U8 | None, controls: dict[str, F32]) -> Piece:
    texture, corner = _texture(image, mask)
    height, width = texture.shape[:2]
    names = tuple(controls)
    source = np.stack([controls[name] for name in names]) - f32(corner)
    vertices = grid_vertices(0, 0, width - 1, height - 1, *_SPLINE_GRID)
    bind = Hang(names, spline_basis(source, vertices))
    triangles = _with_cloth(texture, vertices, grid_triangles(*_SPLINE_GRID))
    return Piece(part, _levels(texture), _cloth(texture), vertices, triangles, rim(triangles), bind)


def _strip(
    part: Part,
    image: U8,
    mask: U8,
    knots: F32,
    outer: F32,
    inner: F32,
    start: float,
) -> Piece:
    texture, corner = _texture(image, mask)
    end = float(knots[-1])
    rows = np.linspace(start, end + 0.07 * (end - start) + 0.03, _STRIP_ROWS, dtype=np.float32)
    alpha = cv2.multiply(image[..., 3], mask, scale=1 / 255)
    borders = follow(knots, outer, rows), follow(knots, inner, rows)
    vertices = strip_vertices(*_on_outline(np.asarray(alpha, np.uint8), rows, end, *borders), _STRIP_ACROSS)
    source = vertices - f32(corner)
    triangles = _with_cloth(texture, source, grid_triangles(_STRIP_ROWS, len(_STRIP_ACROSS)))
    bind = Strip(rows, _STRIP_ACROSS)
    return Piece(part, _levels(texture), _cloth(texture), source, triangles, rim(triangles), bind)


def _on_outline(alpha: U8, rows: F32, end: float, outer: F32, inner: F32) -> tuple[F32, F32]:
    """Move a strip's borders from the straight lines between landmarks onto the cloth's own outline.

    Rows at the seam and beyond the end stay: there the outline is the seam or the hem.
    """
    centre, half = (outer + inner) / 2, (outer - inner) / 2
    width = np.maximum(np.linalg.norm(half, axis=1), 1.0)
    moved = []
    for direction in (half / width[:, None], -half / width[:, None]):
        found = reach(alpha, centre.astype(np.float32), direction.astype(np.float32), float(2.2 * width.max()))
        share = np.clip(found / width, 0.6, 1.6)
        usable = (found > 2) & (rows > 0.12) & (rows < end - 0.04)
        share = np.where(usable, share, 1.0)
        share[1:-1] = (share[:-2] + 2 * share[1:-1] + share[2:]) / 4
        moved.append((centre + direction * (width * share)[:, None]).astype(np.float32))
    return moved[0], moved[1]


def _sleeve(garment: Garment, marks: dict[str, F32], side: str, controls: dict[str, F32]) -> list[Piece]:
    """Upper and, where it reaches past the elbow, lower sleeve; both hang on the torso's spline beside the seam."""
    part = Part.RIGHT_SLEEVE if side == "r" else Part.LEFT_SLEEVE
    end = 2 * max(SLEEVE_REACH[garment.spec.sleeve], 0.1)
    knots, outer, inner = [0.0], [marks[f"shoulder_{side}"]], [marks[f"armpit_{side}"]]
    if f"elbow_{side}_outer" in marks and end > 1.05:
        knots.append(1.0)
        outer.append(marks[f"elbow_{side}_outer"])
        inner.append(marks[f"elbow_{side}_inner"])
    knots.append(end)
    outer.append(marks[f"cuff_{side}_outer"])
    inner.append(marks[f"cuff_{side}_inner"])
    cloth = np.asarray(cv2.multiply(garment.image[..., 3], garment.parts[part], scale=1 / 255), np.uint8)

    def borders(rows: F32) -> tuple[F32, F32]:
        straight = (follow(f32(knots), np.stack(border), rows) for border in (outer, inner))
        return _on_outline(cloth, rows, end, *straight)

    pieces = []
    for cut in cut_sleeve(garment.parts[part], borders, end):
        texture, corner = _texture(garment.image, cut.mask)
        source, columns = cut.vertices - f32(corner), len(cut.tube.across)
        triangles = _with_cloth(texture, source, grid_triangles(len(source) // columns, columns))
        root = None
        if cut.tube.bone == 0:
            root = Hang(tuple(controls), spline_basis(np.stack(list(controls.values())), cut.vertices))
        bind = Sewn(cut.tube, root, root_share(cut.tube))
        pieces.append(Piece(part, _levels(texture), _cloth(texture), source, triangles, rim(triangles), bind))
    return pieces


def leg_end(garment: Garment) -> float:
    """How far down the leg trousers go: 1 at the crotch, 2 at the knee, 3 at the ankle (see `_leg`)."""
    marks = garment.landmarks
    drop = marks["hem_r_outer"][1] - marks["crotch"][1]
    rise = max(marks["crotch"][1] - marks["waist_r"][1], 1.0)
    if "knee_r_outer" in marks:
        return 3.0
    reach = HEM_ON_LEG[garment.spec.length]
    said = 1.0 + (reach - _CROTCH) / (1 - _CROTCH) if reach < 1 else 1.0 + reach
    return float(np.clip(1.0 + 2.0 * drop / (2.9 * rise), max(said - 0.1, 1.15), min(said + 0.12, 3.0)))


def _leg(garment: Garment, marks: dict[str, F32], side: str) -> Piece:
    """A leg from waistband to hem: 0 at the waist, 1 at the crotch, 2 at the knee, 3 at the ankle."""
    part = Part.RIGHT_LEG if side == "r" else Part.LEFT_LEG
    waist = _mid(marks, "waist_r", "waist_l")
    level = (marks["crotch"][1] - marks[f"waist_{side}"][1]) / max(
        marks[f"hip_{side}"][1] - marks[f"waist_{side}"][1], 1.0
    )
    hip_at = float(np.clip(1.0 / max(level, 1e-3), 0.3, 0.95))
    below = marks[f"knee_{side}_outer"] if f"knee_{side}_outer" in marks else marks[f"hem_{side}_outer"]
    slope = (marks["crotch"][1] - marks[f"hip_{side}"][1]) / max(below[1] - marks[f"hip_{side}"][1], 1.0)
    crotch_outer = marks[f"hip_{side}"] + (below - marks[f"hip_{side}"]) * np.float32(slope)
    knots = [0.0, hip_at, 1.0]
    outer = [marks[f"waist_{side}"], marks[f"hip_{side}"], crotch_outer]
    inner = [waist, waist + (marks["crotch"] - waist) * np.float32(hip_at), marks["crotch"]]
    if f"knee_{side}_outer" in marks:
        knots.append(2.0)
        outer.append(marks[f"knee_{side}_outer"])
        inner.append(marks[f"knee_{side}_inner"])
    knots.append(leg_end(garment))
    outer.append(marks[f"hem_{side}_outer"])
    inner.append(marks[f"hem_{side}_inner"])
    return _strip(part, garment.image, garment.parts[part], f32(knots), np.stack(outer), np.stack(inner), -0.12)


def _under_sleeves(mask: U8, marks: dict[str, F32]) -> U8:
    """The torso's mask, reaching under the sleeves at the armholes; below the armpits sleeves only lie beside it."""
    reach = max(3, round(mask.shape[1] * _UNDERLAP)) | 1
    wider = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    for side in "rl":
        # Beside the tip it would stand out over a hanging arm, beside the pit under a raised one; and a short sleeve's
        # corner is no armhole.
        tip, pit = marks[f"shoulder_{side}"], marks[f"armpit_{side}"]
        across = float(np.hypot(*(pit - tip)))
        for end, share in ((tip, 0.36), (pit, 0.03), (marks.get(f"cuff_{side}_inner", pit), 0.2)):
            cv2.circle(wider, (round(float(end[0])), round(float(end[1]))), max(round(share * across), 1), 0, -1)
    out: U8 = mask.copy()
    last = round(float(max(marks["armpit_r"][1], marks["armpit_l"][1])))
    out[:last] = cv2.max(mask, np.asarray(wider, np.uint8))[:last]
    return out


def take_apart(garment: Garment) -> PieceSet:
    """Cut a garment into pieces ready to be placed. Costs some 50 ms: once a garment, never in the frame loop.

    Raises GarmentError when landmarks or parts that its slot needs are missing.
    """
    marks = {name: f32(point) for name, point in garment.landmarks.items()}
    parts = garment.parts
    try:
        if garment.slot is Slot.BOTTOM and Part.SKIRT in parts:
            return PieceSet((_hanging(Part.SKIRT, garment.image, None, skirt_controls(marks)),), None)
        if garment.slot is Slot.BOTTOM:
            return PieceSet((_leg(garment, marks, "r"), _leg(garment, marks, "l")), None)
        controls = upper_controls(marks)
        body = parts[Part.TORSO] if Part.SKIRT not in parts else cv2.max(parts[Part.TORSO], parts[Part.SKIRT])
        if "hip_r" not in marks:
            controls |= _low_sides(np.asarray(body, np.uint8), garment.image, marks)
        pieces = [_hanging(Part.TORSO, garment.image, _under_sleeves(np.asarray(body, np.uint8), marks), controls)]
        if garment.has_sleeves:
            pieces += [piece for side in "rl" for piece in _sleeve(garment, marks, side, controls)]
        has_inner = garment.inner is not None and bool(garment.inner[..., 3].any())
        inner = _hanging(Part.TORSO, garment.inner, None, controls) if garment.inner is not None and has_inner else None
        return PieceSet(tuple(pieces), inner)
    except KeyError as missing:
        raise GarmentError(f"garment {garment.id}: landmark or part {missing} is missing") from missing
