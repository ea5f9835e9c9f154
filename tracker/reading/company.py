"""A reading in the company of others: what other outlets write of the same claim in the same days tells what an item
means that can be read two ways. A headline like "Never say never" is a yes or a no by what happened that day.

    readings alone, each with how likely every stance is -> a weighted mean of the others' days -> one table of weights
    -> how likely every stance is in company -> the same reading, or what it says instead

`weights/company.json` holds the table, fitted by tests/bench/fit_company.py over readings of stories that the reader
had never seen. On doubt, the safe verdict: company never makes a yes surer, nor outvotes a plain no.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple

import orjson

from tracker.errors import LanguageError
from tracker.model import Reading, Stance

DAYS = timedelta(days=2.1)
"""Who writes within so long of an item may write of the same news."""

FADES = timedelta(days=1)
"""A companion's weight falls by a factor e for each so much time between."""

FEW = 0.5
"""Companions of this weight together are believed by half."""

SHARE = 0.8
"""What the odds in company weigh beside those alone."""

PLAIN_NO = 0.7
"""A no that is this likely by itself stays one, whatever others write: a denial is news that others lack."""

_LEAST = 1e-3
_STANCES = list(Stance)
_NONE = _STANCES.index(Stance.NONE)
_NO = _STANCES.index(Stance.DENIES)


class Told(NamedTuple):
    """One reading, with what its company is told by."""

    at: datetime
    owner: str
    """Outlets of one owner are no company for each other."""
    text: str
    """The item whose text it passes on; copies are one companion."""
    heard: bool
    """Whether it is company for others: an outlet good enough, and a text that nobody took back."""
    reading: Reading


class Table(NamedTuple):
    """The weights: a row for each number that is known of an item, a column for each stance."""

    rows: tuple[tuple[float, ...], ...]
    """The item's own log odds, the mean of its companions', how many they are."""
    start: tuple[float, ...]

    def odds(self, known: Sequence[float]) -> tuple[float, ...]:
        """How likely each stance is, given what is known."""
        sums = list(self.start)
        for value, row in zip(known, self.rows, strict=True):
            sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
        most = max(sums)
        powers = [math.exp(total - most) for total in sums]
        return tuple(power / sum(powers) for power in powers)


@cache
def table() -> Table:
    """The weights that come with the program. Raises LanguageError where they cannot be read."""
    try:
        raw = orjson.loads((resources.files(__package__) / "weights" / "company.json").read_bytes())
        return Table(tuple(map(tuple, raw["rows"])), tuple(raw["start"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LanguageError(f"weights/company.json: not readable: {error!r}; install the package again") from error


def in_company(told: Sequence[Told], weights: Table | None = None) -> list[Reading]:
    """The readings, in the same order, each in the company of the others; one without company as it was."""
    weights = weights or table()
    return [_read_again(one, seen, weights) for one, seen in zip(told, known(told), strict=True)]


def known(told: Sequence[Told]) -> list[list[float] | None]:
    """What the table asks of each reading, in the same order: its own log odds, the weighted mean of its companions',
    and how many they are; None for one that has no company or whose odds are not known."""
    logs = [centred(one.reading.odds) if one.reading.odds else () for one in told]
    order = sorted(range(len(told)), key=lambda index: told[index].at)
    times = [told[index].at for index in order]
    found: list[list[float] | None] = []
    for one, own in zip(told, logs, strict=True):
        near = order[bisect_left(times, one.at - DAYS) : bisect_right(times, one.at + DAYS)]
        found.append(_met(one, own, [(told[index], logs[index]) for index in near]) if own else None)
    return found


def centred(odds: Sequence[float]) -> tuple[float, ...]:
    """The log odds of every stance, around their mean."""
    logs = [math.log(share + _LEAST) for share in odds]
    mean = sum(logs) / len(logs)
    return tuple(log - mean for log in logs)


def _met(one: Told, own: tuple[float, ...], near: Sequence[tuple[Told, tuple[float, ...]]]) -> list[float] | None:
    """What is known of one reading with its neighbours, each text of them counted once, where it is nearest."""
    texts: dict[str, tuple[float, tuple[float, ...]]] = {}
    for other, logs in near:
        weight = _weight(one, other)
        if weight:
            texts[other.text] = max(texts.get(other.text, (0.0, logs)), (weight, logs))
    if not texts:
        return None
    total = sum(weight for weight, _ in texts.values())
    sums = zip(*([weight * log for log in logs] for weight, logs in texts.values()), strict=True)
    return [*own, *(sum(column) / (total + FEW) for column in sums), math.log1p(total)]


def _weight(one: Told, other: Told) -> float:
    """What `other` weighs as company of `one`; nought where it is none."""
    apart = abs(one.at - other.at)
    odds = other.reading.odds
    about = bool(odds) and odds[_NONE] < 0.5
    if not (other.heard and about) or other.owner == one.owner or other.text == one.text or apart > DAYS:
        return 0.0
    return math.exp(-apart / FADES)


def _read_again(one: Told, known: list[float] | None, weights: Table) -> Reading:
    reading, alone = one.reading, one.reading.odds
    if known is None or reading.correction:
        return reading
    settled = max(alone) >= 1.0 or (reading.stance is Stance.DENIES and alone[_NO] >= PLAIN_NO)
    if settled:
        return reading
    odds = [SHARE * there + (1.0 - SHARE) * here for there, here in zip(weights.odds(known), alone, strict=True)]
    odds[_NO] = max(odds[_NO], alone[_NO])
    said = [one for one in (reading, reading.instead) if one is not None]
    best = max(said, key=lambda one: (_of(odds, one.stance), one is reading))
    return _as_likely(best, reading, _of(odds, best.stance), _of(alone, best.stance))


def _of(odds: Sequence[float], stance: Stance) -> float:
    return odds[_STANCES.index(stance)]


def _as_likely(best: Reading, first: Reading, likely: float, alone: float) -> Reading:
    """The reading at this likelihood instead of its own; a yes never above its own."""
    sure = min(likely, alone) if best.stance is Stance.SUPPORTS else min(likely, 1.0)
    record = min(1.0, best.record * sure / alone) if alone else 0.0
    on_record = record >= best.enough
    unsure = best.hedged or (best.wavers and not on_record)
    return best.model_copy(
        update={
            "confidence": round(sure, 3),
            "record": round(record, 3),
            "on_record": on_record,
            "hedged": unsure,
            "happened": best.happened and not unsure,
            "cues": first.cues,
            "odds": first.odds,
            "alone": first.stance if best is not first else None,
            "instead": None,
            "seconded": round(min(likely, 1.0), 3),
        }
    )
