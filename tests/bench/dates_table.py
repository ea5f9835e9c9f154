"""The date table beside dateparser: `python tests/bench/dates_table.py [--misses]`.

Every row of tests/data/dates.toml holds one date. We are right where the span of days is exactly the row's. dateparser
gives one moment with a period, taken as the span it may mean: the day, or the whole month or year where the period
says so. Given the expression first (`parse`), then, where that finds nothing, searched for (`search_dates`). `inside`
counts its answers for coarser rows that at least fall into the span. dateparser is no dependency of the project:
`pip install dateparser` to run the comparison; without it only our side is printed.
"""

from __future__ import annotations

import sys
import time
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from tracker.reading.dates import find_dates

TABLE = Path(__file__).parents[1] / "data" / "dates.toml"
Span = tuple[date | None, date | None]
PLAIN = {
    "it": "Il gruppo cinese sarebbe in trattativa con la casa di Maranello per un nuovo modello sulla propria architettura "
    "elettrica, ha riferito il numero uno, mentre da Ferrari al momento non arriva nessun commento e gli analisti restano "
    "divisi su un accordo che molti ritengono improbabile, per quanto le voci continuino a circolare con insistenza",
    "en": "The group is said to be in talks with the carmaker over a new model built on its electric architecture, the founder "
    "told reporters on the sidelines of the show, while the company had no immediate comment and analysts remain split on a "
    "deal that many of them consider unlikely, although the rumours keep circulating",
}


class Row(NamedTuple):
    language: str
    on: date
    text: str
    span: Span
    precision: str


def rows() -> Iterator[Row]:
    for table in tomllib.loads(TABLE.read_text(encoding="utf-8"))["table"]:
        for text, first, last, precision, _ in table["rows"]:
            yield Row(table["language"], table["on"], text, (day(first), day(last)), precision)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def ours(row: Row) -> list[Span]:
    return [(found.when.start, found.when.end) for found in find_dates(row.text, row.language, row.on)]


def theirs() -> Callable[[Row], list[Span]] | None:
    """dateparser as a function of a row, or None where it is not installed."""
    try:
        from dateparser.date import DateDataParser
        from dateparser.search import search_dates
    except ImportError:
        return None
    parsers: dict[tuple[str, date], DateDataParser] = {}

    def answer(row: Row) -> list[Span]:
        settings = {
            "RELATIVE_BASE": datetime.combine(row.on, datetime.min.time()),
            "PREFER_DATES_FROM": "current_period",
        }
        language = row.language.partition("-")[0]
        order = {"en-GB": "DMY", "en-US": "MDY"}.get(row.language)
        given = settings | ({"DATE_ORDER": order} if order else {})
        key = (row.language, row.on)
        parser = parsers.setdefault(key, DateDataParser(languages=[language], settings=given))
        data = parser.get_date_data(row.text)
        if data.date_obj:
            return [period(data.date_obj.date(), data.period)]
        found = search_dates(row.text, languages=[language], settings=given) or []
        return [period(moment.date(), "day") for _, moment in found]

    return answer


def period(moment: date, name: str) -> Span:
    if name == "month":
        return moment.replace(day=1), moment.replace(day=monthrange(moment.year, moment.month)[1])
    if name == "year":
        return date(moment.year, 1, 1), date(moment.year, 12, 31)
    return moment, moment


def inside(answers: list[Span], span: Span) -> bool:
    start, end = span
    firsts = [first for first, _ in answers if first]
    return any((start is None or start <= first) and (end is None or first <= end) for first in firsts)


def compare(answer: Callable[[Row], list[Span]], of: list[Row]) -> tuple[list[Row], float]:
    """The rows that were missed, and microseconds an expression."""
    for row in of:
        answer(row)
    began = time.perf_counter()
    missed = [row for row in of if answer(row) != [row.span]]
    return missed, (time.perf_counter() - began) / max(1, len(of)) * 1e6


def report(name: str, answer: Callable[[Row], list[Span]], misses: bool) -> None:
    for title, of in groups().items():
        missed, microseconds = compare(answer, of)
        near = sum(inside(answer(row), row.span) for row in missed)
        exact = len(of) - len(missed)
        print(
            f"{name:12} {title:22} {exact:4} of {len(of):4} exactly, {near:4} more inside   {microseconds:8.0f} µs each"
        )
        for row in missed if misses else ():
            print(f"             - [{row.language}] {row.text!r}: {answer(row)} is not {row.span}")


def groups() -> dict[str, list[Row]]:
    every = list(rows())
    two = [row for row in every if row.language[:2] in ("it", "en")]
    return {
        "it, en: one day": [row for row in two if row.precision == "day"],
        "it, en: coarser": [row for row in two if row.precision not in ("day", "ambiguous")],
        "it, en: ambiguous": [row for row in two if row.precision == "ambiguous"],
        "it, en": two,
        "fr, de, es": [row for row in every if row not in two],
        "all": every,
    }


def speed() -> None:
    """Microseconds for a text of about fifty words without any date, and for one with two."""
    on = date(2025, 2, 17)
    for language, text in PLAIN.items():
        for name, full in (("no date", text), ("two dates", f"{text}. 9 ottobre 2025, Q3 2026")):
            find_dates(full, language, on)
            began = time.perf_counter()
            for _ in range(2000):
                find_dates(full, language, on)
            each = (time.perf_counter() - began) / 2000 * 1e6
            print(f"speed        {language} {len(full.split())} words, {name:10} {each:8.1f} µs")


def main() -> None:
    misses = "--misses" in sys.argv
    report("tracker", ours, misses)
    other = theirs()
    if other:
        report("dateparser", other, misses)
    else:
        print("dateparser   not installed: pip install dateparser")
    speed()


if __name__ == "__main__":
    main()
