"""`tryon-desktop bench`: how fast the engine is on this machine, and how old a frame is when it is shown."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click
import psutil

from tryon_desktop.commands.figures import StageTimes, echo_json, spread
from tryon_desktop.commands.tools import Dresses, default_outfit, tools
from tryon_desktop.engine.capture.demo import LANDSCAPE, DemoSource
from tryon_desktop.engine.capture.picture import PICTURE_SUFFIXES, StillSource
from tryon_desktop.engine.capture.source import FrameSource
from tryon_desktop.engine.capture.video import VideoSource
from tryon_desktop.engine.errors import SourceError, TryonError
from tryon_desktop.engine.frame import Frame, Mailbox
from tryon_desktop.engine.handover import hand_over_promptly
from tryon_desktop.engine.pipeline import Look, Picture, Seen

_WARM_UP: Final = 8
"""Frames that are not counted: the first ones find the person, prepare the garments and fill the caches."""

_PATIENCE_S: Final = 5.0

_RECORDED: Final = 30


@dataclass(slots=True)
class _Run:
    """What was measured: frame_ms and stages of frames one by one; overlapped_s, the time that `overlapped` frames took
    with one looked at while the one before is dressed; latency and drops behind a 30 fps camera.
    """

    size: tuple[int, int] = (0, 0)
    frame_ms: list[float] = field(default_factory=list)
    stages: StageTimes = field(default_factory=StageTimes)
    overlapped: int = 0
    overlapped_s: float = 0.0
    latency_ms: list[float] = field(default_factory=list)
    live_s: float = 0.0
    dropped: int = 0
    seen: int = 0
    rss: int = 0


@click.command(short_help="Measure speed and latency on this machine.")
@click.option("--source", metavar="FILE", type=click.Path(), help="A clip or picture; by default the demo at 1280x720.")
@click.option("--seconds", metavar="N", type=click.FloatRange(0.2, 600), default=10.0, show_default=True)
@click.option("--garment", "ids", metavar="ID", multiple=True, help="What is worn; by default a top and trousers.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def bench(source: str | None, seconds: float, ids: tuple[str, ...], as_json: bool) -> None:
    """Measure the engine.

    A third of the time frames go through one by one, for the times of the stages. A third they go through as in the
    window, one being looked at while the one before is dressed, for the frames a second. A third a 30 fps camera is
    simulated before that, for the latency from capture to the composited picture and the frames that are dropped.
    """
    feed = _source(source, paced=True)
    frames = _recorded(source)
    feed.open()
    kit = tools()
    catalog = kit.catalog()
    chosen = list(ids) or default_outfit(catalog.entries())
    look = Look(tuple(catalog.garment(garment_id) for garment_id in chosen))
    mirror = kit.window()
    run = _Run()
    hand_over_promptly()
    try:
        _one_by_one(_again(frames), mirror.pipeline, look, seconds / 3, run)
        _overlapped(_again(frames), mirror.pipeline, look, seconds / 3, run)
        _live(feed, mirror.pipeline, look, seconds / 3, run)
    finally:
        feed.close()
        mirror.close()
    report = _report(run) | {
        "provider": mirror.provider,
        "why": mirror.why,
        "source": feed.name,
        "garments": chosen,
        "cpus": os.cpu_count(),
    }
    if as_json:
        echo_json(report)
    else:
        _tell(report)


def _source(name: str | None, *, paced: bool) -> FrameSource:
    if name is None:
        return DemoSource(size=LANDSCAPE, paced=paced)
    if Path(name).suffix.lower() in PICTURE_SUFFIXES:
        return StillSource(name, fps=30, paced=paced)
    return VideoSource(name, paced=paced, loop=True)


def _recorded(name: str | None) -> list[Frame]:
    """A second of the source, in memory: reading it is no part of what is measured."""
    source = _source(name, paced=False)
    source.open()
    try:
        frames = [frame for _ in range(_RECORDED) if (frame := source.read()) is not None]
    finally:
        source.close()
    if not frames:
        raise SourceError(f"{source.name} has no frames")
    return frames


def _again(frames: Sequence[Frame]) -> Iterator[Frame]:
    """`frames` forwards and backwards without end, numbered and timed as those of a 30 fps camera."""
    there_and_back = [*frames, *frames[-2:0:-1]]
    for count, frame in enumerate(itertools.cycle(there_and_back)):
        yield Frame(count, count / 30, frame.bgr)


def _one_by_one(frames: Iterator[Frame], dress: Dresses, look: Look, seconds: float, run: _Run) -> None:
    """Time the pipeline alone, frame after frame."""
    memory = _Memory()
    end = time.monotonic() + seconds
    for count, frame in enumerate(frames, 1):
        start = time.perf_counter()
        picture = dress(frame, look)
        taken_ms = (time.perf_counter() - start) * 1e3
        if count <= _WARM_UP:
            end = time.monotonic() + seconds
            continue
        run.size = frame.size
        run.frame_ms.append(taken_ms)
        run.stages.add(picture.stages_ms)
        run.seen += picture.body is not None
        run.rss = max(run.rss, memory.held())
        if time.monotonic() >= end:
            return


class _Dresser(threading.Thread):
    """The second half of the pipeline on a thread of its own, as in the window: the newest frame that was looked at."""

    def __init__(self, dress: Dresses, look: Look, done: Callable[[Picture], None]) -> None:
        super().__init__(name="dresser", daemon=True)
        self.waiting: Mailbox[Seen] = Mailbox()
        self.taken = threading.Semaphore(1)
        self.fault: Exception | None = None
        self._dress, self._look, self._done = dress, look, done

    def run(self) -> None:
        """The loop; ends when `waiting` is closed or a frame cannot be dressed."""
        try:
            while (seen := self.waiting.take()) is not None:
                self.taken.release()
                self._done(self._dress.dress(seen, self._look))
        except Exception as fault:  # noqa: BLE001 - the thread's boundary; raised again in `finish`
            self.fault = fault
            self.waiting.close()
        finally:
            self.taken.release()

    def finish(self) -> None:
        """Stop and wait. Raises what stopped it before."""
        self.waiting.close()
        self.join(_PATIENCE_S)
        if self.fault is not None:
            raise self.fault


def _overlapped(frames: Iterator[Frame], dress: Dresses, look: Look, seconds: float, run: _Run) -> None:
    """Count frames that go through both halves as fast as the slower half takes them; none is dropped."""
    done = _Counter()
    dresser = _Dresser(dress, look, done)
    dresser.start()
    try:
        for frame in frames:
            if done.seconds >= seconds or dresser.waiting.closed:
                break
            seen = dress.see(frame)
            dresser.taken.acquire()
            dresser.waiting.put(seen)
    finally:
        dresser.finish()
    run.overlapped, run.overlapped_s = done.counted, done.seconds


class _Counter:
    """Counts pictures after the warm-up, and the seconds since."""

    def __init__(self) -> None:
        self.counted = 0
        self.seconds = 0.0
        self._all, self._start = 0, 0.0

    def __call__(self, picture: Picture) -> None:
        now = time.monotonic()
        self._all += 1
        if self._all == _WARM_UP:
            self._start = now
        if self._all > _WARM_UP:
            self.counted, self.seconds = self.counted + 1, now - self._start


def _live(source: FrameSource, dress: Dresses, look: Look, seconds: float, run: _Run) -> None:
    """Time from capture to the composited picture, behind a camera that waits for nobody."""
    mailbox: Mailbox[Frame] = Mailbox()
    faults: list[TryonError] = []
    camera = threading.Thread(target=_pump, args=(source, mailbox, faults.append), name="camera", daemon=True)
    memory = _Memory()
    done = _Counter()

    def shown(picture: Picture) -> None:
        done(picture)
        if done.counted:
            run.latency_ms.append((time.monotonic() - picture.time) * 1e3)

    dresser = _Dresser(dress, look, shown)
    camera.start()
    dresser.start()
    dropped_before: int | None = None
    try:
        while done.seconds < seconds and not dresser.waiting.closed:
            frame = mailbox.take(_PATIENCE_S)
            if frame is None:
                break
            dresser.waiting.put(dress.see(frame))
            if done.counted and dropped_before is None:
                dropped_before = mailbox.dropped + dresser.waiting.dropped
            run.rss = max(run.rss, memory.held())
    finally:
        mailbox.close()
        camera.join(_PATIENCE_S)
        dresser.finish()
    run.live_s = done.seconds
    run.dropped = mailbox.dropped + dresser.waiting.dropped - (dropped_before or 0)
    if faults:
        raise faults[0]


def _pump(source: FrameSource, mailbox: Mailbox[Frame], failed: Callable[[TryonError], None]) -> None:
    """The camera's thread: put every frame into the mailbox until it is closed."""
    try:
        while not mailbox.closed:
            frame = source.read()
            if frame is None:
                break
            mailbox.put(frame)
    except TryonError as fault:
        failed(fault)
    finally:
        mailbox.close()


