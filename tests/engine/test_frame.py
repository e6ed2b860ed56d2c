from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tryon_desktop.engine.frame import Frame, Mailbox

PATIENCE_S = 20.0
"""How long a thread may take before a test calls it stuck; never waited for when all is well."""


def picture(height=4, width=6):
    return np.zeros((height, width, 3), np.uint8)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((4, 6, 3), np.float32),
        np.zeros((1, 4, 6, 3), np.uint8),
    ],
)
def test_a_frame_is_three_channels_of_bytes(array):
    with pytest.raises(ValueError, match=r"Frame\.bgr: expected \*x\*x3 uint8"):
        Frame(0, 0.0, array)


def test_a_published_frame_is_read_only():
    bgr = picture()
    frame = Frame(3, 1.5, bgr)
    assert frame.size == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        frame.bgr[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        bgr[0, 0] = 1
    with pytest.raises(AttributeError):
        frame.id = 4


class OneSlot(RuleBasedStateMachine):
    """A mailbox beside a model of one: a slot, a count and a switch."""

    def __init__(self):
        super().__init__()
        self.box: Mailbox[int] = Mailbox()
        self.slot, self.dropped, self.closed, self.next, self.last = None, 0, False, 0, -1

    @rule(times=st.integers(1, 3))
    def put(self, times):
        for _ in range(times):
            self.box.put(self.next)
            if not self.closed:
                self.dropped += self.slot is not None
                self.slot = self.next
            self.next += 1

    @rule()
    def take(self):
        item = self.box.take(timeout=0)
        assert item == self.slot
        assert item is None or item > self.last, "older than one taken before"
        self.slot, self.last = None, self.last if item is None else item

    @precondition(lambda self: self.closed)
    @rule()
    def take_without_end(self):
        assert self.box.take() is None

    @rule()
    def close(self):
        self.box.close()
        self.slot, self.closed = None, True

    @invariant()
    def agrees(self):
        assert self.box.peek() == self.slot
        assert self.box.dropped == self.dropped
        assert self.box.closed == self.closed


TestOneSlot = OneSlot.TestCase
TestOneSlot.settings = settings(max_examples=60, stateful_step_count=25)


def test_between_threads_nothing_is_lost_uncounted_and_the_newest_comes_last(clean_threads):
    box: Mailbox[int] = Mailbox()
    taken: list[int] = []
    sent = 3000

    def consume():
        while (item := box.take(PATIENCE_S)) is not None:
            taken.append(item)
            if item == sent - 1:
                return

    consumer = threading.Thread(target=consume)
    consumer.start()
    for item in range(sent):
        box.put(item)
    consumer.join(PATIENCE_S)
    assert not consumer.is_alive()
    assert taken == sorted(set(taken)), "older after newer"
    assert taken[-1] == sent - 1, "the newest was lost"
    assert len(taken) + box.dropped == sent


def test_close_wakes_everyone_who_waits(clean_threads):
    box: Mailbox[int] = Mailbox()
    answers: list[int | None] = []
    about_to_wait = threading.Barrier(4)

    def wait():
        about_to_wait.wait(PATIENCE_S)
        answers.append(box.take())

    waiters = [threading.Thread(target=wait) for _ in range(3)]
    for waiter in waiters:
        waiter.start()
    about_to_wait.wait(PATIENCE_S)
    box.close()
    for waiter in waiters:
        waiter.join(PATIENCE_S)
    assert answers == [None, None, None]


def test_a_closed_box_takes_nothing_in():
    box: Mailbox[str] = Mailbox()
    box.put("waiting")
    box.close()
    box.put("late")
    assert box.take() is None
    assert box.dropped == 0
