import json

import cv2
import numpy as np
import pytest

TEE = {"category": "tee", "colours": ["#aa3322"], "neckline": "crew", "sleeve": "short"}


def test_a_specification_is_sewn(shell, tmp_path):
    out = tmp_path / "tee.png"
    told = json.loads(shell("tailor", json.dumps(TEE), "-o", out, "--size", 96, "--json").stdout)
    assert told["spec"]["category"] == "tee"
    assert max(told["width"], told["height"]) == 96
    assert told["ms"] > 0
    picture = cv2.imread(str(out), cv2.IMREAD_UNCHANGED)
    assert picture.shape == (told["height"], told["width"], 4)
    assert picture[..., 3].max() == 255
    assert picture[0, 0, 3] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(TEE)),
        ("a.toml", 'category = "tee"\ncolours = ["#aa3322"]\nneckline = "crew"'),
        ("a.toml", '[my-tee]\nname_en = "Mine"\ncategory = "tee"\ncolours = ["#aa3322"]\nneckline = "crew"'),
    ],
)
def test_files_are_read(shell, tmp_path, name, text):
    file, out = tmp_path / name, tmp_path / "out.png"
    file.write_text(text, encoding="utf-8")
    assert "T-shirt" in shell("tailor", file, "-o", out, "--size", 64).stdout
    assert out.is_file()


def test_words_are_designed(shell, tmp_path):
    out = tmp_path / "out.png"
    told = json.loads(shell("tailor", "something new", "-o", out, "--size", 64, "--json").stdout)
    assert told["spec"]["category"] == "hoodie"
    assert "understand" in shell.refuses("tailor", "quux", "-o", out)


def test_what_is_wrong_is_said_in_one_line(shell, tmp_path):
    out = tmp_path / "out.png"
    said = shell.refuses("tailor", json.dumps(TEE | {"neckline": "crow"}), "-o", out)
    assert "neckline" in said
    assert " crew," in said
    assert "colours.0" in shell.refuses("tailor", json.dumps(TEE | {"colours": ["red"]}), "-o", out)
    assert "not JSON" in shell.refuses("tailor", '{"category": ', "-o", out)
    assert "cannot be read" in shell.refuses("tailor", tmp_path / "none.toml", "-o", out)
    assert ".png" in shell.refuses("tailor", json.dumps(TEE), "-o", tmp_path / "out.gif")
    two = tmp_path / "two.toml"
    two.write_text("[a]\n[b]\n", encoding="utf-8")
    assert "2 garments" in shell.refuses("tailor", two, "-o", out)
    assert not out.exists()


def test_a_failed_run_keeps_the_old_picture(shell, tmp_path):
    out = tmp_path / "out.png"
    out.write_bytes(b"old")
    shell.refuses("tailor", json.dumps(TEE | {"fabric": "tin"}), "-o", out)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.png"]


def test_the_catalog_on_one_sheet(shell, tmp_path):
    out = tmp_path / "sheet.png"
    told = json.loads(shell("catalog", "sheet", "-o", out, "--side", 96, "--json").stdout)
    assert told["garments"] == 4
    assert cv2.imread(str(out)).shape[:2] == (told["height"], told["width"])
    one = tmp_path / "one.jpg"
    assert "1 garments" in shell("catalog", "sheet", "-o", one, "--side", 96, "--category", "dress").stdout
    assert np.ptp(cv2.imread(str(one))) > 50, "the name is written"


def test_ones_own_picture_is_printed(shell, tmp_path):
    picture, plain, out = (tmp_path / name for name in ("mine.png", "plain.png", "out.png"))
    cv2.imwrite(str(picture), np.full((30, 40, 3), (30, 30, 220), np.uint8))
    shell("tailor", json.dumps(TEE), "-o", plain, "--size", "256")
    shell("tailor", json.dumps(TEE), "-o", out, "--size", "256", "--print", picture)
    red = [(one[..., 2].astype(int) - one[..., 1] > 140).sum() for one in map(cv2.imread, map(str, (plain, out)))]
    assert red[0] == 0
    assert red[1] > 100
    assert "mine.txt" in shell.refuses("tailor", json.dumps(TEE), "-o", out, "--print", tmp_path / "mine.txt")


def test_layers_lie_beside_the_picture(shell, tmp_path):
    out = tmp_path / "tee.png"
    shell("tailor", json.dumps(TEE), "-o", out, "--size", "128", "--layers")
    shape = cv2.imread(str(out)).shape
    assert {cv2.imread(str(out.with_suffix(f".{name}.png"))).shape for name in ("shading", "normal")} == {shape}
