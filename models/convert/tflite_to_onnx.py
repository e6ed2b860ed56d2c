"""TFLite flatbuffer -> ONNX, for the float networks of MediaPipe."""

from __future__ import annotations

from convert.layout import Tensors
from convert.manifest import Network, Port
from convert.onnx_graph import OnnxGraph
from convert.quicker import quicken
from convert.tflite_graph import TfliteGraph
from convert.tflite_ops import EMIT

_OPSET = 17


def convert_tflite(network: Network, data: bytes) -> dict[str, bytes]:
    """The ONNX file of `network`: inputs and outputs in the source's order, under the manifest's names, NHWC.

    Raises ValueError when shapes differ from the manifest's, NotImplementedError at an operator not in `EMIT`.
    """
    source = TfliteGraph(data)
    graph = OnnxGraph(network.name)
    tensors = Tensors(source, graph)
    for tensor, port in zip(source.inputs, network.inputs, strict=True):
        _check_shape(network.name, port, source.shape(tensor))
        tensors.write(tensor, port.name, nchw=False)
    for operator in source.operators():
        if operator.kind not in EMIT:
            raise NotImplementedError(f"{network.name}: operator {operator.kind}")
        EMIT[operator.kind](tensors, operator)
    for tensor, port in zip(source.outputs, network.outputs, strict=True):
        _check_shape(network.name, port, source.shape(tensor))
        graph.node("Identity", [tensors.read(tensor, nchw=False)], output=port.name)
    quicken(graph)
    (result,) = network.results
    return {result: graph.model(network.inputs, network.outputs, opset=_OPSET)}


def _check_shape(network: str, port: Port, shape: tuple[int, ...]) -> None:
    if shape != port.shape:
        raise ValueError(f"{network}: {port.name} is {shape} in the source, {port.shape} in the manifest")
