"""What is worn: one garment a slot, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
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


class History:
    """The outfits worn so far. Used from one thread."""

    def __init__(self, depth: int = 100) -> None:
        self._past: list[Outfit] = []
        self._depth = depth
        self.now = Outfit()

    @property
    def can_undo(self) -> bool:
        """Whether there is an outfit to go back to."""
        return bool(self._past)

    def change(self, outfit: Outfit) -> bool:
        """Wear `outfit`; whether that is a change at all."""
        if outfit.garments == self.now.garments:
            return False
        self._past = [*self._past[-self._depth + 1 :], self.now]
        self.now = outfit
        return True

    def undo(self) -> bool:
        """Go back to the outfit before; whether there was one."""
        if not self._past:
            return False
        self.now = self._past.pop()
        return True

    def start(self, outfit: Outfit) -> None:
        """Begin with `outfit`: nothing lies before it."""
        self._past, self.now = [], outfit
