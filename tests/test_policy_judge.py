"""The judge as a whole: what it writes, what time does, what is missing, and its laws."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import (
    HOSTS,
    RULES,
    TIERS,
    day,
    evening,
    event_claim,
    live,
    noon,
    plan_claim,
    read,
    said,
    state,
    status,
    took_place,
    verdict,
    when,
    words,
)

from tracker import ledger, policy, wording
from tracker.errors import ConfigError
from tracker.events import Event, FlagRaised, StatusChanged
from tracker.model import Claim, Flag, Quoted, Stance, Status, Tense, Tier, Window
from tracker.policy import RULES as NAMES
from tracker.policy import Policy, describe, load_policy

EVENT, PLAN = event_claim(), plan_claim()


def changes(book: list[Event]) -> list[tuple[str, str]]:
    """(rule, status) of each change in the book."""
    return [(e.change.rule, e.change.after.value) for e in book if isinstance(e, StatusChanged)]


# --- what is written ---------------------------------------------------------------------------------------


def test_a_rumours_life_is_a_chain_of_named_changes() -> None:
    """Rumour, two papers, a denial, an admission: each step by its rule, each from where the last one ended."""
    events = [
        read(EVENT, "bloggo.example", 1, "reports"),
        read(EVENT, "gazzetta.example", 3),
        read(EVENT, "filo.example", 5),
        read(EVENT, "corriera.example", 8, "denies", **said()),
        read(EVENT, HOSTS[0], 12),
    ]
    book = live(EVENT, events, 15)
    assert changes(book) == [
        ("TWO_ROOTS", "corroborated"),
        ("AUTHORITY_DENIES", "denied"),
        ("AUTHORITY_CONFIRMS", "confirmed"),
    ]
    moves = [e.change for e in book if isinstance(e, StatusChanged)]
    assert [move.at for move in moves] == [noon(5), noon(8), noon(12)]
    assert [move.before for move in moves] == [Status.SPECULATION, Status.CORROBORATED, Status.DENIED]
    assert moves[0].evidence == (events[1].item.id, events[2].item.id)
    assert all(move.because and move.policy == RULES.stamp for move in moves)


def test_advance_settles() -> None:
    """Applied once there is nothing left to say, at that moment or with nothing new the next day."""
    book = live(PLAN, [read(PLAN, HOSTS[0], 1), read(PLAN, "filo.example", 2, "reports")], 3)
    now = ledger.replay(book)[PLAN.slug]
    assert policy.advance(now, RULES, evening(3)) == policy.advance(now, RULES, evening(4)) == []


def test_a_second_delay_is_told_though_the_status_stays() -> None:
    """Postponed -> postponed is a change with both windows; the same date said again, or more precisely, is not."""
    dates = [(50, 200, 290), (55, 200, 290), (60, 250, 250), (150, 300, 310)]
    events = [read(PLAN, "gazzetta.example", n, "postpones", **said(), when=when(a, b)) for n, a, b in dates]
    moves = [e.change for e in live(PLAN, events, 160) if isinstance(e, StatusChanged)]
    assert [(move.before, move.after) for move in moves] == [
        (Status.SPECULATION, Status.POSTPONED),
        (Status.POSTPONED, Status.POSTPONED),
    ]
    assert moves[1].window == Window(start=day(300), end=day(310)) and moves[1].at == noon(150)
    assert moves[1].previous_window == Window(start=day(200), end=day(290))
    assert moves[0].previous_window == PLAN.expected


def test_a_withdrawn_story_reopens_the_claim() -> None:
    """Corroborated by two; one withdraws: speculation again, written as a change known since the notice."""
    first = read(EVENT, "gazzetta.example", 1)
    events = [first, read(EVENT, "filo.example", 2)]
    notice = ledger.withdraw(EVENT.slug, first.item.id, "gazzetta.example", "errore", noon(6))
    book = live(EVENT, [*events, notice], 8)
    moves = [e.change for e in book if isinstance(e, StatusChanged)]
    assert [(move.after, move.at) for move in moves] == [(Status.CORROBORATED, noon(2)), (Status.SPECULATION, noon(6))]


def test_a_trivial_edit_changes_nothing() -> None:
    """Another wording that says the same keeps its weight and its date."""
    first = read(EVENT, "gazzetta.example", 1, **said())
    edit = read(
        EVENT, "gazzetta.example", 1, **said(), item={"id": first.item.id, "summary": "limato", "seen_at": noon(4)}
    )
    found = verdict(EVENT, [first, edit], 6)
    assert found.status is Status.CONFIRMED and found.known_at == noon(1)


def test_an_edit_that_changes_the_meaning_counts_from_when_it_was_seen() -> None:
    """Rewritten on day 4: until then the first wording holds, afterwards the second."""
    first = read(EVENT, "gazzetta.example", 1, **said())
    own = {"id": first.item.id, "summary": words("no"), "seen_at": noon(4)}
    edit = read(EVENT, "gazzetta.example", 1, "denies", **said(), item=own)
    assert status(EVENT, [first, edit], 3) is Status.CONFIRMED
    assert status(EVENT, [first, edit], 4) is Status.DENIED
    assert verdict(EVENT, [first, edit], 9).known_at == noon(4)


def test_an_outlets_correction_takes_its_earlier_report_back() -> None:
    """A correction in a new item silences what the same site said before, and its copies; other sites keep theirs."""
    text = words("wrong")
    wrong = read(EVENT, "gazzetta.example", 1, item={"summary": text}, **said())
    copied = read(EVENT, "motori.example", 2, item={"summary": text}, **said())
    other = read(EVENT, "corriera.example", 2, **said())
    rectified = read(EVENT, "auto.gazzetta.example", 5, "mentions", correction=True, item={"tier": Tier.PRESS})
    assert status(EVENT, [wrong, copied], 4) is Status.CONFIRMED
    assert status(EVENT, [wrong, copied, rectified], 6) is Status.SPECULATION
    late = read(EVENT, "motori.example", 7, item={"summary": text}, **said())
    rules = {one.item.id: one.rule for one in verdict(EVENT, [wrong, late, rectified], 8).evidence}
    assert rules[wrong.item.id] == "CORRECTION_REOPENS" and rules[late.item.id] == "RETRACTION_MEMORY"
    assert status(EVENT, [wrong, other, rectified], 6) is Status.CONFIRMED


def test_the_original_outlives_a_copys_withdrawal() -> None:
    """A paper that withdraws the wire it printed does not take the agency's wire down."""
    text = words("wire")
    wire = read(EVENT, "filo.example", 1, item={"summary": text}, **said())
    printed = read(EVENT, "gazzetta.example", 2, item={"summary": text}, **said())
    notice = ledger.withdraw(EVENT.slug, printed.item.id, "gazzetta.example", "errore", noon(4))
    assert status(EVENT, [wire, printed, notice], 5) is Status.CONFIRMED


