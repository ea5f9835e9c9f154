"""The Store protocol: one snapshot out, one set of changes in, all or nothing."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Protocol

import orjson

from tracker.events import Event
from tracker.model import Alert, FeedState

try:
    from isal import igzip as packer  # a third of the time
except ImportError:
    packer = gzip  # type: ignore[misc]

SCHEMA = "1"
"""Version of what is stored; a store with another one is refused, never rewritten."""

SENT_KEPT = timedelta(days=90)
"""How long a delivered alert stays in the outbox, counted back from the newest alert: a quarter's mail to look up."""


@dataclass(frozen=True)
class Snapshot:
    """Everything that is stored, as it was at one moment."""

    events: tuple[Event, ...] = ()
    """The ledger, by the time of writing, then of happening, then by id."""
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Feed address -> fingerprints (text ids) of the entries that are known."""
    feeds: Mapping[str, FeedState] = field(default_factory=dict)
    outbox: tuple[Alert, ...] = ()
    """Alerts that wait, and those delivered lately; by the time they were made, then by id."""
    meta: Mapping[str, str] = field(default_factory=lambda: {"schema": SCHEMA})
    summary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Slug -> status, since, rule, because, sources: derived from the ledger, for those who read the file itself."""


@dataclass(frozen=True)
class Changes:
    """What one run adds. Each part is merged by key; what is not named stays as it is."""

    events: tuple[Event, ...] = ()
    """An event whose id is known changes nothing."""
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Replaces the feed's whole set."""
    feeds: Mapping[str, FeedState] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    """New, or replacing the one of the same id; a delivered alert never becomes undelivered again."""
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    """Body id -> a feed's raw or packed bytes, kept for as long as a FeedState names them."""
    meta: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Replaces the claim's row; an empty row removes it."""
    forget: frozenset[str] = frozenset()
    """Feed addresses whose state and fingerprints go."""


class Transaction(Protocol):
    """What the one holder of the store may do."""

    def read(self) -> Snapshot:
        """The store as it is now, with what this transaction has committed."""

    def commit(self, changes: Changes) -> None:
        """Write all of `changes` or, raising StoreError, nothing of them."""


class Store(Protocol):
    """Kept state behind one lock. Every method raises StoreError where the store cannot be used."""

    def read(self) -> Snapshot:
        """The last committed state; needs no lock and never waits."""

    def exclusive(self) -> AbstractContextManager[Transaction]:
        """The right to write, for one thread of one process at a time."""

    def body(self, body_id: str) -> bytes | None:
        """A feed's kept bytes, or None where they are gone or damaged: then fetch the feed without validators."""

    def close(self) -> None:
        """Let go of what is held in memory."""

    def describe(self) -> str:
        """Where this store is, for people."""


def body_id(raw: bytes) -> str:
    """The name of a feed's body: 20 hexadecimal digits of BLAKE2b over its bytes."""
    return blake2b(raw, digest_size=10).hexdigest()


class Packed(bytes):
    """A body as it is kept: gzipped, so that a thousand of them fit in memory until the commit."""


def pack(raw: bytes) -> Packed:
    """The body, packed; as it is where it is packed already. At the quickest level: a fifth larger."""
    return raw if isinstance(raw, Packed) else Packed(packer.compress(raw, 1, mtime=0))


def unpack(kept: bytes) -> bytes:
    """The body's own bytes. Raises OSError, EOFError or zlib.error where they are damaged."""
    return gzip.decompress(kept)


def apply(before: Snapshot, changes: Changes) -> Snapshot:
    """What a store holds after `changes`: the one meaning of a commit, whatever keeps it."""
    return replace(
        before,
        events=merge_events(before.events, changes.events),
        seen=_without({**before.seen, **changes.seen}, changes.forget),
        feeds=_without({**before.feeds, **changes.feeds}, changes.forget),
        outbox=merge_alerts(before.outbox, changes.alerts),
        meta={**before.meta, **changes.meta, "schema": SCHEMA},
        summary={slug: row for slug, row in {**before.summary, **plain(changes.summary)}.items() if row},
    )


def plain(rows: Mapping[str, Any]) -> dict[str, Any]:
    """The rows as a file gives them back: dates are strings, tuples lists."""
    copied: dict[str, Any] = orjson.loads(orjson.dumps(dict(rows)))
    return copied


def merge_events(known: tuple[Event, ...], added: tuple[Event, ...]) -> tuple[Event, ...]:
    """The ledger with the new events in their place; a known id is kept as it was first written."""
    ids = {event.id for event in known}
    new = {event.id: event for event in reversed(added) if event.id not in ids}
    return tuple(sorted((*known, *new.values()), key=ledger_order)) if new else known


def ledger_order(event: Event) -> tuple[float, float, str]:
    """The key that events are kept in order by."""
    return event.recorded_at.timestamp(), event.known_at.timestamp(), event.id


def merge_alerts(known: tuple[Alert, ...], added: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """The outbox with the new alerts; delivered ones stay delivered, and go once they are older than SENT_KEPT."""
    if not added:
        return known
    merged = {alert.id: alert for alert in known}
    for alert in added:
        old = merged.get(alert.id)
        if old is None or old.sent_at is None:
            merged[alert.id] = alert
    horizon = max(alert.created_at for alert in merged.values()) - SENT_KEPT
    kept = (alert for alert in merged.values() if alert.sent_at is None or alert.created_at >= horizon)
    return tuple(sorted(kept, key=lambda alert: (alert.created_at, alert.id)))


def bodies_named(snapshot: Snapshot) -> frozenset[str]:
    """The body ids that some feed still names; the rest may go."""
    return frozenset(state.body_id for state in snapshot.feeds.values() if state.body_id)


def _without(rows: dict[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if key not in keys} if keys else rows
