"""How likely an authority says it on the record: the signs, their weights, and what no weight outdoes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torvena import claim, item, seen

from tracker.errors import LanguageError
from tracker.matching import ClaimIndex
from tracker.model import Stance
from tracker.reading import look, read, record
from tracker.reading.decide import FIRM, Decision, settle
from tracker.reading.record import AGAINST, FOR
from tracker.reading.seen import Look
from tracker.reading.trees import Odds

SAYS_SO = seen("Torvena leaves the stock exchange", "Belcastro announced it on Monday.")
NOBODY_SAYS = seen("Torvena leaves the stock exchange", "The last day is in December.")


def odds_of(stance: Stance, share: float, on_record: float) -> Odds:
    """Odds of one stance, the others alike."""
    rest = (1.0 - share) / (len(Stance) - 1)
    return Odds({one: share if one is stance else rest for one in Stance}, on_record)


def signs_of(look: Look, stance: Stance, share: float = 0.9, on_record: float = 0.9) -> dict[str, float]:
    """The signs of an item that is read as this stance at these odds."""
    odds = odds_of(stance, share, on_record)
    return record.signs(look, decision_of(look, odds), odds, look.signs())


def decision_of(look: Look, odds: Odds) -> Decision:
    """What an item is settled as at these odds."""
    return settle(look.claim, look.item, look.judged, look.local, look.decision, odds)


@given(st.sampled_from(sorted(FIRM)), st.floats(0.5, 0.95), st.floats(0.05, 0.95), st.floats(0.001, 0.04))
def test_the_likelier_by_the_odds_the_likelier_on_the_record(
    stance: Stance, share: float, on_record: float, more: float
) -> None:
    """Whatever the stance: of the same item, more of either likelihood never makes the record less likely."""
    first = record.likely(stance, signs_of(SAYS_SO, stance, share, on_record))
    assert 0 < first < 1
    assert record.likely(stance, signs_of(SAYS_SO, stance, share + more, on_record)) >= first
    assert record.likely(stance, signs_of(SAYS_SO, stance, share, on_record + more)) >= first


@pytest.mark.parametrize("stance", sorted(FIRM))
def test_who_says_so_is_heard_rather_than_nobody(stance: Stance) -> None:
    """At the same odds an authority that says it makes the record no less likely than a text in which nobody speaks;
    and there a yes cannot be on the record at all."""
    said, unsaid = (record.likely(stance, signs_of(look, stance)) for look in (SAYS_SO, NOBODY_SAYS))
    assert said >= unsaid
    may = [record.may_be(look, decision_of(look, odds_of(stance, 0.9, 0.9))) for look in (SAYS_SO, NOBODY_SAYS)]
    assert may == [True, stance is not Stance.SUPPORTS]


def test_signs_are_named_after_what_holds() -> None:
    """Who speaks, and whether it says so of what stands before."""
    found = signs_of(SAYS_SO, Stance.SUPPORTS)
    assert {"an authority speaks", "an authority says it", "it says so of what stands before"} <= set(found)
    assert {"an authority speaks", "an authority says it", "own channel"}.isdisjoint(
        signs_of(NOBODY_SAYS, Stance.SUPPORTS)
    )
    assert found["always"] == 1.0 and found["stance"] == pytest.approx(2.194, abs=0.01)


def test_what_is_weighed_is_a_sign_and_on_its_side() -> None:
    """Every weight in the file is a sign's, and none has a sign speak for the record that speaks against it."""
    for weights in record.weights().values():
        assert set(weights) - {"always"} <= {*FOR, *AGAINST}
        assert all(weights.get(name, 0.0) >= 0.0 for name in FOR)
        assert all(weights.get(name, 0.0) <= 0.0 for name in AGAINST)


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Torvena leaves the stock exchange, sources say", ""),
        ("Is Torvena leaving the stock exchange?", ""),
        ("OFFICIAL: Torvena leaves the stock exchange", "Told you so."),
        ("Torvena leaves the stock exchange", "The date was confirmed on the record by the authority."),
    ],
)
def test_some_words_are_nobodys_at_any_odds(title: str, summary: str) -> None:
    """Nameless sources, a question, an outlet's own "official", words in which no authority is heard: no weight is
    asked."""
    look = seen(title, summary)
    assert not record.may_be(look, decision_of(look, odds_of(Stance.SUPPORTS, 0.999, 0.999)))


