import json
import time
from dataclasses import replace

from tryon_desktop.engine.garments.database import Event, Happening
from tryon_desktop.engine.style.history import about_garment


def saved(catalog, garment_id):
    about = about_garment(catalog.entry(garment_id).spec)
    catalog.lines.insert(0, Happening(garment_id, Event.SAVED, 0.0, about, time.time()))


def test_nothing_is_remembered(shell):
    assert "nothing is remembered" in shell("history", "show").stdout
    assert "nothing yet" in shell("recommend").stdout
    assert json.loads(shell("recommend", "--json").stdout) == []


def test_the_history_is_shown_and_erased(shell):
    saved(shell.catalog, "tee")
    shell.catalog.lines.insert(0, Happening("tee", Event.WORN, 75.4, "{}", 0.0))
    shown = shell("history", "show").stdout
    assert "worn for 75 s  tee" in shown
    assert "1 saved, 1 worn" in shown
    assert [line["event"] for line in json.loads(shell("history", "show", "--json").stdout)] == ["worn", "saved"]
    assert "erased 2 lines" in shell("history", "erase").stdout
    assert shell.catalog.lines == []


def test_recommendations_say_why_in_both_languages(shell):
    saved(shell.catalog, "tee")
    tee = shell.catalog.entry("tee")
    other = tee.spec.model_copy(update={"colours": ("#bb3322",)})
    shell.catalog.list.append(replace(tee, id="new", name_en="Crimson tee", spec=other))
    first = json.loads(shell("recommend", "--json").stdout)[0]
    assert first["id"] == "new"
    assert "like the one you saved" in first["why"]["en"][0]
    assert "保存过" in first["why"]["zh"][0]
    assert "new  Crimson tee: " in shell("recommend", "--top", "1").stdout
    assert "range" in shell.refuses("recommend", "--top", "0")
