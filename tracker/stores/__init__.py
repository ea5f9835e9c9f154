"""Where the ledger and what we remember of the feeds are kept: the Store protocol, memory and TinyDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.stores.base import Changes, Packed, Snapshot, Store, Transaction, body_id, pack, unpack
from tracker.stores.bodies import Waiting

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Changes",
    "Packed",
    "Snapshot",
    "Store",
    "Transaction",
    "Waiting",
    "body_id",
    "open_store",
    "pack",
    "unpack",
]


def open_store(path: Path, *, lock_seconds: float = 30.0) -> Store:
    """The store at `path`; a missing file is an empty store, made by the first commit.

    `lock_seconds` is how long to wait for another process that holds it. Raises StoreError for a file that is
    damaged, foreign or from a newer version; it is left as it is.
    """
    from tracker.stores.tiny import TinyStore

    return TinyStore(path, lock_seconds=lock_seconds)
