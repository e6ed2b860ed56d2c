"""Dyeing a garment anew gives what sewing it anew would."""

import numpy as np
import pytest

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.spec import Category, Fabric, Fit, GarmentSpec, Neckline, Sleeve
from tryon_desktop.engine.tailor import layers_of, recolour, sew, sewing

SIZE = 192
GARMENTS = [
    {"category": "tee", "neckline": "crew", "sleeve": "short", "text": "HELLO"},
    {"category": "shirt", "neckline": "shirt", "sleeve": "long", "fabric": "poplin", "pattern": "tartan"},
    {"category": "jeans", "fabric": "denim", "length": "ankle", "details": ["distressed"]},
    {"category": "jacket", "neckline": "stand", "sleeve": "long", "fabric": "leather", "closure": "zip"},
    {"category": "hoodie", "neckline": "hood", "sleeve": "long", "fabric": "fleece"},
    {"category": "dress", "neckline": "v", "length": "midi", "fabric": "satin", "shape": "flared", "pattern": "floral"},
    {"category": "blazer", "neckline": "notched", "sleeve": "long", "fabric": "velvet"},
    {"category": "tee", "neckline": "crew", "sleeve": "short", "motif": "fox"},
    {"category": "shirt", "neckline": "camp", "sleeve": "short", "pattern": "motif", "motif": "pineapple"},
    {"category": "dress", "neckline": "crossed", "sleeve": "long", "details": ["kimono_sleeves", "obi"],
     "length": "ankle", "fabric": "silk"},
]


@pytest.fixture(autouse=True)
def nothing_kept():
    sewing._paintings.clear()


@pytest.mark.parametrize("cut", GARMENTS, ids=lambda cut: cut.get("motif", cut["category"]))
def test_dyed_is_as_sewn(cut, monkeypatch):
    dark = GarmentSpec(**cut, colours=("#1d2233", "#d8c9a8"))
    light = ("#e9dcc2", "#8c2f2b")
    first = sew(dark, size=SIZE, garment_id="worn")
    painting = sewing.Painting
    monkeypatch.setattr(sewing, "Painting", lambda *_: pytest.fail("it was sewn anew"))
    dyed = recolour(first, light)
    monkeypatch.setattr(sewing, "Painting", painting)
    sewing._paintings.clear()
    sewn = sew(dyed.spec, size=SIZE)
    assert dyed.id == "worn"
    assert dyed.spec.colours == light
    assert dyed.landmarks == sewn.landmarks == first.landmarks
    assert np.array_equal(dyed.image, sewn.image)
    assert (dyed.inner is None) == (sewn.inner is None)
    assert dyed.inner is None or np.array_equal(dyed.inner, sewn.inner)
    assert all(np.array_equal(dyed.parts[part], sewn.parts[part]) for part in sewn.parts)
    assert np.abs(dyed.image[..., :3].astype(int) - first.image[..., :3]).mean() > 10


def test_only_colours_go_the_short_way():
    tee = GarmentSpec(category="tee", neckline="crew", sleeve="short", colours=("#336699",))
    sew(tee, size=SIZE)
    sew(tee.model_copy(update={"fit": Fit.SLIM}), size=SIZE)
    assert len(sewing._paintings) == 2
    sew(tee.model_copy(update={"colours": ("#993333",)}), size=SIZE)
    assert len(sewing._paintings) == 2
    for size in range(SIZE, SIZE + 5):
        sew(tee, size=size)
    assert len(sewing._paintings) == sewing._KEEP


def test_a_bad_colour_is_named():
    tee = sew(GarmentSpec(category="tee", neckline="crew", colours=("#336699",)), size=SIZE)
    with pytest.raises(GarmentError, match=r"colours\.0"):
        recolour(tee, ["red"])


def test_light_and_shape_lie_over_the_picture():
    spec = GarmentSpec(category=Category.SHIRT, colours=("#7799bb",), fabric=Fabric.LINEN, sleeve=Sleeve.LONG,
                       neckline=Neckline.SHIRT)  # fmt: skip
    garment, layers = sew(spec, size=320), layers_of(spec, size=320)
    assert layers.shading.shape == garment.image.shape[:2]
    assert layers.normal.shape == (*garment.image.shape[:2], 3)
    assert np.allclose(np.linalg.norm(layers.normal, axis=2), 1, atol=1e-3)
    outside, inside = garment.image[..., 3] == 0, garment.image[..., 3] == 255
    assert np.allclose(layers.shading[outside], 1)
    assert 0.6 < layers.shading[inside].mean() < 1.3
    light = garment.image[..., 1][inside].astype(float)
    assert np.corrcoef(light, layers.shading[inside])[0, 1] > 0.7
