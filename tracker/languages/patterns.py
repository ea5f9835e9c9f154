"""Word patterns: small phrases with stems and gaps, matched over tokens in time independent of how many there are.

A pattern is words with spaces between:

    word        exactly this word (lower-cased; accents count unless the caller folds both sides)
    stem*       a word that begins so; *end a word that ends so; a*b both
    a|b|c*      any of these
    ?word       an optional word
    .N          up to N words in between (".3"), never across a semicolon, a colon or the sentence's end

A pattern is filed under the words of its most telling step, as numbers only, and taken apart when a text first holds
one of them: "ha .2 firmato" costs nothing where only "ha" stands, nor room where nobody ever signs anything.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence, Set
from sys import intern
from typing import NamedTuple

_STOPS = frozenset({",", ";", ":", ".", "!", "?", "…"})
_MEMORY = 8_000
"""How many different tokens are remembered before the memory is emptied: a bound, not a tuning."""
_LONGEST_STEM = 40
"""No pattern's beginning of a word has more letters; the tokens of strangers may be as long as they like."""
_SHELVES = 1 << 14
"""How many shelves the patterns are filed on: about as many as there are patterns."""


class Hit(NamedTuple):
    """`kind` was found on tokens [first, last); `group` is the index of the pattern's group."""

    kind: str
    first: int
    last: int
    group: int = 0


class _Step(NamedTuple):
    """The words that may stand at one place of a pattern; or with none of them, a gap of so many words at most."""

    exact: Collection[str]
    stems: tuple[str, ...] = ()
    loose: tuple[tuple[str, ...], ...] = ()
    """The pieces between the stars of other words."""
    optional: bool = False
    gap: int = 0

    def fits(self, token: str) -> bool:
        """Whether `token` is one of the words."""
        return (
            token in self.exact
            or (bool(self.stems) and token.startswith(self.stems))
            or (bool(self.loose) and token[:1].isalpha() and any(_like(token, pieces) for pieces in self.loose))
        )


class _Pattern(NamedTuple):
    kind: str
    group: int
    steps: tuple[_Step, ...]
    least: int
    most: int
    """How many tokens stand before the step it is filed under."""


_Sieve = tuple[tuple[Collection[str], int], ...]
"""Words of which one is needed, and the number of the pattern that needs it."""


class _Met(NamedTuple):
    """The patterns that are filed under a token: those that need a word right after it, right before it, or anywhere in
    the text; and those of which nothing so simple can be said."""

    after: _Sieve
    before: _Sieve
    apart: _Sieve
    rest: tuple[int, ...]

    def likely(self, before: str, after: str, present: frozenset[str]) -> list[int]:
        """Those that may match where the token stands between these two, in a text of the words `present`."""
        followed, led, apart, rest = self
        found = [number for words, number in followed if after in words] if followed else []
        if led:
            found += [number for words, number in led if before in words]
        if apart:
            found += [number for words, number in apart if not present.isdisjoint(words)]
        return [*found, *rest] if rest else found


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


def _like(token: str, pieces: tuple[str, ...]) -> bool:
    """Whether `token` begins with the first of `pieces`, ends with the last, and has the others between, in order."""
    first, *middle, end = pieces
    if not token.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        at = token.find(piece, at) + len(piece)
        if at < len(piece):
            return False
    return token.endswith(end) and at + len(end) <= len(token)


def _gap(word: str) -> int | None:
    """How many words ".3" stands for; None where `word` is a word."""
    return int(word[1:]) if word[0] == "." and word[1:].isdecimal() else None


def _optional(word: str) -> bool:
    return word[0] == "?" and len(word) > 1


def _telling(words: list[str], pattern: str, common: Set[str]) -> int:
    """The word without which the pattern cannot stand that is least often met: none of its alternatives is `common`, if
    that can be, and the shortest of them is long."""
    best, found = -1, 0
    for number, word in enumerate(words):
        if _gap(word) is not None:
            continue
        optional = _optional(word)
        options = word[optional:].split("|")
        if not all(options):
            raise PatternError(f"pattern {pattern!r}: an empty alternative in {word!r}")
        shortest = min(0 if option in common else len(option) - option.count("*") for option in options)
        if shortest > best and not optional:
            best, found = shortest, number
    if not words or _optional(words[0]) or _gap(words[0]) is not None or _gap(words[-1]) is not None:
        raise PatternError(f"pattern {pattern!r}: begin with a word that is not optional, end without a gap")
    return found


