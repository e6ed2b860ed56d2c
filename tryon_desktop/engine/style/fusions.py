"""Which fusions there are, and which is the default."""

from __future__ import annotations

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.style.fusion import DecisionFusion, Fusion, FusionKind, RepresentationFusion

DEFAULT_FUSION = FusionKind.DECISION
AVAILABLE = (FusionKind.DECISION, FusionKind.REPRESENTATION)
"""What can be chosen: the feature-level kind needs a network, and none is trained yet."""


def make_fusion(kind: FusionKind) -> Fusion:
    """The fusion of that kind. Raises ModelError when its network is missing."""
    match kind:
        case FusionKind.DECISION:
            return DecisionFusion()
        case FusionKind.REPRESENTATION:
            return RepresentationFusion()
        case FusionKind.FEATURE:
            raise ModelError("the network of the feature-level fusion is not trained yet: choose another fusion")
