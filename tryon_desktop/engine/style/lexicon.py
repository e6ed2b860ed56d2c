"""Words to attributes: longest match over English and Chinese forms, with plurals, slips and look-alike characters.

The tables are `assets/style/lexicon.toml`, `wardrobes.toml`, `grammar.toml` and `colours.toml`. Text is normalised
first (`normalise`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

from tryon_desktop.engine.resources import assets
from tryon_desktop.engine.style.colours import colours, tones
from tryon_desktop.engine.style.degrees import Degrees, adds
from tryon_desktop.engine.style.normalise import normalise
from tryon_desktop.engine.style.request import Guess, Taken, Want
from tryon_desktop.engine.style.slips import Slips

ORDINARY = assets() / "style" / "ordinary.txt"
"""Everyday English words that lie one slip from a form (`packaging/make_ordinary.py`)."""

_LATIN = re.compile(r"[a-z0-9]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BREAK = re.compile(r"[,.;:!?\n，。；：！？、…()（）]")
_LIKENED_EN = (
    *(f"{word} {joint}" for word in ("colour", "color") for joint in ("of", "of the", "of a", "like")),
    "coloured like", "colored like", "as dark as", "as red as", "as white as", "as green as", "as blue as",
)  # fmt: skip
_LIKENED_ZH = ("{}的颜色", "{}一样的颜色", "{}那样的颜色", "{}般的颜色", "像{}一样的颜色", "{}那种颜色")
"""How a colour is likened to a thing, before and around its name."""
_TOO_EN = ("too {}", "way too {}", "far too {}", "a bit too {}", "a little too {}", "bit too {}")
"""How English says that there is too much of something."""
_PARTICLES = frozenset("的地得了着吗呢吧啊呀哦嘛我你您要有是很和也都就件条款")


Meaning: TypeAlias = tuple[tuple[str, tuple[str, ...], bool], ...]
"""What a form means: (field, values, hard) each."""


class Kind(Enum):
    """What a stretch of text is."""

    TERM = auto()
    CUE = auto()
    FILLER = auto()
    BREAK = auto()
    UNREAD = auto()


class Role(StrEnum):
    """What a word that was read is to the request: asked for, not to be, what is there and stays, or nothing of these
    (a reason, an aside).
    """

    WANTED = "wanted"
    REFUSED = "refused"
    KEPT = "kept"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the request. `cues`: names of grammar.toml; `relative`: (dimension, step); `weight`: in letters.

    taken: what the word was taken for, where the program has nothing of that name. role: what it surely is to the
    request (`reader`), None where the grammar has to say.
    """

    text: str
    kind: Kind
    wants: tuple[Want, ...] = ()
    cues: frozenset[str] = frozenset()
    relative: tuple[str, int] | None = None
    taken: Taken | None = None
    role: Role | None = None

    @property
    def weight(self) -> float:
        """How much the stretch says: Chinese characters weigh about as much as two or three letters."""
        return sum(2.5 if _CHINESE.match(letter) else 1.0 for letter in self.text if letter.isalnum())


@dataclass(frozen=True, slots=True)
class _Form:
    wants: Meaning = ()
    cues: frozenset[str] = frozenset()
    relative: tuple[str, int] | None = None
    filler: bool = False
    taken: Taken | None = None

    def speaks_of(self, field: str) -> bool:
        """Whether it is first of all a value of that field."""
        return bool(self.wants) and self.wants[0][0] == field

    def merged(self, other: _Form) -> _Form:
        return _Form(
            self.wants or other.wants,
            self.cues | other.cues,
            self.relative or other.relative,
            self.filler or other.filler,
            self.taken or other.taken,
        )


_BOTTOMS = frozenset(("trousers", "jeans", "joggers", "leggings", "shorts", "skirt"))
_OF_TOPS = frozenset(("sleeve", "neckline"))
_LOOSELY = frozenset(("shape", "fit"))
"""What a name says of a cut is meant loosely: joggers are more or less tapered."""
_OF_COURSE = (("knit", "cable", "rib", "wool"), ("knit",), ("denim",), ("hood",))
"""What the names of knitwear, jeans and hoodies say anyway."""
_HANDLES = frozenset(("not", "drop", "except"))
"""Cues of which the object is a part or a colour of a garment, whatever it is elsewhere: "no hood", "不带帽子"."""
_ASKED = frozenset(("make", "change", "find"))
"""Cues of which a thing is what is wanted: "sew a hood on it", "try rust"."""
_ROWS = {Guess.NEAREST: "nearest", Guess.PHYSIQUE: "physiques"}
_PLUS = _Form(cues=frozenset(("join",)))
"""What "加" is between two garments."""


