"""From a draft to a picture: lays the pieces into layers, adds the folds, lights them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.tailor import folds
from tryon_desktop.engine.tailor.canvas import Coat, Frame, Layer, Window, frame_for
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.draft import Draft, Lettering, Panel, Piece, Seam, Stitch
from tryon_desktop.engine.tailor.lit import Layers, Lit
from tryon_desktop.engine.tailor.numeric import f32
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.pucker import Puckers
from tryon_desktop.engine.tailor.trims import ink_of, lay_trim
from tryon_desktop.engine.tailor.weaves import TILE_CM, sample, weave_tile


@dataclass(frozen=True, slots=True, eq=False)
class Dyes:
    """Everything that colour decides. colours: the palette that panels index. pattern: the cloth's print."""

    colours: list[str]
    pattern: Print


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A finished picture. image, inner: (H, W, 4) uint8 BGRA. parts: (H, W) uint8."""

    frame: Frame
    image: U8
    inner: U8 | None
    parts: dict[Part, U8]


class Painting:
    """A draft laid out and lit; `dyed` gives the picture in other colours. Immutable once made.

    frame: where the picture lies on the draft; landmarks: the draft's own, cm.
    """

    def __init__(self, draft: Draft, cloth: Cloth, dyes: Dyes, size: int, seed: int) -> None:
        self._draft, self._cloth = draft, cloth
        self.landmarks = draft.landmarks
        panels = [piece for piece in draft.pieces if isinstance(piece, Panel)]
        self.frame = frame_for([panel.outline for panel in panels], size)
        ground = linear(dyes.colours[0])
        outer, inner = Layer(self.frame, ground), Layer(self.frame, ground * _INSIDE)
        self._folded = Folded(self.frame, draft, cloth, seed)
        puckers = Puckers(self.frame)
        target = outer
        for number, piece in enumerate(draft.pieces):
            if isinstance(piece, Panel):
                target = inner if piece.inside else outer
                target.piece = number
                _lay_panel(target, piece, cloth, dyes, self._folded)
                if target is outer:
                    puckers.cover(piece.outline)
                continue
            target.piece = number
            lay_trim(target, piece, dyes.colours)
            if target is outer and isinstance(piece, Seam | Stitch) and not _hangs_free(piece):
                puckers.sew(piece.line)
        _add_folds(outer, self._folded, cloth)
        if cloth.pucker:
            outer.relief += puckers.relief(cloth) * np.minimum(outer.alpha, 1)
        if inner.coats:
            inner.light *= _overhung(outer.alpha, self.frame.density)
        self._parts = {part: np.round(mask * 255).astype(np.uint8) for part, mask in outer.parts.items()}
        self._outer, self._inner = Lit(outer, cloth), Lit(inner, cloth) if inner.coats else None
        self._coats = (outer.coats, inner.coats)
        self._first = self._painted(outer.albedo, inner.albedo)

    def layers(self) -> Layers:
        """The light and the shape of what was painted."""
        return self._outer.layers()

    @property
    def first(self) -> Painted:
        """The picture in the colours that it was made with."""
        return self._first

    def dyed(self, draft: Draft, dyes: Dyes) -> Painted | None:
        """The picture in other colours. draft: as they make it; None where it has other pieces than this one."""
        if [type(piece) for piece in draft.pieces] != [type(piece) for piece in self._draft.pieces]:
            return None
        albedos = []
        for coats, depth in zip(self._coats, (1.0, _INSIDE), strict=True):
            albedo = np.empty((self.frame.height, self.frame.width, 3), np.float32)
            albedo[:] = linear(dyes.colours[0]) * np.float32(depth)
            for coat in coats:
                coat.lay(albedo, self._colour(coat, draft.pieces[coat.piece], dyes))
            albedos.append(albedo)
        return self._painted(*albedos)

    def _colour(self, coat: Coat, piece: Piece, dyes: Dyes) -> F32:
        if isinstance(piece, Panel) and coat.tone is not None:
            return woven(piece, piece.cloth or self._cloth, coat.tone, coat.here, self.frame, dyes, self._folded)
        assert coat.colour is not None
        if isinstance(piece, Lettering):
            return ink_of(dyes.colours)
        before, after = (getattr(one, "colour", None) for one in (self._draft.pieces[coat.piece], piece))
        if coat.fixed or before == after or before is None or after is None:
            return coat.colour
        return f32(coat.colour * linear(after) / linear(before))

    def _painted(self, outer: F32, inner: F32) -> Painted:
        behind = None if self._inner is None else self._inner.picture(inner)
        return Painted(self.frame, self._outer.picture(outer), behind, self._parts)


def _overhung(alpha: F32, density: float) -> F32:
    """The shadow that the front's edge and its collar throw on the inside of the back."""
    small = cv2.resize(alpha, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    near, far = (cv2.GaussianBlur(small, (0, 0), max(0.6, s * density * 0.25)) for s in (0.4, 2.2))
    move = f32([[1, 0, 0.5 * density * 0.25], [0, 1, 0.9 * density * 0.25]])
    far = cv2.warpAffine(far, move, far.shape[::-1])
    return f32(1 - cv2.resize(np.minimum(0.22 * near + 0.42 * far, 0.55), alpha.shape[::-1]))


_INSIDE = 0.6
"""Tone of the ground under the inner layer."""


def _hangs_free(piece: Seam | Stitch) -> bool:
    """Whether it is a loose thread or a pressed edge, which draw no cloth together."""
    return piece.length > 10 if isinstance(piece, Stitch) else piece.free


class Folded:
    """The fold field of each part, made when first asked for. Heights and slopes at the coarse scale of `folds`."""

    def __init__(self, frame: Frame, draft: Draft, cloth: Cloth, seed: int) -> None:
        scale = folds.COARSE / frame.density
        self.shape = (max(8, round(frame.height * scale)), max(8, round(frame.width * scale)))
        self._frame, self._draft, self._cloth, self._seed = frame, draft, cloth, seed
        self._heights: dict[Part, F32] = {}
        self._shifts: dict[Part, tuple[F32, F32]] = {}

    def height(self, part: Part) -> F32:
        """Heights of one part's folds in cm."""
        if part not in self._heights:
            creases = self._draft.folds.get(part, [])
            # A dress's body and skirt share their slow undulation, so that it runs on across the waist.
            seed = self._seed + 101 * list(Part).index(Part.TORSO if part is Part.SKIRT else part)
            self._heights[part] = folds.field(self.shape, self._frame.origin, creases, self._cloth, seed)
        return self._heights[part]

    def shift(self, part: Part) -> tuple[F32, F32]:
        """How far folds displace a print, cm in x and y over the whole frame: cloth on a slope is seen shortened."""
        if part not in self._shifts:
            gy, gx = np.gradient(cv2.GaussianBlur(self.height(part), (0, 0), 1.6) * folds.COARSE)
            size = (self._frame.width, self._frame.height)
            x, y = (f32(cv2.resize(f32(np.clip(g, -0.5, 0.5)), size)) * np.float32(-_FOLLOW) for g in (gx, gy))
            self._shifts[part] = f32(x), f32(y)
        return self._shifts[part]


_FOLLOW = 0.9
"""Displacement of a print, cm, on a slope of 1."""


_PRESSED = 0.7
"""Height at which an edge is seen, of what its cloth is thick: hems and seams are pressed flat."""


def _lay_panel(layer: Layer, panel: Panel, cloth: Cloth, dyes: Dyes, folded: Folded) -> None:
    own = panel.cloth or cloth
    density = layer.frame.density
    window = layer.window(panel.outline, 1.3 if panel.shadow else 0.3)
    if window.empty:
        return
    here = window.slices
    mask = layer.fill(panel.outline, window)
    if own.fuzz:
        mask = f32(cv2.GaussianBlur(mask, (0, 0), max(0.35, own.fuzz * density)))
    if panel.shadow and layer.alpha[here].any():
        _cast_shadow(layer, panel, window.slices, mask)
    u, v = layer.frame.uv(window, panel.origin, panel.grain)
    tone = sample(weave_tile(own.weave, _rounded(density)), u, v, (TILE_CM, TILE_CM))
    tone *= own.contrast * panel.tone
    total = mask + layer.alpha[here] * (1 - mask)
    share = mask / np.maximum(total, 1e-4)
    colour = woven(panel, own, tone, here, layer.frame, dyes, folded)
    layer.dye(window, f32(share), colour, tone=tone)
    below = layer.relief[here]
    covered = float((below * mask * layer.alpha[here]).sum() / max(float((mask * layer.alpha[here]).sum()), 1e-3))
    step = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.07 * density))
    below += (covered + _PRESSED * panel.lift - below) * step
    layer.light[here] += (1 - layer.light[here]) * mask
    layer.gloss[here] += (own.gloss - layer.gloss[here]) * mask
    layer.sheen[here] += (own.sheen - layer.sheen[here]) * mask
    layer.cover(window, mask, panel.part)


