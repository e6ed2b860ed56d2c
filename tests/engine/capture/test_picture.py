import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tryon_desktop.engine.capture.picture import MAX_SIDE, StillSource, read_picture
from tryon_desktop.engine.errors import InputError, SourceError


def saved(tmp_path, image, name, **options):
    path = tmp_path / name
    image.save(path, **options)
    return path


def png_header(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_colours_become_bgr(tmp_path):
    path = saved(tmp_path, Image.new("RGB", (40, 20), (250, 100, 10)), "red.png")
    picture = read_picture(path)
    assert picture.shape == (20, 40, 3)
    assert picture.dtype == np.uint8
    assert picture[0, 0].tolist() == [10, 100, 250]


def test_exif_orientation_is_applied(tmp_path):
    image = Image.new("RGB", (40, 20))
    image.paste((255, 255, 255), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    picture = read_picture(saved(tmp_path, image, "turned.jpg", exif=exif, quality=100))
    assert picture.shape == (40, 20, 3)
    assert picture[2, 10].min() > 240
    assert picture[37, 10].max() < 15


@pytest.mark.parametrize(
    ("mode", "colour", "bgr"),
    [
        ("L", 90, [90, 90, 90]),
        ("1", 1, [255, 255, 255]),
        ("LA", (90, 0), [255, 255, 255]),
        ("RGBA", (200, 100, 0, 0), [255, 255, 255]),
        ("RGBA", (200, 100, 0, 255), [0, 100, 200]),
        ("I;16", 40000, [156, 156, 156]),
    ],
)
def test_modes_of_png(tmp_path, mode, colour, bgr):
    picture = read_picture(saved(tmp_path, Image.new(mode, (32, 32), colour), "mode.png"))
    assert picture[5, 5].tolist() == bgr


def test_half_transparent_is_laid_on_white(tmp_path):
    picture = read_picture(saved(tmp_path, Image.new("RGBA", (32, 32), (0, 0, 0, 128)), "half.png"))
    assert picture[5, 5].tolist() == [127, 127, 127]


def test_transparency_is_kept_when_asked_for(tmp_path):
    path = saved(tmp_path, Image.new("RGBA", (32, 32), (200, 100, 0, 128)), "cut.png")
    assert read_picture(path, alpha=True)[5, 5].tolist() == [0, 100, 200, 128]
    opaque = saved(tmp_path, Image.new("RGB", (32, 32)), "opaque.png")
    assert read_picture(opaque, alpha=True).shape == (32, 32, 3)


def test_cmyk_and_palette(tmp_path):
    cmyk = saved(tmp_path, Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "print.jpg", quality=100)
    blue, green, red = read_picture(cmyk)[5, 5]
    assert red > 200
    assert max(blue, green) < 60
    palette = Image.new("RGB", (32, 32), (10, 200, 30)).quantize(4)
    assert read_picture(saved(tmp_path, palette, "palette.gif"))[5, 5].tolist() == [30, 200, 10]


def test_large_pictures_are_made_smaller(tmp_path):
    picture = read_picture(saved(tmp_path, Image.new("L", (6000, 300), 7), "wide.png"))
    assert picture.shape == (round(300 * MAX_SIDE / 6000), MAX_SIDE, 3)


def jpeg_bytes():
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).save(stream, "JPEG")
    return stream.getvalue()


BAD_FILES = {
    "truncated.jpg": jpeg_bytes()[:2000],
    "empty.jpg": b"",
    "text.jpg": b"this is not a picture\n" * 50,
    "bomb.png": png_header(30000, 30000),
    "large.png": png_header(9000, 9000),
    "thin.png": png_header(10, 10),
    "cut.png": png_header(400, 400),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_refused_in_one_line(tmp_path, name, recwarn):
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    with pytest.raises(InputError) as caught:
        read_picture(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
    assert not recwarn.list


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match="no such picture"):
        read_picture(tmp_path / "none.jpg")
    with pytest.raises(InputError, match="is a folder"):
        read_picture(tmp_path)


@settings(max_examples=60)
@given(st.integers(0, 20_000), st.binary(max_size=40))
def test_damage_never_escapes_as_another_error(tmp_path_factory, position, rubbish):
    data = bytearray(jpeg_bytes())
    data[position : position + len(rubbish)] = rubbish
    path = tmp_path_factory.mktemp("damage") / "damaged.jpg"
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        assert read_picture(path).ndim == 3


def test_still_source_repeats_at_its_pace(tmp_path, watch):
    path = saved(tmp_path, Image.new("L", (32, 32), 7), "still.png")
    source = StillSource(path, fps=10, clock=watch, sleep=watch.sleep)
    source.open()
    frames = [source.read() for _ in range(4)]
    assert [frame.id for frame in frames] == [0, 1, 2, 3]
    assert np.diff([frame.time for frame in frames]) == pytest.approx([0.1] * 3)
    assert frames[0].bgr is frames[3].bgr
    source.close()
    with pytest.raises(SourceError):
        source.read()


def test_still_source_says_why_it_does_not_open(tmp_path):
    with pytest.raises(SourceError, match="no such picture"):
        StillSource(tmp_path / "none.png").open()


def test_damaged_exif_is_no_reason_to_speak(tmp_path, recwarn):
    path = tmp_path / "exif.jpg"
    Image.new("RGB", (40, 20), (10, 20, 30)).save(path, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12\0\x03")
    assert read_picture(path).shape == (20, 40, 3)
    assert not recwarn.list
