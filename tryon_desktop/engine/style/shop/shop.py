"""A shop's catalog that answers requests: find, change the garment worn, an outfit, anything but.

Every product gets a score for every request, so that all of them can be ranked. What the words say is answered by
attributes and by the shop's own words; what they leave unsaid by concepts and by the sentence encoder on the shop's
prose, in the share of the request that was not read. What was refused comes last, whatever speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.style.agreement import put_in_words
from tryon_desktop.engine.style.colours import Language
from tryon_desktop.engine.style.encoder import TextEncoder
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.moods import load_mood_memory
from tryon_desktop.engine.style.normalise import LONGEST
from tryon_desktop.engine.style.reader import load_request_reader
from tryon_desktop.engine.style.replies import Said, say
from tryon_desktop.engine.style.request import TAGS, Intent, Request, Shift, Want
from tryon_desktop.engine.style.shop.files import Ask, Product
from tryon_desktop.engine.style.shop.items import Item, read_item, shop_lexicon, stemmed
from tryon_desktop.engine.style.shop.match import SUGGESTED, WEIGHT, has_refused, left_open, match, step
from tryon_desktop.engine.style.shop.vocabulary import Vocabulary
from tryon_desktop.engine.style.shop.why import Evidence, why
from tryon_desktop.engine.style.suited import CLEARLY, both, lost
from tryon_desktop.engine.style.vibes import Mood, VibeReader

_PRINTED = frozenset(("motif", "text"))
TOP = 10
"""How many results a request gets by default."""
_KEPT = {"category": 4.0, "colour": 1.6, "pattern": 1.2, "fabric": 1.2, "neckline": 0.7, "sleeve": 0.7, "length": 0.7,
         "fit": 0.5, "shape": 0.6, "closure": 0.5, "detail": 0.4, "wearer": 0.8, "occasion": 0.3, "season": 0.3,
         "style": 0.3, "word": 1.2}  # fmt: skip
"""How much each field of the garment worn counts when it is to stay as it is."""
_CHANGED_BY = {"lightness": "colour", "chroma": "colour", "warmth": "fabric", "formality": "occasion",
               "depth": "neckline", "scale": "pattern"}  # fmt: skip
_REFUSED = 0.001
_OPEN = 0.85
_TIE_BREAK = 0.05
_MOOD_SHARE = (0.5, 0.8)
_MOOD_GAIN = 0.15
_UNSURE = 1.5
_WORD_SHARE = 0.5
_OTHER_CATEGORY = 0.45
_ANOTHER_KIND = 0.4
_FAR = 0.25
_LIKE_WORN = 0.25
_EVEN = 1e-6
_SOMETHING = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Result:
    """A product of the shop, its score 0..1 and why, in plain words of the asker's language."""

    id: str | int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShopReply:
    """The answer to one request. says: for a request that asks for no garment, a sentence in the asker's language."""

    intent: Intent
    results: tuple[Result, ...]
    unread: tuple[str, ...] = ()
    says: str = ""


