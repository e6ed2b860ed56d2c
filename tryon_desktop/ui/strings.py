"""The window's words in the interface language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import QLocale

from tryon_desktop.engine import resources

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Strings:
    """Called with a key and the values of its placeholders: `tr("status_fps", fps=30)`. An unknown key raises."""

    language: str
    table: MappingProxyType[str, str]
    errors: tuple[tuple[re.Pattern[str], str], ...] = ()

    def __call__(self, key: str, **values: object) -> str:
        """One string, filled in."""
        text = self.table[key]
        return text.format(**values) if values else text

    def error(self, line: str) -> str:
        """A line of `engine.errors`, which are in English, in this language where the table knows it."""
        for pattern, said in self.errors:
            if found := pattern.fullmatch(line):
                return said.format(**found.groupdict())
        return line


def load_strings(setting: str) -> Strings:
    """Strings for a setting of "en", "zh" or "auto" (the system's own language, else English)."""
    system = "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"
    language = setting if setting in LANGUAGES else system
    return Strings(language, MappingProxyType(_read(f"{language}.toml")), _errors(language))


def _read(name: str) -> dict[str, str]:
    return tomllib.loads((resources.assets() / "i18n" / name).read_text("utf-8"))


@cache
def _errors(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    if language == "en":
        return ()
    return tuple((_pattern(line), said) for line, said in _read(f"errors_{language}.toml").items())


def _pattern(line: str) -> re.Pattern[str]:
    """A line with its {parts} as named groups."""
    texts_and_names = re.split(r"\{(\w+)\}", line)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(texts_and_names)),
        re.DOTALL,
    )
