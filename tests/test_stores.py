"""One conformance suite over every store, and what is the TinyDB file's alone."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import StoreError
from tracker.events import ClaimDefined, Event, FlagRaised, ItemRead, PersonDecided
from tracker.model import Alert, Claim, FeedState, Flag, Item, Reading, Stance, Status, Tier, Window, fingerprint
from tracker.stores import Changes, Snapshot, Store, Waiting, body_id, open_store, pack, unpack
from tracker.stores.base import SENT_KEPT
from tracker.stores.memory import MemoryStore
from tracker.stores.tiny import TinyStore

NOON = datetime(2025, 2, 17, 12, tzinfo=UTC)
FEED = "https://press.example/feed"


def claim(slug: str = "visit") -> Claim:
    """A small claim with a window, so that aliased keys are stored too."""
    window = Window(start=NOON.date(), end=None)
    return Claim(slug=slug, text="Una visita", subjects=(("Anna", "A."),), expected=window, opened=NOON.date())


def defined(number: int, at: datetime = NOON) -> ClaimDefined:
    """An event with a definition in it."""
    name = fingerprint("defined", str(number))
    return ClaimDefined(id=name, claim="visit", known_at=at, recorded_at=at, definition=claim())


def read_event(number: int) -> ItemRead:
    """An event with a whole item in it."""
    item = Item(
        id=fingerprint("item", str(number)), text_id=fingerprint("text", str(number)), host="press.example",
        outlet="Press", tier=Tier.PRESS, title="Perché «no»\n— ☃", published=NOON, seen_at=NOON,
    )  # fmt: skip
    reading = Reading(claim="visit", item=item.id, text_id=item.text_id, stance=Stance.REPORTS, confidence=0.25)
    at = NOON + timedelta(seconds=number)
    name = fingerprint("read", str(number))
    return ItemRead(id=name, claim="visit", known_at=at, recorded_at=at, item=item, reading=reading)


def alert(number: int, **values: object) -> Alert:
    """An unsent alert."""
    fields = {
        "id": fingerprint("alert", str(number)), "channel": "email", "recipient": "anna@example.org",
        "claims": ("visit",), "subject": "s", "text": "t", "html": "<p>t</p>", "created_at": NOON,
    }  # fmt: skip
    return Alert.model_validate({**fields, **values})


def commit(store: Store, changes: Changes) -> None:
    """One transaction."""
    with store.exclusive() as held:
        held.commit(changes)


@pytest.fixture(params=["memory", "tiny"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    return MemoryStore() if request.param == "memory" else open_store(tmp_path / "store.json")


# --- what every store does -------------------------------------------------------------------------------------


def test_a_new_store_is_empty(store: Store) -> None:
    """Nothing is in a store that nobody wrote to, but its schema."""
    assert store.read() == Snapshot(meta={"schema": "1"})


def test_what_is_committed_is_read(store: Store) -> None:
    """Each part of the changes comes back as it was given."""
    state = FeedState(url=FEED, etag='W/"ü"', last_tried=NOON, history=("a", "b"))
    changes = Changes(
        events=(defined(1), read_event(2)),
        seen={FEED: frozenset({"aa", "bb"})},
        feeds={FEED: state},
        alerts=(alert(1),),
        meta={"last_report_at": NOON.isoformat()},
        summary={"visit": {"status": "speculation", "sources": [{"date": "2025-02-17"}]}},
    )
    commit(store, changes)
    found = store.read()
    assert found.events == (defined(1), read_event(2))
    assert found.seen == {FEED: frozenset({"aa", "bb"})}
    assert found.feeds == {FEED: state}
    assert found.outbox == (alert(1),)
    assert found.meta == {"schema": "1", "last_report_at": NOON.isoformat()}
    assert found.summary == {"visit": {"status": "speculation", "sources": [{"date": "2025-02-17"}]}}


def test_what_is_not_named_stays(store: Store) -> None:
    """A second commit leaves alone every key that it does not name."""
    commit(
        store, Changes(events=(defined(1),), seen={FEED: frozenset({"a"})}, meta={"k": "v"}, summary={"x": {"a": 1}})
    )
    commit(store, Changes(seen={"https://other.example/": frozenset({"b"})}, meta={"l": "w"}))
    found = store.read()
    assert found.events == (defined(1),)
    assert set(found.seen) == {FEED, "https://other.example/"}
    assert found.meta == {"schema": "1", "k": "v", "l": "w"}
    assert found.summary == {"x": {"a": 1}}


def test_a_feeds_fingerprints_are_replaced(store: Store) -> None:
    """The set that is given for a feed takes the place of the old one."""
    commit(store, Changes(seen={FEED: frozenset({"a", "b"})}))
    commit(store, Changes(seen={FEED: frozenset({"b", "c"})}))
    assert store.read().seen[FEED] == {"b", "c"}


def test_an_event_is_written_once(store: Store) -> None:
    """An event whose id is known changes nothing, whatever else it says."""
    commit(store, Changes(events=(defined(1),)))
    commit(store, Changes(events=(defined(1, NOON + timedelta(days=1)), defined(1, NOON + timedelta(days=2)))))
    assert store.read().events == (defined(1),)


def test_events_are_in_the_order_of_writing(store: Store) -> None:
    """However they were committed, events come back by the time they were recorded."""
    later, earlier = defined(1, NOON), defined(2, NOON - timedelta(days=1))
    commit(store, Changes(events=(later, earlier)))
    assert store.read().events == (earlier, later)


def test_a_sent_alert_stays_sent(store: Store) -> None:
    """An alert that was delivered cannot become undelivered by being committed again."""
    commit(store, Changes(alerts=(alert(1, sent_at=NOON),)))
    commit(store, Changes(alerts=(alert(1),)))
    assert store.read().outbox == (alert(1, sent_at=NOON),)


def test_a_failed_alert_keeps_its_count(store: Store) -> None:
    """An unsent alert is replaced by its newer self."""
    commit(store, Changes(alerts=(alert(1),)))
    commit(store, Changes(alerts=(alert(1, attempts=2, last_error="421"),)))
    assert store.read().outbox[0].attempts == 2


def test_old_mail_goes_but_waiting_mail_stays(store: Store) -> None:
    """Delivered alerts leave the outbox after SENT_KEPT; one that still waits never does."""
    commit(store, Changes(alerts=(alert(1, sent_at=NOON), alert(2))))
    commit(store, Changes(alerts=(alert(3, created_at=NOON + SENT_KEPT + timedelta(seconds=1)),)))
    assert [one.id for one in store.read().outbox] == [alert(2).id, alert(3).id]


def test_an_empty_summary_row_removes_it(store: Store) -> None:
    """A claim's row goes when an empty one is committed for it."""
    commit(store, Changes(summary={"a": {"status": "denied"}, "b": {"status": "lapsed"}}))
    commit(store, Changes(summary={"a": {}}))
    assert store.read().summary == {"b": {"status": "lapsed"}}


