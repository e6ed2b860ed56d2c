"""Reads a TFLite flatbuffer: operators in order, tensor shapes, and constants widened to plain dense arrays.

Format: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import tflite
from numpy.typing import NDArray

Array = NDArray[Any]
_Options = TypeVar("_Options")

_KIND = {code: kind for kind, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
_DTYPE = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
}
_INDEX_VECTOR = {
    tflite.SparseIndexVector.Int32Vector: tflite.Int32Vector,
    tflite.SparseIndexVector.Uint16Vector: tflite.Uint16Vector,
    tflite.SparseIndexVector.Uint8Vector: tflite.Uint8Vector,
}


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of the graph. Tensors are given by index; an optional input that is absent is -1."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    raw: Any

    def options(self, kind: type[_Options]) -> _Options:
        """The operator's builtin options, read as `kind` (a class of the tflite package)."""
        table = self.raw.BuiltinOptions()
        options: Any = kind()
        options.Init(table.Bytes, table.Pos)
        return options  # type: ignore[no-any-return]

    def custom_options(self) -> bytes:
        """The bytes that a custom operator carries."""
        return bytes(self.raw.CustomOptionsAsNumpy())


class TfliteGraph:
    """The first subgraph of a TFLite model."""

    def __init__(self, data: bytes) -> None:
        self._model = tflite.Model.GetRootAsModel(data, 0)
        self._graph = self._model.Subgraphs(0)
        self.inputs = tuple(int(t) for t in self._graph.InputsAsNumpy())
        self.outputs = tuple(int(t) for t in self._graph.OutputsAsNumpy())

    def operators(self) -> Iterator[Operator]:
        """Every operator, in an order in which it can be computed. Custom ones are named CUSTOM:name."""
        for k in range(self._graph.OperatorsLength()):
            raw = self._graph.Operators(k)
            opcode = self._model.OperatorCodes(raw.OpcodeIndex())
            # Old files fill only the deprecated one-byte code; new ones put the larger of the two in BuiltinCode.
            kind = _KIND[max(opcode.BuiltinCode(), opcode.DeprecatedBuiltinCode())]
            if kind == "CUSTOM":
                kind = f"CUSTOM:{opcode.CustomCode().decode()}"
            inputs, outputs = raw.InputsAsNumpy(), raw.OutputsAsNumpy()
            yield Operator(kind, tuple(map(int, inputs)), tuple(map(int, outputs)), raw)

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Extents of a tensor; () for a scalar."""
        raw = self._graph.Tensors(tensor)
        return tuple(int(n) for n in raw.ShapeAsNumpy()) if raw.ShapeLength() else ()

    def constant(self, tensor: int) -> Array | None:
        """The value stored for a tensor, dense, or None when it is computed."""
        raw = self._graph.Tensors(tensor)
        buffer = self._model.Buffers(raw.Buffer())
        if buffer.DataLength() == 0:
            return None
        values = np.frombuffer(buffer.DataAsNumpy().tobytes(), _DTYPE[raw.Type()])
        shape, sparsity = self.shape(tensor), raw.Sparsity()
        return values.reshape(shape) if sparsity is None else _densify(values, shape, sparsity)


def _densify(values: Array, shape: tuple[int, ...], sparsity: Any) -> Array:
    """Scatter the stored values of a sparse tensor into a dense one.

    The levels are a tree: a dense level gives every parent all indices, a compressed one gives parent p the indices
    between segments p and p + 1. The leaves, in order, are the stored values. Levels past the rank are block dims.
    """
    order = [int(d) for d in sparsity.TraversalOrderAsNumpy()]
    blocks = [int(d) for d in sparsity.BlockMapAsNumpy()] if sparsity.BlockMapLength() else []
    index: list[Array] = []
    extents: list[int] = []
    leaves = 1
    for level in range(sparsity.DimMetadataLength()):
        meta = sparsity.DimMetadata(level)
        if meta.Format() == tflite.DimensionType.DENSE:
            count = meta.DenseSize()
            here = np.tile(np.arange(count), leaves)
            repeats: int | Array = count
            extents.append(count)
        else:
            here = _index_vector(meta.ArrayIndicesType(), meta.ArrayIndices())
            repeats = np.diff(_index_vector(meta.ArraySegmentsType(), meta.ArraySegments()))
            extents.append(0)
        index = [*(np.repeat(column, repeats) for column in index), here]
        leaves = len(here)
    if leaves != len(values):
        raise ValueError(f"a sparse tensor names {leaves} values and stores {len(values)}")
    rank = len(shape)
    place = [np.zeros(leaves, np.int64) for _ in shape]
    for level, dim in enumerate(order):
        if dim < rank:
            place[dim] += index[level]
        else:
            blocked = blocks[dim - rank]
            place[blocked] = place[blocked] * extents[level] + index[level]
    dense = np.zeros(shape, values.dtype)
    dense[tuple(place)] = values
    return dense


def _index_vector(kind: int, table: Any) -> Array:
    vector = _INDEX_VECTOR[kind]()
    vector.Init(table.Bytes, table.Pos)
    return np.asarray(vector.ValuesAsNumpy(), np.int64)
