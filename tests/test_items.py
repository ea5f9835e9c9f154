"""Feed bytes -> items: identity, wording, dates, origin, and what can be salvaged."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import entry, laughs, nested, rss
from tracker.items import Parsed, dates, parse
from tracker.items.charset import to_utf8
from tracker.model import Feed, Item, Tier

NOW = datetime(2025, 2, 5, 12, 0, tzinfo=UTC)
FEED = Feed(url="https://giornale.example/feed", tier=Tier.PRESS)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="it"><title>Rivista</title>
<entry><title type="html">L&amp;#8217;auto &amp;lt;b&amp;gt;elettrica&amp;lt;/b&amp;gt;</title><id>tag:rivista.example,2025:1</id>
<link rel="alternate" type="text/html" href="https://rivista.example/1"/><link rel="enclosure" href="https://rivista.example/1.mp3"/>
<published>2025-02-04T10:00:00+01:00</published><updated>2025-02-05T09:00:00+01:00</updated><author><name>A. Rossi</name></author>
<summary>In breve.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Testo <b>lungo</b>.</p><p>Fine.</p></div></content>
</entry></feed>"""


def read(body: bytes | str, feed: Feed = FEED, **options: Any) -> Parsed:
    """A body as if it came from giornale.example now."""
    raw = body.encode() if isinstance(body, str) else body
    return parse(raw, feed, **{"host": "giornale.example", "now": NOW, **options})


def one(*entries: str, **options: Any) -> Item:
    """The only item of a feed."""
    (item,) = read(rss(entries), **options).items
    return item


def test_an_rss_entry_becomes_an_item() -> None:
    """Title, link, text, date, host, outlet, tier and language are where they belong."""
    (item,) = read(rss([entry(3, author="A. Rossi")], extra="<language>it-IT</language>")).items
    assert item.title == "Notizia numero 3: il piano è confermato"
    assert item.summary == "Il testo della notizia 3, abbastanza lungo da dire qualcosa."
    assert (item.link, item.host, item.outlet) == ("https://giornale.example/notizie/3", "giornale.example", "Giornale")
    assert (item.tier, item.language, item.author, item.feed) == (Tier.PRESS, "it", "A. Rossi", FEED.url)
    assert item.published == datetime(2025, 2, 4, 2, 3, tzinfo=UTC) and item.seen_at == NOW
    assert (item.published_raw, item.date_note) == ("Tue, 04 Feb 2025 03:03:00 +0100", "")


def test_an_atom_entry_becomes_an_item() -> None:
    """Escaped titles, XHTML content, the alternate link and the first date are read."""
    (item,) = read(ATOM).items
    assert (item.title, item.summary, item.body) == ("L’auto elettrica", "In breve.", "Testo lungo.\nFine.")
    assert (item.link, item.author, item.language) == ("https://rivista.example/1", "A. Rossi", "it")
    assert item.published == datetime(2025, 2, 4, 9, 0, tzinfo=UTC)


def test_known_entries_are_not_read_again() -> None:
    """With the last fingerprints only what is new or changed comes out, and nothing else is lost."""
    first = read(rss([entry(1), entry(2)]))
    second = read(rss([entry(3), entry(1, title="Corretto"), entry(2)]), seen=first.fingerprints)
    assert [item.title for item in second.items] == ["Notizia numero 3: il piano è confermato", "Corretto"]
    assert (second.entries, len(second.fingerprints)) == (3, 3)
    assert read(rss([entry(3), entry(1, title="Corretto"), entry(2)]), seen=second.fingerprints).items == ()


