from __future__ import annotations

import itertools

import numpy as np
import pytest

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Sleeve
from tryon_desktop.engine.style.heads import CATEGORIES_OF, HEADS, Kind, head_slices
from tryon_desktop.training.labels import KIND_CAPTIONS, PHOTO_LABELS, kinds_of, known_of_kind, known_of_spec


def allowed(known, head):
    return {name for name, possible in zip(HEADS[head], known[head_slices()[head]], strict=True) if possible}


def test_heads_lie_side_by_side():
    places = list(head_slices().values())
    assert places[0].start == 0
    assert all(a.stop == b.start for a, b in itertools.pairwise(places))
    assert places[-1].stop == sum(map(len, HEADS.values()))


def test_every_kind_has_a_label_a_caption_and_categories():
    assert set(PHOTO_LABELS.values()) == set(Kind) == set(KIND_CAPTIONS) == set(CATEGORIES_OF)
    assert {category for members in CATEGORIES_OF.values() for category in members} == set(Category)


@pytest.mark.parametrize("kind", Kind)
def test_a_photograph_tells_its_kind_and_narrows_the_rest(kind):
    known = known_of_kind(kind)
    assert allowed(known, "kind") == {kind}
    assert allowed(known, "category") == set(CATEGORIES_OF[kind] or Category)
    assert all(allowed(known, head) for head in HEADS)
    assert len(allowed(known, "pattern")) == len(HEADS["pattern"])


def test_trousers_have_no_sleeves_and_shoes_say_nothing_of_them():
    assert allowed(known_of_kind(Kind.PANTS), "sleeve") == {Sleeve.NONE}
    assert len(allowed(known_of_kind(Kind.SHOES), "sleeve")) == len(Sleeve)


def test_a_drawn_garment_is_known_in_full():
    spec = GarmentSpec(category="tee", colours=("#112233",), sleeve="long", neckline="crew")
    known = known_of_spec(spec)
    assert [allowed(known, head) for head in ("category", "sleeve", "pattern")] == [{"tee"}, {"long"}, {"solid"}]
    assert kinds_of(spec) == {Kind.LONGSLEEVE}
    assert kinds_of(spec.model_copy(update={"sleeve": Sleeve.SHORT})) == {Kind.TSHIRT}
    assert not np.array_equal(known, known_of_kind(Kind.LONGSLEEVE))


@pytest.mark.parametrize("category", Category)
def test_every_category_counts_as_some_kind(category):
    neckline = "none" if category in ("skirt", "trousers", "jeans", "joggers", "leggings", "shorts") else "crew"
    assert kinds_of(GarmentSpec(category=category, colours=("#000000",), neckline=neckline))
