"""From a row of a shop's list to a garment that can be compared: attributes, plain words, and passages to embed.

A column of its own says for certain what a field is; prose fills in what no column says. Words that are in no lexicon
("dungarees", "petal whisper") become words of the shop's own: the parser then reads them in requests too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from tryon_desktop.engine.garments.spec import Category, GarmentSpec
from tryon_desktop.engine.style.design import design, implied_category
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import Kind, Lexicon, Meaning
from tryon_desktop.engine.style.normalise import normalise
from tryon_desktop.engine.style.request import VALUES, Want
from tryon_desktop.engine.style.shop.files import PROSE, Product, table

_SEVERAL = re.compile(r"[,/;|+&、，；]|\band\b|\bor\b|\\n")
_SLASHED = {"3/4": "three quarter", "1/4": "quarter", "n/a": "", "s/s": "ss", "a/w": "aw", "f/w": "fw"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TELLING = 30
_PASSAGE = 160
_SENTENCE = re.compile(r"[.!?。！？\n]+")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_SIDE_FIELDS = frozenset(("detail", "closure", "shape", "tone", "wearer", "season", "occasion", "style"))
"""What prose may add to although other words of it stand in columns."""
_STRUCTURED = ("category", "colour", "pattern", "sleeve", "neckline", "fabric", "fit", "length", "shape", "closure",
               "detail", "wearer", "occasion", "season", "style")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A product, understood.

    has: field -> values that it is said to have; sure: fields that a column of their own states. named: field -> the
    shop's own word for it. told: the columns' words, prose: all other words, both as blank-separated stems for `says`.
    passages: sentences to embed. spec: the garment as nearly as it can be told, unknown fields as is usual.
    """

    id: str | int
    has: Mapping[str, tuple[str, ...]]
    sure: frozenset[str]
    named: Mapping[str, str]
    told: str
    prose: str
    passages: tuple[str, ...]
    spec: GarmentSpec

    def says(self, phrase: str, *, columns: bool = False) -> bool:
        """Whether its words hold a phrase, in whatever number; `columns`: those of its columns."""
        key = stemmed(phrase)
        if _CHINESE.search(key):
            key = key.strip()
        return bool(key.strip()) and (key in self.told or (not columns and key in self.prose))


@lru_cache(maxsize=1 << 14)
def stemmed(text: str) -> str:
    """Normalised words without plurals, a blank before and after each; Chinese stays as it stands."""
    return " " + " ".join(stem(word) for word in _WORD.findall(normalise(text))) + " "


def stem(word: str) -> str:
    """An English word without its plural's s."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(ss|sh|ch|x)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def shop_lexicon(lexicon: Lexicon, products: Sequence[Product], encoder: TextEncoder | None) -> Lexicon:
    """`lexicon` and the words of the shop's columns that are not in it, each as field "word".

    An unknown category is taken for the category whose name its embedding is nearest to.
    """
    new: dict[str, Meaning] = {}
    for product in products:
        for field in _STRUCTURED:
            for value in _cells(product, field):
                if value not in new and _is_word(lexicon, field, value):
                    new[value] = _meaning(lexicon, field, value, encoder)
    return Lexicon(new)


def read_item(lexicon: Lexicon, product: Product) -> Item:
    """Understand one product. lexicon: the shop's."""
    has: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    sure: set[str] = set()
    beside: list[Want] = []
    for field in _STRUCTURED:
        for value in _cells(product, field):
            wants = _wants_of_cell(lexicon, field, value)
            own = [want for want in wants if want.field == field]
            for want in own:
                _put(has, want)
                named.setdefault(field, value)
            sure |= {field} if own or any(want.field == "word" for want in wants) else set()
            beside += [want for want in wants if want.field != field]
    prose = [text for name in PROSE for text in product.cells.get(name, ())] + list(product.extra)
    for want in [*beside, *_wants_of_prose(lexicon, prose)]:
        if want.field not in sure or (want.field in _SIDE_FIELDS and want.hard) or want.field == "word":
            _put(has, want)
            named.setdefault(want.field, want.said)
    told = [value for field in _STRUCTURED for value in _cells(product, field)]
    frozen = {field: tuple(values) for field, values in has.items()}
    if "category" not in frozen and (implied := implied_category([Want(*pair, "") for pair in frozen.items()])):
        frozen["category"] = (implied.value,)
    return Item(
        id=product.id,
        has=frozen,
        sure=frozenset(sure),
        named=named,
        told=" . ".join(map(stemmed, told)),
        prose=" . ".join(map(stemmed, prose)),
        passages=_passages(product, told, prose),
        spec=_spec(frozen),
    )


def _cells(product: Product, field: str) -> Iterator[str]:
    """The values of a column, several in one cell apart, in lower case; those that say nothing left out."""
    for cell in product.cells.get(field, ()):
        text = cell.lower()
        for slashed, plain in _SLASHED.items():
            text = text.replace(slashed, plain)
        for piece in _SEVERAL.split(text):
            value = normalise(re.sub(r"\d+\s*%|[()（）\[\]'\"]", " ", piece)).strip(" .:")
            known = value in table()["cells"].get(field, {})
            if value and (known or value not in _empty() or (field in VALUES and value in _values(field))):
                yield value