class Shop:
    """Reads the products once (about 20 ms each the first time, embeddings are kept) and answers requests.

    Without an encoder it works by words alone. Not for several threads at once.
    """

    def __init__(self, products: Sequence[Product], encoder: TextEncoder | None) -> None:
        self._encoder = encoder
        self._lexicon = shop_lexicon(shared_lexicon(), products, encoder)
        self.items = tuple(read_item(self._lexicon, product) for product in products)
        self._by_key = {str(item.id): at for at, item in enumerate(self.items)}
        self._vocabulary = Vocabulary(self.items)
        self._reader = load_request_reader(encoder) if encoder is not None else None
        self._vibes = VibeReader(encoder, memory=load_mood_memory()) if encoder is not None else None
        self._embeddings = _embedded(self.items, encoder)
        self._matches: dict[tuple[str, tuple[str, ...], str], F32] = {}

    def knows(self, ref: str) -> bool:
        """Whether a product has this id."""
        return ref in self._by_key

    def answer(self, ask: Ask, *, top: int = TOP) -> ShopReply:
        """The best `top` products, best first, without the one that is worn. Never raises for any text."""
        worn = self._by_key.get(ask.ref)
        current = self.items[worn].spec if worn is not None else None
        request = parse(self._lexicon, ask.text, current=current, reader=self._reader)
        if request.intent is Intent.EDIT and current is not None:
            request = put_in_words(request, current)
        request = _in_words(request)
        language: Language = "zh" if (ask.lang or _language(ask.text)) == "zh" else "en"
        if not _SOMETHING.search(ask.text):
            request = replace(request, intent=Intent.UNCLEAR)
            return ShopReply(request.intent, (), request.unread, say(request, Said())[language == "zh"])
        if request.intent in (Intent.REMOVE, Intent.UNDO):
            return ShopReply(request.intent, (), request.unread, say(request, Said())[language == "zh"])
        if request.intent is Intent.OUTFIT:
            gists = [_piece_gist(piece, request) for piece in request.pieces]
            pieces = [self._ranked(piece, None, language, gist, top + 1)
                      for piece, gist in zip(request.pieces, gists, strict=True)]  # fmt: skip
            results = [one for one in _interleaved(pieces) if str(one.id) != ask.ref]
        else:
            gist = request.gist or ask.text[:LONGEST]
            request = self._guessed(request, gist)
            results = self._ranked(request, worn, language, gist, top)
        says = say(request, Said())[language == "zh"] if request.intent is Intent.UNCLEAR else ""
        return ShopReply(request.intent, tuple(results[:top]), request.unread, says)

    def _ranked(self, request: Request, worn: int | None, language: Language, gist: str, top: int) -> list[Result]:
        """The best `top` products but the one worn, best first."""
        sense, mood = self._felt(gist, request)
        like_worn = worn is not None and (
            request.intent in (Intent.EDIT, Intent.OTHER) or (bool(request.excluded) and not request.wants)
        )
        if like_worn and worn is not None:
            totals, told = self._changed(request, worn, sense)
        else:
            totals, told = self._found(request, sense, mood)
        totals = totals * self._unrefused(request)
        order = [int(at) for at in np.argsort(-totals, kind="stable") if at != worn][:top]
        evidence = Evidence(
            request, told, sense, mood, self.items[worn] if worn is not None and like_worn else None,
            tuple(word for word in request.unread if not self._vocabulary.knows(word)),
        )  # fmt: skip
        return [
            Result(self.items[at].id, round(float(totals[at]), 4), why(evidence, self.items[at], at, language))
            for at in order
        ]

    def _guessed(self, request: Request, gist: str) -> Request:
        """An unclear request is a search after all where it is near to a concept or says words of the shop's own."""
        if request.intent is not Intent.UNCLEAR or not request.unread:
            return request
        _, mood = self._felt(gist, request)
        found = (mood is not None and mood.sure) or self._vocabulary.hits(request.unread)[1] > 0
        return replace(request, intent=Intent.FIND) if found else request

    def _felt(self, gist: str, request: Request) -> tuple[F32, Mood | None]:
        """What the encoder makes of it: each product's nearness 0..1, and the concepts that it is near to."""
        if self._encoder is None or self._vibes is None or self._embeddings is None:
            return np.full(len(self.items), 0.5, np.float32), None
        query = self._encoder.encode([gist], "query")[0]
        return _calibrated(self._embeddings @ query), self._vibes(query).agreeing(request.wants)

    def _found(self, request: Request, sense: F32, mood: Mood | None) -> tuple[F32, list[tuple[Want, F32]]]:
        """Scores for a request that stands by itself."""
        told = [(want, self._match(want)) for want in request.wants]
        read = _mean(told, [WEIGHT[want.field] * (1.0 if want.hard else SUGGESTED) for want in request.wants])
        by_mood = _mood_share(mood)
        guess = sense if mood is None else by_mood * _spread(self._mood(mood)) + (1 - by_mood) * sense
        hits, strength = self._vocabulary.hits([word for word in request.unread if word not in request.unread_refused])
        guess = guess + _WORD_SHARE * strength * (hits - guess)
        only_tags = bool(request.wants) and all(want.field in TAGS for want in request.wants)
        share = min(request.share, 1 - by_mood) if only_tags and mood is not None else request.share
        trust = (share if told else 0.0) if mood is not None or strength else float(bool(told))
        totals = (1 - _TIE_BREAK) * (trust * read + (1 - trust) * guess) + _TIE_BREAK * sense
        for want, values in told:
            if want.field == "category" and want.hard and len(want.values) < len(WEIGHT):
                totals = np.where(values <= _FAR, totals * _OTHER_CATEGORY, totals)
        return np.asarray(totals, np.float32), told

    def _changed(self, request: Request, worn: int, sense: F32) -> tuple[F32, list[tuple[Want, F32]]]:
        """Scores for a garment like the one worn, but changed as asked."""
        item = self.items[worn]
        told = [(want, self._match(want)) for want in request.wants]
        steps = [(shift, self._steps(shift.dimension, shift.step, worn)) for shift in request.shifts]
        hits, strength = self._vocabulary.hits([word for word in request.unread if word not in request.unread_refused])
        parts = [(values, WEIGHT[want.field] * (1 if want.hard else SUGGESTED)) for want, values in told]
        parts += [(values, 2.0) for _, values in steps] + ([(hits, strength)] if strength else [])
        stays = item.has.get("category", ())
        changes = {want.field for want in request.wants if not set(stays) & set(want.values)} | {
            _CHANGED_BY.get(shift.dimension, shift.dimension) for shift in request.shifts
        }
        changed = _weighted(parts) if parts else np.ones(len(self.items), np.float32)
        kept = self._kept(item, changes | {want.field for want in request.excluded}, worn)
        totals = (0.2 + 0.8 * changed) * (0.3 + 0.7 * kept)
        if "category" not in changes and item.has.get("category"):
            same = self._match(Want("category", item.has["category"], ""))
            totals = totals * (_ANOTHER_KIND + (1 - _ANOTHER_KIND) * same)
        return np.asarray((1 - _TIE_BREAK) * totals + _TIE_BREAK * sense, np.float32), told

    def _kept(self, worn: Item, changes: set[str], at: int) -> F32:
        """How much of the garment worn each product keeps, 0..1."""
        fields = [field for field in _KEPT if field not in changes and worn.has.get(field)]
        wants = [Want(field, tuple(worn.has[field][:3]), worn.named.get(field, "")) for field in fields]
        if "category" not in changes and "category" in worn.named:
            wants.append(Want("word", (stemmed(worn.named["category"]).strip(),), worn.named["category"]))
        kept = _mean([(want, self._match(want)) for want in wants], [_KEPT[want.field] for want in wants])
        if self._embeddings is None:
            return np.asarray(kept, np.float32)
        alike = _calibrated(self._embeddings @ self._embeddings[at])
        return np.asarray((1 - _LIKE_WORN) * kept + _LIKE_WORN * alike, np.float32)

    def _unrefused(self, request: Request) -> F32:
        """1 for what is free of everything refused, next to nothing for what is not, less where nobody says."""
        factor = np.ones(len(self.items), np.float32)
        words = tuple(Want("word", (word,), word) for word in request.unread_refused if self._vocabulary.knows(word))
        for want in (*request.excluded, *words):
            for at, item in enumerate(self.items):
                factor[at] *= _REFUSED if has_refused(want, item) else _OPEN if left_open(want, item) else 1.0
        return factor

    def _match(self, want: Want) -> F32:
        key = (want.field, want.values, want.said)
        if key not in self._matches:
            self._matches[key] = np.array([match(want, item) for item in self.items], np.float32)
        return self._matches[key]

    def _steps(self, dimension: str, by: int, worn: int) -> F32:
        return np.array([step(Shift(dimension, by), item, self.items[worn]) for item in self.items], np.float32)

    def _mood(self, mood: Mood) -> F32:
        pulled = f32(sum(weight * self._pull(vibe.pulls) for vibe, weight in mood.vibes))
        if not mood.recalled:
            return pulled
        worn = (weight * (self._pull(one.pulls) - self._avoided(one.avoids)) for one, weight in mood.recalled)
        return both(pulled, f32(sum(worn)))

    def _pull(self, pulls: Sequence[Want]) -> F32:
        """Mean match of every product over what a mood pulls."""
        wants = [replace(want, said="") for want in pulls]
        return _mean([(want, self._match(want)) for want in wants], [float(np.sqrt(WEIGHT[w.field])) for w in wants])

    def _avoided(self, avoids: Sequence[Want]) -> F32:
        """What every product loses for what is plainly wrong for a mood."""
        had = sum((self._match(want) > CLEARLY for want in avoids), np.zeros(len(self.items)))
        return lost(f32(had))


