"""The garments used last, in memory."""

from __future__ import annotations

from collections import OrderedDict

from tryon_desktop.engine.garments.garment import Garment

_PLACES = 12


class Shelf:
    """Garments by key, whole or coarse; the one not asked for the longest makes room. Used under its owner's lock."""

    def __init__(self) -> None:
        self._garments: OrderedDict[str, Garment] = OrderedDict()

    def get(self, key: str, *, coarse: bool = False) -> Garment | None:
        """The garment of that key. coarse: or else its coarse one."""
        found = self._garments.get(key)
        if found is None or (found.coarse and not coarse):
            return None
        self._garments.move_to_end(key)
        return found

    def put(self, key: str, garment: Garment) -> None:
        """Lay a garment there; a coarse one takes no whole one's place."""
        if garment.coarse and key in self._garments:
            return
        self._garments[key] = garment
        self._garments.move_to_end(key)
        while len(self._garments) > _PLACES:
            self._garments.popitem(last=False)

    def __contains__(self, key: str) -> bool:
        """Whether the whole garment is there."""
        return self.get(key) is not None

    def drop(self, key: str) -> None:
        """Forget a garment."""
        self._garments.pop(key, None)

    def clear(self) -> None:
        """Forget every garment."""
        self._garments.clear()
