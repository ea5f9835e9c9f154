"""Recorded feeds served over HTTP on loopback, under the host names they were recorded with.

A recording is a folder: `feeds.opml`, `claims.toml`, and one folder a snapshot date (`2025-02-17/`) with a file
for each host that changed (`clubalfa.it.xml`). On a given day a host answers with its latest file up to that day.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tracker.errors import FeedListError

LOOPBACK = "127.0.0.1"


class Recording:
    """The snapshots in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, list[tuple[date, Path]]] = {}
        for path in sorted(folder.glob("*/*.xml")):
            self.files.setdefault(path.name.removesuffix(".xml"), []).append((_day(path), path))
        if not self.files:
            raise FeedListError(f"{folder}: no recorded feeds here: expected DATE/HOST.xml files")

    def days(self) -> list[date]:
        """The snapshot dates, in order."""
        return sorted({day for files in self.files.values() for day, _ in files})

    def body(self, host: str, day: date) -> bytes | None:
        """What `host` serves on `day`; None before its first snapshot, or for a host that was not recorded."""
        past = [path for when, path in self.files.get(host, ()) if when <= day]
        return past[-1].read_bytes() if past else None


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(path.parent.name)
    except ValueError as error:
        raise FeedListError(f"{path.parent}: a snapshot folder is named by its date, like 2025-02-17") from error


class Playback:
    """A running server: `day` is the date it answers for, `port` where it listens."""

    def __init__(self, recording: Recording, port: int) -> None:
        self.recording = recording
        self.port = port
        self.day = recording.days()[0]

    def dial(self, host: str) -> tuple[str, int] | None:
        """Where to connect for `host`: the loopback server for a recorded host, None (the usual way) for others."""
        return (LOOPBACK, self.port) if host in self.recording.files else None


@contextmanager
def playing(recording: Recording) -> Iterator[Playback]:
    """Serve the recording on a free loopback port until the block ends."""
    server = _Server((LOOPBACK, 0), _Handler)
    playback = server.playback = Playback(recording, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield playback
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """Takes as many connections at once as a poll makes: with the usual queue of five, some wait a second."""

    request_queue_size = 256
    daemon_threads = True
    playback: Playback


class _Handler(BaseHTTPRequestHandler):
    """Answers GET by the Host header, with an ETag and 304 like a well-kept feed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Serve the host's snapshot of the playback's day."""
        assert isinstance(self.server, _Server)
        playback = self.server.playback
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        body = playback.recording.body(host, playback.day)
        if body is None:
            self._answer(404, b"no snapshot yet\n", {"Content-Type": "text/plain"})
            return
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", {"ETag": etag})
        else:
            self._answer(200, body, {"ETag": etag, "Content-Type": "application/rss+xml; charset=utf-8"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: the run itself reports every fetch."""