def test_a_title_does_not_outweigh_who_is_named_below() -> None:
    """Where the title sounds like the authority's word and the sentence that counts is somebody else's, it is that."""
    look = seen("Torvena confirms it leaves the stock exchange", "Torvena leaves, lawyer Iker Soto said.")
    decision = decision_of(look, odds_of(Stance.SUPPORTS, 0.99, 0.99))
    below, title = decision._replace(row=1), decision._replace(row=0)
    assert [record.may_be(look, one) for one in (below, title)] == [False, True]


def told_on(host: str, title: str, summary: str = "") -> Look:
    """What is seen of an item on a host, for a claim whose authority is torvena.example."""
    of = claim(authorities=("torvena.example",))
    return look(ClaimIndex((of,)).matches(item(title, summary).model_copy(update={"host": host}))[0])


@pytest.mark.parametrize(
    ("host", "title", "summary", "stance", "may", "signs"),
    [
        ("press", "Torvena reportedly leaves the stock exchange", "", "supports", False,
         {"doubted", "hedged", "leaves one out", "quotes nobody"}),
        ("press", "Torvena leaves the stock exchange", "", "supports", False,
         {"by the rules", "leaves one out", "quotes nobody"}),
        ("press", "Torvena and Belcastro leave the stock exchange", "", "supports", False,
         {"by the rules", "quotes nobody"}),
        ("press", "Torvena calls off plan to leave the stock exchange", "", "denies", True,
         {"by the rules", "quotes nobody"}),
        ("press", "Torvena: leaving the stock exchange has not been cancelled", "", "supports", True,
         {"an authority speaks", "denies another matter", "leaves one out", "quotes authority"}),
        ("press", "Torvena announces a new car", "", "supports", True,
         {"an authority says it", "an authority speaks", "leaves one out", "not meant", "quotes authority"}),
        ("press", "Torvena denies a merger", "", "denies", True,
         {"an authority says it", "an authority speaks", "denies another matter", "not meant", "quotes authority"}),
        ("press", "Torvena confirms it will leave the stock exchange", "", "supports", True,
         {"an authority says it", "an authority speaks", "by the rules", "it says it plainly", "leaves one out",
          "quotes authority"}),
        ("press", "Torvena leaves the stock exchange", "Lawyer Iker Soto said Torvena leaves the stock exchange.",
         "supports", False, {"another says it", "by the rules", "leaves one out", "quotes named"}),
        ("press", "Correction: Torvena leaves the stock exchange", "", "supports", False,
         {"by the rules", "leaves one out", "quotes nobody", "the outlet corrects"}),
        ("torvena", "Correction: Torvena leaves the stock exchange", "", "supports", True,
         {"an authority speaks", "by the rules", "own channel", "quotes nobody"}),
    ],
)  # fmt: skip
def test_what_holds_of_an_item(host: str, title: str, summary: str, stance: str, may: bool, signs: set[str]) -> None:
    """Each sign where it holds and nowhere else; and whether anything of it can be on the record."""
    one, known = told_on(f"{host}.example", title, summary), Stance(stance)
    assert {name for name, value in signs_of(one, known).items() if value == 1.0} - {"always"} == signs
    assert record.may_be(one, decision_of(one, odds_of(known, 0.9, 0.9))) is may


@pytest.mark.parametrize(
    ("title", "summary", "may"),
    [
        ("Torvena leaves the stock exchange", "«Twelve years were enough», Torvena said.", True),
        ("Torvena leaves the stock exchange, it said", "A spokesman for Torvena confirmed the date.", True),
        ("Torvena leaves the stock exchange", "«Twelve years were enough», the brothers said.", False),
        ("Torvena leaves the stock exchange, the founding brothers said", "", False),
        ("Torvena leaves the stock exchange", "The date was confirmed.", False),
        ("Official: Torvena leaves the stock exchange", "We told you so.", False),
        ("Torvena leaves the stock exchange", "«Twelve years were enough», said lawyer Iker Soto.", False),
        ("Torvena leaves the stock exchange", "«It is done», said sources close to the family.", False),
    ],
)
def test_a_yes_needs_a_voice(title: str, summary: str, may: bool) -> None:
    """An authority's: whoever says something without being told to be one lifts nothing, however much it sounds so."""
    one = told_on("press.example", title, summary)
    assert record.may_be(one, decision_of(one, odds_of(Stance.SUPPORTS, 0.97, 0.97))) is may


