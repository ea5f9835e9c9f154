"""Is a daily run due? The clock is set, also across the nights when the local hour jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.due import due_date, run_due

ROME = ZoneInfo("Europe/Rome")

TIMES = [time(0, 0), time(0, 30), time(2, 0), time(2, 30), time(7, 0), time(23, 59)]
NIGHTS = [date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25)]
"""Where Europe/Rome goes to summer time (02:00 -> 03:00) and back (03:00 -> 02:00)."""


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lived(first: datetime, minutes: int, tz: ZoneInfo, at: time, last: date | None) -> list[tuple[date, datetime]]:
    """Ask at each minute, as the scheduler does, noting each run: its date and its moment."""
    runs: list[tuple[date, datetime]] = []
    for minute in range(minutes):
        now = first + timedelta(minutes=minute)
        day = due_date(now, tz, at, last)
        if day is not None:
            runs.append((day, now))
            last = day
    return runs


@pytest.mark.parametrize("at", TIMES, ids=str)
@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_summer_time_neither_skips_nor_doubles_a_day(night: date, at: time) -> None:
    """Around the night when the hour jumps, each local date gets exactly one run, at its hour or right after the gap."""
    start = datetime.combine(night - timedelta(days=2), time(12), ROME).astimezone(UTC)
    runs = lived(start, 5 * 1440, ROME, at, start.astimezone(ROME).date() - timedelta(days=1))
    days = [day for day, _ in runs]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(set(days)) == len(days)
    assert night in days
    for day, moment in runs[1:]:
        shown = moment.astimezone(ROME)
        assert shown.date() == day
        late = timedelta(hours=shown.hour - at.hour, minutes=shown.minute - at.minute)
        skipped = day == night and night.month == 3 and at.hour == 2
        assert late == (timedelta(hours=3) - timedelta(hours=at.hour, minutes=at.minute) if skipped else timedelta())


def test_the_hour_that_comes_twice() -> None:
    """On 25 October 2026 at 02:30 the run is due the first time the clock shows it, and not the second."""
    first, second = utc("2026-10-25T00:30"), utc("2026-10-25T01:30")
    assert first.astimezone(ROME).time() == second.astimezone(ROME).time() == time(2, 30)
    assert due_date(first, ROME, time(2, 30), date(2026, 10, 24)) == date(2026, 10, 25)
    assert due_date(second, ROME, time(2, 30), date(2026, 10, 25)) is None
    assert due_date(utc("2026-10-25T01:00"), ROME, time(2, 30), date(2026, 10, 25)) is None


def test_the_hour_that_never_comes() -> None:
    """On 29 March 2026 nobody sees 02:30; the run is due at 03:00, one minute after 01:59."""
    assert not run_due(utc("2026-03-29T00:59"), ROME, time(2, 30), date(2026, 3, 28))
    assert run_due(utc("2026-03-29T01:00"), ROME, time(2, 30), date(2026, 3, 28))


def test_before_and_after_the_hour() -> None:
    """A run is due from its minute on, once."""
    at, yesterday = time(7, 0), date(2025, 2, 16)
    assert not run_due(utc("2025-02-17T05:59:59"), ROME, at, yesterday)
    assert run_due(utc("2025-02-17T06:00"), ROME, at, yesterday)
    assert not run_due(utc("2025-02-17T06:01"), ROME, at, date(2025, 2, 17))


def test_a_machine_that_slept_catches_up() -> None:
    """A run missed in the evening is made up for in the morning, and counts for the evening's date."""
    missed = due_date(utc("2025-02-18T05:00"), ROME, time(23, 30), date(2025, 2, 16))
    assert missed == date(2025, 2, 17)
    assert due_date(utc("2025-02-18T22:30"), ROME, time(23, 30), missed) == date(2025, 2, 18)


def test_a_week_off_is_made_up_for_by_one_run() -> None:
    """After seven days without the machine one run is due, not seven."""
    runs = lived(utc("2025-02-20T12:00"), 60, ROME, time(7, 0), date(2025, 2, 13))
    assert [day for day, _ in runs] == [date(2025, 2, 20)]


def test_a_first_start_waits_for_the_hour() -> None:
    """A tracker that never ran runs at today's hour, or at once if that is past."""
    assert not run_due(utc("2025-02-17T05:00"), ROME, time(7, 0), None)
    assert due_date(utc("2025-02-17T12:00"), ROME, time(7, 0), None) == date(2025, 2, 17)


def test_moving_west_does_not_run_twice() -> None:
    """Whoever flies from Rome to New York after today's run waits for tomorrow's."""
    assert not run_due(utc("2025-02-17T18:00"), ZoneInfo("America/New_York"), time(7, 0), date(2025, 2, 17))


def test_a_note_from_the_future_is_not_believed() -> None:
    """A date noted by a clock that was years ahead does not stop the runs."""
    assert due_date(utc("2025-02-17T12:00"), ROME, time(7, 0), date(2038, 1, 1)) == date(2025, 2, 17)
    assert not run_due(utc("2025-02-17T12:00"), ROME, time(7, 0), date(2025, 2, 18))


ZONES = st.sampled_from(
    ["Europe/Rome", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Santiago", "UTC"]
)


@given(
    zone=ZONES.map(ZoneInfo),
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    naps=st.lists(st.integers(1, 3000), min_size=1, max_size=40),
)
def test_no_date_twice_and_none_left_behind(zone: ZoneInfo, at: time, start: datetime, naps: list[int]) -> None:
    """However long the machine sleeps between two looks, no date runs twice, dates only rise, and after each look
    nothing is due."""
    last = start.astimezone(zone).date() - timedelta(days=1)
    done: list[date] = []
    now = start
    for nap in naps:
        now += timedelta(minutes=nap)
        day = due_date(now, zone, at, last)
        if day is not None:
            done.append(day)
            last = day
        assert not run_due(now, zone, at, last)
        assert last >= now.astimezone(zone).date() - timedelta(days=1)
    assert done == sorted(set(done))
