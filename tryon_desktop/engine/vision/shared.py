"""Memory that two processes share: a frame on its way to vision, and the matte on its way back."""

from __future__ import annotations

from multiprocessing.shared_memory import SharedMemory

import numpy as np

from tryon_desktop.engine.arrays import U8

_CHANNELS = 3


class SharedFrame:
    """Room for one frame of a size, (H, W, 3) uint8 BGR, and one matte, (H, W) uint8. Raises OSError without memory.

    size: (width, height) in pixels. name: of a block that another process made; None makes one, which is gone with
    `release`.
    """

    def __init__(self, size: tuple[int, int], name: str | None = None) -> None:
        self.size = size
        self._shape = size[1], size[0]
        self._pixels = size[0] * size[1]
        self._made = name is None
        bytes_needed = max(self._pixels * (_CHANNELS + 1), 1)
        self._block = SharedMemory(name, create=self._made, size=bytes_needed if self._made else 0)

    @property
    def name(self) -> str:
        """By which the other process finds it."""
        return self._block.name

    def write_frame(self, bgr: U8) -> None:
        """Leave a frame of this size."""
        self.frame()[...] = bgr

    def frame(self) -> U8:
        """The frame that was left last, in place: there until the next is written; let go of it before `release`."""
        return np.ndarray((*self._shape, _CHANNELS), np.uint8, self._block.buf)

    def write_matte(self, matte: U8) -> None:
        """Leave a matte of this size."""
        self._matte()[...] = matte

    def read_matte(self) -> U8:
        """A copy of the matte that was left last."""
        return self._matte().copy()

    def release(self) -> None:
        """Let go of it; whoever made it gives the memory back."""
        self._block.close()
        if self._made:
            self._block.unlink()

    def _matte(self) -> U8:
        return np.ndarray(self._shape, np.uint8, self._block.buf, offset=self._pixels * _CHANNELS)
