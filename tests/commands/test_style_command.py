import json

import pytest

from tryon_desktop.engine.garments.spec import Category


def test_keys(shell):
    result = shell("style", "something red", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert {"intent", "attributes", "excluded", "unread", "results", "spec"} <= set(report)
    assert report["intent"] == "find"
    assert report["results"][0] == {"id": "tee", "score": 0.75, "reasons": ["the colour"], "parts": {}}
    assert report["spec"]["category"] == "tee"
    assert report["says"]["zh"] == "给你。"


def test_in_words(shell):
    result = shell("style", "a red tee please")
    assert "find: Here it is." in result.stdout
    assert "tee: the colour" in result.stdout


def test_current_and_top_are_passed_on(shell):
    shell("style", "  red ", "--current", "jeans", "--top", "1")
    ((text, current, top),) = shell.stylist.asked
    assert (text, current.category, top) == ("red", Category.JEANS, 1)


def test_the_fusion_is_passed_on(shell):
    assert shell("style", "red", "--fusion", "representation").exit_code == 0
    assert shell.stylist.fusion == "representation"
    assert "sorcery" in shell.refuses("style", "red", "--fusion", "sorcery")


def test_a_picture_is_read_and_passed_on(shell):
    report = json.loads(shell("style", "like this, but red", "--like", "hoodie.png", "--json").stdout)
    assert shell.stylist.reference.spec.category is Category.HOODIE
    assert report["picture"]["spec"]["category"] == "hoodie"
    assert "hoodie" in report["picture"]["en"].lower()


def test_decoding_needs_the_encoder(shell):
    result = shell("style", "red", "--decode")
    assert result.exit_code == 2
    assert "the text encoder is missing" in result.stderr


def test_nothing_understood_is_an_answer_too(shell):
    report = json.loads(shell("style", "quux", "--json").stdout)
    assert report["unread"] == ["quux"]
    assert report["spec"] is None


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_empty_requests(shell, text):
    assert "empty" in shell.refuses("style", text)


def test_long_requests(shell):
    assert shell("style", "红" * 10_000).exit_code == 0
    assert "too long: 10001 characters" in shell.refuses("style", "红" * 10_001)


@pytest.mark.parametrize(("args", "says"), [(("--current", "cape"), "cape"), (("--top", "0"), "top"), ((), "TEXT")])
def test_bad_arguments(shell, args, says):
    assert says in shell.refuses("style", *(["red", *args] if args else []))
