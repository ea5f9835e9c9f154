"""Titles that say no more than that the claim's matter has come about."""

from __future__ import annotations

from datetime import date

import pytest
from judge_kit import item

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Reading, Stance, Tier, Window
from tracker.reading import look, read

GAME = Claim(
    slug="vessel",
    text="Petrel Interactive will release the pirate game Brinehold in November 2026.",
    language="en",
    kind=Kind.PLAN,
    subjects=(("Petrel Interactive", "Petrel"), ("Brinehold",)),
    keywords=("release", "launch"),
    authorities=("petrel.example",),
    expected=Window(start=date(2026, 11, 1), end=date(2026, 11, 30)),
    opened=date(2026, 1, 1),
)


def told(title: str, language: str = "en", summary: str = "") -> Item:
    """An item of the authority's own."""
    return item("petrel.example", 1, tier=Tier.AUTHORITY, language=language, title=title, summary=summary)


def reading(title: str, language: str = "en", summary: str = "") -> Reading:
    """What it tells of the game."""
    return read(ClaimIndex((GAME,)).matches(told(title, language, summary))[0])


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Brinehold is out now"),
        ("en", "Brinehold available today"),
        ("it", "Brinehold è ora disponibile"),
        ("fr", "Brinehold est disponible"),
        ("de", "Brinehold ist ab heute erhältlich"),
        ("es", "Brinehold ya está a la venta"),
    ],
)
def test_what_is_out_now_has_come_about(language: str, title: str) -> None:
    """Where only the product is named, on its maker's channel, it is no other matter; and it has happened."""
    found = reading(title, language)
    assert (found.stance, found.on_record, found.happened) == (Stance.SUPPORTS, True, True)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Brinehold is out now", True),
        ("Petrel Interactive: Brinehold is out now", True),
        ("Brinehold's soundtrack is out now", False),
        ("Brinehold for tablets is out now in Norway", False),
        ("Brinehold may be out now", False),
        ("Brinehold on its way", False),
    ],
)
def test_only_names_and_the_words_for_it_are_bare_news(title: str, bare: bool) -> None:
    """Whatever else the title tells, a part, a machine or a country, may be another matter."""
    assert look(ClaimIndex((GAME,)).matches(told(title))[0]).is_bare_news is bare


@pytest.mark.parametrize(
    ("summary", "bare"),
    [
        ("", True),
        ("The pirate game can be bought in every shop.", False),
        ("According to rumours it came out in Norway.", False),
        ("The maker denies it.", False),
        ("Or is it?", False),
    ],
)
def test_a_text_below_a_title_is_read(summary: str, bare: bool) -> None:
    """Where there is a text, it says what the title means; it may hedge, deny, ask, or tell of another thing."""
    found = ClaimIndex((GAME,)).matches(told("Brinehold is out now", summary=summary))[0]
    assert look(found).is_bare_news is bare