def test_a_withdrawn_wording_never_counts_again() -> None:
    """Once rewritten, the first wording is dead, also as another paper's late copy; a fresh report is not."""
    text = words("first wording")
    first = read(EVENT, "gazzetta.example", 1, item={"summary": text}, **said())
    own = {"id": first.item.id, "summary": words("second"), "seen_at": noon(3)}
    edit = read(EVENT, "gazzetta.example", 1, "mentions", item=own)
    stale = read(EVENT, "corriera.example", 6, item={"summary": text}, **said())
    assert status(EVENT, [first, edit, stale], 7) is Status.SPECULATION
    assert status(EVENT, [first, edit, stale, read(EVENT, "motori.example", 8, **said())], 9) is Status.CONFIRMED


# --- persons -----------------------------------------------------------------------------------------------


def test_a_persons_decision_is_pinned_and_may_ask_for_a_review() -> None:
    """Pinned with the reason; a review is asked for as long as the evidence says otherwise."""
    decided = ledger.decide(EVENT.slug, Status.DENIED, "ho telefonato", noon(3), "Piera")
    found = verdict(EVENT, [decided], 4)
    assert (found.status, found.rule) == (Status.DENIED, "PERSON_DECIDES") and "ho telefonato" in found.because
    assert found.flags[Flag.PINNED] and "speculation" in found.flags[Flag.NEEDS_REVIEW]
    agreed = verdict(EVENT, [decided, read(EVENT, HOSTS[0], 5, "denies")], 6)
    assert Flag.PINNED in agreed.flags and Flag.NEEDS_REVIEW not in agreed.flags
    assert [one.rule for one in agreed.missing] == ["PERSON_DECIDES"]


def test_a_decision_ends_the_day_after_it_expires() -> None:
    """Its last day is included; then the evidence speaks again."""
    decided = ledger.decide(EVENT.slug, Status.DENIED, "x", noon(3), "Piera", expires=day(6))
    now = state(EVENT, [decided])
    ends = [policy.judge(now, RULES, evening(number)).status for number in (2, 3, 6, 7)]
    assert ends == [Status.SPECULATION, Status.DENIED, Status.DENIED, Status.SPECULATION]
    assert policy.judge(now, RULES, evening(4)).recheck == day(7)


