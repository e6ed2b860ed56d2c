from dataclasses import replace

import numpy as np

from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.shelf import Shelf
from tryon_desktop.engine.garments.spec import read_spec

TEE = read_spec({"category": "tee", "colours": ["#204060"], "neckline": "crew"})
WHOLE = Garment("tee", TEE, np.zeros((4, 4, 4), np.uint8), {}, {})
COARSE = replace(WHOLE, coarse=True)


def test_a_coarse_garment_is_given_to_whom_it_is_enough():
    shelf = Shelf()
    shelf.put("tee", COARSE)
    assert shelf.get("tee") is None
    assert "tee" not in shelf
    assert shelf.get("tee", coarse=True) is COARSE
    shelf.put("tee", WHOLE)
    assert shelf.get("tee") is shelf.get("tee", coarse=True) is WHOLE


def test_a_whole_garment_stays():
    shelf = Shelf()
    shelf.put("tee", WHOLE)
    shelf.put("tee", COARSE)
    assert shelf.get("tee") is WHOLE


def test_the_one_not_asked_for_the_longest_makes_room():
    shelf = Shelf()
    for number in range(12):
        shelf.put(str(number), WHOLE)
    shelf.get("0")
    shelf.put("another", WHOLE)
    assert "0" in shelf
    assert "1" not in shelf
    shelf.drop("0")
    shelf.drop("0")
    assert "0" not in shelf
    shelf.clear()
    assert "another" not in shelf
