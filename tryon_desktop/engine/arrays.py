"""Names for the array types that travel through the engine."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

U8: TypeAlias = NDArray[np.uint8]
F32: TypeAlias = NDArray[np.float32]
I32: TypeAlias = NDArray[np.int32]
Bool: TypeAlias = NDArray[np.bool_]


def f32(values: ArrayLike) -> F32:
    """`values` as a float32 array."""
    return np.asarray(values, np.float32)


def u8(values: ArrayLike) -> U8:
    """`values` as a uint8 array; of one already uint8, itself."""
    return np.asarray(values, np.uint8)


def check_array(name: str, array: NDArray[Any], shape: tuple[int | None, ...], dtype: type) -> None:
    """Raise ValueError unless `array` has `shape` (None matches any extent) and `dtype`."""
    fits = array.ndim == len(shape) and all(want in (None, got) for want, got in zip(shape, array.shape, strict=False))
    if not fits or array.dtype != dtype:
        wanted = "x".join("*" if n is None else str(n) for n in shape)
        got = "x".join(map(str, array.shape))
        raise ValueError(f"{name}: expected {wanted} {np.dtype(dtype)}, got {got} {array.dtype}")


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Mark `array` read-only in place and return it: what is published is never written again."""
    array.flags.writeable = False
    return array