class PatternSet:
    """Many patterns, each belonging to a kind, looked for together."""

    def __init__(self, patterns: Iterable[tuple[str, str, int]], common: Set[str] = frozenset()) -> None:
        """`patterns` are (kind, pattern, group); `common` are words that nearly every text has, which changes only how
        long looking takes. Raises PatternError for one that cannot be read."""
        self._common = common
        self._owner = array("H")
        self._ends = array("I", [0])
        """Where each pattern ends in the text of all."""
        self._newest = array("i", [-1]) * _SHELVES
        """By shelf: what was put on it last."""
        self._before = array("i")
        """What lay on the same shelf before."""
        self._filed = array("i")
        """The pattern that was put there."""
        self._labels = array("q")
        """The hash of the word that it was put there for."""
        self._loose: dict[str, list[int]] = {}
        """What such a word ends in that no shelf is for -> the patterns that are filed under it."""
        self._telling = array("B")
        """The number of each pattern's most telling step."""
        self._plains: dict[str, Collection[str]] = {}
        self._steps: dict[str, _Step] = {}
        self._made: dict[int, _Pattern] = {}
        self._memory: dict[str, _Met | None] = {}
        self._wanted: dict[frozenset[str], bytes] = {}
        """Kinds that were asked for -> of each owner, whether it is one of them."""
        owners: dict[tuple[str, int], int] = {}
        texts: list[str] = []
        for kind, pattern, group in patterns:
            owner = owners.setdefault((kind, group), len(owners))
            for variant in _variants(pattern):
                self._file(variant, len(texts))
                self._owner.append(owner)
                self._ends.append(self._ends[-1] + len(variant))
                texts.append(variant)
        self._groups = tuple(owners)
        self._text = "".join(texts)

    def _file(self, pattern: str, number: int) -> None:
        words = pattern.split()
        telling = _telling(words, pattern, self._common)
        self._telling.append(telling)
        for option in words[telling].split("|"):
            if "*" in option[:-1]:
                self._loose.setdefault(option[option.rindex("*") + 1 :], []).append(number)
                continue
            label = hash(option)
            shelf = label & (_SHELVES - 1)
            self._labels.append(label)
            self._before.append(self._newest[shelf])
            self._newest[shelf] = len(self._filed)
            self._filed.append(number)

    def _words(self, number: int) -> list[str]:
        return self._text[self._ends[number] : self._ends[number + 1]].split()

    def _pattern(self, number: int) -> _Pattern:
        """A pattern taken apart; kept, since what was likely once is likely again."""
        steps = tuple(map(self._step, self._words(number)))
        before = steps[: self._telling[number]]
        least = sum(not step.optional and not step.gap for step in before)
        most = sum(step.gap or 1 for step in before)
        made = self._made[number] = _Pattern(*self._groups[self._owner[number]], steps, least, most)
        return made

    def _step(self, word: str) -> _Step:
        known = self._steps.get(word)
        if known is None:
            known = self._steps[word] = _step(word)
        return known

    def _meet(self, token: str) -> _Met | None:
        """The patterns filed under `token` or one of its stems, and from now on remembered."""
        numbers = {
            number
            for end, filed in self._loose.items()
            if token.endswith(end)
            for number in filed
            if self._step(self._words(number)[self._telling[number]]).fits(token)
        }
        begins = range(1, min(len(token), _LONGEST_STEM) + 1)
        for option in (token, *(token[:length] + "*" for length in begins)):
            label = hash(option)
            at = self._newest[label & (_SHELVES - 1)]
            while at >= 0:
                if self._labels[at] == label:
                    numbers.add(self._filed[at])
                at = self._before[at]
        if len(self._memory) >= _MEMORY:
            self._memory.clear()
        found = self._memory[intern(token)] = self._sorted(sorted(numbers)) if numbers else None
        return found

    def _sorted(self, numbers: list[int]) -> _Met:
        after, before, apart, rest = [], [], [], []
        for number in numbers:
            words, telling = self._words(number), self._telling[number]
            if telling + 1 < len(words) and (needed := self._plain(words[telling + 1])):
                after.append((needed, number))
            elif telling and (needed := self._plain(words[telling - 1])):
                before.append((needed, number))
            elif needed := self._apart(words, telling):
                apart.append((needed, number))
            else:
                rest.append(number)
        return _Met(tuple(after), tuple(before), tuple(apart), tuple(rest))

    def _plain(self, word: str) -> Collection[str]:
        """The tokens that a word of a pattern stands for; none where it is a gap, optional, or has a star."""
        if word not in self._plains:
            plain = "*" not in word and not _optional(word) and _gap(word) is None
            self._plains[word] = _few(word.split("|")) if plain else ()
        return self._plains[word]

    def _apart(self, words: list[str], telling: int) -> Collection[str]:
        """What a word further off stands for, the seldomest of those that have no star."""
        others = [needed for at, word in enumerate(words) if at != telling and (needed := self._plain(word))]
        return min(others, key=lambda needed: (not self._common.isdisjoint(needed), len(needed)), default=())

    def _owners(self, kinds: frozenset[str]) -> bytes:
        if kinds not in self._wanted:
            if len(self._wanted) >= _MEMORY:
                self._wanted.clear()
            self._wanted[kinds] = bytes(kind in kinds for kind, _ in self._groups)
        return self._wanted[kinds]

    def find(
        self, tokens: Sequence[str], first: int = 0, last: int | None = None, kinds: frozenset[str] | None = None
    ) -> list[Hit]:
        """Every hit on tokens [first, last), the longest for each kind, group and first token; of `kinds` only, where
        they are given, which takes less time."""
        last = len(tokens) if last is None else last
        words = ("", *tokens[first:last], "")
        present = frozenset(words)
        found: dict[tuple[int, str, int], int] = {}
        memory, made, owner = self._memory, self._made, self._owner
        wanted = None if kinds is None else self._owners(kinds)
        for at, (before, token, after) in enumerate(zip(words, words[1:], words[2:], strict=False), first):
            here = memory[token] if token in memory else self._meet(token)
            for number in here.likely(before, after, present) if here else ():
                if wanted and not wanted[owner[number]]:
                    continue
                kind, group, steps, least, most = made.get(number) or self._pattern(number)
                for start in range(max(first, at - most), at - least + 1):
                    end = _longest(steps, 0, tokens, start, last)
                    if end > found.get((start, kind, group), 0):
                        found[start, kind, group] = end
        return [Hit(kind, at, end, group) for (at, kind, group), end in sorted(found.items())]


