"""The convolutional trunk: inverted residuals (Sandler et al. 2018, https://arxiv.org/abs/1801.04381) without norms.

It has the shape of the trunk of the bundled pose detector and may start from that network's weights (MediaPipe,
Apache-2.0), which have seen people in clothes; a few thousand photographs are too few to learn edges and cloth from.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from tryon_desktop.engine.errors import ModelError


class _Block(NamedTuple):
    """One inverted residual: widened to `wide` channels, filtered, narrowed to `out`."""

    wide: int
    out: int
    kernel: int = 3
    stride: int = 1


STEM = (24, 16)
BLOCKS = (
    _Block(64, 24, 3, 2), _Block(144, 24),
    _Block(144, 40, 5, 2), _Block(240, 40, 5),
    _Block(240, 80, 3, 2), _Block(480, 80), _Block(480, 80),
    _Block(480, 112, 5), _Block(672, 112, 5), _Block(672, 112, 5),
    _Block(672, 192, 5, 2), _Block(1152, 192, 5), _Block(1152, 192, 5), _Block(1152, 192, 5),
)  # fmt: skip
"""Strides 4, 8, 16 and 32."""


def _filter(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups)


class _Residual(nn.Module):
    def __init__(self, inputs: int, block: _Block) -> None:
        super().__init__()
        self.widen = _filter(inputs, block.wide)
        self.filter = _filter(block.wide, block.wide, block.kernel, block.stride, groups=block.wide)
        self.narrow = _filter(block.wide, block.out)
        self.shortcut = block.stride == 1 and inputs == block.out

    def forward(self, image: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, out, H / stride, W / stride)."""
        wide = functional.relu6(self.widen(image))
        result: Tensor = self.narrow(functional.relu6(self.filter(wide)))
        return image + result if self.shortcut else result


class Trunk(nn.Module):
    """The stem and the blocks, with random weights; `training.network` runs them."""

    def __init__(self) -> None:
        super().__init__()
        first, second = STEM
        self.stem = nn.ModuleList([_filter(3, first, 3, 2), _filter(first, first, 3, groups=first),
                                   _filter(first, second)])  # fmt: skip
        widths = [second, *(block.out for block in BLOCKS)]
        self.blocks = nn.ModuleList([_Residual(width, block) for width, block in zip(widths, BLOCKS, strict=False)])
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def convolutions(self) -> list[nn.Conv2d]:
        """All of them, in the order in which they run."""
        residuals = (layer for block in self.blocks for layer in (block.widen, block.filter, block.narrow))
        return [layer for layer in (*self.stem, *residuals) if isinstance(layer, nn.Conv2d)]


def borrow_weights(trunk: Trunk, detector: Path) -> None:
    """Copy the pose detector's weights. Raises ModelError when its convolutions are not the trunk's."""
    graph = onnx.load(str(detector)).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    stored |= {node.output[0]: stored[node.input[0]] for node in graph.node if node.op_type == "Cast"}
    # The detector's own side branches leave the trunk as depthwise filters of unwidened maps.
    theirs = iter([node for node in graph.node if node.op_type == "Conv"])
    with torch.no_grad():
        for layer in trunk.convolutions():
            node = next((n for n in theirs if stored[n.input[1]].shape == tuple(layer.weight.shape)), None)
            if node is None:
                raise ModelError(f"{detector.name} does not have the trunk's convolutions")
            layer.weight.copy_(torch.from_numpy(stored[node.input[1]].astype("float32")))
            if layer.bias is not None:
                layer.bias.copy_(torch.from_numpy(stored[node.input[2]].astype("float32")))
