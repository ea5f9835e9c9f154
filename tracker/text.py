"""Item text as tokens and sentences, every one with its offsets into `Item.text`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from tracker.model import Item

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'"})

_TOKEN = re.compile(
    r"""[^\W\d_]++                          # letters, and
        (?: (?<=[^\W\d_]n)'t\b              # English: didn't, won't
          | '(?!(?:s|t|re|ve|ll|d|m)\b)(?=[^\W_])     # elision: l', dell', qu', d'
          | \w*+ )
      | '(?:s|re|ve|ll|d|m)\b               # English clitics: 's, 'll
      | \d+(?:[.,]\d+)*                     # numbers, with separators
      | \w+
      | \.\.\.
      | [^\w\s]""",
    re.VERBOSE,
)

_ENDERS = frozenset({".", "!", "?", "…", "..."})
_CLOSERS = frozenset("\"'»”’)]")
_CLAUSE_MARKS = frozenset({";", ":", "–", "—", "|", "•"})


def _fold_char(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


_FOLD = {code: _fold_char(chr(code)) for code in (*range(0x41, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))}
_FOLD.update({ord("ß"): "s", ord("ø"): "o", ord("Ø"): "o", ord("ł"): "l", ord("Ł"): "l", ord("đ"): "d", ord("ı"): "i"})
_FOLD.update(_APOSTROPHES)


_CHAINED = frozenset(chr(code) for code, char in _FOLD.items() if _FOLD.get(ord(char), char) != char)
"""Characters that fold into one that would be folded again."""


def fold(text: str) -> str:
    """`text` lower-cased with its accents folded, one character for one, so that offsets stay the same."""
    accented = [] if text.isascii() else [char for char in set(text) if not char.isascii()]
    if any(char in _CHAINED or (ord(char) not in _FOLD and char.lower() != char) for char in accented):
        return text.translate(_FOLD)
    for char in accented:  # a few whole replacements, which are quicker than each character on its own
        text = text.replace(char, _FOLD.get(ord(char), char))
    return text.lower().replace("`", "'")


def _plain(text: str) -> str:
    for char in _APOSTROPHES:
        text = text.replace(chr(char), "'")
    return text


def lowered(text: str) -> str:
    """`text` lower-cased with plain apostrophes and its accents kept, one character for one."""
    low = _plain(text).lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in _plain(text))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel columns, one row a token: as written, lower-cased, folded, and where it stands in the text."""

    text: str
    raw: tuple[str, ...]
    words: tuple[str, ...]
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def is_name(self, index: int) -> bool:
        """Whether token `index` is written with a capital (in German that says little)."""
        first = self.raw[index][:1]
        return first.isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens [first, last) of one part of an item, at [start, end) of its text."""

    part: str
    """"title", "summary" or "body"."""
    first: int
    last: int
    start: int
    end: int


def tokenise(text: str) -> Tokens:
    """The tokens of `text`: words (elided articles apart), numbers, and each punctuation mark by itself."""
    low, folded = lowered(text), fold(text)
    spans = [match.span() for match in _TOKEN.finditer(low)]
    return Tokens(
        text=text,
        raw=tuple(text[a:b] for a, b in spans),
        words=tuple(low[a:b] for a, b in spans),
        folded=tuple(folded[a:b] for a, b in spans),
        starts=tuple(a for a, _ in spans),
        ends=tuple(b for _, b in spans),
    )


def folded_tokens(text: str) -> list[str]:
    """The folded tokens of `text` alone."""
    folded = fold(text)
    return [folded[match.start() : match.end()] for match in _TOKEN.finditer(lowered(text))]


def _ends_sentence(tokens: Tokens, index: int, limit: int, abbreviations: frozenset[str]) -> bool:
    """Whether the mark at `index` closes a sentence: space and no small letter after it, no abbreviation before."""
    mark = tokens.words[index]
    if index + 1 >= limit:
        return True
    if tokens.starts[index + 1] == tokens.ends[index] and tokens.words[index + 1] not in _CLOSERS:
        return False
    before = tokens.words[index - 1] if index else ""
    if mark == "." and (before in abbreviations or (len(before) == 1 and before.isalpha())):
        return False
    return not tokens.raw[index + 1][:1].islower()


def _closing(tokens: Tokens, index: int, limit: int) -> int:
    """The index after the closing quotes and further marks that belong to the sentence ended at `index`."""
    index += 1
    while index < limit and (tokens.words[index] in _ENDERS or tokens.words[index] in _CLOSERS):
        if tokens.starts[index] != tokens.ends[index - 1]:
            break
        index += 1
    return index


def _goes_on(tokens: Tokens, index: int, *, closed: bool) -> bool:
    """Whether the sentence goes on behind a closing quote: «Non vendo.», ha detto; « Non. », dit-il."""
    if tokens.words[index] == "»":
        return index + 1 < len(tokens) and tokens.words[index + 1] in {",", ";"}
    return closed and (tokens.words[index] in {",", ";"} or tokens.raw[index][:1].islower())


LONGEST_SENTENCE = 400
"""Tokens after which a sentence is cut, so that reading takes a time that grows with a text's length alone: more than
ten times the longest one in the titles and summaries of our stories, which has 36."""


def sentences(
    tokens: Tokens, parts: Iterable[tuple[str, int, int]], abbreviations: frozenset[str]
) -> tuple[Sentence, ...]:
    """The sentences of `parts`, each part a (name, start, end) of the text; a sentence never crosses parts."""
    found: list[Sentence] = []
    words = tokens.words
    index = 0
    for name, _, end in parts:
        limit = bisect_left(tokens.starts, end, index)
        first = index
        while index < limit:
            if words[index] in _ENDERS and _ends_sentence(tokens, index, limit, abbreviations):
                quoted, index = index, _closing(tokens, index, limit)
                if index < limit and _goes_on(tokens, index, closed=index > quoted + 1):
                    continue
                found.append(_sentence(tokens, name, first, index))
                first = index
            elif index - first >= LONGEST_SENTENCE:
                found.append(_sentence(tokens, name, first, index))
                first = index
            else:
                index += 1
        if first < limit:
            found.append(_sentence(tokens, name, first, limit))
        index = limit
    return tuple(found)


def _sentence(tokens: Tokens, part: str, first: int, last: int) -> Sentence:
    return Sentence(part, first, last, tokens.starts[first], tokens.ends[last - 1])


def parts_of(item: Item) -> list[tuple[str, int, int]]:
    """(name, start, end) of the item's title, summary and body within `Item.text`; empty ones left out."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for name, part in (("title", item.title), ("summary", item.summary), ("body", item.body)):
        if part:
            found.append((name, at, at + len(part)))
            at += len(part) + 1
    return found


