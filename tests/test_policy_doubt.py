"""Where a reading may err, the judge takes the safe side: what one misreading may move, and what it may not."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import (
    HOSTS,
    RULES,
    day,
    event_claim,
    item,
    live,
    noon,
    plan_claim,
    read,
    reading,
    said,
    state,
    status,
    took_place,
    verdict,
    when,
    words,
)

from tracker import ledger, policy
from tracker.events import Event, StatusChanged
from tracker.model import Flag, Quoted, Stance, Status, Tier, When, Window
from tracker.policy import load_policy
from tracker.policy.speakers import speaker_of
from tracker.policy.statuses import at_least

EVENT, PLAN = event_claim(), plan_claim()
FLOOR = RULES.reading.on_record


# --- how sure a reading must be ----------------------------------------------------------------------------


def test_an_authoritys_yes_through_others_must_be_read_surely() -> None:
    """At the floor it counts, below it not: neither as the authority's word nor as the outlet's own."""
    sure = read(EVENT, "gazzetta.example", 2, confidence=FLOOR, **said())
    unsure = read(EVENT, "gazzetta.example", 2, confidence=FLOOR - 0.01, **said())
    assert status(EVENT, [sure], 4) is Status.CONFIRMED
    assert status(EVENT, [unsure], 4) is Status.SPECULATION
    assert status(EVENT, [unsure, read(EVENT, "filo.example", 3)], 4) is Status.SPECULATION
    (piece,) = verdict(EVENT, [unsure], 4).evidence
    assert (piece.counts, piece.rule) == (False, "DOUBT_IS_SAFE")


def test_the_floor_is_for_a_yes_that_others_report() -> None:
    """A denial, a delay and an outlet's own voice need no more than any reading."""
    low = {"confidence": FLOOR - 0.01}
    assert status(EVENT, [read(EVENT, "gazzetta.example", 2, "denies", **low, **said())], 4) is Status.DENIED
    own = [read(EVENT, "gazzetta.example", 2, **low), read(EVENT, "filo.example", 2, confidence=0.9)]
    assert status(EVENT, own, 4, load_policy("[corroboration]\nconfidence = 0.5")) is Status.CORROBORATED
    dated = read(PLAN, "gazzetta.example", 2, "postpones", **low, **said(), when=when(200, 210))
    assert status(PLAN, [dated], 4) is Status.POSTPONED


def test_so_many_roots_must_likely_state_it() -> None:
    """Two statements hardly understood are not two, one that is and one that is not neither; the report says so, and a
    blog makes nothing likelier. Three of them may be enough."""
    unsure, sure = {"confidence": 0.77}, {"confidence": 0.78}
    assert 0.77**2 < RULES.corroboration.confidence < 0.78**2
    one = read(EVENT, "gazzetta.example", 2, **unsure)
    doubted = [one, read(EVENT, "filo.example", 3, **unsure), read(EVENT, "bloggo.example", 3, confidence=1.0)]
    found = verdict(EVENT, doubted, 4)
    assert found.status is Status.SPECULATION
    assert [missing.rule for missing in found.missing] == ["AUTHORITY_CONFIRMS", "DOUBT_IS_SAFE"]
    assert status(EVENT, doubted, 4, RULES.without("DOUBT_IS_SAFE")) is Status.CORROBORATED
    assert status(EVENT, [*doubted, read(EVENT, "motori.example", 4, **unsure)], 4) is Status.CORROBORATED
    both = [read(EVENT, "gazzetta.example", 2, **sure), read(EVENT, "filo.example", 3, **sure)]
    assert status(EVENT, both, 4) is Status.CORROBORATED
    uneven = [read(EVENT, "gazzetta.example", 2, confidence=0.59), read(EVENT, "filo.example", 3, confidence=1.0)]
    assert status(EVENT, uneven, 4) is Status.SPECULATION
    assert status(EVENT, uneven, 4, load_policy("[corroboration]\nconfidence = 0.59")) is Status.CORROBORATED


def test_what_roots_hardly_tell_has_not_happened() -> None:
    """As for what they state: so many of them must likely tell it."""
    hosts = ("gazzetta.example", "motori.example")
    for likely, expected in ((0.77, Status.SPECULATION), (0.78, Status.CONFIRMED)):
        seen = [read(PLAN, host, 110, confidence=likely, **took_place()) for host in hosts]
        assert status(PLAN, seen, 112) is expected


