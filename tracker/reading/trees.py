"""What everything seen of an item amounts to: how likely each stance is, that an authority says it on the record, and
that it tells a plan as fulfilled.

Decision trees over named facts a person can check (a denial beside the claim's own matter in the body, a later
date in the title, an authority speaking ...), each voting a little; facts qualify each other on the way down a tree - a
delay beside "no", a signature beside "would". tests/bench/fit_reader.py grows them over labelled stories; asking them
needs nothing but comparisons and sums.
"""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, NamedTuple

import orjson

from tracker.model import Stance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STANCES = tuple(Stance)
GROUPS = (*map(str, STANCES), "record", "happened")
"""The order of the trees' groups."""


Node = tuple[int, float, int, int]
"""The number of a fact, a bound, and where to go on: left where the fact is at most the bound, right else. Where to is
another node of the tree where not negative, its leaf -1 - n where negative."""


class Odds(NamedTuple):
    """How likely each stance is (they sum to 1); from 0 to 1, how likely a yes, a no or a delay is an authority's on
    the record, and how likely what supports a plan tells it as fulfilled."""

    stances: Mapping[Stance, float]
    record: float
    happened: float = 0.0

    @property
    def about(self) -> float:
        """How likely the item concerns the claim."""
        return 1.0 - self.stances[Stance.NONE]

    def without(self, stance: Stance) -> Odds:
        """The odds where it is not this stance, shared out among the others as they stand."""
        left = 1.0 - self.stances[stance]
        if left <= 0.0:
            return self
        shares = {name: 0.0 if name is stance else share / left for name, share in self.stances.items()}
        return self._replace(stances=shares)

    def beside(self, other: Odds, weight: float) -> Odds:
        """What these odds and others come to, the others with `weight` from 0 to 1: the mean of their logarithms."""
        powers = {
            name: share ** (1.0 - weight) * max(other.stances[name], _LEAST) ** weight
            for name, share in self.stances.items()
        }
        total = sum(powers.values())
        return Odds(
            {name: power / total for name, power in powers.items()},
            _between(self.record, other.record, weight),
            _between(self.happened, other.happened, weight),
        )


_LEAST = 1e-9
"""The smallest likelihood that is told from nought."""


def _between(one: float, other: float, weight: float) -> float:
    """Between two likelihoods, the mean of their log odds."""
    logs = [math.log(max(likely, _LEAST) / max(1.0 - likely, _LEAST)) for likely in (one, other)]
    return _likely(logs[0] * (1.0 - weight) + logs[1] * weight)


class Forest(NamedTuple):
    """Every tree as a row of bits, a bit a leaf from left to right, all rows in one number.

    Of a tree's nodes each that sends an item to the right rules out the leaves on its left; of those that are left the
    first is the item's. What a fact rules out in all trees at once is one number, so asking is an "and" a fact.
    """

    facts: Mapping[str, tuple[tuple[float, ...], tuple[int, ...]]]
    """Of each fact its bounds, rising, and the leaves that are left where its value is above each."""
    low: frozenset[str]
    """Facts with a bound below nought, which count when they are missing too."""
    every: int
    """All leaves."""
    ones: int
    """The first leaf of each tree."""
    leaves: str
    """The type code of an array with a number a tree."""
    votes: NDArray[np.int32]
    """What the leaves say, a row a tree, in STEPS to one: whole numbers, whose sum is the same in any order."""
    groups: tuple[int, ...]
    """Which tree is the first of each of GROUPS; the next one's is behind its last."""

    def odds(self, found: Mapping[str, float]) -> Odds:
        """The odds of an item with these facts; one that is not among them is nought."""
        import numpy as np  # which what reads nothing need not wait for

        left, facts = self.every, self.facts
        for name, value in (*found.items(), *((name, 0.0) for name in self.low - found.keys())):
            if name in facts:
                bounds, remaining = facts[name]
                above = bisect_left(bounds, value)
                if above:
                    left &= remaining[above - 1]
        sums = np.zeros(len(self.votes) + 1, np.int64)
        np.cumsum(self.votes[np.arange(len(self.votes)), self._first(left)], out=sums[1:])
        *totals, record, happened = (np.diff(sums[list(self.groups)]) / STEPS).tolist()
        powers = [math.exp(total - max(totals)) for total in totals]
        shares = [power / sum(powers) for power in powers]
        return Odds(dict(zip(STANCES, shares, strict=True)), _likely(record), _likely(happened))

    def _first(self, left: int) -> NDArray[np.int32]:
        """Of each tree the first of the leaves that are left."""
        import numpy as np

        size = len(self.votes) * array(self.leaves).itemsize
        lowest = left & (self.every - left + self.ones)
        rows = np.frombuffer(lowest.to_bytes(size, sys.byteorder), self.leaves)
        places: NDArray[np.int32] = np.frexp(rows.astype(np.float64))[1] - 1
        return places


