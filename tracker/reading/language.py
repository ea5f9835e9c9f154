"""Which language a short text is in: small words, endings and letters, counted; None where it is not clear.

Only for items whose feed declares nothing. The words are in `tracker/languages/<language>.toml`, table `detect`;
`others.toml` knows languages that we do not read, so that they are not mistaken.
A word of one language alone counts WORD, one of several is shared between them; endings and letters weigh less.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from tracker.errors import LanguageError

WORD, ENDING, LETTER, INSIDE = 3.0, 1.2, 2.0, 0.9
ENOUGH = 2.6
"""Least score of an answer: nearly one word that no other language has."""
LEAD = 1.35
"""How many times the runner-up's score an answer must have."""
_LONGEST_ENDING = 6
_MOST_WORDS = 400
"""A detector needs no more of a long text."""
_TOKEN = re.compile(r"[^\W\d_]+(?:n't\b|'(?=[^\W\d_])(?!(?:s|t|re|ve|ll|d|m)\b))?|'(?:s|t|re|ve|ll)\b")
_FOREIGN = re.compile(
    r"[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufaff\uff00-\uffef]|[\U00010000-\U0001ffff\U00020000-\U0003ffff]"
)

Shares = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Word, ending and letter -> what each gives to which language."""

    words: Mapping[str, Shares]
    endings: Mapping[str, Shares]
    letters: Mapping[str, Shares]
    inside: Mapping[str, Shares]
    clusters: re.Pattern[str]
    answers: frozenset[str]


def detect(text: str, lead: float = LEAD) -> str | None:
    """The language of `text` ("it", "en", "fr", "de", "es"), or None where it is unclear or another one. With a `lead`
    of 1 the likeliest is enough: an English line full of Italian names."""
    scores = score(text)
    if not scores:
        return None
    (best, points), *rest = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    runner_up = rest[0][1] if rest else 0.0
    sure = points >= ENOUGH and points >= lead * runner_up
    return best if sure and best in marks().answers else None


def score(text: str) -> dict[str, float]:
    """Points by language; empty for a text in another script."""
    plain = text.replace("’", "'")
    if len(_FOREIGN.findall(plain)) * 3 > len(plain.replace(" ", "")):
        return {}
    known = marks()
    points: dict[str, float] = {}
    shouted = plain.isupper()
    for match in islice(_TOKEN.finditer(plain), _MOST_WORDS):
        if match[0].isupper() and len(match[0]) > 1 and not shouted:
            continue
        for language, share in _shares(match[0].lower(), known):
            points[language] = points.get(language, 0.0) + share
    return points


def _shares(word: str, known: Marks) -> Iterator[tuple[str, float]]:
    if word in known.words:
        yield from known.words[word]
        return
    for length in range(min(_LONGEST_ENDING, len(word) - 2), 0, -1):
        if word[-length:] in known.endings:
            yield from known.endings[word[-length:]]
            break
    for letter in set(word) - _PLAIN:
        yield from known.letters.get(letter, ())
    for cluster in known.clusters.findall(word):
        yield from known.inside[cluster]


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz'")


@cache
def marks() -> Marks:
    """Every language's marks, with what is shared shared out. LanguageError where a file cannot be read."""
    tables = dict(_tables())
    answers = frozenset(name for name in tables if len(name) == 2 and not tables[name].get("other"))
    inside = _shared({name: table["inside"] for name, table in tables.items()}, INSIDE)
    return Marks(
        words=_shared({name: table["words"].split() for name, table in tables.items()}, WORD),
        endings=_shared({name: table["endings"] for name, table in tables.items()}, ENDING),
        letters=_shared({name: list(table["letters"]) for name, table in tables.items()}, LETTER),
        inside=inside,
        clusters=re.compile("|".join(sorted(inside, key=lambda cluster: (-len(cluster), cluster)))),
        answers=answers,
    )


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    folder = resources.files("tracker").joinpath("languages")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(entry.read_text(encoding="utf-8")).get("detect", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
            raise LanguageError(f"tracker/languages/{entry.name}: not readable as TOML: {cause}") from cause
        yield from _named(entry.name.split(".")[0], table)


def _named(language: str, table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "words" in table:
        yield language, table
    elif table:
        yield from ((name, {**marks, "other": True}) for name, marks in table.items())


def _shared(lists: Mapping[str, list[str]], points: float) -> dict[str, Shares]:
    owners: dict[str, set[str]] = {}
    for language, entries in lists.items():
        for entry in entries:
            owners.setdefault(entry, set()).add(language)
    return {entry: tuple((name, points / len(names)) for name in sorted(names)) for entry, names in owners.items()}
