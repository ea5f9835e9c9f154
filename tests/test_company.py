"""An item that can be read two ways is read as others tell the news of its days; no yes gets surer by it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import (
    HOSTS,
    RULES,
    evening,
    event_claim,
    item,
    noon,
    plainly,
    plan_claim,
    read,
    reading,
    said,
    state,
    status,
    two_ways,
    verdict,
    when,
    words,
)

from tracker import ledger, policy
from tracker.errors import LanguageError
from tracker.events import Event
from tracker.model import Cue, Evidence, Quote, Quoted, Reading, Stance, Status
from tracker.policy.weighing import weigh
from tracker.reading import company
from tracker.reading.company import DAYS, EVEN, PLAIN_NO, Told, in_company

EVENT = event_claim()
TORN = item("gazzetta.example", 2)
NEVER_SAY_NEVER = reading(TORN, "supports", **two_ways(TORN, "supports", "denies", 0.5))
"""A yes, or nearly as likely a no."""


def told(one: Reading, number: float = 2, name: str = "gazzetta", **changes: Any) -> Told:
    known: dict[str, Any] = {
        "at": noon(0) + timedelta(days=number),
        "owner": name,
        "text": name,
        "heard": True,
        "reading": one,
    }
    return Told(**{**known, **changes})


def plain(stance: str, number: float = 2, name: str = "corriera", **changes: Any) -> Told:
    return told(reading(item(f"{name}.example", 2), stance, **plainly(stance)), number, name, **changes)


def first_of(*told: Told) -> Reading:
    return in_company(told)[0]


def test_what_reads_two_ways_is_read_as_others_tell_it() -> None:
    """A headline that is a yes or a no is a no where two others plainly have the no, and says what it was alone."""
    again = first_of(told(NEVER_SAY_NEVER), plain("denies"), plain("denies", name="filo"))
    assert (again.stance, again.alone) == (Stance.DENIES, Stance.SUPPORTS)
    assert again.cues == NEVER_SAY_NEVER.cues and again.instead is None
    assert again.seconded == again.confidence > NEVER_SAY_NEVER.odds[2]
    kept = first_of(told(NEVER_SAY_NEVER), plain("supports"), plain("supports", name="filo"))
    assert (kept.stance, kept.alone) == (Stance.SUPPORTS, None)
    assert kept.seconded > kept.confidence == NEVER_SAY_NEVER.confidence


def test_without_company_a_reading_is_as_it_was() -> None:
    """Alone, or with others whose odds are not known, nothing changes."""
    assert first_of(told(NEVER_SAY_NEVER)) is NEVER_SAY_NEVER
    unknown = told(reading(item("corriera.example", 2), "denies"), name="corriera")
    assert first_of(told(NEVER_SAY_NEVER), unknown) is NEVER_SAY_NEVER
    assert in_company([told(NEVER_SAY_NEVER), unknown])[1] is unknown.reading


def test_company_turns_nothing_to_what_none_of_it_says() -> None:
    """Others that state it may take a reading's certainty, and make no denial of it; nor do they second one."""
    unclear = reading(TORN, "none", **two_ways(TORN, "none", "denies", 0.5))
    again = first_of(told(unclear), *(plain("supports", name=f"paper{at}") for at in range(4)))
    assert again.stance is Stance.NONE and again.seconded == 0.0


@pytest.mark.parametrize("stance", ["reports", "mentions", "none"])
def test_what_says_neither_yes_nor_no_nor_later_is_no_company(stance: str) -> None:
    """Hedged reports, no comments and other matters tell nothing of what an item means, however many there are."""
    crowd = [plain(stance, name=f"paper{at}") for at in range(6)]
    assert first_of(told(NEVER_SAY_NEVER), *crowd) is NEVER_SAY_NEVER


@pytest.mark.parametrize(
    "loose", [{"hedged": True}, {"quoted": Quoted.UNNAMED}, {"correction": True}, {"confidence": EVEN - 0.01}]
)
def test_what_is_not_firm_is_no_company(loose: dict[str, Any]) -> None:
    """A hedged no, a nameless one, a correction's, one hardly read: none of them moves anything, here either."""
    other = reading(item("filo.example", 2), "denies", **{**plainly("denies"), **loose})
    assert first_of(told(NEVER_SAY_NEVER), told(other, name="filo")) is NEVER_SAY_NEVER


def test_what_is_as_likely_as_not_is_company() -> None:
    """The bound itself is enough."""
    other = reading(item("filo.example", 2), "denies", **{**plainly("denies"), "confidence": EVEN})
    assert first_of(told(NEVER_SAY_NEVER), told(other, name="filo")) is not NEVER_SAY_NEVER


