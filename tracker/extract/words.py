"""The words that proposing claims needs beside the reader's cues: one TOML file a language, loaded once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tracker.errors import LanguageError
from tracker.languages.patterns import PatternError, PatternSet

CODES = ("it", "en")
"""The languages that claims are proposed in."""

_SETS = (
    *("role_links", "same_role", "bodies", "body_links", "places", "place_links", "calendar", "months", "function"),
    *(
        "ordinals",
        "breakers",
        "joiners",
        "clause_openers",
        "that",
        "pronouns",
        "quantities",
        "papers",
        "bystanders",
        "denying",
        "not",
        "of",
        "of_time",
    ),
)
_PATTERNS = ("finite", "measure", "vague", "attribution")


@dataclass(frozen=True)
class Words:
    """One language's table. `marks` finds the kinds finite, measure, vague, attribution and role."""

    code: str
    sets: Mapping[str, frozenset[str]]
    marks: PatternSet
    hedges: tuple[str, ...]
    of_year: tuple[str, ...]
    verbs: tuple[tuple[str, str], ...]
    """Conditional -> indicative, the longest first."""
    helpers: frozenset[str]
    helpers_many: frozenset[str]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]


@cache
def words(code: str) -> Words:
    """The table of `code`, one of CODES. Raises LanguageError where its file cannot be used."""
    name = f"tracker/extract/{code}.toml"
    try:
        raw = tomllib.loads((resources.files(__package__) / f"{code}.toml").read_text(encoding="utf-8"))
        patterns = [(kind, pattern, 0) for kind in _PATTERNS for pattern in raw[kind]]
        patterns += [("role", role.replace("-", " - "), 0) for role in raw["roles"]]
        return Words(
            code=code,
            sets={key: frozenset(raw[key]) for key in _SETS},
            marks=PatternSet(patterns),
            hedges=_longest_first(raw["hedges"]),
            of_year=_longest_first(raw["of_year"]),
            verbs=tuple(sorted(raw["verbs"].items(), key=lambda pair: -len(pair[0]))),
            helpers=frozenset(raw["will"]["helpers"]),
            helpers_many=frozenset(raw["will"]["helpers_many"]),
        )
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, PatternError) as error:
        raise LanguageError(f"{name}: cannot be used: {error}") from error


def _longest_first(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=len, reverse=True))
