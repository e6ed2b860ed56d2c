"""Settings survive bad files and failed writes."""

from __future__ import annotations

import json

import pytest

from tryon_desktop.app.settings import TABLE, Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_only_what_differs_is_stored(path):
    settings = Settings(path)
    settings["language"] = "zh"
    settings["mirrored"] = False
    settings["mirrored"] = True
    assert json.loads(path.read_text("utf-8")) == {"language": "zh"}
    assert Settings(path)["language"] == "zh"


def test_defaults_write_nothing(path):
    settings = Settings(path)
    settings["mirrored"] = TABLE["mirrored"].default
    assert not path.exists()


@pytest.mark.parametrize("content", ["{", "[]", "\x00\xff", '"text"'])
def test_a_broken_file_is_set_aside(path, content):
    path.parent.mkdir()
    path.write_text(content, "latin-1")
    settings = Settings(path)
    assert settings["language"] == "auto"
    assert settings.trouble
    assert path.with_suffix(".broken.json").read_text("latin-1") == content
    settings["language"] = "en"
    assert Settings(path)["language"] == "en"


def test_one_bad_value_does_not_cost_the_others(path):
    path.parent.mkdir()
    path.write_text('{"language": 7, "mirrored": false, "unheard_of": 1, "outfit": [1]}', "utf-8")
    settings = Settings(path)
    assert (settings["language"], settings["mirrored"], settings["outfit"]) == ("auto", False, None)
    assert not settings.trouble


def test_a_value_that_is_not_allowed_is_refused(path):
    with pytest.raises(ValueError, match="language"):
        Settings(path)["language"] = "xx"


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing_behind(path, monkeypatch):
    settings = Settings(path)
    settings["language"] = "zh"

    def refuse(*_):
        raise OSError("disk full")

    monkeypatch.setattr("tryon_desktop.app.settings.os.replace", refuse)
    settings["language"] = "en"
    assert json.loads(path.read_text("utf-8")) == {"language": "zh"}
    assert list(path.parent.iterdir()) == [path]
    assert settings["language"] == "en"


def test_a_folder_that_cannot_be_made_is_survived(tmp_path):
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings["language"] = "zh"
    assert settings["language"] == "zh"


def test_forgetting_deletes_the_file_and_what_was_set_aside(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("not json", "utf-8")
    settings = Settings(path)
    settings["language"] = "zh"
    settings.forget()
    assert settings["language"] == "auto"
    assert list(path.parent.iterdir()) == []
