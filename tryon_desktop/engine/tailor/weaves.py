"""Weaves: the tone of each cloth's surface as a periodic tile, at the scale of its threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.noise import blur_wrapped, noise
from tryon_desktop.engine.tailor.numeric import f32

TILE_CM = 14.0
"""The side of a weave's tile; long enough that its repeat is not seen."""

# A weave maker takes (side in texels, texels per cm) and returns a periodic (side, side) field of unit deviation.
WeaveMaker = Callable[[int, float], F32]


def _grid(side: int) -> tuple[F32, F32]:
    v, u = np.mgrid[0:side, 0:side].astype(np.float32)
    return u, v


def _waves(side: int, density: float, per_cm: float) -> float:
    """Radians a texel of a wave of about `per_cm` cycles a cm that fits the tile a whole number of times."""
    cycles = max(1, round(side / density * per_cm))
    return float(2 * np.pi * cycles / side)


def _visible(per_cm: float, density: float) -> float:
    """How much of a periodic structure survives sampling: 1 when well resolved, 0 at the Nyquist limit."""
    return float(np.clip((density / per_cm - 2.2) / 1.6, 0, 1))


def _jersey(side: int, density: float) -> F32:
    columns = noise((side, side), 0.45, 1.6, 11)
    return 0.8 * columns + 0.14 * noise((side, side), 0.3 * density, 0.5 * density, 12)


def _plain(side: int, density: float) -> F32:
    return 0.6 * noise((side, side), 0.4, 2.4, 21) + 0.6 * noise((side, side), 2.4, 0.4, 22)


def _smooth(side: int, density: float) -> F32:
    return noise((side, side), 0.5, 0.5, 23)


def _oxford(side: int, density: float) -> F32:
    grain = 0.8 * noise((side, side), 2.2, 0.42, 31) + 0.7 * noise((side, side), 0.42, 2.2, 32)
    slubs = np.maximum(noise((side, side), 0.5 * density, 0.45, 34), 0.6) - 0.6
    return f32(grain + 0.7 * slubs + 0.12 * noise((side, side), 2.5, 2.5, 33))


def _linen(side: int, density: float) -> F32:
    slubs = np.maximum(noise((side, side), 1.1 * density, 0.55, 41), -0.4)
    ends = np.maximum(noise((side, side), 0.55, 0.9 * density, 42), -0.4)
    return 0.75 * slubs + 0.65 * ends + 0.5 * noise((side, side), 0.5, 0.5, 43)


def _denim(side: int, density: float) -> F32:
    u, v = _grid(side)
    per_cm = min(6.5, density / 3.2)
    step = _waves(side, density, per_cm)
    wobble = 1.1 * noise((side, side), 3, 3, 50)
    diagonal = np.sin((u + v) * step + wobble)
    slubs = noise((side, side), 0.6, 0.28 * density, 51)
    weft = noise((side, side), 0.3 * density, 0.6, 54)
    cloudy = noise((side, side), 0.35 * density, 0.5 * density, 53)
    return f32(0.34 * diagonal + 0.42 * slubs + 0.24 * weft + 0.55 * noise((side, side), 0.6, 0.8, 52) + 0.32 * cloudy)


def _twill(side: int, density: float) -> F32:
    u, v = _grid(side)
    step = _waves(side, density, min(8.0, density / 3.0))
    return np.asarray(0.7 * np.sin((u + v) * step) + 0.6 * noise((side, side), 0.5, 1.0, 61), np.float32)


def _felt(side: int, density: float) -> F32:
    return 0.8 * noise((side, side), 0.55, 0.7, 71) + 0.25 * noise((side, side), 0.14 * density, 0.14 * density, 72)


def _tweed(side: int, density: float) -> F32:
    base = noise((side, side), 0.7, 0.7, 81) + 0.5 * noise((side, side), 1.4, 1.4, 82)
    flecks = np.clip(noise((side, side), 0.8, 0.8, 83) - 2.1, 0, 1.5) * 3
    dark = np.clip(noise((side, side), 1.0, 0.8, 84) - 2.0, 0, 1.5) * 2
    return np.asarray(0.6 * base + flecks - dark, np.float32)


def _corduroy(side: int, density: float) -> F32:
    u, _ = _grid(side)
    wave = np.cos(u * _waves(side, density, min(3.2, density / 3.4)) + 0.3 * noise((side, side), 1, 0.8 * density, 90))
    wale = np.where(wave > -0.4, 0.5 + 0.5 * wave, 1.6 * wave)
    return np.asarray(wale - wale.mean() + 0.35 * noise((side, side), 0.5, 1.2, 91), np.float32)


def _stitches(side: int, density: float, gauge: float, rows: float) -> F32:
    """Stocking stitch: columns of V, `gauge` columns and `rows` rows a cm, as far as the picture can show them."""
    u, v = _grid(side)
    column = _waves(side, density, gauge)
    row = _waves(side, density, rows)
    across = np.abs(((u * column / (2 * np.pi)) % 1) - 0.5) * 2
    loops = np.cos(v * row - across * np.pi * 1.1)
    groove = -1.5 * np.clip(0.35 - across, 0, 1) - 0.9 * np.clip(across - 0.8, 0, 1)
    field = 0.75 * loops * _visible(rows, density) + 1.3 * groove * _visible(gauge, density)
    return np.asarray(field - field.mean(), np.float32)


