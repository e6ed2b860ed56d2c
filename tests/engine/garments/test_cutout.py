import cv2
import numpy as np
import pytest
from drawn_photographs import TEE, TROUSERS, mask_of, photograph

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.cutout import bled, cut_out


def overlap(alpha, shape, size=512):
    """Intersection over union with the drawn shape, both cropped to their own bounding boxes."""

    def box(mask):
        ys, xs = np.nonzero(mask)
        return mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.uint8)

    truth, found = box(mask_of(shape, size)), box(alpha >= 128)
    found = cv2.resize(found, truth.shape[::-1], interpolation=cv2.INTER_AREA)
    return (truth & found).sum() / (truth | found).sum()


@pytest.mark.parametrize("shape", [TEE, TROUSERS])
@pytest.mark.parametrize("colour", [(70, 60, 150), (32, 30, 30), (150, 120, 60)])
def test_outline_is_the_garments_and_not_its_shadows(shape, colour):
    cut = cut_out(photograph(shape, colour))
    assert cut.plain
    assert overlap(cut.alpha, shape) > 0.97


def test_longest_side_and_margin():
    cut = cut_out(photograph(TEE))
    assert 768 <= max(cut.alpha.shape) <= 1024
    assert cut.bgr.shape[:2] == cut.alpha.shape
    assert not cut.alpha[[0, -1]].any()
    assert not cut.alpha[:, [0, -1]].any()


def test_no_pale_rim_is_left_on_a_dark_garment():
    cut = cut_out(photograph(TEE, (30, 25, 20)))
    edge = (cut.alpha > 40) & (cut.alpha < 250)
    assert edge.sum() > 200
    assert np.quantile(cut.bgr[edge].max(axis=1), 0.9) < 90


def test_colour_is_carried_past_the_outline():
    cut = cut_out(photograph(TEE, (70, 60, 150)))
    outside = cut.bgr[cut.alpha == 0].astype(int)
    assert np.median(np.abs(outside - (70, 60, 150)).max(axis=1)) < 25


def test_a_picture_with_its_own_transparency_is_taken_as_it_is():
    mask = mask_of(TEE)
    picture = np.dstack([np.full((512, 512, 3), 90, np.uint8), np.where(mask, 255, 0).astype(np.uint8)])
    assert overlap(cut_out(picture).alpha, TEE) > 0.99


def test_a_hole_shows_the_ground():
    picture = photograph(TEE, (60, 40, 30), shadow=False)
    cv2.circle(picture, (256, 300), 30, (238, 240, 241), -1)
    cut = cut_out(picture)
    solid = (cut.alpha >= 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(1 - solid)
    assert len(stats) == 3  # garment, surroundings, hole


@pytest.mark.parametrize(
    "picture",
    [
        np.full((256, 256, 3), 240, np.uint8),
        np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8),
        np.dstack([np.full((256, 256, 3), 90, np.uint8), np.zeros((256, 256), np.uint8)]),
    ],
    ids=["blank", "noise", "transparent"],
)
def test_no_garment_is_one_line(picture):
    with pytest.raises(GarmentError) as raised:
        cut_out(picture)
    assert "\n" not in str(raised.value)


def test_bleeding_keeps_what_is_known():
    picture = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    known = np.zeros((40, 40), bool)
    known[10:20, 10:20] = True
    spread = bled(picture, known)
    assert (spread[known] == picture[known]).all()
    assert (spread[0, 0].astype(int) >= picture[known].min(0)).all()