def test_forgetting_a_feed(store: Store) -> None:
    """A feed that is forgotten leaves neither its state nor its fingerprints."""
    commit(store, Changes(seen={FEED: frozenset({"a"})}, feeds={FEED: FeedState(url=FEED)}, events=(defined(1),)))
    commit(store, Changes(forget=frozenset({FEED})))
    found = store.read()
    assert (found.seen, found.feeds, found.events) == ({}, {}, (defined(1),))


def test_the_schema_is_the_stores_own(store: Store) -> None:
    """Nobody can commit another schema."""
    commit(store, Changes(meta={"schema": "99"}))
    assert store.read().meta["schema"] == "1"


def test_a_transaction_reads_what_it_wrote(store: Store) -> None:
    """Within one transaction a second commit builds on the first."""
    with store.exclusive() as held:
        held.commit(Changes(meta={"a": "1"}))
        assert held.read().meta["a"] == "1"
        held.commit(Changes(meta={"b": "2"}))
    assert store.read().meta == {"schema": "1", "a": "1", "b": "2"}


def test_nothing_is_written_without_a_commit(store: Store) -> None:
    """A transaction that ends in an error before its commit leaves the store as it was, and free."""
    with pytest.raises(RuntimeError), store.exclusive():
        raise RuntimeError
    assert store.read() == Snapshot()
    commit(store, Changes(meta={"a": "1"}))
    assert store.read().meta["a"] == "1"


