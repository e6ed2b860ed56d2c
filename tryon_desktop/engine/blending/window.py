"""The part of a frame's reduced picture that the person takes up: elsewhere nothing is worn and nothing is done."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, I32, U8, f32
from tryon_desktop.engine.blending.limbs import reduced_size
from tryon_desktop.engine.blending.raster import Box, Image, union
from tryon_desktop.engine.vision.body import Body

_MARGIN, _LEAST = 0.04, 8
"""How far about the person something may be done: a share of the reduced picture's width, and least pixels."""
_GRID = 16
"""Windows end at every sixteenth reduced pixel only, so that they stay what they are from frame to frame."""


@dataclass(frozen=True, slots=True)
class Window:
    """`box` of the reduced picture of `whole` (width, height), which shows a frame of `size` (width, height)."""

    size: tuple[int, int]
    whole: tuple[int, int]
    box: Box

    @classmethod
    def about(cls, body: Body, wide: Box, bare: F32) -> Window:
        """The window about all of the person that lies in `wide`, a box in frame pixels, or is `bare`.

        bare: (h, w) float32 over the reduced picture, above 0 where limbs are.
        """
        whole = reduced_size(body.size)
        fx, fy = whole[0] / body.size[0], whole[1] / body.size[1]
        x, y, width, height = cv2.boundingRect((bare > 0).astype(np.uint8))
        around = (int(wide[0] * fx), int(wide[1] * fy), int(wide[2] * fx) + 1, int(wide[3] * fy) + 1)
        if width:
            around = union([around, (x, y, x + width, y + height)])
        person = _extent(body)
        margin = max(_MARGIN * whole[0], _LEAST)
        left, top = (max(int(max(a, b) - margin) // _GRID * _GRID, 0) for a, b in zip(around[:2], person, strict=False))
        right, bottom = (
            min(-(-int(min(a, b) + margin + 1) // _GRID) * _GRID, most)
            for a, b, most in zip(around[2:], person[2:], whole, strict=True)
        )
        return cls(body.size, whole, (left, top, max(right, left + 1), max(bottom, top + 1)))

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of the window."""
        return self.box[3] - self.box[1], self.box[2] - self.box[0]

    @property
    def scale(self) -> F32:
        """(2,) reduced pixels a frame pixel."""
        return f32([self.whole[0] / self.size[0], self.whole[1] / self.size[1]])

    @property
    def corner(self) -> F32:
        """(2,) the window's first corner in frame pixels."""
        return f32(self.box[:2]) / self.scale

    def pixels(self, points: F32) -> I32:
        """`points` (..., 2) of the frame in the window's own whole pixels."""
        out: I32 = np.rint((points.reshape(-1, 2) - self.corner) * self.scale).astype(np.int32).reshape(points.shape)
        return out

    def cut(self, picture: Image) -> Image:
        """What of `picture` (h, w, ...), a whole reduced one, lies in the window: a view."""
        x0, y0, x1, y1 = self.box
        return picture[y0:y1, x0:x1]

    def of_whole(self, part: U8) -> U8:
        """The whole reduced picture, (h, w) uint8, with `part` in the window and 0 about it."""
        out = np.zeros(self.whole[::-1], np.uint8)
        self.cut(out)[:] = part
        return out

    def labelled(self, label_map: U8, table: F32) -> F32:
        """(rows, columns) float32: what `table` (256,) says of each label."""
        if label_map.shape == self.whole[::-1]:
            return f32(cv2.LUT(self.cut(label_map), table))
        return self.cut(f32(cv2.resize(cv2.LUT(label_map, table), self.whole, interpolation=cv2.INTER_LINEAR)))

    def within(self, where: F32, least: float) -> tuple[tuple[slice, slice], Box] | None:
        """Rows and columns of the window that hold all of `where` above `least`, and the same as a box of the frame.

        There is a pixel more on all sides, so that it fades out within them when it is enlarged.
        """
        x, y, width, height = cv2.boundingRect((where > least).astype(np.uint8))
        if not width:
            return None
        rows, columns = self.shape
        x0, y0, x1, y1 = max(x - 1, 0), max(y - 1, 0), min(x + width + 1, columns), min(y + height + 1, rows)
        (fx, fy), (left, top) = (float(step) for step in 1 / self.scale), self.box[:2]
        box = (round((x0 + left) * fx), round((y0 + top) * fy), round((x1 + left) * fx), round((y1 + top) * fy))
        return (slice(y0, y1), slice(x0, x1)), box


def _extent(body: Body) -> Box:
    """The box of everything that is labelled as the person, in reduced pixels."""
    labels, (width, height) = body.label_map, reduced_size(body.size)
    if labels is None:
        return 0, 0, width, height
    x, y, across, down = cv2.boundingRect(labels)
    fx, fy = width / labels.shape[1], height / labels.shape[0]
    return int(x * fx), int(y * fy), int((x + across) * fx) + 1, int((y + down) * fy) + 1
