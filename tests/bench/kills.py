"""Kill a writer at random moments, again and again: `python tests/bench/kills.py [KILLS] [EVENTS] [SEED]`.

Each child commits events with their alerts and delivers the outbox, saying through a pipe what was acknowledged.
It is killed by SIGKILL; then the store is opened and held against what was said. Prints the figures as JSON and
exits with 1 where the outbox law or the store was broken.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from kill_kit import gone_bodies, leftovers, never_left, numbers, repeats, tell

from tracker.events import FlagRaised
from tracker.model import Alert, FeedState, Flag, fingerprint
from tracker.outbox import deliver_outbox
from tracker.stores import Changes, Store, body_id, open_store

START = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class Figures:
    """What was counted, and every broken promise in words."""

    kills: int = 0
    in_commit: int = 0
    in_delivery: int = 0
    acknowledged_commits: int = 0
    acknowledged_deliveries: int = 0
    sent_twice: int = 0
    leftovers_swept: int = 0
    broken: list[str] = field(default_factory=list)


class Ledgered:
    """A notifier whose acceptance is one line, forced to disk, in a file: the mail server of this test."""

    name = "email"

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, alert: Alert) -> None:
        """Accept the alert."""
        with self._path.open("a") as out:
            out.write(alert.id + "\n")
            out.flush()
            os.fsync(out.fileno())


def changes(number: int) -> Changes:
    """What run `number` adds: an event, its alert, a feed's body."""
    at = START + timedelta(minutes=number)
    event = FlagRaised(
        id=fingerprint("event", str(number)),
        claim="c",
        known_at=at,
        recorded_at=at,
        flag=Flag.DORMANT,
        because="x" * 200,
    )
    alert = Alert(
        id=fingerprint("alert", str(number)), channel="email", recipient="a@example.org", claims=("c",),
        subject="s", text="t" * 500, html="h" * 500, created_at=at,
    )  # fmt: skip
    raw = os.urandom(2000)
    state = FeedState(url=f"https://site{number % 7}.example/", body_id=body_id(raw))
    return Changes(events=(event,), alerts=(alert,), bodies={body_id(raw): raw}, feeds={state.url: state})


def work(folder: Path, out: int) -> None:
    """Commit and deliver until killed; say before each step what begins, and after it what is done."""
    store = open_store(folder / "store.json")
    for number in count(len(store.read().events)):
        os.write(out, b"commit\n")
        with store.exclusive() as held:
            held.commit(changes(number))
        os.write(out, f"committed {number}\ndeliver\n".encode())
        deliver_outbox(store, [Ledgered(folder / "accepted")], START)
        os.write(out, f"delivered {number}\n".encode())


def killed_after(folder: Path, seconds: float) -> list[str]:
    """Let a child work, kill it, and give the lines it managed to say."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            work(folder, write)
        finally:
            os._exit(70)
    os.close(write)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read) as said:
        lines = said.read().splitlines()
    return lines if os.WIFSIGNALED(status) else [*lines, "died by itself"]


def judge(store: Store, lines: list[str], figures: Figures) -> None:
    """Hold what the child said against what the store now has."""
    snapshot = store.read()
    events = {event.id for event in snapshot.events}
    sent = {alert.id for alert in snapshot.outbox if alert.sent_at}
    for line in lines:
        word, _, number = line.partition(" ")
        if word == "committed":
            figures.acknowledged_commits += 1
            if fingerprint("event", number) not in events:
                figures.broken.append(f"commit {number} was acknowledged and is lost")
        elif word == "delivered":
            figures.acknowledged_deliveries += 1
            if fingerprint("alert", number) not in sent:
                figures.broken.append(f"delivery {number} was acknowledged and is not marked")
        elif word == "died":
            figures.broken.append("the child died by itself")
    figures.broken += gone_bodies(store)


def one_kill(folder: Path, seconds: float, figures: Figures) -> None:
    """Kill, open, judge."""
    lines = killed_after(folder, seconds)
    figures.kills += 1
    begun = [line for line in lines if line in {"commit", "deliver"}]
    figures.in_commit += begun[-1:] == ["commit"] and not lines[-1].startswith("committed")
    figures.in_delivery += begun[-1:] == ["deliver"] and not lines[-1].startswith("delivered")
    figures.leftovers_swept += len(leftovers(folder / "store.json"))
    try:
        judge(open_store(folder / "store.json"), lines, figures)
    except Exception as error:
        figures.broken.append(f"after kill {figures.kills}: {error!r}")


def settle(folder: Path, figures: Figures) -> None:
    """Deliver what is left and count what each alert was accepted: never zero, and one repeat a kill at most."""
    store = open_store(folder / "store.json")
    deliver_outbox(store, [Ledgered(folder / "accepted")], START)
    accepted = Counter((folder / "accepted").read_text().split())
    figures.sent_twice = repeats(accepted)
    figures.broken += never_left(store.read().outbox, accepted)
    if figures.sent_twice > figures.in_delivery:
        figures.broken.append(f"{figures.sent_twice} repeats in {figures.in_delivery} kills during delivery")


def main(kills: int, events: int, seed: int) -> Figures:
    """Populate a store, kill its writers, settle."""
    chance = random.Random(seed)
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder / "store.json")
        with store.exclusive() as held:
            held.commit(Changes(events=tuple(event for n in range(events) for event in changes(n).events)))
        for _ in range(kills):
            one_kill(folder, chance.uniform(0.005, 0.25), figures)
        settle(folder, figures)
    return figures


if __name__ == "__main__":
    tell(main(*numbers(200, 300, 1)))
