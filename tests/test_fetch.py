"""Polling feeds that behave: conditional requests, redirects, politeness, backoff, health."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import Server, conditional, entry, hang_up, redirect, response, rss, slow
from tracker import fetch, items
from tracker.fetch import Fetched, Limits, due, gather, settle
from tracker.fetch.client import retry_after
from tracker.fetch.health import FIRST_WAIT, HISTORY, LONGEST_RETRY_AFTER, LONGEST_WAIT
from tracker.model import Feed, FeedState

NOW = datetime(2025, 2, 5, 6, 0, tzinfo=UTC)
FAST = Limits(per_host_delay=0.0, connect_timeout=2, read_timeout=2, total_timeout=4)
BODY = rss([entry(1), entry(2)])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def poll(
    server: Server, *feeds: Feed | str, states: Sequence[FeedState] = (), limits: Limits = FAST, **options: Any
) -> list[Fetched]:
    """One poll of these feeds against the server."""
    listed = [Feed(url=feed) if isinstance(feed, str) else feed for feed in feeds]
    options = {"now": NOW, "deadline_seconds": 20, **options}
    return gather(listed, {state.url: state for state in states}, limits=limits, dial=server.dial, **options)


def read(fetched: Fetched, now: datetime = NOW) -> Fetched:
    """The fetch, settled by what its body held."""
    assert fetched.body is not None
    parsed = items.parse(fetched.body, fetched.feed, host=fetched.host, content_type=fetched.content_type, now=now)
    return settle(fetched, parsed, now)


def test_a_feed_is_brought_with_its_bytes_and_its_origin(server: Server) -> None:
    """A fetched feed carries its body, validators, status, address and the host it came from."""
    url = server.route("a.example", response(BODY, ETag='"x"', Last_Modified="Tue, 04 Feb 2025 10:00:00 GMT"))
    (got,) = poll(server, url)
    assert (got.outcome, got.body, got.http_status, got.final_url, got.host) == ("new", BODY, 200, url, "a.example")
    assert (got.etag, got.last_modified, got.error) == ('"x"', "Tue, 04 Feb 2025 10:00:00 GMT", "")
    assert got.state.last_ok == NOW and got.state.failures == 0 and got.elapsed > 0


@pytest.mark.parametrize(
    "etag", ['"v1"', 'W/"v1"', "v1", '"a-gzip"', '"spazi dentro"', '"\\"', '"è"'.encode().decode("latin-1"), ""]
)
def test_validators_go_back_byte_for_byte(server: Server, etag: str) -> None:
    """Whatever validators a server sent, they come back exactly, and its 304 is not parsed."""
    url = server.route("a.example", conditional(BODY, etag=etag))
    (first,) = poll(server, url)
    (second,) = poll(server, url, states=[first.state])
    assert (first.outcome, second.outcome, second.body) == ("new", "not_modified", None)
    assert second.state.body_id == first.body_id
    sent = server.asked("a.example")[1].headers
    assert sent.get("if-none-match", "") == etag
    assert sent["if-modified-since"] == "Tue, 04 Feb 2025 10:00:00 GMT"


def test_the_same_bytes_are_not_new(server: Server) -> None:
    """A server without validators that sends known bytes again gives nothing to parse."""
    url = server.route("a.example", response(BODY))
    (first,) = poll(server, url)
    (second,) = poll(server, url, states=[first.state])
    assert (second.outcome, second.body) == ("same", None)
    assert "if-none-match" not in server.asked("a.example")[1].headers


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("", gzip.compress),
        ("gzip", bytes),
    ],
    ids=["gzip", "deflate", "br", "gzip unsaid", "gzip only said"],
)
def test_packed_bodies_are_unpacked(server: Server, name: str, pack: Callable[[bytes], bytes]) -> None:
    """gzip, deflate and br are asked for and unpacked; the bytes decide where the header is wrong."""
    packed = pack(BODY)
    url = server.route("a.example", response(packed, **({"Content_Encoding": name} if name else {})))
    (got,) = poll(server, url)
    assert got.body == BODY
    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate, br"


def test_raw_deflate_and_several_gzip_members_are_unpacked(server: Server) -> None:
    """Deflate without its header and gzip in two members come out whole."""
    packer = zlib.compressobj(wbits=-15)
    raw = packer.compress(BODY) + packer.flush()
    one = server.route("a.example", response(raw, Content_Encoding="deflate"))
    two = server.route(
        "b.example", response(gzip.compress(BODY[:50]) + gzip.compress(BODY[50:]), Content_Encoding="gzip")
    )
    assert [got.body for got in poll(server, one, two)] == [BODY, BODY]


def test_we_say_who_we_are(server: Server) -> None:
    """The User-Agent names the program and where to learn of it."""
    poll(server, server.route("a.example", response(BODY)))
    agent = server.requests[0].headers["user-agent"]
    assert agent.startswith("claim-tracker/") and "https://" in agent


def test_a_permanent_redirect_is_remembered(server: Server) -> None:
    """After 301 the new address is asked first; the host is the one that answered."""
    server.route("new.example", response(BODY))
    url = server.route("old.example", redirect("http://new.example/feed.xml", "301 Moved Permanently"))
    (got,) = poll(server, url)
    assert (got.outcome, got.host, got.state.moved_to) == ("new", "new.example", "http://new.example/feed.xml")
    poll(server, url, states=[got.state])
    assert len(server.asked("old.example")) == 1 and len(server.asked("new.example")) == 2


def test_a_temporary_redirect_is_not_remembered(server: Server) -> None:
    """After 302 the old address is asked again, and what came is the other host's word."""
    server.route("cdn.example", response(BODY))
    (got,) = poll(server, server.route("a.example", redirect("http://cdn.example/feed.xml")))
    assert (got.outcome, got.host, got.state.moved_to) == ("new", "cdn.example", None)