def _in_words(request: Request) -> Request:
    """What is to be printed ("with cats", "says HELLO") as words of a product's prose: lists have no column for it."""
    shown = tuple(want.said for want in request.wants if want.field in _PRINTED)
    if not shown:
        return request
    wants = tuple(w for w in request.wants if w.field not in _PRINTED and w.values != ("motif",))
    pieces = tuple(_in_words(piece) for piece in request.pieces)
    return replace(request, wants=wants, unread=(*request.unread, *shown), pieces=pieces)


def _embedded(items: Sequence[Item], encoder: TextEncoder | None) -> F32 | None:
    """(n, 384): the mean of each product's passages. All are encoded in one go, so that they are kept in one."""
    if encoder is None:
        return None
    flat = list(dict.fromkeys(passage for item in items for passage in item.passages))
    rows = dict(zip(flat, encoder.encode(flat, "passage"), strict=True))
    means = np.stack([np.mean([rows[passage] for passage in item.passages], axis=0) for item in items])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def _calibrated(cosines: F32) -> F32:
    """E5's cosines crowd together: standardised over the products and squashed to 0..1."""
    return np.asarray(1 / (1 + np.exp(-1.5 * _standardised(cosines))), np.float32)


def _mood_share(mood: Mood | None) -> float:
    """How far a guess goes by the concepts and not by the encoder alone: the further, the more the first stands out."""
    low, high = _MOOD_SHARE
    if mood is None:
        return 0.0
    return float(np.clip(low + _MOOD_GAIN * (mood.surety - _UNSURE), low, high))


