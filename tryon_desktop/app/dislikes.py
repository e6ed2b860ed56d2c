"""Garments that the person said they do not like, and what becomes of that when the change is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.app.history import History
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.outfit import Outfit


@dataclass(frozen=True, slots=True, eq=False)
class _Dislike:
    """A garment, the outfit that it was worn in, and how many outfits there were to go back to then."""

    garment: Garment
    worn: Outfit
    steps: int


class Dislikes:
    """What an undo takes back and a redo says again. Used from the window's thread.

    A step is known by how many outfits lie before it and what was worn at it. One that the history has let go of is no
    longer found: the dislike then stands.
    """

    def __init__(self) -> None:
        self._said: list[_Dislike] = []
        self._taken_back: list[_Dislike] = []

    def say(self, garment: Garment, history: History) -> None:
        """`garment` is not liked; `history` stands where it is still worn."""
        self._said.append(_Dislike(garment, history.now, history.steps))

    def changed(self) -> None:
        """Something new is worn: what was taken back cannot be said again."""
        self._taken_back = []

    def undone(self, history: History) -> tuple[Garment, ...]:
        """The garments that are disliked no more, now that `history` has gone a step back."""
        back = [one for one in self._said if one.steps == history.steps and one.worn.garments == history.now.garments]
        self._said = [one for one in self._said if one not in back]
        self._taken_back += back
        return tuple(one.garment for one in back)

    def redone(self, history: History) -> tuple[Garment, ...]:
        """The garments that are disliked again, now that `history` has gone a step forth."""
        again = [one for one in self._taken_back if one.steps == history.steps - 1]
        self._taken_back = [one for one in self._taken_back if one not in again]
        self._said += again
        return tuple(one.garment for one in again)

    def forget(self) -> None:
        """The history was rewritten: what was said before stands."""
        self._said, self._taken_back = [], []
