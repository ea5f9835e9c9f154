"""By how much do twenty hostile feeds hold up two hundred good ones, and does the run end at its deadline?

    python -m tests.bench.held_up [--rounds 5] [--deadline 20]

Whole polls, with matching, reading and the commit, of 200 good feeds alone and with the twenty of
`tests/test_fetch_hostile.py` among them; the server is a process of its own. Prints the median seconds until the last
good feed was read, and until the run with the hostile ones was over. The good feeds name no claim's subject: what is
measured is waiting and parsing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.hostile import Server, entry, response, rss
from tests.test_fetch_hostile import HOSTILE
from tracker.cycle import Rules, World, poll
from tracker.fetch import Fetched, Limits
from tracker.model import Claim, Feed
from tracker.policy import load_policy
from tracker.stores import open_store

NOW = datetime(2025, 2, 5, 6, 0, tzinfo=UTC)
GOOD = 200
CLAIM = Claim(slug="x", text="Valmont svela la prima elettrica", subjects=(("Valmont",),), opened=date(2025, 1, 1))


def serve(connection: Any) -> None:
    """The server's process: its port and the addresses of the hostile feeds, then it waits to be ended."""
    body = rss([entry(number, description="Il testo. " * 100) for number in range(30)])
    with Server() as server:
        for number in range(GOOD):
            server.route(f"good{number}.example", response(body))
        hostile = [server.route(f"{name.replace(' ', '-')}.example", make()) for name, make in HOSTILE.items()]
        connection.send((server.port, hostile))
        connection.recv()


def once(port: int, hostile: list[str], deadline: float) -> tuple[float, float, int]:
    """Seconds until the last good feed was read, and until the end; how many good ones were read."""
    listed = [Feed(url=f"http://good{number}.example/feed.xml") for number in range(GOOD)]
    for place, address in enumerate(hostile):
        listed.insert(place * 11, Feed(url=address))
    ends: list[float] = []

    def read(one: Fetched) -> None:
        if one.outcome == "new" and one.host.startswith("good"):
            ends.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store.json")
        world = World(store, (), Limits(), lambda host: ("127.0.0.1", port), deadline, read)
        start = time.perf_counter()
        poll([CLAIM], listed, Rules(load_policy(None)), world, NOW)
        return max(ends) - start, time.perf_counter() - start, len(ends)


def main() -> None:
    """Rounds in turns, then the medians."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--deadline", type=float, default=20.0)
    args = options.parse_args()
    context = multiprocessing.get_context("spawn")
    inner, outer = context.Pipe()
    server = context.Process(target=serve, args=(inner,), daemon=True)
    server.start()
    port, hostile = outer.recv()
    once(port, hostile, args.deadline)
    runs = [(once(port, [], args.deadline), once(port, hostile, args.deadline)) for _ in range(args.rounds)]
    alone, beside = (statistics.median(pair[at][0] for pair in runs) for at in (0, 1))
    least = min(pair[1][2] for pair in runs)
    print(
        f"{GOOD} good feeds alone {alone:.3f} s; with {len(hostile)} hostile ones {beside:.3f} s, {least} read; ratio {beside / alone:.2f}"
    )
    longest = max(pair[1][1] for pair in runs)
    print(f"the longest run with them {longest:.1f} s, its deadline {args.deadline:.0f} s")
    outer.send("end")
    server.join(10)


if __name__ == "__main__":
    main()
