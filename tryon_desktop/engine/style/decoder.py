"""Vectors to specifications, which the tailor can draw and `describe` can put into words.

A vector of the text encoder's space is decoded without a network of its own: each attribute takes the value whose word
lies nearest to it, colours the named colour. Words lie crowded in that space, so that they and the vector are compared
after the mean of a field's words was taken away. A picture is not decoded so: what is measured on its cut-out and read
by the image encoder's own heads is surer (`assembly.read_reference`).
"""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import Language, colours, name_of
from tryon_desktop.engine.style.describe import word
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.fusion import unit
from tryon_desktop.engine.style.request import VALUES, Want

_FIELDS = ("category", "pattern", "fabric", "sleeve", "neckline", "length")
_WITHOUT = {"pattern": ("solid", "motif"), "sleeve": ("none",), "neckline": ("none",)}
"""Values that are no property to be named: they are what is left when no other stands out, or need more than a word."""
_STANDS_OUT = 0.1
"""How far the nearest word's cosine must be above the second's for a field that may be left at the usual."""
_LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Decoder:
    """From a vector to a valid garment. The words of the vocabulary are encoded once, on construction."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._words = {}
        for field in _FIELDS:
            values = [str(value) for value in VALUES[field] if value not in _WITHOUT.get(field, ())]
            said = [word(VALUES[field](value), language) for language in _LANGUAGES for value in values]
            self._words[field] = values, _both(encoder.encode(said, "passage"))
        named = list(dict.fromkeys(colour.hex for colour in colours()))
        said = [name_of(colour, language) for language in _LANGUAGES for colour in named]
        self._words["colour"] = named, _both(encoder.encode(said, "passage"))

    def __call__(self, vector: F32) -> GarmentSpec:
        """The garment that a vector, (384,) of length 1, comes nearest to."""
        wants = []
        for field, (values, words) in self._words.items():
            middle = words.mean(0)
            near = unit(words - middle) @ unit(vector - middle)
            order = np.argsort(-near)
            if field in ("category", "colour") or near[order[0]] - near[order[1]] > _STANDS_OUT:
                wants.append(Want(field, (values[int(order[0])],), "", hard=False))
        return design(wants)


def _both(vectors: F32) -> F32:
    """The mean of a word's vectors in both languages."""
    half = len(vectors) // 2
    return unit(np.asarray((vectors[:half] + vectors[half:]) / 2, np.float32))
