"""From tokens to a Request: what is asked, what is refused, what is to change, and in how many pieces.

The cue words are a table (`assets/style/grammar.toml`); `clauses` sorts what is wanted from what is refused, `steps`
reads the relative words, `pieces` cuts the garments of an outfit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Pattern, Slot
from tryon_desktop.engine.style import printed
from tryon_desktop.engine.style.agreement import agreed, by_rules, foremost
from tryon_desktop.engine.style.clauses import Reading, is_noun, refused_wants, softened, sort_tokens
from tryon_desktop.engine.style.colours import same_colour
from tryon_desktop.engine.style.lexicon import Kind, Lexicon, Token
from tryon_desktop.engine.style.parts import names_any_part, with_parts
from tryon_desktop.engine.style.pieces import completed, cut_pieces, in_proportion, merged, outfit_of, slots_of, united
from tryon_desktop.engine.style.reader import Judged, RequestReader
from tryon_desktop.engine.style.request import TAGS, Guess, Intent, Request, Shift, Taken, Want, is_worn
from tryon_desktop.engine.style.sizes import without_size
from tryon_desktop.engine.style.steps import ANY_LENGTH, complained, for_season, further, meant, shaded

_VISIBLE = frozenset(
    ("colour", "tone", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure", "detail",
     "motif", "text", "ink", "trim", "scale")
)  # fmt: skip
_DISLIKES = frozenset(("dislike", "dislike this"))
_JOINTS = frozenset(("and", "&"))
_OF_THE_WORN = frozenset(("this", "change", "drop", "version", "into", "keep"))
_BECOMING = frozenset(("change", "into"))
_SINGLE = frozenset(
    ("category", "pattern", "fabric", "fit", "sleeve", "neckline", "length", "shape", "closure", "scale")
)
"""Fields of which a garment has one value."""
_ASKING = frozenset(("find", "make", "change", "this", "outfit", "other", "not", "except", "drop"))
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fffa-zA-Z])")
_REFUSALS = frozenset(("not", "less", "except", "drop"))
_BY_NAME = 2
"""Values of a want up to which something is named, and not a whole kind of things."""
_ARTICLES = frozenset(("a", "an", "the", "some"))
_SURELY = 0.7
"""Likelihood from which on the reader's word for what is to change counts more than the rules'."""
_UNTAUGHT = frozenset(("warmth", "formality", "chroma", "scale"))
"""Steps of which the reader has seen too few."""
_MOSTLY_READ = 0.5
"""Share of a request's words that must have been read for what names no garment to be said of the one worn."""


def parse(
    lexicon: Lexicon, text: str, *, current: GarmentSpec | None = None, forgiving: bool = True,
    reader: RequestReader | None = None,
) -> Request:  # fmt: skip
    """Read a request. `current` is the garment worn now: without one nothing can be changed, only found.

    forgiving: slips of the pen are read as what was meant. reader: reads what the rules cannot be trusted with.
    """
    tokens, size = read_tokens(lexicon, text, current, forgiving=forgiving)
    judged = reader(tokens, current) if reader is not None else Judged(tokens)
    tokens = judged.tokens
    reading, lent = sort_tokens(tokens), _describing(tokens)
    taken = tuple(token.taken for token in reading.wanted if token.taken is not None)
    wants = merged(want for token in [*reading.wanted, *softened(reading)] for want in token.wants)
    wants = _in_its_colour(wants, taken, current)
    excluded = merged(want for token in reading.refused for want in refused_wants(token))
    wants, excluded = _reconciled(wants, excluded)
    request = Request(
        intent=Intent.UNCLEAR,
        wants=wants,
        excluded=excluded,
        shifts=tuple(reading.shifts),
        unread=tuple(token.text for token in tokens if token.kind is Kind.UNREAD),
        share=_share(tokens),
        detached=_share(tokens, lent),
        lent=tuple(token.text for token in lent),
        # Of "too hot to move, don't feel like it" nothing is refused: it is all one mood.
        gist=_gist(tokens, [*reading.refused, *reading.riddles] if reading.wanted or reading.refused else ()),
        unread_refused=tuple(token.text for token in reading.riddles),
        taken=taken,
        size=size,
        outcome=judged.outcome,
    )
    request = _with_intent(request, reading, current, judged)
    other = current is not None and request.intent is Intent.OTHER
    return replace(request, disliked=other and _dislikes(tokens, lexicon.aspects))


