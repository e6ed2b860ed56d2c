"""A webcam made from one photograph: sensor and JPEG noise fresh in every frame, movements that are known exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.frame import Frame

FPS = 30.0
_SIGMA = 2.5
"""Grey levels of sensor noise: a webcam in a lit room."""
_JPEG_QUALITY = 85

Movement = Callable[[float], F32]
"""Seconds -> (2, 3) float32 affine matrix from the photograph's pixels to the frame's; the identity at 0."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """About what things move. x, y: frame pixels. shoulder_width: pixels."""

    x: float
    y: float
    shoulder_width: float


def _similarity(pivot: Pivot, scale: float, degrees: float, shift: float) -> F32:
    turn = math.radians(degrees)
    linear = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    centre = np.array([pivot.x, pivot.y])
    return f32(np.column_stack([linear, centre - linear @ centre + (shift, 0.0)]))


def pan(pivot: Pivot) -> Movement:
    """To and fro, 0.4 shoulder widths a second at the fastest, slow where it turns."""
    period = 2.0
    reach = 0.4 * pivot.shoulder_width * period / (2 * math.pi)
    return lambda t: _similarity(pivot, 1.0, 0.0, reach * math.sin(2 * math.pi * t / period))


def zoom(pivot: Pivot) -> Movement:
    """Nearer and back, 10 % a second at the fastest."""
    period = 2.0
    reach = 0.10 * period / (2 * math.pi)
    return lambda t: _similarity(pivot, 1.0 + reach * (1 - math.cos(2 * math.pi * t / period)), 0.0, 0.0)


def roll(pivot: Pivot) -> Movement:
    """From one side to the other, 8 degrees a second at the fastest."""
    period = 2.0
    reach = 8.0 * period / (2 * math.pi)
    return lambda t: _similarity(pivot, 1.0, reach * math.sin(2 * math.pi * t / period), 0.0)


MOVEMENTS: dict[str, Callable[[Pivot], Movement]] = {"pan": pan, "zoom": zoom, "roll": roll}


def moved(photo: U8, matrix: F32) -> U8:
    """`photo` (H, W, 3) uint8 under an affine `matrix` (2, 3); what comes in from outside repeats the edge."""
    size = (photo.shape[1], photo.shape[0])
    return u8(cv2.warpAffine(photo, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def carried(points: F32, matrix: F32) -> F32:
    """`points` (N, 2) under an affine `matrix` (2, 3)."""
    return f32(points @ matrix[:, :2].T + matrix[:, 2])


def noisy(picture: U8, random: np.random.Generator) -> U8:
    """`picture` (H, W, 3) uint8 as a webcam gives it: sensor noise anew, then JPEG."""
    grain = random.standard_normal(picture.shape, np.float32) * np.float32(_SIGMA)
    grainy = np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def frames(photo: U8, *, count: int, settle: int, movement: Movement | None = None, seed: int = 1) -> Iterator[Frame]:
    """`settle` frames of the photograph standing still and `count` more of it moving, noise fresh in each.

    movement: None keeps it still throughout. Times run from -settle / FPS, so that the movement begins at 0.
    """
    random = np.random.default_rng(seed)
    for index in range(settle + count):
        time = (index - settle) / FPS
        shown = photo if movement is None or time <= 0 else moved(photo, movement(time))
        yield Frame(index, time, noisy(shown, random))
