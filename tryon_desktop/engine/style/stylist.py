"""The stylist: a request in words, English or Chinese, to garments of the catalog or to the spec of a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

import numpy as np

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.style.agreement import agreed, by_rules
from tryon_desktop.engine.style.colours import Language, name_of
from tryon_desktop.engine.style.describe import caption
from tryon_desktop.engine.style.design import design
from tryon_desktop.engine.style.encoder import DIMENSIONS, TextEncoder, load_text_encoder
from tryon_desktop.engine.style.fusion import (
    Candidates,
    Evidence,
    Fused,
    Fusion,
    FusionKind,
    Reference,
    in_sight,
    said_fields,
)
from tryon_desktop.engine.style.fusions import DEFAULT_FUSION, make_fusion
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.guesses import far_from, physique_reasons
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.moods import load_mood_memory
from tryon_desktop.engine.style.normalise import LONGEST
from tryon_desktop.engine.style.person import Person, person_reasons
from tryon_desktop.engine.style.pronouns import impersonal
from tryon_desktop.engine.style.rank import Score, reasons, score_all
from tryon_desktop.engine.style.reader import load_request_reader
from tryon_desktop.engine.style.replies import Said, say
from tryon_desktop.engine.style.request import TAGS, Intent, Ranked, Request, StyleReply, Want, values_of
from tryon_desktop.engine.style.vibes import Mood, Vibe, VibeReader

__all__ = ["Entry", "Stylist", "load_text_encoder"]

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_AT_ONCE = 8
"""Garments that are read while somebody waits: the design of a moment ago, not a whole catalog."""
_READ_ENOUGH = 0.6
_TAGS_SAY = 0.5
"""How much a request says that names no more than an occasion, a season or a style: the concepts know more of them."""
_NOISE_ASIDE = 0.8
"""How much a request says that names a garment, beside words that say nothing of clothes."""
_SPEC_WORDS = frozenset(("category", "colour", "pattern", "fabric"))


class Entry(Protocol):
    """What is read of a catalog entry."""

    @property
    def id(self) -> str:
        """The garment's id."""
        ...

    @property
    def spec(self) -> GarmentSpec:
        """What it is."""
        ...


