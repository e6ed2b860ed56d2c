"""Slips of the pen: which word of the lexicon was meant by one that is in none of its tables.

English: one edit (two from eight letters on) with the same first letter; in words of four letters only neighbours that
changed places, a doubled letter written once or the other way round, a vowel left out or a key beside it hit. Chinese:
one character of a word that sounds like the one meant (`assets/style/homophones.toml`) or looks like it
(`grammar.toml`, confusable).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[a-z]+(?: [a-z]+){0,2}(?![a-z0-9])")
_WITHOUT = "less"
"""What ends so is no slip of a word that does not: "collarless" of "collared"."""
_SHORT = 4
_VOWELS = frozenset("aeiou")
_EMPTY = frozenset("不没别的了吗呢吧是就也都很太")
"""Characters that build sentences: 卫衣不 is no slip of a cloth."""
_LONG = 8
_WINDOW = (4, 3, 2)


class Slips:
    """What forms may be meant. forms: all that carry a meaning; ordinary: words that lie one slip away and are none.

    sounds: characters of one syllable each. shapes: characters that look alike, one string a group.
    """

    def __init__(
        self, forms: Iterable[str], ordinary: Iterable[str], sounds: Mapping[str, str], shapes: Sequence[str]
    ) -> None:
        forms = tuple(forms)
        self._ordinary = frozenset(ordinary)
        self._words = tuple(form for form in forms if len(form) >= _SHORT and re.fullmatch(r"[a-z]+", form))
        self._phrases: dict[tuple[int, str], list[tuple[str, ...]]] = {}
        for form in forms:
            if re.fullmatch(r"[a-z]+(?: [a-z]+)+", form):
                words = tuple(form.split())
                self._phrases.setdefault((len(words), form[0]), []).append(words)
        shaped = {f"shape {at}": shape for at, shape in enumerate(shapes)}
        self._exact = _groups([*sounds.items(), *shaped.items()])
        self._near = _groups(
            [*((_blurred(syllable), letters) for syllable, letters in sounds.items()), *shaped.items()]
        )
        self._gaps: dict[tuple[int, str, str], list[str]] = {}
        for form in forms:
            if 1 < len(form) <= _WINDOW[0] and _CHINESE.search(form):
                for at in range(len(form)):
                    self._gaps.setdefault((len(form), form[:at], form[at + 1 :]), []).append(form)

    def word(self, said: str) -> str | None:
        """The English form that one word is a slip of."""
        if said in self._ordinary or not said.isalpha() or said.endswith(_WITHOUT):
            return None
        near: Iterable[str] = (form for form in self._words if form[0] == said[0])
        if len(said) > _SHORT:
            slips = 2 if len(said) >= _LONG else 1
            found = process.extract(said, list(near), scorer=OSA.distance, score_cutoff=slips, limit=None)
            # "camle" is nearer to "camel" than to "cable": letters change places more easily than they change.
            best = min(found, key=lambda one: (one[1], sorted(one[0]) != sorted(said)), default=None)
            return str(best[0]) if best else None
        if len(said) < _SHORT:
            return None
        near = tuple(near)
        hasty = next((form for form in near if _hasty(said, form)), None)
        return hasty or next((form for form in near if _beside(said, form)), None)

    def phrase(self, text: str, at: int, known: Mapping[str, object]) -> tuple[int, str] | None:
        """(length, form) of two or three words from `at` on that are a form but for slips in words that are unknown."""
        match = _WORDS.match(text, at)
        said = match.group().split() if match else []
        for count in range(len(said), 1, -1):
            words = said[:count]
            if all(word in known for word in words):
                continue
            for form in self._phrases.get((count, text[at]), ()):
                if all(self._same(word, other, known) for word, other in zip(words, form, strict=True)):
                    return len(" ".join(words)), " ".join(form)
        return None

    def characters(self, text: str, at: int) -> tuple[int, str] | None:
        """(length, form) of the Chinese form that the characters from `at` on are a slip of, the longest first."""
        for length in _WINDOW:
            said = text[at : at + length]
            if len(said) < length or said in self._ordinary:
                continue
            for place, letter in enumerate(said):
                if letter in _EMPTY:
                    continue
                for form in self._gaps.get((length, said[:place], said[place + 1 :]), ()):
                    if self._alike(letter, form[place], length):
                        return length, form
        return None

    def _same(self, said: str, meant: str, known: Mapping[str, object]) -> bool:
        if said == meant:
            return True
        if said in known or said in self._ordinary or said[0] != meant[0]:
            return False
        return _hasty(said, meant) or (len(meant) > _SHORT and OSA.distance(said, meant) == 1)

    def _alike(self, one: str, other: str, length: int) -> bool:
        groups = self._near if length > _WINDOW[-1] else self._exact
        return bool(groups.get(one, set()) & groups.get(other, set()))


def _groups(rows: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    """Character -> the groups that it stands in."""
    groups: dict[str, set[str]] = {}
    for name, letters in rows:
        for letter in letters:
            groups.setdefault(letter, set()).add(name)
    return groups


def _blurred(syllable: str) -> str:
    """A syllable as a southern tongue says it."""
    return re.sub(r"(?<=[aei])ng$", "n", re.sub(r"^([zcs])h", r"\1", syllable))


def _hasty(said: str, form: str) -> bool:
    """Whether a short word is the form with two letters changed over, one written once or twice, or without a vowel."""
    if _single(said) == _single(form):
        return True
    if len(said) == len(form):
        return OSA.distance(said, form) == 1 and sorted(said) == sorted(form)
    if abs(len(said) - len(form)) != 1 or OSA.distance(said, form) != 1:
        return False
    return len(form) > len(said) and re.sub("[aeiou]", "", form) == re.sub("[aeiou]", "", said)


def _beside(said: str, form: str) -> bool:
    """Whether a thumb hit the key beside the right one and made a word that nobody can say: "cpat" for "coat"."""
    if len(said) != len(form):
        return False
    apart = [(one, other) for one, other in zip(said, form, strict=True) if one != other]
    if len(apart) != 1:
        return False
    hit, meant = apart[0]
    return meant in _KEYS.get(hit, "") and (hit in _VOWELS) != (meant in _VOWELS)


def _neighbours() -> dict[str, str]:
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    found: dict[str, str] = {}
    for row, letters in enumerate(rows):
        for at, letter in enumerate(letters):
            sides = letters[max(at - 1, 0) : at] + letters[at + 1 : at + 2]
            above = rows[row - 1][at : at + 2] if row else ""
            below = rows[row + 1][max(at - 1, 0) : at + 1] if row + 1 < len(rows) else ""
            found[letter] = sides + above + below
    return found


_KEYS = _neighbours()
"""Letter -> those on the keys beside it."""


def _single(word: str) -> str:
    """A word with each run of one letter written once."""
    return re.sub(r"(.)\1+", r"\1", word)
