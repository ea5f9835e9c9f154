"""Servers that mean harm or are broken: each costs its own feed, in words, and nobody else anything."""

from __future__ import annotations

import asyncio
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import (
    Route,
    Server,
    cut_short,
    endless,
    entry,
    gzip_bomb,
    hang_up,
    headed,
    laughs,
    nested,
    never,
    redirect,
    response,
    rss,
    trickle,
)
from tracker import items
from tracker.fetch import Fetched, Limits, gather
from tracker.fetch.addresses import Gate, is_public
from tracker.items import Parsed
from tracker.model import Feed

NOW = datetime(2025, 2, 5, 6, 0, tzinfo=UTC)
FAST = Limits(per_host_delay=0.0, connect_timeout=0.5, read_timeout=0.5, total_timeout=1.0)
GOOD = rss([entry(number) for number in range(5)])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def poll(server: Server, *addresses: str, limits: Limits = FAST, deadline: float = 20) -> list[Fetched]:
    """One poll of these addresses against the server."""
    feeds = [Feed(url=address) for address in addresses]
    return gather(feeds, {}, now=NOW, limits=limits, dial=server.dial, deadline_seconds=deadline)


def parse(body: bytes, content_type: str | None = None) -> Parsed:
    """A body as if it came from giornale.example."""
    return items.parse(
        body, Feed(url="http://giornale.example/feed"), host="giornale.example", content_type=content_type, now=NOW
    )