_THROUGH = 0.5
"""How much of a print is seen from inside."""


def woven(panel: Panel, cloth: Cloth, tone: F32, here: tuple[slice, slice], frame: Frame, dyes: Dyes,
          folded: Folded) -> F32:  # fmt: skip
    """(h, w, 3) albedo of a panel over a window: its print or plain colour, under the tone of its weave."""
    if panel.printed and not dyes.pattern.plain:
        rows, columns = here
        window = Window(columns.start, rows.start, columns.stop, rows.stop)
        u, v = frame.uv(window, panel.origin, panel.grain)
        if not panel.inside:
            u, v = _followed(folded, panel, u, v, here)
        colour = dyes.pattern.albedo(u, v, frame.density)
        if panel.inside:
            # A print shows weakly on the cloth's other side.
            colour = colour * np.float32(_THROUGH) + linear(dyes.colours[0]) * np.float32(0.9 * (1 - _THROUGH))
    else:
        index = 0 if panel.printed else panel.colour
        colour = linear(index if isinstance(index, str) else dyes.colours[index]).reshape(1, 1, 3)
    # Undyed denim shows no weft: warp and weft are both white.
    dyed = 1.0 if not cloth.wear else float(np.clip(1.2 - 1.25 * colour.mean(), 0.25, 1))
    shade = tone * np.float32(dyed) + np.float32(panel.tone)
    if colour.shape[:2] == (1, 1):
        return f32(cv2.merge([shade * ink for ink in colour[0, 0]]))
    return f32(colour * cv2.merge([shade] * 3))