# --- identity ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Un titolo tutto nuovo"},
        {"guid": "un-altro-guid"},
        {"guid": ""},
        {"link": "http://www.giornale.example/notizie/1/?utm_source=rss"},
        {"link": "https://amp.giornale.example/notizie/1"},
        {"description": "Un testo corretto."},
        {"pubDate": "Wed, 05 Feb 2025 10:00:00 +0100"},
    ],
    ids=["title", "guid", "no guid", "tracking", "AMP", "text", "date"],
)
def test_an_item_is_the_same_after_an_edit(changed: dict[str, str]) -> None:
    """A new title, guid, text or date and another form of the link leave the item the same."""
    assert one(entry(1)).id == one(entry(1, **changed)).id


def test_a_revision_has_another_wording() -> None:
    """`text_id` changes with the words, and with nothing else."""
    first, edited = one(entry(1)), one(entry(1, title="Corretto"))
    dressed = one(entry(1, title="<![CDATA[Notizia  numero 1: <b>il piano</b> è confermato]]>", guid="x"))
    assert first.id == edited.id and first.text_id != edited.text_id and first.text_id == dressed.text_id


def test_a_guid_used_again_for_a_new_story_is_a_new_item() -> None:
    """The same guid with another link, or without links at another date, names another item."""
    assert one(entry(1, guid="fisso")).id != one(entry(2, guid="fisso")).id
    first = one(entry(1, guid="fisso", link=""))
    assert first.id != one(entry(2, guid="fisso", link="")).id
    assert first.id == one(entry(1, guid="fisso", link="", title="Corretto")).id


def test_a_guid_belongs_to_its_host() -> None:
    """Two hosts that use the same guid without links have two items."""
    numbered = entry(1, guid="1", link="")
    assert one(numbered).id != one(numbered, host="altro.example").id


def test_entries_without_id_and_date_stay_apart() -> None:
    """Entries with nothing but words are told apart by them."""
    parsed = read(rss([entry(n, link="", guid="", pubDate="") for n in range(5)]))
    assert len({item.id for item in parsed.items}) == 5


def test_entries_that_share_a_link_stay_apart() -> None:
    """A change log whose entries all link to one page has as many items as entries, also when they come one by one."""
    page = "https://giornale.example/novita"
    first = read(rss([entry(1, link=page), entry(2, link=page)]))
    later = read(rss([entry(3, link=page), entry(1, link=page), entry(2, link=page)]), seen=first.fingerprints)
    assert len({item.id for item in (*first.items, *later.items)}) == 3
    by_feedparser = read(
        rss([entry(1, link=page), entry(2, link=page, **{"xml:base": "x"})]).replace(b"<xml:base>x</xml:base>", b"<b>")
    )
    assert len({item.id for item in by_feedparser.items}) == 2


def test_the_front_page_names_no_article() -> None:
    """Entries that link to the site's front page go by their guids."""
    assert one(entry(1, link="https://giornale.example/")).id != one(entry(2, link="https://giornale.example/")).id


def test_no_feed_can_take_the_name_of_anothers_article() -> None:
    """An entry that links to a stranger's page is that feed's own item, not the stranger's."""
    theirs = one(entry(1))
    claimed = one(entry(1), feed=Feed(url="https://blog.example/feed"), host="blog.example")
    assert claimed.link == theirs.link and claimed.id != theirs.id


# --- whose word --------------------------------------------------------------------------------------------


def test_a_feed_speaks_for_the_host_it_came_from() -> None:
    """Neither the link nor the feed's title nor its source element changes whose word an item is."""
    item = one(entry(1, host="ferrari.example", source="Ferrari"), host="blog.example")
    assert item.host == "blog.example"


def test_an_aggregators_item_is_the_linked_outlets() -> None:
    """A feed marked as aggregator lends each item the linked host; the same article is the same item."""
    aggregator = Feed(url="https://rassegna.example/feed", aggregator=True)
    item = one(entry(1), feed=aggregator, host="rassegna.example")
    assert item.host == "giornale.example" and item.id == one(entry(1)).id