def test_a_chain_is_permanent_only_if_every_step_is(server: Server) -> None:
    """301 then 302 is not a new permanent address."""
    server.route("c.example", response(BODY))
    server.route("b.example", redirect("http://c.example/feed.xml", "302 Found"))
    (got,) = poll(server, server.route("a.example", redirect("http://b.example/feed.xml", "301 Moved Permanently")))
    assert (got.outcome, got.state.moved_to) == ("new", None)


def test_a_move_with_nothing_new_says_moved(server: Server) -> None:
    """The same bytes at a new permanent address are the outcome `moved`."""
    server.route("new.example", response(BODY))
    (first,) = poll(server, "http://new.example/feed.xml")
    url = server.route("old.example", redirect("http://new.example/feed.xml", "308 Permanent Redirect"))
    (got,) = poll(server, url, states=[first.state.model_copy(update={"url": url})])
    assert (got.outcome, got.state.moved_to, got.body) == ("moved", "http://new.example/feed.xml", None)


def test_a_new_address_that_fails_three_times_is_given_up(server: Server) -> None:
    """A move that leads nowhere does not lose the feed: the listed address is tried again."""
    url = server.route("a.example", response(BODY))
    state = FeedState(url=url, moved_to="http://gone.example/feed.xml", failures=3)
    (got,) = poll(server, url, states=[state])
    assert (got.outcome, got.host) == ("new", "a.example")


def test_gone_from_a_new_address_is_not_gone_from_the_old_one(server: Server) -> None:
    """410 where the feed had moved to sends us back to the listed address; only 410 from there on is for good."""
    server.route("new.example", response(b"", "410 Gone"))
    url = server.route("old.example", response(BODY))
    moved = FeedState(url=url, moved_to="http://new.example/feed.xml")
    (got,) = poll(server, url, states=[moved])
    assert got.outcome == "error" and not got.state.gone and got.state.moved_to is None
    assert poll(server, url, states=[got.state])[0].outcome == "new"
    server.route("old.example", redirect("http://new.example/feed.xml", "301 Moved Permanently"))
    assert poll(server, url, states=[got.state])[0].state.gone


