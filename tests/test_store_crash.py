"""Kills, and a disk that is full: the file always opens, and nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

KILLS = Path(__file__).parent / "bench" / "kills.py"

FULL_DISK = """
import os, resource, sys
from pathlib import Path
from tracker.errors import StoreError
from tracker.model import FeedState
from tracker.stores import Changes, body_id, open_store

store = open_store(Path(sys.argv[1]))
with store.exclusive() as held:
    held.commit(Changes(meta={"kept": "yes"}))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
big = {"meta": {"big": "x" * 50_000}}
if sys.argv[2] == "body":
    raw = os.urandom(50_000)
    big = {"bodies": {body_id(raw): raw}, "feeds": {"u": FeedState(url="u", body_id=body_id(raw))}, "meta": {"big": "x"}}
for attempt in range(3):
    try:
        with store.exclusive() as held:
            held.commit(Changes(**big))
    except StoreError as error:
        print("refused:", error)
assert store.read().meta == {"schema": "1", "kept": "yes"}, store.read().meta
with store.exclusive() as held:
    held.commit(Changes(meta={"after": "yes"}))
"""

DELIVERY = """
import resource, sys
from pathlib import Path
from tracker.errors import StoreError
from tracker.outbox import deliver_outbox
from tracker.stores import open_store

sys.path.insert(0, sys.argv[2])
import kills

folder = Path(sys.argv[1])
store = open_store(folder / "store.json")
with store.exclusive() as held:
    held.commit(kills.changes(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for run in range(3):
    try:
        deliver_outbox(store, [kills.Ledgered(folder / "accepted")], kills.START)
    except StoreError as error:
        print("refused:", error)
"""


def test_twenty_five_kills() -> None:
    """Killed at 25 moments of commits and deliveries, the store opens each time with all that was acknowledged.

    Every alert leaves at least once, and a kill repeats at most the one message that was on its way.
    """
    done = subprocess.run([sys.executable, str(KILLS), "25", "200", "7"], capture_output=True, text=True, timeout=100)
    assert done.stderr == ""
    figures = json.loads(done.stdout)
    assert figures["broken"] == []
    assert figures["kills"] == 25
    assert figures["in_commit"] + figures["in_delivery"] >= 13
    assert figures["acknowledged_commits"] >= 8
    assert figures["sent_twice"] <= figures["in_delivery"]


def _fill_up(path: Path, what: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), what], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A file that may not grow fails the commit by name; the old state stays, and smaller commits go on."""
    path = tmp_path / "store.json"
    said = _fill_up(path, "store")
    assert len(said) == 3
    assert all(line.startswith(f"refused: {path}: cannot write the store") for line in said)
    assert json.loads(path.read_bytes())["meta"].keys() == {"schema", "kept", "after"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["store.json", "store.json.lock"]


def test_a_body_that_does_not_fit_fails_the_commit(tmp_path: Path) -> None:
    """Where a feed's body cannot be kept, nothing that names it is committed, and no half of it stays."""
    said = _fill_up(tmp_path / "store.json", "body")
    assert len(said) == 3
    assert all("cannot keep the feeds' bodies" in line for line in said)
    assert list((tmp_path / "store-bodies").iterdir()) == []


def test_what_cannot_be_marked_is_not_sent(tmp_path: Path) -> None:
    """On a full disk no alert leaves: it could not be marked, and each run would send it again."""
    done = subprocess.run(
        [sys.executable, "-c", DELIVERY, str(tmp_path), str(KILLS.parent)], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.count("refused: ") == 3
    assert not (tmp_path / "accepted").exists()
