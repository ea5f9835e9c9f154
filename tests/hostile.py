"""A web server on loopback for the tests: good feeds, and every way a server can be broken or hostile.

    with Server() as server:
        server.route("a.example", feed(...))              the same answer for every path of the host
        gather(..., dial=server.dial)

A route is bytes (a whole HTTP response) or a coroutine function (request, reader, writer). Host names are the ones
asked for; only `dial` knows that all of them live on one loopback port.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Request:
    """What was asked, when (seconds on the monotonic clock)."""

    host: str
    path: str
    headers: dict[str, str]
    at: float
    ended: float = 0.0
    port: int = 0
    """The client's, which tells its connections apart."""


Handler = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Route = bytes | Handler


@dataclass
class Server:
    """Runs in a thread of its own for as long as the block runs."""

    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    port: int = 0
    busiest: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Host -> the most requests it ever had at once."""

    def route(self, host: str, answer: Route, path: str = "*") -> str:
        """Answer so at this host; returns the feed's address."""
        self.routes[host + ("" if path == "*" else path)] = answer
        return f"http://{host}{'/feed.xml' if path == '*' else path}"

    def dial(self, host: str) -> tuple[str, int] | None:
        """Every `.example` host is here."""
        return ("127.0.0.1", self.port) if host.endswith(".example") else None

    def asked(self, host: str) -> list[Request]:
        """The requests that a host got, in order."""
        return [request for request in self.requests if request.host == host]

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._now: dict[str, int] = defaultdict(int)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1_000, limit=1 << 20, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        with suppress(ConnectionError, RuntimeError):
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        host = headers["host"].partition(":")[0]
        request = Request(host, first.split()[1], headers, time.monotonic(), port=writer.get_extra_info("peername")[1])
        self.requests.append(request)
        self._now[host] += 1
        self.busiest[host] = max(self.busiest[host], self._now[host])
        try:
            route = (
                self.routes.get(host + request.path) or self.routes.get(host) or response(b"", status="404 Not Found")
            )
            if isinstance(route, bytes):
                writer.write(route)
                await writer.drain()
            else:
                await route(request, reader, writer)
        finally:
            self._now[host] -= 1
            request.ended = time.monotonic()
        return headers.get("connection") != "close" and isinstance(route, bytes)


def response(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole response; header names with `_` for `-`."""
    lines = {"Content-Type": "application/rss+xml", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{text}\r\n".encode("latin-1") + body


def rss(entries: Iterable[str], title: str = "Giornale", extra: str = "") -> bytes:
    """An RSS 2.0 feed around entries that are written out."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{title}</title>{extra}'
    return (head + "\n".join(entries) + "</channel></rss>").encode()


def entry(number: int, host: str = "giornale.example", title: str = "", **fields: str) -> str:
    """One RSS entry with a link, a guid, a date and a text; `fields` replace or add elements."""
    elements = {
        "title": title or f"Notizia numero {number}: il piano è confermato",
        "link": f"https://{host}/notizie/{number}",
        "guid": f"{host}-{number}",
        "pubDate": f"Tue, 04 Feb 2025 {number % 24:02}:{number % 60:02}:00 +0100",
        "description": f"Il testo della notizia {number}, abbastanza lungo da dire qualcosa.",
    }
    elements |= fields
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value) + "</item>"


def conditional(body: bytes, etag: str = '"v1"', modified: str = "Tue, 04 Feb 2025 10:00:00 GMT") -> Handler:
    """A feed that answers 304 to its own validators, byte for byte."""

    async def answer(request: Request, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        same = request.headers.get("if-none-match") == etag or (
            not etag and request.headers.get("if-modified-since") == modified
        )
        validators = {"ETag": etag, "Last_Modified": modified} if etag else {"Last_Modified": modified}
        writer.write(response(b"", "304 Not Modified", **validators) if same else response(body, **validators))
        await writer.drain()

    return answer


def sent(data: bytes, pieces: int = 1) -> Handler:
    """These very bytes, in so many pieces, and the end of the connection."""

    async def answer(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = len(data) // pieces + 1
        for start in range(0, len(data), size):
            writer.write(data[start : start + size])
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    return answer


def headed(body: bytes, *lines: str, first: str = "HTTP/1.1 200 OK") -> bytes:
    """A response with these header lines and no others."""
    return "".join(f"{line}\r\n" for line in (first, *lines, "")).encode("latin-1") + body


def chunked(body: bytes, size: int = 500) -> bytes:
    """The body in chunks."""
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


async def hang_after_headers(_: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promises a body and then says nothing until the client hangs up."""
    writer.write(headed(b"", "Content-Type: text/xml", "Content-Length: 5000"))
    await writer.drain()
    await reader.read()


def redirect(target: str, status: str = "302 Found") -> bytes:
    """A redirect without a body."""
    return response(b"", status, Location=target)


async def never(_: Request, reader: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Takes the request and says nothing until the client hangs up."""
    await reader.read()


async def trickle(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte a second, for ever (a tenth of one here, so that tests need not wait)."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.1)


async def endless(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body without end, as fast as the client takes it."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>")
    while True:
        writer.write(b"<item><title>ancora</title></item>" * 1_000)
        await writer.drain()


async def hang_up(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Closes the connection without a word."""
    writer.close()


def cut_short(body: bytes, sent: int) -> Handler:
    """Promises the whole body and closes after `sent` bytes."""

    async def answer(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response(body)[: len(response(body)) - len(body) + sent])
        await writer.drain()
        writer.close()

    return answer


def slow(answer: bytes, seconds: float) -> Handler:
    """The answer, after a while."""

    async def later(_: Request, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer)
        await writer.drain()
        writer.close()

    return later


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip stream that unpacks to so many megabytes of spaces, a thousandth of it long, made at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + block * megabytes


def nested(depth: int) -> bytes:
    """A feed whose one entry is so many tags deep, after a good one."""
    deep = "<item><title>profondo</title><description>" + "<b>" * depth + "</b>" * depth + "</description></item>"
    return rss([entry(1), deep])


def laughs() -> bytes:
    """Ten entities, each ten times the one before: a billion words if they were put in."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>'.encode() + rss([entry(1, title="&a9;"), entry(2)])[38:]
