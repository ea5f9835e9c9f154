"""Plain text: no markup, no control characters, no tricks, whatever a feed wrote."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.texts import TITLE_LIMIT, line, plain, scrub

MARKUP = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<p>",
            "<script>",
            "</script>",
            "<a href='javascript:x'>",
            "<img src=x onerror=alert(1)>",
            "&lt;",
            "&amp;",
            "&gt;",
            "&amp;lt;script&amp;gt;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "alert(1)",
            "caffè",
            " ",
            "\n",
            "<",
            ">",
            '"',
            "\x1b[31m",
            "\u202e",
            "\ud800",
        ]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Il <b>caffè</b> &egrave; pronto", "Il caffè è pronto"),
        ("<p>Uno</p><p>Due<br/>Tre</p>", "Uno\nDue\nTre"),
        ("Ferrari &amp; Vigna", "Ferrari & Vigna"),
        ("5 < 6 e 7 > 3", "5 < 6 e 7 > 3"),
        ("AT&T", "AT&T"),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Titolo", "Titolo"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Titolo", "Titolo"),
        ('<a href="javascript:alert(1)">qui</a>', "qui"),
        ('<img alt="x > y" src="z">dopo', "dopo"),
        ("<b onclick='x'>grassetto</b>", "grassetto"),
        ("a<!-- nascosto -->b", "ab"),
        ("\x1b[31mRosso\x1b[0m \x1b]0;titolo\x07fine", "Rosso fine"),
        ("\u202eoirartnoc\u202c al", "oirartnoc al"),
        ("soft\u00adhyphen e zero\u200bwidth", "softhyphen e zerowidth"),
        ("nul\x00 e campana\x07", "nul e campana"),
        ("citt\u00c3\u00a0", "città"),
        ("\x93virgolette\x94 e l\x92apostrofo", "“virgolette” e l’apostrofo"),
        ("e\u0300 ricomposta", "è ricomposta"),
        ("mezzo \ud800 carattere", "mezzo � carattere"),
        ("  molti \t spazi\u00a0qui  ", "molti spazi qui"),
        ("riga\u2028nuova", "riga\nnuova"),
        ("", ""),
    ],
)
def test_what_is_shown(written: str, shown: str) -> None:
    """Each kind of markup, entity, escape and control character becomes the text that was meant."""
    assert plain(written) == shown


@given(MARKUP)
def test_no_element_survives(written: str) -> None:
    """Whatever is nested, doubled or left open, no tag that a browser knows is left."""
    shown = plain(written).lower()
    assert not any(f"<{tag}" in shown for tag in ("script", "a ", "img", "b>", "p>"))
    assert "&lt;script" not in shown


@given(MARKUP | st.text())
def test_no_control_or_bidi_character_survives(written: str) -> None:
    """Nothing that is left can steer a terminal, hide text or turn it round."""
    for char in plain(written):
        assert char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert char not in "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"]), max_size=60))
def test_ordinary_words_stay(words: str) -> None:
    """Text without markup keeps its words."""
    assert plain(words).split() == unicodedata.normalize("NFC", plain(words)).split()
    if words.isascii():
        assert plain(words) == " ".join(words.split())


@given(MARKUP | st.text())
def test_scrubbing_twice_changes_nothing(written: str) -> None:
    """What is clean stays as it is."""
    once = scrub(written)
    assert scrub(once) == once or "\u00c2" in once or "\u00c3" in once


@given(st.text(max_size=3_000))
def test_a_title_is_one_line_and_bounded(written: str) -> None:
    """A title has no line break and a bounded length."""
    shown = line(written)
    assert "\n" not in shown and len(shown) <= TITLE_LIMIT


def test_too_long_a_text_says_so() -> None:
    """A text that is cut ends with an ellipsis."""
    assert plain("parola " * 100, 50).endswith("…") and len(plain("parola " * 100, 50)) <= 50


@pytest.mark.parametrize(
    "unit",
    [
        "<b>",
        "<div>",
        "<x>",
        "<p><font a1>",
        "<font color={0}><p>",
        '<a "',
        "<p '",
        "<",
        "&lt;",
        "&amp;",
        "\x1b]",
        "<!--",
        "<![CDATA[",
        "<a><table>",
    ],
)
def test_a_hundred_thousand_tags_take_no_time(unit: str) -> None:
    """No pattern of markup takes more than a moment: a browser's algorithm would need minutes for some."""
    hostile = "".join(unit.format(number) if "{" in unit else unit for number in range(100_000))
    start = time.perf_counter()
    plain(hostile)
    assert time.perf_counter() - start < 1.5


def test_marks_piled_over_a_letter_are_cut() -> None:
    """No writing has more than thirty marks on a letter; putting a hundred thousand in order would take minutes."""
    assert plain("Citroe\u0308n") == "Citroën"
    assert len(plain("a" + "\u0301\u0323" * 100_000)) <= 31