def test_the_later_decision_counts() -> None:
    """One person's second word replaces the first."""
    acts = [
        ledger.decide(EVENT.slug, to, "x", noon(n), "Piera") for n, to in ((3, Status.DENIED), (5, Status.CONFIRMED))
    ]
    assert status(EVENT, acts, 9) is Status.CONFIRMED


# --- time and flags ----------------------------------------------------------------------------------------


def test_a_quiet_rumour_falls_asleep_and_wakes_on_a_new_root_only() -> None:
    """Sixty days without a new root: dormant. A copy, a blog or an owner's second outlet does not wake it."""
    text = words("rumour")
    events = [read(EVENT, "gazzetta.example", 5, "reports", item={"summary": text})]

    def asleep(more: list[Event]) -> bool:
        return Flag.DORMANT in verdict(EVENT, [*events, *more], 90).flags

    assert Flag.DORMANT not in verdict(EVENT, events, 65).flags and Flag.DORMANT in verdict(EVENT, events, 66).flags
    assert asleep([])
    assert asleep([read(EVENT, "corriera.example", 80, "reports", item={"summary": text})])
    assert asleep([read(EVENT, "bloggo.example", 80, "reports")])
    assert asleep([read(EVENT, "auto.gazzetta.example", 80, "reports", item={"tier": Tier.PRESS})])
    assert not asleep([read(EVENT, "corriera.example", 80, "reports")])
    assert Flag.DORMANT not in verdict(EVENT, [*events, read(EVENT, HOSTS[0], 6)], 400).flags


def test_flags_are_written_when_they_change() -> None:
    """Up once, down once, each with its moment."""
    events = [read(EVENT, "gazzetta.example", 1, "reports"), read(EVENT, "filo.example", 70, "reports")]
    book = live(EVENT, events, 75)
    assert [(e.flag, e.on, e.known_at) for e in book if isinstance(e, FlagRaised)] == [
        (Flag.DORMANT, True, evening(62)),
        (Flag.DORMANT, False, evening(70)),
    ]


def test_roots_against_an_authority_ask_for_a_review() -> None:
    """Denied; two papers go on stating it afterwards: still denied, and a person should look."""
    events = [read(EVENT, HOSTS[0], 5, "denies"), read(EVENT, "gazzetta.example", 7), read(EVENT, "filo.example", 8)]
    found = verdict(EVENT, events, 9)
    assert found.status is Status.DENIED and "2" in found.flags[Flag.NEEDS_REVIEW]
    before = [read(EVENT, "gazzetta.example", 1), read(EVENT, "filo.example", 2), events[0]]
    assert Flag.NEEDS_REVIEW not in verdict(EVENT, before, 9).flags


def test_a_superseded_claim_says_by_what() -> None:
    """The flag names where it lives on."""
    gone = ledger.remove(EVENT.slug, noon(3), "Piera", superseded_by="incontro-2")
    assert "incontro-2" in verdict(EVENT, [gone], 4).flags[Flag.SUPERSEDED]


@pytest.mark.parametrize(
    ("claim", "events", "at", "recheck"),
    [
        (EVENT, [], 3, 61),
        (EVENT, [read(EVENT, HOSTS[0], 1)], 3, None),
        (PLAN, [read(PLAN, HOSTS[0], 1)], 3, 131),
        (PLAN, [read(PLAN, HOSTS[0], 1)], 131, 145),
        (PLAN, [read(PLAN, HOSTS[0], 1)], 145, None),
        (PLAN, [read(PLAN, HOSTS[0], 1, "denies")], 3, None),
    ],
)
def test_recheck_is_the_next_day_on_which_time_decides(
    claim: Claim, events: list[Event], at: int, recheck: int | None
) -> None:
    """Overdue, lapse, dormancy: the next of these days, none where only news can change something."""
    assert verdict(claim, events, at).recheck == (None if recheck is None else day(recheck))


# --- roots and what is missing -----------------------------------------------------------------------------


def test_the_verdict_shows_its_roots() -> None:
    """Origin, members, tier of those that say it, lead over the next root."""
    text = words("scoop")
    events = [
        read(EVENT, "motori.example", 1, item={"summary": text}),
        read(EVENT, "gazzetta.example", 2, item={"summary": text}),
        read(EVENT, "filo.example", 4),
    ]
    first, second = verdict(EVENT, events, 5).roots
    assert first.items == (events[0].item.id, events[1].item.id) and first.origin == "Motori"
    assert (first.tier, first.lead_hours, second.lead_hours) == (Tier.PRESS, 72.0, None)
    assert first.copied_from == {events[1].item.id: events[0].item.id}


