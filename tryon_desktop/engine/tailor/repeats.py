"""Prints that repeat: flowers, paisley, leaves, camouflage, animal skins and batik, as seamless tiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import Pattern
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.noise import noise
from tryon_desktop.engine.tailor.numeric import f32

_FINE = 2.0
"""Texels drawn for each texel kept."""


class _Cloth:
    """A tile under the brush: positions in cm, drawn nine times so that what leaves one side enters the other."""

    def __init__(self, side_cm: float, density: float, ground: F32) -> None:
        self.side_cm = side_cm
        self.texels = max(16, round(side_cm * density * 1.3))
        self.scale = self.texels * _FINE / side_cm
        whole = round(self.texels * _FINE)
        self.picture: F32 = np.empty((whole, whole, 3), np.float32)
        self.picture[:] = ground

    def shape(self, outline: F32, ink: F32) -> None:
        """Fill an outline (N, 2) cm."""
        low, high = outline.min(0), outline.max(0)
        colour = [float(c) for c in ink]
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                moved = f32([dx, dy]) * self.side_cm
                if (high + moved < 0).any() or (low + moved > self.side_cm).any():
                    continue
                points = np.round((outline + moved) * self.scale * 16).astype(np.int32)
                cv2.fillPoly(self.picture, [points], colour, cv2.LINE_8, 4)

    def line(self, points: F32, width_cm: float, ink: F32) -> None:
        """A brush line of even width."""
        tangent = np.gradient(points, axis=0)
        tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-6)
        normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) * (width_cm / 2)
        self.shape(np.vstack([points + normal, (points - normal)[::-1]]).astype(np.float32), ink)

    def tile(self) -> F32:
        """The finished tile."""
        small = cv2.resize(self.picture, (self.texels, self.texels), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.float32)


def _scattered(rng: np.random.Generator, side: float, spacing: float) -> list[tuple[float, float]]:
    """Points on a torus at least `spacing` apart, by dart throwing."""
    points: list[tuple[float, float]] = []
    for _ in range(600):
        x, y = rng.uniform(0, side, 2)
        apart = all(
            np.hypot(min(abs(x - px), side - abs(x - px)), min(abs(y - py), side - abs(y - py))) > spacing
            for px, py in points
        )
        if apart:
            points.append((float(x), float(y)))
    return points


def _turned(points: F32, angle: float, centre: Sequence[float] | F32) -> F32:
    c, s = np.cos(angle), np.sin(angle)
    return (points @ f32([[c, s], [-s, c]]) + f32(centre)).astype(np.float32)


def _leaf(length: float, width: float, n: int = 20) -> F32:
    t = np.linspace(0, 1, n)
    half = width / 2 * np.sin(np.pi * t**0.8) ** 0.9
    return np.vstack([np.stack([t * length, half], 1), np.stack([t * length, -half], 1)[::-1]]).astype(np.float32)


def _petal(length: float, width: float, n: int = 16) -> F32:
    """Narrow where it grows, broad and round at its end."""
    t = np.linspace(0, 1, n)
    half = width / 2 * np.sin(np.pi * t**1.7) ** 0.8
    reach = length * (t - 0.06 * np.sin(np.pi * t) ** 2)
    return np.vstack([np.stack([reach, half], 1), np.stack([reach, -half], 1)[::-1]]).astype(np.float32)


def _flower(cloth: _Cloth, centre: tuple[float, float], radius: float, inks: Sequence[F32],
            rng: np.random.Generator) -> None:  # fmt: skip
    """Five or six petals, each a little different, darker towards the heart as they are painted."""
    petal, deep, heart = inks
    count = int(rng.integers(5, 7))
    turns = rng.uniform(0, 6) + (np.arange(count) + rng.uniform(-0.12, 0.12, count)) * 2 * np.pi / count
    width = radius * 5.2 / count
    for turn in turns[rng.permutation(count)]:
        tone = rng.uniform(0.86, 1.1)
        long = radius * rng.uniform(0.9, 1.08)
        cloth.shape(_turned(_petal(long, width * rng.uniform(0.92, 1.06)), turn, centre), petal * f32(tone))
        for share, depth in ((0.72, 0.16), (0.52, 0.34), (0.34, 0.58)):
            ink = petal * f32(tone * (1 - depth)) + deep * f32(depth)
            cloth.shape(_turned(_petal(long * share, width * share * 0.72), turn, centre), ink)
    ring = np.linspace(0, 2 * np.pi, 10)
    disc = np.stack([np.cos(ring), np.sin(ring)], 1).astype(np.float32)
    cloth.shape(_turned(disc * f32(radius * 0.13), 0, centre), deep)
    for turn in rng.uniform(0, 2 * np.pi, 7):
        at = f32(centre) + f32([np.cos(turn), np.sin(turn)]) * np.float32(radius * rng.uniform(0.10, 0.24))
        cloth.shape(_turned(disc * f32(max(0.05, radius * 0.045)), 0, at), heart)


def _sprig(cloth: _Cloth, foot: tuple[float, float], length: float, greens: Sequence[F32],
           rng: np.random.Generator) -> None:  # fmt: skip
    """A bent stem with leaves on both sides and one at its end."""
    angle, bend = rng.uniform(0, 2 * np.pi), rng.uniform(-0.35, 0.35) * length
    t = np.linspace(0, 1, 12)
    cloth.line(_turned(f32(np.stack([t * length, bend * t**2], 1)), angle, foot), 0.07, greens[0])
    for number, share in enumerate((0.4, 0.6, 0.78, 1.0)):
        root = _turned(f32([[share * length, bend * share**2]]), angle, foot)[0]
        turn = angle + (0.0 if share == 1.0 else (0.85 if number % 2 else -0.85)) + rng.uniform(-0.2, 0.2)
        leaf = _leaf(length * 0.42, length * 0.17)
        cloth.shape(_turned(leaf, turn, root), greens[number % 2])
        vein = f32(np.stack([np.linspace(0, length * 0.36, 4), np.zeros(4)], 1))
        cloth.line(_turned(vein, turn, root), 0.035, greens[0] * f32(0.8))


def _floral(side: float, density: float, inks: F32, seed: int) -> F32:
    """Blooms with sprigs, and small flowers between. A green third ink colours the leaves, another the blooms."""
    rng = np.random.default_rng(seed + 31)
    cloth = _Cloth(side, density, inks[0])
    blue, leaf, red = inks[2]
    leafy = leaf > 1.04 * max(blue, red)
    green = inks[2] if leafy else linear("#66794f") * f32(0.75) + inks[0] * f32(0.25)
    petals = (inks[1], f32(inks[1] * 0.45 + 0.40)) if leafy else (inks[1], inks[2])
    greens = (f32(green * 0.8), f32(green * 1.15))
    blooms = _scattered(rng, side, 3.3)
    for place in blooms:
        for _ in range(2):
            _sprig(cloth, place, rng.uniform(2.0, 3.0), greens, rng)
    hearts = (linear("#e0bd62"), linear("#f3ead2"))
    fillers = [
        place for place in _scattered(rng, side, 1.25)
        if all(np.hypot(*(f32(place) - f32(bloom))) > 1.7 for bloom in blooms)
    ]  # fmt: skip
    for number, place in enumerate(fillers):
        petal = petals[(number + 1) % 2]
        _flower(cloth, place, rng.uniform(0.32, 0.5), (petal, f32(petal * 0.6), hearts[0]), rng)
    for number, place in enumerate(blooms):
        petal = petals[number % 2]
        _flower(cloth, place, rng.uniform(1.05, 1.65), (petal, f32(petal * 0.5), hearts[number % 2]), rng)
    return cloth.tile()


def _paisley(side: float, density: float, inks: F32, seed: int) -> F32:
    rng = np.random.default_rng(seed + 37)
    cloth = _Cloth(side, density, inks[0])
    t = np.linspace(0, 2 * np.pi, 60)
    # A drop whose tip curls over: a circle drawn out along a bent axis.
    body = np.stack([np.sin(t) * np.sin(t / 2) ** 1.3, -np.cos(t)], 1)
    body[:, 0] += 0.42 * np.clip((body[:, 1] * -1 - 0.1), 0, 1) ** 2 * -1
    for i, (x, y) in enumerate(_scattered(rng, side, 4.3)):
        angle = rng.choice([0.5, 2.6, 3.7, 5.7]) + rng.uniform(-0.2, 0.2)
        flip = f32([1 if i % 2 else -1, 1])
        for size, ink in ((2.0, 1), (1.72, 0), (1.5, 2), (1.05, 0), (0.8, 1), (0.42, 3)):
            drop = (body * size * [0.78, 1.0] * flip + [0, 0.16 * (2.0 - size)]).astype(np.float32)
            cloth.shape(_turned(drop, angle, (x, y)), inks[ink])
        for k in range(16):
            a = k / 16 * 2 * np.pi
            edge = f32([[np.sin(a) * np.sin(a / 2) ** 1.3 * 1.8, -np.cos(a) * 2.32]]) * flip
            dot = f32([(0.09, 0), (0, 0.09), (-0.09, 0), (0, -0.09)])
            cloth.shape(_turned(edge + dot, angle, (x, y)), inks[1])
    for x, y in _scattered(rng, side, 2.3):
        _flower(cloth, (x, y), 0.42, (inks[1], inks[0], inks[2]), rng)
    return cloth.tile()


def _frond(cloth: _Cloth, foot: tuple[float, float], angle: float, length: float, inks: Sequence[F32]) -> None:
    """A palm's leaf: narrow blades, apart from one another, on both sides of a bent rib."""
    bow = 0.16 * length
    for number, s in enumerate(np.linspace(0.10, 0.99, 12)):
        root = f32([s * length, bow * s**2])
        long = length * (0.44 * np.sin(np.pi * (0.18 + 0.72 * s)) + 0.06)
        for sign in (1, -1):
            blade = _turned(_leaf(float(long), 0.050 * length), sign * (1.12 - 0.62 * s), root)
            cloth.shape(_turned(blade, angle, foot), inks[number % 2])
    t = np.linspace(0, 1, 16)
    cloth.line(_turned(f32(np.stack([t * length, bow * t**2], 1)), angle, foot), 0.13, f32(inks[1] * 0.7))