def test_a_transaction_is_not_taken_twice(store: Store) -> None:
    """A thread that holds the store is told so instead of waiting for itself."""
    with store.exclusive(), pytest.raises(StoreError, match="already held"), store.exclusive():
        pass


def test_threads_take_turns(store: Store) -> None:
    """Read-modify-write by eight threads loses no count."""

    def add() -> None:
        for _ in range(5):
            with store.exclusive() as held:
                count = int(held.read().meta.get("count", "0"))
                held.commit(Changes(meta={"count": str(count + 1)}))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read().meta["count"] == "40"


def test_a_body_lives_as_long_as_a_feed_names_it(store: Store) -> None:
    """A feed's kept bytes are there until no feed's state names them."""
    old, new = b"<rss>old</rss>" * 100, b"<rss>\xff\x00new</rss>"
    name = body_id(old)
    commit(store, Changes(bodies={name: old}, feeds={FEED: FeedState(url=FEED, body_id=name)}))
    assert store.body(name) == old
    commit(store, Changes(meta={"other": "run"}))
    assert store.body(name) == old
    changed = FeedState(url=FEED, body_id=body_id(new))
    commit(store, Changes(bodies={body_id(new): new}, feeds={FEED: changed}))
    assert store.body(name) is None
    assert store.body(body_id(new)) == new


def test_a_snapshot_does_not_change(store: Store) -> None:
    """What was read stays as it was when others write."""
    before = store.read()
    commit(store, Changes(meta={"a": "1"}, seen={FEED: frozenset("x")}))
    assert before == Snapshot()


def test_a_store_says_where_it_is(store: Store, tmp_path: Path) -> None:
    """The description names the kind, and the file where there is one."""
    assert store.describe() in {"memory", f"TinyDB {tmp_path / 'store.json'}"}


def test_closing_loses_nothing(store: Store) -> None:
    """What was committed is read after closing too."""
    commit(store, Changes(meta={"a": "1"}))
    store.close()
    assert store.read().meta["a"] == "1"


words = st.text(st.characters(codec="utf-8"), max_size=8)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        FlagRaised, id=words, claim=words, known_at=moments, recorded_at=moments, flag=st.sampled_from(Flag), because=words
    ),
    st.builds(
        PersonDecided, id=words, claim=words, known_at=moments, recorded_at=moments, status=st.sampled_from(Status),
        reason=words, expires=st.none(),
    ),
)  # fmt: skip
changes_made = st.builds(
    Changes,
    events=st.lists(events, max_size=3).map(tuple),
    seen=st.dictionaries(words, st.frozensets(words, max_size=3), max_size=2),
    feeds=st.dictionaries(words, st.just(None), max_size=2).map(lambda d: {u: FeedState(url=u) for u in d}),
    alerts=st.lists(st.builds(alert, st.integers(0, 3), subject=words, attempts=st.integers(0, 3)), max_size=2).map(
        tuple
    ),
    meta=st.dictionaries(words, words, max_size=2),
    summary=st.dictionaries(words, st.dictionaries(words, st.none() | words | st.integers(0, 9)), max_size=2),
    forget=st.frozensets(words, max_size=1),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(changes_made, max_size=4))
def test_both_stores_are_one(runs: list[Changes]) -> None:
    """Any sequence of commits leaves memory, the open file and the file opened anew with the same snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        memory, tiny = MemoryStore(), TinyStore(Path(folder) / "store.json")
        for changes in runs:
            commit(memory, changes)
            commit(tiny, changes)
            assert tiny.read() == memory.read()
        assert TinyStore(Path(folder) / "store.json").read() == memory.read()


# --- the file ----------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store's file will be."""
    return tmp_path / "store.json"