def missing(claim: Claim, events: list[Event], at: int = 20) -> list[tuple[str, Status]]:
    """(rule, leads to) of each missing condition."""
    return [(one.rule, one.leads_to) for one in verdict(claim, events, at).missing]


def test_what_it_would_take_is_told_by_rule() -> None:
    """An authority, so many more roots, a strong one among them; for a plan that it happens, or that it lapses."""
    authority = ("AUTHORITY_CONFIRMS", Status.CONFIRMED)
    roots = ("TWO_ROOTS", Status.CORROBORATED)
    assert missing(EVENT, []) == [authority, roots, roots]
    assert missing(EVENT, [read(EVENT, "gazzetta.example", 1)]) == [authority, roots]
    weak = [read(EVENT, "motori.example", 1), read(EVENT, "officina.example", 1)]
    assert missing(EVENT, weak) == [authority, roots]
    assert missing(EVENT, [read(EVENT, "gazzetta.example", 1), read(EVENT, "filo.example", 1)]) == [authority]
    assert missing(EVENT, [read(EVENT, HOSTS[0], 1)]) == []
    assert missing(EVENT, [read(EVENT, HOSTS[0], 1, "denies")]) == [authority]
    assert missing(EVENT, [read(EVENT, HOSTS[0], 1), read(EVENT, HOSTS[1], 1, "denies")]) == [
        ("BOTH_SIDES", Status.CONFIRMED)
    ]
    happens = ("HAPPENED", Status.CONFIRMED)
    assert missing(PLAN, [read(PLAN, HOSTS[0], 1)]) == [happens, ("LAPSE", Status.LAPSED)]
    assert missing(PLAN, [], 200) == [happens]
    assert missing(PLAN, [read(PLAN, HOSTS[0], 110, **took_place())], 200) == []


def test_missing_conditions_read_as_sentences() -> None:
    """In the claim's language, with names, numbers and days filled in."""
    texts = [one.text for one in verdict(EVENT, [read(EVENT, "gazzetta.example", 1)], 3).missing]
    assert texts == ["una conferma ufficiale di chi decide: Casa Rossa e Lin Motori", "un'altra fonte indipendente"]
    plan = plan_claim(language="en")
    texts = [one.text for one in verdict(plan, [read(plan, HOSTS[0], 1)], 3).missing]
    assert "2 independent sources" in texts[0] and f"not before {day(100)}" in texts[0] and str(day(144)) in texts[1]


@pytest.mark.parametrize("language", ["it", "en", "fr"])
def test_every_sentence_can_be_said(language: str) -> None:
    """Each reason, objection, flag and missing condition fills in without a gap, in both languages."""
    names = "person reason yes no who outlet late count outlets end grace window first host authority opens day"
    facts = dict.fromkeys([*names.split(), "since", "status", "because", "other", "days", "alone"], "X")
    for table, say in (
        (wording.STATUS, wording.status),
        (wording.EVIDENCE, wording.evidence),
        (wording.MISSING, wording.missing),
        (wording.FLAGS, wording.flag),
        (wording.BITS, wording.bit),
    ):
        assert table["it"].keys() == table["en"].keys()
        for key in table["en"]:
            assert "{" not in say(key, language, **facts)
            if language == "fr":
                assert say(key, "fr", **facts) == say(key, "en", **facts)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (1, 1, str(day(1))),
        (1, 5, f"{day(1)}/{day(5)}"),
        (1, None, f"after {day(1)}"),
        (None, 5, f"until {day(5)}"),
        (None, None, "no date"),
    ],
)
def test_windows_in_words(start: int | None, end: int | None, text: str) -> None:
    """A day, a span, an open side."""
    span = Window(start=None if start is None else day(start), end=None if end is None else day(end))
    assert wording.window(span, "en") == text


def test_names_are_listed_once() -> None:
    """Commas, and the last with "and"."""
    assert wording.names(["A", "B", "A", "C"], "en") == "A, B and C"
    assert wording.names(["A", "B"], "it") == "A e B" and wording.names(["A"], "it") == "A"
    assert wording.names([], "it") == ""


# --- the policy file ---------------------------------------------------------------------------------------


def test_the_shipped_file_is_the_default() -> None:
    """The commented file and the values in the code say the same."""
    assert load_policy(None) == Policy() == load_policy(policy.default_text())


