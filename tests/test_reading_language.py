"""The language detector over headlines of our own, tests/data/headlines.toml, and its laws."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reading import language
from tracker.reading.language import detect, score

HEADLINES = tomllib.loads((Path(__file__).parent / "data" / "headlines.toml").read_text(encoding="utf-8"))
LANGUAGES = ("it", "en", "fr", "de", "es")
LONG = 8


def lines(name: str) -> list[str]:
    return HEADLINES[name].strip().splitlines()


def right(name: str, headlines: list[str]) -> float:
    return sum(detect(line) == name for line in headlines) / len(headlines)


@pytest.mark.parametrize("name", LANGUAGES)
def test_headlines_of_eight_words_are_recognised(name: str) -> None:
    """At least 97% of the headlines of eight words or more are given their language."""
    longer = [line for line in lines(name) if len(line.split()) >= LONG]
    assert len(lines(name)) >= 30
    assert right(name, longer) >= 0.97


@pytest.mark.parametrize("name", LANGUAGES)
def test_short_headlines_are_rarely_missed_and_never_mistaken(name: str) -> None:
    """A headline of fewer than eight words is left open now and then, but never given another language."""
    short = [line for line in lines(name) if len(line.split()) < LONG]
    assert right(name, short) >= 0.8
    assert {detect(line) for line in short} <= {name, None}


def test_two_headlines_together_are_always_recognised() -> None:
    """Title and summary together, sixteen words or so, leave no doubt."""
    for name in LANGUAGES:
        found = lines(name)
        pairs = [f"{one}\n{other}" for one, other in itertools.pairwise(found)]
        assert [pair for pair in pairs if detect(pair) != name] == []


def test_other_languages_are_left_open() -> None:
    """Chinese, Romanian, Portuguese, Dutch and the rest are no language of ours: at most one in twenty slips through."""
    mistaken = [line for line in lines("others") if detect(line)]
    assert len(mistaken) * 20 <= len(lines("others"))


@pytest.mark.parametrize(
    "text", ["", "   ", "GTA VI", "2026", "Ferrari F80", "!!!", "法拉利掌门人", "Vigna - Leapmotor"]
)
def test_too_little_is_not_guessed(text: str) -> None:
    """A text without words of any language gets no answer."""
    assert detect(text) is None


def test_capitals_are_read_where_everything_is_in_capitals() -> None:
    """Acronyms count for nothing, but a headline that shouts is read all the same."""
    assert detect("IL MINISTRO ANNUNCIA LE DIMISSIONI DOPO LA RIUNIONE") == "it"
    assert "scandinavian" not in score("Nuova data per GTA VI")


def test_typographic_and_plain_apostrophes_are_one() -> None:
    """The apostrophe's form changes nothing."""
    assert score("L’attrice dell’anno c’è") == score("L'attrice dell'anno c'è")


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_feed_of_one_language_is_read_whatever_its_script_of_names(name: str) -> None:
    """A name in another script does not hide the language around it."""
    assert detect(f"{lines(name)[0]} (法拉利)") == name


@given(st.text())
def test_any_text_gets_a_known_answer_and_the_same_one_twice(text: str) -> None:
    """It never raises, answers one of the languages or None, and answers the same again."""
    assert detect(text) in (*LANGUAGES, None)
    assert detect(text) == detect(text)


@given(st.sampled_from(LANGUAGES), st.integers(0, 33), st.integers(0, 33))
def test_more_of_the_same_language_never_changes_the_answer(name: str, first: int, second: int) -> None:
    """A headline that is recognised stays so when another of its language follows."""
    headline = lines(name)[first % len(lines(name))]
    if detect(headline) == name:
        assert detect(f"{headline}. {lines(name)[second % len(lines(name))]}") == name


def test_the_languages_that_can_be_answered_are_ours() -> None:
    """The languages known only to be told apart are never an answer."""
    assert language.marks().answers == frozenset(LANGUAGES)