@pytest.mark.parametrize(
    "changes",
    [
        {"heard": False},
        {"owner": "gazzetta"},
        {"text": "gazzetta"},
        {"number": 2 + DAYS / timedelta(days=1) + 0.1},
        {"number": 2 - DAYS / timedelta(days=1) - 0.1},
    ],
)
def test_who_is_no_company(changes: dict[str, Any]) -> None:
    """Whoever is not heard, an outlet of the same owner, a copy of the same text, what was written days before or
    after."""
    number = changes.pop("number", 2)
    assert first_of(told(NEVER_SAY_NEVER), plain("denies", number, **changes)) is NEVER_SAY_NEVER


@pytest.mark.parametrize("same", [{"text": "corriera"}, {"owner": "corriera"}])
def test_a_copy_or_an_owners_other_outlet_weighs_nothing_more(same: dict[str, Any]) -> None:
    """Ten that pass one text on, or that are one owner's, are one companion."""
    others = [plain("denies"), *(plain("denies", name=f"other{at}", **same) for at in range(9))]
    assert first_of(told(NEVER_SAY_NEVER), *others) == first_of(told(NEVER_SAY_NEVER), others[0])


def test_nearer_news_weighs_more() -> None:
    """Of a no that day and a yes the next, or the other way round, the nearer one tells more."""
    no_first = first_of(told(NEVER_SAY_NEVER), plain("denies"), plain("supports", 4, "filo"))
    yes_first = first_of(told(NEVER_SAY_NEVER), plain("denies", 4), plain("supports", name="filo"))
    assert no_first.confidence > yes_first.confidence or no_first.stance is not yes_first.stance


def test_company_is_the_mean_of_its_log_odds_fading_by_the_day() -> None:
    """A companion of the same moment weighs one, of a day before or after 1/e; FEW is added to what they are divided by;
    as far as DAYS away they count, and all of them on either side do."""
    one = told(NEVER_SAY_NEVER)

    def mean(*others: Told) -> float:
        found = company.company_of([one, *others])[0]
        return found[2] if found else 0.0

    log = company.centred(plain("denies").reading.odds)[2]
    assert mean(plain("denies")) == pytest.approx(log / 1.5)
    assert mean(plain("denies", 1)) == pytest.approx(log * math.exp(-1) / (math.exp(-1) + 0.5))
    assert mean(plain("denies", 3)) == pytest.approx(mean(plain("denies", 1)))
    before = [plain("denies", 1, "a"), plain("denies", 1.5, "b")]
    after = [plain("denies", 2.5, "c"), plain("denies", 3, "d")]
    weights = 2 * (math.exp(-1) + math.exp(-0.5))
    assert mean(*before, *after) == pytest.approx(log * weights / (weights + 0.5))
    assert mean(told(plain("denies").reading, name="corriera", at=one.at + DAYS)) > 0
    assert mean(told(plain("denies").reading, name="corriera", at=one.at - DAYS)) > 0


def test_a_reading_may_turn_to_no_position() -> None:
    """Others that plainly have the no make of what is a weak yes, or nearly a no comment, the no comment; a hedged
    reading that stays keeps its hedge."""
    weak = reading(TORN, "supports", **two_ways(TORN, "supports", "mentions", 0.48))
    no = [plain("denies", name=f"paper{at}") for at in range(4)]
    assert first_of(told(weak), *no).stance is Stance.MENTIONS
    crowd = [plain("supports", name=f"paper{at}") for at in range(4)]
    sure = {"hedged": True, "record": 0.6, "enough": 0.1}
    hedged = first_of(told(reading(TORN, "supports", **two_ways(TORN, "supports", "denies", 0.6, **sure))), *crowd)
    assert hedged.hedged and not hedged.on_record


def test_a_plain_no_stays_whatever_others_write() -> None:
    """A denial is news that others lack: as likely as PLAIN_NO by itself, or on the
    record, five who state the claim do not turn it."""
    crowd = [plain("supports", name=f"paper{at}") for at in range(5)]
    firm = reading(TORN, "denies", **two_ways(TORN, "denies", "supports", PLAIN_NO))
    assert first_of(told(firm), *crowd) is firm
    fields = two_ways(TORN, "denies", "supports", PLAIN_NO - 0.2)
    assert first_of(told(reading(TORN, "denies", **fields)), *crowd).stance is Stance.SUPPORTS
    doubted = reading(TORN, "denies", **two_ways(TORN, "denies", "supports", PLAIN_NO - 0.001))
    assert first_of(told(doubted), *crowd) is not doubted
    word = reading(TORN, "denies", **fields, **said())
    assert first_of(told(word), *crowd) is word