def test_a_users_file_changes_what_it_names() -> None:
    """Three roots: two are not enough any more, and the change keeps another stamp."""
    stricter = load_policy("version = 'mine'\n[corroboration]\nroots = 3\n")
    events = [read(EVENT, "gazzetta.example", 1), read(EVENT, "filo.example", 2)]
    assert status(EVENT, events, 5, stricter) is Status.SPECULATION
    assert status(EVENT, [*events, read(EVENT, "motori.example", 3)], 5, stricter) is Status.CORROBORATED
    assert stricter.stamp.startswith("mine+") and stricter.stamp != RULES.stamp
    assert stricter.time == RULES.time


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("roots = ", "not TOML"),
        ("[corroboration]\nrots = 2", "corroboration.rots"),
        ("[corroboration]\nroots = 0", "corroboration.roots"),
        ("[authority]\nquoted_by = 'magazine'", "authority.quoted_by"),
        ("off = ['GRAVITY']", "GRAVITY"),
        ("[copies]\nnear = 2.0", "copies.near"),
    ],
)
def test_a_wrong_file_names_the_key(text: str, named: str) -> None:
    """One error that says which key cannot be used."""
    with pytest.raises(ConfigError, match=named):
        load_policy(text)


def test_the_policy_in_force_can_be_copied() -> None:
    """What is shown is a file that gives the same policy, with every rule in its order and whether it is on."""
    strict = load_policy("off = ['TWO_ROOTS']\n[time]\ngrace_days = 30\n")
    shown = describe(strict)
    assert load_policy(shown) == strict and tomllib.loads(shown)["time"]["grace_days"] == 30
    places = [shown.index(f" {name}: ") for name in NAMES]
    assert places == sorted(places) and "off TWO_ROOTS" in shown and "on  HAPPENED" in shown
    assert "# Days after a plan's window" in shown


def test_thresholds_do_what_they_say() -> None:
    """Grace, dormancy, tiers, confidence, quotations: each moves the day or the status it names."""
    grace = load_policy("[time]\ngrace_days = 0\ndormant_days = 5")
    assert status(PLAN, [read(PLAN, HOSTS[0], 1)], 131, grace) is Status.LAPSED
    assert Flag.DORMANT in verdict(EVENT, [], 6, grace).flags
    loose = load_policy("[authority]\nquoted_by = 'blog'\n[corroboration]\nlowest_tier = 'blog'\nstrong_roots = 0")
    assert status(EVENT, [read(EVENT, "bloggo.example", 1, **said())], 2, loose) is Status.CONFIRMED
    blogs = [read(EVENT, host, 1) for host in ("bloggo.example", "diario.example")]
    assert status(EVENT, blogs, 2, loose) is Status.CORROBORATED and status(EVENT, blogs, 2) is Status.SPECULATION
    sure = load_policy("[reading]\nconfidence = 0.95")
    assert status(EVENT, [read(EVENT, HOSTS[0], 1)], 2, sure) is Status.SPECULATION


# --- laws --------------------------------------------------------------------------------------------------

ANYWHERE = sorted([*TIERS, "bloggo.example", "casar0ssa.example", "diario.example"])
HEDGED = st.builds(
    lambda claim, host, number, stance, quoted, speaker, happened, start: read(
        claim,
        host,
        number,
        stance,
        hedged=True,
        quoted=quoted,
        speaker=speaker,
        on_record=quoted is Quoted.AUTHORITY,
        happened=happened,
        tense=Tense.PAST if happened else Tense.OPEN,
        when=when(start, start + 9),
    ),
    st.shared(st.sampled_from([EVENT, PLAN]), key="claim"),
    st.sampled_from(ANYWHERE),
    st.integers(0, 120),
    st.sampled_from([stance.value for stance in Stance]),
    st.sampled_from(Quoted),
    st.sampled_from(["Anna Verdi", "Li Wen", None]),
    st.booleans(),
    st.integers(90, 300),
)


@given(st.shared(st.sampled_from([EVENT, PLAN]), key="claim"), st.lists(HEDGED, max_size=12))
def test_hedged_alone_never_promotes(claim: Claim, events: list[Event]) -> None:
    """However many hedged reports, of whatever tier and stance, the claim stays speculation."""
    assert status(claim, events, 125) is Status.SPECULATION


ITEMS = st.builds(
    lambda host, number, stance, firm, speaker, far: read(
        PLAN, host, number, stance, **(said(speaker) if firm else {}), when=when(far, far + 9)
    ),
    st.sampled_from(ANYWHERE),
    st.integers(0, 30),
    st.sampled_from(["supports", "reports", "denies", "postpones", "mentions"]),
    st.booleans(),
    st.sampled_from(["Anna Verdi", "Li Wen", "l'ad"]),
    st.sampled_from([105, 200, 300]),
)


