from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.tailor.sewing import sew

RED = (0, 0, 200)
SHIRT = {"category": "shirt", "colours": ["#f4f4f2"], "fabric": "poplin", "neckline": "shirt", "sleeve": "long",
         "closure": "buttons"}  # fmt: skip


def spec(base: dict[str, Any], *trims: tuple[str, str], **more: Any) -> GarmentSpec:
    return read_spec(base | {"trims": list(trims)} | more)


def red_rows(picture: np.ndarray) -> np.ndarray:
    """(n, 2) relative (x, y) of the clearly red pixels."""
    image = picture[..., :3].astype(int)
    red = (picture[..., 3] > 128) & (image[..., 2] > 110) & (image[..., 2] > image[..., :2].max(-1) + 60)
    y, x = np.nonzero(red)
    return np.stack([x / picture.shape[1], y / picture.shape[0]], 1)


def test_a_red_collar_is_red_at_the_neck_and_nowhere_else() -> None:
    places = red_rows(sew(spec(SHIRT, ("collar", "#c81e1e")), size=300).image)
    assert len(places) > 300
    assert places[:, 1].max() < 0.35
    assert 0.3 < places[:, 0].min() < places[:, 0].max() < 0.7


def test_red_cuffs_are_at_the_ends_of_the_sleeves() -> None:
    places = red_rows(sew(spec(SHIRT, ("cuffs", "#c81e1e")), size=300).image)
    assert len(places) > 200
    assert set(np.round(places[:, 0])) == {0.0, 1.0}
    assert places[:, 1].min() > 0.4


@pytest.mark.parametrize(
    ("part", "base"),
    [
        ("cuffs", {"category": "coat", "colours": ["#3a3d42"], "fabric": "wool", "neckline": "notched",
                   "sleeve": "long", "closure": "buttons", "length": "knee"}),
        ("sleeves", {"category": "tee", "colours": ["#1b2a4a"], "neckline": "crew", "sleeve": "short"}),
        ("belt", {"category": "dress", "colours": ["#f4f4f2"], "neckline": "crew", "length": "knee",
                  "details": ["belt"]}),
        ("belt", {"category": "trousers", "colours": ["#1b2a4a"], "length": "ankle", "details": ["belt"]}),
        ("pockets", {"category": "hoodie", "colours": ["#8c8c8c"], "neckline": "hood", "sleeve": "long"}),
        ("buttons", SHIRT),
        ("zip", {"category": "jacket", "colours": ["#16161a"], "neckline": "stand", "sleeve": "long",
                 "closure": "zip"}),
    ],
)  # fmt: skip
def test_every_part_takes_its_colour(part: str, base: dict[str, Any]) -> None:
    plain = red_rows(sew(spec(base), size=400).image)
    own = red_rows(sew(spec(base, (part, "#d01818")), size=400).image)
    assert len(plain) == 0
    assert len(own) > 20


def test_a_part_that_the_garment_lacks_changes_nothing() -> None:
    tank = {"category": "tank", "colours": ["#8c8c8c"], "neckline": "scoop"}
    without, with_cuffs = (sew(spec(tank, *trims), size=200).image for trims in ((), (("cuffs", "#c81e1e"),)))
    assert np.array_equal(without, with_cuffs)


def test_parts_have_one_colour_each_and_a_known_name() -> None:
    with pytest.raises(GarmentError, match="each part once"):
        spec(SHIRT, ("collar", "#ffffff"), ("collar", "#000000"))
    with pytest.raises(GarmentError, match="no part; pairs of a part"):
        spec(SHIRT, ("nose", "#ffffff"))
    assert spec(SHIRT, ("zip", "#FFFFFF"), ("collar", "#000000")).trims == (("collar", "#000000"), ("zip", "#ffffff"))


@pytest.mark.parametrize("pattern", ["dots", "stripe", "breton", "gingham", "floral"])
def test_a_larger_print_repeats_less_often(pattern: str) -> None:
    tee = {"category": "tee", "colours": ["#f7f7f5", "#1b2a4a"], "pattern": pattern, "neckline": "crew",
           "sleeve": "short"}  # fmt: skip
    found = []
    for scale in ("small", "medium", "large"):
        image = sew(read_spec(tee | {"scale": scale}), size=600).image
        middle = cv2.cvtColor(image[200:520, 200:400, :3], cv2.COLOR_BGR2GRAY)
        found.append(cv2.Canny(middle, 60, 160).mean())
    assert found[0] > found[1] > found[2]


def test_a_medium_print_is_the_usual_one() -> None:
    dots = {"category": "tee", "colours": ["#f7f7f5", "#1b2a4a"], "pattern": "dots", "neckline": "crew"}
    medium = sew(read_spec(dots | {"scale": "medium"}), size=200)
    assert np.array_equal(sew(read_spec(dots), size=200).image, medium.image)
