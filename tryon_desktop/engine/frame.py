"""Frames and the one-slot mailbox between stages: the newest frame wins, the rest are counted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from tryon_desktop.engine.arrays import U8, check_array, frozen
from tryon_desktop.engine.reducing import halved, halves

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    id: counts up from 0 within a source. time: seconds on the monotonic clock at capture.
    bgr: (H, W, 3) uint8, BGR, origin top left, not mirrored; read-only once published.
    """

    id: int
    time: float
    bgr: U8
    _halves: dict[int, U8] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        check_array("Frame.bgr", self.bgr, (None, None, 3), np.uint8)
        self.bgr.flags.writeable = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.bgr.shape[1], self.bgr.shape[0]

    def reduced(self, least: tuple[int, int]) -> U8:
        """The picture halved as often as it stays no smaller than `least` (width, height); read-only.

        Halves are made once, for everybody who looks at this frame, on whatever thread.
        """
        image, level = self.bgr, 0
        while halves(image, least):
            level += 1
            if level not in self._halves:
                self._halves[level] = frozen(halved(image))
            image = self._halves[level]
        return image


class Mailbox(Generic[T]):
    """A slot for one item between a producer and a consumer thread.

    `put` replaces what was not yet taken and counts it as dropped; `take` never returns an older item than one
    it returned before. `close` wakes every waiter; afterwards `put` is ignored and `take` returns None.
    """

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._item: T | None = None
        self._dropped = 0
        self._closed = False

    def put(self, item: T) -> None:
        """Leave `item` as the newest, dropping one still waiting."""
        with self._ready:
            if self._closed:
                return
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._ready.notify()

    def take(self, timeout: float | None = None) -> T | None:
        """Remove and return the waiting item; wait up to `timeout` seconds for one. None: closed or timed out."""
        with self._ready:
            self._ready.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            return item

    def peek(self) -> T | None:
        """The waiting item, left where it is."""
        with self._ready:
            return self._item

    def close(self) -> None:
        """Empty the slot and wake every waiter for good."""
        with self._ready:
            self._closed, self._item = True, None
            self._ready.notify_all()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        with self._ready:
            return self._closed

    @property
    def dropped(self) -> int:
        """How many items were replaced before anyone took them."""
        with self._ready:
            return self._dropped
