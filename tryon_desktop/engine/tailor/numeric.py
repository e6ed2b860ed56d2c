"""Shorthand for small float32 arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from tryon_desktop.engine.arrays import F32


def f32(values: Any) -> F32:
    """`values` (numbers, sequences, arrays) as a float32 array."""
    return np.asarray(values, np.float32)
