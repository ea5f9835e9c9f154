"""HTTP/1.1 over libcurl: one GET, its head, its body unpacked as it comes, and every socket made by the gate.

libcurl speaks the protocol, keeps connections and judges framing; pycurl drives it from the event loop. Ours is what
is wanted of an answer, and when enough of it has come.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import pycurl

from tracker import texts
from tracker.fetch.addresses import Gate
from tracker.fetch.bodies import Body, EncodingError, TooBigError
from tracker.fetch.terms import Limits

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_MOST_HEAD = 65_536
"""Bytes of all headers: policies and cookies of real sites outgrow the usual 8 KB."""
_UNSAFE = re.compile(r"[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")
_STATUS = re.compile(rb"HTTP/1\.[0-9] +([1-9][0-9][0-9])\s")
_BREAK = re.compile(rb"[\r\n\0]")
_PORTS = {"http": 80, "https": 443}


_OPTIONS: list[tuple[int, Any]] = [
    (pycurl.NOSIGNAL, 1),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    (pycurl.HTTP_CONTENT_DECODING, 0),
    (pycurl.MAXAGE_CONN, 15),
    (pycurl.PROXY, ""),
]
"""The same for all requests. Redirects, cookies and login files are off unless asked for; a proxy is not."""


class HttpError(Exception):
    """The answer is not proper HTTP."""


class HungUpError(HttpError):
    """The server closed the connection without an answer."""


class BrokeOffError(HttpError):
    """The answer ended within its body, of which nothing can be used."""


_ERRORS: dict[int, type[Exception]] = {
    pycurl.E_OPERATION_TIMEDOUT: TimeoutError, pycurl.E_FILESIZE_EXCEEDED: TooBigError,
    pycurl.E_COULDNT_RESOLVE_HOST: OSError, pycurl.E_COULDNT_CONNECT: OSError,
    pycurl.E_SEND_ERROR: OSError, pycurl.E_RECV_ERROR: OSError, pycurl.E_GOT_NOTHING: HungUpError,
    pycurl.E_SSL_CONNECT_ERROR: ssl.SSLError, pycurl.E_PEER_FAILED_VERIFICATION: ssl.SSLError,
    pycurl.E_SSL_CACERT_BADFILE: ssl.SSLError,
}  # fmt: skip
"""What libcurl's errors are to us before an answer has come; any other is an HttpError."""


class Target(NamedTuple):
    """What is asked, and of whom. The host is as it is resolved and dialled."""

    scheme: str
    host: str
    port: int
    path: str
    login: str = ""
    """"name:password", as written in the address."""


