import json

import pytest


def test_list(shell):
    listed = json.loads(shell("catalog", "list", "--json").stdout)
    assert listed[0] == {"id": "tee", "name": "Red tee", "category": "tee", "origin": "tailor"}
    assert len(listed) == 4
    only = json.loads(shell("catalog", "list", "--category", "dress", "--json").stdout)
    assert [entry["id"] for entry in only] == ["dress"]
    assert "红色T恤" in shell("catalog", "list").stdout


def test_show(shell):
    shown = json.loads(shell("catalog", "show", "jeans", "--json").stdout)
    assert shown["spec"]["colours"] == ["#2233aa"]
    assert shown["thumbnail"] == "jeans.png"
    assert "colours: #2233aa" in shell("catalog", "show", "jeans").stdout
    assert "cape" in shell.refuses("catalog", "show", "cape")


def test_add_a_photograph_and_remove_it(shell, photo):
    added = json.loads(shell("catalog", "add", photo, "--name", "Sunday tee", "--json").stdout)
    assert (added["id"], added["name"], added["origin"]) == ("me", "Sunday tee", "photo")
    assert "removed me" in shell("catalog", "remove", "me").stdout
    assert "me" in shell.refuses("catalog", "remove", "me")


def test_add_a_specification(shell, tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({"category": "skirt", "colours": ["#112233"]}), encoding="utf-8")
    assert json.loads(shell("catalog", "add", path, "--json").stdout)["category"] == "skirt"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("bad.jpg", "text", "bad.jpg is not a picture"),
        ("bad.json", "{", "is not JSON"),
        ("list.json", "[]", "expected an object"),
        ("cape.json", '{"category": "cape", "colours": ["#112233"]}', "category"),
    ],
)
def test_bad_files(shell, tmp_path, name, content, says):
    path = tmp_path / name
    path.write_text(content)
    assert says in shell.refuses("catalog", "add", path)
    assert len(shell.catalog.list) == 4


def test_missing_files(shell, tmp_path):
    assert "no such picture" in shell.refuses("catalog", "add", tmp_path / "none.jpg")
    assert "cannot be read" in shell.refuses("catalog", "add", tmp_path / "none.json")
    assert "category" in shell.refuses("catalog", "list", "--category", "cape")
