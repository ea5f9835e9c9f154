"""The one importer of APScheduler: a tick in UTC each minute. Whether a run is due lies in the store (see `due`).

APScheduler's own daily jobs skip or double a day when summer time comes and goes, and forget a run that the
machine slept through; an interval in UTC does neither.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.config import Settings
from tracker.due import due_date
from tracker.errors import TrackerError
from tracker.stores import Changes, Store

LAST_RUN = "last_run_date"
"""Key of the store's meta: the local date of the last scheduled run, as 2025-02-17."""

RETRY_AFTER = timedelta(minutes=15)
"""How long a failed run waits: long enough for a restart of what failed, short enough to be the same morning."""

Clock = Callable[[], datetime]
Job = Callable[[datetime], None]

_log = logging.getLogger(__name__)


@dataclass
class Ticker:
    """What happens at each tick: ask whether a run is due, run it, and only then note its date."""

    settings: Settings
    store: Store
    job: Job
    clock: Clock
    not_before: datetime = field(default=datetime.min.replace(tzinfo=UTC))
    """After a failure: when the run is tried again."""

    def tick(self) -> bool:
        """Run the job if it is due; whether it ran to its end. A failing job is logged and tried again later."""
        now = self.clock()
        if now < self.not_before:
            return False
        try:
            day = due_date(now, self.settings.zone, self.settings.schedule.at, self._last())
            if day is None:
                return False
            self.job(now)
            with self.store.exclusive() as held:
                held.commit(Changes(meta={LAST_RUN: day.isoformat()}))
        except (TrackerError, OSError) as error:
            self.not_before = now + RETRY_AFTER
            _log.error("the run failed: %s; tried again at %s", error, f"{self.not_before:%H:%M} UTC")
            return False
        return True

    def _last(self) -> date | None:
        word = self.store.read().meta.get(LAST_RUN)
        return date.fromisoformat(word) if word else None


def serve(
    settings: Settings,
    store: Store,
    job: Job,
    clock: Clock,
    stop: threading.Event | None = None,
    *,
    tick_seconds: float = 60.0,
) -> None:
    """Stay until `stop` is set (or Ctrl-C, or SIGTERM) and run `job(now)` once each local date.

    A job under way is finished first. Raises whatever a job raises that is neither TrackerError nor OSError.
    """
    stopping = stop or threading.Event()
    ticker = Ticker(settings, store, job, clock)
    crash: list[BaseException] = []

    def tick() -> None:
        try:
            ticker.tick()
        except BaseException as error:
            crash.append(error)
            stopping.set()

    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        "interval",
        seconds=tick_seconds,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=86_400,
    )
    with _signals(stopping):
        scheduler.start()
        try:
            stopping.wait()
        except KeyboardInterrupt:
            _log.info("stopping")
        finally:
            scheduler.shutdown(wait=True)
    if crash:
        raise crash[0]


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM sets `stop`, as service managers expect; only the main thread may listen."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