class Stylist:
    """Answers requests. Without an encoder it works by its word lists alone. Not for several threads at once.

    Embeddings of catalog entries are kept by spec: the first request after a catalog has changed takes longer
    (about 10 ms an entry); `prepare` takes that out of the way. patient: False: where many garments are not yet read
    nobody waits for that: they count as garments like any other to the encoder, and attributes tell them apart.
    fusion: how words, picture, worn garment, person and history become one score; raises ModelError when its network
    is missing or altered. concepts: not the table's; then no mood is remembered either.
    """

    def __init__(
        self, encoder: TextEncoder | None, *, fusion: FusionKind | Fusion = DEFAULT_FUSION,
        concepts: Sequence[Vibe] | None = None, patient: bool = True,
    ) -> None:  # fmt: skip
        self._encoder, self._patient = encoder, patient
        self._fuse = make_fusion(fusion) if isinstance(fusion, FusionKind) else fusion
        memory = load_mood_memory() if encoder is not None and concepts is None else None
        self._vibes = VibeReader(encoder, concepts, memory) if encoder else None
        self._reader = load_request_reader(encoder) if encoder is not None else None
        self._lexicon = shared_lexicon()
        self._embeddings: dict[GarmentSpec, F32] = {}

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Encode what is new in the catalog: each garment is the mean of its captions in both languages."""
        new = list(dict.fromkeys(entry.spec for entry in entries if entry.spec not in self._embeddings))
        if self._encoder is None or not new:
            return
        texts = [caption(spec, language) for spec in new for language in _LANGUAGES]
        vectors = self._encoder.encode(texts, "passage").reshape(len(new), len(_LANGUAGES), -1).mean(axis=1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self._embeddings |= dict(zip(new, vectors, strict=True))

    def fuse(self, kind: FusionKind) -> None:
        """Put garments in order by another kind of fusion from now on. Raises ModelError."""
        self._fuse = make_fusion(kind)

    @property
    def embeddings(self) -> Mapping[GarmentSpec, F32]:
        """The garments encoded so far: (384,) unit vectors."""
        return MappingProxyType(self._embeddings)

    def answer(
        self, text: str, entries: Sequence[Entry], *, current: GarmentSpec | None = None, top: int = 5,
        reference: Reference | None = None, person: Person | None = None, taste: F32 | None = None,
    ) -> StyleReply:  # fmt: skip
        """Understand `text` and answer it from `entries`. Never raises for any text: what is empty or makes no sense
        gets the intent "unclear" and says so.

        reference: a picture that the words speak of in place of the worn garment ("like this, but teal"); without
        words its like is looked for. person: who is in the mirror.
        taste: (384,) unit vector of what the person liked, see `taste_of`.
        """
        current = reference.spec if reference is not None else current
        request = parse(self._lexicon, text, current=current, reader=self._reader)
        language: Language = "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"
        if self._encoder is not None and request.wants and all(want.field in TAGS for want in request.wants):
            share = min(request.share, _TAGS_SAY)
            pieces = tuple(replace(piece, share=share) for piece in request.pieces)
            request = replace(request, share=share, pieces=pieces)
        query = self._query(request)
        mood = self._vibes(query).agreeing(request.wants) if self._vibes is not None and query is not None else None
        if mood is not None and not mood.says_something:
            # Words that are near to nothing are no mood: what was read counts, and the rest was not understood.
            mood = None
            if any(want.field == "category" and want.hard for want in request.wants):
                request = replace(request, share=max(request.share, _NOISE_ASIDE))
        if mood is not None and mood.sure:
            request = _of_a_mood(request)
        if reference is not None and request.intent is Intent.UNCLEAR:
            request = replace(request, intent=Intent.OTHER)
        evidence = Evidence(
            request, said_fields(request), query, self._refused(request), mood, None, reference, person, taste
        )
        reply = self._reply(request, entries, current, top, language, evidence)
        if len(text) > LONGEST:
            cut = (f" I read the first {LONGEST} characters.", f"只读了前{LONGEST}个字。")
            reply = replace(reply, says_en=reply.says_en + cut[0], says_zh=reply.says_zh + cut[1])
        return reply

    def _reply(
        self,
        request: Request,
        entries: Sequence[Entry],
        current: GarmentSpec | None,
        top: int,
        language: Language,
        evidence: Evidence,
    ) -> StyleReply:
        if request.intent is Intent.REMOVE:
            slots = request.removed or ((current.slot,) if current is not None else tuple(Slot))
            return self._plain(replace(request, removed=slots))
        if request.intent in (Intent.UNDO, Intent.UNCLEAR):
            return self._plain(request)
        if request.intent is Intent.OUTFIT:
            return self._outfit(request, entries, top, language, evidence)
        if request.intent is Intent.OTHER:
            return self._another(request, entries, current, top, language, evidence)
        return self._one(request, entries, current, top, language, evidence)

    def _one(
        self, request: Request, entries: Sequence[Entry], current: GarmentSpec | None, top: int, language: Language,
        evidence: Evidence,
    ) -> StyleReply:  # fmt: skip
        """A find, an edit or a design."""
        mood = evidence.mood
        edited = agreed(request, current) if request.intent is Intent.EDIT and current is not None else None
        if edited is not None:
            entries = [entry for entry in entries if entry.spec != current]
        ranking = replace(request, wants=_wants_of(edited), share=1.0) if edited is not None else request
        if current is not None and not ranking.wants and request.excluded:
            # "Anything but wool", said of a sweater, asks for other sweaters.
            ranking = replace(ranking, wants=(_category(current),))
        changed = current if edited is not None else None
        scores, fused = self._scores(ranking, entries, evidence, changed)
        order = _best_first(fused)
        ranked = self._ranked(order, scores, fused, entries, top, language, mood, ranking, evidence.person)
        best = scores[order[0]] if order else None
        if edited is not None:
            return self._full(request, ranked, edited, mood, designed=True, before=current)
        lacking = best is None or best.missed or best.refused or far_from(request.taken, entries[order[0]].spec)
        if request.intent is Intent.DESIGN or (lacking and _worth_sewing(request)):
            spec = design(request.wants, request.excluded, hint=_hints(request, mood))
            found = request.intent is Intent.FIND
            return self._full(replace(request, intent=Intent.DESIGN), ranked, spec, mood, designed=True, instead=found)
        spec = entries[order[0]].spec if order else design(request.wants, request.excluded, hint=_hints(request, mood))
        return self._full(request, ranked, spec, mood, designed=not order)

    def _outfit(
        self,
        request: Request,
        entries: Sequence[Entry],
        top: int,
        language: Language,
        evidence: Evidence,
    ) -> StyleReply:
        pieces = [self._one(piece, entries, None, top, language, evidence) for piece in request.pieces]
        order = list(Slot)
        pieces.sort(key=lambda piece: order.index(piece.spec.slot) if piece.spec else 0)
        firsts = tuple(piece.results[0] for piece in pieces if piece.results)
        specs = tuple(piece.spec for piece in pieces if piece.spec is not None)
        said = Said(specs=specs, sewn=sum(piece.designed for piece in pieces))
        last = pieces[-1]
        return replace(
            self._plain(request, said), results=firsts, outfit=tuple(pieces), spec=last.spec, designed=last.designed
        )

    def _another(
        self, request: Request, entries: Sequence[Entry], current: GarmentSpec | None, top: int, language: Language,
        evidence: Evidence,
    ) -> StyleReply:  # fmt: skip
        """The garments most like the one worn, without it."""
        others = [entry for entry in entries if entry.spec != current]
        if current is None or not others:
            return self._plain(replace(request, intent=Intent.UNCLEAR, disliked=False))
        alike = replace(request, wants=_wants_of(current), share=1.0)
        scores, fused = self._scores(alike, others, replace(evidence, query=None, mood=None), current)
        order = _best_first(fused)
        ranked = self._ranked(order, scores, fused, others, top, language, None, alike, evidence.person)
        return self._full(request, ranked, others[order[0]].spec, None)

    def _scores(
        self, request: Request, entries: Sequence[Entry], evidence: Evidence, changed: GarmentSpec | None
    ) -> tuple[list[Score], Fused]:
        """What attributes say of each garment, and all sources fused. changed: the garment that the request changes."""
        specs = [entry.spec for entry in entries]
        query = evidence.query
        vectors = None
        if self._encoder is not None and specs and (query is not None or evidence.taste is not None):
            vectors = self._vectors(entries)
        # Words that the lexicon read in full are answered by attributes: their vector may serve the fusion alone.
        senses = vectors @ query if vectors is not None and query is not None and evidence.request.share < 1 else None
        scores = score_all(request, specs, mood=evidence.mood if senses is not None else None, senses=senses)
        worn = None
        if self._encoder is not None and changed is not None and self._fuse.reads_all:
            worn = self._encoder.encode([caption(changed, "en")], "passage")[0]
        told = replace(evidence, request=request, worn=worn)
        candidates = Candidates(specs, vectors, scores)
        return scores, in_sight(self._fuse(told, candidates), told, candidates)

    def _vectors(self, entries: Sequence[Entry]) -> F32:
        """(n, 384) the embeddings of `entries`, of which there is one at least."""
        missing = {entry.spec for entry in entries} - self._embeddings.keys()
        if self._patient or len(missing) <= _AT_ONCE:
            self.prepare(entries)
        known = [self._embeddings[entry.spec] for entry in entries if entry.spec in self._embeddings]
        usual = f32(np.mean(known, axis=0)) if known else np.zeros(DIMENSIONS, np.float32)
        vectors: list[F32] = [self._embeddings.get(entry.spec, usual) for entry in entries]
        return np.stack(vectors)

    def _refused(self, request: Request) -> F32 | None:
        """The vector of what the words refuse."""
        if self._encoder is None or not self._fuse.reads_all or not request.excluded:
            return None
        vector: F32 = self._encoder.encode([", ".join(want.said for want in request.excluded)], "query")[0]
        return vector

    def _query(self, request: Request) -> F32 | None:
        """The request's embedding; none where its words say everything, unless the fusion wants it all the same."""
        if self._encoder is None or not request.gist or (request.share == 1.0 and not self._fuse.reads_all):
            return None
        vector: F32 = self._encoder.encode([impersonal(request.gist)], "query")[0]
        return vector

    @staticmethod
    def _ranked(
        order: Sequence[int],
        scores: Sequence[Score],
        fused: Fused,
        entries: Sequence[Entry],
        top: int,
        language: Language,
        mood: Mood | None,
        request: Request,
        person: Person | None,
    ) -> tuple[Ranked, ...]:
        return tuple(
            Ranked(
                entries[i].id, round(float(fused.totals[i]), 4),
                reasons(scores[i], entries[i].spec, language, mood, request.share)
                + physique_reasons(request.taken, entries[i].spec, language)
                + person_reasons(person, request, entries[i].spec, language), fused.of(i),
            )
            for i in order[:top]
        )  # fmt: skip

    @staticmethod
    def _plain(request: Request, said: Said | None = None) -> StyleReply:
        says_en, says_zh = say(request, said or Said())
        return StyleReply(
            intent=request.intent,
            attributes=_listed(request.wants),
            excluded=_listed(request.excluded),
            unread=request.unread,
            results=(),
            spec=None,
            says_en=says_en,
            says_zh=says_zh,
            removed=request.removed,
            disliked=request.disliked,
        )

    def _full(
        self,
        request: Request,
        ranked: tuple[Ranked, ...],
        spec: GarmentSpec,
        mood: Mood | None,
        *,
        designed: bool = False,
        instead: bool = False,
        before: GarmentSpec | None = None,
    ) -> StyleReply:
        taken = mood is not None and mood.sure and before is None and request.share < _READ_ENOUGH
        thought = (mood.name("en"), mood.name("zh")) if mood is not None and taken else None
        meant = before is not None and (request.meant or spec != by_rules(request, before))
        said = Said((spec,), int(designed), instead, thought, before, meant)
        guessed = meant or thought is not None
        return replace(self._plain(request, said), results=ranked, spec=spec, designed=designed, guessed=guessed)


