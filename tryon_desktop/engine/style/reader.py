"""What a request means where the grammar's rules are not to be trusted, read by a small network.

"Polo necks can get lost", "the whole firm wears navy", 羊毛的我先不拿: there is no end to the ways of refusing, and
no table of them. The network sees what the text encoder makes of every word in its place, beside what the lexicon and
the rules make of it, and the garment worn. It says what each word is to the request, whether the garment worn is to
change, and what it is to be like then. It was trained here (`tryon_desktop.training.reader`; model card:
models/cards/reader.md). The rules stay: where the network is not sure it is they that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import onnxruntime as ort

from tryon_desktop.engine.arrays import F32, f32
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.onnx_options import session_options
from tryon_desktop.engine.style.clauses import is_noun, sort_tokens
from tryon_desktop.engine.style.colours import likeness
from tryon_desktop.engine.style.encoder import DIMENSIONS, Session
from tryon_desktop.engine.style.lexicon import Kind, Role, Token
from tryon_desktop.engine.style.outcomes import OUTCOMES, odds_of, said_vector, without_strange, worn_vector
from tryon_desktop.engine.style.request import is_worn

ROLES = tuple(Role)
"""In the order of the network's logits."""
MOST = 96
"""Words that the network reads; what comes later keeps the role that the rules give it."""
OPEN = frozenset(("tone", "ink", "trim", "motif", "text"))
"""Fields of which nothing is said of the garment worn."""

_KINDS = tuple(Kind)
_FIELDS = (
    "category", "colour", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure", "detail",
    "wearer", "season", "occasion", "style", "scale", "tone", "ink", "trim", "motif", "text",
)  # fmt: skip
_COMPARED = frozenset(_FIELDS) - OPEN
_DIMENSIONS = ("lightness", "chroma", "length", "sleeve", "fit", "warmth", "formality", "depth", "scale")
_CUES = (
    "not", "except", "drop", "less", "keep", "this", "change", "into", "swap", "version", "find", "make", "other",
    "too", "or", "either", "end", "join", "alike", "outfit", "beside", "take_off", "neck", "leg", "hem", "set",
    "dislike",
)  # fmt: skip
_BEFORE_RULES = len(_KINDS) + len(_CUES) + len(_FIELDS) + 2 * len(_DIMENSIONS) + 3
BY_RULES = slice(_BEFORE_RULES, _BEFORE_RULES + len(ROLES))
"""Which of a word's numbers say what the rules take it for, in the order of ROLES."""
WIDTH = BY_RULES.stop + 1 + OUTCOMES
"""Numbers a word, in the order of `features`."""


class States(Protocol):
    """The part of the text encoder that is used."""

    def states(self, words: Sequence[str]) -> F32:
        """(n, 384) each word in its place."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """tokens: with roles, where one is sure. changes: how likely it is the garment worn that is to change, 0..1, and
    outcome: (OUTCOMES,) the odds of what it is to be like then; None where none is worn or nobody read it.
    """

    tokens: tuple[Token, ...]
    changes: float | None = None
    outcome: F32 | None = None


class RequestReader:
    """Reads requests. session: states (1, MOST, 384), features (1, MOST, WIDTH), present (1, MOST) and worn
    (1, OUTCOMES), float32, to the logits roles (1, MOST, roles), change (1,) and outcome (1, OUTCOMES). sure:
    likelihood from which on a word's role counts more than the rules.
    """

    def __init__(self, encoder: States, session: Session, *, sure: float = 0.8) -> None:
        self._encoder, self._session, self._sure = encoder, session, sure
        self._last: tuple[GarmentSpec, F32] | None = None

    def __call__(self, tokens: Sequence[Token], worn: GarmentSpec | None) -> Judged:
        """Read one request. Where the lexicon knows every word the rules are as good at telling their roles, and better
        at lists.
        """
        whole = not any(one.kind is Kind.UNREAD for one in tokens)
        if not tokens or (worn is None and whole):
            return Judged(tuple(tokens))
        said = tokens[:MOST]
        rows = {"states": self._encoder.states([one.text for one in said]), "features": features(said, worn),
                "present": np.ones(len(said), np.float32)}  # fmt: skip
        feed = {name: np.pad(row, [(0, MOST - len(said)), *[(0, 0)] * (row.ndim - 1)]) for name, row in rows.items()}
        feed["worn"] = worn_vector(worn)
        given = self._session.run(["roles", "change", "outcome"], {name: row[None] for name, row in feed.items()})
        roles, change, outcome = (np.asarray(one[0], np.float32) for one in given)
        fair = odds_of(outcome) if worn is None else without_strange(odds_of(outcome), self._asked_nothing(worn), worn)
        odds = np.exp(roles[: len(said)] - roles[: len(said)].max(axis=-1, keepdims=True))
        judged = Judged(tuple(tokens), float(1 / (1 + np.exp(-change))), fair)
        return judged if whole else self.decided(judged, worn, f32(odds / odds.sum(-1, keepdims=True)))

    def _asked_nothing(self, worn: GarmentSpec) -> F32:
        """(OUTCOMES,) the odds of what becomes of a garment of which nobody says anything."""
        if self._last is None or self._last[0] != worn:
            empty = {"states": np.zeros((1, MOST, DIMENSIONS), np.float32), "present": np.zeros((1, MOST), np.float32),
                     "features": np.zeros((1, MOST, WIDTH), np.float32), "worn": worn_vector(worn)[None]}  # fmt: skip
            self._last = worn, odds_of(np.asarray(self._session.run(["outcome"], empty)[0][0], np.float32))
        return self._last[1]

    def decided(self, judged: Judged, worn: GarmentSpec | None, roles: F32) -> Judged:
        """With what follows from the odds of each word's role, (n, roles)."""
        tokens = judged.tokens
        found = list(tokens)
        for at, (token, by_rules) in enumerate(zip(tokens[: len(roles)], roles_by_rules(tokens), strict=False)):
            role = ROLES[int(np.argmax(roles[at]))]
            if _has_role(token) and roles[at].max() >= self._sure and role is not by_rules:
                found[at] = _given(token, role, worn)
        return Judged(tuple(found)) if worn is None else replace(judged, tokens=tuple(found))