STEPS = 1_000_000
"""Steps to one in which leaves' votes are stored."""


def _likely(total: float) -> float:
    """What trees' votes amount to, from 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


class _Rows:
    """Trees written out, one after the other."""

    def __init__(self, trees: int, most: int) -> None:
        """`most` is the greatest number of leaves that a tree has."""
        self.code = next(code for code in "BHIQ" if array(code).itemsize * 8 >= most)
        self.most = most
        self.votes: list[array[int]] = []
        self.every = array(self.code, [(1 << array(self.code).itemsize * 8) - 1]) * trees
        self.above: dict[int, dict[float, array[int]]] = {}
        """Fact -> bound -> the leaves that are left where the fact is above the bound."""

    def add(self, nodes: Sequence[Node], leaves: Sequence[float]) -> None:
        """Put a tree in."""
        order = self._walk(nodes, 0 if nodes else -1, 0)
        votes = [round(leaves[leaf] * STEPS) for leaf in order]
        self.votes.append(array("i", [*votes, *repeat(0, self.most - len(votes))]))

    def _walk(self, nodes: Sequence[Node], side: int, at: int) -> list[int]:
        """The leaves on one side of a node, from left to right; `at` is the place of the first."""
        if side < 0:
            return [-1 - side]
        fact, bound, *sides = nodes[side]
        left = self._walk(nodes, sides[0], at)
        rows = self.above.setdefault(fact, {}).setdefault(bound, self.every[:])
        rows[len(self.votes)] &= ~(((1 << len(left)) - 1) << at)
        return left + self._walk(nodes, sides[1], at + len(left))

    def remaining(self, fact: int) -> tuple[tuple[float, ...], tuple[int, ...]]:
        """The bounds of a fact, and the leaves that are left above each; asked once, as what was gathered goes."""
        above = self.above.pop(fact, {})
        bounds = tuple(sorted(above))
        left, found = _number(self.every), []
        for bound in bounds:
            left &= _number(above.pop(bound))
            found.append(left)
        return bounds, tuple(found)


def _number(rows: array[int]) -> int:
    """The rows as one number."""
    return int.from_bytes(rows.tobytes(), sys.byteorder)


Tree = tuple[Sequence[Node], Sequence[float]]
"""A tree's nodes, the first one on top, and its leaves' votes."""


def forest_of(facts: Sequence[str], trees: Mapping[str, Sequence[Tree]]) -> Forest:
    """A forest of these trees, by the names of GROUPS."""
    every = [tree for name in GROUPS for tree in trees[name]]
    most = max(len(leaves) for _, leaves in every)
    return _planted(facts, {name: len(trees[name]) for name in GROUPS}, most, every)


def _planted(facts: Sequence[str], counts: Mapping[str, int], most: int, trees: Iterable[Tree]) -> Forest:
    """A forest of the trees, group after group; none has more than `most` leaves."""
    rows = _Rows(sum(counts.values()), most)
    for nodes, leaves in trees:
        rows.add(nodes, leaves)
    known = {name: rows.remaining(at) for at, name in enumerate(facts)}
    import numpy as np

    return Forest(
        facts=known,
        low=frozenset(name for name, (bounds, _) in known.items() if bounds and bounds[0] < 0),
        every=_number(rows.every),
        ones=_number(array(rows.code, [1]) * len(rows.votes)),
        leaves=rows.code,
        votes=np.array(rows.votes, np.int32),
        groups=tuple(accumulate((counts[name] for name in GROUPS), initial=0)),
    )


@cache
def forest() -> Forest:
    """The trees that come with the program: a line that says what follows, then a tree a line, so that no more than one
    is in memory as it is written."""
    with (resources.files(__package__) / "weights" / "trees.jsonl").open("rb") as lines:
        head = orjson.loads(next(lines))
        return _planted(head["facts"], head["trees"], head["leaves"], map(orjson.loads, lines))
