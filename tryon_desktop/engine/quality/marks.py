"""Shows where a render is wrong, in colours over a paled copy of it."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import U8, u8
from tryon_desktop.engine.quality.pixels import Faults

COLOURS: dict[str, tuple[int, int, int]] = {
    "leaking": (40, 40, 235),
    "spilt": (235, 160, 20),
    "face_covered": (20, 200, 250),
    "hands_covered": (200, 40, 200),
    "holed": (60, 130, 20),
}
"""BGR by the name of the mask in `Faults`."""


def marked(bgr: U8, faults: Faults) -> U8:
    """`bgr` (H, W, 3) uint8, grey and pale, with the faults in COLOURS."""
    grey = bgr.astype(np.uint16).mean(-1) * 0.55 + 95
    out = u8(np.repeat(grey[..., None], 3, axis=-1))
    for name, colour in COLOURS.items():
        out[getattr(faults, name)] = colour
    return out
