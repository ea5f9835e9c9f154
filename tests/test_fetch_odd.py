"""Servers that bend the rules of HTTP: what can be read is read, what cannot is one line, and nothing is hidden by it."""

from __future__ import annotations

import gc
import gzip
import random
import ssl
import tracemalloc
import zlib
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import trustme

from tests.hostile import (
    Request,
    Route,
    Server,
    chunked,
    entry,
    hang_after_headers,
    headed,
    redirect,
    response,
    rss,
    sent,
)
from tracker import items
from tracker.fetch import Fetched, Limits, gather, settle
from tracker.items import Parsed
from tracker.model import Feed, FeedState

NOW = datetime(2025, 2, 5, 6, 0, tzinfo=UTC)
FAST = Limits(per_host_delay=0.0, connect_timeout=1, read_timeout=1, total_timeout=2)
BODY = rss([entry(number) for number in range(5)])
GZIP, BR, ZLIB = gzip.compress(BODY), brotli.compress(BODY), zlib.compress(BODY)
LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def poll(server: Server, url: str, state: FeedState | None = None) -> tuple[Fetched, Parsed | None]:
    """The feed asked for and read, as a run does it."""
    known = {url: state} if state else {}
    (got,) = gather([Feed(url=url)], known, now=NOW, limits=FAST, dial=server.dial, deadline_seconds=20)
    if got.body is None:
        return got, None
    parsed = items.parse(got.body, got.feed, host=got.host, content_type=got.content_type, now=NOW)
    return settle(got, parsed, NOW), parsed


READ_WHOLE: dict[str, Route] = {
    "gzip unsaid": response(GZIP), "gzip said and not done": response(BODY, Content_Encoding="gzip"),
    "gzip as x-gzip": response(GZIP, Content_Encoding="X-GZIP"), "gzip twice": response(gzip.compress(GZIP), Content_Encoding="gzip"),
    "gzip twice, said": response(gzip.compress(GZIP), Content_Encoding="gzip, gzip"), "gzip said to be br": response(GZIP, Content_Encoding="br"),
    "gzip said to be deflate": response(GZIP, Content_Encoding="deflate"), "zlib said to be gzip": response(ZLIB, Content_Encoding="gzip"),
    "br said and not done": response(BODY, Content_Encoding="br"), "deflate said and not done": response(BODY, Content_Encoding="deflate"),
    "unknown said and not done": response(BODY, Content_Encoding="zstd"), "br": response(BR, Content_Encoding="br"),
    "gzip and padding": response(GZIP + b"\0" * 100, Content_Encoding="gzip"),
    "gzip byte by byte": sent(headed(GZIP, "Content-Encoding: gzip"), pieces=100),
    "gzip unsaid in chunks of one": sent(headed(chunked(GZIP, 1), CHUNKED), pieces=7),
    "chunks": sent(headed(chunked(BODY), CHUNKED)), "no length": sent(headed(BODY)), "HTTP/1.0": sent(headed(BODY, first="HTTP/1.0 200 OK")),
    "no reason": sent(headed(BODY, LENGTH, first="HTTP/1.1 200")), "bare newlines": sent(headed(BODY, LENGTH).replace(b"\r\n", b"\n", 3)),
    "no type": sent(headed(BODY, LENGTH)), "text/plain": response(BODY, Content_Type="text/plain"), "text/html": response(BODY, Content_Type="text/html; charset=x"),
    "image": response(BODY, Content_Type="image/png"), "a type that is none": response(BODY, Content_Type=";;=,"), "206": response(BODY, "206 Partial Content"),
    "203": response(BODY, "203 Non-Authoritative Information"), "early hints": sent(headed(b"", "Link: <x>", first="HTTP/1.1 103 Early Hints") + response(BODY)),
    "100 first": sent(headed(b"", first="HTTP/1.1 100 Continue") + response(BODY)), "latin-1 in a header": sent(headed(BODY, "X-City: Forl\xec", LENGTH)),
    "a header of 20 KB": sent(headed(BODY, f"Set-Cookie: {'a' * 20_000}", LENGTH)), "a folded header": sent(headed(BODY, "X-A: b", "  c", LENGTH)),
    "a hundred headers": sent(headed(BODY, *(f"X-{number}: y" for number in range(100)), LENGTH)),
    "more than announced": sent(response(BODY) + b"<!-- beyond -->"), "an error after the last chunk but one": sent(headed(chunked(BODY)[:-5] + b"zz\r\n", CHUNKED)),
    "a chunk said to be huge": sent(headed(b"fffffffffffffff\r\n" + BODY, CHUNKED)),
}  # fmt: skip


