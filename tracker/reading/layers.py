"""What a strip amounts to, read in order: how likely each stance is, that an authority says it on the record, and that
it tells a plan as fulfilled; beside the trees, which ask of facts without their order.

Each word on the strip is a row of numbers, the sum of those of the word, of its traits and of what is known of the
item; each step adds to a row what it and four neighbours say; the item is what some of the rows weighed together say,
and the greatest of each number in the title and in the rest. Several such readers, begun from other numbers, are asked,
and their mean counts. tests/bench/fit_layers.py fits them over labelled stories. The form is that of convolutional
classifiers of sentences (Kim 2014), the second step over every other neighbour (Yu and Koltun 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tracker.errors import LanguageError
from tracker.reading.strip import Strip
from tracker.reading.trees import STANCES, Odds

Numbers = NDArray[np.float32]
"""The first axis is the reader's, where not said otherwise; then rows, then numbers."""

FINENESS = {"word": 100, "": 1000}
"""Steps to one in which what was learnt is stored, by part; "" for all others."""
REACH = 2
"""Neighbours on either side that a step asks."""
SPREAD = (1, 2)
"""How far apart they stand, step by step."""
TINY = 1e-5
"""What keeps a row of equal numbers from being divided by nought."""
ANSWERS = 1000
"""Steps to one in which the answers are told; below that, machines may differ."""


class Level(NamedTuple):
    """What a row is multiplied by, and what is added, once it has mean nought and variance one."""

    times: Numbers
    plus: Numbers

    def of(self, rows: Numbers) -> Numbers:
        """The rows levelled."""
        wide = rows.shape[-1]
        rows = rows - np.add.reduce(rows, axis=-1, keepdims=True) / wide
        spread = np.sqrt(np.add.reduce(rows * rows, axis=-1, keepdims=True) / wide + TINY)
        level: Numbers = rows / spread * self.times + self.plus
        return level


class Step(NamedTuple):
    """What each neighbour says to a row, a square a neighbour from the left; what is added; and how far they stand."""

    neighbours: tuple[Numbers, ...]
    plus: Numbers
    level: Level
    spread: int

    def of(self, rows: Numbers) -> Numbers:
        """The rows with what their neighbours say."""
        several, count, wide = rows.shape
        edge = REACH * self.spread
        padded: Numbers = np.zeros((several, count + 2 * edge, wide), dtype=np.float32)
        padded[:, edge : edge + count] = rows
        said: Numbers = self.plus
        for number, weights in enumerate(self.neighbours):
            first = number * self.spread
            said = said + padded[:, first : first + count] @ weights
        return self.level.of(rows + np.maximum(said, 0))


class Named(NamedTuple):
    """Rows of numbers by name."""

    number: Mapping[str, int]
    rows: Numbers

    def places(self, names: Iterable[str]) -> list[int]:
        """The rows of those names that are known."""
        number = self.number
        return [number[name] for name in names if name in number]


class Layers(NamedTuple):
    """Several readers that know the same words and traits."""

    words: Named
    """The first is that of a word that is not among them."""
    embed: Numbers
    """What a word's few numbers come to in a row of all of them."""
    traits: Named
    about: Named
    plus: Numbers
    level: Level
    steps: tuple[Step, ...]
    views: Numbers
    """How much each number of a row makes it count, a column a view of the item."""
    hidden: Numbers
    hidden_plus: Numbers
    answers: Numbers
    """A column an answer: the stances in their order, the record, what is told as fulfilled."""
    answers_plus: Numbers

    def answer(self, strip: Strip) -> Numbers:
        """Of each reader the logarithm of each answer, the stances' up to what they have in common."""
        about = self.about.places(sorted(strip.about))
        rows = self._read(strip, about)
        shares = rows @ self.views
        shares = np.exp(shares - shares.max(axis=1, keepdims=True))
        views = np.swapaxes(shares / shares.sum(axis=1, keepdims=True), 1, 2) @ rows
        parts = (_most(rows[:, : strip.title]), _most(rows[:, strip.title :]))
        known = np.zeros((len(rows), self.about.rows.shape[1]), dtype=np.float32)
        known[:, about] = 1
        seen = np.concatenate([views.reshape(len(rows), -1), *parts, known], axis=1)[:, None]
        hidden = np.maximum(seen @ self.hidden + self.hidden_plus, 0)
        answers: Numbers = (hidden @ self.answers + self.answers_plus)[:, 0]
        return answers

    def odds(self, strip: Strip) -> Odds:
        """The odds of an item with this strip, as the readers see it together: the mean of each one's."""
        return odds_of(self.answer(strip))

    def _read(self, strip: Strip, about: Sequence[int]) -> Numbers:
        """A row a word, once each has been told by its neighbours."""
        number, trait = self.words.number, self.traits.number
        rows = self.words.rows[:, [number.get(word, 0) for word in strip.words]] @ self.embed
        known = [(place, trait[name]) for place, name in strip.traits if name in trait]
        marks = np.zeros((len(strip.words), self.traits.rows.shape[1]), dtype=np.float32)
        if known:
            marks[tuple(zip(*known, strict=True))] = 1
        rows = rows + marks @ self.traits.rows + (self.about.rows[:, about].sum(axis=1, keepdims=True) + self.plus)
        rows = np.maximum(self.level.of(rows), 0)
        for step in self.steps:
            rows = step.of(rows)
        return rows


