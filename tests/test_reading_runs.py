"""What the very words and the closest clause say, and that the simplest items are read as anybody would."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Tier
from tracker.reading import Look, look, nearest, read_claim
from tracker.reading.runs import NAMES, words, words_of

PLAIN = tomllib.loads((Path(__file__).parent / "data" / "plain.toml").read_text(encoding="utf-8"))
CLAIMS = {
    "it": ("La Torvena lascerà la Borsa di Milano.", "Torvena", "Ida Belcastro"),
    "en": ("Harrowgate Rail will close its Selby depot.", "Harrowgate Rail", "Ruth Penhale"),
    "fr": ("Le groupe Valcendre rachètera Lormier.", "Valcendre", "Inès Brocard"),
    "de": ("Die Rheinwerk AG verlegt ihren Sitz nach Basel.", "Rheinwerk AG", "Jutta Sielaff"),
    "es": ("El club Atlético Brumal fichará a Iván Losada.", "Atlético Brumal", "Marta Reoyo"),
}
WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def claim(code: str, subject: str | None = None) -> Claim:
    text, name, who = CLAIMS[code]
    subject = subject or name
    return Claim(
        slug="one",
        text=text.replace(name, subject),
        language=code,
        kind=Kind.EVENT,
        subjects=((subject,),),
        speakers=(who, subject),
        keywords=(),
        authorities=("one.example",),
        opened=date(2025, 4, 1),
    )


def item(title: str, summary: str, code: str) -> Item:
    return Item(
        id="i", text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title, summary=summary,
        language=code, published=WHEN, seen_at=WHEN,
    )  # fmt: skip


def seen(title: str, summary: str, code: str, subject: str | None = None) -> Look:
    return look(ClaimIndex((claim(code, subject),)).matches(item(title, summary, code))[0])


SIMPLEST = [
    (code, kind["stance"], kind["on_record"], *texts)
    for code, kinds in PLAIN.items()
    for kind in kinds
    for texts in kind["items"]
]


@pytest.mark.parametrize(("code", "stance", "on_record", "title", "summary"), SIMPLEST)
def test_the_simplest_items(code: str, stance: str, on_record: bool, title: str, summary: str) -> None:
    """A claim in its own words is read for what it is, whoever says it; no trees or words saw these claims."""
    text, subject, who = CLAIMS[code]
    filled = [part.format(claim=text, subject=subject, who=who) for part in (title, summary)]
    reading = read_claim(claim(code), item(*filled, code))
    assert str(reading.stance) == stance
    if stance == "supports":
        assert reading.on_record is on_record


@given(st.text("abcdefghij", min_size=4, max_size=12).map(str.capitalize))
def test_a_subject_is_the_same_by_any_name(name: str) -> None:
    """What the runs of words say does not hang on what a subject is called."""
    texts = ("{0}, la svolta", "Secondo fonti vicine, {0} lascerà la Borsa di Milano entro l'estate.")
    one, other = (seen(*(text.format(who) for text in texts), "it", who).runs() for who in ("Torvena", f"Zz{name}"))
    assert one == other


def test_a_sentence_that_says_nothing_of_the_claim_has_no_runs() -> None:
    """Words of a sentence without subject, matter or cue are left out."""
    short = seen("Torvena lascia la Borsa", "La società lo ha annunciato ieri.", "it")
    long = seen("Torvena lascia la Borsa", "La società lo ha annunciato ieri. Tavolini rossi, sedie verdi.", "it")
    assert short.runs() == long.runs()


def test_words_nobody_weighed_leave_the_bias() -> None:
    """Unknown runs change nothing."""
    assert words().facts({"xx:unheard", "xx:of it"}) == words().facts(set())


def test_weights_are_read_as_they_are_stored() -> None:
    """Each line is a run and its weights in hundredths; the first is the bias."""
    zeros = "\t".join("0" for _ in NAMES)
    yes = "\t".join("400" if at == 0 else "0" for at in range(len(NAMES)))
    known = words_of([f"\t{zeros}\n", f"en:yes\t{yes}\n"])
    facts = known.facts({"en:yes"})
    assert facts[NAMES[0]] > facts[NAMES[1]] == facts[NAMES[2]]
    assert len({round(value, 3) for name, value in known.facts(set()).items() if name != NAMES[-1]}) == 1


def test_the_closest_clause_is_that_of_the_claim() -> None:
    """A hedge in the clause of another matter is not in the closest one."""
    found = seen(
        "Torvena, le voci", "Torvena ha lasciato la Borsa di Milano; secondo indiscrezioni cercherebbe un socio.", "it"
    )
    facts = nearest.features(found.view, found.found, found.judged, found.dates)
    assert facts["near_plain"] == 1.0
    assert facts["near_subjects"] == 1.0
    assert "near_hearsay" not in facts
    turned = seen("Torvena, le voci", "Secondo indiscrezioni Torvena avrebbe lasciato la Borsa di Milano.", "it")
    assert nearest.features(turned.view, turned.found, turned.judged, turned.dates)["near_plain"] == 0.0
