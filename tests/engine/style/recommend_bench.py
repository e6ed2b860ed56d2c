"""Simulated people with hidden tastes: how often a recommendation is to the taste that made the history.

    python tests/engine/style/recommend_bench.py [--people 300] [--seed 1]

A person browses the shipped catalog, a dozen garments at a time, wears what appeals most for a while, saves and
dismisses, now and then asks for something. What appeals is hidden from the recommender and is not made of its own
formula: *prototypes* like what is near one of three garments (by embedding), *attributes* like two colours, three
kinds and a few weaves, *drifting* people change their mind half way, *erratic* ones choose by chance every other
time. Judged are garments that the person has never tried: relevant are the tenth of them that appeal to them most.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tryon_desktop.engine import resources
from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.garments.shipped import read_shipped
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.colours import colours, distance, name_of
from tryon_desktop.engine.style.describe import caption
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.history import Moment
from tryon_desktop.engine.style.recommend import recommend

KINDS = ("attributes", "prototypes", "drifting", "erratic")
TOP = 6
NOW = 1_700_000_000.0
DAY = 86_400.0


@dataclass(frozen=True)
class Shelf:
    """A garment of the catalog."""

    id: str
    spec: GarmentSpec


@dataclass
class Person:
    """appeals: (n,) how much each garment is to their taste now. moments: what they did; tried: indices."""

    kind: str
    appeals: np.ndarray
    moments: list[Moment]
    tried: set[int]


def shelves() -> list[Shelf]:
    garments, _ = read_shipped(resources.assets() / "catalog", resources.models())
    return [Shelf(garment.id, garment.spec) for garment in garments]


def embeddings(catalog: Sequence[Shelf]) -> Mapping[GarmentSpec, F32]:
    encoder = load_text_encoder()
    assert encoder is not None, "the text encoder is missing"
    found = {}
    for shelf in catalog:
        vector = encoder.encode([caption(shelf.spec, "en"), caption(shelf.spec, "zh")], "passage").mean(axis=0)
        found[shelf.spec] = np.asarray(vector / np.linalg.norm(vector), np.float32)
    return found


def attribute_taste(rng: np.random.Generator, catalog: Sequence[Shelf]) -> np.ndarray:
    """Two colours, three categories, a few patterns and fabrics, a style; as in the catalog, common ones more often."""
    some = [catalog[i].spec for i in rng.choice(len(catalog), 6, replace=False)]
    liked = [str(rng.choice([colour.hex for colour in colours()])), some[0].colour]
    kinds = {spec.category for spec in some[:3]}
    cloths, prints = {spec.fabric for spec in some[2:5]}, {spec.pattern for spec in some[3:6]}
    styles = {style for spec in some[:2] for style in spec.style}
    weight = rng.dirichlet(np.full(5, 2.0))
    return np.array([
        weight[0] * max(np.exp(-(distance(colour, one.spec.colour) / 0.15) ** 2) for colour in liked)
        + weight[1] * (one.spec.category in kinds)
        + weight[2] * (one.spec.fabric in cloths)
        + weight[3] * (one.spec.pattern in prints)
        + weight[4] * bool(styles & set(one.spec.style))
        for one in catalog
    ])  # fmt: skip


def prototype_taste(rng: np.random.Generator, vectors: np.ndarray) -> np.ndarray:
    """Near to one of three garments in the space of the text encoder."""
    return np.asarray((vectors @ vectors[rng.choice(len(vectors), 3, replace=False)].T).max(axis=1))


def standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / max(float(values.std()), 1e-9)


def live(kind: str, rng: np.random.Generator, catalog: Sequence[Shelf], vectors: np.ndarray) -> Person:
    """Six weeks of a person's life with the program: eight visits."""

    def taste() -> np.ndarray:
        return standard(prototype_taste(rng, vectors) if kind == "prototypes" else attribute_taste(rng, catalog))

    appeals = taste()
    moments: list[Moment] = []
    tried: set[int] = set()
    for visit in range(8):
        if kind == "drifting" and visit == 4:
            appeals = taste()
        when = NOW - (42 - visit * 6) * DAY
        seen = rng.choice(len(catalog), 12, replace=False)
        felt = appeals[seen] + rng.normal(0, 0.6, 12)
        if kind == "erratic" and visit % 2:
            felt = rng.normal(0, 1, 12)
        order = seen[np.argsort(-felt)]
        for rank, index in enumerate(order[:3]):
            shelf = catalog[index]
            tried.add(int(index))
            seconds = float(rng.lognormal(np.log(40 + 60 * max(0.0, felt.max() - rank)), 0.7))
            moments.append(Moment(Event.WORN, when, shelf.id, shelf.spec, seconds))
            if felt.max() > 1.2 and rank == 0:
                moments.append(Moment(Event.SAVED, when, shelf.id, shelf.spec))
        if rng.random() < 0.3:
            shelf = catalog[order[-1]]
            tried.add(int(order[-1]))
            moments.append(Moment(Event.DISMISSED, when, shelf.id, shelf.spec))
        if rng.random() < 0.3:
            spec = catalog[int(np.argmax(appeals + rng.normal(0, 0.4, len(catalog))))].spec
            moments.append(
                Moment(
                    Event.ASKED, when, wanted={"colour": (name_of(spec.colour, "en"),), "category": (spec.category,)}
                )
            )
    return Person(kind, appeals, moments, tried)


