"""Polling beside lemon24/reader: the same loopback server, the same feeds, one run.

    pip install reader sgmllib3k             into an environment of its own; nothing else here needs them
    python tests/bench/polling.py --reader-python /path/to/that/python [--feeds 1000] [--rounds 5]
    python tests/bench/polling.py --feeds 10000 --rounds 1          ours alone

Feeds of 30 entries of 1 to 3 KB, Italian and English, with ETag and Last-Modified. Three polls a round: the first one;
one where nothing changed (304); an ordinary day (60% answer 304, 25% send the same bytes without validators, 15% have
two new entries). Our time is that of `cycle.poll`: fetching, parsing, matching, reading, judging and the commit to the
default store; `alone` is fetching and parsing without the rest. reader's is that of `update_feeds` with 10 workers.
Both ask for the same addresses, a host name for each feed, which both are told to find on the loopback server; it is a
process of its own. Beside the seconds on the clock stand those of the processor (user and system, all threads), which a
busy machine stretches less. Then 110 feeds of which 10 never answer, with 10 connections, and reader's minute with the same.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

POLLS = ("first", "unchanged", "ordinary")
_ITALIAN = [
    "il",
    "governo",
    "la",
    "società",
    "un",
    "accordo",
    "con",
    "il",
    "costruttore",
    "cinese",
    "per",
    "una",
    "nuova",
    "piattaforma",
    "elettrica",
    "secondo",
    "fonti",
    "vicine",
    "alla",
    "vicenda",
    "però",
    "l'azienda",
    "non",
    "commenta",
    "perché",
    "la",
    "città",
    "è",
    "più",
    "lontana",
    "del",
    "previsto",
    "e",
    "gli",
    "operai",
    "aspettano",
    "una",
    "risposta",
    "entro",
    "l'estate",
    "mentre",
    "il",
    "ministro",
    "dell'industria",
    "ha",
    "incontrato",
    "i",
    "sindacati",
    "e",
    "la",
    "trattativa",
    "continua",
]
_ENGLISH = [
    "the",
    "company",
    "said",
    "on",
    "monday",
    "that",
    "its",
    "first",
    "electric",
    "car",
    "will",
    "be",
    "shown",
    "in",
    "october",
    "while",
    "suppliers",
    "wait",
    "for",
    "orders",
    "and",
    "the",
    "ministry",
    "has",
    "not",
    "commented",
    "on",
    "reports",
    "that",
    "a",
    "plant",
    "could",
    "close",
    "next",
    "year",
    "according",
    "to",
    "people",
    "familiar",
    "with",
    "the",
    "matter",
]


_MAKERS = tuple(
    f"{start}{end}" for start in ("Val", "Mor", "Cas", "Ter", "Bel") for end in ("mont", "dini", "rossa", "vera")
)
"""Subjects of twenty claims; one entry in a hundred names one of them."""


# --- the server --------------------------------------------------------------------------------------------


def sentence(draw: random.Random, words: list[str], least: int = 8, most: int = 24) -> str:
    """A sentence without sense, in one language."""
    return " ".join(draw.choices(words, k=draw.randint(least, most))).capitalize() + "."


def written(feed: int, number: int) -> str:
    """One entry of 1 to 3 KB."""
    draw = random.Random(feed * 100_000 + number)
    words = _ITALIAN if feed % 2 else _ENGLISH
    about = f"{draw.choice(_MAKERS)}, la data di ottobre per la prima elettrica. " if draw.random() < 0.01 else ""
    paragraphs, size = [], draw.randint(600, 2_400)
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(
            f"<p>{sentence(draw, words)} <b>{sentence(draw, words, 2, 5)}</b> <a href='/x'>{sentence(draw, words)}</a></p>"
        )
    return (
        f"<item><title>{about}{sentence(draw, words, 6, 12)}</title>"
        f"<link>http://f{feed}.example/2025/02/{number}/?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">http://f{feed}.example/?p={number}</guid>'
        f"<dc:creator><![CDATA[Redazione]]></dc:creator><category><![CDATA[Auto]]></category>"
        f"<pubDate>Tue, 04 Feb 2025 {number % 24:02}:{feed % 60:02}:00 +0100</pubDate>"
        f"<description><![CDATA[<p>{about}{sentence(draw, words)}</p>]]></description>"
        f"<content:encoded><![CDATA[{''.join(paragraphs)}]]></content:encoded></item>\n"
    )


@lru_cache(maxsize=20_000)
def body(feed: int, new: int) -> bytes:
    """A feed of 30 entries, `new` of which were not in the first one."""
    items = "".join(written(feed, number) for number in range(29 + new, new - 1, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Feed {feed}</title><link>http://f{feed}.example/</link>"
        f'<atom:link href="http://f{feed}.example/feed" rel="self" type="application/rss+xml"/>'
        f"<language>{'it-IT' if feed % 2 else 'en-GB'}</language>\n{items}</channel></rss>\n"
    ).encode()


def answer(feed: int, poll: str, etag: str) -> bytes:
    """The response of a feed at one of the three polls."""
    share = feed % 20
    new = 2 if poll == "ordinary" and share >= 17 else 0
    bare = 12 <= share < 17 and poll == "ordinary"
    tag = f'"{feed}-{new}"'
    validators = "" if bare else f"ETag: {tag}\r\nLast-Modified: Tue, 04 Feb 2025 10:00:0{new} GMT\r\n"
    if not bare and etag == tag:
        return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
    content = body(feed, new)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=UTF-8\r\nContent-Length: {len(content)}\r\n{validators}\r\n"
    return head.encode() + content


async def _serve(feeds: int, connection: Any) -> None:
    for feed in range(feeds):
        for new in {0, 2 if feed % 20 >= 17 else 0}:
            body(feed, new)
    poll = ["first"]

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                if path.startswith("/stuck"):
                    await reader.read()
                    break
                if path.startswith("/poll/"):
                    poll[0] = path[6:]
                    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                else:
                    writer.write(answer(int(path.rsplit("/", 1)[1]), poll[0], lines.get("if-none-match", "")))
                await writer.drain()
                if lines.get("connection") == "close":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=4_096)
    connection.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def serve(feeds: int, connection: Any) -> None:
    """The server's process."""
    asyncio.run(_serve(feeds, connection))


