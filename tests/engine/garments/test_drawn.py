"""What is drawn, kept on disk and read from there: once, whole or coarse."""

import cv2
import numpy as np
import pytest
from wardrobe_fakes import SHIPPED, TEE_SPEC

from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.store import is_png, read_garment, write_garment


def test_a_garment_is_drawn_once(opened, tailor):
    first = opened()
    garment = first.garment("blue-tee")
    assert first.garment("blue-tee") is garment
    again = opened().garment("blue-tee")
    assert tailor.drawn["blue-tee"] == 1
    assert (again.image == garment.image).all()
    assert (again.inner == garment.inner).all()
    assert again.landmarks == garment.landmarks
    assert set(again.parts) == set(garment.parts)
    assert again.spec == garment.spec


def test_for_a_thumbnail_alone_a_garment_is_drawn_small_and_not_kept(opened, tailor):
    catalog = opened()
    catalog.thumbnail("blue-tee")
    assert tailor.sizes[0] < 1024
    catalog.garment("blue-tee")
    assert tailor.sizes[1:] == [1024]


def test_what_was_drawn_is_worn_coarsely_first(opened, tailor):
    whole = opened().garment("blue-tee")
    later = opened()
    coarse = later.quick("blue-tee")
    assert coarse.coarse
    assert coarse.image.shape == (32, 24, 4)
    assert coarse.landmarks == {"hem_r": (4.0, 28.0)}
    assert {part: mask.shape for part, mask in coarse.parts.items()} == {Part.TORSO: (32, 24)}
    np.testing.assert_array_equal(coarse.image[5:27, 5:19, :3], np.broadcast_to([60, 90, 120], (22, 14, 3)))
    assert later.quick("blue-tee") is coarse
    again = later.garment("blue-tee")
    np.testing.assert_array_equal(again.image, whole.image)
    assert not again.coarse
    assert later.quick("blue-tee") is again
    assert tailor.sizes == [1024]


def test_what_was_never_drawn_is_drawn_coarsely_first(opened, tailor):
    catalog = opened()
    assert catalog.quick("blue-tee").coarse
    assert not catalog.garment("blue-tee").coarse
    assert tailor.sizes == [512, 1024]
    opened().quick("grey-skirt")
    assert tailor.sizes == [512, 1024, 512]


def test_a_photograph_that_was_not_cut_out_yet_is_worn_whole(opened, photo, tmp_path):
    catalog = opened()
    entry = catalog.add_photo(photo)
    for file in (tmp_path / "user" / "cache").glob("*.garment"):
        file.unlink()
    assert not catalog.quick(entry.id).coarse


def test_the_thumbnail_of_a_garment_that_was_drawn_needs_no_tailor(opened, tailor):
    opened().garment("grey-skirt")
    opened().thumbnail("grey-skirt")
    assert tailor.drawn["grey-skirt"] == 1


def test_what_is_drawn_for_later_is_drawn_once_and_read_from_disk(opened, tailor):
    assert opened().draw("blue-tee")
    assert not opened().draw("blue-tee")
    opened().garment("blue-tee")
    assert tailor.drawn == {"blue-tee": 1}


def test_what_is_written_later_is_worn_first_and_deleted_with_everything(tmp_path, shipped, tailor):
    folder = tmp_path / "later"
    catalog = Catalog(folder, sew=tailor, shipped=shipped, models=tmp_path, writes_later=True)
    garment = catalog.garment("blue-tee")
    assert not list((folder / "cache").glob("*.garment"))
    catalog.write_drawn()
    assert [read_garment(path).id for path in (folder / "cache").glob("*.garment")] == [garment.id]
    catalog.garment(catalog.add_spec(TEE_SPEC, keep=False).id)
    catalog.erase_everything()
    catalog.write_drawn()
    assert not list((folder / "cache").iterdir())
    catalog.close()


def test_a_changed_specification_is_drawn_anew(opened, shipped, tailor):
    opened().garment("blue-tee")
    (shipped / "group.toml").write_text(SHIPPED.replace("#204060", "#204061"), encoding="utf-8")
    assert opened().garment("blue-tee").spec.colour == "#204061"
    assert tailor.drawn["blue-tee"] == 2


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"x" * 500])
def test_a_damaged_file_is_drawn_anew(opened, tmp_path, tailor, damage):
    opened().garment("blue-tee")
    (cached,) = (tmp_path / "user" / "cache").glob("*.garment")
    cached.write_bytes(damage(cached.read_bytes()))
    opened().garment("blue-tee")
    assert tailor.drawn["blue-tee"] == 2
    assert read_garment(cached) is not None


def test_a_flipped_bit_in_a_picture_is_noticed(tmp_path, tailor):
    path = tmp_path / "a.garment"
    write_garment(path, tailor(TEE_SPEC, garment_id="a"))
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 20] ^= 0x55
    path.write_bytes(bytes(data))
    assert read_garment(path) is None


def test_thumbnail(opened, tmp_path):
    catalog = opened()
    path = catalog.thumbnail("blue-tee")
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert picture.shape == (256, 256, 4)
    assert picture[0, 0, 3] == 0
    assert picture[128, 128].tolist() == [60, 90, 120, 255]
    path.write_bytes(path.read_bytes()[:100])
    assert is_png(catalog.thumbnail("blue-tee"))
