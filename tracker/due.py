"""Is a daily run due? Pure: the moment, the time zone, the hour and the last run's date are all it takes.

The question is asked again and again; the answer lies in the stored date, not in a timer. So a clock that
skips an hour, or shows one twice, neither skips nor doubles a day, and a machine that slept catches up.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_AHEAD = timedelta(days=1)
"""How far ahead of today the last run's date may be, for whoever moved to another time zone; beyond that the
clock was wrong when it was noted, and the note is not believed."""


def due_date(now_utc: datetime, tz: ZoneInfo, at: time, last_run_local_date: date | None) -> date | None:
    """The local date whose run is due at `now_utc`, or None.

    A date's run is due once the local clock has shown `at` on it (or has jumped over it), until it was done
    or the next date's is due. What was missed for several dates is made up for by one run.
    """
    local = now_utc.astimezone(tz)
    today = local.date()
    if last_run_local_date is not None and last_run_local_date > today + _AHEAD:
        last_run_local_date = None
    if local.time().replace(tzinfo=None) >= at:
        latest = today
    elif last_run_local_date is None:
        return None
    else:
        latest = today - timedelta(days=1)
    return latest if last_run_local_date is None or last_run_local_date < latest else None


def run_due(now_utc: datetime, tz: ZoneInfo, at: time, last_run_local_date: date | None) -> bool:
    """Whether a run is due (see `due_date`). A tracker that never ran waits for today's hour."""
    return due_date(now_utc, tz, at, last_run_local_date) is not None