def test_a_clock_that_was_wrong_silences_no_feed() -> None:
    """A wait that ends later than anybody may ask for was counted from a wrong date: the feed is due."""
    feed = Feed(url="http://a.example/")
    for wait, is_due in ((timedelta(days=6), False), (timedelta(days=3650), True)):
        states = {feed.url: FeedState(url=feed.url, failures=1, next_due=NOW + wait)}
        assert bool(due([feed], states, NOW)) == is_due


def test_gone_is_for_good(server: Server) -> None:
    """After 410 a feed is never due again, unless somebody insists."""
    url = server.route("a.example", response(b"", "410 Gone"))
    (got,) = poll(server, url)
    feed, states = Feed(url=url), {url: got.state}
    assert got.outcome == "gone" and got.state.gone and "remove it" in got.error
    assert due([feed], states, NOW + timedelta(days=3650)) == []
    assert due([feed], states, NOW, force=True) == [feed]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Wed, 05 Feb 2025 07:00:00 GMT", 3600),
        ("Tue, 04 Feb 2025 07:00:00 GMT", 0),
        ("soon", None),
        (None, None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """Retry-After is read in both its forms; nonsense is no wish."""
    assert retry_after(value, NOW) == seconds


def test_retry_after_is_kept_to(server: Server) -> None:
    """A server that asks for rest gets it, the host's other feeds rest too, and a mistaken year is cut to a week."""
    busy = response(b"", "429 Too Many Requests", Retry_After="7200")
    server.route("a.example", busy)
    far = server.route("b.example", response(b"", "503 Service Unavailable", Retry_After="999999999"))
    one, two, three = poll(server, "http://a.example/1", "http://a.example/2", far)
    assert one.outcome == "error" and one.retry_after == 7200 and one.state.next_due == NOW + timedelta(hours=2)
    assert (two.outcome, two.state.next_due) == ("skipped", NOW + timedelta(hours=2))
    assert len(server.asked("a.example")) == 1
    assert three.state.next_due == NOW + LONGEST_RETRY_AFTER


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Internal Server Error"]
)
def test_an_error_is_a_value_that_names_the_feed_and_the_way_out(server: Server, status: str) -> None:
    """A refusal becomes one line with the feed's name, the status and what to do."""
    url = server.route("a.example", response(b"<html>no</html>", status))
    (got,) = poll(server, Feed(url=url, title="Il Giornale"))
    assert got.outcome == "error" and got.body is None
    assert got.error.startswith(f"Il Giornale: answered {status[:3]}, ") and ":" in got.error[15:]
    assert got.state.last_error == got.error


def test_failures_back_off_to_a_day_and_never_give_up() -> None:
    """The wait doubles from half an hour to a day and stays there; the feed is due again each time."""
    feed, state, now, waits = Feed(url="http://a.example/"), FeedState(url="http://a.example/"), NOW, []
    with Server() as server:
        server.route("a.example", hang_up)
        for _ in range(12):
            assert due([feed], {feed.url: state}, now) == [feed]
            (got,) = poll(server, feed, states=[state], now=now)
            state = got.state
            assert state.next_due is not None and due([feed], {feed.url: state}, now) == []
            waits.append(state.next_due - now)
            now = state.next_due
    assert waits[:3] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4] and waits[-1] == LONGEST_WAIT


def test_one_success_ends_the_backoff(server: Server) -> None:
    """A feed that answers again is healthy at once."""
    url = server.route("a.example", response(BODY))
    (got,) = poll(server, url, states=[FeedState(url=url, failures=9, last_error="x", next_due=NOW)])
    assert (got.state.failures, got.state.last_error, got.state.next_due) == (0, "", None)


def test_healthy_feeds_go_first() -> None:
    """Feeds that failed last time wait behind those that did not."""
    bad, good = Feed(url="http://a.example/"), Feed(url="http://b.example/")
    assert due([bad, good], {bad.url: FeedState(url=bad.url, failures=1)}, NOW) == [good, bad]


