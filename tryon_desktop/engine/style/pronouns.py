"""Whoever is spoken of, the request is the same: the sentence encoder is told "I" in place of "he" and "she".

To the encoder "she" is nearer to knitwear and "he" to coats, which is what it read and nothing that anybody asked for.
Who says that a garment is to be for men or for women is understood all the same: those words are attributes (`wearer`).
"""

from __future__ import annotations

import re

_SAID: dict[str, str] = {
    "he": "I", "she": "I", "him": "me", "his": "my", "her": "my", "hers": "mine", "himself": "myself",
    "herself": "myself", "he's": "I'm", "she's": "I'm",
}  # fmt: skip
_ENGLISH = re.compile(rf"\b({'|'.join(sorted(map(re.escape, _SAID), key=len, reverse=True))})\b", re.IGNORECASE)
_CHINESE = re.compile("[他她](?!们)")


def impersonal(text: str) -> str:
    """`text` with he and she made into I; "他" and "她" into "我"."""
    return _CHINESE.sub("我", _ENGLISH.sub(lambda found: _SAID[found[0].lower()], text))