@given(st.lists(st.floats(0, 1), max_size=6), st.integers(1, 4))
def test_how_likely_several_are_so(likely: list[float], count: int) -> None:
    """The sum over all ways in which so many or more of them are."""
    ways = product((False, True), repeat=len(likely))
    shares = (prod(p if so else 1 - p for p, so in zip(likely, way, strict=True)) for way in ways if sum(way) >= count)
    assert at_least(count, likely) == pytest.approx(sum(shares))


def test_roots_become_enough_when_they_are_likely_enough() -> None:
    """The day of the change is that of the source, or of a root's surer text, that made it likely, not of the one that
    made them two."""
    told = [read(EVENT, host, day, confidence=0.77) for host, day in (("gazzetta.example", 2), ("filo.example", 3))]
    found = verdict(EVENT, [*told, read(EVENT, "motori.example", 4, confidence=0.77)], 5)
    assert (found.status, found.known_at) == (Status.CORROBORATED, noon(4))
    surer = verdict(EVENT, [*told, read(EVENT, "filo.example", 5, item={"title": "Di nuovo"})], 6)
    assert (surer.status, surer.known_at) == (Status.CORROBORATED, noon(5))
    seen = [
        read(PLAN, host, day, confidence=0.77, **took_place())
        for host, day in (("filo.example", 110), ("gazzetta.example", 111))
    ]
    seen.append(read(PLAN, "motori.example", 113, confidence=0.77, **took_place()))
    assert (verdict(PLAN, seen, 115).status, verdict(PLAN, seen, 115).known_at) == (Status.CONFIRMED, noon(113))


def test_the_floor_is_a_threshold_of_the_policy() -> None:
    """Whoever trusts the reader more may lower it; a rule switched off asks for nothing."""
    doubted = [read(EVENT, "gazzetta.example", 2, confidence=0.4, **said())]
    assert status(EVENT, doubted, 4, load_policy("[reading]\non_record = 0.4")) is Status.CONFIRMED
    assert status(EVENT, doubted, 4, RULES.without("DOUBT_IS_SAFE")) is Status.CONFIRMED


def test_a_doubtful_delay_without_a_date_moves_nothing() -> None:
    """Whoever denies a delay speaks of one too: an undated delay through others must be sure, an own channel's not."""
    planned = read(PLAN, "filo.example", 1, **said())
    unsure, sure = {"confidence": FLOOR - 0.01}, {"confidence": FLOOR}
    doubted = read(PLAN, "gazzetta.example", 5, "postpones", **unsure, **said())
    assert status(PLAN, [planned, doubted], 9) is Status.ANNOUNCED
    assert status(PLAN, [planned, doubted], 9, RULES.without("DOUBT_IS_SAFE")) is Status.POSTPONED
    assert status(PLAN, [doubted], 9) is Status.SPECULATION
    assert status(PLAN, [doubted], 9, RULES.without("DOUBT_IS_SAFE")) is Status.POSTPONED
    heard = read(PLAN, "gazzetta.example", 5, "postpones", **sure, **said())
    assert verdict(PLAN, [planned, heard], 9).window == Window(start=day(131), end=None)
    channel = read(PLAN, HOSTS[0], 5, "postpones", **unsure)
    assert status(PLAN, [planned, channel], 9) is Status.POSTPONED


def test_an_own_channels_yes_must_be_surer_than_a_quoted_one() -> None:
    """What an authority publishes of itself is mostly about something else: below its floor a yes there does not count,
    while a no, and a delay, do."""
    floor = RULES.reading.own_channel
    assert floor > RULES.reading.on_record
    unsure, sure = {"confidence": floor - 0.01}, {"confidence": floor}
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, **unsure)], 9) is Status.SPECULATION
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, **sure)], 9) is Status.CONFIRMED
    assert status(EVENT, [read(EVENT, "filo.example", 1, **unsure, **said())], 9) is Status.CONFIRMED
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, "denies", **unsure)], 9) is Status.DENIED
    assert status(PLAN, [read(PLAN, HOSTS[0], 1, "postpones", when=when(300), **unsure)], 9) is Status.POSTPONED


