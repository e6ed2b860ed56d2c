"""How the demo subject moves: a few smooth displacement fields, each with its own slow rhythm.

Positions are pixels of the demo photograph (768x1376). The person stands on both feet at the bottom edge, so every
field is zero there: weight shifts, the trunk leans, the head tilts, the chest breathes, the arms swing out and back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.arrays import F32

_AXIS_X = 382.0
_CROWN_Y, _CHIN_Y, _NECK_Y, _CHEST_Y, _HIP_Y, _SOLE_Y = 98.0, 300.0, 335.0, 520.0, 790.0, 1376.0
_SHOULDER_Y, _ELBOW_Y, _FINGERTIP_Y = 395.0, 600.0, 898.0

_RIGHT_ARM_INSIDE = np.array(
    [(265, 440), (271, 540), (268, 600), (261, 640), (258, 680), (254, 700), (252, 740), (249, 770), (249, 800),
     (254, 828), (258, 850), (260, 880), (260, 905)], np.float32,
)  # fmt: skip
_LEFT_ARM_INSIDE = np.array(
    [(500, 440), (494, 540), (497, 585), (499, 640), (502, 680), (509, 706), (512, 745), (513, 770), (512, 800),
     (509, 815), (503, 830), (500, 850), (499, 875), (502, 890), (503, 905)], np.float32,
)  # fmt: skip
"""Down the middle of the gap between each arm and the trunk, (x, y); the matte is transparent there."""

Field = Callable[[F32, F32], tuple[F32, F32]]


def _step(value: F32, low: float, high: float) -> F32:
    """Smoothstep from 0 at `low` to 1 at `high` (either order)."""
    x = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(x * x * (3 - 2 * x), np.float32)


def _lean(x: F32, y: F32) -> tuple[F32, F32]:
    """About the ankles, pixels at the crown."""
    return np.clip((_SOLE_Y - y) / (_SOLE_Y - _CROWN_Y), 0, 1) ** 1.3, np.zeros_like(x)


def _hips(x: F32, y: F32) -> tuple[F32, F32]:
    """Weight on one leg, pixels at the hips; the shoulders go a little the other way."""
    below = np.sin(np.pi / 2 * np.clip((_SOLE_Y - y) / (_SOLE_Y - _HIP_Y), 0, 1))
    return np.where(y > _HIP_Y, below, 1 - _step(y, _HIP_Y, _NECK_Y) * 1.25), np.zeros_like(x)


def _tilt(x: F32, y: F32) -> tuple[F32, F32]:
    """The head about the neck, radians."""
    weight = _step(y, _NECK_Y + 30, _CHIN_Y - 40)
    return weight * (_NECK_Y - y), weight * (x - _AXIS_X)


def _breath(x: F32, y: F32) -> tuple[F32, F32]:
    """The shoulders rise, in pixels, and the chest widens."""
    chest = np.exp(-(((y - _CHEST_Y) / 140.0) ** 2))
    return 0.003 * chest * (x - _AXIS_X), -_step(y, _HIP_Y, _SHOULDER_Y)


def _turn(x: F32, y: F32) -> tuple[F32, F32]:
    """A few degrees about the upright axis: the trunk narrows, the head goes aside."""
    trunk, head = _step(y, _HIP_Y + 200, _HIP_Y - 100), _step(y, _NECK_Y + 20, _CHIN_Y)
    return trunk * (1 - head) * 0.035 * (_AXIS_X - x) + head * 5.0, np.zeros_like(x)


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """rest + swing * sin(2 pi t / period + phase)."""

    rest: float
    swing: float
    period: float
    phase: float

    @property
    def most(self) -> float:
        """Its greatest value."""
        return self.rest + abs(self.swing)

    def at(self, seconds: float) -> float:
        """Its value at a time."""
        return self.rest + self.swing * math.sin(2 * math.pi * seconds / self.period + self.phase)


_TRUNK: tuple[tuple[Field, _Rhythm], ...] = (
    (_lean, _Rhythm(0.0, 17.0, 6.4, 0.0)),
    (_lean, _Rhythm(0.0, 4.0, 3.7, 1.1)),
    (_hips, _Rhythm(0.0, 11.0, 6.4, 0.9)),
    (_tilt, _Rhythm(0.0, 0.035, 5.3, 2.0)),
    (_breath, _Rhythm(0.0, 2.2, 4.1, 0.0)),
    (_turn, _Rhythm(0.0, 1.0, 9.1, 0.6)),
)


@dataclass(frozen=True, slots=True)
class _Arm:
    """side: -1 for the arm on the picture's left. shoulder, elbow: radians away from the trunk."""

    side: int
    inside: F32
    shoulder: _Rhythm
    elbow: _Rhythm


