"""What a claim is about, which of it is called off, and where the dates of an item lie from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Stance, Tier, Window
from tracker.reading import Look, conclude, look
from tracker.reading.matter import profile
from tracker.reading.trees import Odds

WHEN = datetime(2026, 2, 10, 12, tzinfo=UTC)
WINDOW = Window(start=date(2025, 10, 1), end=date(2025, 10, 31))


def claim(text: str, language: str, *subjects: str, window: Window | None = None) -> Claim:
    return Claim(
        slug="one", text=text, language=language, kind=Kind.PLAN if window else Kind.EVENT, opened=date(2025, 1, 1),
        subjects=tuple((name,) for name in subjects), expected=window,
    )  # fmt: skip


def seen(one: Claim, title: str, summary: str = "") -> Look:
    item = Item(
        id="i", text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title, summary=summary,
        language=one.language, published=WHEN, seen_at=WHEN,
    )  # fmt: skip
    return look(ClaimIndex((one,)).matches(item)[0])


@pytest.mark.parametrize(
    ("language", "text", "matter"),
    [
        ("it", "Il gruppo Altea ha rotto l'accordo con la Bressan.", "deal"),
        ("it", "Il ministro Sartor ha ritirato il decreto sulle spiagge.", "law"),
        ("en", "Larkfield and Penn have called off the sale of Oakes.", "sale"),
        ("en", "Prosecutors have dropped the manslaughter charges against Ned Farrow.", "trial"),
        ("fr", "Vautrin et Sorel ont renoncé à leur fusion.", "merger"),
        ("de", "Rotfels hat die Zusammenarbeit mit Kern beendet.", "deal"),
        ("es", "El fondo Alcor ha renunciado a comprar Hidrasa.", "sale"),
    ],
)
def test_a_claim_that_something_is_off_says_so_of_the_matter(language: str, text: str, matter: str) -> None:
    """What speaks for the matter speaks against such a claim, and the other way round."""
    assert matter in profile(claim(text, language, "Altea"), language).undone


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "La Torvena ha ceduto la Bressan."), ("en", "Larkfield has agreed to buy Oakes."), ("en", "The Selby line will open in fall 2027."),
        ("en", "Rathmore will build a battery factory in Leeds."), ("en", "Ruth Penhale will run for mayor."), ("fr", "Vautrin a fermé son usine de Lens."),
        ("de", "Jutta Sielaff ist zurückgetreten."), ("es", "Marta Reoyo ha dejado el partido."), ("en", "The premier met bin Rashid in Leeds."),
    ],
)  # fmt: skip
def test_a_claim_that_something_is_done_or_ends_has_nothing_undone(language: str, text: str) -> None:
    """An end is a matter like another: who leaves has not called anything off."""
    assert not profile(claim(text, language, "bin Rashid"), language).undone


def test_what_is_done_contradicts_a_claim_that_it_is_off() -> None:
    """The sale goes through: against a claim that it was called off, and done for one that it was made."""
    off = seen(claim("Larkfield has called off the sale of Oakes.", "en", "Larkfield"), "Larkfield has sold Oakes")
    made = seen(claim("Larkfield has sold Oakes.", "en", "Larkfield"), "Larkfield has sold Oakes")
    assert off.found.sides["against"] and not off.found.sides["done"]
    assert made.found.sides["done"] and not made.found.sides["against"]


PLAN = claim("La Lumen elettrica sarà svelata nell'ottobre 2025.", "it", "Lumen", window=WINDOW)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("La Lumen elettrica sarà svelata in maggio.", "later.ahead"),
        ("La Lumen elettrica è stata svelata il 20 gennaio 2026.", "later.gone"),
        ("La Lumen elettrica è stata svelata nell'ottobre 2025.", "inside.gone"),
        ("La Lumen elettrica doveva essere svelata nel giugno 2025.", "earlier.gone"),
    ],
)
def test_a_date_is_placed_from_the_window_and_from_the_day_it_is_told(text: str, place: str) -> None:
    """What comes after the window and is over has come late; what is still ahead is put off."""
    found = seen(PLAN, text)
    assert [name for _, _, name in found.dates[0].places] == [place]
    assert found.dates[0].ahead is (place == "later.ahead")
    assert f"DATE.{place}" in found.runs()
    assert found.signs()[f"near_date_{place.replace('.', '_')}"] == 1.0


def test_the_date_that_counts_is_the_one_beside_the_matter() -> None:
    """Of two dates the nearest to what the claim is about is told apart."""
    found = seen(
        PLAN, "Lumen", "Lumen assume a ottobre 2025 altri tecnici, e la nuova elettrica sarà svelata in maggio."
    )
    assert found.signs()["near_date_later"] == 1.0 and "near_date_inside" not in found.signs()


def test_a_title_takes_its_tense_from_the_whole_item() -> None:
    """A headline's participle does not put a coming month into last year."""
    found = seen(
        PLAN, "Lumen fissa il giorno: svelata a Roma in maggio", "L'elettrica si vedrà per la prima volta a Roma."
    )
    assert [when.start for when in found.dates[0].later] == [date(2026, 5, 1)]


SAYS = claim("Torvena lascerà la Borsa di Milano.", "it", "Torvena")


@pytest.mark.parametrize(
    ("text", "stance", "record", "on_record"),
    [
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.95, 0.8, True),
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.8, 0.65, False),
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.6, 0.95, False),
        ("Torvena ha confermato che lascia la Borsa di Milano", 0.8, 0.65, True),
        ("Secondo indiscrezioni Torvena lascia la Borsa di Milano", 0.99, 0.99, False),
        ("Torvena lascia la Borsa di Milano, ha detto il sindacalista Renzo Dalla Costa", 0.95, 0.85, False),
    ],
)  # fmt: skip
def test_the_record_takes_both_likelihoods(text: str, stance: float, record: float, on_record: bool) -> None:
    """The stance and the record must be likely together, less so where the authority confirms it by name; hearsay and a
    stranger's word are never on record however likely."""
    found = seen(SAYS, text)
    rest = (1 - stance) / (len(Stance) - 1)
    odds = Odds({name: stance if name is Stance.SUPPORTS else rest for name in Stance}, record)
    assert conclude(found, found.signs(), odds).on_record is on_record
