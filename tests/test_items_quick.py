"""The quick reader: sure only where feedparser reads the same, and cheap for what is known."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hostile import entry, rss
from tracker.items import judged, parse, quick
from tracker.items.entries import Origin, to_item
from tracker.items.pieces import key_of, pieces
from tracker.model import Feed

BASE = "https://giornale.example/feed"
NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "own": "https://giornale.example/ns",
}
WORDS = st.sampled_from(
    [
        "Il piano è confermato",
        "Q&A",
        "<b>Ferrari</b>",
        "5 < 6",
        "l'auto",
        " spazi ",
        "",
        "]] >",
        "&egrave;",
        "<script>x</script>ok",
    ]
)


@st.composite
def element(draw: st.DrawFn) -> str:
    """One child of an RSS item: usual ones often, odd ones sometimes, as text or CDATA."""
    name = draw(
        st.sampled_from(
            [
                "title",
                "link",
                "guid",
                "description",
                "pubDate",
                "author",
                "category",
                "comments",
                "content:encoded",
                "dc:creator",
                "dc:date",
                "dc:title",
                "dc:description",
                "dc:title",
                "content:encoded",
                "description",
                "media:title",
                "media:credit",
                "media:group",
                "itunes:author",
                "media:thumbnail",
                "media:description",
                "itunes:summary",
                "itunes:subtitle",
                "atom:link",
                "atom:updated",
                "slash:comments",
                "own:title",
                "own:x",
                "summary",
                "Title",
                "pubdate",
                "source",
                "id",
                "updated",
            ]
        )
    )
    text = draw(WORDS)
    if name in {"link", "guid", "comments"}:
        start = draw(
            st.sampled_from(["https://giornale.example/", "https://giornale.example/", "numero-", "/notizie/"])
        )
        text = start + str(draw(st.integers(0, 3)))
    if name in {"pubDate", "dc:date", "atom:updated", "pubdate", "updated"}:
        text = draw(st.sampled_from(["Tue, 04 Feb 2025 10:00:00 +0100", "2025-02-04T10:00:00Z"]))
    inner = draw(st.sampled_from([escape(text), f"<![CDATA[{text}]]>" if "]]" not in text else escape(text)]))
    inner = draw(
        st.sampled_from(
            [
                inner,
                inner,
                inner,
                inner,
                f"<i>{escape(text)}</i>",
                f"<media:title>{escape(text)}</media:title>",
                f"<media:description>{escape(text)}</media:description>",
                f"<media:content><media:description>{escape(text)}</media:description></media:content>",
                f"<itunes:summary>{escape(text)}</itunes:summary>",
            ]
        )
    )
    attributes = draw(
        st.sampled_from(
            [
                "",
                "",
                "",
                "",
                ' isPermaLink="false"',
                ' rel="alternate"',
                ' xml:lang="it"',
                ' type="html"',
                ' type="plain"',
            ]
        )
    )
    return f"<{name}{attributes}>{inner}</{name}>"


@st.composite
def feed(draw: st.DrawFn) -> bytes:
    """A well-formed RSS feed of a few entries, half of the time as plain as feeds usually are."""
    plainly = entry(1), entry(2, link="<![CDATA[https://giornale.example/2?a=1&b=2]]>", guid="")
    items = draw(
        st.lists(
            st.lists(element(), max_size=6).map(lambda parts: f"<item>{''.join(parts)}</item>")
            | st.sampled_from(plainly),
            max_size=4,
        )
    )
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    return rss(items).replace(b'version="2.0"', b'version="2.0"' + declared.encode())


ORIGIN = Origin(Feed(url=BASE), "giornale.example", BASE, "Giornale", "it", datetime(2025, 2, 5, tzinfo=UTC))


def assert_read_the_same(body: bytes) -> None:
    """Whatever the quick reader is sure of becomes the same items from feedparser's entries.

    But for the author: of several feedparser makes one out of pieces of both.
    """
    fast = quick.read(body, ())
    if fast is None:
        return
    slow = judged.read(body)
    assert fast.title == slow.title
    items, others = (
        [to_item(replace(entry, author=""), ORIGIN, read.shared) for entry in read.entries] for read in (fast, slow)
    )
    assert items == others


CAPTION_INSIDE = "<item><title>T</title><description>X</description><itunes:subtitle><media:description>X</media:description></itunes:subtitle></item>"
CAPTION_FIRST = "<item><media:description>X</media:description><description>Q&amp;A</description></item>"


@settings(max_examples=600, deadline=None)
@given(feed())
@example(rss([CAPTION_FIRST]).replace(b"<rss ", b'<rss xmlns:media="http://search.yahoo.com/mrss/" '))
@example(
    rss([CAPTION_INSIDE]).replace(
        b"<rss ",
        b'<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" ',
    )
)
def test_where_it_is_sure_feedparser_reads_the_same(body: bytes) -> None:
    """Entry by entry the same item as from feedparser, or no answer at all."""
    assert_read_the_same(body)


ATOM_PARTS = [
    '<title type="html">Uno</title>', "<title>Q&amp;A</title>", "<id>tag:x</id>", "<id>https://r.example/1</id>", '<link href="https://r.example/1"/>',
    '<link rel="self" href="https://r.example/2"/>', "<updated>2025-02-04T10:00:00Z</updated>", "<published>2025-02-03T10:00:00Z</published>",
    '<summary type="html">&lt;p&gt;Testo&lt;/p&gt;</summary>', "<summary>Breve</summary>", '<content type="html">&lt;p&gt;Lungo davvero&lt;/p&gt;</content>',
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <b>testo</b></p></div></content>', '<content src="https://r.example/x.mp3" type="audio/mpeg"/>',
    "<author><name>A. Rossi</name></author>", "<author><name>B</name><email>b@r.example</email></author>", "<category term='x'/>", "<rights>No</rights>",
    "<media:group><media:title>Video</media:title><media:description>Didascalia</media:description></media:group>", "<media:description>Altra</media:description>",
    "<itunes:summary>Puntata</itunes:summary>", "<itunes:author>C</itunes:author>", "<dc:creator>D</dc:creator>", "<source><title>S</title><link href='https://s.example/'/></source>",
    "<description>no</description>", "<contributor><name>E</name></contributor>", "<thr:total>3</thr:total>",
]  # fmt: skip
ATOM_HEAD = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items() if prefix != "atom")


@settings(max_examples=600, deadline=None)
@given(st.lists(st.lists(st.sampled_from(ATOM_PARTS), max_size=7).map("".join), min_size=1, max_size=3))
def test_where_it_is_sure_of_atom_feedparser_reads_the_same(entries: list[str]) -> None:
    """The same for Atom."""
    inner = "".join(f"<entry>{parts}</entry>" for parts in entries)
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"{ATOM_HEAD}>'
    assert_read_the_same(f"{head}<title>R</title>{inner}</feed>".encode())


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>R</title><entry><title>Uno</title><id>https://r.example/1</id>
<link href="https://r.example/1"/><updated>2025-02-04T10:00:00Z</updated><summary type="html">&lt;p&gt;Testo&lt;/p&gt;</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://r.example/"><title>R</title><items><rdf:Seq><rdf:li rdf:resource="https://r.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://r.example/1"><title>Uno</title><link>https://r.example/1</link><dc:date>2025-02-04T10:00:00Z</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    "body",
    [rss([entry(1, link="https://r.example/1", title="Uno")]), ATOM.encode(), RDF.encode()],
    ids=["RSS 2.0", "Atom", "RSS 1.0"],
)
def test_the_three_formats_are_read_quickly(body: bytes) -> None:
    """RSS 2.0, Atom and RSS 1.0 in their usual form need no feedparser, and mean the same to it."""
    fast, slow = quick.read(body, ()), judged.read(body)
    assert fast is not None and len(fast.entries) == len(slow.entries) == 1
    (one,), (other,) = fast.entries, slow.entries
    assert (one.title, one.link, one.published) == (other.title, other.link, other.published)


UNSURE = {
    "DOCTYPE": b"<!DOCTYPE rss>" + rss([entry(1)])[38:],
    "xml:base": rss([entry(1)]).replace(b"<channel>", b'<channel xml:base="https://x.example/">'),
    "markup in a title": rss([entry(1, title="<b>x</b>")]),
    "two titles": rss(["<item><title>a</title><title>b</title></item>"]),
    "unknown element": rss(["<item><title>a</title><content>b</content></item>"]),
    "item in CDATA": rss(["<item><title>a</title><description><![CDATA[<item>b</item>]]></description></item>"]),
    "item in a comment": rss([entry(1), "<!-- <item><title>no</title></item> -->"]),
    "entry among items": rss([entry(1), "<entry><title>b</title></entry>"]),
    "Item": rss([entry(1), "<Item><title>b</title></Item>"]),
    "item outside": rss([entry(1)]).replace(b"</channel>", b"</channel><item><title>b</title></item>"),
    "no entries": rss([]),
    "cut": rss([entry(1)])[:-10],
    "HTML": b"<!DOCTYPE html><html></html>",
}


@pytest.mark.parametrize("name", UNSURE)
def test_it_is_unsure_of_what_is_unusual(name: str) -> None:
    """Whatever could mean something else is feedparser's to read."""
    assert quick.read(UNSURE[name], ()) is None