def taste_of(encoder: TextEncoder, liked: Sequence[GarmentSpec]) -> F32 | None:
    """(384,) unit vector of garments that somebody liked, None for none: the mean of their captions."""
    if not liked:
        return None
    mean = encoder.encode([caption(spec, "en") for spec in liked], "passage").mean(0)
    vector: F32 = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return vector


def _of_a_mood(request: Request) -> Request:
    """A request that is surely a mood: what was not read is looked for, and the words that belong to it are no wish for
    a colour or a cloth ("silk road", "black and white film"), unless a garment is named.
    """
    if request.intent is Intent.UNCLEAR and request.unread:
        request = replace(request, intent=Intent.FIND)
    named = any(want.field == "category" and want.hard for want in request.wants)
    if named or not request.lent or request.intent is not Intent.FIND:
        return request
    wants = tuple(want for want in request.wants if want.field in TAGS or not _lent(want, request.lent))
    taken = tuple(one for one in request.taken if one.said not in request.lent)
    return replace(request, wants=wants, taken=taken, share=min(request.share, request.detached))


def _lent(want: Want, words: Sequence[str]) -> bool:
    """Whether a want was said with none but these words."""
    rest = want.said
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest.strip()


def _best_first(fused: Fused) -> list[int]:
    return [int(row) for row in np.argsort(-fused.totals, kind="stable")]


