import subprocess
import sys

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.capture.video import VideoSource
from tryon_desktop.engine.errors import SourceError

FPS = 20


@pytest.fixture
def clip(tmp_path):
    """Ten frames, each brighter than the one before."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (64, 48))
    for index in range(10):
        writer.write(np.full((48, 64, 3), 20 * index, np.uint8))
    writer.release()
    return path


def levels(frames):
    return [round(float(frame.bgr.mean()) / 20) for frame in frames]


def test_every_frame_once_in_order(clip, watch):
    source = VideoSource(clip, paced=False, loop=False, clock=watch, sleep=watch.sleep)
    source.open()
    frames = list(iter(source.read, None))
    assert source.frames == 10
    assert source.fps == pytest.approx(FPS)
    assert levels(frames) == list(range(10))
    assert [frame.id for frame in frames] == list(range(10))
    assert np.diff([frame.time for frame in frames]) == pytest.approx([1 / FPS] * 9)
    assert watch.slept == []
    assert source.read() is None


def test_paced_by_its_own_timestamps(clip, watch):
    source = VideoSource(clip, loop=False, clock=watch, sleep=watch.sleep)
    source.open()
    frames = list(iter(source.read, None))
    assert [frame.time - 100 for frame in frames] == pytest.approx([index / FPS for index in range(10)])
    assert sum(watch.slept) == pytest.approx(9 / FPS)


def test_after_a_stall_it_goes_on_instead_of_rushing(clip, watch):
    source = VideoSource(clip, loop=False, clock=watch, sleep=watch.sleep)
    source.open()
    source.read()
    watch.now += 30
    late = source.read()
    following = source.read()
    assert following.time - late.time == pytest.approx(1 / FPS)


def test_loops_with_ids_and_times_going_on(clip, watch):
    source = VideoSource(clip, clock=watch, sleep=watch.sleep)
    source.open()
    frames = [source.read() for _ in range(23)]
    assert levels(frames) == [index % 10 for index in range(23)]
    assert [frame.id for frame in frames] == list(range(23))
    assert np.diff([frame.time for frame in frames]) == pytest.approx([1 / FPS] * 22)


def test_opening_again_starts_over(clip):
    source = VideoSource(clip, paced=False, loop=False)
    for _ in range(2):
        source.open()
        assert source.read().id == 0
        source.close()
    with pytest.raises(SourceError, match="not open"):
        source.read()


@pytest.mark.parametrize("content", [b"", b"no clip at all\n" * 100], ids=["empty", "text"])
def test_what_is_no_clip_is_refused(tmp_path, content):
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="not a clip"):
        VideoSource(path).open()


def test_ffmpeg_says_nothing_of_its_own(tmp_path):
    """In a process of its own: FFmpeg reads its settings once."""
    path = tmp_path / "bad.mp4"
    path.write_bytes(b"no clip at all")
    program = f"""
from tryon_desktop.engine.capture.video import VideoSource
from tryon_desktop.engine.errors import SourceError
try:
    VideoSource({str(path)!r}).open()
except SourceError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("refused", "")


def test_clip_without_frames(tmp_path):
    path = tmp_path / "none.avi"
    cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20, (64, 48)).release()
    with pytest.raises(SourceError):
        VideoSource(path).open()


def test_missing_clip_and_folder(tmp_path):
    with pytest.raises(SourceError, match="no such clip"):
        VideoSource(tmp_path / "none.mp4").open()
    with pytest.raises(SourceError, match="is a folder"):
        VideoSource(tmp_path).open()
