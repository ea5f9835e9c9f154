"""HTTP/1.1 over asyncio, as much of it as asking for a feed takes: one GET, its head, its body unpacked as it comes.

httptools (llhttp) reads what servers say. A third of a poll where nothing is new was what a general client did around
requests that differ in four lines.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast
from urllib.parse import quote, unquote

import aiohappyeyeballs
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from tracker import texts
from tracker.fetch.addresses import Gate
from tracker.fetch.bodies import Body, EncodingError, TooBigError
from tracker.fetch.terms import Limits

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_READ = frozenset(
    [
        b"etag", b"last-modified", b"content-type", b"location", b"retry-after",
        b"content-encoding", b"content-length", b"transfer-encoding",
    ]
)  # fmt: skip
"""The headers that are kept of an answer."""
_MOST_HEAD = 65_536
"""Bytes of all headers: policies and cookies of real sites outgrow the usual 8 KB."""
_IDLE = 15.0
"""Seconds after which a connection that nobody used is not trusted to be open."""
_HAPPY_EYEBALLS = 0.25
"""Seconds after which a host's next address is tried beside the first one."""
_UNSAFE = re.compile(r"[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")
_PORTS = {"http": 80, "https": 443}


class HttpError(Exception):
    """The answer is not proper HTTP."""


class HungUpError(HttpError):
    """The server closed the connection without an answer."""


class BrokeOffError(HttpError):
    """The answer ended within its body, of which nothing can be used."""


class Target(NamedTuple):
    """What is asked, and of whom. The host is as it is resolved and dialled."""

    scheme: str
    host: str
    port: int
    path: str
    login: str = ""
    """"name:password", as written in the address."""


class Reply:
    """One response, as far as it has come; the parser calls it."""

    def __init__(self, most: int) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body: Body | None = None
        """None where there is none, or none that is wanted."""
        self.cut_short = ""
        """Empty, or how the connection ended before the body did."""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.reusable = False
        """Whether the connection has nothing more to say and stays open."""
        self.came = 0
        self._most = most
        self._head = 0
        self._parser: Any = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )

    def feed(self, data: bytes) -> None:
        """Take what the server sent."""
        self.came += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.fail((BrokeOffError if self.status else HttpError)(str(error)))
        if not self.status and self.came > _MOST_HEAD:
            self.fail(HttpError("its headers do not end"))

    def end(self, error: Exception | None) -> None:
        """The connection is closed; a body without a length ends so."""
        if not self.status:
            self.fail(error or HungUpError())
        elif error is None and self._lasts_until_the_end():
            self._finish()
        else:
            self.fail(error or BrokeOffError("the connection ended early"))

    def fail(self, error: Exception) -> None:
        """Nothing more will come; what did come of a body is kept."""
        self.reusable = False
        if self.ended.done():
            return
        usable = self.body is not None and self.body.out
        if usable and not isinstance(error, TooBigError | EncodingError | TimeoutError):
            self.cut_short = texts.line(str(error), 120) or "the connection ended early"
            self._finish()
        else:
            self.ended.set_exception(error)

    def let_go(self) -> None:
        """The parser holds us as we hold it: without this a body stays until the cycle collector comes by."""
        self._parser = None

    def on_message_begin(self) -> None:
        """A response begins, perhaps after an interim one."""
        self.reusable = False
        if not self.status:
            self.headers.clear()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, or what follows a body in chunks. Of several with one name the first counts."""
        self._head += len(name) + len(value)
        if self._head > _MOST_HEAD:
            raise ValueError("too long")
        name = name.lower()
        if not self.status and name in _READ:
            self.headers.setdefault(name.decode(), value.strip().decode("utf-8", "surrogateescape"))

    def on_headers_complete(self) -> None:
        """Status and headers are there: is the body wanted?"""
        status = self._parser.get_status_code()
        if status < 200 or self.ended.done():
            return
        self.status = status
        if status >= 300 or status == 204:
            self._finish()
        elif int(self.headers.get("content-length") or 0) > self._most:
            self.fail(TooBigError())
        else:
            self.body = Body(self.headers.get("content-encoding", ""), self._most)

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        if self.body is None or self.ended.done():
            return
        try:
            self.body.feed(data)
        except (TooBigError, EncodingError) as error:
            self.fail(error)

    def on_message_complete(self) -> None:
        """The response is whole."""
        if self.status:
            self.reusable = self._parser.should_keep_alive()
            self._finish()

    def _finish(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def _lasts_until_the_end(self) -> bool:
        coding = self.headers.get("transfer-encoding", "")
        return "chunked" not in coding.lower() and (bool(coding) or "content-length" not in self.headers)


class Connection(asyncio.Protocol):
    """A connection to one server: one request after the other."""

    def __init__(self, read_timeout: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._read_timeout = read_timeout
        self._transport: asyncio.Transport | None = None
        self._reply: Reply | None = None
        self._heard = 0.0

    @property
    def fresh(self) -> bool:
        """Whether it can be used again."""
        return self._transport is not None and self._loop.time() - self._heard < _IDLE

    async def ask(self, request: bytes, reply: Reply) -> None:
        """Send the request and wait for the reply. Raises what `reply` failed with, HungUpError where it is closed."""
        if self._transport is None:
            raise HungUpError
        self._reply = reply
        self._heard = self._loop.time()
        self._timer = self._loop.call_at(self._heard + self._read_timeout, self._watch)
        self._transport.write(request)
        try:
            await reply.ended
        finally:
            self._timer.cancel()
            self._reply = None
            reply.let_go()
            if not reply.reusable:
                self.close()

    def close(self) -> None:
        """Let go at once."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._heard = self._loop.time()
        if self._reply is None:
            self.close()  # nobody asked
        else:
            self._reply.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._reply is not None:
            self._reply.end(exc)

    def _watch(self) -> None:
        until = self._heard + self._read_timeout
        if self._loop.time() < until:
            self._timer = self._loop.call_at(until, self._watch)
        elif self._reply is not None:
            self._reply.fail(TimeoutError())