def test_an_aggregator_that_hides_the_link_names_the_source() -> None:
    """Where the aggregator links to itself, the outlet is the one its source element names."""
    hidden = entry(1, host="rassegna.example").replace(
        "</item>", '<source url="https://www.giornale.example">Il Giornale</source></item>'
    )
    item = one(hidden, feed=Feed(url="https://rassegna.example/feed", aggregator=True), host="rassegna.example")
    assert (item.host, item.outlet) == ("www.giornale.example", "Il Giornale")


# --- dates -------------------------------------------------------------------------------------------------

MOMENT = datetime(2025, 2, 4, 9, 0, tzinfo=UTC)
MIDNIGHT = datetime(2025, 2, 4, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Tue, 04 Feb 2025 10:00:00 +0100", "Tue, 04 Feb 2025 10:00:00 CET", "Tue, 04 Feb 2025 11:00:00 CEST", "4 Feb 25 09:00 GMT",
        "2025-02-04T10:00:00+01:00", "2025-02-04T09:00:00Z", "2025-02-04 09:00:00", "2025-02-04T09:00:00.0000000Z", "1738659600",
        "1738659600000", "mar, 04 feb 2025 10:00:00 +0100", "martedì 4 febbraio 2025, ore 10:00 CET", "4 febbraio 2025 alle 9.00",
        "mar. 4 févr. 2025 10:00:00 +0100", "Dienstag, 4. Februar 2025 10:00 MEZ", "4 de febrero de 2025 a las 09:00",
        "Feb 4, 2025 4:00 AM EST", "Tue Feb  4 09:00:00 2025", "Tue, 04 Feb 2025 10:00:00 GMT+1", "04/02/2025 09:00",
        "4 Feb 2025 10:00 Europe/Rome", "Tue, 04 Feb 2025 14:30:00 IST", "Pubblicato il 4 febbraio 2025 alle 09:00",
        "Tue, 04 Feb 2025 10:00:00 +01:00", "Tue, 4 Feb 2025 04:00:00 -05:00", "2025/02/04 09:00", "2025-02-04T09:00:00Z[Europe/Rome]",
        "2025-02-04T10:00:00+01:00[Europe/Rome]", "1738659600000000", "2025-W06-2T09:00:00Z", "2025年2月4日 09:00",
    ],
)  # fmt: skip
def test_dates_as_feeds_write_them(raw: str) -> None:
    """RFC 822, ISO, epochs, five languages and named zones all give the moment in UTC, with no note."""
    assert dates.read(raw, NOW) == (MOMENT, "")


