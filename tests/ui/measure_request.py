"""How long it takes from Enter to the first picture that wears what was asked for, in the real window.

    python tests/ui/measure_request.py [--source still|demo] [--runs N] [--each]

Opens the window over the real engine in a home of its own (TRYON_DESKTOP_HOME, else an empty folder), on the bundled
photograph or the demo subject, without a screen (Qt's "offscreen") unless QT_QPA_PLATFORM says otherwise. The time ends
when the preview has been handed a picture on which everything that the answer put on is really placed; painting it is
the next thing that the window does. --drawn: everything of the wardrobe has been drawn and read before, as it is after
the program has been open for a while. --runs: the list once more, when its designs are known too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TRYON_DESKTOP_HOME", tempfile.mkdtemp(prefix="tryon-measure-"))

import tryon_desktop  # noqa: E402, F401 - before NumPy

# isort: split
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402, F401 - before PySide6
from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from tryon_desktop.app.controller import Controller  # noqa: E402
from tryon_desktop.app.qt_faults import hold_true  # noqa: E402
from tryon_desktop.app.settings import Settings, settings_file  # noqa: E402
from tryon_desktop.app.wiring import load_engine  # noqa: E402
from tryon_desktop.engine import assembly  # noqa: E402
from tryon_desktop.engine.handover import hand_over_promptly  # noqa: E402
from tryon_desktop.engine.models import model_path  # noqa: E402
from tryon_desktop.ui.main_window import MainWindow  # noqa: E402
from tryon_desktop.ui.ports import SourceChoice, SourceKind  # noqa: E402
from tryon_desktop.ui.theme import apply_theme  # noqa: E402

GOAL_MS = {"found": 150, "newly drawn": 700}
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Timed:
    """One request: what became of it, and when. read_ms: until the answer was there."""

    text: str
    kind: str
    read_ms: float
    worn_ms: float


class Mirror:
    """The window, and what a person does at it."""

    def __init__(self, source: SourceChoice) -> None:
        settings = Settings(settings_file())
        settings["language"] = "en"
        self.controller = Controller(load_engine, settings, source=source)
        self.window = MainWindow(self.controller, settings)
        self.window.show()
        self.controller.start()
        self.until(lambda: self.worn() and self.worn() == set(self.controller.worn()))

    def worn(self) -> set[str]:
        newest = self.controller._sources.newest
        return set(newest.picture.worn) if newest is not None else set()

    def until(self, done: Callable[[], object]) -> bool:
        """Let the window live until `done`, asked whenever a picture comes; False when patience ends."""
        loop = QEventLoop()
        over = QTimer(singleShot=True, interval=int(PATIENCE_S * 1e3))
        over.timeout.connect(loop.quit)
        look = QTimer(interval=20)
        check = lambda *_: loop.quit() if done() else None  # noqa: E731
        signals = (self.controller.frame_ready, self.controller.replied, look.timeout)
        for signal in signals:
            signal.connect(check)
        over.start(), look.start()
        if not done():
            loop.exec()
        for signal in signals:
            signal.disconnect(check)
        return bool(done())

    def wear(self, garment_id: str) -> None:
        if self.controller.worn() != (garment_id,):
            for worn in self.controller.worn():
                self.controller.take_off(worn)
            self.controller.wear(garment_id)
        self.until(lambda: self.worn() == {garment_id})

    def ask(self, text: str) -> Timed:
        """Type and press Enter."""
        replies: list[tuple[float, object]] = []
        answers: list[object] = []
        note = lambda reply: replies.append((time.perf_counter(), reply))  # noqa: E731
        self.controller.replied.connect(note)
        self.controller._dressing.answered.connect(answers.append)
        before = set(self.controller.worn())
        edit = self.window.request.edit
        edit.setText(text)
        since = time.perf_counter()
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.until(lambda: replies)
        generation = self.controller._dressing.look.generation
        wanted = set(self.controller.worn())

        def there() -> bool:
            newest = self.controller._sources.newest
            return newest is not None and newest.picture.generation >= generation and self.worn() == wanted

        came = self.until(there)
        worn_ms = 1e3 * (time.perf_counter() - since)
        self.controller.replied.disconnect(note)
        self.controller._dressing.answered.disconnect(answers.append)
        pieces = [piece for answer in answers for piece in (answer.outfit or (answer,))]
        kind = "newly drawn" if any(piece.designed for piece in pieces) else "found"
        if not came or wanted == before:
            kind = "nothing changed"
        return Timed(text, kind, 1e3 * (replies[0][0] - since) if replies else np.nan, worn_ms)

    def rest(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1e3), loop.quit)
        loop.exec()


def table(rows: list[Timed]) -> str:
    lines = ["| answer | n | understood p50 / p95 ms | worn p50 / p95 ms | goal p95 |", "|---|---|---|---|---|"]
    for kind, goal in GOAL_MS.items():
        some = [row for row in rows if row.kind == kind]
        if some:
            read, worn = ([getattr(row, name) for row in some] for name in ("read_ms", "worn_ms"))
            cells = [f"{np.percentile(times, 50):.0f} / {np.percentile(times, 95):.0f}" for times in (read, worn)]
            lines.append(f"| {kind} | {len(some)} | {cells[0]} | {cells[1]} | {goal} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", choices=["still", "demo"], default="still")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--drawn", action="store_true", help="draw the wardrobe first")
    parser.add_argument("--each", action="store_true", help="every request by itself")
    parser.add_argument("--wait", type=float, default=30.0, help="seconds that the program is left alone at first")
    parser.add_argument("--rest", type=float, default=1.5, help="seconds between two requests")
    options = parser.parse_args()
    requests = json.loads((HERE / "request_timing.json").read_text("utf-8"))["requests"]
    hold_true()
    hand_over_promptly()
    app = QApplication(sys.argv[:1])
    apply_theme(app)
    still = SourceChoice(SourceKind.IMAGE, str(model_path("demo/posture.jpg")), "posture")
    if options.drawn:
        catalog = assembly.build_catalog()
        for entry in catalog.entries():
            catalog.draw(entry.id)
            catalog.thumbnail(entry.id)
        assembly.build_stylist().prepare(catalog.entries())
        catalog.close()
    mirror = Mirror(still if options.source == "still" else SourceChoice(SourceKind.DEMO))
    try:
        mirror.rest(options.wait)
        for run in range(options.runs):
            rows = []
            for request in requests:
                if "at" in request:
                    mirror.wear(request["at"])
                rows.append(mirror.ask(request["text"]))
                mirror.rest(options.rest)
                if options.each:
                    row = rows[-1]
                    sys.stdout.write(f"{row.kind:16}{row.read_ms:8.0f}{row.worn_ms:8.0f}  {row.text}\n")
            sys.stdout.write(f"\nrun {run + 1}, {options.source}\n{table(rows)}\n")
            sys.stdout.flush()
    finally:
        mirror.controller.stop()


if __name__ == "__main__":
    main()