def read_tokens(
    lexicon: Lexicon, text: str, current: GarmentSpec | None, *, forgiving: bool = True
) -> tuple[tuple[Token, ...], str]:
    """The words of a request, as the rules sort them, and what was said of a size."""
    text, size = without_size(text)
    tokens = with_parts(shaded(printed.cut(lexicon, text, forgiving=forgiving)))
    if _GAP.search(text) and any(token.cues & _REFUSALS for token in tokens):
        # A gap in Chinese is a comma: 不要连帽 立领 refuses no collar.
        tokens = with_parts(shaded(printed.cut(lexicon, _GAP.sub("，", text), forgiving=forgiving)))
    return tuple(complained(tokens) if current is not None else tokens), size


def _reconciled(wants: tuple[Want, ...], excluded: tuple[Want, ...]) -> tuple[tuple[Want, ...], tuple[Want, ...]]:
    """What is wanted by name is not refused with its kind: "no checks, but gingham".

    What is refused by name and named once more is refused: "no zip, zips are not me".
    """
    refused = {(want.field, value) for want in excluded for value in want.values if len(want.values) <= _BY_NAME}
    kept = tuple(want for want in wants if not all((want.field, value) in refused for value in want.values))
    named = (want for want in kept if want.hard and len(want.values) <= _BY_NAME)
    asked = {(want.field, value) for want in named for value in want.values}
    left = (
        replace(want, values=tuple(value for value in want.values if (want.field, value) not in asked))
        for want in excluded
    )
    return kept, tuple(want for want in left if want.values)


def _in_its_colour(wants: tuple[Want, ...], taken: Sequence[Taken], current: GarmentSpec | None) -> tuple[Want, ...]:
    """Without the tone that a physique calls for where there is a colour already: "a slimming white dress"."""
    if current is None and not any(want.field == "colour" and want.hard for want in wants):
        return wants
    physiques = {one.said for one in taken if one.guess is Guess.PHYSIQUE}
    return tuple(want for want in wants if want.field != "tone" or want.said not in physiques)


def _with_intent(request: Request, reading: Reading, current: GarmentSpec | None, judged: Judged) -> Request:
    """judged: what a reader makes of it; where it is sure whether the garment worn is to change, that counts."""
    if current is not None and judged.changes is not None and judged.changes >= _SURELY:
        changing = _with_a_change(_edited(request, reading, current), current)
        if changing is not None and "take_off" not in reading.cues:
            return changing
    cues = reading.cues
    nouns = [token for token in reading.wanted if is_noun(token)]
    never = bool(nouns) and judged.changes is not None and judged.changes <= 1 - _SURELY
    parts = not nouns and any(map(names_any_part, (*reading.wanted, *reading.refused)))
    if "take_off" in cues or ("drop" in cues and any(map(is_noun, reading.refused)) and current is not None):
        return replace(
            request, intent=Intent.REMOVE, removed=slots_of([*nouns, *reading.refused]), wants=(), excluded=()
        )
    if current is not None and _only_disliked(request, reading, current):
        return replace(request, intent=Intent.OTHER, wants=())
    if not (request.wants or request.excluded or request.shifts):
        return _of_cues(request, reading, current)
    if current is not None and _completes(nouns, cues, current):
        return completed(request, reading, current)
    if request.shifts and _stands_alone(request, cues, current):
        asked = (want for shift in request.shifts for want in meant(shift))
        request = replace(request, wants=merged(iter((*request.wants, *asked))), shifts=())
    if current is not None and cues & _BECOMING:
        reading = _turned(reading, current)
    pieces = cut_pieces(reading, request)
    if len(pieces) > 1:
        return replace(request, intent=Intent.OUTFIT, pieces=pieces)
    changes = current is not None and not never and _changes(request, cues, current, parts)
    if current is not None and changes:
        request = replace(request, wants=_moved_on(_kept(request.wants, cues, current), current))
    request = _in_one(request)
    if "outfit" in cues and not nouns:
        return outfit_of(request)
    if "make" in cues and (nouns or current is None):
        return replace(request, intent=Intent.DESIGN)
    if current is not None and (changes or _another_version(request, cues)):
        return _edited(request, reading, current)
    return replace(request, intent=Intent.FIND)