@pytest.mark.parametrize(
    "raw",
    [
        "2025-02-04",
        "20250204",
        "4 febbraio 2025",
        "04.02.2025",
        "Tue, 04 Feb 2025",
        "2025-W06-2",
        "2025/02/04",
        "Mon, 3 Feb 2025 24:00:00 GMT",
        "2025-02-03T24:00:00Z",
    ],
)
def test_a_day_without_a_time_is_its_midnight(raw: str) -> None:
    """Where only the day is given, it is midnight UTC."""
    assert dates.read(raw, NOW) == (MIDNIGHT, "")


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("", "none"), ("  ", "none"), ("oggi", "unreadable"), ("4 febbraio", "unreadable"), ("2025", "unreadable"), ("2025-02", "unreadable"),
        ("10:00", "unreadable"), ("99/99/2025", "unreadable"), ("2025-02-30T10:00:00Z", "unreadable"), ("Tue, 04 Feb 2025 10:00:00 +9999", "unreadable"),
        ("Wed, 05 Feb 2025 12:00:01 GMT", "future"), ("2125-02-04", "future"), ("9999-12-31T23:59:59Z", "future"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "implausible"), ("0001-01-01T00:00:00Z", "implausible"), ("1025-02-04", "implausible"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_noted(raw: str, note: str) -> None:
    """No date, an unreadable, a future or an implausible one gives now, and the note says which."""
    assert dates.read(raw, NOW) == (NOW, note)


def test_a_leap_second_is_the_one_before_it() -> None:
    """23:59:60, which no clock of ours can show, is 23:59:59."""
    assert dates.parse("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_mar_is_a_month_or_a_tuesday() -> None:
    """In "mar 4 mar 2025" the first is the day of the week."""
    assert dates.parse("mar 4 mar 2025") == datetime(2025, 3, 4, tzinfo=UTC)


def test_the_raw_date_is_kept() -> None:
    """The item keeps what the feed wrote beside what it was read as."""
    item = one(entry(1, pubDate="Mon, 04 Feb 2125 10:00:00 +0100"))
    assert (item.published, item.published_raw, item.date_note) == (NOW, "Mon, 04 Feb 2125 10:00:00 +0100", "future")


@given(st.text(max_size=60))
def test_no_text_breaks_the_dates(raw: str) -> None:
    """Whatever is written, a date comes out that is aware, not in the future and not before the web."""
    found, note = dates.read(raw, NOW)
    assert found.tzinfo is not None and dates.EARLIEST <= found <= NOW and (note == "" or found == NOW)


EARLIEST_AND_LATEST = (datetime(1992, 1, 1), datetime(2025, 2, 1))  # noqa: DTZ001


@given(st.datetimes(*EARLIEST_AND_LATEST), st.integers(-12, 14))
def test_what_is_written_properly_is_read_exactly(moment: datetime, hours: int) -> None:
    """RFC 822 and ISO dates with an offset come back to the second."""
    local = moment.replace(microsecond=0, tzinfo=UTC) + timedelta(hours=hours)
    offset = f"{'-' if hours < 0 else '+'}{abs(hours):02}00"
    expected = moment.replace(microsecond=0, tzinfo=UTC)
    assert dates.parse(f"{local:%a, %d %b %Y %H:%M:%S} {offset}") == expected
    assert dates.parse(f"{local:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}") == expected


# --- charsets ----------------------------------------------------------------------------------------------

ACCENTS = "Perché la città è più bella: l’auto costa 5 €"


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("utf-8", "UTF-8", "text/xml; charset=utf-8"), ("utf-8", "ISO-8859-1", "text/xml; charset=iso-8859-1"), ("utf-8", "UTF-8", "text/xml"),
        ("cp1252", "ISO-8859-1", None), ("cp1252", "windows-1252", "text/xml; charset=utf-8"), ("cp1252", "UTF-8", None), ("cp1252", "", ""),
        ("utf-16", "UTF-16", "text/xml; charset=utf-8"), ("utf-16-le", "utf-16", None), ("utf-8-sig", "ISO-8859-1", None),
        ("utf-16-be", "", None), ("utf-32-le", "", "text/xml; charset=utf-8"), ("utf-8", "klingon", "text/xml; charset=zlib"), ("iso8859-15", "ISO-8859-15", "text/xml; charset=utf-8"),
    ],
)  # fmt: skip
def test_charsets_that_lie(written: str, declared: str, header: str | None) -> None:
    """Whatever the declaration and the header claim, the words are read as they were written."""
    text = (
        rss([entry(1, title=ACCENTS)])
        .decode()
        .replace('encoding="UTF-8"', f'encoding="{declared}"' if declared else "")
    )
    words = text.replace("’", "'") if written == "iso8859-15" else text
    (item,) = read(words.encode(written), content_type=header).items
    assert item.title == (ACCENTS.replace("’", "'") if written == "iso8859-15" else ACCENTS)


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_are_seen_without_a_mark(written: str) -> None:
    """UTF-16 and UTF-32 without a mark or a declaration, even behind blank lines, are told by their zero bytes."""
    text = "\n\n" + rss([entry(1, title=ACCENTS)]).decode().partition("?>")[2]
    assert read(text.encode(written), content_type="text/xml").items[0].title == ACCENTS


