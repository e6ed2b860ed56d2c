import json
import os
import struct
import zlib

import cv2
import pytest

from tryon_desktop.engine.capture.video import VideoSource

WORN = ("--garment", "tee")


def left_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


@pytest.mark.parametrize("suffix", ["png", "jpg", "JPEG"])
def test_a_picture(shell, photo, tmp_path, suffix):
    out = tmp_path / f"out.{suffix}"
    result = shell("render", photo, "-o", out, *WORN, "--garment", "jeans", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["persons"] == 1
    assert report["garments"] == ["tee", "jeans"]
    assert report["out"] == str(out)
    assert report["frames"] == 1
    assert report["stages"]["pose"] == {"median": 2.0, "p95": 2.0}
    assert cv2.imread(str(out)).shape == (48, 64, 3)
    assert cv2.imread(str(out))[20, 20, 0] == pytest.approx(200, abs=2)
    assert shell.stills == [True]
    assert left_in(tmp_path) == ["me.jpg", out.name]


def test_a_clip(shell, clip, tmp_path):
    out = tmp_path / "out.mp4"
    result = shell("render", clip, "-o", out, *WORN, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["frames"] == 6
    assert result.stderr == ""
    written = VideoSource(out, paced=False, loop=False)
    written.open()
    frames = list(iter(written.read, None))
    assert len(frames) == 6
    assert written.fps == pytest.approx(25)
    assert frames[0].bgr.mean() == pytest.approx(200, abs=6)
    assert shell.stills == [False]
    assert left_in(tmp_path) == ["clip.avi", "out.mp4"]


def test_a_clip_that_does_not_say_how_long_it_is(shell, photo, tmp_path):
    """A picture under a clip's name is such a one: FFmpeg reads it as a clip of one frame."""
    source = photo.rename(tmp_path / "one.mp4")
    result = shell("render", source, "-o", tmp_path / "out.mp4", *WORN, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["frames"] == 1


def test_the_result_in_words(shell, photo, tmp_path):
    shell.pipeline.persons = 2
    shell.pipeline.refuses = {"jeans"}
    result = shell("render", photo, "-o", tmp_path / "out.png", *WORN, "--garment", "jeans")
    assert "2 people, wearing tee" in result.stdout
    assert "not worn, as its part of the body is not in the picture: jeans" in result.stdout


def test_an_older_file_is_replaced_whole_or_not_at_all(shell, photo, tmp_path):
    out = tmp_path / "out.png"
    out.write_bytes(b"older")
    shell.pipeline.fault = RuntimeError("boom")
    assert shell("render", photo, "-o", out, *WORN).exit_code == 1
    assert out.read_bytes() == b"older"
    shell.pipeline.fault = None
    assert shell("render", photo, "-o", out, *WORN).exit_code == 0
    assert cv2.imread(str(out)) is not None


def test_requests_find_and_design(shell, photo, tmp_path):
    result = shell("render", photo, "-o", tmp_path / "out.png", "--request", "blue", "--request", "new one", "--json")
    assert json.loads(result.stdout)["garments"] == ["jeans", "designed"]


@pytest.mark.parametrize(
    ("wished", "worn", "notes"),
    [
        (("tee", "jeans", "shirt"), ["jeans", "shirt"], ["'shirt' takes the place of 'tee'"]),
        (("dress", "jeans"), ["jeans"], ["'jeans' takes the place of 'dress'"]),
        (
            ("tee", "jeans", "dress"),
            ["dress"],
            ["'dress' takes the place of 'tee'", "'dress' takes the place of 'jeans'"],
        ),
    ],
)
def test_a_later_garment_takes_the_place_of_what_it_cannot_be_worn_with(shell, photo, tmp_path, wished, worn, notes):
    wishes = [part for garment in wished for part in ("--garment", garment)]
    result = shell("render", photo, "-o", tmp_path / "out.png", *wishes, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["garments"] == worn
    assert [note in line for note, line in zip(notes, result.stderr.splitlines(), strict=True)] == [True] * len(notes)


def test_a_picture_of_a_person_is_no_garment(shell, photo, tmp_path):
    wish = ("--garment-image", photo)
    assert "me.jpg shows a person" in shell.refuses("render", photo, "-o", tmp_path / "out.png", *wish)
    assert left_in(tmp_path) == ["me.jpg"]


@pytest.mark.parametrize("source", ["photo", "clip"])
def test_nobody_in_it(shell, tmp_path, request, source):
    shell.pipeline.persons = 0
    path = request.getfixturevalue(source)
    out = tmp_path / ("out.png" if source == "photo" else "out.mp4")
    assert "nobody was found" in shell.refuses("render", path, "-o", out, *WORN, code=3)
    assert left_in(tmp_path) == [path.name]


def png_header(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


BAD_SOURCES = {
    "truncated.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    "truncated.png": png_header(300, 300)[:40],
    "empty.jpg": b"",
    "text.jpg": b"not a picture at all\n" * 20,
    "bomb.png": png_header(30000, 30000),
    "empty.mp4": b"",
    "text.mkv": b"not a clip at all\n" * 20,
    "notes.txt": b"hello",
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_bad_sources(shell, tmp_path, name):
    source = tmp_path / name
    source.write_bytes(BAD_SOURCES[name])
    out = tmp_path / ("out.mp4" if source.suffix in (".mp4", ".mkv") else "out.png")
    assert name in shell.refuses("render", source, "-o", out, *WORN)
    assert left_in(tmp_path) == [name]
    assert shell.stills == []


def test_a_folder_and_a_missing_file_as_source(shell, tmp_path):
    assert "is a folder" in shell.refuses("render", tmp_path, "-o", tmp_path / "out.png", *WORN)
    assert "no such file" in shell.refuses("render", tmp_path / "none.jpg", "-o", tmp_path / "out.png", *WORN)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("out.gif", "must end in .png or .jpg or .jpeg, not in '.gif'"),
        ("out.mp4", "must end in .png"),
        ("out", "a name without an ending"),
        ("none/out.png", "does not exist"),
        ("file/out.png", "is not a folder"),
        ("folder.png", "is a folder"),
        ("me.jpg", "is the source itself"),
    ],
)
def test_bad_outputs_are_told_before_the_work(shell, photo, tmp_path, out, says):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder.png").mkdir()
    before, picture = left_in(tmp_path), photo.read_bytes()
    assert says in shell.refuses("render", photo, "-o", tmp_path / out, *WORN)
    assert left_in(tmp_path) == before
    assert photo.read_bytes() == picture
    assert shell.stills == []


def test_a_clip_is_not_written_as_a_picture(shell, clip, tmp_path):
    assert "must end in .mp4" in shell.refuses("render", clip, "-o", tmp_path / "out.png", *WORN)


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_write_permission(shell, photo, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "cannot be written to" in shell.refuses("render", photo, "-o", locked / "out.png", *WORN)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ((), "name something to wear"),
        (("--garment", "cape"), "no garment 'cape'"),
        (("--garment-image", "none.jpg"), "no such picture"),
        (("--request", "  "), "the request is empty"),
        (("--request", "x" * 10_001), "the request is too long"),
        (("--request", "frobnicate"), "I did not understand that"),
    ],
)
def test_bad_wishes(shell, photo, tmp_path, wish, says):
    assert says in shell.refuses("render", photo, "-o", tmp_path / "out.png", *wish)
    assert left_in(tmp_path) == ["me.jpg"]
    assert shell.stills == []


def test_interrupted(shell, clip, tmp_path):
    shell.pipeline.fault = KeyboardInterrupt()
    shell.refuses("render", clip, "-o", tmp_path / "out.mp4", *WORN, code=130)
    assert left_in(tmp_path) == ["clip.avi"]


def test_the_unforeseen_leaves_a_report(shell, photo, tmp_path):
    shell.pipeline.fault = RuntimeError("two\nlines")
    line = shell.refuses("render", photo, "-o", tmp_path / "out.png", *WORN, code=1)
    (report,) = (tmp_path / "home" / "logs").iterdir()
    assert str(report) in line
    assert "Traceback" in report.read_text()
    assert left_in(tmp_path) == ["me.jpg"]
