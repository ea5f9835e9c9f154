"""The index finds the claims whose subjects an item names, whole words only, at any number of claims."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.matching import _WORD, ClaimIndex, _runs_of, alias_words, aliases_of
from tracker.model import Claim, Item, Tier, fingerprint

WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def item(title, summary="", body="", language="it"):
    """An item of a newspaper with these words."""
    words = fingerprint(title, summary, body)
    return Item(
        id=words,
        text_id=words,
        host="giornale.example",
        outlet="Il Giornale",
        tier=Tier.PRESS,
        language=language,
        title=title,
        summary=summary,
        body=body,
        published=WHEN,
        seen_at=WHEN,
    )


def claim(slug, *subjects):
    """A claim about these subjects, each a list of aliases."""
    return Claim(slug=slug, text="Qualcosa accadrà.", subjects=subjects, opened=date(2025, 1, 1))


VIGNA = claim("vigna", ["Benedetto Vigna", "Vigna"], ["Zhu Jiangming", "Leapmotor"])
GAME = claim("game", ["Grand Theft Auto VI", "GTA VI", "GTA 6"])


def slugs(claims, text, **more):
    """Slugs of the claims that match an item with this title."""
    return [match.claim.slug for match in ClaimIndex(claims).matches(item(text, **more))]


@pytest.mark.parametrize(
    "text",
    [
        "Vigna arriva a Hangzhou",
        "VIGNA ARRIVA",
        "L'ad di Vigna, Leapmotor e gli altri",
        "«Vigna»: parla l'ad",
        "Leapmotor-Stellantis, accordo",
    ],
)
def test_alias_is_found_as_a_whole_word(text):
    """Capitals, quotation marks, hyphens and elision around an alias do not hide it."""
    assert slugs([VIGNA], text) == ["vigna"]


@pytest.mark.parametrize("text", ["La vignaiola racconta", "Vignale vince", "Il leapmotorista", "Niente da dire"])
def test_part_of_a_word_is_no_alias(text):
    """An alias inside a longer word is not that alias."""
    assert slugs([VIGNA], text) == []


def test_alias_of_several_words_needs_them_all_in_order():
    """ "GTA 5" is not "GTA 6", and "6 GTA" neither."""
    assert slugs([GAME], "GTA 6 esce") == ["game"]
    assert slugs([GAME], "GTA 5 esce") == []
    assert slugs([GAME], "6 GTA in fila") == []


def test_accents_are_set_aside_both_ways():
    """An alias with accents is found without them and the other way round."""
    accented = claim("lopez", ["José López"])
    assert slugs([accented], "Jose Lopez firma") == ["lopez"]
    assert slugs([claim("plain", ["Jose Lopez"])], "José López firma") == ["plain"]


def test_genitive_s_is_no_part_of_the_name():
    """German "Vignas Besuch" and English "Vigna's visit" both name Vigna."""
    assert slugs([VIGNA], "Vignas Besuch", language="de") == ["vigna"]
    assert slugs([VIGNA], "Vigna's visit", language="en") == ["vigna"]


def test_surname_stands_for_the_full_name():
    """Where only the full name of a person is given, the surname alone is found too."""
    assert slugs([claim("c", ["Paula Reyes"])], "Reyes lascia") == ["c"]


@pytest.mark.parametrize("group", [("Rockstar Games",), ("Palazzo Chigi",), ("GTA VI", "Grand Theft")])
def test_last_word_of_what_is_no_person_stands_for_nothing(group):
    """A company, a palace or a numbered product has no surname."""
    assert aliases_of(group) == tuple(alias_words(alias) for alias in group)


def test_words_that_longer_aliases_share_are_an_alias():
    """ "ddl affitti brevi" and "legge sugli affitti brevi" are both found as "affitti brevi"."""
    law = claim("law", ["ddl affitti brevi", "legge sugli affitti brevi"])
    assert slugs([law], "Affitti brevi, si vota") == ["law"]


def test_match_tells_the_sentences_that_name_a_subject():
    """Only the sentences with a subject are named, as offsets into the item's text."""
    found = item("Vigna in Cina", "Nessuno lo aspettava. Leapmotor lo ha accolto.")
    (match,) = ClaimIndex([VIGNA]).matches(found)
    assert [found.text[span.start : span.end] for span in match.sentences] == [
        "Vigna in Cina",
        "Leapmotor lo ha accolto.",
    ]


def test_item_without_any_subject_matches_nothing():
    """No subject, no match, whatever the keywords."""
    assert ClaimIndex([VIGNA, GAME]).matches(item("Incontro in sede", "Una visita a Hangzhou.")) == ()


def test_claims_come_in_their_own_order():
    """Matches keep the order of the claims, not of the words."""
    assert slugs([GAME, VIGNA], "Vigna gioca a GTA 6") == ["game", "vigna"]


NAMES = st.sampled_from(["Vigna", "Zhu Jiangming", "GTA 6", "Leapmotor", "il", "visita", "Hangzhou", "Reyes", "José"])


@given(st.lists(NAMES, max_size=12))
def test_index_agrees_with_looking_at_each_claim_alone(words):
    """Many claims together match exactly as each of them by itself."""
    claims = [VIGNA, GAME, claim("reyes", ["Paula Reyes"]), claim("jose", ["José"])]
    text = " ".join(words) or "niente"
    alone = [one.slug for one in claims if slugs([one], text)]
    assert slugs(claims, text) == alone


@given(st.lists(NAMES, min_size=1, max_size=10), st.lists(st.sampled_from(["oggi", "piove", "molto"]), max_size=5))
def test_unrelated_words_behind_change_no_match(words, more):
    """A further sentence that names nobody changes no match."""
    before = slugs([VIGNA, GAME], " ".join(words))
    assert slugs([VIGNA, GAME], " ".join(words), summary=" ".join(more)) == before


@given(st.text())
def test_a_text_is_cut_into_runs_of_letters_and_digits(text):
    """The quick cut finds what the pattern says."""
    assert _runs_of(text) == _WORD.findall(text)
