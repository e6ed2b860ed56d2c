"""How many strings of nonsense are taken for a mood, and how many moods are: by spread alone, and by the margin too.

    python tests/engine/style/benchmark/nonsense.py

The margin was found on the first, third, ... of each list of `moods.json`; the second, fourth, ... were held out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3]))

from tryon_desktop.engine.style.encoder import load_text_encoder  # noqa: E402
from tryon_desktop.engine.style.grammar import parse  # noqa: E402
from tryon_desktop.engine.style.lexicon import shared_lexicon  # noqa: E402
from tryon_desktop.engine.style.vibes import Mood, VibeReader  # noqa: E402

SURE = 2.2
"""Standard deviations by which the first concept had to stand out before there was a margin, and still has."""


def main() -> None:
    encoder = load_text_encoder()
    if encoder is None:
        sys.exit("The text encoder is not built.")
    read = VibeReader(encoder)
    table = json.loads((HERE.parent / "moods.json").read_text("utf-8"))

    def mood(text: str) -> Mood:
        return read(encoder.encode([parse(shared_lexicon(), text).gist or text], "query")[0])

    sys.stdout.write("| list | n | taken for a mood by spread alone | now, tuned half | now, held out |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for kind, languages in table.items():
        for language, texts in languages.items():
            moods = [mood(text) for text in texts]
            spread = sum(one.surety >= SURE for one in moods)
            tuned, kept = (sum(one.sure for one in moods[start::2]) for start in (0, 1))
            sizes = len(moods[::2]), len(moods[1::2])
            cells = (f"{kind}, {language}", len(texts), spread, f"{tuned} of {sizes[0]}", f"{kept} of {sizes[1]}")
            sys.stdout.write("| " + " | ".join(map(str, cells)) + " |\n")


if __name__ == "__main__":
    main()