def test_reading_makes_no_file(path: Path) -> None:
    """Looking at a store that is not there leaves the folder as it was."""
    open_store(path).read()
    assert list(path.parent.iterdir()) == []


def test_the_file_is_readable_and_sorted(path: Path) -> None:
    """The file is indented JSON, its keys in order, and ends in a line end: its git diffs are clean."""
    commit(open_store(path), Changes(events=(defined(2), defined(1)), seen={FEED: frozenset({"b", "a"})}))
    text = path.read_text("utf-8")
    tables = json.loads(text)
    assert text == json.dumps(tables, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert tables["seen"][FEED] == {"texts": ["a", "b"]}
    assert set(tables["events"]) == {defined(1).id, defined(2).id}
    assert tables["events"][defined(1).id]["definition"]["expected"]["from"] == "2025-02-17"


def test_one_more_event_only_adds_lines(path: Path) -> None:
    """A diff of two commits removes no line but its own meta, so that a reader sees what came."""
    store = open_store(path)
    commit(store, Changes(events=tuple(read_event(n) for n in range(5))))
    before = path.read_text("utf-8").splitlines()
    commit(store, Changes(events=(read_event(9),)))
    after = iter(path.read_text("utf-8").splitlines())
    assert all(any(line.rstrip(",") == one.rstrip(",") for one in after) for line in before)


def test_nothing_new_writes_nothing(path: Path) -> None:
    """A commit that changes no byte leaves the very file."""
    store = open_store(path)
    commit(store, Changes(events=(defined(1),)))
    before = path.stat().st_ino
    commit(store, Changes(events=(defined(1),)))
    assert path.stat().st_ino == before


def test_another_instance_sees_the_commit(path: Path) -> None:
    """Two openings of one file never show an old state: neither reading nor writing."""
    one, two = open_store(path), open_store(path)
    commit(one, Changes(meta={"a": "1"}))
    assert two.read().meta["a"] == "1"
    commit(two, Changes(meta={"b": "2"}))
    commit(one, Changes(meta={"c": "3"}))
    assert two.read().meta == {"schema": "1", "a": "1", "b": "2", "c": "3"}


DAMAGED = {
    "empty": b"",
    "cut off": b'{"meta": {"schema": {"value": "1"}}, "ev',
    "nul bytes": b"\0" * 64,
    "no text": b"\xff\xfe\x00",
    "a table of no rows": b'{"meta": {"schema": {"value": "1"}}, "events": [1, 2]}',
    "a row that is no event": b'{"meta": {"schema": {"value": "1"}}, "events": {"a": {"type": "item_read"}}}',
    "a feed without address": b'{"meta": {"schema": {"value": "1"}}, "feeds": {"a": {}}}',
    "fingerprints of no kind": b'{"meta": {"schema": {"value": "1"}}, "seen": {"a": {"texts": 3}}}',
    "meta without a value": b'{"meta": {"schema": {"value": "1"}, "b": {}}}',
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_refused_and_kept(path: Path, raw: bytes) -> None:
    """A file that cannot be read whole is named, with the way out, and not a byte of it changes."""
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="damaged") as told:
        open_store(path)
    assert str(path) in str(told.value)
    assert "restore it from a copy" in str(told.value)
    assert "\n" not in str(told.value)
    assert path.read_bytes() == raw


@pytest.mark.parametrize("raw", [b"[]", b"3", b'{"_default": {"1": {"a": 1}}}', b'{"meta": [1]}', b'"text"', b"null"])
def test_a_foreign_file_is_refused_and_kept(path: Path, raw: bytes) -> None:
    """JSON that no tracker wrote is refused, be it another TinyDB's, and stays as it is."""
    path.write_bytes(raw)
    with pytest.raises(StoreError, match=r"store\.json: this JSON is not a tracker's store"):
        open_store(path)
    assert path.read_bytes() == raw


def test_a_store_from_the_future_is_refused_and_kept(path: Path) -> None:
    """A newer schema is refused, with the two versions in the message."""
    commit(open_store(path), Changes(events=(defined(1),)))
    raw = path.read_bytes().replace(b'"value": "1"', b'"value": "2"')
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="schema 2, this version knows 1"):
        open_store(path)
    assert path.read_bytes() == raw


