"""Word patterns: small phrases with stems and gaps, matched over tokens in time independent of how many there are.

A pattern is words with spaces between:

    word        exactly this word (lower-cased; accents count unless the caller folds both sides)
    stem*       a word that begins so; *end a word that ends so; a*b both
    a|b|c*      any of these
    ?word       an optional word
    .N          up to N words in between (".3"), never across a semicolon, a colon or the sentence's end

Every distinct word of every pattern gets a number; each new token is compared with them once and remembered. A pattern
is tried only in a text that holds its most telling word, so "ha .2 firmato" costs nothing where only "ha" stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_STOPS = frozenset({",", ";", ":", ".", "!", "?", "…"})
_MEMORY = 60_000
"""How many different tokens are remembered before the memory is emptied: a bound, not a tuning."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind` was found on tokens [first, last); `group` is the index of the pattern's group."""

    kind: str
    first: int
    last: int
    group: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    words: frozenset[int]
    optional: bool = False
    gap: int = 0


class _Pattern(NamedTuple):
    kind: str
    group: int
    steps: tuple[_Step, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message quotes it."""


def _variants(pattern: str) -> list[str]:
    """`pattern` with each hyphenated alternative written out as the three tokens a text has for it."""
    whole = [""]
    for word in pattern.split():
        plain = [option for option in word.split("|") if "-" not in option]
        written = ["|".join(plain)] if plain else []
        written += [option.replace("-", " - ") for option in word.split("|") if "-" in option]
        whole = [f"{before} {option}".strip() for before in whole for option in written]
    return whole


class PatternSet:
    """Many patterns, each belonging to a kind, looked for together."""

    def __init__(self, patterns: Iterable[tuple[str, str, int]]) -> None:
        """`patterns` are (kind, pattern, group). Raises PatternError for one that cannot be read."""
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._loose: list[tuple[re.Pattern[str], int]] = []
        self._numbers: dict[str, int] = {}
        self._by_anchor: dict[int, list[_Pattern]] = {}
        self._texts: list[str] = []
        self._memory: dict[str, frozenset[int]] = {}
        for kind, pattern, group in patterns:
            for variant in _variants(pattern):
                self._add(kind, variant, group)

    def _add(self, kind: str, pattern: str, group: int) -> None:
        steps = tuple(self._step(word, pattern) for word in pattern.split())
        if not steps or steps[0].optional or steps[0].gap or steps[-1].gap:
            raise PatternError(f"pattern {pattern!r}: begin with a word that is not optional, end without a gap")
        found = _Pattern(kind, group, steps)
        for number in self._anchor(steps).words:
            self._by_anchor.setdefault(number, []).append(found)

    def _anchor(self, steps: tuple[_Step, ...]) -> _Step:
        """The step without which the pattern cannot stand and whose shortest word is longest, so seldom met."""
        needed = [step for step in steps if step.words and not step.optional]
        return max(needed, key=lambda step: min(len(self._texts[number]) for number in step.words))

    def _step(self, word: str, pattern: str) -> _Step:
        if re.fullmatch(r"\.\d+", word):
            return _Step(frozenset(), gap=int(word[1:]))
        optional = len(word) > 1 and word.startswith("?")
        options = (word[1:] if optional else word).split("|")
        if not all(options):
            raise PatternError(f"pattern {pattern!r}: an empty alternative in {word!r}")
        return _Step(frozenset(self._number(option) for option in options), optional=optional)

    def _number(self, word: str) -> int:
        known = self._numbers.get(word)
        if known is not None:
            return known
        number = self._numbers[word] = len(self._numbers)
        self._texts.append(word.replace("*", ""))
        if "*" not in word:
            self._exact.setdefault(word, []).append(number)
        elif word.index("*") == len(word) - 1:
            self._prefixes.setdefault(word[:-1], []).append(number)
        else:
            expression = ".*".join(re.escape(piece) for piece in word.split("*"))
            self._loose.append((re.compile(expression + r"\Z", re.DOTALL), number))
        return number

    def _numbers_of(self, token: str) -> frozenset[int]:
        known = self._memory.get(token)
        if known is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            known = self._memory[token] = self._compare(token)
        return known

    def _compare(self, token: str) -> frozenset[int]:
        found = list(self._exact.get(token, ()))
        for length in range(1, len(token) + 1):
            found += self._prefixes.get(token[:length], ())
        if self._loose and token[:1].isalpha():
            found += [number for expression, number in self._loose if expression.match(token)]
        return frozenset(found)

    def find(self, tokens: Sequence[str], first: int = 0, last: int | None = None) -> list[Hit]:
        """Every hit on tokens [first, last), the longest for each kind, group and first token."""
        last = len(tokens) if last is None else last
        numbers = [self._numbers_of(tokens[index]) for index in range(first, last)]
        places: dict[int, list[int]] = {}
        for offset, own in enumerate(numbers):
            for number in own:
                places.setdefault(number, []).append(offset)
        tried = {id(pattern): pattern for number in places for pattern in self._by_anchor.get(number, ())}
        found: dict[tuple[int, str, int], int] = {}
        for kind, group, steps in tried.values():
            starts = [offset for number in steps[0].words if number in places for offset in places[number]]
            for offset in starts:
                end = _longest(steps, 1, numbers, offset + 1, tokens, first) if len(steps) > 1 else offset + 1
                key = (offset + first, kind, group)
                if end > found.get(key, 0):
                    found[key] = end
        return [Hit(kind, at, end + first, group) for (at, kind, group), end in sorted(found.items())]


def _longest(
    steps: tuple[_Step, ...],
    step: int,
    numbers: list[frozenset[int]],
    at: int,
    tokens: Sequence[str],
    first: int,
) -> int:
    """The furthest offset at which `steps[step:]` end when they begin at `at`; 0 where they do not fit."""
    if step == len(steps):
        return at
    here = steps[step]
    if here.gap:
        return _over_gap(steps, step, numbers, at, tokens, first)
    best = 0
    if at < len(numbers) and not here.words.isdisjoint(numbers[at]):
        best = _longest(steps, step + 1, numbers, at + 1, tokens, first)
    if here.optional:
        best = max(best, _longest(steps, step + 1, numbers, at, tokens, first))
    return best


def _over_gap(
    steps: tuple[_Step, ...],
    step: int,
    numbers: list[frozenset[int]],
    at: int,
    tokens: Sequence[str],
    first: int,
) -> int:
    """The nearest end over the gap at `step`: the shortest gap that fits wins, so that scope stays tight."""
    for skip in range(steps[step].gap + 1):
        if at + skip > len(numbers) or (skip and tokens[first + at + skip - 1] in _STOPS):
            return 0
        end = _longest(steps, step + 1, numbers, at + skip, tokens, first)
        if end:
            return end
    return 0
