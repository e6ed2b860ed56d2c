"""Which fusions there are, and which is the default."""

from __future__ import annotations

from tryon_desktop.engine.style.fusion import DecisionFusion, Fusion, FusionKind, RepresentationFusion

DEFAULT_FUSION = FusionKind.DECISION


def make_fusion(kind: FusionKind) -> Fusion:
    """The fusion of that kind. Raises ModelError when its network is missing or altered."""
    if kind is FusionKind.REPRESENTATION:
        return RepresentationFusion()
    return DecisionFusion()
