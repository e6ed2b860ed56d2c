"""How often Python's threads hand the interpreter to each other."""

from __future__ import annotations

import sys

_INTERVAL_S = 0.001


def hand_over_promptly() -> None:
    """Let no thread of this process hold the interpreter longer than a millisecond while another waits.

    Python's own five milliseconds add up: a thread comes back from each of its many short calls into OpenCV and
    onnxruntime to an interpreter that another one holds. For programs that look at one frame while they dress the one
    before; `bench` shows the difference.
    """
    sys.setswitchinterval(_INTERVAL_S)