def _edited(request: Request, reading: Reading, worn: GarmentSpec) -> Request:
    """The request as a change of the garment worn. Where every word of a change is known it is the rules' own, and so
    is what a reader was not taught.
    """
    if _another_version(request, reading.cues):
        return replace(request, intent=Intent.EDIT, wants=for_season(request.wants, worn), outcome=None)
    request = _in_one(replace(request, wants=_moved_on(_kept(request.wants, reading.cues, worn), worn)))
    shifts = tuple(shift for shift in request.shifts if not _said_outright(shift, request, worn))
    edited = replace(request, intent=Intent.EDIT, shifts=(*shifts, *further(request.wants, worn)))
    untaught = any(shift.dimension in _UNTAUGHT for shift in edited.shifts)
    known = not request.unread and by_rules(edited, worn) != worn
    return replace(edited, outcome=None) if untaught or known else edited


def _with_a_change(request: Request, worn: GarmentSpec) -> Request | None:
    """With the likeliest change, where nothing that was read changes anything; None for "I love it"."""
    if request.outcome is None or agreed(request, worn) != worn:
        return request
    change = foremost(worn, request.outcome) if request.unread else None
    if change is None:
        return None
    request = replace(request, meant=True)
    if isinstance(change, Shift):
        return replace(request, shifts=(*request.shifts, change))
    others = tuple(want for want in request.wants if want.field != change.field)
    excluded = tuple(want for want in request.excluded if want.field != change.field)
    return replace(request, wants=(*others, change), excluded=excluded)


def _in_one(request: Request) -> Request:
    """What is said of one garment, together."""
    named = [value for want in request.wants if want.field == "category" for value in want.values]
    return replace(request, wants=united(request.wants), excluded=in_proportion(request.excluded, named))


def _only_disliked(request: Request, reading: Reading, current: GarmentSpec) -> bool:
    """Whether no more is said than that the worn garment is not liked, by its name: "I hate this shirt"."""
    said = [want for want in request.wants if want.field != "wearer"]
    named = all(want.field == "category" and current.category.value in want.values for want in said)
    return "dislike this" in reading.cues and bool(said) and named and not (request.excluded or request.shifts)


def _dislikes(tokens: Sequence[Token], aspects: Collection[str]) -> bool:
    """Whether the worn garment is disliked as such: not its colour alone, and not "I don't hate it".

    Without "this", a word like "ugly" may be said of what was not read: "ugly ducklings".
    """
    if any(token.text in aspects for token in tokens):
        return False
    strange = any(token.kind is Kind.UNREAD for token in tokens)
    for before, token in pairwise((Token("", Kind.BREAK), *tokens)):
        told = token.cues & _DISLIKES if not strange else token.cues & {"dislike this"}
        if told and "not" not in before.cues:
            return True
    return False