def test_an_own_channels_yes_that_others_tell_too_is_as_good_as_a_quoted_one() -> None:
    """Where the company of others bears it out, it must be no surer than what another outlet quotes; and likely on the
    record."""
    floors = RULES.reading
    heard = {"confidence": floors.on_record, "seconded": floors.seconded, "record": floors.own_record}
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, **heard)], 9) is Status.CONFIRMED
    for less in ({"confidence": floors.on_record - 0.01}, {"seconded": floors.seconded - 0.01}, {"record": 0.74}):
        assert status(EVENT, [read(EVENT, HOSTS[0], 1, **{**heard, **less})], 9) is Status.SPECULATION


def test_one_text_at_least_must_surely_tell_that_it_has_happened() -> None:
    """An authority's word, or two roots, that may tell of a part of it only: not yet. With one sure text beside, yes."""
    floor = RULES.reading.fulfilled

    def told(host: str, share: float, **quoted: Any) -> Event:
        return read(PLAN, host, 110, told=share, **took_place(), **quoted)

    unsure, sure = floor - 0.01, floor
    word = told("filo.example", unsure, **said())
    assert status(PLAN, [word], 112) is Status.ANNOUNCED
    assert status(PLAN, [word], 112, RULES.without("DOUBT_IS_SAFE")) is Status.CONFIRMED
    assert status(PLAN, [told("filo.example", sure, **said())], 112) is Status.CONFIRMED
    assert status(PLAN, [word, told("motori.example", sure)], 112) is Status.CONFIRMED
    assert status(PLAN, [word, told("blog.example", sure)], 112) is Status.ANNOUNCED
    roots = [told("gazzetta.example", unsure), told("motori.example", unsure)]
    assert status(PLAN, roots, 112) is not Status.CONFIRMED
    assert status(PLAN, [*roots, told("officina.example", sure)], 112) is Status.CONFIRMED


# --- off the record ----------------------------------------------------------------------------------------


def test_an_authority_off_the_record_is_nobodys_word_and_no_outlets_own_voice() -> None:
    """A statement that leans on an authority which is not on the record is neither its word nor a root."""
    leaning = [read(EVENT, host, 2, quoted=Quoted.AUTHORITY) for host in ("gazzetta.example", "filo.example")]
    found = verdict(EVENT, leaning, 4)
    assert found.status is Status.SPECULATION
    assert {(piece.counts, piece.rule) for piece in found.evidence} == {(False, "AUTHORITY_SPEAKS")}
    assert "ufficialmente" in found.evidence[0].because
    assert status(EVENT, [read(EVENT, HOSTS[0], 2, quoted=Quoted.AUTHORITY)], 4) is Status.CONFIRMED
    assert status(EVENT, [read(EVENT, host, 2) for host in ("gazzetta.example", "filo.example")], 4) is (
        Status.CORROBORATED
    )


def test_a_repetition_is_hedged_whatever_its_words() -> None:
    """`reports` confirms nothing, also where the reader saw no hedge."""
    assert status(EVENT, [read(EVENT, "gazzetta.example", 2, "reports", hedged=False, **said())], 4) is (
        Status.SPECULATION
    )


def test_a_stranger_on_the_record_is_told_from_an_authority_off_it() -> None:
    """Who is quoted without title counts for nothing, and the reason says which of the two it was."""
    (stranger,) = verdict(EVENT, [read(EVENT, "gazzetta.example", 2, **said("Ugo Neri"))], 4).evidence
    (off,) = verdict(EVENT, [read(EVENT, "gazzetta.example", 2, quoted=Quoted.AUTHORITY)], 4).evidence
    assert "titolo" in stranger.because and "titolo" not in off.because
    odd = read(EVENT, "gazzetta.example", 2, quoted=Quoted.OUTLET, on_record=True, speaker="Ugo Neri")
    assert not verdict(EVENT, [odd], 4).evidence[0].counts


