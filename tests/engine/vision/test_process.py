"""Vision in a process of its own, and every way in which that process can end."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing import shared_memory

import numpy as np
import pytest
import vision_workers
from vision_fakes import SIDE, Stage
from vision_workers import CENTRE, bright

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.process import VisionProcess
from tryon_desktop.engine.vision.vision import Vision


@pytest.fixture
def left(seeing):
    """The processes that run now, but for the one that all tests share."""
    shared = seeing._process
    return lambda: [child for child in multiprocessing.active_children() if child is not shared]


@pytest.fixture
def begin(left):
    """Starts processes; afterwards none of them is left."""
    begun = []

    def start(work, *, wait=True, **settings):
        process = VisionProcess(serve=work, **settings)
        begun.append(process)
        process.start()
        if wait:
            process.wait()
        return process

    yield start
    for process in begun:
        process.close()
    assert left() == []


@pytest.fixture(scope="module")
def seeing():
    """One process for all the tests that break nothing."""
    process = VisionProcess(serve=vision_workers.sees)
    process.start()
    process.wait()
    yield process
    process.close()


def same(one, other):
    assert (one.frame_id, one.size, one.track_id, one.presence) == (
        other.frame_id, other.size, other.track_id, other.presence
    )  # fmt: skip
    for name in ("keypoints_xy", "visibility", "world", "matte", "label_map"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(one.face.landmarks_xy, other.face.landmarks_xy)


def noise(index, size=(SIDE, SIDE)):
    pixels = np.random.default_rng(index).integers(0, 200, (size[1], size[0], 3)).astype(np.uint8)
    return Frame(index, index / 30, pixels)


@pytest.mark.parametrize("size", [(SIDE, SIDE), (160, 120), (1280, 720)])
def test_it_sees_what_vision_sees(seeing, size):
    here, there = Vision(Stage(people=[CENTRE]).sessions()), seeing.stream()
    for index in range(4):
        picture = noise(index, size)
        expected, got = here(picture), there(picture)
        assert (expected is None) == (got is None)
        if got is not None:
            same(got, expected)


def test_streams_are_apart(seeing):
    one, other = seeing.stream(), seeing.stream(still=True)
    first = one(noise(0))
    assert other(noise(7)).presence == 1.0
    assert one(noise(1)).track_id == first.track_id
    assert 0 < one(noise(2)).presence < 1.0


def test_what_was_seen_stays_what_it_was(seeing):
    stream = seeing.stream()
    first = stream(noise(0))
    matte = first.matte.copy()
    stream(noise(1, (320, 240)))
    stream(Frame(2, 0.1, bright()))
    np.testing.assert_array_equal(first.matte, matte)
    assert not first.matte.flags.writeable
    assert not first.keypoints_xy.flags.writeable


def test_its_time_on_the_way_is_a_stage_of_its_own(seeing):
    stream = seeing.stream()
    stream(noise(0))
    assert {"pose", "matte", "parse", "handover"} <= set(stream.stages_ms)
    assert min(stream.stages_ms.values()) >= 0


def test_many_streams_at_once(seeing):
    """Each is asked from a thread of its own, as the window does while it changes from one source to the next."""
    seen: dict[int, list[int]] = {}

    def follow(number):
        stream = seeing.stream()
        seen[number] = [stream(noise(100 * number + index)).frame_id for index in range(5)]

    threads = [threading.Thread(target=follow, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert seen == {number: [100 * number + index for index in range(5)] for number in range(6)}


def test_loading_is_told_step_by_step(begin):
    told = []
    process = begin(vision_workers.sees, wait=False, providers=["CPU"])
    process.wait(lambda network, done: told.append((network, done)))
    assert told == [("pose_detector", 0.0), ("", 1.0)]
    assert (process.provider, process.why) == ("CPU", "asked for ['CPU']")


def test_a_network_that_cannot_be_loaded_is_the_same_error_as_in_one_process(begin, left):
    process = begin(vision_workers.loads_nothing, wait=False)
    with pytest.raises(ModelError, match=r"^pose_detector\.onnx is missing$"):
        process.wait()
    assert left() == []


def test_a_process_that_ends_at_once_is_said_so(begin):
    process = begin(vision_workers.never_starts, wait=False)
    with pytest.raises(ModelError, match=r"ended \(code 0\)"):
        process.wait()


def test_one_that_dies_is_started_again(begin, left):
    process = begin(vision_workers.dies)
    stream = process.stream()
    assert stream(noise(0)) is not None
    with pytest.raises(ModelError, match=r"ended .*started again"):
        stream(Frame(100, 60.0, bright()))
    assert left() == []
    assert stream(noise(101)).frame_id == 101


def test_one_that_always_dies_is_given_up_until_something_new_is_asked_for(begin, left):
    process = begin(vision_workers.dies)
    stream = process.stream()
    for index in range(3):
        with pytest.raises(ModelError, match="started again"):
            stream(Frame(index, 0.0, bright()))
    with pytest.raises(ModelError, match="keeps ending; choose the source again"):
        stream(Frame(9, 0.0, bright()))
    assert left() == []
    assert process.stream()(noise(0)) is not None


def test_a_driver_that_crashes_leaves_the_cpu(begin):
    process = begin(vision_workers.dies_on_cuda)
    assert process.provider == "CUDA"
    stream = process.stream()
    with pytest.raises(ModelError, match="ended"):
        stream(Frame(0, 0.0, bright()))
    stream(Frame(1, 0.1, bright()))
    assert process.provider == "CPU"


def test_one_that_hangs_is_ended(begin, left):
    process = begin(vision_workers.hangs)
    process._patience_s = 0.2
    with pytest.raises(ModelError, match="ended"):
        process.stream()(Frame(0, 0.0, bright()))
    assert left() == []


@pytest.mark.parametrize(
    ("work", "says"),
    [(vision_workers.fails, "ZeroDivisionError: by a network"), (vision_workers.refuses, "out of memory")],
)
def test_a_frame_that_fails_spoils_no_other(begin, caplog, work, says):
    stream = begin(work).stream()
    with pytest.raises(ModelError, match=says):
        stream(Frame(0, 0.0, bright()))
    assert stream(noise(1)).frame_id == 1
    foreseen = work is vision_workers.refuses
    assert ("Traceback" in caplog.text) is not foreseen


def test_closing_ends_what_is_still_asked_for(begin):
    process = begin(vision_workers.hangs)
    stream = process.stream()
    outcomes = []

    def ask():
        try:
            outcomes.append(stream(Frame(0, 0.0, bright())))
        except ModelError as error:
            outcomes.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not process._lock.locked():
        asking.join(0.001)
    process.close()
    asking.join(10)
    assert [type(outcome) for outcome in outcomes] == [ModelError]
    with pytest.raises(ModelError, match="closed"):
        stream(noise(1))


def test_one_that_does_not_notice_its_end_is_ended(begin, left):
    begin(vision_workers.ignores_its_end).close()
    assert left() == []


def test_the_memory_is_given_back(begin):
    process = begin(vision_workers.sees)
    stream = process.stream()
    names = []
    for size in ((64, 48), (320, 240)):
        stream(noise(0, size))
        names.append(process._block.name)
    process.close()
    process.close()
    for name in names:
        with pytest.raises(FileNotFoundError):
            shared_memory.SharedMemory(name)


def test_vision_keeps_nothing_of_a_frame():
    """The memory of a frame is written again as soon as it was looked at."""
    size = (160, 90)  # small enough to be looked at as it is
    safe, reused = Vision(Stage(people=[CENTRE]).sessions()), Vision(Stage(people=[CENTRE]).sessions())
    memory = np.empty((size[1], size[0], 3), np.uint8)
    for index in range(6):
        picture = noise(index // 2, size)
        memory[...] = picture.bgr
        expected = safe(Frame(index, index / 30, picture.bgr))
        got = reused(Frame(index, index / 30, memory.view()))
        memory[...] = 7
        assert (expected is None) == (got is None)
        if got is not None:
            same(got, expected)


