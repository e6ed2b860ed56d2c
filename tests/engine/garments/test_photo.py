import cv2
import numpy as np
import pytest
from drawn_photographs import LONG_SLEEVED, SHORTS, SKIRT, TANK, TEE, TROUSERS, photograph

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.garment import Origin, Part
from tryon_desktop.engine.garments.photo import garment_from_photo
from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Pattern, Sleeve, Slot, read_spec


def test_a_tee_is_read_as_one():
    garment = garment_from_photo(photograph(TEE), garment_id="mine")
    assert garment.id == "mine"
    assert garment.origin is Origin.PHOTO
    assert garment.spec.category is Category.TEE
    assert garment.spec.sleeve is Sleeve.SHORT
    assert garment.spec.pattern is Pattern.SOLID
    red, green, blue = (int(garment.spec.colour[i : i + 2], 16) for i in (1, 3, 5))
    assert np.abs(np.subtract((blue, green, red), (70, 60, 150))).max() < 16
    assert garment.has_sleeves
    assert not garment.image.flags.writeable


@pytest.mark.parametrize(
    ("shape", "slot", "category"),
    [
        (LONG_SLEEVED, Slot.TOP, Category.SWEATSHIRT),
        (TANK, Slot.TOP, Category.TANK),
        (TROUSERS, Slot.BOTTOM, Category.TROUSERS),
        (SHORTS, Slot.BOTTOM, Category.SHORTS),
        (SKIRT, Slot.BOTTOM, Category.SKIRT),
    ],
)
def test_guess_by_silhouette(shape, slot, category):
    spec = garment_from_photo(photograph(shape, (40, 70, 120)), garment_id="x").spec
    assert spec.slot is slot
    assert spec.category is category


def test_what_is_said_is_believed():
    spec = read_spec({"category": "dress", "colours": ["#102030"], "neckline": "crew", "length": "midi"})
    garment = garment_from_photo(photograph(TEE), garment_id="x", spec=spec)
    assert garment.spec is spec
    assert Part.SKIRT in garment.parts


def test_the_inside_of_the_back_is_a_layer_of_its_own():
    picture = photograph(TEE, (150, 140, 60), size=1024)
    opening = np.int32([(2 * x, 2 * y) for x, y in [(240, 78), (272, 78), (268, 92), (256, 104), (244, 92)]])
    cv2.fillPoly(picture, [opening.reshape(-1, 1, 2)], (50, 45, 20))
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8)
    garment = garment_from_photo(picture, garment_id="x")
    assert garment.inner is not None
    front = garment.landmarks["neck_front"]
    back = garment.landmarks["neck_back"]
    inside = int((front[0] + back[0]) / 2), int(0.5 * front[1] + 0.5 * back[1])
    assert front[1] > back[1] + 10
    assert garment.inner[inside[1], inside[0], 3] > 200
    assert garment.image[inside[1], inside[0], 3] < 60


def test_stripes_are_no_solid():
    picture = photograph(TEE, (60, 50, 40), shadow=False)
    cloth = picture.max(axis=2) < 110
    rows = (np.arange(512) // 14 % 2 == 0)[:, None]
    picture[cloth & rows & (np.arange(512)[:, None] > 120)] = (120, 150, 200)
    assert garment_from_photo(picture, garment_id="x").spec.pattern is Pattern.BRETON


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((40, 40, 3), np.uint8),
        np.zeros((200, 200), np.uint8),
        np.zeros((200, 200, 3), np.float32),
        np.random.default_rng(2).integers(0, 256, (300, 300, 3), dtype=np.uint8),
        np.tile(np.linspace(20, 240, 300, dtype=np.uint8)[None, :, None], (300, 1, 3)),
    ],
    ids=["tiny", "grey", "float", "noise", "gradient"],
)
def test_what_is_no_garments_photograph_is_refused(picture):
    with pytest.raises(GarmentError) as raised:
        garment_from_photo(picture, garment_id="x")
    assert "\n" not in str(raised.value)


def test_shadow_in_the_fork_is_no_cloth():
    garment = garment_from_photo(photograph(TROUSERS, (26, 24, 24)), garment_id="x")
    waist, hem = garment.landmarks["waist_r"][1], garment.landmarks["hem_r_outer"][1]
    assert (garment.landmarks["crotch"][1] - waist) / (hem - waist) < 0.42


@pytest.mark.parametrize(
    ("shape", "shares", "category"),
    [
        (LONG_SLEEVED, {Category.CARDIGAN: 0.8, Category.TEE: 0.2}, Category.CARDIGAN),
        (LONG_SLEEVED, {Category.CARDIGAN: 0.4, Category.TEE: 0.3, Category.COAT: 0.3}, Category.SWEATSHIRT),
        (LONG_SLEEVED, {Category.JEANS: 0.95, Category.CARDIGAN: 0.05}, Category.SWEATSHIRT),
        (TROUSERS, {Category.JOGGERS: 0.7, Category.TEE: 0.3}, Category.JOGGERS),
        (SKIRT, {Category.DRESS: 1.0}, Category.SKIRT),
    ],
)
def test_the_network_is_believed_where_it_is_sure_and_the_silhouette_allows(shape, shares, category):
    def recognise(picture):
        return dict.fromkeys(Category, 0.0) | shares

    spec = garment_from_photo(photograph(shape, (40, 70, 120)), garment_id="x", recognise=recognise).spec
    assert spec.category is category


def test_every_category_that_is_recognised_makes_a_valid_garment():
    for category in Category:
        shape = SKIRT if category is Category.SKIRT else TROUSERS if SLOT_OF[category] is Slot.BOTTOM else TEE
        shares = {one: float(one is category) for one in Category}
        garment = garment_from_photo(photograph(shape, size=256), garment_id="x", recognise=lambda _, said=shares: said)
        assert garment.spec.category is category


def test_without_a_network_the_silhouette_decides():
    garment = garment_from_photo(photograph(TEE), garment_id="x", recognise=lambda picture: None)
    assert garment.spec.category is Category.TEE


def test_an_outline_that_does_not_fit_the_named_garment_is_refused(monkeypatch):
    def misfit(shape, build):
        raise ValueError("attempt to get argmax of an empty sequence")

    monkeypatch.setattr("tryon_desktop.engine.garments.photo.find_landmarks", misfit)
    with pytest.raises(GarmentError, match="outline"):
        garment_from_photo(np.full((200, 200, 3), 240, np.uint8) - drawn_square(), garment_id="x")


def drawn_square():
    square = np.zeros((200, 200, 3), np.uint8)
    square[50:150, 60:140] = 180
    return square
