"""What a request wants printed: words ('says HELLO', '写着“你好”') and motifs ("with little pineapples", "印着小猫").

Both are open vocabularies, so they are cut out of the text before the lexicon reads the rest. A motif is only read
where the sentence speaks of a print: after "with" behind a garment, before "print", after "印着", before "图案".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tryon_desktop.engine.style.lexicon import Kind, Lexicon, Token
from tryon_desktop.engine.style.normalise import normalise
from tryon_desktop.engine.style.parts import names_part
from tryon_desktop.engine.style.request import Want
from tryon_desktop.engine.tailor.motifs import find_motif, is_worn

_MOST: Final = 24
"""Letters that fit on a chest; GarmentSpec's own limit."""

_QUOTED: Final = r"[\"“”„«「『《‘](?P<quoted>[^\"“”„«»」』》’\n]{1,40})[\"“”»」』》’]"
_ON_IT: Final = (
    r"(?:\s+(?:written |printed |across |set )?(?:on it|on the (?:front|chest|back)|across the (?:chest|front)))?"
)
_SAYS: Final = r"(?:\b(?:(?:that|which)\s+)?(?:says?|saying|reads?|reading|spells?)\b[:\s]*)"
_WITH_WORDS: Final = (
    r"(?:\b(?:with|and)\s+(?:the\s+|a\s+)?"
    r"(?:words?|text|slogan|letters?|lettering|name|inscription|caption)\b[:\s]*)"
)
_WRITTEN_ZH: Final = r"(?:(?:上面|胸前|胸口)?[写印绣标画][着有上了]|写|带有?|有)(?:字|文字|字样|标语)?[:：\s]*"

_LETTERINGS: Final = tuple(re.compile(one) for one in (
    rf"(?:{_SAYS}|{_WITH_WORDS}|\bwith\s+|\bin\s+letters\s+|{_WRITTEN_ZH}){_QUOTED}(?:的?(?:字样|文字|标语|字))?{_ON_IT}",
    rf"{_QUOTED}(?:的?(?:字样|文字|标语|字)|\s+(?:written |printed )?on (?:it|the (?:front|chest)))",
    rf"(?:{_SAYS}|{_WITH_WORDS})(?P<capitals>[A-Z0-9][A-Z0-9!&'’.]+(?:\s+[A-Z0-9!&'’.]+)*)(?![a-z]){_ON_IT}",
    rf"(?:\b(?:that|which)\s+says?\b[:\s]*|\bsaying\b[:\s]*|\bmake it say\b[:\s]*|{_WITH_WORDS})"
    r"(?P<words>[^\s,.;?，。；][^,.;?，。；]*?)(?=\s+(?:on|in|with|across|please|over|for)\b|[,.;?，。；]|\s*$)"
    + _ON_IT,
    r"(?:上面|胸前|胸口)?写[着有上](?P<written>[^，。,.；的]{1,12}?)(?:字样|这?几?个字)?(?=的|，|。|,|\.|；|$)",
    r"(?:上面|胸前|胸口)?[印绣][着有上](?P<latin>[A-Za-z0-9][A-Za-z0-9 !&'’.]*?)(?:字样)?"
    r"(?=的|，|。|,|；|\s*$|[\u3400-\u9fff])",
))  # fmt: skip

_STOP: Final = (
    r"(?=\s+(?:on|in|and|for|to|please|that|which|all|everywhere|printed|over|but|or|from|under|plus)\b"
    r"|\s*[,.;:!?]|\s*$)"
)
_PHRASE: Final = rf"(?P<what>[a-z0-9 ]+?){_STOP}"
_TRAIL: Final = r"(?P<trail>(?:\s+(?:all over(?: it)?|everywhere|printed on it|on it|on the (?:chest|front|back)))*)"
_COVERED: Final = (
    r"(?:all )?(?:covered|full|scattered|sprinkled|printed|patterned|decorated|strewn)\s+(?:all over\s+)?(?:in|with|of)"
)

_MOTIFS: Final = tuple(re.compile(one) for one in (
    rf"\b(?P<lead>{_COVERED})\s+{_PHRASE}{_TRAIL}",
    rf"\b(?P<lead>with|featuring|showing|that has|has|having)\s+{_PHRASE}{_TRAIL}",
    rf"(?<=\badd )(?P<what>[a-z0-9 ]+?){_STOP}{_TRAIL}",
    r"(?<=\bput )(?P<what>[a-z0-9 ]+?)(?=\s+on)",
    r"\b(?P<what>[a-z0-9]+(?: [a-z0-9]+)?) (?P<lead>print|prints|printed|pattern|patterned|motif|motifs)\b",
    r"(?P<lead>[印画绣缀布][着有满上个只朵]|满是|满印)(?P<what>[^，。,.；：！？的\sa-z]{1,9}?)(?P<trail>图案|花纹|印花|图样)?"
    r"(?=的|，|。|,|\.|；|$|\s|[tT]|衬|卫|毛|裙|连|外|夹|背|上衣|短|长)",
    r"(?P<what>[\u3400-\u9fff]{1,8}?)(?P<lead>图案|印花|花纹|图样)",
))  # fmt: skip

