"""The glance over entries as written: it may say yes too often, never no to an entry that names a subject."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hostile import entry, rss
from tracker.items import Glance, parse
from tracker.items.entries import Entry
from tracker.model import Feed
from tracker.text import fold
from tracker.texts import plain

NOW = datetime(2025, 2, 5, tzinfo=UTC)
FEED = Feed(url="https://giornale.example/feed")
NAME = "Citroën"
GLANCE = Glance([fold(NAME)])


def looked(text: str) -> bool:
    """What the glance says of an entry with this summary."""
    return GLANCE(Entry(key="", summary=text))


def passed(text: str, form: str = "{}") -> bool:
    """Whether an entry with this summary passes unparsed."""
    return GLANCE.passes(f"<item><title>Fine</title><description>{form.format(text)}</description></item>".encode())


FORMS = {"plain": "{}", "CDATA": "<![CDATA[{}]]>"}
DRESSED = [
        "La Citroën arriva", "LA CITROËN ARRIVA", "la citroen", "Citroëns", "<b>Citroën</b>", "<b>C</b>itroën", "Citro<i>ë</i>n", "Citro&euml;n",
        "Citro&amp;euml;n", "&#67;itroën", "Citro&shy;ën", "Citro\u00adën", "Citro\u200bën", "Citroe\u0308n", "CitroÃ«n", "<![CDATA[Citroën]]>",
        "&lt;b&gt;C&lt;/b&gt;itroën", "Citro<!-- x -->ën", "Citro</b></i><u>ën", "Citro\x07ën", "l'Citroën", "un'auto-Citroën.", "Citr<script> x </script>oën",
        "Citro<!-- > -->ën", "Citro<br x='>'>ën", "Citro<x y='> '>ën", "Citro\ufff9ën", "Citro\U000e0041ën", "&amp;amp;amp;amp;amp;lt;",
]  # fmt: skip


@pytest.mark.parametrize("written", DRESSED)
def test_a_name_is_never_overlooked(written: str) -> None:
    """However capitals, accents, entities, tags and invisible characters dress a name, the answer is yes."""
    assert looked(written)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize(
    "written",
    [
        *DRESSED,
        "Citro&eumln",
        "Citro&amp;eumln",
        "Citro<b></b><p></p><i>ën",
        "<b title='>'>Citro</b>ën",
        "Citro&#38;euml;n",
        "Citro&amp;lt;b&amp;gt;ën",
    ],
)
def test_no_entry_with_a_name_passes_unparsed(written: str, escaped: bool, form: str) -> None:
    """The same holds for the bytes of its feed, whether the markup stands in CDATA, escaped or bare."""
    assert not passed(html.escape(written, quote=False) if escaped else written, form)


@pytest.mark.parametrize("written", ["Citro<![CDATA[ën]]>", "Citro]]><!-- --><![CDATA[ën"])
def test_a_name_across_sections_does_not_pass(written: str) -> None:
    """Sections and strange elements of the feed itself hide nothing."""
    assert not passed(written)


PARTS = st.sampled_from(
    ["C", "itro", "ë", "n", "e", "\u0308", "Citroën", "citroen", " ", "\n", "x", "<b>", "</b>", "<p>", "<br/>", "<br x='>'>", "<x>", "<script>", "</script>", " > ", "<!-- a -->", "<img src='a'>",
     "&amp;", "&euml;", "&shy;", "&lt;", "&gt;", "lt;", "amp;", "&#67;", "\u00ad", "\u200b", "\u202e", "\ufff9", "Ã«", "\x1b[0m", "\x85", "<", ">", "'", '"']
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@given(st.lists(PARTS, max_size=12).map("".join))
@example("Citro<x y='>'>ën")
def test_what_the_cleaned_text_names_the_glance_has_seen(written: str) -> None:
    """Whenever the name is a word of the cleaned text, the text as written was not passed over."""
    words = re.findall(r"[^\W_]+", fold(plain(written)))
    if {fold(NAME), fold(NAME) + "s"} & set(words):
        assert looked(written)
        assert not passed(html.escape(written))
        assert "]]>" in written or not passed(written, FORMS["CDATA"])


def test_other_entries_are_passed_over() -> None:
    """An ordinary entry with its markup and accents, that names nobody, is not wanted."""
    other = "<p>Perché la <b>città</b> è&nbsp;più <a href='https://x.example/'>bella</a>.</p><p>Fine</p><p>&#8220;Sì&#8221;</p>"
    assert not looked(other)
    assert passed(other, FORMS["CDATA"]) and passed(html.escape(other, quote=False))


def test_a_few_words_and_many_give_the_same_answer() -> None:
    """With hundreds of words, looked up as a set, names and genitives are found as with a few."""
    many = Glance([fold(NAME), *(f"nome{number}" for number in range(500))])
    for written in ("La Citroën arriva", "Citroëns Plan", "Nome17", "la città"):
        assert many(Entry(key="", title=written)) == (looked(written) or "17" in written)


RECORDED = sorted(path for path in Path("feeds/recorded").rglob("*") if path.suffix in {".xml", ".rss", ".atom"})
COMMON = ("dell", "says", "ferrari", "accordo")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
@pytest.mark.parametrize("known", [frozenset(), frozenset({"some"})], ids=["first", "later"])
def test_a_feed_means_the_same_whether_entries_pass_or_not(path: Path, known: frozenset[str]) -> None:
    """Of the recorded feeds every entry that names a word comes out, as from a reading of the whole, and all are known,
    whether nothing was read before, when entries pass unparsed, or something was."""
    body, wanted = path.read_bytes(), Glance(COMMON, known)
    whole = parse(body, FEED, host="giornale.example", now=NOW)
    some = parse(body, FEED, host="giornale.example", now=NOW, wanted=wanted)
    assert (some.fingerprints, some.entries) == (whole.fingerprints, whole.entries)
    assert len(some.items) + some.passed_over == len(whole.items)
    named = [item for item in whole.items if not set(COMMON).isdisjoint(re.findall(r"[^\W_]+", fold(item.text)))]
    assert [item for item in some.items if item in named] == named


def test_only_wanted_entries_become_items_and_all_are_known() -> None:
    """Entries that name nobody are counted, known from now on, and cost no item."""
    body = rss([entry(1), entry(2, title="La Citroën c'è"), entry(3)])
    parsed = parse(body, FEED, host="giornale.example", now=NOW, wanted=GLANCE)
    assert [item.title for item in parsed.items] == ["La Citroën c'è"]
    assert (parsed.passed_over, parsed.entries, len(parsed.fingerprints)) == (2, 3, 3)
    again = parse(body, FEED, host="giornale.example", now=NOW, seen=parsed.fingerprints, wanted=GLANCE)
    assert (again.items, again.passed_over) == ((), 0)


@pytest.mark.parametrize("fields", [{}, {"link": ""}, {"link": "", "guid": ""}], ids=["link", "guid", "words"])
def test_an_item_that_counted_is_wanted_when_it_says_nothing_any_more(fields: dict[str, str]) -> None:
    """An item whose id is known comes out whatever it says now; one that has no name of its own, to be sure."""
    body = rss([entry(1, **fields)])
    (item,) = parse(body, FEED, host="giornale.example", now=NOW).items
    glance = Glance([fold(NAME)], known={item.id})
    edited = rss([entry(1, title="Tutt'altro", **fields), entry(2)])
    assert [one.title for one in parse(edited, FEED, host="giornale.example", now=NOW, wanted=glance).items] == [
        "Tutt'altro"
    ]


@pytest.mark.parametrize(
    "name",
    ["Æon", "Škoda", "Œuvre", "Straße", "Łódź", "Σόλων", "Новая", "新車", "ＦＯＯ", "İzmir", "Zoë", "Ñandú", "K2"],
)
@pytest.mark.parametrize("around", ["{}", "«{}»", "l’{}!", "Ω {}", "– {} €", "d'{}…"])
def test_names_of_any_script_are_seen(name: str, around: str) -> None:
    """Folding is the same on both sides, whatever letters the rest of the text has."""
    glance = Glance([fold(name)])
    other = name.swapcase() if fold(name.swapcase()) == fold(name) else name
    assert glance(Entry(key="", title=around.format(name))) and glance(Entry(key="", body=around.format(other)))
    assert not glance(Entry(key="", title=around.format("altro")))


@pytest.mark.parametrize(
    "inside",
    [
        "<![CDATA[Citro<guid/>ën]]>", "<![CDATA[Citro<name>ën]]>", "<![CDATA[Citro<dc:x>ën]]>", "Citro&lt;link/&gt;ën", "<![CDATA[Citro<p \">ën]]>",
        "<![CDATA[Citro<img alt='l'auto'>ën]]>", '<![CDATA[Citro<a title="&quot;x&quot; &gt; y">ën]]>', "<![CDATA[Citro<b x=&gt;>ën]]>",
        "Citro&lt;b y=&#34;&gt;&#34;&gt;ën", "<![CDATA[Citro&<b></b>euml;n]]>", "Citro&amp;&lt;b&gt;&lt;/b&gt;euml;n", "Citro\x0cën", "CITRO\x0bËN",
        "x]]>Citroën", "Citro<div>ën</div>", "Citro<guid/>ën", "Citro<b>ën</b>", "<b>Citro</b>ën", "Citro<!-- -->ën", "<![CDATA[Citro]]>ën", "Citro<![CDATA[ën]]>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["title", "description", "content:encoded"])
def test_no_trick_of_markup_gets_a_name_past(inside: str, field: str) -> None:
    """What an attacker found: field tags in pages, loose quotes, brackets in attributes, entities put together by a tag,
    control characters, markup of pages in a feed's own elements, sections that begin in a word."""
    assert not GLANCE.passes(f"<item><{field}>{inside}</{field}><link>https://a.example/</link></item>".encode())


