"""Recorded feeds are served by host and date, as a feed's own server would."""

from __future__ import annotations

import http.client
from datetime import date
from pathlib import Path

import pytest

from tracker.errors import FeedListError
from tracker.recorded import Playback, Recording, playing


def make(folder: Path) -> Recording:
    """Two hosts, one of them with two snapshots."""
    for day, host, text in [
        ("2025-01-02", "a.example", "one"),
        ("2025-02-03", "a.example", "two"),
        ("2025-02-03", "b.example", "x"),
    ]:
        (folder / day).mkdir(exist_ok=True)
        (folder / day / f"{host}.xml").write_text(text, encoding="utf-8")
    return Recording(folder)


def get(playback: Playback, host: str, **headers: str) -> tuple[int, bytes, str | None]:
    """Ask the server for a host's feed."""
    connection = http.client.HTTPConnection("127.0.0.1", playback.port, timeout=5)
    connection.request("GET", "/feed", headers={"Host": host, **headers})
    answer = connection.getresponse()
    result = (answer.status, answer.read(), answer.getheader("ETag"))
    connection.close()
    return result


def test_a_host_answers_with_its_latest_snapshot_of_the_day(tmp_path: Path) -> None:
    """What is served follows the day: nothing before the first snapshot, then the latest up to it."""
    with playing(make(tmp_path)) as playback:
        playback.day = date(2025, 1, 31)
        assert get(playback, "a.example")[:2] == (200, b"one")
        assert get(playback, "b.example")[0] == 404
        playback.day = date(2025, 2, 3)
        assert get(playback, "a.example")[:2] == (200, b"two")
        assert get(playback, "b.example")[:2] == (200, b"x")


def test_an_unchanged_snapshot_answers_304(tmp_path: Path) -> None:
    """The ETag of an answer makes the next one a 304 until the snapshot changes."""
    with playing(make(tmp_path)) as playback:
        _, _, etag = get(playback, "a.example")
        assert etag is not None
        assert get(playback, "a.example", **{"If-None-Match": etag})[:2] == (304, b"")
        playback.day = date(2025, 2, 3)
        assert get(playback, "a.example", **{"If-None-Match": etag})[0] == 200


def test_only_recorded_hosts_are_dialled_to_loopback(tmp_path: Path) -> None:
    """The dialler knows the recorded hosts and leaves every other to the network."""
    with playing(make(tmp_path)) as playback:
        assert playback.dial("a.example") == ("127.0.0.1", playback.port)
        assert playback.dial("elsewhere.example") is None


def test_days_are_the_snapshot_dates(tmp_path: Path) -> None:
    """The recording's days are its folders' dates, once each, in order."""
    assert make(tmp_path).days() == [date(2025, 1, 2), date(2025, 2, 3)]


@pytest.mark.parametrize("folder", ["notes", None])
def test_a_folder_that_is_no_recording_is_refused(tmp_path: Path, folder: str | None) -> None:
    """An empty folder, or one whose name is no date, is named in the error."""
    if folder:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.example.xml").write_text("x", encoding="utf-8")
    with pytest.raises(FeedListError, match=str(tmp_path)):
        Recording(tmp_path)