def _tropical(side: float, density: float, inks: F32, seed: int) -> F32:
    rng = np.random.default_rng(seed + 41)
    cloth = _Cloth(side, density, inks[0])
    for layer, shade in ((0, 0.38), (1, 1.0)):
        for i, (x, y) in enumerate(_scattered(rng, side, 6.4)):
            angle = rng.uniform(0, 2 * np.pi)
            ink = (inks[1 + (i + layer) % 2] * shade + inks[0] * (1 - shade)).astype(np.float32)
            _frond(cloth, (x, y), angle, 9.0 * rng.uniform(0.8, 1.1), (ink, f32(ink * 0.72)))
    for x, y in _scattered(rng, side, 9.5):
        _flower(cloth, (x, y), 2.1, (inks[3], f32(inks[3] * 0.6), linear("#f0c84c")), rng)
    return cloth.tile()


def _camouflage(side: float, density: float, inks: F32, seed: int) -> F32:
    texels = max(16, round(side * density * 1.3))
    scale = texels / side
    tile = np.empty((texels, texels, 3), np.float32)
    tile[:] = inks[0]
    for ink, level, salt in ((1, 0.15, 1), (2, 0.55, 2), (3, 0.95, 3)):
        blobs = noise((texels, texels), 1.15 * scale, 0.72 * scale, seed + 50 + salt)
        blobs = blobs + 0.35 * noise((texels, texels), 0.35 * scale, 0.3 * scale, seed + 60 + salt)
        edge = np.clip((blobs - level) * 0.5 * scale + 0.5, 0, 1)[..., None]
        tile += (inks[ink] - tile) * edge
    return tile


