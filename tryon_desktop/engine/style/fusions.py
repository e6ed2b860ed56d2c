"""Which fusions there are, and which is the default."""

from __future__ import annotations

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.style.fusion import DecisionFusion, Fusion, FusionKind, RepresentationFusion
from tryon_desktop.engine.style.joint import open_feature_fusion

DEFAULT_FUSION = FusionKind.DECISION


def available_fusions() -> tuple[FusionKind, ...]:
    """What can be chosen, the default first; the feature-level kind only where its network is there and unaltered."""
    try:
        model_path("fusion")
    except ModelError:
        return (FusionKind.DECISION, FusionKind.REPRESENTATION)
    return (FusionKind.DECISION, FusionKind.REPRESENTATION, FusionKind.FEATURE)


def make_fusion(kind: FusionKind) -> Fusion:
    """The fusion of that kind. Raises ModelError when its network is missing or altered."""
    match kind:
        case FusionKind.DECISION:
            return DecisionFusion()
        case FusionKind.REPRESENTATION:
            return RepresentationFusion()
        case FusionKind.FEATURE:
            return open_feature_fusion(model_path("fusion"))
