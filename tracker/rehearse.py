"""A story through the same reader, ledger and judge as a live run, the clock set by its items. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tracker import ledger, policy
from tracker.events import ClaimState, Event, StatusChanged
from tracker.model import Change, Item, Reading, Status
from tracker.policy import Policy
from tracker.reading import read_claim
from tracker.stories import Story


class Rehearsal(NamedTuple):
    """What became of one story: its changes in order, the status at the end of each asked day, the last state."""

    slug: str
    changes: tuple[Change, ...]
    as_of: tuple[tuple[date, Status], ...]
    state: ClaimState
    events: tuple[Event, ...]


def end_of(day: date) -> datetime:
    """The last second of `day`, UTC: what `as_of` means."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def readings(story: Story) -> Iterator[tuple[int, Item, Reading]]:
    """(index, item, reading) of each usable item, in file order."""
    for index, item in enumerate(story.items):
        if item is not None:
            yield index, item, read_claim(story.claim, item)


def rehearse(story: Story, rules: Policy, read: Sequence[tuple[int, Item, Reading]] | None = None) -> Rehearsal:
    """Judge the story day by day, from the claim's opening (or its first item) to the last day asked for; a day without
    news before the one on which time alone may decide (`Verdict.recheck`) is like the day before."""
    by_day: dict[date, list[Event]] = defaultdict(list)
    for _, item, reading in readings(story) if read is None else read:
        if reading.may_concern:
            by_day[item.published.date()].append(ledger.read_event(item, reading, end_of(item.published.date())))
    first, last = _span(story, by_day)
    events: list[Event] = [ledger.define(story.claim, end_of(first))]
    state = ledger.replay(events)[story.claim.slug]
    status_on: dict[date, Status] = {}
    recheck: date | None = first
    day = first
    while day <= last:
        fresh = by_day.get(day, [])
        if fresh:
            events += fresh
            state = ledger.replay(events)[story.claim.slug]
        if fresh or (recheck and day >= recheck):
            verdict = policy.judge(state, rules, end_of(day))
            recheck = verdict.recheck
            moves = policy.advance(state, rules, end_of(day), verdict)
            if moves:
                events += moves
                state = ledger.replay(events)[story.claim.slug]
        status_on[day] = state.status
        day += timedelta(days=1)
    changes = tuple(event.change for event in events if isinstance(event, StatusChanged))
    asked = tuple((day, status_on.get(day, Status.SPECULATION)) for day in story.as_of)
    return Rehearsal(story.slug, changes, asked, state, tuple(events))


def in_company(
    story: Story, rules: Policy, read: Sequence[tuple[int, Item, Reading]]
) -> list[tuple[int, Item, Reading]]:
    """The readings as the judge has them when everything in the story is known: each in the company of the others."""
    events: list[Event] = [ledger.define(story.claim, end_of(story.claim.opened))]
    events += [ledger.read_event(item, reading, end_of(item.published.date())) for _, item, reading in read]
    last = max((item.published for _, item, _ in read), default=end_of(story.claim.opened))
    state = ledger.replay(events)[story.claim.slug]
    verdict = policy.judge(state, rules, end_of(last.date()))
    known = {(one.item.id, one.item.text_id): one.reading for one in verdict.evidence}
    return [(index, item, known.get((item.id, item.text_id), reading)) for index, item, reading in read]


def _span(story: Story, by_day: dict[date, list[Event]]) -> tuple[date, date]:
    days = {story.claim.opened, *by_day, *story.as_of}
    days |= {item.published.date() for item in story.items if item is not None}
    return min(days), max(days)
