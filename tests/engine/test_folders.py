import pytest

from tryon_desktop.engine import folders
from tryon_desktop.engine.errors import InputError

ALL = (folders.data, folders.cache, folders.config, folders.logs, folders.pictures)


def test_one_variable_moves_all(tmp_path, monkeypatch):
    monkeypatch.setenv("TRYON_DESKTOP_HOME", str(tmp_path))
    assert {find().parent for find in ALL} == {tmp_path}
    assert len({find() for find in ALL}) == len(ALL)


def test_without_it_they_are_the_systems(monkeypatch, tmp_path):
    monkeypatch.delenv("TRYON_DESKTOP_HOME", raising=False)
    assert all("ryon" in str(find()) and find().is_absolute() for find in ALL)


def test_ensure(tmp_path):
    assert folders.ensure(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        folders.ensure(tmp_path / "file" / "b")


def test_writable(tmp_path):
    assert folders.writable(tmp_path / "not" / "yet")
    (tmp_path / "file").write_text("")
    assert not folders.writable(tmp_path / "file" / "b")
