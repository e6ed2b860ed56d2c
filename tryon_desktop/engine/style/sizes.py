"""Sizes in numbers and letters: "size 12", "32/34", 42码.

What is tried on is fitted to the picture, so that they change nothing; they are read so that nobody is told that they
were not understood.
"""

from __future__ import annotations

import re

_LETTER = "m"
"""The other letters speak of a body (`wardrobes.toml`)."""
_SIZES = tuple(re.compile(one, re.IGNORECASE) for one in (
    rf"\b(?:in\s+)?(?:a\s+)?size\s+(?:\d{{1,2}}(?:[./]\d{{1,2}})?|{_LETTER}|medium)\b",
    r"\b(?:in\s+)?(?:a\s+)?(?:uk|eu|(?-i:US|FR|IT|DE))\s?\d{1,2}\b",
    r"\b(?:w\s?)?\d{2}\s?[/x]\s?(?:l\s?)?\d{2}\b",
    r"\bw\d{2}(?:\s?l\d{2})?\b",
    r"\b(?:in\s+)an?\s+(?:\d{1,2}|medium)(?=\s*(?:$|[,.;!?]))",
    r"(?:身高)?1[3-9]\d\s?(?:cm|厘米|公分)|\b1[3-9]\d\s?cm\b(?:\s+tall)?",
    r"体重\d{2,3}(?:斤|公斤|kg)?|\d{2,3}(?:斤|公斤)",
    rf"(?:\d{{2,3}}|(?<![a-z]){_LETTER}|均)(?:码|号)(?:的)?",
))  # fmt: skip
_LEAD = re.compile(r"^in\s+", re.IGNORECASE)


def without_size(text: str) -> tuple[str, str]:
    """The request without a size or a measure of the body, and the first of them as it was said ("" for none)."""
    said = ""
    for pattern in _SIZES:
        if (match := pattern.search(text)) is not None:
            said = said or _LEAD.sub("", match[0].strip())
            text = pattern.sub(" ", text)
    return text, said
