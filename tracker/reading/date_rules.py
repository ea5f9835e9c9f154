"""What each rule of a language's `dates` table means: from captured words to a span of days, its year known or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, cast

from tracker.reading import spans
from tracker.reading.grammar import CLAUSE_END, Captured
from tracker.reading.spans import Days, Direction, Known, Meaning, Precision, Recurring, Side, Yearly

NEAR_YEARS = 12
"""A bare year without a preposition is one only this close to the reference: not "Peugeot 2008" or "Cyberpunk 2077"."""
FEW_DAYS = {"hour": 1, "day": 14, "week": 60, "weekend": 14, "month": 365, "quarter": 365, "half": 365, "year": 3650}
"""How far "the coming days, weeks, months" may reach: generous, so that nothing is called late too early."""
_COARSE = frozenset({"month", "quarter", "season", "half", "year"})
_DATE, _COARSE_DATE = frozenset({"date"}), frozenset({"date", "coarse"})
_YEAR, _THE_YEAR = frozenset({"year", "relyear"}), frozenset({"theyear"})
MEMBERS = (_DATE, _COARSE_DATE, _YEAR, _THE_YEAR)
"""What a node made by a rule may be taken for by the next level."""
_PRECISION: dict[str, Precision] = {
    "hour": "day",
    "day": "day",
    "week": "days",
    "weekend": "days",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "decade": "span",
}
_YEAR_WORDS = {"before_last": -2, "last": -1, "this": 0, "next": 1, "after_next": 2}


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year and where the words put it."""

    number: int
    direction: Direction = "open"


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides the words."""

    reference: date
    lean: Direction
    order: str
    """Of a date in figures, as `spans.figures` takes it."""
    moves: frozenset[str]
    """Words after which "from X to Y" moves a date instead of spanning one."""
    negations: frozenset[str]
    """Words after which "before X" is "not before X", and "by X" is "after X"."""
    records: frozenset[str]
    """Words after which "in ten years" looks back: "the first strike in ten years"."""


Rule = Callable[[Captured, Context], Meaning | None]


def build(rule: str, captured: Captured, context: Context) -> tuple[Any, frozenset[str]] | None:
    """The node a rule makes: its value, and the slots that it may fill on the next level."""
    special = _SPECIAL.get(rule)
    if special:
        return special(captured, context)
    meaning = RULES[rule](captured, context)
    if meaning is None:
        return None
    return meaning, _COARSE_DATE if meaning.precision in _COARSE else _DATE


def _never(_: Captured, __: Context) -> tuple[Any, frozenset[str]]:
    return "", frozenset()


def _phrase(captured: Captured, _: Context) -> tuple[Any, frozenset[str]]:
    slot, value = captured.one("")
    return value, frozenset({slot})


def _year_words(captured: Captured, context: Context) -> tuple[Any, frozenset[str]] | None:
    which = captured.one("")
    if which == "the":
        return Year(context.reference.year), _THE_YEAR
    away = _YEAR_WORDS[which]
    number = context.reference.year + away
    return (Year(number, _sign(away)), _YEAR) if 1 <= number <= 9999 else None


def _sign(away: int) -> Direction:
    if away == 0:
        return "open"
    return "past" if away < 0 else "future"


def _recurring(at: Yearly, precision: Precision, captured: Captured) -> Meaning | None:
    """Settled where the words give a year, else left to the reference."""
    year, side = captured.one("year"), captured.one("side")
    if year is None:
        return Recurring(at, precision, cast(Side, side or ""))
    days = at(year.number)
    said: Direction = {"last": "past", "next": "future"}.get(side or "", year.direction)
    return Known(*days, precision, said) if days else None


def _day_month(captured: Captured, context: Context) -> Meaning | None:
    days, month = captured.all("day"), captured.one("month")
    if days != sorted(set(days)):
        return None
    at = spans.days_of(month, days[0], days[-1])
    if at(2024) is None:
        return None
    precision: Precision = "day" if len(days) == 1 else "days"
    weekday = captured.one("weekday")
    if weekday is not None and captured.one("year") is None:
        years = range(context.reference.year - 1, context.reference.year + 2)
        fitting = [days for days in map(at, years) if days and days[0].weekday() == weekday]
        if len(fitting) == 1:
            return Known(*fitting[0], precision)
    return _recurring(at, precision, captured)


def _month(captured: Captured, _: Context) -> Meaning | None:
    return _recurring(spans.months_of(captured.one("month")), "month", captured)


def _months(captured: Captured, _: Context) -> Meaning | None:
    first, last = captured.all("month")[:2]
    if first >= last:
        return None
    return _recurring(spans.months_of(first, last - first + 1), "span", captured)


def _quarter(captured: Captured, _: Context) -> Meaning | None:
    number = captured.one("quarter_code") or captured.one("ord")
    number = 4 if number == -1 else number
    if not 1 <= number <= 4:
        return None
    return _recurring(spans.months_of(3 * number - 2, 3), "quarter", captured)


def _half(captured: Captured, _: Context) -> Meaning | None:
    number = captured.one("half_code") or captured.one("ord")
    number = 2 if number == -1 else number
    if not 1 <= number <= 2:
        return None
    return _recurring(spans.months_of(6 * number - 5, 6), "half", captured)


def _season(captured: Captured, _: Context) -> Meaning | None:
    name, year = captured.one("season"), captured.one("year")
    at = spans.season(name)
    if name == "winter" and year is not None:
        before, after = at(year.number - 1), at(year.number)
        return spans.either(before, after) if before and after else None
    return _recurring(at, "season", captured)


def _feast(captured: Captured, _: Context) -> Meaning | None:
    name = captured.one("feast")
    return _recurring(spans.feast(name), "span" if "/" in name else "day", captured)


def _weekday(captured: Captured, context: Context) -> Meaning | None:
    reference, side = context.reference, captured.one("side")
    ahead = (captured.one("weekday") - reference.weekday()) % 7
    if side == "this":
        return _one_day(spans.shift(reference, ahead), "open")
    if ahead == 0 and not side:
        return _one_day(reference, "open")
    last, following = spans.shift(reference, ahead - 7), spans.shift(reference, ahead or 7)
    where = {"last": "past", "next": "future"}.get(side or "", context.lean)
    if where == "past":
        return _one_day(last, "past")
    if where == "future":
        return _one_day(following, "future")
    return spans.either((last, last), (following, following))


def _weekday_day(captured: Captured, context: Context) -> Meaning | None:
    """A weekday with a number, "sabato 22": the nearest day of that number within six weeks, if it is that weekday."""
    number, weekday = captured.one("day"), captured.one("weekday")
    near = (spans.shift(context.reference, away) for away in sorted(range(-42, 43), key=abs))
    fitting = [day for day in near if day.day == number and day.weekday() == weekday]
    return _one_day(fitting[0], "open") if fitting else None


def _one_day(day: date, direction: Direction) -> Known:
    return Known(day, day, "day", direction)


def _day_word(captured: Captured, context: Context) -> Meaning | None:
    away = captured.one("day_word")
    return _one_day(spans.shift(context.reference, away), _sign(away))


def _side_unit(captured: Captured, context: Context) -> Meaning | None:
    unit, side = captured.one("unit") or captured.one("weekend"), captured.one("side")
    if side is None:
        return _some_weekend(context)
    away = {"last": -1, "this": 0, "next": 1}[side]
    if unit in ("day", "hour") or (unit == "weekend" and away == 1):
        return _few(captured, context, away) if unit != "weekend" else _next_weekend(context.reference)
    days = spans.unit_around(spans.move(context.reference, unit, away), unit)
    return Known(*days, _PRECISION[unit], _sign(away))


def _some_weekend(context: Context) -> Meaning:
    """A bare weekend is today's, else the last or the next as the tense says, else either."""
    reference = context.reference
    following = spans.unit_around(reference, "weekend")
    if following[0] <= reference:
        return Known(*following, "days")
    last = spans.shift(following[0], -7), spans.shift(following[1], -7)
    if context.lean == "open":
        return spans.either(last, following)
    return Known(*(last if context.lean == "past" else following), "days", context.lean)


