"""Loose hems swing a little when their wearer moves: one damped spring for each free end of cloth."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import Closure, Shape, Slot

_OMEGA = 9.0
"""Natural frequency, radians a second: cloth from hip to knee is a pendulum of some 0.5 m, stiffened by its drape."""
_DAMPING = 0.55
"""Of critical: it overshoots once, visibly."""
_LONGEST_STEP = 0.25
"""Seconds between frames beyond which what happened between is not known: hems rest again."""
_PACE = 0.08
"""Seconds over which an anchor's velocity is averaged."""
_STEADY = 0.05
"""Change of pace, in shoulder widths a second, that may be noise."""
_FARTHEST = 0.10
"""How far a hem swings at most, in shoulder widths."""
_REST = 2e-4
"""In shoulder widths: what is nearer to rest, and slower by a second, is at rest."""
_UPRIGHT = 0.3
"""Share of the swing along the body: cloth swings sideways, it does not stretch."""

_OF_SKIRT: dict[Shape, float] = {
    Shape.PENCIL: 0.1, Shape.TAPERED: 0.1, Shape.STRAIGHT: 0.3, Shape.A_LINE: 0.55, Shape.PLEATED: 0.75,
    Shape.FLARED: 0.85, Shape.WIDE: 0.6,
}  # fmt: skip
_OF_LEGS: dict[Shape, float] = {Shape.WIDE: 0.4, Shape.FLARED: 0.4}
_OF_OPEN_FRONT = 0.2


def looseness(garment: Garment) -> float:
    """How freely a garment's hem hangs: 0 not at all (fitted tops, narrow trousers), 1 a chiffon circle skirt."""
    spec = garment.spec
    if Part.SKIRT in garment.parts or (garment.slot is not Slot.BOTTOM and "hip_r" in garment.landmarks):
        return _OF_SKIRT.get(spec.shape, 0.4)
    if garment.slot is Slot.BOTTOM:
        return _OF_LEGS.get(spec.shape, 0.0)
    return _OF_OPEN_FRONT if garment.slot is Slot.OUTER and spec.closure is Closure.OPEN else 0.0


class Swing:
    """The hems of one garment on one wearer, each a mass on a damped spring about where it would hang at rest.

    The spring is damped against its anchor, so that a steady walk leaves nothing behind: only a change of pace swings
    it. Each step is solved exactly: it is stable for any time between frames.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._time: float | None = None
        self._anchors: F32 | None = None
        self._pace, self._velocity = np.zeros(0), np.zeros(0)
        self._offset, self._speed = np.zeros(0), np.zeros(0)

    def __call__(self, anchors: F32, time: float, width: float, down: F32) -> F32:
        """How far each hem is off its `anchors` (N, 2), frame pixels, at `time` in seconds; (N, 2) float32.

        width: the wearer's shoulders, pixels. down: unit vector along the body. Exactly 0 for a person at rest.
        """
        places = anchors.astype(np.float64) / width
        step = 0.0 if self._time is None else time - self._time
        if self._anchors is None or not 0 < step <= _LONGEST_STEP or self._anchors.shape != anchors.shape:
            self._pace, self._velocity, self._offset, self._speed = (np.zeros_like(places) for _ in range(4))
        else:
            # Keypoints jitter: what counts is the pace over a few frames.
            pace = (places - self._anchors) / step
            self._pace = self._pace + (pace - self._pace) * (1 - np.exp(-step / _PACE))
            # The hem keeps its own velocity while its anchor changes that: seen from there it is thrown the other way.
            velocity = self._pace - np.clip(self._pace - self._velocity, -_STEADY, _STEADY)
            self._speed = self._speed - (velocity - self._velocity)
            self._velocity = velocity
            self._relax(step)
        self._time, self._anchors = time, f32(places)
        along = (self._offset @ down)[:, None] * down
        out = (self._offset - along * (1 - _UPRIGHT)) * self._share
        length = np.linalg.norm(out, axis=1, keepdims=True)
        return f32(out * (_FARTHEST / (_FARTHEST + length)) * width)

    def _relax(self, step: float) -> None:
        """Let the springs run for `step` seconds; the solution of x'' + 2 z w x' + w^2 x = 0 in closed form."""
        decay, omega = _DAMPING * _OMEGA, _OMEGA * np.sqrt(1 - _DAMPING**2)
        fade, cosine, sine = np.exp(-decay * step), np.cos(omega * step), np.sin(omega * step)
        second = (self._speed + decay * self._offset) / omega
        offset = fade * (self._offset * cosine + second * sine)
        self._speed = fade * (self._speed * cosine - (decay * second + omega * self._offset) * sine)
        self._offset = offset
        resting = (np.abs(self._offset) < _REST).all(1) & (np.abs(self._speed) < _REST).all(1)
        self._offset[resting] = 0.0
        self._speed[resting] = 0.0
