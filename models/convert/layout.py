"""Carries TFLite tensors into an ONNX graph, keeping track of where channels lie.

TFLite images are NHWC and ONNX convolutions want NCHW. Every 4-D tensor is kept in the layout that its maker left it
in; a Transpose is written only where a reader really wants the other one, once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tflite
from numpy.typing import NDArray

from convert.onnx_graph import OnnxGraph
from convert.tflite_graph import Array, TfliteGraph

_TO_NCHW = (0, 3, 1, 2)
_TO_NHWC = (0, 2, 3, 1)
NCHW_AXIS = (0, 2, 3, 1)  # NHWC axis -> the same axis in NCHW

Pair = tuple[int, int]  # height, width


class Tensors:
    """The tensors of one TFLite graph as they stand in the ONNX graph that is being written."""

    def __init__(self, source: TfliteGraph, graph: OnnxGraph) -> None:
        self.source = source
        self.graph = graph
        self._names: dict[tuple[int, bool], str] = {}
        self._constants: dict[int, Array] = {}

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Extents in TFLite's order."""
        return self.source.shape(tensor)

    def is_image(self, tensor: int) -> bool:
        """Whether a tensor has four dimensions, and so a place for its channels."""
        return len(self.shape(tensor)) == 4

    def constant(self, tensor: int) -> Array | None:
        """The tensor's stored value, or None when it is computed."""
        return self._constants[tensor] if tensor in self._constants else self.source.constant(tensor)

    def known(self, tensor: int) -> Array:
        """The tensor's stored value. Raises ValueError when it is computed."""
        value = self.constant(tensor)
        if value is None:
            raise ValueError(f"tensor {tensor} should be a constant")
        return value

    def define(self, tensor: int, value: NDArray[Any]) -> None:
        """Say that a tensor is the constant `value`."""
        self._constants[tensor] = value

    def write(self, tensor: int, name: str, *, nchw: bool) -> None:
        """Say that `tensor` is now the ONNX value `name`."""
        self._names[tensor, nchw and self.is_image(tensor)] = name

    def is_nchw(self, tensor: int) -> bool:
        """Whether the tensor can be read channels first without a Transpose."""
        return (tensor, True) in self._names

    def read(self, tensor: int, *, nchw: bool) -> str:
        """The ONNX name of a tensor in the layout wanted; layouts matter to 4-D tensors only."""
        nchw = nchw and self.is_image(tensor)
        value = self.constant(tensor)
        if value is not None:
            return self.graph.constant(value.transpose(_TO_NCHW) if nchw else value)
        if (tensor, nchw) not in self._names:
            other = self._names[tensor, not nchw]
            turned = self.graph.node("Transpose", [other], perm=list(_TO_NCHW if nchw else _TO_NHWC))
            self._names[tensor, nchw] = turned
        return self._names[tensor, nchw]

    def broadcast(self, tensor: int, *, nchw: bool) -> str:
        """Like `read`, for an operand that is spread over a 4-D result."""
        value = self.constant(tensor)
        if value is None or not nchw:
            return self.read(tensor, nchw=nchw)
        return self.graph.constant(value.reshape((1,) * (4 - value.ndim) + value.shape).transpose(_TO_NCHW))

    def activated(self, name: str, activation: int) -> str:
        """`name` after the activation that TFLite fused into an operator."""
        if activation == tflite.ActivationFunctionType.NONE:
            return name
        if activation == tflite.ActivationFunctionType.RELU:
            return self.graph.node("Relu", [name])
        if activation == tflite.ActivationFunctionType.RELU6:
            bounds = [self.graph.constant(np.float32(v)) for v in (0, 6)]
            return self.graph.node("Clip", [name, *bounds])
        raise NotImplementedError(f"fused activation {activation}")


def same_padding(extents: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> list[int]:
    """ONNX pads (top, left, bottom, right) of TensorFlow's SAME padding: the odd pixel goes after, not before."""
    totals = [
        max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        for n, k, s, d in zip(extents, kernel, stride, dilation, strict=True)
    ]
    before = [total // 2 for total in totals]
    return before + [total - first for total, first in zip(totals, before, strict=True)]
