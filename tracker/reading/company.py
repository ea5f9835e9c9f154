"""A reading in the company of others: what other outlets write of the same claim in the same days tells what an item
means that can be read two ways. A headline like "Never say never" is a yes or a no by what happened that day.

    readings alone, each with how likely every stance is -> a weighted mean of the others' days -> one table of weights
    -> how likely every stance is in company -> the same reading, or what it says instead

`weights/company.json` holds the table, fitted by tests/bench/fit_company.py over readings of stories that the reader
had never seen. On doubt, the safe verdict: company never makes a yes surer, nor outvotes a plain no.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
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

MOST = 40
"""More companions tell nothing new: their mean hardly moves, and a crowd of thousands takes time."""

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
    companions = sorted(
        _Companion(one.at, one.text, one.owner, centred(one.reading.odds)) for one in told if _tells(one)
    )
    times = [one.at for one in companions]
    return [_met(one, _outward(companions, times, one.at)) for one in told]


class _Companion(NamedTuple):
    """Whoever tells others something, in the order of time."""

    at: datetime
    text: str
    owner: str
    logs: tuple[float, ...]


def _tells(one: Told) -> bool:
    """Whether a reading says anything of what others mean: one that is heard, and likely concerns the claim."""
    odds = one.reading.odds
    return one.heard and len(odds) == len(_STANCES) and odds[_NONE] < 0.5


def centred(odds: Sequence[float]) -> tuple[float, ...]:
    """The log odds of every stance, around their mean."""
    logs = [math.log(share + _LEAST) for share in odds]
    mean = sum(logs) / len(logs)
    return tuple(log - mean for log in logs)


def _outward(companions: Sequence[_Companion], times: Sequence[datetime], at: datetime) -> Iterator[_Companion]:
    """Those within DAYS, the nearest first, of two as near the earlier."""
    right = bisect_left(times, at)
    left = right - 1
    while True:
        before = at - times[left] if left >= 0 else DAYS + FADES
        after = times[right] - at if right < len(times) else DAYS + FADES
        if min(before, after) > DAYS:
            return
        if before <= after:
            yield companions[left]
            left -= 1
        else:
            yield companions[right]
            right += 1


def _met(one: Told, nearest: Iterator[_Companion]) -> list[float] | None:
    """What is known of one reading with its companions: each text and each owner counts once, where it is nearest, and no
    more than MOST of them."""
    if len(one.reading.odds) != len(_STANCES):
        return None
    met, company = {one.owner, one.text}, list[_Companion]()
    for other in nearest:
        if met.isdisjoint((other.owner, other.text)):
            company.append(other)
            met |= {other.owner, other.text}
        if len(company) == MOST:
            break
    if not company:
        return None
    weights = [math.exp(-abs(other.at - one.at) / FADES) for other in company]
    total, sums = sum(weights), [0.0] * len(one.reading.odds)
    for weight, other in zip(weights, company, strict=True):
        sums = [so_far + weight * log for so_far, log in zip(sums, other.logs, strict=True)]
    return [*centred(one.reading.odds), *(column / (total + FEW) for column in sums), math.log1p(total)]


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
