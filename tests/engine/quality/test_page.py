"""Figures brought together, and the folder in which people look at them."""

import json
import re

import cv2
import numpy as np
import pytest

from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.quality.figures import Case, Figures, Wearing, mean, report
from tryon_desktop.engine.quality.marks import COLOURS, marked
from tryon_desktop.engine.quality.page import FIGURES, PAGE, PICTURES, SHEET, write_folder
from tryon_desktop.engine.quality.pixels import Faults
from tryon_desktop.engine.quality.sheet import contact_sheet


def picture(level, size=(60, 40)):
    return np.full((*size, 3), level, np.uint8)


def case(name="ann.png", missing=(), **figures):
    tee = Wearing("tee", Figures(leak=0.01, overspill=0.02, **figures), picture(200), picture(100))
    return Case(name, picture(50), (tee,), missing)


def test_a_mean_leaves_out_what_was_not_measured():
    found = mean([Figures(leak=0.2, still=0.01), Figures(leak=0.4), Figures(lag_frames=1.0)])
    assert found.leak == pytest.approx(0.3)
    assert (found.still, found.lag_frames, found.follow) == (0.01, 1.0, None)


def test_a_report_has_every_key_for_all_and_for_each():
    keys = {"leak", "overspill", "face_cover", "hand_cover", "still", "follow", "lag_frames", "flicker", "motion"}
    found = report([case(), case("bob.png")])
    assert keys <= set(found)
    assert [one["source"] for one in found["cases"]] == ["ann.png", "bob.png"]
    assert all(keys <= set(one) and keys <= set(one["garments"]["tee"]) for one in found["cases"])
    assert found["hand_cover"] == 0.0
    assert "hand_cover" in found["nothing_to_measure"]
    assert found["follow"] is None


def test_the_sheet_has_a_row_a_person_and_a_column_a_garment():
    one = contact_sheet([case()], ["tee"])
    assert contact_sheet([case(), case("bob.png")], ["tee"]).shape[0] > 1.8 * one.shape[0]
    assert contact_sheet([case()], ["tee", "jeans"]).shape[1] > 1.3 * one.shape[1]
    assert (one == 200).all(-1).any()
    assert (one == 50).all(-1).any()
    with pytest.raises(ValueError, match="nobody"):
        contact_sheet([], ["tee"])


def test_the_page_shows_every_picture_and_nothing_from_elsewhere(tmp_path):
    page = write_folder(tmp_path / "out", [case("<ann>.png", ("jeans",)), case()], ["tee", "jeans"])
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r'src="([^"]+)"', text)
    assert len(set(shown)) == 6
    assert all(cv2.imread(str(page.parent / name)) is not None for name in shown)
    assert "<ann>" not in text
    assert "&lt;ann&gt;" in text
    assert "http" not in text
    assert "Not worn here: jeans" in text
    assert json.loads((page.parent / FIGURES).read_text())["leak"] == 0.01
    assert cv2.imread(str(page.parent / SHEET)) is not None


def test_what_is_too_much_is_marked(tmp_path):
    assert 'class="over">0.50%' in write_folder(tmp_path / "a", [case(still=0.005)], ["tee"]).read_text()
    assert 'class="over"' not in write_folder(tmp_path / "b", [case(still=0.001)], ["tee"]).read_text()


def test_an_older_trial_is_replaced_whole(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, [case(), case("bob.png")], ["tee"])
    before = len(list((folder / PICTURES).iterdir()))
    write_folder(folder, [case()], ["tee"])
    assert len(list((folder / PICTURES).iterdir())) == before / 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        write_folder(tmp_path, [case()], ["tee"])
    with pytest.raises(InputError, match="is a file"):
        write_folder(tmp_path / "thesis.txt", [case()], ["tee"])
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_fails_leaves_the_older_one(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, [case()], ["tee"])
    before = (folder / PAGE).read_text()
    with pytest.raises(ValueError, match="nobody"):
        write_folder(folder, [], ["tee"])
    assert (folder / PAGE).read_text() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_faults_are_marked_in_their_colours():
    blank = np.zeros((8, 8), bool)
    spot = blank.copy()
    spot[2, 3] = True
    names = ("worn", "leaking", "cloth", "spilt", "face", "face_covered", "hands", "hands_covered", "person", "holed")
    for name, colour in COLOURS.items():
        faults = Faults(**{mask: spot if mask == name else blank for mask in names})
        shown = marked(picture(80, (8, 8)), faults)
        assert tuple(shown[2, 3]) == colour
        assert tuple(shown[0, 0]) != colour