def _of_cues(request: Request, reading: Reading, current: GarmentSpec | None) -> Request:
    """A request that names no attribute at all."""
    cues = reading.cues
    if current is not None and _completes((), cues, current):
        return completed(request, reading, current)
    intent = next((i for i in (Intent.UNDO, Intent.OTHER) if i.value in cues), Intent.UNCLEAR)
    if intent is Intent.UNCLEAR and current is not None and "this" in cues and cues & {"not", "alike"}:
        intent = Intent.OTHER
    if intent is Intent.UNCLEAR and "rude" in cues:
        return replace(request, unread=(), gist="")
    if intent is Intent.UNCLEAR and "make" in cues:
        intent = Intent.DESIGN
    return outfit_of(request) if intent is Intent.UNCLEAR and "outfit" in cues else replace(request, intent=intent)


def _completes(nouns: Sequence[Token], cues: set[str], current: GarmentSpec) -> bool:
    """Whether what goes with the worn garment is asked for: "what goes with this?", "match it with trousers"."""
    if not cues & {"outfit", "beside"} or not cues & {"this", "beside"}:
        return False
    slots = {slot for noun in nouns for slot in slots_of([noun])}
    return current.slot not in slots and (Slot.FULL not in slots or current.slot is Slot.OUTER)


def _another_version(request: Request, cues: set[str]) -> bool:
    """Whether the worn garment is wanted for another season: "a summer version of this"."""
    seasonal = any(want.field == "season" for want in request.wants)
    named = any(want.field == "category" and want.hard for want in request.wants)
    return seasonal and not named and bool(cues & {"version", "change"} or ("this" in cues and "alike" not in cues))


def _said_outright(shift: Shift, request: Request, worn: GarmentSpec) -> bool:
    """Whether it is said where a step is to end: "shorter, to the knee", and not where it begins: "cover the knee"."""
    ends = (want for want in request.wants if want.field == shift.dimension and len(want.values) < ANY_LENGTH)
    return any(not is_worn(want, worn) for want in ends)


def _stands_alone(request: Request, cues: set[str], current: GarmentSpec | None) -> bool:
    """Whether "thicker" is said of a garment that is looked for: "给我一件厚一点的毛衣", "a longer skirt"."""
    if current is None:
        return True
    nouns = [want for want in request.wants if want.field == "category" and want.hard]
    if not nouns or cues & {"this", "change"}:
        return False
    return "find" in cues or current.category.value not in nouns[0].values


def _changes(request: Request, cues: set[str], current: GarmentSpec, parts: bool = False) -> bool:
    """Whether the request is about the garment worn now. parts: it speaks of a part of a garment, and of no garment."""
    if request.shifts:
        return True
    visible = any(want.field in _VISIBLE for want in (*request.wants, *request.excluded))
    nouns = [want for want in request.wants if want.field == "category" and want.hard]
    if nouns and not cues & _OF_THE_WORN:
        return False
    looks_elsewhere = bool(cues & {"find", "except", "other"})
    if cues & _OF_THE_WORN or (parts and not cues & {"find", "except"}):
        return visible or any(current.category not in noun.values for noun in nouns)
    return visible and request.share >= _MOSTLY_READ and not looks_elsewhere


def _turned(reading: Reading, worn: GarmentSpec) -> Reading:
    """Without the worn garment's own name, where it is to become another: "the hoodie as joggers" are no outfit."""
    nouns = [at for at, token in enumerate(reading.wanted) if is_noun(token)]
    its = [at for at in nouns if worn.category.value in reading.wanted[at].wants[0].values]
    own = its[0] if its else None
    if own is None or len(its) == len(nouns):
        return reading
    return reading.without(own, own + 1)


def _kept(wants: tuple[Want, ...], cues: set[str], worn: GarmentSpec) -> tuple[Want, ...]:
    """Without the name of the worn garment's colour, where something is said to stay as it is: "that same blue"."""
    if worn.category is Category.JEANS and any(want.field == "shape" for want in wants):
        # 小脚裤 names a cut of what is worn, not another garment.
        wants = tuple(want for want in wants if want.field != "category" or want.values != ("trousers",))
    if "keep" not in cues:
        return wants
    return tuple(want for want in wants if want.field != "colour" or not same_colour(want.values[0], worn.colour))


