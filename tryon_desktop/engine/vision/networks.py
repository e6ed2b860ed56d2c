"""What a network is to the rest of vision: a function. Tests put their own in place of onnxruntime's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tryon_desktop.engine.arrays import F32

Network: TypeAlias = Callable[[F32], list[F32]]
"""One network: a (1, H, W, 3) float32 RGB input in, its outputs in the model's own order out."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Everything vision runs. provider: "CUDA", "CoreML", "DirectML" or "CPU". why: one line for the window."""

    pose_detector: Network
    pose_landmarks: Network
    selfie_square: Network
    selfie_landscape: Network
    face_detector: Network
    face_mesh: Network
    provider: str = "CPU"
    why: str = ""