def test_a_correction_and_what_a_person_has_read_stay() -> None:
    """An outlet that takes its word back, and what a person has read, are read by nobody else's light."""
    crowd = [plain("denies", name=f"paper{at}") for at in range(5)]
    notice = NEVER_SAY_NEVER.model_copy(update={"correction": True})
    assert first_of(told(notice), *crowd) is notice
    assert first_of(told(NEVER_SAY_NEVER, settled=True), *crowd) is NEVER_SAY_NEVER


def test_a_word_on_the_record_stays_only_where_it_is_still_sure_enough() -> None:
    """A yes that others make less likely falls below what it takes; its hedge, which the record had outweighed, shows
    again, and it tells nothing as done."""
    fields = two_ways(TORN, "supports", "denies", 0.5, **said(), record=0.5, enough=0.45, wavers=True, happened=True)
    word = reading(TORN, "supports", **{**fields, "instead": None})
    crowd = [plain("denies", name=f"paper{at}") for at in range(4)]
    fallen = first_of(told(word), *crowd)
    assert fallen.stance is Stance.SUPPORTS and fallen.confidence < word.confidence
    assert (fallen.on_record, fallen.hedged, fallen.happened) == (False, True, False)
    others = plain("supports"), plain("supports", name="filo")
    kept = first_of(told(word), *others)
    assert (kept.on_record, kept.hedged, kept.happened) == (True, False, True)
    barely = word.model_copy(update={"enough": word.record, "happened": False})
    again = first_of(told(barely), *others)
    assert (again.on_record, again.happened) == (True, False)


def test_how_likely_a_reading_is_in_company_lies_between_both() -> None:
    """SHARE of what company makes of it, and the rest of what it is alone."""
    crowd = [told(NEVER_SAY_NEVER), plain("denies"), plain("denies", name="filo")]
    others = company.company_of(crowd)[0]
    assert others is not None
    there = company.weights().odds(company.centred(NEVER_SAY_NEVER.odds), others)
    no = list(Stance).index(Stance.DENIES)
    likely = company.SHARE * there[no] + (1 - company.SHARE) * NEVER_SAY_NEVER.odds[no]
    assert in_company(crowd)[0].seconded == pytest.approx(likely, abs=0.001)


def test_of_two_as_near_the_earlier_counts() -> None:
    """Where one owner told opposite things a day before and a day after, what it told first is its company."""
    for first, then in (("denies", "supports"), ("supports", "denies")):
        both = [plain(first, 1, "filo"), plain(then, 3, "filo", text="other")]
        assert first_of(told(NEVER_SAY_NEVER), *both) == first_of(told(NEVER_SAY_NEVER), both[0])


def test_what_is_hedged_stays_hedged_in_company() -> None:
    """Others who state it outright take no hedge away."""
    fields = two_ways(TORN, "supports", "denies", 0.5, hedged=True)
    again = first_of(told(reading(TORN, "supports", **fields)), plain("supports"), plain("supports", name="filo"))
    assert again.stance is Stance.SUPPORTS and again.seconded > 0 and again.hedged


def test_the_farthest_company_is_exactly_so_far_away() -> None:
    """What is DAYS away on either side still reads, a second more does not."""
    days = DAYS / timedelta(days=1)
    for number in (2 + days, 2 - days):
        at = noon(0) + timedelta(days=number)
        assert first_of(told(NEVER_SAY_NEVER), plain("denies", at=at)) is not NEVER_SAY_NEVER
        later = at + timedelta(seconds=1 if number > 2 else -1)
        assert first_of(told(NEVER_SAY_NEVER), plain("denies", at=later)) is NEVER_SAY_NEVER


STANCES = st.sampled_from([stance.value for stance in Stance])
SHARES = st.lists(st.floats(0.001, 1.0), min_size=len(Stance), max_size=len(Stance))


@st.composite
def crowds(draw: st.DrawFn) -> list[Told]:
    """A few readings with any odds at all, each with what it says instead, on days near each other."""
    found = []
    for at in range(draw(st.integers(1, 6))):
        shares = draw(SHARES)
        likely = [share / sum(shares) for share in shares]
        order = sorted(Stance, key=lambda stance: -likely[list(Stance).index(stance)])
        record = draw(st.floats(0, 1))
        own = item(f"paper{at}.example", 2)
        first, second = (
            reading(
                own,
                stance.value,
                confidence=likely[list(Stance).index(stance)],
                record=record * likely[list(Stance).index(stance)],
                enough=0.4,
                hedged=draw(st.booleans()),
            )
            for stance in order[:2]
        )
        whole = first.model_copy(
            update={"odds": tuple(likely), "instead": second, "on_record": first.record >= first.enough}
        )
        found.append(
            told(
                whole,
                draw(st.floats(0, 4)),
                f"paper{at}",
                heard=draw(st.booleans()),
                owner=draw(st.sampled_from("abc")),
            )
        )
    return found


