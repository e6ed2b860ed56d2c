"""The loops behind the mirror, without a window."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from tryon_desktop.app.threads import Captured, CaptureThread, FaultKind, MirrorThread, VisionThread
from tryon_desktop.engine.errors import SourceError
from tryon_desktop.engine.frame import Frame, Mailbox
from tryon_desktop.engine.pipeline import Look, Picture, Seen
from tryon_desktop.ui.ports import SourceState

PATIENCE_S = 5.0


def frame(number):
    return Frame(number, time.monotonic(), np.zeros((4, 6, 3), np.uint8))


class Script:
    """A source that gives what each opening lists: frames, exceptions, then blocks until it is let go."""

    live, fps, name = True, 30.0, "script"

    def __init__(self, *openings):
        self.openings = list(openings)
        self.now = []
        self.closed = 0
        self.let_go = threading.Event()

    def open(self):
        self.now = list(self.openings.pop(0)) if self.openings else []

    def read(self):
        if not self.now:
            self.let_go.wait(PATIENCE_S)
            return None
        item = self.now.pop(0)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self):
        self.closed += 1


@pytest.fixture
def run(clean_threads):
    """Runs a capture thread on a script; ends it afterwards."""
    started = []

    def go(script, *, retries=True, still=False, **extra):
        out = Mailbox()
        states, faults = [], []
        thread = CaptureThread(
            lambda: script, out, retries=retries, still=still, on_state=states.append, on_fault=faults.append,
            backoff_s=(0.001,), **extra,
        )  # fmt: skip
        started.append((thread, script))
        thread.start()
        return thread, out, states, faults

    yield go
    for thread, script in started:
        thread.stop()
        script.let_go.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        assert script.closed >= 1


def test_a_lost_camera_is_opened_again_and_told_once(run):
    script = Script([frame(0), SourceError("gone")], [SourceError("still gone")], [], [frame(1)])
    script.openings[2] = [SourceError("still gone")]
    _, out, states, faults = run(script)
    seen = []
    while not seen or seen[-1].frame.id != 1:
        seen.append(out.take(PATIENCE_S))
        assert seen[-1] is not None
    assert [fault.message for fault in faults] == ["gone"]
    assert faults[0].retries
    assert SourceState.LOST in states


def test_an_unforeseen_exception_is_a_fault_and_not_the_end(run):
    _, out, _, faults = run(Script([ZeroDivisionError("driver")], [frame(7)]))
    assert out.take(PATIENCE_S).frame.id == 7
    assert faults[0].kind is FaultKind.SOURCE
    assert "driver" in faults[0].message


def test_a_still_source_gives_its_frame_again_when_nudged(run):
    script = Script([frame(0)])
    thread, out, _, faults = run(script, still=True)
    first = out.take(PATIENCE_S)
    thread.nudge()
    again = out.take(PATIENCE_S)
    assert again.frame is first.frame
    assert again.since is None  # its age says nothing about latency
    assert not faults


def test_a_file_that_fails_is_not_tried_again(run):
    script = Script([SourceError("broken")], [frame(0)])
    thread, out, states, faults = run(script, retries=False)
    script.let_go.set()
    thread.nudge()
    assert out.take(0.05) is None
    assert len(script.openings) == 1
    assert not faults[0].retries
    assert states[-1] is SourceState.LOST


def test_it_waits_for_the_thread_it_takes_over_from(run):
    gate = threading.Event()
    before = threading.Thread(target=gate.wait, args=(PATIENCE_S,))
    before.start()
    _, out, _, _ = run(Script([frame(0)]), after=before)
    assert out.take(0.05) is None
    gate.set()
    assert out.take(PATIENCE_S).frame.id == 0


def test_stop_wakes_a_thread_that_waits_to_try_again(clean_threads):
    thread = CaptureThread(
        lambda: Script([SourceError("gone")]), Mailbox(), retries=True, still=False,
        on_state=lambda _: None, on_fault=lambda _: told.set(), backoff_s=(3600.0,),
    )  # fmt: skip
    told = threading.Event()
    thread.start()
    assert told.wait(PATIENCE_S)
    thread.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


class Halves:
    """A pipeline in two halves, of a function that does both."""

    def __init__(self, whole):
        self.whole = whole

    def see(self, frame):
        return Seen(frame, None)

    def dress(self, seen, look):
        return self.whole(seen.frame, look)


@pytest.fixture
def mirror(clean_threads):
    frames, pictures, faults = Mailbox(), Mailbox(), []
    threads = []

    def go(make, look=Look):
        noticed = Mailbox()
        threads.append(VisionThread(frames, noticed, lambda: Halves(make()), on_fault=faults.append))
        threads.append(MirrorThread(noticed, look, on_picture=pictures.put, on_fault=faults.append))
        for thread in threads:
            thread.start()
        return frames, pictures, faults

    yield go
    frames.close()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def picture(frame, look):
    return Picture(frame.id, frame.time, frame.bgr, generation=look.generation)


def test_a_frame_that_cannot_be_dressed_does_not_end_the_mirror(mirror):
    def dress(frame, look):
        if frame.id < 2:
            raise ValueError("bad frame")
        return picture(frame, look)

    asked = threading.Semaphore(0)

    def counted(frame, look):
        asked.release()
        return dress(frame, look)

    frames, pictures, faults = mirror(lambda: counted)
    for number in range(3):
        frames.put(Captured(frame(number), None))
        assert asked.acquire(timeout=PATIENCE_S)
    assert pictures.take(PATIENCE_S).picture.frame_id == 2
    assert [fault.kind for fault in faults] == [FaultKind.PIPELINE]  # the same fault is told once


def test_before_any_good_picture_the_mirror_shows_the_bare_frame(mirror):
    def dress(frame, look):
        raise ValueError("torn")

    frames, pictures, faults = mirror(lambda: dress)
    frames.put(Captured(frame(0), None))
    shown = pictures.take(PATIENCE_S).picture
    assert (shown.frame_id, shown.worn, len(faults)) == (0, (), 1)


def test_a_pipeline_that_cannot_be_made_is_tried_again(mirror):
    attempts = []

    def make():
        attempts.append(1)
        if len(attempts) == 1:
            raise RuntimeError("not yet")
        return picture

    frames, pictures, faults = mirror(make)
    frames.put(Captured(frame(0), None))
    while not faults:
        assert pictures.take(0.01) is None
    frames.put(Captured(frame(1), None))
    assert pictures.take(PATIENCE_S).picture.frame_id == 1


def test_a_frame_that_cannot_be_looked_at_does_not_end_vision(clean_threads):
    class Blind(Halves):
        def see(self, frame):
            if frame.id == 0:
                raise ValueError("too dark")
            return super().see(frame)

    frames, noticed, faults = Mailbox(), Mailbox(), []
    thread = VisionThread(frames, noticed, lambda: Blind(picture), on_fault=faults.append)
    thread.start()
    frames.put(Captured(frame(0), None))
    while not faults:
        assert noticed.take(0.01) is None
    frames.put(Captured(frame(1), None))
    assert noticed.take(PATIENCE_S).seen.frame.id == 1
    frames.close()
    thread.join(PATIENCE_S)
    assert noticed.closed


def test_a_frame_given_again_is_not_looked_at_again(clean_threads):
    class Counting(Halves):
        looked = 0

        def see(self, frame):
            self.looked += 1
            return super().see(frame)

    frames, noticed, faults = Mailbox(), Mailbox(), []
    pipeline = Counting(picture)
    thread = VisionThread(frames, noticed, lambda: pipeline, on_fault=faults.append)
    thread.start()
    still = frame(0)
    for again in (still, still, frame(1)):
        frames.put(Captured(again, None))
        assert noticed.take(PATIENCE_S).seen.frame is again
    assert pipeline.looked == 2
    frames.close()
    thread.join(PATIENCE_S)


def test_one_frame_is_looked_at_while_the_one_before_is_dressed(clean_threads):
    second_seen = threading.Event()

    class Overlapping(Halves):
        def see(self, frame):
            if frame.id == 1:
                second_seen.set()
            return super().see(frame)

    def slow(frame, look):
        assert second_seen.wait(PATIENCE_S), "the second frame waited for the first one's dressing"
        return picture(frame, look)

    frames, noticed, pictures = Mailbox(), Mailbox(), Mailbox()
    pipeline = Overlapping(slow)
    threads = [
        VisionThread(frames, noticed, lambda: pipeline, on_fault=lambda _: None),
        MirrorThread(noticed, Look, on_picture=pictures.put, on_fault=lambda _: None),
    ]
    for thread in threads:
        thread.start()
    frames.put(Captured(frame(0), None))
    while frames.peek() is not None:
        pass
    frames.put(Captured(frame(1), None))
    assert pictures.take(PATIENCE_S).picture.frame_id in (0, 1)
    frames.close()
    for thread in threads:
        thread.join(PATIENCE_S)


def test_every_picture_has_the_newest_look(mirror):
    looks = [Look(generation=4)]
    frames, pictures, _ = mirror(lambda: picture, lambda: looks[-1])
    frames.put(Captured(frame(0), 1.0))
    first = pictures.take(PATIENCE_S)
    looks.append(Look(generation=5))
    frames.put(Captured(frame(1), 2.0))
    second = pictures.take(PATIENCE_S)
    assert (first.picture.generation, second.picture.generation) == (4, 5)
    assert second.since == 2.0
