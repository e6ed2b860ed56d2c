"""Signals for hours do not end the interpreter."""

from __future__ import annotations

import subprocess
import sys

EMIT = """
import sys
from PySide6.QtCore import QObject, Signal
from tryon_desktop.app.qt_faults import hold_true
class Source(QObject):
    ready = Signal()
hold_true()
hold_true()
source = Source()
for _ in range(300_000):
    source.ready.emit()
print("alive")
"""


def test_three_hours_of_frames():
    done = subprocess.run([sys.executable, "-c", EMIT], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "alive"
