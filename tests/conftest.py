"""What every test shares: nothing of it touches the user's own folders or a real screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
