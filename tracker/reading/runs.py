"""What an item's very words amount to, beside the cues that somebody thought of.

Every item is cut into short runs of words in which the claim's own subjects and matter are left out ("S1 said no",
"OWN.done by the board"), so that what was learnt of one claim holds for any other. tests/bench/fit_reader.py weighs
them over labelled stories; what they amount to is a handful of facts among the others that the trees ask.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import orjson

from tracker.model import Stance
from tracker.reading.judge import Judged
from tracker.reading.matter import Marks
from tracker.reading.view import View
from tracker.reading.window import Dates
from tracker.text import Sentence, stem

NAMES = (*(f"words_{stance}" for stance in Stance), "words_record")
"""What the words' facts are called: each stance, and that an authority says it on the record."""
LONGEST = 8
"""Letters of a word's stem that count: endings say less than they cost in examples."""
_AROUND = {"S1": (4, 5), "S2": (4, 5), "OWN": (4, 5), "DATE": (4, 2)}
"""Words before and after a subject, the matter or a date that are seen together with it."""
SCALE = 100
"""Weights are stored in hundredths."""
LEAST = 1e-3
"""The smallest share that is told from nought."""
STEPS = 5
"""Steps to one in which the facts are told: finer ones cost the trees memory and tell them nothing."""


def grams(view: View, found: Marks, judged: Sequence[Judged], dates: Sequence[Dates]) -> set[str]:
    """The runs of words of an item: each word, each two neighbours, and what stands near a subject or the matter.

    A sentence that has nothing to say of the claim has none.
    """
    names = _names(found)
    runs: set[str] = set()
    for one, when in zip(judged, dates, strict=True):
        if not one.bears:
            continue
        words = [
            "^",
            *_dated(when),
            *_words(view, one.sentence, {**names, **_dated_tokens(view, one.sentence, when)}),
            "$",
        ]
        runs.update(words[1:-1])
        runs.update(f"{one} {two}" for one, two in pairwise(words))
        runs.update(_near(words))
    return runs


def _dated(dates: Dates) -> Iterator[str]:
    for side in ("later", "inside", "earlier"):
        if getattr(dates, side):
            yield f"DATE.{side}"


def _dated_tokens(view: View, sentence: Sentence, dates: Dates) -> Mapping[int, str]:
    """What stands for a date's tokens: where it lies from the claim's window, and from the item's day."""
    tokens = dates.tokens(view.tokens.starts, sentence.first, sentence.last)
    return {at: f"DATE.{name}" for at, name in tokens.items()}


def _names(found: Marks) -> Mapping[int, str]:
    """What stands for a token in a run: a subject, or the claim's own matter and what is said of it."""
    names = dict.fromkeys(found.own_words, "OWN") | dict.fromkeys(found.main, "OWN")
    for side, places in found.sides.items():
        names |= dict.fromkeys(places, f"OWN.{side}")
    for number, subject in enumerate(found.subjects):
        names |= dict.fromkeys(subject, "S2" if number else "S1")
    return names


def _words(view: View, sentence: Sentence, names: Mapping[int, str]) -> Iterator[str]:
    """The words of a sentence as they stand in runs; a name of several words is one."""
    folded, language = view.tokens.folded, view.language
    foreign = strangers(view, sentence)
    last = ""
    for at in range(sentence.first, sentence.last):
        name = names.get(at) or ("X" if at in foreign else "")
        if name and name == last:
            continue
        last = name
        yield name or f"{language.code}:{cut(folded[at], language.suffixes)}"


def strangers(view: View, sentence: Sentence) -> Set[int]:
    """Tokens that are written as names where a capital makes one: no first word, and none where most words have one."""
    if view.language.capitals:
        return frozenset()
    raw = view.tokens.raw
    words = [at for at in range(sentence.first, sentence.last) if raw[at][0].isalpha()]
    found = {at for at in words[1:] if raw[at][0].isupper()}
    return found if 2 * len(found) <= len(words) else frozenset()


def cut(word: str, suffixes: tuple[str, ...]) -> str:
    """A folded word as it stands in a run: its stem, or that it is a number."""
    if word[0].isdigit():
        return "0"
    return stem(word, suffixes)[:LONGEST] if word[0].isalpha() else word


def _near(words: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word[0] not in "SOD" or ":" in word:
            continue
        before, after = _AROUND.get(word.partition(".")[0], (0, 0))
        for place in range(max(0, at - before), at):
            yield f"{word}<{words[place]}"
        for place in range(at + 1, min(len(words), at + after + 1)):
            yield f"{word}>{words[place]}"


class Words(NamedTuple):
    """Weighed runs; only their checksums are kept."""

    marks: array[int]
    """The runs' checksums, in order."""
    weights: array[int]
    """A row a run, a column each of NAMES, in hundredths."""
    bias: tuple[float, ...]

    def facts(self, runs: Iterable[str]) -> dict[str, float]:
        """Each of NAMES with what these runs amount to: a stance as the logarithm of its share, not below -7."""
        import numpy as np  # which what reads nothing need not wait for

        wide = len(NAMES)
        known, table = np.frombuffer(self.marks, np.uint32), np.frombuffer(self.weights, np.int16).reshape(-1, wide)
        asked = np.fromiter((crc32(run.encode(errors="surrogatepass")) for run in runs), np.uint32)
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1) if len(known) else np.zeros(0, np.intp)
        rows = table[at[known[at] == asked[: len(at)]]]
        scale = SCALE * math.sqrt(max(1, len(rows)))
        sums = [one / scale for one in rows.sum(axis=0, dtype=np.int64).tolist()]
        *stances, record = (one + bias for one, bias in zip(sums, self.bias, strict=True))
        powers = [math.exp(one - max(stances)) for one in stances]
        shares = [math.log(power / sum(powers) + LEAST) for power in powers]
        return dict(zip(NAMES, (round(value * STEPS) / STEPS for value in (*shares, record)), strict=True))


def words_of(lines: Iterable[str]) -> Words:
    """Weighed runs as they are stored, a line each: the run, and a weight for each of NAMES in hundredths, with tabs
    between; the bias first, as that of no run."""
    wide, marks, weights = len(NAMES), array("I"), array("h")
    rows: list[str] = []
    for line in lines:
        run, _, row = line.rstrip("\n").partition("\t")
        marks.append(crc32(run.encode()))
        rows.append(row)
        if len(rows) == _AT_ONCE:
            weights.extend(_numbers(rows))
            rows.clear()
    weights.extend(_numbers(rows))
    order = sorted(range(1, len(marks)), key=marks.__getitem__)
    sorted_weights = array("h")
    for at in order:
        sorted_weights += weights[at * wide : at * wide + wide]
    return Words(array("I", [marks[at] for at in order]), sorted_weights, tuple(one / SCALE for one in weights[:wide]))


_AT_ONCE = 2_000
"""Lines whose numbers are read together, which takes a third of the time."""


def _numbers(rows: Sequence[str]) -> list[int]:
    numbers: list[int] = orjson.loads(f"[{','.join(rows)}]".replace("\t", ","))
    return numbers


@cache
def words() -> Words:
    """The weighed runs that come with the program."""
    with (resources.files(__package__) / "weights" / "words.tsv").open(encoding="utf-8") as lines:
        return words_of(lines)