def _few(words: Iterable[str]) -> Collection[str]:
    """The words as what takes least room and is looked through as fast."""
    found = tuple(map(intern, words))
    return found if len(found) <= 8 else frozenset(found)


def _step(word: str) -> _Step:
    gap = _gap(word)
    if gap is not None:
        return _Step((), gap=gap)
    optional = _optional(word)
    options = word[optional:].split("|")
    return _Step(
        _few(option for option in options if "*" not in option),
        tuple(option[:-1] for option in options if option.find("*") == len(option) - 1 > 0),
        tuple(tuple(option.split("*")) for option in options if "*" in option[:-1]),
        optional,
    )


def _longest(steps: tuple[_Step, ...], step: int, tokens: Sequence[str], at: int, last: int) -> int:
    """The furthest token before which `steps[step:]` end when they begin at `at`; 0 where they do not fit."""
    for number in range(step, len(steps)):
        here = steps[number]
        if here.gap:
            return _over_gap(steps, number, tokens, at, last)
        fits = at < last and (tokens[at] in here.exact or ((here.stems or here.loose) and here.fits(tokens[at])))
        if here.optional:
            taken = _longest(steps, number + 1, tokens, at + 1, last) if fits else 0
            return max(taken, _longest(steps, number + 1, tokens, at, last))
        if not fits:
            return 0
        at += 1
    return at


def _over_gap(steps: tuple[_Step, ...], step: int, tokens: Sequence[str], at: int, last: int) -> int:
    """The nearest end over the gap at `step`: the shortest gap that fits wins, so that scope stays tight."""
    after = steps[step + 1]
    needed = not (after.optional or after.gap)
    for here in range(at, min(at + steps[step].gap, last) + 1):
        if here > at and tokens[here - 1] in _STOPS:
            return 0
        if needed and not (here < last and (tokens[here] in after.exact or after.fits(tokens[here]))):
            continue
        end = _longest(steps, step + 1, tokens, here, last)
        if end:
            return end
    return 0