def _leopard(side: float, density: float, inks: F32, seed: int) -> F32:
    rng = np.random.default_rng(seed + 71)
    ground = inks[0]
    cloth = _Cloth(side, density, ground)
    dark, warm = linear("#1d1512"), (ground * f32([0.42, 0.5, 0.62])).astype(np.float32)
    for x, y in _scattered(rng, side, 1.95):
        radius = rng.uniform(0.78, 1.08)
        turn = rng.uniform(0, 6)
        ring = np.linspace(0, 2 * np.pi, 26)
        wobble = 1 + 0.16 * np.sin(3 * ring + turn) + 0.1 * np.sin(2 * ring - turn)
        blob = np.stack([np.cos(ring) * wobble * 1.12, np.sin(ring) * wobble * 0.88], 1) * radius
        cloth.shape(_turned((blob * 0.72).astype(np.float32), turn, (x, y)), warm)
        count = int(rng.integers(3, 5))
        for k in range(count):
            start = turn + k * 2 * np.pi / count
            arc = np.linspace(start, start + rng.uniform(0.72, 0.95) * 2 * np.pi / count, 10)
            inner, outer = radius * 0.66, radius * rng.uniform(1.0, 1.16)
            swell = np.sin(np.linspace(0.35, np.pi - 0.35, 10)) ** 0.6 * (outer - inner)
            a = np.stack([np.cos(arc) * (inner + swell), np.sin(arc) * (inner + swell)], 1)
            b = np.stack([np.cos(arc) * inner * 0.95, np.sin(arc) * inner * 0.95], 1)[::-1]
            cloth.shape(_turned(np.vstack([a, b]).astype(np.float32), 0.0, (x, y)), dark)
    for x, y in _scattered(rng, side, 2.0):
        speck = f32([(0.13, 0), (0.02, 0.12), (-0.12, 0.03), (0, -0.11)])
        cloth.shape(_turned(speck, rng.uniform(0, 6), (x, y)), dark)
    return cloth.tile()