class Lexicon:
    """All the word forms, indexed by their first character. Immutable once built; build it once.

    aspects: words for one side of a garment, such as its colour.
    more: forms that are in no table, or mean something else here: form -> (field, values, hard) of what it means.
    ordinary: English words that are no slips; by default those of `ordinary.txt`.
    """

    def __init__(self, more: Mapping[str, Meaning] | None = None, ordinary: Iterable[str] | None = None) -> None:
        self._forms: dict[str, _Form] = {}
        self._fill(_table("lexicon"), _table("grammar"))
        self._forms |= {key: _Form(wants=wants) for form, wants in (more or {}).items() if (key := normalise(form))}
        self._slips = self._make_slips(_ordinary() if ordinary is None else ordinary)
        self._things = frozenset(word for words in _table("grammar")["things"].values() for word in words.split("|"))
        self.aspects = frozenset(word for words in _table("grammar")["aspects"].values() for word in words.split("|"))
        lengths: dict[str, set[int]] = {}
        for form in self._forms:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}

    def tokens(self, text: str, *, forgiving: bool = True) -> tuple[Token, ...]:
        """Cut normalised text into tokens, spaces dropped. forgiving: slips of the pen are read as what was meant."""
        return tuple(self._without_things(list(_joined(self._scan(text, forgiving)))))

    def _without_things(self, tokens: list[Token]) -> Iterator[Token]:
        """The word "chocolate" is a colour beside "dress" and in a request of its own; in "hot chocolate" it is not."""
        strange = any(token.kind is Kind.UNREAD for token in tokens)
        said = [token for token in tokens if token.kind is not Kind.FILLER]
        beside = {id(one) for pair in pairwise(said) for one, other in (pair, pair[::-1])
                  if other.kind is Kind.TERM and not self._is_thing(other.text)}  # fmt: skip
        after = {id(one) for before, one in pairwise(said) if before.cues & (_HANDLES | _ASKED)}
        for token in tokens:
            thing = strange and token.kind is Kind.TERM and self._is_thing(token.text)
            lone = thing and id(token) not in beside and id(token) not in after
            yield Token(token.text, Kind.UNREAD) if lone else token

    def _is_thing(self, word: str) -> bool:
        return word in self._things or word.removesuffix("s") in self._things

    def _scan(self, text: str, forgiving: bool) -> Iterator[Token]:
        at = 0
        before: list[_Form] = []
        while at < len(text):
            if text[at] == " ":
                at += 1
                continue
            if _BREAK.match(text[at]):
                yield Token(text[at], Kind.BREAK)
                at += 1
                continue
            length, form = self._longest(text, at)
            if form is not None and form.relative and adds(text, at) and self._sums(text, at, length, before):
                length, form = 1, _PLUS
            meant = self._meant(text, at, length, form) if forgiving else None
            if meant is not None:
                length, form = meant[0], self._forms[meant[1]]
            if form is not None:
                before.append(form)
                yield _token(text[at : at + length], form)
                at += length
                continue
            word = re.match(r"[a-z0-9]+", text[at:])
            said = word.group() if word else text[at]
            slip = self._slips.word(said) if word and forgiving else None
            unread = Kind.UNREAD if said[0].isalnum() else Kind.FILLER
            yield _token(said, self._forms[slip]) if slip else Token(said, unread)
            at += len(said)

    def _longest(self, text: str, at: int) -> tuple[int, _Form | None]:
        exact = self._exact(text, at)
        form = self._forms.get(text[at : at + exact]) if exact else None
        length, relative = self._degrees(text, at) or (0, None)
        if length == 0 or length < exact:
            return exact, form
        step = _Form(relative=relative)
        return length, form.merged(step) if form is not None and length == exact else step

    def _sums(self, text: str, at: int, length: int, before: Sequence[_Form]) -> bool:
        """Whether what seems a step puts one thing to another: a garment to a garment, a colour to a colour."""
        if before and before[-1].speaks_of("colour"):
            added = self._longest(text, at + 1)[1]
            return added is not None and added.speaks_of("colour")
        end = next((place for place in range(at, len(text)) if _BREAK.match(text[place])), len(text))
        later = (self._longest(text, place)[1] for place in range(at + length, end))
        return any(form.speaks_of("category") for form in before) and any(
            form is not None and form.speaks_of("category") for form in later
        )

    def _exact(self, text: str, at: int) -> int:
        """The length of the longest form that begins at `at`, 0 for none."""
        known = (n for n in self._lengths.get(text[at], ()) if at + n <= len(text))
        return next((n for n in known if text[at : at + n] in self._forms and _whole(text, at, n)), 0)

    def _meant(self, text: str, at: int, exact: int, form: _Form | None) -> tuple[int, str] | None:
        """(length, form) of what a slip at `at` stands for, where that is longer than what is read there as it is."""
        if text[at].isascii() and text[at].isalpha() and (at == 0 or not _LATIN.match(text[at - 1])):
            phrase = self._slips.phrase(text, at, self._forms)
            if phrase is not None and phrase[0] > exact:
                return phrase
        if not (_CHINESE.match(text[at]) or _CHINESE.match(text[at + 1 : at + 2])):
            return None
        alike = self._slips.characters(text, at)
        if alike is None or (exact > 1 and alike[0] <= exact) or not _whole(text, at, alike[0]):
            return None
        says = exact > 1 and form is not None and bool(form.wants or form.relative)
        if says and not alike[1].startswith(text[at : at + exact]):
            return None
        # "想" and "白色", not a slip of something that ends in "白".
        runs_on = any((n := self._exact(text, start)) > 1 and start + n > at + alike[0]
                      for start in range(at + 1, min(at + alike[0], len(text))))  # fmt: skip
        return None if runs_on else alike

    def slips_among(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """(word, form) of the English words that would be read as a slip of a form, or of one word of it."""
        parts = {part for form in self._forms for part in form.split() if re.fullmatch(r"[a-z]{4,}", part)}
        each = Slips(parts, (), {}, ())
        near = ((word, self._slips.word(word) or each.word(word)) for word in words if word not in self._forms)
        return [(word, form) for word, form in near if form is not None]

    def _make_slips(self, more: Iterable[str]) -> Slips:
        grammar, sounds = _table("grammar"), _table("homophones")
        forms = (form for form, entry in self._forms.items() if entry.wants and not _of_a_physique(entry))
        ordinary = (word for words in (grammar["ordinary"]["en"], sounds["ordinary"]) for word in words.split())
        return Slips(forms, [*ordinary, *more], sounds["zh"], grammar["confusable"]["zh"].lower().split("|"))

    def _fill(self, lexicon: Mapping[str, Any], grammar: Mapping[str, Any]) -> None:
        for meaning, en, zh in lexicon["terms"]:
            self._add(en, zh, _Form(wants=tuple(_pairs(meaning))))
        for colour in colours():
            self._add("|".join(colour.en), "|".join(colour.zh), _Form(wants=(("colour", (colour.hex,), True),)))
        for hex_colour, en, zh in _table("colours")["likened"]["things"]:
            english = "|".join(f"{said} {thing}" for said in _LIKENED_EN for thing in en.split("|"))
            chinese = "|".join(said.format(thing) for said in _LIKENED_ZH for thing in zh.split("|"))
            self._add(english, chinese, _Form(wants=(("colour", (hex_colour,), True),)), plural=False)
        for tone in tones():
            light: Meaning = (("tone", (tone.name_en,), False),)
            # Lights are no light colour.
            self._add("|".join(tone.en), "|".join(tone.zh), _Form(wants=light), plural=False)
        for guess in Guess:
            for meaning, en, zh, *says in _table("wardrobes")[_ROWS[guess]]:
                self._add(en, zh, _Form(wants=tuple(_pairs(meaning)), taken=_taken(guess, says)))
        self._add(lexicon["filler"]["en"], lexicon["filler"]["zh"], _Form(filler=True), plural=False)
        for name, cue in grammar["cues"].items():
            self._add(cue["en"], cue["zh"], _Form(cues=frozenset((name,))), plural=False)
        for row in grammar["relative"]:
            too = "|".join(shape.format(word) for word in row["too"].split("|") for shape in _TOO_EN)
            step = _Form(relative=(row["dimension"], row["step"]))
            self._add(f"{row['en']}|{too}", "", step, plural=False)
        self._degrees = Degrees(grammar["relative"], grammar["relative_forms"])
        self._forms |= {said: replace(form, wants=wants) for said, form in self._forms.items()
                        if (wants := self._composed(said, form)) != form.wants}  # fmt: skip

    def _composed(self, said: str, form: _Form) -> Meaning:
        """What a garment's name means, with what its words say: a "midi dress" is midi, though the table names it among
        the dresses.
        """
        if not form.speaks_of("category"):
            return form.wants
        words = said.split() if said.isascii() else list(said)
        joint = " " if said.isascii() else ""
        told = {field for field, _, _ in form.wants}
        more: list[tuple[str, tuple[str, ...], bool]] = []
        for at in range(1, len(words)):
            first, rest = (self._forms.get(joint.join(part)) for part in (words[:at], words[at:]))
            if first is None or rest is None or not rest.speaks_of("category") or first.speaks_of("category"):
                continue
            below = all(value in _BOTTOMS for value in form.wants[0][1])
            known = told | (_OF_TOPS if below else set())
            more += [(field, values, hard and field not in _LOOSELY) for field, values, hard in first.wants
                     if field not in known and values not in _OF_COURSE]  # fmt: skip
            told |= {field for field, _, _ in first.wants}
        return (*form.wants, *more)

    def _add(self, en: str, zh: str, entry: _Form, *, plural: bool = True) -> None:
        forms = [normalise(form) for form in f"{en}|{zh}".split("|") if form]
        if plural:
            forms += [more for form in forms for more in _plural(form)]
        for form in dict.fromkeys(forms):
            self._forms[form] = self._forms[form].merged(entry) if form in self._forms else entry


@cache
def shared_lexicon() -> Lexicon:
    """The one lexicon of the package's tables; built on first use (about 30 ms)."""
    return Lexicon()


def _token(said: str, form: _Form) -> Token:
    wants = tuple(Want(field, values, said, hard) for field, values, hard in form.wants)
    kind = Kind.TERM if wants else Kind.CUE if form.cues or form.relative else Kind.FILLER
    taken = replace(form.taken, said=said, wants=wants) if form.taken is not None else None
    return Token(said, kind, wants, form.cues, form.relative, taken)


def _taken(guess: Guess, says: Sequence[str]) -> Taken:
    """Of the last cells of a row: whom it is for, if it is for somebody, and what the word is taken for."""
    *whom, as_en, as_zh = says
    return Taken(guess, "", (), as_en, as_zh, *whom)


def _of_a_physique(form: _Form) -> bool:
    """Slips are not mended into these: "sizes", "tail" and "ball" are everyday words."""
    return form.taken is not None and form.taken.guess is Guess.PHYSIQUE


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """Give single Chinese characters back to the unread word they stand in ("花" of "花园"); join unread neighbours."""
    run: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        single = len(token.text) == 1 and bool(_CHINESE.match(token.text)) and token.text not in _PARTICLES
        if token.kind is Kind.UNREAD and _CHINESE.match(token.text):
            run += [*waiting, token]
            waiting = []
        elif single:
            waiting.append(token)
            if run:
                run += waiting
                waiting = []
        else:
            if run:
                yield Token("".join(one.text for one in run), Kind.UNREAD)
            yield from waiting
            run, waiting = [], []
            yield token
    if run:
        yield Token("".join(one.text for one in run), Kind.UNREAD)
    yield from waiting


def _whole(text: str, at: int, length: int) -> bool:
    """Whether a match neither begins nor ends inside a Latin word."""
    end = at + length
    before = at > 0 and _LATIN.match(text[at]) and _LATIN.match(text[at - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not before and not after


def _plural(form: str) -> list[str]:
    if not re.search(r"[a-z]$", form) or (form.endswith("s") and not form.endswith("ss")):
        return []
    if re.search(r"(ss|sh|ch|x)$", form):
        return [form + "es"]
    return [form[:-1] + "ies"] if re.search(r"[^aeiou]y$", form) else [form + "s"]


def _pairs(meaning: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for pair in meaning.split():
        field, values = pair.removeprefix("~").split("=")
        yield field, tuple(values.split("|")), not pair.startswith("~")


@cache
def _ordinary() -> tuple[str, ...]:
    lines = ORDINARY.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _table(name: str) -> dict[str, Any]:
    with (assets() / "style" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
