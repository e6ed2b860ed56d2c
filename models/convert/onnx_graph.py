"""A small builder for ONNX graphs: nodes in order, constants stored once, half precision where nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from convert.manifest import Port

_ELEMENT = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64}
# Below this many values the extra Cast node costs more bytes than it saves.
_WORTH_HALVING = 64


class OnnxGraph:
    """Collects nodes and constants; `model()` closes it. The same calls give the same bytes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._values: dict[str, NDArray[Any]] = {}
        self._counter = 0

    @property
    def nodes(self) -> Sequence[onnx.NodeProto]:
        """The nodes so far, in order."""
        return self._nodes

    def rewrite(self, made: Callable[[onnx.NodeProto], Sequence[onnx.NodeProto]]) -> None:
        """Put what `made` returns of each node in its place."""
        self._nodes = [new for node in self._nodes for new in made(node)]

    def value(self, name: str) -> NDArray[Any] | None:
        """The constant of that name, or None when the name is no constant's."""
        return self._values.get(name)

    def node(self, kind: str, inputs: Sequence[str], *, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Append a node with one output and return the output's name ("" as an input: an optional one left out)."""
        if not output:
            self._counter += 1
            output = f"{kind.lower()}_{self._counter}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output

    def constant(self, value: NDArray[Any] | np.generic) -> str:
        """Name of a constant with this value; equal constants share one name."""
        array = np.asarray(value, order="C")
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = f"const_{len(self._constants)}"
            self._constants[key] = name
            self._values[name] = array
        return self._constants[key]

    def model(self, inputs: Sequence[Port], outputs: Sequence[Port], *, opset: int, microsoft: bool = False) -> bytes:
        """The serialised model. `microsoft` admits operators of the com.microsoft domain. Raises when it is invalid."""
        takes, gives = ([_value(port) for port in side] for side in (inputs, outputs))
        read = {name for node in self._nodes for name in node.input}
        stored, widened = _stored({name: value for name, value in self._values.items() if name in read})
        graph = helper.make_graph(widened + self._nodes, self._name, takes, gives, stored)
        opsets = [helper.make_opsetid("", opset)]
        if microsoft:
            opsets.append(helper.make_opsetid("com.microsoft", 1))
        # The IR version of onnx 1.15: every runtime that the package accepts can read it.
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="tryon-desktop")
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def _stored(constants: Mapping[str, NDArray[Any]]) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """The tensors to store, in half precision where nothing is lost by it, and the nodes that widen those again."""
    stored, widened = [], []
    for name, array in constants.items():
        if array.dtype == np.float32 and array.size >= _WORTH_HALVING:
            with np.errstate(over="ignore"):
                half = array.astype(np.float16)
            if np.array_equal(half.astype(np.float32), array):
                # The runtime folds the Cast when it loads the file; only the file is smaller.
                stored.append(numpy_helper.from_array(half, f"{name}_half"))
                widened.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
                continue
        stored.append(numpy_helper.from_array(array, name))
    return stored, widened


def _value(port: Port) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(port.name, _ELEMENT[port.dtype], list(port.shape))