# --- corrections -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "notice", "taken_back"),
    [
        ("supports", "denies", True),
        ("supports", "mentions", True),
        ("reports", "denies", True),
        ("denies", "supports", True),
        ("denies", "mentions", True),
        ("supports", "postpones", False),
        ("postpones", "supports", False),
        ("reports", "supports", False),
        ("supports", "supports", False),
        ("denies", "denies", False),
    ],
)
def test_a_correction_takes_back_the_opposite_or_what_it_no_longer_says(
    earlier: str, notice: str, taken_back: bool
) -> None:
    """A delay is no correction of the plan it delays, nor a fact of the rumour before it."""
    events = [
        read(PLAN, "gazzetta.example", 2, earlier, **said()),
        read(PLAN, "gazzetta.example", 6, notice, correction=True),
    ]
    rules = {piece.item.published.date(): piece.rule for piece in verdict(PLAN, events, 9).evidence}
    assert (rules[day(2)] == "CORRECTION_REOPENS") is taken_back


def test_a_correction_is_no_second_source() -> None:
    """What an outlet repeats in its own voice while correcting itself counts for nothing; a quotation in it does."""
    first, notice = read(EVENT, "gazzetta.example", 2), read(EVENT, "corriera.example", 5, correction=True)
    assert status(EVENT, [first, notice], 9) is Status.SPECULATION
    assert status(EVENT, [first, notice], 9, RULES.without("DOUBT_IS_SAFE")) is Status.CORROBORATED
    assert status(EVENT, [read(EVENT, "corriera.example", 5, correction=True, **said())], 9) is Status.CONFIRMED


# --- speakers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words_of_item", "speaker"),
    [
        ("Drechsel", "Hagenow"),
        ("il portavoce Drechsel", "Hagenow"),
        ("Ormerod", "Pendrake"),
        ("Tessmann", None),
        ("Ulf", None),
        ("Birgit Drechsel", None),
        ("sel", None),
        ("Lee", None),
    ],
)
def test_a_surname_stands_for_the_one_speaker_who_bears_it(words_of_item: str, speaker: str | None) -> None:
    """Unless two speakers bear it, it comes with another first name, or it is too short to tell."""
    claim = event_claim(
        subjects=(("Hagenow", "Ulf Drechsel", "Ida Tessmann", "Ann Lee"), ("Pendrake", "Giles Ormerod", "Ian Tessmann"))
    )
    own = item("gazzetta.example", 1, title="Senza nomi")
    assert speaker_of(claim, own, reading(own, speaker=words_of_item), RULES) == speaker


def test_an_unknown_speakers_no_ends_a_yes_only_of_whom_its_text_names() -> None:
    """A no whose speaker cannot be told may be anybody's whom its text names, and nobody else's."""
    three = event_claim(subjects=(*EVENT.subjects, ("Terza Marca",)), authorities=(*HOSTS, "terzamarca.example"))
    both = {"title": "Casa Rossa e Lin Motori"}
    no = read(three, "filo.example", 4, "denies", item=both, **said("l'ad"))
    paper = {"tier": Tier.AUTHORITY}
    assert status(three, [read(three, HOSTS[1], 1), no], 9) is Status.DENIED
    assert status(three, [read(three, "terzamarca.example", 1, item=paper), no], 9) is Status.CONTESTED
    yes = read(three, "filo.example", 1, item=both, **said("l'ad"))
    third = read(three, "terzamarca.example", 4, "denies", item=paper)
    assert status(three, [yes, read(three, HOSTS[0], 4, "denies")], 9) is Status.DENIED
    assert status(three, [yes, third], 9) is Status.CONTESTED


def test_a_claims_speaker_is_one_source_by_whatever_name_and_whether_on_the_record() -> None:
    """An alias and a spokesperson of one subject are one root, off the record too; a stranger is another."""
    told = [
        read(EVENT, "gazzetta.example", 2, "reports", quoted=Quoted.AUTHORITY, speaker="Anna Verdi"),
        read(EVENT, "filo.example", 3, "reports", quoted=Quoted.NAMED, speaker="un portavoce di Casa Rossa"),
        read(EVENT, "corriera.example", 4, **said("Verdi")),
        read(EVENT, "motori.example", 5, "reports", quoted=Quoted.NAMED, speaker="Ugo Neri"),
    ]
    roots = verdict(EVENT, told, 9).roots
    assert [len(root.items) for root in roots] == [3, 1]


def test_only_a_no_calls_off() -> None:
    """A yes that is said to call off overtakes nothing."""
    no = read(PLAN, HOSTS[1], 1, "denies")
    assert status(PLAN, [no, read(PLAN, HOSTS[0], 4, called_off=True)], 9) is Status.CONTESTED