@given(crowds())
def test_no_yes_and_no_delay_gets_surer_in_company(crowd: list[Told]) -> None:
    """Whatever others write, a yes or a delay is never surer than by itself, nor on the record where it was not; and a
    hedge stays."""
    for one, again in zip(crowd, in_company(crowd), strict=True):
        if again.stance in (Stance.SUPPORTS, Stance.POSTPONES):
            own = [alone for alone in (one.reading, one.reading.instead) if alone and alone.stance is again.stance]
            assert again.confidence <= round(own[0].confidence, 3) + 1e-3
            assert not again.on_record or own[0].record >= own[0].enough - 1e-3
            assert again.hedged or not own[0].hedged


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_the_company_changes_nothing(crowd: list[Told], chance: Any) -> None:
    """The same readings, given in any order, are read alike."""
    shuffled = list(range(len(crowd)))
    chance.shuffle(shuffled)
    again = in_company([crowd[at] for at in shuffled])
    assert [in_company(crowd)[at] for at in shuffled] == again


def test_the_weights_that_ship_let_news_alone_tell() -> None:
    """Each stance's own log odds speak for it, and its company's where it is yes, no or later, and nowhere else."""
    own, others, _ = company.weights()
    assert min(own) > 0.5
    for stance, weight in zip(Stance, others, strict=True):
        assert (weight > 0.5) if stance in company.NEWS else weight == 0


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_first_and_the_last_day_there_is_are_days(at: datetime) -> None:
    """No time before or after them is asked for."""
    assert in_company([told(NEVER_SAY_NEVER, at=at), plain("denies", at=at)])[0].stance is Stance.DENIES


def test_thousands_of_companions_take_no_quadratic_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a crowd on one day each reading looks at no more than MOST."""
    looked: list[object] = []
    outward = company._outward
    monkeypatch.setattr(company, "_outward", lambda *args: (looked.append(one) or one for one in outward(*args)))
    in_company([plain("supports", name=f"paper{at}") for at in range(300)])
    assert 300 < len(looked) <= 300 * (company.MOST + 1)


def test_weights_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken file is one clear error, with the way out."""
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "company.json").write_text('{"own": []}')
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(LanguageError, match=r"weights/company.json: not readable: .*install the package again"):
        company.weights.__wrapped__()


# --- in the judge's hands ----------------------------------------------------------------------------------


def torn(host: str = "gazzetta.example", number: int = 2, **changes: Any) -> Event:
    """A newspaper's item on the record that is a yes, or nearly as likely a no."""
    own = item(host, number)
    fields = two_ways(own, "supports", "denies", 0.6, **said(), record=0.6, enough=0.4)
    return read(EVENT, host, number, **{**fields, **changes})


def no(host: str, number: int = 2) -> Event:
    """An outlet's plain no, of nobody with authority."""
    return read(EVENT, host, number, "denies", **plainly("denies"))


def pieces(events: Sequence[Event], number: int = 4) -> dict[str, Evidence]:
    return {one.item.host: one for one in verdict(EVENT, events, number).evidence}


def test_the_judge_reads_in_company_and_says_so() -> None:
    """Where two others have the no, the torn quotation confirms nothing: it denies; and its reason tells what it would
    say alone."""
    events = [torn(), no("filo.example"), no("motori.example")]
    assert status(EVENT, events[:1], 4) is Status.CONFIRMED
    assert status(EVENT, events, 4) is Status.DENIED
    piece = pieces(events)["gazzetta.example"]
    assert piece.reading.alone is Stance.SUPPORTS
    assert (
        piece.because == "Conta. (Da sola si leggerebbe così: lo afferma; altre raccontano diversamente quei giorni.)"
    )
    assert status(EVENT, events, 4, RULES.without("READ_IN_COMPANY")) is Status.CONFIRMED


def test_a_turned_reading_still_leans_on_whom_it_names() -> None:
    """Off the record too: the root of what it says now is the speaker's."""
    own = item("gazzetta.example", 2)
    off = {"quoted": Quoted.AUTHORITY, "speaker": "Anna Verdi"}
    leaning = read(EVENT, "gazzetta.example", 2, **two_ways(own, "supports", "denies", 0.5, **off))
    cases, _ = weigh(state(EVENT, [leaning, no("filo.example"), no("motori.example")]), RULES, evening(4))
    (case,) = [case for case in cases if case.item.host == "gazzetta.example"]
    assert (case.reading.stance, case.leans_on, case.word_of) == (Stance.DENIES, "Casa Rossa", None)


