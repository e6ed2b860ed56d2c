"""Figures of the benchmark in this folder: R@1, R@5, MRR by kind and language, for each way of answering; and the shop.

    python tests/engine/style/benchmark/measure.py LIST

LIST: all; even, odd: every second request, counted from 0; development: the requests that the tables were tuned on;
explicit-odd, explicit-even: 240 more of all kinds but vibes, the even ones only measured on; changes-unread: 200 finds,
edits and refusals that nobody has read; written: those that the reader was trained on; moods: 120 more vibes, of which
the odd numbers (moods-odd) may be read and the even ones (moods-even) are only measured on; moods-tuning: 240 more to
tune on; moods-unread: 115 more that nobody has read.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3]))

from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec  # noqa: E402
from tryon_desktop.engine.style.describe import caption  # noqa: E402
from tryon_desktop.engine.style.encoder import TextEncoder, load_text_encoder  # noqa: E402
from tryon_desktop.engine.style.fusions import available_fusions  # noqa: E402
from tryon_desktop.engine.style.grammar import parse  # noqa: E402
from tryon_desktop.engine.style.lexicon import shared_lexicon  # noqa: E402
from tryon_desktop.engine.style.moods import load_mood_memory, remembered_moods  # noqa: E402
from tryon_desktop.engine.style.pronouns import impersonal  # noqa: E402
from tryon_desktop.engine.style.request import StyleReply, values_of  # noqa: E402
from tryon_desktop.engine.style.shop.files import read_products, read_requests  # noqa: E402
from tryon_desktop.engine.style.shop.shop import Shop  # noqa: E402
from tryon_desktop.engine.style.stylist import Stylist  # noqa: E402
from tryon_desktop.engine.style.suited import suited, weighed  # noqa: E402
from tryon_desktop.engine.style.vibes import VibeReader, vibes  # noqa: E402

Row = dict[str, Any]
Ranker = Callable[[Row], tuple[Sequence[str], StyleReply | None]]
SAME, CHOSEN = 6.5, 20.0
"""CIEDE2000 within which a colour is the one meant, and within which it is a fair choice for a named one."""
KINDS = ("find", "edit", "negation", "outfit", "vibe", "typo")


@dataclass(frozen=True, slots=True)
class Entry:
    """A garment of the catalog."""

    id: str
    spec: GarmentSpec


def lab(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ linear / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one: str, other: str) -> float:
    """CIEDE2000 of two #rrggbb (Sharma, Wu, Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = lab(one), lab(other)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.2 * _cos(4 * hue - 63)
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    swing = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    cross = -np.sin(np.radians(swing)) * 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + cross * dc * dh))


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))


def meets(spec: GarmentSpec, expect: Row, without: Row, worn: GarmentSpec | None = None) -> bool:
    """Whether a garment is what was asked for."""
    return all(_has(spec, *item, worn) for item in expect.items()) and not any(
        min(apart(value, one) for one in spec.colours) <= SAME if key == "colour" else _has(spec, key, value, worn)
        for key, value in without.items()
    )


def _has(spec: GarmentSpec, key: str, value: Any, worn: GarmentSpec | None) -> bool:
    if key == "colour":
        if worn is None:
            return apart(value, spec.colour) <= SAME
        limit = SAME if apart(value, worn.colour) <= SAME else CHOSEN
        return min(apart(value, one) for one in spec.colours) <= limit
    if key in ("darker", "lighter"):
        assert worn is not None
        gain = lab(spec.colour)[0] - lab(worn.colour)[0]
        return bool(gain < 0 if key == "darker" else gain > 0)
    return any(one in value for one in values_of(spec, key))


GARMENTS = HERE.parents[3] / "models" / "data" / "garments.json"
ENTRIES = [Entry(row["id"], read_spec(row["spec"])) for row in json.loads(GARMENTS.read_text("utf-8"))]
SPECS = {entry.id: entry.spec for entry in ENTRIES}


LISTS: dict[str, tuple[str, Callable[[int, Row], bool]]] = {
    "all": ("requests.jsonl", lambda at, row: True),
    "even": ("requests.jsonl", lambda at, row: at % 2 == 0),
    "odd": ("requests.jsonl", lambda at, row: at % 2 == 1),
    "development": ("development.jsonl", lambda at, row: True),
    "moods": ("moods.jsonl", lambda at, row: True),
    "moods-even": ("moods.jsonl", lambda at, row: int(row["id"][-2:]) % 2 == 0),
    "explicit-odd": ("explicit.jsonl", lambda at, row: at % 2 == 1),
    "explicit-even": ("explicit.jsonl", lambda at, row: at % 2 == 0),
    "written": ("../../../../models/data/requests/*.jsonl", lambda at, row: row["kind"] in KINDS and "expect" in row),
    "changes-unread": ("changes_unread.jsonl", lambda at, row: True),
    "moods-tuning": ("moods_tuning.jsonl", lambda at, row: True),
    "moods-unread": ("moods_unread.jsonl", lambda at, row: True),
    "moods-odd": ("moods.jsonl", lambda at, row: int(row["id"][-2:]) % 2 == 1),
}
"""Name -> the file, and which of its rows by place and content."""


