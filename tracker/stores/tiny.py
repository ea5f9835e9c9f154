"""TinyDB in one readable JSON file, through a Storage of our own that survives kills, full disks and company.

TinyDB's own storage writes in place: a kill leaves half a file, two writers destroy it. Here a transaction
reads under a lock between threads and processes, TinyDB changes the tables in memory, and one replacement of
the file commits them all.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import orjson
from filelock import FileLock, Timeout
from pydantic import BaseModel, TypeAdapter, ValidationError
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from tracker.errors import StoreError
from tracker.events import Event
from tracker.files import replace_file, sweep
from tracker.model import Alert, FeedState
from tracker.stores.base import (
    SCHEMA,
    Changes,
    Snapshot,
    Transaction,
    apply,
    bodies_named,
    body_id,
    ledger_order,
)
from tracker.stores.bodies import Bodies

Tables = dict[str, dict[str, Any]]
Mark = tuple[int, int, int, int, int]

_EVENTS = TypeAdapter(list[Event])
_FEEDS = TypeAdapter(list[FeedState])
_ALERTS = TypeAdapter(list[Alert])
_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_RESTORE = "restore it from a copy, or move it away and the next run starts anew"


class ReplacedFile(Storage):
    """TinyDB's storage: `write` stages the tables, `flush` puts them in the file's place, `discard` drops them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark: Mark | None = None
        """Whose bytes we know: while this is the file's mark, they are not looked at again."""
        self._known: str | None = None
        """The digest of the bytes that `_tables` came from; the bytes themselves are as large again as the tables."""
        self._tables: Tables | None = None
        self._staged: Tables | None = None

    def read(self) -> Tables | None:
        """The tables as they are staged, or were at the last refresh."""
        tables = self._tables if self._staged is None else self._staged
        return None if tables is None else dict(tables)

    def write(self, data: Tables) -> None:
        self._staged = data

    def refresh(self) -> bool:
        """Read the file where its bytes are not those we know; say whether they were new."""
        mark = _mark_of(self._path)
        if mark is not None and mark == self._mark:
            return False
        news = self._known is None or self._known != self._digest_on_disk()
        if news:
            raw = self._bytes()
            name = _digest(raw)
            news = name != self._known
        if news:
            self._tables = None if raw is None else checked(raw, self._path)
            self._known = name
        self._mark = mark
        return news

    def flush(self) -> None:
        if self._staged is None:
            return
        try:
            raw = orjson.dumps(self._staged, option=_READABLE)
            name = _digest(raw)
            if name != self._known:
                replace_file(self._path, raw)
        except (OSError, orjson.JSONEncodeError) as error:
            raise StoreError(f"{self._path}: cannot write the store ({error}); nothing of this run was kept") from error
        finally:
            staged, self._staged = self._staged, None
        self._tables, self._known, self._mark = staged, name, _mark_of(self._path)

    def discard(self) -> None:
        self._staged = None

    def _digest_on_disk(self) -> str | None:
        """Piece by piece, as the file is usually the one that we wrote and need not be held a second time."""
        try:
            with self._path.open("rb") as file:
                return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=10)).hexdigest()
        except OSError:
            return None

    def _bytes(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._path}: cannot read the store ({error})") from error


def _mark_of(path: Path) -> Mark | None:
    """What a file cannot keep when somebody replaces it or writes to it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _digest(raw: bytes | None) -> str | None:
    return None if raw is None else body_id(raw)


def checked(raw: bytes, path: Path) -> Tables:
    """The tables in a store's bytes. Raises StoreError, naming the file, for anything that we did not write."""
    try:
        tables = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise StoreError(f"{path}: the store is damaged ({error}); {_RESTORE}") from error
    schema = _schema_of(tables)
    if schema is None:
        raise StoreError(f"{path}: this JSON is not a tracker's store; give another path, or move the file away")
    if schema != SCHEMA:
        raise StoreError(
            f"{path}: the store has schema {schema}, this version knows {SCHEMA}: "
            "use the version that wrote it, or a newer one"
        )
    misshapen = [name for name, rows in tables.items() if not _all_rows(rows)]
    if misshapen:
        raise StoreError(f"{path}: the store is damaged (table {misshapen[0]!r} holds no rows); {_RESTORE}")
    found: Tables = tables
    return found


def _schema_of(tables: object) -> str | None:
    try:
        return str(tables["meta"]["schema"]["value"])  # type: ignore[index]
    except (KeyError, TypeError, IndexError):
        return None


def _all_rows(rows: object) -> bool:
    return isinstance(rows, dict) and all(isinstance(row, dict) for row in rows.values())


