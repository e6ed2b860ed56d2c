from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Pattern
from tryon_desktop.engine.style import fusions
from tryon_desktop.engine.style.fusion import (
    Candidates,
    DecisionFusion,
    Evidence,
    FusionKind,
    Reference,
    RepresentationFusion,
    likeness_to,
)
from tryon_desktop.engine.style.fusions import DEFAULT_FUSION, available_fusions, make_fusion
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.rank import score_all
from tryon_desktop.engine.style.request import Intent, Request, Want
from tryon_desktop.engine.vision.framing import Framing


def tee(colour: str, pattern: Pattern = Pattern.SOLID) -> GarmentSpec:
    return GarmentSpec(category=Category.TEE, colours=(colour,), neckline=Neckline.CREW, pattern=pattern)


TEAL, RED, STRIPED = tee("#0f766e"), tee("#c1121f"), tee("#c1121f", Pattern.STRIPE)
JEANS = GarmentSpec(category=Category.JEANS, colours=("#1d2b44",))
SPECS = (TEAL, RED, STRIPED, JEANS)
AXES = np.eye(4, dtype=np.float32)


def fused(fusion, request, **sources):
    scores = score_all(request, SPECS)
    return fusion(Evidence(request, **sources), Candidates(SPECS, AXES, scores))


@pytest.mark.parametrize("kind", available_fusions())
def test_the_parts_are_the_whole_score(kind):
    request = Request(Intent.FIND, (Want("colour", ("#c1121f",), "red"),))
    result = fused(make_fusion(kind), request, query=AXES[1], taste=AXES[3], person=Person(("#c68863",)),
                   reference=Reference(TEAL))  # fmt: skip
    assert np.allclose(sum(result.parts.values()), result.totals, atol=1e-6)
    assert sum(value for _, value in result.of(0)) == pytest.approx(float(result.totals[0]), abs=1e-6)
    assert result.totals.min() >= 0
    assert result.totals.max() <= 1


def test_words_alone_are_decided_as_ever():
    request = Request(Intent.FIND, (Want("colour", ("#0f766e",), "teal"),))
    totals = fused(DecisionFusion(), request).totals
    assert np.allclose(totals, [score.total for score in score_all(request, SPECS)])


def test_what_is_refused_stays_last_whatever_the_picture_shows():
    request = Request(Intent.FIND, excluded=(Want("pattern", ("stripe",), "stripes"),))
    totals = fused(DecisionFusion(), request, reference=Reference(STRIPED), taste=AXES[2]).totals
    assert totals.argmin() == 2


def test_words_go_before_the_picture():
    assert likeness_to(Reference(RED), RED) == pytest.approx(1)
    assert likeness_to(Reference(RED), TEAL) < 1
    assert likeness_to(Reference(RED), TEAL, frozenset({"colour"})) == pytest.approx(1)


def test_the_person_breaks_ties_only():
    request = Request(Intent.FIND, (Want("category", ("tee",), "tee"),))
    plain = fused(DecisionFusion(), request).totals
    told = fused(DecisionFusion(), request, person=Person(("#c1121f",), framing=Framing.BUST)).totals
    assert told.argmax() == 0
    assert np.abs(told - plain).max() < 0.05
    assert told[3] == told.min()


def test_refused_words_are_taken_away_from_the_vector():
    request = Request(Intent.FIND)
    fusion = RepresentationFusion()
    both = AXES[0] + AXES[1]
    assert fused(fusion, request, query=both, refused=AXES[1]).totals.argmax() == 0
    assert fused(fusion, request, query=both, refused=AXES[0]).totals.argmax() == 1


def test_without_vectors_the_words_decide():
    request = Request(Intent.FIND, (Want("colour", ("#0f766e",), "teal"),))
    scores = score_all(request, SPECS)
    result = RepresentationFusion()(Evidence(request, query=AXES[1]), Candidates(SPECS, None, scores))
    assert result.totals.argmax() == 0


def test_all_three_kinds_can_be_chosen_and_the_default_is_named_first():
    assert set(available_fusions()) == set(FusionKind)
    assert available_fusions()[0] is DEFAULT_FUSION


def test_a_network_that_is_missing_is_not_offered(monkeypatch):
    def gone(name):
        raise ModelError(f"no model is named '{name}'")

    monkeypatch.setattr(fusions, "model_path", gone)
    assert FusionKind.FEATURE not in available_fusions()
    with pytest.raises(ModelError, match="fusion"):
        make_fusion(FusionKind.FEATURE)