def load_request_reader(encoder: States) -> RequestReader | None:
    """The bundled reader, or None where its file is missing or altered (`doctor` says so)."""
    try:
        path = model_path("reader")
    except ModelError:
        return None
    session = ort.InferenceSession(str(path), session_options(), providers=["CPUExecutionProvider"])
    return RequestReader(encoder, session)


def roles_by_rules(tokens: Sequence[Token]) -> list[Role]:
    """What the rules take each word for; idle is also what names nothing, or went into something else."""
    reading = sort_tokens(tokens)
    wanted, refused = set(map(id, reading.wanted)), set(map(id, (*reading.refused, *reading.riddles)))
    return [Role.WANTED if id(one) in wanted or one.relative else Role.REFUSED if id(one) in refused else Role.IDLE
            for one in tokens]  # fmt: skip


def features(tokens: Sequence[Token], worn: GarmentSpec | None) -> F32:
    """(n, WIDTH) float32: what each word is, what it speaks of, whether the garment worn is like that, its role by the
    rules, its place, and the values that it names.
    """
    rows = np.zeros((len(tokens), WIDTH), np.float32)
    for at, (token, role) in enumerate(zip(tokens, roles_by_rules(tokens), strict=True)):
        fields = {want.field: 1.0 if want.hard else 0.5 for want in token.wants}
        steps = [token.relative == (one, way) for one in _DIMENSIONS for way in (-1, 1)]
        like = [is_worn(want, worn) for want in token.wants if worn is not None and want.field in _COMPARED]
        rows[at] = (
            *(token.kind is kind for kind in _KINDS), *(cue in token.cues for cue in _CUES),
            *(fields.get(field, 0.0) for field in _FIELDS), *steps,
            any(like), bool(like) and not any(like), _nearness(token, worn),
            *(role is one for one in ROLES), at / 20, *said_vector(token.wants),
        )  # fmt: skip
    return rows


def _nearness(token: Token, worn: GarmentSpec | None) -> float:
    """How like the worn garment's colour the one is that a word names, 0..1."""
    named = [value for want in token.wants if want.field == "colour" for value in want.values[:1]]
    return likeness(named[0], worn.colour) if named and worn is not None else 0.0


def _has_role(token: Token) -> bool:
    return token.kind is Kind.TERM or token.relative is not None


def _given(token: Token, role: Role, worn: GarmentSpec | None) -> Token:
    """The token in its role. What the garment worn is called is not refused, only passed over."""
    if role is Role.WANTED or (role is Role.KEPT and not token.relative and token.wants[0].field != "colour"):
        return replace(token, role=Role.WANTED) if token.wants else token
    if role is Role.REFUSED and token.wants and not (worn is not None and is_noun(token)):
        return replace(token, role=role)
    return Token(token.text, Kind.FILLER, cues=token.cues)