def _zebra(side: float, density: float, inks: F32, seed: int) -> F32:
    """Bands that run across, bend, fork and taper: the contours of a slowly turning field."""
    texels = max(16, round(side * density * 1.3))
    scale = texels / side
    v, u = np.mgrid[0:texels, 0:texels].astype(np.float32) * np.float32(2 * np.pi / texels)
    bend = noise((texels, texels), 2.1 * scale, 1.3 * scale, seed + 81)
    fork = noise((texels, texels), 0.9 * scale, 0.6 * scale, seed + 82)
    phase = 9 * v + 2.6 * np.sin(u + 0.8 * bend) + 1.5 * bend + 0.55 * fork
    width = 0.12 + 0.34 * noise((texels, texels), 1.6 * scale, 0.8 * scale, seed + 83)
    gradient = np.hypot(np.gradient(phase, axis=0), np.gradient(phase, axis=1))
    edge = np.clip((np.sin(phase) - width) / np.maximum(gradient, 0.05) + 0.5, 0, 1)[..., None]
    dark = linear("#1b1614") if inks[0].mean() > inks[1].mean() else inks[0]
    pale = inks[0] if inks[0].mean() > inks[1].mean() else inks[1]
    return f32(pale + (dark - pale) * edge)


def _batik(side: float, density: float, inks: F32, seed: int) -> F32:
    """Wax-resist: rosettes and dotted rings left undyed, veined where the wax cracked."""
    rng = np.random.default_rng(seed + 91)
    cloth = _Cloth(side, density, inks[0])
    ring = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    disc = np.stack([np.cos(ring), np.sin(ring)], 1).astype(np.float32)
    pale = f32(inks[1] * 0.88 + inks[0] * 0.12)
    places = _scattered(rng, side, 5.4)
    for place in places:
        turn, count = rng.uniform(0, 6), int(rng.integers(7, 10))
        for radius, dots in ((2.35, 26), (1.05, 14)):
            for k in range(dots):
                angle = turn + k * 2 * np.pi / dots
                at = f32(place) + radius * f32([np.cos(angle), np.sin(angle)])
                cloth.shape(_turned(disc * f32(0.10), 0, at), pale)
        for k in range(count):
            angle = turn + k * 2 * np.pi / count
            root = f32(place) + 1.2 * f32([np.cos(angle), np.sin(angle)])
            for size, ink in ((1.0, pale), (0.68, inks[2]), (0.34, pale)):
                cloth.shape(_turned(_petal(0.98 * size + 0.06, 0.62 * size), angle, root), ink)
        for size, ink in ((0.82, pale), (0.62, inks[0]), (0.44, inks[2]), (0.2, pale)):
            cloth.shape(_turned(disc * f32(size), 0, place), ink)
    for place in _scattered(rng, side, 1.5):
        if all(np.hypot(*((f32(place) - f32(other) + side / 2) % side - side / 2)) > 2.9 for other in places):
            turn = rng.uniform(0, 6)
            for k in range(4):
                cloth.shape(_turned(_leaf(0.62, 0.26), turn + k * np.pi / 2, place), pale)
    tile = cloth.tile()
    texels = tile.shape[0]
    cracks = np.abs(noise((texels, texels), 0.34 * density, 0.30 * density, seed + 92))
    bled = noise((texels, texels), 0.8 * density, 0.8 * density, seed + 93)
    share = np.exp(-((cracks / 0.055) ** 2)) * np.clip(0.45 + 0.4 * bled, 0, 0.8)
    tile += (inks[0] - tile) * share[..., None].astype(np.float32)
    return f32(tile)


REPEATS: dict[Pattern, tuple[float, Callable[[float, float, F32, int], F32]]] = {
    Pattern.FLORAL: (18.0, _floral),
    Pattern.PAISLEY: (19.0, _paisley),
    Pattern.TROPICAL: (34.0, _tropical),
    Pattern.CAMOUFLAGE: (24.0, _camouflage),
    Pattern.LEOPARD: (15.0, _leopard),
    Pattern.ZEBRA: (22.0, _zebra),
    Pattern.BATIK: (20.0, _batik),
}
"""Pattern -> (side of the tile in cm, what draws it: side, density, inks, seed -> (n, n, 3) linear BGR)."""
