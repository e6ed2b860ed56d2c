"""The benchmark of requests: R@1, R@5 and MRR by kind and language, for the parser, the encoder and each fusion.

    python tests/engine/style/style_bench.py

The requests (requests.jsonl) were written before the tables and none of them stands in a table as a whole. A garment
answers a request when it meets every constraint; an edit, when the returned spec does; an outfit, piece by piece.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from style_catalog import ENTRIES, SPECS

from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import likeness, oklab
from tryon_desktop.engine.style.describe import caption
from tryon_desktop.engine.style.encoder import TextEncoder, load_text_encoder
from tryon_desktop.engine.style.fusions import available_fusions
from tryon_desktop.engine.style.request import StyleReply, values_of
from tryon_desktop.engine.style.stylist import Stylist

Row = dict[str, Any]
Ranker = Callable[[Row], tuple[list[str], StyleReply | None]]
ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Figures:
    """Over some requests."""

    count: int
    r1: float
    r5: float
    mrr: float


def rows() -> list[Row]:
    path = Path(__file__).with_name("requests.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def meets(spec: GarmentSpec, expect: Row, without: Row, current: GarmentSpec | None = None) -> bool:
    """Whether a garment meets all constraints of a request and has none of what it refuses."""
    return all(_has(spec, key, value, current) for key, value in expect.items()) and not any(
        _has(spec, key, value, current) for key, value in without.items()
    )


def _has(spec: GarmentSpec, key: str, value: Any, current: GarmentSpec | None) -> bool:
    if key == "colour":
        return max(likeness(value, colour) for colour in spec.colours) > ALIKE
    if key in ("darker", "lighter"):
        assert current is not None
        gain = oklab(spec.colour)[0] - oklab(current.colour)[0]
        return gain < -0.04 if key == "darker" else gain > 0.04
    return any(one in value for one in values_of(spec, key))


def reciprocal(row: Row, ids: Sequence[str], reply: StyleReply | None) -> float:
    """1 / rank of the first garment that answers, 0 for none."""
    current = SPECS.get(row.get("current", ""))
    if row["kind"] == "vibe":
        return _first(ids, set(row["any"]))
    if row["kind"] == "outfit":
        return _outfit(row, ids, reply)
    wanted = {key for key, spec in SPECS.items() if meets(spec, row["expect"], row.get("not", {}), current)}
    if row.get("spec") or not wanted:
        if reply is None:
            return _first(ids, wanted)
        return float(reply.spec is not None and meets(reply.spec, row["expect"], row.get("not", {}), current))
    return _first(ids, wanted)


def _first(ids: Sequence[str], wanted: Iterable[str]) -> float:
    wanted = set(wanted)
    return next((1 / (rank + 1) for rank, one in enumerate(ids) if one in wanted), 0.0)


def _outfit(row: Row, ids: Sequence[str], reply: StyleReply | None) -> float:
    """The mean over the pieces. Without an outfit in the reply the one ranking has to hold them all."""
    found = [reply_piece.spec for reply_piece in reply.outfit] if reply is not None else []
    scores = []
    for piece in row["pieces"]:
        if reply is not None:
            scores.append(float(any(spec is not None and meets(spec, piece, {}) for spec in found)))
        else:
            scores.append(_first(ids, {key for key, spec in SPECS.items() if meets(spec, piece, {})}))
    return sum(scores) / len(scores)


def by_stylist(stylist: Stylist) -> Ranker:
    def rank(row: Row) -> tuple[list[str], StyleReply | None]:
        reply = stylist.answer(row["text"], ENTRIES, current=SPECS.get(row.get("current", "")), top=len(ENTRIES))
        return [one.id for one in reply.results], reply

    return rank


def by_encoder(encoder: TextEncoder) -> Ranker:
    """The encoder alone: the request, and before it the garment worn, against the captions."""
    captions = encoder.encode([caption(e.spec, "en") for e in ENTRIES], "passage")
    captions = captions + encoder.encode([caption(e.spec, "zh") for e in ENTRIES], "passage")

    def rank(row: Row) -> tuple[list[str], StyleReply | None]:
        current = SPECS.get(row.get("current", ""))
        text = f"{caption(current, row['lang'])} {row['text']}" if current else row["text"]
        scores = captions @ encoder.encode([text], "query")[0]
        return [ENTRIES[i].id for i in np.argsort(-scores)], None

    return rank


def measure(rank: Ranker, keep: Callable[[Row], bool] = lambda _row: True) -> Figures:
    ranks = [reciprocal(row, *rank(row)) for row in rows() if keep(row)]
    columns = ([r == 1 for r in ranks], [r >= 0.2 for r in ranks], ranks)
    return Figures(len(ranks), *(sum(column) / max(len(column), 1) for column in columns))


def main() -> None:
    encoder = load_text_encoder()
    rankers: dict[str, Ranker] = {"parser": by_stylist(Stylist(None))}
    if encoder is not None:
        rankers |= {"encoder": by_encoder(encoder)}
        rankers |= {str(kind): by_stylist(Stylist(encoder, fusion=kind)) for kind in available_fusions()}
    table: dict[tuple[str, str], dict[str, Figures]] = defaultdict(dict)
    for name, rank in rankers.items():
        for kind, lang in dict.fromkeys((row["kind"], row["lang"]) for row in rows()):
            table[kind, lang][name] = measure(rank, lambda r, k=kind, g=lang: (r["kind"], r["lang"]) == (k, g))
        table["all", ""][name] = measure(rank)
    write = sys.stdout.write
    write(f"{'kind':<13}{'n':>4}" + "".join(f"{name + '  R@1  R@5  MRR':>27}" for name in rankers) + "\n")
    for (kind, lang), figures in table.items():
        counts = next(iter(figures.values())).count
        cells = "".join(f"{f.r1:>17.2f}{f.r5:>5.2f}{f.mrr:>5.2f}" for f in figures.values())
        write(f"{kind + ' ' + lang:<13}{counts:>4}{cells}\n")
    for name, rank in rankers.items():
        times = []
        for row in rows():
            started = time.perf_counter()
            rank(row)
            times.append(1e3 * (time.perf_counter() - started))
        write(f"{name}: median {np.median(times):.1f} ms, p95 {np.percentile(times, 95):.1f} ms\n")


if __name__ == "__main__":
    main()