def test_a_platform_rule_switched_off_opens_the_platform_alone() -> None:
    """Without the guard a tenant speaks for its platform; a stranger still does not."""
    claim, rules = event_claim(authorities=("substack.com",)), RULES.without("PLATFORMS_SPEAK_FOR_NOBODY")
    top = {"tier": Tier.AUTHORITY}
    assert status(claim, [read(claim, "x.substack.com", 2, item=top)], 4, rules) is Status.CONFIRMED
    assert status(claim, [read(claim, "evil.example", 2, item=top)], 4, rules) is Status.SPECULATION


def test_what_happened_with_no_end_to_its_date_is_not_too_early() -> None:
    """An open end of the date meant is no day before the window."""
    since = When(start=day(105), end=None, precision="span")
    assert status(PLAN, [read(PLAN, HOSTS[0], 110, **took_place(when=since))], 112) is Status.CONFIRMED


def test_the_same_wording_read_anew_takes_nothing_back() -> None:
    """A reader that changes its mind about a text does not make the text's copies stale."""
    first = read(EVENT, "gazzetta.example", 2, item={"summary": words("same")}, **said())
    anew = read(EVENT, "gazzetta.example", 2, "mentions", item={"summary": words("same")}, recorded=noon(3))
    copy = read(EVENT, "corriera.example", 5, item={"summary": words("same"), "title": "Altrove"}, **said())
    assert status(EVENT, [first, anew, copy], 9) is Status.CONFIRMED
    edited = read(EVENT, "gazzetta.example", 2, "mentions", item={"summary": words("other"), "seen_at": noon(3)})
    assert status(EVENT, [first, edited, copy], 9) is Status.SPECULATION


# --- small print -------------------------------------------------------------------------------------------


def test_a_side_that_grows_was_there_since_its_first_word() -> None:
    """Contested since the later of the two sides' first words, however many join either side afterwards."""
    claim = event_claim(subjects=(("Casa Rossa",), ("Lin Motori",), ("Mara Blu",), ("Ivo Gialli",)))
    events = [
        read(claim, HOSTS[0], 1),
        read(claim, HOSTS[1], 5, "denies"),
        read(claim, "gazzetta.example", 7, "denies", **said("Ivo Gialli")),
        read(claim, "filo.example", 8, **said("Mara Blu")),
    ]
    found = verdict(claim, events, 9)
    assert (found.status, found.known_at) == (Status.CONTESTED, noon(5))
    (missing,) = found.missing
    assert "Lin Motori" in missing.text and "Ivo Gialli" in missing.text and "Casa Rossa" not in missing.text


def test_days_slipped_are_not_counted_from_or_to_an_open_side() -> None:
    """A return to "by such a day" has no first day, and so no number of days."""
    moved = read(PLAN, HOSTS[0], 20, "postpones", when=when(200, 210))
    by_then = When(start=None, end=day(130), precision="span")
    back = read(PLAN, HOSTS[0], 30, when=by_then)
    assert [slip.days for slip in verdict(PLAN, [moved, back], 40).slips] == [100, None]
    open_start = plan_claim(expected=Window(start=None, end=day(130)))
    assert [slip.days for slip in verdict(open_start, [moved], 40).slips] == [None]


def test_a_denied_plan_waits_for_no_day() -> None:
    """Neither its window nor dormancy can move it any more."""
    assert verdict(PLAN, [read(PLAN, HOSTS[0], 2, "denies")], 4).recheck is None


def test_a_status_set_by_a_person_is_not_told_again_when_the_window_moves() -> None:
    """Pinned to postponed, a claim is not postponed anew by the machine."""
    pinned = ledger.decide(PLAN.slug, Status.POSTPONED, "lo so", noon(3), "anna")
    book = live(PLAN, [pinned, read(PLAN, HOSTS[0], 20, "postpones", when=when(200, 210))], 25)
    changes = [event.change for event in book if isinstance(event, StatusChanged)]
    assert [change.rule for change in changes] == ["PERSON_DECIDES"]


def test_an_undated_claims_delay_is_no_word_at_all() -> None:
    """Without a window nothing can be later than it."""
    claim = plan_claim(expected=None)
    assert status(claim, [read(claim, HOSTS[0], 2, "postpones", when=when(200, 210))], 4) is Status.SPECULATION