def _followed(folded: Folded, panel: Panel, u: F32, v: F32, here: tuple[slice, slice]) -> tuple[F32, F32]:
    """(u, v) with the one gentle warp that folds give a print."""
    x, y = folded.shift(panel.part)
    angle = np.deg2rad(panel.grain)
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return f32(u + x[here] * c + y[here] * s), f32(v + y[here] * c - x[here] * s)


def _cast_shadow(layer: Layer, panel: Panel, here: tuple[slice, slice], mask: F32) -> None:
    """Darken what lies under a panel's edge, more on the side away from the lamp."""
    density = layer.frame.density
    near = cv2.GaussianBlur(mask, (0, 0), max(0.5, 0.10 * density))
    far = cv2.GaussianBlur(mask, (0, 0), max(0.7, 0.55 * density))
    shift = f32([[1, 0, 0.22 * density], [0, 1, 0.34 * density]])
    far = cv2.warpAffine(far, shift, far.shape[::-1])
    layer.light[here] *= 1 - panel.shadow * (0.75 * near + 0.65 * far)


def _rounded(density: float) -> float:
    """Densities in steps of 4 %, so that garments of about one size share their tiles."""
    return float(1.04 ** round(np.log(density) / np.log(1.04)))


def _add_folds(layer: Layer, folded: Folded, cloth: Cloth) -> None:
    size = (layer.frame.width, layer.frame.height)
    union = f32(cv2.resize(np.minimum(layer.alpha, 1), folded.shape[::-1], interpolation=cv2.INTER_AREA))
    soft = {part: _coarse(mask, folded.shape) for part, mask in layer.parts.items()}
    whole = sum(soft.values()) + np.float32(1e-4)
    waves = sum(folded.height(part) * (share / whole) for part, share in soft.items())
    # An outline is held by its seams: folds do not lift it, nor let it sink.
    waves *= 0.3 + 0.7 * np.clip(_inward(union) / _HELD, 0, 1)
    waves *= union * np.float32(_DEEP)
    total = f32(cv2.resize(f32(_volume(union, cloth) + waves), size, interpolation=cv2.INTER_LINEAR))
    # Interpolated slopes jump from sample to sample, and a highlight shows it: smooth over half a sample.
    layer.relief += f32(cv2.GaussianBlur(total, (0, 0), 0.55 * layer.frame.density / folds.COARSE))


_ACROSS = 1.6
"""Over how many cm the folds of one part turn into those of the next."""

_HELD = 3.0
"""How far from its outline a garment folds as it likes, cm."""


def _coarse(mask: F32, shape: tuple[int, int]) -> F32:
    small = cv2.resize(mask, shape[::-1], interpolation=cv2.INTER_AREA)
    return f32(cv2.GaussianBlur(small, (0, 0), _ACROSS * folds.COARSE))


def _inward(union: F32) -> F32:
    """Distance from the outline in cm, at the scale of the folds."""
    solid = np.pad((union > 0.5).astype(np.uint8), 2)
    return f32(cv2.distanceTransform(solid, cv2.DIST_L2, 5)[2:-2, 2:-2] / folds.COARSE)


_DEEP = 1.5
"""Depth of the folds that are seen, relative to the cloth's own: tuned until the contrast by scale was that of shops'
photographs."""


def _volume(union: F32, cloth: Cloth) -> F32:
    """The roundness that a filled garment keeps near its silhouette; flat within."""
    distance = _inward(union)
    radius = 2.6 + 6 * cloth.thickness
    roll = (1 - (1 - np.clip(distance / radius, 0, 1)) ** 3) * (0.26 + 1.9 * cloth.thickness)
    broad = np.clip(distance / 11, 0, 1)
    roll += 0.9 * (1 - (1 - broad) ** 2)
    return np.asarray(cv2.GaussianBlur(roll.astype(np.float32), (0, 0), 0.5 * folds.COARSE), np.float32)
