import os
import sqlite3
import threading
from collections import Counter

import pytest
from drawn_photographs import TEE, photograph
from wardrobe_fakes import TEE_SPEC, files_in

from tryon_desktop.engine import resources
from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.shipped import read_shipped
from tryon_desktop.engine.garments.spec import Category, Slot
from tryon_desktop.engine.garments.store import write_whole


def test_shipped_entries(opened):
    catalog = opened()
    assert catalog.warnings == ()
    assert [entry.id for entry in catalog.entries()] == ["blue-tee", "grey-skirt"]
    assert [entry.id for entry in catalog.entries(Category.SKIRT)] == ["grey-skirt"]
    skirt = catalog.entry("grey-skirt")
    assert (skirt.name_en, skirt.name_zh) == ("grey skirt", "灰色半裙")
    assert "tee" in catalog.entry("blue-tee").name_en.lower() or "t-shirt" in catalog.entry("blue-tee").name_en.lower()
    assert not skirt.own


def test_unknown_id_is_one_line(opened):
    with pytest.raises(GarmentError, match="unknown garment"):
        opened().garment("no-such-thing")


@pytest.mark.parametrize(
    "broken",
    [
        "[bad]\ncategory = ",
        '[bad]\ncategory = "spacesuit"\ncolours = ["#000000"]',
        '[bad]\ncategory = "tee"\ncolours = ["red"]\nneckline = "crew"',
        '[bad]\ncategory = "tee"\ncolours = ["#000000"]\nneckline = "crew"\nphoto = "samples/none.jpg"',
        '["Bad Id"]\ncategory = "skirt"\ncolours = ["#000000"]',
        "bad = 3",
        '[blue-tee]\ncategory = "skirt"\ncolours = ["#000000"]',
    ],
    ids=["syntax", "category", "colour", "no-photo", "id", "no-table", "twice"],
)
def test_a_broken_file_is_a_warning_and_the_rest_stays(shipped, opened, broken):
    (shipped / "zz.toml").write_text(broken, encoding="utf-8")
    catalog = opened()
    assert len(catalog.warnings) == 1
    assert catalog.warnings[0].startswith("zz.toml")
    assert len(catalog.entries()) == 2


def test_add_photo(opened, photo, tmp_path):
    catalog = opened()
    entry = catalog.add_photo(photo, name="  My\n tee ")
    assert entry.own
    assert entry.origin is Origin.PHOTO
    assert entry.name_en == entry.name_zh == "My tee"
    assert catalog.entries()[0] == entry
    assert catalog.add_photo(photo).id == entry.id
    photo.unlink()
    later = opened()
    assert later.entry(entry.id).spec == entry.spec
    assert later.garment(entry.id).origin is Origin.PHOTO


def test_a_stored_photograph_keeps_no_metadata(opened, tmp_path):
    from PIL import Image

    picture = Image.fromarray(photograph(TEE)[..., ::-1])
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    path = tmp_path / "exif.jpg"
    picture.save(path, exif=exif)
    opened().add_photo(path)
    (stored,) = (tmp_path / "user" / "photos").iterdir()
    assert b"where I live" in path.read_bytes()
    assert b"where I live" not in stored.read_bytes()


def test_a_photograph_of_a_person_is_refused(tmp_path, shipped, photo):
    catalog = Catalog(tmp_path / "user", shipped=shipped, models=tmp_path, shows_person=lambda picture: True)
    with pytest.raises(GarmentError, match="person"):
        catalog.add_photo(photo)
    assert files_in(tmp_path / "user") == []
    catalog.close()


def test_add_spec_twice_is_one(opened):
    catalog = opened()
    entry = catalog.add_spec(TEE_SPEC)
    assert catalog.add_spec(TEE_SPEC).id == entry.id
    assert len(catalog.entries()) == 3
    assert catalog.garment(entry.id).spec == TEE_SPEC


def test_a_design_lasts_until_the_program_ends_unless_it_is_kept(opened, tmp_path):
    catalog = opened()
    before = files_in(tmp_path / "user")
    passing = catalog.add_spec(TEE_SPEC, keep=False)
    assert passing.own
    assert not passing.kept
    assert catalog.entries()[0] == passing
    assert catalog.add_spec(TEE_SPEC, keep=False) == passing
    assert len(opened().entries()) == 2
    kept = catalog.keep(passing.id)
    assert kept.kept
    assert kept.id == passing.id
    assert catalog.add_spec(TEE_SPEC, keep=False) == kept
    assert opened().entry(passing.id) == kept
    assert [entry.id for entry in catalog.entries()].count(kept.id) == 1
    catalog.remove(kept.id)
    again = catalog.add_spec(TEE_SPEC, keep=False)
    catalog.thumbnail(again.id)
    catalog.remove(again.id)
    assert files_in(tmp_path / "user") == before


def test_tidying_deletes_pictures_of_what_is_gone(opened, tmp_path):
    catalog = opened()
    shipped = catalog.entries()[0]
    catalog.thumbnail(shipped.id)
    wanted = files_in(tmp_path / "user")
    catalog.thumbnail(catalog.add_spec(TEE_SPEC, keep=False).id)
    other = opened()
    other.tidy()
    assert len(files_in(tmp_path / "user")) == 2
    other.tidy(older_than_s=-1)
    assert files_in(tmp_path / "user") == wanted


