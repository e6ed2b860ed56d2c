"""The same sums in forms that onnxruntime does faster on a processor; answers change by rounding alone.

onnxruntime keeps images in blocks of eight channels as long as every operator knows them. What takes an image out of
the blocks, or fills blocks with zeros, cost the pose network and the selfie network about a tenth of their time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

from convert.onnx_graph import OnnxGraph

Node = onnx.NodeProto

_FEW = 16
"""Channels up to which adding an image in a convolution is cheaper than adding it by itself."""
_BLOCK = 8
"""Channels in a block."""


def quicken(graph: OnnxGraph) -> None:
    """Rewrite `graph` in place."""
    for rewrite in (_mix_before_enlarging, _add_while_mixing, _sum_apart):
        rewrite(graph)


def _mix_before_enlarging(graph: OnnxGraph) -> None:
    """Linear resizing and a 1x1 convolution commute: the small image has fewer pixels to mix."""
    makers = _makers(graph)
    readers = _readers(graph)
    swapped: dict[int, list[Node]] = {}
    for node in graph.nodes:
        resize = makers.get(node.input[0])
        weights = _mixing(graph, node)
        if weights is None or resize is None or resize.op_type != "Resize" or readers[resize.output[0]] > 1:
            continue
        into, out_of = weights.shape[:2]
        if into > out_of or helper.get_node_attr_value(resize, "mode") != b"linear":
            continue
        size = graph.value(resize.input[3])
        if size is None:
            continue
        size = size.copy()
        size[1] = into
        mixed = f"{node.output[0]}_small"
        swapped[id(resize)] = []
        swapped[id(node)] = [
            helper.make_node("Conv", [resize.input[0], *node.input[1:]], [mixed], **_attributes(node)),
            helper.make_node(
                "Resize", [mixed, *resize.input[1:3], graph.constant(size)], list(node.output), **_attributes(resize)
            ),
        ]
    graph.rewrite(lambda node: swapped.get(id(node), [node]))


def _add_while_mixing(graph: OnnxGraph) -> None:
    """Clip(mix(a) + b) of few channels: both images side by side under one 1x1 convolution, which takes the Clip in."""
    makers = _makers(graph)
    readers = _readers(graph)
    joined: dict[int, list[Node]] = {}
    for clip in graph.nodes:
        add = makers.get(clip.input[0]) if clip.op_type == "Clip" else None
        if add is None or add.op_type != "Add" or readers[add.output[0]] > 1:
            continue
        for mixed, other in (add.input, add.input[::-1]):
            mix = makers.get(mixed)
            weights = None if mix is None else _mixing(graph, mix)
            if mix is None or weights is None or readers[mixed] > 1 or len(weights) > _FEW:
                continue
            same = np.eye(len(weights), dtype=np.float32)[..., None, None]
            both = f"{mixed}_both"
            joined[id(mix)] = []
            joined[id(add)] = [
                helper.make_node("Concat", [mix.input[0], other], [both], axis=1),
                helper.make_node(
                    "Conv",
                    [both, graph.constant(np.concatenate([weights, same], 1)), *mix.input[2:]],
                    list(add.output),
                    **_attributes(mix),
                ),
            ]
            break
    graph.rewrite(lambda node: joined.get(id(node), [node]))


def _sum_apart(graph: OnnxGraph) -> None:
    """A wide convolution to one channel would fill a block for that one: each channel by itself, then their sum."""

    def apart(node: Node) -> list[Node]:
        weights = graph.value(node.input[1]) if node.op_type == "Conv" and _groups(node) == 1 else None
        if weights is None or len(weights) > 1 or weights.shape[1] < _BLOCK or weights.shape[2:] == (1, 1):
            return [node]
        channels = weights.shape[1]
        each = f"{node.output[0]}_each"
        alone = [node.input[0], graph.constant(weights.transpose(1, 0, 2, 3))]
        ones = graph.constant(np.ones((1, channels, 1, 1), np.float32))
        return [
            helper.make_node("Conv", alone, [each], **_attributes(node) | {"group": channels}),
            helper.make_node("Conv", [each, ones, *node.input[2:]], list(node.output)),
        ]

    graph.rewrite(apart)


def _makers(graph: OnnxGraph) -> dict[str, Node]:
    return {name: node for node in graph.nodes for name in node.output}


def _readers(graph: OnnxGraph) -> Counter[str]:
    return Counter(name for node in graph.nodes for name in node.input)


def _attributes(node: Node) -> dict[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _groups(node: Node) -> int:
    return int(_attributes(node).get("group", 1))


def _mixing(graph: OnnxGraph, node: Node) -> NDArray[np.float32] | None:
    """The weights (into, out of, 1, 1) of a 1x1 convolution that only mixes channels; None of any other node."""
    if node.op_type != "Conv":
        return None
    weights = graph.value(node.input[1])
    strides: Sequence[int] = _attributes(node).get("strides", [1, 1])
    pads: Sequence[int] = _attributes(node).get("pads", [0])
    if weights is None or weights.shape[2:] != (1, 1) or _groups(node) > 1 or any(s > 1 for s in strides) or any(pads):
        return None
    return weights
