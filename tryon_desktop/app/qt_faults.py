"""A fault of one release of Qt for Python, met before it can hurt."""

from __future__ import annotations

import ctypes
import sys

import PySide6

_HELD = 1 << 40


def needs_true_held() -> bool:
    """PySide6 6.12.0 returns True from every `Signal.emit` without taking a reference to it.

    Where True is counted (CPython before 3.12) some thousand signals, a minute of live picture, drop the count to
    nothing and the interpreter aborts: "bool_dealloc: deallocating True or False".
    """
    return (
        PySide6.__version__ == "6.12.0"
        and sys.implementation.name == "cpython"
        and sys.version_info < (3, 12)
        and not hasattr(sys, "gettotalrefcount")  # a debug build lays objects out otherwise
    )


def hold_true() -> None:
    """Where it is needed, give True more references than any run of the program can lose."""
    if needs_true_held() and sys.getrefcount(True) < _HELD:
        ctypes.c_ssize_t.from_address(id(True)).value += _HELD
