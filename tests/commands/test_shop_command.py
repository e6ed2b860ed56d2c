"""`tryon-desktop style --catalog FILE`: a shop's own product list, asked in words."""

from __future__ import annotations

import json

import pytest

PRODUCTS = [
    {"id": "p1", "category": "Jumper", "colour": "burgundy", "fabric": "merino", "neckline": "roll neck"},
    {"id": "p2", "category": "Jumper", "colour": "navy", "fabric": "lambswool", "neckline": "crew neck"},
    {"id": "p3", "category": "shirt", "colour": "white", "pattern": "checked", "fabric": "flannel", "sleeve": "long"},
    {"id": "p4", "category": "shirt", "colour": "white", "pattern": "plain", "fabric": "linen", "sleeve": "short"},
    {"id": "p5", "text_en": "Roomy dungarees in washed denim", "text_zh": "水洗牛仔背带裤"},
    {"id": "p6", "category": "coat", "colour": "camel", "fabric": "wool", "length": "knee"},
    {"id": "p7", "category": "trousers", "colour": None, "fabric": "corduroy", "fit": ["wide", "relaxed"]},
]


@pytest.fixture
def ask(shell, tmp_path):
    """Write a product list and requests, run the command, return the report."""

    def run(requests, products=PRODUCTS, *options):
        (tmp_path / "shop.json").write_text(json.dumps(products), encoding="utf-8")
        (tmp_path / "asks.json").write_text(json.dumps(requests), encoding="utf-8")
        arguments = ("--catalog", str(tmp_path / "shop.json"), "--batch", str(tmp_path / "asks.json"), "--json")
        result = shell("style", *arguments, *options)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout) if result.stdout.strip() else None

    return run


def first(report):
    return report["results"][0]["id"]


def test_every_request_gets_its_ranking_and_its_reasons(ask):
    report = ask([{"id": 7, "lang": "en", "text": "a burgundy jumper"}, {"id": "z", "lang": "zh", "text": "驼色大衣"}])
    assert [one["id"] for one in report] == [7, "z"]
    assert [first(one) for one in report] == ["p1", "p6"]
    scores = [result["score"] for result in report[0]["results"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == len(PRODUCTS)
    assert report[0]["results"][0]["reasons"]


def test_the_garment_worn_is_left_out_and_its_like_comes_first(ask):
    (report,) = ask([{"id": 1, "text": "this one, but with long sleeves", "ref": "p4"}])
    assert report["intent"] == "edit"
    assert first(report) == "p3"
    assert "p4" not in [result["id"] for result in report["results"]]


@pytest.mark.parametrize("text", ["a shirt, but nothing checked", "衬衫，不要格子的"])
def test_what_is_refused_is_not_first(ask, text):
    (report,) = ask([{"id": 1, "text": text}])
    assert first(report) == "p4"


@pytest.mark.parametrize("text", ["dungarees", "背带裤"])
def test_a_word_that_only_the_shop_uses_finds_its_product(ask, text):
    (report,) = ask([{"id": 1, "text": text}])
    assert first(report) == "p5"


def test_a_reference_that_is_not_there_is_said_and_forgiven(shell, ask, tmp_path):
    (report,) = ask([{"id": 1, "text": "a camel coat", "ref": "gone"}])
    assert first(report) == "p6"
    result = shell("style", "--catalog", str(tmp_path / "shop.json"), "--batch", str(tmp_path / "asks.json"), "--json")
    assert "gone" in result.stderr


def test_fewer_results_when_asked_and_a_file_when_named(ask, tmp_path):
    out = tmp_path / "answers.json"
    assert ask([{"id": 1, "text": "a shirt"}], PRODUCTS, "--top", "2", "-o", str(out)) is None
    (report,) = json.loads(out.read_text(encoding="utf-8"))
    assert len(report["results"]) == 2
    assert [path.name for path in tmp_path.glob("answers*")] == ["answers.json"], "nothing half-written is left"


@pytest.mark.parametrize(
    ("catalog", "said"),
    [
        ("", "neither JSON nor CSV"),
        ("[]", "empty"),
        ('{"id": 1}\n{"id": 2', "JSON"),
        ('[{"id": 1, "category": "tee"', "JSON"),
        ('"just words"', "neither JSON nor CSV"),
        ("nothing here\nlooks like a table", "CSV"),
        ('[{"id": 1, "category": "tee"}, {"id": 1, "category": "coat"}]', "same id"),
        ('[{"id": 1}]', "no row says anything"),
        ("[1, 2]", "no object"),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(shell, tmp_path, catalog, said):
    path, out = tmp_path / "shop.json", tmp_path / "out.json"
    path.write_text(catalog, encoding="utf-8")
    (tmp_path / "asks.json").write_text('[{"id": 1, "text": "tee"}]', encoding="utf-8")
    arguments = ("--catalog", str(path), "--batch", str(tmp_path / "asks.json"), "-o", str(out))
    assert said in shell.refuses("style", *arguments)
    assert not out.exists()


def test_files_that_are_missing_are_named(shell, tmp_path):
    assert "nowhere.csv" in shell.refuses("style", "--catalog", str(tmp_path / "nowhere.csv"), "a tee")
    assert "--catalog" in shell.refuses("style", "--batch", str(tmp_path / "asks.json"))