class Rows(Table):
    """A table whose rows are named by our own ids: fingerprints, addresses, slugs."""

    document_id_class = str  # type: ignore[assignment]

    def put(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Insert the rows, each in the place of the one that has its name."""
        if rows:
            self.drop(rows)
            self.insert_multiple(Document(row, name) for name, row in rows.items())  # type: ignore[arg-type]

    def drop(self, names: Iterable[str]) -> None:
        """Remove the rows of these names, where they are."""
        self.remove(doc_ids=list(names))  # type: ignore[arg-type]

    def named(self) -> dict[str, dict[str, Any]]:
        """Every row by its name."""
        return {str(row.doc_id): dict(row) for row in self}


class Database(TinyDB):
    """TinyDB over such tables."""

    table_class = Rows


class TinyStore:
    """The Store in one file, with the feeds' bodies in a folder beside it."""

    def __init__(self, path: Path, *, lock_seconds: float = 30.0) -> None:
        self._path = path.expanduser().resolve()
        self._lock_seconds = lock_seconds
        self._threads = threading.RLock()
        self._held = False
        self._file = ReplacedFile(self._path)
        self._snapshot = Snapshot()
        self._bodies = Bodies(self._path.with_name(f"{self._path.stem}-bodies"))
        self.read()

    def read(self) -> Snapshot:
        with self._threads:
            with _collector_paused():
                if self._file.refresh():
                    self._snapshot = self._parsed(self._file.read() or {})
            return self._snapshot

    @contextmanager
    def exclusive(self) -> Iterator[Transaction]:
        with self._threads:
            if self._held:
                raise StoreError(f"{self._path}: already held by this thread: one transaction at a time")
            with self._between_processes():
                sweep(self._path)
                self._held = True
                try:
                    yield _Held(self)
                finally:
                    self._held = False
                    self._file.discard()

    def body(self, body_id: str) -> bytes | None:
        return self._bodies.get(body_id)

    def close(self) -> None:
        self._file = ReplacedFile(self._path)
        self._snapshot = Snapshot()

    def describe(self) -> str:
        return f"TinyDB {self._path}"

    @contextmanager
    def _between_processes(self) -> Iterator[None]:
        lock = FileLock(self._path.with_name(f"{self._path.name}.lock"), timeout=self._lock_seconds)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"{self._path}: another tracker holds the store (waited {self._lock_seconds:g} s); "
                "let it finish, then run again"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._path.parent}: cannot write here ({error.strerror or error}); make the folder writable, "
                "or set another `store` in tracker.toml"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _parsed(self, tables: Tables) -> Snapshot:
        try:
            return parse_tables(tables)
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise StoreError(f"{self._path}: the store is damaged ({_first_line(error)}); {_RESTORE}") from error

    def _commit(self, changes: Changes) -> None:
        before = self.read()
        after = apply(before, changes)
        self._bodies.put(changes.bodies)
        try:
            stage(self._file, before, after)
            self._file.flush()
        finally:
            self._file.discard()
        self._snapshot = after
        self._bodies.keep_only(bodies_named(after))


class _Held:
    def __init__(self, store: TinyStore) -> None:
        self._store = store

    def read(self) -> Snapshot:
        return self._store.read()

    def commit(self, changes: Changes) -> None:
        self._store._commit(changes)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No cycle collection while values are built that hold no cycles: loading 10,000 events takes a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- values <-> rows ---------------------------------------------------------------------------------------


def stage(file: ReplacedFile, before: Snapshot, after: Snapshot) -> None:
    """Let TinyDB bring the tables from one snapshot to the other, in memory."""
    database = Database(file, storage=_same)
    for name, old, new in _pairs(before, after):
        table = cast(Rows, database.table(name, cache_size=0))
        table.drop(key for key in old if key not in new)
        table.put({key: _ROW[name](value) for key, value in new.items() if old.get(key) is not value})


def _same(file: ReplacedFile) -> ReplacedFile:
    return file


def _pairs(before: Snapshot, after: Snapshot) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Each table's name with its values by row name, before and after."""
    yield "events", _by_id(before.events), _by_id(after.events)
    yield "outbox", _by_id(before.outbox), _by_id(after.outbox)
    for name in ("seen", "feeds", "summary"):
        yield name, getattr(before, name), getattr(after, name)
    yield "meta", {}, after.meta


def _by_id(values: Iterable[Any]) -> dict[str, Any]:
    return {value.id: value for value in values}


def _dumped(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json", by_alias=True)


_ROW: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "events": _dumped,
    "outbox": _dumped,
    "feeds": _dumped,
    "seen": lambda texts: {"texts": sorted(texts)},
    "summary": dict,
    "meta": lambda value: {"value": value},
}
"""How a value becomes a row, by table."""


def parse_tables(tables: Tables) -> Snapshot:
    """The snapshot that these tables hold. Raises ValidationError or KeyError for rows that are not ours."""
    if not tables:
        return Snapshot()
    events = _EVENTS.validate_python(list(tables.get("events", {}).values()))
    feeds = _FEEDS.validate_python(list(tables.get("feeds", {}).values()))
    alerts = _ALERTS.validate_python(list(tables.get("outbox", {}).values()))
    return Snapshot(
        events=tuple(sorted(events, key=ledger_order)),
        seen={url: frozenset(row["texts"]) for url, row in tables.get("seen", {}).items()},
        feeds={state.url: state for state in feeds},
        outbox=tuple(sorted(alerts, key=lambda alert: (alert.created_at, alert.id))),
        meta={name: row["value"] for name, row in tables["meta"].items()},
        summary=dict(tables.get("summary", {})),
    )


def _first_line(error: Exception) -> str:
    """Where a row is wrong and how, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return f"{type(error).__name__}: {error}"
