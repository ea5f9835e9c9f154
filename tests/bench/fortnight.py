"""A fortnight of polling against faulty servers, the clock set: is every new item seen exactly once?

    python tests/bench/fortnight.py [--feeds 500] [--days 14] [--seed 1]

Every feed publishes stories at its own pace and keeps its last thirty; at each of four polls a day some of them fail
in one of many ways. Between polls titles are edited, guids renewed, links dressed with tracking, entries reordered,
validators lost. After a last healthy day the stories that were published and the items that were seen must be the
same, one to one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.hostile import Route, Server, conditional, cut_short, hang_up, redirect, response, rss
from tracker import items
from tracker.fetch import Fetched, Limits, due, gather, settle
from tracker.model import Feed, FeedState

START = datetime(2025, 2, 3, tzinfo=UTC)
POLLS_A_DAY = 4
KEPT = 30
HEALTHY_DAYS = 2
"""The longest wait after failures is a day, so after two healthy ones everything has been read."""
FAULTS = (
    "hang up",
    "500",
    "429",
    "404",
    "captcha",
    "cut",
    "truncated",
    "nul",
    "latin",
    "ampersand",
    "empty",
    "moved",
    "plain",
    "garbage",
)


@dataclass
class Publisher:
    """One feed: what it has published so far, and how it writes it today."""

    number: int
    draw: random.Random
    stories: list[datetime] = field(default_factory=list)
    edited: set[int] = field(default_factory=set)
    dress: int = 0

    @property
    def host(self) -> str:
        """Its host."""
        return f"f{self.number}.example"

    def publish(self, now: datetime) -> None:
        """A few new stories, and now and then an edit of an old title."""
        self.stories += [
            now - timedelta(minutes=self.draw.randint(1, 300)) for _ in range(self.draw.choice((0, 0, 1, 1, 2)))
        ]
        if self.stories and self.draw.random() < 0.2:
            self.edited.add(self.draw.randrange(len(self.stories)))

    def body(self) -> bytes:
        """The last stories as RSS, dressed a little differently each time."""
        numbers = list(range(len(self.stories)))[-KEPT:]
        if self.draw.random() < 0.2:
            self.dress += 1
        random.Random(self.dress).shuffle(numbers)
        return rss([self._entry(number) for number in numbers], title=f"Giornale {self.number}")

    def _entry(self, number: int) -> str:
        edited = " (aggiornato)" if number in self.edited else ""
        draw = random.Random(self.dress * 1_000 + number)
        tracking, scheme = draw.choice(("", "?utm_source=rss", "?fbclid=x")), draw.choice(("http", "https"))
        return (
            f"<item><title>Notizia {self.number}-{number}: perché è così{edited}</title>"
            f"<link>{scheme}://www.{self.host}/notizie/{number}{tracking}</link>"
            f"<guid isPermaLink='false'>{draw.choice(('a', 'b'))}-{number}</guid>"
            f"<pubDate>{self.stories[number]:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<description>Il testo della notizia {number} di {self.number}.</description></item>"
        )

    def route(self, fault: str, server: Server) -> Route:
        """How it answers now."""
        body = self.body()
        routes: dict[str, Route] = {
            "": conditional(body, etag=f'"{len(self.stories)}-{len(self.edited)}"'),
            "plain": response(body),
            "hang up": hang_up,
            "garbage": b"\x00\x01 nonsense\r\n\r\n",
            "500": response(b"", "500 Internal Server Error"),
            "404": response(b"", "404 Not Found"),
            "429": response(b"", "429 Too Many Requests", Retry_After="3600"),
            "captcha": response(b"<!DOCTYPE html><html><body>robot?</body></html>", ETag='"page"'),
            "empty": response(b"", ETag='"empty"'),
            "cut": cut_short(body, len(body) // 2),
            "truncated": response(body[: len(body) // 2]),
            "nul": response(body.replace(b"testo", b"te\0sto")),
            "ampersand": response(body.replace(b"testo", b"testo & altro")),
            "latin": response(
                body.decode().replace("UTF-8", "ISO-8859-1").encode("cp1252"), Content_Type="text/xml; charset=utf-8"
            ),
            "moved": redirect(server.route(f"cdn.{self.host}", response(body))),
        }
        return routes[fault]


@dataclass
class Result:
    """What a fortnight came to."""

    published: int
    seen: dict[str, set[str]]
    """Story -> the ids under which it was seen."""
    revisions: int
    outcomes: Counter[str]
    repeated: int
    """Items that came out once more with the same words; the ledger knows them by their ids."""
    seconds: float

    @property
    def wrong(self) -> dict[str, set[str]]:
        """Stories that were seen under more than one name."""
        return {story: ids for story, ids in self.seen.items() if len(ids) != 1}


def live(feeds: int, days: int, seed: int) -> Result:
    """Poll so many feeds through so many days."""
    draw = random.Random(seed)
    publishers = [Publisher(number, random.Random(seed * 10_000 + number)) for number in range(feeds)]
    listed = [Feed(url=f"http://{publisher.host}/feed.xml") for publisher in publishers]
    reader = Reader()
    start = time.perf_counter()
    with Server() as server:
        for run in range(POLLS_A_DAY * (days + HEALTHY_DAYS)):
            now = START + timedelta(hours=run * 24 / POLLS_A_DAY)
            healthy = run >= POLLS_A_DAY * days
            for publisher in publishers:
                if not healthy:
                    publisher.publish(now)
                fault = draw.choice(FAULTS) if not healthy and draw.random() < 0.3 else ""
                server.route(publisher.host, publisher.route(fault, server))
            reader.poll(listed, server, now)
    published = sum(len(publisher.stories) for publisher in publishers)
    repeated = sum(reader.wordings.values()) - len(reader.wordings)
    revisions = len(reader.wordings) - len({name for name, _ in reader.wordings})
    return Result(published, dict(reader.seen), revisions, reader.outcomes, repeated, time.perf_counter() - start)


@dataclass
class Reader:
    """What a tracker keeps between polls, and no more."""

    states: dict[str, FeedState] = field(default_factory=dict)
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wordings: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def poll(self, feeds: list[Feed], server: Server, now: datetime) -> None:
        """One run."""
        limits = Limits(per_host_delay=0, read_timeout=5)
        chosen = due(feeds, self.states, now)
        gather(
            chosen,
            self.states,
            now=now,
            limits=limits,
            dial=server.dial,
            deadline_seconds=60,
            on_done=lambda one: self.take(one, now),
        )

    def take(self, one: Fetched, now: datetime) -> None:
        """Read a body and remember what is to be remembered."""
        if one.body is not None:
            seen = self.known.get(one.feed.url, frozenset())
            parsed = items.parse(
                one.body,
                one.feed,
                host=one.host,
                content_type=one.content_type,
                base_url=one.final_url,
                now=now,
                seen=seen,
            )
            one = settle(one, parsed, now)
            if one.outcome == "new":
                self.known[one.feed.url] = parsed.fingerprints
            for item in parsed.items:
                self.seen[item.title.partition(":")[0]].add(item.id)
                self.wordings[item.id, item.text_id] += 1
        self.states[one.feed.url] = one.state
        self.outcomes[one.outcome] += 1


def main() -> int:
    """Exit 1 where a story was missed or seen under two names."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--feeds", type=int, default=500)
    options.add_argument("--days", type=int, default=14)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    result = live(args.feeds, args.days, args.seed)
    print(
        f"{args.feeds} feeds, {args.days} days and {HEALTHY_DAYS} healthy ones, {sum(result.outcomes.values())} fetches: {dict(result.outcomes)}"
    )
    print(
        f"{result.published} stories published, {len(result.seen)} seen, {len(result.wrong)} under more than one name"
    )
    print(f"{result.revisions} revisions, {result.repeated} wordings repeated; {result.seconds:.1f} s")
    return 1 if result.wrong or len(result.seen) != result.published else 0


if __name__ == "__main__":
    sys.exit(main())