class Wire:
    """Asks servers, through the gate, and keeps connections for a host's next feed."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self._gate = gate
        self._limits = limits
        self._idle: dict[tuple[str, str, int], Connection] = {}
        self._common = _lines(
            {"User-Agent": limits.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br"}
        )

    async def get(self, target: Target, headers: Mapping[str, str]) -> Reply:
        """The answer to one request. Raises HttpError, ValueError (TooBigError, EncodingError) or OSError."""
        request = self._request(target, headers)
        limits, time = self._limits, asyncio.get_running_loop().time
        start, kept = time(), self._idle.pop(target[:3], None)
        first = limits.total_timeout if kept else limits.connect_timeout
        async with asyncio.timeout_at(start + min(first, limits.total_timeout)) as until:
            if kept and kept.fresh:
                reply = Reply(limits.max_bytes)
                try:
                    return await self._asked(kept, target, request, reply)
                except (HungUpError, ConnectionError):
                    if reply.came:
                        raise
            if kept:
                until.reschedule(min(time() + limits.connect_timeout, start + limits.total_timeout))
            fresh = await self._connected(target)
            until.reschedule(start + limits.total_timeout)
            return await self._asked(fresh, target, request, Reply(limits.max_bytes))

    def close(self) -> None:
        """Let go of every connection."""
        for connection in self._idle.values():
            connection.close()
        self._idle.clear()

    async def _asked(self, connection: Connection, target: Target, request: bytes, reply: Reply) -> Reply:
        await connection.ask(request, reply)
        if reply.reusable:
            known = self._idle.pop(target[:3], None)
            self._idle[target[:3]] = connection
            if known is None and len(self._idle) > self._limits.connections:
                known = self._idle.pop(next(iter(self._idle)))
            if known is not None:
                known.close()
        return reply

    async def _connected(self, target: Target) -> Connection:
        places = await self._gate.resolve(target.host, target.port)
        made = await aiohappyeyeballs.start_connection(
            [_info(place) for place in places],
            happy_eyeballs_delay=_HAPPY_EYEBALLS,
            interleave=1,
            socket_factory=self._gate.socket,
        )
        secure = target.scheme == "https"
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(self._limits.read_timeout),
            sock=made,
            ssl=self._tls if secure else None,
            server_hostname=target.host if secure else None,
        )
        return connection

    def _request(self, target: Target, headers: Mapping[str, str]) -> bytes:
        path = _UNSAFE.sub(lambda found: quote(found[0], errors="replace"), target.path)
        host = f"[{target.host}]" if ":" in target.host else target.host
        port = "" if target.port == _PORTS[target.scheme] else f":{target.port}"
        own = {"Host": host + port, **headers}
        if target.login:
            own["Authorization"] = f"Basic {_basic(target.login)}"
        return b"GET %b HTTP/1.1\r\n%b%b\r\n" % (path.encode("ascii"), _lines(own), self._common)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context


def _lines(headers: Mapping[str, str]) -> bytes:
    """Raises ValueError where a value would be more than its line."""
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if not lines.count("\r") == lines.count("\n") == len(headers) or "\0" in lines:
        raise ValueError("a header has a line break in it")
    return lines.encode("utf-8", "surrogateescape")


def _info(place: tuple[str, int]) -> tuple[int, int, int, str, tuple[str, int]]:
    """An address as `getaddrinfo` would give it."""
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)


def _basic(login: str) -> str:
    name, _, password = login.partition(":")
    return b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode("ascii")