_ALL_OVER: Final = re.compile(
    r"all over|everywhere|covered|full|scattered|sprinkled|strewn|print|pattern|motif|满|印花|花纹|图案"
)
_ONCE: Final = re.compile(r"\bon the (chest|front)|胸前|胸口|一[只个朵颗条头枚艘辆棵]")
_GARMENTS: Final = frozenset(("it", "this", "one", "that"))


def cut(lexicon: Lexicon, text: str, *, forgiving: bool = True) -> tuple[Token, ...]:
    """The tokens of a request, what is to be printed as tokens of their own. forgiving: slips of the pen are mended."""
    said, start = list[Token](), 0
    for begin, end, words in _letterings(text):
        said += _motifs(lexicon, normalise(text[start:begin]), forgiving)
        said.append(_token(text[begin:end], Want("text", (words,), words)))
        start = end
    return (*said, *_motifs(lexicon, normalise(text[start:]), forgiving))


def _token(text: str, *wants: Want) -> Token:
    return Token(text.strip(), Kind.TERM, wants)


def _letterings(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words): where the text says what is to be written, and what."""
    at = 0
    while at < len(text):
        found = [match for pattern in _LETTERINGS if (match := pattern.search(text, at)) is not None]
        if not found:
            return
        match = min(found, key=lambda one: one.start())
        words = next(value for value in match.groupdict().values() if value).strip()
        if 0 < len(words) <= _MOST:
            yield match.start(), match.end(), words
        at = match.end()


def _motifs(lexicon: Lexicon, text: str, forgiving: bool) -> list[Token]:
    """The tokens of normalised text, its motifs cut out."""
    for pattern in _MOTIFS:
        for match in pattern.finditer(text):
            read = _read(lexicon, text, match)
            if read is not None:
                begin, end, token = read
                return [*_motifs(lexicon, text[:begin], forgiving), token, *_motifs(lexicon, text[end:], forgiving)]
    return list(lexicon.tokens(text, forgiving=forgiving))


def _read(lexicon: Lexicon, text: str, match: re.Match[str]) -> tuple[int, int, Token] | None:
    """(start, end, token) of a match that does name a motif."""
    parts = match.groupdict(default="")
    what, lead = parts["what"], parts.get("lead", "")
    begin = match.start()
    if lead in ("with", "has", "having") and not _of_a_garment(lexicon, text[:begin]):
        return None
    if lead and match.start("lead") > match.start("what"):
        key, what = _nearest(lexicon, what)
        begin = match.start("lead") - len(what) - (text[match.start("lead") - 1] == " ")
    else:
        key = None if _known(lexicon, what) else find_motif(what)
    if key is None or is_worn(key) or names_part(what):
        return None
    motif = Want("motif", (key,), what.strip())
    every = Want("pattern", ("motif",), what.strip())
    return begin, match.end(), _token(what, *((motif, every) if _repeats(match[0], what) else (motif,)))


def _nearest(lexicon: Lexicon, before: str) -> tuple[str | None, str]:
    """The motif that the end of `before` names, and how: in "navy pineapple print" the pineapple alone."""
    if re.search(r"[\u3400-\u9fff]", before):
        ends = [before[at:] for at in range(len(before))]
    else:
        words = before.split()
        ends = [" ".join(words[at:]) for at in range(len(words))]
    for end in ends:
        key = None if _known(lexicon, end) else find_motif(end)
        if key is not None:
            return key, end
    return None, ""


def _known(lexicon: Lexicon, phrase: str) -> bool:
    """Whether the lexicon reads the phrase as something other than a colour, if only as "the" or "no"."""
    tokens = lexicon.tokens(normalise(phrase))
    if all(token.kind in (Kind.CUE, Kind.FILLER) for token in tokens):
        return True
    wants = [want for token in tokens for want in token.wants]
    return any(want.field not in ("colour", "tone") for want in wants)


def _of_a_garment(lexicon: Lexicon, before: str) -> bool:
    said = [token for token in lexicon.tokens(normalise(before)) if token.kind is not Kind.FILLER]
    near = said[-2:]
    return any(token.text in _GARMENTS or any(want.field == "category" for want in token.wants) for token in near)


def _repeats(whole: str, what: str) -> bool:
    """All over the cloth, or once on the chest: "with cats" or "with a cat"."""
    if _ONCE.search(whole):
        return False
    if _ALL_OVER.search(whole) or re.search(r"[\u3400-\u9fff]", what):
        return True
    return bool(re.search(r"[^s]s$", what)) and not re.match(r"(a|an|one|the)\b", what)
