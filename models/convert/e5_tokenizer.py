"""Prunes the E5 vocabulary to English and Chinese and writes the table that the tokenizer reads.

Unigram segmentation (Kudo 2018, https://arxiv.org/abs/1804.10959): the pieces whose scores sum highest.
"""

from __future__ import annotations

import json
import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from convert.e5_file import Vocabulary

SPACE = "\u2581"  # sentencepiece's visible space
_ENGLISH = re.compile(f"[{SPACE}\x20-\x7e]+")
_CHINESE = re.compile(f"[{SPACE}\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e·—…“”‘’]+")
_SPECIAL = 4  # begin, pad, end, unknown come first
# An unknown character scores this much below the rarest piece, as in sentencepiece.
_UNKNOWN_PENALTY = 10.0


def kept_rows(vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Ids of the source vocabulary that stay, ascending: the specials, then English and Chinese pieces, each once."""
    rows = list(range(_SPECIAL))
    seen: set[str] = set()
    for row, piece in enumerate(vocabulary.pieces):
        wanted = row >= _SPECIAL and piece not in seen and (_ENGLISH.fullmatch(piece) or _CHINESE.fullmatch(piece))
        if wanted:
            seen.add(piece)
            rows.append(row)
    return np.array(rows, np.int64)


def tokenizer_table(vocabulary: Vocabulary, rows: NDArray[np.int64], max_tokens: int) -> bytes:
    """JSON with pieces and scores in the order of the pruned ids, the normalisation map and the special ids.

    To encode: replace characters by `normalise`, fold runs of spaces into one, lead with one space, write every space
    as `space`, segment by the best sum of scores (a character in no piece: `unknown`, `unknown_score`), then put
    `begin` before and `end` after.
    """
    pieces = [vocabulary.pieces[row] for row in rows]
    alphabet = set("".join(pieces[_SPECIAL:]))
    table = {
        "pieces": pieces,
        "scores": [round(float(vocabulary.scores[row]), 6) for row in rows],
        "normalise": _normalisation(vocabulary.normalise, alphabet),
        "space": SPACE,
        "begin": vocabulary.begin,
        "end": vocabulary.end,
        "pad": vocabulary.pad,
        "unknown": vocabulary.unknown,
        "unknown_score": round(float(vocabulary.scores.min()) - _UNKNOWN_PENALTY, 6),
        "max_tokens": max_tokens,
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def _normalisation(source: dict[str, str], alphabet: set[str]) -> dict[str, str]:
    """The source's map, and accents off the letters whose accented pieces were pruned (café, appliqué)."""
    accents = {}
    for code in range(0xC0, 0x250):
        letter = chr(code)
        plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        if letter not in alphabet and letter not in source and plain.isascii() and plain != letter:
            accents[letter] = plain
    return source | accents