def _spread(values: F32) -> F32:
    """The match with a concept, from 0 for the product that suits it least to 1 for the best."""
    width = float(values.max() - values.min())
    return np.asarray((values - values.min()) / width if width > _EVEN else values * 0 + 0.5, np.float32)


def _standardised(values: F32) -> F32:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > _EVEN else values * 0, np.float32)


def _mean(told: Sequence[tuple[Want, F32]], weights: Sequence[float]) -> F32:
    """The weighted mean over wants, 0.5 for none."""
    if not told:
        return np.asarray(0.5, np.float32)
    return _weighted([(values, weight) for (_, values), weight in zip(told, weights, strict=True)])


def _weighted(parts: Sequence[tuple[F32, float]]) -> F32:
    total = sum(weight for _, weight in parts)
    return np.asarray(sum(values * (weight / total) for values, weight in parts), np.float32)


def _interleaved(pieces: Sequence[Sequence[Result]]) -> list[Result]:
    """The first of each piece, then the second of each; nothing twice."""
    longest = max(map(len, pieces), default=0)
    best: dict[str, Result] = {}
    for rank in range(longest):
        for piece in pieces:
            if rank < len(piece):
                best.setdefault(str(piece[rank].id), piece[rank])
    return list(best.values())


def _piece_gist(piece: Request, whole: Request) -> str:
    """The words of one garment of an outfit; of one that was not named the whole request."""
    said = " ".join(dict.fromkeys(want.said for want in piece.wants if want.said))
    named = any(want.field == "category" and want.said for want in piece.wants)
    return said if named else whole.gist


def _language(text: str) -> str:
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"