def test_a_stray_byte_does_not_spoil_the_rest() -> None:
    """One byte that is not UTF-8 is replaced; the other accents stay."""
    (item,) = read(rss([entry(1, title=ACCENTS)]).replace(b"bella", b"bell\xff")).items
    assert item.title == ACCENTS.replace("bella", "bell�")


@given(
    st.binary(max_size=200),
    st.sampled_from([None, "text/xml; charset=utf-7", "text/xml; charset=shift_jis", "x; charset=\0"]),
)
def test_any_bytes_become_utf8(body: bytes, header: str | None) -> None:
    """Decoding never fails and always gives UTF-8."""
    to_utf8(body, header).data.decode("utf-8")


# --- what is broken or hostile -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "break_it"),
    [
        ("truncated", lambda body: body[:-150]), ("no end", lambda body: body.replace(b"</channel></rss>", b"")),
        ("ampersand", lambda body: body.replace(b"testo", b"testo & resto")), ("open tag", lambda body: body.replace(b"testo", b"<br>testo")),
        ("entity", lambda body: body.replace(b"testo", b"testo &nbsp;&egrave; ")), ("NUL", lambda body: body.replace(b"testo", b"te\0sto")),
        ("control", lambda body: body.replace(b"testo", b"te\x08\x1b[31msto")), ("surrogate", lambda body: body.replace(b"testo", b"testo &#xD800;")),
        ("beyond", lambda body: body.replace(b"testo", b"testo &#x110000;&#99999999999999999999;")), ("junk", lambda body: b"Warning: x on line 3\n" + body),
        ("spaces", lambda body: b"\n\n  " + body), ("twice", lambda body: body + body), ("case", lambda body: body.replace(b"<item>", b"<Item>").replace(b"</item>", b"</Item>")),
    ],
)  # fmt: skip
def test_broken_xml_is_salvaged(name: str, break_it: Any) -> None:
    """Every entry that came whole is read from a feed that is not well-formed."""
    parsed = read(break_it(rss([entry(n) for n in range(5)])))
    expected = 4 if name == "truncated" else 5
    assert len({item.id for item in parsed.items}) >= expected and parsed.looks_like == "feed"
    assert all("Notizia numero" in item.title for item in parsed.items[:expected])
    assert name in {"spaces", "case", "twice"} or parsed.problems