def test_a_no_that_denies_something_else_too_must_be_surer() -> None:
    """Who denies the merger has hardly denied the leaving; a plain no is enough as it is."""
    no = odds_of(Stance.DENIES, 0.9, 0.9)
    merger, plain = (
        told_on("press.example", f"Torvena denies {what}", "")
        for what in ("a merger", "that it leaves the stock exchange")
    )
    assert record.enough(merger, decision_of(merger, no), merger.signs()) == record.UNMEANT
    assert record.enough(plain, decision_of(plain, no), plain.signs()) == record.ENOUGH[Stance.DENIES]


@pytest.mark.parametrize(
    ("title", "may"),
    [
        ("According to rumours, Torvena denied that it leaves the stock exchange", False),
        ("Torvena: reports that it leaves the stock exchange are untrue", True),
        ("Asked about a leaked paper, Torvena denied that it leaves the stock exchange", True),
    ],
)
def test_a_no_may_speak_of_hearsay_and_not_be_it(title: str, may: bool) -> None:
    """Rumour as what is denied, or as what one was asked about, does not make the no one."""
    one = told_on("press.example", title, "")
    assert record.may_be(one, decision_of(one, odds_of(Stance.DENIES, 0.9, 0.9))) is may


@pytest.mark.parametrize("stance", [Stance.REPORTS, Stance.MENTIONS, Stance.NONE])
def test_only_a_yes_a_no_or_a_delay_can_be_on_the_record(stance: Stance) -> None:
    """What takes no position, hedges or tells of another matter is nobody's word on the claim."""
    assert not record.may_be(SAYS_SO, decision_of(SAYS_SO, odds_of(stance, 0.99, 0.99)))


def test_where_it_is_enough_a_hedge_wavers_and_where_not_it_stands() -> None:
    """At the bound a hedged sentence is firm by the record alone; below it stays hedged and tells nobody's word."""
    hedged = Decision(Stance.SUPPORTS, 0, True, False, 0.9)
    enough = hedged.heard(0.8, 0.8)
    assert (enough.authority, enough.hedged, enough.wavers, enough.record) == (True, False, True, 0.8)
    assert hedged.heard(0.79, 0.8) == hedged
    plain = hedged._replace(hedged=False).heard(0.79, 0.8)
    assert (plain.authority, plain.hedged, plain.wavers, plain.record) == (False, False, False, 0.79)


def test_weights_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A broken file of the program's own is a clear error, with the way out."""
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "record.json").write_text('{"supports": 3}', encoding="utf-8")
    monkeypatch.setattr(record.resources, "files", lambda _: tmp_path)
    record.weights.cache_clear()
    with pytest.raises(LanguageError, match=r"record\.json.*install the package again"):
        record.weights()
    record.weights.cache_clear()


def test_the_reading_says_how_likely() -> None:
    """What a reading calls its record is this likelihood, and it is on the record from ENOUGH on."""
    reading = read(ClaimIndex((claim(),)).matches(item(SAYS_SO.item.title, SAYS_SO.item.summary))[0])
    assert reading.on_record is (reading.record >= record.ENOUGH[reading.stance])
    assert 0 < reading.record <= 1


def test_a_yes_beside_something_else_that_is_off_may_be_one() -> None:
    """What calls the claim's own matter off is no yes to it (test_reading_matter); what is off beside it does not
    count."""
    title = "The licence is suspended, Torvena said: we will leave the stock exchange in Milan in June"
    one = told_on("press.example", title)
    assert record.may_be(one, decision_of(one, odds_of(Stance.SUPPORTS, 0.97, 0.97)))


@pytest.mark.parametrize(
    ("title", "summary", "may"),
    [
        ("A plan for the exchange", "Torvena wrote to the directors that it leaves the stock exchange. The letter, a copy of which lies here, has two pages.", False),
        ("Torvena leaves the stock exchange", "Torvena told banks that it leaves the stock exchange, a memorandum reviewed by the paper shows.", False),
        ("Torvena and the exchange", "Torvena leaves the stock exchange, it said on Friday.", True),
        ("Torvena leaves the stock exchange", "Belcastro announced it on Monday. A memo seen by the paper names the day.", True),
    ],
)  # fmt: skip
def test_papers_that_an_outlet_has_seen_are_its_own_word(title: str, summary: str, may: bool) -> None:
    """A yes in them is not the authority's on the record, whoever wrote them; what it says besides may be."""
    look_ = seen(title, summary)
    assert record.may_be(look_, decision_of(look_, odds_of(Stance.SUPPORTS, 0.9, 0.9))) is may
