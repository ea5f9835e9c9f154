"""The calendar under the words: months, seasons, quarters and parts of them as spans of days, both ends included.

Seasons run from the meteorological start to the last astronomical day (autumn: 1 September to 21 December), because
newsrooms use either; the `holiday season` is November and December, as the National Retail Federation counts it.
"Early" and "late" are the first and last third (of a month: ten days), "end" the last quarter of anything longer.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from dateutil.easter import easter

Days = tuple[date, date]
Direction = Literal["past", "future", "open"]
Precision = Literal["day", "days", "month", "quarter", "season", "half", "year", "span", "ambiguous"]
Side = Literal["last", "next", "this", ""]
Yearly = Callable[[int], Days | None]
"""What a year makes of a date that comes back every year; None where that year has no such day."""

YEARS = range(1900, 2100)
"""Numbers that may be years."""
SAME_YEAR_AHEAD, SAME_YEAR_BEHIND = 250, 180
"""A date without a year is of the reference's own year up to so many days ahead of it, or behind it. News looks ahead
further than back: of Emergent's headlines of October 2014, all that said "in February" meant the next one."""
OTHER_YEAR_DAYS = 290
"""From here on it is of the neighbouring year; in between it is ambiguous."""
_SEASONS = {"spring": (3, 1, 6, 20), "summer": (6, 1, 9, 22), "autumn": (9, 1, 12, 21), "winter": (12, 1, 3, 20)}
_PARTS = {
    "early": (0, 1, 3),
    "mid": (1, 2, 3),
    "late": (2, 3, 3),
    "end": (3, 4, 4),
    "first_half": (0, 1, 2),
    "second_half": (1, 2, 2),
}
"""Part -> (from, to, of): "late" is from two thirds to three."""
_MONTH_LENGTHS = range(28, 32)


@dataclass(frozen=True, slots=True)
class Known:
    """A span that is settled; `readings` holds both where two were equally good."""

    start: date | None
    end: date | None
    precision: Precision
    direction: Direction = "open"
    readings: tuple[Days, ...] = ()
    closing: bool = False
    """It is the end of something: "before the end of the year" is by its last day."""
    bound: Days | None = None
    """Of "until X" and "since X" the days of X, between which and the reference the span lies."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A date that comes back every year, its year still to be found."""

    at: Yearly
    precision: Precision
    side: Side = ""
    closing: bool = False


Meaning = Known | Recurring


