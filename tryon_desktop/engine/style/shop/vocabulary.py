"""The shop's own words, for what of a request no lexicon reads: "fringed", "dungarees", "马面裙"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.style.shop.items import Item, stemmed

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_COMMON = 0.4
_FIXABLE = 5
_LONG = 8


class Vocabulary:
    """Counts in how many products every word stands: English words without plurals, Chinese pairs of characters."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._words = [frozenset(_words(f"{item.told} {item.prose}")) for item in items]
        self._count = Counter(word for words in self._words for word in words)
        self._latin = [word for word in self._count if _LATIN.fullmatch(word) and len(word) >= _FIXABLE]

    def knows(self, said: str) -> bool:
        """Whether some product has a word of what was said, or one that it is a slip of."""
        return any(self._meant(word) for word in _words(stemmed(said)))

    def hits(self, said: Sequence[str]) -> tuple[F32, float]:
        """Which products have these words, (n,) 0..1, rare words counting more; and how much that says, 0..1.

        Words that many products have say little; words that none has say nothing.
        """
        words = [meant for text in said for word in _words(stemmed(text)) if (meant := self._meant(word))]
        weights = {word: self._rarity(word) for word in words}
        weights = {word: weight for word, weight in weights.items() if weight > 0}
        if not weights:
            return np.zeros(len(self._words), np.float32), 0.0
        total = sum(weights.values())
        found = [sum(weights[word] for word in words & weights.keys()) / total for words in self._words]
        return np.array(found, np.float32), max(weights.values())

    def _rarity(self, word: str) -> float:
        """1 for a word of a single product, 0 for one that four in ten have."""
        share = self._count[word] / max(len(self._words), 1)
        return float(np.clip(np.log(_COMMON / share) / np.log(_COMMON * max(len(self._words), 3)), 0, 1))

    def _meant(self, word: str) -> str | None:
        if word in self._count:
            return word
        if len(word) < _FIXABLE or not _LATIN.fullmatch(word):
            return None
        slips = 2 if len(word) >= _LONG else 1
        near = (known for known in self._latin if known[0] == word[0])
        best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return str(best[0]) if best else None


def _words(text: str) -> Iterator[str]:
    yield from (word for word in _LATIN.findall(text) if len(word) > 2)
    for run in _CHINESE.findall(text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
