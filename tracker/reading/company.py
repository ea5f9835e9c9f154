"""A reading in the company of others: what other outlets write of the same claim in the same days tells what an item
means that can be read two ways. A headline like "Never say never" is a yes or a no by what happened that day.

    readings alone, each with how likely every stance is
    -> the mean of those near in time that firmly say yes, no or later, each owner and each text once
    -> weighed beside the reading's own -> how likely every stance is in company
    -> the same reading, or what it says instead

`weights/company.json` holds the weights, fitted by tests/bench/fit_company.py over readings of stories that the reader
had never seen. Of 379 stories in two halves, each read with readers and weights that never saw it, macro-F1 is 0.814
and 0.809 in company for 0.806 and 0.797 alone, and 1,929 of 2,273 dated statuses come out right for 1,909, at 42 false
promotions either way. On doubt, the safe verdict: company makes no yes and no delay surer, takes no denial away that is
on the record, and turns no item to what none of it says.
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
from tracker.model import Quoted, Reading, Stance

DAYS = timedelta(days=2.1)
"""Who writes within so long of an item may write of the same news."""

FADES = timedelta(days=1)
"""A companion's weight falls by a factor e for each so much time between."""

FEW = 0.5
"""Companions of this weight together are believed by half."""

MOST = 40
"""More companions tell nothing new: their mean hardly moves, and a crowd of thousands takes time."""

EVEN = 0.5
"""What is less likely than this may as well be something else, and tells others nothing."""

SHARE = 0.8
"""What the odds in company weigh beside those alone."""

PLAIN_NO = 0.7
"""A no that is this likely by itself stays one."""

_LEAST = 1e-3
_STANCES = list(Stance)
_NO = _STANCES.index(Stance.DENIES)


class Told(NamedTuple):
    """One reading, with what its company is told by."""

    at: datetime
    owner: str
    """Outlets of one owner are no company for each other."""
    text: str
    """The item whose text it passes on; copies are one companion."""
    heard: bool
    """Whether it may be company for others: an outlet good enough, and nothing that was taken back."""
    reading: Reading
    settled: bool = False
    """A person has read it so: others change nothing in it."""


NEWS = (Stance.SUPPORTS, Stance.DENIES, Stance.POSTPONES)
"""What one outlet may tell of what another means. That others hedge, take no position or write of something else tells
next to nothing: where they were let in, their weights were -0.07, -0.08 and -0.28, those of NEWS 0.88 to 1.04."""


class Weights(NamedTuple):
    """What each number weighs, by stance, in the order of `Stance`."""

    own: tuple[float, ...]
    """The reading's own log odds."""
    others: tuple[float, ...]
    """The mean log odds of its company; nought where it is no NEWS."""
    start: tuple[float, ...]
    """What is added: how much more often an item that has company is this than the reader alone thinks."""

    def odds(self, own: Sequence[float], others: Sequence[float]) -> tuple[float, ...]:
        """How likely each stance is, given both log odds."""
        columns = zip(self.own, own, self.others, others, self.start, strict=True)
        sums = [weight * log + beside * mean + start for weight, log, beside, mean, start in columns]
        most = max(sums)
        powers = [math.exp(total - most) for total in sums]
        return tuple(power / sum(powers) for power in powers)


@cache
def weights() -> Weights:
    """The weights that come with the program. Raises LanguageError where they cannot be read."""
    try:
        raw = orjson.loads((resources.files(__package__) / "weights" / "company.json").read_bytes())
        return Weights(*(tuple(raw[name][stance] for stance in Stance) for name in Weights._fields))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LanguageError(f"weights/company.json: not readable: {error!r}; install the package again") from error


def in_company(told: Sequence[Told]) -> list[Reading]:
    """The readings, in the same order, each in the company of the others; one without company as it was."""
    return [
        one.reading if others is None else _read_again(one, others)
        for one, others in zip(told, company_of(told), strict=True)
    ]


