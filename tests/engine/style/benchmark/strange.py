"""The unread changes, asked of other garments than those that the reader learnt on: two fields that the request does
not speak of are given other values. Right at first, by the rules alone and with the reader.

    python tests/engine/style/benchmark/strange.py
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from measure import SPECS, Row, meets, read_rows

from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.agreement import agreed
from tryon_desktop.engine.style.design import alter
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.reader import RequestReader, load_request_reader
from tryon_desktop.engine.style.request import VALUES, Intent, Want

_FIELDS = ("fit", "neckline", "length", "shape", "closure", "sleeve", "pattern", "fabric")


def another(row: Row, rng: np.random.Generator) -> GarmentSpec:
    """The garment worn, with two other values of what the request does not speak of."""
    worn = SPECS[row["current"]]
    of_tops = ("neckline", "sleeve") if worn.slot is Slot.BOTTOM else ()
    free = [name for name in _FIELDS if name not in row["expect"] and name not in of_tops]
    for name in rng.permutation(free)[:2]:
        values = [str(value) for value in VALUES[name] if value != "motif"]
        worn = alter(worn, [Want(name, (str(rng.choice(values)),), "")])
    return worn


def right(row: Row, worn: GarmentSpec, reader: RequestReader | None) -> bool:
    """Whether the change comes out as it should."""
    request = parse(shared_lexicon(), row["text"], current=worn, reader=reader)
    made = agreed(request, worn) if request.intent is Intent.EDIT else None
    return made is not None and meets(made, row["expect"], row.get("not", {}), worn)


def main(rows: Sequence[Row]) -> None:
    encoder = load_text_encoder()
    reader = load_request_reader(encoder) if encoder is not None else None
    rng = np.random.default_rng(3)
    garments = [(SPECS[row["current"]], another(row, rng)) for row in rows]
    sys.stdout.write("| garments | n | rules alone | with the reader |\n|---|---|---|---|\n")
    for at, name in enumerate(("of the benchmark", "others")):
        shares = [np.mean([right(row, both[at], one) for row, both in zip(rows, garments, strict=True)])
                  for one in (None, reader)]  # fmt: skip
        sys.stdout.write(f"| {name} | {len(rows)} | {shares[0]:.2f} | {shares[1]:.2f} |\n")


if __name__ == "__main__":
    main([row for row in read_rows("changes-unread") if row["kind"] == "edit"])