# --- where to connect --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "gopher://a.example/",
        "data:text/xml,<rss/>",
        "a.example/feed",
        "javascript:1",
    ],
)
def test_only_http_and_https_are_asked(server: Server, address: str) -> None:
    """Every other kind of address is refused before anything is opened."""
    (got,) = poll(server, address)
    assert got.outcome == "error" and "no http or https address" in got.error and not server.requests


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "fe80::1%eth0", "x",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, reserved and disguised ones are not public."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_that_are_public(address: str) -> None:
    """Ordinary addresses of the internet are, also when written inside an IPv6 one."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_all_its_disguises(address: object) -> None:
    """Mapped into IPv6 an address is exactly as public as it is by itself."""
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.0.0.1", "127.1", "[::ffff:127.0.0.1]"]
)
def test_loopback_is_refused_however_it_is_written(server: Server, host: str) -> None:
    """No spelling of the own machine is connected to."""
    (got,) = poll(server, f"http://{host}:{server.port}/feed")
    assert got.outcome == "error" and not server.requests


def test_the_address_that_is_dialled_is_checked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that resolves to loopback (DNS rebinding) is refused, whatever it resolved to before."""
    real, answers = socket.getaddrinfo, iter(["93.184.216.34", "127.0.0.1"])

    def rebinding(host: str, port: int, *rest: object, **options: object) -> object:
        address = next(answers, "127.0.0.1") if host == "rebind.test" else host
        return real(address, port, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert socket.getaddrinfo("rebind.test", 80)[0][4][0] == "93.184.216.34"
    (got,) = poll(server, f"http://rebind.test:{server.port}/feed")
    assert got.outcome == "error" and "127.0.0.1" in got.error and "allow_hosts" in got.error and not server.requests


def test_what_is_dialled_is_checked_whoever_resolved_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An inner address that got past the resolver is refused where the connection is made."""

    async def fooled(_: Gate, __: str, port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", port)]

    monkeypatch.setattr(Gate, "resolve", fooled)
    for host in ("good.test", "93.184.216.34"):
        (got,) = poll(server, f"http://{host}:{server.port}/feed")
        assert got.outcome == "error" and "the address 127.0.0.1 is not public" in got.error and not server.requests


def test_no_proxy_dials_for_us(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that the environment names would dial what we refuse: it is not used."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")
    (got,) = poll(server, f"http://127.0.0.1:{server.port}/feed", limits=Limits(allow_hosts=frozenset({"127.0.0.1"})))
    assert [request.path for request in server.requests] == ["/feed"] and got.http_status == 404


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "http://[::1]:{port}/x",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
    ],
)
def test_redirects_are_checked_too(server: Server, target: str) -> None:
    """A public feed cannot send us to a private address or to a file."""
    url = server.route("evil.example", redirect(target.format(port=server.port)))
    (got,) = poll(server, url)
    assert got.outcome == "error" and [request.host for request in server.requests] == ["evil.example"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_user_can_allow_a_host(server: Server, host: str) -> None:
    """A host on the user's own list may be private, and only that one."""
    server.route(host, response(GOOD))
    limits = Limits(per_host_delay=0, allow_hosts=frozenset([host]))
    allowed, other = poll(
        server, f"http://{host}:{server.port}/feed", f"http://127.0.0.2:{server.port}/feed", limits=limits
    )
    assert (allowed.outcome, other.outcome) == ("new", "error")


# --- redirects ---------------------------------------------------------------------------------------------


def test_redirect_loops_end(server: Server) -> None:
    """A circle of redirects and an endless chain of them end in one line each."""
    server.route("b.example", redirect("http://a.example/feed.xml"))
    circle = server.route("a.example", redirect("http://b.example/feed.xml"))

    async def ever_on(request: object, _: object, writer: object) -> None:
        number = int(request.path[1:])  # type: ignore[attr-defined]
        writer.write(redirect(f"http://c.example/{number + 1}"))  # type: ignore[attr-defined]

    server.route("c.example", ever_on)
    one, two, three = poll(server, circle, "http://c.example/0", server.route("d.example", redirect("")))
    assert all(got.outcome == "error" and "redirects" in got.error for got in (one, two, three))
    assert len(server.asked("c.example")) == FAST.max_redirects + 1


# --- bodies ------------------------------------------------------------------------------------------------


def test_a_gzip_bomb_costs_little(server: Server) -> None:
    """A megabyte that unpacks to a gigabyte is left at the limit, with under 50 MB in use."""
    bomb = gzip_bomb(1_024)
    assert len(bomb) < 2_000_000
    url = server.route("bomb.example", response(bomb, Content_Encoding="gzip"))
    tracemalloc.start()
    start = time.perf_counter()
    (got,) = poll(server, url)
    took, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got.outcome == "error" and "larger than" in got.error and got.body is None
    assert peak < 50_000_000 and took < 2


def test_a_brotli_bomb_costs_little(server: Server) -> None:
    """The same for br, where a few bytes can become a gigabyte."""
    import brotli

    packer = brotli.Compressor(quality=5)
    bomb = b"".join(packer.process(b" " * (1 << 20)) for _ in range(200)) + packer.finish()
    tracemalloc.start()
    (got,) = poll(server, server.route("bomb.example", response(bomb, Content_Encoding="br")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(bomb) < 100_000 and got.outcome == "error" and "larger than" in got.error and peak < 50_000_000


@pytest.mark.parametrize(
    "route", [endless, response(b"<rss>" + b" " * 11_000_000)], ids=["endless", "said to be large"]
)
def test_bodies_without_end_are_left(server: Server, route: Route) -> None:
    """A body that never ends, or that is announced too large, is given up at the limit."""
    (got,) = poll(server, server.route("big.example", route), limits=Limits(total_timeout=15))
    assert got.outcome == "error" and "larger than 10,000,000 bytes" in got.error


@pytest.mark.parametrize(
    "body", [b"\x1f\x8b\x08\x00garbage that is no deflate stream", b"not brotli"], ids=["gzip", "br"]
)
def test_broken_compression_is_said(server: Server, body: bytes) -> None:
    """A body that cannot be unpacked, or is packed in an unknown way, is an error of its own."""
    one = server.route("a.example", response(body, Content_Encoding="br"))
    two = server.route("b.example", response(b"\x28\xb5\x2f\xfd no stream", Content_Encoding="zstd"))
    assert all(got.outcome == "error" and "compression" in got.error for got in poll(server, one, two))


def test_a_body_that_is_cut_short_is_salvaged_and_asked_for_again(server: Server) -> None:
    """What came before the connection broke is read; nothing is remembered that would hide the rest."""
    url = server.route("a.example", cut_short(GOOD, len(GOOD) - 300))
    (got,) = poll(server, url)
    assert got.outcome == "new" and got.body and "cut short" in got.error
    assert (got.state.etag, got.state.body_id) == (None, None)
    assert 3 <= len(parse(got.body).items) < 5


# --- time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", [never, trickle], ids=["never answers", "a byte at a time"])
def test_servers_that_keep_us_waiting_are_left(server: Server, route: Route) -> None:
    """A silent server and one that trickles cost their own timeout and one line."""
    start = time.perf_counter()
    (got,) = poll(server, server.route("slow.example", route))
    assert got.outcome == "error" and "did not answer in time" in got.error and time.perf_counter() - start < 3


def test_a_server_that_falls_silent_within_its_answer_is_left(server: Server) -> None:
    """What is waited for is the next packet, after a large first one too, not the end of the whole request's time."""

    async def burst(_: object, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(headed(b" " * 1_000_000, "Content-Length: 1000001"))
        await writer.drain()
        await reader.read()

    start = time.perf_counter()
    url = server.route("silent.example", burst)
    (got,) = poll(server, url, limits=Limits(read_timeout=0.5, total_timeout=9))
    assert got.outcome == "error" and "in time" in got.error and 0.4 < time.perf_counter() - start < 3


def test_a_refusal_is_known_by_its_head(server: Server) -> None:
    """The page that comes with a 404, or does not come, is not waited for."""

    async def missing(_: object, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(headed(b"<html>", "Content-Length: 50000000", first="HTTP/1.1 404 Not Found"))
        await writer.drain()
        await reader.read()

    start = time.perf_counter()
    (got,) = poll(server, server.route("missing.example", missing), limits=Limits(read_timeout=9))
    assert got.http_status == 404 and time.perf_counter() - start < 2


def test_a_host_that_takes_no_connection_is_left() -> None:
    """Where nobody takes the connection, its own timeout ends it, long before the whole request's."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        limits = Limits(connect_timeout=0.3, read_timeout=9, total_timeout=9)
        start = time.perf_counter()
        (got,) = gather(
            [Feed(url="http://a.example/")],
            {},
            now=NOW,
            limits=limits,
            dial=lambda _: full.getsockname(),
            deadline_seconds=20,
        )
        assert got.outcome == "error" and "in time" in got.error and time.perf_counter() - start < 4
        for one in waiting:
            one.close()


@pytest.mark.parametrize(
    "route",
    [
        hang_up,
        b"\x00\xff garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 999\r\n\r\n",
    ],
    ids=["hangs up", "garbage", "huge header", "odd status"],
)
def test_what_is_no_http_is_an_error(server: Server, route: Route) -> None:
    """Whatever a server says instead of HTTP becomes one line that names the feed."""
    url = server.route("odd.example", route)
    (got,) = poll(server, url)
    assert got.outcome == "error" and got.error.startswith(url) and "\n" not in got.error


def test_a_host_that_failed_is_not_asked_for_its_other_feeds(server: Server) -> None:
    """Ten feeds of a silent host cost one timeout, not ten, and stay due."""
    server.route("slow.example", never)
    start = time.perf_counter()
    got = poll(server, *(f"http://slow.example/{number}" for number in range(10)))
    assert time.perf_counter() - start < 3
    assert [one.outcome for one in got] == ["error"] + ["skipped"] * 9
    assert got[5].state.next_due is None and got[5].state.failures == 0


def test_the_run_ends_at_its_deadline(server: Server) -> None:
    """When the time is over the run ends: what was under way failed, what was not tried stays due."""
    stuck = [server.route(f"s{number}.example", never) for number in range(30)]
    limits = Limits(connections=2, aside=3, per_host_delay=0)
    start = time.perf_counter()
    got = poll(server, *stuck, limits=limits, deadline=0.5)
    assert time.perf_counter() - start < 1.5
    assert {one.outcome for one in got} == {"error", "skipped"} and len(got) == 30
    assert all("time was over" in one.error for one in got)


def all_read(server: Server, addresses: list[str], good: set[str], limits: Limits) -> set[str]:
    """The good feeds that were read before a run of five seconds ended; those for the slow reader wait for the end.

    By how much the others held them up is a figure of tests/bench/polling.py, not of a test.
    """
    done: set[str] = set()

    def read(one: Fetched) -> None:
        if one.body is None:
            return
        parsed = items.parse(one.body, one.feed, host=one.host, now=NOW, patient=False)
        if not parsed.deferred and one.feed.url in good:
            assert len(parsed.items) == 5
            done.add(one.feed.url)

    feeds = [Feed(url=address) for address in addresses]
    gather(feeds, {}, now=NOW, limits=limits, dial=server.dial, on_done=read, deadline_seconds=5)
    return done


def test_stuck_servers_hold_up_nobody(server: Server) -> None:
    """Ten servers that never answer among 110, ten connections: all hundred good ones are read all the same."""
    stuck = [server.route(f"stuck{number}.example", never) for number in range(10)]
    good = [server.route(f"good{number}.example", response(GOOD)) for number in range(100)]
    limits = Limits(connections=10, per_host_delay=0, read_timeout=30, total_timeout=30)
    assert all_read(server, [*stuck, *good], set(good), limits) == set(good)


@pytest.mark.parametrize("patience", [0.0, 0.0001])
def test_who_has_no_patience_waits_for_nobody(server: Server, patience: float) -> None:
    """A place is given up at once where that is asked for, shorter than any clock ticks."""
    stuck = [server.route(f"stuck{number}.example", never) for number in range(4)]
    good = [server.route(f"good{number}.example", response(GOOD)) for number in range(10)]
    limits = Limits(connections=2, per_host_delay=0, read_timeout=30, total_timeout=30, patience=patience)
    assert all_read(server, [*stuck, *good], set(good), limits) == set(good)


HOSTILE: dict[str, Callable[[], Route]] = {
    "never": lambda: never, "trickle": lambda: trickle, "endless": lambda: endless, "hangs up": lambda: hang_up,
    "bomb": lambda: response(gzip_bomb(1_024), Content_Encoding="gzip"), "nested": lambda: response(nested(200_000)),
    "laughs": lambda: response(laughs()), "crowd": lambda: response(rss(["<item><title>x</title></item>"] * 100_000)),
    "captcha": lambda: response(b"<!doctype html><html><body>robot?</body></html>"), "circle": lambda: redirect("http://circle.example/feed.xml"),
    "loopback": lambda: redirect("http://127.0.0.1/"), "truncated": lambda: response(GOOD[:-200]), "cut": lambda: cut_short(GOOD, 900),
    "nul": lambda: response(GOOD.replace(b"testo", b"te\0sto")), "surrogate": lambda: response(GOOD.replace(b"testo", b"&#xD800;")),
    "charset": lambda: response(GOOD, Content_Type="text/xml; charset=utf-16"), "binary": lambda: response(bytes(range(256)) * 100),
    "empty": lambda: response(b""), "teapot": lambda: response(b"", "418 Teapot"), "large": lambda: response(b"<rss>" + b"a" * 20_000_000),
}  # fmt: skip


def test_twenty_hostile_feeds_hold_up_nobody(server: Server) -> None:
    """Twenty hostile feeds among 200 good ones: every good one is read before the run's deadline."""
    hostile = [server.route(f"{name.replace(' ', '-')}.example", make()) for name, make in HOSTILE.items()]
    good = [server.route(f"good{number}.example", response(GOOD)) for number in range(200)]
    mixed = good.copy()
    for place, address in enumerate(hostile):
        mixed.insert(place * 11, address)
    limits = Limits(per_host_delay=0, max_bytes=5_000_000)
    assert len(hostile) == 20
    assert all_read(server, mixed, set(good), limits) == set(good)
