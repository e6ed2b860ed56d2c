"""The outfits worn so far, and the way back and forth between them."""

from __future__ import annotations

from collections.abc import Sequence

from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.outfit import Outfit


class History:
    """The outfits worn so far. Used from one thread."""

    def __init__(self, depth: int = 100) -> None:
        self._past: list[Outfit] = []
        self._future: list[Outfit] = []
        self._depth = depth
        self.now = Outfit()

    @property
    def can_undo(self) -> bool:
        """Whether there is an outfit to go back to."""
        return bool(self._past)

    @property
    def steps(self) -> int:
        """How many outfits there are to go back to."""
        return len(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back that can be worn again."""
        return bool(self._future)

    def change(self, outfit: Outfit) -> bool:
        """Wear `outfit`; whether that is a change at all. What was taken back before is forgotten."""
        if outfit.garments == self.now.garments:
            return False
        self._past = [*self._past[-self._depth + 1 :], self.now]
        self._future = []
        self.now = outfit
        return True

    def undo(self) -> bool:
        """Go back to the outfit before; whether there was one."""
        if not self._past:
            return False
        self._future.append(self.now)
        self.now = self._past.pop()
        return True

    def redo(self) -> bool:
        """Take the last undo back; whether there was one."""
        if not self._future:
            return False
        self._past.append(self.now)
        self.now = self._future.pop()
        return True

    def forget(self, garment_id: str) -> bool:
        """A garment is gone for good: take it out of every outfit; whether it was worn now."""
        was_worn = garment_id in self.now.ids
        self.now = self.now.without(garment_id)
        self._past = self._leading_here(self._past, garment_id)
        self._future = self._leading_here(self._future, garment_id)
        return was_worn

    def refine(self, garments: Sequence[Garment]) -> bool:
        """Put whole `garments` in the place of their coarse ones, in every outfit; whether one is worn now."""
        whole = {garment.id: garment for garment in garments}
        before = self.now
        self.now = self.now.refined(whole)
        self._past = [outfit.refined(whole) for outfit in self._past]
        self._future = [outfit.refined(whole) for outfit in self._future]
        return self.now.garments != before.garments

    def start(self, outfit: Outfit) -> None:
        """Begin with `outfit`: nothing lies before it."""
        self._past, self._future, self.now = [], [], outfit

    def _leading_here(self, outfits: list[Outfit], garment_id: str) -> list[Outfit]:
        """The outfits, the farthest first, without a garment; none like the one that comes next on the way to now."""
        kept: list[Outfit] = []
        after = self.now
        for outfit in reversed([outfit.without(garment_id) for outfit in outfits]):
            if outfit.garments != after.garments:
                kept.append(outfit)
                after = outfit
        return kept[::-1]