def test_an_outlets_own_statement_is_not_hedged_by_company() -> None:
    """What nobody says on the record and no word hedges stays plain."""
    assert not first_of(plain("supports"), plain("supports", name="filo")).hedged


def test_blogs_are_no_company() -> None:
    """However many blogs have the no, the newspaper is read as it stands; and so is the authority's own channel."""
    blogs = [no(f"blog{at}.example") for at in range(12)]
    assert status(EVENT, [torn(), *blogs], 4) is Status.CONFIRMED
    own = torn(HOSTS[0])
    assert pieces([own, *blogs])[HOSTS[0]] == pieces([own])[HOSTS[0]]


def test_what_was_taken_back_is_no_company() -> None:
    """A no that its outlet withdrew, that it corrected since, or that a person ruled out, turns nothing any more."""
    events: list[Event] = [torn(), no("filo.example"), no("motori.example")]
    ids = [event.item.id for event in events[1:]]  # type: ignore[union-attr]
    gone = [ledger.withdraw(EVENT.slug, ids[0], "filo.example", "Ritirato.", noon(3))]
    out = [ledger.reject(EVENT.slug, ids[1], "satira", noon(3), "anna")]
    assert status(EVENT, [*events, *gone, *out], 4) is Status.CONFIRMED
    notice = read(EVENT, "filo.example", 3, "mentions", correction=True, item={"title": "Errata corrige"})
    assert status(EVENT, [*events, notice, *out], 4) is Status.CONFIRMED


def test_what_passes_on_what_was_taken_back_is_no_company() -> None:
    """A copy of a withdrawn no turns nothing, nor does an item older than its site's correction, whatever that says."""
    text = {"title": "Niente incontro", "summary": words("niente")}
    withdrawn = read(EVENT, "filo.example", 2, "denies", **plainly("denies"), item=dict(text))
    gone = ledger.withdraw(EVENT.slug, withdrawn.item.id, "filo.example", "Ritirato.", noon(3))  # type: ignore[union-attr]
    copy = read(EVENT, "motori.example", 3, "denies", **plainly("denies"), item=dict(text))
    assert status(EVENT, [torn(), withdrawn, copy], 4) is Status.DENIED
    assert status(EVENT, [torn(), withdrawn, gone, copy], 4) is Status.CONFIRMED
    notice = read(EVENT, "filo.example", 3, "denies", correction=True, item={"title": "Errata corrige"})
    assert status(EVENT, [torn(), no("filo.example"), notice], 4) is Status.CONFIRMED
    before = read(EVENT, "filo.example", 1, "denies", correction=True, item={"title": "Errata corrige"})
    assert status(EVENT, [torn(), no("filo.example"), before], 4) is Status.DENIED
    assert status(EVENT, [torn(), no("filo.example"), before, notice], 4) is Status.CONFIRMED


def test_what_is_older_than_the_claim_is_no_company() -> None:
    """Background reads nothing."""
    events = [torn(number=0), *(no(host, -1) for host in ("filo.example", "motori.example"))]
    assert status(EVENT, events, 4) is Status.CONFIRMED
    first = {"item": {"published": noon(0) - timedelta(hours=12)}}
    dawn = [
        read(EVENT, host, 0, "denies", **plainly("denies"), item=dict(first["item"]))
        for host in ("filo.example", "motori.example")
    ]
    assert status(EVENT, [torn(number=0), *dawn], 4) is Status.DENIED


def test_a_stale_copy_stays_stale_whatever_company_makes_of_it() -> None:
    """An edited wording took the old one back; another outlet's copy of that, turned by company, does not count."""
    text = {"title": "Mai dire mai", "summary": words("mai")}
    old = torn(item={"id": "old", **text})
    edited = read(EVENT, "gazzetta.example", 3, "mentions", item={"id": "old", "title": "Aggiornato"})
    copy = torn("corriera.example", 4, item=dict(text))
    events = [old, edited, copy, no("filo.example", 4), no("motori.example", 4)]
    assert pieces(events, 6)["corriera.example"].rule == "RETRACTION_MEMORY"


def test_a_reason_says_that_others_made_a_reading_less_sure() -> None:
    """Where company takes the certainty and leaves the stance, the reason does not keep it back."""
    word = torn(instead=None)
    piece = pieces([word, no("filo.example"), no("motori.example")])["gazzetta.example"]
    assert piece.reading.stance is Stance.SUPPORTS and not piece.counts
    assert piece.because.endswith("(Da sola sarebbe più sicura; altre raccontano diversamente quei giorni.)")


