"""What the encoder is given of an item: its words beside the claim's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from torvena import claim, seen

from tracker.reading.sheet import BEARING, OTHER, SENTENCES, TITLE, Run


def text_of(run: Run) -> str:
    """A run as it would be read."""
    return "".join(" " * word.apart + word.text for word in run.words).strip()


def test_names_are_told_by_their_number() -> None:
    """The claim's subjects are Alpha and Beta, a name of several words once, in the item as in the claim."""
    sheet = seen("Ida Belcastro leaves Torvena", "Torvena's Belcastro goes, 'Daily' says.").sheet()
    assert text_of(sheet.claim) == "Alpha will leave the stock exchange in Milan by the end of 2025."
    assert [text_of(run) for run in sheet.sentences] == ["Beta leaves Alpha", "Alpha's Beta goes, 'Daily' says."]
    assert [run.part for run in sheet.sentences] == [TITLE, BEARING]


@given(st.text("abcdefghij", min_size=4, max_size=12).map(str.capitalize))
def test_the_same_is_read_of_any_name(name: str) -> None:
    """The sheet does not hang on what a subject is called."""
    texts = ("{0} at a turn", "Sources close to {0} say it will leave the stock exchange in Milan.")
    one, other = (
        seen(*(text.format(who) for text in texts), of=claim(who)).sheet() for who in ("Torvena", f"Zz{name}")
    )
    assert one == other


def test_nobody_passes_for_a_subject_by_its_name_here() -> None:
    """A stranger who writes "Alpha" is no subject; a name that no subject of this claim has stays what it is."""
    sheet = seen(
        "Torvena waits", "ALPHA leaves the stock exchange, Alphas and beta say; gamma rays of Torvena."
    ).sheet()
    assert text_of(sheet.sentences[1]) == "X leaves the stock exchange, X and X say; gamma rays of Alpha."


def test_of_an_article_what_bears_is_read_first() -> None:
    """So many sentences at most, in their order: of a long text those that bear on the claim."""
    idle = "Tables were red and chairs were green. " * 20
    sheet = seen("Torvena quits", idle + "Torvena will leave the stock exchange.").sheet()
    assert [run.part for run in sheet.sentences] == [TITLE, *[OTHER] * (SENTENCES - 2), BEARING]
    assert text_of(sheet.sentences[-1]) == "Alpha will leave the stock exchange."


def test_words_stand_as_they_were_written() -> None:
    """Letters keep their size, marks their place, and a name that nobody knows stays."""
    sheet = seen('"NO!" says Hurst: Torvena\'s  out').sheet()
    assert [(word.text, word.apart) for word in sheet.sentences[0].words][:5] == [
        ('"', True),
        ("NO", False),
        ("!", False),
        ('"', False),
        ("says", True),
    ]


def test_what_is_known_of_the_item_goes_along() -> None:
    """Whether the claim is a plan, the item's tier and language, and how its day lies."""
    assert {"plan", "press", "en", "within a month", "before the window"} <= seen("Torvena waits").sheet().about
