"""The languages the reader knows: one TOML file each, checked on loading and kept.

A language file holds its cues in groups: a `kind`, a `why`, word `patterns` (see `tracker.languages.patterns`) and
`examples`, at least one for every pattern. `matters.toml` is shared: what news is about, in all the languages, so that
a French item meets an Italian claim. A further language is one more file and its column in `matters.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from tracker.errors import ConfigError
from tracker.languages.patterns import PatternError, PatternSet

CODES = ("it", "en", "fr", "de", "es")

KINDS = frozenset(
    {
        *("conditional", "modal", "expected", "hearsay", "unnamed", "outlet", "question", "counterfactual", "weak"),
        *("denial", "not_denial", "negation", "shield", "called_off", "so_far", "ended", "believed", "truth"),
        *("postpone", "on_time", "confirm", "not_confirm", "speech", "spokes", "self_official", "no_comment"),
        *("wait", "opinion", "correction", "satire", "another", "past", "future"),
    }
)
"""What a cue may be; the reading's rules know each by name."""


class CueGroup(NamedTuple):
    """Patterns of one kind that share a reason."""

    kind: str
    why: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


class Language(NamedTuple):
    """Everything known of one language; `dates` is the table read by `tracker.reading.dates`."""

    code: str
    name: str
    abbreviations: frozenset[str]
    breakers: frozenset[str]
    suffixes: tuple[str, ...]
    """Endings for the light stem, longest first."""
    stopwords: frozenset[str]
    groups: tuple[CueGroup, ...]
    cues: PatternSet
    """Over lower-cased tokens."""
    matters: PatternSet
    """Over folded tokens; a hit's kind is the matter's name, or "matter.against"."""
    dates: Mapping[str, Any]


class Matter(NamedTuple):
    """One thing news may be about, with the words for it and against it by language."""

    name: str
    why: str
    words: Mapping[str, tuple[str, ...]]
    against: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, str]


def _table(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"languages/{name}: no such language file; known are {', '.join(CODES)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"languages/{name}: not readable as TOML: {error}") from error


def _group(raw: Mapping[str, Any], where: str) -> CueGroup:
    kind = str(raw.get("kind", ""))
    if kind not in KINDS:
        raise ConfigError(f"{where}: unknown kind {kind!r}; one of {', '.join(sorted(KINDS))}")
    for key in ("why", "patterns", "examples"):
        if not raw.get(key):
            raise ConfigError(f"{where} ({kind}): `{key}` is missing or empty")
    return CueGroup(kind, str(raw["why"]), tuple(raw["patterns"]), tuple(raw["examples"]))


def _compiled(patterns: list[tuple[str, str, int]], where: str) -> PatternSet:
    try:
        return PatternSet(patterns)
    except PatternError as error:
        raise ConfigError(f"{where}: {error}") from error


@cache
def no_surnames() -> frozenset[str]:
    """Words that make a name a company's, a club's, a product's or a place's rather than a person's."""
    return frozenset(_table("names.toml")["no_surnames"])


@cache
def matters() -> tuple[Matter, ...]:
    """The shared lexicon of matters. Raises ConfigError naming the table that cannot be used."""
    found = []
    for name, raw in _table("matters.toml").items():
        words = {code: tuple(raw.get(code, ())) for code in CODES}
        empty = [code for code, patterns in words.items() if not patterns]
        if empty or not raw.get("why"):
            raise ConfigError(f"languages/matters.toml [{name}]: needs `why` and words for {', '.join(empty) or 'all'}")
        against = {code: tuple(raw.get("against", {}).get(code, ())) for code in CODES}
        found.append(Matter(name, str(raw["why"]), words, against, dict(raw.get("example", {}))))
    return tuple(found)


def _matter_patterns(code: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for index, matter in enumerate(matters()):
        found += [(matter.name, pattern, index) for pattern in matter.words[code]]
        found += [(f"{matter.name}.against", pattern, index) for pattern in matter.against[code]]
    return found


@cache
def load(code: str) -> Language:
    """The language `code`, one of CODES. Raises ConfigError naming the file and the group that cannot be used."""
    name = f"{code}.toml"
    raw = _table(name)
    groups = tuple(_group(entry, f"languages/{name}: cue {at}") for at, entry in enumerate(raw.get("cue", ()), 1))
    patterns = [(group.kind, pattern, at) for at, group in enumerate(groups) for pattern in group.patterns]
    return Language(
        code=code,
        name=str(raw.get("name", code)),
        abbreviations=frozenset(raw.get("abbreviations", ())),
        breakers=frozenset(raw.get("breakers", ())),
        suffixes=tuple(sorted(raw.get("suffixes", ()), key=len, reverse=True)),
        stopwords=frozenset(raw.get("stopwords", ())),
        groups=groups,
        cues=_compiled(patterns, f"languages/{name}"),
        matters=_compiled(_matter_patterns(code), f"languages/matters.toml ({code})"),
        dates=raw.get("dates", {}),
    )