Recommender = Callable[[Person], list[int]]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def judge(people: Sequence[Person], catalog: Sequence[Shelf], recommenders: Mapping[str, Recommender]) -> None:
    figures: dict[tuple[str, str], list[tuple[float, float, float, float]]] = defaultdict(list)
    for person in people:
        fresh = [index for index in range(len(catalog)) if index not in person.tried]
        ranked = sorted(fresh, key=lambda index: -person.appeals[index])
        relevant = set(ranked[: max(1, len(ranked) // 10)])
        for name, recommender in recommenders.items():
            shown = [index for index in recommender(person) if index in set(fresh)][:TOP]
            hits = [index in relevant for index in shown]
            first = next((1 / (place + 1) for place, hit in enumerate(hits) if hit), 0.0)
            kinds = len({catalog[index].spec.category for index in shown}) / max(1, len(shown))
            for kind in (person.kind, "all"):
                figures[name, kind].append((float(any(hits)), sum(hits) / TOP, first, kinds))
    say(f"{'':12}" + "".join(f"{kind:>30}" for kind in (*KINDS, "all")))
    say(f"{'':12}" + f"{'hit@6   p@6   MRR  kinds':>30}" * (len(KINDS) + 1))
    for name in recommenders:
        cells = (np.mean(figures[name, kind], axis=0) for kind in (*KINDS, "all"))
        say(f"{name:12}" + "".join(f"{'  '.join(f'{value:.2f}' for value in cell):>30}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    catalog = shelves()
    table = embeddings(catalog)
    vectors = np.stack([table[shelf.spec] for shelf in catalog])
    people = [live(KINDS[number % len(KINDS)], rng, catalog, vectors) for number in range(given.people)]
    place = {shelf.id: index for index, shelf in enumerate(catalog)}
    worn = Counter(place[one.garment_id] for person in people for one in person.moments if one.event is Event.WORN)
    popular = [index for index, _ in worn.most_common()]


    def ours(vectors: Mapping[GarmentSpec, F32] | None) -> Recommender:
        return lambda person: [
            place[one.id] for one in recommend(person.moments, catalog, now=NOW, vectors=vectors)
        ]

    def sense(person: Person) -> list[int]:
        liked = [place[one.garment_id] for one in person.moments if one.event in (Event.WORN, Event.SAVED)]
        mean = vectors[liked].mean(axis=0) - vectors.mean(axis=0)
        return np.argsort(-(vectors @ mean)).tolist()

    def last(person: Person) -> list[int]:
        latest = next(place[one.garment_id] for one in reversed(person.moments) if one.event is Event.WORN)
        return np.argsort(-(vectors @ vectors[latest])).tolist()

    judge(
        people,
        catalog,
        {
            "random": lambda person: rng.permutation(len(catalog)).tolist(),
            "popular": lambda person: popular,
            "like last": last,
            "embedding": sense,
            "attributes": ours(None),
            "both": ours(table),
        },
    )


if __name__ == "__main__":
    main()
