"""What every report says, before any format: changes since the last report, then the claims by status. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from tracker import wording
from tracker.alerts import web_link
from tracker.events import ClaimState
from tracker.labels import label
from tracker.model import Change, Evidence, Kind, Slip, Status, Verdict, Window

ORDER = (
    Status.CONTESTED,
    Status.DENIED,
    Status.POSTPONED,
    Status.CONFIRMED,
    Status.ANNOUNCED,
    Status.CORROBORATED,
    Status.LAPSED,
    Status.SPECULATION,
)
"""Reversals first: what an editor would be sorry to have missed (ANCHORS: alerts by consequence)."""


class Source(NamedTuple):
    """One piece of evidence, as a line."""

    day: date
    outlet: str
    tier: str
    title: str
    link: str | None
    stance: str
    stance_label: str
    counts: bool
    rule: str
    why_not: str
    quote: str
    root: str
    item: str


class Stretch(NamedTuple):
    """A time a claim spent in one status; `share` is its part of the whole life shown, 0 to 1."""

    status: str
    label: str
    start: date
    end: date
    share: float


class Entry(NamedTuple):
    """One claim, ready to be shown."""

    slug: str
    text: str
    language: str
    kind: str
    status: str
    status_label: str
    since: date
    rule: str
    because: str
    window: str
    opened: date
    slips: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    roots: int
    life: tuple[Stretch, ...]


class Move(NamedTuple):
    """One status change, ready to be shown."""

    at: datetime
    slug: str
    text: str
    before: str
    before_label: str
    after: str
    after_label: str
    rule: str
    because: str


class Book(NamedTuple):
    """A whole report."""

    at: datetime
    since: datetime | None
    language: str
    moves: tuple[Move, ...]
    groups: tuple[tuple[str, str, tuple[Entry, ...]], ...]
    """(status, label, claims) in `ORDER`; empty groups left out."""

    def word(self, key: str) -> str:
        """A word of the report in its language."""
        return label("word", key, self.language)


def make_book(
    states: Mapping[str, ClaimState],
    verdicts: Mapping[str, Verdict],
    now: datetime,
    *,
    since: datetime | None = None,
    recent: Iterable[Change] | None = None,
    language: str = "en",
) -> Book:
    """Arrange the claims. `recent` are the changes since the last report, in time order; None means all of them."""
    changes = [change for state in states.values() for change in state.changes] if recent is None else recent
    moves = tuple(_move(change, states, language) for change in sorted(changes, key=lambda change: change.at))
    entries = [entry(state, verdicts[slug], now, language) for slug, state in states.items()]
    entries.sort(key=lambda one: (one.since, one.slug), reverse=True)
    groups = tuple(
        (status.value, label("status", status, language), tuple(one for one in entries if one.status == status))
        for status in ORDER
    )
    return Book(now, since, language, moves, tuple(group for group in groups if group[2]))


def _move(change: Change, states: Mapping[str, ClaimState], language: str) -> Move:
    return Move(
        change.at,
        change.claim,
        states[change.claim].claim.text if change.claim in states else change.claim,
        change.before.value,
        label("status", change.before, language),
        change.after.value,
        label("status", change.after, language),
        change.rule,
        change.because,
    )


def entry(state: ClaimState, verdict: Verdict, now: datetime, language: str) -> Entry:
    """One claim as the report shows it."""
    claim = state.claim
    return Entry(
        claim.slug,
        claim.text,
        claim.language,
        claim.kind.value,
        state.status.value,
        label("status", state.status, language),
        state.since.date(),
        state.rule,
        state.because or verdict.because,
        window_text(verdict.window, language) if claim.kind is Kind.PLAN else "",
        claim.opened,
        tuple(slip_text(slip, language) for slip in verdict.slips),
        tuple((label("flag", flag, language), why) for flag, why in sorted(verdict.flags.items())),
        tuple((missing.rule, missing.text) for missing in verdict.missing),
        tuple(source(one, language) for one in by_date(verdict.evidence)),
        len(verdict.roots),
        life(state, now, language),
    )


def by_date(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Newest first; of one moment, by item id."""
    return sorted(evidence, key=lambda one: (one.item.published, one.item.id), reverse=True)


def source(one: Evidence, language: str) -> Source:
    """One piece of evidence as a line of the report."""
    item, reading = one.item, one.reading
    return Source(
        item.published.date(),
        item.outlet,
        item.tier.value,
        item.title,
        web_link(item.link) or None,
        reading.stance.value,
        label("stance", reading.stance, language),
        one.counts,
        one.rule,
        "" if one.counts else one.because,
        reading.quote.text if reading.quote else "",
        one.root,
        item.id,
    )


def window_text(window: Window | None, language: str) -> str:
    """ "2025-10-01 → 2025-10-31"; an open side in words; empty without a window."""
    if window is None or (window.start is None and window.end is None):
        return ""
    open_side = label("word", "open_side", language)
    sides = [side.isoformat() if side else open_side for side in (window.start, window.end)]
    return sides[0] if sides[0] == sides[1] else " → ".join(sides)


def slip_text(slip: Slip, language: str) -> str:
    """One move of the window in words."""
    days = ""
    if slip.days is not None:
        unit = label("word", "day_one" if abs(slip.days) == 1 else "day_many", language)
        days = f" ({slip.days:+d} {unit})"
    before, after = window_text(slip.previous, language), window_text(slip.window, language)
    return f"{slip.at.date().isoformat()}: {before} ⇒ {after}{days}, {wording.speaker(slip.moved_by, language)}"


def life(state: ClaimState, now: datetime, language: str) -> tuple[Stretch, ...]:
    """The statuses the claim went through, from its opening to now, each with its share of that time."""
    start = min([state.claim.opened, *(change.at.date() for change in state.changes)])
    end = max([now.date(), start, *(change.at.date() for change in state.changes)])
    marks: list[tuple[date, Status]] = [(start, Status.SPECULATION)]
    marks += [(change.at.date(), change.after) for change in state.changes]
    ends = [day for day, _ in marks[1:]] + [end]
    whole = max((end - start).days, 1)
    return tuple(
        Stretch(status.value, label("status", status, language), day, until, max((until - day).days, 0) / whole)
        for (day, status), until in zip(marks, ends, strict=True)
    )
