"""An item laid out for reading: tokens, sentences, and every cue that no shield covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from tracker.languages import CODES, Language, load
from tracker.languages.patterns import Hit
from tracker.model import Item
from tracker.text import Sentence, Tokens, clauses, kept_tokens, parts_of, sentences

SHIELDED_BY_NOT_DENIAL = frozenset({"denial", "negation", "called_off"})
SHIELDED_BY_NO_COMMENT = frozenset({"negation", "denial", "confirm", "not_confirm"})
SHIELDED_BY_NOT_CONFIRM = frozenset({"negation", "confirm", "self_official", "retold"})
SHIELDED_BY_ON_TIME = frozenset({"postpone", "negation"})
"""A longer phrase says what its words alone would not: "non ha smentito" denies nothing."""

_COVERS = {
    "not_denial": SHIELDED_BY_NOT_DENIAL,
    "no_comment": SHIELDED_BY_NO_COMMENT,
    "not_confirm": SHIELDED_BY_NOT_CONFIRM,
    "on_time": SHIELDED_BY_ON_TIME,
    "modal": frozenset({"negation", "denial"}),
    "wait": frozenset({"negation"}),
    "denial": frozenset({"negation"}),
    "called_off": frozenset({"negation"}),
    "postpone": frozenset({"negation"}),
    "retold": frozenset({"negation"}),
}
_RETOLD = frozenset({"denial", "negation", "believed", "called_off"})
"""What begins within the telling of an older denial is that denial: "had denied the split" denies nothing now."""
_SAID = frozenset({"speech", "confirm"})
"""Kinds that are verbs of saying."""
_SO_NEAR = 4
"""Words between a verb of saying and what it says, at most."""


def _put_right(
    hits: Iterable[Hit], tokens: Tokens, sentence: Sentence, quoted: Set[int], language: Language
) -> Iterator[Hit]:
    """The cues, with corrections only where the outlet itself makes them.

    What stands in quotation marks is somebody else's ("we were wrong", said the owner). A word for a correction is one
    where it heads the sentence, but for brackets and the like, or follows a colon in the title, and a colon comes soon
    ("Correction to Monday's story: ..."); elsewhere a minister, a journal or a programmer puts something right.
    """
    for hit in hits:
        if hit.kind == "correction" and hit.first not in quoted:
            yield hit
        elif hit.kind == "put_right" and _heads(hit, tokens, sentence, language):
            yield hit._replace(kind="correction")
        elif hit.kind not in ("correction", "put_right"):
            yield hit


def _heads(hit: Hit, tokens: Tokens, sentence: Sentence, language: Language) -> bool:
    words, title = tokens.words, sentence.part == "title"
    ahead = words[sentence.first : hit.first]
    if any(word[0].isalnum() for word in ahead) and not (title and ahead[-1] in (",", *_CUTS)):
        return False
    behind = words[hit.last : min(hit.last + _SOON, sentence.last)]
    if any(word == ":" for word in behind) or (behind and behind[0] in (".", *_CUTS)):
        return True
    to = language.objects | language.audience
    return title and (not behind or not behind[0][0].isalnum() or tokens.folded[hit.last] in to)


_SOON = 7
"""How many tokens a colon may stand behind a word for a correction: what it is to, and a day."""
_CUTS = frozenset(":-–—|")
"""Marks that cut a headline in two."""


def _quoted(tokens: Tokens, sentences: Iterable[Sentence]) -> frozenset[int]:
    """The tokens in quotation marks, within each part of an item and over its sentences. Whatever marks they are, the
    first opens and the second closes; one without a partner opens nothing."""
    marks: dict[str, list[int]] = {}
    spans: dict[str, list[int]] = {}
    for one in sentences:
        marks.setdefault(one.part, []).extend(at for at in range(one.first, one.last) if tokens.words[at] in QUOTES)
        spans.setdefault(one.part, []).extend(range(one.first, one.last))
    pairs = [pair for own in marks.values() for pair in zip(own[::2], own[1::2], strict=False)]
    for own in spans.values():
        pairs += _single(tokens, own)
    return frozenset(at for first, last in pairs for at in range(first, last))


def _single(tokens: Tokens, span: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What stands between single marks: one that opens has a gap before it and a word behind, one that closes has no
    gap before it; rather one behind a comma or a stop, for "the workers' plant" has one too."""
    opened: int | None = None
    closes: int | None = None
    for at in span:
        if tokens.words[at] not in _SINGLE:
            continue
        before = at > 0 and tokens.ends[at - 1] == tokens.starts[at]
        behind = at + 1 < len(tokens) and tokens.ends[at] == tokens.starts[at + 1]
        if not before and behind and tokens.words[at + 1][0].isalnum():
            if opened is not None and closes is not None:
                yield opened, closes
            opened, closes = at, None
        elif opened is not None and before and at > opened + _FEW:
            if tokens.words[at - 1] in _STOPS:
                yield opened, at
                opened = closes = None
            elif closes is None:
                closes = at
    if opened is not None and closes is not None:
        yield opened, closes


_SINGLE = frozenset("'‘’‚‹›")
_STOPS = frozenset(",.?!…")
_FEW = 2
"""Words in single marks, at least two: one alone may be a title or a word under suspicion."""


STARTS, ENDS, EITHER = frozenset("«„"), frozenset("»”"), frozenset('"“')
"""Quotation marks that open, that close, and that do either by language."""
QUOTES = STARTS | ENDS | EITHER


