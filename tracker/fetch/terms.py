"""What a poll is told (`Limits`, `Dialler`) and what it brings back (`Fetched`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from tracker import urls
from tracker.model import Feed, FeedState

Outcome = Literal["new", "same", "not_modified", "gone", "moved", "error", "skipped"]

Dialler = Callable[[str], tuple[str, int] | None]
"""Host name -> (IP address, port) to connect to instead, or None for the ordinary way. Only it may name loopback."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a poll may work, and how much it takes from one server. Times in seconds, sizes in bytes."""

    connections: int = 20
    """Feeds being served at once. One that keeps us waiting longer than `patience` no longer counts, see `aside`."""
    aside: int = 200
    """Connections that may wait beside those: a thousand silent servers cannot use up the run."""
    patience: float = 0.005
    """So short that servers which never answer cost the others no time; every server across a network is set aside."""
    per_host: int = 1
    per_host_delay: float = 1.0
    """From the end of one request to the start of the next to the same host; redirects are followed at once."""
    connect_timeout: float = 10.0
    read_timeout: float = 15.0
    """Between two packets; `total_timeout` ends what trickles."""
    total_timeout: float = 30.0
    max_bytes: int = 10_000_000
    """Of a body, as sent and as unpacked."""
    max_redirects: int = 5
    max_entries: int = 2_000
    user_agent: str = "claim-tracker/0.1 (+https://example.org/claim-tracker; feed reader)"
    allow_hosts: frozenset[str] = frozenset()
    """Hosts that may have a private or loopback address, by the user's own word."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one feed answered. A failure is one too."""

    feed: Feed
    outcome: Outcome
    """`new`: `body` is to be parsed. `same`, `not_modified`: nothing new. `moved`: nothing new at a new permanent
    address. `gone`: 410. `error`: see `error`. `skipped`: not tried, try again."""
    previous: FeedState
    state: FeedState
    """What to remember, if the body parses; see `settle`."""
    body: bytes | None = None
    body_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    http_status: int | None = None
    final_url: str = ""
    host: str = ""
    """Where the bytes really came from: the host of `final_url`, whatever address the feed list has."""
    error: str = ""
    """One line that names the feed, what happened and the way out; also where a body was read but cut short."""
    elapsed: float = 0.0
    retry_after: float | None = None
    """Seconds for which the server asked us to stay away."""


def name_of(feed: Feed) -> str:
    """The feed's name in messages: its title, else its address."""
    return feed.title or urls.without_login(feed.url)


def without_body(fetched: Fetched) -> Fetched:
    """The same without its bytes, which would not fit in memory for ten thousand feeds."""
    return fetched if fetched.body is None else replace(fetched, body=None)