def _moved_on(wants: Sequence[Want], worn: GarmentSpec) -> tuple[Want, ...]:
    """Of two values of a field without the one that the worn garment has: "do these cords as shorts"."""
    plain = worn.pattern is Pattern.SOLID and not any(want.field in ("pattern", "ink") for want in wants)
    kept = []
    for want in wants:
        others = [other for other in wants if other.field == want.field and other.hard and other is not want]
        single = want.field in _SINGLE or (want.field == "colour" and plain)
        elsewhere = single and any(not is_worn(other, worn) for other in others)
        kept += [] if elsewhere and is_worn(want, worn) else [want]
    return tuple(kept)


def _gist(tokens: Sequence[Token], refused: Sequence[Token]) -> str:
    """Without courtesies before and after ("show me something for"), and what is refused: an encoder would look for it.

    "Like" stays, which begins a comparison, and words that would change a garment, were one worn: "too hot to think".
    """
    gone = set(map(id, refused))
    kept = [token for token in tokens if id(token) not in gone]
    said = [token.text for token in _uncovered(_uncovered(kept)[::-1])[::-1]]
    return " ".join(said) if any(text.isascii() for text in said) else "".join(said)


def _uncovered(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the courtesy that it begins with: an article, or empty words of which one is a cue ("my ex" has none)."""
    empty = (Kind.FILLER, Kind.CUE, Kind.BREAK)
    full = (at for at, one in enumerate(tokens) if one.kind not in empty or one.text == "like" or one.relative)
    start = next(full, len(tokens))
    courtesy = start == len(tokens) or any(
        one.kind is not Kind.FILLER or one.text in _ARTICLES for one in tokens[:start]
    )
    return tokens[start:] if courtesy else tokens


def _share(tokens: Sequence[Token], but: Sequence[Token] = ()) -> float:
    """How much of what is said, by letters, the lexicon could read. Cues and filling words count for neither side.

    but: tokens that count as not read.
    """
    gone = set(map(id, but))
    told = [token for token in tokens if token.kind in (Kind.TERM, Kind.UNREAD) or token.relative]
    read = sum(token.weight for token in told if token.kind is not Kind.UNREAD and id(token) not in gone)
    return read / sum(token.weight for token in told) if read else 0.0


def _speaks_of_things(tokens: Sequence[Token]) -> bool:
    """Whether a request names no garment, asks for nothing and was mostly not read."""
    asks = any(one.cues & _ASKING or is_noun(one) for one in tokens)
    unread = sum(one.weight for one in tokens if one.kind is Kind.UNREAD)
    return not asks and unread > sum(one.weight for one in tokens if one.kind is Kind.TERM)


def _wished(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that names no garment is a wish for one all the same: "in purple", "purple for the regatta"."""
    before = tokens[at - 1].text.split() if at else []
    after = tokens[at + 1].text.split() if at + 1 < len(tokens) else []
    return "in" in before or "for" in after


def _describing(tokens: Sequence[Token]) -> list[Token]:
    """The words that were read and belong to a noun that was not: "silk road", "black and white film", 丝绸之路.

    Where no garment is named, nothing is asked for and most was not read, that is every one: "cold cream and jazz".
    What says when and where something is worn stays: whoever goes to a summer camp has clothes for summer in mind.
    """
    if _speaks_of_things(tokens):
        return [one for at, one in enumerate(tokens) if any(want.field not in TAGS for want in one.wants)
                and not _wished(tokens, at)]  # fmt: skip
    found: list[Token] = []
    before_unread = False
    for token in reversed(tokens):
        if token.kind is Kind.UNREAD:
            before_unread = True
        elif before_unread and token.kind is Kind.TERM and not is_noun(token):
            found += [token] if any(want.field not in TAGS for want in token.wants) else []
        else:
            before_unread = before_unread and token.text in _JOINTS
    return found