@given(st.lists(ITEMS, max_size=10, unique_by=lambda event: event.item.id), st.randoms(use_true_random=False))
def test_the_verdict_does_not_depend_on_the_order_of_arrival(events: list[Event], random: object) -> None:
    """The same items, met in another order, give the same verdict."""
    assert verdict(PLAN, events, 40) == verdict(PLAN, list(reversed(events)), 40)


@given(st.lists(ITEMS, max_size=8), st.lists(ITEMS, max_size=8))
def test_blogs_alone_move_nothing(good: list[Event], bad: list[Event]) -> None:
    """Whatever blogs add, the status stays what the others make it."""

    def blog(event: Event) -> Event:
        own = {"tier": Tier.BLOG, "host": f"x{event.item.host}", "id": f"blog {event.item.id}"}
        item = event.item.model_copy(update=own)
        return event.model_copy(update={"id": f"blog {event.id}", "item": item})

    noise = [blog(event) for event in (*good, *bad)]
    assert status(PLAN, [*good, *noise], 40) is status(PLAN, good, 40)


@given(st.lists(ITEMS, max_size=8), st.integers(0, 200))
def test_advance_always_settles(events: list[Event], number: int) -> None:
    """Whatever the evidence and the day, one step reaches the verdict and a second finds nothing to do."""
    now = state(PLAN, events)
    moved = policy.advance(now, RULES, evening(number))
    opened = ledger.define(PLAN, noon(-1))
    after = ledger.replay([opened, *events, *moved])[PLAN.slug]
    assert after.status is policy.judge(now, RULES, evening(number)).status
    assert policy.advance(after, RULES, evening(number)) == []


@given(st.lists(ITEMS, max_size=8), st.integers(31, 400), st.integers(1, 400))
def test_time_alone_changes_nothing_before_the_day_to_recheck(events: list[Event], number: int, later: int) -> None:
    """Between a verdict and its recheck day, a claim without news keeps its status, its reason and its flags."""
    first = verdict(PLAN, events, number)
    left = (first.recheck - evening(number).date()).days - 1 if first.recheck else later
    again = verdict(PLAN, events, number + min(later, left))
    assert (again.status, again.rule, again.because) == (first.status, first.rule, first.because)
    assert (again.flags, again.window, again.recheck) == (first.flags, first.window, first.recheck)


# --- small print -------------------------------------------------------------------------------------------


def test_a_root_has_its_best_tier() -> None:
    """A trade paper's story that a newspaper prints too is a strong root beside another trade paper's."""
    text = words("printed")
    story = [read(EVENT, "motori.example", 1, item={"summary": text}), read(EVENT, "officina.example", 2)]
    assert status(EVENT, story, 4) is Status.SPECULATION
    assert status(EVENT, [*story, read(EVENT, "gazzetta.example", 3, item={"summary": text})], 4) is Status.CORROBORATED


def test_a_status_is_known_since_its_first_word_after_the_last_turn() -> None:
    """Said on days 3, 5 and 9: known since 3; after a no on day 6, since 9."""
    yes = [read(EVENT, "gazzetta.example", number, **said(), item={"title": f"sì {number}"}) for number in (3, 5, 9)]
    assert verdict(EVENT, yes, 12).known_at == noon(3)
    turned = [*yes, read(EVENT, "filo.example", 6, "denies", **said())]
    assert verdict(EVENT, turned, 12).known_at == noon(9) and verdict(EVENT, turned, 7).known_at == noon(6)
    again = [*turned[:2], turned[3], read(EVENT, "filo.example", 7, "denies", **said())]
    assert verdict(EVENT, again, 12).known_at == noon(6)


def test_a_date_of_the_same_day_takes_nothing_back() -> None:
    """A later date given on the day it is said to have happened does not undo it; one day after it does."""
    shown = read(PLAN, HOSTS[0], 110, **took_place())
    for number, end in ((110, Status.CONFIRMED), (111, Status.POSTPONED)):
        other = read(PLAN, "gazzetta.example", number, "postpones", **said("Li Wen"), when=when(200, 210))
        assert status(PLAN, [shown, other], 120) is end
    today = read(PLAN, "gazzetta.example", 112, **said("Li Wen"), when=when(112, 120))
    assert status(PLAN, [shown, today], 120) is Status.CONFIRMED