class _Memory:
    """What this process and vision's hold; looked at once a second: asking the system takes as long as a network."""

    def __init__(self) -> None:
        self._due, self._bytes = 0.0, 0

    def held(self) -> int:
        """Bytes: at most so far, or where the system keeps no peak, when it was looked at last."""
        now = time.monotonic()
        if now >= self._due:
            process = psutil.Process()
            self._due, self._bytes = now + 1.0, sum(_held(one) for one in [process, *process.children()])
        return self._bytes


def _held(process: psutil.Process) -> int:
    try:
        if sys.platform == "win32":
            return int(process.memory_info().peak_wset)
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _report(run: _Run) -> dict[str, Any]:
    return {
        "width": run.size[0],
        "height": run.size[1],
        "fps": round(run.overlapped / run.overlapped_s, 2) if run.overlapped_s else 0.0,
        "frame_ms": spread(run.frame_ms),
        "stages": run.stages.report(),
        "latency_ms": spread(run.latency_ms),
        "dropped": run.dropped,
        "rss_mb": round(run.rss / 2**20, 1),
        "frames": len(run.frame_ms),
        "frames_with_person": run.seen,
        "live_fps": round(len(run.latency_ms) / run.live_s, 2) if run.live_s else 0.0,
    }


def _tell(report: dict[str, Any]) -> None:
    click.echo(f"{report['source']} {report['width']}x{report['height']}, wearing {', '.join(report['garments'])}")
    click.echo(f"{report['provider']}: {report['why']}")
    click.echo(f"{'':12}{'median':>9}{'p95':>9}")
    rows = {"frame": report["frame_ms"], **{f"  {k}": v for k, v in report["stages"].items()}}
    for name, value in (rows | {"latency": report["latency_ms"]}).items():
        click.echo(f"{name:12}{value['median']:9.2f}{value['p95']:9.2f} ms")
    click.echo(f"{report['fps']:.1f} frames a second at full speed, one looked at while the one before is dressed")
    click.echo(f"{report['live_fps']:.1f} shown of a 30 fps camera, {report['dropped']} dropped")
    click.echo(f"{report['rss_mb']:.0f} MB")
