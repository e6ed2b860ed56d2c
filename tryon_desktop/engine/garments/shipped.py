"""The catalog that comes with the program: readable TOML files, one a group, one table a garment.

```toml
[linen-shirt-sand]
category = "shirt"
colours = ["#d8c8a8"]
neckline = "shirt"
```

A table's name is the garment's id; its keys are GarmentSpec's, besides the optional `name_en`, `name_zh` and, for a
garment that is a photograph, `photo`: a path below the folder of models.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec

OWN_KEYS = ("name_en", "name_zh", "photo")
"""Keys of a catalog's table that are no part of the specification."""


@dataclass(frozen=True, slots=True)
class ShippedGarment:
    """One table of a catalog file. photo: None for a garment that the tailor draws."""

    id: str
    spec: GarmentSpec
    name_en: str | None = None
    name_zh: str | None = None
    photo: Path | None = None


def read_shipped(folder: Path, models: Path) -> tuple[list[ShippedGarment], list[str]]:
    """Every valid garment of `folder`'s *.toml in the order of the files, and one line for each that is not."""
    garments: dict[str, ShippedGarment] = {}
    warnings: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            warnings.append(f"{file.name}: {error}")
            continue
        for garment_id, table in tables.items():
            try:
                garment = _read(garment_id, table, models)
            except GarmentError as error:
                warnings.append(f"{file.name}, {garment_id}: {error}")
                continue
            if garment_id in garments:
                warnings.append(f"{file.name}, {garment_id}: there is another garment of this name")
            else:
                garments[garment_id] = garment
    return list(garments.values()), warnings


def _read(garment_id: str, table: Any, models: Path) -> ShippedGarment:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", garment_id):
        raise GarmentError("an id is made of small letters, digits and hyphens")
    if not isinstance(table, dict):
        raise GarmentError("expected a table with a garment's specification")
    extra = {key: table[key] for key in OWN_KEYS if key in table}
    if not all(isinstance(value, str) for value in extra.values()):
        raise GarmentError("name_en, name_zh and photo are texts")
    spec = read_spec({key: value for key, value in table.items() if key not in OWN_KEYS})
    photo = models / extra["photo"] if "photo" in extra else None
    if photo is not None and not photo.is_file():
        raise GarmentError(f"{extra['photo']}: the photograph is missing")
    return ShippedGarment(garment_id, spec, extra.get("name_en"), extra.get("name_zh"), photo)
