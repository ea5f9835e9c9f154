"""One poll over all feeds: grouped by host, streamed to the caller, ended at the deadline."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter

from tracker import urls
from tracker.fetch.addresses import Gate
from tracker.fetch.client import Answer, Client, explain, start_address
from tracker.fetch.health import failed, succeeded
from tracker.fetch.terms import Dialler, Fetched, Limits, Outcome, name_of, without_body
from tracker.model import Feed, FeedState

_REST = {429, 503}
"""Statuses with which a host, not a feed, asks for rest."""
_HELP = {
    400: "the server does not understand the request: check the address",
    401: "it wants a login: use the feed's public address",
    403: "the server refuses us: open the address in a browser, or ask its owner",
    404: "no feed at this address: look for the present one on the site",
    429: "too many requests: it will be tried again when the server says so",
}


class Run:
    """The state of one poll."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        states: Mapping[str, FeedState],
        now: datetime,
        limits: Limits,
        dial: Dialler | None,
        on_done: Callable[[Fetched], None] | None,
    ) -> None:
        self._feeds = feeds
        self._states = states
        self._now = now
        self._limits = limits
        self._dial = dial
        self._on_done = on_done
        self._done: dict[int, Fetched] = {}
        self._trouble: dict[str, tuple[str, datetime | None]] = {}
        """Hosts that are left alone for the rest of the run: why, and until when."""

    async def whole(self, deadline_seconds: float) -> list[Fetched]:
        """Every feed's outcome, in the order the feeds were given."""
        client = Client(Gate(self._dial, self._limits), self._limits)
        try:
            tasks = [asyncio.create_task(self._host(client, host, queue)) for host, queue in self._queues()]
            if tasks:
                _, late = await asyncio.wait(tasks, timeout=deadline_seconds)
                for task in late:
                    task.cancel()
                finished = await asyncio.gather(*tasks, return_exceptions=True)
                _raise_ours(finished)
        finally:
            await client.close()
        for index, feed in enumerate(self._feeds):
            if index not in self._done:
                self._keep(index, self._not_reached(feed, feed.url in client.asked))
        return [self._done[index] for index in range(len(self._feeds))]

    def _queues(self) -> list[tuple[str, list[int]]]:
        """Hosts, each with the indices of its feeds, in the order of the feeds."""
        queues: dict[str, list[int]] = {}
        for index, feed in enumerate(self._feeds):
            queues.setdefault(urls.host_of(start_address(feed, self._state(feed))), []).append(index)
        return list(queues.items())

    async def _host(self, client: Client, host: str, queue: list[int]) -> None:
        for index in queue:
            feed = self._feeds[index]
            if host in self._trouble:
                self._keep(index, self._skipped(feed, *self._trouble[host]))
                continue
            fetched = await self._feed(client, feed, last_of_host=index == queue[-1])
            self._note_trouble(host, fetched)
            self._keep(index, fetched)

    async def _feed(self, client: Client, feed: Feed, last_of_host: bool) -> Fetched:
        start, state = perf_counter(), self._state(feed)
        try:
            answer = await client.ask(feed, state, self._now, last_of_host)
            answer.elapsed = perf_counter() - start
            return self._judged(feed, state, answer)
        except Exception as error:  # whatever a server does is its feed's trouble alone
            fetched = self._failure(feed, state, explain(error, feed, self._limits), "failed")
            return replace(fetched, elapsed=perf_counter() - start)

    def _note_trouble(self, host: str, fetched: Fetched) -> None:
        if fetched.http_status in _REST:
            self._trouble[host] = (f"its host asked for rest ({fetched.http_status})", fetched.state.next_due)
        elif host and fetched.outcome == "error" and fetched.http_status is None:
            self._trouble[host] = ("its host failed for another feed", None)

    def _judged(self, feed: Feed, state: FeedState, answer: Answer) -> Fetched:
        if answer.status == 410:
            return self._gone(feed, state, answer)
        if answer.status == 304 and (state.etag or state.last_modified):
            return self._unchanged(feed, state, answer, "not_modified")
        if answer.body is not None:
            return self._answered(feed, state, answer)
        words = _HELP.get(answer.status, "the server has a problem: it will be tried again")
        error = f"{name_of(feed)}: answered {answer.status}, {words}"
        return self._failure(feed, state, error, str(answer.status), answer)

    def _answered(self, feed: Feed, state: FeedState, answer: Answer) -> Fetched:
        assert answer.body is not None
        body_id = hashlib.blake2b(answer.body, digest_size=10).hexdigest()
        whole = not answer.cut_short
        if whole and body_id == state.body_id:
            return self._unchanged(feed, state, answer, "same")
        etag, modified = (answer.headers.get(name) if whole else None for name in ("etag", "last-modified"))
        remembered = {"etag": etag, "last_modified": modified, "body_id": body_id if whole else None}
        moved = {"moved_to": answer.moved_to} if answer.moved_to else {}
        error = "" if whole else f"{name_of(feed)}: cut short ({answer.cut_short}): read what came, will try again"
        return Fetched(
            feed=feed,
            outcome="new",
            previous=state,
            state=succeeded(state, self._now, f"{answer.status} new", **remembered, **moved),
            body=answer.body,
            body_id=body_id,
            etag=etag,
            last_modified=modified,
            content_type=answer.headers.get("content-type"),
            http_status=answer.status,
            final_url=answer.url,
            host=answer.host,
            error=error,
            elapsed=answer.elapsed,
        )

    def _unchanged(self, feed: Feed, state: FeedState, answer: Answer, outcome: Outcome) -> Fetched:
        """Nothing new; validators are taken over where they were renewed."""
        changes: dict[str, object] = {
            "etag": answer.headers.get("etag", state.etag),
            "last_modified": answer.headers.get("last-modified", state.last_modified),
        }
        if answer.moved_to and answer.moved_to != state.moved_to:
            outcome, changes["moved_to"] = "moved", answer.moved_to
        return Fetched(
            feed=feed,
            outcome=outcome,
            previous=state,
            state=succeeded(state, self._now, f"{answer.status} {outcome.replace('_', ' ')}", **changes),
            body_id=state.body_id,
            http_status=answer.status,
            final_url=answer.url,
            host=answer.host,
            elapsed=answer.elapsed,
        )

    def _gone(self, feed: Feed, state: FeedState, answer: Answer) -> Fetched:
        if state.moved_to and answer.moved_to is None:
            error = f"{name_of(feed)}: gone from where it had moved (410): its old address will be tried again"
            fetched = self._failure(feed, state, error, "410 moved", answer)
            return replace(fetched, state=fetched.state.model_copy(update={"moved_to": None}))
        error = f"{name_of(feed)}: gone for good (410): remove it from the feed list"
        fetched = self._failure(feed, state, error, "410 gone", answer)
        return replace(fetched, outcome="gone", state=fetched.state.model_copy(update={"gone": True, "next_due": None}))

    def _failure(self, feed: Feed, state: FeedState, error: str, line: str, answer: Answer | None = None) -> Fetched:
        asked = answer.retry_after if answer else None
        return Fetched(
            feed=feed,
            outcome="error",
            previous=state,
            state=failed(state, self._now, line, error, asked),
            http_status=answer.status if answer else None,
            final_url=answer.url if answer else "",
            host=answer.host if answer else "",
            error=error,
            elapsed=answer.elapsed if answer else 0.0,
            retry_after=asked,
        )

    def _not_reached(self, feed: Feed, started: bool) -> Fetched:
        if not started:
            return self._skipped(feed, "the run's time was over: give it more, or poll fewer feeds")
        error = f"{name_of(feed)}: did not answer before the run's time was over: it will be tried again"
        return self._failure(feed, self._state(feed), error, "failed")

    def _skipped(self, feed: Feed, reason: str, until: datetime | None = None) -> Fetched:
        state = self._state(feed)
        error = f"{name_of(feed)}: not tried, {reason}"
        later = state.model_copy(update={"next_due": until}) if until else state
        return Fetched(feed=feed, outcome="skipped", previous=state, state=later, error=error)

    def _state(self, feed: Feed) -> FeedState:
        return self._states.get(feed.url) or FeedState(url=feed.url)

    def _keep(self, index: int, fetched: Fetched) -> None:
        if self._on_done is not None:
            self._on_done(fetched)
            fetched = without_body(fetched)
        self._done[index] = fetched


def _raise_ours(finished: Sequence[BaseException | None]) -> None:
    """What the caller's `on_done` raised is the caller's to know; cancelled tasks are the deadline's work."""
    for result in finished:
        if isinstance(result, Exception):
            raise result