def read_rows(which: str) -> list[Row]:
    """The requests of one half, of both ("all"), those for tuning, or more vibes. KeyError for another word."""
    name, keep = LISTS[which]
    lines = [line for path in sorted(HERE.glob(name)) for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return [row for at, row in enumerate(rows) if keep(at, row)]


def reciprocal(row: Row, ids: Sequence[str], reply: StyleReply | None) -> float:
    """1 / rank of the first answer, 0 for none; of an outfit, the share of its pieces."""
    worn = SPECS.get(row.get("current", ""))
    if row["kind"] == "vibe":
        return _first(ids, row["any"])
    if row["kind"] == "outfit":
        return float(np.mean([_piece(piece, ids, reply) for piece in row["pieces"]]))
    expect, without = row["expect"], row.get("not", {})
    if row["kind"] == "edit" and reply is not None:
        return float(reply.spec is not None and meets(reply.spec, expect, without, worn))
    return _first(ids, [key for key, spec in SPECS.items() if meets(spec, expect, without, worn)])


def _piece(piece: Row, ids: Sequence[str], reply: StyleReply | None) -> float:
    expect = {key: value for key, value in piece.items() if key != "not"}
    without = piece.get("not", {})
    if reply is None:
        return _first(ids, [key for key, spec in SPECS.items() if meets(spec, expect, without)])
    found = [SPECS[one.results[0].id] for one in reply.outfit if one.results]
    found += [one.spec for one in reply.outfit if one.spec is not None]
    return float(any(meets(spec, expect, without) for spec in found))


def _first(ids: Sequence[str], wanted: Iterable[str]) -> float:
    wanted = set(wanted)
    return next((1 / (rank + 1) for rank, one in enumerate(ids) if one in wanted), 0.0)


def by_stylist(stylist: Stylist) -> Ranker:
    def rank(row: Row) -> tuple[Sequence[str], StyleReply | None]:
        worn = SPECS.get(row.get("current", ""))
        reply = stylist.answer(row["text"], ENTRIES, current=worn, top=len(ENTRIES))
        return [one.id for one in reply.results], reply

    return rank


class RulesAlone(Stylist):
    """The program without its reader."""

    def __init__(self, encoder: TextEncoder) -> None:
        super().__init__(encoder)
        self._reader = None


def by_encoder(encoder: TextEncoder) -> Ranker:
    """The encoder alone: the request, after the caption of what is worn, against the captions."""
    captions = sum(encoder.encode([caption(e.spec, lang) for e in ENTRIES], "passage") for lang in ("en", "zh"))

    def rank(row: Row) -> tuple[Sequence[str], StyleReply | None]:
        worn = SPECS.get(row.get("current", ""))
        text = f"{caption(worn, row['lang'])} {row['text']}" if worn else row["text"]
        return [ENTRIES[i].id for i in np.argsort(-(captions @ encoder.encode([text], "query")[0]))], None

    return rank


def moods(encoder: TextEncoder, rows: Sequence[Row]) -> dict[tuple[str, str], list[float]]:
    """(way, language) -> the reciprocal ranks of the vibes: by the encoder, the concepts and the remembered moods, each
    alone, by the last two together, and by the program, which reads the words as well.
    """
    stylist = Stylist(encoder)
    stylist.prepare(ENTRIES)
    specs = list(SPECS.values())
    vectors = np.stack([stylist.embeddings[spec] for spec in specs])
    read = VibeReader(encoder, memory=load_mood_memory())
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        said = impersonal(parse(shared_lexicon(), row["text"]).gist or row["text"])
        query = encoder.encode([said], "query")[0]
        mood = read(query)
        worn = weighed([(one.pulls, one.avoids, weight) for one, weight in mood.recalled], specs)
        ways = {"encoder alone": vectors @ query, "concepts alone": suited(replace(mood, recalled=()), specs),
                "remembered alone": worn, "both": suited(mood, specs)}  # fmt: skip
        for way, values in ways.items():
            ids = [ENTRIES[at].id for at in np.argsort(-np.array(values), kind="stable")]
            found[way, row["lang"]].append(_first(ids, row["any"]))
        found["program", row["lang"]].append(reciprocal(row, *by_stylist(stylist)(row)))
    return found


def in_the_table(rows: Sequence[Row]) -> int:
    """How many requests are, word for word, a phrase or a name of the concepts or a wording of the remembered moods."""
    said = [text for vibe in vibes() for text in (vibe.name_en, vibe.name_zh, vibe.says_en, vibe.says_zh)]
    phrases = {_bare(phrase) for text in said for phrase in re.split("[,、]", text)}
    phrases |= {_bare(text) for one in remembered_moods() for text in (*one.en, *one.zh)}
    return sum(_bare(row["text"]) in phrases for row in rows)


def _bare(phrase: str) -> str:
    return re.sub("^(a|an|the) ", "", phrase.strip().lower())


def shop(encoder: TextEncoder | None) -> dict[tuple[str, str], list[tuple[float, bool]]]:
    """(kind, language) -> for each request the reciprocal rank and whether something was there that must not be."""
    gold = json.loads((HERE / "shop_gold.json").read_text("utf-8"))
    answers = Shop(read_products(HERE / "shop.csv"), encoder)
    found: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for ask in read_requests(HERE / "shop_requests.json"):
        ids = [str(one.id) for one in answers.answer(ask, top=10).results]
        _, kind, language, _ = str(ask.id).split("-")
        right = gold[str(ask.id)]
        found[kind, language].append((_first(ids, right["any"]), bool(set(ids[:5]) & set(right.get("never", [])))))
    return found


def figures(ranks: Sequence[float]) -> str:
    """R@1 / R@5 / MRR of reciprocal ranks."""
    of = np.array(ranks)
    return f"{(of == 1).mean():.2f} / {(of >= 0.2).mean():.2f} / {of.mean():.2f}"


def main() -> None:
    write = sys.stdout.write
    chosen = read_rows((sys.argv[1:] or ["all"])[0])
    encoder = load_text_encoder()
    rankers: dict[str, Ranker] = {"parser": by_stylist(Stylist(None))}
    if encoder is not None:
        rankers["encoder"] = by_encoder(encoder)
        rankers["rules"] = by_stylist(RulesAlone(encoder))
        rankers |= {str(kind): by_stylist(Stylist(encoder, fusion=kind)) for kind in available_fusions()}
    scores: dict[str, dict[tuple[str, str], list[float]]] = {}
    for name, rank in rankers.items():
        scores[name] = defaultdict(list)
        times = []
        for row in chosen:
            started = time.perf_counter()
            answer = rank(row)
            times.append(1e3 * (time.perf_counter() - started))
            scores[name][row["kind"], row["lang"]].append(reciprocal(row, *answer))
        write(f"{name}: median {np.median(times):.0f} ms, p95 {np.percentile(times, 95):.0f} ms\n")
    write("\n| kind | n | " + " | ".join(f"{name} R@1 / R@5 / MRR" for name in rankers) + " |\n")
    write("|---" * (2 + len(rankers)) + "|\n")
    kept = [kind for kind in KINDS if any(row["kind"] == kind for row in chosen)]
    lines = [((kind,), (lang,), f"{kind}, {lang}") for kind in kept for lang in ("en", "zh")]
    lines += [(KINDS, ("en",), "all, en"), (KINDS, ("zh",), "all, zh"), (KINDS, ("en", "zh"), "all")]
    for kinds, langs, name in lines:
        cells = []
        for of in scores.values():
            ranks = [rank for kind in kinds for lang in langs for rank in of[kind, lang]]
            cells.append(figures(ranks))
        write(f"| {name} | {len(ranks)} | " + " | ".join(cells) + " |\n")
    vibes_asked = [row for row in chosen if row["kind"] == "vibe"]
    if encoder is not None and vibes_asked:
        write("\n| vibes by | en R@1 / R@5 / MRR | zh R@1 / R@5 / MRR |\n|---|---|---|\n")
        felt = moods(encoder, vibes_asked)
        for way in dict.fromkeys(way for way, _ in felt):
            write(f"| {way} | {figures(felt[way, 'en'])} | {figures(felt[way, 'zh'])} |\n")
        write(f"\n{in_the_table(vibes_asked)} of {len(vibes_asked)} stand in the tables word for word.\n")
    write("\n| shop | n | R@1 | R@5 | MRR | with what must not be among five |\n|---|---|---|---|---|---|\n")
    asked = shop(encoder)
    whole = [row for rows in asked.values() for row in rows]
    for (kind, lang), rows in [*asked.items(), (("all", ""), whole)]:
        ranks = figures([rank for rank, _ in rows]).replace(" / ", " | ")
        write(f"| {kind} {lang} | {len(rows)} | {ranks} | {sum(wrong for _, wrong in rows)} |\n")


if __name__ == "__main__":
    main()