_ARMS = (
    _Arm(-1, _RIGHT_ARM_INSIDE, _Rhythm(0.045, 0.035, 5.9, 0.3), _Rhythm(0.02, 0.03, 4.7, 1.0)),
    _Arm(+1, _LEFT_ARM_INSIDE, _Rhythm(0.045, 0.035, 6.7, 2.4), _Rhythm(0.02, 0.03, 5.1, 3.0)),
)


class Sway:
    """Where each point of the moving person came from, on a coarse grid.

    x, y: (h, w) float32, the grid in photograph pixels, evenly spaced. Calling with a time in seconds returns
    (h, w, 2) float32, photograph pixels: what has to be added to a grid point to find where its picture came from.
    """

    def __init__(self, x: F32, y: F32) -> None:
        self._trunk = np.stack([np.dstack(field(x, y)).astype(np.float32).ravel() for field, _ in _TRUNK])
        self._x = x
        self._rows = y[:, 0]
        self._inside = [
            np.interp(self._rows, arm.inside[:, 1], arm.inside[:, 0]).astype(np.float32)[:, None] for arm in _ARMS
        ]
        # Where arm and trunk touch, above the gap, the cloth between them gives over a wider strip.
        self._half_slit = np.interp(self._rows, (480, 560), (16, 1.5)).astype(np.float32)[:, None]

    def __call__(self, seconds: float) -> F32:
        """The displacement at a time."""
        amounts = np.array([rhythm.at(seconds) for _, rhythm in _TRUNK], np.float32)
        moved = -(amounts @ self._trunk).reshape(*self._x.shape, 2)
        x = self._x + moved[..., 0]
        for arm, inside in zip(_ARMS, self._inside, strict=True):
            reach = self._swing(arm, seconds)
            # The gap opens: what lies in it is stretched, what lies beyond it moves as a whole.
            out = arm.side * (x - inside) + self._half_slit
            moved[..., 0] -= arm.side * reach * np.clip(out / (2 * self._half_slit + reach), 0, 1)
        return moved

    def reach(self) -> F32:
        """(h,) float32: how far sideways anything in a grid row can come, photograph pixels, at any time."""
        most = np.array([abs(rhythm.rest) + abs(rhythm.swing) for _, rhythm in _TRUNK], np.float32)
        sideways = np.abs(self._trunk.reshape(len(_TRUNK), *self._x.shape, 2)[..., 0]).max(axis=2)
        arms = [self._outward(arm.shoulder.most, arm.elbow.most) for arm in _ARMS]
        return np.asarray(most @ sideways + np.max(arms, axis=0)[:, 0], np.float32)

    def _swing(self, arm: _Arm, seconds: float) -> F32:
        """How far outward the arm is at each row, pixels, (h, 1)."""
        return self._outward(arm.shoulder.at(seconds), arm.elbow.at(seconds))

    def _outward(self, shoulder: float, elbow: float) -> F32:
        """The same for angles in radians."""
        below_shoulder = np.maximum(self._rows - _SHOULDER_Y, 0)
        below_elbow = np.maximum(self._rows - _ELBOW_Y, 0)
        bend = below_elbow * below_elbow / (below_elbow + 60)
        outward = shoulder * below_shoulder + elbow * bend
        fade = _step(self._rows, _FINGERTIP_Y + 8, _FINGERTIP_Y)
        return np.asarray(np.maximum(outward, 0) * fade, np.float32)[:, None]