def odds_of(answers: Numbers) -> Odds:
    """The odds that the answers come to (`Layers.answer`), the mean of each reader's."""
    told = np.round(answers.astype(np.float64) * ANSWERS) / ANSWERS
    stances = np.exp(told[:, : len(STANCES)] - told[:, : len(STANCES)].max(axis=1, keepdims=True))
    shares = (stances / stances.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    record, happened = (1 / (1 + np.exp(-told[:, len(STANCES) :]))).mean(axis=0).tolist()
    return Odds(dict(zip(STANCES, shares, strict=True)), record, happened)


def _most(rows: Numbers) -> Numbers:
    """The greatest of each number; nought where there is no row."""
    several, count, wide = rows.shape
    most: Numbers = rows.max(axis=1) if count else np.zeros((several, wide), dtype=np.float32)
    return most


def layers_of(readers: Iterable[Iterable[str]]) -> Layers:
    """Readers as they are stored, each a line a row: its part, its name, and its numbers in steps of FINENESS, with
    tabs between. LanguageError where there is none, or where they do not know the same names."""
    each = [parts_of(lines) for lines in readers]
    if not each:
        raise LanguageError("the readers' files (layers*.tsv) are missing: install the package again")
    parts = {name: _together(name, [one[name] for one in each]) for name in each[0]}
    rows = {name: part.rows for name, part in parts.items()}
    return Layers(
        words=parts["word"],
        embed=rows["embed"],
        traits=parts["trait"],
        about=parts["about"],
        plus=rows["plus"],
        level=_level(rows["level"]),
        steps=tuple(_step(rows, number, spread) for number, spread in enumerate(SPREAD)),
        views=rows["views"],
        hidden=rows["hidden"],
        hidden_plus=rows["hidden_plus"],
        answers=rows["answers"],
        answers_plus=rows["answers_plus"],
    )


def _level(rows: Numbers) -> Level:
    return Level(rows[:, :1], rows[:, 1:])


def _step(rows: Mapping[str, Numbers], number: int, spread: int) -> Step:
    squares = np.split(rows[f"step{number}"], 2 * REACH + 1, axis=1)
    return Step(tuple(squares), rows[f"step{number}_plus"], _level(rows[f"step{number}_level"]), spread)


def parts_of(lines: Iterable[str]) -> Mapping[str, Named]:
    """The parts of what was learnt by name, as they are stored: a line a row (`layers_of`)."""
    return {
        part: _part(part, [line.rstrip("\n").split("\t", 2)[1:] for line in rows])
        for part, rows in groupby(lines, key=lambda line: line.partition("\t")[0])
    }


def _part(part: str, rows: Sequence[Sequence[str]]) -> Named:
    numbers = np.fromstring("\t".join(row for _, row in rows), dtype=np.float32, sep="\t")
    table = numbers.reshape(len(rows), -1) / np.float32(FINENESS.get(part, FINENESS[""]))
    return Named({name: at for at, (name, _) in enumerate(rows)}, table)


def _together(part: str, each: Sequence[Named]) -> Named:
    if any(one.number != each[0].number for one in each):
        raise LanguageError(f"the readers' files differ in the names of {part!r}: install the package again")
    return Named(each[0].number, np.stack([one.rows for one in each]))


def _lines(file: Traversable) -> Iterator[str]:
    with file.open(encoding="utf-8") as lines:
        yield from lines


@cache
def layers() -> Layers:
    """The readers that come with the program. Their tables are so small that sharing the work out among processors
    takes longer than doing it, so from here on this process does not."""
    threadpool_limits(1, user_api="blas")
    folder = resources.files(__package__) / "weights"
    files = sorted((one for one in folder.iterdir() if one.name.startswith("layers")), key=lambda one: one.name)
    return layers_of(_lines(file) for file in files)