def test_who_moved_it_is_named_and_an_unknown_mover_is_an_authority() -> None:
    """The reason names the speaker, or says that an authority did, and where from and to."""
    told = {"title": "Casa Rossa e Lin Motori"}
    named = verdict(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=when(200, 210))], 10).because
    assert named.startswith("Casa Rossa ha spostato") and f"{day(200)}/{day(210)}" in named and "Casarossa" in named
    unknown = read(PLAN, "gazzetta.example", 9, "postpones", item=told, **said("l'ad"), when=when(200, 210))
    assert verdict(PLAN, [unknown], 10).because.startswith("Chi decide ha spostato")
    denied = read(EVENT, "gazzetta.example", 9, "denies", item=told, **said("l'ad"))
    assert verdict(EVENT, [denied], 10).because.startswith("Chi decide smentisce")


def test_enough_roots_are_known_since_the_one_that_made_them_enough() -> None:
    """Two trade papers and then a newspaper: known since the newspaper, carried by all three."""
    events = [read(EVENT, host, n) for n, host in ((1, "motori.example"), (2, "officina.example"), (6, "filo.example"))]
    found = verdict(EVENT, events, 9)
    assert found.known_at == noon(6) and len(found.carried_by) == 3 and found.because.startswith("3 fonti")
    shown = [read(PLAN, host, n, **took_place()) for n, host in ((105, "motori.example"), (107, "officina.example"))]
    assert verdict(PLAN, shown, 120).known_at == noon(107)


def test_a_wording_read_again_keeps_its_date() -> None:
    """A better reading of the same words counts from the item's day, not from the day it was read again."""
    first = read(EVENT, "gazzetta.example", 1, "mentions")
    again = first.item.model_copy(update={"seen_at": noon(9)})
    better = ledger.read_event(again, first.reading.model_copy(update={"stance": Stance.DENIES, **said()}), noon(9))
    found = verdict(EVENT, [first, better, read(EVENT, "filo.example", 5, **said())], 12)
    assert found.status is Status.CONFIRMED


def test_a_host_that_an_authoritys_feed_led_to_is_anybody() -> None:
    """Beside a trade paper, another matter's authority is a strong root; fetched from elsewhere, or looking alike, none."""
    trade = read(EVENT, "motori.example", 1)
    feed = {"tier": Tier.AUTHORITY, "feed": "https://ministero.example/feed"}
    ends = [
        status(EVENT, [trade, read(EVENT, host, 2, item=feed)], 3)
        for host in ("ministero.example", "www.ministero.example", "evil.example", "casar0ssa.example")
    ]
    assert ends == [Status.CORROBORATED] * 2 + [Status.SPECULATION] * 2


def test_who_is_quoted_without_authority_is_one_source() -> None:
    """Two papers that rest on one outsider are one root in the tree; two that quote nobody are two."""
    events = [
        read(EVENT, host, 1, quoted=Quoted.NAMED, speaker="Ugo Neri") for host in ("filo.example", "motori.example")
    ]
    assert len(verdict(EVENT, events, 3).roots) == 1
    alone = [read(EVENT, host, 1, quoted=Quoted.NAMED) for host in ("filo.example", "motori.example")]
    assert len(verdict(EVENT, alone, 3).roots) == 2
    silent = [read(EVENT, host, 1, speaker="Ugo Neri") for host in ("filo.example", "motori.example")]
    assert len(verdict(EVENT, silent, 3).roots) == 2


def test_a_correction_takes_back_what_came_before_it_and_says_otherwise() -> None:
    """An item of the same hour, or one that says the same as the correction, stays."""
    notice = read(EVENT, "gazzetta.example", 5, "denies", correction=True, **said(), item={"title": "rettifica"})
    rules = {
        one.item.title: one.rule
        for one in verdict(
            EVENT,
            [
                read(EVENT, "gazzetta.example", 4, **said(), item={"title": "sì"}),
                read(EVENT, "gazzetta.example", 4, "denies", **said(), item={"title": "no"}),
                read(EVENT, "gazzetta.example", 5, **said(), item={"title": "stessa ora"}),
                read(EVENT, "corriera.example", 4, **said(), item={"title": "altrove"}),
                notice,
            ],
            8,
        ).evidence
    }
    assert rules == {
        "sì": "CORRECTION_REOPENS", "no": "COUNTS", "stessa ora": "COUNTS", "altrove": "COUNTS", "rettifica": "COUNTS",
    }  # fmt: skip


