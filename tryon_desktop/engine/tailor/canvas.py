"""The picture while it is painted: colour, relief, shadow and gloss in separate layers, lit once at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.tailor.geometry import Curve, Point
from tryon_desktop.engine.tailor.numeric import f32

_SHIFT = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the picture lies on the draft. origin: cm of the top left pixel's corner. density: pixels a cm."""

    width: int
    height: int
    origin: Point
    density: float

    def px(self, line: Curve) -> F32:
        """Draft centimetres to picture pixels (pixel centres at whole numbers)."""
        return ((line - f32(self.origin)) * self.density - 0.5).astype(np.float32)

    def uv(self, window: Window, origin: Point, degrees: float) -> tuple[F32, F32]:
        """Cloth coordinates (u across, v along the grain; cm from `origin`) of the pixels of a window.

        Two (h, w) arrays, or (1, w) and (h, 1) where the grain is straight.
        """
        x = (np.arange(window.x0, window.x1, dtype=np.float32) + 0.5) / self.density + self.origin[0] - origin[0]
        y = (np.arange(window.y0, window.y1, dtype=np.float32) + 0.5) / self.density + self.origin[1] - origin[1]
        if degrees == 0.0:
            return x[None, :], y[:, None]
        angle = np.deg2rad(degrees)
        c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u = x[None, :] * c + y[:, None] * s
        v = y[:, None] * c - x[None, :] * s
        return u.astype(np.float32), v.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels inside the picture."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """For indexing (H, W) arrays."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    @property
    def empty(self) -> bool:
        """Whether nothing of it lies inside the picture."""
        return self.x1 <= self.x0 or self.y1 <= self.y0


def frame_for(outlines: Sequence[Curve], size: int, margin: float = 0.02) -> Frame:
    """The frame that holds every outline, its longest side `size` pixels, with `margin` of it on each side."""
    points = np.vstack(outlines)
    low, high = points.min(0), points.max(0)
    extent = high - low
    density = float(size * (1 - 2 * margin) / extent.max())
    pad = size * margin / density
    width, height = (min(size, round((e + 2 * pad) * density)) for e in extent)
    return Frame(int(width), int(height), (float(low[0] - pad), float(low[1] - pad)), density)


@dataclass(frozen=True, slots=True, eq=False)
class Coat:
    """One colour laid over a window, kept so that it can be laid again in another.

    piece: which piece of the draft it belongs to. share: (h, w) uint8, how much of it is seen. tone: (h, w) float32
    deviation of a panel's weave; None for trims. colour: (3,) or (h, w, 3) linear BGR of a trim. fixed: it is the same
    whatever the piece's colour is.
    """

    piece: int
    here: tuple[slice, slice]
    share: U8
    tone: F32 | None = None
    colour: F32 | None = None
    fixed: bool = False

    def lay(self, albedo: F32, colour: F32) -> None:
        """Blend `colour`, (3,) or (h, w, 3), into `albedo`."""
        below = albedo[self.here]
        share = self.share.astype(np.float32) * np.float32(1 / 255)
        if colour.ndim == 1:
            colour = np.full_like(below, colour)
        # Several times as fast as numpy, which broadcasts three values at a time.
        below[:] = cv2.blendLinear(colour, below, share, 1 - share)


class Layer:
    """One layer of the picture under work; all arrays float32 over the whole frame.

    albedo: (H, W, 3) linear BGR. alpha: coverage 0-1. relief: height in cm. light: product of shadows and seams.
    gloss, sheen: strengths of highlight and of grazing light. parts: coverage by part. coats: what was laid into the
    albedo, in order; piece: the number of the piece being laid.
    """

    def __init__(self, frame: Frame, ground: F32) -> None:
        shape = (frame.height, frame.width)
        self.frame = frame
        self.albedo: F32 = np.empty((*shape, 3), np.float32)
        self.albedo[:] = ground
        self.alpha: F32 = np.zeros(shape, np.float32)
        self.relief: F32 = np.zeros(shape, np.float32)
        self.light: F32 = np.ones(shape, np.float32)
        self.gloss: F32 = np.zeros(shape, np.float32)
        self.sheen: F32 = np.zeros(shape, np.float32)
        self.parts: dict[Part, F32] = {}
        self.coats: list[Coat] = []
        self.piece = 0

    def dye(self, window: Window, share: F32, colour: F32, *, tone: F32 | None = None, fixed: bool = False) -> None:
        """Blend a colour into the albedo by `share` 0-1 and keep the coat; a panel's colour comes with its tone."""
        seen = np.round(share * np.float32(255)).astype(np.uint8)
        coat = Coat(self.piece, window.slices, seen, tone, colour if tone is None else None, fixed)
        coat.lay(self.albedo, colour)
        self.coats.append(coat)

    def window(self, line: Curve, pad_cm: float) -> Window:
        """The pixels around `line`."""
        points = self.frame.px(line)
        pad = pad_cm * self.frame.density + 2
        x0, y0 = np.floor(points.min(0) - pad).astype(int)
        x1, y1 = np.ceil(points.max(0) + pad).astype(int) + 1
        frame = self.frame
        return Window(max(0, int(x0)), max(0, int(y0)), min(frame.width, int(x1)), min(frame.height, int(y1)))

    def fill(self, outline: Curve, window: Window) -> F32:
        """Coverage 0-1 of a closed outline over a window, supersampled twice."""
        shape = (window.y1 - window.y0, window.x1 - window.x0)
        mask = np.zeros((shape[0] * 2, shape[1] * 2), np.uint8)
        points = (self.frame.px(outline) - f32([window.x0, window.y0])) * 2 + 0.5
        cv2.fillPoly(mask, [_fixed(points)], 255, cv2.LINE_AA, _SHIFT)
        return np.asarray(cv2.resize(mask, shape[::-1], interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)

    def stroke(self, lines: Sequence[Curve], window: Window, width_cm: float) -> F32:
        """Coverage 0-1 of open lines `width_cm` wide over a window; thinner than a pixel becomes fainter."""
        shape = (window.y1 - window.y0, window.x1 - window.x0)
        mask: U8 = np.zeros(shape, np.uint8)
        width = width_cm * self.frame.density
        thickness = max(1, round(width))
        value = int(255 * min(1.0, width / thickness))
        corner = f32([window.x0, window.y0])
        cv2.polylines(mask, [_fixed(self.frame.px(line) - corner) for line in lines], False, value, thickness,
                      cv2.LINE_AA, _SHIFT)  # fmt: skip
        return mask.astype(np.float32) * np.float32(1 / 255)

    def cover(self, window: Window, mask: F32, part: Part) -> None:
        """Add `mask` to the alpha and to a part, taking it from the parts below but for a narrow overlap."""
        here = window.slices
        self.alpha[here] = mask + self.alpha[here] * (1 - mask)
        overlap = max(1, round(0.35 * self.frame.density))
        kernel = np.ones((2 * overlap + 1, 2 * overlap + 1), np.uint8)
        for other, below in self.parts.items():
            if other is not part and below[here].any():
                core = cv2.blur(cv2.erode(mask, kernel), (overlap, overlap))
                below[here] *= 1 - core
        own = self.parts.setdefault(part, np.zeros_like(self.alpha))
        np.maximum(own[here], mask, out=own[here])


def _fixed(points: F32) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.round(points * (1 << _SHIFT)).astype(np.int32)