def test_one_connection_a_host_with_a_pause(server: Server) -> None:
    """A host's feeds are asked one after the other, with the pause between, while other hosts go on."""
    for host in ("a.example", "b.example"):
        server.route(host, slow(response(BODY), 0.02))
    addresses = [f"http://{host}/{number}" for number in range(4) for host in ("a.example", "b.example")]
    got = poll(server, *addresses, limits=Limits(per_host_delay=0.1))
    assert all(one.outcome == "new" for one in got) and dict(server.busiest) == {"a.example": 1, "b.example": 1}
    for host in ("a.example", "b.example"):
        asked = server.asked(host)
        assert all(later.at - earlier.ended >= 0.08 for earlier, later in itertools.pairwise(asked))
    assert max(one.at for one in server.requests) - server.requests[0].at < 2 * 4 * 0.12


def test_connections_are_kept_for_the_hosts_next_feed(server: Server) -> None:
    """Only the last request to a host closes the connection."""
    server.route("a.example", response(BODY))
    poll(server, "http://a.example/1", "http://a.example/2")
    assert [request.headers.get("connection") for request in server.asked("a.example")] == [None, "close"]


def test_results_stream_and_the_list_then_holds_no_bodies(server: Server) -> None:
    """`on_done` gets every body as it comes; the list keeps the order and the rest."""
    addresses = [server.route(f"h{number}.example", response(rss([entry(number)]))) for number in range(20)]
    streamed: list[Fetched] = []
    got = poll(server, *addresses, on_done=streamed.append)
    assert [one.feed.url for one in got] == addresses
    assert all(one.body is None for one in got) and all(one.body for one in streamed)
    assert {one.feed.url for one in streamed} == set(addresses)


def test_the_callers_own_mistake_is_not_swallowed(server: Server) -> None:
    """What `on_done` raises reaches the caller: it is no feed's trouble."""

    def broken(_: Fetched) -> None:
        raise RuntimeError("full disk")

    with pytest.raises(RuntimeError, match="full disk"):
        poll(server, server.route("a.example", response(BODY)), on_done=broken)


def test_no_feeds_are_no_trouble(server: Server) -> None:
    """An empty list of feeds gives an empty list of results."""
    assert poll(server) == []


def test_the_history_says_what_happened(server: Server) -> None:
    """Each poll leaves one line; the last ones are kept."""
    url = server.route("a.example", conditional(BODY))
    (first,) = poll(server, url)
    settled = read(first)
    assert settled.state.history == ("2025-02-05T06:00:00Z 200 2 new",) and settled.state.last_new == NOW
    (second,) = poll(server, url, states=[settled.state], now=NOW + timedelta(hours=6))
    assert second.state.history[-1] == "2025-02-05T12:00:00Z 304 not modified"
    full = settled.state.model_copy(update={"history": ("x",) * HISTORY})
    (third,) = poll(server, url, states=[full])
    assert len(third.state.history) == HISTORY


def test_a_page_that_is_no_feed_is_a_failure_and_leaves_no_validators(server: Server) -> None:
    """A captcha with status 200 and an ETag is not remembered: the next poll asks for everything again."""
    url = server.route("a.example", response(BODY, ETag='"good"'))
    (good,) = poll(server, url)
    healthy = read(good).state
    server.route("a.example", response(b"<!DOCTYPE html><html><body>Are you a robot?</body></html>", ETag='"bad"'))
    (got,) = poll(server, url, states=[healthy])
    settled = read(got)
    assert settled.outcome == "error" and "web page" in settled.error and settled.error.startswith(url)
    assert (settled.state.etag, settled.state.last_modified) == (None, None)
    assert (settled.state.failures, settled.state.body_id) == (1, healthy.body_id)
    assert settled.state.history[-1].endswith("200 html")


@given(st.integers(0, 60))
def test_due_means_the_time_has_come(minutes: int) -> None:
    """A feed is due exactly from its next_due on."""
    feed = Feed(url="http://a.example/")
    state = FeedState(url=feed.url, next_due=NOW + timedelta(minutes=30))
    assert bool(due([feed], {feed.url: state}, NOW + timedelta(minutes=minutes))) == (minutes >= 30)


def test_the_package_offers_what_it_says() -> None:
    """Every public name exists."""
    assert all(hasattr(fetch, name) for name in fetch.__all__)
