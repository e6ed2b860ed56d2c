"""Product lists and requests as shops write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.style.shop.files import Ask, Product, read_products, read_requests
from tryon_desktop.engine.style.shop.shop import Shop

CSV = "id,category,colour,text_zh\n1,tee,red,红色T恤\n2,coat,,驼色大衣\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_any_dialect(tmp_path, encoding, separator):
    path = tmp_path / "shop.csv"
    path.write_bytes(CSV.replace(",", separator).encode(encoding))
    one, other = read_products(path)
    assert [str(one.id), str(other.id)] == ["1", "2"]
    assert one.cells["text_zh"] == ("红色T恤",)
    assert "colour" not in other.cells, "an empty cell says nothing"


def test_json_lists_and_json_lines_are_the_same(tmp_path):
    rows = [{"id": 3, "category": "tee", "season": ["summer", "spring"]}, {"id": "x", "colour": "red / navy"}]
    whole, lines = tmp_path / "a.json", tmp_path / "b.jsonl"
    whole.write_text(json.dumps(rows), encoding="utf-8")
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert read_products(whole) == read_products(lines)
    assert read_products(whole)[0].id == 3, "a number stays a number"


def test_requests(tmp_path):
    path = tmp_path / "asks.json"
    rows = [{"id": 1, "lang": "zh", "text": "红裙子", "ref": 4}, {"id": "b", "text": "tee"}]
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert read_requests(path) == (Ask(1, "红裙子", "zh", "4"), Ask("b", "tee"))


CELLS = st.dictionaries(
    st.sampled_from(["category", "colour", "pattern", "fabric", "sleeve", "length", "text_en", "text_zh"]),
    st.text(min_size=1, max_size=30).map(lambda text: (text,)), max_size=4,
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(CELLS, min_size=1, max_size=4), st.text(max_size=60))
def test_whatever_stands_in_cells_and_requests_is_answered(cells, text):
    shop = Shop(tuple(Product(number, cell) for number, cell in enumerate(cells)), None)
    reply = shop.answer(Ask("a", text, ref="0"), top=10)
    ids = [one.id for one in reply.results]
    assert 0 not in ids
    assert len(set(ids)) == len(ids) <= len(cells)


def test_ten_thousand_characters_are_an_answer_too():
    shop = Shop((Product(1, {"category": ("tee",)}), Product(2, {"category": ("coat",)})), None)
    reply = shop.answer(Ask("a", "a warm coat " * 900), top=1)
    assert [one.id for one in reply.results] == [2]


def test_sleeves_in_a_shops_words(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text("id,category,sleeve,fit\na,overshirt,3/4 sleeves,\nb,,sleeveless,oversized\n", encoding="utf-8")
    shop = Shop(read_products(path), None)
    (best, *_) = shop.answer(Ask("q", "something sleeveless"), top=2).results
    assert best.id == "b"
