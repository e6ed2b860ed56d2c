"""How much wider and longer than the body a garment is: the tables a tailor keeps in the drawer."""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.spec import Fit, GarmentSpec, Length, Slot


@dataclass(frozen=True, slots=True)
class Ease:
    """least, most: the garment's half width less the body's, in shoulder widths. sleeve: radius over the arm's.

    drop: how far past the shoulder's tip the sleeve is set in, in shoulder widths.
    """

    least: float
    most: float
    sleeve: float
    drop: float


EASE: dict[Fit, Ease] = {
    Fit.SLIM: Ease(0.0, 0.025, 1.04, 0.0),
    Fit.REGULAR: Ease(0.01, 0.05, 1.10, 0.01),
    Fit.RELAXED: Ease(0.025, 0.09, 1.20, 0.04),
    Fit.OVERSIZED: Ease(0.05, 0.16, 1.32, 0.08),
}
"""Over the person as they came, in clothes that have an ease of their own."""

OUTER_ALLOWANCE = 0.015
"""An outer garment goes over another one; in shoulder widths."""

HEM_LEVEL: dict[Length, float] = {
    Length.CROPPED: 0.72,
    Length.WAIST: 0.92,
    Length.HIP: 1.09,
    Length.THIGH: 1.5,
}
"""Hems on the torso's own axis: 0 on the shoulder line, 1 on the hip line."""

HEM_ON_LEG: dict[Length, float] = {
    Length.CROPPED: 0.3,
    Length.WAIST: 0.3,
    Length.HIP: 0.3,
    Length.THIGH: 0.52,
    Length.KNEE: 1.02,
    Length.MIDI: 1.5,
    Length.ANKLE: 1.92,
    Length.FLOOR: 2.12,
}
"""Hems down the leg: 0 at the hip joint, 1 at the knee, 2 at the ankle."""


def ease_of(spec: GarmentSpec) -> Ease:
    """The ease for a spec's fit; outer garments get a little more."""
    ease = EASE[spec.fit]
    if spec.slot is not Slot.OUTER:
        return ease
    return Ease(ease.least + OUTER_ALLOWANCE, ease.most + OUTER_ALLOWANCE, ease.sleeve + 0.05, ease.drop + 0.01)
