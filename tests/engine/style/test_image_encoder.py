from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.style.heads import HEADS, Kind, head_slices
from tryon_desktop.engine.style.image_encoder import SIDE, ImageEncoder, open_image_encoder, prepared, softmax

CLASSES = sum(map(len, HEADS.values()))


class FakeSession:
    """Says of every picture what it was told to, and keeps what it was shown."""

    def __init__(self, logits=None, colour=(50.0, 0.0, 0.0)) -> None:
        self.logits = np.zeros(CLASSES, np.float32) if logits is None else logits
        self.colour = colour
        self.shown = []

    def run(self, output_names, input_feed):
        image = input_feed["image"]
        self.shown.append(image)
        embedding = np.zeros((len(image), 384), np.float32)
        embedding[:, 0], embedding[:, 1] = image[:, :, :20].mean((1, 2, 3)), 1
        values = {
            "embedding": embedding,
            "logits": np.repeat(self.logits[None], len(image), 0),
            "colour": np.repeat(np.array([self.colour], np.float32), len(image), 0),
        }
        return [values[name] for name in output_names]


def told(**classes):
    logits = np.zeros(CLASSES, np.float32)
    for head, (name, value) in classes.items():
        logits[head_slices()[head].start + HEADS[head].index(name)] = value
    return logits


def test_a_picture_goes_in_as_rgb_between_minus_one_and_one():
    blue = np.zeros((30, 50, 3), np.uint8)
    blue[..., 0] = 255
    image = prepared(blue)
    assert image.shape == (SIDE, SIDE, 3)
    assert image.dtype == np.float32
    assert image[0, 0].tolist() == [-1, -1, 1]


def test_what_is_transparent_is_grey():
    picture = np.zeros((20, 20, 4), np.uint8)
    assert np.ptp(prepared(picture)) == 0
    assert 0.4 < prepared(picture).mean() < 0.7


@pytest.mark.parametrize(("shape", "dtype"), [((4, 4), np.uint8), ((4, 4, 3), np.float32), ((0, 4, 3), np.uint8)])
def test_what_is_no_picture_is_refused(shape, dtype):
    with pytest.raises(ValueError, match="expected"):
        prepared(np.zeros(shape, dtype))


@given(hnp.arrays(np.float32, CLASSES, elements=st.floats(-30, 30, width=32)))
def test_every_head_sums_to_one(logits):
    reading = ImageEncoder(FakeSession(logits))(np.zeros((8, 8, 3), np.uint8))
    for head, classes in HEADS.items():
        assert set(reading.probabilities[head]) == set(classes)
        assert sum(reading.probabilities[head].values()) == pytest.approx(1, abs=1e-4)
    assert sum(reading.categories().values()) == pytest.approx(1, abs=1e-4)
    assert -1e-5 <= reading.wearable <= 1 + 1e-4
    assert np.linalg.norm(reading.embedding) == pytest.approx(1, abs=1e-4)


def test_kind_and_category_are_read_together():
    logits = told(kind=(Kind.LONGSLEEVE, 9.0), category=(Category.SWEATER, 3.0))
    # Alone, the finer head would call it jeans: no long-sleeved top is one.
    logits[head_slices()["category"].start + HEADS["category"].index(Category.JEANS)] = 6.0
    reading = ImageEncoder(FakeSession(logits))(np.zeros((8, 8, 3), np.uint8))
    assert reading.best("category")[0] == Category.JEANS
    shares = reading.categories()
    assert max(shares, key=shares.get) is Category.SWEATER


@pytest.mark.parametrize(("kind", "wearable"), [(Kind.SHOES, False), (Kind.HAT, False), (Kind.DRESS, True)])
def test_shoes_are_nothing_to_try_on(kind, wearable):
    reading = ImageEncoder(FakeSession(told(kind=(kind, 12.0))))(np.zeros((8, 8, 3), np.uint8))
    assert (reading.wearable > 0.9) is wearable


def test_the_mirror_image_is_read_too():
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    picture[:, : SIDE // 2] = 255
    session = FakeSession()
    both = ImageEncoder(session, mirrored=True).raw(picture)[0]
    assert session.shown[0].shape == (2, SIDE, SIDE, 3)
    assert np.array_equal(session.shown[0][0], session.shown[0][1][:, ::-1])
    assert both == pytest.approx(ImageEncoder(session, mirrored=True).raw(picture[:, ::-1])[0])


def test_the_colour_comes_from_lab():
    grey = ImageEncoder(FakeSession(colour=(53.4, 0.0, 0.0)))(np.zeros((8, 8, 3), np.uint8)).colour
    red = ImageEncoder(FakeSession(colour=(53.2, 80.1, 67.2)))(np.zeros((8, 8, 3), np.uint8)).colour
    assert grey == "#808080"
    assert red[1:3] == "ff"


def test_readings_cannot_be_changed():
    reading = ImageEncoder(FakeSession())(np.zeros((8, 8, 3), np.uint8))
    assert not reading.embedding.flags.writeable
    with pytest.raises(TypeError):
        reading.probabilities["kind"]["hat"] = 1


def test_a_file_that_is_no_network_is_one_line(tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        open_image_encoder(path)
    with pytest.raises(ModelError, match=r"missing\.onnx"):
        open_image_encoder(tmp_path / "missing.onnx")


def test_softmax_of_large_numbers():
    assert softmax(np.array([1e4, 1e4, -1e4], np.float32)).tolist() == [0.5, 0.5, 0.0]