def _told_before(hits: Iterable[Hit], tokens: Tokens, language: Language) -> list[Hit]:
    """The cues without the older denials that are no older than what is said: the pluperfect behind a verb of saying
    is only its mood ("said she had turned it down"), and so it is where one follows behind a comma ("the board had
    turned it down, the company said")."""
    found = list(hits)
    saying = [hit for hit in found if hit.kind in _SAID]
    ends = [hit.last for hit in saying]
    behind = max(
        (hit.first for hit in saying if "," in tokens.words[max(hit.first - _SO_NEAR, 0) : hit.first]), default=0
    )

    def said(hit: Hit) -> bool:
        shifted = hit.kind == "retold" and tokens.words[hit.first] in language.shifted
        return shifted and (hit.last <= behind or any(0 <= hit.first - end <= _SO_NEAR for end in ends))

    return [hit for hit in found if not said(hit)]


@dataclass(frozen=True, slots=True)
class View:
    """One item in one language; `cues` are those of each sentence, `clauses` their token ranges."""

    tokens: Tokens
    language: Language
    known: bool
    """Whether the item's language is one of ours."""
    sentences: tuple[Sentence, ...]
    cues: tuple[tuple[Hit, ...], ...]
    clauses: tuple[tuple[tuple[int, int], ...], ...]
    quoted: frozenset[int]
    """Tokens in quotation marks."""

    def matters(self, kinds: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """What it speaks of; of these kinds only, where they are given."""
        return tuple(self.language.matters.find(self.tokens.folded, kinds=kinds))


def _covered(hit: Hit, others: list[Hit]) -> bool:
    for other in others:
        if other.kind == "retold" and hit.kind in _RETOLD and other.first <= hit.first < other.last:
            return True
        if other is hit or not (other.first <= hit.first and hit.last <= other.last):
            continue
        if other.kind == "shield" and hit.kind != "shield":
            return True
        longer = other.last - other.first > hit.last - hit.first
        if longer and hit.kind in _COVERS.get(other.kind, ()):
            return True
    return False


STRANGE = 0.2
"""Below this share of a language's common words a text may be in another: of 12,000 items of our stories one in a
hundred has fewer in its own language, of the same read as another language ninety-two in a hundred."""

CLEARLY = 2.0
"""How many times the runner-up's score a language must have that the feed did not declare."""


ENOUGH = 3
"""How many of its common words, in small letters, a text must have: names of another language are none."""


def language_of(item: Item) -> tuple[Language, bool]:
    """The item's language and whether we know it: what the feed declares, unless the text is clearly in another of ours
    (a blog's software that declares "en-US" for everybody); else what the text looks most like."""
    code = (item.language or "")[:2].lower()
    if not code:
        code = _detected(item.text, 1.0) or ""
    if code not in CODES:
        return load("en"), False
    declared = load(code)
    if _strange(item.text, declared.stopwords):
        other = load(_detected(item.text, CLEARLY) or code)
        return other if _common_words(item.text, other.stopwords) >= ENOUGH else declared, True
    return declared, True


def _detected(text: str, lead: float) -> str | None:
    from tracker.reading.language import detect

    return detect(text, lead)


def _common_words(text: str, common: frozenset[str]) -> int:
    tokens = kept_tokens(text)
    return sum(raw[0].islower() and word in common for raw, word in zip(tokens.raw, tokens.folded, strict=True))


def _strange(text: str, common: frozenset[str]) -> bool:
    words = [word for word in kept_tokens(text).folded if word[0].isalpha()]
    return sum(word in common for word in words) < STRANGE * len(words)


def view_of(item: Item) -> View:
    """The view of `item`, kept for a moment because several claims may read the same item in a row."""
    language, known = language_of(item)
    return _viewed(item.text, tuple(parts_of(item)), language.code, known)


def _is_name(tokens: Tokens, sentence: Sentence, hit: Hit) -> bool:
    """Whether a word for sources is part of a name: one word with a capital within the sentence, another beside it
    ("Fuente Álamo")."""
    if hit.kind != "unnamed" or hit.last - hit.first > 1 or hit.first == sentence.first:
        return False
    beside = (at for at in (hit.first - 1, hit.last) if sentence.first < at < sentence.last)
    return tokens.raw[hit.first][0].isupper() and any(tokens.raw[at][0].isupper() for at in beside)


@lru_cache(maxsize=4)
def _viewed(text: str, parts: tuple[tuple[str, int, int], ...], code: str, known: bool) -> View:
    tokens, language = kept_tokens(text), load(code)
    found = sentences(tokens, parts, language.abbreviations)
    cues: list[tuple[Hit, ...]] = []
    quoted = _quoted(tokens, found)
    for sentence in found:
        hits = language.cues.find(tokens.words, sentence.first, sentence.last) if known else []
        hits = _told_before(_put_right(hits, tokens, sentence, quoted, language), tokens, language)
        strong = [hit for hit in hits if hit.kind in _COVERS or hit.kind == "shield"]
        plain = (hit for hit in hits if hit.kind != "shield" and not _is_name(tokens, sentence, hit))
        cues.append(tuple(hit for hit in plain if not _covered(hit, strong)))
    cut = tuple(tuple(clauses(tokens, s.first, s.last, language.breakers)) for s in found)
    return View(tokens, language, known, found, tuple(cues), cut, quoted)
