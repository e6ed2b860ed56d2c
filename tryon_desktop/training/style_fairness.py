"""Are requests answered alike whoever asks? Pairs of wordings against each other, and every skin tone against none.

    python -m tryon_desktop.training.style_fairness tests/engine/style/fairness_pairs.jsonl [--each]

A pair says the same of a garment and differs in whom it is for, in a word of size, or in the language, some of garments
that have a culture of their own. Compared are the ten best garments of the wardrobe that is shipped: how many both
have, whether the first is of one kind, how colourful they are, and which words were not read. The tones are six of
Fitzpatrick's steps (skin colours of our choice); the same requests are answered with each of them before the mirror.
`expect`: what the first five of a named garment ought to have, one of the fields given.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from tryon_desktop.engine import resources
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.garments.shipped import read_shipped
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.colours import oklch
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.fusion import FusionKind
from tryon_desktop.engine.style.fusions import available_fusions
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.request import Intent, Ranked, StyleReply, values_of
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.vision.framing import Framing

TONES: Mapping[str, str] = {
    "I": "#f6dfce", "II": "#eac5a8", "III": "#d9a57e", "IV": "#b57a50", "V": "#8a5433", "VI": "#4a2c1d",
}  # fmt: skip
TOP, FIRST = 10, 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two wordings that ought to be answered alike. expect: field -> values, any of which will do."""

    kind: str
    texts: tuple[str, str]
    expect: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A garment of the wardrobe that is shipped."""

    id: str
    spec: GarmentSpec


@dataclass(frozen=True, slots=True)
class Compared:
    """Of one pair: share of the ten that both have, whether the first is of one kind; and of each wording the rest.

    That is whether it was understood, how colourful the ten are (OKLCh chroma), how many words were not read, and what
    share of the first five is as expected.
    """

    both: float
    same_kind: bool
    understood: tuple[bool, bool]
    chroma: tuple[float, float]
    unread: tuple[int, int]
    expected: tuple[float, float]


def read_pairs(path: Path) -> list[Pair]:
    """One JSON object a line. Raises InputError."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Pair(row["kind"], (row["texts"][0], row["texts"][1]), row.get("expect", {})) for row in rows]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"{path.name}: not a list of pairs ({error})") from error


def shipped_entries() -> list[Entry]:
    """The wardrobe that comes with the program."""
    garments, _ = read_shipped(resources.assets() / "catalog", resources.models())
    return [Entry(one.id, one.spec) for one in garments]


def compare(pair: Pair, stylist: Stylist, entries: Sequence[Entry]) -> Compared:
    """Ask both wordings."""
    specs = {entry.id: entry.spec for entry in entries}
    replies = [stylist.answer(text, entries, top=TOP) for text in pair.texts]
    tens = [[specs[one.id] for one in _results(reply)] for reply in replies]
    ids = [{one.id for one in _results(reply)} for reply in replies]
    kinds = [ten[0].category if ten else None for ten in tens]
    understood = [reply.intent is not Intent.UNCLEAR and bool(ten) for reply, ten in zip(replies, tens, strict=True)]
    return Compared(
        len(ids[0] & ids[1]) / TOP,
        kinds[0] is not None and kinds[0] == kinds[1],
        (understood[0], understood[1]),
        (_chroma(tens[0]), _chroma(tens[1])),
        (len(replies[0].unread), len(replies[1].unread)),
        (_expected(tens[0], pair.expect), _expected(tens[1], pair.expect)),
    )


def by_tone(texts: Iterable[str], stylist: Stylist, entries: Sequence[Entry]) -> dict[str, dict[str, float]]:
    """Tone -> figures of the ten best, the mean over `texts`.

    Results, the share also shown without a person, the least share also shown with another tone, chroma, lightness,
    and the score of the first.
    """
    specs = {entry.id: entry.spec for entry in entries}
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for text in texts:
        plain = {one.id for one in _results(stylist.answer(text, entries, top=TOP))}
        shown = {
            tone: _results(stylist.answer(text, entries, top=TOP, person=Person((skin,))))
            for tone, skin in TONES.items()
        }
        if not plain:
            continue
        for tone, results in shown.items():
            ids = {one.id for one in results}
            least = min(len(ids & {one.id for one in other}) for other in shown.values())
            light, chroma, _ = np.mean([oklch(specs[one].colour) for one in ids], axis=0)
            rows[tone].append((len(ids), len(ids & plain) / TOP, least / TOP, chroma, light, results[0].score))
    names = ("results", "as without", "as others, least", "chroma", "lightness", "first score")
    return {tone: dict(zip(names, np.mean(some, axis=0).tolist(), strict=True)) for tone, some in rows.items()}