def switch(port: int, poll: str) -> None:
    """Make the server answer as at one of the three polls."""
    import urllib.request

    urllib.request.urlopen(f"http://127.0.0.1:{port}/poll/{poll}").close()


# --- the two readers, each in a process of its own ---------------------------------------------------------


@contextlib.contextmanager
def clocked(taken: dict[str, float], name: str) -> Iterator[None]:
    """Note the block's seconds under `name`, and its processor seconds under `name cpu`."""
    start, worked = time.perf_counter(), time.process_time()
    yield
    taken |= {name: time.perf_counter() - start, f"{name} cpu": time.process_time() - worked}


def ours(port: int, feeds: int, folder: Path) -> dict[str, float]:
    """Seconds of each poll, and the most memory in MB."""
    from datetime import UTC, date, datetime, timedelta

    from tracker.cycle import Rules, World, poll
    from tracker.fetch import Limits
    from tracker.model import Claim, Feed, Kind, Tier
    from tracker.policy import load_policy
    from tracker.stores import open_store

    claims = [
        Claim(
            slug=maker.lower(), text=f"La prima {maker} elettrica sarà svelata in ottobre.", kind=Kind.PLAN, opened=date(2025, 1, 1),
            subjects=((maker,),), keywords=("data", "svelata"), authorities=(f"{maker.lower()}.example",),
        )
        for maker in _MAKERS
    ]  # fmt: skip
    listed = [Feed(url=f"http://f{number}.example/feed/{number}", tier=Tier.PRESS) for number in range(feeds)]
    now = datetime(2025, 2, 5, tzinfo=UTC)
    taken: dict[str, float] = {}
    world = World(open_store(folder / "store"), (), Limits(), dial=lambda host: ("127.0.0.1", port))
    for hours, name in enumerate(POLLS):
        switch(port, name)
        with clocked(taken, name):
            run = poll(claims, listed, Rules(load_policy(None)), world, now + timedelta(hours=6 * hours))
        taken[f"{name} items"] = run.found.entries
        assert not run.found.failed, run.found.failed[0].error
    return taken | {"memory": _memory()}