def safe(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    if MINYEAR <= year <= MAXYEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def shift(day: date, days: int) -> date:
    """`day` moved by `days`, held within the calendar."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def days_of(month: int, first: int, last: int | None = None) -> Yearly:
    """From the `first` to the `last` day of a month."""

    def at(year: int) -> Days | None:
        start, end = safe(year, month, first), safe(year, month, first if last is None else last)
        return (start, end) if start and end and start <= end else None

    return at


def months_of(first: int, count: int = 1) -> Yearly:
    """`count` whole months of one year, from month `first`."""

    def at(year: int) -> Days | None:
        last = first + count - 1
        start = safe(year, first, 1)
        if start is None or not 1 <= last <= 12:
            return None
        return start, date(year, last, monthrange(year, last)[1])

    return at


def season(name: str) -> Yearly:
    """A season named by the year it begins in."""
    first_month, first_day, last_month, last_day = _SEASONS[name]

    def at(year: int) -> Days | None:
        start = safe(year, first_month, first_day)
        end = safe(year + (last_month < first_month), last_month, last_day)
        return (start, end) if start and end else None

    return at


def feast(name: str) -> Yearly:
    """A fixed day "12-25", a span "11-01/12-31", or "easter"."""
    if name == "easter":
        return lambda year: (easter(year), easter(year)) if 1583 <= year <= 4099 else None
    first, _, last = name.partition("/")
    (month, day), (to_month, to_day) = _month_day(first), _month_day(last or first)

    def at(year: int) -> Days | None:
        start, end = safe(year, month, day), safe(year, to_month, to_day)
        return (start, end) if start and end else None

    return at


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def part_of(days: Days, part: str) -> Days:
    """The early, mid, late or end part of a span."""
    start, end = days
    below, above, of = _PARTS[part]
    length = (end - start).days + 1
    if length <= 7:
        return days
    if length in _MONTH_LENGTHS:
        return _third_of_month(days, part)
    if start.day == 1 and length > 80 and shift(end, 1).day == 1:
        return _whole_months(days, below, above, of)
    return shift(start, length * below // of), shift(start, length * above // of - 1)


def _third_of_month(days: Days, part: str) -> Days:
    start, end = days
    whole = (end - start).days
    own = {"early": (0, 9), "mid": (10, 19), "first_half": (0, 14), "second_half": (15, whole)}
    first, last = own.get(part, (20, whole))
    return shift(start, first), shift(start, last)


def _whole_months(days: Days, below: int, above: int, of: int) -> Days:
    start, end = days
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    first, last = months * below // of, max(months * above // of - 1, months * below // of)
    return add_months(start, first), shift(add_months(start, last + 1), -1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day; held within the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < MINYEAR:
        return date.min
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unit_around(day: date, unit: str) -> Days:
    """The day, week (from Monday), weekend, month, quarter, half, year or decade that holds `day`."""
    if unit == "week":
        start = shift(day, -day.weekday())
        return start, shift(start, 6)
    if unit == "weekend":
        start = shift(day, 5 - day.weekday())
        return start, shift(start, 1)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(unit)
    if months is None:
        return day, day
    first = (day.month - 1) // months * months + 1
    found = months_of(first, months)(day.year)
    return found or (day, day)


def move(day: date, unit: str, count: int) -> date:
    """`day` moved by `count` units."""
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}.get(unit)
    if months is not None:
        return add_months(day, max(min(months * count, 200_000), -200_000))
    return shift(day, count * {"week": 7, "weekend": 7, "hour": 0}.get(unit, 1))


def settle(meaning: Meaning, reference: date, lean: Direction = "open") -> Known | None:
    """Find the year: what the words say, else what `lean` says, else the nearest sensible one.

    A bare "9 ottobre" is of the reference's own year up to SAME_YEAR_AHEAD or SAME_YEAR_BEHIND days away; from
    OTHER_YEAR_DAYS on it is of the neighbouring year; in between either is as good, and the answer is `ambiguous`,
    from the first day of the earlier reading to the last of the later.
    """
    if isinstance(meaning, Known):
        return meaning
    years = range(reference.year - 4, reference.year + 5)
    found = [days for days in map(meaning.at, years) if days]
    if meaning.side in ("last", "next"):
        return _beside(found, meaning, reference)
    if meaning.side == "this":
        return _this_one(found, meaning, reference)
    if lean != "open":
        return _leaning(found, meaning, reference, lean)
    return _nearest(found, meaning, reference)


def _beside(found: list[Days], meaning: Recurring, reference: date) -> Known | None:
    if meaning.side == "last":
        before = [days for days in found if days[1] < reference]
        return Known(*before[-1], meaning.precision, "past") if before else None
    after = [days for days in found if days[0] > reference]
    return Known(*after[0], meaning.precision, "future") if after else None


def _this_one(found: list[Days], meaning: Recurring, reference: date) -> Known | None:
    around = [days for days in found if days[0] <= reference <= days[1]]
    same = around or [days for days in found if days[0].year == reference.year]
    return Known(*same[0], meaning.precision) if same else None


def _leaning(found: list[Days], meaning: Recurring, reference: date, lean: Direction) -> Known | None:
    if lean == "past":
        before = [days for days in found if days[0] <= reference]
        return Known(*before[-1], meaning.precision, "past") if before else None
    after = [days for days in found if days[1] >= reference]
    return Known(*after[0], meaning.precision, "future") if after else None


def _nearest(found: list[Days], meaning: Recurring, reference: date) -> Known | None:
    if not found:
        return None
    ranked = sorted(found, key=lambda days: distance(days, reference))
    if distance(ranked[0], reference) == 0:
        return Known(*ranked[0], meaning.precision)
    same = next((days for days in found if days[0].year == reference.year), ranked[0])
    other = next((days for days in ranked if days != same), same)
    away = distance(same, reference)
    if away <= (SAME_YEAR_AHEAD if same[0] > reference else SAME_YEAR_BEHIND) or other == same:
        return Known(*same, meaning.precision)
    if away >= OTHER_YEAR_DAYS:
        return Known(*other, meaning.precision)
    return either(same, other)


def either(one: Days, other: Days) -> Known:
    """Two readings as good as each other: `ambiguous`, from the first day of the earlier to the last of the later."""
    readings = tuple(sorted({one, other}))
    return Known(min(one[0], other[0]), max(one[1], other[1]), "ambiguous", "open", readings)


def first_from(meaning: Recurring, day: date) -> Known | None:
    """The first occurrence that begins on `day` or later, within four years."""
    found = (meaning.at(year) for year in range(day.year - 1, day.year + 5))
    after = [days for days in found if days and days[0] >= day]
    return Known(*after[0], meaning.precision) if after else None


def figures(text: str, order: str) -> Known | None:
    """A date in figures: ISO, or day and month as `order` says, "dmy", "mdy" or "either"; None for no such day.

    "09/10/2025" in either order is `ambiguous`. Two numbers are years: "2025/26" is a season of sport or business, July
    to June; "2025-2027" is three years; "2025-06" is a month.
    """
    parts = [int(part) for part in re.split(r"[-–/.]", text.partition("t")[0])]
    if len(parts) == 2:
        return _two_years(*parts)
    if parts[0] > 31:
        return _one_reading([(parts[0], parts[1], parts[2])])
    year = parts[2] + 2000 if parts[2] < 100 else parts[2]
    readings = {"dmy": [(year, parts[1], parts[0])], "mdy": [(year, parts[0], parts[1])]}
    return _one_reading(readings.get(order) or [*readings["dmy"], *readings["mdy"]])


def _one_reading(readings: list[tuple[int, int, int]]) -> Known | None:
    days = sorted({day for reading in readings if reading[0] in YEARS and (day := safe(*reading))})
    if len(days) == 2:
        return either((days[0], days[0]), (days[1], days[1]))
    return Known(days[0], days[0], "day") if days else None


def _two_years(first: int, second: int) -> Known | None:
    if first not in YEARS:
        return None
    if second == (first + 1) % 100:
        return Known(date(first, 7, 1), date(first + 1, 6, 30), "span")
    if month := months_of(second)(first):
        return Known(*month, "month")
    if second in YEARS and second > first:
        return Known(date(first, 1, 1), date(second, 12, 31), "span")
    return None


def distance(days: Days, reference: date) -> int:
    """Days between `reference` and the nearer edge of a span; 0 inside it."""
    start, end = days
    if start <= reference <= end:
        return 0
    return min(abs((start - reference) // timedelta(days=1)), abs((end - reference) // timedelta(days=1)))