@pytest.mark.parametrize("name", READ_WHOLE)
def test_what_can_be_read_is_read_whole(server: Server, name: str) -> None:
    """However oddly it is packed, framed or labelled, a feed whose bytes all came gives all of its entries."""
    got, parsed = poll(server, server.route("odd.example", READ_WHOLE[name]))
    assert parsed is not None and len(parsed.items) == 5, got.error
    assert got.outcome == "new"


def test_a_length_that_is_too_short_costs_only_what_lies_beyond(server: Server) -> None:
    """A length that counts characters and not bytes, as PHP pages give it, loses the last entry at most."""
    short = response(BODY).replace(LENGTH.encode(), f"Content-Length: {len(BODY.decode())}".encode())
    _, parsed = poll(server, server.route("odd.example", sent(short)))
    assert parsed is not None and len(parsed.items) >= 4


CUT: dict[str, tuple[Route, int]] = {
    "gzip": (response(GZIP[:-60], Content_Encoding="gzip", ETag='"x"'), 1), "br": (response(BR[:-60], Content_Encoding="br", ETag='"x"'), 0),
    "deflate": (response(ZLIB[:-60], Content_Encoding="deflate", ETag='"x"'), 1), "chunks": (sent(headed(chunked(BODY)[:-400], CHUNKED, 'ETag: "x"')), 3),
    "last chunk": (sent(headed(chunked(BODY)[:-5], CHUNKED, 'ETag: "x"')), 5), "length": (sent(response(BODY, ETag='"x"')[:-400]), 3),
    "a bad chunk": (sent(headed(chunked(BODY, 1_200).replace(b"\r\n0\r\n", b"\r\nzz\r\n"), CHUNKED, 'ETag: "x"')), 5),
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_what_is_cut_is_salvaged_and_never_taken_for_the_whole(server: Server, name: str) -> None:
    """What came of a body that breaks off is read; no validator and no body id is kept that would hide the rest."""
    route, least = CUT[name]
    got, parsed = poll(server, server.route("odd.example", route))
    assert parsed is not None and len(parsed.items) >= least
    assert "cut short" in got.error and (got.state.etag, got.state.body_id) == (None, None)


BROKEN: dict[str, Route] = {
    "hangs after the headers": hang_after_headers, "two lengths": sent(headed(BODY, LENGTH, "Content-Length: 5")), "negative length": sent(headed(BODY, "Content-Length: -5")),
    "length in words": sent(headed(BODY, "Content-Length: many")), "length and chunks": sent(headed(chunked(BODY), "Content-Length: 9", CHUNKED)),
    "no chunk": sent(headed(b"zz\r\n" + BODY, CHUNKED)), "HTTP/0.9": sent(BODY), "no header line": sent(headed(BODY, "bogus", LENGTH)),
    "10,000 headers": sent(headed(BODY, *(f"X-{number}: y" for number in range(10_000)), LENGTH)), "a header of 1 MB": sent(headed(BODY, f"X: {'a' * 1_000_000}", LENGTH)),
    "wrong checksum": response(GZIP[:-8] + b"\0" * 8, Content_Encoding="gzip"), "empty": response(b""), "blank": response(b" \r\n "), "204": headed(b"", first="HTTP/1.1 204 No Content"),
    "304 unasked": headed(b"", first="HTTP/1.1 304 Not Modified"), "300": response(BODY, "300 Multiple Choices"), "JSON": response(b'{"error": "slow down"}'),
    "captcha": response(b"<!doctype html><html><title>Just a moment...</title><script>x()</script></html>"),
    "captcha in XHTML": response(b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body/></html>'),
    "a feed shown in a page": response(b"<html><body><pre>&lt;rss&gt;&lt;item&gt;</pre></body></html>"), "moved by a page": response(b"<html><meta http-equiv=refresh content='0;url=/f'></html>"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_one_line_and_tried_again(server: Server, name: str) -> None:
    """A broken answer is an error that names the feed; its validators are not kept and the feed stays due later."""
    url = server.route("odd.example", BROKEN[name])
    got, _ = poll(server, url)
    assert got.outcome == "error" and got.error.startswith(url) and "\n" not in got.error
    assert (
        got.state.failures == 1
        and got.state.next_due is not None
        and (got.state.etag, got.state.body_id) == (None, None)
    )


def damaged(answer: bytes, draw: random.Random) -> bytes:
    """The answer with up to four faults in or just after its head."""
    data = bytearray(answer)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(min(len(data), answer.index(b"\r\n\r\n") + 24))
        end = draw.choice([at, at + 1, at + 6])
        data[at:end] = draw.choice(
            [b"", b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b"-", b"\xff", b"9" * 20, b"HTTP/1.1 "]
        )
    return bytes(data)


def test_damaged_heads_are_errors_of_their_feeds_alone(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever befalls an answer's head, it is read or is one line that says what is wrong, and no callback stumbles."""
    draw = random.Random(6)
    answers = [
        response(BODY), response(GZIP, Content_Encoding="gzip"), headed(chunked(BODY), CHUNKED), headed(BODY, first="HTTP/1.0 200 OK"),
        headed(b"", first="HTTP/1.1 103 Early Hints") + response(BODY), redirect("http://new.example/"), headed(b"", first="HTTP/1.1 304 Not Modified"),
    ]  # fmt: skip
    routes = [sent(damaged(draw.choice(answers), draw), draw.choice([1, 30])) for _ in range(600)]
    feeds = [Feed(url=server.route(f"h{number}.example", route)) for number, route in enumerate(routes)]
    got = gather(feeds, {}, now=NOW, limits=FAST, dial=server.dial, deadline_seconds=60)
    assert all(one.outcome == "new" or one.error.startswith(one.feed.url) for one in got)
    assert {one.http_status for one in got} >= {None, 200, 404} and 0 not in {one.http_status for one in got}
    assert "Traceback" not in capfd.readouterr().err


# --- where redirects lead ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"],
)
@pytest.mark.parametrize(
    "location", ["http://new.example/feed.xml", "//new.example/feed.xml", "http://new.example/a b", "http://new.example/f#x", "HTTP://NEW.example/f"]
)  # fmt: skip
def test_every_redirect_is_followed(server: Server, status: str, location: str) -> None:
    """Five statuses and loosely written addresses lead to the feed; only the permanent ones are remembered."""
    server.route("new.example", response(BODY))
    got, parsed = poll(server, server.route("old.example", redirect(location, status)))
    assert parsed is not None and len(parsed.items) == 5 and got.host == "new.example"
    assert bool(got.state.moved_to) == (status[:3] in {"301", "308"})


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "0", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost",
     "new.example@127.0.0.1", "[::1", "10.0.0.1", "169.254.169.254", "[fe80::1]", "[64:ff9b::7f00:1]", "１２７.0.0.1"],
)  # fmt: skip
def test_no_redirect_leads_inside(server: Server, host: str) -> None:
    """Decimal, octal, hexadecimal, mapped and disguised spellings of inner addresses are refused after a redirect too."""
    location = f"http://{host}:{server.port}/".encode()
    got, _ = poll(
        server,
        server.route(
            "old.example",
            headed(b"", "Content-Length: 0", first="HTTP/1.1 302 Found\r\nLocation: " + location.decode("latin-1")),
        ),
    )
    assert got.outcome == "error" and {request.host for request in server.requests} == {"old.example"}


@pytest.mark.parametrize("named", ["a.example", "b.example"])
def test_a_certificate_that_nobody_vouches_for_is_refused(named: str) -> None:
    """An https feed whose certificate is its own, or another's, is an error that says so; its body is never asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(named).configure_cert(context)
    with Server(tls=context) as server:
        server.route("a.example", response(BODY))
        got, _ = poll(server, "https://a.example/feed.xml")
    assert got.outcome == "error" and "certificate" in got.error and not server.requests


def test_a_cookie_wall_ends(server: Server) -> None:
    """A server that redirects to itself until it gets its cookie back is left at once: no cookies are kept."""

    async def wall(request: Request, _: object, writer: object) -> None:
        assert "cookie" not in request.headers
        writer.write(response(b"", "302 Found", Location=f"http://{request.host}{request.path}", Set_Cookie="a=b"))  # type: ignore[attr-defined]

    got, _ = poll(server, server.route("wall.example", wall))
    assert got.outcome == "error" and "circle" in got.error and len(server.requests) == 1


def test_a_password_goes_to_its_own_host_and_into_no_message(server: Server) -> None:
    """The login in a feed's address is used there, not after a redirect elsewhere, and is in no error or history."""
    server.route("new.example", response(b"", "404 Not Found"))
    server.route("old.example", redirect("http://new.example/feed.xml"))
    got, _ = poll(server, "http://anna:segreto@old.example/feed")
    one, two = server.requests
    assert one.headers["authorization"].startswith("Basic ") and "authorization" not in two.headers
    assert "segreto" not in got.error + got.state.last_error + "".join(got.state.history)


@pytest.mark.parametrize(
    ("written", "given"),
    [("anna:segreto", "anna:segreto"), ("anna", "anna:"), ("anna:a%40b:c", "anna:a@b:c"), ("anna:a@b", "anna:a@b"), ("anna:è %", "anna:è %")],
)  # fmt: skip
def test_a_login_goes_out_as_it_is_meant(server: Server, written: str, given: str) -> None:
    """What is quoted in a login is given unquoted, and no sign in it makes another host of it."""
    server.route("a.example", response(BODY))
    poll(server, f"http://{written}@a.example/feed")
    assert b64decode(server.requests[0].headers["authorization"].removeprefix("Basic ")).decode() == given


@pytest.mark.parametrize(
    ("value", "hours"),
    [("7200", 2), ("7200.5", 2), ("Wed, 05 Feb 2025 09:00:00 GMT", 3), ("Wednesday, 05-Feb-25 09:00:00 GMT", 3), ("-5", 0.5), ("soon", 0.5), ("", 0.5)],
)  # fmt: skip
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_the_wait_a_server_asks_for_is_kept(server: Server, status: str, value: str, hours: float) -> None:
    """Both forms of Retry-After put the feed off with 429 and with 503; nonsense leaves the usual wait."""
    got, _ = poll(server, server.route("busy.example", response(b"", status, Retry_After=value)))
    assert got.state.next_due == NOW + timedelta(hours=hours)


# --- connections -------------------------------------------------------------------------------------------


def test_a_certificate_that_is_vouched_for_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """https feeds are read, two of one host over one connection, and an http feed that moves there."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.example").configure_cert(context)
    trusted = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with Server(tls=context) as server, Server() as plain:
        server.route("a.example", response(BODY * 50))
        plain.route("old.example", redirect("https://a.example/feed.xml"))
        feeds = [Feed(url=f"https://a.example/{number}") for number in range(2)] + [Feed(url="http://old.example/")]

        def dial(host: str) -> tuple[str, int]:
            return ("127.0.0.1", server.port if host == "a.example" else plain.port)

        got = gather(feeds, {}, now=NOW, limits=FAST, dial=dial, deadline_seconds=20)
    assert [one.body for one in got] == [BODY * 50] * 3
    assert len({request.port for request in server.requests[:2]}) == 1


def test_a_kept_connection_that_the_server_closed_is_made_anew(server: Server) -> None:
    """A server that hangs up after every answer, without saying so, is asked for all of its feeds."""
    server.route("a.example", sent(response(BODY)))
    feeds = [Feed(url=f"http://a.example/{number}") for number in range(4)]
    got = gather(feeds, {}, now=NOW, limits=FAST, dial=server.dial, deadline_seconds=20)
    assert {one.outcome for one in got} == {"new"} and len(server.requests) == 4


def test_nothing_that_is_stored_becomes_a_header_of_its_own(server: Server) -> None:
    """A validator with a line break in it, however it came into the store, is not sent."""
    url = server.route("a.example", response(BODY))
    got, _ = poll(server, url, FeedState(url=url, etag='"x"\r\nX-More: y'))
    assert got.outcome == "error" and not server.requests


@pytest.mark.parametrize(
    ("written", "asked"),
    [("/a b", "/a%20b"), ("/città?x=è", "/citt%C3%A0?x=%C3%A8"), ("/%7Ea?b=%2F+c", "/%7Ea?b=%2F+c"), ("", "/"), ("?a", "/?a"), ("/x#y", "/x"), ('/"<|>', "/%22%3C%7C%3E")],
)  # fmt: skip
def test_an_address_is_asked_for_as_it_is_written(server: Server, written: str, asked: str) -> None:
    """Only what no request may hold is quoted."""
    server.route("a.example", response(BODY))
    got, _ = poll(server, f"http://a.example{written}")
    assert got.outcome == "new" and server.requests[0].path == asked


def test_a_flood_of_interim_answers_ends(server: Server) -> None:
    """A server that goes on with 100 Continue is left."""

    async def flood(_: Request, __: object, writer: object) -> None:
        while True:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)  # type: ignore[attr-defined]
            await writer.drain()  # type: ignore[attr-defined]

    got, _ = poll(server, server.route("odd.example", flood))
    assert got.outcome == "error" and "proper HTTP" in got.error


def test_bodies_do_not_wait_for_the_cycle_collector(server: Server) -> None:
    """A body goes with the last who needs it: 40 MB of them pass through a few."""
    body = rss([entry(1)]).replace(b"</channel>", b" " * 1_000_000 + b"</channel>")
    feeds = [Feed(url=server.route(f"h{number}.example", response(body))) for number in range(40)]
    limits = Limits(per_host_delay=0, connections=4, aside=0)
    gc.disable()
    tracemalloc.start()
    try:
        got = gather(feeds, {}, now=NOW, limits=limits, dial=server.dial, on_done=lambda _: None, deadline_seconds=20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()
    assert {one.outcome for one in got} == {"new"} and peak < 25_000_000