def alone(port: int, feeds: int, _: Path) -> dict[str, float]:
    """The same for fetching and parsing by themselves: what `tracker.fetch` and `tracker.items` cost of it."""
    from datetime import UTC, datetime, timedelta

    from tracker import items
    from tracker.fetch import Fetched, Limits, gather, settle
    from tracker.model import Feed, FeedState

    listed = [Feed(url=f"http://f{number}.example/feed/{number}") for number in range(feeds)]
    now = datetime(2025, 2, 5, tzinfo=UTC)
    states: dict[str, FeedState] = {}
    seen: dict[str, frozenset[str]] = {}
    taken: dict[str, float] = {}
    count = [0]

    def take(one: Fetched) -> None:
        if one.body is not None:
            known = seen.get(one.feed.url, frozenset())
            parsed = items.parse(one.body, one.feed, host=one.host, content_type=one.content_type, now=now, seen=known)
            one = settle(one, parsed, now)
            seen[one.feed.url] = parsed.fingerprints
            count[0] += len(parsed.items)
        states[one.feed.url] = one.state

    for hours, name in enumerate(POLLS):
        switch(port, name)
        count[0] = 0
        with clocked(taken, name):
            gather(
                listed,
                states,
                now=now + timedelta(hours=6 * hours),
                limits=Limits(),
                dial=lambda host: ("127.0.0.1", port),
                on_done=take,
                deadline_seconds=600,
            )
        taken[f"{name} items"] = count[0]
    return taken | {"memory": _memory()}


def theirs(port: int, feeds: int, folder: Path) -> dict[str, float]:
    """The same for reader."""
    reader = _reader(folder, (f"http://f{number}.example:{port}/feed/{number}" for number in range(feeds)))
    taken: dict[str, float] = {}
    met = 0
    for name in POLLS:
        switch(port, name)
        with clocked(taken, name):
            reader.update_feeds(workers=10, scheduled=False)
        count = reader.get_entry_counts().total
        taken[f"{name} items"], met = count - met, count
    return taken | {"memory": _memory()}


def _reader(folder: Path, addresses: Iterable[str]) -> Any:
    """A reader of these feeds; every `.example` host is on loopback for it too."""
    import socket

    from reader import make_reader  # type: ignore[import-not-found]

    resolve: Any = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: resolve(
        "127.0.0.1" if host.endswith(".example") else host, *rest, **more
    )
    reader = make_reader(str(folder / "reader.sqlite"))
    for address in addresses:
        reader.add_feed(address)
    return reader


def theirs_stuck(port: int, _: int, folder: Path) -> dict[str, float]:
    """How many of 100 good feeds reader has after a minute when 10 silent ones come first."""
    import os
    import threading

    switch(port, "first")
    addresses = [f"http://a{number}.example:{port}/stuck" for number in range(10)]
    reader = _reader(folder, addresses + [f"http://f{number}.example:{port}/feed/{number}" for number in range(100)])
    threading.Thread(target=reader.update_feeds, kwargs={"workers": 10}, daemon=True).start()
    time.sleep(60)
    good = sum(feed.last_updated is not None for feed in _reader(folder, ()).get_feeds())
    print(json.dumps({"read": good}), flush=True)
    os._exit(0)  # its threads would wait for the silent servers


def stuck(port: int, _: int, __: Path) -> dict[str, float]:
    """Seconds until the last of 100 good feeds was read, with and without 10 silent ones, and how many were."""
    from datetime import UTC, datetime

    from tracker import items
    from tracker.fetch import Fetched, Limits, gather
    from tracker.model import Feed

    switch(port, "first")
    good = [Feed(url=f"http://f{number}.example/feed/{number}") for number in range(100)]
    silent = [Feed(url=f"http://s{number}.example/stuck") for number in range(10)]
    now = datetime(2025, 2, 5, tzinfo=UTC)
    taken: dict[str, float] = {}
    for name, feeds in (("warm", good), ("without", good), ("beside", [*silent, *good])):
        ends: list[float] = []

        def read(one: Fetched, ends: list[float] = ends) -> None:
            if one.body:
                items.parse(one.body, one.feed, host=one.host, now=now)
                ends.append(time.perf_counter())

        limits = Limits(connections=10, read_timeout=3)
        start = time.perf_counter()
        gather(
            feeds, {}, now=now, limits=limits, dial=lambda host: ("127.0.0.1", port), on_done=read, deadline_seconds=10
        )
        taken |= {name: max(ends) - start, f"{name} read": len(ends)}
    return taken