def test_damage_while_open_is_seen(path: Path) -> None:
    """A store that is open does not write over a file that somebody broke meanwhile."""
    store = open_store(path)
    commit(store, Changes(meta={"a": "1"}))
    path.write_bytes(b"broken")
    with pytest.raises(StoreError, match="damaged"):
        commit(store, Changes(meta={"b": "2"}))
    with pytest.raises(StoreError, match="damaged"):
        store.read()
    assert path.read_bytes() == b"broken"


def test_text_that_is_no_unicode_is_refused(path: Path) -> None:
    """A value that JSON cannot hold fails the commit and leaves file and store as they were."""
    store = open_store(path)
    commit(store, Changes(meta={"a": "1"}))
    raw = path.read_bytes()
    with pytest.raises(StoreError, match="cannot write the store"):
        commit(store, Changes(meta={"b": "\ud800"}))
    assert (path.read_bytes(), store.read().meta) == (raw, {"schema": "1", "a": "1"})


def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    """A link to the store stays a link, and the file keeps the permissions its owner gave it."""
    real = tmp_path / "real.json"
    link = tmp_path / "link.json"
    commit(open_store(real), Changes(meta={"a": "1"}))
    real.chmod(0o640)
    link.symlink_to(real)
    commit(open_store(link), Changes(meta={"b": "2"}))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert open_store(real).read().meta["b"] == "2"


def test_leftovers_are_swept(path: Path) -> None:
    """What a killed writer left is removed by the next holder of the lock; other files are not touched."""
    leftover, other = path.parent / ".store.json.999-abcd.tmp", path.parent / ".other.json.1-a.tmp"
    leftover.write_bytes(b"half")
    other.write_bytes(b"whole")
    commit(open_store(path), Changes(meta={"a": "1"}))
    assert (leftover.exists(), other.exists()) == (False, True)


def test_a_held_store_is_named(path: Path) -> None:
    """Whoever cannot get the lock in time is told which store another tracker holds; reading goes on."""
    one, two = TinyStore(path), TinyStore(path, lock_seconds=0.1)
    commit(one, Changes(meta={"a": "1"}))
    with one.exclusive(), pytest.raises(StoreError, match=r"store\.json: another tracker holds"):
        commit(two, Changes(meta={"b": "2"}))
    with one.exclusive():
        assert two.read().meta["a"] == "1"


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without the super-user's right to write everywhere, where the tests have it."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that everybody may read and nobody write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_a_read_only_folder_is_named(locked_folder: Path) -> None:
    """Writing where one may not gives one line with the folder and the way out; reading works."""
    with unprivileged():
        store = open_store(locked_folder / "store.json")
        assert store.read() == Snapshot()
        with pytest.raises(StoreError, match="make the folder writable") as told:
            commit(store, Changes(meta={"a": "1"}))
    assert str(locked_folder) in str(told.value)
    assert list(locked_folder.iterdir()) == []


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    """A path that is a folder is refused by name."""
    with pytest.raises(StoreError, match=str(tmp_path)):
        open_store(tmp_path)


def bodies_of(path: Path) -> Path:
    """The folder of a store's bodies."""
    return path.parent / "store-bodies"


def put_body(store: Store, raw: bytes) -> str:
    """Commit a feed's body; its name."""
    name = body_id(raw)
    commit(store, Changes(bodies={name: raw}, feeds={FEED: FeedState(url=FEED, body_id=name)}))
    return name


