"""The window's words in the interface language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QLocale

from tryon_desktop.engine import resources

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Strings:
    """Called with a key and the values of its placeholders: `tr("status_fps", fps=30)`. An unknown key raises."""

    language: str
    table: MappingProxyType[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """One string, filled in."""
        text = self.table[key]
        return text.format(**values) if values else text


def load_strings(setting: str) -> Strings:
    """Strings for a setting of "en", "zh" or "auto" (the system's own language, else English)."""
    system = "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"
    language = setting if setting in LANGUAGES else system
    path = resources.assets() / "i18n" / f"{language}.toml"
    return Strings(language, MappingProxyType(tomllib.loads(path.read_text("utf-8"))))
