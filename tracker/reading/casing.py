"""Headlines of capitals, as English papers set them and agencies shout them, in plain letters: "Caldera Confirms Exit",
"CALDERA CONFIRMS EXIT" as "Caldera confirms exit".

A capital is what tells a name from other words, so in a headline of capitals everybody would have one. A word keeps its
own where the claim, the text below or a common given name knows it as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from tracker.languages import given_names
from tracker.reading.dates import names_a_day
from tracker.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONG = 4
"""Letters from which on a word has a capital in such a headline, whatever it is."""
_ENOUGH = 3
"""Such words, the first one apart, that show how a headline is set."""
_SET_IN = frozenset({"en"})
"""Languages whose papers write every word of a headline with a capital; shouting is everybody's."""


def plain(title: str, below: str, known: Iterable[str], language: str) -> str:
    """The title in plain letters, of the same length, where it is one of capitals; `below` is the text under it,
    `known` the claim's own words that have a capital."""
    shouted = title == title.upper()
    if not in_capitals(title) or not (shouted or language in _SET_IN):
        return title
    return "".join(_told(title, _names(below, known), language, shouted))


def in_capitals(title: str) -> bool:
    """Whether every longer word has a capital, the first apart, and there are some."""
    later = [match[0] for match in _WORD.finditer(title) if match.start() > 0 and len(match[0]) >= _LONG]
    return len(later) >= _ENOUGH and all(word[0].isupper() for word in later)


def _names(below: str, known: Iterable[str]) -> frozenset[str]:
    """Words, folded, that are names: the claim's, and those that have a capital within a sentence of the text and never
    a small letter."""
    inside, small = set[str](), set[str]()
    for match in _WORD.finditer(below):
        before = below[: match.start()].rstrip()
        if match[0][0].islower():
            small.add(fold(match[0]))
        elif before and before[-1] not in _STOPS:
            inside.add(fold(match[0]))
    return frozenset(inside - small) | frozenset(fold(word) for word in known)


_STOPS = frozenset(".!?:;…-–—\"“”„«»‘’'(\n")
"""Behind which a sentence or a quotation begins, whose first word has a capital in any case."""


def _told(title: str, names: Set[str], language: str, shouted: bool) -> Iterator[str]:
    """The title's pieces; behind a given name stands a family name."""
    at, given = 0, False
    for match in _WORD.finditer(title):
        word, folded = match[0], fold(match[0])
        yield title[at : match.start()]
        at = match.end()
        mixed = not shouted and not (word[1:].islower() or len(word) == 1)
        keep = match.start() == 0 or mixed or folded in names or given or names_a_day(word.lower(), language)
        given = folded in given_names()
        low = word.lower()
        if not (keep or given) or len(low) != len(word):
            yield low if len(low) == len(word) else word
        else:
            yield word if not shouted else word[0] + low[1:]
    yield title[at:]