def test_encoded_and_endless_entries_do_not_pass() -> None:
    """Base64 is for feedparser; what is too long for any article is not looked at."""
    assert not GLANCE.passes(b'<item><title mode="base64">Q2l0cm/Dq24=</title></item>')
    assert not GLANCE.passes(b"<item><title>" + b"a " * 200_000 + b"</title></item>")


def test_a_name_behind_letters_that_cleaning_leaves_is_seen() -> None:
    """Entities escaped twice stay entities, and no part of the word behind them."""
    assert looked("&amp;amp;euml;Citroën") and looked("Citroën&amp;amp;euml;")


@pytest.mark.parametrize(
    ("made", "passes"),
    [(b"<a></a>" * 5_000 + b"x", False), (b"<a>" * 5_000, True), (b" " * 9_000 + b"<", False), ("a\u0301" + "\u0323\u0301" * 20_000, False)],
    ids=["empty", "open", "space", "marks"],
)  # fmt: skip
def test_a_look_takes_no_more_time_than_there_are_bytes(made: bytes | str, passes: bool) -> None:
    """Elements without text, which could be taken two ways each, and marks piled over a letter are looked at at once:
    the suite would not end otherwise."""
    made = made.encode() if isinstance(made, str) else made
    assert GLANCE.passes(b"<item><title>" + made + b"</title><x>") is passes
