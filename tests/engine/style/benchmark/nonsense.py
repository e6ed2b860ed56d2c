"""How many strings of nonsense are taken for a mood, and how many moods are: by spread, by margin, and as was learnt.

    python tests/engine/style/benchmark/nonsense.py

The margin was found on one half of each list of `moods.json`; nothing of them was learnt from (`training.moods`).
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3]))

from tryon_desktop.engine.style.encoder import load_text_encoder  # noqa: E402
from tryon_desktop.engine.style.grammar import parse  # noqa: E402
from tryon_desktop.engine.style.lexicon import shared_lexicon  # noqa: E402
from tryon_desktop.engine.style.moods import load_mood_memory  # noqa: E402
from tryon_desktop.engine.style.pronouns import impersonal  # noqa: E402
from tryon_desktop.engine.style.vibes import Mood, VibeReader  # noqa: E402


def main() -> None:
    encoder = load_text_encoder()
    if encoder is None:
        sys.exit("The text encoder is not built.")
    read = VibeReader(encoder, memory=load_mood_memory())
    table = json.loads((HERE.parent / "moods.json").read_text("utf-8"))

    def mood(text: str) -> Mood:
        said = impersonal(parse(shared_lexicon(), text).gist or text)
        return read(encoder.encode([said], "query")[0])

    sys.stdout.write("| list | n | taken for a mood by spread alone | by spread and margin | now |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for kind, languages in table.items():
        for language, texts in languages.items():
            moods = [mood(text) for text in texts]
            by_margin = sum(replace(one, recalled=(), sense=None).sure for one in moods)
            counts = (len(texts), sum(one.stands_out for one in moods), by_margin, sum(one.sure for one in moods))
            sys.stdout.write(f"| {kind}, {language} | {' | '.join(map(str, counts))} |\n")


if __name__ == "__main__":
    main()
