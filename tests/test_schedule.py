"""The scheduler: ticks ask the store; the clock is set, the time zone's traps included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time as clocks
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tracker.config import Settings, load_settings
from tracker.errors import StoreError
from tracker.schedule import LAST_RUN, RETRY_AFTER, Ticker, serve
from tracker.stores import Changes, Store, open_store
from tracker.stores.memory import MemoryStore

NOON = datetime(2025, 2, 17, 12, tzinfo=UTC)


def settings_at(folder: Path, at: str, zone: str = "Europe/Rome") -> Settings:
    """Settings with this daily run."""
    return load_settings(folder, {}, {"schedule.at": at, "timezone": zone})


def noted(store: Store) -> str | None:
    """The date of the last run, as it is stored."""
    return store.read().meta.get(LAST_RUN)


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """What the clock shows."""
        return self.now


@pytest.mark.parametrize("at", ["00:00", "00:30", "02:00", "02:30"])
@pytest.mark.parametrize(
    ("start", "days"),
    [("2025-03-28", 4), ("2025-10-24", 4), ("2026-03-27", 4), ("2026-10-23", 4)],
)
def test_each_local_date_has_one_run(tmp_path: Path, start: str, days: int, at: str) -> None:
    """Ticking each minute across 29-30 March and 25-26 October, each date in Rome runs once, in order."""
    settings = settings_at(tmp_path, at)
    first = datetime.combine(date.fromisoformat(start), time(), settings.zone).astimezone(UTC)
    runs: list[date] = []
    store, hands = MemoryStore(), Hands(first)
    ticker = Ticker(settings, store, lambda now: runs.append(now.astimezone(settings.zone).date()), hands)
    last = datetime.combine(date.fromisoformat(start) + timedelta(days=days), time(), settings.zone).astimezone(UTC)
    while hands.now < last:
        ticker.tick()
        hands.now += timedelta(minutes=1)
    assert runs == [date.fromisoformat(start) + timedelta(days=n) for n in range(days)]
    assert noted(store) == runs[-1].isoformat()


def test_a_restart_does_not_run_again(tmp_path: Path) -> None:
    """What was done today is in the store, so a new process with the same file does nothing."""
    settings = settings_at(tmp_path, "07:00")
    runs: list[datetime] = []
    for _ in range(3):
        Ticker(settings, open_store(settings.store), runs.append, lambda: NOON).tick()
    assert runs == [NOON]


def test_a_sleep_is_caught_up(tmp_path: Path) -> None:
    """A machine that slept over its hour for three days runs once when it wakes."""
    settings, store = settings_at(tmp_path, "07:00"), MemoryStore()
    with store.exclusive() as held:
        held.commit(Changes(meta={LAST_RUN: "2025-02-14"}))
    runs: list[datetime] = []
    ticker = Ticker(settings, store, runs.append, lambda: NOON)
    assert [ticker.tick(), ticker.tick()] == [True, False]
    assert runs == [NOON]


def test_a_failed_run_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A run that fails is not noted as done; it is logged and tried again after RETRY_AFTER, not at each tick."""
    settings, store, hands = settings_at(tmp_path, "07:00"), MemoryStore(), Hands(NOON)
    tried: list[datetime] = []

    def job(now: datetime) -> None:
        tried.append(now)
        if len(tried) == 1:
            raise StoreError("store.json: the disk is gone")

    ticker = Ticker(settings, store, job, hands)
    assert not ticker.tick()
    assert noted(store) is None
    assert "store.json: the disk is gone" in caplog.text
    hands.now = NOON + RETRY_AFTER - timedelta(seconds=1)
    assert not ticker.tick()
    hands.now = NOON + RETRY_AFTER
    assert ticker.tick()
    assert tried == [NOON, NOON + RETRY_AFTER]
    assert noted(store) == "2025-02-17"


def serving(
    settings: Settings, store: Store, job: Callable[[datetime], None], stop: threading.Event
) -> threading.Thread:
    """A scheduler that ticks twenty times a second, in a thread."""
    options = {"tick_seconds": 0.05}
    thread = threading.Thread(target=serve, args=(settings, store, job, lambda: NOON, stop), kwargs=options)
    thread.start()
    return thread


def test_serving_runs_the_job_once_and_stops(tmp_path: Path) -> None:
    """The real scheduler runs a due job at its first tick, not at the following ones, and ends when told to."""
    runs: list[datetime] = []
    stop, ran = threading.Event(), threading.Event()

    def job(now: datetime) -> None:
        runs.append(now)
        ran.set()

    store = MemoryStore()
    thread = serving(settings_at(tmp_path, "07:00"), store, job, stop)
    assert ran.wait(5)
    clocks.sleep(0.3)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert (runs, noted(store)) == ([NOON], "2025-02-17")


def test_a_job_is_never_doubled_by_its_own_length(tmp_path: Path) -> None:
    """While a run takes longer than a tick, no second one begins, and stopping waits for it."""
    running, most = [0], [0]
    stop, begun = threading.Event(), threading.Event()
    store = MemoryStore()

    def job(_: datetime) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        begun.set()
        clocks.sleep(0.4)
        running[0] -= 1

    thread = serving(settings_at(tmp_path, "07:00"), store, job, stop)
    assert begun.wait(5)
    stop.set()
    thread.join(5)
    assert (most[0], running[0], noted(store)) == (1, 0, "2025-02-17")


def test_a_programming_error_ends_the_service(tmp_path: Path) -> None:
    """An error that is nobody's input comes out of `serve` instead of being logged each minute for ever."""

    def job(_: datetime) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        serve(settings_at(tmp_path, "07:00"), MemoryStore(), job, lambda: NOON, tick_seconds=0.05)


SERVICE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background inherit a deaf ear
import sys
from datetime import UTC, datetime
from pathlib import Path
from tracker.config import load_settings
from tracker.schedule import serve
from tracker.stores import open_store

settings = load_settings(Path(sys.argv[1]), {}, {"schedule.at": "00:00", "timezone": "UTC"})
serve(settings, open_store(settings.store), lambda now: print("ran", flush=True), lambda: datetime.now(UTC))
print("ended", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_service_manager_can_stop_it(tmp_path: Path, how: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end the process in good order; the run it did is in the store."""
    service = subprocess.Popen([sys.executable, "-c", SERVICE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    assert service.stdout.readline() == "ran\n"
    store = tmp_path / "store.json"
    for _ in range(100):
        if store.exists():
            break
        clocks.sleep(0.05)
    os.kill(service.pid, how)
    out, _ = service.communicate(timeout=10)
    assert (out, service.returncode) == ("ended\n", 0)
    assert noted(open_store(store)) is not None
