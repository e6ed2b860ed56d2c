"""What the made-up shops answer to the requests they were developed with: R@1, R@5, MRR by kind, and the failures.

    python tests/engine/style/shop/dev_bench.py [-v] [--words | --sense]

These are figures to develop with: the tables have been extended while looking at them. Half of the vibes (every other)
is printed apart as "held".
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

import dev_shops

from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.shop.files import Ask, read_products
from tryon_desktop.engine.style.shop.shop import Shop

GARMENTS = {one["id"]: one for one in dev_shops.garments()}


def requests() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("dev_requests.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def answers(number: str, expect: dict[str, list[str]], without: dict[str, list[str]]) -> bool:
    one = GARMENTS[number]
    return all(one[key] in values for key, values in expect.items()) and not any(
        one[key] in values for key, values in without.items()
    )


def reciprocal(row: dict[str, Any], ids: list[str]) -> float:
    if "pieces" in row:
        count = len(row["pieces"])
        head = ids[:count]
        return sum(any(answers(one, piece, {}) for one in head) for piece in row["pieces"]) / count
    for rank, one in enumerate(ids):
        if answers(one, row["expect"], row.get("not", {})):
            return 1 / (rank + 1)
    return 0.0


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    dev_shops.write(folder)
    encoder = None if "--words" in sys.argv else load_text_encoder()
    write = sys.stdout.write
    table: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for name in ("wordy.json", "chinese.json", "gaps.csv"):
        kind = name.split(".")[0]
        shop = Shop(read_products(folder / name), encoder)
        numbers = {str(dev_shops.IDS[kind](number)): number for number in GARMENTS}
        vibes = 0
        for row in requests():
            ref = str(dev_shops.IDS[kind](row["ref"])) if "ref" in row else ""
            reply = shop.answer(Ask(row["id"], row["text"], row["lang"], ref), top=len(GARMENTS))
            ids = [numbers[str(result.id)] for result in reply.results]
            value = reciprocal(row, ids)
            vibes += row["kind"] == "vibe"
            label = "vibe held" if row["kind"] == "vibe" and vibes % 2 == 0 else row["kind"]
            table[label, row["lang"]][kind].append(value)
            if value < 1 and "-v" in sys.argv and label != "vibe held":
                firsts = [" ".join(GARMENTS[i][k] for k in ("kind", "colour", "pattern", "fabric")) for i in ids[:3]]
                write(f"{kind:8} {row['kind']} {row['text']} -> {value:.2f} {reply.intent} {firsts}\n")
    write(f"{'kind':<14}{'n':>4}" + "".join(f"{name + '  R@1  R@5  MRR':>27}" for name in dev_shops.IDS) + "\n")
    for (label, lang), shops in table.items():
        cells = "".join(
            f"{sum(v == 1 for v in r) / len(r):>17.2f}{sum(v >= 0.2 for v in r) / len(r):>5.2f}{sum(r) / len(r):>5.2f}"
            for r in (shops[name] for name in dev_shops.IDS)
        )
        write(f"{label + ' ' + lang:<14}{len(shops['wordy']):>4}{cells}\n")


if __name__ == "__main__":
    main()
