"""A rehearsal skips days on which nothing can change; it comes out as if it skipped none."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from tracker import ledger, policy, stories
from tracker.model import Status
from tracker.policy import load_policy
from tracker.rehearse import end_of, readings, rehearse

PATHS = sorted((Path(__file__).parent / "stories" / "last").glob("*.json"))[::4]
RULES = load_policy()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_rehearsal_is_like_judging_every_day(path: Path) -> None:
    """The status at the end of every day of a story, and its changes, are those of judging each day anew."""
    story = stories.parse(path.read_text(encoding="utf-8"), path.name)
    read = list(readings(story))
    known = defaultdict(list)
    for _, item, reading in read:
        if reading.stance != "none":
            known[item.published.date()].append(ledger.read_event(item, reading, end_of(item.published.date())))
    first = min(story.claim.opened, *(item.published.date() for _, item, _ in read))
    days = [first + timedelta(days=step) for step in range((max(story.as_of) - first).days + 30)]
    events, changes, every = [ledger.define(story.claim, end_of(first))], 0, list[Status]()
    for day in days:
        events += known.get(day, [])
        state = ledger.replay(events)[story.claim.slug]
        events += policy.advance(state, RULES, end_of(day))
        state = ledger.replay(events)[story.claim.slug]
        changes = len(state.changes)
        every.append(state.status)
    found = rehearse(story._replace(as_of=tuple(days)), RULES, read)
    assert [status for _, status in found.as_of] == every
    assert len(found.changes) == changes > 0
