"""Feeds -> bytes, or the error as a value: one feed's failure never ends a run.

chosen = due(feeds, states, now)
gather(chosen, states, now=now, limits=Limits(), deadline_seconds=300, on_done=keep)
settled = settle(fetched, parsed, now)        once the body was read
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tracker.fetch.health import body_forgotten, due, settle
from tracker.fetch.terms import Dialler, Fetched, Limits, Outcome, name_of, without_body
from tracker.model import Feed, FeedState

__all__ = [
    "Dialler",
    "Fetched",
    "Limits",
    "Outcome",
    "body_forgotten",
    "due",
    "gather",
    "name_of",
    "settle",
    "without_body",
]


def gather(
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    *,
    now: datetime,
    limits: Limits,
    dial: Dialler | None = None,
    on_done: Callable[[Fetched], None] | None = None,
    deadline_seconds: float,
) -> list[Fetched]:
    """Ask for every feed, at most for `deadline_seconds`; one `Fetched` a feed, in the order of `feeds`. Never raises
    for what a server does.

    `on_done` gets each one as it comes, so that parsing and waiting overlap; the list then holds them without their
    bodies, which would not fit in memory for ten thousand feeds.
    """
    from tracker.fetch.run import Run  # asyncio and ssl take their time to import

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(Run(feeds, states, now, limits, dial, on_done).whole(deadline_seconds))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop's, which takes a tenth off a poll where nothing is new; where there is none (Windows) asyncio's own that
    watches sockets."""
    try:
        import uvloop
    except ImportError:
        return asyncio.SelectorEventLoop
    return uvloop.new_event_loop