def _wants_of_cell(lexicon: Lexicon, field: str, value: str) -> list[Want]:
    """What one value of a column means: the field's own word, a cell of the table, or as much as the lexicon reads."""
    known = table()["cells"].get(field, {}).get(value)
    exact = value.replace(" ", "_")
    if known is not None:
        return [Want(field, tuple(known.split("|")), value)]
    if field in VALUES and exact in _values(field):
        return [Want(field, (exact,), value)]
    plain = _read(lexicon, value)
    if any(want.field == field for want in plain):
        return plain
    chinese = bool(_CHINESE.search(value))
    for ending in table()["completed"].get(field, ()):
        if bool(_CHINESE.search(ending)) == chinese:
            tokens = lexicon.tokens(normalise(value + ending), forgiving=False)
            wants = [want for token in tokens for want in token.wants if want.field == field]
            if wants and len(tokens) == 1:
                return wants
    return plain


def _read(lexicon: Lexicon, text: str) -> list[Want]:
    return [want for token in lexicon.tokens(normalise(text), forgiving=False) for want in token.wants]


def _is_word(lexicon: Lexicon, field: str, value: str) -> bool:
    """Whether a value of a column says something that the lexicon does not know."""
    if field in VALUES and value.replace(" ", "_") in _values(field):
        return False
    if len(value) < 2 or value in table()["cells"].get(field, {}):
        return False
    wants = _wants_of_cell(lexicon, field, value)
    kinds = {token.kind for token in lexicon.tokens(value, forgiving=False)}
    says_other = Kind.TERM in kinds and not any(want.field == field for want in wants)
    return Kind.UNREAD in kinds or says_other


def _meaning(lexicon: Lexicon, field: str, value: str, encoder: TextEncoder | None) -> Meaning:
    read = tuple((want.field, want.values, want.hard) for want in _wants_of_cell(lexicon, field, value))
    if field == "category" and not any(name == "category" for name, _, _ in read) and encoder is not None:
        read = (("category", (_nearest_category(encoder, value),), True), *read)
    return (*read, ("word", (stemmed(value).strip(),), True))


def _nearest_category(encoder: TextEncoder, word: str) -> str:
    names = [category.value for category in Category]
    vectors = encoder.encode([f"{name}, a kind of garment" for name in names], "passage")
    query = encoder.encode([f"{word}, a kind of garment"], "query")[0]
    return names[int(np.argmax(vectors @ query))]


def _wants_of_prose(lexicon: Lexicon, texts: Iterable[str]) -> list[Want]:
    """What free text says of the garment itself. Of several nouns the first is the garment."""
    wants: list[Want] = []
    for text in texts:
        for sentence in _SENTENCE.split(text):
            request = parse(lexicon, _without_asides(sentence), forgiving=False)
            gone = {(want.field, value) for want in request.excluded for value in want.values}
            wants += [want for want in request.wants if not any((want.field, value) in gone for value in want.values)]
    nouns = [want for want in wants if want.field == "category"]
    return [want for want in wants if want.field != "category" or want is nouns[0]]


@cache
def _asides() -> re.Pattern[str]:
    words = table()["asides"]
    english = "|".join(words["en"].split("|"))
    return re.compile(rf"(\b({english})\b|{words['zh']})[^.,;!?，。；！？]*", re.IGNORECASE)


def _without_asides(text: str) -> str:
    return _asides().sub(" ", text)


def _put(has: dict[str, list[str]], want: Want) -> None:
    present = has.setdefault(want.field, [])
    present += [value for value in want.values if value not in present]


def _spec(has: Mapping[str, tuple[str, ...]]) -> GarmentSpec:
    fields = (*VALUES, "colour")
    wants = [Want(field, values, "") for field, values in has.items() if field in fields and values]
    return design(wants)


def _passages(product: Product, told: Sequence[str], prose: Sequence[str]) -> tuple[str, ...]:
    """What is embedded: each prose, with the columns before it where it is a few words only; else the columns.

    Short, because time goes by the token: what the columns say is compared by attributes anyway.
    """
    columns = ", ".join(dict.fromkeys(told))
    said = [text for name in PROSE for text in product.cells.get(name, ())] or list(prose)[:1]
    wordy = [text for text in said if len(text) >= _TELLING or _CHINESE.search(text)]
    return tuple(text[:_PASSAGE] for text in wordy) or (f"{columns}. {' '.join(said)}"[:_PASSAGE],)


@cache
def _values(field: str) -> frozenset[str]:
    return frozenset(str(value) for value in VALUES[field])


@cache
def _empty() -> frozenset[str]:
    return frozenset(table()["empty"]["words"].split("|"))
