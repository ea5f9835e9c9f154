"""A store that lives and dies with the process: for rehearsals and dry runs, under the same rules."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.errors import StoreError
from tracker.stores.base import Changes, Packed, Snapshot, Transaction, apply, bodies_named, pack, unpack


class MemoryStore:
    """Keeps one Snapshot and the bodies that its feeds name."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self._snapshot = snapshot or Snapshot()
        self._bodies: dict[str, Packed] = {}
        self._lock = threading.RLock()
        self._held = False

    def read(self) -> Snapshot:
        return self._snapshot

    @contextmanager
    def exclusive(self) -> Iterator[Transaction]:
        with self._lock:
            if self._held:
                raise StoreError("the store is already held by this thread: one transaction at a time")
            self._held = True
            try:
                yield _Held(self)
            finally:
                self._held = False

    def body(self, body_id: str) -> bytes | None:
        kept = self._bodies.get(body_id)
        return None if kept is None else unpack(kept)

    def close(self) -> None:
        """Nothing is held outside this object."""

    def describe(self) -> str:
        return "memory"

    def _commit(self, changes: Changes) -> None:
        after = apply(self._snapshot, changes)
        named = bodies_named(after)
        self._bodies |= {name: pack(body) for name, body in changes.bodies.items()}
        self._bodies = {name: kept for name, kept in self._bodies.items() if name in named}
        self._snapshot = after


class _Held:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def read(self) -> Snapshot:
        return self._store.read()

    def commit(self, changes: Changes) -> None:
        self._store._commit(changes)