def test_a_decision_counts_from_its_own_moment() -> None:
    """Judged at the very moment it was made, a person's decision is in force; a second before it is not."""
    made = ledger.decide(EVENT.slug, Status.DENIED, "lo so", noon(3), "anna")
    known = state(EVENT, [made])
    assert policy.judge(known, RULES, noon(3)).status is Status.DENIED
    assert policy.judge(known, RULES, noon(3) - timedelta(seconds=1)).status is Status.SPECULATION


def test_what_papers_state_on_the_day_of_the_no_asks_for_no_review() -> None:
    """Only those that go on stating it afterwards do."""
    no = read(EVENT, HOSTS[0], 5, "denies")
    for number, asks in ((5, False), (6, True)):
        told = [read(EVENT, host, number) for host in ("gazzetta.example", "filo.example")]
        assert (Flag.NEEDS_REVIEW in verdict(EVENT, [no, *told], 9).flags) is asks


def test_who_is_missing_are_the_speakers_that_the_claim_names() -> None:
    """Where the claim names its speakers, these are asked for and not its subjects."""
    (authority, _, _) = verdict(event_claim(speakers=("Mara Blu",)), [], 4).missing
    assert "Mara Blu" in authority.text and "Casa Rossa" not in authority.text


# --- a word that no one quotation gives surely -------------------------------------------------------------

HALF = {"quoted": Quoted.AUTHORITY, "speaker": "Anna Verdi", "record": 0.65}


def test_a_word_half_heard_in_two_texts_is_heard() -> None:
    """One likely quotation is no word; two texts with the same one within days are, for a yes, a no and a date alike."""
    two = [read(EVENT, host, 2, confidence=0.55, **HALF) for host in ("gazzetta.example", "motori.example")]
    assert status(EVENT, two[:1], 4) is Status.SPECULATION
    assert status(EVENT, two, 4) is Status.CONFIRMED
    assert status(EVENT, two, 4, RULES.without("HEARD_TOGETHER")) is Status.SPECULATION
    assert {piece.because for piece in verdict(EVENT, two, 4).evidence} == {
        "Conta: da sola non sarebbe abbastanza certa, ma altre riportano la stessa parola."
    }
    no = [read(EVENT, host, 2, "denies", **HALF) for host in ("gazzetta.example", "motori.example")]
    assert status(EVENT, no, 4) is Status.DENIED
    later = [
        read(PLAN, host, 2, "postpones", confidence=0.55, when=when(200, 210), **HALF)
        for host in ("gazzetta.example", "motori.example")
    ]
    assert status(PLAN, later[:1], 4) is Status.SPECULATION
    assert status(PLAN, later, 4) is Status.POSTPONED


@pytest.mark.parametrize(
    ("host", "number", "changes"),
    [
        ("bloggo.example", 2, {}),
        ("motori.example", 2 + RULES.reading.together_days + 1, {}),
        ("motori.example", 2, {"record": RULES.reading.together_least - 0.01}),
        ("motori.example", 2, {"quoted": Quoted.NAMED}),
        ("motori.example", 2, {"quoted": Quoted.UNNAMED}),
        ("motori.example", 2, {"hedged": True}),
        ("motori.example", 2, {"stance": "denies"}),
        ("motori.example", 2, {"item": {"title": "Un testo", "summary": words("same")}}),
        ("gazzetta.example", 3, {}),
        ("motori.example", 2, {"attributed_to": "Gazzetta"}),
        ("motori.example", 2, {"speaker": "Li Wen"}),
        ("motori.example", 2, {"confidence": 0.1}),
        ("motori.example", 2, {"correction": True}),
    ],
)
def test_what_makes_no_second_half(host: str, number: int, changes: dict[str, object]) -> None:
    """A blog, a quotation days later, an unlikely one, somebody else's word, a hedge, the contrary, a copy; the same
    outlet again, one that leans on another, another speaker, a text hardly read, a correction."""
    text = {"title": "Un testo", "summary": words("same")}
    first = read(EVENT, "gazzetta.example", 2, **HALF, item=text)
    more = {**HALF, **changes}
    second = read(EVENT, host, number, str(more.pop("stance", "supports")), **more)
    assert status(EVENT, [first, second], number + 1) is Status.SPECULATION


