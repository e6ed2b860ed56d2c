"""Networks to ONNX files: weights kept as float16, checked against torch before anything is written."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.onnx_options import session_options

_LEAST_HALVED = 64
"""Tensors with fewer values stay float32: they weigh nothing, and biases are sensitive."""
TOLERANCE = 0.02
"""Largest difference to torch that an export may have, as a share of an output's largest value."""


def to_onnx(module: nn.Module, inputs: Sequence[tuple[str, Tensor]], outputs: Sequence[str]) -> onnx.ModelProto:
    """Trace `module`; the first dimension of every input and output may vary and is named "batch"."""
    names = [name for name, _ in inputs]
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        # The tracing exporter is told to be on its way out; the other one needs packages that train does not.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(), tuple(value for _, value in inputs), f"{folder}/network.onnx",
            input_names=names, output_names=list(outputs), opset_version=17, dynamo=False,
            dynamic_axes={name: {0: "batch"} for name in (*names, *outputs)},
        )  # fmt: skip
        model = onnx.load(f"{folder}/network.onnx")
    with torch.no_grad():
        results = module(*(value for _, value in inputs))
    for port, result in zip(model.graph.output, [results] if isinstance(results, Tensor) else results, strict=True):
        # The tracer does not follow every extent.
        for dim, extent in zip(port.type.tensor_type.shape.dim, ("batch", *result.shape[1:]), strict=True):
            dim.Clear()
            setattr(dim, "dim_param" if isinstance(extent, str) else "dim_value", extent)
    return model


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with its weights stored as float16 and cast to float32 when it is loaded."""
    graph = model.graph
    casts, kept = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < _LEAST_HALVED:
            kept.append(tensor)
            continue
        name = f"{tensor.name}_half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def parity(model: onnx.ModelProto, module: nn.Module, inputs: Sequence[tuple[str, Tensor]]) -> dict[str, float]:
    """Largest difference between onnxruntime and torch of every output, as a share of its largest value."""
    session = ort.InferenceSession(model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = module.eval()(*(value for _, value in inputs))
    if isinstance(expected, Tensor):
        expected = (expected,)
    actual = session.run(None, {name: value.numpy() for name, value in inputs})
    names = [output.name for output in session.get_outputs()]
    return {
        name: float(np.abs(got - want.numpy()).max() / max(np.abs(want.numpy()).max(), 1e-9))
        for name, got, want in zip(names, actual, expected, strict=True)
    }


def write_checked(
    module: nn.Module, inputs: Sequence[tuple[str, Tensor]], outputs: Sequence[str], path: Path, *, version: str
) -> dict[str, float]:
    """Export to `path` (temp file and replace) and return the parity. Raises ModelError when it is not held."""
    model = halved(to_onnx(module, inputs, outputs))
    model.producer_name, model.producer_version, model.model_version = "tryon-desktop", version, 1
    found = parity(model, module, inputs)
    worst = max(found, key=lambda name: found[name])
    if not found[worst] <= TOLERANCE:
        raise ModelError(f"the exported {worst} differs from torch's by {found[worst]:.1%}: nothing was written")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(model.SerializeToString())
    os.replace(part, path)
    return found
