"""The packed multilingual-e5-small -> a 4-bit ONNX text encoder and its tokenizer table.

Network: a 12-layer BERT with mean pooling and L2 normalisation (Wang et al. 2024, "Multilingual E5 Text Embeddings",
https://arxiv.org/abs/2402.05672). The weights stay in 4 bits: matrix products through com.microsoft MatMulNBits, the
word embedding as packed nibbles that are unpacked after the lookup.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from convert.e5_file import BLOCK, E5File, Quantized
from convert.e5_tokenizer import kept_rows, tokenizer_table
from convert.manifest import Network
from convert.onnx_graph import OnnxGraph

_OPSET = 18
_MASKED = np.float32(-1e9)
# MatMulNBits: compute in float32, so that every machine gives the same embedding.
_FLOAT32_ACCURACY = 1


def convert_e5(network: Network, data: bytes) -> dict[str, bytes]:
    """The ONNX file and the tokenizer table of `network`, pruned to English and Chinese pieces."""
    source = E5File(data)
    rows = kept_rows(source.vocabulary)
    model_name, table_name = network.results
    return {
        model_name: _Encoder(source, rows).model(network),
        table_name: tokenizer_table(source.vocabulary, rows, source.sizes.positions),
    }


class _Encoder:
    def __init__(self, source: E5File, rows: NDArray[np.int64]) -> None:
        self._source = source
        self._rows = rows
        self._sizes = source.sizes
        self._graph = OnnxGraph("text_encoder")

    def model(self, network: Network) -> bytes:
        graph = self._graph
        mask = graph.node("Cast", ["attention_mask"], to=TensorProto.FLOAT)
        keys = graph.node("Unsqueeze", [mask, self._ints(1, 2)])
        bias = graph.node("Mul", [graph.node("Sub", [self._float(1), keys]), graph.constant(_MASKED)])
        x = self._embedded()
        for layer in range(self._sizes.layers):
            x = self._layer(f"l{layer}.", x, bias)
        self._pooled(x, mask)
        return graph.model(network.inputs, network.outputs, opset=_OPSET, microsoft=True)

    def _embedded(self) -> str:
        """Word + position + type embeddings, normalised: (batch, tokens, hidden)."""
        graph, sizes = self._graph, self._sizes
        words = self._source.quantized("emb.word", sizes.words, sizes.hidden)
        x = self._looked_up(Quantized(words.nibbles[self._rows], words.scales[self._rows]))
        tokens = graph.node("Shape", ["input_ids"], start=1, end=2)
        positions = graph.constant(self._source.floats("emb.pos", sizes.positions, sizes.hidden))
        x = graph.node("Add", [x, graph.node("Slice", [positions, self._ints(0), tokens, self._ints(0)])])
        x = graph.node("Add", [x, graph.constant(self._source.floats("emb.type", 2, sizes.hidden)[0])])
        return self._normalised(x, "emb.ln")

    def _looked_up(self, words: Quantized) -> str:
        graph, blocks, half = self._graph, self._sizes.hidden // BLOCK, BLOCK // 2
        # Value k beside value k + 16, so that one Concat restores the order of a block.
        packed = (words.nibbles[..., :half] | words.nibbles[..., half:] << 4).reshape(len(words.nibbles), -1)
        found = graph.node("Gather", [graph.constant(packed), "input_ids"])
        found = graph.node("Reshape", [found, self._ints(0, 0, blocks, half)])
        low = graph.node("BitwiseAnd", [found, graph.constant(np.uint8(15))])
        high = graph.node("BitShift", [found, graph.constant(np.uint8(4))], direction="RIGHT")
        nibbles = graph.node("Cast", [graph.node("Concat", [low, high], axis=-1)], to=TensorProto.FLOAT)
        centred = graph.node("Sub", [nibbles, self._float(8)])
        scales = graph.node("Gather", [graph.constant(words.scales), "input_ids"])
        scales = graph.node("Unsqueeze", [graph.node("Cast", [scales], to=TensorProto.FLOAT), self._ints(3)])
        return graph.node("Reshape", [graph.node("Mul", [centred, scales]), self._ints(0, 0, self._sizes.hidden)])

    def _layer(self, layer: str, x: str, bias: str) -> str:
        graph, hidden, inner = self._graph, self._sizes.hidden, self._sizes.inner
        query = self._heads(self._linear(layer + "q", x, hidden, hidden), [0, 2, 1, 3])
        key = self._heads(self._linear(layer + "k", x, hidden, hidden), [0, 2, 3, 1])
        value = self._heads(self._linear(layer + "v", x, hidden, hidden), [0, 2, 1, 3])
        scale = self._float((hidden // self._sizes.heads) ** -0.5)
        scores = graph.node("Mul", [graph.node("MatMul", [query, key]), scale])
        attention = graph.node("Softmax", [graph.node("Add", [scores, bias])], axis=-1)
        context = graph.node("Transpose", [graph.node("MatMul", [attention, value])], perm=[0, 2, 1, 3])
        context = graph.node("Reshape", [context, self._ints(0, 0, hidden)])
        attended = self._linear(layer + "ao", context, hidden, hidden)
        x = self._normalised(graph.node("Add", [x, attended]), layer + "aln")
        grown = self._gelu(self._linear(layer + "fi", x, hidden, inner))
        shrunk = self._linear(layer + "fo", grown, inner, hidden)
        return self._normalised(graph.node("Add", [x, shrunk]), layer + "oln")

    def _heads(self, x: str, order: list[int]) -> str:
        heads = self._sizes.heads
        split = self._graph.node("Reshape", [x, self._ints(0, 0, heads, self._sizes.hidden // heads)])
        return self._graph.node("Transpose", [split], perm=order)

    def _linear(self, name: str, x: str, columns: int, rows: int) -> str:
        graph = self._graph
        weights = self._source.quantized(name + ".w", rows, columns)
        # MatMulNBits wants neighbours in one byte, the even one low.
        packed = weights.nibbles[..., 0::2] | weights.nibbles[..., 1::2] << 4
        scales = weights.scales.astype(np.float32).reshape(-1)
        product = graph.node(
            "MatMulNBits",
            [x, graph.constant(packed), graph.constant(scales)],
            domain="com.microsoft",
            K=columns,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_FLOAT32_ACCURACY,
        )
        return graph.node("Add", [product, graph.constant(self._source.floats(name + ".b", rows))])

    def _normalised(self, x: str, name: str) -> str:
        weight, bias = (self._source.floats(f"{name}.{part}", self._sizes.hidden) for part in "wb")
        inputs = [x, self._graph.constant(weight), self._graph.constant(bias)]
        return self._graph.node("LayerNormalization", inputs, axis=-1, epsilon=self._sizes.epsilon)

    def _gelu(self, x: str) -> str:
        graph = self._graph
        bent = graph.node("Erf", [graph.node("Mul", [x, self._float(2**-0.5)])])
        gate = graph.node("Mul", [graph.node("Add", [bent, self._float(1)]), self._float(0.5)])
        return graph.node("Mul", [x, gate])

    def _pooled(self, x: str, mask: str) -> None:
        graph = self._graph
        graph.node("Identity", [x], output="states")
        seen = graph.node("Mul", [x, graph.node("Unsqueeze", [mask, self._ints(2)])])
        total = graph.node("ReduceSum", [seen, self._ints(1)], keepdims=0)
        mean = graph.node("Div", [total, graph.node("ReduceSum", [mask, self._ints(1)], keepdims=1)])
        graph.node("LpNormalization", [mean], output="embedding", axis=-1, p=2)

    def _ints(self, *values: int) -> str:
        return self._graph.constant(np.array(values, np.int64))

    def _float(self, value: float) -> str:
        return self._graph.constant(np.float32(value))