def _worth_sewing(request: Request) -> bool:
    """Whether the request says plainly enough what to sew instead."""
    named = {want.field for want in request.wants if want.hard}
    return request.share >= _READ_ENOUGH and bool(named & _SPEC_WORDS)


def _hints(request: Request, mood: Mood | None) -> tuple[Want, ...]:
    """What the mood suggests, as far as the words were not understood."""
    return mood.vibes[0][0].pulls if mood is not None and mood.sure and request.share < _READ_ENOUGH else ()


def _wants_of(spec: GarmentSpec) -> tuple[Want, ...]:
    """The garment itself as a request, to find its like."""
    fields = ("category", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure")
    plain = tuple(Want(field, (str(getattr(spec, field)),), str(getattr(spec, field))) for field in fields)
    details = tuple(Want("detail", (str(detail),), str(detail)) for detail in spec.details)
    trims = tuple(Want("trim", (value,), value) for value in values_of(spec, "trim"))
    return (Want("colour", (spec.colour,), spec.colour), *plain, *details, *trims)


def _category(spec: GarmentSpec) -> Want:
    return Want("category", (spec.category.value,), spec.category.value)


def _listed(wants: Sequence[Want]) -> Mapping[str, tuple[str, ...]]:
    """Field -> values, colours by their English names."""
    listed: dict[str, tuple[str, ...]] = {}
    for want in wants:
        values = tuple(name_of(v, "en") for v in want.values) if want.field in ("colour", "ink") else want.values
        listed[want.field] = tuple(dict.fromkeys((*listed.get(want.field, ()), *values)))
    return listed