def _knit(side: int, density: float) -> F32:
    yarn = noise((side, side), 0.6, 0.6, 101) * 0.32
    cloudy = 0.10 * noise((side, side), 0.5 * density, 0.3 * density, 102)
    return f32(_stitches(side, density, 1.72, 2.3) + yarn + cloudy)


def _ribs(side: int, density: float, per_cm: float) -> F32:
    u, _ = _grid(side)
    wave = np.cos(u * _waves(side, density, min(per_cm, density / 3.2)))
    ridge = np.sign(wave) * np.abs(wave) ** np.where(wave > 0, 0.6, 1.0)
    return np.asarray(0.9 * ridge + 0.3 * noise((side, side), 0.5, 0.9, 111), np.float32)


def _rib(side: int, density: float) -> F32:
    return _ribs(side, density, 2.2)


def _fine_rib(side: int, density: float) -> F32:
    return _ribs(side, density, 4.0)


def _cable(side: int, density: float) -> F32:
    """A plait of three strands and a rope of two on purled ground, a period of 14 cm, lit from the upper left."""
    u, v = _grid(side)
    height = np.zeros((side, side), np.float32)
    ply = np.zeros((side, side), np.float32)
    for middle, half, strands, turns, radius in ((0.25, 2.1, 3, 2, 0.42), (0.75, 1.35, 2, 3, 0.56)):
        x = (u - middle * side) / (half * density)
        swing = v * _waves(side, density, turns / TILE_CM)
        for strand in range(strands):
            angle = swing + strand * 2 * np.pi / strands
            centre = (1 - radius) * np.sin(angle)
            over = 0.60 + 0.40 * np.cos(angle * (2 if strands == 3 else 1))
            off = (x - centre) / radius
            bulge = np.sqrt(np.clip(1 - off**2, 0, 1)) * over
            lean = np.cos(angle) * 1.2
            stitch = np.cos(v * _waves(side, density, 2.0) - lean * off * 2.2 - np.abs(off) * 2.4)
            top = bulge > height
            height = np.where(top, bulge, height)
            ply = np.where(top, stitch, ply)
    for column in (0.03, 0.47, 0.53, 0.60, 0.90, 0.97):
        rib = np.clip(1 - (((u / side - column) * TILE_CM) / 0.34) ** 2, 0, 1) * 0.34
        ply = np.where(rib > height, np.cos(v * _waves(side, density, 2.4)), ply)
        height = np.maximum(height, rib)
    relief = blur_wrapped(f32(height), 0.07 * density, 0.07 * density)
    relief += 0.035 * f32(ply * (height > 0.05)) * _visible(2.0, density)
    slope = np.roll(relief, 1, 1) - np.roll(relief, -1, 1) + 0.8 * (np.roll(relief, 1, 0) - np.roll(relief, -1, 0))
    hollow = blur_wrapped(relief, 0.45 * density, 0.45 * density) - relief
    purl = np.cos(v * _waves(side, density, 3.0) + 1.6 * np.cos(u * _waves(side, density, 1.6))) * (height < 0.05)
    return f32(
        -slope * density * 0.085
        - 2.6 * np.maximum(hollow, -0.12)
        + 0.20 * purl * _visible(3.0, density)
        + 0.22 * noise((side, side), 0.6, 0.6, 121)
    )


def _fleece(side: int, density: float) -> F32:
    return 0.5 * noise((side, side), 0.7, 0.9, 131) + 0.6 * noise((side, side), 0.14 * density, 0.14 * density, 132)


def _leather(side: int, density: float) -> F32:
    cells = noise((side, side), 0.09 * density, 0.09 * density, 141)
    grain = 1 - np.abs(cells) * 1.8
    return np.asarray(
        0.35 * grain
        + 0.35 * noise((side, side), 0.5, 0.5, 142)
        + 0.30 * noise((side, side), 0.8 * density, 0.8 * density, 143),
        np.float32,
    )


def _suede(side: int, density: float) -> F32:
    return 0.6 * noise((side, side), 0.7, 0.7, 151) + 0.4 * noise((side, side), 0.6 * density, 0.4 * density, 152)


def _velvet(side: int, density: float) -> F32:
    return 0.5 * noise((side, side), 0.6, 1.2, 161) + 0.7 * noise((side, side), 0.5 * density, 0.9 * density, 162)


