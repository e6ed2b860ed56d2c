"""Puts the set-up scripts on the path: they are no package, and run before anything is installed."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))
