"""What is written in a quicker form gives the same answers, and what must not be rewritten stays."""

import numpy as np
import onnxruntime
import pytest
from convert.manifest import Port
from convert.onnx_graph import OnnxGraph
from convert.quicker import quicken

from tryon_desktop.engine.onnx_options import session_options

SHAPE = (1, 8, 6, 10)


def values(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def mix(graph, x, into, out_of, **attributes):
    weights, bias = graph.constant(values(into, out_of, 1, 1)), graph.constant(values(into))
    return graph.node("Conv", [x, weights, bias], **attributes)


def enlarge(graph, x, channels, mode="linear"):
    size = graph.constant(np.array([1, channels, 12, 20], np.int64))
    return graph.node("Resize", [x, "", "", size], mode=mode, coordinate_transformation_mode="half_pixel")


def clip(graph, x):
    return graph.node("Clip", [x, *(graph.constant(np.float32(bound)) for bound in (0, 6))])


def enlarged_then_mixed(graph, mode="linear", channels=4):
    return mix(graph, enlarge(graph, "image", 8, mode), channels, 8)


def enlarged_for_two(graph):
    large = enlarge(graph, "image", 8)
    return graph.node("Concat", [mix(graph, large, 4, 8), large], axis=1)


def residual(graph, channels=8):
    first = mix(graph, "image", channels, 8)
    return clip(graph, graph.node("Add", [mix(graph, first, channels, channels), first]))


def wide_to_one(graph, channels=8):
    x = "image" if channels == 8 else mix(graph, "image", channels, 8)
    weights = [graph.constant(values(1, channels, 3, 3)), graph.constant(values(1))]
    return graph.node("Conv", [x, *weights], pads=[1, 1, 1, 1])


def run(make, shape, change):
    """The answer of the graph that `make` writes, and the kinds of its nodes after `change`."""
    graph = OnnxGraph("test")
    output = make(graph)
    change(graph)
    graph.node("Identity", [output], output="answer")
    ports = [Port("image", "float32", SHAPE)], [Port("answer", "float32", shape)]
    session = onnxruntime.InferenceSession(
        graph.model(*ports, opset=17), session_options(1), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"image": values(*SHAPE)})[0], [node.op_type for node in graph.nodes]


def both(make, shape):
    return run(make, shape, lambda graph: None), run(make, shape, quicken)


@pytest.mark.parametrize(
    ("make", "shape", "kinds"),
    [
        (enlarged_then_mixed, (1, 4, 12, 20), ["Conv", "Resize"]),
        (residual, SHAPE, ["Conv", "Concat", "Conv", "Clip"]),
        (wide_to_one, (1, 1, 6, 10), ["Conv", "Conv"]),
    ],
)
def test_the_quicker_form_gives_the_same(make, shape, kinds):
    (plain, before), (quick, after) = both(make, shape)
    assert after == [*kinds, "Identity"] != before
    np.testing.assert_allclose(quick, plain, rtol=0, atol=2e-5 * np.abs(plain).max())


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (enlarged_for_two, (1, 12, 12, 20)),
        (lambda graph: enlarged_then_mixed(graph, mode="nearest"), (1, 4, 12, 20)),
        (lambda graph: enlarged_then_mixed(graph, channels=9), (1, 9, 12, 20)),
        (lambda graph: residual(graph, channels=17), (1, 17, 6, 10)),
        (lambda graph: wide_to_one(graph, channels=7), (1, 1, 6, 10)),
    ],
)
def test_what_would_gain_nothing_stays(make, shape):
    (plain, before), (quick, after) = both(make, shape)
    assert after == before
    np.testing.assert_array_equal(quick, plain)
