"""Two versions of the program, frames a second, where the machine's own speed changes from minute to minute.

    python tests/engine/measure_in_turns.py OTHER_CHECKOUT [--turns 24]

Both dress the demo's recorded second without end, as `bench` does, one a process and each by itself: by turns one runs
for 1.6 seconds while the other is stopped, and the last 1.2 are counted. So both see the same good and bad minutes.
OTHER_CHECKOUT: a folder with another version's `tryon_desktop` and its networks. POSIX only.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
WARM_UP = 150
SETTLE_S, COUNTED_S = 0.4, 1.2
GOAL = 30


def run_for_ever(counted: Path) -> None:
    """Dress frames, and write how many there were into `counted`."""
    import mmap

    import tryon_desktop  # before NumPy
    from tryon_desktop.commands import bench
    from tryon_desktop.commands.tools import _real_tools
    from tryon_desktop.engine.pipeline import Look

    if Path(tryon_desktop.__file__).resolve().parents[1] != Path.cwd():
        sys.exit(f"another version than that of {Path.cwd()} is installed and comes first: {tryon_desktop.__file__}")
    tools = _real_tools()
    pipeline, catalog = tools.mirror(False).pipeline, tools.catalog()
    look = Look((catalog.garment("sample-oxford-shirt"), catalog.garment("stone-chinos")))
    with counted.open("r+b") as file:
        count = mmap.mmap(file.fileno(), 8)

    class Counting:
        frames = 0

        def see(self, frame):
            return pipeline.see(frame)

        def dress(self, seen, look):
            picture = pipeline.dress(seen, look)
            self.frames += 1
            count[:8] = struct.pack("q", self.frames)
            return picture

    bench.hand_over_promptly()
    bench._overlapped(bench._again(bench._recorded(None)), Counting(), look, float("inf"), bench._Run())


class Version:
    """One version's process, and all that it starts."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self._counted = folder / f"{abs(hash(checkout))}.count"
        self._counted.write_bytes(bytes(8))
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--count", str(self._counted)], cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)}, start_new_session=True,
        )  # fmt: skip
        self.rates: list[float] = []

    @property
    def frames(self) -> int:
        return int(struct.unpack("q", self._counted.read_bytes())[0])

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(self._process.pid, number)

    def warm_up(self) -> None:
        while self.frames < WARM_UP:
            if self._process.poll() is not None:
                sys.exit(f"it ended with code {self._process.returncode}")
            time.sleep(0.1)
        self.signal(signal.SIGSTOP)

    def turn(self) -> None:
        self.signal(signal.SIGCONT)
        time.sleep(SETTLE_S)
        frames, since = self.frames, time.perf_counter()
        time.sleep(COUNTED_S)
        self.rates.append((self.frames - frames) / (time.perf_counter() - since))
        self.signal(signal.SIGSTOP)


def line(name: str, rates: list[float]) -> str:
    low, middle, high = statistics.quantiles(rates, n=4)
    held = sum(rate >= GOAL for rate in rates) / len(rates)
    return f"| {name} | {min(rates):.1f} | {low:.1f} | {middle:.1f} | {high:.1f} | {max(rates):.1f} | {held:.0%} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, nargs="?")
    parser.add_argument("--turns", type=int, default=24)
    parser.add_argument("--count", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count is not None:
        run_for_ever(options.count)
        return
    if options.other is None or not (options.other / "tryon_desktop").is_dir():
        parser.error("name a folder that holds another version's tryon_desktop")
    with tempfile.TemporaryDirectory() as folder:
        versions: list[Version] = []
        try:
            for checkout in (options.other.resolve(), HERE):
                versions.append(Version(checkout, Path(folder)))
                versions[-1].warm_up()
            for number in range(options.turns):
                for version in versions[:: 1 if number % 2 else -1]:
                    version.turn()
        finally:
            for version in versions:
                version.signal(signal.SIGKILL)
    other, this = (version.rates for version in versions)
    ratios = statistics.quantiles([new / old for old, new in zip(other, this, strict=True)], n=4)
    sys.stdout.write(
        f"| frames a second | least | 25 % | median | 75 % | most | turns of {GOAL} or more |\n{'|---' * 7}|\n"
        f"{line('other', other)}\n{line('this', this)}\n"
        f"\nthis over the other, turn by turn: {ratios[0]:.2f} {ratios[1]:.2f} {ratios[2]:.2f} (quartiles)\n"
    )


if __name__ == "__main__":
    main()