def company_of(told: Sequence[Told]) -> list[tuple[float, ...] | None]:
    """The mean log odds of each reading's company, in the same order; None for one that has none or whose own odds are
    not known."""
    companions = sorted(
        _Companion(one.at, one.text, one.owner, centred(one.reading.odds)) for one in told if _tells(one)
    )
    times = [one.at for one in companions]
    return [_mean(one, _outward(companions, times, one.at)) if _is_known(one.reading) else None for one in told]


class _Companion(NamedTuple):
    """Whoever tells others something, in the order of time."""

    at: datetime
    text: str
    owner: str
    logs: tuple[float, ...]


def _is_known(reading: Reading) -> bool:
    return len(reading.odds) == len(_STANCES)


def _tells(one: Told) -> bool:
    """Whether a reading firmly says yes, no or later, and does so more likely than not."""
    reading = one.reading
    if reading.confidence < EVEN:
        return False
    firm = not (reading.hedged or reading.correction or reading.quoted is Quoted.UNNAMED)
    return one.heard and firm and reading.stance in NEWS and _is_known(reading)


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


def _mean(one: Told, nearest: Iterator[_Companion]) -> tuple[float, ...] | None:
    """The mean log odds of a reading's companions, each text and each owner once, where nearest, and no more than MOST
    of them."""
    met, company = {one.owner, one.text}, list[_Companion]()
    for other in nearest:
        if met.isdisjoint((other.owner, other.text)):
            company.append(other)
            met |= {other.owner, other.text}
        if len(company) == MOST:
            break
    if not company:
        return None
    fading = [math.exp(-abs(other.at - one.at) / FADES) for other in company]
    believed = sum(fading) + FEW
    columns = zip(*(other.logs for other in company), strict=True)
    return tuple(sum(weight * log for weight, log in zip(fading, column, strict=True)) / believed for column in columns)


def _read_again(one: Told, others: Sequence[float]) -> Reading:
    reading, alone = one.reading, one.reading.odds
    if one.settled or reading.correction or _is_plain_no(reading):
        return reading
    likely = [
        SHARE * there + (1.0 - SHARE) * here
        for there, here in zip(weights().odds(centred(alone), others), alone, strict=True)
    ]
    likely[_NO] = max(likely[_NO], alone[_NO])
    told = max(NEWS, key=lambda stance: _of(others, stance))
    said = [one for one in (reading, reading.instead) if one is not None]
    may = [one for one in said if one is reading or one.stance not in NEWS or one.stance is told]
    best = max(may, key=lambda one: (_of(likely, one.stance), one is reading))
    again = _as_likely(best, min(_of(likely, best.stance), 1.0), _of(alone, best.stance))
    return again.model_copy(
        update={
            "cues": reading.cues,
            "odds": reading.odds,
            "alone": None if best is reading else reading.stance,
            "instead": None,
            "seconded": round(_of(likely, best.stance), 3) if best.stance is told else 0.0,
        }
    )


def _is_plain_no(reading: Reading) -> bool:
    """A denial is news that others lack: on the record, or likely by itself, it stays one whatever others write."""
    return reading.stance is Stance.DENIES and (reading.on_record or _of(reading.odds, Stance.DENIES) >= PLAIN_NO)


def _of(odds: Sequence[float], stance: Stance) -> float:
    return odds[_STANCES.index(stance)]


def _as_likely(reading: Reading, likely: float, alone: float) -> Reading:
    """The reading at this likelihood instead of the one it has alone; a yes and a delay never above it."""
    sure = likely if reading.stance is Stance.DENIES else min(likely, alone)
    record = min(1.0, reading.record * sure / alone) if alone else 0.0
    on_record = record >= reading.enough and not reading.hedged
    hedged = reading.hedged or (reading.wavers and not on_record)
    return reading.model_copy(
        update={
            "confidence": round(sure, 3),
            "record": round(record, 3),
            "on_record": on_record,
            "hedged": hedged,
            "happened": reading.happened and not hedged,
        }
    )