def test_what_a_person_has_read_is_read_so_by_nobody_else_and_tells_others() -> None:
    """A corrected reading stays as the person put it, and is company for others as if it were plain."""
    events: list[Event] = [torn(), torn("filo.example"), torn("motori.example")]
    put = [
        ledger.correct(EVENT.slug, event.item.id, Stance.DENIES, "letto", noon(3), "anna", on_record=True)  # type: ignore[union-attr]
        for event in events[1:]
    ]
    found = pieces([*events, *put])
    assert {found[host].reading.confidence for host in ("filo.example", "motori.example")} == {1.0}
    assert found["gazzetta.example"].reading.stance is Stance.DENIES


def test_what_only_might_concern_the_claim_is_not_shown() -> None:
    """What a feed brought and is read as about something else, though company might turn it, is kept and not listed;
    once it is turned, once a person acts on it, or where another wording concerned the claim, it is. What a person put
    in always is."""
    feed = {"feed": "https://gazzetta.example/rss"}
    own = item("gazzetta.example", 2, **feed)
    unclear = read(EVENT, "gazzetta.example", 2, "none", **two_ways(own, "none", "denies", 0.5), item=dict(feed))
    assert pieces([unclear]) == {} and verdict(EVENT, [unclear], 4).roots == ()
    turned = pieces([unclear, no("filo.example"), no("motori.example")])["gazzetta.example"]
    assert (turned.reading.stance, turned.reading.alone) == (Stance.DENIES, Stance.NONE)
    edited = read(EVENT, "gazzetta.example", 2, item={"id": own.id, "title": "Prima", **feed})
    assert set(pieces([edited, unclear])) == {"gazzetta.example"}
    out = ledger.reject(EVENT.slug, own.id, "satira", noon(3), "anna")
    put = ledger.correct(EVENT.slug, own.id, Stance.NONE, "letto", noon(3), "anna")
    assert set(pieces([unclear, out])) == set(pieces([unclear, put])) == {"gazzetta.example"}
    by_hand = read(EVENT, "gazzetta.example", 2, "none", **two_ways(own, "none", "denies", 0.5))
    assert set(pieces([by_hand])) == {"gazzetta.example"}


@given(st.permutations(range(4)), st.integers(2, 6))
def test_the_end_state_is_the_same_in_any_order(order: list[int], until: int) -> None:
    """Items that turn each other's readings end in one state, whichever comes first."""
    events = [torn(), no("filo.example"), no("motori.example", 3), torn("corriera.example", 3)]
    shuffled = state(EVENT, [events[at] for at in order])
    straight = policy.judge(state(EVENT, events), RULES, evening(until))
    assert policy.judge(shuffled, RULES, evening(until)) == straight


def test_company_that_comes_later_reads_again_what_came_before() -> None:
    """On the evening of the first quotation it counts as it stands; two days later, with others, it is a no."""
    events = [torn(), no("filo.example", 3), no("motori.example", 3)]
    assert [status(EVENT, events, number) for number in (2, 3)] == [Status.CONFIRMED, Status.DENIED]


# --- a lone no ---------------------------------------------------------------------------------------------

YES = [read(EVENT, host, 2, **said()) for host in ("gazzetta.example", "motori.example")]
HARDLY = {"confidence": RULES.reading.lone_no - 0.05, "record": RULES.reading.lone_no - 0.05}


def lone(host: str = "corriera.example", number: int = 10, **changes: Any) -> Event:
    return read(EVENT, host, number, "denies", **{**said(), **HARDLY, **changes})


def test_a_lone_no_waits_after_a_yes_that_was_well_carried() -> None:
    """One outlet that hardly surely has the no leaves the claim confirmed and says why; a second one within days, or a
    sure reading, is heard, and so is the authority's own channel."""
    assert status(EVENT, [*YES, lone()], 12) is Status.CONFIRMED
    (piece,) = [one for one in verdict(EVENT, [*YES, lone()], 12).evidence if one.item.host == "corriera.example"]
    assert piece.rule == "LONE_NO_WAITS"
    assert piece.because == "È la sola a dare un no, poco certo, dopo un sì ben riportato: ne aspetta un'altra."
    assert status(EVENT, [*YES, lone(), lone("filo.example", 11)], 12) is Status.DENIED
    assert status(EVENT, [*YES, lone(record=RULES.reading.lone_no)], 12) is Status.DENIED
    assert status(EVENT, [*YES, lone(HOSTS[0])], 12) is Status.DENIED
    assert status(EVENT, [*YES, lone()], 12, RULES.without("LONE_NO_WAITS")) is Status.DENIED