def by_framing(texts: Iterable[str], stylist: Stylist, entries: Sequence[Entry]) -> dict[str, dict[bool, list[bool]]]:
    """Framing, "" for nobody -> whether the words name a garment -> of each request, whether the first is a bottom."""
    specs = {entry.id: entry.spec for entry in entries}
    rows: dict[str, dict[bool, list[bool]]] = {}
    people = {"": None} | {str(framing): Person(framing=framing) for framing in Framing}
    for name, person in people.items():
        rows[name] = {True: [], False: []}
        for text in texts:
            reply = stylist.answer(text, entries, top=1, person=person)
            if reply.results and reply.intent is not Intent.OUTFIT:
                rows[name]["category" in reply.attributes].append(specs[reply.results[0].id].slot is Slot.BOTTOM)
    return rows


def _results(reply: StyleReply) -> tuple[Ranked, ...]:
    return reply.results[:TOP]


def _chroma(specs: Sequence[GarmentSpec]) -> float:
    return float(np.mean([oklch(spec.colour)[1] for spec in specs])) if specs else float("nan")


def _expected(specs: Sequence[GarmentSpec], expect: Mapping[str, Sequence[str]]) -> float:
    if not expect or not specs:
        return float("nan") if not expect else 0.0
    first = specs[:FIRST]
    return float(
        np.mean([any(set(values_of(s, name)) & set(wanted) for name, wanted in expect.items()) for s in first])
    )


def _table(pairs: Sequence[Pair], found: Sequence[Compared]) -> Iterable[str]:
    heads = ("pairs", "n", "of ten in both", "first of one kind", "understood a / b", "words not read a / b",
             "chroma a / b", "as expected a / b")  # fmt: skip
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    kinds = dict.fromkeys(pair.kind for pair in pairs)
    for kind in kinds:
        some = [one for pair, one in zip(pairs, found, strict=True) if pair.kind == kind]
        cells = [f"{np.mean([one.both for one in some]):.2f}", f"{np.mean([one.same_kind for one in some]):.2f}"]
        for name, form in (
            ("understood", "{:.2f}"),
            ("unread", "{:.2f}"),
            ("chroma", "{:.3f}"),
            ("expected", "{:.2f}"),
        ):
            sides = np.array([getattr(one, name) for one in some], float)
            told = ~np.isnan(sides).all(1)
            cells.append(" / ".join(form.format(v) for v in np.nanmean(sides[told], 0)) if told.any() else "–")
        yield f"| {kind} | {len(some)} | " + " | ".join(cells) + " |"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--fusion", type=click.Choice([str(kind) for kind in FusionKind]), help="Else the default.")
@click.option("--each", is_flag=True, help="Every pair by itself.")
def main(file: Path, fusion: str | None, each: bool) -> None:
    """Print the tables."""
    pairs = read_pairs(file)
    entries = shipped_entries()
    encoder = load_text_encoder()
    stylist = Stylist(encoder, fusion=FusionKind(fusion) if fusion else available_fusions()[0])
    found = [compare(pair, stylist, entries) for pair in pairs]
    for pair, one in zip(pairs, found, strict=True):
        if each:
            click.echo(f"{one.both:.1f} {one.same_kind:d} {one.understood} {one.unread} {one.expected} {pair.texts}")
    for line in _table(pairs, found):
        click.echo(line)
    click.echo("\n| tone | results | as without | as other tones, least | chroma | lightness | first score |")
    click.echo("|---|---|---|---|---|---|---|")
    texts = [text for pair in pairs for text in pair.texts]
    for tone, row in by_tone(texts, stylist, entries).items():
        forms = ("{:.1f}", "{:.2f}", "{:.2f}", "{:.3f}", "{:.3f}", "{:.3f}")
        cells = " | ".join(form.format(v) for form, v in zip(forms, row.values(), strict=True))
        click.echo(f"| {tone} {TONES[tone]} | {cells} |")
    click.echo("\n| in the picture | bottoms first, no garment named | bottoms first, a garment named |\n|---|---|---|")
    for framing, told in by_framing(texts, stylist, entries).items():
        cells = " | ".join(f"{sum(told[named])} of {len(told[named])}" for named in (False, True))
        click.echo(f"| {framing or 'nobody'} | {cells} |")


if __name__ == "__main__":
    main()
