"""Bodies that mean harm, fetched from a real server and read: what they cost, and what becomes of their entries."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.hostile import Server, entry, gzip_bomb, laughs, nested, response, rss
from tracker import items
from tracker.fetch import Fetched, Limits, gather, settle
from tracker.items import Parsed
from tracker.model import Feed

NOW = datetime(2025, 2, 5, 6, 0, tzinfo=UTC)
GOOD = rss([entry(number) for number in range(5)])
WORDS = "Perché la città è più bella"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def polled(server: Server, body: bytes, **headers: str) -> tuple[Fetched, Parsed]:
    """A body served by giornale.example, fetched and read."""
    url = server.route("giornale.example", response(body, **headers))
    limits = Limits(per_host_delay=0)
    (got,) = gather([Feed(url=url)], {}, now=NOW, limits=limits, dial=server.dial, deadline_seconds=20)
    parsed = items.parse(got.body or b"", got.feed, host=got.host, content_type=got.content_type, now=NOW)
    return settle(got, parsed, NOW) if got.body else got, parsed


SALVAGED = {
    "NUL": GOOD.replace(b"testo", b"te\0sto"), "controls": GOOD.replace(b"testo", b"te\x08\x1b[31msto"), "surrogate": GOOD.replace(b"testo", b"testo &#xD800;"),
    "surrogate in bytes": GOOD.replace(b"testo", b"testo \xed\xa0\x80"), "beyond Unicode": GOOD.replace(b"testo", b"testo &#x110000;"),
    "bare ampersand": GOOD.replace(b"testo", b"testo & resto"), "open tag": GOOD.replace(b"testo", b"<br>testo"), "unknown entity": GOOD.replace(b"testo", b"&nbsp;testo"),
    "no end": GOOD.replace(b"</channel></rss>", b""), "text before": b"Warning: x on line 3\n" + GOOD, "text after": GOOD + b"<script>x()</script>",
    "external entity": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + GOOD[38:].replace(b"testo", b"testo &x;"),
    "external DTD": b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">' + GOOD[38:], "parameter entity": b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>' + GOOD[38:],
    "twice the declaration": b"<?xml version='1.0'?>\n" + GOOD, "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD, "version 1.1": GOOD.replace(b'version="1.0"', b'version="1.1"', 1),
}  # fmt: skip


@pytest.mark.parametrize("name", SALVAGED)
def test_what_is_broken_is_salvaged(server: Server, name: str) -> None:
    """Five entries come out of five, clean, whatever forbids them to be XML; nothing outside is read."""
    got, parsed = polled(server, SALVAGED[name])
    assert got.outcome == "new" and len(parsed.items) == 5
    text = "".join(item.text for item in parsed.items)
    assert "root:" not in text and text.replace("\n", "").isprintable() and len(server.requests) == 1


@pytest.mark.parametrize(
    ("body", "least"),
    [
        (laughs(), 2), (nested(200_000), 1), (rss([f"<item><title>n {number}</title></item>" for number in range(100_000)]), 1_000),
        (rss(["<item><title>x</item>"] * 100_000), 1), (b"<rss><channel>" + b"<a>" * 300_000, 0), (b"<rss " + b"a='1' " * 300_000 + b"/>", 0),
        (rss([entry(1), "<item " + " ".join(f"a{n}='1'" for n in range(300_000)) + "><title>x</title></item>"]), 1),
        (rss([entry(1), *["<item " + " ".join(f"a{n}='1'" for n in range(1_000)) + "><title>x</title></item>"] * 300]), 1),
        (GOOD + b"<item" * 500_000, 1), (b"<rss>" + b"<![CDATA[" * 300_000, 0), (rss([entry(1, description="&lt;p&gt;" * 500_000)]), 1),
        (rss([entry(1, title="&amp;" * 300_000)]), 1), (b"<!DOCTYPE rss [" + b'<!ENTITY a "b">' * 100_000 + b"]>" + GOOD[38:], 5),
    ],
    ids=["entities in entities", "nested", "100,000 entries", "100,000 open ones", "nested in the feed", "attributes", "different attributes", "tags with attributes", "openings", "marked sections",
         "escaped tags", "ampersands", "100,000 entities"],
)  # fmt: skip
def test_traps_cost_little(server: Server, body: bytes, least: int) -> None:
    """Each trap for parsers is read or refused within moments, in little memory, and only its own feed suffers."""
    gzipped = gzip.compress(body, 1)
    tracemalloc.start()
    start = time.perf_counter()
    _, parsed = polled(server, gzipped, Content_Encoding="gzip")
    took, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(parsed.items) >= least and all(len(item.text) < 110_000 for item in parsed.items)
    assert took < 20 and peak < 120_000_000  # tracing makes it several times as slow; see test_items for the time


def test_a_bomb_within_a_bomb_costs_little(server: Server) -> None:
    """Gzip that unpacks to gzip that unpacks to a gigabyte, or to nothing at all, ends at the limit."""
    for inner in (gzip_bomb(1_024), gzip.compress(b"") + b"\0" * 200_000_000):
        start = time.perf_counter()
        got, _ = polled(server, gzip.compress(inner, 1), Content_Encoding="gzip")
        assert got.outcome == "error" and "larger than" in got.error and time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "kind",
    ["text/xml; charset=utf-16", "text/xml; charset=klingon", "text/html; charset=iso-8859-1", "application/json", ""],
)
@pytest.mark.parametrize("written", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_no_header_spoils_the_words(server: Server, kind: str, written: str) -> None:
    """Whatever charset and type the header claims, the words come out as they were written."""
    text = rss([entry(1, title=WORDS)]).decode().replace("UTF-8", "windows-1252" if written == "cp1252" else "UTF-8")
    _, parsed = polled(server, text.encode(written), Content_Type=kind)
    assert [item.title for item in parsed.items] == [WORDS]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "&#106;avascript:x"]
)  # fmt: skip
def test_links_are_web_addresses_or_none(server: Server, link: str) -> None:
    """No scheme but http and https reaches an item, however it is spelled."""
    _, parsed = polled(server, rss([entry(1, link=link)]))
    assert parsed.items[0].link is None or parsed.items[0].link.startswith("http")
    assert "script:" not in (parsed.items[0].link or "").partition("//")[0]


@pytest.mark.parametrize(
    "title",
    ["<![CDATA[<script>alert(1)</script>Ciao]]>", "&lt;script&gt;alert(1)&lt;/script&gt;Ciao", "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Ciao",
     "<![CDATA[<img src=x onerror=alert(1)>Ciao]]>", "<![CDATA[<svg onload=alert(1)>x</svg>Ciao]]>", "&#27;]0;rm -rf&#7;Ciao", "&#x202E;Ciao",
     "<![CDATA[<scr<script>ipt>x</scr</script>ipt>Ciao]]>"],
)  # fmt: skip
def test_titles_carry_no_scripts_and_no_escapes(server: Server, title: str) -> None:
    """Scripts written plainly, escaped or escaped twice, handlers, terminal and bidi codes are gone from a title."""
    _, parsed = polled(server, rss([entry(1, title=title)]))
    shown = parsed.items[0].title
    assert (
        shown.endswith("Ciao")
        and shown.isprintable()
        and "<script" not in shown
        and "onerror" not in shown
        and "\u202e" not in shown
    )


def test_an_aggregate_of_old_formats_is_read(server: Server) -> None:
    """RSS 0.90, 0.91 with its DTD, 0.92, 1.0, 2.0 in a namespace, Atom 0.3 and 1.0, in capitals or prefixed."""
    one = "<title>Uno</title><link>http://giornale.example/1</link>"
    atom = '<title>Uno</title><id>x</id><link rel="alternate" type="text/html" href="http://giornale.example/1"/>'
    prefixed = atom.replace("<", "<a:").replace("<a:/", "</a:")
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    dtd = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    feeds = (
        f'<rdf:RDF {rdf} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/><item>{one}</item></rdf:RDF>',
        f'<?xml version="1.0"?>{dtd}<rss version="0.91"><channel><item>{one}</item></channel></rss>',
        f'<rss version="0.92"><channel><item>{one}</item></channel></rss>',
        f'<rdf:RDF {rdf} xmlns="http://purl.org/rss/1.0/"><channel/><item rdf:about="http://giornale.example/1">{one}</item></rdf:RDF>',
        f'<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><item>{one}</item></channel></rss>',
        f"<rss><channel><item>{one}</item></channel></rss>".replace("title", "TITLE").replace("item", "ITEM"),
        f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>{atom}</entry></feed>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{atom}</entry></feed>',
        f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry>{prefixed}</a:entry></a:feed>',
    )
    for body in feeds:
        (item,) = polled(server, body.encode())[1].items
        assert (item.title, item.link) == ("Uno", "http://giornale.example/1"), body
