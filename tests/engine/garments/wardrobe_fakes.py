"""A wardrobe of two garments, and a tailor who draws a rectangle and counts how often."""

from collections import Counter

import numpy as np

from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import read_spec

TEE_SPEC = read_spec({"category": "tee", "colours": ["#204060"], "neckline": "crew", "sleeve": "short"})
SHIPPED = """
[blue-tee]
category = "tee"
colours = ["#204060"]
neckline = "crew"

[grey-skirt]
name_en = "grey skirt"
name_zh = "灰色半裙"
category = "skirt"
colours = ["#707070"]
"""


class FakeTailor:
    def __init__(self):
        self.drawn = Counter()
        self.sizes = []

    def __call__(self, spec, *, garment_id, size=1024):
        self.drawn[garment_id] += 1
        self.sizes.append(size)
        image = np.zeros((64, 48, 4), np.uint8)
        image[8:56, 8:40] = (60, 90, 120, 255)
        inner = np.zeros_like(image)
        inner[8:12, 20:28] = (1, 2, 3, 255)
        parts = {Part.TORSO: np.full((64, 48), 255, np.uint8)}
        return Garment(garment_id, spec, image, {"hem_r": (8.0, 56.0)}, parts, inner)


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name)
