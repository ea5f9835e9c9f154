"""The feed list: OPML in, OPML out, nothing lost; what cannot be used is named with its line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import FeedListError
from tracker.feedlist import add_feeds, parse_feeds, read_feeds, remove_feed, to_opml, with_feeds, without_feed
from tracker.model import Feed, Tier

URL = "https://outlet.example/rss"

EXPORTED = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- from another program -->
<opml version="1.0">
  <head><title>Export</title><ownerEmail>anna@example.org</ownerEmail></head>
  <body>
    <outline text="Cars">
      <outline text="Electric" title="Electric">
        <outline text="EVs &amp; more" title="EVs &amp; more" xmlUrl="https://ev.example/feed?a=1&amp;b=2" type="rss" custom="kept"/>
      </outline>
      <outline text="Plain" type="rss" xmlUrl="http://plain.example/"/>
    </outline>
    <!-- a remark of the user's -->
    <outline TEXT="Shouting" XMLURL="https://loud.example/atom" TYPE="atom" language="it-IT"/>
    <outline text="A folder without feeds"/>
  </body>
</opml>
"""


def parsed(text: str, **options: Tier) -> tuple[Feed, ...]:
    """The feeds of a list without problems."""
    found = parse_feeds(text.encode(), "list.opml", **options)
    assert found.problems == ()
    return found.feeds


def opml(*outlines: str) -> str:
    """A list with these lines, the first on line 3."""
    return "<opml>\n<body>\n" + "\n".join(outlines) + "\n</body></opml>"


def problems(*outlines: str) -> list[str]:
    """What is said of these lines."""
    return [str(one) for one in parse_feeds(opml(*outlines).encode(), "list.opml").problems]


# --- reading -----------------------------------------------------------------------------------------------------


def test_another_programs_list_is_read() -> None:
    """Feeds in nested folders, attributes in any case and of any version are found, in order."""
    assert parsed(EXPORTED) == (
        Feed(url="https://ev.example/feed?a=1&b=2", title="EVs & more", category="Cars/Electric"),
        Feed(url="http://plain.example/", title="Plain", category="Cars"),
        Feed(url="https://loud.example/atom", title="Shouting", language="it"),
    )


def test_our_own_words_are_read_with_and_without_prefix() -> None:
    """Tier and aggregator count in our namespace and plain, in any case."""
    spaced = '<opml xmlns:t="urn:claim-tracker:feeds"><body><outline xmlUrl="https://a.example/" t:tier="Agency" t:aggregator="yes"/></body></opml>'
    plain = '<opml><body><outline xmlUrl="https://a.example/" tier="agency" aggregator="1"/></body></opml>'
    assert parsed(spaced) == parsed(plain) == (Feed(url="https://a.example/", tier=Tier.AGENCY, aggregator=True),)


def test_a_strangers_namespace_is_not_ours() -> None:
    """Another program's `tier` says nothing about ours."""
    text = '<opml xmlns:x="urn:other"><body><outline xmlUrl="https://a.example/" x:tier="authority"/></body></opml>'
    assert parsed(text)[0].tier is Tier.BLOG


def test_a_tier_for_those_without() -> None:
    """The default tier is for feeds that state none."""
    text = opml(f'<outline xmlUrl="{URL}"/>', '<outline xmlUrl="https://b.example/" tier="social"/>')
    assert [feed.tier for feed in parsed(text, default_tier=Tier.PRESS)] == [Tier.PRESS, Tier.SOCIAL]


def test_bare_ampersands_are_meant() -> None:
    """`&` that no program should export, and many do, is read as itself; real references stay references."""
    text = opml('<outline text="Q&A &amp; more &#233; &x" xmlUrl="https://a.example/?x=1&y=2"/>')
    assert parsed(text) == (Feed(url="https://a.example/?x=1&y=2", title="Q&A & more é &x"),)


def test_other_encodings_are_read() -> None:
    """The declared encoding counts, and so does a byte order mark."""
    text = opml('<outline text="perché" xmlUrl="https://a.example/"/>')
    latin = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + text).encode("latin-1")
    marked = b"\xef\xbb\xbf" + text.encode()
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    assert {parse_feeds(raw, "x").feeds[0].title for raw in (latin, marked, wide)} == {"perché"}