ROLES = {"ours": ours, "alone": alone, "theirs": theirs, "stuck": stuck, "theirs_stuck": theirs_stuck}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


# --- the run -----------------------------------------------------------------------------------------------


def measured(role: str, python: str, port: int, feeds: int) -> dict[str, float]:
    """One round of a role in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, __file__, "--role", role, "--port", str(port), "--feeds", str(feeds), "--folder", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{role} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def report(feeds: int, rounds: dict[str, list[dict[str, float]]]) -> None:
    """Medians, spread and ratios."""
    middle = {
        role: {key: statistics.median(one[key] for one in runs) for key in runs[0]} for role, runs in rounds.items()
    }
    for poll in POLLS:
        parts = []
        for role in middle:
            times = [one[poll] for one in rounds[role]]
            parts.append(
                f"{role} {middle[role][poll]:.2f} s ({min(times):.2f}-{max(times):.2f}, {feeds / middle[role][poll]:.0f} feeds/s,"
                f" {middle[role][f'{poll} items']:.0f} items)"
            )
        print(f"{poll:10} {'; '.join(parts)}{_ratios(middle, poll)}")
        worked = f"{poll} cpu"
        parts = [
            f"{role} {middle[role][worked]:.2f} s ({min(times):.2f}-{max(times):.2f})"
            for role in middle
            for times in [[one[worked] for one in rounds[role]]]
        ]
        print(f"{'  cpu':10} {'; '.join(parts)}{_ratios(middle, worked)}")
    print("memory     " + "; ".join(f"{role} {values['memory']:.0f} MB" for role, values in middle.items()))


def _ratios(middle: dict[str, dict[str, float]], name: str) -> str:
    if "theirs" not in middle:
        return ""
    return "  ratios " + ", ".join(
        f"{middle['theirs'][name] / middle[role][name]:.1f} ({role})" for role in ("ours", "alone")
    )


def bench(feeds: int, rounds: int, reader_python: str | None, log: Path | None) -> None:
    """Everything, in turns, so that both meet the same machine; figures that `log` holds already count as rounds."""
    context = multiprocessing.get_context("spawn")
    inner, outer = context.Pipe()
    server = context.Process(target=serve, args=(feeds, inner), daemon=True)
    server.start()
    port = outer.recv()
    print(
        f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}, {feeds} feeds, {rounds} rounds"
    )
    runs: dict[str, list[dict[str, float]]] = {}
    for line in log.read_text().splitlines() if log and log.exists() else ():
        role, figures = json.loads(line)
        runs.setdefault(role, []).append(figures)
    for _ in range(rounds - len(runs.get("ours", ()))):
        for role, python in (("ours", sys.executable), ("alone", sys.executable), ("theirs", reader_python)):
            if python:
                runs.setdefault(role, []).append(measured(role, python, port, feeds))
                if log:
                    with log.open("a") as out:
                        print(json.dumps([role, runs[role][-1]]), file=out)
    report(feeds, runs)
    silent = [measured("stuck", sys.executable, port, feeds) for _ in range(max(rounds, 1))]
    without, beside = (statistics.median(one[name] for one in silent) for name in ("without", "beside"))
    print(
        f"10 silent of 110, 10 connections: {silent[0]['beside read']:.0f} read in {beside:.3f} s, {without:.3f} s without; ratio {beside / without:.2f}"
    )
    if reader_python:
        read = measured("theirs_stuck", reader_python, port, feeds)["read"]
        print(f"the same for reader, 10 workers: {read:.0f} of the 100 read after 60 s")
    server.terminate()


def main() -> None:
    """Parse the command line; `--role` is for the processes that this one starts."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--feeds", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--reader-python")
    options.add_argument("--log", type=Path, help="keep each figure here, so that a run may be continued")
    options.add_argument("--role", choices=ROLES)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--folder", type=Path)
    args = options.parse_args()
    if args.role:
        print(json.dumps(ROLES[args.role](args.port, args.feeds, args.folder)))
    else:
        bench(args.feeds, args.rounds, args.reader_python, args.log)


if __name__ == "__main__":
    main()
