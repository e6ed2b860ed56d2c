"""A garment laid on a body: where every vertex of every part goes in the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon_desktop.engine.arrays import F32, I32, check_array
from tryon_desktop.engine.fitting.pieces import Piece
from tryon_desktop.engine.garments.garment import Garment


@dataclass(frozen=True, slots=True, eq=False)
class DrapedPart:
    """One piece in place.

    piece: the static side (texture, texture coordinates, triangles). target_xy: (N, 2) float32 frame pixels, one for
    each of the piece's vertices. seam_xy: (2, 2) float32 frame pixels, the ends of the seam by which it hangs on what
    lies beneath, where it casts no shadow on that; None for parts that only lie on it.
    """

    piece: Piece
    target_xy: F32
    seam_xy: F32 | None = None

    def __post_init__(self) -> None:
        check_array("DrapedPart.target_xy", self.target_xy, (len(self.piece.source_xy), 2), np.float32)

    @property
    def triangles(self) -> I32:
        """(M, 3) int32 indices of vertices."""
        return self.piece.triangles


@dataclass(frozen=True, slots=True, eq=False)
class Drape:
    """Everything that blending needs of one garment in one frame.

    inner: the parts that lie behind neck and hair. front: the others, farthest first. bare_from: where on the arms
    skin begins below the sleeve, 0 shoulder, 1 elbow, 2 wrist; bare_legs_from: likewise below a skirt or shorts, 0 hip,
    1 knee, 2 ankle; None for garments that have nothing to do with those limbs. opening_xy: (N, 2) float32 frame
    pixels, the neckline as a polygon; None for bottoms. covers: the heights between which it replaces what is worn, 0
    on the shoulder line and 1 on the hip line.
    """

    garment: Garment
    inner: tuple[DrapedPart, ...]
    front: tuple[DrapedPart, ...]
    frame_id: int
    bare_from: float | None = None
    bare_legs_from: float | None = None
    opening_xy: F32 | None = None
    covers: tuple[float, float] = (0.0, 0.0)
