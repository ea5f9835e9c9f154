"""Time the store: `python tests/bench/stores.py [EVENTS] [FEEDS]`. Prints milliseconds; judges nothing."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.events import ItemRead
from tracker.model import FeedState, Item, Reading, Stance, Tier, fingerprint
from tracker.stores import Changes, open_store

START = datetime(2025, 1, 1, tzinfo=UTC)


def event(number: int) -> ItemRead:
    """A reading of a made-up item with 300 characters of summary."""
    at = START + timedelta(minutes=number)
    name = fingerprint("item", str(number))
    item = Item(
        id=name, text_id=fingerprint("text", str(number)), feed="https://press.example/feed", host="press.example",
        outlet="Press", tier=Tier.PRESS, title=f"Item {number}", summary="parola " * 43, published=at, seen_at=at,
        link=f"https://press.example/{number}",
    )  # fmt: skip
    reading = Reading(claim="claim", item=name, text_id=item.text_id, stance=Stance.REPORTS, confidence=0.7)
    return ItemRead(
        id=fingerprint("event", str(number)), claim="claim", known_at=at, recorded_at=at, item=item, reading=reading
    )


def seen(feeds: int, salt: str) -> dict[str, frozenset[str]]:
    """Thirty fingerprints for each of so many feeds."""
    return {
        f"https://site{feed}.example/feed": frozenset(fingerprint(salt, str(feed), str(n)) for n in range(30))
        for feed in range(feeds)
    }


def timed(label: str, act: Callable[[], object]) -> None:
    """Run it and print how long it took."""
    begun = time.perf_counter()
    act()
    print(f"{label:55s} {1000 * (time.perf_counter() - begun):8.1f} ms")


def main() -> None:
    """Fill a store, then time what a run does to it."""
    events, feeds = (int(word) for word in (sys.argv[1:] + ["10000", "1000"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.json"
        states = {url: FeedState(url=url, etag='"x"', body_id=fingerprint(url)) for url in seen(feeds, "a")}
        first = Changes(seen=seen(feeds, "a"), feeds=states)
        store = open_store(path)
        with store.exclusive() as held:
            timed(f"first commit, {feeds} feeds x 30 fingerprints", lambda: held.commit(first))
        timed("open", lambda: open_store(path))
        bodies = {fingerprint(url): (url * 500).encode() for url in list(states)[:100]}
        with store.exclusive() as held:
            timed("commit, every feed changed", lambda: held.commit(Changes(seen=seen(feeds, "b"), feeds=states)))
            timed("commit, 100 bodies of 15 kB", lambda: held.commit(Changes(bodies=bodies)))
            ledger = Changes(events=tuple(event(number) for number in range(events)))
            timed(f"commit, {events} events at once", lambda: held.commit(ledger))
            timed("commit, one event more", lambda: held.commit(Changes(events=(event(events + 1),))))
        print(f"{'size':55s} {path.stat().st_size / 1e6:8.1f} MB")
        timed(f"open, {events} events", lambda: open_store(path))
        timed("read, nothing new", store.read)


if __name__ == "__main__":
    main()
