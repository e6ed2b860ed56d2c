"""What is wrong with a garment that somebody wrote down, said in one line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import get_args

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tryon_desktop.engine.garments.trimming import Trim


def explained(fault: ErrorDetails, fields: Mapping[str, FieldInfo]) -> str:
    """What is wrong with which of a garment's `fields`, and what it may be instead: one line."""
    where = ".".join(map(str, fault["loc"]))
    name = str(fault["loc"][0]) if fault["loc"] else ""
    kind, message = fault["type"], fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return f"{where}: there is no such field; the fields are {', '.join(fields)}"
    choices = choices_of(name, fields)
    if kind == "missing":
        return f"{where}: is missing; {choices or _FORMS.get(name, 'it is needed')}"
    if kind == "enum":
        return f"{where}: {fault['input']!r} is no {_ONE_OF.get(name, name)}; {choices or _FORMS[name]}"
    if kind == "value_error" and not name:
        return message
    return f"{where}: {_FORMS.get(name) or choices or message}"


_ONE_OF = {"trims": "part"}
"""What one of a field is called, where it is not called as the field is."""

_FORMS = {
    "colours": "one to four colours, each written #rrggbb",
    "text": "at most 24 letters",
    "motif": "the key of a motif: at most 48 small letters, digits and hyphens",
    "trims": f"pairs of a part ({', '.join(Trim)}) and its colour, #rrggbb, each part once",
}
"""What a field may be that has no list of values."""


def choices_of(name: str, fields: Mapping[str, FieldInfo]) -> str:
    """The values that a field may have, as a clause; empty where there is no list of them."""
    annotation = fields[name].annotation if name in fields else None
    kinds = [annotation, *get_args(annotation)]
    kind = next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)
    if kind is None:
        return ""
    listed = ", ".join(str(value) for value in kind)
    return f"{'a list of ' if kind is not annotation else 'one of '}{listed}"