def damage_cut(path: Path) -> None:
    """Half a file."""
    path.write_bytes(path.read_bytes()[:-6])


def damage_flip(path: Path) -> None:
    """One byte turned around."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("damage", [damage_cut, damage_flip, Path.unlink])
def test_a_damaged_body_is_no_body(path: Path, damage: Callable[[Path], None]) -> None:
    """A kept body that was cut, changed or removed reads as None, and the next commit of it mends it."""
    store = open_store(path)
    raw = os.urandom(5000)
    name = put_body(store, raw)
    damage(bodies_of(path) / f"{name}.gz")
    assert store.body(name) is None
    put_body(store, raw)
    assert store.body(name) == raw


def test_bodies_are_plain_gzip(path: Path) -> None:
    """A body's file is the feed's bytes under gzip, the same file each time."""
    name = put_body(open_store(path), b"<rss/>")
    kept = (bodies_of(path) / f"{name}.gz").read_bytes()
    assert gzip.decompress(kept) == b"<rss/>"
    assert kept == pack(b"<rss/>") == pack(pack(b"<rss/>"))


def test_a_bodys_name_cannot_leave_the_folder(path: Path) -> None:
    """Only fingerprints name bodies: no path does."""
    store = open_store(path)
    with pytest.raises(StoreError, match="no body's name"):
        commit(store, Changes(bodies={"../../etc/passwd": b"x"}))
    with pytest.raises(StoreError, match="no body's name"):
        store.body("../store")


def test_strangers_in_the_bodies_folder_stay(path: Path) -> None:
    """Collecting unnamed bodies leaves files that are not ours."""
    store = open_store(path)
    name = put_body(store, b"one")
    stranger = bodies_of(path) / "README.txt"
    stranger.write_text("mine")
    put_body(store, b"two")
    assert (stranger.exists(), store.body(name)) == (True, None)


def test_two_stores_in_one_folder_do_not_meet(tmp_path: Path) -> None:
    """Each store keeps its own bodies."""
    one, two = open_store(tmp_path / "one.json"), open_store(tmp_path / "two.json")
    name = put_body(one, b"one")
    put_body(two, b"two")
    assert one.body(name) == b"one"


def test_old_rows_read_back_as_values(path: Path) -> None:
    """A row that lacks a field with a default, as an older version wrote it, is read with the default."""
    commit(open_store(path), Changes(feeds={FEED: FeedState(url=FEED, failures=2)}))
    tables = orjson.loads(path.read_bytes())
    del tables["feeds"][FEED]["history"]
    path.write_bytes(orjson.dumps(tables))
    assert open_store(path).read().feeds[FEED] == FeedState(url=FEED, failures=2)


def test_apply_does_not_touch_its_arguments(path: Path) -> None:
    """The caller's own mappings are not the store's."""
    row = {"status": "denied"}
    changes = Changes(summary={"a": row})
    store = open_store(path)
    commit(store, changes)
    row["status"] = "changed"
    assert store.read().summary == {"a": {"status": "denied"}}
    assert replace(store.read()) == open_store(path).read()


def test_bodies_wait_packed_until_they_are_kept(path: Path) -> None:
    """What a run fetched waits in a file of its own, packed, and is kept as it would be from memory."""
    waiting, raws = Waiting(), [b"<rss>" + bytes([65 + number]) * 10_000 + b"</rss>" for number in range(20)]
    for raw in raws:
        waiting.add(body_id(raw), raw)
        waiting.add(body_id(raw), b"never looked at: its name is known")
    assert [unpack(waiting[body_id(raw)]) for raw in reversed(raws)] == raws[::-1]
    assert len(waiting) == 20 and sum(map(len, waiting.values())) < 20 * 1_000
    store = open_store(path)
    states = {str(number): FeedState(url=str(number), body_id=body_id(raw)) for number, raw in enumerate(raws)}
    commit(store, Changes(bodies=waiting, feeds=states))
    assert all(store.body(body_id(raw)) == raw for raw in raws)
