from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Pattern, Sleeve
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.tailor.colours import linear
from tryon_desktop.engine.tailor.figures import figure_tile, motif_figure, picture_figure
from tryon_desktop.engine.tailor.motifs import draw_motif, find_motif, is_worn, motif_keys, motif_name


@pytest.mark.parametrize(
    ("words", "key"),
    [("little pineapples", "pineapple"), ("cats", "cat"), ("a fox", "fox"), ("strawberries", "strawberry"),
     ("cacti", "cactus"), ("red hearts", "red-heart"), ("tiny blue birds", "bird"), ("小猫", "cat"),
     ("棕榈树", "palm-tree"), ("一只小狐狸", "fox"), ("草莓图案", "strawberry")],
)  # fmt: skip
def test_a_motif_is_found_by_its_name(words: str, key: str) -> None:
    assert find_motif(words) == key


@pytest.mark.parametrize("words", ["", "qwerty", "pockets", "口袋", "long sleeves", "。"])
def test_what_is_no_motif_is_none(words: str) -> None:
    assert find_motif(words) is None


def test_every_motif_has_its_names_and_is_found_by_them() -> None:
    lost = [key for key in motif_keys() for language in ("en", "zh") if find_motif(motif_name(key, language)) is None]
    assert lost == []


@settings(max_examples=30)
@given(st.sampled_from(motif_keys()), st.integers(8, 90))
def test_a_motif_is_drawn_at_any_size(key: str, side: int) -> None:
    drawn = draw_motif(key, side)
    assert drawn is not None
    assert max(drawn.shape[:2]) == side
    assert drawn[..., 3].max() > 0.5
    assert drawn[..., 3].max() <= 1.001
    assert (drawn[..., :3] <= drawn[..., 3:] + 1e-3).all(), "premultiplied"


def test_clothes_are_worn() -> None:
    assert is_worn("jeans")
    assert not is_worn("pineapple")


def test_a_print_repeats_without_a_seam() -> None:
    figure = motif_figure("pineapple")
    assert figure is not None
    tile, side = figure_tile(figure, 4.4, 2.9, 12.0, linear("#20304f"), 3)
    assert side == pytest.approx(6 * 4.4)
    inside = np.abs(np.diff(tile, axis=1)).mean((0, 2)).max()
    assert np.abs(tile[:, 0] - tile[:, -1]).mean() <= inside
    assert (np.abs(tile - linear("#20304f")).max(2) > 0.05).mean() > 0.1


def tee(**fields: object) -> GarmentSpec:
    return GarmentSpec.model_validate({"category": Category.TEE, "colours": ("#20304f",), "sleeve": Sleeve.SHORT,
                                       "neckline": Neckline.CREW} | fields)  # fmt: skip


def test_on_the_chest_or_all_over() -> None:
    plain, once, strewn = (sew(spec, size=256) for spec in (
        tee(), tee(motif="pineapple"), tee(motif="pineapple", pattern=Pattern.MOTIF)))  # fmt: skip
    changed = [(np.abs(plain.image.astype(int) - one.image).max(2) > 24).mean() for one in (once, strewn)]
    assert 0.005 < changed[0] < 0.1
    rows = np.flatnonzero((np.abs(plain.image.astype(int) - once.image).max(2) > 24).any(1))
    assert rows.max() - rows.min() < 0.35 * 256
    rows = np.flatnonzero((np.abs(plain.image.astype(int) - strewn.image).max(2) > 24).any(1))
    assert rows.max() - rows.min() > 0.7 * strewn.image.shape[0]


def test_an_unknown_motif_is_said() -> None:
    assert sew(tee(motif="no-such-thing"), size=128).notes == (
        "the motif is left out: there is none called no-such-thing",)  # fmt: skip


def test_the_users_own_picture() -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:, :30] = (0, 0, 255)
    plain, once, strewn = (sew(tee(), size=256, picture=given, all_over=over) for given, over in (
        (None, False), (picture, False), (picture, True)))  # fmt: skip
    red = [(one.image[..., 2].astype(int) - one.image[..., 1] > 90) & (one.image[..., 3] > 200) for one in
           (plain, once, strewn)]  # fmt: skip
    assert not red[0].any()
    assert 50 < red[1].sum() < red[2].sum()
    with pytest.raises(ValueError, match="picture"):
        picture_figure(np.zeros((4, 4), np.uint8))
