"""A feed's health between runs: when it is due, how long to stay away, what its history says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.fetch.terms import Fetched, name_of
from tracker.model import Feed, FeedState

if TYPE_CHECKING:
    from tracker.items import Parsed

FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(hours=24)
"""A failing feed is tried at least once a day, for ever: only 410 Gone ends it."""
LONGEST_RETRY_AFTER = timedelta(days=7)
"""What a server may ask for; a mistaken year must not silence a feed."""
HISTORY = 20
_DOUBLINGS = 10


def due(feeds: Sequence[Feed], states: Mapping[str, FeedState], now: datetime, force: bool = False) -> list[Feed]:
    """The feeds to poll at `now`, healthy ones first. `force` polls all of them, also those that are gone."""
    pairs = [(states.get(feed.url) or FeedState(url=feed.url), feed) for feed in feeds]
    chosen = [(state.failures, feed) for state, feed in pairs if force or _is_due(state, now)]
    return [feed for _, feed in sorted(chosen, key=lambda pair: pair[0])]


def _is_due(state: FeedState, now: datetime) -> bool:
    """Later than anybody may ask for is a clock's mistake: a year ahead once must not silence a feed for a year."""
    if state.gone or state.next_due is None:
        return not state.gone
    return not now < state.next_due <= now + LONGEST_RETRY_AFTER


def succeeded(state: FeedState, now: datetime, line: str, **changes: object) -> FeedState:
    """`state` after an answer that can be used."""
    healthy = {"last_tried": now, "last_ok": now, "failures": 0, "last_error": "", "next_due": None, "gone": False}
    return state.model_copy(update={**healthy, "history": _history(state, now, line), **changes})


def failed(
    state: FeedState, now: datetime, line: str, error: str, retry_after: float | None = None, **changes: object
) -> FeedState:
    """`state` after a failure: the wait doubles up to `LONGEST_WAIT`, or is what the server asked for."""
    failures = state.failures + 1
    wait = min(FIRST_WAIT * 2 ** min(failures - 1, _DOUBLINGS), LONGEST_WAIT)
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_RETRY_AFTER)
    update = {
        "last_tried": now,
        "failures": failures,
        "last_error": error,
        "next_due": now + max(wait, asked),
        "history": _history(state, now, line),
    }
    return state.model_copy(update={**update, **changes})


def settle(fetched: Fetched, parsed: Parsed, now: datetime) -> Fetched:
    """The outcome once the body was read. A body that is no feed is a failure, and nothing of it is remembered:
    with its validators kept, a captcha page would hide the feed for as long as it answers 304."""
    state, feed = fetched.state, fetched.feed
    status = fetched.http_status or 200
    if parsed.looks_like != "feed":
        error = f"{name_of(feed)}: {'; '.join(parsed.problems)}"
        state = failed(fetched.previous, now, f"{status} {parsed.looks_like}", error, etag=None, last_modified=None)
        return replace(fetched, outcome="error", error=error, state=state)
    count = len(parsed.items) + parsed.passed_over
    history = (*fetched.previous.history, _line(now, f"{status} {count} new"))[-HISTORY:]
    last_new = now if count else state.last_new
    return replace(fetched, state=state.model_copy(update={"history": history, "last_new": last_new}))


def body_forgotten(state: FeedState) -> FeedState:
    """The state as if the feed's body were not known, so that the next poll gets and reads it whole."""
    return state.model_copy(update={"etag": None, "last_modified": None, "body_id": None})


def _history(state: FeedState, now: datetime, line: str) -> tuple[str, ...]:
    return (*state.history, _line(now, line))[-HISTORY:]


def _line(now: datetime, line: str) -> str:
    return f"{_stamp(now)} {line}"


@lru_cache(maxsize=8)
def _stamp(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