def test_halves_must_add_up() -> None:
    """What two texts likely say together must be likely enough; a third may make it so."""
    hosts = ("gazzetta.example", "motori.example", "officina.example")
    halves = [read(EVENT, host, 2, **{**HALF, "record": 0.52}) for host in hosts]
    assert 1 - (1 - 0.52) ** 2 < RULES.reading.together < 1 - (1 - 0.52) ** 3
    assert status(EVENT, halves[:2], 4) is Status.SPECULATION
    assert status(EVENT, halves, 4) is Status.CONFIRMED


def test_what_a_person_put_right_helps_nobody() -> None:
    """A quotation that a person took off the record is not put back on it, and holds no other up."""
    first, second = (read(EVENT, host, 2, **HALF) for host in ("gazzetta.example", "motori.example"))
    mended = ledger.correct(EVENT.slug, second.item.id, Stance.SUPPORTS, "off the record", noon(3), "desk", False)
    assert status(EVENT, [first, second, mended], 4) is not Status.CONFIRMED
    rejected = ledger.reject(EVENT.slug, second.item.id, "a parody", noon(3), "desk")
    assert status(EVENT, [first, second, rejected], 4) is Status.SPECULATION


def test_halves_that_date_it_otherwise_are_two_words() -> None:
    """Two delays to different dates, or a promise beside what has happened, are not heard twice."""
    hosts = ("gazzetta.example", "motori.example")
    apart = [
        read(PLAN, host, 2, "postpones", when=when(start, start + 10), **HALF)
        for host, start in zip(hosts, (200, 350), strict=True)
    ]
    assert status(PLAN, apart, 4) is Status.SPECULATION
    done, promised = read(PLAN, hosts[0], 110, **HALF, **took_place()), read(PLAN, hosts[1], 110, **HALF)
    assert status(PLAN, [done, promised], 111) is Status.SPECULATION


def test_a_half_counts_as_far_behind_as_ahead() -> None:
    """Whether one text hears another does not depend on which came first."""
    hosts = ("gazzetta.example", "motori.example")
    late = noon(2) + timedelta(days=RULES.reading.together_days, hours=1)
    halves = [
        read(EVENT, host, 2, item={"published": at}, recorded=at, **HALF)
        for host, at in zip(hosts, (noon(2), late), strict=True)
    ]
    assert {piece.counts for piece in verdict(EVENT, halves, 9).evidence} == {False}


def test_a_word_that_is_sure_holds_up_no_half() -> None:
    """Neither an own channel nor a sure quotation makes a doubtful one beside it count: they need no help."""
    half = read(EVENT, "motori.example", 2, **HALF)
    sure = read(EVENT, "gazzetta.example", 2, record=0.9, **said())
    own = read(EVENT, HOSTS[0], 2, record=0.9)
    for other in (sure, own):
        found = {piece.item.host: piece.counts for piece in verdict(EVENT, [half, other], 4).evidence}
        assert not found.pop("motori.example") and all(found.values())


def test_halves_are_heard_up_to_the_last_day() -> None:
    """Two texts exactly as far apart as the policy allows are near each other."""
    hosts = ("gazzetta.example", "motori.example")
    days = (2, 2 + RULES.reading.together_days)
    halves = [read(EVENT, host, number, **HALF) for host, number in zip(hosts, days, strict=True)]
    assert status(EVENT, halves, 9) is Status.CONFIRMED


def test_of_one_outlets_texts_the_surest_counts() -> None:
    """A second text of one outlet adds nothing, and takes nothing from the first."""
    sure, faint = (
        read(EVENT, "gazzetta.example", 2, item={"title": name}, **{**HALF, "record": share})
        for name, share in (("Uno", 0.9), ("Altro", 0.5))
    )
    other = read(EVENT, "motori.example", 2, **{**HALF, "record": 0.55})
    assert RULES.reading.together > 1 - (1 - 0.5) * (1 - 0.55)
    assert status(EVENT, [faint, other], 4) is Status.SPECULATION
    assert status(EVENT, [faint, sure], 4) is Status.SPECULATION
    assert status(EVENT, [faint, sure, other], 4) is Status.CONFIRMED
