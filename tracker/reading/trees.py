"""What everything seen of an item amounts to: how likely each stance is, and that an authority says it on the record.

Small decision trees over named facts a person can check (a denial beside the claim's own matter in the body, a later
date in the title, an authority speaking ...), each voting a little; facts qualify each other on the way down a tree - a
delay beside "no", a signature beside "would". tests/bench/fit_reader.py grows them over labelled stories; asking them
needs nothing but comparisons and sums.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import orjson

from tracker.model import Stance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STANCES = tuple(Stance)
"""The order of the trees' groups; the last group after them is that of the record."""


Node = tuple[int, float, int, int]
"""The number of a fact, a bound, and where to go on: left where the fact is at most the bound, right else. Where to is
another node of the tree where not negative, its leaf -1 - n where negative."""


class Odds(NamedTuple):
    """How likely each stance is (they sum to 1), and how likely an authority says it on the record (0 to 1)."""

    stances: Mapping[Stance, float]
    record: float

    @property
    def about(self) -> float:
        """How likely the item concerns the claim."""
        return 1.0 - self.stances[Stance.NONE]


class Forest(NamedTuple):
    """Every node of every tree in columns; a leaf goes on to itself, with its vote beside it."""

    facts: Mapping[str, int]
    fact: NDArray[np.intp]
    bound: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    vote: NDArray[np.float64]
    roots: NDArray[np.intp]
    groups: tuple[slice, ...]
    """Which of the roots belong to each stance, and last to the record."""
    depth: int

    def odds(self, found: Mapping[str, float]) -> Odds:
        """The odds of an item with these facts; one that is not among them is nought."""
        import numpy as np

        values = np.zeros(len(self.facts) + 1)
        for name, value in found.items():
            at = self.facts.get(name)
            if at is not None:
                values[at] = value
        here = self.roots
        for _ in range(self.depth):
            here = np.where(values[self.fact[here]] <= self.bound[here], self.left[here], self.right[here])
        votes = self.vote[here]
        *totals, record = (float(votes[group].sum()) for group in self.groups)
        powers = [math.exp(total - max(totals)) for total in totals]
        shares = [power / sum(powers) for power in powers]
        return Odds(dict(zip(STANCES, shares, strict=True)), 1 / (1 + math.exp(-max(-30.0, min(30.0, record)))))


class _Rows:
    """Trees written out, node after node."""

    def __init__(self, facts: int) -> None:
        self._none = facts
        self.rows: list[tuple[int, float, int, int, float]] = []
        self.depth = 0

    def add(self, nodes: Sequence[Node], leaves: Sequence[float]) -> int:
        """Put a tree in; where its root is."""
        at, end = len(self.rows), len(self.rows) + len(nodes)
        for fact, bound, *sides in nodes:
            left, right = (at + side if side >= 0 else end - 1 - side for side in sides)
            self.rows.append((fact, bound, left, right, 0.0))
        self.rows += [(self._none, 0.0, end + leaf, end + leaf, vote) for leaf, vote in enumerate(leaves)]
        self.depth = max(self.depth, len(nodes))
        return at


def forest_of(facts: Sequence[str], trees: Mapping[str, Sequence[tuple[Sequence[Node], Sequence[float]]]]) -> Forest:
    """A forest as it is stored: `trees` by stance (and "record"), each its nodes and its leaves' votes."""
    import numpy as np

    rows = _Rows(len(facts))
    roots: list[int] = []
    groups: list[slice] = []
    for name in (*map(str, STANCES), "record"):
        groups.append(slice(len(roots), len(roots) + len(trees[name])))
        roots += [rows.add(nodes, leaves) for nodes, leaves in trees[name]]
    fact, bound, left, right, vote = zip(*rows.rows, strict=True)
    return Forest(
        {name: at for at, name in enumerate(facts)},
        np.array(fact, dtype=np.intp),
        np.array(bound),
        np.array(left, dtype=np.intp),
        np.array(right, dtype=np.intp),
        np.array(vote),
        np.array(roots, dtype=np.intp),
        tuple(groups),
        rows.depth,
    )


@cache
def forest() -> Forest:
    """The trees that come with the program."""
    raw = orjson.loads((resources.files(__package__) / "weights" / "reader.json").read_bytes())
    return forest_of(raw["facts"], raw["trees"])
