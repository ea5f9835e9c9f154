"""A poll's items, read for the claims they may concern; what cannot be read is told, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker import ledger, reading, texts
from tracker.events import ClaimState, ItemRead
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Reading

OURS = "the mistake is the tracker's, please report it"
"""What a person may do about an error that nobody foresaw."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that could not be read for a claim, which no item is known to do."""

    item: Item
    claim: str
    error: Exception

    def __str__(self) -> str:
        return (
            f"{self.item.feed or self.item.host}: {self.item.title[:80]!r} could not be read for {self.claim} "
            f"({named(self.error)}): it will be tried again at the next poll; {OURS}"
        )


def named(error: Exception) -> str:
    """The error's class and words, on one line."""
    return texts.line(f"{type(error).__name__}: {error}", 200)


class Pools(Protocol):
    """Items to read: the new ones, and for claims that are new or edited all that the feeds hold."""

    @property
    def items(self) -> Sequence[Item]: ...
    @property
    def backlog(self) -> Sequence[Item]: ...


def read_all(
    tracked: Sequence[Claim], fresh: Mapping[str, Claim], states: Mapping[str, ClaimState], pools: Pools, now: datetime
) -> tuple[list[ItemRead], list[Unread]]:
    """Read new items for every claim, and all that is there for new or edited ones; known readings are left out.

    With them comes what could not be read: the rest of the run goes on.
    """
    known = {(event.claim, event.item.id) for state in states.values() for event in state.readings}
    out: dict[str, ItemRead] = {}
    unread: list[Unread] = []
    newcomers = [claim for claim in tracked if claim.slug in fresh]
    for pool, wanted in ((pools.items, tracked), (pools.backlog, newcomers)):
        index = ClaimIndex(wanted)
        by_slug = {claim.slug: claim for claim in wanted}
        revised: dict[str, list[str]] = {}
        for slug, item_id in known:
            revised.setdefault(item_id, []).append(slug)
        for item in pool:
            for claim, answer in _readings(item, index, by_slug, revised):
                if isinstance(answer, Exception):
                    unread.append(Unread(item, claim.slug, answer))
                elif answer.may_concern or (claim.slug, item.id) in known:
                    event = ledger.read_event(item, answer, now)
                    out[event.id] = event
    written = {event.id for state in states.values() for event in state.readings}
    return [event for event in out.values() if event.id not in written], unread


def _readings(
    item: Item, index: ClaimIndex, by_slug: Mapping[str, Claim], revised: Mapping[str, Sequence[str]]
) -> Iterable[tuple[Claim, Reading | Exception]]:
    """Each claim the item may concern, read, or why it could not be; an item that counted once is read again even where
    it now says nothing."""
    met: set[str] = set()
    for match in index.matches(item):
        met.add(match.claim.slug)
        yield match.claim, _tried(reading.read, match)
    for slug in revised.get(item.id, ()):
        if slug in by_slug and slug not in met:
            yield by_slug[slug], _tried(reading.read_claim, by_slug[slug], item)


def _tried(read: Callable[..., Reading], *what: object) -> Reading | Exception:
    try:
        return read(*what)
    except Exception as error:  # one item's trouble is its own
        return error