def _next_weekend(reference: date) -> Known:
    ahead = (5 - reference.weekday()) % 7 or 7
    start = spans.shift(reference, ahead)
    return Known(start, spans.shift(start, 1), "days", "future")


def _few(captured: Captured, context: Context, away: int) -> Meaning | None:
    """From the reference to so many units on, or back to so many units ago; without a number, FEW_DAYS."""
    unit, count = captured.one("unit"), captured.one("n")
    reference = context.reference
    if unit == "hour":
        other = spans.shift(reference, away * max(1, (count or 24) // 24))
    elif count:
        other = spans.move(reference, unit, away * count)
    else:
        other = spans.shift(reference, away * FEW_DAYS.get(unit, 3650))
    start, end = sorted((reference, other))
    return Known(start, end, "span", _sign(away))


def _away(captured: Captured, context: Context, away: int) -> Meaning | None:
    """N units ago or from now, as precise as the unit: "due mesi fa" is that whole month."""
    unit, count = captured.one("unit"), captured.one("n")
    reference = context.reference
    if away > 0 and captured.said_before(context.records, _RECORD_REACH):
        return None
    if unit == "hour":
        return _one_day(spans.shift(reference, away * (count // 24)), _sign(away))
    if unit == "decade":
        return None
    moved = spans.move(reference, unit, away * count)
    return Known(*spans.unit_around(moved, unit), _PRECISION[unit], _sign(away))


def _some_months(captured: Captured, _: Context, last: bool) -> Meaning | None:
    """The first or last N months of a year; four where no number is given."""
    count = captured.one("n") or 4
    if not 1 <= count <= 12:
        return None
    precision: Precision = {3: "quarter", 6: "half"}.get(count, "span")  # type: ignore[assignment]
    return _recurring(spans.months_of(13 - count if last else 1, count), precision, captured)


def _named_year(captured: Captured, _: Context) -> Meaning | None:
    year = captured.one("year") or captured.one("relyear")
    return Known(date(year.number, 1, 1), date(year.number, 12, 31), "year", year.direction)


def _bare_year(captured: Captured, context: Context) -> Meaning | None:
    number = captured.one("year").number
    if number == 2000 or abs(number - context.reference.year) > NEAR_YEARS:
        return None
    return _named_year(captured, context)


def _decade(captured: Captured, _: Context) -> Meaning | None:
    first = captured.one("decade") or captured.one("short_decade") or captured.one("decade_of")
    return Known(date(first, 1, 1), date(first + 9, 12, 31), "span", "open")


def _numeric(captured: Captured, context: Context) -> Meaning | None:
    return spans.figures(captured.one("numeric"), context.order)


def _part(captured: Captured, context: Context) -> Meaning | None:
    whole, part = _dated(captured.one("coarse"), context), captured.one("part")
    precision = _part_precision(whole.precision, part)
    if isinstance(whole, Recurring):
        return replace(whole, at=_part_of_yearly(whole.at, part), precision=precision, closing=part == "end")
    if whole.precision == "ambiguous" or whole.start is None or whole.end is None:
        return whole
    days = spans.part_of((whole.start, whole.end), part)
    return Known(*days, precision, whole.direction, closing=part == "end")


def _part_precision(precision: Precision, part: str) -> Precision:
    if precision == "year" and part.endswith("half"):
        return "half"
    return "days" if precision in ("month", "season") else "span"


def _part_of_yearly(at: Yearly, part: str) -> Yearly:
    def cut(year: int) -> Days | None:
        days = at(year)
        return spans.part_of(days, part) if days else None

    return cut


def _part_unit(captured: Captured, context: Context) -> Meaning | None:
    """ "fine mese", "year-end": a part of the unit that holds the reference."""
    part, unit = captured.one("part"), captured.one("unit")
    if compound := captured.one("compound"):
        part, unit = compound.split("/")
    days = spans.part_of(spans.unit_around(context.reference, unit), part)
    return Known(*days, "days" if unit in ("week", "month") else "span", closing=part == "end")


def _week_of(captured: Captured, context: Context) -> Meaning | None:
    """The week that holds a day, or the n-th week of a month, counted in sevens from its first day."""
    known = spans.settle(captured.one("date") or captured.one("coarse"), context.reference, context.lean)
    if known is None or known.start is None or known.end is None or known.precision == "ambiguous":
        return None
    number = captured.one("ord")
    if number is None:
        return Known(*spans.unit_around(known.start, "week"), "days") if known.precision == "day" else None
    first = spans.shift(known.end, -6) if number == -1 else spans.shift(known.start, 7 * number - 7)
    return Known(first, min(spans.shift(first, 6), known.end), "days", known.direction)


def _rest(captured: Captured, context: Context) -> Meaning | None:
    """Later this year: from the reference to the end of it."""
    return _cut(captured, context, ahead=True)


def _so_far(captured: Captured, context: Context) -> Meaning | None:
    """Earlier this year: from its beginning to the reference."""
    return _cut(captured, context, ahead=False)


def _cut(captured: Captured, context: Context, ahead: bool) -> Meaning | None:
    known = spans.settle(_dated(captured.one("date"), context), context.reference)
    if known is None or not known.start or not known.end or not known.start <= context.reference <= known.end:
        return None
    if ahead:
        return Known(context.reference, known.end, "span", "future")
    return Known(known.start, context.reference, "span", "past")


def _between(captured: Captured, context: Context) -> Meaning | None:
    first, last = captured.all("date")
    if isinstance(first, Recurring) and isinstance(last, Known):
        start = _last_before(first, last)
    else:
        start = spans.settle(first, context.reference, context.lean)
    end = spans.first_from(last, start.start) if isinstance(last, Recurring) and start and start.start else last
    if not isinstance(start, Known) or not isinstance(end, Known) or "ambiguous" in (start.precision, end.precision):
        return None
    if not start.start or not end.end or start.start > end.end:
        return None
    precision: Precision = "days" if {start.precision, end.precision} <= {"day", "days"} else "span"
    return Known(start.start, end.end, precision, end.direction)


def _last_before(first: Recurring, last: Known) -> Known | None:
    """The latest reading of `first` that does not begin after `last` ends."""
    if last.end is None:
        return None
    years = (last.end.year - 1, last.end.year)
    fitting = [days for year in years if (days := first.at(year)) and days[0] <= last.end]
    return Known(*fitting[-1], first.precision) if fitting else None


def _from_to(captured: Captured, context: Context) -> Meaning | None:
    """A span, unless something is moved from the one to the other."""
    first, last = captured.all("date")
    if captured.said_before(context.moves):
        return None
    if ("day" in (first.precision, last.precision)) and first.precision != last.precision:
        return None
    return _between(captured, context)


def _bound(captured: Captured, context: Context, kind: str) -> Meaning | None:
    lean = context.lean
    if lean == "open" and kind in _NEGATED:
        lean = "future"
    lean = "past" if kind == "hitherto" else lean
    meaning = _dated(captured.one("date"), context)
    kind = "by" if kind == "before" and meaning.closing else kind
    if kind in _NEGATED and captured.said_before(context.negations, _NEGATION_REACH, CLAUSE_END):
        kind = _NEGATED[kind]
    known = spans.settle(meaning, context.reference, lean)
    if known and known.readings and (lean != "open" or kind == "onward"):
        known = Known(*known.readings[0 if lean == "past" else -1], "day")
    if known is None or known.start is None or known.end is None or known.precision == "ambiguous":
        return known
    start, end = known.start, known.end
    if kind == "hitherto" and known.precision == "day" and 0 < (start - context.reference).days <= 7:
        start = end = spans.shift(start, -7)  # the weekday before: nothing has been so since the next one
    found = _BOUNDS[kind](start, end, context.reference)
    if found and kind in _SPANNING:
        before = spans.shift(start, -1)
        found = replace(found, bound=(before, before) if kind == "before" else (start, end))
    return found


def _dated(value: Any, context: Context) -> Meaning:
    if isinstance(value, Year):
        return cast(Meaning, _named_year(Captured({"year": [value]}), context))
    return cast(Meaning, value)


def _until(_: date, end: date, reference: date) -> Known:
    if end < reference:
        return Known(None, end, "span", "past")
    return Known(reference, end, "span", "future")


def _before(start: date, _: date, reference: date) -> Known:
    return _until(start, spans.shift(start, -1), reference)


def _since(start: date, _: date, reference: date) -> Known:
    if start > reference:
        return Known(start, None, "span", "future")
    return Known(start, reference, "span", "past")


def _onward(start: date, end: date, reference: date) -> Known | None:
    """From X on, where X is to come; of the past it only says of when something is."""
    return Known(start, None, "span", "future") if start > reference else None


def _after(_: date, end: date, reference: date) -> Known:
    return _not_before(spans.shift(end, 1), end, reference)


def _not_before(start: date, _: date, reference: date) -> Known:
    return Known(start, None, "span", "future" if start > reference else "open")


_SPANNING = frozenset({"by", "until", "before", "since", "hitherto"})
_NEGATED = {"by": "after", "until": "not_before", "before": "not_before"}
"""What a bound that looks ahead becomes under a negation: "won't be ready by June", "non arriverà prima del 2027"."""
_NEGATION_REACH, _RECORD_REACH = 6, 6
"""Words between a negation, or "first", and what it turns."""
_BOUNDS: dict[str, Callable[[date, date, date], Known | None]] = {
    "by": _until,
    "until": _until,
    "before": _before,
    "since": _since,
    "hitherto": _since,
    "onward": _onward,
    "after": _after,
    "not_before": _not_before,
}
RULES: dict[str, Rule] = {
    "day_month": _day_month,
    "month": _month,
    "months": _months,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "feast": _feast,
    "weekday": _weekday,
    "weekday_day": _weekday_day,
    "day_word": _day_word,
    "side_unit": _side_unit,
    "ago": partial(_away, away=-1),
    "ahead": partial(_away, away=1),
    "recent": partial(_few, away=-1),
    "coming": partial(_few, away=1),
    "first_months": partial(_some_months, last=False),
    "last_months": partial(_some_months, last=True),
    "named_year": _named_year,
    "bare_year": _bare_year,
    "decade": _decade,
    "numeric": _numeric,
    "part": _part,
    "part_unit": _part_unit,
    "week_of": _week_of,
    "rest": _rest,
    "so_far": _so_far,
    "between": _between,
    "from_to": _from_to,
    **{kind: partial(_bound, kind=kind) for kind in _BOUNDS},
}
"""Every rule that a language file may name, beside the words for years and the list of what is never a date."""
_SPECIAL = {"never": _never, "phrase": _phrase, "year_words": _year_words}
