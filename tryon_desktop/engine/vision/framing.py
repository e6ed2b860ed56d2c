"""How much of a person is in the picture."""

from __future__ import annotations

from enum import StrEnum

from tryon_desktop.engine.vision.body import Body, Keypoint

_THERE = 0.3
"""Visibility from which on a hip or a knee counts as in the picture: clothes hide hips, which are there."""


class Framing(StrEnum):
    """What of the person the picture shows, from the head down: to the chest, to the thighs, the legs too."""

    BUST = "bust"
    HALF = "half"
    FULL = "full"


def framing_of(body: Body) -> Framing | None:
    """The framing, by the joints in the picture; None where not even the shoulders are seen."""
    if not (body.sees(Keypoint.LEFT_SHOULDER, at_least=_THERE) or body.sees(Keypoint.RIGHT_SHOULDER, at_least=_THERE)):
        return None
    if _shown(body, Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE):
        return Framing.FULL
    return Framing.HALF if _shown(body, Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP) else Framing.BUST


def _shown(body: Body, *pair: Keypoint) -> bool:
    """Whether one of a pair of joints is seen and lies in the picture."""
    width, height = body.size
    return any(
        body.sees(point, at_least=_THERE) and 0 <= body.xy(point)[0] < width and 0 <= body.xy(point)[1] < height
        for point in pair
    )