@lru_cache(maxsize=8)
def kept_tokens(text: str) -> Tokens:
    """The tokens of `text`, kept for a moment because several claims may read the same item in a row."""
    return tokenise(text)


def tokens_of(item: Item) -> Tokens:
    """The item's tokens."""
    return kept_tokens(item.text)


class Stems(dict[str, str]):
    """Word -> its stem, worked out when a word is first met; emptied when it holds too many."""

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        super().__init__()
        self._suffixes = suffixes

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        found = word
        if word.endswith(self._suffixes):
            fitting = (end for end in self._suffixes if word.endswith(end) and len(word) - len(end) >= 3)
            found = word.removesuffix(next(fitting, ""))
        self[intern(word)] = found
        return found


_MOST_STEMS = 8_000


@lru_cache(maxsize=16)
def stems_by(suffixes: tuple[str, ...]) -> Stems:
    """The stems of folded words, each without the first of `suffixes` (longest first) that leaves three letters."""
    return Stems(suffixes)


def stem(word: str, suffixes: tuple[str, ...]) -> str:
    """`word` (folded) without the first of `suffixes` (longest first) that leaves three letters or more."""
    return stems_by(suffixes)[word]


def clauses(tokens: Tokens, first: int, last: int, breakers: frozenset[str]) -> list[tuple[int, int]]:
    """[first, last) cut at colons, semicolons, dashes and before the words that turn ("but", "ma", "mientras")."""
    cuts = [first]
    for index in range(first + 1, last - 1):
        word = tokens.words[index]
        if word in _CLAUSE_MARKS:
            cuts.append(index + 1)
        elif word in breakers and cuts[-1] != index:
            cuts.append(index)
    spans = list(zip(cuts, [*cuts[1:], last], strict=True))
    return [(a, b) for a, b in spans if b > a]
