"""How each TFLite operator is written in ONNX. `EMIT` is the table; an operator that is not in it is not supported.

Semantics: https://github.com/tensorflow/tensorflow/tree/master/tensorflow/lite/kernels and, for the custom one,
MediaPipe's mediapipe/util/tflite/operations/transpose_conv_bias.cc.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import tflite

from convert.layout import NCHW_AXIS, Tensors, same_padding
from convert.tflite_graph import Operator

_RESIZE_MODE = {
    # (align corners, half-pixel centres)
    (True, False): "align_corners",
    (False, True): "half_pixel",
    (False, False): "asymmetric",
}


def _dequantize(t: Tensors, op: Operator) -> None:
    value = t.known(op.inputs[0])
    if value.dtype != np.float16:
        raise NotImplementedError(f"DEQUANTIZE of {value.dtype}")
    t.define(op.outputs[0], value.astype(np.float32))


def _densify(t: Tensors, op: Operator) -> None:
    t.define(op.outputs[0], t.known(op.inputs[0]))


def _bias(t: Tensors, op: Operator) -> list[str]:
    has_bias = len(op.inputs) > 2 and op.inputs[2] >= 0
    return [t.graph.constant(t.known(op.inputs[2]))] if has_bias else []


def _convolution(t: Tensors, op: Operator, options: Any, weights_to: tuple[int, ...], groups: int) -> None:
    weights = t.known(op.inputs[1])
    _, height, width, _ = t.shape(op.inputs[0])
    kernel = weights.shape[1], weights.shape[2]
    stride = options.StrideH(), options.StrideW()
    dilation = options.DilationHFactor(), options.DilationWFactor()
    same = options.Padding() == tflite.Padding.SAME
    name = t.graph.node(
        "Conv",
        [t.read(op.inputs[0], nchw=True), t.graph.constant(weights.transpose(weights_to)), *_bias(t, op)],
        kernel_shape=kernel,
        strides=stride,
        dilations=dilation,
        group=groups,
        pads=same_padding((height, width), kernel, stride, dilation) if same else [0, 0, 0, 0],
    )
    t.write(op.outputs[0], t.activated(name, options.FusedActivationFunction()), nchw=True)


def _conv_2d(t: Tensors, op: Operator) -> None:
    _convolution(t, op, op.options(tflite.Conv2DOptions), (0, 3, 1, 2), 1)


def _depthwise_conv_2d(t: Tensors, op: Operator) -> None:
    channels = t.shape(op.inputs[0])[3]
    _convolution(t, op, op.options(tflite.DepthwiseConv2DOptions), (3, 0, 1, 2), channels)


def _transpose_conv_bias(t: Tensors, op: Operator) -> None:
    _padding, stride_w, stride_h = struct.unpack_from("<iii", op.custom_options())
    weights = t.known(op.inputs[1])
    kernel = weights.shape[1], weights.shape[2]
    (_, in_h, in_w, _), (_, out_h, out_w, _) = t.shape(op.inputs[0]), t.shape(op.outputs[0])
    extra_h = max((in_h - 1) * stride_h + kernel[0] - out_h, 0)
    extra_w = max((in_w - 1) * stride_w + kernel[1] - out_w, 0)
    name = t.graph.node(
        "ConvTranspose",
        [t.read(op.inputs[0], nchw=True), t.graph.constant(weights.transpose(3, 0, 1, 2)), *_bias(t, op)],
        kernel_shape=kernel,
        strides=[stride_h, stride_w],
        pads=[extra_h // 2, extra_w // 2, extra_h - extra_h // 2, extra_w - extra_w // 2],
    )
    t.write(op.outputs[0], name, nchw=True)


def _pool(kind: str, **attributes: Any) -> Callable[[Tensors, Operator], None]:
    def emit(t: Tensors, op: Operator) -> None:
        options = op.options(tflite.Pool2DOptions)
        _, height, width, _ = t.shape(op.inputs[0])
        kernel = options.FilterHeight(), options.FilterWidth()
        stride = options.StrideH(), options.StrideW()
        same = options.Padding() == tflite.Padding.SAME
        image = t.read(op.inputs[0], nchw=True)
        if kind == "AveragePool" and kernel == (height, width) and not same:
            name = t.graph.node("GlobalAveragePool", [image])
        else:
            pads = same_padding((height, width), kernel, stride, (1, 1)) if same else [0, 0, 0, 0]
            name = t.graph.node(kind, [image], kernel_shape=kernel, strides=stride, pads=pads, **attributes)
        t.write(op.outputs[0], t.activated(name, options.FusedActivationFunction()), nchw=True)

    return emit


def _mean(t: Tensors, op: Operator) -> None:
    axes = {int(axis) % 4 for axis in t.known(op.inputs[1]).reshape(-1)}
    if not t.is_image(op.inputs[0]) or axes != {1, 2}:
        raise NotImplementedError(f"MEAN over axes {sorted(axes)}")
    name = t.graph.node("GlobalAveragePool", [t.read(op.inputs[0], nchw=True)])
    if not op.options(tflite.ReducerOptions).KeepDims():
        name = t.graph.node("Flatten", [name], axis=1)
    t.write(op.outputs[0], name, nchw=True)


def _binary(kind: str, options: type[Any]) -> Callable[[Tensors, Operator], None]:
    def emit(t: Tensors, op: Operator) -> None:
        image = t.is_image(op.outputs[0])
        operands = [t.broadcast(tensor, nchw=image) for tensor in op.inputs]
        name = t.graph.node(kind, operands)
        t.write(op.outputs[0], t.activated(name, op.options(options).FusedActivationFunction()), nchw=image)

    return emit


def _unary(kind: str) -> Callable[[Tensors, Operator], None]:
    def emit(t: Tensors, op: Operator) -> None:
        nchw = t.is_nchw(op.inputs[0])
        t.write(op.outputs[0], t.graph.node(kind, [t.read(op.inputs[0], nchw=nchw)]), nchw=nchw)

    return emit


def _hard_swish(t: Tensors, op: Operator) -> None:
    nchw = t.is_nchw(op.inputs[0])
    x = t.read(op.inputs[0], nchw=nchw)
    gate = t.graph.node("HardSigmoid", [x], alpha=1 / 6, beta=0.5)
    t.write(op.outputs[0], t.graph.node("Mul", [x, gate]), nchw=nchw)


def _prelu(t: Tensors, op: Operator) -> None:
    """prelu(x) = relu(x) - slope * relu(-x), scaled by depthwise convolutions.

    The runtime's own PRelu kernel has no channel-blocked form, so it costs two reorderings each time; written like
    this the face mesh takes less than half the time, with the same values.
    """
    x = t.read(op.inputs[0], nchw=True)
    slope = t.known(op.inputs[1]).reshape(-1, 1, 1, 1)
    channels = len(slope)
    scale: dict[str, Any] = {"kernel_shape": [1, 1], "group": channels}
    negated = t.graph.node("Conv", [x, t.graph.constant(np.full_like(slope, -1))], **scale)
    below = t.graph.node("Conv", [t.graph.node("Relu", [negated]), t.graph.constant(-slope)], **scale)
    t.write(op.outputs[0], t.graph.node("Add", [t.graph.node("Relu", [x]), below]), nchw=True)


def _pad(t: Tensors, op: Operator) -> None:
    amounts = t.known(op.inputs[1]).astype(np.int64)
    image = t.is_image(op.inputs[0])
    if image:
        amounts = amounts[[0, 3, 1, 2]]
    pads = t.graph.constant(np.concatenate([amounts[:, 0], amounts[:, 1]]))
    t.write(op.outputs[0], t.graph.node("Pad", [t.read(op.inputs[0], nchw=image), pads]), nchw=image)


def _reshape(t: Tensors, op: Operator) -> None:
    shape = t.graph.constant(np.array(t.shape(op.outputs[0]), np.int64))
    t.write(op.outputs[0], t.graph.node("Reshape", [t.read(op.inputs[0], nchw=False), shape]), nchw=False)


def _concatenation(t: Tensors, op: Operator) -> None:
    image = t.is_image(op.outputs[0])
    axis = op.options(tflite.ConcatenationOptions).Axis() % len(t.shape(op.outputs[0]))
    parts = [t.read(tensor, nchw=image) for tensor in op.inputs]
    t.write(op.outputs[0], t.graph.node("Concat", parts, axis=NCHW_AXIS[axis] if image else axis), nchw=image)


def _depth_to_space(t: Tensors, op: Operator) -> None:
    block = op.options(tflite.DepthToSpaceOptions).BlockSize()
    image = t.read(op.inputs[0], nchw=True)
    t.write(op.outputs[0], t.graph.node("DepthToSpace", [image], blocksize=block, mode="DCR"), nchw=True)


def _resize_bilinear(t: Tensors, op: Operator) -> None:
    options = op.options(tflite.ResizeBilinearOptions)
    mode = _RESIZE_MODE[bool(options.AlignCorners()), bool(options.HalfPixelCenters())]
    count, height, width, channels = t.shape(op.outputs[0])
    sizes = t.graph.constant(np.array([count, channels, height, width], np.int64))
    image = t.read(op.inputs[0], nchw=True)
    name = t.graph.node("Resize", [image, "", "", sizes], mode="linear", coordinate_transformation_mode=mode)
    t.write(op.outputs[0], name, nchw=True)


def _fully_connected(t: Tensors, op: Operator) -> None:
    weights = t.known(op.inputs[1])
    x = t.read(op.inputs[0], nchw=False)
    if len(t.shape(op.inputs[0])) != 2:
        x = t.graph.node("Reshape", [x, t.graph.constant(np.array([-1, weights.shape[1]], np.int64))])
    name = t.graph.node("Gemm", [x, t.graph.constant(weights), *_bias(t, op)], transB=1)
    activation = op.options(tflite.FullyConnectedOptions).FusedActivationFunction()
    t.write(op.outputs[0], t.activated(name, activation), nchw=False)


EMIT: dict[str, Callable[[Tensors, Operator], None]] = {
    "ADD": _binary("Add", tflite.AddOptions),
    "AVERAGE_POOL_2D": _pool("AveragePool", count_include_pad=0),
    "CONCATENATION": _concatenation,
    "CONV_2D": _conv_2d,
    "CUSTOM:Convolution2DTransposeBias": _transpose_conv_bias,
    "DENSIFY": _densify,
    "DEPTHWISE_CONV_2D": _depthwise_conv_2d,
    "DEPTH_TO_SPACE": _depth_to_space,
    "DEQUANTIZE": _dequantize,
    "FULLY_CONNECTED": _fully_connected,
    "HARD_SWISH": _hard_swish,
    "LOGISTIC": _unary("Sigmoid"),
    "MAX_POOL_2D": _pool("MaxPool"),
    "MEAN": _mean,
    "MUL": _binary("Mul", tflite.MulOptions),
    "PAD": _pad,
    "PRELU": _prelu,
    "RELU": _unary("Relu"),
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize_bilinear,
}