WRONG = {
    "no address": ('<outline type="rss" text="Name"/>', '"Name" has no xmlUrl'),
    "no web address": ('<outline xmlUrl="ftp://a.example/"/>', '"ftp://a.example/" is no web address'),
    "a file": ('<outline xmlUrl="file:///etc/passwd"/>', "is no web address"),
    "a script": ('<outline xmlUrl="javascript:alert(1)"/>', "is no web address"),
    "no host": ('<outline xmlUrl="https:///x"/>', "is no web address"),
    "a broken address": ('<outline xmlUrl="https://[::1/x"/>', "is no web address"),
    "a space": ('<outline xmlUrl="https://a.example/ x"/>', "is no web address"),
    "tier": ('<outline xmlUrl="https://a.example/" tier="pres"/>', '"pres" is no tier; did you mean "press"?'),
    "far tier": (
        '<outline xmlUrl="https://a.example/" tier="9"/>',
        '"9" is no tier; valid: agency, authority, blog, press, social, trade',
    ),
    "aggregator": (
        '<outline xmlUrl="https://a.example/" aggregator="si"/>',
        'aggregator="si": write "true" or "false"',
    ),
}


@pytest.mark.parametrize(("line", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_bad_line_is_named_and_the_rest_is_read(line: str, said: str) -> None:
    """A line that cannot be used is told of with the file and its number; the feeds around it are read."""
    text = opml('<outline xmlUrl="https://first.example/"/>', line, '<outline xmlUrl="https://last.example/"/>')
    found = parse_feeds(text.encode(), "list.opml")
    assert [feed.url for feed in found.feeds] == ["https://first.example/", "https://last.example/"]
    assert [str(one).startswith("list.opml, line 4: ") for one in found.problems] == [True]
    assert said in str(found.problems[0])


def test_a_feed_listed_twice_is_one() -> None:
    """The second line of an address is told of, with the line of the first."""
    line = f'<outline xmlUrl="{URL}"/>'
    assert problems(line, line) == [f"list.opml, line 4: {URL} is listed twice (first on line 3)"]


BROKEN = {
    "empty": (b"", r"list\.opml, line 1: not XML"),
    "cut off": (b"<opml>\n<body>\n<outline xmlUrl='https://a.exam", r"list\.opml, line 3: not XML"),
    "crossed": (b"<opml>\n<body>\n</opml>", r"list\.opml, line 3: not XML: mismatched tag"),
    "html": (b"<html><body/></html>", "not OPML: it begins with <html>"),
    "a feed": (b"<rss version='2.0'/>", "not OPML: it begins with <rss>"),
    "binary": (bytes(range(256)), "not XML"),
    "no encoding": (b'<?xml version="1.0" encoding="klingon"?><opml/>', "not XML"),
    "lying encoding": (b'<?xml version="1.0" encoding="UTF-8"?><opml t="\xff"/>', "not XML"),
    "json": (b"{}", "not XML"),
}


@pytest.mark.parametrize(("raw", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_list_is_refused(raw: bytes, said: str) -> None:
    """Anything but OPML is one line with the file's name and, where known, the line."""
    with pytest.raises(FeedListError, match=said) as told:
        parse_feeds(raw, "list.opml")
    assert "\n" not in str(told.value)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>"""
FILE = b"""<!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<opml><body><outline xmlUrl="https://a.example/">&f;</outline></body></opml>"""


@pytest.mark.parametrize("raw", [BOMB, FILE, BOMB.decode().encode("utf-16")])
def test_entities_are_refused(raw: bytes) -> None:
    """A list that declares entities, which could explode or read files, is refused with the way out."""
    with pytest.raises(FeedListError, match=r"list\.opml: (declares entities|not XML)"):
        parse_feeds(raw, "list.opml")


# --- writing -----------------------------------------------------------------------------------------------------

letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff")
names = st.text(letters, max_size=12)
addresses = st.builds(
    "https://{}.example/{}".format,
    st.from_regex("[a-z]{1,8}", fullmatch=True),
    st.from_regex("[a-z0-9?&=;%#~]{0,9}", fullmatch=True),
)
feeds_made = st.builds(
    Feed,
    url=addresses,
    title=names,
    tier=st.sampled_from(Tier),
    language=st.sampled_from([None, "it", "en", "fra"]),
    aggregator=st.booleans(),
    category=names,
)
lists = st.lists(feeds_made, max_size=6, unique_by=lambda feed: feed.url)


def grouped(feeds: list[Feed]) -> list[Feed]:
    """In one order, since folders bring the feeds of a category together."""
    return sorted(feeds, key=lambda feed: feed.url)


@given(lists)
def test_nothing_is_lost_on_the_way_out_and_back(feeds: list[Feed]) -> None:
    """Whatever a feed is called, what was written is read back the same."""
    found = parse_feeds(to_opml(feeds).encode(), "x")
    assert found.problems == ()
    assert grouped(list(found.feeds)) == grouped(feeds)


@given(lists)
def test_a_list_settles(feeds: list[Feed]) -> None:
    """Read and written again, a list is the same text to the byte: its diffs are clean."""
    once = to_opml(parse_feeds(to_opml(feeds).encode(), "x").feeds)
    assert to_opml(parse_feeds(once.encode(), "x").feeds) == once


@given(lists, lists)
def test_adding_keeps_what_is_there(first: list[Feed], second: list[Feed]) -> None:
    """Feeds of known addresses stay as they are, new ones come to them."""
    text = with_feeds(to_opml(first).encode(), second, "x")
    known = {feed.url for feed in first}
    wanted = first + [feed for feed in second if feed.url not in known]
    assert grouped(list(parse_feeds(text.encode(), "x").feeds)) == grouped(wanted)


def test_the_list_is_plain_opml() -> None:
    """A reader that knows OPML 2.0 and nothing of ours finds type, text, address and folders."""
    feeds = [Feed(url=URL, title="Outlet", tier=Tier.PRESS, category="Cars"), Feed(url="https://b.example/")]
    root = ElementTree.fromstring(to_opml(feeds))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Feeds"
    inner = root.find("body/outline[@text='Cars']/outline")
    assert inner is not None
    assert (inner.get("type"), inner.get("text"), inner.get("xmlUrl")) == ("rss", "Outlet", URL)
    outer = root.find("body/outline[@type='rss']")
    assert outer is not None
    assert outer.get("text") == "https://b.example/"


def test_editing_keeps_what_others_wrote() -> None:
    """Adding to and removing from another program's list keeps its remarks, its owner and its attributes."""
    text = with_feeds(EXPORTED.encode(), [Feed(url=URL, tier=Tier.TRADE, category="Cars")], "x")
    for kept in (
        "from another program",
        "a remark of the user's",
        "anna@example.org",
        'custom="kept"',
        "A folder without",
    ):
        assert kept in text
    assert len(parsed(text)) == 4
    back = without_feed(text.encode(), URL, "x")
    assert back is not None
    assert parsed(back) == parsed(EXPORTED)
    assert without_feed(back.encode(), URL, "x") is None


def test_control_characters_are_refused() -> None:
    """A title that XML cannot hold is an error that names the feed."""
    with pytest.raises(FeedListError, match=r"^https://outlet\.example/rss: control characters"):
        to_opml([Feed(url=URL, title="a\x01b")])


def test_a_bad_address_is_not_added() -> None:
    """What would not be read back is not written."""
    with pytest.raises(FeedListError, match="no web address"):
        to_opml([Feed(url="ftp://a.example/")])


# --- the file ----------------------------------------------------------------------------------------------------


def test_a_missing_list_is_made(tmp_path: Path) -> None:
    """Adding to a list that is not there makes it; reading one that is not there says how to."""
    path = tmp_path / "feeds.opml"
    with pytest.raises(FeedListError, match="tracker init"):
        read_feeds(path)
    add_feeds(path, [Feed(url=URL, title="Outlet")])
    assert read_feeds(path) == (Feed(url=URL, title="Outlet"),)
    assert (remove_feed(path, URL), remove_feed(path, URL)) == (True, False)
    assert read_feeds(path) == ()


def test_problems_go_to_whoever_asks(tmp_path: Path) -> None:
    """With a listener the usable feeds come back; without one the first problem is raised."""
    path = tmp_path / "feeds.opml"
    path.write_text(opml(f'<outline xmlUrl="{URL}"/>', '<outline xmlUrl="nonsense"/>'))
    heard: list[FeedListError] = []
    assert len(read_feeds(path, on_problem=heard.append)) == 1
    assert len(heard) == 1
    with pytest.raises(FeedListError, match=r"feeds\.opml, line 4"):
        read_feeds(path)


def test_a_broken_list_is_not_written(tmp_path: Path) -> None:
    """Adding to or removing from a file that is no OPML leaves it as it is."""
    path = tmp_path / "feeds.opml"
    path.write_text("<opml><body>")
    for act in (lambda: add_feeds(path, [Feed(url=URL)]), lambda: remove_feed(path, URL)):
        with pytest.raises(FeedListError, match="not XML"):
            act()
    assert path.read_text() == "<opml><body>"


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    """A path that is a folder is one clear line."""
    with pytest.raises(FeedListError, match="cannot be read"):
        read_feeds(tmp_path)
