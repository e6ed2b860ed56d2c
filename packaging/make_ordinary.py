"""Write `assets/style/ordinary.txt`: everyday English words that lie one slip from a word of the lexicon and are none.

    apt-get install wamerican-small
    python packaging/make_ordinary.py /usr/share/dict/american-english-small

Run it again when the lexicon has grown: "parents" is one letter from patent leather, "tired" from a tiered skirt.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tryon_desktop.engine.style.lexicon import ORDINARY, Lexicon

HEAD = """\
# Everyday English words that lie one slip from a word of the lexicon and are no slip: a choice of SCOWL, made by
# packaging/make_ordinary.py.
#
# SCOWL: Copyright 2000-2011 by Kevin Atkinson
# Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output created from
# the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above copyright
# notice appears in all copies and that both that copyright notice and this permission notice appear in supporting
# documentation. Kevin Atkinson makes no representations about the suitability of this array for any purpose. It is
# provided "as is" without express or implied warranty.
"""
MEANT = frozenset(("stripped", "wooly", "pouched", "bloused", "cabled", "pleat", "caped", "scoped"))
"""Words of the dictionary that are nearly always slips, or another form of what is meant, where clothes are meant."""
ENDINGS = ("y", "d", "ed", "er", "est", "ish", "ing", "less", "like", "ery")


def derived(word: str, form: str) -> bool:
    """Whether a word is made from the form that it is near to: "velvety", "smoky", "flowered"."""
    stem = form.removesuffix("s") if not form.endswith("ss") else form
    made = {stem + ending for ending in ENDINGS}
    if stem.endswith("e"):
        made |= {stem[:-1] + ending for ending in ENDINGS}
    if stem.endswith("y"):
        made |= {stem[:-1] + "i" + ending for ending in ENDINGS}
    return word in made


def main() -> int:
    """Run it; returns the exit code."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: make_ordinary.py DICTIONARY\n")
        return 2
    words = {word for word in Path(sys.argv[1]).read_text("utf-8").split() if re.fullmatch("[a-z]{4,}", word)}
    near = Lexicon(ordinary=()).slips_among(sorted(words - MEANT))
    kept = [word for word, form in near if not derived(word, form)]
    ORDINARY.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} of {len(words)} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
