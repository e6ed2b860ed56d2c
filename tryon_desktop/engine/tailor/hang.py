"""A draft as it lies: laid down by hand, no seam is quite straight and no side quite like the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.tailor.draft import (
    Button,
    Cord,
    Crease,
    Draft,
    Emblem,
    Lettering,
    Panel,
    Piece,
    Seam,
    Stitch,
    Zip,
)
from tryon_desktop.engine.tailor.geometry import Curve, Point
from tryon_desktop.engine.tailor.numeric import f32

_WAVES = ((52.0, 0.34), (24.0, 0.13), (10.0, 0.07))
"""Wave lengths and amplitudes of the displacement, cm."""

_SPACING = 1.5


def lay_down(draft: Draft, rng: np.random.Generator) -> Draft:
    """`draft` with every piece, fold and landmark moved by one smooth field of a few millimetres."""
    move = _field(rng)

    def point(at: Point) -> Point:
        x, y = move(f32([at]))[0]
        return float(x), float(y)

    def moved(piece: Piece) -> Piece:
        match piece:
            case Panel():
                return replace(piece, outline=move(_dense(piece.outline, closed=True)))
            case Seam() | Stitch() | Crease() | Zip() | Cord():
                return replace(piece, line=move(_dense(piece.line)))
            case Button() | Lettering() | Emblem():
                return replace(piece, centre=point(piece.centre))

    return Draft(
        [moved(piece) for piece in draft.pieces],
        {name: point(at) for name, at in draft.landmarks.items()},
        {part: [replace(fold, line=move(fold.line)) for fold in folds] for part, folds in draft.folds.items()},
    )


def _field(rng: np.random.Generator) -> Callable[[Curve], Curve]:
    waves = []
    for length, amplitude in _WAVES:
        for _ in range(2):
            turn, phase = rng.uniform(0, 2 * np.pi, 2)
            way = f32([np.cos(turn), np.sin(turn)]) * np.float32(2 * np.pi / length)
            push = rng.uniform(0, 2 * np.pi)
            waves.append((way, np.float32(phase), f32([np.cos(push), np.sin(push)]) * np.float32(amplitude)))

    def move(line: Curve) -> Curve:
        out = line.copy()
        for way, phase, push in waves:
            out += np.sin(line @ way + phase)[:, None] * push
        return f32(out)

    return move


def _dense(line: Curve, *, closed: bool = False) -> Curve:
    """`line` with points added where they lie far apart; its corners stay."""
    ends = np.roll(line, -1, 0) if closed else line[1:]
    starts = line if closed else line[:-1]
    counts = (np.hypot(*(ends - starts).T) / _SPACING).astype(np.int64) + 1
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (step / np.repeat(counts, counts)).astype(np.float32)[:, None]
    dense = np.repeat(starts, counts, 0) + np.repeat(ends - starts, counts, 0) * share
    return f32(dense if closed else np.vstack([dense, line[-1:]]))