def test_remove_leaves_nothing(opened, photo, tmp_path):
    catalog = opened()
    before = files_in(tmp_path / "user")
    entry = catalog.add_photo(photo)
    catalog.thumbnail(entry.id)
    catalog.record(entry.id, Event.WORN, seconds=3)
    catalog.remove(entry.id)
    assert files_in(tmp_path / "user") == before
    assert catalog.history() == []
    with pytest.raises(GarmentError):
        catalog.entry(entry.id)


def test_shipped_garments_cannot_be_removed(opened):
    with pytest.raises(GarmentError, match="comes with the program"):
        opened().remove("blue-tee")


@pytest.mark.parametrize("content", [b"", b"not a picture", None], ids=["empty", "text", "missing"])
def test_an_unreadable_photograph_adds_nothing(opened, tmp_path, content):
    path = tmp_path / "x.png"
    if content is not None:
        path.write_bytes(content)
    catalog = opened()
    with pytest.raises(InputError):
        catalog.add_photo(path)
    assert len(catalog.entries()) == 2
    assert files_in(tmp_path / "user") == []


def test_a_full_disk_adds_nothing(opened, photo, tmp_path, monkeypatch):
    catalog = opened()

    def no_room(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_room)
    with pytest.raises(InputError, match="No space left"):
        catalog.add_photo(photo)
    assert len(catalog.entries()) == 2
    assert files_in(tmp_path / "user") == []


def test_a_file_in_the_folders_place(tmp_path, shipped):
    (tmp_path / "user").write_text("in the way")
    with pytest.raises(InputError):
        Catalog(tmp_path / "user", shipped=shipped, models=tmp_path)
    assert (tmp_path / "user").read_text() == "in the way"


def test_a_damaged_database_is_put_aside(tmp_path, opened):
    opened().add_spec(TEE_SPEC)
    database = tmp_path / "user" / "catalog.sqlite3"
    for leftover in tmp_path.glob("user/catalog.sqlite3-*"):
        leftover.unlink()
    database.write_bytes(b"this is no database, whatever its name says" * 30)
    catalog = opened()
    assert len(catalog.warnings) == 1
    assert len(list(tmp_path.glob("user/*.damaged-*"))) == 1
    assert catalog.add_spec(TEE_SPEC).own


def test_a_newer_database_is_left_alone(tmp_path, opened):
    opened().close()
    connection = sqlite3.connect(tmp_path / "user" / "catalog.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InputError, match="newer"):
        opened()


def test_history(opened):
    catalog = opened()
    catalog.record("blue-tee", Event.WORN, seconds=12.5)
    catalog.record("", Event.ASKED, about="{\"colour\": [\"blue\"]}")
    latest, first = catalog.history()
    assert (latest.event, latest.about) == (Event.ASKED, "{\"colour\": [\"blue\"]}")
    assert (first.event, first.seconds) == (Event.WORN, 12.5)
    catalog.erase_history()
    assert catalog.history() == []


def test_erase_everything(opened, photo, tmp_path):
    catalog = opened()
    catalog.add_photo(photo, name="unmistakable-name")
    catalog.garment("blue-tee")
    catalog.record("blue-tee", Event.ASKED, about="unmistakable-request")
    catalog.erase_everything()
    assert [entry.id for entry in catalog.entries()] == ["blue-tee", "grey-skirt"]
    assert catalog.history() == []
    assert files_in(tmp_path / "user") == []
    catalog.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "user").iterdir() if path.is_file())
    assert b"unmistakable" not in kept


def test_many_threads(opened, tailor):
    catalog = opened()
    faults = []

    def work(number):
        try:
            for turn in range(5):
                catalog.garment("blue-tee")
                catalog.record("blue-tee", Event.WORN, seconds=turn)
                catalog.add_spec(TEE_SPEC.model_copy(update={"text": f"{number}-{turn}"}))
                catalog.entries()
        except Exception as fault:  # noqa: BLE001 - shown below
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert tailor.drawn["blue-tee"] == 1
    assert len(catalog.history()) == 30
    assert sum(entry.own for entry in catalog.entries()) == 30


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", lambda source, target: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(InputError):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_the_wardrobe_that_is_shipped(tmp_path):
    garments, warnings = read_shipped(resources.assets() / "catalog", tmp_path)
    drawn = [garment for garment in garments if garment.photo is None]
    assert all("the photograph is missing" in warning for warning in warnings)
    assert len(drawn) >= 24
    assert {garment.spec.slot for garment in drawn} == set(Slot)
    assert len({garment.spec.category for garment in drawn}) >= 16
    wearers = Counter(garment.spec.wearer for garment in drawn)
    assert min(wearers.values()) >= 8
    seasons = Counter(season for garment in drawn for season in garment.spec.season)
    assert min(seasons.values()) >= 8
    assert len(seasons) == 4
    assert len({garment.spec for garment in drawn}) == len(drawn)