def test_a_stale_copy_of_the_same_hour_is_stale_and_an_older_text_is_not() -> None:
    """The copy printed with the withdrawn item falls with it, what was there before does not, nor another stance."""
    text = words("same hour")
    gone = read(EVENT, "gazzetta.example", 5, item={"summary": text}, **said())
    notice = ledger.withdraw(EVENT.slug, gone.item.id, "gazzetta.example", "errore", noon(9))
    for number, stance, rule in (
        (5, "supports", "RETRACTION_MEMORY"),
        (4, "supports", "COUNTS"),
        (6, "denies", "COUNTS"),
    ):
        other = read(EVENT, "corriera.example", number, stance, item={"summary": text}, **said())
        found = {one.item.host: one.rule for one in verdict(EVENT, [gone, notice, other], 10).evidence}
        assert found == {"gazzetta.example": "CORRECTION_REOPENS", "corriera.example": rule}


def test_an_edit_that_moves_the_date_counts_as_it_stands() -> None:
    """The new wording is nearly the old one and says the same stance: it is not a stale copy of itself."""
    text = words("date")
    first = read(PLAN, "gazzetta.example", 5, "postpones", **said(), when=when(200, 210), item={"summary": text})
    own = {"id": first.item.id, "summary": f"{text} corretto", "seen_at": noon(7)}
    edit = read(PLAN, "gazzetta.example", 5, "postpones", **said(), when=when(300, 310), item=own)
    found = verdict(PLAN, [first, edit], 9)
    assert found.status is Status.POSTPONED and found.window == Window(start=day(300), end=day(310))


def test_events_are_written_after_all_that_was_written_before() -> None:
    """A judge whose clock stands behind the ledger's still writes after it, and otherwise at its own time."""
    book = [read(EVENT, HOSTS[0], 1, recorded=noon(9))]
    (moved,) = policy.advance(state(EVENT, book), RULES, evening(3))
    assert moved.recorded_at > noon(9)
    (moved,) = policy.advance(state(EVENT, book), RULES, evening(12))
    assert moved.recorded_at == evening(12)


def test_a_contested_claim_needs_no_review_for_its_roots() -> None:
    """Only a plain denial that newspapers go on contradicting asks for a person."""
    told = [read(EVENT, "gazzetta.example", 7), read(EVENT, "filo.example", 8)]
    found = verdict(EVENT, [read(EVENT, HOSTS[0], 1), read(EVENT, HOSTS[1], 5, "denies"), *told], 9)
    assert found.status is Status.CONTESTED and Flag.NEEDS_REVIEW not in found.flags


def test_four_roots_are_enough_since_the_third() -> None:
    """Two trade papers, an agency, a newspaper: corroborated since the agency."""
    hosts = ("motori.example", "officina.example", "filo.example", "gazzetta.example")
    assert verdict(EVENT, [read(EVENT, host, n) for n, host in enumerate(hosts, 1)], 9).known_at == noon(3)


def test_a_trade_papers_root_wakes_a_rumour() -> None:
    """The lowest tier that counts for a root counts for waking too."""
    events = [read(EVENT, "gazzetta.example", 5, "reports"), read(EVENT, "motori.example", 80, "reports")]
    assert Flag.DORMANT not in verdict(EVENT, events, 90).flags


def test_a_decision_out_of_force_raises_nothing() -> None:
    """With PERSON_DECIDES off nothing is pinned and nobody is asked."""
    decided = ledger.decide(EVENT.slug, Status.DENIED, "x", noon(3), "Piera")
    assert verdict(EVENT, [decided], 4, RULES.without("PERSON_DECIDES")).flags == {}


def test_once_the_window_is_open_it_is_not_named_as_a_bar() -> None:
    """What is missing says "not before" only while that lies ahead."""
    events = [read(PLAN, HOSTS[0], 1)]
    assert "non prima" in verdict(PLAN, events, 99).missing[0].text
    assert "non prima" not in verdict(PLAN, events, 100).missing[0].text


def test_a_claim_that_gets_its_window_later_is_judged_by_it() -> None:
    """Pinned as postponed without a window, then given one and moved: no change is lost and none is made up."""
    bare = plan_claim(expected=None)
    pinned = ledger.decide(bare.slug, Status.POSTPONED, "x", noon(1), "Piera", expires=day(3))
    book = live(bare, [pinned, read(PLAN, HOSTS[0], 6, "postpones", when=when(200, 210))], 3)
    book += [ledger.define(PLAN, evening(4)), read(PLAN, HOSTS[0], 3, "postpones", when=when(200, 210))]
    now = ledger.replay(book)[PLAN.slug]
    moves = policy.advance(now, RULES, evening(5))
    after = ledger.replay([*book, *moves])[PLAN.slug]
    assert after.status is policy.judge(after, RULES, evening(5)).status is Status.POSTPONED
