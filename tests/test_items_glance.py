"""The glance over entries as written: it may say yes too often, never no to an entry that names a subject."""

from __future__ import annotations

import re
from datetime import UTC, datetime

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


@pytest.mark.parametrize(
    "written",
    [
        "La Citroën arriva", "LA CITROËN ARRIVA", "la citroen", "Citroëns", "<b>Citroën</b>", "<b>C</b>itroën", "Citro<i>ë</i>n", "Citro&euml;n",
        "Citro&amp;euml;n", "&#67;itroën", "Citro&shy;ën", "Citro\u00adën", "Citro\u200bën", "Citroe\u0308n", "CitroÃ«n", "<![CDATA[Citroën]]>",
        "&lt;b&gt;C&lt;/b&gt;itroën", "Citro<!-- x -->ën", "Citro</b></i><u>ën", "Citro\x07ën", "l'Citroën", "un'auto-Citroën.", "Citr<script> x </script>oën",
        "Citro<!-- > -->ën", "Citro<br x='>'>ën", "Citro<x y='> '>ën", "Citro\ufff9ën", "Citro\U000e0041ën", "&amp;amp;amp;amp;amp;lt;",
    ],
)  # fmt: skip
def test_a_name_is_never_overlooked(written: str) -> None:
    """However capitals, accents, entities, tags and invisible characters dress a name, the answer is yes."""
    assert looked(written)


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


def test_other_entries_are_passed_over() -> None:
    """An ordinary entry with its markup and accents, that names nobody, is not wanted."""
    assert not looked("<p>Perché la <b>città</b> è&nbsp;più <a href='https://x.example/'>bella</a>.</p><p>Fine.</p>")


def test_a_few_words_and_many_give_the_same_answer() -> None:
    """With hundreds of words, looked up as a set, names and genitives are found as with a few."""
    many = Glance([fold(NAME), *(f"nome{number}" for number in range(500))])
    for written in ("La Citroën arriva", "Citroëns Plan", "Nome17", "la città"):
        assert many(Entry(key="", title=written)) == (looked(written) or "17" in written)


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
