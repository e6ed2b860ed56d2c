"""Prints and coloured weaves, laid on each panel's own (u, v) in centimetres so that their scale is real.

Most are tiles that repeat; a few (Breton, gradient, tie-dye, colour block, Fair Isle) know where they are on the
garment: v = 0 is the top of the garment, v = `drop` its hem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import Pattern
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.figures import Figure, figure_tile
from tryon_desktop.engine.tailor.noise import smooth
from tryon_desktop.engine.tailor.numeric import f32
from tryon_desktop.engine.tailor.repeats import REPEATS
from tryon_desktop.engine.tailor.weaves import sample


@dataclass(slots=True, eq=False)
class Print:
    """The colouring of a cloth.

    pattern, colours (#rrggbb, four), seed: what it is. drop: cm from the top of the garment to its hem. fine: the
    cloth is a shirting or suiting, whose stripes run down and are narrow. figure: what Pattern.MOTIF shows; with
    `large` it is a picture rather than a motif. scale: of the repeat, as a multiple of its usual size.
    """

    pattern: Pattern
    colours: list[str]
    drop: float
    fine: bool = False
    seed: int = 0
    figure: Figure | None = None
    large: bool = False
    scale: float = 1.0
    _tiles: dict[float, tuple[F32, tuple[float, float]]] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether it is one colour all over."""
        return self.pattern is Pattern.SOLID or (self.pattern is Pattern.MOTIF and self.figure is None)

    def albedo(self, u: F32, v: F32, density: float) -> F32:
        """(h, w, 3) float32 linear BGR, or one colour (1, 1, 3), at (u, v) cm; density: pixels a cm."""
        inks = np.stack([linear(colour) for colour in self.colours])
        if self.plain:
            return f32(inks[0].reshape(1, 1, 3))
        cloth = self
        if self.scale != 1:
            # A print that is twice as large is the usual one on a garment half as large, seen from half as far.
            cloth = replace(self, drop=self.drop / self.scale)
            u, v, density = f32(u / self.scale), f32(v / self.scale), density * self.scale
        placed = _PLACED.get(self.pattern)
        if placed is not None:
            full_u, full_v = np.broadcast_arrays(u, v)
            return placed(cloth, full_u, full_v, density, inks)
        tile, period = self._tile(density, inks)
        return sample(tile, u, v, period)

    def _tile(self, density: float, inks: F32) -> tuple[F32, tuple[float, float]]:
        if density not in self._tiles:
            woven = _WOVEN.get(self.pattern)
            if self.pattern is Pattern.MOTIF and self.figure is not None:
                pitch, size = (10.5, 8.6) if self.large else (4.4, 2.9)
                tile, side = figure_tile(self.figure, pitch, size, density * 1.3, inks[0], self.seed)
                self._tiles[density] = (tile, (side, side))
            elif woven is not None:
                period, shade = woven(self.fine)
                self._tiles[density] = (_antialiased(period, density, shade, inks), period)
            else:
                side, draw = REPEATS[self.pattern]
                self._tiles[density] = (draw(side, density, inks, self.seed), (side, side))
        return self._tiles[density]


# A shade takes (u, v) in cm and inks and returns (h, w, 3).
_Shade = Callable[[F32, F32, F32], F32]


def _antialiased(period: tuple[float, float], density: float, shade: _Shade, inks: F32) -> F32:
    """Evaluate a shade four times finer than the picture and average it down to 1.5 texels a pixel."""
    width, height = (max(8, round(p * density * 1.5)) for p in period)
    u, v = np.meshgrid(
        (np.arange(width * 3, dtype=np.float32) + 0.5) * np.float32(period[0] / (width * 3)),
        (np.arange(height * 3, dtype=np.float32) + 0.5) * np.float32(period[1] / (height * 3)),
    )
    fine = shade(u.astype(np.float32), v.astype(np.float32), inks).astype(np.float32)
    return np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _mix(weight: F32, a: F32, b: F32) -> F32:
    """A where weight is 0, b where 1."""
    return np.asarray(a + (b - a) * weight[..., None].astype(np.float32), np.float32)


def _within(x: F32, period: float, start: float, width: float) -> F32:
    return f32(np.mod(x - start, period) < width)


def _stripe(fine: bool) -> tuple[tuple[float, float], _Shade]:
    if fine:
        return (1.0, 1.0), lambda u, v, inks: _mix(_within(u, 1.0, 0.0, 0.42), inks[0], inks[1])
    return (4.4, 4.4), lambda u, v, inks: _mix(_within(v, 4.4, 0.0, 2.0), inks[0], inks[1])


def _candy(fine: bool) -> tuple[tuple[float, float], _Shade]:
    return (1.3, 1.3), lambda u, v, inks: _mix(_within(u, 1.3, 0.0, 0.65), inks[0], inks[1])


def _pinstripe(fine: bool) -> tuple[tuple[float, float], _Shade]:
    return (1.8, 1.8), lambda u, v, inks: _mix(0.62 * _within(u, 1.8, 0.8, 0.12), inks[0], inks[1])


def _check(size: float, mid: float) -> tuple[tuple[float, float], _Shade]:
    """Warp and weft stripes of `size`; where only one is coloured the cloth is `mid` of the way."""

    def shade(u: F32, v: F32, inks: F32) -> F32:
        warp, weft = _within(u, 2 * size, 0, size), _within(v, 2 * size, 0, size)
        return _mix(mid * (warp + weft) + (1 - 2 * mid) * warp * weft, inks[1], inks[0])

    return (2 * size, 2 * size), shade


def _buffalo(fine: bool) -> tuple[tuple[float, float], _Shade]:
    def shade(u: F32, v: F32, inks: F32) -> F32:
        black = linear("#17171a")
        warp, weft = _within(u, 8.0, 0, 4.0), _within(v, 8.0, 0, 4.0)
        return _mix(0.5 * (warp + weft), inks[0], black)

    return (8.0, 8.0), shade


# A sett: (ink, threads in mm) to the pivot; mirrored for the whole repeat.
_SETT = ((0, 24.0), (1, 4.0), (0, 5.0), (1, 16.0), (2, 3.0), (1, 16.0), (0, 5.0), (3, 2.5), (0, 14.0))


def _tartan(fine: bool) -> tuple[tuple[float, float], _Shade]:
    threads = list(_SETT) + list(reversed(_SETT[1:-1]))
    ends = np.cumsum([mm / 10 for _, mm in threads])
    which = np.array([ink for ink, _ in threads])
    period = float(ends[-1])

    def shade(u: F32, v: F32, inks: F32) -> F32:
        warp = inks[which[np.searchsorted(ends[:-1], np.mod(u, period), side="right")]]
        weft = inks[which[np.searchsorted(ends[:-1], np.mod(v, period), side="right")]]
        twill = np.mod(u + v, 0.24) < 0.12
        return _mix(0.5 + 0.28 * (2 * twill.astype(np.float32) - 1), warp, weft)

    return (period, period), shade


def _houndstooth(fine: bool) -> tuple[tuple[float, float], _Shade]:
    """Four dark and four light threads in warp and weft, woven in 2/2 twill."""
    thread = 0.17 if fine else 0.28

    def shade(u: F32, v: F32, inks: F32) -> F32:
        i, j = np.floor(u / thread).astype(int), np.floor(v / thread).astype(int)
        warp_up = np.mod(i + j, 4) < 2
        dark = np.where(warp_up, np.mod(i, 8) < 4, np.mod(j, 8) < 4)
        return _mix(dark.astype(np.float32), inks[1], inks[0])

    return (8 * thread, 8 * thread), shade


def _herringbone(fine: bool) -> tuple[tuple[float, float], _Shade]:
    def shade(u: F32, v: F32, inks: F32) -> F32:
        slope = np.abs(np.mod(u, 2.4) - 1.2)
        line = _within(v + slope, 0.48, 0.0, 0.24)
        return _mix(0.55 * line, inks[0], inks[1])

    return (2.4, 2.4 * 0.8), lambda u, v, inks: shade(u, v, inks)


def _dots(fine: bool) -> tuple[tuple[float, float], _Shade]:
    def shade(u: F32, v: F32, inks: F32) -> F32:
        near = np.full(u.shape, np.inf, np.float32)
        for x, y in ((0, 0), (3.2, 0), (0, 3.2), (3.2, 3.2), (1.6, 1.6)):
            near = np.minimum(near, np.hypot(u - x, v - y))
        return _mix((near < 0.52).astype(np.float32), inks[0], inks[1])

    return (3.2, 3.2), shade


def _argyle(fine: bool) -> tuple[tuple[float, float], _Shade]:
    def shade(u: F32, v: F32, inks: F32) -> F32:
        x, y = np.mod(u, 9.0) / 9.0, np.mod(v, 14.0) / 14.0
        diamond = (np.abs(x - 0.5) + np.abs(y - 0.5) < 0.25).astype(np.float32)
        corner = (np.minimum(x, 1 - x) + np.minimum(y, 1 - y) < 0.25).astype(np.float32)
        out = _mix(diamond, np.broadcast_to(inks[0], (*u.shape, 3)), inks[1])
        out = _mix(corner, out, inks[2])
        lines = np.minimum(np.abs(np.mod(x + y, 0.5) - 0.25), np.abs(np.mod(x - y, 0.5) - 0.25)) < 0.012
        return _mix(lines.astype(np.float32) * 0.9, out, inks[3])

    return (9.0, 14.0), shade


_WOVEN: dict[Pattern, Callable[[bool], tuple[tuple[float, float], _Shade]]] = {
    Pattern.STRIPE: _stripe,
    Pattern.CANDY: _candy,
    Pattern.PINSTRIPE: _pinstripe,
    Pattern.GINGHAM: lambda fine: _check(0.7 if fine else 1.0, 0.5),
    Pattern.BUFFALO: _buffalo,
    Pattern.TARTAN: _tartan,
    Pattern.HOUNDSTOOTH: _houndstooth,
    Pattern.HERRINGBONE: _herringbone,
    Pattern.DOTS: _dots,
    Pattern.ARGYLE: _argyle,
}


def _edge(x: F32, density: float) -> F32:
    """A step at x = 0 (cm), one pixel soft."""
    return np.asarray(np.clip(x * density + 0.5, 0, 1), np.float32)


def _breton(cloth: Print, u: F32, v: F32, density: float, inks: F32) -> F32:
    """Stripes of 1 cm every 2.6 cm below a plain yoke."""
    period, width, yoke = 2.6, 1.0, 13.0
    phase = np.mod(v - yoke, period)
    line = np.minimum(_edge(phase, density), _edge(width - phase, density))
    return _mix(line * (v > yoke - 0.05), inks[0], inks[1])


def _gradient(cloth: Print, u: F32, v: F32, density: float, inks: F32) -> F32:
    t = np.clip((v / cloth.drop - 0.12) / 0.76, 0, 1)
    return _mix(t * t * (3 - 2 * t), inks[0], inks[1])


def _tie_dye(cloth: Print, u: F32, v: F32, density: float, inks: F32) -> F32:
    """A spiral from the middle of the chest, bled and cracked."""
    x, y = u, v - cloth.drop * 0.42
    radius = np.hypot(x, y)
    shape = u.shape
    warp = smooth(shape, (shape[0] / density / 9, shape[1] / density / 9), cloth.seed + 5, 3)
    feather = smooth(shape, (shape[0] / density / 2.2, shape[1] / density / 2.2), cloth.seed + 6, 3)
    turn = np.arctan2(y, x) / (2 * np.pi) * 3 + radius / 17 + warp * 0.10 + feather * 0.035
    order = [inks[0], inks[1], inks[2] if len(set(cloth.colours)) > 2 else inks[0] * f32(0.5) + f32(0.4)]
    phase = np.mod(turn, 1.0) * 3
    out = np.broadcast_to(order[0], (*shape, 3))
    for step in range(1, 4):
        t = np.clip((phase - step + 0.30) / 0.6, 0, 1)
        out = _mix(t * t * (3 - 2 * t), out, order[step % 3])
    # Where the cloth was folded, little dye came through.
    fold = np.abs(np.mod(phase + 0.5, 1) - 0.5)
    resist = np.exp(-((fold / (0.10 + 0.05 * np.clip(feather, -1, 1))) ** 2)) * np.clip(0.62 + 0.3 * warp, 0.1, 0.9)
    pale = _mix(resist * 0.85, out, linear("#f1ece2"))
    return _mix(0.10 * np.clip(feather + 0.4, 0, 1), pale, linear("#f1ece2"))


def _colour_block(cloth: Print, u: F32, v: F32, density: float, inks: F32) -> F32:
    first, second = min(0.38 * cloth.drop, 24.0), min(0.70 * cloth.drop, 46.0)
    return _mix(_edge(v - second, density), _mix(_edge(v - first, density), inks[0], inks[1]), inks[2])


# Bands of a Fair Isle yoke, one string a row, a period of twelve stitches; digits are inks.
_FAIR_ISLE = (
    "000000000000", "111111111111", "010101010101", "000000000000", "200020002000", "020202020202", "002000200020",
    "000000000000", "111111111111", "133111133111", "313311313311", "331133331133", "313311313311", "133111133111",
    "111111111111", "000000000000", "000200000200", "002220002220", "022022022022", "002220002220", "000200000200",
    "000000000000", "010101010101", "111111111111", "000000000000",
)  # fmt: skip


def _fair_isle(cloth: Print, u: F32, v: F32, density: float, inks: F32) -> F32:
    """Patterned bands around the chest (and once more low on the body), plain between, in knitted stitches."""
    stitch_u, stitch_v = 0.46, 0.40
    rows = np.array([[int(c) for c in row] for row in _FAIR_ISLE])
    height = len(rows) * stitch_v
    out = np.broadcast_to(inks[0], (*u.shape, 3)).copy()
    column = np.floor(u / stitch_u)
    wave = np.abs(np.mod(u / stitch_u, 1) - 0.5) * stitch_v * 0.8
    for top in (11.0, 11.0 + height * 1.0, cloth.drop - 15.0):
        row = np.floor((v + wave - top) / stitch_v)
        inside = (row >= 0) & (row < len(rows))
        ink = rows[np.clip(row, 0, len(rows) - 1).astype(int), np.mod(column, rows.shape[1]).astype(int)]
        out[inside] = inks[ink[inside]]
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.5), np.float32)


_PLACED: dict[Pattern, Callable[[Print, F32, F32, float, F32], F32]] = {
    Pattern.BRETON: _breton, Pattern.GRADIENT: _gradient, Pattern.TIE_DYE: _tie_dye,
    Pattern.COLOUR_BLOCK: _colour_block, Pattern.FAIR_ISLE: _fair_isle,
}  # fmt: skip