def _lace(side: int, density: float) -> F32:
    """Flowers with corded edges on a fine net, sixteen to the tile, no two rows alike, sprigs between."""
    u, v = _grid(side)
    step = _waves(side, density, min(3.6, density / 2.8))
    net = np.maximum(np.abs(np.cos((u + v) * step / 2)), np.abs(np.cos((u - v) * step / 2)))
    field = (net - 0.8) * 1.5
    pitch = side / 4
    for row in range(4):
        for column in range(4):
            big = 1.62 if (row + 2 * column) % 3 else 1.25
            for size, dx, dy in ((big, 0.0, 0.0), (0.72, 0.5, 0.5)):
                x = np.mod(u - (column + dx + 0.5 * (row % 2)) * pitch + side / 2, side) - side / 2
                y = np.mod(v - (row + dy + 0.5) * pitch + side / 2, side) - side / 2
                radius, angle = np.hypot(x, y) / density, np.arctan2(y, x)
                petal = size * (0.70 + 0.30 * np.abs(np.cos(2.5 * angle + 1.7 * row + column)))
                cord = np.exp(-(((radius - petal) / 0.10) ** 2)) + np.exp(-(((radius - petal * 0.36) / 0.10) ** 2))
                vein = np.exp(-((np.sin(5 * angle + 2 * row) / 0.35) ** 2)) * (radius < petal) * 0.25
                inside = np.clip((petal - radius) * density * 0.5, 0, 1)
                field = field * (1 - inside) + inside * (0.55 - vein) + 0.8 * cord
    return np.asarray(field, np.float32)


def _sequins(side: int, density: float) -> F32:
    """Discs sewn like roof tiles, each at a tilt of its own: most are dull, some catch the lamp."""
    columns, rows = round(TILE_CM / 0.42), 2 * round(TILE_CM / 0.52)
    across, down = side / columns, side / rows
    radius = 0.74 * across
    rng = np.random.default_rng(171)
    tilt = rng.standard_normal((rows, columns)).astype(np.float32)
    bright = 0.55 * tilt + 2.4 * (rng.random((rows, columns), np.float32) > 0.955)
    turn = rng.uniform(0, 2 * np.pi, (rows, columns)).astype(np.float32)
    v, u = np.mgrid[0:side, 0:side].astype(np.float32)
    field = np.full((side, side), np.nan, np.float32)
    for above in range(3, -1, -1):
        row = np.floor(v / down).astype(int) + 1 - above
        x = u / across - 0.5 * (row % 2)
        column = np.round(x).astype(int)
        dx, dy = (x - column) * across, v - row * down
        far = np.hypot(dx, dy) / radius
        here = row % rows, column % columns
        slope = (dx * np.cos(turn[here]) + dy * np.sin(turn[here])) / radius
        disc = bright[here] + 0.7 * slope * (0.6 + np.abs(tilt[here])) - 1.1 * np.clip((far - 0.78) / 0.22, 0, 1)
        disc -= 1.2 * np.exp(-((np.hypot(dx, dy + 0.3 * radius) / (0.16 * radius)) ** 2))
        field = np.where(far < 1, disc, field)
    return f32(np.nan_to_num(field, nan=-1.6))


WEAVES: dict[str, WeaveMaker] = {
    "jersey": _jersey, "plain": _plain, "smooth": _smooth, "oxford": _oxford, "linen": _linen, "denim": _denim,
    "twill": _twill, "felt": _felt, "tweed": _tweed, "corduroy": _corduroy, "knit": _knit, "rib": _rib,
    "fine_rib": _fine_rib, "cable": _cable, "fleece": _fleece, "leather": _leather, "suede": _suede,
    "velvet": _velvet, "lace": _lace, "sequins": _sequins,
}  # fmt: skip


@lru_cache(maxsize=64)
def weave_tile(weave: str, density: float) -> F32:
    """The weave's periodic tone field, TILE_CM square at `density` texels a cm, mean 0 and deviation 1; read-only."""
    side = max(32, round(TILE_CM * density))
    tile = WEAVES[weave](side, side / TILE_CM)
    tile = f32(np.clip((tile - tile.mean()) / max(float(tile.std()), 1e-6), -3.2, 3.2))
    tile.flags.writeable = False
    return tile


def sample(tile: F32, u: F32, v: F32, period: tuple[float, float]) -> F32:
    """Look a periodic tile up at (u, v) cm; `period` is the tile's width and height in cm.

    u and v may be (1, w) and (h, 1): then rows and columns are looked up separately, which is much faster.
    """
    height, width = tile.shape[:2]
    x, y = u * np.float32(width / period[0]), v * np.float32(height / period[1])
    if u.shape[0] == 1 and v.shape[1] == 1:
        return _lerp(_lerp(tile, y[:, 0], 0), x[0], 1)
    x -= np.floor(x * np.float32(1 / width)) * np.float32(width)
    y -= np.floor(y * np.float32(1 / height)) * np.float32(height)
    padded = np.pad(tile, ((0, 1), (0, 1)) + ((0, 0),) * (tile.ndim - 2), mode="wrap")
    return np.asarray(cv2.remap(padded, x, y, cv2.INTER_LINEAR), np.float32)


def _lerp(tile: F32, where: F32, axis: int) -> F32:
    """Rows or columns of a periodic tile at fractional places."""
    below = np.floor(where)
    first = below.astype(np.int64) % tile.shape[axis]
    share = (where - below).reshape([-1 if i == axis else 1 for i in range(tile.ndim)])
    a, b = np.take(tile, first, axis), np.take(tile, (first + 1) % tile.shape[axis], axis)
    b -= a
    b *= share
    b += a
    return f32(b)
