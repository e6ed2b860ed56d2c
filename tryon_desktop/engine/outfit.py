"""What is worn together: one garment a slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Slot

CLASHES: dict[Slot, frozenset[Slot]] = {
    Slot.BOTTOM: frozenset({Slot.BOTTOM, Slot.FULL}),
    Slot.TOP: frozenset({Slot.TOP, Slot.FULL}),
    Slot.FULL: frozenset({Slot.FULL, Slot.TOP, Slot.BOTTOM}),
    Slot.OUTER: frozenset({Slot.OUTER}),
}
"""Which slots are emptied when a garment goes into one: a dress takes the place of a top and a bottom."""


@dataclass(frozen=True, slots=True, eq=False)
class Outfit:
    """Garments in the order in which they were put on; at most one a slot. Immutable."""

    garments: tuple[Garment, ...] = ()

    def __iter__(self) -> Iterator[Garment]:
        return iter(self.garments)

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, the last put on at the end."""
        return tuple(garment.id for garment in self.garments)

    def put_on(self, garment: Garment) -> Outfit:
        """The outfit with `garment`, without what it takes the place of."""
        emptied = CLASHES[garment.slot]
        return Outfit((*(kept for kept in self.garments if kept.slot not in emptied), garment))

    def without(self, garment_id: str) -> Outfit:
        """The outfit without one garment; the same when it is not worn."""
        return Outfit(tuple(kept for kept in self.garments if kept.id != garment_id))

    def refined(self, whole: Mapping[str, Garment]) -> Outfit:
        """The outfit with `whole` garments, by id, in the place of coarse ones."""
        return Outfit(tuple(whole.get(worn.id, worn) if worn.coarse else worn for worn in self.garments))
