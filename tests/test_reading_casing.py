"""Headlines of capitals are read as if they were set in plain letters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import item

from tracker.matching import ClaimIndex
from tracker.model import Claim, Kind, Quoted, Stance, Tier
from tracker.reading import read
from tracker.reading.casing import plain

CLAIM = Claim(
    slug="exit", text="Rino Sarti leaves Caldera.", language="en", kind=Kind.EVENT,
    subjects=(("Rino Sarti", "Sarti"), ("Caldera",)), keywords=("leaves", "exit"),
    authorities=("caldera.example",), opened=date(2025, 1, 1),
)  # fmt: skip
KNOWN = ("Rino", "Sarti", "Caldera", "Take", "Two", "GTA", "VI")


@pytest.mark.parametrize(
    ("language", "title", "below", "told"),
    [
        ("en", "Sarti Leaves Caldera, Company Says", "", "Sarti leaves Caldera, company says"),
        ("en", "Union Boss Tom Reddy Says Sarti Leaves", "", "Union boss Tom Reddy says Sarti leaves"),
        (
            "en",
            "Caldera Chief Quits After Morrow Deal",
            "He sold it to Morrow.",
            "Caldera chief quits after Morrow deal",
        ),
        ("en", "Caldera Chief Quits in Early March", "", "Caldera chief quits in early March"),
        ("en", "GTA VI Delayed Again, Says Take-Two Boss", "", "GTA VI delayed again, says Take-Two boss"),
        ("it", "CALCIO: SARTI RESTA ALLA CALDERA", "", "Calcio: Sarti resta alla Caldera"),
        ("en", "Sarti leaves Caldera, company says", "", None),
        ("en", "Sarti Leaves Caldera", "", None),
        ("de", "Der Vorstand Bestätigt Den Abgang", "", None),
        ("en", "Rino Sarti, Tom Reddy and Nora Kessel meet", "", None),
    ],
)
def test_a_headline_of_capitals_in_plain_letters(language: str, title: str, below: str, told: str | None) -> None:
    """Names keep their capital: the claim's, those of the text below, days, and what stands behind a given name; a
    headline with any longer word in small letters stands as it is, and so does German."""
    assert plain(title, below, KNOWN, language) == (told or title)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["en", "it", "de"]))
def test_letters_change_their_size_and_nothing_else(title: str, below: str, language: str) -> None:
    """Of any text the length stays, and every letter but for its size: quotes keep their places."""
    told = plain(title, below, KNOWN, language)
    assert len(told) == len(title)
    assert told.lower() == title.lower()


@pytest.mark.parametrize(
    ("title", "stance"),
    [
        ("Rino Sarti Steps Down at Caldera, Spokesman Confirms", Stance.SUPPORTS),
        ("Rino Sarti Denies He Is Leaving Caldera", Stance.DENIES),
        ("RINO SARTI DENIES HE IS LEAVING CALDERA", Stance.DENIES),
    ],
)
def test_capitals_change_no_reading(title: str, stance: Stance) -> None:
    """An authority's yes and no are on the record however the headline is set; it is quoted as it stands."""
    told = item("press.example", 1, language="en", tier=Tier.PRESS, title=title, summary="")
    found = read(ClaimIndex((CLAIM,)).matches(told)[0])
    assert (found.stance, found.quoted, found.on_record) == (stance, Quoted.AUTHORITY, True)
    assert found.quote is not None and found.quote.text == title