class Reply:
    """One response, as far as it has come; libcurl calls it."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body: Body | None = None
        """None where there is none, or none that is wanted."""
        self.cut_short = ""
        """Empty, or how the connection ended before the body did."""
        self._gate = gate
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle | None = None
        self._heard = 0.0
        self._head = 0
        self._code = 0

    async def come(self, done: asyncio.Future[Any]) -> None:
        """Wait until enough has come, which may be before libcurl is done. Raises as `Wire.get`."""
        self._done = done
        try:
            await done
        except pycurl.error as error:
            self._end(*error.args)
        finally:
            if self._timer:
                self._timer.cancel()
        if not self.status:
            raise HungUpError

    def on_socket(self, _: int, address: Any) -> int:
        """A socket for the very address that is to be dialled."""
        try:
            return self._gate.socket(address)
        except OSError as error:
            self._fail(error)
            return int(pycurl.SOCKET_BAD)

    def on_connected(self, *_: object) -> int:
        """The request is about to go out."""
        self._heard = self._loop.time()
        self._watch()
        return int(pycurl.PREREQFUNC_OK)

    def on_header(self, line: bytes) -> int | None:
        """One line of a head, of an interim one too, or of what follows a body in chunks. Of several headers with one
        name the first counts."""
        self._heard = self._loop.time()
        self._head += len(line)
        if self._head > _MOST_HEAD:
            return self._fail(HttpError("its headers do not end"))
        if self.status or self._done.done():
            return None
        if not self._code:
            found = _STATUS.match(line)
            if not found:
                return self._fail(HttpError("it does not begin with a status"))
            self._code = int(found[1])
        elif line[0] not in b"\r\n":
            name, _, value = line.decode("utf-8", "surrogateescape").partition(":")
            self.headers.setdefault(name.lower(), value.strip())
        elif self._code < 200:
            self._code = 0
            self.headers.clear()
        else:
            return self._head_complete()
        return None

    def on_body(self, data: bytes) -> int | None:
        """A piece of the body."""
        self._heard = self._loop.time()
        if self.body is None or self._done.done():
            return None
        try:
            self.body.feed(data)
        except (TooBigError, EncodingError) as error:
            return self._fail(error)
        return None

    def _head_complete(self) -> int | None:
        self.status = self._code
        if self.status >= 300 or self.status == 204:
            self._done.set_result(None)
        elif "content-length" in self.headers and "transfer-encoding" in self.headers:
            return self._fail(HttpError("it has a length and comes in chunks"))
        else:
            self.body = Body(self.headers.get("content-encoding", ""), self._limits.max_bytes)
        return None

    def _end(self, code: int, words: str) -> None:
        """It did not end well. What came of a body is kept; without one this raises what is wrong."""
        words = texts.line(words, 120) or "the connection ended early"
        kind = _ERRORS.get(code, HttpError)
        if self.status and kind not in {TimeoutError, TooBigError}:
            if self.body is None or not self.body.out:
                raise BrokeOffError(words)
            self.cut_short = words
        else:
            raise kind(code, words) if kind is ssl.SSLError else kind(words)

    def _watch(self) -> None:
        left = self._heard + self._limits.read_timeout - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._watch)
        else:
            self._fail(TimeoutError())

    def _fail(self, error: Exception) -> int:
        """Nothing more is wanted; libcurl takes the 0 for that."""
        if not self._done.done():
            self._done.set_exception(error)
        return 0


class Wire:
    """Asks servers, through the gate, and keeps connections for a host's next feed."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self._gate = gate
        self._limits = limits
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, limits.connections + limits.aside)
        self._common = _lines(
            {"User-Agent": limits.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br"}
        )
        self._plain = pycurl.Curl()
        for option, value in (*_OPTIONS, (pycurl.MAXFILESIZE_LARGE, limits.max_bytes), _trust()):
            self._plain.setopt(option, value)

    async def get(self, target: Target, headers: Mapping[str, str]) -> Reply:
        """The answer to one request. Raises HttpError, ValueError (TooBigError, EncodingError) or OSError."""
        port = "" if target.port == _PORTS[target.scheme] else f":{target.port}"
        lines = _lines({"Host": _written(target.host) + port, **headers}) + self._common
        limits, time = self._limits, asyncio.get_running_loop().time
        start = time()
        places = await self._gate.resolve(target.host, target.port)
        spent = time() - start
        reply, curl = Reply(self._gate, limits), self._plain.duphandle()
        for option, value in (
            *_address(target, places),
            (pycurl.HTTPHEADER, lines),
            (pycurl.FORBID_REUSE, "Connection" in headers),
            (pycurl.CONNECTTIMEOUT_MS, _milliseconds(limits.connect_timeout - spent)),
            (pycurl.TIMEOUT_MS, _milliseconds(limits.total_timeout - spent)),
            (pycurl.OPENSOCKETFUNCTION, reply.on_socket),
            (pycurl.PREREQFUNCTION, reply.on_connected),
            (pycurl.HEADERFUNCTION, reply.on_header),
            (pycurl.WRITEFUNCTION, reply.on_body),
        ):
            curl.setopt(option, value)
        try:
            await reply.come(self._multi.add_handle(curl))
        finally:
            curl.close()
        return reply

    async def close(self) -> None:
        """Let go of every connection."""
        await self._multi.aclose()
        self._plain.close()


def _trust() -> tuple[int, Any]:
    """The authorities that Python trusts; the system's own store where those are in no file."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return pycurl.CAINFO, paths.cafile
    return (pycurl.CAPATH, paths.capath) if paths.capath else (pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)


def _address(target: Target, places: list[tuple[str, int]]) -> list[tuple[int, Any]]:
    """The host stays the one asked for, in the certificate too; where it is comes from the gate alone."""
    host, port = _written(target.host), places[0][1]
    login = f"{_quoted(target.login).replace('@', '%40')}@" if target.login else ""
    found = ",".join(_written(address) for address, _ in places)
    return [
        (pycurl.URL, f"{target.scheme}://{login}{host}:{port}/"),
        (pycurl.REQUEST_TARGET, _quoted(target.path)),
        (pycurl.RESOLVE, [f"{host}:{port}:{found}"]),
    ]


def _quoted(text: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], errors="replace"), text)


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1_000))


def _lines(headers: Mapping[str, str]) -> list[bytes]:
    """Raises ValueError where a value would be more than its line."""
    lines = [f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in headers.items()]
    if _BREAK.search(b"".join(lines)):
        raise ValueError("a header has a line break in it")
    return lines
