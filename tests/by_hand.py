"""Arithmetic number by number, and small weights as they are stored: what the readers' own sums are held against."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tracker.reading.layers import FINENESS

Table = list[list[float]]


def stored(
    shapes: Mapping[str, tuple[int, int]], named: Mapping[str, Sequence[str]], lot: random.Random
) -> tuple[list[str], dict[str, Table]]:
    """Numbers drawn by lot for parts of these shapes, as lines of a file and by part; rows are named as given, or
    numbered."""
    lines, numbers = [], {}
    for part, (rows, wide) in shapes.items():
        steps = FINENESS.get(part, FINENESS[""])
        table = [[lot.randint(-steps, steps) for _ in range(wide)] for _ in range(rows)]
        names = named.get(part, [str(at) for at in range(rows)])
        lines += ["\t".join((part, name, *map(str, row))) for name, row in zip(names, table, strict=True)]
        numbers[part] = [[value / steps for value in row] for row in table]
    return lines, numbers


def times(row: Sequence[float], table: Sequence[Sequence[float]]) -> list[float]:
    """A row times a table."""
    return [sum(value * other[at] for value, other in zip(row, table, strict=True)) for at in range(len(table[0]))]


def added(*rows: Sequence[float]) -> list[float]:
    """Rows added up."""
    return [sum(values) for values in zip(*rows, strict=True)]


def above(row: Sequence[float]) -> list[float]:
    """What is above nought."""
    return [max(0.0, value) for value in row]
