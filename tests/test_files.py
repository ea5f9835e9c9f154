"""Files put in place whole: all of a batch or, after an error, what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.files import put_files, replace_file


def test_a_batch_is_there_whole(tmp_path: Path) -> None:
    """Every file has its name and its bytes, in the place of what was there, and nothing else is left."""
    (tmp_path / "b.gz").write_bytes(b"old")
    put_files(tmp_path, ((name, name.encode() * 1_000) for name in ("a.gz", "b.gz", "c.gz")))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: name.encode() * 1_000 for name in ("a.gz", "b.gz", "c.gz")
    }


def test_a_batch_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    """Where one file cannot be written no other has taken its place, and no half of one is left."""
    (tmp_path / "a.gz").write_bytes(b"old")

    def files() -> Iterator[tuple[str, bytes]]:
        yield "a.gz", b"new"
        yield "no/such/folder.gz", b"new"

    with pytest.raises(OSError, match="no"):
        put_files(tmp_path, files())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.gz", b"old")]


def test_a_file_that_nobody_may_write_is_replaced_and_stays_so(tmp_path: Path) -> None:
    """A read-only file keeps its permissions, and forcing it to disk needs none to write."""
    path = tmp_path / "one.json"
    path.write_bytes(b"old")
    path.chmod(0o444)
    replace_file(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o444)
