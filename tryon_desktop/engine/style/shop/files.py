"""A shop's product list and a list of requests from disk: a JSON list, JSON lines, or CSV in whatever dialect.

Columns may be missing or called by other names (`assets/style/shop.toml`); a cell may hold nothing, a number, a list,
or several values with commas, slashes, semicolons or bars between them.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.resources import assets

Row: TypeAlias = dict[str, Any]
PROSE = ("text_en", "text_zh")
LIMIT_BYTES = 64 << 20
LIMIT_ROWS = 50_000
_LONGEST_CELL = 10_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = ",;\t|"
_OTHER_TEXT = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff]")
_ADDRESS = re.compile(r"^\s*(https?:|www\.|/|data:)|\.(jpe?g|png|webp|gif)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Product:
    """One row of a product list.

    id: as the shop writes it, a number stays one. cells: column of `shop.toml` -> what it says, columns that say
    nothing left out. extra: the text of columns that are none of ours.
    """

    id: str | int
    cells: Mapping[str, tuple[str, ...]]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. lang: "en", "zh" or "" when the list does not say; ref: id of the garment worn, as text."""

    id: str | int
    text: str
    lang: str = ""
    ref: str = ""


def read_products(path: Path) -> tuple[Product, ...]:
    """The product list. Raises InputError, with the row's number, when the file is none."""
    products = [_product(row, number) for number, row in enumerate(_rows(path, "catalog"), 1)]
    seen: dict[str, int] = {}
    for number, product in enumerate(products, 1):
        key = str(product.id)
        if key in seen:
            raise InputError(f"{path.name}: rows {seen[key]} and {number} have the same id, {key!r}")
        seen[key] = number
    if not any(product.cells or product.extra for product in products):
        raise InputError(f"{path.name}: no row says anything about a garment")
    return tuple(products)


def read_requests(path: Path) -> tuple[Ask, ...]:
    """The requests, in their order. Raises InputError when the file holds none."""
    asks = []
    for number, row in enumerate(_rows(path, "list of requests"), 1):
        said = _named(row)
        text = next((said[name] for name in ("request", "text_en", "text_zh") if _plain(said.get(name))), None)
        if text is None and not any(name in said for name in ("request", "text_en", "text_zh")):
            raise InputError(f"{path.name}: row {number} has no text")
        language, ref = _language(said.get("lang")), _plain(said.get("ref"))
        asks.append(Ask(_id(said.get("id"), number), _plain(text), language, ref))
    return tuple(asks)


def _product(row: Row, number: int) -> Product:
    named = _named(row)
    known = {name: _values(value) for name, value in named.items() if name in _columns() and name != "id"}
    cells = {name: values for name, values in known.items() if values and name not in ("lang", "ref", "request")}
    extra = [text for name, value in named.items() if name not in _columns() for text in _values(value)]
    telling = tuple(text for text in extra if _OTHER_TEXT.search(text) and not _ADDRESS.search(text))
    return Product(_id(named.get("id"), number), cells, telling)


def _rows(path: Path, what: str) -> list[Row]:
    text = _text(path, what)
    start = text.lstrip()[:1]
    rows = list(_json_rows(text, path, what) if start in ("[", "{") else _csv_rows(text, path))
    if not rows:
        raise InputError(f"{path.name}: the {what} is empty")
    if len(rows) > LIMIT_ROWS:
        raise InputError(f"{path.name}: {len(rows)} rows, at most {LIMIT_ROWS} are read")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise InputError(f"{path.name}: row {number} is no object with named columns")
    return rows


def _text(path: Path, what: str) -> str:
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise InputError(f"{path.name}: the {what} is larger than {LIMIT_BYTES >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the {what} cannot be read: {path}: {error.strerror or error}") from error
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{path.name}: the {what} is no text: JSON or CSV is read, in UTF-8")


def _json_rows(text: str, path: Path, what: str) -> Iterator[Row]:
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise InputError(f"{path.name}: nested too deeply") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines[0].lstrip().startswith("{"):
            raise InputError(f"{path.name}: no JSON: {error}") from error
        data = [_json_line(line, number, path) for number, line in enumerate(lines, 1)]
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = lists[0] if len(lists) == 1 else [data] if {"id", "text", "category"} & set(map(str, data)) else None
    if not isinstance(data, list):
        raise InputError(f"{path.name}: the {what} is no JSON list of objects")
    yield from data


def _json_line(line: str, number: int, path: Path) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: line {number} is no JSON: {error}") from error


def _csv_rows(text: str, path: Path) -> Iterator[Row]:
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=header.count)
    try:
        reader = csv.DictReader(io.StringIO(text.lstrip("\r\n")), delimiter=separator, skipinitialspace=True)
        names = [_column(name or "") for name in reader.fieldnames or ()]
        if not set(names) & set(_columns()):
            raise InputError(f"{path.name}: neither JSON nor CSV with columns such as id, category, text_en")
        for row in reader:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                yield {name: value for name, value in row.items() if name}
    except csv.Error as error:
        raise InputError(f"{path.name}: no CSV: {error}") from error


def _named(row: Row) -> Row:
    """By our names of the columns; of two columns for one name the first that says something counts."""
    named: Row = {}
    for name, value in row.items():
        ours = _column(str(name))
        if ours not in named or not _values(named[ours]):
            named[ours] = value
        elif ours in PROSE:
            named[ours] = f"{_plain(named[ours])}. {_plain(value)}"
    return named


def _column(name: str) -> str:
    key = re.sub(r"[\s_\-]+", " ", name.strip().strip("\ufeff\"'").lower())
    return _columns_by_alias().get(key, key.replace(" ", "_"))


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return _flat(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _flat(value)
    text = _plain(value)
    if text.startswith("[") and text.endswith("]"):
        # A list that a spreadsheet has kept as text.
        return tuple(part for part in (one.strip(" '\"") for one in text[1:-1].split(",")) if part)
    return (text,) if text else ()


def _flat(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(text for value in values if (text := _plain(value)))


def _plain(value: object) -> str:
    if value is None or isinstance(value, bool) or value != value:
        return ""
    if isinstance(value, Mapping | list | tuple):
        return " ".join(_values(value))
    return str(value).strip()[:_LONGEST_CELL]


def _id(value: object, number: int) -> str | int:
    """Rows without an id are called by their number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _plain(value) or str(number)


def _language(value: object) -> str:
    said = _plain(value).lower()
    return "zh" if said.startswith(("zh", "cn", "chi", "中")) else "en" if said.startswith(("en", "英")) else ""


@cache
def table() -> dict[str, Any]:
    """`assets/style/shop.toml`."""
    with (assets() / "style" / "shop.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _columns() -> frozenset[str]:
    return frozenset(table()["columns"])


@cache
def _columns_by_alias() -> dict[str, str]:
    pairs = [(ours, ours) for ours in _columns()] + [(ours.replace("_", " "), ours) for ours in _columns()]
    aliases = [(alias, ours) for ours, names in table()["columns"].items() for alias in names.split("|")]
    return dict(aliases) | dict(pairs)
