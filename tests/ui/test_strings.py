"""Every language says everything."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tryon_desktop.engine import resources
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui import strings
from tryon_desktop.ui.strings import LANGUAGES, load_strings

PACKAGE = Path(strings.__file__).parents[1]


def table(language):
    return tomllib.loads((resources.assets() / "i18n" / f"{language}.toml").read_text("utf-8"))


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_keys_and_placeholders(language):
    english, other = table("en"), table(language)
    assert english.keys() == other.keys()
    assert {key: fields(text) for key, text in english.items()} == {key: fields(text) for key, text in other.items()}
    assert all(text.strip() for text in other.values())


def test_every_key_that_is_used_exists_and_every_key_is_used():
    sources = "\n".join(path.read_text("utf-8") for folder in ("ui", "app") for path in (PACKAGE / folder).glob("*.py"))
    english = table("en")
    called = set(re.findall(r"\btr_?\(\s*\"(\w+)\"", sources))
    assert called <= english.keys()
    families = ("category_", "state_", "part_", "fusion_", "language_")
    unused = {key for key in english if f'"{key}"' not in sources and not key.startswith(families)}
    assert not unused


@cache
def written_errors():
    """The error lines in the sources, every changing part of them as {}."""
    lines = set()
    for folder in ("engine", "app"):
        for path in (PACKAGE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    lines.add("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    lines.add(node.value)
    return lines


@pytest.mark.parametrize("line", tomllib.loads((resources.assets() / "i18n" / "errors_zh.toml").read_text("utf-8")))
def test_every_translated_error_is_one_that_the_program_makes(line):
    bare = re.sub(r"\{\w+\}", "{}", line)
    reasons = {"the camera '{}' cannot be opened: it is in use by another program, or unplugged": "the camera '{}' {}"}
    reasons["the camera '{}' gives no picture"] = "the camera '{}' {}"
    made = reasons.get(bare, bare).replace("{} pixels", "{}x{} pixels")
    assert made in written_errors()


def test_an_error_is_told_in_the_language_of_the_window():
    line = "tee: 1.jpg shows a person: a garment is photographed by itself, laid flat"
    assert load_strings("zh").error(line) == "tee: 1.jpg 里有人：请把衣服单独平铺后再拍"
    assert load_strings("en").error(line) == line
    assert load_strings("zh").error("something else") == "something else"
    assert load_strings("zh").error("a.png is too small: 3x4 pixels") == "a.png 太小：3x4 像素"


def test_every_category_has_a_name():
    english = table("en")
    assert {f"category_{category}" for category in Category} <= english.keys()


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        load_strings("en")("no_such_key")


def test_auto_is_one_of_the_languages():
    assert load_strings("auto").language in LANGUAGES