@pytest.mark.parametrize(
    "before",
    [
        YES[:1],
        [YES[0], read(EVENT, "bloggo.example", 2, **said())],
        [YES[0], read(EVENT, "motori.example", 2)],
        [YES[0], read(EVENT, "gazzetta.example", 3, **said())],
        [YES[0], read(EVENT, "motori.example", 2 + RULES.reading.together_days + 1, **said())],
        [read(EVENT, host, 10, **said()) for host in ("gazzetta.example", "motori.example")],
    ],
)
def test_a_no_is_heard_where_the_yes_was_not_well_carried_before(before: list[Event]) -> None:
    """One outlet, a blog beside it, the same outlet twice, two at a distance, or both on the day of the no: the no is
    as good."""
    assert status(EVENT, [*before, lone(speaker="Li Wen")], 12) is not Status.CONFIRMED


def test_a_lone_no_is_heard_where_the_yes_was_answered_or_carried_later() -> None:
    """A no that was sure, or carried by two, has answered the yes; and a second outlet that carries the yes after the no
    makes it no well carried one of before."""
    sure = read(EVENT, "filo.example", 6, "denies", **said())
    back = read(EVENT, "gazzetta.example", 8, **said())
    assert status(EVENT, [*YES, sure, back, lone()], 12) is Status.DENIED
    same_day = read(EVENT, "filo.example", 2, "denies", **said("Li Wen"))
    round_again = read(EVENT, "filo.example", 7, **said("Li Wen"))
    assert status(EVENT, [*YES, same_day, round_again, lone(speaker="Li Wen")], 12) is Status.CONTESTED
    later = read(EVENT, "motori.example", 11, **said())
    assert status(EVENT, [read(EVENT, "gazzetta.example", 9, **said()), lone(speaker="Li Wen"), later], 12) is (
        Status.CONTESTED
    )


def cues(*kinds: str) -> tuple[Cue, ...]:
    """Cues in the sentence that counts; "elsewhere ..." behind it."""
    return tuple(
        Cue(text="aveva negato", start=90 * ("elsewhere" in kind), end=99, kind=kind.split()[-1]) for kind in kinds
    )


SENTENCE = Quote(text="In un primo momento aveva negato", start=0, end=32)


def old(host: str = "corriera.example", number: int = 10, *kinds: str) -> Event:
    return lone(host, number, record=0.95, quote=SENTENCE, cues=cues(*kinds or ("retold",)))


def test_an_older_denial_told_again_waits_however_sure() -> None:
    """A sentence that tells what somebody "had denied" is that old denial, even where it is read surely; not where
    another sentence tells it, nor where something is denied or called off now, nor on the authority's own channel."""
    assert status(EVENT, [*YES, old()], 12) is Status.CONFIRMED
    (piece,) = [one for one in verdict(EVENT, [*YES, old()], 12).evidence if one.rule == "LONE_NO_WAITS"]
    assert piece.because == "È la sola a dare un no, raccontato come di prima, dopo il sì: ne aspetta un'altra."
    assert status(EVENT, [*YES, lone(record=0.95)], 12) is Status.DENIED
    for now in ("denial", "elsewhere denial", "called_off"):
        assert status(EVENT, [*YES, old("corriera.example", 10, "retold", now)], 12) is Status.DENIED
    assert status(EVENT, [*YES, old("corriera.example", 10, "elsewhere retold")], 12) is Status.DENIED
    assert status(EVENT, [*YES, old(HOSTS[0])], 12) is Status.DENIED
    assert status(EVENT, [*YES, old(), old("filo.example", 11)], 12) is Status.DENIED


def test_what_was_denied_at_first_waits_after_any_yes() -> None:
    """After a yes of one outlet a denial is heard that is only told in the pluperfect, and waits where its sentence says
    that it was so at first; before the yes, and told by two, that is heard too."""
    first = ("corriera.example", 10, "retold", "believed")
    assert status(EVENT, [*YES[:1], old(*first)], 12) is Status.CONFIRMED
    assert status(EVENT, [*YES[:1], old()], 12) is not Status.CONFIRMED
    assert status(EVENT, [old(*first)], 12) is Status.DENIED
    assert status(EVENT, [*YES[:1], old(*first), old("filo.example", *first[1:])], 12) is not Status.CONFIRMED
    assert status(EVENT, [*YES[:1], old(HOSTS[0], *first[1:])], 12) is not Status.CONFIRMED
    assert status(EVENT, [*YES[:1], old(*first, "elsewhere denial")], 12) is not Status.CONFIRMED
    assert status(EVENT, [*YES[:1], old("corriera.example", 2, *first[2:])], 12) is not Status.CONFIRMED
    later = read(EVENT, "motori.example", 12, **said())
    assert status(EVENT, [*YES[:1], later, old(*first)], 11) is Status.CONFIRMED


