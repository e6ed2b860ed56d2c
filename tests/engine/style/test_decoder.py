import numpy as np
import pytest

from tryon_desktop.engine.garments.spec import Category, GarmentSpec
from tryon_desktop.engine.style.colours import distance
from tryon_desktop.engine.style.decoder import Decoder
from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.request import Want


@pytest.fixture(scope="module")
def encoder():
    found = load_text_encoder()
    if found is None:
        pytest.skip("the text encoder is not built")
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_captions_come_back_as_their_garment(encoder, language):
    """Chance is one in twenty."""
    hues = ("#1b2a4a", "#c1121f", "#0f766e", "#f5ecd0")
    specs = [design([Want("category", (str(one),), ""), Want("colour", (hues[at % 4],), "")])
             for at, one in enumerate(Category)]  # fmt: skip
    decode = Decoder(encoder)
    found = [decode(vector) for vector in encoder.encode([describe(spec, language) for spec in specs], "passage")]
    assert np.mean([mine.category is spec.category for mine, spec in zip(found, specs, strict=True)]) >= 0.5
    assert np.median([distance(mine.colour, spec.colour) for mine, spec in zip(found, specs, strict=True)]) < 0.2


def test_any_vector_is_a_valid_garment(encoder):
    decode = Decoder(encoder)
    rng = np.random.default_rng(0)
    for _ in range(5):
        vector = rng.normal(size=384).astype(np.float32)
        assert isinstance(decode(vector / np.linalg.norm(vector)), GarmentSpec)