def test_known_entries_are_not_even_parsed() -> None:
    """An entry that is known by its bytes is cut out: the time for a known feed is a fraction of that for a new one."""
    body = rss([entry(n, description="parola " * 300) for n in range(200)])
    first = quick.read(body, ())
    assert first is not None and len(first.entries) == 200
    keys = frozenset(one.key for one in first.entries)

    def timed(seen: frozenset[str]) -> float:
        start = time.perf_counter()
        parse(body, Feed(url=BASE), host="giornale.example", now=datetime(2025, 2, 5, tzinfo=UTC), seen=seen)
        return time.perf_counter() - start

    new, known = (min(timed(seen) for _ in range(5)) for seen in (frozenset[str](), keys))
    second = quick.read(body, keys)
    assert second is not None and second.entries == () and second.known == keys and known < new / 4


def test_what_is_known_cannot_hide_what_is_new() -> None:
    """A feed built so that a known entry's bytes lie inside a new one's CDATA is not misread."""
    old = entry(1)
    known = frozenset([key_of(old.encode())])
    wrapped = rss([f"<item><title>nuovo</title><description><![CDATA[{old}]]></description></item>", entry(2)])
    assert quick.read(wrapped, known) is None
    assert len(judged.read(wrapped).entries) == 2


@given(
    st.lists(
        st.sampled_from(["<item>", "</item>", "<items>", "<item a='1'>", "x", "<item/>", "</item >"]), max_size=20
    ).map("".join)
)
def test_pieces_never_overlap(text: str) -> None:
    """Pieces come in order, each from an opening to a closing tag, none inside another."""
    data = text.encode()
    found = pieces(data, b"item")
    assert all(data[start:].startswith(b"<item") and data[:end].endswith(b"</item>") for start, end in found)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(found))
