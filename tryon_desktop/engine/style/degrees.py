"""Chinese adjectives by degree: "再短一点", "太长了", "没那么正式" are steps of a garment along one dimension.

The words are a table (`assets/style/grammar.toml`, relative and relative_forms). English has its own forms for each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLUS = "加"


class Degrees:
    """Reads one step at a place of a text. rows: dimension, step and adjectives of each; shapes: what goes around."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], shapes: Mapping[str, str]) -> None:
        self._steps = {word: (row["dimension"], row["step"]) for row in rows for word in row["zh"].split("|") if word}
        part = {name: _either(words.split("|")) for name, words in shapes.items() if name != "weather"}
        self._plain = re.compile(f"{part['into']}{part['colours']}(?!{part['after']})")
        self._weather = shapes["weather"]
        adjective = f"(?P<word>{_either(self._steps)})"
        on = (f"{part['before']}{adjective}{part['after']}?", f"{part['lightly']}?{adjective}{part['after']}")
        back = (f"{part['less']}{adjective}", f"{part['too']}{adjective}了?", f"{adjective}{part['over']}")
        self._forms = tuple((re.compile(form), sign) for forms, sign in ((on, 1), (back, -1)) for form in forms)

    def __call__(self, text: str, at: int) -> tuple[int, tuple[str, int]] | None:
        """(length, (dimension, step)) of the longest that begins at `at`; none of the weather: "风有点大"."""
        if self._plain.match(text, at) or (at and text[at - 1] in self._weather):
            return None
        tried = ((form.match(text, at), sign) for form, sign in self._forms)
        found = [(match.end() - at, sign, match["word"]) for match, sign in tried if match is not None]
        if not found:
            return None
        length, sign, word = max(found)
        dimension, step = self._steps[word]
        return length, (dimension, sign * step)


def adds(text: str, at: int) -> bool:
    """Whether a step begins with the word that also puts one garment to another: "加黑" of "白衬衫加黑西裤"."""
    return text.startswith(_PLUS, at)


def _either(words: Sequence[str] | Mapping[str, Any]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