def test_a_no_without_a_sentence_that_counts_is_told_as_of_no_other_day() -> None:
    """Its cues then belong to nothing that counts."""
    assert status(EVENT, [*YES, lone(record=0.95, quote=None, cues=cues("retold"))], 12) is Status.DENIED


def test_a_denial_of_before_the_yes_is_no_second_one() -> None:
    """A claim denied, confirmed the day after and denied by one more outlet, hardly surely, stays confirmed."""
    at_first = old("corriera.example", 3, "retold", "believed")
    for day in (1, 2):
        denied = read(EVENT, "filo.example", day, "denies", **said("Li Wen"))
        told = verdict(EVENT, [denied, *YES[:1], at_first], 5).evidence
        assert [one.item.host for one in told if one.rule == "LONE_NO_WAITS"] == ["corriera.example"]
    denied = read(EVENT, "filo.example", 1, "denies", **said())
    assert status(EVENT, [denied, *YES, lone(number=3)], 5) is Status.CONFIRMED
    assert status(EVENT, [denied, *YES, lone(number=3), lone("filo.example", 4)], 5) is Status.DENIED


def test_what_was_denied_at_first_may_stand_in_another_sentence_of_a_doubtful_no() -> None:
    """Where the no is read with doubt; read surely, the sentence that counts is a no of its own."""
    elsewhere = {"quote": SENTENCE, "cues": cues("elsewhere retold", "elsewhere believed")}
    assert status(EVENT, [*YES[:1], lone(**elsewhere)], 12) is Status.CONFIRMED
    (piece,) = [
        one for one in verdict(EVENT, [*YES[:1], lone(**elsewhere)], 12).evidence if one.rule == "LONE_NO_WAITS"
    ]
    assert "raccontato come di prima" in piece.because
    assert status(EVENT, [*YES[:1], lone(**elsewhere, record=0.95)], 12) is not Status.CONFIRMED
    assert status(EVENT, [*YES[:1], lone()], 12) is not Status.CONFIRMED


def test_a_delay_carries_no_yes() -> None:
    """One outlet with a yes and one with a delay are not two that carry a yes."""
    claim = plan_claim()
    both = [
        read(claim, "gazzetta.example", 2, **said()),
        read(claim, "motori.example", 2, "postpones", **said(), when=when(200)),
    ]
    off = read(claim, "corriera.example", 10, "denies", **said(), **HARDLY)
    assert status(claim, [*both, off], 12) is Status.DENIED


def test_copies_of_a_no_are_two_outlets() -> None:
    """Whether a no is alone is told by owners, so that whoever had a text first makes nobody's no lonely."""
    text = {"title": "Niente incontro", "summary": words("niente")}
    pair = [lone(host, number, item=dict(text)) for host, number in (("corriera.example", 10), ("filo.example", 11))]
    assert status(EVENT, [*YES, *pair], 14) is Status.DENIED


@pytest.mark.parametrize(
    ("host", "number"),
    [("bloggo.example", 10), ("corriera.example", 11), ("filo.example", 10 + RULES.reading.together_days + 1)],
)
def test_what_is_no_second_no(host: str, number: int) -> None:
    """A blog, the same outlet again, another one days later: the no is still alone."""
    assert status(EVENT, [*YES, lone(), lone(host, number)], 16) is Status.CONFIRMED


def test_as_many_days_apart_as_the_policy_says_is_together() -> None:
    """On the last of those days a second outlet still carries the yes, and a second one the no."""
    span = RULES.reading.together_days
    yes = [YES[0], read(EVENT, "motori.example", 2 + span, **said())]
    assert status(EVENT, [*yes, lone()], 14) is Status.CONFIRMED
    assert status(EVENT, [*yes, lone(), lone("filo.example", 10 + span)], 16) is Status.DENIED


def test_a_hedged_no_is_no_word_and_backs_none() -> None:
    """Nameless sources that deny too do not make a lone no heard."""
    hearsay = read(EVENT, "filo.example", 10, "denies", quoted=Quoted.UNNAMED, hedged=True)
    assert status(EVENT, [*YES, lone(), hearsay], 12) is Status.CONFIRMED
    hedged = read(EVENT, "filo.example", 10, "denies", **said(), hedged=True)
    assert status(EVENT, [*YES, lone(), hedged], 12) is Status.CONFIRMED