@pytest.mark.parametrize(
    ("body", "looks"),
    [
        (b"", "empty"), (b" \n", "empty"), (b"<!DOCTYPE html><html><head><title>Are you a robot?</title></head></html>", "html"),
        (b"<HTML><body>login</body></HTML>", "html"), (b'{"version": "https://jsonfeed.org/version/1"}', "other"), (b"ok", "other"),
        (bytes(range(256)), "other"), (b"<opml><body/></opml>", "other"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_apart(body: bytes, looks: str) -> None:
    """Empty bodies, web pages and everything else give no items and one line that says what to do."""
    parsed = read(body)
    assert (parsed.looks_like, parsed.items, len(parsed.problems)) == (looks, (), 1)


def test_a_feed_without_entries_is_a_feed() -> None:
    """An empty channel is healthy."""
    parsed = read(rss([]))
    assert (parsed.looks_like, parsed.entries, parsed.problems, parsed.title) == ("feed", 0, (), "Giornale")


@pytest.mark.parametrize(
    ("name", "body", "least"),
    [
        ("nested", nested(200_000), 1), ("nested in the feed", b"<rss><channel>" + b"<a>" * 200_000, 0), ("laughs", laughs(), 2),
        ("crowd", rss(["<item><title>x</title></item>"] * 100_000), 1_000), ("broken crowd", rss(["<item><title>x</item>"] * 100_000), 1),
        ("long prolog", b"<?xml version='1.0'?>" + b"\n" * 500_000 + rss([entry(1)])[38:], 1), ("attributes", b"<rss " + b"a='1' " * 200_000 + b"/>", 0),
        ("different ones", rss([entry(1), "<item " + " ".join(f"a{n}='1'" for n in range(200_000)) + "><title>x</title></item>"]), 1), ("references", rss([entry(1, title="&#" * 1_000_000)]), 1),
        ("open tags", rss([entry(1)]) + b"<item" * 100_000, 1), ("marked sections", b"<rss>" + b"<![CDATA[" * 100_000, 0), ("comment", b"<!--" * 200_000, 0),
        ("ampersands", rss([entry(1, description="&" * 500_000)]), 1), ("font", rss([entry(1, description="&lt;p&gt;&lt;font a&gt;" * 50_000)]), 1),
        ("external", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss([entry(1, title="&x;")])[38:], 1),
    ],
)  # fmt: skip
def test_hostile_bodies_cost_little(name: str, body: bytes, least: int) -> None:
    """Nested tags, entity bombs, crowds of entries and traps for patterns are read or refused within moments."""
    start = time.perf_counter()
    parsed = read(body)
    assert time.perf_counter() - start < 4
    assert len(parsed.items) >= least and "root:" not in "".join(item.text for item in parsed.items)
    assert all(len(item.text) < 110_000 for item in parsed.items)


def test_a_crowd_of_entries_is_capped_and_said() -> None:
    """Of 100,000 entries the first 2,000 are read, in one line said, and known afterwards."""
    body = rss([entry(n) for n in range(100_000)])
    parsed = read(body)
    assert (
        len(parsed.items) == 2_000
        and parsed.entries == 100_000
        and "100000 entries: the first 2000" in parsed.problems[0]
    )
    assert parsed.items[0].title.startswith("Notizia numero 0:") and read(body, seen=parsed.fingerprints).items == ()


def test_an_entry_that_was_cut_in_two_is_left_for_the_next_poll() -> None:
    """Half a link or title would name another item: the whole entry is read when it comes, under its only name."""
    whole = rss([entry(1), entry(2)])
    names = {item.id for item in read(whole).items}
    for end in range(len(whole) - 250, len(whole)):
        parsed = read(whole[:end])
        assert {item.id for item in parsed.items} <= names and parsed.problems


def test_the_limit_of_entries_leaves_the_rest_for_later() -> None:
    """Beyond a smaller limit the other entries come at the next polls, each once."""
    body, seen, met = rss([entry(n) for n in range(25)]), frozenset[str](), []
    for _ in range(3):
        parsed = read(body, seen=seen, most_entries=10)
        seen, met = parsed.fingerprints, met + [item.id for item in parsed.items]
    assert len(met) == len(set(met)) == 25


def test_heavy_bodies_can_wait() -> None:
    """With `patient=False` only ordinary feeds are read; the others are deferred, and read when asked again."""
    assert not read(rss([entry(1)]), patient=False).deferred
    for heavy in (
        rss([entry(1)])[:-10],
        rss([entry(n) for n in range(400)]),
        rss([entry(1, description="x" * 1_100_000)]),
    ):
        assert read(heavy, patient=False) == Parsed(deferred=True) and read(heavy).items


def test_scripts_and_terminal_escapes_never_reach_an_item() -> None:
    """Titles, texts, authors and links are clean whoever parsed them."""
    bad = entry(
        1,
        title="&amp;lt;script&amp;gt;x()&amp;lt;/script&amp;gt;&#27;[31mCiao",
        link="javascript:alert(1)",
        author="\u202eA",
        description="<![CDATA[<img src=x onerror=y()>ok]]>",
    )
    for body in (rss([bad]), rss([bad])[:-16]):
        (item,) = read(body).items
        assert (item.title.strip(), item.link, item.author, item.summary) == ("Ciao", None, "A", "ok")


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;!-[]abitemrs\"'= ", max_size=300).map(lambda text: rss([text])))
def test_no_bytes_raise(body: bytes) -> None:
    """Any bytes at all give a `Parsed`, never an exception."""
    assert isinstance(read(body), Parsed)
